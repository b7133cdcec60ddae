"""Every change of the catalogue is kept: who, when, why, and the row as it was left (django-simple-history)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

# Fields that a row computes from the others tell nothing.
COMPUTED = ("search_text", "updated_at", "changed_at")
# How a work is led to from what its record names.
NAMED = {"creator": "attributions__creator", "venue": "placements__venue", "room": "placements__room"}
REASON_LENGTH = 100


@dataclass(frozen=True)
class Author:
    """On whose behalf rows are written, and why."""

    user: AbstractBaseUser | None = None
    reason: str | None = None


NOBODY = Author()
_author: ContextVar[Author] = ContextVar("author", default=NOBODY)
_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def on_behalf_of(user: AbstractBaseUser | None, reason: str) -> Iterator[None]:
    """Say why rows are written until the end of the block, and who writes them when it is not the request's user."""
    token = _author.set(Author(user, reason[:REASON_LENGTH]))
    try:
        yield
    finally:
        _author.reset(token)


@contextmanager
def without_history() -> Iterator[None]:
    """Keep none until the end of the block: what is written is taken back, or its history is kept in one piece."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_kept() -> bool:
    """Tell whether history is kept of what is written now."""
    return not _silent.get()


class ManagerMadeOnce(HistoryManager):
    """A manager whose class is kept: the library makes one whenever a history is asked for (0.1 ms)."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """The history of a model, as its attribute `history`; written with each row that is saved or deleted."""

    def __init__(self, **options: Any) -> None:
        super().__init__(history_manager=ManagerMadeOnce, **options)

    def create_history_model(self, model: type[Model], inherited: bool) -> type[Model]:
        """Leave out what is computed, of the models that have it."""
        self.excluded_fields = [field.name for field in model._meta.fields if field.name in COMPUTED]
        made: type[Model] = super().create_history_model(model, inherited)
        return made

    def author_of(self, row: Model) -> Author:
        """Return who writes `row` now, and why."""
        author = _author.get()
        return Author(author.user or super().get_history_user(row), author.reason)

    def get_history_user(self, instance: Model) -> AbstractBaseUser | None:
        return self.author_of(instance).user

    def get_change_reason_for_object(self, instance: Model, history_type: str, using: str | None) -> str | None:
        return self.author_of(instance).reason

    def post_save(self, instance: Model, created: bool, using: str | None = None, **options: Any) -> None:
        if is_kept():
            super().post_save(instance, created, using, **options)
            stamp_works([instance], named=not created)

    def post_delete(self, instance: Model, using: str | None = None, **options: Any) -> None:
        if is_kept():
            super().post_delete(instance, using, **options)
            stamp_works([instance])


def stamp_works(rows: Sequence[Model], *, named: bool = False) -> None:
    """Note that works are to be read again by harvesters, of which rows of one model were written.

    Args:
        named: also of works that name them: a creator, a venue, a room that was changed.
    """
    path = NAMED.get(type(rows[0])._meta.model_name or "") if named else None
    works = apps.get_model("catalog", "Artwork")._base_manager
    if path:
        works.filter(**{f"{path}__in": [row.pk for row in rows]}).update(changed_at=timezone.now())
    ids: set[Any] = {getattr(row, "artwork_id", None) for row in rows} - {None}
    if ids:
        works.filter(pk__in=ids).update(changed_at=timezone.now())


def author_of(row: Model) -> Author:
    """Return who writes `row` now, and why."""
    return History().author_of(row)
