"""A real browser at phone width, and a site with one of everything to look at."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.museum import open_museum
from tests.browser.site import Site, fill_site

# The same engine without a window: each page costs a fifth of the time. Where it is not, Chromium does too.
CHROMIUMS = ("chromium-headless-shell", "chromium")
CHROMIUM = os.environ.get("ARTRECOG_CHROMIUM") or next(filter(shutil.which, CHROMIUMS), CHROMIUMS[0])
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

expect.set_options(timeout=30_000)  # milliseconds; on a busy machine a page takes its time

# Playwright keeps an event loop in this thread, where Django would refuse its ordinary queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def patient_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of a photo that waits is looked at for longer than a worker may be silent: nobody runs it meanwhile."""
    monkeypatch.setattr("recognition.runner.ABANDONED_AFTER", timedelta(hours=2))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start Debian's Chromium, with more arguments when a test needs them."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"PAGES NOT TESTED IN A BROWSER: there is no {CHROMIUM}; apt-get install {CHROMIUMS[0]}.")
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=[*ARGUMENTS, *more])


@pytest.fixture(scope="session")
def browser(launch) -> Iterator[Browser]:
    """The browser that most tests share."""
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def answered(transactional_db, settings, live_server) -> Iterator[None]:
    """Wait at the end for requests that closed windows left behind: the database is emptied and settings go back next.

    Of the server's threads, each serves one connection and ends when the window at its other end is closed.
    """
    yield
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=60)
            assert not thread.is_alive(), f"{thread.name} still serves a request a minute after its window was closed."


@pytest.fixture
def open_context(browser: Browser, live_server, answered) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser window of its own cookies, a phone's unless said otherwise."""
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(base_url=live_server.url, **{**PHONE, **options}))
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def reports(live_server) -> list[str]:
    """What `watch` heard: errors and warnings, refusals by the Content-Security-Policy, requests to other hosts."""
    return []


@pytest.fixture
def watch(live_server, reports) -> Callable[[BrowserContext], None]:
    """Note in `reports` whatever a window should not do."""
    own = (live_server.url, "blob:", "data:")

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            reports.append(f"{message.page.url if message.page else '?'}: {message.text}")

    def watch(context: BrowserContext) -> None:
        context.on("console", note)
        context.on("weberror", lambda error: reports.append(f"{error.page.url if error.page else '?'}: {error.error}"))
        context.on("request", lambda request: None if request.url.startswith(own) else reports.append(request.url))

    return watch


@pytest.fixture
def phone(open_context) -> Page:
    """An empty page on a phone."""
    return open_context().new_page()


@pytest.fixture
def museum(transactional_db, settings, tmp_path) -> None:
    """Three works of the demo catalogue, in a room and in the index."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    open_museum()


@pytest.fixture
def site(transactional_db, settings, tmp_path) -> Site:
    """The addresses of one page of every kind."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CATALOG_SIMILARITY = ""
    settings.CATALOG_REFERENCE_LISTENER = "tests.browser.site.ignore_references"
    return fill_site()
