"""A picture cropped in a real browser, its corners moved by pointer and by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from catalog.models import ReferenceImage
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import make_artwork, make_reference_image, picture_bytes


@pytest.fixture
def cropping(open_context, admin_client, live_server) -> Page:
    """The page of a picture of 400 × 300 whose whole is proposed."""
    image = make_reference_image(make_artwork("Irises"), picture_bytes(width=400, height=300))
    context = open_context(**WINDOW)
    watch_policy(context)
    cookie = admin_client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("admin:catalog_referenceimage_change", args=[image.pk]))
    page.get_by_role("link", name="Crop", exact=True).click()
    return page


def test_corners_are_moved_by_keyboard_and_by_pointer_and_the_picture_is_cropped_to_them(cropping):
    assert is_sound(cropping)
    for name, x, y in (("top left", 0, 0), ("top right", 100, 0), ("bottom right", 100, 100), ("bottom left", 0, 100)):
        cropping.get_by_label(f"{name.capitalize()}, % from the left").fill(str(x))
        cropping.get_by_label(f"{name.capitalize()}, % from the top").fill(str(y))
    corner = cropping.get_by_role("button", name="Corner: top right")
    for _ in range(50):
        corner.press("Shift+ArrowLeft")
    expect(cropping.locator("#said")).to_have_text("Corner: top right: 50.0 % from the left, 0.0 % from the top.")
    drag(cropping, "Corner: bottom right", 0.5, 0.99)
    cropping.get_by_label("Bottom right, % from the top").fill("100")
    assert is_sound(cropping)
    cropping.get_by_role("button", name="Crop").click()
    expect(cropping.get_by_text("its features are made anew")).to_be_visible()
    cropped = ReferenceImage.objects.get()
    assert [cropped.width, cropped.height] == pytest.approx([200, 300], abs=3)


def drag(page: Page, corner: str, x: float, y: float) -> None:
    """Drag a corner to a place in shares of the drawing."""
    handle = page.get_by_role("button", name=corner)
    handle.scroll_into_view_if_needed()
    grip, whole = handle.bounding_box(), page.locator(".crop-drawing").bounding_box()
    assert grip
    assert whole
    page.mouse.move(grip["x"] + grip["width"] / 2 - 2, grip["y"] + grip["height"] / 2 - 2)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * x, whole["y"] + whole["height"] * y)
    page.mouse.up()
