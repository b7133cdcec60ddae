"""Starting a process, waiting until it is ready, and stopping it whatever happens."""

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.conftest import REPOSITORY

START_SECONDS = 60.0
STOP_SECONDS = 20.0
GLANCE_SECONDS = 0.1
T = TypeVar("T")


def eventually(probe: Callable[[], T | None], *, within: float, what: Callable[[], str]) -> T:
    """Return what `probe` returns once it is something; fail with `what()` after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        found = probe()
        if found:
            return found
        assert time.monotonic() < deadline, f"Not within {within:.0f} s: {what()}"
        time.sleep(GLANCE_SECONDS)


def free_port() -> int:
    """Return a port that the system gives out: of several test processes each gets another one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], *, log: Path, ready: str
) -> Iterator[re.Match[str]]:
    """Run `command` from the checkout until the block ends; enter the block when `ready` matches in its output."""
    process, match = start(command, environment, log=log, ready=ready)
    try:
        yield match
    finally:
        stop(process)


def start(
    command: Sequence[str], environment: Mapping[str, str], *, log: Path, ready: str
) -> tuple[subprocess.Popen[bytes], re.Match[str]]:
    """Start `command` from the checkout; return it, and what matched, as soon as `ready` matches in its output."""
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output)

    def started() -> re.Match[str] | None:
        assert process.poll() is None, f"{command} ended:\n{log.read_text()}"
        return re.search(ready, log.read_text())

    try:
        return process, eventually(started, within=START_SECONDS, what=log.read_text)
    except BaseException:
        stop(process)
        raise


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end; after a while, end it."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
