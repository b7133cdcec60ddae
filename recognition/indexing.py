"""The work behind the index tasks: extract features, build, activate. Ids in, rows and files changed."""

import fcntl
import logging
import os
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from artrecog.outages import outage_of
from catalog.models import ReferenceImage
from recognition import builds
from recognition.core.errors import EmptyGallery, GalleryIndexError, PhotoError, RecognitionError, UnwrittenIndex
from recognition.core.features import ReferenceFeatures
from recognition.core.index_files import read_manifest
from recognition.gallery import backend, indexes_dir, open_build
from recognition.models import DeltaEntry, IndexBuild, UnusablePicture
from recognition.resources import get_extractor, get_feature_store

logger = logging.getLogger(__name__)

# OpenCV and LiteRT let other threads run; one more than there are cores, since each waits for the disk at last.
EXTRACTION_THREADS = (os.cpu_count() or 1) + 1
EXTRACTED_AHEAD = 16  # pictures: what a killed build loses at most

# A picture, and why its features cannot be extracted; "" when they are.
Extracted = tuple[ReferenceImage, str]
IterWrapper = Callable[[Iterable[Extracted]], Iterable[Extracted]]


class BuildRunning(RecognitionError):
    """Another process is building the index."""

    code = "build_running"


def identity(items: Iterable[Extracted]) -> Iterable[Extracted]:
    """Show no progress."""
    return items


def index_references(reference_ids: Iterable[int]) -> None:
    """Extract the features of new references and let every process search them, without a build.

    A picture that cannot be decoded is remembered and left out: the work stays in the catalogue, not recognizable.
    """
    for image in ReferenceImage.objects.filter(pk__in=list(reference_ids)):
        problem = _extract(image)
        if problem:
            _remember_problem(image, problem)
        else:
            _add_to_delta(image)


def extract_features(reference_ids: Iterable[int]) -> None:
    """Extract the features of references for a build to come, which finds them in the store.

    Any number of processes may each do a share. A picture that cannot be decoded is left for the build to tell of.
    """
    for image in ReferenceImage.objects.filter(pk__in=list(reference_ids)):
        _extract(image)


def build_index(iter_wrapper: IterWrapper = identity) -> IndexBuild | None:
    """Extract what is missing, write a new build, activate it; None when the active build is up to date.

    A build that was killed resumes: features that were extracted are not extracted again. What is imported meanwhile is
    built before the lock is let go, so that whoever was refused by the lock need not come again.

    Raises:
        EmptyGallery: the catalogue has no usable picture; nothing is active then. BuildRunning: another process builds.
        UnwrittenIndex: there is no room; the active build is as it was.
    """
    with _exclusive():
        builds.drop_old_builds()  # a killed build may have left its own, or the one that it should have dropped
        images = _pictures()
        latest = _build_of(images, iter_wrapper)
        while _came_after(images[-1]):
            images = _pictures()
            latest = _build_of(images, iter_wrapper) or latest
        return latest


def activate_build(pk: int) -> IndexBuild:
    """Search a kept build again: the way back when a newer one is bad. Works added since stay recognizable.

    Raises:
        GalleryIndexError: it is damaged or was built by another network. BuildRunning: another process builds.
    """
    with _exclusive():
        build = IndexBuild.objects.get(pk=pk)
        held = open_build(build.name, whole=True).reference_ids
        build.problem = ""
        with transaction.atomic():
            builds.search_beside(build, held)
            return builds.activate(build, held)


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


def _pictures() -> list[ReferenceImage]:
    return list(ReferenceImage.objects.order_by("pk").only("pk", "sha256", "file"))


def _came_after(image: ReferenceImage) -> bool:
    """Tell whether there are newer pictures which nobody has extracted yet."""
    fingerprint = get_extractor().fingerprint
    added = DeltaEntry.objects.filter(fingerprint=fingerprint).values("reference_image")
    unusable = UnusablePicture.objects.filter(fingerprint=fingerprint).values("reference_image")
    newer = ReferenceImage.objects.filter(pk__gt=image.pk)
    return newer.exclude(pk__in=added).exclude(pk__in=unusable).exists()


def _build_of(images: list[ReferenceImage], iter_wrapper: IterWrapper) -> IndexBuild | None:
    """Bring the index up to date with `images`; None when it is."""
    extracted = list(iter_wrapper(_extract_all(images)))
    usable = [image for image, problem in extracted if not problem]
    _remember_problems({image: problem for image, problem in extracted if problem})
    if not usable:
        builds.retire_builds()
        raise EmptyGallery("There is no reference image to index. Import works with pictures first.")
    ids = {image.pk for image in usable}
    if _is_current(ids):
        builds.strike_from_delta(ids)
        return None
    return _write_build(usable)


def _extract_all(images: Sequence[ReferenceImage]) -> Iterator[Extracted]:
    """Extract on several threads, never far ahead so that an interrupt is heard; the threads ask no database."""
    begun: deque[tuple[ReferenceImage, Future[str]]] = deque()
    with ThreadPoolExecutor(EXTRACTION_THREADS) as pool:
        for image in images:
            begun.append((image, pool.submit(_extract, image)))
            if len(begun) == EXTRACTED_AHEAD:
                yield _finished(*begun.popleft())
        yield from (_finished(*one) for one in begun)


def _finished(image: ReferenceImage, extraction: Future[str]) -> Extracted:
    return image, extraction.result()


def _extract(image: ReferenceImage) -> str:
    """Extract a reference's features unless they are stored; return why its picture cannot be used, or "".

    Raises:
        UnwrittenIndex: there is no room for them, which is no fault of the picture.
    """
    store = get_feature_store()
    if store.has(image.sha256):
        return ""
    try:
        with image.file.open() as file:
            features = get_extractor().extract(file.read())
    except (PhotoError, OSError) as error:
        logger.warning("Reference image %s cannot be indexed: %s", image.pk, error)
        return str(error)
    store.save(image.sha256, features)
    return ""


def _add_to_delta(image: ReferenceImage) -> None:
    with _unless_removed(image):
        facts = {"fingerprint": get_extractor().fingerprint}
        DeltaEntry.objects.update_or_create(reference_image=image, defaults=facts)
        UnusablePicture.objects.filter(reference_image=image).delete()


def _remember_problems(problems: dict[ReferenceImage, str]) -> None:
    """Remember exactly these pictures as unusable."""
    for image, problem in problems.items():
        _remember_problem(image, problem)
    UnusablePicture.objects.exclude(reference_image__in=problems).delete()


def _remember_problem(image: ReferenceImage, problem: str) -> None:
    with _unless_removed(image):
        facts = {"fingerprint": get_extractor().fingerprint, "reason": problem, "tried_at": timezone.now()}
        UnusablePicture.objects.update_or_create(reference_image=image, defaults=facts)


@contextmanager
def _unless_removed(image: ReferenceImage) -> Iterator[None]:
    """Write about a picture in one transaction; let it go when it left the catalogue meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        logger.info("Reference image %s left the catalogue while it was indexed", image.pk)


def _is_current(ids: set[int]) -> bool:
    active = IndexBuild.objects.filter(active=True).first()
    if active is None or active.problem:
        return False
    try:
        return open_build(active.name).reference_ids == ids
    except GalleryIndexError:
        return False  # damaged or of another network: the build that follows replaces it


def _write_build(images: list[ReferenceImage]) -> IndexBuild:
    name = f"{timezone.now():%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    fingerprint = get_extractor().fingerprint
    with _room_for(name):
        count = backend().write(indexes_dir() / name, fingerprint, _stored_features(images))
    build = IndexBuild(name=name, fingerprint=fingerprint, reference_count=count, **_measured(name))
    builds.activate(build, {image.pk for image in images})
    builds.drop_old_builds()
    return build


@contextmanager
def _room_for(name: str) -> Iterator[None]:
    """Remove what there was room for when there is none for the whole build.

    Raises:
        UnwrittenIndex: says so; the active build is as it was.
    """
    try:
        yield
    except (OSError, UnwrittenIndex) as error:
        if not isinstance(error, UnwrittenIndex) and outage_of(error) is None:
            raise
        builds.remove_leftovers()
        raise UnwrittenIndex(
            f"The index cannot be written ({error}). The one before it is searched as before."
            f" Make room in {indexes_dir()}, then run `manage.py build_index`."
        ) from error


def _measured(name: str) -> dict[str, Any]:
    """Return what the manifest says of a build's size and quality, as fields of its row."""
    manifest = read_manifest(indexes_dir() / name)
    return {"size": manifest.size} | (asdict(manifest.quality) if manifest.quality else {})


def _stored_features(images: list[ReferenceImage]) -> Iterator[tuple[int, ReferenceFeatures]]:
    store = get_feature_store()
    return ((image.pk, store.load(image.sha256)) for image in images)
