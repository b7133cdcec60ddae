"""API tokens: what they open, how they are refused, rotated and revoked, and that their secret is seen once."""

import hmac
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from access import allowances
from access.models import ApiToken
from access.tokens import OVERLAP, issue, revoke, rotate
from artrecog.roles import add_missing_roles
from recognition import api_urls

pytestmark = pytest.mark.django_db

WORKS = "/api/v1/artworks/"
PHOTOS = "/api/v1/recognitions/"
SECRET = re.compile(r"art_[0-9a-f]{8}_[\w-]{43}")


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("partner")


@pytest.fixture
def issued(owner: User) -> tuple[ApiToken, str]:
    return issue(owner, "Kiosk", ["catalog:read"])


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def assert_invalid(response) -> None:
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] == "invalid_token"
    assert set(response.json()) == {"code", "message", "fields"}


def test_the_api_stays_open_without_a_token(client):
    assert client.get(WORKS).status_code == 200


def test_a_token_is_taken_and_its_use_is_noted(client, issued):
    token, secret = issued
    assert client.get(WORKS, headers=bearer(secret)).status_code == 200
    token.refresh_from_db()
    assert timezone.now() - token.last_used_at < timedelta(minutes=1)


@pytest.mark.parametrize("path", [WORKS, PHOTOS, "/api/v1/recognitions/00000000-0000-0000-0000-000000000000/"])
@pytest.mark.parametrize(
    "wrong",
    ["", "x", "art_", "art_00000000_x", "{secret}x", "{prefix}", "pat_{rest}", "art_{rest} more"],
)
def test_what_is_no_token_of_ours_is_refused_though_none_is_needed(client, issued, path, wrong):
    token, secret = issued
    text = wrong.format(secret=secret, prefix=f"art_{token.prefix}_", rest=secret.removeprefix("art_"))
    assert_invalid(client.get(path, headers=bearer(text)))


def test_an_expired_one_is_refused(client, owner):
    _, secret = issue(owner, "Kiosk", ["catalog:read"], timezone.now() - timedelta(seconds=1))
    assert_invalid(client.get(WORKS, headers=bearer(secret)))


def test_a_revoked_one_is_refused(client, issued):
    token, secret = issued
    revoke(token)
    assert_invalid(client.get(WORKS, headers=bearer(secret)))


def test_one_whose_owner_left_is_refused(client, issued, owner):
    User.objects.update(is_active=False)
    assert_invalid(client.get(WORKS, headers=bearer(issued[1])))


def test_rotated_both_secrets_are_taken_for_a_while_then_the_new_one_alone(client, issued):
    token, before = issued
    after = rotate(token)
    assert [client.get(WORKS, headers=bearer(secret)).status_code for secret in (before, after)] == [200, 200]
    ApiToken.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    assert_invalid(client.get(WORKS, headers=bearer(before)))
    assert client.get(WORKS, headers=bearer(after)).status_code == 200
    assert timedelta(days=1) >= OVERLAP


def test_revoked_after_rotation_neither_secret_is_taken(client, issued):
    token, before = issued
    after = rotate(token)
    revoke(token)
    for secret in (before, after):
        assert_invalid(client.get(WORKS, headers=bearer(secret)))


def test_a_token_is_for_its_scopes_alone(client, issued):
    photo = {"photo": SimpleUploadedFile("photo.jpg", b"never read")}
    refused = client.post(PHOTOS, photo, headers=bearer(issued[1]))
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert "scope" in refused.json()["message"]


def test_a_token_opens_nothing_of_its_owners_desk(client, owner):
    User.objects.update(is_staff=True, is_superuser=True)
    _, secret = issue(owner, "Kiosk", ["recognize", "catalog:read"])
    assert client.get(reverse("admin:index"), headers=bearer(secret)).status_code == 302


def test_a_token_has_its_own_allowance_wherever_it_comes_from(client, issued, monkeypatch):
    monkeypatch.setattr(allowances, "ADDRESS", replace(allowances.ADDRESS, reads=1))
    monkeypatch.setattr(allowances, "TOKEN", replace(allowances.TOKEN, reads=2))
    client.get(WORKS)
    assert client.get(WORKS).status_code == 429
    asked = [client.get(WORKS, headers=bearer(issued[1]), REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)]
    assert asked == [200, 200, 429]


def test_a_token_may_ask_for_no_less_than_an_address():
    kinds = allowances.KINDS
    assert all(getattr(allowances.TOKEN, kind) >= getattr(allowances.ADDRESS, kind) for kind in kinds)


def test_secrets_are_compared_in_constant_time(client, issued, monkeypatch):
    compared = []

    def compare(one: str, other: str) -> bool:
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    client.get(WORKS, headers=bearer(issued[1]))
    client.get(WORKS, headers=bearer(f"{issued[1]}x"))
    assert compared == [(64, 64)] * 4


def test_of_a_secret_only_its_hash_is_kept(issued):
    token, secret = issued
    kept = " ".join(str(value) for value in ApiToken.objects.values_list().get(pk=token.pk))
    assert secret.rpartition("_")[2] not in kept


@pytest.mark.medium
def test_a_superuser_issues_one_and_sees_its_secret_once(admin_client, client, owner):
    form = {"name": "Kiosk", "owner": owner.pk, "scopes": ["catalog:read"], "expires_at_0": "", "expires_at_1": ""}
    shown = admin_client.post(reverse("admin:access_apitoken_add"), form)
    (secret,) = set(SECRET.findall(shown.content.decode()))
    assert "no-store" in shown.headers["Cache-Control"]
    assert client.get(WORKS, headers=bearer(secret)).status_code == 200
    token = ApiToken.objects.get()
    for page in ("changelist", "change", "history"):
        text = admin_client.get(
            reverse(f"admin:access_apitoken_{page}", args=[] if page == "changelist" else [token.pk])
        )
        assert not SECRET.search(text.content.decode())


@pytest.mark.medium
def test_rotating_and_revoking_ask_first_and_stand_in_the_history(admin_client, client, issued):
    token, before = issued
    urls = {step: reverse(f"admin:access_apitoken_{step}", args=[token.pk]) for step in ("rotate", "revoke")}
    for url in urls.values():
        assert admin_client.get(url).status_code == 200
    assert client.get(WORKS, headers=bearer(before)).status_code == 200
    after = SECRET.findall(admin_client.post(urls["rotate"]).content.decode())[0]
    assert after != before
    assert admin_client.post(urls["revoke"]).status_code == 302
    assert_invalid(client.get(WORKS, headers=bearer(after)))
    assert admin_client.post(urls["rotate"]).status_code == 404
    history = admin_client.get(reverse("admin:access_apitoken_history", args=[token.pk])).content.decode()
    assert "Rotated; the secret before is taken until" in history
    assert "Revoked." in history


def test_a_token_is_revoked_not_deleted_but_goes_with_its_owner(admin_client, issued, owner):
    token, _ = issued
    assert (
        admin_client.post(reverse("admin:access_apitoken_delete", args=[token.pk]), {"post": "yes"}).status_code == 403
    )
    admin_client.post(reverse("admin:auth_user_delete", args=[owner.pk]), {"post": "yes"})
    assert not ApiToken.objects.exists()


def test_an_end_that_is_over_is_no_end(admin_client, owner):
    form = {
        "name": "Kiosk",
        "owner": owner.pk,
        "scopes": ["recognize"],
        "expires_at_0": "2020-01-01",
        "expires_at_1": "00:00",
    }
    assert "This is over" in admin_client.post(reverse("admin:access_apitoken_add"), form).content.decode()


@pytest.mark.parametrize("page", ["changelist", "add", "rotate", "revoke", "change"])
def test_no_group_of_staff_may_issue_tokens(client, issued, page):
    add_missing_roles()
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    client.force_login(user)
    args = [] if page in ("changelist", "add") else [issued[0].pk]
    assert client.get(reverse(f"admin:access_apitoken_{page}", args=args)).status_code == 403


def test_the_schema_describes_tokens_and_that_none_is_needed():
    generator: Any = SchemaGenerator
    schema = generator(patterns=api_urls.urlpatterns).get_schema(request=None, public=True)
    scheme = schema["components"]["securitySchemes"]["token"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert schema["paths"]["/recognitions/"]["post"]["security"] == [{"token": []}, {}]
