"""A collection without an account: kept by a cookie, noted, taken away, deleted."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from recognition.models import Recognition
from tests.catalog.factories import make_artwork, picture_bytes
from tests.recognition.answers import a_find
from visits.models import KeptScan, SavedWork, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(monkeypatch, scan) -> Recognition:
    """The scan that any photo becomes."""
    monkeypatch.setattr("recognition.intake.accept_photo", lambda data, venue_id=None, asker=None: scan)
    return scan


def send_photo(client) -> None:
    client.post(reverse("scan"), {"photo": SimpleUploadedFile("photo.jpg", picture_bytes())})


def save(client, work) -> None:
    client.post(reverse("save-work", args=[work.pk]))


def text_of(client) -> str:
    return client.get(reverse("collection")).content.decode()


def test_whoever_only_reads_gets_no_cookie(client):
    client.get(reverse("scan"))
    assert "Nothing yet." in text_of(client)
    assert "visitor" not in client.cookies
    assert not Visitor.objects.exists()


def test_a_scan_is_kept_by_itself(client, taken):
    send_photo(client)
    assert reverse("recognition", args=[taken.pk]) in text_of(client)


def test_a_scan_is_kept_under_the_name_of_its_work(client, taken):
    Recognition.objects.update(decision="match", result={"matches": [a_find(make_artwork("Irises").pk)]})
    taken.refresh_from_db()
    send_photo(client)
    assert "Irises" in text_of(client)


def test_a_saved_work_is_kept_once(client):
    work = make_artwork("Irises")
    save(client, work)
    save(client, work)
    assert SavedWork.objects.count() == 1
    assert "Irises" in text_of(client)


def test_a_script_that_saves_is_told_in_a_sentence(client):
    response = client.post(reverse("save-work", args=[make_artwork().pk]), headers={"accept": "application/json"})
    assert response.json() == {"message": "Saved to your collection."}


def test_nobody_sees_or_changes_the_collection_of_another(client):
    save(client, make_artwork("Irises"))
    kept = SavedWork.objects.get()
    other = Client()
    assert "Irises" not in text_of(other)
    assert other.post(reverse("note-work", args=[kept.pk]), {"note": "mine"}).status_code == 404
    assert other.post(reverse("remove-work", args=[kept.pk])).status_code == 404


def test_a_forged_cookie_opens_nothing(client):
    save(client, make_artwork("Irises"))
    forged = Client()
    forged.cookies["visitor"] = str(Visitor.objects.get().pk)
    assert "Irises" not in text_of(forged)


def test_a_note_is_kept_beside_a_work_and_beside_a_scan(client, taken):
    save(client, make_artwork())
    send_photo(client)
    client.post(reverse("note-work", args=[SavedWork.objects.get().pk]), {"note": "For Anna"})
    client.post(reverse("note-scan", args=[KeptScan.objects.get().pk]), {"note": "Ask the guard"})
    assert {"For Anna", "Ask the guard"} <= {SavedWork.objects.get().note, KeptScan.objects.get().note}


def test_a_note_too_long_is_refused(client):
    save(client, make_artwork())
    response = client.post(reverse("note-work", args=[SavedWork.objects.get().pk]), {"note": "x" * 2001})
    assert response.status_code == 422


def test_a_removed_work_is_gone_from_the_collection_only(client):
    work = make_artwork("Irises")
    save(client, work)
    client.post(reverse("remove-work", args=[SavedWork.objects.get().pk]))
    assert "Irises" not in text_of(client)
    work.refresh_from_db()


def test_a_removed_scan_is_deleted_with_its_photo(client, taken, django_capture_on_commit_callbacks):
    send_photo(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("remove-scan", args=[KeptScan.objects.get().pk]))
    assert not Recognition.objects.exists()
    assert not taken.photo.storage.exists(taken.photo.name)


def test_one_tap_deletes_everything_here_and_on_the_device(client, taken, django_capture_on_commit_callbacks):
    send_photo(client)
    save(client, make_artwork())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("forget-collection"))
    assert [model.objects.count() for model in (Visitor, Recognition, SavedWork)] == [0, 0, 0]
    assert not taken.photo.storage.exists(taken.photo.name)
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert client.cookies["visitor"].value == ""


def test_the_collection_is_taken_away_as_json(client):
    save(client, make_artwork("Irises", creator="Vincent van Gogh"))
    (line,) = client.get(reverse("collection-json")).json()
    assert (line["kind"], line["title"], line["creator"]) == ("saved", "Irises", "Vincent van Gogh")
    assert line["url"].startswith("http://testserver/works/")


def test_a_table_that_is_taken_away_runs_no_formula(client):
    save(client, make_artwork('=HYPERLINK("https://example.org/")'))
    client.post(reverse("note-work", args=[SavedWork.objects.get().pk]), {"note": "@home"})
    text = client.get(reverse("collection-csv")).content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["title"] == '\'=HYPERLINK("https://example.org/")'
    assert line["note"] == "'@home"


def test_a_collection_costs_the_same_few_queries_for_one_work_or_many(client, django_assert_max_num_queries):
    for number in range(4):
        save(client, make_artwork(f"Work {number}"))
    with django_assert_max_num_queries(10):
        text_of(client)
