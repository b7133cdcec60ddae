"""What holds for every page: it loads nothing it should not, reads well for everyone, and fits a small phone."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

SMALLEST_PHONE = {"width": 320, "height": 640}
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": ["color-contrast"]}


def open_all(context: BrowserContext, paths: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Open each page in a tab of its own, with everything on it unfolded."""
    for name, path in paths.items():
        page = context.new_page()
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        yield name, page
        page.close()


def test_no_page_reports_an_error_or_loads_anything_from_another_host(open_context, watch, reports, site):
    context = open_context()
    watch(context)
    for _ in open_all(context, site.pages):
        pass
    assert reports == []


def test_no_page_has_an_accessibility_violation_in_light_or_dark(open_context, site):
    # axe is put into the page from outside, which the page's own policy would rightly refuse.
    context = open_context(bypass_csp=True, reduced_motion="reduce")
    violations: list[str] = []
    for name, page in open_all(context, {**site.pages, "not found": site.not_found}):
        violations += violations_of(page, name, EVERYTHING)
        page.emulate_media(color_scheme="dark")
        violations += violations_of(page, f"{name} in the dark", CONTRAST)
    assert violations == []


def violations_of(page: Page, name: str, options: dict[str, list[str]]) -> list[str]:
    return [
        f"{name}: {violation['id']} ({violation['impact']}) {violation['nodes'][0]['html'][:200]}"
        for violation in Axe().run(page, options=options).response["violations"]
    ]


def test_no_page_scrolls_sideways_on_the_smallest_phone(open_context, site):
    context = open_context(viewport=SMALLEST_PHONE)
    wide = {
        name: width
        for name, page in open_all(context, {**site.pages, "not found": site.not_found})
        if (width := page.evaluate("document.documentElement.scrollWidth")) > SMALLEST_PHONE["width"]
    }
    assert wide == {}
