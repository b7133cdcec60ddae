"""Rows for tests, as plain functions: give what the test is about, the rest is filled in."""

import io
import itertools
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from PIL import Image

from catalog import services
from catalog.models import (
    Artwork,
    Attribution,
    Creator,
    Placement,
    Price,
    Recording,
    ReferenceImage,
    ReviewState,
    Room,
    Stop,
    Tour,
    Venue,
)
from catalog.records import PriceRecord

_numbers = itertools.count(1)
MP3 = b"ID3" + bytes(range(200))


def picture_bytes(
    seed: int = 0, width: int = 64, height: int = 48, image_format: str = "JPEG", **options: Any
) -> bytes:
    """Return an encoded picture of colored blocks; another seed is another picture."""
    blocks = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(blocks).resize((width, height), Image.Resampling.NEAREST)
    buffer = io.BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def make_creator(name: str = "Vincent van Gogh", **facts: Any) -> Creator:
    return Creator.objects.create(name=name, **facts)


def make_artwork(title: str = "Irises", creator: Creator | str | None = None, **facts: Any) -> Artwork:
    """Add a work; `creator` is a row, or the name of one that is found or added."""
    facts = {"source": "test", "source_id": f"made-{next(_numbers)}", **facts}
    artwork = Artwork.objects.create(title=title, **facts)
    if isinstance(creator, str):
        creator, _ = Creator.objects.get_or_create(name=creator)
    if creator is not None:
        Attribution.objects.create(artwork=artwork, creator=creator)
    return artwork


def make_reference_image(
    artwork: Artwork | None = None, content: bytes | None = None, **options: Any
) -> ReferenceImage:
    """Add a picture through the service; without `content`, one that no other call draws."""
    content = picture_bytes(seed=next(_numbers)) if content is None else content
    return services.add_reference_image(artwork or make_artwork(), content, **options)


def is_stored(image: ReferenceImage) -> bool:
    """Say whether the picture's file is still there."""
    return image.file.storage.exists(str(image.file.name))


def make_venue(name: str = "The Metropolitan Museum of Art", **facts: Any) -> Venue:
    return Venue.objects.create(name=name, **facts)


def make_room(venue: Venue | None = None, label: str = "Gallery 825", **facts: Any) -> Room:
    return Room.objects.create(venue=venue or make_venue(), label=label, **facts)


def make_tour(works: Sequence[Artwork] = (), venue: Venue | None = None, **facts: Any) -> Tour:
    """Publish a tour past `works`, unless said otherwise."""
    facts = {"title": "Slowly", "published": True, **facts}
    tour = Tour.objects.create(venue=venue or make_venue(), **facts)
    for order, work in enumerate(works, 1):
        Stop.objects.create(tour=tour, order=order, artwork=work, text=f"Look at {work}.")
    return tour


def make_recording(content: bytes = MP3, name: str = "talk.mp3", **facts: Any) -> Recording:
    """Store a recording that begins as its kind does."""
    facts = {"title": "A talk", "transcript": "Every word.", **facts}
    return Recording.objects.create(file=ContentFile(content, name=name), **facts)


def make_placement(artwork: Artwork, place: Room | Venue, **facts: Any) -> Placement:
    """Hang a work in a room, or somewhere in a venue."""
    where = {"room": place} if isinstance(place, Room) else {"venue": place}
    return Placement.objects.create(artwork=artwork, **where, **facts)


def make_price(
    artwork: Artwork,
    amount: str = "100",
    review_state: ReviewState = ReviewState.APPROVED,
    entered_by: AbstractBaseUser | None = None,
    **facts: Any,
) -> Price:
    """Record a price, approved unless said otherwise."""
    facts = {"currency": "USD", "date": date(2020, 5, 1), "source": "A catalogue of prices", **facts}
    record = PriceRecord(amount=Decimal(amount), **facts)
    return services.record_price(artwork, record, entered_by=entered_by, review_state=review_state)
