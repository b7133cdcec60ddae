"""Ways to the works without a question."""

import pytest
from django.urls import reverse

from catalog.selectors import Wish, browse_artworks, guide_page, venue_page
from tests.catalog.factories import make_artwork, make_creator, make_placement, make_room, make_venue

pytestmark = pytest.mark.django_db


def found(**wish) -> list[str]:
    return [work.title for work in browse_artworks(Wish(**wish))]


def test_works_are_found_by_venue_floor_and_room():
    venue = make_venue()
    upstairs, downstairs = make_room(venue, "1", floor="2"), make_room(venue, "2", floor="1")
    make_placement(make_artwork("Irises"), upstairs)
    make_placement(make_artwork("Roses"), downstairs)
    make_placement(make_artwork("Olives"), make_venue("Elsewhere"))
    assert found(venue=venue.pk) == ["Irises", "Roses"]
    assert found(venue=venue.pk, floor="1") == found(room=downstairs.pk) == ["Roses"]


@pytest.mark.medium
def test_the_page_of_a_venue_leads_to_all_works_of_a_floor(client):
    room = make_room(floor="2")
    make_placement(make_artwork("Irises"), room)
    (floor,) = venue_page(room.venue_id).floors
    assert floor.works_url.replace("&", "&amp;") in client.get(room.venue.get_absolute_url()).content.decode()
    text = client.get(floor.works_url).content.decode()
    assert "Irises" in text
    assert "Floor 2." in text


def test_a_place_that_no_database_can_hold_is_on_no_floor(client):
    assert client.get(reverse("artwork-list"), {"floor": "2\0", "material": "oil\0"}).status_code == 200


def test_works_are_found_by_maker_period_and_material():
    make_artwork("Irises", creator=(gogh := make_creator()), begin_year=1890, medium="Oil on canvas")
    make_artwork("Marble head", begin_year=-480, medium="Marble")
    make_artwork("Undated", medium="Oil on wood")
    assert found(creator=gogh.pk) == found(since=1800) == ["Irises"]
    assert found(since=-500) == ["Marble head"]
    assert found(material="oil") == ["Irises", "Undated"]
    assert found(material="oil", since=1800) == ["Irises"]


@pytest.mark.medium
def test_the_guide_counts_what_each_way_leads_to(client):
    for year, medium in ((1890, "Oil on canvas"), (1801, "Oil on wood"), (-480, "Marble")):
        make_artwork(begin_year=year, medium=medium, creator="Someone")
    page = guide_page()
    assert [(choice.label, choice.count) for choice in page.periods] == [("500–401 BCE", 1), ("1800–1899", 2)]
    assert (page.materials[0].label, page.materials[0].count) == ("oil", 2)
    for choice in (*page.periods, *page.materials):
        text = client.get(choice.url).content.decode()
        assert f"{choice.count} work" in text


@pytest.mark.medium
def test_what_narrows_the_list_is_said_and_kept(client):
    for number in range(25):
        make_artwork(f"Study {number}", begin_year=1890, medium="Oil on canvas")
    text = client.get(reverse("artwork-list"), {"since": "1800", "material": "oil"}).content.decode()
    assert "Only: 1800–1899 · oil." in text
    assert "since=1800&amp;material=oil&amp;page=2" in text
    assert '<input type="hidden" name="since" value="1800">' in text


@pytest.mark.parametrize(
    "query", ["venue=moon", "room=0", "since=-", "since=1-1", "since=²", "creator=99999999999999999999"]
)
def test_a_filter_that_makes_no_sense_is_left_aside(client, query):
    make_artwork("Irises")
    assert "Irises" in client.get(f"{reverse('artwork-list')}?{query}").content.decode()


def test_an_empty_catalogue_has_a_guide(client):
    assert client.get(reverse("guide")).status_code == 200


@pytest.mark.medium
def test_the_guide_costs_the_same_queries_for_one_work_or_many(django_assert_max_num_queries):
    for number in range(20):
        make_artwork(f"Study {number}", creator=f"Painter {number}", begin_year=1800 + number, medium="Oil")
    with django_assert_max_num_queries(10):
        guide_page()
