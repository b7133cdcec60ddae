"""A small catalogue and one scan of every kind, and where each page is."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.models import ReferenceImage
from recognition.models import Recognition
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
    picture_bytes,
)
from tests.recognition.answers import a_find

ADVICE = [{"code": "blurred", "message": "The photo is blurred. Hold the phone still."}]
WIDTH, HEIGHT = 1200, 1600
LEFT = [[60, 100], [560, 120], [550, 700], [70, 690]]
RIGHT = [[640, 110], [1140, 100], [1130, 690], [650, 700]]
BELOW = [[300, 800], [900, 790], [910, 1500], [290, 1490]]
KEPT_SALIENCY = {"view": [0.0, 0.0, 1.0, 1.0], "similarity": 0.71, "grid": [[0.01 * column for column in range(7)]] * 7}


@dataclass(frozen=True)
class Site:
    """Addresses of pages by what they show, and of pages that only a missing thing has."""

    pages: dict[str, str]
    scans: dict[str, Recognition]
    not_found: str = field(default="/no-such-page/")


def ignore_references(ids: list[int]) -> None:
    """Listen to the catalogue, and do nothing: these pages need no index."""


def fill_site() -> Site:
    """Fill the empty database and return what is where."""
    pictures = _hang_works()
    scans = _scan(pictures)
    first = pictures[0].artwork
    pages = {
        "scan": reverse("scan"),
        "works": reverse("artwork-list"),
        "works not found": reverse("artwork-list") + "?q=nothing",
        "work": first.get_absolute_url(),
        "work without a picture": make_artwork("Lost").get_absolute_url(),
        "creator": first.creators.get().get_absolute_url(),
        "venues": reverse("venue-list"),
        "venue": first.placements.get().venue.get_absolute_url(),
        "room": reverse("room", args=[first.placements.get().room_id]),
    }
    pages["saliency"] = reverse("recognition-saliency", args=[scans["one work"].pk, first.pk])
    return Site(pages | {name: reverse("recognition", args=[scan.pk]) for name, scan in scans.items()}, scans)


def _hang_works() -> list[ReferenceImage]:
    creator = make_creator("Vincent van Gogh", nationality="Dutch", birth_year=1853, death_year=1890)
    venue = make_venue(address="1000 Fifth Avenue", website="https://example.org/", opening_hours="Daily 10–17")
    rooms = [make_room(venue, f"Gallery {number}", floor="2") for number in (821, 822, 823)]
    works = [make_artwork(title, creator, date_text="1890", medium="Oil") for title in ("Irises", "Roses", "Olives")]
    works += [make_artwork(f"Study {number}") for number in range(24)]
    for work in works:
        make_placement(work, rooms[1])
    make_price(works[0], "2310000", currency="GBP", source_url="https://example.org/lot")
    return [make_reference_image(work, credit="A museum") for work in works[:3]]


def _scan(pictures: list[ReferenceImage]) -> dict[str, Recognition]:
    irises, roses, olives = (_find(picture) for picture in pictures)
    return {
        "one work": _row("match", matches=[irises]),
        "two works": _row("match", matches=[irises | {"quad": LEFT}, roses | {"quad": RIGHT}], candidates=[olives]),
        "three works": _row(
            "match", matches=[irises | {"quad": LEFT}, roses | {"quad": RIGHT}, olives | {"quad": BELOW}]
        ),
        "unsure": _row("uncertain", candidates=[irises, roses], advice=ADVICE),
        "not in the catalogue": _row("no_match", candidates=[roses | {"quad": []}]),
        "failed": _row("", status=Recognition.Status.FAILED, error_message="Please send the photo again."),
        "waiting": _row("", status=Recognition.Status.RUNNING),
    }


def _find(picture: ReferenceImage) -> dict[str, Any]:
    return a_find(picture.artwork_id, picture.pk)


def _row(decision: str, status: str = Recognition.Status.DONE, error_message: str = "", **result: Any) -> Recognition:
    row = Recognition(
        status=status, decision=decision, result=result, error_message=error_message, width=WIDTH, height=HEIGHT
    )
    found = [*result.get("matches", []), *result.get("candidates", [])]
    # A slow machine may look at these pages for longer than a worker may be silent.
    row.heartbeat_at += timedelta(hours=1)
    row.result["saliency"] = {str(find["reference_image_id"]): KEPT_SALIENCY for find in found}
    row.photo.save("photo.jpg", ContentFile(picture_bytes(width=300, height=400)), save=False)
    row.save()
    return row
