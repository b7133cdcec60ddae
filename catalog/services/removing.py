"""Deleting rows so that the history can bring them back whole: what only loses a name with them keeps that too."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model
from django.db.models.deletion import Collector

from catalog.models.history import author_of, on_behalf_of
from catalog.services.history import keep_history

Losing = defaultdict[type[Model], set[int]]


def remove_row(row: Model) -> None:
    """Delete a row with what belongs to it. Works stay in the venue of a deleted room, and their history says why."""
    with transaction.atomic():
        losing, reason = _losing(row), f"{str(row._meta.verbose_name).capitalize()} deleted: {row}"
        author = author_of(row).user
        row.delete()
        with on_behalf_of(author, reason):
            for model, pks in losing.items():
                keep_history(model._base_manager.filter(pk__in=pks), "~")


def _losing(row: Model) -> Losing:
    """Return, by model, which rows name what will be deleted, and stay; those with a history."""
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=row)
    collector.collect([row])
    losing: Losing = defaultdict(set)
    for model, pk in _named_in(collector):
        if hasattr(model, "history"):
            losing[model].add(pk)
    return losing


def _named_in(collector: Collector) -> Iterator[tuple[type[Model], int]]:
    for (field, _), groups in collector.field_updates.items():
        for group in groups:
            yield from ((field.model, row.pk) for row in group)  # type: ignore[attr-defined]
