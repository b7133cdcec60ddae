"""Venues on the outlines of `static/img/world.svg`, cut to where they are.

Coordinates are those of the picture: Web Mercator in tenths of a degree, y downwards (`docs/world.py`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.pages import VenueLine

STEPS_PER_DEGREE = 10.0
NORTHERNMOST, SOUTHERNMOST = 82.0, -58.0
# Closer than a small country nothing is to be seen on outlines of 1 : 50 million.
SMALLEST_WIDTH = 300.0
RATIO = 0.56  # height by width
MARGIN = 1.35
# Nearer than a finger's width on a phone, of the map's width, two venues are one pin.
TOGETHER = 0.07


@dataclass(frozen=True)
class Pin:
    """One venue or several near ones. `url` is its page, or the place of the first in the list."""

    x: float
    y: float
    names: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class WorldMap:
    """A cut of the map, and pins on it: seen with `radius`, tapped within `reach`."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    reach: float
    pins: tuple[Pin, ...]


Placed = tuple[float, float, VenueLine]


def draw_world(venues: Sequence[VenueLine]) -> WorldMap | None:
    """Return the map of the venues whose position is known; None when there are none."""
    placed = [
        (*project(v.longitude, v.latitude), v) for v in venues if v.longitude is not None and v.latitude is not None
    ]
    if not placed:
        return None
    x, y, width = _cut([(x, y) for x, y, _ in placed])
    pins = tuple(_pin(group) for group in _groups(placed, width * TOGETHER))
    return WorldMap(
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(width * RATIO, 1),
        radius=round(width * TOGETHER / 4, 2),
        reach=round(width * TOGETHER / 2, 2),
        pins=pins,
    )


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place on the map; the poles, which it does not have, lie at its edges."""
    latitude = min(NORTHERNMOST, max(SOUTHERNMOST, latitude))
    north = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))
    return round(longitude * STEPS_PER_DEGREE, 1), round(-north * STEPS_PER_DEGREE, 1)


def _cut(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return left, top and width of the smallest cut that shows all points with some ground around."""
    xs, ys = zip(*points, strict=True)
    width = max(SMALLEST_WIDTH, (max(xs) - min(xs)) * MARGIN, (max(ys) - min(ys)) * MARGIN / RATIO)
    return (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - width * RATIO) / 2, width


def _groups(placed: Sequence[Placed], reach: float) -> list[list[Placed]]:
    """Put each place to the first group that begins within `reach`."""
    groups: list[list[Placed]] = []
    for place in placed:
        near = next((g for g in groups if math.dist(g[0][:2], place[:2]) < reach), None)
        if near is None:
            groups.append([place])
        else:
            near.append(place)
    return groups


def _pin(group: Sequence[Placed]) -> Pin:
    x, y, first = group[0]
    url = first.url if len(group) == 1 else f"#venue-{first.id}"
    return Pin(x, y, tuple(venue.name for *_, venue in group), url)
