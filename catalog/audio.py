"""Recordings: which files are taken, and how a part of one is sent."""

import re
from pathlib import PurePath
from typing import BinaryIO

from catalog.exceptions import UnreadableRecording

MEDIA_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg"}
MOST_BYTES = 50 * 2**20
# How files of each kind begin: an ID3 tag or the sync bits of a frame; a box named `ftyp`; a page of Ogg.
BEGINNINGS = {
    ".mp3": re.compile(rb"ID3|\xff[\xe2-\xfb]"),
    ".m4a": re.compile(rb"....ftyp", re.DOTALL),
    ".ogg": re.compile(rb"OggS"),
}
BYTE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def media_type(name: str) -> str:
    """Return the media type of a stored recording by its ending."""
    return MEDIA_TYPES[PurePath(name).suffix.lower()]


def check_recording(name: str, size: int, file: BinaryIO) -> None:
    """Look whether a file is what its name says.

    Raises:
        UnreadableRecording: another kind of file, or one that is too large.
    """
    begins = BEGINNINGS.get(PurePath(name).suffix.lower())
    file.seek(0)
    if begins is None or not begins.match(file.read(16)):
        raise UnreadableRecording("This is no MP3, M4A or Ogg recording. Export it as MP3 and try again.")
    if size > MOST_BYTES:
        raise UnreadableRecording(f"The recording is larger than {MOST_BYTES // 2**20} MB. Export it at a lower rate.")


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a Range header asks for (RFC 9110, 14.2); None for the whole file.

    Several ranges, and ranges that make no sense, are answered with the whole file, as the standard allows.
    """
    asked = BYTE_RANGE.fullmatch(header)
    if asked is None or not any(asked.groups()):
        return None
    first = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    return (first, last) if first <= last else None
