"""What looks like a work, as whoever searches pictures knows it."""

from django.conf import settings
from django.utils.module_loading import import_string

MOST_SIMILAR = 8


def ids_of_similar(artwork_id: int) -> list[int]:
    """Return the works whose pictures are most like this one's, by what `CATALOG_SIMILARITY` names; none without it."""
    if not settings.CATALOG_SIMILARITY:
        return []
    find = import_string(settings.CATALOG_SIMILARITY)
    found: list[int] = find(artwork_id, MOST_SIMILAR)
    return found
