"""A floor's plan: its rooms as places to tap, on the curator's picture or on plain ground."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.pages import Floor, PlanPicture, RoomLine

WIDTH = 100.0
PLAIN_HEIGHT = 62.0
LARGEST, SMALLEST = 9.0, 2.5  # half a room's side
# Of the way to the nearest room; what is left is wall.
SHARE_OF_WAY = 0.42


@dataclass(frozen=True)
class RoomMark:
    """A room on the plan: a square of twice `half` around (`x`, `y`), named `short` on it and `label` in words."""

    x: float
    y: float
    half: float
    short: str
    label: str
    url: str
    artwork_count: int
    is_here: bool
    stop: str
    """The number of the tour's stop in it, or ""."""

    @property
    def left(self) -> float:
        """Return where the square begins."""
        return round(self.x - self.half, 2)

    @property
    def top(self) -> float:
        """Return where the square begins."""
        return round(self.y - self.half, 2)

    @property
    def side(self) -> float:
        """Return the length of its sides."""
        return round(self.half * 2, 2)


@dataclass(frozen=True)
class PlanDrawing:
    """A floor of `WIDTH` × `height`."""

    label: str
    height: float
    note: str
    picture_url: str
    rooms: tuple[RoomMark, ...]


def draw_plans(
    floors: Sequence[Floor], *, here: int | None = None, stops: Mapping[int, str] | None = None
) -> tuple[PlanDrawing, ...]:
    """Return a plan of each floor whose rooms have places.

    Args:
        here: the id of the room to point out.
        stops: by the id of a room, the numbers of a tour's stops in it.
    """
    return tuple(_plan(floor, here, stops or {}) for floor in floors if any(_is_placed(room) for room in floor.rooms))


def _plan(floor: Floor, here: int | None, stops: Mapping[int, str]) -> PlanDrawing:
    picture = floor.plan or PlanPicture("", 0, 0, "")
    height = round(WIDTH * picture.height / picture.width, 1) if picture.url else PLAIN_HEIGHT
    placed = [room for room in floor.rooms if _is_placed(room)]
    centers = [_center(room, height) for room in placed]
    half = _half(centers)
    marks = (
        _mark(room, center, half, here=room.id == here, stop=stops.get(room.id, ""))
        for room, center in zip(placed, centers, strict=True)
    )
    return PlanDrawing(floor.label, height, picture.note, picture.url, tuple(marks))


def _mark(room: RoomLine, center: tuple[float, float], half: float, *, here: bool, stop: str) -> RoomMark:
    x, y = center
    return RoomMark(x, y, half, short_label(room.label), room.label, room.url, room.artwork_count, here, stop)


def _is_placed(room: RoomLine) -> bool:
    return room.plan_x is not None and room.plan_y is not None


def _center(room: RoomLine, height: float) -> tuple[float, float]:
    return round((room.plan_x or 0) * WIDTH, 2), round((room.plan_y or 0) * height, 2)


def _half(centers: Sequence[tuple[float, float]]) -> float:
    """Return half a side so that no two rooms overlap: squares touch where the larger of both distances is a side."""
    gaps = [max(abs(x - u), abs(y - v)) for n, (x, y) in enumerate(centers) for u, v in centers[:n]]
    return round(min(LARGEST, max(SMALLEST, SHARE_OF_WAY * min(gaps, default=2 * LARGEST))), 2)


def short_label(label: str) -> str:
    """Return what fits on a room: its number if it has one, else its first letters."""
    number = re.search(r"\d+\w?", label)
    return number[0] if number else label[:3]
