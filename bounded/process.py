"""The site's end: a process that is started when it is first needed, and again whenever it is gone.

One piece of work at a time; other threads wait. So a site's process has one such process at most, and what several
visitors' pictures can take together is what one may take.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from bounded.child import OUT_OF_MEMORY, READY
from bounded.limits import Bound, Busy, CannotStart, Limits, OutOfBounds
from bounded.messages import Malformed, Message, receive, send

logger = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parent.parent
# Large enough that a photo of 5 MB goes through in a few turns. Linux alone knows it; elsewhere it is left aside.
PIPE_BYTES = 1024 * 1024
# Nothing of the site's environment: neither secret nor address. And few threads on any machine, since each takes
# address space, whether it does anything or not.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "MALLOC_ARENA_MAX": "1",
}
# But where Python and its libraries lie, if that is said there.
INHERITED = ("PYTHONPATH", "LD_LIBRARY_PATH")
# Of an idle process, between the end of its pipe and its own.
GOODBYE_SECONDS = 2.0


class Worker(Protocol):
    """Whatever does the work."""

    def run(self, facts: Mapping[str, Any], data: bytes) -> Message:
        """Do a piece of work; see the implementations for what is raised."""

    def stop(self) -> None:
        """Give back what is held."""


class SameProcess:
    """Does the work here, without any limit: for tests that are about the work itself."""

    def __init__(self, module_name: str) -> None:
        self._module = import_module(module_name)

    def run(self, facts: Mapping[str, Any], data: bytes) -> Message:
        """Do a piece of work."""
        return Message(*self._module.run(facts, data))

    def stop(self) -> None:
        """Hold nothing."""


class BoundedProcess:
    """Has the work done within `limits` by a process that runs `module_name`, see `child.py`. Threads may share it."""

    def __init__(self, module_name: str, limits: Limits) -> None:
        self._module_name, self._limits = module_name, limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        os.register_at_fork(after_in_child=self._leave_to_parent)

    @property
    def pid(self) -> int | None:
        """Return the process's id, None when there is none."""
        return self._process.pid if self._process else None

    def run(self, facts: Mapping[str, Any], data: bytes) -> Message:
        """Do a piece of work.

        Raises:
            OutOfBounds: it takes too much time or memory, or brought the process down; the next begins anew.
            Busy: other work takes too long. CannotStart: there is no process, and none can be made.
        """
        if not self._lock.acquire(timeout=self._limits.wait_seconds):
            raise Busy(f"Other work took longer than {self._limits.wait_seconds:.0f} s.")
        try:
            answer = self._ask(facts, data) or self._ask(facts, data)
        finally:
            self._lock.release()
        if answer is None:
            raise CannotStart(f"{self._module_name} ends as soon as it has begun.")
        return answer

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, facts: Mapping[str, Any], data: bytes) -> Message | None:
        """Return the answer; None when the process had ended by itself, having had nothing to do for long."""
        process, answer = self._ready(), None
        try:
            with _killing_after(self._limits.seconds, process) as too_late:
                answer = _exchange(process, Message(facts, data), self._limits.answer_bytes)
        finally:
            # Also when this thread is torn away: the answer must not be taken for one to the next piece of work.
            if answer is None or OUT_OF_MEMORY in answer.facts:
                self._end()
        if self._process is None:
            self._explain(answer, process.returncode, too_late=too_late.is_set())
            return None
        return answer

    def _explain(self, answer: Message | None, code: int, *, too_late: bool) -> None:
        if too_late:
            raise OutOfBounds(Bound.TIME, f"It took longer than {self._limits.seconds:.0f} s.")
        if answer:
            raise OutOfBounds(Bound.MEMORY, f"It needs more than {self._limits.memory_bytes // 2**20} MB.")
        if code != 0:
            logger.warning("%s fell over what it was given (exit code %d)", self._module_name, code)
            raise OutOfBounds(Bound.DIED, f"It ended with {code}.")

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self._end()
        self._process = self._start()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", "bounded.child"]
        process = subprocess.Popen(  # noqa: S603 # nosec B603 - our own module and numbers
            [*command, self._module_name, json.dumps(asdict(self._limits))],
            cwd=CHECKOUT,
            env=ENVIRONMENT | {name: os.environ[name] for name in INHERITED if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            pipesize=PIPE_BYTES,
            start_new_session=True,  # Ctrl-C is for the site, whose end it notices
        )
        with _killing_after(self._limits.start_seconds, process):
            ready = _hear(process, 0)
        if ready is None or READY not in ready.facts:
            _end(process)
            raise CannotStart(f"{self._module_name} does not start; its message is in the log.")
        if not ready.facts["memory_is_limited"]:
            logger.warning("This system does not limit a process's memory: only time bounds %s", self._module_name)
        return process

    def _end(self) -> None:
        if self._process:
            _end(self._process)
        self._process = None

    def _leave_to_parent(self) -> None:
        """After a fork: the process, and the lock that another thread may have held, are the parent's."""
        if self._process:
            _close_pipes(self._process)
            self._process.returncode = 0  # not ours to wait for
        self._lock, self._process = threading.Lock(), None


@contextmanager
def _killing_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kill a process that is not done when the block should have been; the event says whether it came to that."""
    too_late = threading.Event()

    def kill() -> None:
        too_late.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield too_late
    finally:
        timer.cancel()


def _exchange(process: subprocess.Popen[bytes], message: Message, most_bytes: int) -> Message | None:
    """Return the answer; None when the process ended without one, or says what is none."""
    assert process.stdin is not None  # noqa: S101 # nosec B101 - said to Popen above
    try:
        send(process.stdin.fileno(), message)
    except BrokenPipeError:
        return None
    return _hear(process, most_bytes)


def _hear(process: subprocess.Popen[bytes], most_bytes: int) -> Message | None:
    assert process.stdout is not None  # noqa: S101 # nosec B101 - said to Popen above
    try:
        return receive(process.stdout.fileno(), most_bytes)
    except EOFError:
        return None
    except Malformed as error:
        logger.warning("A bounded process sent what is no message: %s", error)
        process.kill()
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close its pipes, upon which it ends when it is idle; and kill it when it is not."""
    _close_pipes(process)
    try:
        process.wait(GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
