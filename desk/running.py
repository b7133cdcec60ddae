"""The work behind an import: rows are read, rehearsed, written or taken back, some at a time.

Each group of rows is one transaction with its own record of what became of it. So a process that is killed loses at
most the group it was at, entirely, and whoever goes on begins with the rows that are left.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from artrecog.heartbeats import is_unheard
from catalog import services
from catalog.exceptions import CatalogError
from catalog.importers.batch import WRITTEN_TOGETHER, Imported, Refusal, Work, import_works, in_groups
from catalog.importers.catalog_table import refusal_words
from catalog.models.history import on_behalf_of
from desk.differences import differences
from desk.models import CatalogImport, ImportRow, rows_left
from desk.origins import Origin, origin_of

logger = logging.getLogger(__name__)

Status, State = CatalogImport.Status, ImportRow.State
# A group takes about a second, with pictures some more: a worker that was silent for so long is gone.
ABANDONED_AFTER = timedelta(minutes=2)
# So many workers may be lost at an import; then it is the import that kills them.
MAX_RELEASES = 5
# A picture is decoded and stored: so few rows with pictures are one transaction, for which other writers wait.
WITH_PICTURES_TOGETHER = 10
SETTLED = ("state", "message", "differences", "artwork_id", "changes", "source_id")


class Superseded(Exception):
    """The import was given to another worker, since this one was silent for too long."""


def run_import(pk: int) -> None:
    """Do what the state of an import asks for, to the end; nothing when another process is at it."""
    if not CatalogImport.objects.claim(pk):
        return
    run = CatalogImport.objects.get(pk=pk)
    verb = "Undone" if run.status == Status.UNDOING else "Imported"
    try:
        with on_behalf_of(run.asked_by or run.created_by, f"{verb}: {run.name}"):
            _work(run)
    except Superseded:
        logger.warning("Import %s was taken over by another worker", pk)
    except (CatalogError, OSError) as error:
        _fail(run, str(error))


def release_abandoned() -> list[int]:
    """Free the imports whose worker is gone, for another one; return them. Those that kill their workers fail."""
    abandoned = CatalogImport.objects.abandoned(_last_sign_of_life())
    for run in abandoned.filter(releases__gte=MAX_RELEASES):
        _fail(run, "It stopped several times without an answer. The server's log says more.")
    freed = {"is_claimed": False, "heartbeat_at": timezone.now(), "releases": F("releases") + 1}
    return [pk for pk in list(abandoned.values_list("pk", flat=True)) if abandoned.filter(pk=pk).update(**freed)]


def is_abandoned(run: CatalogImport) -> bool:
    """Tell whether nobody works on an import that is to be worked on."""
    return run.is_working and is_unheard(run.heartbeat_at, _last_sign_of_life())


def check_row(row: ImportRow) -> None:
    """Check one row again, after a person mended it."""
    with transaction.atomic():
        _check(origin_of(row.run), [row])


def _last_sign_of_life() -> datetime:
    return timezone.now() - ABANDONED_AFTER


def _fail(run: CatalogImport, reason: str) -> None:
    mine = CatalogImport.objects.filter(pk=run.pk, status=run.status, attempts=run.attempts)
    mine.update(status=Status.FAILED, failed_in=run.status, is_claimed=False, error=reason)


def _work(run: CatalogImport) -> None:
    step, after = STEPS[Status(run.status)]
    origin = origin_of(run)
    size = WITH_PICTURES_TOGETHER if origin.has_pictures else WRITTEN_TOGETHER
    if run.status == Status.CHECKING:
        _read_rows(origin, size)
    while rows := list(rows_left(run)[:size]):
        if run.status != Status.UNDOING:
            origin.prepare(rows)
        with transaction.atomic():
            _beat(run)
            step(origin, rows)
    with transaction.atomic():
        _beat(run)
        CatalogImport.objects.move(run.pk, Status(run.status), after)
        if after == Status.COMMITTED:
            CatalogImport.objects.filter(pk=run.pk).update(committed_at=timezone.now())


def _beat(run: CatalogImport) -> None:
    """Show that this worker is alive; first in a transaction, so that nothing is written for one that is not."""
    if not CatalogImport.objects.beat(run):
        raise Superseded


def _read_rows(origin: Origin, size: int) -> None:
    """Take over what there is, but what an earlier attempt took."""
    last = origin.run.rows.order_by("number").values_list("number", flat=True).last() or 0
    for group in in_groups(origin.rows_after(last), size):
        with transaction.atomic():
            _beat(origin.run)
            ImportRow.objects.bulk_create(group)


def _check(origin: Origin, rows: Sequence[ImportRow]) -> None:
    """Rehearse rows, and keep what would become of each."""
    for row, work, outcome in _import(origin, rows, rehearse=True):
        if not isinstance(outcome, Imported):
            row.settle(State.REFUSED, refusal_words(outcome), differences=[])
            continue
        differ = differences(work.record, outcome) if work else []
        is_news = outcome.changes or outcome.new_pictures
        known = State.CHANGED if is_news else State.SAME
        state = State.NEW if outcome.created else known
        row.settle(state, origin.remark(row), differences=differ, artwork_id=None)
    _save(rows)


def _commit(origin: Origin, rows: Sequence[ImportRow]) -> None:
    """Write rows into the catalogue, with what is needed to undo it."""
    new_pictures: list[int] = []
    for row, _, outcome in _import(origin, rows, rehearse=False):
        if isinstance(outcome, Imported):
            state = State.ADDED if outcome.created else State.UPDATED
            row.settle(
                state,
                origin.remark(row),
                artwork_id=outcome.artwork.pk,
                changes=[asdict(change) for change in outcome.changes],
            )
            new_pictures.extend(outcome.new_pictures)
        else:
            row.settle(State.REFUSED, refusal_words(outcome))
    _save(rows)
    services.announce_references(new_pictures)


def _undo(_origin: Origin, rows: Sequence[ImportRow]) -> None:
    """Take back what rows wrote, the last first, unless a person worked on it since."""
    backwards = sorted(rows, key=lambda row: row.number)
    reasons = services.undo_works([[services.Change(**change) for change in row.changes] for row in backwards])
    for row, reason in zip(backwards, reasons, strict=True):
        row.settle(State.KEPT if reason else State.UNDONE, reason)
    _save(rows)


Step = Callable[[Origin, Sequence[ImportRow]], None]
STEPS: dict[CatalogImport.Status, tuple[Step, CatalogImport.Status]] = {
    Status.CHECKING: (_check, Status.CHECKED),
    Status.COMMITTING: (_commit, Status.COMMITTED),
    Status.UNDOING: (_undo, Status.UNDONE),
}


def _import(
    origin: Origin, rows: Sequence[ImportRow], *, rehearse: bool
) -> Iterable[tuple[ImportRow, Work | None, Imported | Refusal]]:
    """Give each row with its work, if it has one, and what became or would become of it."""
    read = list(zip(rows, origin.read(rows), strict=True))
    imported = iter(import_works([work for _, work in read if isinstance(work, Work)], rehearse=rehearse))
    for row, work in read:
        yield (row, work, next(imported)) if isinstance(work, Work) else (row, None, work)


def _save(rows: Sequence[ImportRow]) -> None:
    """Write many rows in one statement: as an insertion that finds them all there."""
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=SETTLED)
