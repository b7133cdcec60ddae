"""What the pages of an import show, worked out before they are rendered."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count

from desk.models import CatalogImport, ImportRow

ROWS_PER_PAGE = 50
State, Status = ImportRow.State, CatalogImport.Status
WATCHED_EVERY_SECONDS = 3


@dataclass(frozen=True)
class Tally:
    """How many rows are in one state."""

    state: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ImportPage:
    """An import with some of its rows."""

    run: CatalogImport
    tallies: list[Tally]
    rows: "Page[ImportRow]"
    state: str
    """The rows that are listed; "" for all."""
    done: int
    total: int
    to_commit: int
    to_undo: int
    refused: int

    @property
    def refresh_seconds(self) -> int:
        """Return after how long the page loads itself again; 0 when nothing goes on."""
        return WATCHED_EVERY_SECONDS if self.run.is_working else 0

    @property
    def can_commit(self) -> bool:
        """Tell whether there is something to write."""
        return self.run.status == Status.CHECKED and self.to_commit > 0

    @property
    def can_undo(self) -> bool:
        """Tell whether there is something to take back."""
        return self.run.status == Status.COMMITTED and self.to_undo > 0

    @property
    def can_map(self) -> bool:
        """Tell whether the meaning of columns may still be changed."""
        return self.run.status == Status.CHECKED and not self.run.museum

    @property
    def can_mend(self) -> bool:
        """Tell whether rows that cannot be taken may be corrected; a museum's records are its own affair."""
        return self.run.status == Status.CHECKED and not self.run.museum

    @property
    def can_download(self) -> bool:
        """Tell whether there are rows to correct elsewhere."""
        return self.refused > 0 and not self.run.museum

    @property
    def can_retry(self) -> bool:
        """Tell whether it may go on where it stopped."""
        return self.run.status == Status.FAILED


def import_page(run: CatalogImport, *, state: str, page: str) -> ImportPage:
    """Return what the page of an import shows: its rows in one state, `ROWS_PER_PAGE` at a time."""
    counts = _counts(run)
    chosen = state if state in State.values else ""
    rows = run.rows.filter(state=chosen) if chosen else run.rows.all()
    return ImportPage(
        run=run,
        tallies=[
            Tally(known.value, known.label, counts[known], is_chosen=known == chosen)
            for known in State
            if counts[known]
        ],
        rows=Paginator(rows.defer("changes"), ROWS_PER_PAGE).get_page(page),
        state=chosen,
        done=sum(counts.values()) - _left(run, counts),
        total=sum(counts.values()),
        to_commit=sum(counts[state] for state in ImportRow.TO_COMMIT),
        to_undo=sum(counts[state] for state in ImportRow.COMMITTED),
        refused=counts[State.REFUSED],
    )


def _counts(run: CatalogImport) -> dict[str, int]:
    found = dict(run.rows.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in State}


def _left(run: CatalogImport, counts: dict[str, int]) -> int:
    """Return how many rows the work in hand has still to do."""
    waiting = {
        Status.CHECKING: (State.UNREAD,),
        Status.COMMITTING: ImportRow.TO_COMMIT,
        Status.UNDOING: ImportRow.COMMITTED,
    }
    return sum(counts[state] for state in waiting.get(Status(run.status), ()))


def problem_table(run: CatalogImport) -> tuple[list[str], Iterator[list[str]]]:
    """Return the rows that cannot be taken, as a table to correct and import: its columns, and its rows."""
    fields = run.named_fields
    refused = run.rows.filter(state=State.REFUSED).defer("changes", "differences")
    rows = ([*(row.cells.get(field, "") for field in fields), row.message] for row in refused.iterator())
    return [*fields, "problem"], rows
