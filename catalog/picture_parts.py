"""What a picture's file holds beside its pixels: told part by part, since nobody knows all that a camera may write.

Only what is known to be pixels, colors or sizes is harmless: JPEG (ITU T.81, annex B), PNG (w3.org/TR/png-3), WebP
(RFC 9649). A second picture, a note, or a page of HTML behind the end is not.
"""

import struct
from collections.abc import Iterator

JPEG_START, JPEG_END, JPEG_SCAN = 0xD8, 0xD9, 0xDA
JFIF, COLORS, ADOBE = 0xE0, 0xE2, 0xEE
JPEG_TABLES = frozenset({*range(0xC0, 0xD0), JPEG_SCAN, 0xDB, 0xDC, 0xDD, JFIF, ADOBE})
WITHOUT_LENGTH = frozenset({0x00, 0x01, *range(0xD0, 0xD8), 0xFF})
ICC = b"ICC_PROFILE\0"
PNG_HEAD = 8
PNG_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT".split())
WEBP_HEAD = 12
WEBP_CHUNKS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"))


def holds_only_a_picture(content: bytes, form: str) -> bool:
    """Tell whether a decodable JPEG, PNG or WebP holds one picture and nothing else; of another form True is said."""
    if form in ("JPEG", "MPO"):
        return _is_plain_jpeg(content)
    if form == "PNG":
        return _are_all(content, PNG_HEAD, ">I4s", 12, PNG_CHUNKS)
    if form == "WEBP":
        return _are_all(content, WEBP_HEAD, "<4sI", 8, WEBP_CHUNKS)
    return True


def _is_plain_jpeg(content: bytes) -> bool:
    for marker, start in _markers(content):
        if marker == JPEG_END:
            return start == len(content)
        if marker == COLORS and content[start + 2 : start + 2 + len(ICC)] == ICC:
            continue
        if marker not in JPEG_TABLES:
            return False
    return False


def _markers(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker's second byte and where it ends; the compressed data between them is passed over."""
    place = content.find(b"\xff", 2)
    while 0 <= place < len(content) - 1:
        marker, place = content[place + 1], place + 2
        if marker == 0xFF:
            place -= 1
        elif marker not in WITHOUT_LENGTH:
            yield marker, place
            place += int.from_bytes(content[place : place + 2])
        place = content.find(b"\xff", place)


def _are_all(content: bytes, start: int, head: str, around: int, known: frozenset[bytes]) -> bool:
    """Tell whether a file is a row of chunks of known kinds, to its last byte."""
    while start + 8 <= len(content):
        one, other = struct.unpack_from(head, content, start)
        kind, length = (one, other) if isinstance(one, bytes) else (other, one)
        if kind not in known:
            return False
        start += length + around + (length % 2 if around == 8 else 0)
    return start == len(content)
