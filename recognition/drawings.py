"""Geometry of the pictures on the result page: outlines on the photo, matched points joined across two pictures.

Everything is a plain number or an SVG `points` string, so that the template only has to write it down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Point = Sequence[float]

# In user units of the SVG: side by side both pictures fit a square of this side, with the gap between them;
# stacked they are no higher than this, so that a phone shows both at once.
PANEL_SIDE = 1000.0
PANEL_GAP = 48.0
STACKED_HEIGHT = 800.0


@dataclass(frozen=True)
class Picture:
    """A picture that the browser can load, and its size in the pixels that points are given in.

    `url` is "" for a photo that is deleted by now: what was found in it still has its place.
    """

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Panel:
    """Where a picture stands in a drawing."""

    url: str
    x: float
    y: float
    width: float
    height: float
    scale: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a picture's pixel is in the drawing."""
        return round(self.x + x * self.scale, 1), round(self.y + y * self.scale, 1)


@dataclass(frozen=True)
class Line:
    """Two points that show the same detail."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Drawing:
    """The photo and a reference picture in one SVG, the same details joined."""

    width: float
    height: float
    photo: Panel
    reference: Panel
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class MarkedReference:
    """A reference picture alone; each line begins and ends at the same detail."""

    width: float
    height: float
    reference: Panel
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Outline:
    """A work's quad on the photo, and the middle of it, where its number is written: all in photo pixels."""

    points: str
    x: float
    y: float


def outline(quad: Sequence[Point], photo: Picture) -> Outline:
    """Return the outline of a quad; its number stays on the photo even when most of the work is beyond its edge."""
    x, y = (sum(values) / len(quad) for values in zip(*quad, strict=True))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in quad)
    return Outline(points, x=_within(x, photo.width), y=_within(y, photo.height))


def draw_beside(photo: Picture, reference: Picture, points: Iterable[Point]) -> Drawing:
    """Return the drawing with the photo on the left. `points`: (photo x, photo y, reference x, reference y)."""
    left, right = _fit(photo), _fit(reference)
    height = max(left.height, right.height)
    left = _moved(left, y=(height - left.height) / 2)
    right = _moved(right, x=left.width + PANEL_GAP, y=(height - right.height) / 2)
    return _joined(right.x + right.width, height, left, right, points)


def draw_stacked(photo: Picture, reference: Picture, points: Iterable[Point]) -> Drawing:
    """Return the drawing with the photo on top, for narrow screens. `points` as in `draw_beside`."""
    top, bottom = _fit(photo, STACKED_HEIGHT), _fit(reference, STACKED_HEIGHT)
    top = _moved(top, x=(PANEL_SIDE - top.width) / 2)
    bottom = _moved(bottom, x=(PANEL_SIDE - bottom.width) / 2, y=top.height + PANEL_GAP)
    return _joined(PANEL_SIDE, bottom.y + bottom.height, top, bottom, points)


def draw_alone(reference: Picture, points: Iterable[Point]) -> MarkedReference:
    """Return the drawing for a photo that is gone: the details of the reference that it had. `points` as above."""
    panel = _fit(reference)
    places = [panel.place(rx, ry) for _, _, rx, ry in points]
    return MarkedReference(panel.width, panel.height, panel, tuple(Line(*place, *place) for place in places))


def _within(value: float, limit: int) -> float:
    return round(min(max(value, 0.0), limit), 1)


def _fit(picture: Picture, height: float = PANEL_SIDE) -> Panel:
    scale = min(PANEL_SIDE / picture.width, height / picture.height)
    return Panel(picture.url, 0.0, 0.0, round(picture.width * scale, 1), round(picture.height * scale, 1), scale)


def _moved(panel: Panel, *, x: float = 0.0, y: float = 0.0) -> Panel:
    return replace(panel, x=round(x, 1), y=round(y, 1))


def _joined(width: float, height: float, photo: Panel, reference: Panel, points: Iterable[Point]) -> Drawing:
    lines = tuple(Line(*photo.place(px, py), *reference.place(rx, ry)) for px, py, rx, ry in points)
    return Drawing(round(width, 1), round(height, 1), photo, reference, lines)
