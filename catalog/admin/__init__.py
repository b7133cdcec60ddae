"""The curators' desk: Django's own admin, with pictures."""

from catalog.admin import artworks, creators, pictures, sales, venues

__all__ = ["artworks", "creators", "pictures", "sales", "venues"]
