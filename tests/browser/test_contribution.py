"""The whole way of a missing work: not found, contributed, accepted by a curator, recognized from then on."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.museum import MISSING, photo_of


def send(page: Page, photo: bytes) -> None:
    page.goto("/")
    page.get_by_label("Choose a photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )


@pytest.fixture
def desk(open_context, admin_client, live_server) -> Page:
    """A curator's browser, logged in."""
    context = open_context(viewport={"width": 1280, "height": 900}, is_mobile=False, has_touch=False)
    context.add_cookies(
        [{"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return context.new_page()


def accept_all(desk: Page) -> None:
    desk.goto(reverse("admin:visits_worksuggestion_changelist"))
    desk.locator("#action-toggle").check()
    desk.locator("select[name=action]").select_option("accept")
    desk.get_by_role("button", name="Go").click()
    expect(desk.get_by_text(": accepted.")).to_be_visible(timeout=60_000)


@pytest.mark.model
def test_a_work_that_a_visitor_adds_is_recognized_once_a_curator_agrees(phone, desk, museum):
    send(phone, photo_of(MISSING))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Not in our catalogue", timeout=60_000)
    phone.get_by_role("link", name="Add this work").click()
    phone.get_by_label("Title").fill("The Missing One")
    phone.get_by_label("Creator").fill("A Painter")
    phone.get_by_role("button", name="Send for review").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    private = phone.url

    accept_all(desk)

    phone.goto(private)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Accepted, thank you")
    send(phone, photo_of(MISSING, seed=2))
    expect(phone.get_by_role("heading", name="The Missing One")).to_be_visible(timeout=60_000)


def test_a_mistake_in_the_form_is_said_at_its_field(phone, site):
    phone.goto(site.pages["report a price"])
    phone.get_by_label("Amount").fill("0.5")
    phone.get_by_label("Currency").fill("EUR")
    phone.get_by_label("Kind of price").select_option("asking")
    phone.get_by_label("Date").fill("2020-05-01")
    phone.get_by_label("Source").fill("A book")
    phone.locator("form.contribute").evaluate("form => form.noValidate = true")
    phone.get_by_role("button", name="Send for review").click()
    expect(phone.get_by_text("A price is more than zero.")).to_be_visible()
    expect(phone.get_by_label("Source")).to_have_value("A book")


def test_a_wrong_answer_is_reported_in_one_tap(phone, site):
    phone.goto(site.pages["one work"])
    phone.get_by_role("button", name="Not this work? Irises").tap()
    expect(phone.get_by_text("A curator will see what you said.")).to_be_visible()


def test_the_right_candidate_is_confirmed_in_one_tap(phone, site):
    phone.goto(site.pages["unsure"])
    phone.get_by_role("button", name="This is it Irises").tap()
    expect(phone.get_by_text("A curator will see what you said.")).to_be_visible()
