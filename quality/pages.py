"""What the pages of the quality desk show, worked out before they are rendered."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from catalog.models import Artwork, Placement, ReferenceImage
from catalog.selectors import artwork_cards
from catalog.selectors.cards import picture_url
from quality.models import Duplicate, Look

WATCHED_EVERY_SECONDS = 3


@dataclass(frozen=True)
class LookPage:
    """How far a look is, and where its results are."""

    look: Look
    results: tuple[tuple[str, str], ...]
    """Each in words, with its address."""

    @property
    def refresh_seconds(self) -> int:
        """Return after how long the page loads itself again; 0 when nothing goes on."""
        return WATCHED_EVERY_SECONDS if self.look.is_running else 0


@dataclass(frozen=True)
class Side:
    """One of two works that are compared."""

    id: int
    title: str
    url: str
    """Its page in the admin."""
    picture_url: str
    picture_alt: str


@dataclass(frozen=True)
class FactLine:
    """A fact of both works."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Tell whether they contradict each other; a blank contradicts nothing."""
        return bool(self.first and self.second) and self.first != self.second


@dataclass(frozen=True)
class PairPage:
    """Two works beside each other."""

    pair: Duplicate
    first: Side
    second: Side
    facts: tuple[FactLine, ...]


def look_page(look: Look) -> LookPage:
    """Return what the page of a look shows."""
    names = {
        Look.Kind.PICTURES: (("Possible duplicates", "duplicate"), ("Pictures to look at", "picturedefect")),
        Look.Kind.VISITORS: (("Works that visitors may not find", "worktrial"),),
    }[Look.Kind(look.kind)]
    return LookPage(look, tuple((label, reverse(f"admin:quality_{name}_changelist")) for label, name in names))


def pair_page(pair: Duplicate) -> PairPage:
    """Return two works fact by fact."""
    first, second = _facts(pair.first), _facts(pair.second)
    lines = (FactLine(label, first[label], second[label]) for label in first)
    shown = tuple(line for line in lines if line.first or line.second)
    return PairPage(pair, _side(pair.first), _side(pair.second), shown)


def _side(work: Artwork) -> Side:
    picture = work.reference_images.first()
    url = reverse("admin:catalog_artwork_change", args=[work.pk])
    return Side(work.pk, str(work), url, picture_url(picture, "medium"), f"Picture of {work}")


def _facts(work: Artwork) -> dict[str, str]:
    card = artwork_cards([work.pk])[work.pk]
    return {
        "Title": card.title,
        "Creator": card.creator,
        "Date": card.date_text,
        "Material": card.medium,
        "Size": card.size_cm or card.dimensions,
        "Record": f"{work.source} {work.source_id}",
        "Accession number": work.accession_number,
        "Where it is": ", ".join(filter(None, [card.room, card.venue])),
        **{label: str(count(work) or "") for label, count in COUNTED.items()},
    }


COUNTED: dict[str, Callable[[Artwork], int]] = {
    "Pictures": lambda work: ReferenceImage.objects.filter(artwork=work).count(),
    "Places, past and present": lambda work: Placement.objects.filter(artwork=work).count(),
    "Prices": lambda work: work.prices.count(),
    "Stops of tours": lambda work: work.stops.count(),
}
