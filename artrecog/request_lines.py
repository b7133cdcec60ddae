"""One line a request, and its place in the metrics: what was asked, how it ended, how long it took; not who asked."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from artrecog.logs import view_name
from artrecog.metrics import count_request

logger = logging.getLogger(__name__)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
FAULT = 500
# Asked every few seconds by machines.
QUIET = {"health-live", "health-ready", "metrics"}


class RequestLineMiddleware:
    """Writes method, view, status and milliseconds: no address of a visitor, no path, no query, no name of a file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Stands behind WhiteNoise, so that static files make no lines."""
        started, status = time.perf_counter(), FAULT
        try:
            response = self._get_response(request)
            status = response.status_code
        finally:
            # Where the page that tells of a fault fails too, nothing is returned.
            self._note(request, status, (time.perf_counter() - started) * 1000)
        return response

    def _note(self, request: HttpRequest, status: int, took_ms: float) -> None:
        # A program may send any word as a method; only known ones are counted apart.
        method = request.method if request.method in METHODS else "OTHER"
        view = view_name(request)
        count_request(view, status, took_ms / 1000)
        facts = {"method": method, "view": view, "status": status, "ms": round(took_ms, 1)}
        level = logging.DEBUG if view in QUIET else logging.INFO
        logger.log(level, "%s %s %d %.1f ms", *facts.values(), extra={"facts": facts})
