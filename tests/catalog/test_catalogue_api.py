"""The catalogue as JSON."""

import pytest
from django.core.management import call_command
from django.test import Client

from catalog.selectors import artwork_page
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
)

pytestmark = pytest.mark.django_db
KINDS = ("artworks", "creators", "venues")


def titles(client: Client, query: str = "") -> list[str]:
    return [work["title"] for work in client.get(f"/api/v1/artworks/{query}").json()["results"]]


@pytest.mark.medium
def test_a_list_of_works_costs_few_queries_however_long(client, django_assert_max_num_queries):
    for number in range(10):
        make_reference_image(make_artwork(f"Work {number}", creator="A"))
    with django_assert_max_num_queries(7):
        answer = client.get("/api/v1/artworks/").json()
    assert (answer["count"], len(answer["results"])) == (10, 10)
    assert answer["results"][0]["creator"] == "A"


@pytest.mark.medium
def test_a_work_is_told_with_all_that_its_page_shows(client):
    work = make_artwork("Irises", creator="Vincent van Gogh", source_id="436528")
    make_price(work, "10")
    make_placement(work, make_room())
    answer = client.get(f"/api/v1/artworks/{work.pk}/").json()
    page = artwork_page(work.pk)
    assert answer["card"]["source_id"] == "436528"
    assert answer["card"]["url"] == page.card.url
    assert answer["creators"][0]["name"] == "Vincent van Gogh"
    assert answer["prices"][0]["date"] == "2020-05-01"
    assert answer["placements"][0]["current"] is True


@pytest.mark.medium
def test_works_are_narrowed_by_words_creator_and_place(client):
    creator, room = make_creator("Cézanne"), make_room()
    shown, stored = make_artwork("Apples", creator=creator), make_artwork("Pears", creator=creator)
    make_placement(shown, room)
    make_placement(stored, room.venue, on_view=False)
    make_artwork("Roses")
    assert titles(client, f"?creator={creator.pk}") == titles(client, "?search=cezanne") == ["Apples", "Pears"]
    assert titles(client, f"?venue={room.venue.pk}") == ["Apples", "Pears"]
    assert titles(client, f"?room={room.pk}") == titles(client, "?on_view=true") == ["Apples"]
    assert titles(client, "?on_view=false") == ["Pears", "Roses"]
    assert titles(client, "?creator=1&search=nothing") == []


def test_works_of_one_source_can_be_asked_for_by_their_ids(client):
    make_artwork("Irises", source="met", source_id="436528")
    make_artwork("Roses", source="aic", source_id="436528")
    assert titles(client, "?source=met&source_id=436528") == ["Irises"]


@pytest.mark.medium
def test_nobody_gets_more_than_two_hundred_at_once(client):
    for number in range(201):
        make_artwork(f"Work {number}")
    assert len(titles(client, "?limit=100000")) == 200


def test_creators_are_listed_and_told_with_their_works(client):
    creator = make_creator("Vincent van Gogh", birth_year=1853, death_year=1890)
    make_artwork("Irises", creator=creator)
    make_creator("Paul Cézanne")
    (line,) = client.get("/api/v1/creators/?search=GOGH").json()["results"]
    assert (line["name"], line["lifespan"], line["artwork_count"]) == ("Vincent van Gogh", "1853–1890", 1)
    page = client.get(f"/api/v1/creators/{creator.pk}/").json()
    assert [work["title"] for work in page["works"]] == ["Irises"]


def test_venues_are_listed_and_told_with_their_rooms(client):
    venue = make_venue("The Met", latitude=40.7794, longitude=-73.9632)
    make_placement(make_artwork(), make_room(venue, "Gallery 825", floor="2"))
    (line,) = client.get("/api/v1/venues/").json()
    assert (line["name"], line["latitude"], line["artwork_count"]) == ("The Met", 40.7794, 1)
    page = client.get(f"/api/v1/venues/{venue.pk}/").json()
    assert page["floors"][0]["label"] == "Floor 2"
    assert page["floors"][0]["rooms"][0]["label"] == "Gallery 825"


@pytest.mark.parametrize(
    "path", ["artworks/1/", "creators/1/", *(f"{kind}/{10**30}/" for kind in KINDS), "artworks/irises/"]
)
def test_what_does_not_exist_is_answered_in_the_one_shape_of_errors(client, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("name", ["creator", "venue", "room"])
@pytest.mark.parametrize("value", ["gogh", "0", "-1", str(10**30), "NaN"])
def test_a_filter_that_is_no_id_is_answered_in_the_one_shape_of_errors(client, name, value):
    response = client.get(f"/api/v1/artworks/?{name}={value}")
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [name]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    assert getattr(client, method)(f"/api/v1/artworks/{make_artwork().pk}/").status_code == 405


def test_the_schema_says_of_a_size_that_it_may_be_unknown(client):
    assert client.get(f"/api/v1/artworks/{make_artwork().pk}/").json()["size"] is None
    schema = client.get("/api/schema/?format=json").json()
    assert schema["components"]["schemas"]["ArtworkPage"]["properties"]["size"]["nullable"] is True


@pytest.mark.medium
def test_the_schema_describes_it_without_warnings(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    schema = (tmp_path / "schema.yml").read_text()
    assert "/api/v1/venues/{id}/" in schema
    assert "schema: {}" not in schema
