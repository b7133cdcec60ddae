"""A reference is confirmed when its points and the photo's agree on one believable perspective, and only then."""

import cv2
import numpy as np
import pytest

from recognition.core.local import LookConfig, extract_local
from recognition.core.render_photo import RenderOptions, render_photo
from recognition.core.resemblance import make_thumbnail
from recognition.core.values import LocalFeatures, Photo, Pixels, Quad, Reference, Verification
from recognition.core.verify import VerifyConfig, match, verify, whole_tolerance
from tests.core.pictures import draw_painting, plain_pca

LOOK = LookConfig(side=1000, features=800)


def look_at(pixels: Pixels) -> LocalFeatures:
    height, width = pixels.shape[:2]
    return extract_local(Photo(pixels, width, height), plain_pca(), LOOK)


def reference_of(pixels: Pixels) -> Reference:
    return Reference(1, 1, pixels.shape[1], pixels.shape[0], look_at(pixels), make_thumbnail(pixels))


def confirm(local: LocalFeatures, size: tuple[int, int], reference: Reference) -> Verification | None:
    config = VerifyConfig()
    return verify(local, size, whole_tolerance(size, config), reference, config)


@pytest.mark.medium
def test_a_photo_of_the_work_is_confirmed_and_outlined_to_a_few_pixels() -> None:
    painting = draw_painting(31)
    photo = render_photo(painting, 5, RenderOptions(width=600, height=800))
    found = confirm(look_at(photo.pixels), (600, 800), reference_of(painting))
    assert found is not None
    assert found.inliers > 40
    assert np.abs(found.quad.corners - photo.quad.corners).max() < 8
    assert len(found.photo_points) == len(found.reference_points) == found.inliers


@pytest.mark.medium
def test_a_photo_of_another_work_is_not_confirmed() -> None:
    photo = render_photo(draw_painting(32), 6, RenderOptions(width=600, height=800))
    found = confirm(look_at(photo.pixels), (600, 800), reference_of(draw_painting(33)))
    assert found is None or found.inliers < 8


@pytest.mark.medium
def test_a_mirrored_picture_is_another_picture() -> None:
    painting = draw_painting(34)
    mirrored = np.ascontiguousarray(painting[:, ::-1])
    found = confirm(look_at(mirrored), (480, 360), reference_of(painting))
    assert found is None or found.inliers < 8


@pytest.mark.medium
def test_points_in_the_photo_are_pixels_of_the_photo_as_taken() -> None:
    painting = draw_painting(35)
    photo = Photo(painting, 4800, 3600)
    reference = reference_of(painting)
    found = confirm(extract_local(photo, plain_pca(), LOOK), (4800, 3600), reference)
    assert found is not None
    assert np.allclose(found.quad.corners, [[0, 0], [4800, 0], [4800, 3600], [0, 3600]], atol=5)


@pytest.mark.medium
def test_a_shrunk_picture_keeps_its_points_in_place() -> None:
    painting = draw_painting(36, 1200, 900)
    small = cv2.resize(painting, (600, 450), interpolation=cv2.INTER_AREA)
    found = confirm(extract_local(Photo(small, 1200, 900), plain_pca(), LOOK), (1200, 900), reference_of(painting))
    assert found is not None
    assert np.abs(np.median(found.photo_points - found.reference_points, axis=0)).max() < 0.5


@pytest.mark.medium
@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_points_match_nothing(count: int) -> None:
    few = LocalFeatures(np.zeros((count, 2), np.float32), np.zeros((count, 64), np.float32))
    assert len(match(few, look_at(draw_painting(37)), 0.85)) == 0
    assert confirm(few, (100, 100), reference_of(draw_painting(37))) is None


@pytest.mark.medium
def test_one_place_gives_one_piece_of_evidence() -> None:
    features = look_at(draw_painting(38))
    doubled = LocalFeatures(np.repeat(features.points, 2, 0), np.repeat(features.descriptors, 2, 0))
    pairs = match(features, doubled, 0.99)
    places = np.round(doubled.points[pairs[:, 1]])
    assert len(np.unique(places, axis=0)) == len(places)


def test_a_mirrored_outline_has_negative_area() -> None:
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2]], np.float32)
    assert Quad(square).area == 4
    assert Quad(square[::-1]).area == -4


@pytest.mark.medium
def test_coverage_is_the_share_of_the_visible_work_that_the_points_span() -> None:
    painting = draw_painting(39)
    whole = confirm(look_at(painting), (480, 360), reference_of(painting))
    only_left = look_at(painting)
    half = only_left.points[:, 0] < 240
    left = confirm(
        LocalFeatures(only_left.points[half], only_left.descriptors[half]), (480, 360), reference_of(painting)
    )
    cut = np.ascontiguousarray(painting[:, :240])
    cut_off = confirm(look_at(cut), (240, 360), reference_of(painting))
    assert whole is not None
    assert left is not None
    assert cut_off is not None
    assert whole.coverage > 0.8
    assert left.coverage == pytest.approx(whole.coverage / 2, abs=0.1)
    assert cut_off.coverage > 0.6


@pytest.mark.medium
def test_a_single_point_beside_a_watermark_spans_nothing() -> None:
    painting = draw_painting(40)
    features = look_at(painting)
    in_corner = (features.points < [150, 150]).all(axis=1)
    farthest = np.argmax(features.points.sum(axis=1))
    chosen = np.append(np.flatnonzero(in_corner), farthest)
    few = LocalFeatures(features.points[chosen], features.descriptors[chosen])
    found = confirm(few, (480, 360), reference_of(painting))
    assert found is not None
    assert [480, 360] - found.photo_points.max(axis=0) == pytest.approx([0, 0], abs=100)
    assert found.coverage <= 150 * 150 / (480 * 360)
