"""A curator's picture, looked at by a process of its own, see `bounded`. Loads no Django."""

from collections.abc import Mapping
from typing import Any

from PIL import Image

from catalog.exceptions import UnreadablePicture
from catalog.pictures import inspect_picture


def warm_up() -> None:
    """Load every plug-in of Pillow, since no file can be opened afterwards."""
    Image.init()


def run(facts: Mapping[str, Any], data: bytes) -> tuple[Mapping[str, Any], bytes]:
    """Return how a picture is to be stored, without bytes when these are the ones that were given; or why it is not.

    Raises:
        MemoryError: there is not enough.
    """
    try:
        found = inspect_picture(data)
    except UnreadablePicture as refusal:
        return {"refused": str(refusal)}, b""
    as_given = found.content is data
    told = {"extension": found.extension, "width": found.width, "height": found.height, "as_given": as_given}
    return told, b"" if as_given else found.content
