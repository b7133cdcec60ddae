"""Searching with a slip, and what is offered while one types."""

import pytest
from django.urls import reverse

from catalog.selectors import mend, suggestions
from tests.catalog.factories import make_artwork, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def works():
    make_artwork("Irises", creator="Vincent van Gogh")
    make_artwork("The Annunciation", creator="Hans Memling")
    make_artwork("Aristotle with a Bust of Homer", creator="Rembrandt")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rembrant", "rembrandt"),
        ("Remrbandt", "rembrandt"),
        ("van goch", "van gogh"),
        ("hans memmling", "hans memling"),
        ("anunciation", "annunciation"),
        ("aristotel homer", "aristotle homer"),
    ],
)
def test_a_slip_is_mended(typed, meant):
    assert mend(typed) == meant


@pytest.mark.parametrize("typed", ["rembrandt", "iris", "", "xyzzy", "bus", "qqqqqqqqq " * 1000])
def test_what_is_right_or_beyond_help_is_left_alone(typed):
    assert mend(typed) == ""


def test_a_word_that_came_since_is_known():
    assert mend("caravagio") == ""
    make_artwork("The Musicians", creator="Caravaggio")
    assert mend("caravagio") == "caravaggio"


def test_the_list_shows_what_was_meant_and_says_so(client):
    text = client.get(reverse("artwork-list") + "?q=rembrant").content.decode()
    assert "Nothing for “rembrant”. These are for “rembrandt”." in text
    assert "Aristotle with a Bust of Homer" in text


def test_names_and_titles_are_offered_while_one_types(client):
    answer = client.get(reverse("suggestions"), {"q": "go"}).json()
    assert answer == {"suggestions": ["Vincent van Gogh", "Irises"]}


def test_a_slip_is_forgiven_while_one_types():
    assert suggestions("memmling") == ["Hans Memling", "The Annunciation"]


def test_one_letter_offers_nothing():
    assert suggestions("r") == suggestions("") == []


def test_names_of_venues_are_words_too():
    make_venue("Mauritshuis")
    make_artwork("Another")
    assert mend("mauritshus") == "mauritshuis"
