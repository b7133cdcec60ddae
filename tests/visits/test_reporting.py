"""What a visitor says of an answer reaches the curator in one tap."""

import pytest
from django.urls import reverse

from tests.catalog.factories import make_artwork
from visits.models import Report

pytestmark = pytest.mark.django_db


def tap(client, scan, **said: object):
    return client.post(reverse("report", args=[scan.pk]), said, headers={"accept": "application/json"})


def test_a_wrong_work_is_noted_with_its_answer(client, scan):
    work = make_artwork()
    assert "A curator will see" in tap(client, scan, verdict="wrong", artwork=work.pk).json()["message"]
    report = Report.objects.get()
    assert (report.recognition, report.artwork, report.verdict) == (scan, work, "wrong")


def test_none_of_the_candidates_needs_no_work(client, scan):
    tap(client, scan, verdict="none")
    assert Report.objects.get().artwork is None


def test_two_taps_say_it_once(client, scan):
    tap(client, scan, verdict="none")
    tap(client, scan, verdict="none")
    assert Report.objects.count() == 1


def test_a_tap_after_two_at_once_is_thanked_too(client, scan):
    for _ in range(2):
        Report.objects.create(recognition=scan, verdict="none")
    assert tap(client, scan, verdict="none").status_code == 200


def test_a_verdict_that_is_none_is_refused(client, scan):
    assert tap(client, scan, verdict="maybe").status_code == 400
    assert not Report.objects.exists()


def test_whoever_taps_very_often_is_told(client, scan, monkeypatch):
    monkeypatch.setattr("visits.limits.MOST_REPORTS", 0)
    assert tap(client, scan, verdict="none").status_code == 429


def test_without_a_script_the_tap_leads_to_ways_on(client, scan):
    page = client.post(reverse("report", args=[scan.pk]), {"verdict": "none"}).content.decode()
    assert reverse("contribute-scanned-work", args=[scan.pk]) in page


def test_the_curator_marks_what_was_said_as_seen(admin_client, client, scan):
    tap(client, scan, verdict="none")
    url = reverse("admin:visits_report_changelist")
    admin_client.post(url, {"action": "mark_seen", "_selected_action": [Report.objects.get().pk]})
    assert Report.objects.get().seen_by_curator
