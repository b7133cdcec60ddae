"""What cannot be used is refused before it costs anything, with a code and a sentence that says what to do."""

import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from recognition.core.decode import DecodeLimits, decode_photo
from recognition.core.errors import (
    DamagedPhoto,
    EmptyPhoto,
    PhotoError,
    PhotoTooLarge,
    PhotoTooSmall,
    UnsupportedFormat,
)
from tests.core.pictures import draw_painting, encode

PAINTING = draw_painting(3)


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def animated_gif() -> bytes:
    frames = [Image.fromarray(draw_painting(seed, 80, 80)) for seed in range(3)]
    return encode(np.asarray(frames[0]), "GIF", save_all=True, append_images=frames[1:])


def timeless_avif() -> bytes:
    """Return an animation whose clock stands still: no second has any ticks."""
    frames = [Image.fromarray(draw_painting(seed, 80, 80)) for seed in range(2)]
    data = encode(np.asarray(frames[0]), "AVIF", save_all=True, append_images=frames[1:])
    box = data.index(b"mdhd") + 4
    ticks = box + (20 if data[box] == 1 else 12)
    return data[:ticks] + bytes(4) + data[ticks + 4 :]


def jpeg_that_claims(width: int, height: int) -> bytes:
    """Return a small JPEG whose frame header says another size."""
    data = encode(draw_painting(6, 80, 80))
    size = data.index(b"\xff\xc0") + 5
    return data[:size] + struct.pack(">HH", height, width) + data[size + 4 :]


def png_with_text(unpacked: int) -> bytes:
    """Return a PNG with a compressed note that is so long when it is unpacked."""
    data = encode(PAINTING, "PNG")
    body = b"Comment\0\0" + zlib.compress(bytes(unpacked))
    note = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return data[:33] + note + data[33:]


REFUSED = {
    "an empty file": (b"", EmptyPhoto, "Take the photo again"),
    "text named .jpg": (b"Dear curator, please find attached", UnsupportedFormat, "JPEG, PNG, WebP, AVIF or HEIC"),
    "an animated GIF": (animated_gif(), UnsupportedFormat, "JPEG, PNG, WebP, AVIF or HEIC"),
    "an AVIF whose clock stands still": (timeless_avif(), DamagedPhoto, "Take it again"),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnsupportedFormat, "JPEG, PNG, WebP, AVIF or HEIC"),
    "a TIFF": (encode(PAINTING, "TIFF"), UnsupportedFormat, "JPEG, PNG, WebP, AVIF or HEIC"),
    "a truncated JPEG": (encode(PAINTING)[:-2000], DamagedPhoto, "Take it again"),
    "a truncated PNG": (encode(PAINTING, "PNG")[:-2000], DamagedPhoto, "Take it again"),
    "a truncated WebP": (encode(PAINTING, "WEBP")[:-2000], PhotoError, "choose another"),
    "the first bytes of a JPEG": (encode(PAINTING)[:20], PhotoError, ""),
    "a HEIC header without a picture": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PhotoError, ""),
    "a 100-megapixel bomb": (png_header(10_000, 10_000), PhotoTooLarge, "smaller copy"),
    "a bomb beyond Pillow's own limit": (png_header(60_000, 60_000), PhotoTooLarge, "smaller copy"),
    "a JPEG of 12,000 × 9,000 pixels": (jpeg_that_claims(12_000, 9_000), PhotoTooLarge, "108 megapixels"),
    "a note that fills memory when unpacked": (png_with_text(2**21), DamagedPhoto, "choose another one"),
    "a page of HTML that begins as a PNG": (b"\x89PNG\r\n\x1a\n<html><script>1</script>", PhotoError, ""),
    "a Photoshop document": (b"8BPS\0\1" + bytes(400), UnsupportedFormat, "JPEG, PNG, WebP, AVIF or HEIC"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", UnsupportedFormat, "JPEG, PNG, WebP, AVIF or HEIC"),
    "an icon": (encode(draw_painting(1, 40, 40)), PhotoTooSmall, "larger picture"),
    "a strip": (encode(np.zeros((64, 4000, 3), np.uint8), "PNG"), PhotoTooSmall, "less long and narrow"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_advice(name: str) -> None:
    data, error, advice = REFUSED[name]
    with pytest.raises(error) as caught:
        decode_photo(data)
    assert advice in caught.value.message
    assert caught.value.code


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_of_many_frames_one_is_decoded(form: str) -> None:
    frames = [Image.fromarray(np.full((64, 64, 3), shade, np.uint8)) for shade in range(0, 250, 5)]
    data = encode(np.asarray(frames[0]), form, save_all=True, append_images=frames[1:])
    assert decode_photo(data).pixels.max() < 5


def test_too_many_bytes_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(PhotoTooLarge, match="at most 1 MB"):
        decode_photo(b"x" * 2_000_000, DecodeLimits(max_bytes=2**20))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_cut_of_a_photo_is_refused_or_read_whole(form: str) -> None:
    data = encode(draw_painting(4, 120, 90), form)
    whole = decode_photo(data).pixels
    for end in range(1, len(data), max(1, len(data) // 40)):
        with suppress(PhotoError):
            assert np.array_equal(decode_photo(data[:end]).pixels, whole), f"{end} of {len(data)} bytes"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_metadata_is_no_reason_to_refuse_a_photo() -> None:
    data = encode(PAINTING, "PNG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    assert decode_photo(data).pixels.shape == PAINTING.shape


@pytest.mark.medium
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_with_flipped_bytes_is_read_or_refused_but_nothing_else(form: str) -> None:
    rng = np.random.default_rng(0)
    data = np.frombuffer(encode(draw_painting(5, 120, 90), form), np.uint8)
    for _ in range(150):
        flipped = data.copy()
        flipped[rng.integers(0, len(data), 8)] = rng.integers(0, 256, 8)
        with suppress(PhotoError):
            decode_photo(flipped.tobytes())
