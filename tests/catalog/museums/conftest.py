"""What tests of museums get: servers that are not there, and time that does not pass."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.importers import museum_hosts
from catalog.importers.museum_cache import Cache
from catalog.importers.museum_client import Access, Limits, MuseumClient
from catalog.records import ArtworkRecord, CreatorRecord
from tests.catalog.museums.imitation import Imitation, serving

MUSEUM = Access(hosts=frozenset({"museum.example", "pictures.museum.example"}), seconds_between=0.0)
Ask = Callable[..., MuseumClient]


@pytest.fixture
def museums(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[Imitation]:
    """Every museum's server; nothing of theirs is asked in truth."""
    settings.MUSEUM_CONTACT = "curator@example.org"
    with serving() as imitation:
        monkeypatch.setattr(museum_hosts, "open_pinned_pool", imitation.pool)
        yield imitation


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time; nobody really waits."""
    taken: list[float] = []
    monkeypatch.setattr(time, "sleep", taken.append)
    return taken


@pytest.fixture
def ask(museums: Imitation, tmp_path: Path) -> Ask:
    """Make a client for the hosts of `MUSEUM`."""

    def made(access: Access = MUSEUM, *, contact: str = "", limits: Limits | None = None) -> MuseumClient:
        limits = limits or Limits(read_seconds=5)
        return MuseumClient(access, Cache(tmp_path / "kept"), contact=contact, limits=limits, open_pool=museums.pool)

    return made


def makers(work: ArtworkRecord) -> list[CreatorRecord]:
    """Return who made a work, as far as its source says."""
    return list(work.creators or ())


class Desk:
    """Runs the command, and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out, self.err = "", ""

    def brings(self, source: str, *options: str) -> None:
        try:
            call_command("import_museum", source, *options)
        except CommandError as error:
            self.err = f"{error}"
            raise
        finally:
            said = self._capsys.readouterr()
            self.out, self.err = said.out, self.err + said.err


@pytest.fixture
def desk(museums: Imitation, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Somebody who imports."""
    return Desk(capsys)
