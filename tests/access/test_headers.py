"""What an answer may do in a browser, over https and over plain http."""

from collections.abc import Mapping

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from artrecog import urls as site
from tests.catalog.factories import make_artwork, make_recording, make_reference_image

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

INERT = "default-src 'none'; sandbox"


def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Permissions-Policy": "camera=()"})


urlpatterns = [path("own-policy/", own_policy), *site.urlpatterns]
handler400, handler500 = site.handler400, site.handler500


def log_in(client, *, secure: bool):
    User.objects.create_user("keeper", password="correct horse battery", is_staff=True)
    form = {"username": "keeper", "password": "correct horse battery"}
    return client.post(reverse("admin:login"), form, secure=secure)


def headers_of(client, url: str) -> Mapping[str, str]:
    response = client.get(url)
    b"".join(response)  # to its end, which closes its file
    assert response.status_code == 200
    return response.headers


def test_browsers_are_told_to_come_by_https_only_when_they_did(client):
    assert client.get("/", secure=True).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_over_https_every_cookie_goes_back_over_https_alone(client):
    cookies = [*log_in(client, secure=True).cookies.values(), *client.get("/", secure=True).cookies.values()]
    cookies += client.post(reverse("save-work", args=[make_artwork().pk]), secure=True).cookies.values()
    assert {cookie.key for cookie in cookies} >= {"sessionid", "csrftoken", "visitor"}
    assert all(cookie["secure"] for cookie in cookies)


@pytest.mark.medium
def test_over_plain_http_staff_can_log_in_all_the_same(client):
    response = log_in(client, secure=False)
    assert response.status_code == 302
    assert not response.cookies["sessionid"]["secure"]
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.medium
def test_no_cookie_goes_along_with_what_another_site_sends(client):
    cookies = [*log_in(client, secure=True).cookies.values(), *client.get("/").cookies.values()]
    cookies += client.post(reverse("save-work", args=[make_artwork().pk])).cookies.values()
    cookies += client.post(reverse("set-language"), {"language": "de"}).cookies.values()
    assert {cookie.key: cookie["samesite"] for cookie in cookies} == dict.fromkeys(
        ("sessionid", "csrftoken", "visitor", "django_language"), "Lax"
    )


def test_no_script_reads_who_somebody_is(client):
    cookies = log_in(client, secure=True).cookies
    assert cookies["sessionid"]["httponly"]


def test_a_site_on_https_alone_leads_there(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/works/").headers["Location"] == "https://testserver/works/"


def test_a_session_is_a_new_one_after_logging_in(client):
    client.get(reverse("admin:login"))
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    assert log_in(client, secure=False).cookies["sessionid"].value != before


def test_pictures_and_recordings_are_inert(client):
    image = make_reference_image()
    for url in (reverse("picture", args=[image.pk, "thumb"]), reverse("recording", args=[make_recording().pk])):
        headers = headers_of(client, url)
        assert headers["Content-Security-Policy"] == INERT
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.medium
def test_what_is_handed_on_may_be_shown_by_other_sites_and_the_rest_may_not(client):
    image = make_reference_image()
    handed_on = [reverse("picture", args=[image.pk, "thumb"]), reverse("artwork-linked-art", args=[image.artwork_id])]
    policies = [headers_of(client, url)["Cross-Origin-Resource-Policy"] for url in handed_on]
    assert policies == ["cross-origin"] * 2
    assert client.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.medium
def test_a_page_may_use_camera_and_position_and_no_other_sense(client):
    policy = client.get("/").headers["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "microphone=()" in policy
    assert "geolocation=(self)" in policy  # of whoever asks how far a venue is


def test_what_a_view_says_itself_stands(client):
    assert client.get("/own-policy/").headers["Permissions-Policy"] == "camera=()"
