"""A request that is refused before its body was read is read to its end, and not beyond what is reasonable."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from artrecog import unread_bodies
from artrecog.unread_bodies import UnreadBodyMiddleware

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A connection: the client's end, and the server's."""
    client, server = socket.socketpair()
    yield client, server
    client.close()
    server.close()


def refuse(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("No.", status=401)


def take(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("Yes.")


def answer(ends: Ends, view: Callable[[HttpRequest], HttpResponse] = refuse, *, stated: int) -> HttpResponse:
    with ends[1].makefile("rb") as body:
        asked: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": str(stated)}
        return UnreadBodyMiddleware(view)(WSGIRequest({**asked, "wsgi.input": body, "gunicorn.socket": ends[1]}))


def sending(ends: Ends, size: int) -> threading.Thread:
    def send() -> None:
        with suppress(OSError):  # the test is over
            ends[0].sendall(bytes(size))

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    return thread


def test_what_nobody_read_is_read_before_the_answer_goes(ends: Ends):
    sent = sending(ends, 5_000_000)
    assert answer(ends, stated=5_000_000).status_code == 401
    sent.join(timeout=10)
    assert not sent.is_alive()


def test_the_answer_can_be_written_afterwards(ends: Ends):
    sending(ends, 1000)
    answer(ends, stated=1000)
    ends[1].sendall(b"why")
    assert ends[0].recv(3) == b"why"


def test_a_view_that_reads_the_body_gets_all_of_it(ends: Ends):
    sending(ends, 200_000)
    response = answer(ends, lambda request: HttpResponse(str(len(request.body)), status=400), stated=200_000)
    assert response.content == b"200000"


def test_a_client_that_sends_nothing_is_given_up_and_still_answered(ends: Ends, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_bodies, "MOST_SECONDS", 0.1)
    assert answer(ends, stated=10).status_code == 401
    ends[1].sendall(b"why")
    assert ends[0].recv(3) == b"why"


def test_a_client_that_sends_byte_by_byte_is_given_up(ends: Ends, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_bodies, "MOST_SECONDS", 0.2)
    given_up = threading.Event()

    def drip() -> None:
        while not given_up.wait(0.02):
            ends[0].send(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    begun = time.monotonic()
    answer(ends, stated=10**9)
    took = time.monotonic() - begun
    given_up.set()
    dripping.join()
    assert took < 5


def test_of_a_body_without_end_some_is_read(ends: Ends, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_bodies, "MOST_BYTES", 2 * unread_bodies.CHUNK_BYTES)
    sending(ends, 10**8)
    assert answer(ends, stated=10**12).status_code == 401


def test_a_request_that_is_not_refused_is_answered_at_once(ends: Ends):
    assert answer(ends, take, stated=10).status_code == 200


def test_slow_clients_keep_two_threads_and_no_more(ends: Ends, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_bodies, "places", threading.BoundedSemaphore(2))
    for _ in range(2):
        unread_bodies.places.acquire()
    assert answer(ends, stated=10).status_code == 401  # at once: it waits for nothing


def test_a_client_that_leaves_is_no_fault(ends: Ends):
    ends[0].close()
    assert answer(ends, stated=5_000_000).status_code == 401
