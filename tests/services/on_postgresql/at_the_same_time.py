"""What holds when several processes act at once. SQLite has one writer, so this shows on PostgreSQL only.

`test_postgresql.py` runs this file on a real server; pytest does not find it by itself.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.utils import timezone

from access.allowances import ADDRESS, Asker
from access.refusals import TooManyAtOnce
from catalog.models import ReferenceImage
from catalog.services import add_reference_image
from recognition import crowding, idempotency, intake
from recognition.intake import accept_photo
from recognition.models import IdempotencyKey, IndexBuild, Recognition
from tests.catalog.factories import make_artwork, picture_bytes
from tests.core.pictures import draw_painting, encode
from tests.webhooks.conftest import register
from webhooks import sweeping
from webhooks.events import note
from webhooks.models import Delivery, Event

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Do `act` in several threads, each with its own connection, let go together; return what each came to."""
    gate = Barrier(WORKERS)

    def run(_number: int) -> Any:
        connection.ensure_connection()
        gate.wait(timeout=30)
        try:
            return act()
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def make_recognition(**facts: Any) -> Recognition:
    return Recognition.objects.create(photo="photos/one.jpg", width=640, height=480, **facts)


def test_of_many_workers_one_claims_a_recognition():
    waiting = make_recognition()
    claims = at_once(lambda: Recognition.objects.claim(waiting.pk))
    assert sorted(map(bool, claims)) == [False] * (WORKERS - 1) + [True]
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == (Recognition.Status.RUNNING, 1)


def test_a_recognition_whose_worker_died_is_seen_as_abandoned_and_a_fresh_one_is_not():
    long_ago = timezone.now() - timedelta(minutes=10)
    make_recognition(status=Recognition.Status.RUNNING, heartbeat_at=long_ago)
    make_recognition(heartbeat_at=long_ago)
    make_recognition(status=Recognition.Status.RUNNING, heartbeat_at=timezone.now())
    make_recognition(status=Recognition.Status.DONE, created_at=long_ago, heartbeat_at=long_ago)
    assert Recognition.objects.abandoned(timezone.now() - timedelta(minutes=1)).count() == 2


def test_of_photos_that_come_together_no_more_are_taken_than_there_is_room_for(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("recognition.tasks.run_recognition.delay", lambda pk: None)
    monkeypatch.setattr(crowding, "MOST_OF_ONE", 2)
    photo = picture_bytes(width=200, height=100)

    def take() -> str:
        try:
            return accept_photo(photo, asker=Asker("one address", ADDRESS)).status
        except TooManyAtOnce as refused:
            return refused.default_code

    assert sorted(at_once(take)) == ["pending"] * 2 + ["too_many_at_once"] * (WORKERS - 2)
    assert Recognition.objects.count() == 2


def test_one_index_build_is_active_whoever_else_tries():
    made = at_once(
        lambda: IndexBuild.objects.create(name=str(timezone.now()), fingerprint="f", reference_count=1, active=True)
    )
    assert sum(isinstance(build, IndexBuild) for build in made) == 1
    assert IndexBuild.objects.filter(active=True).count() == 1


def test_the_same_picture_added_many_times_at_once_is_kept_once(settings):
    settings.CATALOG_REFERENCE_LISTENER = "tests.catalog.conftest.note_announcement"
    artwork = make_artwork()
    content = picture_bytes(seed=7)
    added = at_once(lambda: add_reference_image(artwork, content).pk)
    assert set(added) == {ReferenceImage.objects.get().pk}


def test_of_many_that_send_a_photo_with_one_key_one_stores_it(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(intake, "_queue", lambda _task, *_arguments: None)
    photo = encode(draw_painting(71, 64, 64))

    def send() -> Any:
        try:
            upload = SimpleUploadedFile("photo.jpg", photo)
            return idempotency.accept_once(upload, key="one", asker=Asker("somebody", ADDRESS)).row.pk
        except idempotency.KeyInUse as later:
            return later

    answers = at_once(send)
    row = Recognition.objects.get()
    assert {answer for answer in answers if not isinstance(answer, idempotency.KeyInUse)} == {row.pk}
    assert IdempotencyKey.objects.get().recognition == row


def test_of_many_workers_one_claims_a_delivery():
    (pk,) = note(register(), Event.RECOGNITION_FINISHED, "one", {})
    assert sorted(at_once(lambda: Delivery.objects.claim(pk))) == [False] * (WORKERS - 1) + [True]
    assert Delivery.objects.get().attempts == 1


def test_of_many_sweeps_one_tells_of_a_change():
    endpoint = register(Event.ARTWORK_CHANGED, changes_told_to=timezone.now() - timedelta(hours=1))
    make_artwork()
    at_once(lambda: sweeping._note_changes(endpoint, timezone.now()))
    assert Delivery.objects.count() == 1
