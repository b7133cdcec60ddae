"""The page of a scan: waiting, the answer, and the photo itself."""

import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.models import ReferenceImage
from recognition.models import Recognition
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_reference_image,
    make_room,
    picture_bytes,
)
from tests.recognition.answers import QUAD, a_find

pytestmark = pytest.mark.django_db


@pytest.fixture
def irises() -> ReferenceImage:
    """A picture of a work that hangs in a room."""
    work = make_artwork("Irises", creator="Vincent van Gogh", date_text="1890", medium="Oil on canvas")
    make_placement(work, make_room(label="Gallery 822"))
    return make_reference_image(work)


def a_scan(decision: str = "", status: str = Recognition.Status.DONE, **facts: Any) -> Recognition:
    scan = Recognition(status=status, decision=decision, width=1200, height=1600, **facts)
    scan.photo.save("photo.jpg", ContentFile(picture_bytes()), save=False)
    scan.save()
    return scan


def find_of(image: ReferenceImage, **changes: Any) -> dict[str, Any]:
    return a_find(image.artwork_id, image.pk, **changes)


def text_of(client, scan: Recognition) -> str:
    response = client.get(reverse("recognition", args=[scan.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_named_work_is_shown_with_what_the_catalogue_knows(client, irises):
    text = text_of(client, a_scan("match", result={"matches": [find_of(irises)]}))
    for words in ("Irises", "Vincent van Gogh", "1890", "Oil on canvas", "Gallery 822", "Certain", "99 %"):
        assert words in text
    assert reverse("artwork", args=[irises.artwork_id]) in text


def test_a_named_work_is_outlined_on_the_photo(client, irises):
    text = text_of(client, a_scan("match", result={"matches": [find_of(irises)]}))
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in QUAD)
    assert f'<polygon class="mark" points="{outline}"/>' in text


def test_matched_details_are_joined_in_a_wide_and_a_narrow_drawing(client, irises):
    text = text_of(client, a_scan("match", result={"matches": [find_of(irises)]}))
    assert text.count('<line class="join"') == 2 * 10
    assert reverse("picture", args=[irises.pk, "large"]) in text


def test_an_unsure_answer_shows_its_candidates(client, irises):
    text = text_of(client, a_scan("uncertain", result={"candidates": [find_of(irises, confidence=0.5)]}))
    assert "We are not sure" in text
    assert "Possible" in text


def test_no_match_says_so_and_offers_to_browse(client, irises):
    text = text_of(client, a_scan("no_match", result={"candidates": [find_of(irises, confidence=0.01, quad=[])]}))
    assert "Not in our catalogue" in text
    assert "How sure" not in text
    assert reverse("artwork-list") in text


def test_advice_is_shown(client):
    text = text_of(client, a_scan("no_match", result={"advice": [{"code": "too_dark", "message": "Find more light."}]}))
    assert "Find more light." in text


def test_a_failure_says_what_to_do(client):
    text = text_of(client, a_scan(status=Recognition.Status.FAILED, error_message="Please send the photo again."))
    assert "Please send the photo again." in text
    assert "Try another photo" in text


def test_an_answer_costs_the_same_few_queries_for_one_work_or_three(client, irises, django_assert_max_num_queries):
    images = [irises, make_reference_image(), make_reference_image()]
    scan = a_scan("match", result={"matches": [find_of(image) for image in images]})
    with django_assert_max_num_queries(9):
        text_of(client, scan)


def test_without_a_script_the_waiting_page_loads_itself_anew(client):
    text = text_of(client, a_scan(status=Recognition.Status.PENDING))
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "Your photo is in the queue" in text


def ask_for_news(client, scan: Recognition, seen: str):
    url = reverse("recognition", args=[scan.pk])
    return client.get(url, {"seen": seen}, headers={"HX-Request": "true"})


def test_a_page_that_waits_hears_nothing_while_nothing_changes(client):
    assert ask_for_news(client, a_scan(status=Recognition.Status.RUNNING), "running").status_code == 204


def test_a_page_that_waits_hears_when_its_photo_is_looked_at(client):
    response = ask_for_news(client, a_scan(status=Recognition.Status.RUNNING), "pending")
    assert "Comparing your photo" in response.content.decode()
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("status", [Recognition.Status.DONE, Recognition.Status.FAILED])
def test_a_page_that_waits_is_told_to_load_the_answer(client, status):
    response = ask_for_news(client, a_scan("no_match", status=status), "running")
    assert response.headers["HX-Refresh"] == "true"


def test_an_unknown_scan_is_not_found(client):
    response = client.get(reverse("recognition", args=[uuid.uuid4()]))
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_the_photo_is_private_and_inert(client):
    scan = a_scan("no_match")
    response = client.get(reverse("recognition-photo", args=[scan.pk]))
    assert b"".join(response.streaming_content) == picture_bytes()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in response.headers["Cache-Control"]


def test_a_photo_that_was_deleted_is_not_found(client):
    scan = a_scan("no_match")
    scan.photo.delete(save=False)
    Recognition.objects.filter(pk=scan.pk).update(photo="photos/gone.jpg")
    assert client.get(reverse("recognition-photo", args=[scan.pk])).status_code == 404


def test_a_title_cannot_smuggle_markup_into_the_page(client):
    image = make_reference_image(make_artwork('<img src=x onerror="alert(1)">'))
    text = text_of(client, a_scan("match", result={"matches": [find_of(image)]}))
    assert "<img src=x" not in text
