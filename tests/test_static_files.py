"""Static files are collected when a source has changed, and only then."""

import importlib.util
from pathlib import Path

import pytest

from artrecog.static_files import collect_static


@pytest.fixture
def source(settings, tmp_path: Path) -> Path:
    """A folder with one style sheet, which is all that there is to collect."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "collected"
    sheet = tmp_path / "source" / "site.css"
    sheet.parent.mkdir()
    sheet.write_text("body { color: black }")
    return sheet


def test_the_first_time_everything_is_collected(source: Path, settings):
    assert collect_static()
    assert (settings.STATIC_ROOT / "site.css").read_text() == "body { color: black }"


def test_the_second_time_there_is_nothing_to_do(source: Path):
    collect_static()
    assert not collect_static()


def test_a_changed_file_is_collected_again(source: Path, settings):
    collect_static()
    source.write_text("body { color: white; margin: 0 }")
    assert collect_static()
    assert "white" in (settings.STATIC_ROOT / "site.css").read_text()


def test_a_new_file_is_collected(source: Path, settings):
    collect_static()
    source.with_name("print.css").write_text("nav { display: none }")
    assert collect_static()
    assert (settings.STATIC_ROOT / "print.css").exists()


def test_a_collection_that_was_removed_is_made_again(source: Path, settings):
    collect_static()
    for path in settings.STATIC_ROOT.iterdir():
        path.unlink()
    assert collect_static()


def test_files_are_compressed_by_gzip_alone_even_where_brotli_is_installed(source: Path, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "artrecog.hashed_files.HashedFiles"}}
    source.write_text("body { color: black }\n" * 100)
    assert importlib.util.find_spec("brotli"), "The tests' packages bring it (locust); without it this shows nothing."
    collect_static()
    assert sorted({path.suffix for path in settings.STATIC_ROOT.glob("site*")}) == [".css", ".gz"]
