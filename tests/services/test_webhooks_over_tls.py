"""Webhooks over an encrypted connection: to who has the name's certificate, and to its end within seconds."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from artrecog import public_hosts
from artrecog.public_hosts import pinned_pool
from tests.catalog.museums.test_reaching_museums import certificate
from webhooks.posting import Limits, post

__all__ = ["certificate"]
pytestmark = pytest.mark.services

Trust = Callable[[str], None]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            self._drip()
        else:
            self.send_response(204)
            self.end_headers()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while True:
                self.wfile.write(b".")
                time.sleep(0.02)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: the other side cuts connections off."""


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server of museum.example on this machine, which every address leads to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(("127.0.0.1", 0), Receiver)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()

    def lead_here(host: str) -> public_hosts.Pool:
        return pinned_pool(host, "127.0.0.1", port=server.server_address[1], ca_certs=f"{certificate}.crt")

    monkeypatch.setattr(public_hosts, "open_pinned_pool", lead_here)
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def test_who_has_the_certificate_of_the_name_is_told(trusting: None):
    assert post("https://museum.example/in", b"{}", {}).status == 204


def test_who_has_another_one_is_not(trusting: None):
    outcome = post("https://other.example/in", b"{}", {})
    assert outcome.status is None
    assert "doesn't match 'museum.example'" in outcome.problem


def test_an_answer_that_drips_is_cut_off(trusting: None):
    began = time.monotonic()
    outcome = post("https://museum.example/slow", b"{}", {}, Limits(total=0.3))
    assert outcome.status is None
    assert not outcome.is_delivered
    assert time.monotonic() - began < 5
