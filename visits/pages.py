"""What the pages of contributing show: values only, so that a template runs no query."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import ReviewState
from catalog.pages import ArtworkCard
from recognition.drawings import Picture
from visits.forms import ContributionForm
from visits.models import Contribution, WorkSuggestion
from visits.reviewing import artwork_of
from visits.taking_back import contributions_of
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
        answer=contribution.answer,
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


# What contributors are told most when theirs is not taken in.
REASONS = (
    "The catalogue has it already.",
    "The source does not say so, or cannot be found.",
    "The photo shows too little of the work.",
    "It is a copy, a poster or a reproduction.",
    "It is not about a work of art.",
)
TAKING_BACK = {
    ReviewState.PENDING: "is rejected",
    ReviewState.APPROVED: "leaves the catalogue again",
    ReviewState.REJECTED: "nothing to do",
}


@dataclass(frozen=True)
class ContributorLine:
    """One contribution, and what taking it back would do."""

    what: str
    url: str
    sent_at: datetime
    state: str
    taking_back: str


@dataclass(frozen=True)
class ContributorPage:
    """All that one contributor sent."""

    lines: tuple[ContributorLine, ...]
    reasons: tuple[str, ...]
    may_take_back: bool


def contributor_page(contributor: UUID, *, may_take_back: bool) -> ContributorPage:
    """Return what one contributor sent, the oldest first."""
    lines = tuple(map(_line, contributions_of(contributor)))
    return ContributorPage(lines, REASONS, may_take_back and bool(lines))


def _line(contribution: Contribution) -> ContributorLine:
    state = ReviewState(contribution.state)
    url = reverse(f"admin:visits_{contribution._meta.model_name}_change", args=[contribution.pk])
    return ContributorLine(str(contribution), url, contribution.created_at, str(state.label), TAKING_BACK[state])
