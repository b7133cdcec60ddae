"""A curator at work while visitors ask: works are added and removed, indexes built and switched to, under load."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recognition.measuring.processes import environment, manage
from recognition.measuring.starting import free_port, send, serving, wait_for_page

# Run by locust in a process of its own: importing it here would patch this one.
VISITORS = Path(__file__).with_name("visitors.py")
USERS = 10
SECONDS = 120
RUNNING_OUT_SECONDS = 30  # a build and a photo under load take about as long: none is begun that would not end in time
GLANCE_SECONDS = 0.05
PATIENCE_SECONDS = 60.0

# Run by `manage.py shell`, as a curator's own process; it tells when saving began.
ADD = """
import time
from pathlib import Path
from catalog.records import ArtworkRecord
from catalog.services import add_reference_image, save_artwork
saved_at = time.time()
artwork, _ = save_artwork(ArtworkRecord(source="curator", source_id={name!r}, title={name!r}))
add_reference_image(artwork, Path({picture!r}).read_bytes())
print(saved_at)
"""
REMOVE = """
from catalog.models import Artwork
from catalog.services import remove_artwork
for artwork in Artwork.objects.filter(source="curator"):
    remove_artwork(artwork)
"""


class NeverNamed(RuntimeError):
    """A new work was not recognized in time."""


@dataclass(frozen=True)
class Newcomer:
    """A picture that the catalogue lacks, and a visitor's photo of it."""

    picture: Path
    photo: bytes


@dataclass(frozen=True)
class Changes:
    """What happened to the catalogue: seconds from saving each new work to its name, and how often indexes changed."""

    new_work_s: Sequence[float]
    swaps: int


def measure_swaps(project: Path, data: Path, photos: Sequence[bytes], newcomers: Sequence[Newcomer]) -> dict[str, Any]:
    """Serve the demo catalogue in `data` to `USERS` visitors for `SECONDS`; meanwhile add works and build indexes.

    photos: what the visitors send, of works that are in the catalogue.

    Raises:
        DidNotStart: the web process did not. NeverNamed: a new work was not recognized.
        subprocess.CalledProcessError: a command failed.
    """
    manage(project, data, "prepare", "--demo")
    _shell(project, data, REMOVE)
    manage(project, data, "build_index")
    folder = data / "load-photos"
    folder.mkdir(exist_ok=True)
    for number, photo in enumerate(photos):
        (folder / f"{number}.jpg").write_bytes(photo)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with serving(project, data, port) as web:
        wait_for_page(web, f"{url}/")
        send(f"{url}/api/v1/recognitions/", photos[0])  # the first loads the network and opens the index
        with _visiting(project, url, folder) as load:
            changes = _change(project, data, url, newcomers)
            said, _ = load.communicate()
    return {"users": USERS, **_requests(said), **asdict(changes)}


def _change(project: Path, data: Path, url: str, newcomers: Sequence[Newcomer]) -> Changes:
    """Add one work after the other, each recognizable before a build takes it in, until the visitors leave."""
    deadline = time.monotonic() + SECONDS - RUNNING_OUT_SECONDS
    seconds: list[float] = []
    for number, newcomer in enumerate(newcomers):
        if time.monotonic() > deadline:
            break
        name = f"newcomer-{number}"
        saved_at = float(_shell(project, data, ADD.format(name=name, picture=str(newcomer.picture))))
        seconds.append(round(_named_at(url, newcomer.photo, name) - saved_at, 2))
        manage(project, data, "build_index")
    return Changes(seconds, len(seconds))


def _named_at(url: str, photo: bytes, title: str) -> float:
    """Return when a photo, sent again and again, was sent for the first time that its work was named.

    Raises:
        NeverNamed: it was not, for `PATIENCE_SECONDS`.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        sent_at = time.time()
        answer = send(f"{url}/api/v1/recognitions/", photo)
        if any(match["artwork"]["title"] == title for match in answer["matches"]):
            return sent_at
        time.sleep(GLANCE_SECONDS)
    raise NeverNamed(f"{title} was saved, but no photo of it was given its name.")


@contextmanager
def _visiting(project: Path, url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "locust", "-f", str(VISITORS), "--photos", str(folder), "--headless", "--json"]
    command += ["--host", url, "--users", str(USERS), "--spawn-rate", str(USERS), "--run-time", f"{SECONDS}s"]
    command += ["--exit-code-on-error", "0", "--loglevel", "ERROR", "--stop-timeout", "30s"]
    process = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True)  # noqa: S603 (ours) # nosec B603
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _requests(said: str) -> Mapping[str, Any]:
    """Return, of locust's statistics, what counts here."""
    (all_requests,) = json.loads(said)
    times = sorted((float(ms), count) for ms, count in all_requests["response_times"].items())
    return {
        "requests": all_requests["num_requests"],
        "failures": all_requests["num_failures"],
        "median_ms": _percentile(times, 0.5),
        "p95_ms": _percentile(times, 0.95),
    }


def _percentile(times: Sequence[tuple[float, int]], share: float) -> float:
    """Return the time within which `share` of the requests were answered; times are (ms, requests), ascending."""
    left = share * sum(count for _, count in times)
    for ms, count in times:
        left -= count
        if left <= 0:
            return ms
    return times[-1][0]


def _shell(project: Path, data: Path, code: str) -> str:
    command = [sys.executable, str(project / "manage.py"), "shell", "--no-imports", "-c", code]
    # Our own command, with code of ours.
    done = subprocess.run(  # noqa: S603 # nosec B603
        command, env=environment(data), cwd=project, capture_output=True, text=True, check=True
    )
    return done.stdout
