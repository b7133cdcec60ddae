"""The catalogue and its prices as tables: they come back as they were, and no cell of them is a formula."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from catalog.models import Artwork, Attribution, Creator, Placement, ReviewState
from tests.catalog.factories import make_artwork, make_creator, make_placement, make_price, make_room, make_venue

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil.example","x")'


def export(path: Path, *options: str) -> list[dict[str, str]]:
    """Run the command and return the rows by column."""
    call_command("export_catalog", str(path), *options)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    columns, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, columns), (str(cell or "") for cell in row), strict=True)) for row in rows]


def held() -> list[object]:
    """Return everything a table can hold of the catalogue."""
    skipped = {"_state", "updated_at", "created_at"}
    return [
        sorted(
            (sorted((name, value) for name, value in vars(row).items() if name not in skipped) for row in rows),
            key=repr,
        )
        for rows in (Artwork.objects.all(), Attribution.objects.all(), Creator.objects.all(), Placement.objects.all())
    ]


def furnish() -> None:
    """Fill a catalogue with what is awkward in tables."""
    room = make_room(make_venue("The Met", city="New York"), "Gallery 825", floor="2")
    irises = make_artwork(
        "Irises; “blue”, |late|",
        make_creator("Vincent van Gogh", nationality="Dutch"),
        begin_year=1890,
        end_year=1890,
        height_cm="73.70",
        description="Two\nlines",
    )
    Attribution.objects.create(
        artwork=irises, creator=make_creator("Rubens"), qualifier="workshop_of", note="and assistants", order=1
    )
    make_placement(irises, room, on_view=False)
    make_artwork("Vase", begin_year=-520, end_year=-480, date_text="ca. 500 BCE", source="other", source_id="same")
    make_artwork(FORMULA, source_id="same", medium="-soft ground", accession_number="'=1")


@pytest.mark.parametrize("name", ["works.xlsx", "works.csv"])
def test_what_was_exported_and_imported_again_changes_nothing(tmp_path, name):
    furnish()
    before = held()
    export(tmp_path / name)
    call_command("import_catalog", str(tmp_path / name), source="test")
    assert held() == before


@pytest.mark.medium
@pytest.mark.parametrize("name", ["works.xlsx", "works.csv"])
def test_an_empty_catalogue_is_filled_from_an_export(tmp_path, name):
    furnish()
    told = export(tmp_path / name)
    Artwork.objects.all().delete()
    call_command("import_catalog", str(tmp_path / name), source="test")
    assert export(tmp_path / f"again-{name}") == told


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    make_artwork(FORMULA)
    assert export(tmp_path / "works.xlsx")[0]["title"] == FORMULA
    cells = [cell for row in load_workbook(tmp_path / "works.xlsx").worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


@pytest.mark.parametrize("title", [FORMULA, "+1", "-1+1", "@SUM(A1)", "＝1", "'=1", "\t=1", "\n=1"])
def test_no_cell_of_a_csv_begins_as_a_formula(tmp_path, title):
    make_artwork(title, begin_year=-480, end_year=-480)
    (row,) = export(tmp_path / "works.csv")
    assert row["title"] == ("'" + title if title != "+1" else "+1")
    assert row["begin_year"] == "-480"


def test_works_of_one_source_are_exported_alone(tmp_path):
    furnish()
    assert [row["title"] for row in export(tmp_path / "works.csv", "--source", "other")] == ["Vase"]


def test_approved_prices_are_exported_with_their_source(tmp_path):
    work = make_artwork("Irises", source_id="7")
    make_price(work, "1250.50", currency="CHF", date_text="1961")
    make_price(work, "99", review_state=ReviewState.PENDING)
    (row,) = export(tmp_path / "prices.xlsx", "--prices")
    assert (row["source_id"], row["amount"], row["currency"], row["date"]) == ("7", "1250.50", "CHF", "2020-05-01")
    assert (row["known_from"], row["kind"], row["review_state"]) == ("A catalogue of prices", "realised", "approved")


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"neither \.xlsx nor \.csv"):
        call_command("export_catalog", str(tmp_path / "works.pdf"))


@pytest.mark.medium
def test_queries_do_not_grow_with_the_catalogue(tmp_path, django_assert_num_queries):
    for number in range(20):
        make_placement(make_artwork(f"Work {number}", "Rubens"), make_room(make_venue(f"Museum {number}")))
    with django_assert_num_queries(3):
        call_command("export_catalog", str(tmp_path / "works.csv"))
