"""An archive is verified before anything is touched, and restored whole or not at all."""

import json
import shutil
import stat
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import django.apps
import pytest
from django.db import connection
from django.db.migrations.state import ProjectState

from artrecog.backups import making, restoring
from artrecog.backups.archive import FORMAT, Manifest, reading, writing
from artrecog.backups.errors import DamagedArchive, NewerArchive, NoSpace, OlderArchive, SiteNotEmpty
from artrecog.backups.making import make_backup
from artrecog.backups.restoring import restore
from artrecog.backups.tables import empty_tables, every_table
from catalog.models import Creator, Price
from tests.catalog.factories import make_artwork, make_price

THEN = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)


@cache
def todays_models():
    """Return the models as migrations would make them: a copy, like those that a restoration writes through."""
    return ProjectState.from_apps(django.apps.apps).apps


@pytest.fixture
def site(settings, tmp_path: Path, monkeypatch) -> Path:
    """A site whose tables are there without migrations, with a work, its price and a file."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "data" / "media"
    (tmp_path / "data" / "media" / "photos").mkdir(parents=True)
    (tmp_path / "data" / "media" / "photos" / "one.jpg").write_bytes(b"a photo")
    (tmp_path / "data" / "secret_key").write_text("signs cookies")
    for module in (making, restoring):
        monkeypatch.setattr(module, "apps_at", lambda migrations: todays_models())
    monkeypatch.setattr(making, "applied_migrations", lambda alias: frozenset({("catalog", "0001_initial")}))
    monkeypatch.setattr(restoring, "applied_migrations", lambda: frozenset({("catalog", "0001_initial")}))
    monkeypatch.setattr(restoring, "known_migrations", lambda: frozenset({("catalog", "0001_initial")}))
    # What a test wrote is not committed: only its own connection sees it.
    monkeypatch.setattr(making, "ALIAS", "default")
    monkeypatch.setattr(making, "_one_moment", nullcontext)
    monkeypatch.setattr(restoring, "call_command", lambda *command, **options: None)
    return tmp_path


def fill() -> None:
    artwork = make_artwork("Iris « bleu »", creator="A Painter", source_id="1")
    Creator.objects.update(updated_at=THEN)
    make_price(artwork, "12.50", kind="asking", date=THEN.date())


def facts() -> list[object]:
    creators, prices = Creator.objects.values_list("name", "updated_at"), Price.objects.values_list("amount", "date")
    return [*creators.order_by("pk"), *prices.order_by("pk")]


def bring_back(path: Path, *, replace: bool = False) -> None:
    connection.check_constraints()  # as the end of a transaction does, which a test does not have
    with reading(path) as archive:
        restore(archive, iter, replace=replace)


def altered(path: Path, **members: bytes | None) -> Path:
    """Return a copy of an archive with other members; "/" is written "__", and None leaves one out."""
    wanted = {name.replace("__", "/"): content for name, content in members.items()}
    copy = path.with_name("altered.zip")
    with ZipFile(path) as old, ZipFile(copy, "w") as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, content in (kept | wanted).items():
            if content is not None:
                new.writestr(name, content)
    return copy


def with_manifest(path: Path, **changes: object) -> Path:
    with ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    return altered(path, **{"manifest.json": json.dumps(manifest | changes).encode()})


@pytest.fixture
def archive(site: Path) -> Path:
    """A file of an archive without a database."""
    path = site / "small.zip"
    with writing(path) as writer:
        writer.add("media/photos/one.jpg", [b"a pho", b"to"], compress=False)
        writer.finish(Manifest("now", {}, frozenset(), {}, writer.members))
    return path


def test_an_archive_is_for_its_owner_only_and_appears_whole(archive: Path):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert not archive.with_name("small.zip.part").exists()
    with reading(archive) as found:
        found.verify(iter)
        assert list(found.manifest.members) == ["media/photos/one.jpg"]


def test_of_an_archive_that_fails_nothing_is_left(tmp_path: Path):
    def fail() -> None:
        with writing(tmp_path / "a.zip"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"media__photos__one.jpg": b"another"}, "one.jpg in the archive is not what was put there"),
        ({"media__photos__one.jpg": None}, "not hold exactly what its manifest lists"),
        ({"media__smuggled.jpg": b"in"}, "not hold exactly what its manifest lists"),
        ({"manifest.json": None}, "no manifest"),
        ({"manifest.json": b"{"}, "no manifest"),
    ],
)
def test_an_archive_that_was_altered_is_refused(archive: Path, members, message: str):
    with pytest.raises(DamagedArchive, match=message), reading(altered(archive, **members)) as found:
        found.verify(iter)


def test_a_file_that_was_cut_off_is_refused(archive: Path):
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(DamagedArchive, match="cannot be read"), reading(archive):
        pass


@pytest.mark.parametrize(
    "name", ["media/../../evil", "/etc/passwd", "media//x", "media/..\\x", "elsewhere/x", "secret_key2"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str):
    with writing(tmp_path / "a.zip") as writer:
        writer.add(name, [b"x"], compress=False)
        writer.finish(Manifest("now", {}, frozenset(), {}, writer.members))
    with pytest.raises(DamagedArchive, match="no backup of ours"), reading(tmp_path / "a.zip") as found:
        found.verify(iter)


def test_an_archive_of_a_later_format_is_refused(archive: Path):
    with pytest.raises(NewerArchive, match="Upgrade first"), reading(with_manifest(archive, format=FORMAT + 1)):
        pass


@pytest.mark.medium
@pytest.mark.django_db
def test_an_empty_site_becomes_what_the_archive_holds(site: Path):
    fill()
    before, path = facts(), make_backup(site / "out", iter)
    connection.check_constraints()
    empty_tables(every_table(todays_models()))
    (site / "data" / "media" / "photos" / "one.jpg").unlink()
    (site / "data" / "secret_key").write_text("another")
    bring_back(path)
    assert facts() == before
    assert (site / "data" / "media" / "photos" / "one.jpg").read_bytes() == b"a photo"
    assert (site / "data" / "secret_key").read_text() == "signs cookies"
    assert stat.S_IMODE((site / "data" / "secret_key").stat().st_mode) == 0o600
    assert make_artwork("The next", source_id="2").pk


@pytest.mark.medium
@pytest.mark.django_db
def test_a_site_with_contents_is_replaced_only_when_told(site: Path):
    fill()
    before, path = facts(), make_backup(site / "out", iter)
    make_artwork("Later", creator="Somebody", source_id="2")
    (site / "data" / "media" / "later.jpg").write_bytes(b"later")
    with pytest.raises(SiteNotEmpty, match="--replace"):
        bring_back(path)
    assert facts() != before
    bring_back(path, replace=True)
    assert facts() == before
    assert not (site / "data" / "media" / "later.jpg").exists()


@pytest.mark.medium
@pytest.mark.django_db
def test_when_restoring_fails_half_way_the_site_is_as_it_was(site: Path):
    fill()
    path = make_backup(site / "out", iter)
    make_artwork("Later", creator="Somebody", source_id="2")
    (site / "data" / "media" / "photos" / "one.jpg").rename(site / "data" / "media" / "two.jpg")
    before, files = facts(), sorted((site / "data" / "media").rglob("*.*"))
    with ZipFile(path) as archive:
        rows = json.loads(archive.read("manifest.json"))["rows"]
    # The last table to be written lacks a row.
    with pytest.raises(DamagedArchive, match="rows of visits"):
        bring_back(with_manifest(path, rows=rows | {"visits.worksuggestion": 1}), replace=True)
    assert facts() == before
    assert sorted((site / "data" / "media").rglob("*.*")) == files


@pytest.mark.medium
@pytest.mark.django_db
def test_an_archive_of_a_later_version_is_refused(site: Path):
    path = with_manifest(make_backup(site / "out", iter), migrations=[["catalog", "0999_to_come"]])
    with pytest.raises(NewerArchive, match=r"catalog\.0999_to_come. Upgrade first"):
        bring_back(path)


@pytest.mark.medium
@pytest.mark.django_db
def test_an_archive_of_an_earlier_version_replaces_no_contents(site: Path):
    fill()
    path = with_manifest(make_backup(site / "out", iter), migrations=[])
    with pytest.raises(OlderArchive, match="Restore it into an empty site"):
        bring_back(path, replace=True)


@pytest.mark.medium
@pytest.mark.django_db
def test_files_that_do_not_fit_are_refused_before_anything_changes(site: Path, monkeypatch):
    path = make_backup(site / "out", iter)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=0))
    with pytest.raises(NoSpace, match="The files take 0 MB"):
        bring_back(path)
