"""The page of a work in the hand: looking closely, handing it on, and being read to."""

from playwright.sync_api import Page, expect


def scale_of(page: Page) -> float:
    return float(page.locator(".zoom img").evaluate("image => new DOMMatrix(getComputedStyle(image).transform).a"))


def open_zoom(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("a[data-zoom]").first.click()
    expect(page.locator("dialog.zoom")).to_be_visible()


def test_a_picture_is_looked_at_closely_with_the_keyboard_alone(phone, site):
    phone.goto(site.pages["work"])
    phone.locator("a[data-zoom]").first.focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("+")
    phone.keyboard.press("+")
    assert scale_of(phone) == 2.25
    phone.keyboard.press("0")
    assert scale_of(phone) == 1
    phone.keyboard.press("Escape")
    expect(phone.locator("dialog.zoom")).to_be_hidden()
    expect(phone.locator("a[data-zoom]").first).to_be_focused()


def test_two_fingers_apart_enlarge_the_picture(phone, site):
    open_zoom(phone, site.pages["work"])
    phone.evaluate(
        """() => {
            const stage = document.querySelector(".zoom-stage");
            stage.setPointerCapture = () => {};
            const touch = (type, pointerId, clientX) =>
                stage.dispatchEvent(new PointerEvent(type, { pointerId, clientX, clientY: 400, bubbles: true }));
            touch("pointerdown", 1, 150);
            touch("pointerdown", 2, 250);
            touch("pointermove", 1, 100);
            touch("pointermove", 2, 300);
            touch("pointerup", 1, 100);
            touch("pointerup", 2, 300);
        }"""
    )
    assert abs(scale_of(phone) - 2) < 0.01


def test_buttons_enlarge_and_close(phone, site):
    open_zoom(phone, site.pages["work"])
    phone.get_by_role("button", name="Larger").click()
    assert scale_of(phone) == 1.5
    phone.get_by_role("button", name="Close").click()
    expect(phone.locator("dialog.zoom")).to_be_hidden()


def test_without_scripts_the_picture_opens_by_itself_and_no_dead_button_shows(open_context, site):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(site.pages["work"])
    expect(page.locator(".hand-on .button")).to_have_count(3)
    for button in page.locator(".hand-on .button").all():
        expect(button).to_be_hidden()
    page.locator("a[data-zoom]").first.click()
    assert page.url.endswith("/zoom.jpg")


def test_a_citation_is_copied_and_that_is_said(open_context, site):
    page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(site.pages["work"])
    page.get_by_role("button", name="Copy citation").click()
    expect(page.locator(".hand-on [data-told]")).to_have_text("The citation is copied.")
    assert "Irises" in page.evaluate("navigator.clipboard.readText()")


def test_pictures_keep_their_place_while_they_load(phone, site):
    phone.route("**/pictures/**", lambda route: route.abort())
    phone.goto(site.pages["work"])
    assert phone.locator("a[data-zoom] img").first.bounding_box()["height"] > 200


def test_what_is_told_of_a_work_is_read_aloud_in_the_language_of_the_page(phone, site):
    phone.add_init_script("speechSynthesis.speak = (words) => { window.spoken = [words.lang, words.text]; };")
    phone.goto(site.pages["work"])
    title = phone.get_by_role("heading", level=1).inner_text()
    phone.get_by_role("button", name="Read aloud").click()
    expect(phone.get_by_role("button", name="Stop reading")).to_be_visible()
    language, text = phone.evaluate("window.spoken")
    assert language == "en"
    assert title in text
