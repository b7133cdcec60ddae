"""Venues on the map."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from catalog.drawings.world import draw_world, project
from catalog.selectors import venue_list
from tests.catalog.factories import make_venue

pytestmark = pytest.mark.django_db
WORLD = Path(__file__).parents[2] / "static" / "img" / "world.svg"


def test_every_venue_with_a_position_is_on_the_map_and_every_venue_in_the_list(client):
    make_venue("Mauritshuis", latitude=52.08, longitude=4.31)
    make_venue("The Met", latitude=40.78, longitude=-73.96)
    make_venue("Somewhere")
    text = client.get(reverse("venue-list")).content.decode()
    assert len(re.findall('class="world-pin"', text)) == 2
    for name in ("Mauritshuis", "The Met", "Somewhere"):
        assert f"<strong>{name}</strong>" in text


def test_near_venues_share_a_pin_that_leads_to_their_place_in_the_list():
    first = make_venue("A museum", latitude=52.08, longitude=4.31)
    make_venue("Another", latitude=52.09, longitude=4.32)
    world = draw_world(venue_list())
    assert world is not None
    assert [(pin.names, pin.url) for pin in world.pins] == [(("A museum", "Another"), f"#venue-{first.pk}")]


def test_all_pins_are_inside_the_map():
    for place in ((64.1, -21.9), (-41.3, 174.8), (35.7, 139.7), (-89.9, 0.0)):
        make_venue(f"At {place}", latitude=place[0], longitude=place[1])
    world = draw_world(venue_list())
    assert world is not None
    for pin in world.pins:
        assert world.x < pin.x < world.x + world.width
        assert world.y < pin.y < world.y + world.height


def test_without_positions_there_is_a_list_and_no_map(client):
    make_venue("Somewhere")
    text = client.get(reverse("venue-list")).content.decode()
    assert "<svg viewBox" not in text.partition("<main")[2]
    assert "Somewhere" in text


def test_places_and_outlines_use_one_projection():
    assert project(180, 0) == (1800, 0)
    assert 'id="land"' in WORLD.read_text(encoding="utf-8")


def test_tiles_are_asked_for_only_where_an_operator_names_them(client, settings):
    make_venue(latitude=52.08, longitude=4.31)
    assert "leaflet" not in client.get(reverse("venue-list")).content.decode()
    settings.TILE_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    text = client.get(reverse("venue-list")).content.decode()
    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png"' in text
    assert "js_lib_leaflet/leaflet.js" in text


def test_what_a_ticket_costs_is_said_with_its_currency(client):
    venue = make_venue(ticket_price="17.50", ticket_currency="EUR", ticket_note="adults")
    assert "€17.50 (adults)" in client.get(venue.get_absolute_url()).content.decode()
    free = make_venue("Free for all", ticket_price=0, ticket_currency="EUR")
    assert "<dd>Free</dd>" in client.get(free.get_absolute_url()).content.decode()
