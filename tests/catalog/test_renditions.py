"""The fixed sizes in which pictures are shown."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from catalog.exceptions import UnknownPreset
from catalog.renditions import PRESETS, rendition
from tests.catalog.factories import make_reference_image, picture_bytes

pytestmark = pytest.mark.django_db


def encoded(picture: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def shown(content: bytes, preset: str = "thumb") -> Image.Image:
    path = rendition(make_reference_image(content=content), preset)
    return Image.open(io.BytesIO(path.read_bytes()))


@pytest.mark.medium
@pytest.mark.parametrize(("preset", "longest"), PRESETS.items())
def test_a_rendition_is_a_jpeg_whose_longest_side_is_fixed(preset, longest):
    picture = shown(picture_bytes(width=4000, height=2000), preset)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (longest, longest // 2))


def test_a_small_picture_is_not_enlarged():
    assert shown(picture_bytes(width=64, height=48)).size == (64, 48)


def test_an_unknown_size_is_refused():
    with pytest.raises(UnknownPreset, match="thumb, medium, large"):
        rendition(make_reference_image(), "huge")


def test_a_rendition_is_made_once():
    image = make_reference_image()
    made = rendition(image, "thumb").stat().st_mtime_ns
    image.file.storage.delete(str(image.file.name))
    assert rendition(image, "thumb").stat().st_mtime_ns == made


def test_no_draft_is_left_behind():
    path = rendition(make_reference_image(), "thumb")
    assert list(path.parent.iterdir()) == [path]


def test_a_stored_picture_that_is_gone_is_an_error():
    image = make_reference_image()
    image.file.storage.delete(str(image.file.name))
    with pytest.raises(FileNotFoundError):
        rendition(image, "thumb")


def test_transparent_parts_are_shown_white():
    assert shown(encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")).getpixel((4, 4)) == (255, 255, 255)


def test_sixteen_bit_gray_keeps_its_tones():
    gray = Image.fromarray(np.full((8, 8), 128 * 257, np.uint16))
    assert shown(encoded(gray, "TIFF")).getpixel((4, 4)) == (128, 128, 128)


def test_print_colors_become_screen_colors():
    assert shown(encoded(Image.new("CMYK", (8, 8), (0, 0, 0, 255)), "JPEG")).getpixel((4, 4)) == (0, 0, 0)


def test_a_color_profile_is_applied_and_dropped():
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red = Image.new("RGB", (8, 8), (200, 30, 30))
    for profile in (srgb, other, b"no profile"):
        picture = shown(encoded(red, "PNG", icc_profile=profile))
        assert "icc_profile" not in picture.info
        assert np.allclose(np.asarray(picture)[4, 4], (200, 30, 30), atol=4)
