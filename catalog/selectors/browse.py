"""Ways to the works without a question: by place, maker, period and material."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, QuerySet
from django.urls import reverse

from catalog.models import Artwork, Attribution, Creator, Placement, Room, Venue
from catalog.models.venues import floor_name, floor_words
from catalog.pages import Choice, GuidePage
from catalog.selectors.creators import creator_lines
from catalog.selectors.search import search_artworks
from catalog.selectors.state import State, catalog_state
from catalog.selectors.tours import tour_list
from catalog.selectors.venues import venue_list

YEARS = 100
MOST_MATERIALS = 24
MOST_CREATORS = 12
# Words of a label that name no material.
OTHER_WORDS = {"and", "the", "with", "from", "over", "side", "mounted", "transferred", "additions", "border", "borders"}
OTHER_WORDS |= {"ground", "color", "opaque", "hanging", "verso", "recto"}
# Shapes of works, and how many parts they have.
OTHER_WORDS |= {"album", "leaf", "leaves", "page", "pages", "scroll", "scrolls", "handscroll", "screen", "screens"}
OTHER_WORDS |= {
    "door",
    "doors",
    "fan",
    "fusuma",
    "pair",
    "set",
    "sliding",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
}
OTHER_WORDS |= {"seven", "eight", "nine", "ten", "twelve", "fifteen", "sixteen", "eighteen", "twenty"}


@dataclass(frozen=True)
class Wish:
    """What a visitor asked the list of works for; everything asked holds together."""

    text: str = ""
    venue: int | None = None
    room: int | None = None
    floor: str = ""
    """By its name or in words: "2", "Floor 2"."""
    creator: int | None = None
    since: int | None = None
    """The first year of a century: 1800, or -500 for 500 to 401 BCE."""
    material: str = ""


def browse_artworks(wish: Wish) -> QuerySet[Artwork]:
    """Return the works that fulfil a wish, in the order of `search_artworks`."""
    works = search_artworks(wish.text)
    places = {"venue": wish.venue, "room": wish.room, "room__floor": floor_name(wish.floor)}
    asked = {name: value for name, value in places.items() if value}
    if asked:
        works = works.filter(pk__in=Placement.objects.on_view().filter(**asked).values("artwork"))
    if wish.creator:
        works = works.filter(pk__in=Attribution.objects.filter(creator=wish.creator).values("artwork"))
    if wish.since is not None:
        works = works.filter(begin_year__gte=wish.since, begin_year__lt=wish.since + YEARS)
    return works.filter(medium__icontains=wish.material) if wish.material else works


def wish_words(wish: Wish) -> tuple[str, ...]:
    """Return what narrows the list, besides the words searched for; what does not exist narrows without a name."""
    found = [
        Venue.objects.filter(pk=wish.venue).first() if wish.venue else None,
        Room.objects.filter(pk=wish.room).first() if wish.room else None,
        Creator.objects.filter(pk=wish.creator).first() if wish.creator else None,
    ]
    century = century_words(wish.since) if wish.since is not None else ""
    floor = floor_words(floor_name(wish.floor))
    return tuple(filter(None, [*(str(row) for row in found if row), floor, century, wish.material]))


def guide_page() -> GuidePage:
    """Return every way to begin."""
    state = catalog_state()
    return GuidePage(
        tours=tour_list(),
        venues=tuple(venue_list()),
        periods=_periods(state),
        materials=_materials(state),
        creators=tuple(creator_lines(_busiest())),
    )


def _busiest() -> list[Creator]:
    """Return those with most works, counting before names are joined: far faster with thousands of creators."""
    counted = Attribution.objects.order_by().values("creator").annotate(works=Count("pk"))
    pks = [row["creator"] for row in counted.order_by("-works", "creator")[:MOST_CREATORS]]
    creators = Creator.objects.in_bulk(pks)
    return [creators[pk] for pk in pks]


@lru_cache(maxsize=1)
def _periods(_state: State) -> tuple[Choice, ...]:
    """Return the centuries that works were begun in."""
    counts: Counter[int] = Counter()
    dated = Artwork.objects.exclude(begin_year=None).order_by().values_list("begin_year").annotate(Count("pk"))
    for year, count in dated:
        counts[(year or 0) // YEARS * YEARS] += count
    return tuple(_choice(century_words(since), f"since={since}", counts[since]) for since in sorted(counts))


def century_words(since: int) -> str:
    """Return a century by its years: "1800–1899", "500–401 BCE"."""
    last = since + YEARS - 1
    return f"{-since}–{-last} BCE" if since < 0 else f"{since}–{last}"


@lru_cache(maxsize=1)
def _materials(_state: State) -> tuple[Choice, ...]:
    """Return the words that most labels name as material or technique."""
    labels = Artwork.objects.exclude(medium="").order_by().values_list("medium").annotate(Count("pk"))
    counted = [(medium.lower(), count) for medium, count in labels]
    words: Counter[str] = Counter()
    for medium, count in counted:
        for word in set(re.findall(r"[^\W\d_]{3,}", medium)) - OTHER_WORDS:
            words[word] += count
    return tuple(_choice(word, f"material={word}", words[word]) for word, _ in words.most_common(MOST_MATERIALS))


def _choice(label: str, query: str, count: int) -> Choice:
    return Choice(label, f"{reverse('artwork-list')}?{query}", count)
