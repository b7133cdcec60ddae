"""Taking a work's record into the catalogue, and taking a work out."""

from dataclasses import fields

from django.db import transaction

from catalog.models import Artwork, Attribution
from catalog.records import ArtworkRecord, CreatorRecord
from catalog.services.creators import find_or_add_creator
from catalog.services.pictures import remove_reference_image
from catalog.services.places import place_artwork

LINKS = ("creators", "place")
FACTS = tuple(field.name for field in fields(ArtworkRecord) if field.name not in LINKS)


def save_artwork(record: ArtworkRecord) -> tuple[Artwork, bool]:
    """Add the work, or bring it up to date, all or nothing; return it and whether it is new.

    Raises:
        ValidationError: a fact is wrong; its `messages` say which.
    """
    with transaction.atomic():
        artwork, created = _save_facts(record)
        if record.creators is not None:
            _save_attributions(artwork, record.creators)
        if record.place is not None:
            place_artwork(artwork, record.place)
    return artwork, created


def _save_facts(record: ArtworkRecord) -> tuple[Artwork, bool]:
    artwork = Artwork.objects.filter(source=record.source, source_id=record.source_id).first() or Artwork()
    news = {name: value for name in FACTS if _is_news(artwork, name, value := getattr(record, name))}
    created = artwork.pk is None
    if news:
        for name, value in news.items():
            setattr(artwork, name, value)
        artwork.full_clean()
        artwork.save()
    return artwork, created


def _is_news(artwork: Artwork, name: str, value: object) -> bool:
    return value is not None and value != getattr(artwork, name)


def _save_attributions(artwork: Artwork, records: tuple[CreatorRecord, ...]) -> None:
    """Replace who is named, unless nothing differs: an unchanged import writes nothing."""
    credits = {find_or_add_creator(record).pk: record for record in records}
    told = [(pk, record.qualifier, record.note, order) for order, (pk, record) in enumerate(credits.items())]
    held = list(artwork.attributions.values_list("creator", "qualifier", "note", "order"))
    if told != held:
        artwork.attributions.all().delete()
        Attribution.objects.bulk_create(
            Attribution(artwork=artwork, creator_id=pk, qualifier=qualifier, note=note, order=order)
            for pk, qualifier, note, order in told
        )


def remove_artwork(artwork: Artwork) -> None:
    """Delete a work with all that is known of it, its pictures' files included."""
    with transaction.atomic():
        for image in artwork.reference_images.order_by("is_primary"):
            remove_reference_image(image)
        artwork.delete()
