"""A place in a photo resembles a reference when it looks like it part by part, whatever the light."""

import cv2
import numpy as np
import pytest

from recognition.core.border import BORDER
from recognition.core.preprocess import build_pyramid
from recognition.core.render_photo import RenderOptions, put_in_frame, render_photo
from recognition.core.resemblance import make_thumbnail, resemblance, resemblance_inside
from recognition.core.values import Photo, Pixels, Quad
from tests.core.pictures import draw_painting

SIZE = RenderOptions(width=900, height=1200)


def compare(photo: Pixels, quad: Quad, reference: Pixels) -> float:
    height, width = photo.shape[:2]
    return resemblance(build_pyramid(Photo(photo, width, height)), quad, make_thumbnail(reference))


def whole_of(pixels: Pixels) -> Quad:
    height, width = pixels.shape[:2]
    return Quad(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32))


def test_a_picture_resembles_itself_entirely() -> None:
    painting = draw_painting(51)
    assert compare(painting, whole_of(painting), painting) > 0.95


@pytest.mark.medium
def test_a_photo_of_the_work_resembles_it_where_it_hangs() -> None:
    painting = draw_painting(52)
    photo = render_photo(painting, 7, SIZE)
    assert compare(photo.pixels, photo.quad, painting) > 0.6


@pytest.mark.medium
def test_another_picture_in_the_same_place_does_not() -> None:
    photo = render_photo(draw_painting(53), 7, SIZE)
    assert compare(photo.pixels, photo.quad, draw_painting(54)) < 0.25


def test_darkness_across_half_of_the_work_changes_little() -> None:
    painting = draw_painting(55)
    shaded = painting.copy()
    shaded[:, :240] //= 3
    assert compare(shaded, whole_of(shaded), painting) > 0.8


def test_two_pictures_that_share_a_title_alone_do_not_resemble_each_other() -> None:
    one, other = draw_painting(56), draw_painting(57)
    for picture in (one, other):
        picture[:70] = 245
        cv2.putText(picture, "THE SAVOY", (90, 55), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 6)
    assert compare(one, whole_of(one), other) < 0.4


def test_the_plain_ground_around_an_octagonal_work_counts_nothing() -> None:
    painting = draw_painting(58, 480, 480)
    corners = np.array([[140, 0], [340, 0], [480, 140], [480, 340], [340, 480], [140, 480], [0, 340], [0, 140]])
    shape = cv2.fillPoly(np.zeros((480, 480), np.uint8), [corners], 1)[:, :, None]
    on_black, on_wall = painting * shape, painting * shape + (1 - shape) * draw_painting(59, 480, 480)
    assert compare(on_wall, whole_of(on_wall), on_black) > 0.9


def test_what_lies_outside_the_photo_counts_nothing() -> None:
    painting = draw_painting(60)
    left = np.ascontiguousarray(painting[:, :240])
    assert compare(left, whole_of(painting), painting) > 0.95
    beside = Quad(whole_of(painting).corners + np.float32(2_000))
    assert compare(painting, beside, painting) == 0.0


def test_a_plain_wall_resembles_nothing() -> None:
    wall = np.full((360, 480, 3), 200, np.uint8)
    assert abs(compare(wall, whole_of(wall), draw_painting(61))) < 0.05


def compare_inside(photo: Pixels, quad: Quad, reference: Pixels) -> float | None:
    height, width = photo.shape[:2]
    return resemblance_inside(build_pyramid(Photo(photo, width, height)), quad, make_thumbnail(reference), BORDER)


def test_inside_one_frame_two_pictures_do_not_resemble_each_other() -> None:
    frame = draw_painting(62)
    one, other = (put_in_frame(draw_painting(seed), frame, 0.16) for seed in (63, 64))
    assert compare_inside(one, whole_of(one), one) == pytest.approx(1.0, abs=0.05)
    inside = compare_inside(one, whole_of(one), other)
    assert inside is not None
    assert inside < 0.25


def test_the_plain_inside_of_a_frame_tells_nothing() -> None:
    blank = put_in_frame(np.full((360, 480, 3), 230, np.uint8), draw_painting(65), 0.16)
    assert compare_inside(blank, whole_of(blank), blank) is None


def test_an_inside_that_lies_mostly_outside_the_photo_tells_nothing() -> None:
    painting = draw_painting(66)
    corner = np.ascontiguousarray(painting[:130, :170])
    assert compare_inside(corner, whole_of(painting), painting) is None
