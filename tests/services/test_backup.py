"""A site that is backed up while it is written to is restored on either database, by a later version too."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.services.gallery import Galleries, photograph, works
from tests.services.processes import running
from tests.services.site import Site

pytestmark = [pytest.mark.services, pytest.mark.model, pytest.mark.slow]

# The site is of an earlier version.
FILL = """
from pathlib import Path
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from catalog.models import Artwork
from recognition.models import Recognition
from visits.models import KeptScan, Report, Visitor

call_command("migrate", "quality", "0001", verbosity=0)
settings.CATALOG_REFERENCE_LISTENER = "builtins.list"  # nothing is to be recognized here
call_command("import_catalog", table, images=Path(pictures))
User.objects.create_superuser("curator", password="a long word")
scan = Recognition(width=600, height=800, status="done", decision="no_match", result={"timings_ms": {"total": 1.5}})
scan.photo.save("scan.jpg", ContentFile(Path(photo).read_bytes()))
KeptScan.objects.create(visitor=Visitor.objects.create(), recognition=scan, note="Mine: « ü »")
Report.objects.create(recognition=scan, artwork=Artwork.objects.first(), verdict="right", sender="h")
"""
RESTORE = """
from django.core.management import call_command
call_command("restore", archive)
call_command("backup", backups)
"""
# Killed with most tables written, and the transaction open.
DIE = """
import os, signal
from django.core.management import call_command
from artrecog.backups import restoring

load = restoring.load_lines

def load_and_die(table, lines):
    count = load(table, lines)
    if table._meta.label_lower == "recognition.recognition":
        os.kill(os.getpid(), signal.SIGKILL)
    return count

call_command("backup", backups)
restoring.load_lines = load_and_die
call_command("restore", archive, replace=True)
"""
RECOGNIZE = """
call_command("build_index")
call_command("recognize", photo, json=True)
"""
# Each step is one transaction: two creators and a scan with its photo.
WRITE = """
import sys
from django.core.files.base import ContentFile
from django.db import transaction
from catalog.models import Creator
from recognition.models import Recognition

for number in range(10_000):
    with transaction.atomic():
        Creator.objects.create(name=f"left {number}")
        scan = Recognition(width=1, height=1)
        scan.photo.save("photo.jpg", ContentFile(b"photo %d" % number), save=False)
        scan.save(force_insert=True)
        Creator.objects.create(name=f"right {number}")
    if number == 20:
        print("writing", flush=True)
"""


@contextmanager
def being_written_to(site: Site) -> Iterator[None]:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", WRITE]
    with running(command, site.environment, log=site.folder / "writer.log", ready="writing"):
        yield


def members(archive: Path) -> dict[str, Any]:
    """Return the SHA-256 and size of every table and file."""
    with ZipFile(archive) as file:
        return dict(json.loads(file.read("manifest.json"))["members"])


def without_newer_tables(members: dict[str, Any]) -> dict[str, Any]:
    return {name: facts for name, facts in members.items() if not name.startswith("tables/quality.")}


def rows(archive: Path, table: str) -> list[dict[str, Any]]:
    with ZipFile(archive) as file:
        names, *lines = (json.loads(line) for line in file.read(f"tables/{table}.jsonl").splitlines())
    return [dict(zip(names, line, strict=True)) for line in lines]


def back_up(site: Site) -> Path:
    return Path(site.run("backup", str(site.folder / "backups")).strip())


def with_tables(site: Site, galleries: Galleries) -> Site:
    """Give a new site the tables of this version, empty."""
    (site.folder / "data").mkdir(parents=True)
    shutil.copy(galleries.tables, site.folder / "data" / "artrecog.sqlite3")
    return site


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, galleries: Galleries) -> Site:
    site = with_tables(Site.install(tmp_path_factory.mktemp("source")), galleries)
    photo = site.folder / "photo.jpg"
    photo.write_bytes(photograph("436528"))
    site.run_code(FILL, photo=str(photo), **works(site.folder))
    return site


@pytest.fixture(scope="module")
def archive(source: Site) -> Path:
    """A backup that was made while another process wrote."""
    with being_written_to(source):
        return back_up(source)


def test_it_shows_the_site_as_it_was_at_one_moment_while_others_write(archive: Path):
    names = [creator["name"] for creator in rows(archive, "catalog.creator")]
    left, right = (sum(name.startswith(side) for name in names) for side in ("left", "right"))
    assert left == right > 20
    photos = {f"media/{scan['photo']}" for scan in rows(archive, "recognition.recognition")}
    assert len(photos) == left + 1
    assert photos <= set(members(archive))
    assert "tables/sessions.session.jsonl" not in members(archive)
    assert not [name for name in members(archive) if "sqlite3" in name or "indexes/" in name]


def test_restored_on_postgresql_and_back_on_sqlite_every_row_and_file_is_the_same(
    source: Site, archive: Path, tmp_path: Path, postgresql_url: str, galleries: Galleries
):
    on_postgresql = Site.install(tmp_path / "there", DATABASE_URL=postgresql_url)
    from_postgresql = restored(on_postgresql, archive, RESTORE)
    assert without_newer_tables(members(from_postgresql)) == without_newer_tables(members(archive))
    assert "tables/quality.crop.jsonl" in members(from_postgresql).keys() - members(archive).keys()

    again = with_tables(Site.install(tmp_path / "back"), galleries)
    photo = str(source.folder / "photo.jpg")
    from_sqlite = restored(again, from_postgresql, RESTORE + RECOGNIZE, photo=photo)
    assert members(from_sqlite) == members(from_postgresql)
    found = json.loads((again.folder / "said").read_text().splitlines()[-1])
    assert [match["artwork"]["source_id"] for match in found["matches"]] == ["436528"]


def restored(site: Site, archive: Path, code: str, **values: str) -> Path:
    """Restore, and return a backup of what came of it."""
    said = site.run_code(code, archive=str(archive), backups=str(site.folder / "backups"), **values)
    (site.folder / "said").write_text(said)
    return next((site.folder / "backups").iterdir())


def test_a_restoration_that_is_killed_leaves_the_site_as_it_was(source: Site, archive: Path, tmp_path: Path):
    with pytest.raises(AssertionError, match="Verified: ") as killed:  # its last words
        source.run_code(DIE, archive=str(archive), backups=str(tmp_path))
    assert "Error" not in str(killed.value)
    (before,) = tmp_path.glob("*.zip")
    assert members(before) != members(archive), "the writer went on"
    assert members(back_up(source)) == members(before)
