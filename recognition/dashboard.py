"""How the site is used, with nobody in it: counts of answers, and none of them of fewer than `FEWEST` photos."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDay, TruncWeek
from django.utils import timezone

from catalog.models import Venue
from catalog.pages import ArtworkCard
from catalog.selectors import artwork_cards
from recognition.bars import BarChart, Given, draw_bars
from recognition.models import Recognition

# A smaller number may tell of a person: who was there that day, before that work.
FEWEST = 5
# Days that are looked back; beyond a quarter a bar is a week.
PERIODS = (30, 90, 365)
LONGEST_BY_DAY = 92
MOST_WORKS = 20
# The parts of a bar, from below; the last one is of answers that are too few to tell apart.
KINDS = ("match", "uncertain", "no_match", "few")
HIDDEN = "hidden"


@dataclass(frozen=True)
class Answers:
    """How many photos were answered how."""

    match: int = 0
    uncertain: int = 0
    no_match: int = 0

    @property
    def total(self) -> int:
        return self.match + self.uncertain + self.no_match

    @property
    def told(self) -> tuple[int, int, int, int]:
        """Return the three numbers and a fourth that stands for those of fewer than `FEWEST`.

        A single hidden number would be what the others lack of the total; so that nobody subtracts, the fourth takes
        the least of the others in, until it is `FEWEST` itself.
        """
        parts, few = [self.match, self.uncertain, self.no_match], 0
        while any(0 < part < FEWEST for part in parts) or (0 < few < FEWEST and any(parts)):
            least = min(part for part in parts if part)
            parts[parts.index(least)] = 0
            few += least
        return parts[0], parts[1], parts[2], few

    @property
    def words(self) -> tuple[str, str, str, str]:
        """Return the total and its three parts as they may be shown."""
        parts = zip((self.match, self.uncertain, self.no_match), self.told, strict=False)
        match, uncertain, no_match = (HIDDEN if told != count else f"{count:,}" for count, told in parts)
        return shown(self.total), match, uncertain, no_match

    @property
    def unfound_share(self) -> int:
        """Return how many of a hundred photos showed nothing that the catalogue holds; 0 where that is hidden."""
        return round(100 * self.told[2] / self.total) if self.total else 0


@dataclass(frozen=True)
class WorkLine:
    """A work, and in how many answers it stood first."""

    card: ArtworkCard
    count: int
    share: int
    """Of the most frequent one, in percent: the length of its bar."""


@dataclass(frozen=True)
class VenueLine:
    """The photos that were sent in a venue, or in those that too few were sent in."""

    name: str
    answers: Answers


@dataclass(frozen=True)
class Dashboard:
    """What the page shows of a period."""

    days: int
    periods: tuple[int, ...]
    answers: Answers
    chart: BarChart | None
    """None when no day had enough photos."""
    named: tuple[WorkLine, ...]
    unsure: tuple[WorkLine, ...]
    venues: tuple[VenueLine, ...]
    """Those with most photos of unknown works first."""


def shown(count: int) -> str:
    """Return a count in words that tell of nobody."""
    return f"under {FEWEST}" if 0 < count < FEWEST else f"{count:,}"


def dashboard(days: int) -> Dashboard:
    """Return the last `days` days, today included, in a fixed number of queries."""
    since = timezone.now() - datetime.timedelta(days=days)
    answered = Recognition.objects.filter(status=Recognition.Status.DONE, created_at__gte=since).order_by()
    return Dashboard(
        days=days,
        periods=PERIODS,
        answers=Answers(**dict(answered.values_list("decision").annotate(Count("pk")))),
        chart=_chart(answered, by_week=days > LONGEST_BY_DAY),
        named=_works(answered.filter(decision="match"), "matches"),
        unsure=_works(answered.filter(decision="uncertain"), "candidates"),
        venues=_venues(answered),
    )


def _counted(rows: Iterable[tuple[Any, str, int]]) -> dict[Any, Answers]:
    """Return the answers by what the rows begin with."""
    counts: defaultdict[Any, dict[str, int]] = defaultdict(dict)
    for key, decision, count in rows:
        counts[key][decision] = count
    return {key: Answers(**numbers) for key, numbers in counts.items()}


def _chart(answered: QuerySet[Recognition], *, by_week: bool) -> BarChart | None:
    slot = TruncWeek("created_at") if by_week else TruncDay("created_at")
    rows = answered.annotate(slot=slot).values_list("slot", "decision").annotate(Count("pk"))
    slots = {moment.date(): answers for moment, answers in _counted(rows).items()}
    if not any(answers.total >= FEWEST for answers in slots.values()):
        return None
    days = range(0, (max(slots) - min(slots)).days + 1, 7 if by_week else 1)
    moments = [min(slots) + datetime.timedelta(days=number) for number in days]
    return draw_bars([_bar(str(moment), slots.get(moment, Answers())) for moment in moments], KINDS)


def _bar(day: str, answers: Answers) -> Given:
    """Return a day, what it says in words, and its parts."""
    if answers.total < FEWEST:
        return day, "", (0, 0, 0, 0)
    named, unsure, unfound, few = answers.told
    parts = ((named, "named"), (unsure, "unsure"), (unfound, "not found"), (few, "of several kinds"))
    words = ", ".join(f"{count} {kind}" for count, kind in parts if count)
    return day, f"{day}: {answers.total} photos, {words}", answers.told


def _works(answered: QuerySet[Recognition], part: str) -> tuple[WorkLine, ...]:
    """Return the works that stood first in most answers."""
    first = answered.annotate(work=F(f"result__{part}__0__artwork_id")).values_list("work").annotate(count=Count("pk"))
    counts = dict(first.filter(count__gte=FEWEST).order_by("-count", "work")[:MOST_WORKS])
    cards = artwork_cards(pk for pk in counts if pk is not None)
    most = max(counts.values(), default=1)
    return tuple(WorkLine(cards[pk], count, round(100 * count / most)) for pk, count in counts.items() if pk in cards)


def _venues(answered: QuerySet[Recognition]) -> tuple[VenueLine, ...]:
    counted = _counted(answered.values_list("venue", "decision").annotate(Count("pk")))
    names = {venue.pk: str(venue) for venue in Venue.objects.filter(pk__in=[pk for pk in counted if pk])}
    enough = {pk: answers for pk, answers in counted.items() if answers.total >= FEWEST}
    lines = [VenueLine(names[pk] if pk else "Nobody said where", answers) for pk, answers in enough.items()]
    few = _sum(answers for pk, answers in counted.items() if pk not in enough)
    others = [VenueLine(f"Venues with fewer than {FEWEST} photos", few)] if few.total else []
    return (*sorted(lines, key=lambda line: (-line.answers.no_match, line.name)), *others)


def _sum(several: Iterable[Answers]) -> Answers:
    total = Answers()
    for one in several:
        total = Answers(total.match + one.match, total.uncertain + one.uncertain, total.no_match + one.no_match)
    return total
