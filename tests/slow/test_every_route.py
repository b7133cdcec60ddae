"""Every route of the site: strangers are refused what stands on no list; every answer may do little."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Whoever adds a route decides here that strangers may see it; all else has to be behind the desk's door.
PUBLIC = {
    "",
    "api/docs/",
    "api/schema/",
    "api/v1/artworks/",
    "api/v1/artworks/<int:pk>/",
    "api/v1/creators/",
    "api/v1/creators/<int:pk>/",
    "api/v1/recognitions/",
    "api/v1/recognitions/<uuid:pk>/",
    "api/v1/recognitions/<uuid:pk>/saliency/",
    "api/v1/venues/",
    "api/v1/venues/<int:pk>/",
    "collection.csv",
    "collection.json",
    "collection/",
    "collection/forget/",
    "collection/scans/<int:pk>/note/",
    "collection/scans/<int:pk>/remove/",
    "collection/works/<int:pk>/note/",
    "collection/works/<int:pk>/remove/",
    "contribute/work/",
    "contributions/<str:token>/",
    "contributions/<str:token>/<slug:which>.jpg",
    "creators/<int:pk>/",
    "creators/<int:pk>/linked-art.json",
    "examples/<slug:name>.jpg",
    "guide/",
    "health/live",
    "health/ready",
    "iiif/collections/<slug:kind>/<int:pk>.json",
    "iiif/images/<int:pk>",
    "iiif/images/<int:pk>/<str:region>/<str:size>/0/default.jpg",
    "iiif/images/<int:pk>/info.json",
    "iiif/works/<int:pk>/manifest.json",
    "language/",
    "manifest.webmanifest",
    "oai/",
    "offline/",
    "pictures/<int:pk>/<slug:preset>.jpg",
    "plans/<int:pk>.jpg",
    "recordings/<int:pk>/",
    "robots.txt",
    "rooms/<int:pk>/",
    "rooms/<int:pk>/qr.svg",
    "sales/<int:pk>/",
    "scans/<uuid:pk>/",
    "scans/<uuid:pk>/add/",
    "scans/<uuid:pk>/photo.jpg",
    "scans/<uuid:pk>/report/",
    "scans/<uuid:pk>/saliency/<int:artwork>.jpg",
    "scans/<uuid:pk>/saliency/<int:artwork>/",
    "sitemap-<slug:section>.xml",
    "sitemap.xml",
    "suggestions/",
    "sw.js",
    "tours/<int:pk>/",
    "tours/<int:pk>/<int:number>/",
    "tours/<int:pk>/qr.svg",
    "venues/",
    "venues/<int:pk>/",
    "venues/<int:pk>/labels/",
    "venues/<int:pk>/linked-art.json",
    "venues/<int:pk>/qr.svg",
    "works/",
    "works/<int:pk>/",
    "works/<int:pk>/correct/",
    "works/<int:pk>/linked-art.json",
    "works/<int:pk>/price/",
    "works/<int:pk>/qr.svg",
    "works/<int:pk>/save/",
    # The desk's door, and what its page loads.
    "admin/login/",
    "admin/jsi18n/",
}
# Nothing answers here but "there is nothing" or a way to the door.
NOTHING = {"^api/", "admin/logout/", "admin/(?P<url>.*)$"}
SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000", "slug": "x", "str": "x", "path": "1"}
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield of_one_app(route)


def of_one_app(route: str) -> str:
    """Of `admin/^(?P<app_label>auth|catalog)/$` one app stands for all."""
    return re.sub(r"\^\(\?P<app_label>(\w+)[^)]*\)/\$", r"\1/", route)


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


def address(route: str) -> str:
    filled = PARAMETER.sub(lambda match: SAMPLES[match[1] or "str"], route)
    return "/" + filled.replace("(?P<url>.*)$", "nothing").removeprefix("^")


def answer(client: Client, method: str, route: str) -> Any:
    response = getattr(client, method)(address(route), secure=True)
    b"".join(response)  # to its end, which closes what it reads
    return response


def test_the_site_has_as_many_routes_as_were_looked_at():
    assert len(ROUTES) > 200
    assert set(ROUTES) >= PUBLIC


def test_a_stranger_sees_no_page_that_is_not_meant_for_everybody():
    client = Client(raise_request_exception=False)
    seen = {}
    for route in sorted(set(ROUTES) - PUBLIC - NOTHING):
        for method in ("get", "post"):
            response = answer(client, method, route)
            to_the_door = response.status_code == 302 and response.headers["Location"].startswith("/admin/login/")
            if not to_the_door and response.status_code not in (403, 404, 405):
                seen[f"{method} {route}"] = response.status_code
    assert seen == {}


def test_someone_with_an_account_but_not_of_the_staff_sees_no_more(django_user_model):
    client = Client(raise_request_exception=False)
    client.force_login(django_user_model.objects.create_user("visitor"))
    desk = sorted(route for route in set(ROUTES) - PUBLIC - NOTHING)
    assert [route for route in desk if answer(client, "get", route).status_code == 200] == []


def test_every_answer_says_what_it_may_do():
    client = Client(raise_request_exception=False)
    wrong = {}
    for route in ROUTES:
        headers = answer(client, "get", route).headers
        policy = headers.get("Content-Security-Policy", "")
        loose = [word for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:") if word in policy]
        missing = [name for name, value in EXPECTED.items() if headers.get(name) != value]
        named = "Permissions-Policy" in headers and "Strict-Transport-Security" in headers
        if loose or missing or not named or not re.search(r"default-src '(self|none)'", policy):
            wrong[route] = (policy, missing)
    assert wrong == {}


def test_no_page_of_the_desk_runs_a_script_that_stands_in_the_page(admin_client):
    """Their policy would refuse it: what stands there does not work, and a looser policy would let others' run."""
    inline = re.compile(rb"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\son(?:click|load|error|submit)=")
    found = {}
    for route in (*ROUTES, "api/docs/"):
        if PARAMETER.search(route) or not route.startswith(("admin/", "api/docs/")) or "(?P" in route:
            continue
        response = admin_client.get(address(route))
        if response.status_code == 200 and inline.search(response.content):
            found[route] = inline.findall(response.content)
    assert found == {}
