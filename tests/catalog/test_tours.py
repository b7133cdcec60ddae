"""Tours, stop by stop."""

import pytest
from django.urls import reverse

from catalog.models import Stop
from catalog.selectors import stop_page, tour_list, tour_page
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_recording,
    make_room,
    make_tour,
    make_venue,
)

pytestmark = pytest.mark.django_db


def text_at(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_tour_leads_from_stop_to_stop(client):
    tour = make_tour([make_artwork("Irises"), make_artwork("Roses"), make_artwork("Olives")])
    text = text_at(client, reverse("stop", args=[tour.pk, 2]))
    assert "stop 2 of 3" in text
    assert "Look at Roses." in text
    assert f'rel="prev" href="{reverse("stop", args=[tour.pk, 1])}"' in text
    assert f'rel="next" href="{reverse("stop", args=[tour.pk, 3])}"' in text


def test_the_last_stop_leads_back_to_the_tour(client):
    tour = make_tour([make_artwork()])
    text = text_at(client, reverse("stop", args=[tour.pk, 1]))
    assert 'rel="next"' not in text
    assert "End of the tour" in text


def test_a_stop_is_in_the_room_where_its_work_hangs_today():
    venue = make_venue()
    old, new = make_room(venue, "Gallery 1"), make_room(venue, "Gallery 2")
    work = make_artwork()
    placement = make_placement(work, old)
    tour = make_tour([work], venue)
    placement.room = new
    placement.save()
    (stop,) = tour_page(tour.pk).stops
    assert stop.room is not None
    assert stop.room.label == "Gallery 2"


def test_a_stop_may_be_a_room_without_a_work():
    room = make_room(label="The stairs")
    tour = make_tour(venue=room.venue)
    Stop.objects.create(tour=tour, room=room, title="Before we begin")
    (stop,) = tour_page(tour.pk).stops
    assert (stop.title, stop.room and stop.room.label) == ("Before we begin", "The stairs")


def test_stops_are_numbered_on_the_plan(client):
    venue = make_venue()
    room = make_room(venue, floor="2", plan_x=0.5, plan_y=0.5)
    works = [make_artwork("Irises"), make_artwork("Roses")]
    for work in works:
        make_placement(work, room)
    assert 'aria-label="Gallery 825, stop 1, 2"' in text_at(client, make_tour(works, venue).get_absolute_url())


def test_a_stop_plays_its_own_recording_or_else_that_of_its_work():
    work = make_artwork()
    make_recording(title="About the work", artwork=work)
    tour = make_tour([work, work])
    Stop.objects.filter(order=2).update(recording=make_recording(title="For this tour"))
    heard = [[recording.title for recording in stop.recordings] for stop in tour_page(tour.pk).stops]
    assert heard == [["About the work"], ["For this tour"]]


def test_an_unpublished_tour_is_nowhere(client):
    work = make_artwork()
    tour = make_tour([work], published=False)
    assert tour_list() == ()
    assert client.get(tour.get_absolute_url()).status_code == 404
    assert client.get(reverse("stop", args=[tour.pk, 1])).status_code == 404
    assert "On a tour" not in text_at(client, work.get_absolute_url())


@pytest.mark.parametrize("number", [0, 3])
def test_a_stop_that_the_tour_does_not_have_is_not_found(client, number):
    tour = make_tour([make_artwork(), make_artwork("Roses")])
    assert client.get(reverse("stop", args=[tour.pk, number])).status_code == 404


def test_a_work_and_its_venue_lead_to_the_tour(client):
    work = make_artwork()
    tour = make_tour([work, make_artwork("Roses")])
    for url in (work.get_absolute_url(), tour.venue.get_absolute_url(), reverse("guide")):
        text = text_at(client, url)
        assert tour.get_absolute_url() in text
        assert "2 stops" in text


def test_a_long_tour_costs_no_more_queries_than_a_short_one(django_assert_max_num_queries):
    tour = make_tour([make_artwork(f"Study {number}") for number in range(20)])
    for number in range(20):
        Stop.objects.create(tour=tour, order=30 + number, room=make_room(tour.venue, f"Gallery {number}"))
    with django_assert_max_num_queries(14):
        stop_page(tour.pk, 7)


def test_stops_are_put_in_order_by_their_numbers_alone(admin_client):
    tour = make_tour([make_artwork("Irises"), make_artwork("Roses")])
    first, second = tour.stops.all()
    form = {"venue": tour.venue_id, "title": tour.title, "stops-TOTAL_FORMS": 2, "stops-INITIAL_FORMS": 2}
    for number, stop in enumerate((first, second)):
        row = {"id": stop.pk, "tour": tour.pk, "artwork": stop.artwork_id, "order": 2 - number}
        form |= {f"stops-{number}-{name}": value for name, value in row.items()}
    assert admin_client.post(reverse("admin:catalog_tour_change", args=[tour.pk]), form).status_code == 302
    assert list(tour.stops.all()) == [second, first]
