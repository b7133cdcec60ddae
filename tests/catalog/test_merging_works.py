"""Two records of one work become one work, and two again."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from simple_history.models import HistoricalChanges

from catalog import services
from catalog.exceptions import CannotMerge
from catalog.models import Artwork, Lot, ReferenceImage, Sale
from catalog.records import ArtworkRecord
from catalog.selectors import artwork_cards, search_artworks
from catalog.services.changes import row_state
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_tour,
    picture_bytes,
)
from visits.models import SavedWork, Visitor

pytestmark = pytest.mark.django_db


def all_rows() -> list[object]:
    """Return every row of the site's own apps, but for when works were last written."""
    return [
        [model._meta.label, row.pk, {name: value for name, value in row_state(row).items() if name != "updated_at"}]
        for app in ("catalog", "visits", "recognition")
        for model in apps.get_app_config(app).get_models()
        if not issubclass(model, HistoricalChanges)
        for row in model._base_manager.order_by("pk")
    ]


@pytest.fixture
def pair() -> tuple[Artwork, Artwork]:
    """The same work twice, each known for something, both saved by one visitor, in one sale and in one storage."""
    kept = make_artwork("Irises", creator="Vincent van Gogh", source_id="K1")
    merged = make_artwork("Irises (still life)", creator="V. van Gogh", source_id="M1", medium="Oil on canvas")
    room, visitor = make_room(), Visitor.objects.create()
    for work in (kept, merged):
        make_placement(work, room)
        make_reference_image(work, picture_bytes(seed=7))
        SavedWork.objects.create(visitor=visitor, artwork=work)
    make_reference_image(merged, is_primary=True)
    sale = Sale.objects.create(venue=room.venue, starts_on=date(1987, 11, 11))
    for work in (kept, merged):
        Lot.objects.create(sale=sale, artwork=work)
    make_price(merged)
    merged.prices.update(lot=merged.lots.get())
    make_tour([merged], room.venue)
    return kept, merged


def test_everything_that_belonged_to_one_belongs_to_the_other(pair):
    kept, merged = pair
    services.merge_artworks(kept, merged)
    assert list(Artwork.objects.all()) == [kept]
    assert kept.prices.get().lot == kept.lots.get()
    assert kept.stops.count() == kept.placements.count() == 1
    assert SavedWork.objects.get().artwork == kept
    assert [image.is_primary for image in kept.reference_images.all()] == [True, False]
    assert [str(credit) for credit in kept.attributions.all()] == ["Vincent van Gogh"]
    kept.refresh_from_db()
    assert (kept.title, kept.medium) == ("Irises", "Oil on canvas")


@pytest.mark.medium
def test_undone_every_row_is_as_it_was(pair):
    before = all_rows()
    changes = services.merge_artworks(*pair)
    assert all_rows() != before
    services.undo_merge(changes)
    assert all_rows() == before


def test_what_was_edited_since_stays_edited_and_goes_back_to_its_work(pair):
    kept, merged = pair
    number = merged.pk
    price = merged.prices.get()
    changes = services.merge_artworks(kept, merged)
    Artwork.objects.filter(pk=kept.pk).update(medium="Oil on linen")
    price.refresh_from_db()
    price.date_text = "spring"
    price.save()
    services.undo_merge(changes)
    kept.refresh_from_db()
    price.refresh_from_db()
    assert kept.medium == "Oil on linen"
    assert (price.artwork_id, price.date_text) == (number, "spring")


def test_what_belongs_to_somebody_who_left_is_not_brought_back(pair):
    changes = services.merge_artworks(*pair)
    Visitor.objects.all().delete()
    services.undo_merge(changes)
    assert not SavedWork.objects.exists()
    assert Artwork.objects.count() == 2


@pytest.mark.medium
def test_the_merged_works_address_number_and_old_answers_lead_to_the_work_that_was_kept(pair, client):
    kept, merged = pair
    former = merged.pk
    services.merge_artworks(kept, merged)
    assert client.get(reverse("artwork", args=[former])).url == kept.get_absolute_url()
    assert client.get(f"/api/v1/artworks/{former}/").json()["card"]["id"] == kept.pk
    assert artwork_cards([former])[former].id == kept.pk
    assert list(search_artworks("M1")) == list(search_artworks("still life")) == [kept]


def test_a_table_that_still_has_both_records_brings_no_second_work_back(pair):
    kept, merged = pair
    services.merge_artworks(kept, merged)
    found, created = services.save_artwork(ArtworkRecord(source="test", source_id="M1", title="Another title"))
    assert (found, created) == (kept, False)
    kept.refresh_from_db()
    assert kept.title == "Irises"
    pictures = ReferenceImage.objects.count()
    services.add_reference_image(found, picture_bytes(seed=7))
    assert ReferenceImage.objects.count() == pictures


@pytest.mark.medium
def test_a_third_record_brings_its_former_ones_along_and_the_last_merge_is_undone_first(pair):
    kept, merged = pair
    former, third = merged.pk, make_artwork("Irises", source_id="T1")
    first = services.merge_artworks(kept, merged)
    second = services.merge_artworks(third, kept)
    assert artwork_cards([former])[former].id == third.pk
    with pytest.raises(CannotMerge, match="merged into Irises since: undo that first"):
        services.undo_merge(first)
    services.undo_merge(second)
    services.undo_merge(first)
    assert Artwork.objects.count() == 3


@pytest.mark.medium
def test_a_merge_is_not_undone_when_its_record_was_taken_or_its_work_is_gone(pair):
    kept, merged = pair
    changes = services.merge_artworks(kept, merged)
    again = make_artwork(source_id="M1")
    with pytest.raises(CannotMerge, match="Another work is test M1"):
        services.undo_merge(changes)
    services.remove_artwork(again)
    services.remove_artwork(kept)
    with pytest.raises(CannotMerge, match="no longer in the catalogue"):
        services.undo_merge(changes)


def test_a_work_is_not_merged_into_itself(pair):
    with pytest.raises(CannotMerge):
        services.merge_artworks(pair[0], Artwork.objects.get(pk=pair[0].pk))
