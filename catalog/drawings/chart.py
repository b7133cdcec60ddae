"""Prices over time, a chart for each currency: sums of different currencies have no common scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from catalog.pages import PriceLine

WIDTH, HEIGHT = 360.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 348.0, 14.0, 180.0
MOST_TICKS = 4
# One point is a number, and stands in the table.
FEWEST = 2
DAYS_IN_YEAR = 365.2425


@dataclass(frozen=True)
class Tick:
    """A labeled line of the scale, at `place` along its axis."""

    place: float
    label: str


@dataclass(frozen=True)
class Mark:
    """A price: `kind` says how it is drawn, `words` what it is."""

    x: float
    y: float
    kind: str
    words: str


@dataclass(frozen=True)
class PriceChart:
    """A chart of one currency, `WIDTH` × `HEIGHT`, from zero upwards."""

    currency: str
    marks: tuple[Mark, ...]
    amounts: tuple[Tick, ...]
    years: tuple[Tick, ...]
    kinds: tuple[tuple[str, str], ...]
    """Kinds that occur, with their words: the key to the marks."""


def draw_prices(prices: Sequence[PriceLine]) -> tuple[PriceChart, ...]:
    """Return a chart of each currency that has prices of more than one day."""
    by_currency = groupby(sorted(prices, key=lambda price: price.currency), key=lambda price: price.currency)
    groups = [(currency, tuple(group)) for currency, group in by_currency]
    return tuple(_chart(currency, group) for currency, group in groups if len({p.date for p in group}) >= FEWEST)


def _chart(currency: str, prices: Sequence[PriceLine]) -> PriceChart:
    step = nice_step(max(price.value for price in prices))
    top = math.ceil(max(price.value for price in prices) / step) * step
    times = [_time(price) for price in prices]
    first, last = min(times), max(times)
    return PriceChart(
        currency=currency,
        marks=tuple(_mark(price, first, last, top) for price in sorted(prices, key=lambda price: price.date)),
        amounts=tuple(Tick(_y(n * step, top), short_amount(n * step)) for n in range(round(top / step) + 1)),
        years=_years(first, last),
        kinds=tuple(dict.fromkeys((price.code, price.kind) for price in prices)),
    )


def nice_step(largest: float) -> float:
    """Return 1, 2 or 5 times a power of ten that parts 0–`largest` in four at most."""
    power = 10.0 ** math.floor(math.log10(largest / MOST_TICKS))
    return next(factor * power for factor in (1, 2, 5, 10) if largest / (factor * power) <= MOST_TICKS)


def short_amount(amount: float) -> str:
    """Return a round amount in few letters: "2.5M", "500k"."""
    for size, sign in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if amount >= size:
            return f"{amount / size:g}{sign}"
    return f"{amount:g}"


def _mark(price: PriceLine, first: float, last: float, top: float) -> Mark:
    words = f"{price.date_text}: {price.amount}, {price.kind}"
    return Mark(_x(_time(price), first, last), _y(price.value, top), price.code, words)


def _years(first: float, last: float) -> tuple[Tick, ...]:
    """Label the first and the last year, and their middle when there is room for it."""
    shown = sorted(
        {int(first), int((first + last) / 2), int(last)} if last - first > MOST_TICKS else {int(first), int(last)}
    )
    ends = {shown[0]: first, shown[-1]: last}
    return tuple(Tick(_x(ends.get(year, float(year)), first, last), str(year)) for year in shown)


def _time(price: PriceLine) -> float:
    return price.date.year + (price.date.timetuple().tm_yday - 1) / DAYS_IN_YEAR


def _x(time: float, first: float, last: float) -> float:
    """Leave a margin on both sides, for the marks are wide."""
    return round(LEFT + 16 + (RIGHT - LEFT - 32) * (time - first) / (last - first), 1)


def _y(amount: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * amount / top, 1)
