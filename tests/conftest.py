"""What every test gets: no network beyond this machine, and a word when the museum photos are missing."""

import ipaddress
import os
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def _is_this_machine(host: object) -> bool:
    if host in (None, "", b"", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback or str(host) == "0.0.0.0"
    except ValueError:
        return False


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: Python raises its events before each connection, in whichever library."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_this_machine(host):
        raise RuntimeError(f"A test tried to reach {host}; tests stay on this machine.")


def pytest_configure() -> None:
    sys.addaudithook(_refuse_network)


# Those that take minutes begin first, so that no worker is left alone with them at the end (`--no-loadscope-reorder`).
LONGEST_FIRST = ("services/test_postgresql.py", "slow", "recognition", "browser/test_every_page.py", "services")


def _begins(item: pytest.Item) -> int:
    place = item.path.relative_to(REPOSITORY / "tests").as_posix()
    return next((n for n, start in enumerate(LONGEST_FIRST) if place.startswith(start)), len(LONGEST_FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_begins)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with `photos/`, `frames/` and `art/`: real museum photos, too large for the repository."""
    folder = Path(os.environ.get("ARTRECOG_SHARED_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / "photos" / "catalog.csv").is_file():
        pytest.skip(f"NOT MEASURED ON REAL PHOTOS: there is no {folder}; set ARTRECOG_SHARED_DATA to its place.")
    return folder
