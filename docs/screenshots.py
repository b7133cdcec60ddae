"""Take the README's picture of the result page from a running app.

usage: python docs/screenshots.py [ADDRESS] [NUMBER OF THE EXAMPLE PHOTO]      (`make run` first)
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("ARTRECOG_CHROMIUM", "/usr/bin/chromium")
PICTURE = Path(__file__).parent / "result.png"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


def take_result_picture(address: str, example: int) -> None:
    """Tap an example photo on a phone and save what the first screen of its answer shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        page = browser.new_page(base_url=address, **PHONE)
        page.goto("/")
        page.get_by_role("button", name=f"Example photo {example}", exact=True).click()
        page.locator(".result").wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURE)
        print(f"{PICTURE}: {page.title()}")
        browser.close()


if __name__ == "__main__":
    given = sys.argv[1:]
    take_result_picture(given[0] if given else "http://127.0.0.1:8000", int(given[1]) if len(given) > 1 else 1)
