"""The quality desk in the admin."""

from quality.admin import crops, duplicates, looks, pictures, trials

__all__ = ["crops", "duplicates", "looks", "pictures", "trials"]
