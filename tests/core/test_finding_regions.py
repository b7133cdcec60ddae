"""Pictures in a photo are found by their outlines, several of them, steep ones and ones that the edge cuts."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from recognition.core.decide import overlap
from recognition.core.local import LookConfig, extract_region
from recognition.core.preprocess import rectify
from recognition.core.regions import RegionConfig, find_regions
from recognition.core.render_photo import HARD, render_scene
from recognition.core.values import Photo, Quad
from tests.core.pictures import draw_painting, plain_pca

WALL = (205, 200, 190)
SCENE = replace(HARD, width=1200, height=900)


def photo_of(pixels: NDArray[np.uint8]) -> Photo:
    return Photo(pixels, pixels.shape[1], pixels.shape[0])


def wall_with(shape: NDArray[np.int32]) -> Photo:
    wall = np.full((600, 800, 3), WALL, np.uint8)
    cv2.fillPoly(wall, [shape], (60, 40, 30))
    return photo_of(wall)


def is_found(regions: tuple[Quad, ...], corners: NDArray[np.int32]) -> bool:
    wanted = Quad(corners.astype(np.float32))
    return any(overlap(region, wanted) > 0.9 and 0.8 < region.area / wanted.area < 1.25 for region in regions)


@pytest.mark.medium
@pytest.mark.parametrize("seed", range(6))
def test_every_work_of_a_scene_is_found(seed: int) -> None:
    scene = render_scene([draw_painting(70), draw_painting(71)], seed, replace(SCENE, glare=(0, 0.2)))
    regions = find_regions(photo_of(scene.pixels))
    for truth in scene.quads:
        # A frame's outer edge counts: what is inside it is the work.
        assert max(overlap(region, truth) * min(1, truth.area / region.area) for region in regions) > 0.55


def test_a_bare_wall_has_no_region() -> None:
    assert find_regions(photo_of(np.full((600, 800, 3), WALL, np.uint8))) == ()


def test_an_oval_frame_is_boxed() -> None:
    wall = np.full((600, 800, 3), WALL, np.uint8)
    cv2.ellipse(wall, (400, 300), (180, 120), 0, 0, 360, (60, 40, 30), -1)
    assert is_found(find_regions(photo_of(wall)), np.array([[220, 180], [580, 180], [580, 420], [220, 420]]))


def test_a_picture_that_the_edge_of_the_photo_cuts_is_found() -> None:
    corners = np.array([[560, 150], [799, 120], [799, 480], [560, 450]], np.int32)
    assert is_found(find_regions(wall_with(corners)), corners)


@pytest.mark.parametrize(
    "shape", [[[100, 100], [700, 110], [400, 115]], [[100, 100], [130, 100], [130, 130], [100, 130]]]
)
def test_slivers_and_specks_are_no_pictures(shape: list[list[int]]) -> None:
    assert find_regions(wall_with(np.array(shape, np.int32))) == ()


def test_regions_are_in_pixels_of_the_photo_as_taken() -> None:
    corners = np.array([[200, 150], [560, 150], [560, 450], [200, 450]], np.int32)
    small = wall_with(corners)
    regions = find_regions(Photo(small.pixels, 3200, 2400))
    assert is_found(regions, corners * 4)


@pytest.mark.medium
def test_no_more_regions_than_asked_for() -> None:
    scene = render_scene([draw_painting(70), draw_painting(71), draw_painting(72)], 2, SCENE)
    assert len(find_regions(photo_of(scene.pixels), RegionConfig(most_regions=2))) == 2


def test_a_rectified_region_maps_back_to_the_photo() -> None:
    quad = Quad(np.array([[100, 80], [500, 120], [520, 420], [90, 380]], np.float32))
    frontal, back = rectify(np.zeros((600, 800, 3), np.uint8), quad, 400)
    height, width = frontal.shape[:2]
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    assert max(width, height) == 400
    assert np.allclose(cv2.perspectiveTransform(corners, back)[0], quad.corners, atol=0.01)


@pytest.mark.medium
def test_features_of_a_region_lie_inside_it_in_pixels_of_the_photo() -> None:
    scene = render_scene([draw_painting(73)], 1, replace(HARD, yaw_degrees=(-20, 20)))
    photo, quad = Photo(scene.pixels, 3200, 2400), scene.quads[0].scaled(2)
    features = extract_region(photo, quad, plain_pca(), LookConfig(320, 200))
    inside = [cv2.pointPolygonTest(quad.corners, (float(x), float(y)), False) >= 0 for x, y in features.points]
    assert len(features) > 100
    assert np.mean(inside) > 0.99
