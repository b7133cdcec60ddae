"""A request that is refused before its body was read is read to its end, and not beyond what is reasonable."""

from collections.abc import Callable

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from artrecog import unread_bodies
from artrecog.unread_bodies import UnreadBodyMiddleware


class Wire:
    """What arrives on a connection: so many bytes, then the end or a fault."""

    def __init__(self, size: int, *, breaks: bool = False) -> None:
        self.left, self._breaks = size, breaks

    def read(self, size: int = -1) -> bytes:
        if not self.left and self._breaks:
            raise ConnectionResetError
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)

    readline = read


def refuse(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("No.", status=401)


def send(wire: Wire, view: Callable[[HttpRequest], HttpResponse] = refuse, *, stated: int) -> HttpResponse:
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": str(stated), "wsgi.input": wire}
    return UnreadBodyMiddleware(view)(WSGIRequest(asked))


def test_what_nobody_read_is_read_before_the_answer_goes():
    wire = Wire(5_000_000)
    assert send(wire, stated=5_000_000).status_code == 401
    assert wire.left == 0


def test_what_follows_on_the_connection_is_left_to_the_next_request():
    wire = Wire(300_000)
    send(wire, stated=200_000)
    assert wire.left == 100_000


def test_a_view_that_reads_the_body_gets_all_of_it():
    wire = Wire(200_000)
    response = send(wire, lambda request: HttpResponse(str(len(request.body))), stated=200_000)
    assert response.content == b"200000"


def test_a_body_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_bodies, "MOST_BYTES", 1_000_000)
    wire = Wire(10**12)
    assert send(wire, stated=10**12).status_code == 401
    assert 10**12 - wire.left <= 1_000_000 + unread_bodies.CHUNK_BYTES


def test_a_body_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_bodies, "MOST_SECONDS", 0.0)
    wire = Wire(10**12)
    assert send(wire, stated=10**12).status_code == 401
    assert wire.left == 10**12


def test_a_client_that_leaves_is_no_fault():
    assert send(Wire(100_000, breaks=True), stated=5_000_000).status_code == 401
