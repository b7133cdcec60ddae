"""Celery tasks: an id in, one call. The database row is the truth; a task may run twice or be lost without harm."""

import uuid

from celery import shared_task

from recognition import indexing, runner


@shared_task
def run_recognition(pk: str) -> None:
    """Answer one recognition: pending → running → done or failed."""
    runner.run_recognition(uuid.UUID(pk))


@shared_task
def index_references(reference_ids: list[int]) -> None:
    """Make new references recognizable."""
    indexing.index_references(reference_ids)


@shared_task
def build_index() -> None:
    """Build and activate a new index."""
    indexing.build_index()


@shared_task
def requeue_abandoned() -> None:
    """Queue again what a killed worker or a lost message left behind; scheduled every minute."""
    for pk in runner.requeueable():
        run_recognition.delay(str(pk))
