"""What the pages of contributing show: values only, so that a template runs no query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalog.models import ReviewState
from catalog.pages import ArtworkCard
from catalog.selectors.history import ChangeSeen
from recognition.drawings import Picture
from visits.forms import ContributionForm
from visits.models import Contribution, WorkSuggestion
from visits.reviewing import artwork_of
from visits.taking_back import TakenBack, rehearse
from visits.tokens import token_of


@dataclass(frozen=True)
class ContributePage:
    """A form to contribute with. `card` is the work that it is about, None for one that is missing."""

    title: str
    lead: str
    form: ContributionForm
    action: str
    card: ArtworkCard | None = None
    photo: Picture | None = None
    """The scan that a missing work was photographed with."""
    problem: str = ""


@dataclass(frozen=True)
class ContributionPage:
    """What became of a contribution. `artwork_url` is "" before its work is in the catalogue."""

    what: str
    state: str
    headline: str
    explanation: str
    answer: str
    sent_at: datetime
    artwork_url: str
    photo_url: str


@dataclass(frozen=True)
class Link:
    """A way on."""

    words: str
    url: str


@dataclass(frozen=True)
class SaidPage:
    """A sentence about what was just done, and ways on."""

    title: str
    words: str
    links: tuple[Link, ...]


def contribution_page(contribution: Contribution) -> ContributionPage:
    """Return what its contributor may know; one query, for the work."""
    headline, explanation = _words_of(contribution.state)
    artwork = artwork_of(contribution)
    photo_url = reverse("contribution-photo", args=[token_of(contribution), "photo"])
    return ContributionPage(
        what=str(contribution),
        state=contribution.state,
        headline=headline,
        explanation=explanation,
        answer=_(contribution.answer) if contribution.answer in REASONS else contribution.answer,
        sent_at=contribution.created_at,
        artwork_url=artwork.get_absolute_url() if artwork else "",
        photo_url=photo_url if isinstance(contribution, WorkSuggestion) else "",
    )


def _words_of(state: str) -> tuple[str, str]:
    if state == ReviewState.APPROVED:
        return _("Accepted, thank you"), _("A curator has taken your contribution into the catalogue.")
    if state == ReviewState.REJECTED:
        return _("Not taken in"), _("A curator has read your contribution and decided against it.")
    return _("Thank you"), _("A curator will look at your contribution. Nothing is shown before that.")


# What contributors are told most when theirs is not taken in: kept in English, read in the language of the page.
REASONS = (
    gettext_noop("The catalogue has it already."),
    gettext_noop("The source does not say so, or cannot be found."),
    gettext_noop("The photo shows too little of the work."),
    gettext_noop("It is a copy, a poster or a reproduction."),
    gettext_noop("It is not about a work of art."),
)
TAKING_BACK = {
    ReviewState.PENDING: "It is rejected.",
    ReviewState.APPROVED: "It is rejected, and leaves the catalogue again:",
    ReviewState.REJECTED: "Nothing: it is rejected already.",
}


@dataclass(frozen=True)
class TakingBackLine:
    """One contribution, and what taking it back would do: `outcome`, and to which rows of the catalogue."""

    what: str
    url: str
    sent_at: datetime
    state: str
    outcome: str
    changes: tuple[ChangeSeen, ...]


@dataclass(frozen=True)
class TakingBackPage:
    """Contributions that may be taken back."""

    lines: tuple[TakingBackLine, ...]
    reasons: tuple[str, ...]
    may_take_back: bool


def taking_back_page(contributions: Sequence[Contribution], reviewer: AbstractBaseUser | None) -> TakingBackPage:
    """Return what taking some contributions back would do, if a reviewer is given, who may."""
    done = rehearse(contributions, reviewer) if reviewer else []
    lines = tuple(map(_rehearsed_line, done)) if reviewer else tuple(_line(one, "", ()) for one in contributions)
    is_left = any(one.state != ReviewState.REJECTED for one in contributions)
    return TakingBackPage(lines, REASONS, reviewer is not None and is_left)


def _rehearsed_line(done: TakenBack) -> TakingBackLine:
    stays = f"It stays as it is. {done.reason}"
    return _line(done.contribution, stays if done.reason else TAKING_BACK[_state(done.contribution)], done.changes)


def _line(contribution: Contribution, outcome: str, changes: tuple[ChangeSeen, ...]) -> TakingBackLine:
    url = reverse(f"admin:visits_{contribution._meta.model_name}_change", args=[contribution.pk])
    state = str(_state(contribution).label)
    return TakingBackLine(str(contribution), url, contribution.created_at, state, outcome, changes)


def _state(contribution: Contribution) -> ReviewState:
    return ReviewState(contribution.state)
