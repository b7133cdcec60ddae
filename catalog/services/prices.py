"""Recording and reviewing prices."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from catalog.models import Artwork, Lot, Price, ReviewState, Sale, Source
from catalog.models.sales import PriceQuerySet
from catalog.records import PriceRecord, SaleRecord
from catalog.services.changes import State, columns
from catalog.services.history import change_rows
from catalog.services.places import find_or_add_venue


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
        return find_price(artwork, record) or _insert(price, record.sale, entered_by, review_state)


def find_price(artwork: Artwork, record: PriceRecord) -> Price | None:
    """Return the price that `record_price` would not record a second time."""
    same = {name: getattr(record, name) for name in ("kind", "date", "amount", "currency")}
    return Price.objects.filter(artwork=artwork, source__name=record.source, **same).first()


def _insert(
    price: Price, sale: SaleRecord | None, entered_by: AbstractBaseUser | None, review_state: ReviewState
) -> Price:
    price.lot = _find_or_add_lot(price.artwork, sale) if sale else None
    price.entered_by_id = entered_by.pk if entered_by else None
    price.review_state = review_state
    if price.lot and price.lot.taken_down_at:
        price.taken_down_at, price.takedown_reason = price.lot.taken_down_at, price.lot.takedown_reason
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


def review_prices(prices: PriceQuerySet, state: ReviewState, *, reviewer_id: int | None) -> list[Price]:
    """Approve or reject `prices`, noting who did and when; return those that are reviewed now.

    Where two persons are asked for (`settings.PRICE_FOUR_EYES`), nobody approves what they entered or changed last.
    """
    asked = settings.PRICE_FOUR_EYES and state == ReviewState.APPROVED and reviewer_id is not None
    others = prices.exclude(entered_by=reviewer_id) if asked else prices
    return change_rows(others, review_state=state, reviewed_by_id=reviewer_id, reviewed_at=timezone.now())


def needs_another(price: Price, reviewer_id: int | None) -> bool:
    """Tell whether somebody else must approve `price`, by whichever door: it is theirs, and two are asked for."""
    return settings.PRICE_FOUR_EYES and reviewer_id is not None and price.entered_by_id == reviewer_id


def put_review_back(price: Price, before: State) -> None:
    """Give a price the review that it had before, as `row_state` noted it; whoever is no user any more is not named."""
    former = {
        f.attname: f.to_python(before[f.attname]) for f in columns(Price) if f.name in ("review_state", "reviewed_at")
    }
    reviewer = get_user_model().objects.filter(pk=before["reviewed_by_id"]).first()
    change_rows(Price.objects.filter(pk=price.pk), **former, reviewed_by_id=reviewer.pk if reviewer else None)
