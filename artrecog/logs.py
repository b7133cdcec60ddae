"""Lines of the log: which request each belongs to, as text or as JSON, and nothing in them of who asked for what."""

import json
import logging
from datetime import UTC, datetime

from django.http import HttpRequest

from access.logs import hide_secrets
from artrecog.request_ids import current_request_id

NO_REQUEST = "-"


class WithRequestId(logging.Filter):
    """Gives each line the id of the request, or of the task, that is being worked on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        record.request_id = current_request_id() or NO_REQUEST
        return True


class ViewInsteadOfPath(logging.Filter):
    """Django quotes the path of a refused request, which may hold a visitor's token: its line names the view."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            quoted = request.path.encode("unicode_escape").decode("ascii")
            record.args = tuple(view_name(request) if said == quoted else said for said in record.args)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, request_id, message; its own facts; a traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback's line breaks are escaped in it."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", NO_REQUEST),
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return hide_secrets(json.dumps(line, ensure_ascii=False, default=str))


def view_name(request: HttpRequest) -> str:
    """Return the name of the route that a request took; "-" for an address that there is not."""
    match = request.resolver_match
    return match.view_name if match else "-"
