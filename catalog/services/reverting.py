"""Putting one change back, from the history that is kept of every row."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model
from simple_history.models import HistoricalChanges

from catalog.exceptions import CannotPutBack
from catalog.models import ReferenceImage
from catalog.models.history import on_behalf_of
from catalog.selectors.history import PARTS, differing

# Rows that go with what they belong to are deleted within moments of it.
TOGETHER = timedelta(seconds=30)


def put_back(record: HistoricalChanges) -> None:
    """Undo one change: its facts get their former values, or what was deleted is here again with what went with it.

    Raises:
        CannotPutBack: a fact was changed again since, what was deleted cannot be whole any more, and why.
        ValidationError: the former value is not allowed any more.
    """
    what = f"Put back: {record.instance_type._meta.verbose_name} of {record.history_date:%Y-%m-%d %H:%M}"
    with transaction.atomic(), on_behalf_of(None, what):
        if record.history_type == "-":
            _bring_back(record)
        else:
            _put_facts_back(record)


def _put_facts_back(record: HistoricalChanges) -> None:
    row = record.instance_type._base_manager.select_for_update().filter(pk=record.instance.pk).first()
    facts = differing(record)
    if row is None or not facts:
        raise CannotPutBack("There is nothing to put back.")
    since = [name for name, (_, left) in facts.items() if getattr(row, name) != left]
    if since:
        raise CannotPutBack(f"Changed again since: {', '.join(since)}. Put the later change back first.")
    for name, (former, _) in facts.items():
        setattr(row, name, former)
    row.full_clean(exclude=[field.name for field in row._meta.fields if field.attname not in facts])
    row.save()


def _bring_back(record: HistoricalChanges) -> None:
    row = record.instance
    if type(row)._base_manager.filter(pk=row.pk).exists():
        raise CannotPutBack("It is there already.")
    _check_whole(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise CannotPutBack("Another record has taken its place since.") from error
    for part in _gone_with(record):
        if _is_whole(part.instance):
            part.instance.save(force_insert=True)


def _gone_with(record: HistoricalChanges) -> list[HistoricalChanges]:
    """Return the records of what was deleted with a row, each once."""
    moment = record.history_date - TOGETHER, record.history_date + TOGETHER
    return [
        part
        for model, name in PARTS.get(record.instance_type, ())
        for part in model.history.filter(  # type: ignore[attr-defined]
            history_type="-", history_date__range=moment, **{name: record.instance.pk}
        )
        if not model._base_manager.filter(pk=part.instance.pk).exists()
    ]


def _check_whole(row: Model) -> None:
    """Refuse a row whose file is gone, or something that it names."""
    if isinstance(row, ReferenceImage) and not row.file.storage.exists(str(row.file.name)):
        raise CannotPutBack("The picture's file was deleted with it. Add the picture again.")
    for field in row._meta.concrete_fields:
        if isinstance(field, ForeignKey) and not _names_what_exists(row, field):
            raise CannotPutBack(f"Its {field.verbose_name} is not in the catalogue any more.")


def _names_what_exists(row: Model, field: ForeignKey) -> bool:
    named = getattr(row, field.attname)
    return named is None or field.related_model._base_manager.filter(pk=named).exists()


def _is_whole(row: Model) -> bool:
    try:
        _check_whole(row)
    except CannotPutBack:
        return False
    return True
