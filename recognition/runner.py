"""The work behind the tasks: run a recognition, index references, build the index. Ids in, rows changed, no HTTP."""

import fcntl
import logging
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from catalog.models import ReferenceImage
from recognition.answers import to_result
from recognition.core.config import RecognizeConfig
from recognition.core.errors import GalleryIndexError, PhotoError, RecognitionError
from recognition.core.features import ReferenceFeatures
from recognition.core.index_faiss import build_faiss
from recognition.core.pipeline import recognize
from recognition.core.values import Decision
from recognition.gallery import get_gallery, indexes_dir, load_reference, open_build
from recognition.models import DeltaEntry, IndexBuild, Recognition
from recognition.resources import get_extractor, get_feature_store

logger = logging.getLogger(__name__)

ABANDONED_AFTER = timedelta(seconds=60)  # a recognition takes a second or two, ten on a busy machine
EXTRACTION_THREADS = 2  # OpenCV and LiteRT let other threads run
KEPT_BUILDS = 2  # the active one and the one before it

IterWrapper = Callable[[Iterable[ReferenceImage]], Iterable[ReferenceImage]]


def identity(items: Iterable[ReferenceImage]) -> Iterable[ReferenceImage]:
    """Show no progress."""
    return items


def run_recognition(pk: uuid.UUID) -> None:
    """Claim a pending recognition, answer it, keep the answer. Does nothing when another worker has it.

    Raises:
        Exception: whatever went wrong, after it is recorded in the row.
    """
    if not Recognition.objects.claim(pk):
        return
    row = Recognition.objects.get(pk=pk)
    try:
        with row.photo.open() as photo:
            decision = recognize_bytes(photo.read())
    except RecognitionError as error:
        _finish(row, Recognition.Status.FAILED, error_code=error.code, error_message=error.message)
    except Exception:
        _finish(row, Recognition.Status.FAILED, error_code="internal_error", error_message=INTERNAL_ERROR)
        raise
    else:
        result = to_result(decision, row.width, row.height)
        _finish(row, Recognition.Status.DONE, decision=decision.answer.value, result=result)


INTERNAL_ERROR = "Something went wrong on our side. Try again; if it happens again, tell the museum."


def recognize_bytes(data: bytes, config: RecognizeConfig = RecognizeConfig()) -> Decision:
    """Answer one photo with this process's extractor and gallery.

    Raises:
        PhotoError: the photo cannot be used. GalleryIndexError: the index cannot be used.
    """
    extractor, index = get_extractor(), get_gallery().refresh()
    return recognize(
        data,
        embedder=extractor.embedder,
        pca=extractor.pca,
        index=index,
        load_reference=partial(load_reference, index),
        config=config,
    )


def requeueable() -> list[uuid.UUID]:
    """Return abandoned recognitions to pending and list them, so that they can be queued again."""
    abandoned = Recognition.objects.abandoned(timezone.now() - ABANDONED_AFTER)
    ids = list(abandoned.values_list("pk", flat=True))
    Recognition.objects.filter(pk__in=ids, status=Recognition.Status.RUNNING).update(status=Recognition.Status.PENDING)
    return ids


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
        with ThreadPoolExecutor(EXTRACTION_THREADS) as pool:
            usable = [
                image for image, ok in zip(images, pool.map(_extract_once, iter_wrapper(images)), strict=True) if ok
            ]
        ids = [image.pk for image in usable]
        return None if _is_current(ids) else _write_build(usable)


class BuildRunning(RecognitionError):
    """Another process is building the index."""

    code = "build_running"


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


def _is_current(ids: list[int]) -> bool:
    active = IndexBuild.objects.filter(active=True).first()
    if active is None:
        return False
    try:
        return open_build(active.name).reference_ids == set(ids)
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


def _finish(row: Recognition, status: Recognition.Status, **facts: object) -> None:
    """Record the outcome, unless a sweep gave the row to another worker meanwhile."""
    mine = Recognition.objects.filter(pk=row.pk, status=Recognition.Status.RUNNING, attempts=row.attempts)
    mine.update(status=status, finished_at=timezone.now(), **facts)
