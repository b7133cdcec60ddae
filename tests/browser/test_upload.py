"""Sending a photo from a browser: shrunk, upright, and with words for everything that goes wrong."""

import io
import json
from dataclasses import dataclass, field

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from recognition.core.errors import UnsupportedFormat
from recognition.models import Recognition
from tests.catalog.factories import picture_bytes

TURNED_LEFT = 6  # EXIF orientation: turn clockwise to see it upright.
SLOW_UPLOAD = 100_000  # bytes a second


@dataclass
class Desk:
    """Takes in the photos that are sent, and answers with what it was given."""

    answer: Recognition
    received: list[bytes] = field(default_factory=list)

    def accept(self, data: bytes, **of_whom: object) -> Recognition:
        self.received.append(data)
        return self.answer

    @property
    def photo(self) -> Image.Image:
        return Image.open(io.BytesIO(self.received[-1]))


@pytest.fixture
def desk(site, monkeypatch) -> Desk:
    desk = Desk(site.scans["one work"])
    monkeypatch.setattr("recognition.intake.accept_photo", desk.accept)
    return desk


def choose(page: Page, content: bytes, name: str = "photo.jpg", mime_type: str = "image/jpeg") -> None:
    page.goto("/")
    page.get_by_label("Photograph an artwork").set_input_files({"name": name, "mimeType": mime_type, "buffer": content})


def test_a_chosen_photo_leads_to_its_answer(phone, desk):
    choose(phone, picture_bytes(width=640, height=480))
    expect(phone.get_by_role("heading", name="Irises")).to_be_visible()
    assert desk.received == [picture_bytes(width=640, height=480)]


def test_a_large_photo_is_shrunk_and_turned_upright_before_it_is_sent(phone, desk):
    exif = Image.Exif()
    exif[0x0112] = TURNED_LEFT
    choose(phone, picture_bytes(width=4000, height=3000, exif=exif))
    expect(phone.get_by_role("heading", name="Irises")).to_be_visible()
    assert desk.photo.size == (1536, 2048)
    assert not desk.photo.getexif()


def test_how_much_of_the_photo_was_sent_is_shown_while_it_is_sent(phone, desk):
    phone.add_init_script("""addEventListener("DOMContentLoaded", () => {
      window.shares = [];
      const bar = document.getElementById("progress");
      new MutationObserver(() => shares.push(bar.getAttribute("value"))).observe(bar, { attributeFilter: ["value"] });
    });
    addEventListener("pagehide", () => sessionStorage.setItem("shares", JSON.stringify(shares)));""")
    network = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW_UPLOAD}
    phone.context.new_cdp_session(phone).send("Network.emulateNetworkConditions", network)
    choose(phone, picture_bytes(width=1600, height=1200))
    expect(phone.get_by_role("heading", name="Irises")).to_be_visible()
    told = json.loads(phone.evaluate("sessionStorage.getItem('shares')"))
    *shares, comparing = [share for share in told if share != "0"]
    assert len(shares) > 2
    assert [float(share) for share in shares] == sorted(float(share) for share in shares)
    assert 0 < float(shares[0]) < float(shares[-1]) <= 1
    assert comparing is None, "then nobody knows how long it takes"


def test_a_photo_that_the_browser_cannot_decode_is_sent_as_it_is(phone, desk):
    choose(phone, b"\0\0\0\x18ftypheic and more", "photo.heic", "image/heic")
    expect(phone.get_by_role("heading", name="Irises")).to_be_visible()
    assert desk.received == [b"\0\0\0\x18ftypheic and more"]


def test_a_refusal_is_read_out_in_place_and_another_photo_can_be_sent(phone, desk, monkeypatch):
    def refuse(data: bytes, **of_whom: object) -> Recognition:
        raise UnsupportedFormat("Send a JPEG.")

    monkeypatch.setattr("recognition.intake.accept_photo", refuse)
    choose(phone, b"Dear museum, ...")
    expect(phone.get_by_role("alert")).to_have_text("Send a JPEG.")
    expect(phone.get_by_role("button", name="Photograph an artwork")).to_be_visible()


def test_without_a_connection_the_photo_is_kept_and_another_one_can_be_taken(phone, desk):
    phone.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    choose(phone, picture_bytes())
    expect(phone.get_by_role("alert")).to_contain_text("The photo is kept on this device")
    expect(phone.get_by_role("button", name="Photograph an artwork")).to_be_visible()


def test_where_the_browser_keeps_nothing_a_lost_connection_is_said(phone, desk):
    phone.add_init_script("indexedDB.open = () => { throw new Error('private window'); };")
    phone.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    choose(phone, picture_bytes())
    expect(phone.get_by_role("alert")).to_contain_text("Check your connection")


def test_without_a_script_the_form_sends_the_photo(open_context, desk):
    page = open_context(java_script_enabled=False).new_page()
    choose(page, picture_bytes())
    page.get_by_role("button", name="Send the photo").click()
    expect(page.get_by_role("heading", name="Irises")).to_be_visible()
    assert desk.received == [picture_bytes()]
