"""What an import changes of a work, in words for who decides on it."""

from catalog.importers.batch import Imported
from catalog.models import Artwork, Creator, Room, Venue
from catalog.records import ArtworkRecord, CreatorRecord
from catalog.services.changes import Change, columns

Difference = tuple[str, str, str]
# What nobody wrote: it follows from the rest.
DERIVED = ("sort_name", "search_text", "updated_at", "created_at", "source", "source_id")


def differences(record: ArtworkRecord, outcome: Imported) -> list[Difference]:
    """Return each fact that the record changes, as it was and as it is to be."""
    return [
        *(difference for change in outcome.changes for difference in _facts(change)),
        *_creators(record, outcome.changes),
        *_place(record, outcome.changes),
        *([("pictures", "", f"{len(outcome.new_pictures)} more")] if outcome.new_pictures else []),
    ]


def _facts(change: Change) -> list[Difference]:
    """Return what changes of a work, or is filled in of a creator who is in the catalogue already."""
    model = {"catalog.artwork": Artwork, "catalog.creator": Creator}.get(change.model)
    if model is None or (model is Creator and change.before is None):
        return []
    before, after = change.before or {}, change.after or {}
    whose = f"{before['name']}: " if model is Creator else ""
    return [
        (f"{whose}{field.verbose_name}", _text(before.get(field.name)), _text(after.get(field.name)))
        for field in columns(model)
        if field.name not in DERIVED and _text(before.get(field.name)) != _text(after.get(field.name))
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _creators(record: ArtworkRecord, changes: tuple[Change, ...]) -> list[Difference]:
    credits = [change for change in changes if change.model == "catalog.attribution"]
    if not credits:
        return []
    ids = [change.before["creator_id"] for change in credits if change.before]
    names = Creator.objects.in_bulk(ids)
    before = " | ".join(names[pk].name for pk in ids if pk in names)
    return [("creators", before, " | ".join(map(_credit, record.creators or ())))]


def _credit(creator: CreatorRecord) -> str:
    qualifier = "" if creator.qualifier == "artist" else f" ({creator.qualifier.replace('_', ' ')})"
    return f"{creator.name}{qualifier}"


def _place(record: ArtworkRecord, changes: tuple[Change, ...]) -> list[Difference]:
    placements = [change for change in changes if change.model == "catalog.placement"]
    if not placements or record.place is None:
        return []
    before = next((_place_words(change) for change in placements if change.before), "")
    after = ", ".join(filter(None, [record.place.room, record.place.venue.name]))
    return [("place", before, after if record.place.on_view else f"{after} (not on view)")]


def _place_words(change: Change) -> str:
    state = change.before or {}
    room = Room.objects.filter(pk=state["room_id"]).first()
    return str(room or Venue.objects.filter(pk=state["venue_id"]).first() or "")
