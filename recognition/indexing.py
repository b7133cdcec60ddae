"""The work behind the index tasks: extract features, build, activate. Ids in, rows and files changed."""

import fcntl
import logging
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from catalog.models import ReferenceImage
from recognition.core.errors import GalleryIndexError, PhotoError, RecognitionError
from recognition.core.features import ReferenceFeatures
from recognition.core.index_faiss import build_faiss
from recognition.gallery import indexes_dir, open_build
from recognition.models import DeltaEntry, IndexBuild
from recognition.resources import get_extractor, get_feature_store

logger = logging.getLogger(__name__)

EXTRACTION_THREADS = 2  # OpenCV and LiteRT let other threads run
EXTRACTION_BATCH = 16
KEPT_BUILDS = 2  # the active one and the one before it

Extracted = tuple[ReferenceImage, bool]
IterWrapper = Callable[[Iterable[Extracted]], Iterable[Extracted]]


class BuildRunning(RecognitionError):
    """Another process is building the index."""

    code = "build_running"


def identity(items: Iterable[Extracted]) -> Iterable[Extracted]:
    """Show no progress."""
    return items


def index_references(reference_ids: Iterable[int]) -> None:
    """Extract the features of new references and let every process search them, without a build.

    A picture that cannot be decoded is logged and left out: the work stays in the catalogue, not recognizable.
    """
    for image in ReferenceImage.objects.filter(pk__in=list(reference_ids)):
        if _extract_once(image):
            DeltaEntry.objects.update_or_create(
                reference_image=image, defaults={"fingerprint": get_extractor().fingerprint}
            )


def build_index(iter_wrapper: IterWrapper = identity) -> IndexBuild | None:
    """Extract what is missing, write a new build, activate it; None when the active build is up to date.

    A build that was killed resumes: features that were extracted are not extracted again.

    Raises:
        EmptyGallery: the catalogue has no picture. BuildRunning: another process builds.
    """
    with _exclusive():
        images = list(ReferenceImage.objects.order_by("pk").only("pk", "sha256", "file"))
        usable = [image for image, is_extracted in iter_wrapper(_extract_all(images)) if is_extracted]
        return None if _is_current({image.pk for image in usable}) else _write_build(usable)


@contextmanager
def _exclusive() -> Iterator[None]:
    """Hold the build lock; the system frees it when the process ends, however it ends."""
    indexes_dir().mkdir(parents=True, exist_ok=True)
    with (indexes_dir() / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildRunning("Another process is building the index. Wait for it, then run this again.") from error
        yield


def _extract_all(images: Sequence[ReferenceImage]) -> Iterator[Extracted]:
    """Extract on several threads, a batch at a time so that an interrupt is heard; say of each whether it worked."""
    with ThreadPoolExecutor(EXTRACTION_THREADS) as pool:
        for first in range(0, len(images), EXTRACTION_BATCH):
            batch = images[first : first + EXTRACTION_BATCH]
            yield from zip(batch, pool.map(_extract_once, batch), strict=True)


def _extract_once(image: ReferenceImage) -> bool:
    """Extract a reference's features unless they are stored; False when its picture cannot be decoded."""
    store = get_feature_store()
    if store.has(image.sha256):
        return True
    try:
        with image.file.open() as file:
            store.save(image.sha256, get_extractor().extract(file.read()))
    except (PhotoError, OSError) as error:
        logger.warning("Reference image %s cannot be indexed: %s", image.pk, error)
        return False
    return True


def _is_current(ids: set[int]) -> bool:
    active = IndexBuild.objects.filter(active=True).first()
    if active is None:
        return False
    try:
        return open_build(active.name).reference_ids == ids
    except GalleryIndexError:
        return False  # damaged or of another network: the build that follows replaces it


def _write_build(images: list[ReferenceImage]) -> IndexBuild:
    name = f"{timezone.now():%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    fingerprint = get_extractor().fingerprint
    count = build_faiss(indexes_dir() / name, fingerprint, _stored_features(images))
    build = _activate(IndexBuild(name=name, fingerprint=fingerprint, reference_count=count), [i.pk for i in images])
    _drop_old_builds()
    return build


def _stored_features(images: list[ReferenceImage]) -> Iterator[tuple[int, ReferenceFeatures]]:
    store = get_feature_store()
    return ((image.pk, store.load(image.sha256)) for image in images)


def _activate(build: IndexBuild, reference_ids: list[int]) -> IndexBuild:
    """Switch to `build` in one transaction; its references leave the delta."""
    with transaction.atomic():
        IndexBuild.objects.filter(active=True).update(active=False)
        build.active = True
        build.save()
        DeltaEntry.objects.filter(reference_image__in=reference_ids).delete()
    return build


def _drop_old_builds() -> None:
    """Remove builds that nobody needs; a process that still searches one keeps its mapped files."""
    for build in IndexBuild.objects.order_by("-active", "-created_at")[KEPT_BUILDS:]:
        shutil.rmtree(indexes_dir() / build.name, ignore_errors=True)
        build.delete()
