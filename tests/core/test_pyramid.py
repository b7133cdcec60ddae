"""A photo at several sizes, and which of them shows a region well enough."""

import numpy as np
import pytest

from recognition.core.preprocess import VIEWS_SIDE, Pyramid, build_pyramid
from recognition.core.values import Photo, Quad
from tests.core.pictures import draw_painting


def pyramid_of(width: int, height: int, taken: tuple[int, int] | None = None) -> Pyramid:
    return build_pyramid(Photo(draw_painting(1, width, height), *(taken or (width, height))))


def square(side: float) -> Quad:
    return Quad(np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32))


def sides(pyramid: Pyramid) -> list[int]:
    return [max(level.pixels.shape[:2]) for level in pyramid.levels]


def test_sizes_halve_down_to_the_overview() -> None:
    assert sides(pyramid_of(2016, 1512)) == [2016, 1008, VIEWS_SIDE]


def test_a_photo_no_larger_than_the_overview_is_its_own() -> None:
    pyramid = pyramid_of(400, 300)
    assert pyramid.overview.pixels is pyramid.levels[0].pixels


def test_all_levels_are_of_the_photo_as_taken() -> None:
    pyramid = pyramid_of(2016, 1512, taken=(4032, 3024))
    assert pyramid.size == (4032, 3024)
    assert {(level.width, level.height) for level in pyramid.levels} == {(4032, 3024)}


@pytest.mark.parametrize(("side", "level"), [(1800, VIEWS_SIDE), (1100, VIEWS_SIDE), (700, 1008), (400, 2016)])
def test_a_region_is_taken_from_the_smallest_size_that_need_not_be_enlarged(side: float, level: int) -> None:
    assert max(pyramid_of(2016, 1512).level_for(square(side), 320).pixels.shape) == level


def test_a_region_too_small_in_all_sizes_is_taken_from_the_largest() -> None:
    assert max(pyramid_of(2016, 1512).level_for(square(100), 320).pixels.shape) == 2016
