"""How a look comes to a worker, or to a thread where there are no workers."""

import logging
from contextvars import copy_context
from functools import partial
from threading import Thread

from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerDown

from quality import looking, tasks
from quality.models import Look

logger = logging.getLogger(__name__)


def start_look(look: Look) -> None:
    """Save a new look, and have somebody begin it when that is committed."""
    with transaction.atomic():
        look.save()
        transaction.on_commit(partial(_queue, look.pk))


def rescue(look: Look) -> None:
    """Let a look that nobody works on go on, in a site without workers: no clock does it there."""
    if settings.CELERY_TASK_ALWAYS_EAGER and looking.is_abandoned(look) and look.pk in looking.release_abandoned():
        _queue(look.pk)


def _queue(pk: int) -> None:
    """Queue the task. A broker that is down is only logged: the row says what is to be done, and a sweep finds it."""
    if settings.LONG_WORK_IN_THREAD:
        Thread(target=copy_context().run, args=[_run_in_thread, pk], name=f"look-{pk}", daemon=True).start()
        return
    try:
        tasks.run_look.delay(pk)
    except BrokerDown as error:
        logger.error("The broker cannot be reached (%s); look %s waits for the next sweep", error, pk)


def _run_in_thread(pk: int) -> None:
    try:
        looking.run_look(pk)
    finally:
        connection.close()
