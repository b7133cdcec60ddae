"""Rows that are worked on carry a stamp, `heartbeat_at`; one not of this time says that nobody works on them."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone


def unheard(since: datetime) -> Q:
    """Match rows of which nothing was heard after `since`, or that were stamped as long after now.

    A stamp of the future was given before the clock was set back: without this, work that was lost before would wait
    until the clock has caught up.
    """
    return Q(heartbeat_at__lt=since) | Q(heartbeat_at__gt=_as_long_after_now(since))


def is_unheard(heartbeat_at: datetime, since: datetime) -> bool:
    """Tell whether `unheard` matches a stamp."""
    return heartbeat_at < since or heartbeat_at > _as_long_after_now(since)


def _as_long_after_now(since: datetime) -> datetime:
    now = timezone.now()
    return now + (now - since)
