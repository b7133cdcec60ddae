"""Undoing what was written, from the changes that were noted then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from catalog.models import Artwork, Attribution, Creator, Placement, ReferenceImage, Room, Venue
from catalog.services.changes import Change, State, columns, filled, references, row_state
from catalog.services.history import delete_rows, keep_history
from catalog.services.pictures import remove_reference_image

# What several works share: left as it is when others use it or have changed it since, without a word.
SHARED: tuple[type[Model], ...] = (Creator, Room, Venue)
# Deleted in this order: what refers to others first.
OF_WORKS: tuple[type[Model], ...] = (Attribution, Placement, Artwork)

Key = tuple[str, int]


def undo_works(groups: Sequence[Sequence[Change]]) -> list[str]:
    """Take back what was done to some works; return for each "" or, where it is left as it is, why.

    A work is left whole when any of its rows is not as it was left then, or when something refers to it since: what a
    person did afterwards is never undone. What is taken back is as before to the last digit.

    Args:
        groups: the changes of each work, in the order in which they were made.
    """
    with transaction.atomic():
        undo = _Undo([change for group in groups for change in group])
        reasons = [undo.take_back(group) for group in reversed(groups)]
        undo.write()
    return reasons[::-1]


class _Undo:
    """The rows of the changes as they are now, and as they are to be."""

    def __init__(self, changes: Sequence[Change]) -> None:
        held = {key: row_state(row) for key, row in _rows(changes).items()}
        self._was: dict[Key, State | None] = {_key(change): held.get(_key(change)) for change in changes}
        self._now = dict(self._was)
        self._used = _used_since(changes)
        self._gone_creators = _gone_creators(changes)

    def take_back(self, group: Sequence[Change]) -> str:
        """Put the rows of one work as they were before, or say why not."""
        reason = self._objection(group)
        if not reason:
            for change in reversed(group):
                if filled(self._now[_key(change)]) == change.after:
                    self._now[_key(change)] = change.before
        return reason

    def _objection(self, group: Sequence[Change]) -> str:
        return next(filter(None, map(self._objection_to, group)), "")

    def _objection_to(self, change: Change) -> str:
        model = _model(change)
        if model in SHARED:
            return ""
        if filled(self._now[_key(change)]) != change.after:
            return f"Its {model._meta.verbose_name} was edited since."
        if change.before is None and model is Artwork and change.pk in self._used:
            return f"It has a {self._used[change.pk]} since."
        if change.before and change.before.get("creator_id") in self._gone_creators:
            return "The creator that it had before is no longer in the catalogue."
        return ""

    def write(self) -> None:
        """Write the rows that differ."""
        self._remove_pictures()
        for model in OF_WORKS:
            delete_rows(model, self._gone(model))
        for key, state in self._now.items():
            if state is not None and state != self._was[key]:
                keep_history([_restore(key, state)], "~" if self._was[key] else "+")
        for model in SHARED:
            _delete_unused(model, self._gone(model))

    def _remove_pictures(self) -> None:
        """Remove new pictures and their files; none is shown first meanwhile, so that no heir is chosen."""
        gone = ReferenceImage.objects.filter(pk__in=self._gone(ReferenceImage))
        gone.update(is_primary=False)
        for image in gone.all():
            remove_reference_image(image, for_good=True)

    def _gone(self, model: type[Model]) -> list[int]:
        name = model._meta.label_lower
        gone = (key for key, state in self._now.items() if state is None and self._was[key] is not None)
        return [pk for label, pk in gone if label == name]


def _restore(key: Key, state: State) -> Model:
    """Write a row as it was, with its own primary key; what fields compute of themselves is not computed anew."""
    model = apps.get_model(key[0])
    values = {field.attname: field.to_python(state[field.attname]) for field in columns(model)}
    row: Model = model(pk=key[1], **values)
    row.save_base(raw=True)
    return row


def _key(change: Change) -> Key:
    return change.model, change.pk


def _model(change: Change) -> type[Model]:
    return apps.get_model(change.model)


def _rows(changes: Iterable[Change]) -> dict[Key, Model]:
    """Return the rows of some changes as they are now."""
    pks: defaultdict[str, set[int]] = defaultdict(set)
    for change in changes:
        pks[change.model].add(change.pk)
    return {
        (label, pk): row
        for label, of_label in pks.items()
        for pk, row in apps.get_model(label)._base_manager.in_bulk(of_label).items()
    }


def _gone_creators(changes: Iterable[Change]) -> set[int]:
    """Return the creators who would be named again and are no longer in the catalogue."""
    named = {change.before["creator_id"] for change in changes if change.before and "creator_id" in change.before}
    return named - set(Creator.objects.filter(pk__in=named).values_list("pk", flat=True))


def _used_since(changes: Sequence[Change]) -> dict[int, str]:
    """Return what else refers to the works that were added: prices, tours, what visitors keep.

    Of models that say `made_by_machine` nobody would miss a row: it is made anew.
    """
    added = [change.pk for change in changes if change.before is None and _model(change) is Artwork]
    noted = {_key(change) for change in changes}
    return {
        artwork: str(model._meta.verbose_name)
        for model, field in references(Artwork)
        if not getattr(model, "made_by_machine", False)
        for pk, artwork in model._base_manager.filter(**{f"{field.name}__in": added}).values_list("pk", field.attname)
        if (model._meta.label_lower, pk) not in noted
    }


def _delete_unused(model: type[Model], pks: Iterable[int]) -> None:
    unused = set(pks)
    for other, field in references(model):
        used = other._base_manager.filter(**{f"{field.name}__in": unused})
        unused -= set(used.values_list(field.attname, flat=True))
    delete_rows(model, unused)
