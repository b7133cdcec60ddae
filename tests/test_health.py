"""What supervisors and balancers are told: that a process answers, and whether the site can do its work."""

import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError

from artrecog import health
from artrecog.celery import app
from recognition import gallery
from recognition.models import IndexBuild

LIVE, READY = "/health/live", "/health/ready"
FROM_ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}
PASSWORD = "very-secret-word"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    gallery.reset()


@pytest.fixture
def use_broker(settings, monkeypatch):
    """Have the site use the broker at this address."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(health, "BROKER_SECONDS", 0.1)

    def use(url: str) -> None:
        monkeypatch.setattr(app.conf, "broker_url", url)
        monkeypatch.setattr(app.conf, "broker_write_url", url)

    return use


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def failed(response) -> dict[str, str]:
    return {name: found["why"] for name, found in response.json()["checks"].items() if not found["ok"]}


def test_a_process_that_answers_is_alive_whatever_it_lacks(client):
    # Without the mark that allows it, a test that touches the database fails.
    assert client.get(LIVE).json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_site_that_lacks_nothing_is_ready_even_before_its_first_work(client):
    answer = client.get(READY)
    assert (answer.status_code, answer.json()["status"], failed(answer)) == (200, "ready", {})
    assert list(answer.json()["checks"]) == ["database", "migrations", "broker", "index", "data_directory"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_an_index_that_cannot_be_opened_makes_the_site_unready(client):
    IndexBuild.objects.create(name="lost", fingerprint="f", reference_count=3, active=True)
    answer = client.get(READY)
    assert answer.status_code == 503
    assert failed(answer) == {"index": "DamagedIndex: see the log"}


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_makes_the_site_unready(client, monkeypatch):
    monkeypatch.setattr(health, "_known_migrations", lambda: {("catalog", "0999_to_come")})
    assert failed(client.get(READY)) == {"migrations": "1 migrations are not applied: run `manage.py prepare`"}


@pytest.mark.django_db
def test_a_full_disk_makes_the_site_unready(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=3 * 2**20))
    assert failed(client.get(READY)) == {"data_directory": "only 3 MB are free"}


@pytest.mark.django_db
def test_a_data_directory_that_is_gone_makes_the_site_unready(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "unmounted"
    assert "data_directory" in failed(client.get(READY))


@pytest.mark.django_db
def test_a_broker_that_is_down_makes_the_site_unready(client, use_broker):
    use_broker("redis://127.0.0.1:1/0")
    assert list(failed(client.get(READY))) == ["broker"]


@pytest.mark.medium
@pytest.mark.django_db
def test_a_broker_that_swallows_packets_cannot_hang_the_answer(client, use_broker, silent_port):
    use_broker(f"redis://:{PASSWORD}@127.0.0.1:{silent_port}/0")
    started = time.monotonic()
    answer = client.get(READY)
    assert time.monotonic() - started < 2
    assert list(failed(answer)) == ["broker"]
    assert PASSWORD not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "origin", [FROM_ELSEWHERE, {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, {"HTTP_FORWARDED": "for=203.0.113.7"}]
)
def test_strangers_learn_whether_it_is_ready_and_not_why(client, origin):
    assert client.get(READY, **origin).json() == {"status": "ready"}


@pytest.mark.django_db
def test_staff_learn_why_from_anywhere(client, admin_user: User):
    client.force_login(admin_user)
    assert "checks" in client.get(READY, **FROM_ELSEWHERE).json()


@pytest.mark.django_db
def test_visitors_who_signed_in_are_no_staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("visitor"))
    assert "checks" not in client.get(READY, **FROM_ELSEWHERE).json()


def test_a_database_that_is_down_is_asked_once_and_tells_no_secret(client, monkeypatch):
    asked = []

    def refuse(*arguments):
        asked.append(arguments)
        raise DatabaseError(f"password {PASSWORD} refused")

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=refuse))
    answer = client.get(READY)
    assert answer.status_code == 503
    assert set(failed(answer)) == {"database", "migrations", "index"}
    assert len(asked) == 1
    assert PASSWORD not in answer.content.decode()
    # Who is staff only the database knows.
    assert client.get(READY, **FROM_ELSEWHERE).json() == {"status": "unready"}
