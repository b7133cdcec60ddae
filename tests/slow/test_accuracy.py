"""What docs/evaluation.md publishes still holds, on a part of its photos and works; `make bench` takes all of them.

Nothing was chosen on these photos: they are the `report` split. services/test_start.py asks rendered ones.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from recognition import gallery
from recognition.core.evaluate import Outcome, Report, report
from recognition.evaluation import Query, answer, reference_labels
from recognition.photo_sets import museum_photos
from tests.published import assert_not_below, published

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MUSEUMS = ("photos", "frames")
# What keeps the test to about a minute.
EVERY_SIXTH = 6  # absent frame is asked
EVERY_THIRD = 3  # work that no natural photo shows is in the gallery


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    gallery.reset()


def measure(queries: list[Query], source: str) -> Report:
    """Return what is measured, and print every wrong name."""
    labels = reference_labels(source)
    outcomes: list[Outcome] = [answer(query, labels) for query in queries]
    print(*(f"{outcome.query}: {outcome.wrong_names}" for outcome in outcomes if outcome.wrong_names), sep="\n")
    return report(queries[0].tier, outcomes)


def part_of_catalog(folder: Path, shown: frozenset[str], table: Path) -> Path:
    """Write the works of a museum that are shown, and every third of the others, to `table`; return it."""
    with (folder / "catalog.csv").open(newline="", encoding="utf-8-sig") as file:
        works = list(csv.DictReader(file))
    others = [work for work in works if work["source_id"] not in shown]
    left_out = {work["source_id"] for n, work in enumerate(others) if n % EVERY_THIRD}
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, works[0])
        rows.writeheader()
        rows.writerows(work for work in works if work["source_id"] not in left_out)
    return table


@pytest.mark.shared_data
def test_works_in_real_visitor_photos_are_named_and_absent_ones_are_not(shared_data: Path, tmp_path: Path) -> None:
    photos = {name: museum_photos(name, shared_data, "report") for name in MUSEUMS}
    for name, queries in photos.items():
        shown = frozenset[str]().union(*(query.refs for query in queries if query.tier == "natural"))
        table = part_of_catalog(shared_data / name, shown, tmp_path / f"{name}.csv")
        call_command("import_catalog", table, images=shared_data / name, source=name, verbosity=0)
    call_command("build_index", verbosity=0)
    for name, queries in photos.items():
        natural = measure([query for query in queries if query.tier == "natural"], name)
        for metric in ("named_right", "ranked_first", "works_found"):
            assert_not_below(getattr(natural, metric), natural.present, published(name, "natural"), metric)
        absent = [query for query in queries if query.tier == "absent"]
        wrong = measure(absent[:: EVERY_SIXTH if name == "frames" else 1], name).false_names
        assert wrong <= published(name, "absent")["false_names"]
