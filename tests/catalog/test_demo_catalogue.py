"""`load_demo`: the works of The Met."""

import io

import pytest
from django.core.management import call_command

from catalog.drawings.plan import draw_plans
from catalog.models import Artwork, ArtworkText, FloorPlan, Placement, Price, ReferenceImage, Room, Stop, Tour, Venue
from catalog.selectors import artwork_cards, artwork_page, tour_page, venue_page

MODELS = (Artwork, ReferenceImage, Placement, Room, Price, Tour, Stop, ArtworkText, FloorPlan)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def loaded(announcements, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())


def met_work(source_id: str) -> Artwork:
    return Artwork.objects.get(source="met", source_id=source_id)


def test_all_works_come_with_picture_place_and_documented_prices_and_only_once(loaded, announcements):
    counts = [model.objects.count() for model in MODELS]
    assert counts == [174, 174, 174, 53, 3, 1, 5, 2, 1]
    assert [len(ids) for ids in announcements] == [100, 74]
    assert Placement.objects.on_view().count() == 134
    met = Venue.objects.get(name="The Metropolitan Museum of Art")
    assert (met.latitude, met.longitude, met.city) == (40.7794, -73.9632, "New York")

    velazquez = artwork_page(met_work("437869").pk)
    assert velazquez.card.price == "£2,310,000 · Christie's London, 1970"
    assert [price.date_text for price in velazquez.prices] == ["27 November 1970"]
    irises = artwork_cards([met_work("436528").pk]).popitem()[1]
    assert (irises.title, irises.creator, irises.room) == ("Irises", "Vincent van Gogh", "Gallery 825")

    (provenance,) = artwork_page(met_work("436528").pk).texts
    assert provenance.lines[0] == "Adele R. Levy (until 1958)"
    (tour,) = venue_page(met.pk).tours
    assert all(stop.room for stop in tour_page(tour.id).stops)
    (plan,) = draw_plans(venue_page(met.pk).floors)
    assert "Schematic" in plan.note

    out = io.StringIO()
    call_command("load_demo", stdout=out, stderr=io.StringIO())
    assert out.getvalue() == "0 works added, 174 brought up to date, 0 pictures added.\n"
    assert [model.objects.count() for model in MODELS] == counts
    assert len(announcements) == 2
