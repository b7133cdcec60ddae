"""What tests of webhooks get: an endpoint on this machine that every address leads to, and a folder of their own."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from urllib3 import HTTPConnectionPool

from artrecog import public_hosts
from tests.recognition.conftest import own_folder, small_extractor
from webhooks.models import Endpoint, Event

__all__ = ["own_folder", "small_extractor"]


@dataclass(frozen=True)
class Message:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Somebody's server: what it answers, and what it was sent."""

    port: int = 0
    status: int = 204
    location: str = ""
    drips: bool = False
    messages: list[Message] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def pool(self, _host: str) -> HTTPConnectionPool:
        """Stand in for the connection to it."""
        return HTTPConnectionPool("127.0.0.1", self.port, maxsize=1)

    def receive(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.messages.append(Message(request.path, dict(request.headers), body))
        if self.drips:
            self._drip(request)
            return
        request.send_response(self.status)
        if self.location:
            request.send_header("Location", self.location)
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.released.wait(0.02):
                request.wfile.write(b".")
        except OSError:
            self.released.set()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A server of somebody's; nothing of anybody's is asked in truth."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.receive(self)

        def finish(self) -> None:
            """Close even what the other side has closed."""
            if not receiver.drips:
                super().finish()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    monkeypatch.setattr(public_hosts, "open_pinned_pool", receiver.pool)
    yield receiver
    receiver.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


def register(*events: Event, **facts: Any) -> Endpoint:
    """Register an endpoint, as staff do."""
    return Endpoint.objects.create(url="https://hooks.example/artworks?a=1", events=list(events), **facts)
