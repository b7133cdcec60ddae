"""What the page of a work says of its size, its past and its neighbors, and how it is handed on."""

from datetime import date

import pytest

from catalog.models import ArtworkText, Source
from tests.catalog.factories import make_artwork, make_placement, make_price, make_room, make_venue

pytestmark = pytest.mark.django_db
alike: list[int] = []


def likeness(_artwork_id: int, _count: int) -> list[int]:
    """Stand in for the recognizer."""
    return alike


def text_of(client, work) -> str:
    return client.get(work.get_absolute_url()).content.decode()


def test_provenance_stands_before_exhibitions_each_with_its_source(client):
    work = make_artwork()
    source = Source.objects.create(name="The museum's file", url="https://example.org/file")
    for kind, words in (("exhibitions", "Paris, Salon\nLondon, 1900"), ("provenance", "The artist\nA collector")):
        ArtworkText.objects.create(artwork=work, kind=kind, text=words, source=source)
    text = text_of(client, work)
    order = [
        text.index(words) for words in ("Provenance", "<li>A collector</li>", "Exhibition history", "London, 1900")
    ]
    assert order == sorted(order)
    assert 'href="https://example.org/file"' in text


def test_a_work_of_known_size_is_drawn_beside_a_person(client):
    assert "beside a person" in text_of(client, make_artwork(height_cm=74, width_cm=92))
    assert "beside a person" not in text_of(client, make_artwork(height_cm=74))


def test_a_work_on_view_is_pointed_out_on_the_plan(client):
    work = make_artwork()
    make_placement(work, make_room(floor="2", plan_x=0.5, plan_y=0.5))
    assert 'aria-label="Gallery 825, here" aria-current="location"' in text_of(client, work)


def test_works_that_look_alike_are_shown_where_somebody_knows(client, settings):
    work, other = make_artwork("Irises"), make_artwork("Lilies")
    assert "Looks alike" not in text_of(client, work)
    settings.CATALOG_SIMILARITY = f"{__name__}.likeness"
    alike[:] = [other.pk, 404]
    assert "Lilies" in text_of(client, work).partition("Looks alike")[2]


def test_a_citation_names_who_what_when_and_where(client):
    work = make_artwork("Irises", creator="Vincent van Gogh", date_text="1890", accession_number="58.187")
    make_placement(work, make_venue("The Met"))
    cited = f"Vincent van Gogh, Irises, 1890, The Met, 58.187. http://testserver{work.get_absolute_url()}"
    assert cited in text_of(client, work)


def test_prices_of_several_years_are_drawn_and_listed(client):
    work = make_artwork()
    for year, amount in ((1928, "750000"), (1961, "2300000")):
        make_price(work, amount, date=date(year, 1, 1))
    text = text_of(client, work)
    assert text.count('class="mark-realised"') == 3  # two prices and the key
    assert '<td class="amount">$750,000 <span class="beneath">Price realised</span></td>' in text


@pytest.mark.medium
def test_numbers_in_drawings_are_for_machines_in_every_language(client, settings):
    settings.LANGUAGE_CODE = "de"
    work = make_artwork(height_cm="73.7", width_cm="92.1")
    assert 'height="73.7"' in text_of(client, work)
