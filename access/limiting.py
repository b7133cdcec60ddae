"""Limits on pages: a decorator for views that are no part of the API."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from access.allowances import asker_of, take
from access.refusals import Refused
from artrecog.api_errors import error_body

View = Callable[..., HttpResponse]


def limited(kind: str) -> Callable[[View], View]:
    """Take one of an allowance for each request; refuse with 429 and `Retry-After` when none is left."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            try:
                take(asker_of(request), kind)
            except Refused as refused:
                return refusal(refused)
            return view(request, *args, **options)

        return answered

    return decorate


def refusal(refused: Refused) -> HttpResponse:
    """Answer in the one shape of errors: what asks here is a script or a picture."""
    body = error_body(refused.default_code, str(refused.detail))
    return say_when(JsonResponse(body, status=refused.status_code), refused)


def say_when(response: HttpResponse, refused: Refused) -> HttpResponse:
    """Say when it is worth asking again; nobody keeps a refusal."""
    response.headers["Retry-After"] = str(refused.wait)
    response.headers["Cache-Control"] = "no-store"
    return response
