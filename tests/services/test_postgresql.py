"""On PostgreSQL the site behaves as on SQLite: the very same tests run on a real server."""

import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.services, pytest.mark.slow]

# The last ones have several processes act at once, which SQLite's one writer does not let them.
TESTS = [f"tests/{app}" for app in ("catalog", "desk", "quality", "recognition", "visits", "webhooks")]
AT_ONCE = "tests/services/on_postgresql/at_the_same_time.py"
NOT_SLOW = "django_db and not (model or services or browser or slow)"


def run(database_url: str, *arguments: str) -> None:
    """Run Python in a process of its own, since Django chooses its database once; fail with its words."""
    environment = os.environ | {"ARTRECOG_DATABASE_URL": database_url}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_quick_or_medium_test_of_the_database_passes_and_those_of_writers_at_once(postgresql_url: str):
    # In one process: this begins first and ends before the last of the others; a second one would import all anew.
    pytest_alone = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-migrations")
    run(postgresql_url, *pytest_alone, "-m", NOT_SLOW, *TESTS, AT_ONCE)


def test_every_migration_applies(postgresql_url: str):
    for command in (["migrate"], ["migrate", "--check"]):
        run(postgresql_url, "manage.py", *command)
