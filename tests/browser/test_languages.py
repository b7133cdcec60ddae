"""The choice of language in a browser, and pages that read from right to left."""

from playwright.sync_api import expect


def test_a_tap_in_the_footer_changes_the_language(phone, site):
    phone.goto(site.pages["collection"])
    phone.get_by_role("button", name="Deutsch").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Meine Sammlung")
    expect(phone.get_by_text("Von einer Maschine übersetzt")).to_be_visible()


def test_without_a_script_the_language_changes_too(open_context, site):
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qu’est-ce que je regarde ?")


def test_scripts_speak_the_language_of_the_page(open_context, site):
    page = open_context(locale="es").new_page()
    page.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.goto("/")
    page.get_by_label("Elegir una foto").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    expect(page.get_by_role("alert")).to_contain_text("La foto se guarda en este dispositivo")


def test_no_page_scrolls_sideways_from_right_to_left(open_context, site):
    page = open_context(locale="ar", viewport={"width": 320, "height": 640}).new_page()
    wide = []
    for name, path in site.pages.items():
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    assert wide == []
