"""A site as it is deployed: Django's own checks have nothing to say, and no process writes down a secret."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.services.processes import eventually, stop
from tests.services.site import Site

pytestmark = pytest.mark.services


def test_the_documented_settings_leave_djangos_deployment_checks_nothing_to_say(tmp_path: Path) -> None:
    site = Site.install(tmp_path, ALLOWED_HOSTS="art.example.org", HTTPS_ONLY="true")
    assert "no issues" in site.run("check", "--deploy", "--fail-level", "WARNING")


def test_a_worker_that_cannot_reach_its_broker_says_so_without_the_password(tmp_path: Path) -> None:
    site = Site.install(tmp_path, REDIS_URL="redis://:hunter2word@127.0.0.1:1/0", SECRET_KEY="signs-" * 10)
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "--app", "artrecog", "worker", "--loglevel", "INFO", "--pool", "solo"]
    with log.open("w") as output:
        worker = subprocess.Popen(command, cwd=REPOSITORY, env=site.environment, stdout=output, stderr=output)
    try:
        eventually(lambda: re.search(r"Cannot connect to redis", log.read_text()), within=60, what=log.read_text)
    finally:
        stop(worker)
    assert "127.0.0.1:1/0" in log.read_text()
    assert "hunter2word" not in log.read_text()
    assert "signs-" not in log.read_text()
