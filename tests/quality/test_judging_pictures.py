"""Pictures that are too small, blurred, mostly wall, or have a color card in them, and pictures that have nothing."""

import cv2
import numpy as np
import pytest

from quality.defects import Defect, find_defects, picture_corners
from recognition.core.values import Photo, Pixels
from tests.core.pictures import draw_painting

CARD = [(0, 60, 160), (0, 150, 200), (0, 140, 70), (250, 220, 0), (200, 30, 40), (190, 30, 130), (245, 245, 245)]


def defects_of(pixels: Pixels) -> dict[Defect, float]:
    return find_defects(Photo(pixels, pixels.shape[1], pixels.shape[0]))


def on_wall(pixels: Pixels, margin: int) -> Pixels:
    height, width = pixels.shape[:2]
    wall = np.full((height + 2 * margin, width + 2 * margin, 3), (210, 200, 185), np.uint8)
    wall[margin:-margin, margin:-margin] = pixels
    return wall


def with_card(pixels: Pixels, patch: int = 40) -> Pixels:
    below = np.full((patch + 20, pixels.shape[1], 3), 128, np.uint8)
    for number, color in enumerate(CARD):
        left = 10 + number * (patch + 6)
        below[10 : 10 + patch, left : left + patch] = color
    return np.vstack([pixels, below])


@pytest.mark.parametrize("seed", range(5))
def test_a_sharp_picture_of_the_work_alone_has_no_defect(seed):
    assert defects_of(draw_painting(seed)) == {}


def test_a_picture_of_few_pixels_is_too_small():
    assert defects_of(draw_painting(1, 200, 150)) == {Defect.TOO_SMALL: 200.0}
    assert Defect.TOO_SMALL.explain(200.0) == "200 pixels; at least 300 are needed"


def test_a_blurred_picture_is_blurred_at_any_size():
    blurred = cv2.GaussianBlur(draw_painting(1), (0, 0), 5)
    for width in (480, 1600):
        larger = cv2.resize(blurred, (width, width * 3 // 4), interpolation=cv2.INTER_CUBIC)
        assert Defect.BLURRED in defects_of(larger)


def test_a_picture_that_hangs_on_a_wall_is_mostly_wall_and_its_corners_are_found():
    painting = draw_painting(2)
    photo = on_wall(painting, 240)
    assert list(defects_of(photo)) == [Defect.MOSTLY_WALL]
    corners = picture_corners(Photo(photo, photo.shape[1], photo.shape[0])).corners
    expected = np.array([[240, 240], [720, 240], [720, 600], [240, 600]])
    assert np.abs(corners - expected).max() < 12


def test_the_corners_of_a_picture_without_an_outline_are_its_own():
    flat = np.full((300, 400, 3), 90, np.uint8)
    corners = picture_corners(Photo(flat, 400, 300)).corners
    assert corners.tolist() == [[0, 0], [400, 0], [400, 300], [0, 300]]


@pytest.mark.parametrize("turn", [0, 1])
def test_a_color_card_beside_the_work_is_seen_lying_or_standing(turn):
    photo = np.ascontiguousarray(np.rot90(with_card(draw_painting(3)), turn))
    assert list(defects_of(photo)) == [Defect.COLOR_CARD]


def test_a_gray_wall_below_is_no_color_card():
    painting = draw_painting(3)
    assert defects_of(np.vstack([painting, np.full((60, 480, 3), 128, np.uint8)])) == {}
