"""Works that look alike: the neighbors of a stored vector, for the catalogue's pages (`CATALOG_SIMILARITY`)."""

import logging

import numpy as np

from catalog.models import ReferenceImage
from recognition.core.errors import GalleryIndexError
from recognition.gallery import get_gallery

logger = logging.getLogger(__name__)

# Several pictures of one work stand beside each other: look at more than are shown.
PICTURES_PER_WORK = 3


def similar_artworks(artwork_id: int, count: int) -> list[int]:
    """Return the works whose pictures are nearest to this one's first picture, the nearest first, itself left out.

    Nothing when its picture is not indexed; nothing, too, when the index cannot be used: a page needs no neighbors.
    """
    first = ReferenceImage.objects.filter(artwork=artwork_id).values_list("pk", flat=True).first()
    if first is None:
        return []
    try:
        nearest = _nearest_pictures(first, (count + 1) * PICTURES_PER_WORK)
    except GalleryIndexError:
        logger.exception("Similar works are left out: the index cannot be used")
        return []
    owners = dict(ReferenceImage.objects.filter(pk__in=nearest).values_list("pk", "artwork"))
    works = dict.fromkeys(owners[pk] for pk in nearest if pk in owners)
    return [work for work in works if work != artwork_id][:count]


def _nearest_pictures(reference_id: int, count: int) -> list[int]:
    index = get_gallery().refresh()
    if reference_id not in index:
        return []
    vector = index.features(reference_id).vector
    return list(index.search(np.atleast_2d(vector), count))
