"""Venues, rooms, and what hangs where."""

import datetime
from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from catalog.models import Artwork, Placement, Room, Venue
from catalog.records import PlaceRecord, VenueRecord
from catalog.services.changes import Journal, Writes


def find_or_add_venue(record: VenueRecord) -> Venue:
    """Return the venue of this name and city, adding it when it is new; what curators changed in it stays.

    A record without a city finds a venue by its name alone.

    Raises:
        ValidationError: a fact of the new venue is wrong.
    """
    return _find_or_add_venue(record, Journal())


def _find_or_add_venue(record: VenueRecord, journal: Journal) -> Venue:
    named = Venue.objects.filter(name__iexact=record.name)
    venue = (named.filter(city__iexact=record.city) if record.city else named).first()
    if venue is None:
        venue = Venue(**asdict(record))
        venue.full_clean()
        venue.save()
        journal.note_added(venue)
    return venue


def place_artwork(artwork: Artwork, record: PlaceRecord) -> Placement:
    """Say where `artwork` is from today on; where it was until now becomes its past.

    The first place of a work has no beginning: nobody said since when it hangs there.
    """
    writes = Writes()
    with transaction.atomic():
        placement = PlaceShelf([artwork]).place(artwork, record, writes, Journal())
        writes.write()
    return placement


class PlaceShelf:
    """Where some works are, and the venues and rooms that they are taken to."""

    def __init__(self, artworks: Collection[Artwork]) -> None:
        known = [artwork.pk for artwork in artworks if artwork.pk]
        placements = Placement.objects.filter(artwork__in=known)
        self._placed = set(placements.values_list("artwork", flat=True)) if known else set()
        self._present: dict[int, Placement] = {}
        for placement in placements.select_related("venue", "room").lasting() if self._placed else ():
            self._present.setdefault(placement.artwork_id, placement)
        self._venues: dict[VenueRecord, Venue] = {}
        self._rooms: dict[tuple[int, str], Room] = {}

    def place(self, artwork: Artwork, record: PlaceRecord, writes: Writes, journal: Journal) -> Placement:
        """Return where `artwork` is from today on; venue and room are saved at once, the rest is to be written."""
        present = self._present.get(artwork.pk)
        if present and _says(present) == (record.venue.name, record.room, record.on_view):
            return present
        placement = self._opened(artwork, present, writes, journal)
        venue = self._venue(record.venue, journal)
        room = self._room(venue, record, journal)
        writes.put(placement, {"venue": venue, "room": room, "on_view": record.on_view}, journal)
        return placement

    def _opened(self, artwork: Artwork, present: Placement | None, writes: Writes, journal: Journal) -> Placement:
        """Return the placement to write into: today's own when it began today, else a new one that ends the present."""
        today = timezone.localdate()
        if present and present.starts_on == today:
            return present
        if present:
            writes.put(present, {"ends_on": today - datetime.timedelta(days=1)}, journal)
        return Placement(artwork=artwork, starts_on=today if artwork.pk in self._placed else None)

    def _venue(self, record: VenueRecord, journal: Journal) -> Venue:
        if record not in self._venues:
            self._venues[record] = _find_or_add_venue(record, journal)
        return self._venues[record]

    def _room(self, venue: Venue, record: PlaceRecord, journal: Journal) -> Room | None:
        if not record.room:
            return None
        key = (venue.pk, record.room)
        if key not in self._rooms:
            self._rooms[key] = _find_or_add_room(venue, record, journal)
        return self._rooms[key]


def _says(placement: Placement) -> tuple[str, str, bool]:
    return placement.venue.name, placement.room.label if placement.room else "", placement.on_view


def _find_or_add_room(venue: Venue, record: PlaceRecord, journal: Journal) -> Room:
    room, created = Room.objects.get_or_create(venue=venue, label=record.room, defaults={"floor": record.floor})
    if created:
        journal.note_added(room)
    return room
