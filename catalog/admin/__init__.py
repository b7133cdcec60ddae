"""The curators' desk: Django's own admin, with pictures."""

from catalog.admin import artworks, creators, guide, history, pictures, plans, sales, venues

__all__ = ["artworks", "creators", "guide", "history", "pictures", "plans", "sales", "venues"]
