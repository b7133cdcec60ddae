"""The live camera: Chromium's fake video device shows a painting, the shutter takes it, and it is named."""

import cv2
import pytest
from playwright.sync_api import Browser, Page, expect

from recognition.core.decode import decode_photo, encode_jpeg
from tests.browser.museum import photo_of

FAKE_CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"
FRAMES = 30


@pytest.fixture
def camera_phone(launch, live_server, answered, tmp_path):
    """A page in a browser whose camera sees a rendered photo of Irises."""
    painting = decode_photo(photo_of("436528")).pixels
    frame = encode_jpeg(cv2.resize(painting, (960, 1280), interpolation=cv2.INTER_AREA))
    video = tmp_path / "irises.mjpeg"
    video.write_bytes(frame * FRAMES)
    browser: Browser = launch(FAKE_CAMERA, ALLOWED, f"--use-file-for-fake-video-capture={video}")
    yield browser.new_page(base_url=live_server.url, viewport={"width": 390, "height": 844}, permissions=["camera"])
    browser.close()


def open_camera(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Photograph an artwork").click()
    expect(page.get_by_role("button", name="Take the photo")).to_be_enabled(timeout=20_000)


@pytest.mark.model
def test_what_the_camera_sees_is_named_at_a_press_of_the_shutter(museum, camera_phone):
    open_camera(camera_phone)
    camera_phone.get_by_role("button", name="Take the photo").click()
    expect(camera_phone.get_by_role("heading", name="Irises")).to_be_visible(timeout=60_000)


def test_a_closed_camera_is_switched_off(site, camera_phone):
    open_camera(camera_phone)
    camera_phone.get_by_role("button", name="Close").click()
    assert camera_phone.locator("#viewfinder").evaluate("video => video.srcObject") is None
    expect(camera_phone.get_by_role("button", name="Photograph an artwork")).to_be_visible()


def test_escape_closes_the_camera(site, camera_phone):
    open_camera(camera_phone)
    camera_phone.keyboard.press("Escape")
    expect(camera_phone.get_by_role("dialog")).to_be_hidden()


def test_without_a_camera_the_phones_own_is_offered_with_the_reason(phone, site):
    phone.goto("/")
    phone.get_by_role("button", name="Photograph an artwork").click()
    expect(phone.get_by_role("alert")).to_contain_text("The camera")
    expect(phone.locator(".choice-camera")).to_be_visible()


def test_the_gallery_can_be_opened_from_the_camera(site, camera_phone):
    open_camera(camera_phone)
    with camera_phone.expect_file_chooser():
        camera_phone.get_by_role("button", name="Gallery").click()
