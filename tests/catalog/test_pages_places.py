"""The pages of venues and rooms, and what hangs there."""

import pytest
from django.urls import reverse

from tests.catalog.factories import make_artwork, make_placement, make_room, make_venue

pytestmark = pytest.mark.django_db


def text_at(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_venues_are_listed_with_what_they_show(client):
    make_placement(make_artwork(), make_venue("Mauritshuis", city="The Hague", country="Netherlands"))
    text = text_at(client, reverse("venue-list"))
    for words in ("Mauritshuis", "The Hague, Netherlands", "1 work<"):
        assert words in text


def test_without_venues_the_list_says_so(client):
    assert "No venue is in the catalogue yet." in text_at(client, reverse("venue-list"))


def test_a_venue_shows_its_rooms_by_floor(client):
    venue = make_venue(opening_hours="Daily 10–17", website="https://example.org/")
    make_room(venue, "Gallery 1", floor="1")
    make_room(venue, "Gallery 2", floor="2")
    text = text_at(client, venue.get_absolute_url())
    assert text.index("Floor 1") < text.index("Gallery 1") < text.index("Floor 2") < text.index("Gallery 2")
    assert "Daily 10–17" in text


def test_a_work_without_a_room_is_listed_under_the_venue(client):
    venue = make_venue()
    make_placement(make_artwork("Irises"), venue)
    assert "Irises" in text_at(client, venue.get_absolute_url())


def test_a_room_shows_its_works_and_the_way_on(client):
    venue = make_venue()
    rooms = [make_room(venue, f"Gallery {number}") for number in (1, 2, 3)]
    make_placement(make_artwork("Irises"), rooms[1])
    text = text_at(client, rooms[1].get_absolute_url())
    assert "Irises" in text
    assert f'rel="prev" href="{rooms[0].get_absolute_url()}"' in text
    assert f'rel="next" href="{rooms[2].get_absolute_url()}"' in text


def test_an_empty_room_says_so(client):
    assert "We know of no work in this room now." in text_at(client, make_room().get_absolute_url())


@pytest.mark.parametrize("name", ["venue", "room", "creator"])
def test_what_does_not_exist_is_not_found(client, name):
    assert client.get(reverse(name, args=[404])).status_code == 404
