"""A curator's browser: wide, logged in, and noting what the Content-Security-Policy refuses."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

BREACHES = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", breach => window.breaches.push(breach.violatedDirective));
"""
WINDOW = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}


def watch_policy(context: BrowserContext) -> None:
    """Have every page of this window note what its policy refuses."""
    context.add_init_script(BREACHES)


def is_sound(page: Page, part: str = "#content") -> bool:
    """Tell whether the page breaches no policy, and nothing in a part of it that is ours bars anyone."""
    breaches: list[str] = page.evaluate("window.breaches")
    # Without preloading: it would fetch style sheets again, from addresses that it guesses.
    found = Axe().run(page, context=part, options={"resultTypes": ["violations"], "preload": False})
    assert found.violations_count == 0, found.generate_report()
    return breaches == []
