"""Reviewing contributions: accepting one writes the catalogue through its services, rejecting one only says so."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import singledispatch
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog import services
from catalog.models import Artwork, Price, ReviewState
from catalog.models.history import on_behalf_of
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, PriceRecord, VenueRecord
from catalog.services import Change
from visits.models import Contribution, Correction, PriceReport, WorkSuggestion

SOURCE = "visitors"
CREDIT = "Photo: a visitor"
# Facts that one text says; creators and places are more than a text, and a curator changes them by hand.
PLAIN_FACTS = frozenset(
    {
        Correction.Fact.TITLE,
        Correction.Fact.DATE,
        Correction.Fact.MEDIUM,
        Correction.Fact.DIMENSIONS,
        Correction.Fact.DESCRIPTION,
        Correction.Fact.CREDIT_LINE,
    }
)


class AlreadyReviewed(Exception):
    """Somebody has decided on this contribution before."""


class NeedsAnother(Exception):
    """Two persons are asked for, and this one has had their say."""


def accept(contribution: Contribution, reviewer: AbstractBaseUser) -> None:
    """Take a contribution into the catalogue, all or nothing.

    Raises:
        AlreadyReviewed: it does not wait any more.
        NeedsAnother: the reviewer wrote this price, and two persons must agree on one.
        ValidationError: a fact in it is wrong; the curator mends it first.
        UnreadablePicture: its photo is damaged.
    """
    with transaction.atomic(), on_behalf_of(reviewer, f"Contribution accepted: {contribution}"):
        _close(contribution, ReviewState.APPROVED, reviewer)
        contribution.changes = [asdict(change) for change in take_in(contribution, reviewer)]
        contribution.save(update_fields=["changes"])


def reject(contribution: Contribution, reviewer: AbstractBaseUser, reason: str = "") -> None:
    """Decline a contribution; it is kept, and its contributor reads why: `reason`, or the answer that stands there.

    Raises:
        AlreadyReviewed: it does not wait any more.
    """
    with transaction.atomic():
        _close(contribution, ReviewState.REJECTED, reviewer)
        if reason and not contribution.answer:
            contribution.answer = reason
            contribution.save(update_fields=["answer"])


def _close(contribution: Contribution, state: ReviewState, reviewer: AbstractBaseUser) -> None:
    """Decide once: of two curators who decide at the same time, one is told that it is too late."""
    waiting = type(contribution)._default_manager.filter(pk=contribution.pk, state=ReviewState.PENDING)
    if not waiting.update(state=state, reviewed_by_id=reviewer.pk, reviewed_at=timezone.now()):
        raise AlreadyReviewed(f"{contribution} has been reviewed before.")
    contribution.refresh_from_db()


@singledispatch
def take_in(contribution: Contribution, reviewer: AbstractBaseUser) -> Sequence[Change]:
    """Write what a contribution says into the catalogue; one function for each kind. Return what that changed."""
    raise TypeError(f"Nobody knows how to take in a {type(contribution).__name__}.")


@take_in.register
def _take_in_work(suggestion: WorkSuggestion, reviewer: AbstractBaseUser) -> Sequence[Change]:
    saved = _saved(_record_of(suggestion))
    with suggestion.reference.open("rb") as picture:
        image = services.add_reference_image(saved.artwork, picture.read(), credit=CREDIT)
    suggestion.artwork = saved.artwork
    suggestion.save(update_fields=["artwork"])
    return (*saved.changes, services.addition(image))


@take_in.register
def _take_in_correction(correction: Correction, reviewer: AbstractBaseUser) -> Sequence[Change]:
    if correction.fact not in PLAIN_FACTS:
        return ()
    artwork = correction.artwork
    facts: dict[str, Any] = {"title": artwork.title, correction.fact: correction.correct_value}
    return _saved(ArtworkRecord(source=artwork.source, source_id=artwork.source_id, **facts)).changes


@take_in.register
def _take_in_price(report: PriceReport, reviewer: AbstractBaseUser) -> Sequence[Change]:
    record = PriceRecord(
        amount=report.amount,
        currency=report.currency,
        date=report.date,
        source=report.source,
        kind=report.kind,
        source_url=report.source_url,
    )
    known = services.find_price(report.artwork, record)
    before = services.row_state(known) if known else None
    price = known or services.record_price(report.artwork, record, entered_by=report.mended_by)
    prices = Price.objects.filter(pk=price.pk)
    if not services.review_prices(prices, ReviewState.APPROVED, reviewer_id=reviewer.pk):
        raise NeedsAnother(f"{report}: somebody else must accept what you wrote.")
    price.refresh_from_db()
    return (Change(price._meta.label_lower, price.pk, before, services.filled(services.row_state(price))),)


def _saved(record: ArtworkRecord) -> services.Saved:
    saved = services.save_artworks([record])[0]
    if isinstance(saved, ValidationError):
        raise saved
    return saved


def _record_of(suggestion: WorkSuggestion) -> ArtworkRecord:
    place = PlaceRecord(VenueRecord(suggestion.venue, suggestion.city), room=suggestion.room)
    return ArtworkRecord(
        source=SOURCE,
        source_id=str(suggestion.pk),
        title=suggestion.title,
        creators=(CreatorRecord(suggestion.creator),) if suggestion.creator else (),
        date_text=suggestion.date_text,
        medium=suggestion.medium,
        dimensions=suggestion.dimensions,
        place=place if suggestion.venue else None,
    )


def artwork_of(contribution: Contribution) -> Artwork | None:
    """Return the work that a contribution is about; a suggested one has none before it is accepted."""
    return getattr(contribution, "artwork", None)
