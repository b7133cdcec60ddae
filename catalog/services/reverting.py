"""Putting one change back, from the history that is kept of every row."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import CASCADE, SET_NULL, Field, FileField, ForeignKey, Model
from simple_history.models import HistoricalChanges

from catalog.exceptions import CannotPutBack
from catalog.models import Price, ReferenceImage, ReviewState
from catalog.models.history import on_behalf_of
from catalog.selectors.history import differing
from catalog.services.changes import references
from catalog.services.pictures import announce_references
from catalog.services.prices import needs_another

# Rows that go with what they belong to are deleted within moments of it.
TOGETHER = timedelta(seconds=30)
# What is said of a price by those who review it; every other fact of it is reviewed.
REVIEW = frozenset(
    {"review_state", "reviewed_by_id", "reviewed_at", "taken_down_at", "takedown_reason", "entered_by_id"}
)
Moment = tuple[datetime, datetime]


def put_back(record: HistoricalChanges, *, by: int | None = None) -> None:
    """Undo one change: its facts get their former values, or what was deleted is here again with what went with it.

    No price is shown by this that was not reviewed as it is: one whose facts change waits for review again.

    Args:
        by: the id of whoever does it. Where two persons are asked for, they approve no price of their own in this way.

    Raises:
        CannotPutBack: a fact was changed again since, what was deleted cannot be whole any more, and why.
        ValidationError: the former value is not allowed any more.
    """
    what = f"Put back: {record.instance_type._meta.verbose_name} of {record.history_date:%Y-%m-%d %H:%M}"
    try:
        with transaction.atomic(), on_behalf_of(None, what):
            if record.history_type == "-":
                _bring_back(record, by)
            else:
                _put_facts_back(record, by)
    except IntegrityError as error:
        raise CannotPutBack(
            "It contradicts what is in the catalogue now: put later changes back first, or correct the facts by hand."
        ) from error


def _put_facts_back(record: HistoricalChanges, by: int | None) -> None:
    row = record.instance_type._base_manager.select_for_update().filter(pk=record.instance.pk).first()
    facts = differing(record)
    if row is None or not facts:
        raise CannotPutBack("There is nothing to put back.")
    since = [name for name, (_, left) in facts.items() if getattr(row, name) != left]
    if since:
        raise CannotPutBack(f"Changed again since: {', '.join(since)}. Put the later change back first.")
    own = isinstance(row, Price) and needs_another(row, by)
    for name, (former, _) in facts.items():
        setattr(row, name, former)
    if isinstance(row, Price):
        _review_again(row, facts.keys(), by, own=own or needs_another(row, by))
    row.full_clean(exclude=[field.name for field in row._meta.fields if field.attname not in facts])
    _check_files(row, [field for field in row._meta.fields if field.attname in facts])
    row.save()


def _review_again(price: Price, facts: Collection[str], by: int | None, *, own: bool) -> None:
    """Have a price wait whose facts change; refuse to approve one that two persons must agree on."""
    if price.review_state != ReviewState.APPROVED:
        return
    if "review_state" not in facts and not REVIEW.issuperset(facts):
        price.entered_by_id = by
        _wait(price)
    elif "review_state" in facts and own:
        raise CannotPutBack(
            "Two persons must agree on a price, and you wrote this one: somebody else must put it back."
        )


def _wait(price: Price) -> None:
    price.review_state, price.reviewed_by_id, price.reviewed_at = ReviewState.PENDING, None, None


def _insert(row: Model, by: int | None) -> None:
    if isinstance(row, Price) and row.review_state == ReviewState.APPROVED and needs_another(row, by):
        _wait(row)
    if isinstance(row, ReferenceImage):
        row.is_primary &= not ReferenceImage.objects.filter(artwork=row.artwork_id, is_primary=True).exists()
        announce_references([row.pk])
    row.save(force_insert=True)


def _bring_back(record: HistoricalChanges, by: int | None) -> None:
    row = record.instance
    if type(row)._base_manager.filter(pk=row.pk).exists():
        raise CannotPutBack("It is there already.")
    _check_whole(row)
    _insert(row, by)
    for there in (row, *_bring_parts_back(_gone_with(record), by)):
        _name_again(there, _moment(record))


def _bring_parts_back(parts: Iterable[HistoricalChanges], by: int | None) -> list[Model]:
    """Bring back what can be whole, in whatever order one names the other: a placement names a room."""
    waiting, count = [part.instance for part in parts], -1
    here: list[Model] = []
    while len(waiting) != count:
        count, left = len(waiting), []
        for row in waiting:
            if _is_whole(row):
                _insert(row, by)
                here.append(row)
            else:
                left.append(row)
        waiting = left
    return here


def _name_again(row: Model, moment: Moment) -> None:
    """Have rows name what is here again that lost its name when it was deleted, unless they were changed since."""
    for model, field in references(type(row)):
        if hasattr(model, "history") and field.remote_field.on_delete is SET_NULL:
            for record in model.history.filter(history_type="~", history_date__range=moment, **{field.name: None}):
                is_latest = record.next_record is None
                if is_latest and differing(record).get(field.attname) == (row.pk, None):
                    named = model._base_manager.get(pk=record.instance.pk)
                    setattr(named, field.attname, row.pk)
                    named.save()


def _gone_with(record: HistoricalChanges) -> list[HistoricalChanges]:
    """Return the records of what was deleted with a row, and with that in turn, each once."""
    moment = _moment(record)
    found: dict[tuple[type[Model], int], HistoricalChanges] = {}
    owners = [record]
    while owners:
        owner = owners.pop()
        for model, field in references(owner.instance_type):
            for part in _deleted(model, field, owner.instance.pk, moment):
                if found.setdefault((model, part.instance.pk), part) is part:
                    owners.append(part)
    return list(found.values())


def _moment(record: HistoricalChanges) -> Moment:
    return record.history_date - TOGETHER, record.history_date + TOGETHER


def _deleted(model: type[Model], field: ForeignKey, pk: int, moment: Moment) -> Iterator[HistoricalChanges]:
    """Give the records of those rows that went with what they named, and are not here again."""
    if not hasattr(model, "history") or field.remote_field.on_delete is not CASCADE:
        return
    for record in model.history.filter(history_type="-", history_date__range=moment, **{field.name: pk}):
        if not model._base_manager.filter(pk=record.instance.pk).exists():
            yield record


def _check_whole(row: Model) -> None:
    """Refuse a row whose file is gone, or something that it names."""
    fields = row._meta.concrete_fields
    _check_files(row, fields)
    for field in fields:
        if isinstance(field, ForeignKey) and not _names_what_exists(row, field):
            raise CannotPutBack(f"Its {field.verbose_name} is not in the catalogue any more.")


def _check_files(row: Model, fields: Iterable[Field]) -> None:
    for field in fields:
        file = getattr(row, field.attname) if isinstance(field, FileField) else None
        if file and not file.storage.exists(file.name):
            raise CannotPutBack("Its file was deleted since: add the file again.")


def _names_what_exists(row: Model, field: ForeignKey) -> bool:
    named = getattr(row, field.attname)
    return named is None or field.related_model._base_manager.filter(pk=named).exists()


def _is_whole(row: Model) -> bool:
    try:
        _check_whole(row)
    except CannotPutBack:
        return False
    return True
