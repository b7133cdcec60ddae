"""A museum's Sunday: nobody is lost, nothing breaks, nothing grows. `SOAK_SECONDS=180` spends a shorter one."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.soak.sunday import Report, spend_sunday

pytestmark = [pytest.mark.soak]

SECONDS = float(os.environ.get("SOAK_SECONDS") or 1800)
MOST_GROWTH = 0.05
PAGE = REPOSITORY / "var" / "soak" / "sunday.json"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    found = spend_sunday(tmp_path_factory.mktemp("sunday"), SECONDS)
    keep(found, PAGE)
    return found


def keep(report: Report, path: Path) -> None:
    """Keep what was found, and say it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(report), indent=1))
    print(f"\n{report.seconds:.0f} s, {report.accepted} photos taken in: {dict(report.states)}")
    for kind in report.kinds:
        print(
            f"{kind.name:40} {kind.requests:6} requests {kind.errors:4} errors"
            f" {kind.median_ms:8.0f} ms median {kind.p95_ms:8.0f} ms p95"
        )
    for memory in report.memory:
        print(f"{memory.process:40} {memory.megabytes[-1]:8.0f} MB at last, grew {memory.growth:+.1%} after warm-up")


def test_no_request_was_answered_by_an_error(report: Report):
    assert report.errors == []
    assert sum(kind.requests for kind in report.kinds) > SECONDS


def test_every_photo_that_was_taken_in_was_answered(report: Report):
    ended = {state: count for state, count in report.states.items() if count}
    assert ended == {"done": report.accepted}


def test_a_curator_imported_meanwhile(report: Report):
    assert sum(kind.requests for kind in report.kinds if kind.name.startswith("import")) > 10


def test_no_process_grew(report: Report):
    grown = [memory.process for memory in report.memory if memory.growth > MOST_GROWTH]
    assert grown == []
