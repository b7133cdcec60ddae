"""What the network looked at, as a picture on the page and as numbers by the API; worked out once."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.models import Artwork
from recognition import explaining
from recognition.core.errors import PhotoError
from recognition.core.saliency import GRID, explain_similarity
from recognition.explaining import NothingToExplain
from recognition.indexing import build_index
from recognition.models import Recognition
from tests.recognition.museum import PHOTO_HEIGHT, PHOTO_WIDTH, hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def named(client: Client) -> tuple[Recognition, Artwork]:
    """A recognition, and the work that it named."""
    artwork = hang(71)
    build_index()
    client.post("/api/v1/recognitions/", {"photo": SimpleUploadedFile("photo.jpg", photo_of(71))})
    row = Recognition.objects.get()
    assert row.decision == "match"
    return row, artwork


def ask(client: Client, row: Recognition, **query: int | str) -> Any:
    return client.get(reverse("api-saliency", args=[row.pk]), query)


def picture(client: Client, row: Recognition, artwork_id: int) -> Any:
    return client.get(reverse("saliency-picture", args=[row.pk, artwork_id]))


def test_the_api_answers_with_a_grid_of_what_the_similarity_loses(client: Client, named: Any) -> None:
    row, artwork = named
    answer = ask(client, row, artwork=artwork.pk).json()
    assert set(answer) == {"artwork", "similarity", "view", "grid"}
    assert answer["artwork"] == artwork.pk
    assert 0.3 < answer["similarity"] <= 1
    assert [len(line) for line in answer["grid"]] == [GRID] * GRID
    left, top, right, bottom = answer["view"]
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1


def test_the_picture_is_a_private_jpeg(client: Client, named: Any) -> None:
    row, artwork = named
    response = picture(client, row, artwork.pk)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "private" in response.headers["Cache-Control"]
    assert Image.open(BytesIO(response.content)).size == (PHOTO_WIDTH, PHOTO_HEIGHT)


def test_it_is_worked_out_once(client: Client, named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row, artwork = named
    first = ask(client, row, artwork=artwork.pk).json()
    monkeypatch.delattr(explaining, "explain_similarity")
    assert ask(client, row, artwork=artwork.pk).json() == first
    assert picture(client, row, artwork.pk).status_code == 200


def test_one_is_worked_out_at_a_time_and_who_comes_meanwhile_is_asked_to_try_again(
    client: Client, named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, artwork = named
    page = reverse("recognition-saliency", args=[row.pk, artwork.pk])
    meanwhile: list[Any] = []

    def explain_while_others_ask(*args: Any) -> Any:
        meanwhile.extend([ask(client, row, artwork=artwork.pk), picture(client, row, artwork.pk), client.get(page)])
        return explain_similarity(*args)

    monkeypatch.setattr(explaining, "explain_similarity", explain_while_others_ask)
    assert ask(client, row, artwork=artwork.pk).status_code == 200
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in meanwhile] == [(503, "2")] * 3
    assert meanwhile[0].json()["code"] == "busy"
    assert "try again" in meanwhile[0].json()["message"]
    assert "private" not in meanwhile[1].headers["Cache-Control"]
    assert client.get(page).status_code == 200


def test_an_explanation_that_fails_keeps_nobody_waiting(client: Client, named: Any) -> None:
    row, artwork = named
    with pytest.raises(NothingToExplain):
        explaining.explain(Recognition(photo="photos/none.jpg", result=row.result), artwork.pk)
    row.photo.storage.save("photos/damaged.jpg", ContentFile(b"no photo"))
    with pytest.raises(PhotoError):
        explaining.explain(Recognition(photo="photos/damaged.jpg", result=row.result, width=9, height=9), artwork.pk)
    assert ask(client, row, artwork=artwork.pk).status_code == 200


def test_what_is_kept_leaves_the_answer_as_it_was(client: Client, named: Any) -> None:
    row, artwork = named
    url = reverse("api-recognition", args=[row.pk])
    before = client.get(url).json()
    ask(client, row, artwork=artwork.pk)
    assert client.get(url).json() == before


@pytest.mark.parametrize("query", [{}, {"artwork": ""}, {"artwork": "irises"}, {"artwork": 0}])
def test_without_a_work_the_question_is_refused(client: Client, named: Any, query: dict[str, int | str]) -> None:
    response = ask(client, named[0], **query)
    assert response.status_code == 400
    assert "artwork" in response.json()["fields"]


def assert_not_found(client: Client, row: Recognition, artwork_id: int) -> None:
    answer = ask(client, row, artwork=artwork_id)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert picture(client, row, artwork_id).status_code == 404
    assert client.get(reverse("recognition-saliency", args=[row.pk, artwork_id])).status_code == 404


@pytest.mark.medium
def test_a_work_that_the_answer_does_not_mention_is_not_found(client: Client, named: Any) -> None:
    assert_not_found(client, named[0], hang(99).pk)


def test_a_photo_that_is_gone_is_not_found_even_when_it_was_explained(client: Client, named: Any) -> None:
    row, artwork = named
    ask(client, row, artwork=artwork.pk)
    row.photo.storage.delete(row.photo.name)
    assert_not_found(client, row, artwork.pk)


def test_a_work_that_left_the_catalogue_is_not_found(client: Client, named: Any) -> None:
    row, artwork = named
    gone = artwork.pk
    artwork.delete()
    assert_not_found(client, row, gone)


def test_an_unknown_or_unfinished_recognition_is_not_found(client: Client, named: Any) -> None:
    unknown = Recognition(photo="photos/none.jpg")
    assert_not_found(client, unknown, named[1].pk)
    unfinished = Recognition.objects.create(photo=named[0].photo.name, width=PHOTO_WIDTH, height=PHOTO_HEIGHT)
    assert_not_found(client, unfinished, named[1].pk)


def test_the_answer_leads_to_a_page_that_shows_it(client: Client, named: Any) -> None:
    row, artwork = named
    page = reverse("recognition-saliency", args=[row.pk, artwork.pk])
    assert f'href="{page}"' in client.get(reverse("recognition", args=[row.pk])).content.decode()
    text = client.get(page).content.decode()
    for address in (reverse("saliency-picture", args=[row.pk, artwork.pk]), reverse("recognition", args=[row.pk])):
        assert f'"{address}"' in text
    assert f"{reverse('api-saliency', args=[row.pk])}?artwork={artwork.pk}" in text


def test_the_answer_itself_works_nothing_out(client: Client, named: Any) -> None:
    row, _ = named
    client.get(reverse("recognition", args=[row.pk]))
    row.refresh_from_db()
    assert "saliency" not in row.result


def test_a_work_that_left_the_catalogue_is_not_found_even_when_it_was_explained(client: Client, named: Any) -> None:
    row, artwork = named
    artwork_id = artwork.pk
    assert picture(client, row, artwork_id).status_code == 200
    artwork.delete()
    assert picture(client, row, artwork_id).status_code == 404
    assert ask(client, row, artwork=artwork_id).status_code == 404
