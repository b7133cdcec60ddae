"""A large catalogue is imported within bounded time and memory, after a real kill too, on both databases."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.services.importing import KILLED_AT_GROUP

pytestmark = [pytest.mark.services, pytest.mark.slow]

# Enough for a kill in the middle; `IMPORT_ROWS=40000` is the promise.
ROWS = int(os.environ.get("IMPORT_ROWS", "1000"))
GROUP = 250
MOST_SECONDS, MOST_MEGABYTES = 300, 500


def told_by(step: str, environment: Mapping[str, str], *, ending: int) -> list[dict[str, Any]]:
    """Run one step in a process of its own, and return what it told before it ended as it should."""
    command = [sys.executable, "-m", "tests.services.importing", step, str(ROWS)]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == ending, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_large_import_survives_a_kill_and_is_undone_to_the_last_row(database, tmp_path, request, galleries):
    environment = os.environ | {"ARTRECOG_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "artrecog.settings"}
    if database == "postgresql":
        environment["ARTRECOG_DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    else:
        shutil.copy(galleries.tables, tmp_path / "artrecog.sqlite3")
    (checked,) = told_by("begin", environment, ending=-signal.SIGKILL)
    left, committed, undone = told_by("finish", environment, ending=0)
    assert (checked["status"], checked["states"]) == ("checked", {"new": ROWS})
    assert left["states"] == (KILLED_AT_GROUP - 1) * GROUP, "what was not committed is gone, and nothing else"
    assert (committed["status"], committed["states"]) == ("committed", {"added": ROWS})
    assert (undone["status"], undone["states"]) == ("undone", {"undone": ROWS})
    assert undone["catalogue"] == checked["catalogue"] != committed["catalogue"]
    for step in (checked, committed, undone):
        assert step["seconds"] < MOST_SECONDS
        assert step["megabytes"] < MOST_MEGABYTES
