"""A photo of any usual format comes out upright, in sRGB, no larger than it is looked at."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from recognition.core.decode import DecodeLimits, decode_photo, encode_jpeg
from tests.core.pictures import draw_painting, encode

PAINTING = draw_painting(1)


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean absolute difference, in 8-bit steps."""
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


@pytest.mark.medium
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_format_decodes_to_the_same_picture(form: str) -> None:
    photo = decode_photo(encode(PAINTING, form, quality=95))
    assert (photo.width, photo.height) == (480, 360)
    assert likeness(photo.pixels, PAINTING) < 8


def test_an_iphones_heic_photo_is_read() -> None:
    # The decoder's package cannot encode: the file is painting 1 by `heif-enc -q 60` of Debian's libheif-examples.
    photo = decode_photo((Path(__file__).parent.parent / "data" / "painting.heic").read_bytes())
    assert likeness(photo.pixels, PAINTING) < 8


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_turned_photo_comes_out_upright(orientation: int, form: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encode(PAINTING, form, exif=exif)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    photo = decode_photo(data)
    assert photo.pixels.shape == upright.shape
    assert (photo.width, photo.height) == upright.shape[1::-1]
    assert likeness(photo.pixels, upright) < 4


@pytest.mark.medium
def test_a_large_jpeg_is_decoded_small_and_keeps_its_size_as_taken() -> None:
    photo = decode_photo(encode(draw_painting(2, 4032, 3024)))
    assert (photo.width, photo.height) == (4032, 3024)
    assert photo.pixels.shape == (1200, 1600, 3)


@pytest.mark.medium
@pytest.mark.parametrize("width", [4032, 4000])
def test_half_of_a_phones_twelve_megapixels_is_taken_as_it_comes(width: int) -> None:
    photo = decode_photo(encode(draw_painting(2, width, 3000)), DecodeLimits(working_side=2048))
    assert photo.pixels.shape == (1500, width // 2, 3)


def test_colors_are_converted_by_the_embedded_profile() -> None:
    data = encode(PAINTING, "PNG", icc_profile=profile_with_red_and_blue_exchanged())
    exchanged = decode_photo(data).pixels[..., ::-1]
    assert likeness(exchanged, PAINTING) < likeness(decode_photo(data).pixels, PAINTING) / 4


def test_a_jpegs_profile_is_applied_too() -> None:
    plain, profiled = (encode(PAINTING, icc_profile=p) for p in (b"", profile_with_red_and_blue_exchanged()))
    assert likeness(decode_photo(profiled).pixels[..., ::-1], decode_photo(plain).pixels) < 6


def test_an_unreadable_color_profile_is_ignored() -> None:
    data = encode(PAINTING, "PNG", icc_profile=b"not a profile")
    assert likeness(decode_photo(data).pixels, PAINTING) < 2


def test_cmyk_palette_gray_and_sixteen_bit_pictures_become_rgb() -> None:
    image = Image.fromarray(PAINTING)
    gray16 = (np.asarray(image.convert("L"), np.uint16) << 8) + 128
    cases = {
        "CMYK": ("JPEG", image.convert("CMYK"), PAINTING),
        "palette": ("PNG", image.convert("P", palette=Image.Palette.ADAPTIVE), PAINTING),
        "gray": ("PNG", image.convert("L"), np.asarray(image.convert("L").convert("RGB"))),
        "16 bit": ("PNG", Image.fromarray(gray16), np.asarray(image.convert("L").convert("RGB"))),
    }
    for name, (form, picture, expected) in cases.items():
        buffer = io.BytesIO()
        picture.save(buffer, form)
        pixels = decode_photo(buffer.getvalue()).pixels
        assert pixels.dtype == np.uint8, name
        assert likeness(pixels, expected) < 12, name


def test_transparency_is_laid_on_white() -> None:
    clear = np.zeros((80, 80, 4), np.uint8)
    assert decode_photo(encode(clear, "PNG")).pixels.min() == 255


def test_what_is_stored_carries_no_metadata() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "GPS 52.36 N"
    stored = encode_jpeg(decode_photo(encode(PAINTING, exif=exif)).pixels)
    assert b"GPS" not in stored
    assert not Image.open(io.BytesIO(stored)).getexif()


def profile_with_red_and_blue_exchanged() -> bytes:
    """Return an sRGB profile whose tag table gives red's primary for blue's and the reverse, under another name."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"bXYZ", b"rXYZ"), (b"????", b"bXYZ")):
        profile = profile.replace(old, new)
    return profile.replace("sRGB".encode("utf-16-be"), "XRGB".encode("utf-16-be"))
