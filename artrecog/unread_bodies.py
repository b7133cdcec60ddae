"""What a client still sends when it is refused already is read and thrown away, so that the reason arrives.

Who closes a connection on which bytes still arrive resets it, and the other side sees no answer but a fault of the
network (RFC 9112, section 9.6). nginx takes a body whole before it passes it on; gunicorn alone does not. It is read
before the answer goes and after the request's line is written, so metrics do not count the time. A body of unstated
length is left: Django takes it for none.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

# A photo of three times the allowed size still learns why it is refused; who sends more sees the connection cut.
MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 20.0
CHUNK_BYTES = 64 * 1024
REFUSED = 400
# Half of a worker's threads (gunicorn.conf.py): whoever sends slowly, or nothing, keeps no more of them.
places = threading.BoundedSemaphore(2)


class UnreadBodyMiddleware:
    """Reads on when a request is refused; nothing of it is kept. Only gunicorn gives a connection to end it by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer when nothing more arrives, or when it took too long."""
        response = self._get_response(request)
        connection: socket.socket | None = request.META.get("gunicorn.socket")
        if response.status_code >= REFUSED and connection and places.acquire(blocking=False):
            try:
                with _ending(connection, MOST_SECONDS):
                    _read_on(request)
            finally:
                places.release()
        return response


@contextmanager
def _ending(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Let reading from `connection` end after so long, however slowly it drips; it can be written to still."""
    timer = threading.Timer(seconds, _end, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(connection: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RD)


def _read_on(request: HttpRequest) -> None:
    with suppress(UnreadablePostError):  # the client is gone, and needs no answer
        for _ in range(MOST_BYTES // CHUNK_BYTES):
            if not request.read(CHUNK_BYTES):
                return
