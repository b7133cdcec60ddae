"""One shape for every error of the API: `{"code", "message", "fields"}`. This is the only translator."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from artrecog.outages import Outage, outage_of

API_PATH = "/api/"


def error_body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Return the body of an error: a stable `code` for programs, a sentence for people, messages per field."""
    return {"code": code, "message": message, "fields": fields or {}}


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's `EXCEPTION_HANDLER`: keep its status and headers, replace its body; JSON, whatever was asked for."""
    response = exception_handler(error, context)
    if response is not None:
        response.data = _body_of(error, response)
        context["request"].accepted_renderer = JSONRenderer()
        context["request"].accepted_media_type = JSONRenderer.media_type
    return response


def _body_of(error: Exception, response: Response) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        return error_body("invalid", "Some values need correcting.", _fields_of(error.detail))
    if isinstance(error, APIException):
        return error_body(str(error.get_codes()), str(error.detail))
    return error_body({403: "permission_denied", 404: "not_found"}[response.status_code], response.data["detail"])


def _fields_of(detail: Any) -> dict[str, list[str]]:
    named = detail if isinstance(detail, dict) else {"non_field_errors": detail}
    return {name: [str(message) for message in messages] for name, messages in named.items()}


@csrf_exempt
def api_not_found(request: HttpRequest) -> JsonResponse:
    """Answer an unknown `/api/` path in the API's own shape."""
    return JsonResponse(error_body("not_found", "There is nothing at this address; see /api/docs/."), status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: what is refused before a view sees it, such as an unknown host or too many fields."""
    if request.path.startswith(API_PATH):
        return JsonResponse(error_body("bad_request", "The request cannot be read; see /api/docs/."), status=400)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: a fault of ours, or an outage. What happened is in the log, never in the answer."""
    outage = outage_of(sys.exc_info()[1])  # Django calls this while it handles the exception
    if outage:
        return _come_back(request, outage)
    if request.path.startswith(API_PATH):
        return JsonResponse(error_body("server_error", "Something went wrong here. Please try again."), status=500)
    return defaults.server_error(request)


def _come_back(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Answer 503: in the API's shape to programs and scripts, else with a page that asks no database."""
    headers = {"Retry-After": str(outage.retry_seconds), "Cache-Control": "no-store"}
    if request.path.startswith(API_PATH) or not request.accepts("text/html"):
        return JsonResponse(error_body(outage.code, str(outage.message)), status=503, headers=headers)
    page = loader.get_template("503.html").render({"message": outage.message})
    return HttpResponse(page, status=503, headers=headers)
