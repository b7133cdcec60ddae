"""Who fails to log in too often is locked out, by name and address, for a while, and told what to do."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
ME, OTHER = "198.51.100.1", "198.51.100.2"
TRIES = 2  # instead of five, to be quick
FORGED = ["x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "user-agent", "x-requested-with"]


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.AXES_FAILURE_LIMIT = TRIES
    for name in ("keeper", "registrar"):
        User.objects.create_user(name, password=PASSWORD, is_staff=True)


def log_in(client, name: str = "keeper", password: str = PASSWORD, address: str = ME, **headers: str):
    form = {"username": name, "password": password}
    return client.post(reverse("admin:login"), form, REMOTE_ADDR=address, headers=headers)


def fail(client, times: int = TRIES, **who: str) -> None:
    for _ in range(times):
        log_in(client, password="wrong", **who)


def is_locked_out(response) -> bool:
    return response.status_code == 429


def test_the_right_password_opens_the_desk(client):
    assert log_in(client).status_code == 302


def test_after_too_many_wrong_ones_the_right_one_is_refused_and_says_what_to_do(client):
    fail(client)
    page = log_in(client)
    assert is_locked_out(page)
    assert page.headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in page.content.decode()
    assert "superuser" in page.content.decode()
    assert client.get(reverse("admin:index")).status_code == 302


def test_one_wrong_one_less_is_forgiven_and_the_count_begins_anew(client):
    fail(client, TRIES - 1)
    assert log_in(client).status_code == 302
    fail(client, TRIES - 1)
    assert log_in(client).status_code == 302


def test_nobody_is_locked_out_from_another_address(client):
    fail(client, address=OTHER)
    assert log_in(client).status_code == 302


def test_nobody_else_at_the_address_is_locked_out(client):
    fail(client)
    assert log_in(client, "registrar").status_code == 302


@pytest.mark.parametrize("header", FORGED)
def test_no_header_begins_a_new_count(client, header):
    for n in range(TRIES):
        log_in(client, password="wrong", **{header: f"10.0.0.{n}"})
    assert is_locked_out(log_in(client, **{header: "10.0.0.99"}))


@pytest.mark.parametrize("name", ["keeper ", "ｋeeper"])
def test_no_other_spelling_of_the_name_begins_one(client, name):
    fail(client, name=name)
    assert is_locked_out(log_in(client))


@pytest.mark.medium
def test_it_ends_by_itself_and_trying_meanwhile_does_not_prolong_it(client):
    fail(client)
    fail(client, 3)
    over = timezone.now() - site.AXES_COOLOFF_TIME - timedelta(seconds=1)
    AccessAttempt.objects.update(attempt_time=over)
    assert log_in(client).status_code == 302


def test_it_holds_for_names_that_nobody_has(client):
    fail(client, name="nobody")
    assert is_locked_out(log_in(client, "nobody"))


def test_passwords_are_kept_nowhere(client):
    fail(client, 1)
    (attempt,) = AccessAttempt.objects.values_list()
    assert "wrong" not in str(attempt)


def test_failures_that_no_longer_count_are_deleted(client):
    fail(client, 1)
    call_command("forget_old")
    assert AccessAttempt.objects.count() == 1
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=1))
    call_command("forget_old")
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("password", ["short", "password123", "keeper123"])
def test_a_password_that_is_guessed_at_once_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User.objects.get(username="keeper"))
