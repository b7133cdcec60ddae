"""While what the site rests on is not there visitors read that they should come back, in words and in a header."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import InterfaceError, OperationalError
from django.test import Client

from artrecog.outages import FULL, UNREACHABLE
from artrecog.whole_files import WholeFiles

REFUSED = "connection to server at 127.0.0.1, port 5432 failed: Connection refused"
OUTAGES = [
    (OperationalError(REFUSED), UNREACHABLE),
    (InterfaceError("connection already closed"), UNREACHABLE),
    (OperationalError("database or disk is full"), FULL),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), FULL),
    (OSError(errno.EROFS, os.strerror(errno.EROFS)), FULL),
]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def failing(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("catalog.selectors.venue_list", failing)
    monkeypatch.setattr("recognition.api._row_or_404", failing)


@pytest.mark.parametrize(("error", "outage"), OUTAGES)
def test_a_page_asks_visitors_to_come_back(visitor: Client, monkeypatch: pytest.MonkeyPatch, error, outage):
    fail_with(monkeypatch, error)
    response = visitor.get("/venues/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, str(outage.retry_seconds))
    assert str(outage.message) in response.content.decode()


@pytest.mark.parametrize(("error", "outage"), OUTAGES)
def test_the_api_says_so_in_its_own_shape(visitor: Client, monkeypatch: pytest.MonkeyPatch, error, outage):
    fail_with(monkeypatch, error)
    response = visitor.get("/api/v1/recognitions/00000000-0000-0000-0000-000000000000/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, str(outage.retry_seconds))
    assert response.json() == {"code": outage.code, "message": str(outage.message), "fields": {}}


def test_a_script_is_answered_what_it_can_show(visitor: Client, monkeypatch: pytest.MonkeyPatch):
    fail_with(monkeypatch, OperationalError(REFUSED))
    response = visitor.get("/venues/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")


@pytest.mark.medium
def test_the_page_asks_no_database(visitor: Client, monkeypatch: pytest.MonkeyPatch):
    """This test may not touch one: pytest-django would refuse."""
    fail_with(monkeypatch, OperationalError(REFUSED))
    assert visitor.get("/venues/", headers={"accept-language": "de"}).status_code == 503


def test_the_operator_reads_the_cause(visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog):
    fail_with(monkeypatch, OperationalError(REFUSED))
    visitor.get("/venues/")
    assert [record.exc_info[1].args for record in caplog.records if record.exc_info] == [(REFUSED,)]


def test_another_fault_of_a_file_is_ours(visitor: Client, monkeypatch: pytest.MonkeyPatch):
    fail_with(monkeypatch, PermissionError(errno.EACCES, "Permission denied"))
    assert visitor.get("/venues/").status_code == 500


def test_a_file_that_the_disk_has_no_room_for_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full_disk(self: FileSystemStorage, name: str, content: ContentFile) -> str:
        (tmp_path / name).write_bytes(b"as much as there was room for")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FileSystemStorage, "_save", full_disk)
    with pytest.raises(OSError, match="No space"):
        WholeFiles(tmp_path).save("photo.jpg", ContentFile(b"a photo"))
    assert list(tmp_path.iterdir()) == []
