"""Taking records of works into the catalogue, and taking a work out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from catalog.models import Artwork, Attribution, Creator, FormerArtwork
from catalog.records import ArtworkRecord, CreatorRecord
from catalog.services.changes import Change, Journal, Writes
from catalog.services.creators import CreatorShelf
from catalog.services.pictures import remove_reference_image
from catalog.services.places import PlaceShelf
from catalog.services.removing import remove_row

Row = TypeVar("Row", Artwork, FormerArtwork)
LINKS = ("creators", "place")
FACTS = tuple(field.name for field in fields(ArtworkRecord) if field.name not in LINKS)


@dataclass(frozen=True)
class Saved:
    """A work that was taken in, and every row that this changed; none when all was known."""

    artwork: Artwork
    created: bool
    changes: tuple[Change, ...]


def save_artwork(record: ArtworkRecord) -> tuple[Artwork, bool]:
    """Add the work, or bring it up to date, all or nothing; return it and whether it is new.

    Raises:
        ValidationError: a fact is wrong; its `messages` say which.
    """
    saved = save_artworks([record])[0]
    if isinstance(saved, ValidationError):
        raise saved
    return saved.artwork, saved.created


def save_artworks(records: Sequence[ArtworkRecord]) -> list[Saved | ValidationError]:
    """Do for each record what `save_artwork` does, in few queries for all; return what became of each, in order.

    Records are written together. When the database or a field refuses one of them, each half is tried by itself, so
    that a wrong record is found, and told what is wrong with it, without harm to the others.

    Args:
        records: each of another work; as many as may be in memory at once.
    """
    if len(records) == 1:
        return [_save_alone(records[0])]
    try:
        with transaction.atomic():
            return list(_Batch(records, _check_fields).save())
    except (ValidationError, IntegrityError):
        half = len(records) // 2
        return save_artworks(records[:half]) + save_artworks(records[half:])


def _save_alone(record: ArtworkRecord) -> Saved | ValidationError:
    try:
        with transaction.atomic():
            return _Batch([record], _check_everything).save()[0]
    except ValidationError as error:
        return error


def _check_fields(row: Model) -> None:
    """Check what needs no query; the database checks the rest when it writes."""
    row.clean_fields()


def _check_everything(row: Model) -> None:
    row.full_clean()


class _Batch:
    """Works that are compared with the catalogue in memory and then written together."""

    def __init__(self, records: Sequence[ArtworkRecord], check: Any) -> None:
        self._records, self._check = records, check
        self._writes = Writes()
        self._artworks = _known_artworks(records)
        self._merged = _merged_artworks(records)
        self._credits = _known_credits(self._artworks.values())
        self._creators = CreatorShelf((creator for record in records for creator in record.creators or ()), check)
        self._places = PlaceShelf([*self._artworks.values()] if any(record.place for record in records) else [])

    def save(self) -> list[Saved]:
        drafts = [self._draft(record) for record in self._records]
        self._writes.write()
        return [Saved(artwork, created, journal.changes()) for artwork, created, journal in drafts]

    def _draft(self, record: ArtworkRecord) -> tuple[Artwork, bool, Journal]:
        journal = Journal()
        if merged := self._merged.get((record.source, record.source_id)):
            return merged, False, journal  # the facts of the work that it is a part of are its own
        artwork = self._artworks.get((record.source, record.source_id)) or Artwork()
        created = artwork.pk is None
        self._take_facts(artwork, record, journal)
        if record.creators is not None:
            self._take_creators(artwork, record.creators, journal)
        if record.place is not None:
            self._places.place(artwork, record.place, self._writes, journal)
        return artwork, created, journal

    def _take_facts(self, artwork: Artwork, record: ArtworkRecord, journal: Journal) -> None:
        news = {name: value for name in FACTS if _is_news(artwork, name, value := getattr(record, name))}
        if news:
            self._writes.put(artwork, news, journal)
            self._check(artwork)

    def _take_creators(self, artwork: Artwork, records: tuple[CreatorRecord, ...], journal: Journal) -> None:
        """Replace who is named, unless nothing differs: an unchanged import writes nothing."""
        told = self._attributions(artwork, records, journal)
        held = self._credits[artwork.pk] if artwork.pk else []
        if [_credit(attribution) for attribution in told] != [_credit(attribution) for attribution in held]:
            for attribution in held:
                self._writes.delete(attribution, journal)
            for attribution in told:
                self._writes.put(attribution, {}, journal)

    def _attributions(
        self, artwork: Artwork, records: tuple[CreatorRecord, ...], journal: Journal
    ) -> list[Attribution]:
        credits: dict[int, tuple[Creator, CreatorRecord]] = {}
        for record in records:
            creator = self._creators.take(record, self._writes, journal)
            credits[id(creator)] = creator, record
        return [
            Attribution(artwork=artwork, creator=creator, qualifier=record.qualifier, note=record.note, order=order)
            for order, (creator, record) in enumerate(credits.values())
        ]


def _known_artworks(records: Sequence[ArtworkRecord]) -> dict[tuple[str, str], Artwork]:
    return {(artwork.source, artwork.source_id): artwork for artwork in _of_records(Artwork.objects.all(), records)}


def _merged_artworks(records: Sequence[ArtworkRecord]) -> dict[tuple[str, str], Artwork]:
    """Return the works that those of some records were merged into."""
    former = _of_records(FormerArtwork.objects.select_related("artwork"), records)
    return {(one.source, one.source_id): one.artwork for one in former}


def _of_records(rows: QuerySet[Row], records: Sequence[ArtworkRecord]) -> list[Row]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        ids[record.source].append(record.source_id)
    return [row for source, own in ids.items() for row in rows.filter(source=source, source_id__in=own)]


def _known_credits(artworks: Iterable[Artwork]) -> defaultdict[int, list[Attribution]]:
    credits: defaultdict[int, list[Attribution]] = defaultdict(list)
    ids = [artwork.pk for artwork in artworks]
    for attribution in Attribution.objects.filter(artwork__in=ids) if ids else ():
        credits[attribution.artwork_id].append(attribution)
    return credits


def _credit(attribution: Attribution) -> tuple[int | None, str, str, int]:
    return attribution.creator_id, attribution.qualifier, attribution.note, attribution.order


def _is_news(artwork: Artwork, name: str, value: object) -> bool:
    return value is not None and value != getattr(artwork, name)


def remove_artwork(artwork: Artwork) -> None:
    """Delete a work with all that is known of it. Its pictures' files stay while the history can bring it back."""
    with transaction.atomic():
        for image in artwork.reference_images.order_by("is_primary"):
            remove_reference_image(image)
        remove_row(artwork)
