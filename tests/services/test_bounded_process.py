"""Work that runs wild takes its own process with it, and nothing else: the next begins anew."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bounded.limits import Bound, Busy, CannotStart, Limits, OutOfBounds
from bounded.process import BoundedProcess
from tests.conftest import REPOSITORY
from tests.services.processes import eventually

pytestmark = pytest.mark.services

JOB = "tests.services.naughty_job"
LIMITS = Limits(memory_bytes=600 * 2**20, seconds=1.0, answer_bytes=2**20, wait_seconds=20.0)
IMPATIENT = Limits(memory_bytes=600 * 2**20, seconds=5.0, answer_bytes=2**20, wait_seconds=0.01, idle_seconds=0.2)
LINUX_ALONE = pytest.mark.skipif(sys.platform != "linux", reason="NOT BOUNDED HERE: only Linux limits address space.")


@pytest.fixture(scope="module")
def bounded() -> Iterator[BoundedProcess]:
    process = BoundedProcess(JOB, LIMITS)
    yield process
    process.stop()


@pytest.fixture
def impatient() -> Iterator[BoundedProcess]:
    process = BoundedProcess(JOB, IMPATIENT)
    yield process
    process.stop()


def ask(process: BoundedProcess, what: str, data: bytes = b"") -> Any:
    return process.run({"do": what}, data)


def bound_met(process: BoundedProcess, what: str) -> Bound:
    with pytest.raises(OutOfBounds) as caught:
        ask(process, what)
    return caught.value.bound


def test_what_was_said_comes_back_from_one_process_that_stays(bounded: BoundedProcess) -> None:
    first, second = ask(bounded, "echo", b"one"), ask(bounded, "echo", bytes(2**20))
    assert (first.data, second.data) == (b"one", bytes(2**20))
    assert first.facts["pid"] == second.facts["pid"] == bounded.pid != os.getpid()


@pytest.mark.parametrize("fall", ["abort", "fail", "babble", "boast"])
def test_a_process_that_falls_or_babbles_is_followed_by_another(bounded: BoundedProcess, fall: str) -> None:
    before = ask(bounded, "echo").facts["pid"]
    assert bound_met(bounded, fall) == Bound.DIED
    assert ask(bounded, "echo").facts["pid"] != before


def test_what_never_ends_is_killed_in_time(bounded: BoundedProcess) -> None:
    ask(bounded, "echo")
    begun = time.monotonic()
    assert bound_met(bounded, "hang") == Bound.TIME
    assert time.monotonic() - begun < 3 * LIMITS.seconds
    assert ask(bounded, "echo").data == b""


@LINUX_ALONE
def test_what_needs_too_much_memory_gets_none_of_it(bounded: BoundedProcess) -> None:
    assert bound_met(bounded, "eat") == Bound.MEMORY
    assert ask(bounded, "echo").data == b""


def test_it_can_open_nothing_and_knows_nothing_of_the_sites_environment(
    bounded: BoundedProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTRECOG_SECRET_KEY", "not for decoders")
    bounded.stop()
    found = ask(bounded, "look_around").facts
    assert found["file"] == found["socket"] == str(errno.EMFILE)
    assert not [name for name in found["environment"] if name.startswith(("ARTRECOG", "DJANGO"))]


def test_one_that_was_killed_from_outside_between_two_pieces_of_work_is_not_missed(bounded: BoundedProcess) -> None:
    pid = ask(bounded, "echo").facts["pid"]
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert ask(bounded, "echo").facts["pid"] != pid


def test_many_threads_are_served_one_after_the_other_and_each_gets_its_own(bounded: BoundedProcess) -> None:
    given = [bytes([number]) * 100_000 for number in range(16)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda data: ask(bounded, "echo", data), given))
    assert [answer.data for answer in answers] == given
    assert len({answer.facts["pid"] for answer in answers}) == 1


def test_whoever_would_wait_too_long_is_told(impatient: BoundedProcess) -> None:
    ask(impatient, "echo")
    with ThreadPoolExecutor(1) as other:
        begun = other.submit(ask, impatient, "work_a_little")
        eventually(lambda: impatient._lock.locked() or begun.done() or None, within=5, what=str)
        with pytest.raises(Busy):
            ask(impatient, "echo")
        assert begun.result().data == b""


def test_one_with_nothing_to_do_ends_and_the_next_piece_of_work_does_not_notice(impatient: BoundedProcess) -> None:
    first = ask(impatient, "echo").facts["pid"]
    assert impatient._process is not None
    impatient._process.wait(10)
    assert ask(impatient, "echo").facts["pid"] != first


def test_it_ends_when_the_site_was_killed_even_in_the_midst_of_work() -> None:
    """The pipe that the orphan would write to next is ours: it is closed when the orphan is gone."""
    code = (
        "import os, signal, threading\n"
        "from bounded.limits import Limits\n"
        "from bounded.process import BoundedProcess\n"
        "process = BoundedProcess('tests.services.naughty_job', Limits(600 * 2**20, 1.0, 2**20))\n"
        "process.run({'do': 'echo'}, b'')\n"
        "print(process.pid, flush=True)\n"
        "threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL)).start()\n"
        "process.run({'do': 'hang'}, b'')\n"
    )
    site = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, check=False)
    assert site.returncode == -signal.SIGKILL
    orphan = int(site.stdout)
    eventually(lambda: not _lives(orphan) or None, within=10, what=lambda: f"{orphan} lives on.")


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_a_fork_leaves_the_process_to_its_parent(bounded: BoundedProcess) -> None:
    mine = ask(bounded, "echo").facts["pid"]
    other = os.fork()
    if other == 0:
        os._exit(0 if bounded.pid is None else 1)
    assert os.waitpid(other, 0)[1] == 0
    assert ask(bounded, "echo").facts["pid"] == mine


def test_what_cannot_start_is_the_sites_own_fault() -> None:
    with pytest.raises(CannotStart):
        ask(BoundedProcess("tests.services.no_such_job", LIMITS), "echo")
