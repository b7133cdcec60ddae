"""What a result line or a tile shows of a work."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, TypeVar

from django.db.models import BigAutoField, Prefetch
from django.urls import reverse

from catalog.models import Artwork, Attribution, FormerArtwork, Placement, Price, ReferenceImage
from catalog.pages import ArtworkCard
from catalog.selectors.words import credit_words, price_words

# What a visitor wants to know first: what it was last sold for, or is offered at.
HEADLINE_PRICES = (Price.Kind.REALISED, Price.Kind.PRIVATE, Price.Kind.ASKING)


class _OfArtwork(Protocol):
    artwork_id: int


Row = TypeVar("Row", bound=_OfArtwork)


def artwork_cards(artwork_ids: Iterable[int]) -> dict[int, ArtworkCard]:
    """Return the cards of the works that exist, in the order asked for, in five queries; one more when a work is gone.

    A work that was merged into another has the card of that.
    """
    asked = list(dict.fromkeys(artwork_ids))
    cards = _cards(asked)
    merged = current_artworks(pk for pk in asked if pk not in cards)
    cards |= _cards(set(merged.values())) if merged else {}
    return {pk: cards[now] for pk in asked if (now := merged.get(pk, pk)) in cards}


def current_artworks(artwork_ids: Iterable[int]) -> dict[int, int]:
    """Return for each work that was merged into another the one that it is a part of now.

    Addresses have any number in them; what no id can be, SQLite fails on.
    """
    ids = [pk for pk in artwork_ids if pk <= BigAutoField.MAX_BIGINT]
    return dict(FormerArtwork.objects.filter(pk__in=ids).values_list("pk", "artwork")) if ids else {}


def _cards(artwork_ids: Collection[int]) -> dict[int, ArtworkCard]:
    ids = list(artwork_ids)
    attributions = Prefetch("attributions", Attribution.objects.select_related("creator"))
    works = Artwork.objects.prefetch_related(attributions).in_bulk(ids)
    pictures = _first_of_each(ReferenceImage.objects.shown().filter(artwork__in=ids))
    placements = _first_of_each(Placement.objects.current().filter(artwork__in=ids).select_related("venue", "room"))
    prices = _first_of_each(_headline_prices(ids))
    return {pk: _card(works[pk], pictures.get(pk), placements.get(pk), prices.get(pk)) for pk in ids if pk in works}


def _headline_prices(ids: Sequence[int]) -> Iterable[Price]:
    approved = Price.objects.approved().filter(artwork__in=ids, kind__in=HEADLINE_PRICES)
    return approved.select_related("source", "lot__sale__venue")


def _first_of_each(rows: Iterable[Row]) -> dict[int, Row]:
    first: dict[int, Row] = {}
    for row in rows:
        first.setdefault(row.artwork_id, row)
    return first


def _card(
    work: Artwork, picture: ReferenceImage | None, placement: Placement | None, price: Price | None
) -> ArtworkCard:
    creator = credit_words(work, work.attributions.all())
    room = placement.room if placement else None
    return ArtworkCard(
        id=work.pk,
        source_id=work.source_id,
        title=work.title,
        creator=creator,
        date_text=work.date_label,
        medium=work.medium,
        dimensions=work.dimensions,
        size_cm=work.size_label,
        credit_line=work.credit_line,
        venue=placement.venue.name if placement else "",
        venue_url=placement.venue.get_absolute_url() if placement else "",
        room=room.label if room else "",
        room_url=room.get_absolute_url() if room else "",
        on_view=placement is not None and placement.on_view,
        url=work.get_absolute_url(),
        thumb_url=picture_url(picture, "thumb"),
        picture_url=picture_url(picture, "large"),
        picture_alt=alt_text(work.title, creator),
        price=price_words(price) if price else "",
        picture_width=picture.width if picture else 0,
        picture_height=picture.height if picture else 0,
    )


def picture_url(picture: ReferenceImage | None, preset: str) -> str:
    """Return the address of a rendition, "" without a picture."""
    return reverse("picture", args=[picture.pk, preset]) if picture else ""


def alt_text(title: str, creator: str) -> str:
    """Return what stands for the picture for someone who does not see it."""
    return f"{title}, {creator}" if creator else title
