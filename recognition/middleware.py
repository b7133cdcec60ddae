"""A limit that holds before a request's body is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from access.allowances import stated_size
from artrecog.api_errors import API_PATH, error_body
from recognition.intake import too_large
from recognition.refusals import status_of
from recognition.views import refuse

# The other fields of a form, and what separates them.
AROUND_A_PHOTO = 64 * 1024


class BodyLimitMiddleware:
    """Refuses a body larger than any photo before a byte of it is stored; staff may send more, to the admin.

    Django stores an upload whole before any view sees its size: the protection against forged forms reads it. So this
    stands before that protection. A body of unstated length is none: Django does not read it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Change nothing: who asks is known only when the view is about to be called."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Refuse in the API's shape, or in place on the page."""
        if stated_size(request) <= settings.PHOTO_MAX_BYTES + AROUND_A_PHOTO or request.user.is_staff:
            return None
        error = too_large()
        if request.path.startswith(API_PATH):
            return JsonResponse(error_body(error.code, error.message), status=status_of(error))
        return refuse(request, error)
