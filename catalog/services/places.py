"""Venues, rooms, and what hangs where."""

import datetime
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from catalog.models import Artwork, Placement, Room, Venue
from catalog.records import PlaceRecord, VenueRecord


def find_or_add_venue(record: VenueRecord) -> Venue:
    """Return the venue of this name and city, adding it when it is new; what curators changed in it stays.

    A record without a city finds a venue by its name alone.

    Raises:
        ValidationError: a fact of the new venue is wrong.
    """
    named = Venue.objects.filter(name__iexact=record.name)
    venue = (named.filter(city__iexact=record.city) if record.city else named).first()
    if venue is None:
        venue = Venue(**asdict(record))
        venue.full_clean()
        venue.save()
    return venue


def place_artwork(artwork: Artwork, record: PlaceRecord) -> Placement:
    """Say where `artwork` is from today on; where it was until now becomes its past.

    The first place of a work has no beginning: nobody said since when it hangs there.
    """
    with transaction.atomic():
        venue = find_or_add_venue(record.venue)
        room = _find_or_add_room(venue, record) if record.room else None
        return _place(artwork, venue, room, on_view=record.on_view)


def _find_or_add_room(venue: Venue, record: PlaceRecord) -> Room:
    room, _ = Room.objects.get_or_create(venue=venue, label=record.room, defaults={"floor": record.floor})
    return room


def _place(artwork: Artwork, venue: Venue, room: Room | None, *, on_view: bool) -> Placement:
    present = artwork.placements.current().first()
    today = timezone.localdate()
    if present and (present.venue_id, present.room_id, present.on_view) == (venue.pk, room and room.pk, on_view):
        return present
    if present and present.starts_on != today:
        _end(present, today - datetime.timedelta(days=1))
        present = None
    moved = present or Placement(artwork=artwork, starts_on=today if artwork.placements.exists() else None)
    moved.venue, moved.room, moved.on_view = venue, room, on_view
    moved.save()
    return moved


def _end(placement: Placement, last_day: datetime.date) -> None:
    placement.ends_on = last_day
    placement.save(update_fields=["ends_on"])
