"""Keeping the history of rows that are written many at a time, past what keeps that of single ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from catalog.models.history import author_of, is_kept, stamp_works, without_history

Row = TypeVar("Row", bound=Model)
Kind = Literal["+", "~", "-"]
"""Added, changed, deleted."""
KEPT_TOGETHER = 500  # rows in one INSERT


def keep_history(rows: Iterable[Model], kind: Kind) -> None:
    """Keep what was just done to each row; of deleted ones, as they were."""
    of_model: defaultdict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        of_model[type(row)].append(row)
    for model, some in of_model.items() if is_kept() else ():
        _keep(model, some, kind)
        stamp_works(some, named=kind == "~")


def change_rows(rows: QuerySet[Row], **facts: Any) -> list[Row]:
    """Give each row some facts, named as its columns, and keep that; return the rows."""
    with transaction.atomic():
        changed = list(rows.select_for_update(of=("self",)))
        for row in changed:
            for name, value in facts.items():
                setattr(row, name, value)
        rows.model._base_manager.bulk_update(changed, [name.removesuffix("_id") for name in facts])
        keep_history(changed, "~")
    return changed


def delete_rows(model: type[Model], pks: Collection[int]) -> None:
    """Delete rows to which no others belong that have a history."""
    chosen = model._base_manager.filter(pk__in=pks)
    rows = list(chosen)
    with without_history():
        chosen.delete()
    keep_history(rows, "-")


def _keep(model: type[Model], rows: list[Model], kind: Kind) -> None:
    history = model.history.model  # type: ignore[attr-defined]
    names = [field.attname for field in history.tracked_fields]
    author, now = author_of(rows[0]), timezone.now()
    history.objects.bulk_create(
        [
            history(
                history_type=kind,
                history_date=now,
                history_user=author.user,
                history_change_reason=author.reason,
                **{name: getattr(row, name) for name in names},
            )
            for row in rows
        ],
        batch_size=KEPT_TOGETHER,
    )
