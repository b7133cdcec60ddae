"""Database, broker or worker gone and back: visitors read when to come back, and every photo taken is answered."""

import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import pytest

from recognition.models import Recognition
from recognition.runner import ABANDONED_AFTER, MAX_ATTEMPTS
from recognition.tasks import RECOGNITION_KILLED_SECONDS, SWEEP_SECONDS
from tests.core.pictures import draw_painting, encode
from tests.findings import note_finding
from tests.services.faults.limits import HANGING_WIDTH, HARD_SECONDS
from tests.services.faults.servers import Broker, black_hole, look_at, quick_worker
from tests.services.gallery import Galleries, photograph
from tests.services.postgresql import PostgreSQL
from tests.services.processes import eventually
from tests.services.site import Answer, Site, Web

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

Status = Recognition.Status
# What the clock of a real site adds at most: a minute of silence, and a minute between sweeps.
REAL_SWEEP_SECONDS = ABANDONED_AFTER.total_seconds() + SWEEP_SECONDS
PROMPT_SECONDS = 30.0  # of a post whose broker hangs: ten, for the client tries again, on a machine however busy
# On PostgreSQL every migration was applied; static files are for pages.
PREPARE = """
from django.core.management import call_command
call_command("migrate", check_unapplied=True)
call_command("prepare")
"""
TAKE_PHOTOS = """
import time
from pathlib import Path
from recognition.intake import accept_photo
for photo in photos:
    begun = time.monotonic()
    row = accept_photo(Path(photo).read_bytes())
    print(row.pk, row.status, time.monotonic() - begun)
"""


@pytest.fixture(scope="module")
def database() -> Iterator[PostgreSQL]:
    # A short path: a Unix socket's name is at most 103 characters long.
    folder = Path(tempfile.mkdtemp(prefix="artrecog-pg-"))
    server = PostgreSQL(folder)
    server.create()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    broker = Broker()
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: PostgreSQL, broker: Broker, galleries: Galleries) -> Site:
    site = galleries.install(tmp_path_factory.mktemp("site"), REDIS_URL=broker.url, DATABASE_URL=database.url)
    site.run_code(PREPARE)
    return site


@pytest.fixture(scope="module")
def web(site: Site) -> Iterator[Web]:
    with site.web() as web:
        yield web


@pytest.fixture(scope="module")
def photo() -> bytes:
    return photograph("436528")


@pytest.fixture(scope="module")
def worker(site: Site) -> Iterator[None]:
    """A worker that outlives whatever happens to the servers."""
    with quick_worker(site):
        yield


@dataclass(frozen=True)
class Unqueued:
    """A photo that was taken in while the broker's host swallowed packets."""

    location: str
    status: str
    seconds: float


@pytest.fixture(scope="module")
def unqueued(site: Site, photo: bytes) -> Sequence[Unqueued]:
    """Two of them, one of which hangs whoever takes it."""
    paths = [site.folder / name for name in ("plain.jpg", "hanging.jpg")]
    paths[0].write_bytes(photo)
    paths[1].write_bytes(encode(draw_painting(5, HANGING_WIDTH, 600)))
    with black_hole() as address:
        elsewhere = Site(site.folder, {**site.environment, "ARTRECOG_REDIS_URL": address})
        said = elsewhere.run_code(TAKE_PHOTOS, photos=[str(path) for path in paths])
    rows = [line.split() for line in said.splitlines()]
    return [Unqueued(f"/api/v1/recognitions/{pk}/", status, float(seconds)) for pk, status, seconds in rows]


def taken(answer: Answer) -> str:
    """Return where the answer to a photo that was taken in will be."""
    assert answer.status == 202, answer.body
    return str(answer.headers["Location"])


def names_irises(answer: dict) -> bool:
    return [match["artwork"]["title"] for match in answer["matches"]] == ["Irises"]


def seconds_since(moment: float) -> float:
    return time.monotonic() - moment


def test_a_visitor_who_leaves_in_the_middle_of_a_photo_leaves_nothing(site: Site, web: Web, photo: bytes):
    media = site.folder / "data" / "media" / "photos"
    before = sorted(media.rglob("*"))
    host, port = urlparse(web.address).hostname, urlparse(web.address).port
    head = (
        f"POST /api/v1/recognitions/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {len(photo) + 200}\r\n\r\n--b\r\n"
        'Content-Disposition: form-data; name="photo"; filename="p.jpg"\r\n\r\n'
    )
    with socket.create_connection((str(host), int(port or 0))) as visitor:
        visitor.sendall(head.encode() + photo[: len(photo) // 2])
    begun = time.monotonic()
    page = look_at(web)
    assert page.status == 200, web._logs()
    seconds = seconds_since(begun)
    assert sorted(media.rglob("*")) == before
    note_finding(
        "A visitor's phone dies in the middle of sending a photo",
        sees="nothing; other visitors notice nothing",
        lost="what did not arrive; nothing of it is kept",
        seconds=seconds,
        test=__file__,
    )


def test_a_photo_whose_worker_is_killed_is_answered_by_the_next(
    site: Site, web: Web, photo: bytes, request: pytest.FixtureRequest
):
    with quick_worker(site) as victim:
        location = taken(web.post_photo(photo))
        eventually(
            lambda: web.get(location).body["status"] == Status.RUNNING, within=60, what=lambda: "the worker began"
        )
        victim.kill()
    assert web.get(location).body["status"] == Status.RUNNING
    request.getfixturevalue("worker")
    back = time.monotonic()
    assert names_irises(web.answer(location))
    note_finding(
        "A worker is killed (-9) while it compares a photo",
        sees="waits longer, then reads the answer",
        seconds=seconds_since(back),
        sweep_seconds=REAL_SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.usefixtures("worker")
def test_a_database_that_restarts_costs_visitors_a_moment(web: Web, database: PostgreSQL, photo: bytes):
    location = taken(web.post_photo(photo))
    database.stop()
    try:
        page, posted = look_at(web), web.post_photo(photo)
    finally:
        database.start()
    back = time.monotonic()
    eventually(lambda: look_at(web).status == 200, within=30, what=web._logs)
    page_seconds = seconds_since(back)
    assert names_irises(web.answer(location))
    answer_seconds = seconds_since(back)
    assert names_irises(web.recognize(photo))
    assert (page.status, page.retry_after) == (503, "15")
    assert "Nothing that was sent before is lost" in page.text
    assert (posted.status, posted.body["code"], posted.headers["Retry-After"]) == (503, "unavailable", "15")
    note_finding(
        "PostgreSQL stops and starts again: pages",
        sees="503 with `Retry-After`: “Back in a moment … Nothing that was sent before is lost”",
        seconds=page_seconds,
        test=__file__,
    )
    note_finding(
        "PostgreSQL stops and starts again: a photo that was sent before",
        sees="waits longer, then reads the answer",
        seconds=answer_seconds,
        sweep_seconds=REAL_SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.usefixtures("worker")
def test_a_broker_that_dies_with_its_memory_loses_no_photo(web: Web, broker: Broker, photo: bytes):
    broker.kill()
    begun = time.monotonic()
    location = taken(web.post_photo(photo))
    posting = seconds_since(begun)
    assert posting < PROMPT_SECONDS
    broker.start_anew()
    back = time.monotonic()
    assert names_irises(web.answer(location))
    note_finding(
        "Valkey is killed with all that it held, and started anew; the worker waits meanwhile",
        sees=f"202 after {posting:.1f} s, and the answer when it is back",
        seconds=seconds_since(back),
        sweep_seconds=REAL_SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.usefixtures("worker")
def test_a_broker_that_answers_nothing_delays_no_visitor(web: Web, broker: Broker, photo: bytes):
    with broker.frozen():
        begun = time.monotonic()
        location = taken(web.post_photo(photo))
        posting = seconds_since(begun)
    back = time.monotonic()
    assert posting < PROMPT_SECONDS
    assert names_irises(web.answer(location))
    note_finding(
        "Valkey hangs: connections stay open, nothing is answered",
        sees=f"202 after {posting:.1f} s, and the answer when it is back",
        seconds=seconds_since(back),
        sweep_seconds=REAL_SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.usefixtures("worker")
def test_a_broker_whose_host_swallows_packets_delays_no_visitor(web: Web, unqueued: Sequence[Unqueued]):
    plain, _ = unqueued
    back = time.monotonic()
    assert plain.status == Status.PENDING
    assert plain.seconds < PROMPT_SECONDS
    assert names_irises(web.answer(plain.location))
    note_finding(
        "Valkey's host swallows packets",
        sees=f"202 after {plain.seconds:.1f} s, and the answer when it is back",
        seconds=seconds_since(back),
        sweep_seconds=REAL_SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.usefixtures("worker")
def test_a_photo_that_no_worker_comes_to_an_end_with_fails_honestly(
    site: Site, web: Web, unqueued: Sequence[Unqueued], photo: bytes
):
    _, hanging = unqueued
    begun = time.monotonic()
    hung = web.answer(hanging.location)
    seconds = seconds_since(begun)
    assert names_irises(web.recognize(photo))
    assert (hung["status"], hung["error"]["code"]) == (Status.FAILED, "gave_up")
    assert "Something went wrong on our side" in hung["error"]["message"]
    log = (site.folder / "quick.log").read_text()
    assert "SoftTimeLimitExceeded" in log
    assert f"Hard time limit ({HARD_SECONDS}s) exceeded" in log
    note_finding(
        "A photo hangs every worker that takes it",
        sees="after three attempts: “Something went wrong on our side”; others are answered",
        lost="its answer",
        seconds=seconds,
        sweep_seconds=MAX_ATTEMPTS * (REAL_SWEEP_SECONDS + RECOGNITION_KILLED_SECONDS),
        test=__file__,
    )
