"""What the index lacks: pictures that no process searches yet, and when a new build is due."""

import logging
from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from catalog.models import ReferenceImage
from recognition.core.errors import DamagedIndex, GalleryIndexError
from recognition.gallery import get_gallery, note_problem, open_build
from recognition.models import IndexBuild, UnusablePicture
from recognition.resources import get_extractor

logger = logging.getLogger(__name__)

# More new references than this are left to a whole build, which is faster for each and shows its progress.
DELTA_BATCH = 50
# Every process keeps the delta in memory (0.1 MB each) and searches it exactly: above this it is merged into a build.
# A large gallery takes longer to build, so it waits for more.
DELTA_MOST = 200
DELTA_MOST_SHARE = 0.001
# Removed works still take places on the shortlists: above this share of a build they are built away.
MOST_REMOVED = 0.1
RETRY_UNUSABLE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Upkeep:
    """What is to be done: a build, or these few references to be extracted."""

    is_build_due: bool
    reference_ids: tuple[int, ...] = ()


def due_upkeep() -> Upkeep:
    """Compare the catalogue with what is searched."""
    try:
        built, added = get_gallery().held()
    except GalleryIndexError:
        logger.exception("The active index cannot be used; another one is due")
        return Upkeep(is_build_due=True)
    if get_gallery().is_substitute():
        return Upkeep(is_build_due=True)
    pictures = set(ReferenceImage.objects.values_list("pk", flat=True))
    missing = pictures - built - added - _known_unusable()
    if len(missing) > DELTA_BATCH or len(added) > _most_added(built) or _is_worn(built, pictures):
        return Upkeep(is_build_due=True)
    return Upkeep(is_build_due=False, reference_ids=tuple(sorted(missing)))


def check_active_build() -> None:
    """Read the active build whole and compare it with its hashes; one that changed is not searched any more."""
    for name in IndexBuild.objects.filter(active=True, problem="").values_list("name", flat=True):
        try:
            open_build(name, whole=True)
        except DamagedIndex as error:
            logger.error("%s", error)
            note_problem(name, error.message)


def _most_added(built: Set[int]) -> float:
    return max(DELTA_MOST, DELTA_MOST_SHARE * len(built))


def _known_unusable() -> set[int]:
    recent = UnusablePicture.objects.filter(
        fingerprint=get_extractor().fingerprint, tried_at__gt=timezone.now() - RETRY_UNUSABLE_AFTER
    )
    return set(recent.values_list("reference_image_id", flat=True))


def _is_worn(built: Set[int], pictures: Set[int]) -> bool:
    return len(built - pictures) > MOST_REMOVED * len(built)
