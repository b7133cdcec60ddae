"""The work behind a recognition task: claim the row, answer the photo, keep the answer."""

import uuid
from datetime import timedelta
from functools import partial

from django.utils import timezone

from recognition.answers import to_result
from recognition.core.config import RecognizeConfig
from recognition.core.errors import RecognitionError
from recognition.core.pipeline import recognize
from recognition.core.values import Decision
from recognition.gallery import get_gallery, load_reference
from recognition.models import Recognition
from recognition.resources import get_extractor

ABANDONED_AFTER = timedelta(seconds=60)  # a recognition takes a second or two, ten on a busy machine
MAX_ATTEMPTS = 3
INTERNAL_ERROR = "Something went wrong on our side. Try again; if it happens again, tell the museum."


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
    """Return abandoned recognitions to pending and list them, so that they can be queued again.

    One that was given up on `MAX_ATTEMPTS` times fails instead: its photo may be what kills the workers.
    """
    abandoned = Recognition.objects.abandoned(timezone.now() - ABANDONED_AFTER)
    abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
        status=Recognition.Status.FAILED,
        error_code="gave_up",
        error_message=INTERNAL_ERROR,
        finished_at=timezone.now(),
    )
    ids = list(abandoned.values_list("pk", flat=True))
    Recognition.objects.filter(pk__in=ids, status=Recognition.Status.RUNNING).update(status=Recognition.Status.PENDING)
    return ids


def _finish(row: Recognition, status: Recognition.Status, **facts: object) -> None:
    """Record the outcome, unless a sweep gave the row to another worker meanwhile."""
    mine = Recognition.objects.filter(pk=row.pk, status=Recognition.Status.RUNNING, attempts=row.attempts)
    mine.update(status=status, finished_at=timezone.now(), **facts)
