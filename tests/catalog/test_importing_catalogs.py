"""`import_catalog`: a table of works and a folder of pictures."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.importers import batch
from catalog.models import Artwork, Creator, Placement, ReferenceImage, Venue
from tests.catalog.factories import picture_bytes

pytestmark = pytest.mark.django_db


class Museum:
    """A folder with a table and pictures, and what the command said about it."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "pictures").mkdir()
        self.out, self.err = "", ""

    def picture(self, name: str, content: bytes | None = None, seed: int = 0) -> None:
        (self.folder / name).write_bytes(picture_bytes(seed) if content is None else content)

    def bring(self, table: str, *options: str, **named: object) -> None:
        path = self.folder / "paintings.csv"
        path.write_text(table, encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_catalog", str(path), *options, stdout=out, stderr=err, **named)
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def museum(tmp_path) -> Museum:
    return Museum(tmp_path)


def test_id_title_and_image_suffice(museum):
    museum.picture("irises.jpg")
    museum.bring("source_id,title,image\n7,Irises,irises.jpg\n")
    work = Artwork.objects.get()
    assert (work.source, work.source_id, work.title) == ("paintings", "7", "Irises")
    assert work.reference_images.get().is_primary
    assert (
        "1 works added, 0 brought up to date, 1 pictures added, 0 works without a picture, 0 rows left out"
        in museum.out
    )


def test_everything_a_table_can_say_is_taken(museum):
    museum.picture("pictures/irises.jpg")
    museum.bring(
        "source_id;title;creator;year;medium;height_cm;width_cm;venue;city;room;rights;image\n"
        "7;Irises;Vincent van Gogh;1890;Oil on canvas;73,7;92,1;The Met;New York;Gallery 825;CC0;irises.jpg\n",
        images=museum.folder / "pictures",
    )
    work = Artwork.objects.get()
    assert (work.begin_year, work.medium, work.size_label) == (1890, "Oil on canvas", "73.7 × 92.1 cm")
    assert str(work.placements.get()) == "Gallery 825, The Met New York"
    assert str(work.attributions.get()) == "Vincent van Gogh"
    assert (
        work.reference_images.get().rights_uri
        == work.rights_uri
        == "https://creativecommons.org/publicdomain/zero/1.0/"
    )


def test_a_work_without_an_image_is_catalogued(museum):
    museum.bring("source_id,title,image\n7,Irises,\n")
    assert Artwork.objects.get().reference_images.count() == 0
    assert "1 works without a picture" in museum.out


def test_the_same_table_again_updates_and_announces_nothing(museum, announcements, django_capture_on_commit_callbacks):
    museum.picture("irises.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        museum.bring("source_id,title,image\n7,Irisis,irises.jpg\n")
        museum.bring("source_id,title,image\n7,Irises,irises.jpg\n")
    assert Artwork.objects.get().title == "Irises"
    assert announcements == [[ReferenceImage.objects.get().pk]]
    assert "0 works added, 1 brought up to date, 0 pictures added" in museum.out


def test_another_picture_is_added_and_shown_first(museum):
    museum.picture("irises.jpg", seed=1)
    museum.bring("source_id,title,image\n7,Irises,irises.jpg\n")
    museum.picture("irises.jpg", seed=2)
    museum.bring("source_id,title,image\n7,Irises,irises.jpg\n")
    assert list(ReferenceImage.objects.order_by("pk").values_list("is_primary", flat=True)) == [False, True]


def test_new_pictures_are_announced_some_at_a_time(
    museum, announcements, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(batch, "ANNOUNCED_TOGETHER", 2)
    museum.picture("irises.jpg")
    rows = "".join(f"{number},Irises,irises.jpg\n" for number in range(5))
    with django_capture_on_commit_callbacks(execute=True):
        museum.bring(f"source_id,title,image\n{rows}")
    assert [len(ids) for ids in announcements] == [2, 2, 1]


def test_a_rehearsal_writes_nothing_and_finds_the_same_mistakes(
    museum, announcements, django_capture_on_commit_callbacks
):
    museum.picture("irises.jpg")
    museum.picture("broken.jpg", b"not a picture")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(CommandError):
        museum.bring(
            "source_id,title,creator,venue,image\n1,Irises,A,V,irises.jpg\n2,Roses,B,V,broken.jpg\n", "--dry-run"
        )
    assert "Nothing was written. An import would have: 1 works added" in museum.out
    assert "1 pictures added" in museum.out
    assert "Row 3: This is no JPEG" in museum.err
    assert not any(model.objects.exists() for model in (Artwork, Creator, Venue, Placement, ReferenceImage))
    assert announcements == []
    assert not (museum.folder / "media").exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2,,ok.jpg", "title is empty"),
        ("1,Again,ok.jpg", "source_id 1 is in row 2 already"),
        ("2,B,missing.jpg", "missing.jpg is not in"),
        ("2,B,broken.jpg", "no JPEG, PNG, WebP or TIFF"),
        ("2,B,ok.jpg,,extra", "more cells than columns"),
        ("2,B,../outside.jpg", "outside the folder"),
        ("2,B,/etc/hostname", "outside the folder"),
        ("2,B,link.jpg", "outside the folder"),
        (f"2,B,{'x' * 300}.jpg", "is not in"),
        ("2,B,a\0b.jpg", "is not in"),
        ("2,B,pictures", "is not in"),
        (f"2,{'B' * 501},ok.jpg", "title: Ensure this value has at most 500 characters"),
    ],
)
def test_a_row_that_cannot_be_taken_is_left_out_whole_and_the_others_are_taken(museum, row, words):
    museum.picture("ok.jpg")
    museum.picture("broken.jpg", b"not a picture")
    (museum.folder.parent / "outside.jpg").write_bytes(picture_bytes())
    (museum.folder / "link.jpg").symlink_to(museum.folder.parent / "outside.jpg")
    with pytest.raises(CommandError, match="Correct the rows"):
        museum.bring(f"source_id,title,image,creator\n1,A,ok.jpg,\n{row}\n3,C,ok.jpg,\n")
    (problem,) = [line for line in museum.err.splitlines() if line.startswith("Row 3: ")]
    assert words in problem
    assert list(Artwork.objects.values_list("source_id", flat=True)) == ["1", "3"]
    assert "1 rows left out" in museum.out


def test_unknown_columns_are_named_with_what_was_meant(museum):
    museum.bring("source_id,title,artst,creater\n7,Irises,x,y\n")
    assert "“artst” is not known" in museum.err
    assert "Did you mean “creator”?" in museum.err
    assert Artwork.objects.exists()


def test_rooms_without_a_venue_are_left_out_with_a_word(museum):
    museum.bring("source_id,title,room\n7,Irises,19\n")
    assert "--venue NAME" in museum.err
    assert not Placement.objects.exists()
    museum.bring("source_id,title,room\n7,Irises,19\n", "--venue", "Pinacoteca")
    assert str(Placement.objects.get()) == "19, Pinacoteca"


def test_a_table_without_the_necessary_columns_is_refused(museum):
    with pytest.raises(CommandError, match=r"does not name: title\. It has: source_id, name"):
        museum.bring("source_id,name\n7,Irises\n")


def test_two_catalogues_may_use_the_same_ids(museum):
    museum.bring("source_id,title\n7,Irises\n", "--source", "one")
    museum.bring("source_id,title\n7,Roses\n", "--source", "two")
    assert Artwork.objects.count() == 2


def test_progress_is_drawn_on_stderr_so_that_the_summary_can_be_piped(museum):
    museum.bring("source_id,title\n7,Irises\n8,Roses\n")
    assert "Rows: 2" in museum.err
    assert museum.out.count("\n") == 1


def test_no_transaction_is_left_open(museum):
    museum.bring("source_id,title\n7,Irises\n", "--dry-run")
    assert not connection.needs_rollback
