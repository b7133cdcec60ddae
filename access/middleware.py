"""Headers that every answer has, whoever made it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Pages take photos and nothing else; a script that got in could not listen, locate or pay.
PERMISSIONS = "camera=(self), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()"
# A stored picture or recording, opened by its address, is nothing that runs, asks for or embeds anything.
INERT = "default-src 'none'; sandbox"
STORED = ("image/", "audio/", "video/")
POLICY = "Content-Security-Policy"


class HeadersMiddleware:
    """Narrows what an answer may do in a browser. What a view says itself stands.

    It stands between django-csp, which leaves a policy as it finds it, and the sessions, whose cookies it marks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith(STORED):
            response.headers[POLICY] = INERT
        if request.is_secure():
            _mark_secure(response)
        return response


def _mark_secure(response: HttpResponse) -> None:
    """Have what came over https go back over https alone; over plain http the site works with the same settings."""
    for cookie in response.cookies.values():
        cookie["secure"] = True
