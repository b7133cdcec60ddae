"""The pages on which a curator imports a table, from the upload to the undoing."""

import io
import re
import stat
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client, TestCase
from django.urls import reverse
from openpyxl import load_workbook

from catalog.importers import images
from catalog.models import Artwork
from desk.models import CatalogImport, ColumnMapping, ImportRow
from tests.catalog.factories import picture_bytes
from tests.desk.imports import TABLE, Status, checked, committed, states, uploaded, zipped

pytestmark = pytest.mark.django_db
HISTORY = reverse("admin:desk_catalogimport_changelist")
ADD = reverse("admin:desk_catalogimport_add")


def page(run: CatalogImport, name: str, *arguments: int) -> str:
    return reverse(f"admin:desk_catalogimport_{name}", args=[run.pk, *arguments])


def send(client: Client, url: str, form: dict) -> str:
    """Send a form, do what waits for its commit, and return the page that is shown then."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(url, form)
    if response.status_code == 302:
        response = client.get(response["Location"], follow=True)
    assert response.status_code == 200
    return response.content.decode()


def upload(client: Client, content: str | bytes, name: str = "works.csv") -> str:
    return send(client, ADD, {"source": "museum", "venue": "", "file": uploaded(content, name)})


def name_columns(client: Client, *fields: str) -> str:
    run = CatalogImport.objects.latest("pk")
    return send(client, page(run, "mapping"), {f"column-{number}": field for number, field in enumerate(fields)})


@pytest.mark.medium
def test_a_table_is_uploaded_its_columns_named_checked_written_and_undone(admin_client):
    asked = upload(admin_client, "Object No;Object Title;Artist\n1;Irises;Vincent van Gogh\n2;;Rembrandt\n")
    assert "Irises" in asked, "the first values of each column"
    shown = name_columns(admin_client, "source_id", "title", "creator")
    run = CatalogImport.objects.get()
    assert states(run) == ["new", "refused"]
    assert "Write 1 row into the catalogue" in shown
    assert "title is empty" in shown
    shown = send(admin_client, page(run, "step"), {"step": "commit"})
    assert "In the catalogue" in shown
    assert Artwork.objects.get().title == "Irises"
    shown = send(admin_client, page(run, "step"), {"step": "undo"})
    assert "Undone" in shown
    assert not Artwork.objects.exists()
    assert "works.csv" in admin_client.get(HISTORY).content.decode()


@pytest.mark.medium
def test_the_history_names_who_wrote_an_import_and_who_took_it_back(client):
    run = checked("source_id,title\n1,Irises\n")
    for who, step in (("writer", "commit"), ("undoer", "undo")):
        client.force_login(User.objects.create_superuser(who))
        send(client, page(run, "step"), {"step": step})
    told = [(str(change.history_user), change.history_change_reason) for change in Artwork.history.all()]
    assert told == [("undoer", "Undone: works.csv"), ("writer", "Imported: works.csv")]


@pytest.mark.medium
def test_a_row_that_cannot_be_taken_is_mended_in_place(admin_client):
    run = checked(TABLE.replace(",73.7,", ",tall,"))
    mending = page(run, "row", 2)
    assert "is no number" in admin_client.get(mending).content.decode()
    cells = run.rows.get(number=2).cells
    assert "is no number" in send(admin_client, mending, cells | {"height_cm": "high"})
    assert "A new work" in send(admin_client, mending, cells | {"height_cm": "73.7"})
    assert states(run) == ["new"] * 3


@pytest.mark.medium
def test_what_columns_mean_is_asked_once_for_a_header(admin_client):
    upload(admin_client, "nr,name\n1,Irises\n")
    name_columns(admin_client, "source_id", "title")
    assert ColumnMapping.objects.get().fields == {"nr": "source_id", "name": "title"}
    again = upload(admin_client, "nr,name\n2,Roses\n")
    assert '<option value="source_id" selected>' in again
    assert '<option value="title" selected>' in again


@pytest.mark.parametrize(
    ("fields", "words"),
    [(("title", ""), "No column is source_id"), (("title", "title"), "Two columns are title")],
)
def test_meanings_by_which_no_row_could_be_read_are_refused(admin_client, fields, words):
    upload(admin_client, "a,b\n1,Irises\n")
    assert words in name_columns(admin_client, *fields)
    assert CatalogImport.objects.get().status == Status.MAPPING


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "works.csv", "The table is empty"),
        ("a,b", "works.pdf", "works.pdf is no table"),
        (b"no archive", "works.zip", "no ZIP archive"),
        (zipped({"a.jpg": b""}), "works.zip", "in this one there is: none"),
        (zipped({"a.csv": b"", "b/c.xlsx": b""}), "works.zip", "a.csv, b/c.xlsx"),
    ],
)
def test_what_is_no_table_is_refused_and_not_kept(admin_client, settings, content, name, words):
    assert words in upload(admin_client, content, name) or "empty" in words
    assert not CatalogImport.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.mark.medium
def test_a_zip_file_brings_its_pictures_and_nothing_is_unpacked_elsewhere(settings):
    files: dict[str, bytes | str] = {
        "works/t.csv": "source_id,title,image\n1,A,a.jpg\n2,B,../../b.jpg\n3,C,c.jpg\n",
        "works/pictures/a.jpg": picture_bytes(1),
        "../../b.jpg": picture_bytes(2),
        "__MACOSX/works/._t.csv": "junk",
    }
    run = committed(zipped(files), "works.zip")
    assert states(run) == ["added", "added", "refused"]
    assert run.rows.get(number=4).message == "image: c.jpg is not in the ZIP file."
    kept = {path.parent.name for path in settings.MEDIA_ROOT.rglob("*.jpg")}
    assert all(len(folder) == 2 for folder in kept), "each among the stored pictures, under a name of ours"


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd.jpg",
        "..\\..\\b.jpg",
        "-rf.jpg",
        ".hidden.jpg",
        "\u202egpj.exe.jpg",
        f"{'ä' * 300}.jpg",
        "a&b'c.jpg",
    ],
)
def test_names_in_an_archive_name_nothing_on_the_disk(settings, name):
    before = sorted(Path("/etc").glob("passwd*"))
    run = committed(zipped({"t.csv": f"source_id,title,image\n1,A,{name}\n", name: picture_bytes(1)}), "works.zip")
    assert states(run) == ["added"]
    stored = [path.relative_to(settings.MEDIA_ROOT).as_posix() for path in settings.MEDIA_ROOT.rglob("*.jpg")]
    assert [bool(re.fullmatch(r"references/[0-9a-f]{2}/[0-9a-f]{32}\.jpg", path)) for path in stored] == [True]
    assert sorted(Path("/etc").glob("passwd*")) == before


def test_a_bomb_in_an_archive_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(images, "MOST_BYTES", 10_000)
    bomb: dict[str, bytes | str] = {"t.csv": "source_id,title,image\n1,A,bomb.jpg\n", "bomb.jpg": bytes(10_001)}
    run = committed(zipped(bomb), "works.zip")
    assert run.rows.get().message.startswith("image: bomb.jpg is larger than")


def test_a_symbolic_link_in_an_archive_leads_nowhere():
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("t.csv", "source_id,title,image\n1,A,link.jpg\n")
        archive.writestr(link, "/etc/passwd")
    assert "no JPEG" in committed(buffer.getvalue(), "works.zip").rows.get().message


@pytest.mark.medium
def test_rows_that_cannot_be_taken_come_as_a_table_to_correct_in_which_nothing_is_a_formula(admin_client):
    formula = '=HYPERLINK("http://evil.example","x")'
    run = checked(
        f"source_id,title,year,height_cm\n1,{chr(34)}{formula.replace(chr(34), chr(34) * 2)}{chr(34)},1890,tall\n"
    )
    response = admin_client.get(page(run, "problems"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    header, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert header == ["source_id", "title", "year", "height_cm", "problem"]
    assert row[1] == formula
    assert {cell.data_type for cell in sheet[2]} == {"s"}
    again = upload(admin_client, response.content, "problems.xlsx")
    assert "HYPERLINK" in again


def test_rows_are_listed_by_what_becomes_of_them(admin_client):
    run = checked(TABLE.replace("143.5", "high"))
    shown = admin_client.get(page(run, "change") + "?state=refused").content.decode()
    assert "Aristotle" in shown
    assert "Irises" not in shown


def test_a_page_of_work_in_hand_loads_itself_again_and_says_how_far_it_is(admin_client):
    run = checked()
    run.rows.filter(number=2).update(state=ImportRow.State.ADDED)
    CatalogImport.objects.filter(pk=run.pk).update(status=Status.COMMITTING, is_claimed=True)
    shown = admin_client.get(page(run, "change")).content.decode()
    assert 'http-equiv="refresh"' in shown
    assert "1 of 3 rows" in shown


@pytest.mark.medium
def test_a_step_that_was_taken_already_is_told_of_and_not_taken_twice(admin_client):
    run = committed()
    assert "done already" in send(admin_client, page(run, "step"), {"step": "commit"})
    assert states(run) == ["added"] * 3


@pytest.mark.medium
def test_columns_can_be_named_again_before_anything_is_written(admin_client):
    run = checked("source_id,title,note\n1,Irises,Oil\n")
    send(admin_client, page(run, "step"), {"step": "map"})
    name_columns(admin_client, "source_id", "title", "medium")
    assert run.rows.get().cells == {"source_id": "1", "title": "Irises", "medium": "Oil"}
    assert states(run) == ["new"]


@pytest.mark.parametrize("name", ["mapping", "step", "change", "problems"])
def test_who_may_not_import_sees_nothing(client, name):
    run = checked()
    client.force_login(User.objects.create_user("guard", is_staff=True))
    assert client.get(page(run, name)).status_code == 403
    assert client.post(page(run, name), {"step": "commit"}).status_code == 403
    assert client.get(ADD).status_code == 403
    assert not Artwork.objects.exists()


def test_an_import_that_is_none_is_not_found(admin_client):
    assert admin_client.get(reverse("admin:desk_catalogimport_change", args=["nothing"])).status_code == 404


@pytest.mark.medium
def test_what_was_written_stays_in_the_history_and_what_was_not_can_go(admin_client, settings):
    kept, gone = committed(), checked()
    assert admin_client.post(page(kept, "delete"), {"post": "yes"}).status_code == 403
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin_client.post(page(gone, "delete"), {"post": "yes"})
    assert list(CatalogImport.objects.all()) == [kept]
    assert len(list((settings.MEDIA_ROOT / "imports").iterdir())) == 1
