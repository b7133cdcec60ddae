"""The stops of a tour are put in order by pointer, by keyboard, or by their numbers."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from catalog.models import Stop, Tour
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import make_room


@pytest.fixture
def tour() -> Tour:
    room = make_room(label="825")
    tour = Tour.objects.create(venue=room.venue, title="Highlights")
    for number, title in enumerate(("First", "Second", "Third"), 1):
        Stop.objects.create(tour=tour, room=room, title=title, order=number)
    return tour


@pytest.fixture
def page(open_context, admin_client, live_server, tour) -> Page:
    context = open_context(**WINDOW)
    watch_policy(context)
    cookie = admin_client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("admin:catalog_tour_change", args=[tour.pk]))
    return page


def numbers(page: Page) -> dict[str, str]:
    """Return the number of each stop, as the form would send it."""
    rows = page.locator("#stops-group tr.form-row:not(.empty-form)").all()
    return {row.locator("[name$=-title]").input_value(): row.locator("[name$=-order]").input_value() for row in rows}


def test_stops_are_moved_with_the_keyboard_and_by_pointer_and_it_is_said(page):
    page.get_by_role("button", name="Up: Third").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Third: stop 2 of 3")).to_be_visible()
    expect(page.get_by_role("button", name="Up: Third")).to_be_focused()
    page.get_by_role("button", name="Down: First").click()
    assert is_sound(page, ".stops-tools")
    assert numbers(page) == {"Third": "1", "First": "2", "Second": "3"}
    handle = page.locator(".stops-handle").nth(0).bounding_box()
    last = page.locator("tr.form-row", has=page.get_by_role("button", name="Up: Second")).bounding_box()
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(handle["x"] + 5, last["y"] + last["height"] / 2, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert list(Stop.objects.values_list("title", flat=True)) == ["First", "Second", "Third"]
