"""What is shown of auctions."""

from django.db.models import Count, Q
from django.utils import timezone

from catalog.models import Lot, Price, Sale, Venue
from catalog.money import money
from catalog.pages import ArtworkCard, LotLine, SaleLine, SalePage
from catalog.selectors.cards import artwork_cards
from catalog.selectors.words import sale_days
from catalog.text import natural_key


def sales_of(venue: Venue) -> tuple[SaleLine, ...]:
    """Return a house's auctions: those to come first, the next one foremost; then the past, newest first."""
    # Counting drops the model's own order.
    sales = venue.sales.annotate(lot_count=Count("lots", filter=Q(lots__taken_down_at=None))).order_by(
        "-starts_on", "pk"
    )
    lines = [_sale_line(sale, sale.lot_count) for sale in sales]
    coming = [line for line in lines if not line.is_past]
    return (*reversed(coming), *(line for line in lines if line.is_past))


def sale_page(pk: int) -> SalePage:
    """Return an auction with its lots, by number.

    Raises:
        Sale.DoesNotExist: there is no such sale.
    """
    sale = Sale.objects.select_related("venue").get(pk=pk)
    lots = sorted(sale.lots.shown(), key=lambda lot: (not lot.number, natural_key(lot.number), lot.pk))
    cards = artwork_cards(lot.artwork_id for lot in lots)
    prices = _prices(sale)
    return SalePage(
        sale=_sale_line(sale, len(lots)),
        house=str(sale.venue),
        house_url=sale.venue.get_absolute_url(),
        number=sale.number,
        website=sale.url,
        lots=tuple(_lot_line(lot, prices.get(lot.pk, {}), cards[lot.artwork_id]) for lot in lots),
    )


def _sale_line(sale: Sale, lot_count: int) -> SaleLine:
    last = sale.ends_on or sale.starts_on
    return SaleLine(
        id=sale.pk,
        title=sale.title,
        days=sale_days(sale),
        is_past=last < timezone.localdate(),
        url=sale.get_absolute_url(),
        lot_count=lot_count,
    )


def _prices(sale: Sale) -> dict[int, dict[str, str]]:
    """Return the approved prices of each lot, by kind, in words."""
    prices: dict[int, dict[str, str]] = {}
    for price in Price.objects.approved().filter(lot__sale=sale):
        prices.setdefault(price.lot_id or 0, {}).setdefault(price.kind, money(price.amount, price.currency))
    return prices


def _lot_line(lot: Lot, prices: dict[str, str], card: ArtworkCard) -> LotLine:
    estimate = [prices[kind] for kind in (Price.Kind.ESTIMATE_LOW, Price.Kind.ESTIMATE_HIGH) if kind in prices]
    return LotLine(
        number=lot.number,
        outcome="" if lot.outcome == Lot.Outcome.UNKNOWN else lot.get_outcome_display(),
        estimate=" – ".join(estimate),
        price=prices.get(Price.Kind.REALISED) or prices.get(Price.Kind.HAMMER, ""),
        url=lot.url,
        card=card,
    )
