"""Contributing: what is taken, what is refused, and that nothing of it shows before a curator agrees."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.models import Artwork, Price
from recognition.core.render_photo import render_photo
from tests.catalog.factories import make_artwork, picture_bytes
from tests.core.pictures import draw_painting
from visits.models import Correction, PriceReport, WorkSuggestion
from visits.tokens import token_of

pytestmark = pytest.mark.django_db

PRICE = {"kind": "realised", "amount": "1200.50", "currency": "EUR", "date": "2020-05-01", "source": "A sale catalogue"}


def suggest(client, **said: Any):
    photo = SimpleUploadedFile("photo.jpg", picture_bytes(width=640, height=480))
    return client.post(reverse("contribute-work"), {"photo": photo, "title": "Nympheas", **said})


@pytest.mark.medium
def test_a_missing_work_is_queued_and_its_contributor_gets_a_private_page(client):
    response = suggest(client, creator="Claude Monet")
    suggestion = WorkSuggestion.objects.get()
    assert response.url == reverse("contribution", args=[token_of(suggestion)])
    assert "A curator will look at your contribution" in client.get(response.url).content.decode()
    assert not Artwork.objects.exists()


@pytest.mark.medium
def test_a_scanned_photo_need_not_be_sent_again(client, scan):
    client.post(reverse("contribute-scanned-work", args=[scan.pk]), {"title": "Nympheas"})
    suggestion = WorkSuggestion.objects.get()
    assert suggestion.recognition == scan
    assert suggestion.photo.size > 0


@pytest.mark.medium
def test_the_picture_in_a_contributed_photo_is_found_and_seen_from_its_front(client):
    scene = render_photo(draw_painting(3), seed=3)
    suggest(client, photo=SimpleUploadedFile("photo.jpg", scene.jpeg))
    with WorkSuggestion.objects.get().picture.open("rb") as stored, Image.open(stored) as picture:
        share = picture.width * picture.height / (scene.pixels.shape[0] * scene.pixels.shape[1])
    assert 0.05 < share < 0.9


@pytest.mark.medium
def test_a_contributed_photo_loses_its_metadata(client):
    photo = SimpleUploadedFile("photo.jpg", picture_bytes(width=640, height=480, comment=b"at home"))
    suggest(client, photo=photo)
    with WorkSuggestion.objects.get().photo.open("rb") as stored:
        assert b"at home" not in stored.read()


def test_a_file_that_is_no_photo_is_refused_in_place(client):
    response = suggest(client, photo=SimpleUploadedFile("photo.jpg", b"Dear museum, ..."))
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert not WorkSuggestion.objects.exists()


def test_a_photo_too_large_is_refused(client, settings):
    settings.PHOTO_MAX_BYTES = 1000
    response = suggest(client)
    assert response.status_code == 422
    assert not WorkSuggestion.objects.exists()


def test_a_corrected_fact_waits_for_review(client):
    work = make_artwork("Irisses")
    said = {"fact": "title", "correct_value": "Irises", "source": "The label"}
    client.post(reverse("contribute-correction", args=[work.pk]), said)
    assert Correction.objects.get().correct_value == "Irises"
    work.refresh_from_db()
    assert work.title == "Irisses"


def test_a_price_without_a_source_is_refused(client):
    work = make_artwork()
    response = client.post(reverse("contribute-price", args=[work.pk]), {**PRICE, "source": ""})
    assert response.status_code == 422
    assert not PriceReport.objects.exists()


@pytest.mark.parametrize("wrong", [{"amount": "-5"}, {"currency": "euro"}, {"date": "once"}])
def test_a_price_that_cannot_be_is_refused(client, wrong):
    response = client.post(reverse("contribute-price", args=[make_artwork().pk]), {**PRICE, **wrong})
    assert response.status_code == 422


def test_a_reported_price_is_not_a_price_yet(client):
    response = client.post(reverse("contribute-price", args=[make_artwork().pk]), PRICE)
    assert response.status_code == 302
    assert not Price.objects.exists()


@pytest.mark.medium
def test_whoever_sends_very_much_is_asked_to_come_back_later(client, monkeypatch):
    monkeypatch.setattr("visits.limits.MOST_CONTRIBUTIONS", 2)
    answers = [suggest(client).status_code for _ in range(3)]
    assert answers == [302, 302, 429]
    WorkSuggestion.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert suggest(client).status_code == 302


@pytest.mark.medium
def test_when_too_much_waits_for_the_curators_nothing_more_is_taken(client, monkeypatch):
    monkeypatch.setattr("visits.limits.MOST_WAITING", 1)
    assert suggest(client).status_code == 302
    assert suggest(client).status_code == 429


def test_when_too_many_texts_wait_nothing_more_is_taken_either(client, monkeypatch):
    monkeypatch.setattr("visits.limits.MOST_WAITING", 1)
    url = reverse("contribute-price", args=[make_artwork().pk])
    assert [client.post(url, PRICE).status_code for _ in range(2)] == [302, 429]


@pytest.mark.medium
def test_visitors_behind_one_proxy_are_told_apart(client, monkeypatch):
    monkeypatch.setattr("visits.limits.MOST_CONTRIBUTIONS", 1)
    url, said = reverse("contribute-price", args=[make_artwork().pk]), PRICE
    answers = [
        client.post(url, said, headers={"x-forwarded-for": address}).status_code
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2")
    ]
    assert answers == [302, 302, 429]


@pytest.mark.medium
def test_a_private_page_cannot_be_guessed(client):
    suggest(client)
    genuine = token_of(WorkSuggestion.objects.get())
    for forged in ("1", genuine[:-1], "x" + genuine):
        assert client.get(reverse("contribution", args=[forged])).status_code == 404


@pytest.mark.medium
def test_the_address_of_a_contributor_is_not_stored(client):
    suggest(client)
    assert "127.0.0.1" not in WorkSuggestion.objects.get().sender


@pytest.mark.medium
def test_what_was_stored_of_it_is_forgotten_once_it_does_not_count_any_more(client):
    suggest(client)
    WorkSuggestion.objects.update(created_at=timezone.now() - timedelta(hours=2))
    suggest(client)
    assert [bool(suggestion.sender) for suggestion in WorkSuggestion.objects.order_by("pk")] == [False, True]


def test_only_a_suggested_work_has_a_photo(client):
    client.post(reverse("contribute-price", args=[make_artwork().pk]), PRICE)
    token = token_of(PriceReport.objects.get())
    assert client.get(reverse("contribution-photo", args=[token, "photo"])).status_code == 404


@pytest.mark.medium
def test_a_contributed_photo_is_inert(client):
    suggest(client)
    token = token_of(WorkSuggestion.objects.get())
    response = client.get(reverse("contribution-photo", args=[token, "photo"]))
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Type"] == "image/jpeg"
