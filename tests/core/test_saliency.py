"""What the network looked at: the parts of a photo that it misses most when they are hidden."""

import numpy as np
import pytest

from recognition.core.embed import embed_whole
from recognition.core.preprocess import VIEWS, WHOLE
from recognition.core.saliency import GRID, MOST_OPAQUE, PAINTED_SIDE, Saliency, explain_similarity, paint_saliency
from recognition.core.values import Pixels
from tests.core.pictures import TinyEmbedder, draw_painting

EMBEDDER = TinyEmbedder()


def wall_with_a_spot(row: int, column: int, side: int = 420) -> Pixels:
    """Return a gray wall with one bright, colored cell of the grid."""
    pixels = np.full((side, side, 3), 127, np.uint8)
    cell = side // GRID
    pixels[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell] = (250, 30, 90)
    return pixels


@pytest.mark.parametrize(("row", "column"), [(1, 1), (3, 5), (5, 2)])
def test_hiding_the_one_thing_that_matters_costs_most(row: int, column: int) -> None:
    photo = wall_with_a_spot(row, column)
    saliency = explain_similarity(photo, embed_whole(photo, EMBEDDER), EMBEDDER, [WHOLE])
    assert divmod(int(saliency.grid.argmax()), GRID) == (row, column)
    far_off = saliency.grid[(row + 3) % GRID, (column + 3) % GRID]
    assert abs(far_off) < 0.05 * saliency.grid.max()


def test_the_grid_holds_what_the_cosine_loses() -> None:
    photo = draw_painting(81)
    saliency = explain_similarity(photo, embed_whole(photo, EMBEDDER), EMBEDDER)
    assert saliency.view == WHOLE
    assert saliency.similarity == pytest.approx(1.0)
    assert saliency.grid.shape == (GRID, GRID)
    assert saliency.grid.dtype == np.float32
    assert (saliency.grid >= -1e-6).all()  # nothing is more alike than the picture itself
    assert (saliency.grid <= 2).all()


def test_what_makes_a_photo_less_alike_counts_negative() -> None:
    painting = draw_painting(82, 420, 420)
    spoiled = painting.copy()
    spoiled[:60, :60] = 255 - spoiled[:60, :60] // 4
    saliency = explain_similarity(spoiled, embed_whole(painting, EMBEDDER), EMBEDDER, [WHOLE])
    assert saliency.grid[0, 0] < 0


def test_the_view_that_resembles_the_work_most_is_explained() -> None:
    work = draw_painting(83, 300, 225)
    photo = np.full((450, 600, 3), 127, np.uint8)
    photo[:270, :360] = np.kron(work, np.ones((2, 2, 1), np.uint8))[:270, :360]
    target = embed_whole(photo[:270, :360], EMBEDDER)
    assert explain_similarity(photo, target, EMBEDDER).view == VIEWS[3]


def test_the_painted_photo_is_yellow_where_the_network_looked_and_dark_outside_the_view() -> None:
    grid = np.zeros((GRID, GRID), np.float32)
    grid[3, 3] = 0.3
    painted = paint_saliency(np.full((400, 600, 3), 200, np.uint8), Saliency((0.0, 0.0, 0.5, 1.0), 0.6, grid))
    red, green, blue = painted[200, 150].astype(int)
    assert min(red, green) > blue + 100 * MOST_OPAQUE
    assert (painted[10, 10] == 200).all()
    assert (painted[:, 310:] == 100).all()


def test_nothing_is_painted_as_decisive_where_nothing_was() -> None:
    grid = np.full((GRID, GRID), 0.001, np.float32)
    painted = paint_saliency(np.full((210, 210, 3), 200, np.uint8), Saliency(WHOLE, 0.1, grid))
    assert abs(painted.astype(int) - 200).max() < 10


def test_a_large_photo_is_painted_small() -> None:
    grid = np.zeros((GRID, GRID), np.float32)
    painted = paint_saliency(np.zeros((1200, 1600, 3), np.uint8), Saliency(WHOLE, 0.5, grid))
    assert painted.shape == (PAINTED_SIDE * 3 // 4, PAINTED_SIDE, 3)
