"""What makes the site an app on a phone: its manifest, its service worker, and the page for when it is offline."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from visits.shell import shell

HOUR = 3600
PAPER, ACCENT = "#faf8f4", "#8a2d1a"
ICON_SIDES = (192, 512)


@require_safe
@cache_control(public=True, max_age=HOUR)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the app to a phone's home screen."""
    icons = [
        {"src": static(f"img/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for side in ICON_SIDES
        for purpose in ("any", "maskable")
    ]
    about = {
        "id": reverse("scan"),
        "name": "Artrecog",
        "short_name": "Artrecog",
        "description": _("Photograph an artwork; read what it is."),
        "start_url": reverse("scan"),
        "scope": reverse("scan"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "icons": icons,
        "shortcuts": [{"name": _("My collection"), "url": reverse("collection")}],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the service worker, which must stand at the root to serve the whole site, with what it keeps from now on."""
    return render(request, "visits/sw.js", {"shell": shell()}, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network, and what can be read without it."""
    return render(request, "visits/offline.html")
