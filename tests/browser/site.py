"""A small catalogue and one scan of every kind, and where each page is."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.models import Artwork, Lot, ReferenceImage, Sale
from catalog.records import TextRecord
from catalog.services import lay_out_rooms, record_text
from recognition.models import Recognition
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_recording,
    make_reference_image,
    make_room,
    make_tour,
    make_venue,
    picture_bytes,
)
from tests.recognition.answers import a_find
from visits.models import KeptScan, SavedWork, Visitor, WorkSuggestion
from visits.tokens import token_of

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
    visitor: Visitor
    """Who keeps two works and three scans."""
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
        "works of a century": reverse("artwork-list") + "?since=1800&material=oil",
        "works meant": reverse("artwork-list") + "?q=irisses",
        "guide": reverse("guide"),
        "codes": reverse("venue-labels", args=[first.placements.get().venue_id]),
        "sale": _auction(first).get_absolute_url(),
    }
    pages |= _pages_of_visits(first, scans["not in the catalogue"])
    pages |= _tour([picture.artwork for picture in pictures])
    pages["saliency"] = reverse("recognition-saliency", args=[scans["one work"].pk, first.pk])
    pages |= {name: reverse("recognition", args=[scan.pk]) for name, scan in scans.items()}
    return Site(pages, scans, _collect([picture.artwork for picture in pictures[:2]], list(scans.values())[1:4]))


def _collect(works: list[Artwork], scans: list[Recognition]) -> Visitor:
    visitor = Visitor.objects.create()
    SavedWork.objects.bulk_create(SavedWork(visitor=visitor, artwork=work, note="Blue.") for work in works)
    KeptScan.objects.bulk_create(KeptScan(visitor=visitor, recognition=scan) for scan in scans)
    return visitor


def _pages_of_visits(work: Artwork, scan: Recognition) -> dict[str, str]:
    photo = ContentFile(picture_bytes(width=300, height=400), name="photo.jpg")
    suggestion = WorkSuggestion.objects.create(title="Nympheas", photo=photo, answer="Which room?")
    return {
        "collection": reverse("collection"),
        "add a work": reverse("contribute-work"),
        "add a scanned work": reverse("contribute-scanned-work", args=[scan.pk]),
        "correct a fact": reverse("contribute-correction", args=[work.pk]),
        "report a price": reverse("contribute-price", args=[work.pk]),
        "contribution": reverse("contribution", args=[token_of(suggestion)]),
        "offline": reverse("offline"),
    }


def _hang_works() -> list[ReferenceImage]:
    creator = make_creator("Vincent van Gogh", nationality="Dutch", birth_year=1853, death_year=1890)
    venue = make_venue(
        address="1000 Fifth Avenue",
        website="https://example.org/",
        opening_hours="Daily 10–17",
        latitude=40.78,
        longitude=-73.96,
        ticket_price=30,
        ticket_currency="USD",
    )
    rooms = [make_room(venue, f"Gallery {number}", floor="2") for number in (821, 822, 823)]
    lay_out_rooms(venue)
    works = [make_artwork(title, creator, date_text="1890", medium="Oil") for title in ("Irises", "Roses", "Olives")]
    works += [make_artwork(f"Study {number}") for number in range(24)]
    for work in works:
        make_placement(work, rooms[1])
    _tell_the_past(works[0])
    return [make_reference_image(work, credit="A museum") for work in works[:3]]


def _tell_the_past(work: Artwork) -> None:
    for year, amount in ((1928, "750000"), (1970, "2310000")):
        make_price(work, amount, currency="GBP", date=date(year, 5, 1), source_url="https://example.org/lot")
    record_text(work, TextRecord("provenance", "The artist\nA collector", "The museum's file"))
    make_recording(artwork=work)
    Artwork.objects.filter(pk=work.pk).update(height_cm=74, width_cm=92, description="Irises in a white vase.")


def _tour(works: list[Artwork]) -> dict[str, str]:
    tour = make_tour(works, works[0].placements.get().venue, summary="Three works.", minutes=20)
    return {"tour": tour.get_absolute_url(), "stop": reverse("stop", args=[tour.pk, 2])}


def _auction(work: Artwork) -> Sale:
    sale = Sale.objects.create(venue=work.placements.get().venue, starts_on=date(1970, 5, 1), title="Old Masters")
    Lot.objects.create(sale=sale, artwork=work, number="12", outcome=Lot.Outcome.SOLD)
    return sale


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
