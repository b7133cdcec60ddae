"""The work behind a recognition task: claim the row, answer the photo, keep the answer."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from artrecog.heartbeats import is_unheard
from catalog.models import ReferenceImage
from recognition.answers import to_result
from recognition.core.config import RecognizeConfig
from recognition.core.errors import EmptyGallery, GalleryIndexError, PhotoError
from recognition.core.index import GalleryIndex
from recognition.core.pipeline import recognize
from recognition.core.values import Decision, Reference
from recognition.gallery import get_gallery, load_reference
from recognition.models import Recognition
from recognition.resources import get_extractor
from recognition.retention import remove_photos
from recognition.tallies import count_answer, count_failures

logger = logging.getLogger(__name__)

ABANDONED_AFTER = timedelta(seconds=60)  # a recognition takes a second or two, ten on a busy machine
BEAT_SECONDS = 5.0
MAX_ATTEMPTS = 3
GAVE_UP = "gave_up"
INTERNAL_ERROR = "Something went wrong on our side. Try again; if it happens again, tell the museum."
BEING_PREPARED = "The catalogue is being prepared. Try again in a few minutes."
# Of a photo that the intake decoded, judged and encoded anew: nothing is left to refuse.
STORED_PHOTO = RecognizeConfig(limits=replace(RecognizeConfig().limits, min_side=1, max_aspect=1600.0))


def run_recognition(pk: uuid.UUID) -> None:
    """Claim a pending recognition, answer it, keep the answer. Does nothing when another worker has it.

    Raises:
        Exception: whatever went wrong, after it is recorded in the row.
        SoftTimeLimitExceeded: it took too long; nothing is recorded, so that the sweep has it tried again.
    """
    if not Recognition.objects.claim(pk):
        return
    row = Recognition.objects.get(pk=pk)
    try:
        _answer(row)
    except PhotoError as error:
        _fail(row, error.code, error.message)
    except GalleryIndexError as error:
        logger.exception("Recognition %s found no index to search", pk)
        _fail(row, error.code, BEING_PREPARED)
    except SoftTimeLimitExceeded:
        logger.error("Recognition %s did not end; it is tried again, at most %d times in all", pk, MAX_ATTEMPTS)
        raise
    except Exception:
        _fail(row, "internal_error", INTERNAL_ERROR)
        raise


def recognize_bytes(data: bytes, config: RecognizeConfig = RecognizeConfig()) -> Decision:
    """Answer one photo with this process's extractor and gallery.

    Raises:
        PhotoError: the photo cannot be used. GalleryIndexError: the index cannot be used.
    """
    return recognize_in(searchable_index(), data, config)


def searchable_index() -> GalleryIndex:
    """Return what is searched now; of an empty catalogue an index of nothing.

    Raises:
        EmptyGallery: there are pictures, but none is indexed. GalleryIndexError: the index cannot be used.
    """
    index = get_gallery().refresh()
    if len(index) == 0 and ReferenceImage.objects.exists():
        raise EmptyGallery("No picture of the catalogue is indexed yet. Run `manage.py build_index`.")
    return index


def recognize_in(
    index: GalleryIndex, data: bytes, config: RecognizeConfig, on_progress: Callable[[], None] = lambda: None
) -> Decision:
    """Answer one photo from `index`. `on_progress` is called before each candidate is verified.

    Raises:
        PhotoError: the photo cannot be used.
    """
    # What the first look loaded, the second asks neither the database nor the disk for.
    load_once = cache(partial(load_reference, index))

    def load(reference_id: int) -> Reference | None:
        on_progress()
        return load_once(reference_id)

    extractor = get_extractor()
    return recognize(
        data, embedder=extractor.embedder, pca=extractor.pca, index=index, load_reference=load, config=config
    )


def requeue_abandoned() -> list[uuid.UUID]:
    """Return abandoned recognitions to pending and list them, so that they can be queued again.

    One that was given up on `MAX_ATTEMPTS` times fails instead: its photo may be what kills the workers.
    """
    _give_up()
    since = _last_sign_of_life()
    ids = Recognition.objects.abandoned(since).values_list("pk", flat=True)
    return [pk for pk in ids if Recognition.objects.requeue(pk, since)]


def is_abandoned(row: Recognition) -> bool:
    """Tell whether nobody works on an unfinished recognition any more."""
    return not row.is_finished and is_unheard(row.heartbeat_at, _last_sign_of_life())


def _give_up() -> None:
    hopeless = Recognition.objects.abandoned(_last_sign_of_life()).filter(attempts__gte=MAX_ATTEMPTS)
    for pk in list(hopeless.values_list("pk", flat=True)):
        failed = Recognition.Status.FAILED
        if _end(hopeless.filter(pk=pk), pk, failed, error_code=GAVE_UP, error_message=INTERNAL_ERROR):
            count_failures(GAVE_UP)


def _last_sign_of_life() -> datetime:
    return timezone.now() - ABANDONED_AFTER


class Heartbeat:
    """Stamps a running recognition at most every `BEAT_SECONDS`, however often it is called.

    Called by the thread that recognizes, between candidates: another thread would need its own database connection, and
    would go on beating for a worker that hangs.
    """

    def __init__(self, row: Recognition) -> None:
        self._row = row
        self._last = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._last >= BEAT_SECONDS:
            Recognition.objects.beat(self._row.pk, self._row.attempts)
            self._last = time.monotonic()


def _answer(row: Recognition) -> None:
    index = searchable_index()
    with row.photo.open() as photo:
        decision = recognize_in(index, photo.read(), STORED_PHOTO, Heartbeat(row))
    result = to_result(decision, row.width, row.height) | {"searched": len(index)}
    if _finish(row, Recognition.Status.DONE, decision=decision.answer.value, result=result):
        count_answer(decision.answer.value, decision.timings_ms)


def _fail(row: Recognition, code: str, message: str) -> None:
    if _finish(row, Recognition.Status.FAILED, error_code=code, error_message=message):
        count_failures(code)


def _finish(row: Recognition, status: Recognition.Status, **facts: object) -> bool:
    """Record the outcome; False when a sweep gave the row to another worker meanwhile.

    Where a sweep took this worker for dead, as it does when a clock is set forward, but no other has begun, the answer
    counts: it is better than none.
    """
    taken_for_dead = Q(status=Recognition.Status.FAILED, error_code=GAVE_UP)
    mine = Recognition.objects.filter(pk=row.pk, attempts=row.attempts)
    mine = mine.filter(Q(status__in=Recognition.UNFINISHED) | taken_for_dead)
    return _end(mine, row.pk, status, **{"error_code": "", "error_message": "", **facts})


def _end(still_mine: QuerySet[Recognition], pk: uuid.UUID, status: Recognition.Status, **facts: object) -> bool:
    """Keep the outcome, and tell whom `settings.RECOGNITION_LISTENER` names, in one transaction; False if not mine."""
    with transaction.atomic():
        is_mine = still_mine.update(status=status, finished_at=timezone.now(), sender="", **facts) == 1
        if is_mine and settings.RECOGNITION_LISTENER:
            import_string(settings.RECOGNITION_LISTENER)(pk)
    if is_mine and settings.PHOTO_DAYS == 0:
        remove_photos([pk])
    return is_mine
