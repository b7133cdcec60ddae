"""The pages of works and creators."""

import pytest
from django.urls import reverse

from catalog.models import Attribution, Price, ReviewState
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
)

pytestmark = pytest.mark.django_db


def text_at(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_work_is_shown_with_what_is_known_of_it(client):
    work = make_artwork(
        "Irises", creator="Vincent van Gogh", date_text="1890", medium="Oil on canvas", accession_number="58.187"
    )
    text = text_at(client, work.get_absolute_url())
    for words in ("Irises", "Vincent van Gogh", "1890", "Oil on canvas", "58.187"):
        assert words in text


def test_a_work_without_a_picture_says_that_it_cannot_be_recognized(client):
    assert "cannot be recognised" in text_at(client, make_artwork().get_absolute_url())


def test_the_picture_links_to_its_largest_size(client):
    image = make_reference_image()
    largest = reverse("picture", args=[image.pk, "zoom"])
    assert f'<a href="{largest}" data-zoom>' in text_at(client, image.artwork.get_absolute_url())


def test_prices_are_shown_with_kind_date_and_source(client):
    work = make_artwork()
    make_price(work, "2310000", currency="GBP", source="Christie's archive", source_url="https://example.org/lot")
    text = text_at(client, work.get_absolute_url())
    for words in (
        "£2,310,000",
        str(Price.Kind.REALISED.label),
        "1 May 2020",
        "Christie&#x27;s archive",
        "https://example.org/lot",
    ):
        assert words in text


def test_a_price_that_nobody_approved_is_not_shown(client):
    work = make_artwork()
    make_price(work, "123456", review_state=ReviewState.PENDING)
    assert "123,456" not in text_at(client, work.get_absolute_url())


def test_a_work_leads_to_others_of_its_creator_and_its_room(client):
    creator, room = make_creator(), make_room()
    work = make_artwork("Irises", creator=creator)
    make_artwork("Cypresses", creator=creator)
    neighbor = make_artwork("Sunflowers")
    make_placement(work, room)
    make_placement(neighbor, room)
    text = text_at(client, work.get_absolute_url())
    assert "Cypresses" in text
    assert "Sunflowers" in text


def test_an_unknown_work_is_not_found(client):
    response = client.get(reverse("artwork", args=[404]))
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_creator_is_shown_with_their_works(client):
    creator = make_creator("Hans Memling", birth_year=1430, death_year=1494, nationality="Netherlandish")
    make_artwork("The Annunciation", creator=creator)
    text = text_at(client, creator.get_absolute_url())
    for words in ("Hans Memling", "Netherlandish", "1494", "The Annunciation"):
        assert words in text


def test_a_qualified_maker_is_not_shown_as_the_maker(client):
    work = make_artwork()
    Attribution.objects.create(
        artwork=work, creator=make_creator("Rembrandt"), qualifier=Attribution.Qualifier.WORKSHOP_OF
    )
    assert "Workshop of <a" in text_at(client, work.get_absolute_url())


def test_the_list_finds_works_by_creator(client):
    make_artwork("Irises", creator="Vincent van Gogh")
    make_artwork("The Annunciation", creator="Hans Memling")
    text = text_at(client, reverse("artwork-list") + "?q=gogh")
    assert "Irises" in text
    assert "The Annunciation" not in text
    assert "1 work for “gogh”" in text


def test_a_search_that_finds_nothing_says_what_to_try(client):
    assert "Try fewer words" in text_at(client, reverse("artwork-list") + "?q=nothing+at+all")


def test_a_long_list_is_cut_into_pages_that_keep_the_search(client):
    for number in range(25):
        make_artwork(f"Study {number}")
    text = text_at(client, reverse("artwork-list") + "?q=study")
    assert "Page 1 of 2" in text
    assert f'href="{reverse("artwork-list")}?q=study&amp;page=2"' in text


def test_a_page_number_that_is_none_shows_a_page_that_is(client):
    make_artwork("Irises")
    assert "Irises" in text_at(client, reverse("artwork-list") + "?page=moon")


@pytest.mark.medium
def test_a_list_costs_the_same_few_queries_for_one_work_or_twenty(client, django_assert_max_num_queries):
    room = make_room()
    for number in range(20):
        make_placement(make_reference_image(make_artwork(creator=f"Painter {number}")).artwork, room)
    with django_assert_max_num_queries(9):
        text_at(client, reverse("artwork-list"))
