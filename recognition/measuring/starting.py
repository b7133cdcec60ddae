"""A web process with the demo catalogue: how soon it answers its first page, and what memory it keeps."""

import json
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recognition.measuring.processes import Memory, descendants, environment, manage, memory_of

STARTS = 3
PATIENCE_SECONDS = 120.0
BOUNDARY = "photo"


class DidNotStart(RuntimeError):
    """The web process ended, or answered no page in time."""


@dataclass(frozen=True)
class Start:
    """One start. Megabytes of the master and its worker together, after the first page and after a recognition."""

    first_page_s: float
    first_page_mb: float
    recognized_mb: float
    first_recognition_s: float


def measure_start(project: Path, data: Path, photo: bytes) -> dict[str, Any]:
    """Prepare the demo catalogue in `data` unless it is there, start the web process `STARTS` times.

    `prepared_again_s` is what the second `make run` takes before that.

    Raises:
        DidNotStart: no page came. subprocess.CalledProcessError: the catalogue could not be prepared.
    """
    manage(project, data, "prepare", "--demo")
    begun = time.perf_counter()
    manage(project, data, "prepare", "--demo")
    prepared_again = round(time.perf_counter() - begun, 2)
    starts = [asdict(_start(project, data, photo)) for _ in range(STARTS)]
    medians = {name: round(statistics.median(start[name] for start in starts), 2) for name in starts[0]}
    return {"prepared_again_s": prepared_again, **medians}


def _start(project: Path, data: Path, photo: bytes) -> Start:
    port = free_port()
    begun = time.perf_counter()
    with serving(project, data, port) as process:
        wait_for_page(process, f"http://127.0.0.1:{port}/")
        first_page = time.perf_counter() - begun
        after_page = _memory(process)
        asked = time.perf_counter()
        send(f"http://127.0.0.1:{port}/api/v1/recognitions/", photo)
        answered = time.perf_counter() - asked
        return Start(first_page, after_page.resident, _memory(process).resident, answered)


@contextmanager
def serving(project: Path, data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the web process on `port`, as `make run` does."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    own = environment(data)
    process = subprocess.Popen(command, cwd=project, env=own, stdout=sys.stderr)  # noqa: S603 (ours) # nosec B603
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for_page(process: subprocess.Popen[bytes], url: str) -> None:
    """Return once `url` is answered; raises DidNotStart."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS):  # noqa: S310 (our own process) # nosec B310
                return
        except urllib.error.URLError:
            time.sleep(0.01)
    raise DidNotStart(f"The web process did not answer {url}; what it said is above.")


def _memory(process: subprocess.Popen[bytes]) -> Memory:
    """Return the resident memory of the master and its workers; pages that they share count in each."""
    each = [memory_of(pid) for pid in (process.pid, *descendants(process.pid))]
    return Memory(sum(one.resident for one in each), sum(one.anonymous for one in each))


def send(url: str, photo: bytes) -> Any:
    """Return what the API answers to a photo."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="photo.jpg"\r\n\r\n'
    body = head.encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  (our own process)
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 # nosec B310
        return json.load(answer)
