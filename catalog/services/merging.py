"""Making one work of two that are the same, and two of them again."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Field, ForeignKey, Model, Q, UniqueConstraint

from catalog.exceptions import CannotMerge
from catalog.models import Artwork, Attribution, FormerArtwork, ReferenceImage
from catalog.services.changes import Change, State, columns, derived, references, row_state
from catalog.services.history import keep_history

# Of the two, each has its own: nothing is filled in from the other.
OWN_FACTS = {"source", "source_id", "search_text", "created_at", "updated_at"}


def merge_artworks(kept: Artwork, merged: Artwork) -> list[Change]:
    """Make `merged` a part of `kept`, and return every row that this changed, for `undo_merge`.

    Whatever refers to `merged` refers to `kept` afterwards, in whichever app: pictures, places, prices, stops of tours,
    what visitors saved. Where `kept` has the same already, its own stays; its creators stay if it has any. Its blank
    facts are filled in. `merged` leaves the catalogue, but for a `FormerArtwork` that leads from all its numbers here.

    Raises:
        CannotMerge: both are one work.
    """
    if kept.pk == merged.pk:
        raise CannotMerge("This is one work already.")
    with transaction.atomic():
        merge = _Merge()
        merge.fill_blanks(kept, merged)
        merge.leave_aside(kept, merged)
        former = FormerArtwork(pk=merged.pk, artwork=kept, title=merged.title, search_text=merged.search_text)
        former.source, former.source_id = merged.source, merged.source_id
        merge.unite(kept, merged)
        merge.add(former)
    return merge.changes


def undo_merge(changes: Sequence[Change]) -> None:
    """Make two works of one again. What was edited since stays as it was edited, with the work that it belongs to.

    Raises:
        CannotMerge: the work that was kept is gone, or another one has the record of the other now.
    """
    with transaction.atomic():
        _check_undo(changes)
        for change in reversed(changes):
            _take_back(change)


class _Merge:
    """Rows that move from one work to another, with a note of each as it was."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def fill_blanks(self, kept: Artwork, merged: Artwork) -> None:
        """Give `kept` the facts that it lacks."""
        told = {field.attname: getattr(merged, field.attname) for field in columns(Artwork)}
        blank = {name for name in told if name not in OWN_FACTS and getattr(kept, name) in (None, "")}
        self._change(kept, {name: told[name] for name in blank if told[name] not in (None, "")})

    def leave_aside(self, kept: Artwork, merged: Artwork) -> None:
        """Decide what only one of two can be: the picture that is shown first, and who made the work."""
        if kept.reference_images.filter(is_primary=True).exists():
            for image in ReferenceImage.objects.filter(artwork=merged, is_primary=True):
                self._change(image, {"is_primary": False})
        if kept.attributions.exists():
            for attribution in Attribution.objects.filter(artwork=merged):
                self._delete(attribution)

    def unite(self, kept: Model, merged: Model) -> None:
        """Have everything refer to `kept` that refers to `merged`, and delete that."""
        for model, field in references(type(merged)):
            for row in model._base_manager.filter(**{field.name: merged.pk}):
                self._hand_over(row, field, kept)
        self._delete(merged)

    def add(self, row: Model) -> None:
        """Write a new row."""
        row.save(force_insert=True)
        self.changes.append(Change(row._meta.label_lower, row.pk, None, row_state(row)))

    def _hand_over(self, row: Model, field: ForeignKey, kept: Model) -> None:
        """Move a row; where `kept` has one that is the same by the model's constraints, the two become one."""
        twin = _twin(row, field, kept)
        if twin is None:
            self._change(row, {field.attname: kept.pk})
        else:
            self._keep_down(twin, row)
            self.unite(twin, row)

    def _keep_down(self, twin: Model, row: Model) -> None:
        """Take down what stays where the same was taken down."""
        if getattr(row, "taken_down_at", None) and not twin.taken_down_at:  # type: ignore[attr-defined]
            self._change(twin, {name: getattr(row, name) for name in ("taken_down_at", "takedown_reason")})

    def _change(self, row: Model, news: dict[str, Any]) -> None:
        if not news:
            return
        before = row_state(row)
        for name, value in news.items():
            setattr(row, name, value)
        row.save(update_fields={*news, *derived(type(row))})
        self.changes.append(Change(row._meta.label_lower, row.pk, before, row_state(row)))

    def _delete(self, row: Model) -> None:
        """Delete a row that nothing refers to any more; the file of a picture stays, for who takes the merge back."""
        self.changes.append(Change(row._meta.label_lower, row.pk, row_state(row), None))
        row.delete()


def _twin(row: Model, field: ForeignKey, kept: Model) -> Model | None:
    """Return the row of `kept` beside which the database would refuse this one."""
    others = type(row)._base_manager.filter(**{field.name: kept.pk})
    for names, condition in _unique_within(type(row), field):
        same = {name: getattr(row, name) for name in names if name != field.name}
        if None not in same.values() and type(row)._base_manager.filter(condition, pk=row.pk).exists():
            twin = others.filter(condition, **same).first()
            if twin:
                return twin
    return None


def _unique_within(model: type[Model], field: Field) -> Iterator[tuple[Sequence[str], Q]]:
    """Give each set of fields, with `field` among them, that is unique, and of which rows."""
    if field.unique:
        yield (field.name,), Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            yield constraint.fields, constraint.condition or Q()


def _check_undo(changes: Sequence[Change]) -> None:
    former = FormerArtwork.objects.filter(pk=changes[-1].pk).select_related("artwork").first()
    state = changes[-1].after or {}
    if former is None:
        raise CannotMerge("The work that was kept is no longer in the catalogue.")
    if former.artwork_id != state["artwork_id"]:
        raise CannotMerge(f"It was merged into {former.artwork} since: undo that first.")
    if Artwork.objects.filter(source=former.source, source_id=former.source_id).exists():
        raise CannotMerge(f"Another work is {former.source} {former.source_id} by now.")


def _take_back(change: Change) -> None:
    model = apps.get_model(change.model)
    row = model._base_manager.filter(pk=change.pk).first()
    if change.before is None:
        model._base_manager.filter(pk=change.pk).delete()
    elif change.after is None:
        _add_again(model, change.pk, change.before)
    elif row is not None:
        _put_back(row, change.before, change.after)


def _add_again(model: type[Model], pk: int, state: State) -> None:
    """Write a row that was deleted, unless what it belongs to is gone since."""
    values = {field.attname: field.to_python(state[field.attname]) for field in columns(model)}
    owners = [(field.related_model, values[field.attname]) for field in columns(model) if isinstance(field, ForeignKey)]
    if all(owner is None or related._base_manager.filter(pk=owner).exists() for related, owner in owners):
        row = model(pk=pk, **values)
        row.save_base(raw=True)
        if hasattr(model, "history"):
            keep_history([row], "+")


def _put_back(row: Model, before: State, after: State) -> None:
    """Give the fields that were changed their former values, those that were edited since excepted."""
    now = row_state(row)
    names = {name for name in before if before[name] != after[name] and now[name] == after[name]} - {"updated_at"}
    for field in columns(type(row)):
        if field.attname in names:
            setattr(row, field.attname, field.to_python(before[field.attname]))
    row.save(update_fields={*names, *derived(type(row))})
