"""Celery tasks: an id in, one call. The delivery's row is the truth; a task may run twice or be lost without harm."""

import uuid

from celery import shared_task

from webhooks import sending, sweeping

SWEEP_SECONDS = 60.0  # as CELERY_BEAT_SCHEDULE has it


@shared_task
def send_delivery(pk: str) -> None:
    """Send one delivery; of two that are told of it, one does."""
    sending.send(uuid.UUID(pk))


@shared_task
def sweep_deliveries() -> None:
    """Queue what is due, each minute: what failed and waited, what is new, and what a lost process left behind."""
    for pk in sweeping.sweep():
        send_delivery.apply_async([str(pk)], expires=SWEEP_SECONDS)
