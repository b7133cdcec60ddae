"""A floor's plan: its rooms as places to tap, on the curator's picture or on plain ground."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.pages import Floor, PlanPicture, RoomLine

WIDTH = 100.0
PLAIN_HEIGHT = 62.0
LARGEST, SMALLEST = 18.0, 5.0  # a room's side, where nobody drew it
# Of the way to the nearest room; what is left is wall.
SHARE_OF_WAY = 0.84


@dataclass(frozen=True)
class RoomMark:
    """A room on the plan: `width` × `height` around (`x`, `y`), named `short` on it and `label` in words."""

    x: float
    y: float
    width: float
    height: float
    short: str
    label: str
    url: str
    artwork_count: int
    is_here: bool
    stop: str
    """The number of the tour's stop in it, or ""."""

    @property
    def left(self) -> float:
        """Return where it begins."""
        return round(self.x - self.width / 2, 2)

    @property
    def top(self) -> float:
        """Return where it begins."""
        return round(self.y - self.height / 2, 2)


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
    side = _side([_center(room, height) for room in placed])
    marks = (_mark(room, height, side, here=room.id == here, stop=stops.get(room.id, "")) for room in placed)
    return PlanDrawing(floor.label, height, picture.note, picture.url, tuple(marks))


def _mark(room: RoomLine, height: float, side: float, *, here: bool, stop: str) -> RoomMark:
    """Return a room as it is drawn, or a square for one that nobody drew."""
    size = round((room.plan_width or 0) * WIDTH, 2) or side, round((room.plan_height or 0) * height, 2) or side
    names = short_label(room.label), room.label, room.url
    return RoomMark(*_center(room, height), *size, *names, room.artwork_count, here, stop)


def _is_placed(room: RoomLine) -> bool:
    return room.plan_x is not None and room.plan_y is not None


def _center(room: RoomLine, height: float) -> tuple[float, float]:
    return round((room.plan_x or 0) * WIDTH, 2), round((room.plan_y or 0) * height, 2)


def _side(centers: Sequence[tuple[float, float]]) -> float:
    """Return a side so that no two squares overlap: they touch where the larger of both distances is a side."""
    gaps = [max(abs(x - u), abs(y - v)) for n, (x, y) in enumerate(centers) for u, v in centers[:n]]
    return round(min(LARGEST, max(SMALLEST, SHARE_OF_WAY * min(gaps, default=LARGEST / SHARE_OF_WAY))), 2)


def short_label(label: str) -> str:
    """Return what fits on a room: its number if it has one, else its first letters."""
    number = re.search(r"\d+\w?", label)
    return number[0] if number else label[:3]
