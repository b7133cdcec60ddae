"""Taking back everything of one contributor: what waits is rejected, what was taken in leaves the catalogue again."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from catalog import services
from catalog.models import Artwork, Price, ReviewState
from catalog.models.history import on_behalf_of
from catalog.services import Change
from visits.models import Contribution, PriceReport, WorkSuggestion
from visits.reviewing import reject
from visits.tokens import KINDS


@dataclass(frozen=True)
class TakenBack:
    """What became of one contribution. reason: why it was left as it is, or ""."""

    contribution: Contribution
    reason: str


def contributions_of(contributor: UUID) -> Iterator[Contribution]:
    """Give what one contributor sent, the oldest first."""
    every = [row for kind in KINDS.values() for row in kind._default_manager.filter(contributor=contributor)]
    yield from sorted(every, key=lambda contribution: contribution.created_at)


def take_back_all(contributor: UUID, reviewer: AbstractBaseUser, reason: str) -> list[TakenBack]:
    """Reject or take back what one contributor sent, the latest first, all or nothing; return what became of each.

    What a person edited since, or what something else rests on, stays as it is.

    Args:
        reason: what the contributor reads.
    """
    with transaction.atomic(), on_behalf_of(reviewer, f"All of one contributor taken back: {reason}"):
        latest_first = [*contributions_of(contributor)][::-1]
        return [TakenBack(one, _end(one, reviewer, reason)) for one in latest_first]


def _end(contribution: Contribution, reviewer: AbstractBaseUser, reason: str) -> str:
    if contribution.state == ReviewState.PENDING:
        reject(contribution, reviewer, reason)
        return ""
    if contribution.state == ReviewState.REJECTED:
        return ""
    objection = _take_out(contribution, [Change(**change) for change in contribution.changes])
    if not objection:
        contribution.state, contribution.answer = ReviewState.REJECTED, contribution.answer or reason
        contribution.reviewed_by_id = reviewer.pk
        contribution.save(update_fields=["state", "answer", "reviewed_by"])
    return objection


@singledispatch
def _take_out(contribution: Contribution, changes: list[Change]) -> str:
    """Undo what accepting changed; return why not, or ""."""
    if not changes:
        return "It was taken in by hand: look at the history of the work."
    return services.undo_works([changes])[0]


@_take_out.register
def _take_out_work(suggestion: WorkSuggestion, changes: list[Change]) -> str:
    """Undo it as if the suggestion itself did not refer to the work."""
    artwork = suggestion.artwork
    _lead_to(suggestion, None)
    objection = services.undo_works([changes])[0] if changes else "It was accepted before changes were noted."
    if objection:
        _lead_to(suggestion, artwork)
    return objection


def _lead_to(suggestion: WorkSuggestion, artwork: Artwork | None) -> None:
    suggestion.artwork = artwork
    suggestion.save(update_fields=["artwork"])


@_take_out.register
def _take_out_price(report: PriceReport, changes: list[Change]) -> str:
    """Reject the price: so the same one is not taken in again."""
    prices = Price.objects.filter(pk__in=[change.pk for change in changes], amount=report.amount)
    if not prices:
        return "Its price was edited since."
    services.review_prices(prices, ReviewState.REJECTED, reviewer_id=None)
    return ""
