"""Where only the border of a reference agrees, and its inside looks different, a frame was found and not the work."""

import numpy as np
import pytest

from recognition.core.border import BORDER, CHANCE_INSIDE, LEAST_POINTS, only_border_agrees
from recognition.core.preprocess import build_pyramid
from recognition.core.render_photo import put_in_frame
from recognition.core.resemblance import SIDE, make_thumbnail
from recognition.core.values import LocalFeatures, Photo, Pixels, Quad, Reference, Verification
from tests.core.pictures import draw_painting

FRAME = draw_painting(81, 480, 640)
WORK, OTHER = (put_in_frame(draw_painting(seed), FRAME, 0.16) for seed in (82, 83))
EDGE = BORDER / SIDE


def look_at(photo: Pixels, places: list[tuple[float, float]], reference: Pixels = WORK) -> bool:
    """Ask of a photo that shows the reference's place from its front; places of points are shares of its sides."""
    height, width = reference.shape[:2]
    quad = Quad(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32))
    points = (np.array(places) * (width, height)).astype(np.float32)
    found = Verification(2 * len(points), len(points), np.eye(3), quad, points, points, 0.9)
    seen = build_pyramid(Photo(photo, width, height))
    known = Reference(1, 1, width, height, LocalFeatures.none(), make_thumbnail(reference))
    return only_border_agrees(seen, found, known)


AROUND = [(0.05, y) for y in np.linspace(0.1, 0.9, LEAST_POINTS)]
INSIDE = [(0.5, 0.5)] * (CHANCE_INSIDE + 1)


def test_another_picture_in_the_frame_is_seen_through() -> None:
    assert look_at(OTHER, AROUND)


def test_the_same_picture_in_the_frame_is_believed_though_no_point_lies_inside() -> None:
    assert not look_at(WORK, AROUND)


def test_points_inside_are_believed_though_a_lamp_hides_the_rest() -> None:
    assert look_at(OTHER, [*AROUND, *INSIDE[:CHANCE_INSIDE]])
    assert not look_at(OTHER, [*AROUND, *INSIDE])


def test_a_face_near_the_border_is_no_frame() -> None:
    face = [(x, 0.1) for x in np.linspace(0.4, 0.6, LEAST_POINTS)]
    assert not look_at(OTHER, face)
    assert not look_at(OTHER, [*face, (0.9, 0.95)])  # one more agrees by chance


def test_few_points_are_left_to_the_confidence() -> None:
    assert not look_at(OTHER, AROUND[:-1])


@pytest.mark.parametrize("place", [(EDGE + 0.01, 0.5), (0.5, EDGE + 0.01), (1 - EDGE - 0.01, 0.5)])
def test_the_border_is_a_share_of_each_side(place: tuple[float, float]) -> None:
    assert not look_at(OTHER, [*AROUND, *[place] * (CHANCE_INSIDE + 1)])


def test_a_plain_inside_decides_nothing() -> None:
    blank = put_in_frame(np.full((90, 120, 3), 230, np.uint8), FRAME, 0.16)
    assert not look_at(OTHER, AROUND, blank)
