"""What became of a work or a place in the course of time: who changed what, when, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, Max, Model, QuerySet
from simple_history.models import HistoricalChanges

from catalog.models import (
    Artwork,
    ArtworkText,
    Attribution,
    FloorPlan,
    Lot,
    Placement,
    Price,
    Recording,
    ReferenceImage,
    Responsibility,
    Room,
    Sale,
    Stop,
    Tour,
    Venue,
)
from catalog.money import money

# What is told on the page of what it belongs to, and by which field it does.
PARTS: Mapping[type[Model], Sequence[tuple[type[Model], str]]] = {
    Artwork: [
        (model, "artwork") for model in (Attribution, ReferenceImage, Placement, Price, Lot, ArtworkText, Recording)
    ],
    Venue: [(Room, "venue"), (FloorPlan, "venue"), (Responsibility, "venue")],
    Tour: [(Stop, "tour")],
    Sale: [(Lot, "sale")],
}
LONGEST_VALUE, LONGEST_NAME = 200, 80  # characters that a list shows


@dataclass(frozen=True)
class FieldChange:
    """One fact before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeSeen:
    """One change of one row. can_be_put_back: there is something to put back, whoever may do it."""

    model: str
    id: int
    at: datetime
    who: str
    why: str
    row: str
    verb: str
    fields: tuple[FieldChange, ...]
    can_be_put_back: bool


VERBS = {"+": "added", "~": "changed", "-": "deleted"}


def changes_of(model: type[Model], pk: int, count: int) -> list[ChangeSeen]:
    """Return the latest changes of a row and of what belongs to it, latest first, also when it is deleted."""
    records = [record for some in _histories(model, pk) for record in some.order_by("-history_date")[:count]]
    latest = sorted(records, key=lambda record: (record.history_date, record.history_id), reverse=True)[:count]
    return [_seen(record) for record in latest]


def latest_records() -> dict[type[HistoricalChanges], int]:
    """Return the number of the latest record of each history, to ask `changes_after` later what was done since."""
    models = apps.get_app_config("catalog").get_models()
    histories: list[Any] = [model for model in models if issubclass(model, HistoricalChanges)]
    return {history: history.objects.aggregate(latest=Max("history_id"))["latest"] or 0 for history in histories}


def changes_after(latest: Mapping[type[HistoricalChanges], int]) -> list[ChangeSeen]:
    """Return what was done since within this transaction, in the order in which it was done."""
    records = [record for history, number in latest.items() for record in history.objects.filter(history_id__gt=number)]
    return [_seen(record) for record in sorted(records, key=lambda record: record.history_date)]


def differing(record: HistoricalChanges) -> dict[str, tuple[Any, Any]]:
    """Return the columns that a change changed, each with its value before and after."""
    former = record.prev_record
    if former is None:
        return {}
    names = [field.attname for field in type(record).tracked_fields]
    return {n: (old, new) for n in names if (old := getattr(former, n)) != (new := getattr(record, n))}


def _histories(model: type[Model], pk: int) -> Iterator[QuerySet[Any]]:
    history = model.history  # type: ignore[attr-defined]
    yield history.filter(**{model._meta.pk.attname: pk}).select_related("history_user")
    for part, name in PARTS.get(model, ()):
        yield part.history.filter(**{name: pk}).select_related("history_user")  # type: ignore[attr-defined]


def _seen(record: HistoricalChanges) -> ChangeSeen:
    model, kind = record.instance_type, record.history_type
    facts = differing(record) if kind == "~" else {}
    return ChangeSeen(
        model._meta.model_name,
        record.history_id,
        record.history_date,
        str(record.history_user or ""),
        record.history_change_reason or "",
        f"{str(model._meta.verbose_name).capitalize()}: {_name_of(record)}",
        VERBS[kind],
        tuple(_in_words(model._meta.get_field(name), *values) for name, values in facts.items()),
        kind == "-" or bool(facts),
    )


def _name_of(record: HistoricalChanges) -> str:
    """Return what the row was called, or what it named; of that, some may be gone."""
    told = [str(getattr(record, name, "")) for name in ("title", "name", "label", "floor", "text")]
    if hasattr(record, "amount"):
        told.append(money(record.amount, record.currency))
    fields = {field.name: field for field in type(record)._meta.concrete_fields}
    owners = [fields[name] for name in ("creator", "user", "room", "venue", "sale") if name in fields]
    named = (_shown(field, getattr(record, field.attname)) for field in owners)
    return next(filter(None, (*told, *named)), f"no. {record.id}")[:LONGEST_NAME]


def _former_name(model: type[Model], pk: Any) -> str:
    """Return what a row was called that is not here any more; its number where no history tells."""
    history = getattr(apps.get_model(model._meta.label), "history", None)
    last = history.filter(**{model._meta.pk.attname: pk}).first() if history else None
    return f"{model._meta.verbose_name} {_name_of(last)}" if last else f"{model._meta.verbose_name} no. {pk}"


def _in_words(field: Field, before: Any, after: Any) -> FieldChange:
    return FieldChange(str(field.verbose_name), _shown(field, before), _shown(field, after))


def _shown(field: Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if field.related_model:
        row = apps.get_model(field.related_model._meta.label)._base_manager.filter(pk=value).first()
        return str(row) if row else f"{_former_name(field.related_model, value)} (deleted since)"
    words = dict(field.flatchoices).get(value, value) if field.flatchoices else value
    text = str(words)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"
