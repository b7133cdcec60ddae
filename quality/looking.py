"""The work behind a look: one picture or work after another, each written down before the next is begun."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils import timezone

from artrecog.heartbeats import is_unheard
from quality.models import Look
from quality.pictures import PictureWork
from quality.trials import VisitorWork
from recognition.core.errors import GalleryIndexError

# A work is tried in some seconds on a busy machine: a worker that was silent for so long is gone.
ABANDONED_AFTER = timedelta(minutes=2)
# So many are asked for at once; what came meanwhile is asked for next.
TOGETHER = 50


class Work(Protocol):
    """What a look goes through, and what it does with each."""

    def left(self) -> QuerySet[Any]:
        """Return what is left to do, one less for each `do`."""

    def do(self, pk: int) -> None:
        """Look at one of them, unless it is gone."""

    def complete(self) -> None:
        """Do what is to be done when nothing is left."""


WORK: Mapping[str, Callable[[Look], Work]] = {Look.Kind.PICTURES: PictureWork, Look.Kind.VISITORS: VisitorWork}


def run_look(pk: int) -> None:
    """Go through what is left of a look, to the end; nothing when another process is at it."""
    if not Look.objects.claim(pk):
        return
    look = Look.objects.get(pk=pk)
    try:
        _go_through(look, WORK[look.kind](look))
    except GalleryIndexError as error:
        _finish(look, Look.Status.FAILED, str(error))


def release_abandoned() -> list[int]:
    """Free the looks whose worker is gone, for another one; return them."""
    abandoned = Look.objects.abandoned(timezone.now() - ABANDONED_AFTER)
    freed = {"is_claimed": False, "heartbeat_at": timezone.now()}
    return [pk for pk in list(abandoned.values_list("pk", flat=True)) if abandoned.filter(pk=pk).update(**freed)]


def is_abandoned(look: Look) -> bool:
    """Tell whether nobody works on a look that is not over."""
    since: datetime = timezone.now() - ABANDONED_AFTER
    return look.is_running and is_unheard(look.heartbeat_at, since)


def stop_look(look: Look) -> bool:
    """Stop a look after what it is at; what it found stays. False when it is over already."""
    facts = {"status": Look.Status.STOPPED, "finished_at": timezone.now()}
    return Look.objects.filter(pk=look.pk, status=Look.Status.RUNNING).update(**facts) == 1


def _go_through(look: Look, work: Work) -> None:
    done = look.done
    Look.objects.filter(pk=look.pk).update(total=done + work.left().count())
    while pks := list(work.left().values_list("pk", flat=True)[:TOGETHER]):
        for pk in pks:
            work.do(pk)
            done += 1
            if not Look.objects.beat(look, done):
                return
    work.complete()
    _finish(look, Look.Status.DONE)


def _finish(look: Look, status: Look.Status, error: str = "") -> None:
    mine = Look.objects.filter(pk=look.pk, status=Look.Status.RUNNING, attempts=look.attempts)
    mine.update(status=status, error=error, finished_at=timezone.now())
