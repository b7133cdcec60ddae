"""What a client still sends when its answer is known already is read and thrown away, so that the answer arrives.

Who closes a connection on which bytes still arrive resets it, and the other side sees no answer but a fault of the
network (RFC 9112, section 9.6). nginx takes a body whole before it passes it on; gunicorn alone does not.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

# A photo of three times the allowed size still learns why it is refused; who sends more sees the connection cut.
MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 20.0
CHUNK_BYTES = 64 * 1024


class UnreadBodyMiddleware:
    """Reads on, at most `MOST_BYTES` for `MOST_SECONDS`; nothing of it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer when nothing more arrives. What a view read is not read again."""
        response = self._get_response(request)
        until, remaining = time.monotonic() + MOST_SECONDS, MOST_BYTES
        while remaining > 0 and time.monotonic() < until:
            read = _read(request)
            if not read:
                break
            remaining -= read
        return response


def _read(request: HttpRequest) -> int:
    """Return how many bytes came; none when all have come, or when the client is gone and needs no answer."""
    try:
        return len(request.read(CHUNK_BYTES))
    except UnreadablePostError:
        return 0
