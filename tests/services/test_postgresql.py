"""On PostgreSQL the site behaves as on SQLite: the very same tests run on a real server."""

import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.services, pytest.mark.slow]


def run_tests(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own, since Django chooses its database once."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = os.environ | {"ARTRECOG_DATABASE_URL": database_url}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def test_every_quick_or_medium_test_of_the_database_passes_on_postgresql(postgresql_url: str):
    not_slow = "django_db and not (model or services or browser or slow)"
    apps = ("tests/catalog", "tests/desk", "tests/quality", "tests/recognition", "tests/visits", "tests/webhooks")
    # In one process: it begins first and is done before the last of the others, and a second one would import all anew.
    done = run_tests(postgresql_url, *apps, "--no-migrations", "-m", not_slow)
    assert done.returncode == 0, done.stdout + done.stderr


def test_concurrent_writers_cannot_break_a_promise(postgresql_url: str):
    done = run_tests(postgresql_url, "tests/services/on_postgresql/at_the_same_time.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_migration_applies_and_none_is_missing(postgresql_url: str):
    environment = os.environ | {"ARTRECOG_DATABASE_URL": postgresql_url}
    for command in (["migrate"], ["migrate", "--check"], ["makemigrations", "--check", "--dry-run"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=REPOSITORY,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
