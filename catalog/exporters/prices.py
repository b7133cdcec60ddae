"""Prices as a table: what, when, and how we know. Who entered or reviewed one stays here."""

from collections.abc import Iterator

from catalog.models import Lot, Price
from catalog.models.sales import PriceQuerySet

COLUMNS = (
    "source",
    "source_id",
    "title",
    "kind",
    "amount",
    "currency",
    "date",
    "date_text",
    "house",
    "city",
    "sale",
    "sale_number",
    "lot",
    "outcome",
    "known_from",
    "known_from_url",
    "license",
    "review_state",
)
# Prices in memory at once.
CHUNK = 1000


def price_rows(prices: PriceQuerySet) -> Iterator[tuple[str, ...]]:
    """Give a row of `COLUMNS` for each price. Amounts have a point and no separators, days are in ISO 8601."""
    for price in prices.select_related("artwork", "source", "lot__sale__venue").iterator(chunk_size=CHUNK):
        yield (*_amount(price), *_lot(price.lot), *_source(price))


def _amount(price: Price) -> tuple[str, ...]:
    work = price.artwork
    what = (price.kind, str(price.amount), price.currency)
    return work.source, work.source_id, work.title, *what, price.date.isoformat(), price.date_text


def _lot(lot: Lot | None) -> tuple[str, ...]:
    if lot is None:
        return ("",) * 6
    sale = lot.sale
    return sale.venue.name, sale.venue.city, sale.title, sale.number, lot.number, lot.outcome


def _source(price: Price) -> tuple[str, ...]:
    source = price.source
    state = "taken down" if price.is_taken_down else price.review_state
    return source.name, price.source_url or source.url, source.license, state
