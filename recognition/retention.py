"""How long a visitor's photo is kept, and what stays of a scan: nothing but what the dashboard counts.

A photo goes after `settings.PHOTO_DAYS`, kept scans and others alike; with 0 as soon as its answer exists. An answer is
forgotten as old as that, but never before a day has passed, since its visitor must be able to read it; one that a
visitor keeps in a collection stays as long as the collection does.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from recognition.models import Recognition

# Read and written together; a site that forgets for the first time may have years of them.
AT_ONCE = 500
LEAST_ANSWER_DAYS = 1
# Of an unfinished one no process has said a word for so long: its process was killed, or no worker runs any more.
SILENT = timedelta(days=1)
UNANSWERED = "Your photo could not be answered in time. Please send it again."
COUNTED = ("matches", "candidates")


def give_up_silent(now: datetime) -> int:
    """Fail what nobody works on any more, or its photo would be kept for ever; return how many."""
    silent = Recognition.objects.abandoned(now - SILENT)
    failed = {"status": Recognition.Status.FAILED, "error_code": "gave_up", "error_message": UNANSWERED}
    return silent.update(**failed, sender="", finished_at=now)


def remove_old_photos(now: datetime) -> int:
    """Delete the photos whose days are over; return how many. One that is in work is left to the next time."""
    old = _finished_before(now - timedelta(days=settings.PHOTO_DAYS)).exclude(photo="")
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        remove_photos(ids)
        removed += len(ids)
    return removed


def forget_answers(now: datetime, *, kept: QuerySet[Any]) -> int:
    """Reduce old answers to what is counted; return how many. `kept` yields the ids of those that somebody keeps."""
    days = max(settings.PHOTO_DAYS, LEAST_ANSWER_DAYS)
    old = _finished_before(now - timedelta(days=days)).filter(forgotten_at=None).exclude(pk__in=kept)
    forgotten = 0
    while rows := list(old[:AT_ONCE]):
        for row in rows:
            _reduce(row, now)
        Recognition.objects.bulk_update(rows, ["result", "created_at", "error_message", "forgotten_at", "sender"])
        forgotten += len(rows)
    return forgotten


def remove_photos(ids: Iterable[uuid.UUID]) -> None:
    """Delete the photos of these scans, once it is committed that the scans have none."""
    rows = Recognition.objects.filter(pk__in=list(ids))
    with transaction.atomic():
        names = list(rows.exclude(photo="").values_list("photo", flat=True))
        rows.update(photo="")
        transaction.on_commit(partial(delete_photos, names))


def delete_photos(names: Iterable[str]) -> None:
    """Delete files from the store of photos."""
    storage = Recognition.photo.field.storage
    for name in names:
        storage.delete(name)


def _finished_before(moment: datetime) -> QuerySet[Recognition]:
    return (
        Recognition.objects.exclude(status__in=Recognition.UNFINISHED)
        .filter(created_at__lt=moment)
        .order_by("created_at")
    )


def _reduce(row: Recognition, now: datetime) -> None:
    """Leave what came first in the answer, and the day; not what was seen where, nor the hour."""
    row.result = {part: _first_of(row.result, part) for part in COUNTED}
    row.created_at = timezone.localtime(row.created_at).replace(hour=0, minute=0, second=0, microsecond=0)
    row.error_message, row.sender, row.forgotten_at = "", "", now


def _first_of(result: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    return [{"artwork_id": find["artwork_id"]} for find in result.get(part, [])[:1]]
