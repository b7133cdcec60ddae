"""On PostgreSQL the site behaves as on SQLite: the very same tests run on a real server, all but long computing."""

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
CHOICE = "tests.services.on_postgresql.choice"


def test_the_quick_and_medium_tests_of_the_database_pass_and_those_of_writers_at_once(postgresql_url: str):
    # A process of its own, since Django chooses its database once. One, which begins first and ends before the last of
    # the others: a second one would import all anew.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", CHOICE, "--no-migrations"]
    environment = os.environ | {"ARTRECOG_DATABASE_URL": postgresql_url}
    command += ["-m", NOT_SLOW, *TESTS, AT_ONCE]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
