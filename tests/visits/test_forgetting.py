"""What is kept no longer: photos after some days, answers that nobody keeps, visitors and sessions that are over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from catalog.models import ReferenceImage
from recognition.dashboard import dashboard
from recognition.models import Recognition
from tests.catalog.factories import make_artwork, make_reference_image, make_venue, picture_bytes
from tests.recognition.answers import a_find
from visits.models import KeptScan, SavedWork, Visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def irises() -> ReferenceImage:
    return make_reference_image(make_artwork("Irises"))


def a_scan(image: ReferenceImage, days_ago: float, **facts: Any) -> Recognition:
    """Return an answered scan that named the work of `image`."""
    scan = Recognition(status="done", decision="match", width=1200, height=1600, **facts)
    scan.result = {"matches": [a_find(image.artwork_id, image.pk)], "advice": [{"code": "x", "message": "y"}]}
    scan.created_at = timezone.now() - timedelta(days=days_ago)
    scan.photo.save("photo.jpg", ContentFile(picture_bytes()), save=False)
    scan.save()
    return scan


def keep(scan: Recognition) -> KeptScan:
    visitor = Visitor.objects.create(created_at=scan.created_at)
    return KeptScan.objects.create(visitor=visitor, recognition=scan, note="With Anna")


def path_of(scan: Recognition) -> Path:
    return Path(scan.photo.path)


def page_of(client, scan: Recognition) -> Any:
    return client.get(reverse("recognition", args=[scan.pk]))


def test_a_photo_is_deleted_after_its_days_and_not_before(irises):
    old, young = a_scan(irises, 30.1), a_scan(irises, 29.9)
    path = path_of(old)
    call_command("forget_old")
    assert not path.exists()
    assert path_of(young).exists()
    assert not Recognition.objects.get(pk=old.pk).photo


def test_the_operator_chooses_how_long(irises, settings):
    settings.PHOTO_DAYS = 7
    old, young = a_scan(irises, 8), a_scan(irises, 6)
    call_command("forget_old")
    assert [bool(Recognition.objects.get(pk=scan.pk).photo) for scan in (old, young)] == [False, True]


def test_a_photo_that_is_still_in_work_is_left(irises):
    scan = a_scan(irises, 31)
    Recognition.objects.update(status="running")
    call_command("forget_old")
    assert path_of(scan).exists()


def test_a_photo_that_nobody_works_on_any_more_is_not_kept_for_ever(client, irises):
    scan = a_scan(irises, 31, sender="hash")
    Recognition.objects.update(status="running", heartbeat_at=timezone.now() - timedelta(days=2))
    path = path_of(scan)
    call_command("forget_old")
    row = Recognition.objects.get(pk=scan.pk)
    assert (row.status, row.error_code, row.sender, bool(row.photo)) == ("failed", "gave_up", "", False)
    assert not path.exists()


def test_of_an_old_answer_stays_what_is_counted_and_nothing_else(irises):
    scan = a_scan(irises, 31, venue=make_venue(), error_message="x", sender="hash")
    call_command("forget_old")
    row = Recognition.objects.get(pk=scan.pk)
    assert row.result == {"matches": [{"artwork_id": irises.artwork_id}], "candidates": []}
    assert (row.decision, row.venue, row.created_at.date()) == ("match", scan.venue, scan.created_at.date())
    assert (row.error_message, row.sender, row.created_at.hour, row.created_at.minute) == ("", "", 0, 0)


def test_the_dashboard_counts_the_same_afterwards(irises):
    venue = make_venue()
    for _ in range(6):
        a_scan(irises, 40, venue=venue)
    before = dashboard(90)
    call_command("forget_old")
    assert dashboard(90) == before
    assert before.named[0].count == 6


def test_the_page_of_a_forgotten_scan_says_that_it_is_gone(client, irises):
    scan = a_scan(irises, 31)
    call_command("forget_old")
    answer = page_of(client, scan)
    assert answer.status_code == 410
    assert "This scan is no longer kept" in answer.content.decode()
    assert client.get(reverse("recognition-photo", args=[scan.pk])).status_code == 410


def test_programs_are_told_in_the_apis_shape(client, irises):
    scan = a_scan(irises, 31)
    call_command("forget_old")
    answer = client.get(reverse("api-recognition", args=[scan.pk]))
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")


def test_a_scan_in_a_collection_keeps_its_answer_and_note_but_not_its_photo(client, irises):
    scan = a_scan(irises, 31)
    kept = keep(scan)
    call_command("forget_old")
    page = page_of(client, scan).content.decode()
    assert "Irises" in page
    assert "Your photo is deleted by now" in page
    assert reverse("recognition-photo", args=[scan.pk]) not in page
    assert KeptScan.objects.get(pk=kept.pk).note == "With Anna"


def test_why_it_matched_is_then_drawn_on_the_reference_alone(client, irises):
    scan = a_scan(irises, 31)
    keep(scan)
    call_command("forget_old")
    page = page_of(client, scan).content.decode()
    assert "10 details marked that your photo had" in page
    assert reverse("picture", args=[irises.pk, "large"]) in page
    assert reverse("recognition-saliency", args=[scan.pk, irises.artwork_id]) not in page


@pytest.mark.medium
@pytest.mark.parametrize("kept", [True, False])
def test_what_the_network_looked_at_is_gone_with_the_photo(client, irises, kept):
    scan = a_scan(irises, 31)
    if kept:
        keep(scan)
    call_command("forget_old")
    for name in ("recognition-saliency", "saliency-picture"):
        assert client.get(reverse(name, args=[scan.pk, irises.artwork_id])).status_code == 404
    asked = client.get(reverse("api-saliency", args=[scan.pk]), {"artwork": irises.artwork_id})
    assert asked.status_code == 404


def test_a_work_whose_scan_lost_its_photo_is_contributed_with_another(client, irises):
    scan = a_scan(irises, 31)
    keep(scan)
    call_command("forget_old")
    assert 'type="file"' in client.get(reverse("contribute-scanned-work", args=[scan.pk])).content.decode()


def test_an_answer_is_readable_for_a_day_though_photos_go_at_once(client, irises, settings):
    settings.PHOTO_DAYS = 0
    scan = a_scan(irises, 0.5)
    call_command("forget_old")
    assert page_of(client, scan).status_code == 200
    assert not Recognition.objects.get(pk=scan.pk).photo


def test_visitors_whose_cookie_is_over_are_forgotten(irises):
    long_ago = timezone.now() - timedelta(days=2 * 365 + 1)
    over, recent = Visitor.objects.create(created_at=long_ago), Visitor.objects.create(created_at=long_ago)
    SavedWork.objects.create(visitor=over, artwork=irises.artwork, saved_at=long_ago)
    SavedWork.objects.create(visitor=recent, artwork=irises.artwork)
    call_command("forget_old")
    assert list(Visitor.objects.all()) == [recent]


def test_sessions_that_are_over_are_deleted():
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="on", session_data="", expire_date=timezone.now() + timedelta(days=1))
    call_command("forget_old")
    assert [session.pk for session in Session.objects.all()] == ["on"]


def test_forgetting_twice_does_nothing_the_second_time(irises, capsys):
    a_scan(irises, 31)
    call_command("forget_old")
    call_command("forget_old")
    assert capsys.readouterr().out.splitlines() == [
        "Forgotten: 1 photos, 1 answers, 0 visitors.",
        "Forgotten: 0 photos, 0 answers, 0 visitors.",
    ]
