"""Errors are logged with their traceback, and without what is secret."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from access.logs import hide_secrets
from access.tokens import issue
from artrecog import urls
from tests.visits.test_contributing import suggest

BROKER = "redis://broker:hunter2word@10.0.0.5:6379/0"


class Unlucky(Exception):
    """An error whose text has what the code at fault held in its hands."""


def fails(request: HttpRequest, **held: str) -> HttpResponse:
    said = f"{site.SECRET_KEY} {site.REDIS_URL} {site.DATABASES['default'].get('PASSWORD')}"
    raise Unlucky(said, request.headers.get("Authorization"), str(dict(request.headers)))


urlpatterns = [path("fails/", fails), *urls.urlpatterns]
handler400, handler500 = urls.handler400, urls.handler500
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own handler writes, as it does to stderr."""
    handler = logging.getLogger("django").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.medium
def test_an_error_is_logged_whole(visitor, log):
    visitor.get("/fails/")
    assert "Internal Server Error: tests.access.test_secrets_in_logs.fails" in log.getvalue()
    assert "Traceback" in log.getvalue()
    assert "tests.access.test_secrets_in_logs.Unlucky" in log.getvalue()


@pytest.mark.medium
def test_the_sites_own_secrets_are_not_in_it(visitor, log, settings, monkeypatch):
    settings.REDIS_URL = BROKER
    settings.SECRET_KEY = "a-key-of-this-site-that-signs-everything"
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "open sesame")
    visitor.get("/fails/")
    assert "Unlucky" in log.getvalue()
    for secret in ("hunter2word", "signs-everything", "open sesame"):
        assert secret not in log.getvalue()


@pytest.mark.medium
def test_a_token_that_came_with_the_request_is_not_in_it(visitor, log):
    _, secret = issue(User.objects.create_user("partner"), "Kiosk", ["recognize"])
    visitor.get("/fails/", headers={"authorization": f"Bearer {secret}"})
    assert "Unlucky" in log.getvalue()
    assert secret.rpartition("_")[2] not in log.getvalue()


@pytest.mark.medium
def test_a_contributors_private_address_is_not_in_it(visitor, log, settings, tmp_path: Any):
    settings.MEDIA_ROOT = tmp_path
    address = suggest(visitor).headers["Location"]
    assert visitor.get(address).status_code == 200
    token = address.strip("/").rpartition("/")[2]
    visitor.get(f"/contributions/{token}x/")
    visitor.get(f"{address}nothing/")
    assert log.getvalue().count("Not Found: ") == 2
    assert token not in log.getvalue()


def test_a_wrong_password_is_not_in_it(visitor, log):
    visitor.post(reverse("admin:login"), {"username": "keeper", "password": "my-other-password"})
    assert "my-other-password" not in log.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("art_01234567_abcDEF-ghi_jkl taken", "art_01234567_… taken"),
        ("GET /contributions/WyJ3b3JrIiwxXQ:abc:def/ 200", "GET /contributions/…/ 200"),
        ("postgres://curator:pass%20word@db:5432/art", "postgres://curator:…@db:5432/art"),
        ("rediss://:word@host/0", "rediss://:…@host/0"),
        ("{'Authorization': 'Basic dXNlcjpwYXNz'}", "{'Authorization': 'Basic …'}"),
        ("authorization: bearer abc", "authorization: bearer …"),
        ("https://example.org/works/1?at=12:30@noon", "https://example.org/works/1?at=12:30@noon"),
        ("An artist of 1890: a@b.org", "An artist of 1890: a@b.org"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_and_nothing_else(text, shown):
    assert hide_secrets(text) == shown


def test_a_password_is_hidden_as_it_is_written_and_as_it_is_meant(settings):
    settings.REDIS_URL = "redis://:pass%20word@host/0"
    assert hide_secrets("pass word, pass%20word") == "…, …"


def test_an_address_that_cannot_be_read_hides_nothing_and_breaks_nothing(settings):
    settings.MILVUS_URI = "http://[half"
    assert hide_secrets("plain") == "plain"
