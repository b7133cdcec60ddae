"""What `make` says when something that it needs is missing: one sentence, before anything is done."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


def run_make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make; set-up itself is taken as done, so that no test installs anything."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ARTRECOG_", "MAKE"))}
    command = ["make", "--no-print-directory", "--old-file=setup", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def first_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.splitlines()[0]


def test_make_alone_says_what_there_is():
    assert "make run" in run_make().stdout


@pytest.mark.parametrize("python", ["/nowhere/python3", "false"])
def test_without_a_suitable_python_it_says_which_one_to_install(tmp_path: Path, python: str):
    done = run_make(f"{tmp_path}/venv/bin/python", f"VENV={tmp_path}/venv", f"PYTHON={python}")
    assert done.returncode != 0
    assert "Python 3.11, 3.12 or 3.13" in first_line(done)
    assert not (tmp_path / "venv").exists()


def test_a_worker_without_a_broker_is_told_to_name_one():
    done = run_make("worker")
    assert done.returncode != 0
    assert "ARTRECOG_REDIS_URL" in first_line(done)


def test_a_port_that_is_taken_is_named_before_the_app_is_prepared():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run_make("run", f"PORT={port}")
    assert done.returncode != 0
    assert f"127.0.0.1:{port}" in first_line(done)
