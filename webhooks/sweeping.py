"""What the clock does: finds which works changed, which deliveries are due, and what is old enough to forget.

Which works changed stands in the catalogue's history, whoever changed them by whichever door. It is read up to a minute
ago, so that what a transaction wrote then is there by now.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Artwork, ArtworkText, Attribution, Lot, Placement, Price, ReferenceImage
from webhooks.events import listeners, note
from webhooks.models import Delivery, Endpoint, Event

SETTLED_AFTER = timedelta(minutes=1)
KEPT = timedelta(days=30)
WORKS_IN_ONE = 500
# What is said of works, beside the works themselves.
PARTS = (ArtworkText, Attribution, Lot, Placement, Price, ReferenceImage)


def sweep() -> list[uuid.UUID]:
    """Note changes, forget what is old, and return the deliveries that are due."""
    now = timezone.now()
    for endpoint in listeners(Event.ARTWORK_CHANGED):
        _note_changes(endpoint, now - SETTLED_AFTER)
    Delivery.objects.filter(created_at__lt=now - KEPT).delete()
    return list(_due())


def _due() -> Iterator[uuid.UUID]:
    """Give the deliveries that are due; of an endpoint that fails only one, lest workers do nothing but wait for it."""
    tried: set[int] = set()
    due = Delivery.objects.due(timezone.now()).order_by("next_try_at")
    for pk, endpoint, failing_since in due.values_list("pk", "endpoint", "endpoint__failing_since"):
        if failing_since is None or endpoint not in tried:
            yield pk
        tried.add(endpoint)


def _note_changes(endpoint: Endpoint, until: datetime) -> None:
    """Tell an endpoint of the works that changed since it was told last; of two sweeps at once, one does."""
    since = endpoint.changes_told_to
    with transaction.atomic():
        mine = Endpoint.objects.filter(pk=endpoint.pk, changes_told_to=since, changes_told_to__lt=until)
        if mine.update(changes_told_to=until) == 1:
            for number, works in enumerate(_changed(since, until)):
                note(endpoint, Event.ARTWORK_CHANGED, f"{until.isoformat()} {number}", {"artworks": works})


def _changed(since: datetime, until: datetime) -> Iterator[list[dict[str, Any]]]:
    """Give the works of which something was written in this time, in order of their ids, a few hundred at a time."""
    when = {"history_date__gt": since, "history_date__lte": until}
    ids = set(Artwork.history.filter(**when).values_list("id", flat=True))
    for part in PARTS:
        ids |= set(part.history.filter(**when).values_list("artwork_id", flat=True))
    in_order = sorted(ids)
    for first in range(0, len(in_order), WORKS_IN_ONE):
        yield _described(in_order[first : first + WORKS_IN_ONE])


def _described(ids: Sequence[int]) -> list[dict[str, Any]]:
    columns = ("id", "source", "source_id")
    there = {row["id"]: row | {"change": "changed"} for row in Artwork.objects.filter(pk__in=ids).values(*columns)}
    removed = Artwork.history.filter(id__in=set(ids) - set(there), history_type="-").values(*columns)
    return sorted([*there.values(), *({row["id"]: row | {"change": "removed"} for row in removed}).values()], key=_id)


def _id(row: dict[str, Any]) -> int:
    return int(row["id"])
