"""Take the README's pictures of the result page from a running app.

usage: python docs/screenshots.py [ADDRESS] [EXAMPLE PHOTO]      (`make run` first)
"""

import os
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ADDRESS = "http://127.0.0.1:8000"
EXAMPLE = "met-436528"  # Irises
CHROMIUM = os.environ.get("ARTRECOG_CHROMIUM", "/usr/bin/chromium")
FOLDER = Path(__file__).parent
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "device_scale_factor": 2}


def take_pictures(page: Page, example: str) -> None:
    """Tap an example photo; save the first screen of its answer, and the drawing that shows why."""
    page.goto("/")
    page.locator(f'button[value="{example}"]').click()
    page.locator(".result").wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "result.png")
    page.get_by_text("See why").first.click()
    page.locator(".why").first.evaluate("details => details.scrollIntoView()")
    page.screenshot(path=FOLDER / "why.png")
    print(f"{FOLDER}/result.png, why.png: {page.title()}")


def main(address: str = ADDRESS, example: str = EXAMPLE) -> None:
    """Drive Chromium as a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        take_pictures(browser.new_page(base_url=address, **PHONE), example)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
