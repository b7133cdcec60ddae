"""What docs/evaluation.md publishes still holds, on a part of its photos; `make bench` measures all of them.

Nothing was chosen on these photos: they are the `report` split, and rendered photos with the seeds of `report`. A
figure may lie below the published one as far as chance explains it: to the lower end of its 95 % interval.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from recognition import gallery
from recognition.core.evaluate import Outcome, Report, report
from recognition.core.intervals import wilson
from recognition.evaluation import Query, answer, reference_labels
from recognition.figures import read_figures
from recognition.photo_sets import museum_photos, rendered_photos
from recognition.publishing import find_report
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MUSEUMS = ("photos", "frames")
RENDERED = 24
EVERY_THIRD = 3  # absent frame is asked, which keeps the test within three minutes


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    gallery.reset()


def published(part: str, tier: str) -> dict[str, Any]:
    """Return a published report."""
    figures = find_report(read_figures(REPOSITORY / "docs" / "figures.json"), part, tier)
    assert figures is not None, f"docs/figures.json has no {part}, {tier}: run `make bench`, then `report_figures`"
    return figures


def measure(queries: list[Query], source: str) -> Report:
    """Return what is measured, and print every wrong name."""
    labels = reference_labels(source)
    outcomes: list[Outcome] = [answer(query, labels) for query in queries]
    print(*(f"{outcome.query}: {outcome.wrong_names}" for outcome in outcomes if outcome.wrong_names), sep="\n")
    return report(queries[0].tier, outcomes)


def assert_not_below(measured: Report, promised: dict[str, Any], metric: str) -> None:
    """Compare with the published share's interval for as many photos as are measured here."""
    value, lowest = getattr(measured, metric), wilson(promised[metric] * measured.present, measured.present).low
    assert value >= lowest, f"{metric} of {measured.tier} photos is {value:.3f}; published: {promised[metric]:.3f}"


@pytest.mark.shared_data
def test_works_in_real_visitor_photos_are_named_and_absent_ones_are_not(shared_data: Path) -> None:
    for name in MUSEUMS:
        call_command("import_catalog", shared_data / name / "catalog.csv", source=name, verbosity=0)
    call_command("build_index", verbosity=0)
    for name in MUSEUMS:
        queries = museum_photos(name, shared_data, "report")
        natural = measure([query for query in queries if query.tier == "natural"], name)
        for metric in ("named_right", "ranked_first", "works_found"):
            assert_not_below(natural, published(name, "natural"), metric)
        absent = [query for query in queries if query.tier == "absent"]
        wrong = measure(absent[:: EVERY_THIRD if name == "frames" else 1], name).false_names
        assert wrong <= published(name, "absent")["false_names"]


def test_demo_works_in_rendered_photos_are_named() -> None:
    call_command("load_demo", verbosity=0)
    call_command("build_index", verbosity=0)
    rendered = measure(rendered_photos(Path(), "report")[:RENDERED], "met")
    promised = published("rendered", "rendered")
    assert_not_below(rendered, promised, "named_right")
    assert rendered.false_names <= promised["false_names"]
