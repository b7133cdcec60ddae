"""Without a network: what was opened or saved can be read, and a photo is kept and sent later."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from access.refusals import QueueFull
from recognition.models import Recognition
from tests.catalog.factories import picture_bytes

IN_CONTROL = """async () => {
  const workers = navigator.serviceWorker;
  workers.controller ?? (await new Promise((resolve) => workers.addEventListener("controllerchange", resolve)));
  return null;
}"""
KEPT = """async (path) => {
  while (!(await caches.match(path))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


@pytest.fixture
def app(phone, site) -> Iterator[Page]:
    """The start page, with its service worker at work."""
    phone.goto("/")
    phone.evaluate(IN_CONTROL)
    yield phone
    phone.context.set_offline(False)


def wait_until_kept(page: Page, path: str) -> None:
    page.evaluate(KEPT, path)


def test_a_work_that_was_opened_can_be_read_with_its_picture(app, site):
    app.goto(site.pages["work"])
    wait_until_kept(app, site.pages["work"])
    app.context.set_offline(True)
    app.goto(site.pages["work"])
    expect(app.get_by_role("heading", name="Irises", level=1)).to_be_visible()
    app.locator("figure img").first.evaluate("picture => picture.decode()")


def test_a_work_that_was_saved_from_an_answer_can_be_read(app, site):
    app.goto(site.pages["one work"])
    app.get_by_role("button", name="Save Irises").tap()
    expect(app.get_by_text("Saved to your collection.")).to_be_visible()
    wait_until_kept(app, site.pages["work"])
    app.context.set_offline(True)
    app.goto(site.pages["work"])
    expect(app.get_by_role("heading", name="Irises", level=1)).to_be_visible()


def test_a_tour_that_was_opened_can_be_walked(app, site):
    app.goto(site.pages["tour"])
    wait_until_kept(app, site.pages["stop"])
    app.context.set_offline(True)
    app.goto(site.pages["tour"])
    app.get_by_role("link", name="Begin").tap()
    expect(app).to_have_url(re.compile(r"/tours/\d+/1/$"))
    expect(app.get_by_role("heading", level=1)).not_to_have_text("No connection")


def test_a_page_that_was_never_opened_says_so(app, site):
    app.context.set_offline(True)
    app.goto(site.pages["venue"])
    expect(app.get_by_role("heading", level=1)).to_have_text("No connection")


def test_the_curators_desk_is_never_kept(app):
    app.goto("/admin/login/")
    app.wait_for_load_state("networkidle")
    assert app.evaluate("caches.match('/admin/login/').then(Boolean)") is False


def test_a_photo_taken_offline_is_sent_when_there_is_a_network_that_takes_it(app, site, monkeypatch):
    received: list[bytes] = []

    def accept(data: bytes, **of_whom: object) -> Recognition:
        received.append(data)
        return site.scans["one work"]

    monkeypatch.setattr("recognition.intake.accept_photo", accept)
    app.context.set_offline(True)
    app.get_by_label("Choose a photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
    )
    expect(app.get_by_role("alert")).to_contain_text("The photo is kept on this device")
    app.reload()
    expect(app.get_by_text("Photos that wait for a connection: 1")).to_be_visible()
    later = {"status": 429, "json": {"message": "Later, please."}}
    app.route("**/", lambda route: route.fulfill(**later) if route.request.method == "POST" else route.continue_())
    with app.expect_response(lambda response: response.status == 429):
        app.context.set_offline(False)
    expect(app.get_by_text("Photos that wait for a connection: 1")).to_be_visible()
    app.unroute("**/")
    app.evaluate("window.dispatchEvent(new Event('online'))")
    app.get_by_role("link", name="See the answer").click()
    expect(app).to_have_url(re.compile(str(site.scans["one work"].pk)))
    assert received == [picture_bytes()]


def test_a_photo_that_a_busy_site_did_not_take_is_kept_and_sent_again(app, site, monkeypatch):
    def refuse(*_photo: object, **_options: object) -> None:
        raise QueueFull(5)

    monkeypatch.setattr("recognition.intake.accept_photo", lambda *_photo, **_options: site.scans["one work"])
    with monkeypatch.context() as busy:
        busy.setattr("recognition.intake.accept_photo", refuse)
        app.get_by_label("Choose a photo").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
        )
        expect(app.get_by_role("alert")).to_contain_text("The site is busy. The photo is kept on this device")
    app.evaluate("window.dispatchEvent(new Event('online'))")
    app.get_by_role("link", name="See the answer").click()
    expect(app).to_have_url(re.compile(str(site.scans["one work"].pk)))


def test_everything_is_deleted_from_the_device_too(app, site):
    app.goto(site.pages["one work"])
    app.get_by_role("button", name="Save Irises").tap()
    expect(app.get_by_text("Saved to your collection.")).to_be_visible()
    app.goto("/collection/")
    app.get_by_role("button", name="Delete everything").click()
    expect(app.get_by_text("Nothing yet.")).to_be_visible()
    assert app.evaluate("path => caches.match(path).then(Boolean)", site.pages["one work"]) is False
