"""Writing what guides a visitor: texts with their source, tours, schematic plans."""

import re
from collections.abc import Sequence

from django.db import transaction

from catalog.models import Artwork, ArtworkText, FloorPlan, Room, Source, Stop, Tour, Venue
from catalog.records import StopRecord, TextRecord
from catalog.services.history import keep_history

SCHEMATIC = "Schematic: rooms in the order of their numbers, not where they lie in the building."


def record_text(artwork: Artwork, record: TextRecord) -> ArtworkText:
    """Keep a chapter of a work's past once for each source; what curators changed in it stays."""
    source, _ = Source.objects.get_or_create(name=record.source)
    facts = {"text": record.text, "source_url": record.source_url}
    text, _ = ArtworkText.objects.get_or_create(artwork=artwork, kind=record.kind, source=source, defaults=facts)
    return text


def add_tour(venue: Venue, title: str, stops: Sequence[StopRecord], *, summary: str = "", minutes: int | None) -> Tour:
    """Add a published tour with its stops in order; one of this title that the venue has is returned as it is."""
    with transaction.atomic():
        facts = {"summary": summary, "minutes": minutes, "published": True}
        tour, created = Tour.objects.get_or_create(venue=venue, title=title, defaults=facts)
        if created:
            rows = [Stop(tour=tour, order=n, artwork=stop.artwork, text=stop.text) for n, stop in enumerate(stops, 1)]
            keep_history(Stop.objects.bulk_create(rows), "+")
    return tour


def lay_out_rooms(venue: Venue) -> int:
    """Give the numbered rooms of each known floor places in rows of ten, and say that they are schematic; return how
    many. A floor on which a curator placed a room is left as it is.
    """
    rooms = [room for room in venue.rooms.exclude(floor="") if re.search(r"\d", room.label)]
    floors = {room.floor for room in rooms} - set(venue.rooms.exclude(plan_x=None).values_list("floor", flat=True))
    with transaction.atomic():
        for floor in floors:
            _lay_out([room for room in rooms if room.floor == floor])
            FloorPlan.objects.get_or_create(venue=venue, floor=floor, defaults={"note": SCHEMATIC})
    return sum(room.floor in floors for room in rooms)


def _lay_out(rooms: Sequence[Room]) -> None:
    numbers = {room.pk: int(re.findall(r"\d+", room.label)[-1]) for room in rooms}
    rows = sorted({number // 10 for number in numbers.values()})
    for room in rooms:
        row, column = divmod(numbers[room.pk], 10)
        room.plan_x, room.plan_y = (column + 0.5) / 10, (rows.index(row) + 0.5) / len(rows)
    Room.objects.bulk_update(rooms, ["plan_x", "plan_y"])
    keep_history(rooms, "~")
