"""The whole way, on a phone: a photo of a museum's work is sent, and its name comes back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.museum import photo_of
from tests.catalog.factories import picture_bytes

pytestmark = pytest.mark.model


def send(page: Page, photo: bytes) -> None:
    page.goto("/")
    page.get_by_label("Choose a photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )


def test_a_photo_leads_to_its_work_on_to_its_room_and_to_a_tour(phone, museum):
    send(phone, photo_of("436528"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Recognised", timeout=60_000)
    expect(phone.get_by_role("heading", level=2)).to_have_text("Irises")
    phone.get_by_role("heading", name="Irises").get_by_role("link").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Irises")
    phone.get_by_role("link", name="Gallery 822").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Gallery 822")
    phone.get_by_role("link", name="The Metropolitan Museum of Art").click()
    phone.get_by_role("link", name="Slowly").click()
    expect(phone.get_by_role("link", name="Begin")).to_be_visible()


def test_a_visitor_sees_the_details_that_match(phone, museum):
    send(phone, photo_of("437394"))
    phone.get_by_text("See why").click(timeout=60_000)
    assert phone.locator(".drawing-stacked line").count() > 8


def test_a_visitor_is_told_when_nothing_of_the_catalogue_is_in_the_photo(phone, museum):
    send(phone, picture_bytes(width=800, height=600))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Not in our catalogue", timeout=60_000)
