"""A request's id: in its response, in every line of the log, and with the tasks that it queues, on any machine."""

import re
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from celery import Task
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
# Under this name a message of Celery carries it.
TASK_HEADER = "request_id"
# It goes into logs and headers as it was sent: nothing there that could end a line, or be taken for another field.
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request that is being worked on; "" outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """Takes the id that a proxy or a program gave, if it is well formed, or makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Not forgotten at the end: Django logs a refused request after this; the thread's next one has its own."""
        asked = request.headers.get(HEADER, "")
        request_id = asked if WELL_FORMED.fullmatch(asked) else uuid4().hex
        _current.set(request_id)
        response = self._get_response(request)
        response[HEADER] = request_id
        return response


def send_along(headers: MutableMapping[str, Any], **message: Any) -> None:
    """Celery's `before_task_publish`: give the message the id of the request that queues it."""
    headers[TASK_HEADER] = current_request_id()


def take_over(task: Task, task_id: str, **run: Any) -> None:
    """Celery's `task_prerun`: work under the id that came with the message; the clock's tasks under their own."""
    if not task.request.is_eager:
        _current.set(task.request.get(TASK_HEADER) or task_id)
