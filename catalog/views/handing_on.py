"""What every door for other sites' programs has in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import resolve

from catalog.selectors import current_artworks

HOUR = 3600
View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Let pages and scripts of every site have the answer: it is public, and no cookie changes it."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return opened


def lead_on(view: View) -> View:
    """Lead from an address of a work that was merged into another to the same of that, as long as they are one."""

    @wraps(view)
    def leading(request: HttpRequest, pk: int) -> HttpResponseBase:
        now = current_artworks([pk])
        return redirect(resolve(request.path_info).view_name, now[pk]) if now else view(request, pk)

    return leading


def site_of(request: HttpRequest) -> str:
    """Return the address that the site was asked under: "https://art.example.org"."""
    return request.build_absolute_uri("/").rstrip("/")


def linked_data(data: dict[str, Any], profile: str) -> HttpResponse:
    """Answer JSON-LD."""
    media_type = f'application/ld+json;profile="{profile}"'
    return JsonResponse(data, content_type=media_type, json_dumps_params={"ensure_ascii": False})
