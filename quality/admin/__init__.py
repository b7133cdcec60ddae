"""The quality desk in the admin."""

from quality.admin import duplicates, looks, pictures, trials

__all__ = ["duplicates", "looks", "pictures", "trials"]
