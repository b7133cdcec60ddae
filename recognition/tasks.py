"""Celery tasks: an id in, one call. The database row is the truth; a task may run twice or be lost without harm.

Some of them are the clock's: each minute what a killed worker or a lost message left behind is queued again; each hour
the index is read whole, and what nobody needs any more is removed. A sweep's own messages expire before the next sweep,
so that a long queue does not fill with repetitions.
"""

import logging
import uuid

from celery import shared_task

from recognition import indexing, runner, tidying, upkeep
from recognition.core.errors import EmptyGallery
from recognition.indexing import BuildRunning
from recognition.models import IdempotencyKey

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 60.0  # as CELERY_BEAT_SCHEDULE has it
# A recognition takes a second or two, ten on a busy machine: one that takes so long hangs. First it is told, so that it
# can say so; code that does not listen is killed with its process, which the worker replaces.
RECOGNITION_SECONDS, RECOGNITION_KILLED_SECONDS = 90.0, 120.0
# At most 50 pictures; 170 megapixels of TIFF take some seconds each.
SHARE_KILLED_SECONDS = 1800.0


@shared_task(soft_time_limit=RECOGNITION_SECONDS, time_limit=RECOGNITION_KILLED_SECONDS)
def run_recognition(pk: str) -> None:
    """Answer one recognition: pending → running → done or failed.

    The worker claims the row, so of two that are told of it one works; while it works it stamps the row's
    `heartbeat_at`. A worker that dies leaves the row running with an old stamp, for `requeue_abandoned` to find.
    """
    runner.run_recognition(uuid.UUID(pk))


@shared_task(time_limit=SHARE_KILLED_SECONDS)
def index_references(reference_ids: list[int]) -> None:
    """Make new references recognizable at once, beside the active build; lost, `index_missing` queues it again."""
    indexing.index_references(reference_ids)


@shared_task(time_limit=SHARE_KILLED_SECONDS)
def extract_features(reference_ids: list[int]) -> None:
    """Extract one worker's share of a build to come; lost, the build itself extracts them."""
    indexing.extract_features(reference_ids)


@shared_task
def build_index() -> None:
    """Build and activate a new index. While another process builds nothing is done: it builds what came meanwhile."""
    try:
        indexing.build_index()
    except (BuildRunning, EmptyGallery) as reason:
        logger.info("No index is built: %s", reason)


@shared_task
def requeue_abandoned() -> None:
    """Return running recognitions whose worker is gone to pending, and queue them and those whose message was lost."""
    for pk in runner.requeue_abandoned():
        run_recognition.delay(str(pk))


@shared_task
def forget_idempotency_keys() -> None:
    """Forget which keys were used a day ago: nothing is kept of a sender for longer than it is needed."""
    IdempotencyKey.objects.forget()


@shared_task
def index_missing() -> None:
    """Queue what no process searches yet, or the build that is due: a delta grown large, many works removed."""
    due = upkeep.due_upkeep()
    if due.is_build_due:
        build_index.apply_async(expires=SWEEP_SECONDS)
    elif due.reference_ids:
        index_references.apply_async([list(due.reference_ids)], expires=SWEEP_SECONDS)


@shared_task(time_limit=SHARE_KILLED_SECONDS)
def remove_leftovers() -> None:
    """Remove, each hour, the files that no row names: of an upload that was killed, of pictures that are gone."""
    tidying.remove_leftovers()


@shared_task(time_limit=SHARE_KILLED_SECONDS)
def check_index() -> None:
    """Read the active index whole, each hour: what a disk changed silently must not change answers."""
    upkeep.check_active_build()
