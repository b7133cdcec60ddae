"""Reading a visitor's collection: for the page, and to take away."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.formulas import guard
from catalog.pages import ArtworkCard
from catalog.selectors import artwork_cards
from recognition.models import Recognition
from visits.models import KeptScan, SavedWork, Visitor


@dataclass(frozen=True)
class ScanLine:
    """A scan of the collection. `works` are those that its answer names and the catalogue still holds.

    `photo_url` is "" once the photo is deleted.
    """

    id: int
    words: str
    works: tuple[ArtworkCard, ...]
    note: str
    scanned_at: datetime
    url: str
    photo_url: str
    width: int
    height: int


@dataclass(frozen=True)
class SavedLine:
    """A saved work of the collection."""

    id: int
    card: ArtworkCard
    note: str
    saved_at: datetime


@dataclass(frozen=True)
class CollectionPage:
    """Everything that one visitor keeps, newest first."""

    scans: tuple[ScanLine, ...] = ()
    works: tuple[SavedLine, ...] = ()


@dataclass(frozen=True)
class ExportedLine:
    """A line of what a visitor takes away. `kept_at` is in ISO 8601."""

    kind: str
    kept_at: str
    title: str
    creator: str
    date: str
    medium: str
    venue: str
    room: str
    note: str
    url: str


def collection_page(visitor: Visitor | None) -> CollectionPage:
    """Return the collection in a fixed number of queries; an empty one for a visitor who keeps nothing."""
    if visitor is None:
        return CollectionPage()
    scans = list(visitor.scans.select_related("recognition"))
    saved = list(visitor.saved_works.all())
    named = {scan.pk: _named(scan.recognition) for scan in scans}
    cards = artwork_cards([pk for pks in named.values() for pk in pks] + [work.artwork_id for work in saved])
    return CollectionPage(
        scans=tuple(_scan_line(scan, [cards[pk] for pk in named[scan.pk] if pk in cards]) for scan in scans),
        works=tuple(_saved_line(work, cards[work.artwork_id]) for work in saved),
    )


def exported(page: CollectionPage, site: str) -> list[ExportedLine]:
    """Return the lines to take away, with addresses at `site`."""
    works = [_exported("saved", line.saved_at, line.card, line.note, site + line.card.url) for line in page.works]
    scans = [
        _exported("scan", line.scanned_at, card, line.note, site + line.url)
        for line in page.scans
        for card in line.works or (None,)
    ]
    return works + scans


def to_json(lines: Sequence[ExportedLine]) -> list[dict[str, Any]]:
    """Return what is exported as JSON."""
    return [asdict(line) for line in lines]


def to_csv(lines: Sequence[ExportedLine]) -> str:
    """Return what is exported as CSV; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ExportedLine.__dataclass_fields__))
    writer.writeheader()
    for line in lines:
        writer.writerow({name: guard(value) for name, value in asdict(line).items()})
    return text.getvalue()


def _named(recognition: Recognition) -> list[int]:
    return [match["artwork_id"] for match in recognition.result.get("matches", [])]


def _scan_line(scan: KeptScan, cards: Sequence[ArtworkCard]) -> ScanLine:
    row = scan.recognition
    return ScanLine(
        id=scan.pk,
        words=", ".join(card.title for card in cards) or _words_of(row),
        works=tuple(cards),
        note=scan.note,
        scanned_at=row.created_at,
        url=reverse("recognition", args=[row.pk]),
        photo_url=reverse("recognition-photo", args=[row.pk]) if row.photo else "",
        width=row.width,
        height=row.height,
    )


def _words_of(row: Recognition) -> str:
    if not row.is_finished:
        return _("Still being compared")
    if row.status == Recognition.Status.FAILED:
        return _("That did not work")
    return _("Not sure") if row.decision == Recognition.Answer.UNCERTAIN else _("Not in our catalogue")


def _saved_line(work: SavedWork, card: ArtworkCard) -> SavedLine:
    return SavedLine(id=work.pk, card=card, note=work.note, saved_at=work.saved_at)


def _exported(kind: str, kept_at: datetime, card: ArtworkCard | None, note: str, url: str) -> ExportedLine:
    return ExportedLine(
        kind=kind,
        kept_at=kept_at.isoformat(timespec="seconds"),
        title=card.title if card else "",
        creator=card.creator if card else "",
        date=card.date_text if card else "",
        medium=card.medium if card else "",
        venue=card.venue if card else "",
        room=card.room if card else "",
        note=note,
        url=url,
    )
