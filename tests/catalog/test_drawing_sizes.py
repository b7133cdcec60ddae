"""A work drawn to scale beside a person."""

import pytest

from catalog.drawings.scale import PERSON_CM, draw_to_scale


@pytest.mark.parametrize(("height", "width"), [(73.7, 92.1), (10, 8), (250, 500), (600, 300)])
def test_the_whole_work_is_on_the_wall_above_the_floor(height, width):
    drawing = draw_to_scale(height, width)
    assert drawing.y >= 0
    assert drawing.y + drawing.work_height <= drawing.floor <= drawing.height
    assert drawing.x + drawing.work_width <= drawing.width
    assert drawing.floor >= PERSON_CM


def test_the_middle_of_a_picture_hangs_at_the_height_of_the_eyes():
    drawing = draw_to_scale(60, 40)
    assert drawing.floor - (drawing.y + drawing.work_height / 2) == pytest.approx(150)
