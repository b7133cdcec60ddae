"""Rendered visitor photos are the same for the same seed, and say truly where the work is."""

import numpy as np
import pytest

from recognition.core.decode import decode_photo
from recognition.core.render_photo import RenderOptions, render_photo
from tests.core.pictures import draw_painting

PAINTING = draw_painting(51)
SMALL = RenderOptions(width=300, height=400)


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
