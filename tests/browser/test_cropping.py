"""A picture cropped in a real browser, its corners moved by mouse, by finger and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from catalog.models import ReferenceImage
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import make_artwork, make_reference_image, picture_bytes

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def open_cropping(open_context, admin_client, live_server) -> Callable[[dict[str, Any]], Page]:
    """Open the page of a picture of 400 × 300."""

    def open_cropping(window: dict[str, Any]) -> Page:
        image = make_reference_image(make_artwork("Irises"), picture_bytes(width=400, height=300))
        context = open_context(**window)
        watch_policy(context)
        cookie = admin_client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page: Page = context.new_page()
        page.goto(reverse("admin:catalog_referenceimage_change", args=[image.pk]))
        page.get_by_role("link", name="Crop", exact=True).click()
        return page

    return open_cropping


def test_corners_are_moved_by_keyboard_and_by_pointer_and_the_picture_is_cropped_to_them(open_cropping):
    cropping = open_cropping(WINDOW)
    assert is_sound(cropping)
    for name, x, y in (("top left", 0, 0), ("top right", 100, 0), ("bottom right", 100, 100), ("bottom left", 0, 100)):
        cropping.get_by_label(f"{name.capitalize()}, % from the left").fill(str(x))
        cropping.get_by_label(f"{name.capitalize()}, % from the top").fill(str(y))
    corner = cropping.get_by_role("button", name="Corner: top right")
    for _ in range(50):
        corner.press("Shift+ArrowLeft")
    expect(cropping.locator("#said")).to_have_text("Corner: top right: 50.0 % from the left, 0.0 % from the top.")
    drag(cropping, "Corner: bottom right", 0.5, 0.8)
    drag(cropping, "Corner: bottom left", 0.1, 0.8)
    drag(cropping, "Corner: top left", 0.1, 0.02)
    cropping.get_by_label("Top left, % from the top").fill("0")
    assert is_sound(cropping)
    cropping.get_by_role("button", name="Preview").click()
    shown = cropping.get_by_alt_text("What would be cut out")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth / image.naturalHeight") == pytest.approx(160 / 240, abs=0.02)
    assert is_sound(cropping)
    cropping.get_by_role("button", name="Crop").click()
    expect(cropping.get_by_text("its features are made anew")).to_be_visible()
    cropped = ReferenceImage.objects.get()
    assert [cropped.width, cropped.height] == pytest.approx([160, 240], abs=3)


def test_a_finger_drags_a_corner_and_the_page_stays_where_it_is(open_cropping):
    page = open_cropping(PHONE)
    page.get_by_label("Top left, % from the left").fill("20")
    page.get_by_label("Top left, % from the top").fill("20")
    corner = page.get_by_role("button", name="Corner: top left")
    corner.scroll_into_view_if_needed()
    grip, scrolled = corner.bounding_box(), page.evaluate("scrollY")
    assert grip
    assert grip["width"] >= 24
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    finger = page.context.new_cdp_session(page)
    touches = [("touchStart", 0), *(("touchMove", 4 * step) for step in range(1, 11)), ("touchEnd", None)]
    for kind, far in touches:
        points = [] if far is None else [{"x": x + far, "y": y + far}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#said")).to_contain_text("Corner: top left")
    moved = corner.bounding_box()
    assert moved
    assert (moved["x"] - grip["x"], moved["y"] - grip["y"]) == pytest.approx((40, 40), abs=3)
    assert page.evaluate("scrollY") == scrolled


def drag(page: Page, corner: str, x: float, y: float) -> None:
    """Drag a corner to a place in shares of the picture."""
    handle = page.get_by_role("button", name=corner)
    handle.scroll_into_view_if_needed()
    grip, whole = handle.bounding_box(), page.locator(".crop-drawing image").bounding_box()
    assert grip
    assert whole
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * x, whole["y"] + whole["height"] * y)
    page.mouse.up()
