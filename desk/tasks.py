"""Celery tasks: an id in, one call. The import's row is the truth; a task may run twice or be lost without harm."""

from celery import shared_task

from desk import running


@shared_task
def run_import(pk: int) -> None:
    """Check, commit or undo an import, whichever its state asks for; of two that are told of it, one works."""
    running.run_import(pk)


@shared_task
def requeue_abandoned_imports() -> None:
    """Queue imports again whose worker is gone, each minute: they go on where it stopped."""
    for pk in running.release_abandoned():
        run_import.delay(pk)
