"""The answer in a browser: it comes by itself, and the works on the photo lead to their cards."""

import re

from playwright.sync_api import expect

from recognition.models import Recognition


def test_a_waiting_page_turns_into_the_answer_by_itself(phone, site):
    scan = site.scans["waiting"]
    phone.goto(site.pages["waiting"])
    expect(phone.get_by_role("status")).to_have_text("Comparing your photo with the catalogue…")
    Recognition.objects.filter(pk=scan.pk).update(status=Recognition.Status.DONE, decision="no_match")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Not in our catalogue")


def test_without_a_script_the_answer_comes_too(open_context, site):
    scan = site.scans["waiting"]
    page = open_context(java_script_enabled=False).new_page()
    page.goto(site.pages["waiting"])
    Recognition.objects.filter(pk=scan.pk).update(status=Recognition.Status.DONE, decision="no_match")
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not in our catalogue")


def test_a_tap_on_a_work_in_the_photo_leads_to_its_card(phone, site):
    phone.goto(site.pages["two works"])
    phone.get_by_role("link", name="2: Roses").click()
    expect(phone).to_have_url(re.compile("#work-.*-roses$"))
    expect(phone.get_by_role("heading", name="Roses", exact=True)).to_be_in_viewport()


def test_why_a_work_was_named_is_drawn_for_narrow_and_for_wide_screens(open_context, site):
    for width, shown in ((390, "stacked"), (1280, "beside")):
        page = open_context(viewport={"width": width, "height": 844}).new_page()
        page.goto(site.pages["one work"])
        page.get_by_text("See why").click()
        expect(page.get_by_role("img", name="10 matching details joined by lines")).to_have_class(
            f"drawing drawing-{shown}"
        )


def test_each_of_three_works_is_numbered_and_leads_to_its_card(phone, site):
    phone.goto(site.pages["three works"])
    for number, title in enumerate(("Irises", "Roses", "Olives"), start=1):
        phone.get_by_role("link", name=f"{number}: {title}").tap()
        expect(phone.get_by_role("heading", name=title, exact=True)).to_be_in_viewport()


def test_what_the_network_looked_at_is_shown_when_it_is_asked_for_even_without_a_script(open_context, site):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(site.pages["one work"])
    with page.expect_response(lambda response: response.url.endswith(".jpg") and "saliency" in response.url) as picture:
        page.get_by_role("link", name="What the network looked at in Irises").click()
    assert picture.value.status == 200
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.get_by_role("heading", name="Irises")).to_be_visible()


def test_the_name_of_the_work_is_on_the_first_screen(phone, site):
    phone.goto(site.pages["one work"])
    expect(phone.get_by_role("heading", name="Irises")).to_be_in_viewport(ratio=1)


def test_nothing_moves_for_whoever_asked_for_less_motion(open_context, site):
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = open_context(reduced_motion=motion).new_page()
        page.goto(site.pages["one work"], wait_until="commit")
        page.wait_for_selector("h1", state="attached")
        styles = "[...document.querySelectorAll('*')].map((element) => getComputedStyle(element).animationName)"
        assert (set(page.evaluate(styles)) != {"none"}) == moves
