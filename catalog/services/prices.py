"""Recording and reviewing prices."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from catalog.models import Artwork, Lot, Price, ReviewState, Sale, Source
from catalog.models.sales import PriceQuerySet
from catalog.records import PriceRecord, SaleRecord
from catalog.services.history import keep_history
from catalog.services.places import find_or_add_venue

REVIEW = ("review_state", "reviewed_by", "reviewed_at")


def record_price(
    artwork: Artwork,
    record: PriceRecord,
    *,
    entered_by: AbstractBaseUser | None = None,
    review_state: ReviewState = ReviewState.PENDING,
) -> Price:
    """Record a price once; visitors see it when it is approved. What was recorded before stays as it was reviewed.

    Raises:
        ValidationError: a fact is wrong: no positive amount, no ISO 4217 currency.
    """
    with transaction.atomic():
        source, _ = Source.objects.get_or_create(name=record.source)
        price = Price(
            artwork=artwork,
            kind=record.kind,
            amount=record.amount,
            currency=record.currency,
            date=record.date,
            date_text=record.date_text,
            source=source,
            source_url=record.source_url,
        )
        return _recorded(price) or _insert(price, record.sale, entered_by, review_state)


def _recorded(price: Price) -> Price | None:
    same = ("artwork", "kind", "date", "amount", "currency", "source")
    return Price.objects.filter(**{name: getattr(price, name) for name in same}).first()


def _insert(
    price: Price, sale: SaleRecord | None, entered_by: AbstractBaseUser | None, review_state: ReviewState
) -> Price:
    price.lot = _find_or_add_lot(price.artwork, sale) if sale else None
    price.entered_by_id = entered_by.pk if entered_by else None
    price.review_state = review_state
    price.full_clean()
    price.save()
    return price


def _find_or_add_lot(artwork: Artwork, record: SaleRecord) -> Lot:
    sale, _ = Sale.objects.get_or_create(
        venue=find_or_add_venue(record.house), starts_on=record.date, title=record.title, number=record.number
    )
    lot, _ = Lot.objects.get_or_create(
        sale=sale, artwork=artwork, defaults={"number": record.lot, "outcome": record.outcome}
    )
    return lot


def review_prices(prices: PriceQuerySet, state: ReviewState, *, reviewer_id: int | None) -> int:
    """Approve or reject `prices`, noting who did and when; return how many."""
    with transaction.atomic():
        reviewed = list(prices.select_for_update(of=("self",)))
        for price in reviewed:
            price.review_state, price.reviewed_by_id, price.reviewed_at = state, reviewer_id, timezone.now()
        Price.objects.bulk_update(reviewed, REVIEW)
        keep_history(reviewed, "~")
    return len(reviewed)
