"""Rendered visitor photos are the same for the same seed, and say truly where the work is."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import cv2
import numpy as np
import pytest

from recognition.core.decode import decode_photo
from recognition.core.render_photo import HARD, RenderOptions, render_photo, render_scene, visible_share
from recognition.core.values import Quad
from tests.core.pictures import draw_painting

PAINTING = draw_painting(51)
SMALL = RenderOptions(width=300, height=400)


@pytest.mark.medium
def test_the_same_seed_gives_the_same_bytes() -> None:
    assert render_photo(PAINTING, 7, SMALL).jpeg == render_photo(PAINTING, 7, SMALL).jpeg
    assert render_photo(PAINTING, 7, SMALL).jpeg != render_photo(PAINTING, 8, SMALL).jpeg


@pytest.mark.parametrize("seed", range(12))
def test_the_work_is_inside_the_photo_seen_from_its_front(seed: int) -> None:
    quad = render_photo(PAINTING, seed, SMALL).quad
    assert quad.area > 0.02 * 300 * 400
    centre = quad.corners.mean(0)
    assert (centre > 0).all()
    assert (centre < (300, 400)).all()


def test_the_jpeg_is_a_photo_that_can_be_sent() -> None:
    photo = decode_photo(render_photo(PAINTING, 3, SMALL).jpeg)
    assert (photo.width, photo.height) == (300, 400)


def test_a_darker_exposure_gives_a_darker_photo() -> None:
    bright, dark = (
        render_photo(PAINTING, 3, RenderOptions(width=300, height=400, exposure=(e, e))) for e in (1.0, 0.1)
    )
    assert np.median(dark.pixels) < np.median(bright.pixels) / 3


SMALL_HARD = replace(HARD, width=320, height=240)


@cache
def three_on_a_wall(seed: int) -> tuple[Quad, ...]:
    return render_scene([draw_painting(work, 160, 120) for work in (51, 52, 53)], seed, SMALL_HARD).quads


@pytest.mark.parametrize("seed", range(6))
def test_works_on_one_wall_hang_apart_each_large_enough(seed: int) -> None:
    quads = three_on_a_wall(seed)
    assert [visible_share(quad, SMALL_HARD) >= 0.04 for quad in quads] == [True] * 3
    assert [cv2.intersectConvexConvex(a.corners, b.corners)[0] for a, b in combinations(quads, 2)] == [0] * 3


@pytest.mark.medium
def test_three_works_are_seen_from_the_side_about_as_often_as_one() -> None:
    slants = [slant(three_on_a_wall(seed)[0]) for seed in range(12)]
    assert sum(one < 0.75 for one in slants) >= 3  # seen from 40° or more
    assert min(slants) < 0.6


def slant(quad: Quad) -> float:
    """Return how much narrower a painting looks than from its front."""
    top, right, bottom, left = quad.sides
    return float((top + bottom) / (left + right)) / (480 / 360)


@pytest.mark.medium
@pytest.mark.parametrize("place", range(2))
def test_a_scene_says_truly_where_each_work_is(place: int) -> None:
    works = [draw_painting(54), draw_painting(55)]
    clear = replace(HARD, width=800, height=600, glare=(0, 0), noise=(0, 0.001), yaw_degrees=(-30, 30))
    scene = render_scene(works, 5, clear)
    corners = np.array([[0, 0], [480, 0], [480, 360], [0, 360]], np.float32)
    to_work = cv2.getPerspectiveTransform(scene.quads[place].corners, corners)
    seen = cv2.warpPerspective(scene.pixels, to_work, (480, 360))
    likeness = [np.corrcoef(seen.ravel(), work.ravel())[0, 1] for work in works]
    assert likeness[place] > 0.8 > likeness[1 - place]
