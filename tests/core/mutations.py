"""Files that were photos once: valid ones of every format, bent by a seeded hand as attackers and bad cards do."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from tests.core.pictures import draw_painting, encode

HEIC = Path(__file__).parent.parent / "data" / "painting.heic"
# What decoders multiply, add to and allocate by.
EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF)
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
RIFF_HEAD = 12  # "RIFF", its length, "WEBP"
Hand = np.random.Generator
Mutate = Callable[[Hand, bytes], bytes]


def mutated_photos(count: int, seed: int) -> Iterator[bytes]:
    """Yield so many files; the same for the same seed."""
    hand = np.random.default_rng(seed)
    valid = list(valid_photos().values())
    for _ in range(count):
        data = valid[hand.integers(len(valid))]
        for _ in range(hand.integers(1, 4)):
            data = MUTATIONS[hand.integers(len(MUTATIONS))](hand, data) or data
        yield data


@cache
def valid_photos() -> dict[str, bytes]:
    """Return one valid file of each kind that takes another way through a decoder."""
    painting = draw_painting(7, 160, 120)
    image = Image.fromarray(painting)
    other = Image.fromarray(draw_painting(8, 160, 120))
    gray16 = np.asarray(image.convert("L"), np.uint16) << 8
    turned = Image.Exif()
    turned[0x0112], turned[0x010E] = 6, "a description"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"s\0R\0G\0B", b"x\0R\0G\0B")
    return {
        "JPEG": encode(painting),
        "progressive JPEG": encode(painting, progressive=True, subsampling=0),
        "JPEG with metadata": encode(painting, exif=turned, icc_profile=profile, comment=b"here"),
        "gray JPEG": saved(image.convert("L"), "JPEG"),
        "CMYK JPEG": saved(image.convert("CMYK"), "JPEG", icc_profile=profile),
        "JPEG of two frames": saved(image, "MPO", save_all=True, append_images=[other]),
        "PNG": encode(painting, "PNG", exif=turned, icc_profile=profile),
        "PNG with a palette": saved(image.quantize(32), "PNG", transparency=3),
        "16-bit PNG": encode(gray16, "PNG"),
        "transparent PNG": saved(image.convert("RGBA"), "PNG"),
        "animated PNG": saved(image, "PNG", save_all=True, append_images=[other]),
        "WebP": encode(painting, "WEBP", exif=turned, icc_profile=profile),
        "lossless WebP": saved(image.convert("RGBA"), "WEBP", lossless=True),
        "animated WebP": saved(image, "WEBP", save_all=True, append_images=[other]),
        "AVIF": encode(painting, "AVIF", exif=turned, icc_profile=profile),
        "animated AVIF": saved(image, "AVIF", save_all=True, append_images=[other]),
        "HEIC": HEIC.read_bytes(),
        "TIFF": saved(image, "TIFF", compression="tiff_lzw"),
        "GIF": saved(image.quantize(32), "GIF", save_all=True, append_images=[other.quantize(32)]),
    }


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """Return `image` as a file."""
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def flip_bytes(hand: Hand, data: bytes) -> bytes:
    """Write noise to a few places."""
    bent = np.frombuffer(data, np.uint8).copy()
    places = hand.integers(0, len(bent), hand.integers(1, 17))
    bent[places] = hand.integers(0, 256, len(places))
    return bent.tobytes()


def flip_bits(hand: Hand, data: bytes) -> bytes:
    """Turn single bits over, as a failing card does."""
    bent = np.frombuffer(data, np.uint8).copy()
    places = hand.integers(0, len(bent), hand.integers(1, 65))
    bent[places] ^= np.uint8(1) << hand.integers(0, 8, len(places)).astype(np.uint8)
    return bent.tobytes()


def cut(hand: Hand, data: bytes) -> bytes:
    """End too early."""
    return data[: hand.integers(1, len(data) + 1)]


def cut_out(hand: Hand, data: bytes) -> bytes:
    """Lack a piece in the middle."""
    first, last = sorted(hand.integers(0, len(data) + 1, 2))
    return data[:first] + data[last:]


def splice(hand: Hand, data: bytes) -> bytes:
    """Go on as another file, of whichever format."""
    photos = list(valid_photos().values())
    other = photos[hand.integers(len(photos))]
    return data[: hand.integers(1, len(data) + 1)] + other[hand.integers(0, len(other)) :]


def edit_number(hand: Hand, data: bytes, *, within: int) -> bytes:
    """Put an extreme number of one, two or four bytes where headers have theirs."""
    form = ("B", ">H", "<H", ">I", "<I")[hand.integers(5)]
    size = struct.calcsize(form)
    place = int(hand.integers(0, max(1, min(within, len(data)) - size)))
    number = EXTREMES[hand.integers(len(EXTREMES))] & (2 ** (8 * size) - 1)
    return data[:place] + struct.pack(form, number) + data[place + size :]


def operate(hand: Hand, data: bytes) -> bytes:
    """Remove, double, exchange, empty or swell a part of the format's own: a segment, chunk or box; checksums hold."""
    parts = parts_of(data)
    number = int(hand.integers(len(parts)))
    other = int(hand.integers(len(parts)))
    part = parts[number]
    what = hand.integers(6)
    if what == 0:
        del parts[number]
    elif what == 1:
        parts.insert(other, part)
    elif what == 2:
        parts[number], parts[other] = parts[other], part
    elif what == 3:
        parts[number] = part[:8]
    elif what == 4:
        parts[number] = part + part[8:] * int(hand.integers(1, 40))
    else:
        parts[number] = flip_bytes(hand, part) if part else part
    return b"".join(_checked(part) for part in parts) if data.startswith(PNG_SIGNATURE) else b"".join(parts)


def parts_of(data: bytes) -> list[bytes]:
    """Return the parts of a file as its format has them; of one that is bent already, as far as they can be told."""
    if data.startswith(PNG_SIGNATURE):
        return [PNG_SIGNATURE, *_chunks(data, 8, ">I4x", around=12)]
    if data.startswith(b"\xff\xd8"):
        return _segments(data)
    if data.startswith(b"RIFF"):
        return [data[:RIFF_HEAD], *_chunks(data, RIFF_HEAD, "<4xI", around=8)]
    if data[4:8] == b"ftyp":
        return _chunks(data, 0, ">I4x", around=0)
    return [data[:16], data[16:]]


def _chunks(data: bytes, start: int, head: str, *, around: int) -> list[bytes]:
    parts = []
    while start + 8 <= len(data):
        (length,) = struct.unpack_from(head, data, start)
        end = start + max(8, length + around)
        parts.append(data[start:end])
        start = end
    return parts or [data]


def _segments(data: bytes) -> list[bytes]:
    """Cut a JPEG before each of its markers."""
    starts = [n for n in range(len(data) - 1) if data[n] == 0xFF and data[n + 1] not in (0, 0xFF)]
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)] or [data]


def _checked(chunk: bytes) -> bytes:
    """Return a PNG chunk with the length and checksum of what it has become: without them nothing of it is read."""
    if chunk == PNG_SIGNATURE or len(chunk) < 12:
        return chunk
    kind, body = chunk[4:8], chunk[8:-4]
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def append_page(hand: Hand, data: bytes) -> bytes:
    """Be a page of HTML too."""
    return data + b"<html><script>alert(1)</script></html>" * int(hand.integers(1, 20))


MUTATIONS: tuple[Mutate, ...] = (
    flip_bytes,
    flip_bits,
    cut,
    cut_out,
    splice,
    partial(edit_number, within=64),
    partial(edit_number, within=600),
    partial(edit_number, within=10**9),
    operate,
    operate,
    append_page,
)
