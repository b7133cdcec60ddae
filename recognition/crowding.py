"""How many photos may be in work at once: for the whole site, and for one address or token."""

from django.conf import settings
from django.db import connection
from django.utils import timezone

from access.refusals import QueueFull, TooManyAtOnce
from recognition.models import Recognition, RecognitionQuerySet
from recognition.runner import ABANDONED_AFTER

# A photo takes about half a second of one core (docs/performance.md): one worker has answered these in under three
# minutes, and whoever comes later would wait longer than people do.
MOST_IN_WORK = 300
# Of one address, behind which a museum may stand: nobody else is kept from the other two thirds.
MOST_OF_ONE = 100
RETRY_SECONDS = 30
# Any number, so that no two processes count at the same time: PostgreSQL's own locks go by number.
COUNTING = 7_261_001


def check_room(sender: str) -> None:
    """Refuse one more photo when too many are in work. Call it in the transaction that adds the row.

    Raises:
        QueueFull: too many of the whole site. TooManyAtOnce: too many of `sender`.
    """
    _count_alone()
    in_work = _in_work()
    if in_work.count() >= MOST_IN_WORK:
        raise QueueFull(RETRY_SECONDS)
    if sender and in_work.filter(sender=sender).count() >= MOST_OF_ONE:
        raise TooManyAtOnce(RETRY_SECONDS)


def _in_work() -> RecognitionQuerySet:
    """Return what is waiting or in work. Without a broker nothing waits: what is silent was left behind."""
    unfinished = Recognition.objects.filter(status__in=Recognition.UNFINISHED)
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return unfinished.filter(heartbeat_at__gte=timezone.now() - ABANDONED_AFTER)
    return unfinished


def _count_alone() -> None:
    """Wait for whoever counts now. SQLite has one writer anyway, and our transactions begin as it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])
