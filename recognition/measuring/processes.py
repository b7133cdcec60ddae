"""Other processes: what memory one keeps, and work done in a fresh one."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PROC = Path("/proc")


@dataclass(frozen=True)
class Memory:
    """Megabytes (10⁶ bytes) that a process keeps in memory, and those of them that no other process could share."""

    resident: float
    anonymous: float

    def __sub__(self, before: "Memory") -> "Memory":
        return Memory(self.resident - before.resident, self.anonymous - before.anonymous)


def memory_of(pid: int) -> Memory:
    """Return the memory of a process.

    Raises:
        OSError: there is no such process, or this system has no /proc (only Linux has).
    """
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    facts = (line.partition(":") for line in lines if line.endswith("kB"))
    kilobytes = {name: int(value.split()[0]) for name, _, value in facts}
    return Memory(kilobytes["VmRSS"] * 1.024e-3, kilobytes["RssAnon"] * 1.024e-3)


def own_memory() -> Memory:
    """Return the memory of this process. Raises OSError where there is no /proc."""
    return memory_of(os.getpid())


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they started."""
    for child in (PROC / str(pid) / "task" / str(pid) / "children").read_text().split():
        yield int(child)
        yield from descendants(int(child))


def in_fresh_process(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `work` in a process that has loaded nothing else, so that the memory it keeps can be told."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


def manage(project: Path, data: Path, *arguments: str) -> None:
    """Run a command of the project on a data directory of its own; what it says goes to stderr.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [sys.executable, str(project / "manage.py"), *arguments]
    # Our own command, with arguments of ours.
    own = environment(data)
    subprocess.run(command, env=own, cwd=project, stdout=sys.stderr, check=True)  # noqa: S603 # nosec B603


def environment(data: Path) -> dict[str, str]:
    """Return this process's environment for a site of its own: other data, no broker, no other database."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ARTRECOG_")}
    return {**ours, "ARTRECOG_DATA_DIR": str(data)}
