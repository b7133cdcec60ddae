"""A museum's server on this machine: it gives what it was told to, by host, path and query."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from urllib3 import HTTPConnectionPool


@dataclass
class Answer:
    """What the server sends. `announced` is the length that it says, when that is not the true one."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    hangs: bool = False


class Imitation:
    """What museums answer, and what they were asked: in tests every host leads here."""

    def __init__(self) -> None:
        self._answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        self.port = 0

    def says(self, url: str, *contents: Any) -> None:
        """Answer `url` with these, one after another, and with the last from then on."""
        self._answers[url] = [content if isinstance(content, Answer) else _answer(content) for content in contents]

    def answer(self, host: str, target: str) -> Answer:
        url = asked_for(f"https://{host}{target}")
        self.asked.append(url)
        answers = self._answers.get(url, [Answer(status=404)])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def pool(self, _host: str) -> HTTPConnectionPool:
        """Stand in for the connection to a museum."""
        return HTTPConnectionPool("127.0.0.1", self.port, maxsize=1)


def asked_for(url: str) -> str:
    """Return an address as tests write it, with the letters that it stands for."""
    return unquote(url.replace("+", " "))


def _answer(content: Any) -> Answer:
    return Answer(content if isinstance(content, bytes) else json.dumps(content).encode())


@contextmanager
def serving() -> Iterator[Imitation]:
    """Serve until the end of the block."""
    imitation = Imitation()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else an answer waits 40 ms for the acknowledgment of its headers

        def do_GET(self) -> None:
            imitation.headers.append(dict(self.headers))
            _send(self, imitation, imitation.answer(self.headers["Host"], self.path))

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    imitation.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield imitation
    finally:
        imitation.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, imitation: Imitation, answer: Answer) -> None:
    if answer.hangs:
        imitation.released.wait()
        return
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    length = len(answer.content) if answer.announced is None else answer.announced
    handler.send_header("Content-Length", str(length))
    if answer.announced is not None:
        handler.send_header("Connection", "close")
        handler.close_connection = True
    handler.end_headers()
    handler.wfile.write(answer.content)
