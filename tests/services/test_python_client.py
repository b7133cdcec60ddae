"""The Python client against the site itself, over HTTP."""

import threading
import urllib.request
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from access.tokens import issue
from artrecog_client import ApiError, ApiUnreachable, Client, RecognitionFailed, StillRunning, Throttled
from artrecog_client.transport import refusal
from recognition import intake, tasks
from recognition.indexing import build_index
from recognition.models import DeltaEntry, Recognition
from tests.catalog.factories import make_artwork, make_placement, make_room, make_venue
from tests.recognition.conftest import own_folder, small_extractor
from tests.recognition.museum import hang, photo_of

__all__ = ["own_folder", "small_extractor"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def client(live_server: Any, own_folder: Any, small_extractor: Any) -> Client:
    return Client(live_server.url, timeout=30)


class Listening:
    """Passes requests on to the site, notes what it hears, and loses the first answers."""

    def __init__(self, site: str, *, lost: int = 0) -> None:
        self.site, self.lost, self.address = site, lost, ""
        self.heard: list[dict[str, str]] = []

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        self.heard.append(dict(request.headers))
        content = request.rfile.read(int(request.headers["Content-Length"]))
        forwarded = urllib.request.Request(self.site + request.path, content, dict(request.headers))
        with urllib.request.urlopen(forwarded) as response:
            answer = response.read()
        self.lost -= 1
        if self.lost >= 0:
            request.connection.close()
            return
        request.send_response(response.status)
        request.send_header("Content-Length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)


@pytest.fixture
def listening(live_server: Any) -> Iterator[Listening]:
    middle = Listening(live_server.url)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            middle.pass_on(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def finish(self) -> None:
            """Close even what is closed already."""
            if not self.wfile.closed and self.connection.fileno() >= 0:
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    middle.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield middle
    server.shutdown()
    server.server_close()
    thread.join()


def run_later(seconds: float) -> threading.Timer:
    """Let a worker come to the waiting recognition after a while."""

    def run() -> None:
        tasks.run_recognition(str(Recognition.objects.get().pk))
        connection.close()

    timer = threading.Timer(seconds, run)
    timer.start()
    return timer


def test_a_photo_is_named(client: Client, tmp_path: Path):
    work = hang(71)
    build_index()
    (tmp_path / "photo.jpg").write_bytes(photo_of(71))
    answer = client.recognize(tmp_path / "photo.jpg", venue=make_venue().pk)
    (match,) = answer.matches
    assert (answer.decision, match.artwork.title, match.artwork.id) == ("match", work.title, work.pk)
    assert match.confidence > 0.9
    assert len(match.quad) == 4
    assert answer.timings_ms["total"] > 0
    assert Recognition.objects.get().venue is not None


def test_an_answer_that_takes_a_while_is_waited_for(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "_queue", lambda *_message: None)
    sent = client.send(photo_of(71))
    assert (sent.status, sent.is_finished) == ("pending", False)
    with pytest.raises(StillRunning) as waited:
        client.recognize(photo_of(71), idempotency_key="mine", patience=0.3)
    assert client.recognition(waited.value.recognition_id).status == "pending"
    Recognition.objects.exclude(pk=waited.value.recognition_id).delete()
    worker = run_later(0.3)
    assert client.recognize(photo_of(71), idempotency_key="mine").decision == "no_match"
    worker.join()


def test_an_answer_that_is_lost_is_asked_for_again_and_recognized_once(client: Client, listening: Listening):
    listening.lost = 2
    answer = Client(listening.address).recognize(photo_of(71))
    assert answer.status == "done"
    keys = {heard["Idempotency-Key"] for heard in listening.heard}
    assert (len(listening.heard), len(keys)) == (3, 1)
    assert Recognition.objects.count() == 1


def test_each_photo_has_a_key_of_its_own_and_the_token_goes_along(client: Client, listening: Listening):
    _, secret = issue(User.objects.create_user("partner"), "Kiosk", ["recognize"])
    careful = Client(listening.address, token=secret)
    careful.send(photo_of(71))
    careful.send(photo_of(71))
    assert {heard["Authorization"] for heard in listening.heard} == {f"Bearer {secret}"}
    assert Recognition.objects.count() == 2


def test_a_refusal_is_an_exception_with_its_code(client: Client):
    with pytest.raises(ApiError) as refused:
        client.recognize(b"no photo")
    assert (refused.value.status, refused.value.code) == (415, "unsupported_format")
    with pytest.raises(ApiError) as wrong:
        client.recognize(photo_of(71), venue=12345)
    assert list(wrong.value.fields) == ["venue"]


def test_a_recognition_that_fails_is_an_exception_with_its_code(client: Client):
    hang(71)  # and nothing is indexed
    DeltaEntry.objects.all().delete()
    with pytest.raises(RecognitionFailed) as failed:
        client.recognize(photo_of(71))
    assert failed.value.code == "empty_gallery"
    assert client.recognition(failed.value.recognition_id).status == "failed"


def test_what_is_no_api_is_told_apart(live_server: Any):
    with pytest.raises(ApiUnreachable, match="none of the API"):
        Client(f"{live_server.url}/works").recognition("1")
    with pytest.raises(ApiUnreachable, match="no answer"):
        Client("http://127.0.0.1:9", timeout=1).recognition("1")
    with pytest.raises(ValueError, match="no site"):
        Client("file:///etc/passwd")


def test_too_many_requests_say_when_to_come_back():
    headers = Message()
    headers["Retry-After"] = "30"
    error = refusal(429, headers, b'{"code": "throttled", "message": "Slower.", "fields": {}}')
    assert isinstance(error, Throttled)
    assert error.retry_after == 30


def test_works_are_given_page_after_page(client: Client):
    shown = [make_artwork(f"Irises {number}") for number in range(5)]
    make_artwork("Roses")
    make_placement(shown[1], make_room())
    assert [work.title for work in client.artworks("irises", page_size=2)] == [work.title for work in shown]
    assert [work.id for work in client.artworks(on_view=True)] == [shown[1].pk]
    assert client.artwork(shown[0].pk)["card"]["title"] == "Irises 0"
    assert len(list(client.artworks())) == 6
