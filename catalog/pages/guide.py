"""What the pages of the guide show: ways to browse, and tours."""

from dataclasses import dataclass

from catalog.pages.places import Floor, RoomLine, VenueLine
from catalog.pages.works import ArtworkCard, CreatorLine, RecordingView, TourLine


@dataclass(frozen=True)
class Choice:
    """One way to narrow the list of works, and how many it leaves."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class GuidePage:
    """Where to begin without a question."""

    tours: tuple[TourLine, ...]
    venues: tuple[VenueLine, ...]
    periods: tuple[Choice, ...]
    """Centuries, the earliest first."""
    materials: tuple[Choice, ...]
    """The words of most labels, the most frequent first."""
    creators: tuple[CreatorLine, ...]
    """Those with most works."""


@dataclass(frozen=True)
class StopView:
    """One halt of a tour."""

    number: int
    """From 1."""
    title: str
    text: str
    url: str
    card: ArtworkCard | None
    room: RoomLine | None
    """Where it is now."""
    recordings: tuple[RecordingView, ...]


@dataclass(frozen=True)
class TourPage:
    """A tour with its stops in order."""

    tour: TourLine
    venue: str
    venue_url: str
    stops: tuple[StopView, ...]
    floors: tuple[Floor, ...]
    """Those that it passes through, with all their rooms."""


@dataclass(frozen=True)
class StopPage:
    """One stop, and the way on."""

    tour: TourLine
    stop: StopView
    previous_url: str
    next_url: str
    floors: tuple[Floor, ...]
    """The stop's own, or none."""
