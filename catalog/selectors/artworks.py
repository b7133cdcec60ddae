"""What the page of one work shows."""

from itertools import chain

from django.db.models import QuerySet

from catalog.models import Artwork, Attribution, Placement, Price, ReferenceImage
from catalog.money import money
from catalog.pages import ArtworkCard, ArtworkPage, CreatorCredit, PictureView, PlacementLine, PriceLine
from catalog.renditions import rendition_width
from catalog.selectors.cards import artwork_cards, picture_url
from catalog.selectors.similar import ids_of_similar
from catalog.selectors.texts import recordings_of, texts_of
from catalog.selectors.tours import tours_past
from catalog.selectors.words import day_words, period_words, sale_words, wikidata_url

# As many neighbors as a phone shows in a row that one swipes through.
MOST_RELATED = 12
# Sizes of a picture that a browser may choose from, the smallest first.
ON_THE_PAGE = ("thumb", "medium", "large")


def artwork_page(pk: int) -> ArtworkPage:
    """Return everything about one work.

    Raises:
        Artwork.DoesNotExist: there is no such work.
    """
    artwork = Artwork.objects.get(pk=pk)
    attributions = list(artwork.attributions.select_related("creator"))
    current = artwork.placements.lasting().first()
    same_creator = _ids_by_same_creator(artwork, attributions)
    same_room = _ids_in_same_room(artwork, current)
    similar = ids_of_similar(pk)
    cards = artwork_cards(chain([pk], same_creator, same_room, similar))
    pictures = _pictures(cards[pk], artwork)
    return ArtworkPage(
        card=cards[pk],
        description=artwork.description,
        culture=artwork.culture,
        classification=artwork.classification,
        accession_number=artwork.accession_number,
        creators=tuple(_credit(attribution) for attribution in attributions),
        prices=_prices(artwork),
        placements=_placements(artwork, current),
        size=_size(artwork),
        pictures=pictures,
        recognizable=bool(pictures) or artwork.reference_images.exists(),
        texts=texts_of(artwork),
        recordings=recordings_of(artwork),
        tours=tours_past(artwork),
        similar=tuple(cards[other] for other in similar if other in cards),
        by_same_creator=tuple(cards[other] for other in same_creator),
        in_same_room=tuple(cards[other] for other in same_room),
        rights_url=artwork.rights_uri,
        source_url=artwork.source_url,
        wikidata_url=wikidata_url(artwork.wikidata_id),
    )


def _ids_by_same_creator(artwork: Artwork, attributions: list[Attribution]) -> list[int]:
    creators = [attribution.creator_id for attribution in attributions]
    works = Artwork.objects.filter(attributions__creator__in=creators).exclude(pk=artwork.pk)
    return list(works.distinct().values_list("pk", flat=True)[:MOST_RELATED]) if creators else []


def _ids_in_same_room(artwork: Artwork, current: Placement | None) -> list[int]:
    if current is None or current.room_id is None:
        return []
    neighbors = Placement.objects.on_view().filter(room=current.room_id).exclude(artwork=artwork)
    return list(neighbors.order_by("artwork__search_text").values_list("artwork", flat=True)[:MOST_RELATED])


def _size(artwork: Artwork) -> tuple[float, float] | None:
    if artwork.height_cm is None or artwork.width_cm is None:
        return None
    return float(artwork.height_cm), float(artwork.width_cm)


def _credit(attribution: Attribution) -> CreatorCredit:
    creator = attribution.creator
    return CreatorCredit(
        name=creator.name,
        prefix=attribution.prefix,
        suffix=attribution.note,
        lifespan=creator.lifespan,
        nationality=creator.nationality,
        url=creator.get_absolute_url(),
    )


def _prices(artwork: Artwork) -> tuple[PriceLine, ...]:
    approved: QuerySet[Price] = artwork.prices.approved()
    return tuple(_price_line(price) for price in approved.select_related("source", "lot__sale__venue"))


def _price_line(price: Price) -> PriceLine:
    return PriceLine(
        date=price.date,
        date_text=price.date_text or day_words(price.date),
        code=price.kind,
        kind=price.get_kind_display(),
        value=float(price.amount),
        amount=money(price.amount, price.currency),
        currency=price.currency,
        source=price.source.name,
        source_url=price.source_url or price.source.url,
        sale=sale_words(price.lot.sale) if price.lot else "",
        sale_url=price.lot.sale.get_absolute_url() if price.lot else "",
        lot=price.lot.number if price.lot else "",
    )


def _placements(artwork: Artwork, current: Placement | None) -> tuple[PlacementLine, ...]:
    lines = [
        _placement_line(placement, current=placement == current)
        for placement in artwork.placements.select_related("venue", "room")
    ]
    return tuple(sorted(lines, key=lambda line: not line.current))


def _placement_line(placement: Placement, *, current: bool) -> PlacementLine:
    room = placement.room
    return PlacementLine(
        venue=placement.venue.name,
        venue_url=placement.venue.get_absolute_url(),
        room=room.label if room else "",
        room_url=room.get_absolute_url() if room else "",
        period=period_words(placement),
        on_view=placement.on_view,
        current=current,
    )


def _pictures(card: ArtworkCard, artwork: Artwork) -> tuple[PictureView, ...]:
    return tuple(_picture_view(picture, card.picture_alt) for picture in artwork.reference_images.shown())


def _picture_view(picture: ReferenceImage, alt: str) -> PictureView:
    return PictureView(
        id=picture.pk,
        width=picture.width,
        height=picture.height,
        thumb_url=picture_url(picture, "thumb"),
        large_url=picture_url(picture, "large"),
        srcset=_srcset(picture),
        zoom_url=picture_url(picture, "zoom"),
        alt=alt,
        credit=picture.credit,
        rights_url=picture.rights_uri,
    )


def _srcset(picture: ReferenceImage) -> str:
    widths = {rendition_width(picture.width, picture.height, preset): preset for preset in reversed(ON_THE_PAGE)}
    return ", ".join(f"{picture_url(picture, preset)} {width}w" for width, preset in sorted(widths.items()))
