"""Looks for tests, from the door to the last picture."""

from typing import Any

from quality.models import Look
from quality.queueing import start_look


def look_at(kind: Look.Kind, **facts: Any) -> Look:
    """Have a look, and return it when it is over."""
    look = Look(kind=kind, **facts)
    start_look(look)
    look.refresh_from_db()
    return look
