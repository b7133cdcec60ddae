"""Celery tasks: an id in, one call. The look's row is the truth; a task may run twice or be lost without harm."""

from celery import shared_task

from quality import looking


@shared_task
def run_look(pk: int) -> None:
    """Go through what is left of a look; of two that are told of it, one works."""
    looking.run_look(pk)


@shared_task
def requeue_abandoned_looks() -> None:
    """Queue looks again whose worker is gone, each minute: they go on where it stopped."""
    for pk in looking.release_abandoned():
        run_look.delay(pk)
