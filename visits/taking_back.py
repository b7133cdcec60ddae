"""Taking contributions back: what waits is rejected, what was taken in leaves the catalogue again, exactly.

Only what accepting itself wrote is undone. `rehearse` does the same and takes it back, so that a person sees it first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from catalog import services
from catalog.models import Artwork, Price, ReviewState
from catalog.models.history import on_behalf_of
from catalog.selectors.history import ChangeSeen, changes_after, latest_records
from catalog.services import Change
from visits.models import Contribution, PriceReport, WorkSuggestion
from visits.reviewing import reject
from visits.tokens import KINDS

# What accepting a report says of its price: when one of these differs, somebody has written or reviewed it since.
VOUCHED = ("kind", "amount", "currency", "date", "source_id", "review_state", "reviewed_at")


@dataclass(frozen=True)
class TakenBack:
    """What became of one contribution. reason: why it was left as it is, or ""; changes: of the catalogue's rows."""

    contribution: Contribution
    reason: str
    changes: tuple[ChangeSeen, ...]


def contributions_of(contributor: UUID) -> Iterator[Contribution]:
    """Give what one contributor sent, the oldest first."""
    every = [row for kind in KINDS.values() for row in kind._default_manager.filter(contributor=contributor)]
    yield from sorted(every, key=lambda contribution: contribution.created_at)


def take_back(contributions: Sequence[Contribution], reviewer: AbstractBaseUser, reason: str) -> list[TakenBack]:
    """Reject or take back contributions, the last one first, all or nothing; return what became of each, in order.

    What a person edited since, or what something else rests on, stays as it is.

    Args:
        reason: what the contributors read.
    """
    why = f"Contributions taken back: {reason}" if len(contributions) > 1 else f"Contribution taken back: {reason}"
    with transaction.atomic(), on_behalf_of(reviewer, why):
        return [_taken_back(one, reviewer, reason) for one in [*contributions][::-1]][::-1]


def rehearse(contributions: Sequence[Contribution], reviewer: AbstractBaseUser) -> list[TakenBack]:
    """Return what `take_back` would do now, having changed nothing."""
    with transaction.atomic():
        done = take_back(contributions, reviewer, "rehearsed")
        transaction.set_rollback(True)
    for one in done:
        one.contribution.refresh_from_db()
    return done


def _taken_back(contribution: Contribution, reviewer: AbstractBaseUser, reason: str) -> TakenBack:
    latest = latest_records()
    objection = _end(contribution, reviewer, reason)
    return TakenBack(contribution, objection, tuple(changes_after(latest)))


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
    """Give a price that was known before its former review; reject a new one, so that it is not taken in again."""
    for change in changes:
        price = Price.objects.select_for_update(of=("self",)).filter(pk=change.pk).first()
        if price is None or _vouched(services.filled(services.row_state(price))) != _vouched(change.after):
            return "Its price was edited or reviewed since."
        if change.before is None:
            services.review_prices(Price.objects.filter(pk=price.pk), ReviewState.REJECTED, reviewer_id=None)
        else:
            services.put_review_back(price, change.before)
    return ""


def _vouched(state: services.State | None) -> list[object]:
    return [(state or {}).get(name) for name in VOUCHED]
