"""How the work of an import comes to a worker, or to a thread where there are no workers."""

import logging
from collections.abc import Mapping
from contextvars import copy_context
from functools import partial
from threading import Thread

from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerDown

from desk import running, tasks
from desk.mapping import remember_fields
from desk.models import CatalogImport

logger = logging.getLogger(__name__)


def take_step(
    run: CatalogImport, before: CatalogImport.Status, after: CatalogImport.Status, *, user_id: int | None = None
) -> bool:
    """Take an import from one state to the next, and have the work done that this asks for.

    Args:
        user_id: who asks, if it is not who uploaded it: the history of the catalogue names them.

    Returns False, and does nothing, when the import is not in the state `before`: somebody else took the step.
    """
    with transaction.atomic():
        moved = CatalogImport.objects.move(run.pk, before, after)
        if moved and user_id:
            CatalogImport.objects.filter(pk=run.pk).update(asked_by=user_id)
        if moved and after in CatalogImport.WORKING:
            transaction.on_commit(partial(_queue, run.pk))
    run.refresh_from_db()
    return moved


def check_anew(run: CatalogImport, fields: Mapping[str, str]) -> None:
    """Have all rows checked by what the columns mean, and remember that for the next table with this header."""
    with transaction.atomic():
        run.fields = dict(fields)
        run.save(update_fields=["fields"])
        run.rows.all().delete()
        remember_fields(run.header, fields)
        take_step(run, CatalogImport.Status.MAPPING, CatalogImport.Status.CHECKING)


def rescue(run: CatalogImport) -> None:
    """Let an import that nobody works on go on, in a site without workers: no clock does it there."""
    if settings.CELERY_TASK_ALWAYS_EAGER and running.is_abandoned(run) and run.pk in running.release_abandoned():
        _queue(run.pk)


def _queue(pk: int) -> None:
    """Queue the task. A broker that is down is only logged: the row says what is to be done, and a sweep finds it."""
    if settings.LONG_WORK_IN_THREAD:
        Thread(target=copy_context().run, args=[_run_in_thread, pk], name=f"import-{pk}", daemon=True).start()
        return
    try:
        tasks.run_import.delay(pk)
    except BrokerDown as error:
        logger.error("The broker cannot be reached (%s); import %s waits for the next sweep", error, pk)


def _run_in_thread(pk: int) -> None:
    try:
        running.run_import(pk)
    finally:
        connection.close()
