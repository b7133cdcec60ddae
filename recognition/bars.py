"""Bars over time as numbers for an SVG, a part on top of another."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.drawings.chart import nice_step, short_amount

WIDTH, HEIGHT = 720.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 712.0, 12.0, 190.0
WIDEST = 40.0
# Of the place that a bar has.
FILLED = 0.8

Given = tuple[str, str, Sequence[int]]
"""A bar's label, what it says in words, and its parts from below."""


@dataclass(frozen=True)
class Part:
    """A rectangle; `kind` is how it is drawn."""

    y: float
    height: float
    kind: str


@dataclass(frozen=True)
class Bar:
    """A bar at `x`, with what it says in words."""

    x: float
    width: float
    words: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Line:
    """A line of the scale."""

    y: float
    label: str


@dataclass(frozen=True)
class BarChart:
    """A chart of `WIDTH` × `HEIGHT`, from zero upwards."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    first: str
    """The label of the first bar, and of the last one."""
    last: str


def draw_bars(given: Sequence[Given], kinds: Sequence[str]) -> BarChart:
    """Return the chart of at least one bar; `kinds` name the parts, from below."""
    highest = max(sum(parts) for _, _, parts in given)
    step = max(1.0, nice_step(highest))
    top = step * -(-highest // step)
    place = (RIGHT - LEFT) / len(given)
    width = min(WIDEST, FILLED * place)
    bars = tuple(
        Bar(round(LEFT + place * (number + 0.5) - width / 2, 1), round(width, 1), words, _parts(parts, kinds, top))
        for number, (_, words, parts) in enumerate(given)
    )
    lines = tuple(Line(_y(n * step, top), short_amount(n * step)) for n in range(round(top / step) + 1))
    return BarChart(bars, lines, given[0][0], given[-1][0])


def _parts(counts: Sequence[int], kinds: Sequence[str], top: float) -> tuple[Part, ...]:
    parts, below = [], 0
    for count, kind in zip(counts, kinds, strict=True):
        below += count
        if count:
            parts.append(Part(_y(below, top), round((BOTTOM - TOP) * count / top, 1), kind))
    return tuple(parts)


def _y(count: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * count / top, 1)
