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
        present = artwork.placements.select_related("venue", "room").lasting().first()
        if present and _says(present) == (record.venue.name, record.room, record.on_view):
            return present
        placement = _opened(artwork, present)
        placement.venue = find_or_add_venue(record.venue)
        placement.room = _find_or_add_room(placement.venue, record)
        placement.on_view = record.on_view
        placement.save()
    return placement


def _says(placement: Placement) -> tuple[str, str, bool]:
    return placement.venue.name, placement.room.label if placement.room else "", placement.on_view


def _opened(artwork: Artwork, present: Placement | None) -> Placement:
    """Return the placement to write into: today's own when it began today, else a new one after ending the present."""
    today = timezone.localdate()
    if present and present.starts_on == today:
        return present
    if present:
        present.ends_on = today - datetime.timedelta(days=1)
        present.save(update_fields=["ends_on"])
    return Placement(artwork=artwork, starts_on=today if artwork.placements.exists() else None)


def _find_or_add_room(venue: Venue, record: PlaceRecord) -> Room | None:
    if not record.room:
        return None
    room, _ = Room.objects.get_or_create(venue=venue, label=record.room, defaults={"floor": record.floor})
    return room
