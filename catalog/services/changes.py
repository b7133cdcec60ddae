"""What a write does to each row, noted so that it can be shown to a person and undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Field, ForeignKey, Model

from catalog.models import Artwork, Attribution, Creator, Placement
from catalog.services.history import delete_rows, keep_history

# A row as JSON can hold it: its fields by the names of their columns, without the primary key.
State = dict[str, Any]
# Undoing a change is one more for who harvests, and touching what belongs to a work is no edit of the work.
STAMP = "changed_at"
# Rows are written in this order: each kind refers to those before it.
ORDER: tuple[type[Model], ...] = (Creator, Artwork, Attribution, Placement)


@dataclass(frozen=True)
class Change:
    """One row before and after; `before` is None where it was not, `after` where it is no more."""

    model: str
    """As in `django.apps.apps.get_model`: "catalog.artwork"."""
    pk: int
    before: State | None
    after: State | None
    """Without what is empty, to be compared by `filled`."""


def row_state(row: Model) -> State:
    """Return all that the database holds of a row, exactly: decimals to their last digit, times to the microsecond."""
    return {field.attname: _plain(field, getattr(row, field.attname)) for field in columns(type(row))}


def columns(model: type[Model]) -> Iterable[Field]:
    """Return the fields that have a column, but for the primary key and what is told to harvesters alone."""
    return [field for field in model._meta.concrete_fields if not field.primary_key and field.name != STAMP]


def _plain(field: Field, value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.{field.decimal_places}f}"  # type: ignore[attr-defined]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, list, dict)) else str(value)


def filled(state: State | None) -> State | None:
    """Return a state without what is empty: of new rows, most fields are."""
    return None if state is None else {name: value for name, value in state.items() if value not in (None, "", [])}


def addition(row: Model) -> Change:
    """Return the change that a row was added."""
    return Change(row._meta.label_lower, row.pk, None, filled(row_state(row)))


class Journal:
    """The rows that one record writes, as they were; asked after the writing for what changed."""

    def __init__(self) -> None:
        self._before: list[tuple[Model, State | None]] = []
        self._deleted: list[Change] = []

    def note(self, row: Model) -> None:
        """Remember a row before it is added or changed."""
        self._before.append((row, None if row.pk is None else row_state(row)))

    def note_added(self, row: Model) -> None:
        """Remember a row that was added just now."""
        self._before.append((row, None))

    def note_deleted(self, row: Model) -> None:
        """Remember a row that goes."""
        self._deleted.append(Change(row._meta.label_lower, row.pk, row_state(row), None))

    def changes(self) -> tuple[Change, ...]:
        """Return what became of the rows, those that others refer to first."""
        written = (
            Change(row._meta.label_lower, row.pk, before, filled(row_state(row))) for row, before in self._before
        )
        return (*self._deleted, *written)


class Writes:
    """Rows to add, change and delete, gathered for many works and written together."""

    def __init__(self) -> None:
        self._added: defaultdict[type[Model], list[Model]] = defaultdict(list)
        self._changed: dict[int, tuple[Model, set[str]]] = {}
        self._deleted: defaultdict[type[Model], list[int]] = defaultdict(list)
        self._noted: set[int] = set()

    def put(self, row: Model, news: Mapping[str, object], journal: Journal) -> None:
        """Set what is new of a row, and have it written; a row that several works share is noted for the first."""
        if id(row) not in self._noted:
            journal.note(row)
            self._noted.add(id(row))
            if row.pk is None:
                self._added[type(row)].append(row)
        for name, value in news.items():
            setattr(row, name, value)
        if row.pk is not None:
            _, names = self._changed.setdefault(id(row), (row, set()))
            names.update(news)

    def delete(self, row: Model, journal: Journal) -> None:
        """Have a row deleted."""
        journal.note_deleted(row)
        self._deleted[type(row)].append(row.pk)

    def write(self) -> None:
        """Write everything. Rows that are added get their primary keys."""
        for model in ORDER:
            if self._deleted[model]:
                delete_rows(model, self._deleted[model])
            for row, names in self._changed.values():
                if isinstance(row, model):
                    row.save(update_fields=names | derived(model))
            for row in self._added[model]:
                if isinstance(row, (Creator, Artwork)):
                    row.fold_names()
            keep_history(model._base_manager.bulk_create(self._added[model]), "+")


def derived(model: type[Model]) -> set[str]:
    """Return the fields that a row's own `save` computes."""
    return {"search_text", "updated_at", STAMP} & {field.name for field in model._meta.concrete_fields}


def references(model: type[Model]) -> Iterator[tuple[type[Model], ForeignKey]]:
    """Give each model that refers to `model`, and by which field, in every app.

    A reference that the database does not watch over is a note of what was, and no relation.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and isinstance(field, ForeignKey) and field.db_constraint:  # type: ignore[attr-defined]
            yield field.model, field
