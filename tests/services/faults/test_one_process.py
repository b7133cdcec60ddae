"""A full disk refuses politely and keeps nothing half; a build that is killed at any step costs nothing."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.findings import note_finding
from tests.services.site import Site

pytestmark = [pytest.mark.services, pytest.mark.slow]

STEPS = (
    "while features are packed",
    "before the manifest",
    "before it is renamed",
    "before it is switched to",
    "in the transaction that switches",
    "before the oldest is removed",
    "while the oldest is removed",
)
SWITCHED = ("before the oldest is removed", "while the oldest is removed")
FULL = {"status": 503, "retry_after": "300"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, dict[str, Any]]:
    """What the program said, by fault. Its own process: it limits itself, mounts, and forks."""
    site = Site.install(tmp_path_factory.mktemp("one"))
    command = [sys.executable, "-m", "tests.services.faults.one_process"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=site.environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {facts["fault"]: facts for facts in said}


def test_a_photo_that_the_disk_has_no_room_for_is_refused_and_leaves_nothing(found):
    facts = found["photos on a full disk"]
    during, after = facts["during"], facts["after"]
    assert during.items() >= FULL.items()
    assert "no room" in during["message"]
    assert (during["rows"], during["files"]) == (0, 0)
    assert (after["status"], after["rows"], after["files"]) == (201, 1, 1)
    note_finding(
        "The disk for photos is full",
        sees="503 with `Retry-After`: “There is no room to keep anything new right now”; pages as ever",
        seconds=facts["seconds"],
        test=__file__,
    )


def test_a_photo_that_the_database_has_no_room_for_is_refused_and_leaves_nothing(found):
    facts = found["a full database"]
    before, during, after = facts["before"], facts["during"], facts["after"]
    assert during.items() >= FULL.items()
    assert (during["rows"], during["files"]) == (before["rows"], before["files"])
    assert (after["status"], after["rows"]) == (201, before["rows"] + 1)
    note_finding(
        "The disk of the database is full",
        sees="503 with `Retry-After`: “There is no room to keep anything new right now”; pages as ever",
        seconds=facts["seconds"],
        test=__file__,
    )


def test_a_build_that_the_disk_has_no_room_for_leaves_the_index_as_it_was(found):
    facts = found["a build on a full disk"]
    assert "searched as before" in facts["said"]
    assert "Make room" in facts["said"]
    assert (facts["active"], len(facts["left"]), facts["named"], facts["named_after"]) == (True, 1, True, True)
    note_finding(
        "The disk is full while an index is built",
        sees="nothing: the index before it answers; the operator reads where to make room",
        seconds=facts["seconds"],
        test=__file__,
    )


@pytest.mark.parametrize("step", STEPS)
def test_a_build_that_is_killed_at_any_step_costs_no_answer_and_leaves_nothing(found, step: str):
    facts = found[step]
    assert (facts["killed"], facts["switched"]) == (True, step in SWITCHED)
    assert (facts["answered"], facts["answered_after"]) == (True, True)
    assert (facts["clean"], facts["builds"]) == (True, 2)
    note_finding(
        f"A build is killed {step}",
        sees=f"nothing: the {'new' if step in SWITCHED else 'old'} index answers, and new works beside it",
        seconds=facts["seconds"],
        test=__file__,
    )
