"""What holds for every page: it loads nothing it should not, reads well for everyone, and fits a small phone."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signing import get_cookie_signer
from playwright.sync_api import BrowserContext, Page, Request, Route

from visits.identity import COOKIE, SALT

SMALLEST_PHONE = {"width": 320, "height": 640}
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": ["color-contrast"]}


# What moves by itself, as browsers measure it (the Layout Instability API); 0.1 is where it begins to disturb.
WATCH_MOVES = """window.moved = 0; new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({ type: "layout-shift", buffered: true });"""
MOST_MOVED = 0.02


@pytest.fixture
def open_visit(open_context, live_server, site) -> Callable[..., BrowserContext]:
    """Open the window of a visitor who has a collection."""
    value = get_cookie_signer(salt=COOKIE + SALT).sign(str(site.visitor.pk))

    def open_visit(**options: Any) -> BrowserContext:
        context: BrowserContext = open_context(**options)
        context.add_cookies([{"name": COOKIE, "value": value, "url": live_server.url}])
        return context

    return open_visit


def open_all(context: BrowserContext, paths: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Open each page in a tab of its own, with everything on it unfolded."""
    for name, path in paths.items():
        page = context.new_page()
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        yield name, page
        page.close()


def test_no_page_reports_an_error_loads_from_another_host_moves_by_itself_or_scrolls_sideways(
    open_visit, watch, reports, site
):
    context = open_visit(viewport=SMALLEST_PHONE)
    context.add_init_script(WATCH_MOVES)
    watch(context)
    moved, wide = {}, {}
    for name, page in open_all(context, site.pages):
        moved[name] = page.evaluate("window.moved")
        wide[name] = page.evaluate("document.documentElement.scrollWidth")
    assert reports == []
    assert {name: far for name, far in moved.items() if far > MOST_MOVED} == {}
    assert {name: width for name, width in wide.items() if width > SMALLEST_PHONE["width"]} == {}


def test_a_picture_that_comes_late_moves_nothing(open_visit, site):
    def delay(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    context = open_visit(viewport=SMALLEST_PHONE)
    context.add_init_script(WATCH_MOVES)
    context.route("**/saliency/*.jpg", delay)
    page = context.new_page()
    page.goto(site.pages["saliency"])
    assert page.evaluate("window.moved") <= MOST_MOVED


def test_no_page_has_an_accessibility_violation_in_light_or_dark(open_visit, site):
    # axe is put into the page from outside, which the page's own policy would rightly refuse.
    context = open_visit(bypass_csp=True, reduced_motion="reduce")
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


def test_the_first_page_weighs_no_more_than_100_kilobytes_without_its_pictures(open_context, site):
    page = open_context().new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_transferred(request)))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 5
    assert sum(sizes) <= 100 * 1024


def _transferred(request: Request) -> int:
    if request.resource_type == "image":
        return 0
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
