"""A floor's plan in a real browser: rooms drawn by pointer and by keyboard, works dragged to another room."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from catalog.models import Placement, Room
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import make_artwork, make_placement, make_room


@pytest.fixture
def plan(open_context, admin_client, live_server) -> Page:
    """The plan of a floor with a drawn room, in which a work hangs, and one that is not on the plan."""
    drawn = make_room(label="Gallery 1", floor="1", plan_x=0.2, plan_y=0.2, plan_width=0.2, plan_height=0.2)
    make_room(drawn.venue, "Gallery 2", floor="1")
    make_placement(make_artwork("Irises"), drawn)
    context = open_context(**WINDOW)
    watch_policy(context)
    cookie = admin_client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("admin:catalog_venue_plan", args=[drawn.venue_id]))
    return page


def save(plan: Page) -> None:
    plan.get_by_role("button", name="Save the plan").click()
    expect(plan.get_by_text("changed.")).to_be_visible()


def test_a_room_is_put_on_the_plan_moved_and_sized_with_the_keyboard(plan):
    assert is_sound(plan)
    plan.get_by_role("button", name="Put on the plan: Gallery 2").press("Enter")
    room = plan.get_by_role("button", name="Gallery 2", exact=True)
    expect(room).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowDown"):
        room.press(key)
    expect(plan.locator("#said")).to_have_text("Gallery 2: 46 % from the left, 47 % from the top, 11 by 11 %.")
    assert is_sound(plan)
    save(plan)
    drawn = Room.objects.get(label="Gallery 2")
    assert (drawn.plan_x, drawn.plan_y, drawn.plan_width) == pytest.approx((0.515, 0.525, 0.11))


def test_a_room_is_taken_off_the_plan_with_the_delete_key(plan):
    plan.get_by_role("button", name="Gallery 1", exact=True).press("Delete")
    expect(plan.locator("#said")).to_have_text("Gallery 1 is not on the plan.")
    expect(plan.get_by_role("button", name="Put on the plan: Gallery 1")).to_be_focused()
    save(plan)
    assert Room.objects.get(label="Gallery 1").plan_x is None


def test_a_room_is_moved_and_sized_with_a_pointer_and_never_leaves_the_plan(plan):
    area = plan.locator(".plan-drawing .room .area").first.bounding_box()
    whole = plan.locator(".plan-drawing").bounding_box()
    drag(plan, area["x"] + area["width"] / 2, area["y"] + area["height"] / 2, whole["width"] * 0.1, 0)
    corner = plan.locator(".plan-drawing .room .corner").first.bounding_box()
    drag(plan, corner["x"] + 3, corner["y"] + 3, -whole["width"] * 0.05, 0)
    save(plan)
    drawn = Room.objects.get(label="Gallery 1")
    assert (drawn.plan_x, drawn.plan_width) == pytest.approx((0.275, 0.15), abs=0.01)
    area = plan.locator(".plan-drawing .room .area").first.bounding_box()
    drag(plan, area["x"] + 5, area["y"] + 5, -whole["width"], -whole["height"])
    save(plan)
    drawn.refresh_from_db()
    assert (drawn.plan_x, drawn.plan_y) == pytest.approx((0.075, 0.1), abs=0.01)


def test_a_work_is_dragged_to_another_room(plan):
    plan.locator("[data-work]").drag_to(plan.locator(".works-of-room", has_text="Gallery 2"))
    expect(plan.get_by_text("Irises: in Gallery 2 from today on.")).to_be_visible()
    assert str(Placement.objects.current().get().room).startswith("Gallery 2")


def test_a_work_is_moved_with_the_keyboard(plan):
    plan.get_by_role("checkbox", name="Irises").press("Space")
    plan.get_by_label("Move them to").select_option("Gallery 2")
    plan.get_by_role("button", name="Move", exact=True).press("Enter")
    expect(plan.get_by_text("Irises: in Gallery 2 from today on.")).to_be_visible()


def drag(page: Page, x: float, y: float, right: float, down: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()
