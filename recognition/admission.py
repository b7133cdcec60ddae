"""Whether another photo can be answered while its visitor waits: said before it is taken in, not after.

One worker on two shared cores answers one or two photos a second. When more come than are answered the queue would grow
all day, and everybody would wait for those before them; so beyond `LONGEST_WAIT_SECONDS` they are asked to come back.
"""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from access.refusals import QueueFull
from recognition.models import Recognition

LONGEST_WAIT_SECONDS = 30.0  # standing before a work, with a phone in the hand
SOONEST_RETRY_SECONDS = 5
# How long one takes is what the last ones took; when there are none, what a busy machine needs (docs/performance.md).
MEASURED_OVER = timedelta(minutes=5)
SECONDS_EACH = 2.0


@dataclass(frozen=True)
class Queue:
    """Photos that wait, those that are worked on, and how long the last ones took; None without any."""

    waiting: int
    at_work: int
    seconds_each: float | None

    @property
    def wait_seconds(self) -> float:
        """Return how long the next photo would wait. While some wait, all workers are at work: that is how many are."""
        return self.waiting * (self.seconds_each or SECONDS_EACH) / max(1, self.at_work)


def check_admission() -> None:
    """Let another photo in.

    Raises:
        QueueFull: it would wait for too long. Without a broker nothing waits: whoever sends a photo has it answered.
    """
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return
    over = queue_now().wait_seconds - LONGEST_WAIT_SECONDS
    if over > 0:
        raise QueueFull(max(SOONEST_RETRY_SECONDS, math.ceil(over)))


def queue_now() -> Queue:
    """Return the queue, in one query."""
    done = Q(status=Recognition.Status.DONE)
    recently = Q(heartbeat_at__gt=timezone.now() - MEASURED_OVER)
    counts = Recognition.objects.filter(Q(status__in=Recognition.UNFINISHED) | done & recently).aggregate(
        waiting=Count("pk", filter=Q(status=Recognition.Status.PENDING)),
        at_work=Count("pk", filter=Q(status=Recognition.Status.RUNNING)),
        took=Avg(F("finished_at") - F("started_at"), filter=done),
    )
    took: timedelta | None = counts["took"]
    return Queue(counts["waiting"], counts["at_work"], took.total_seconds() if took else None)
