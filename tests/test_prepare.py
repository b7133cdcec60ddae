"""`manage.py prepare` brings an installation up to date, whatever it already has."""

from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.django_db, pytest.mark.model]


@pytest.fixture(autouse=True)
def installation(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]


def test_without_a_work_it_prepares_what_there_is_and_says_what_is_missing(settings, capsys):
    call_command("prepare")
    assert any(settings.STATIC_ROOT.rglob("*.css"))
    assert "Import works with pictures" in capsys.readouterr().err


def test_it_may_run_before_every_start(capsys):
    call_command("prepare")
    call_command("prepare")
    assert capsys.readouterr().err.count("Prepared in") == 2
