"""What the documentation says of accuracy is written from the benchmark's figures, and says neither more nor less."""

from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.core.evaluate import Outcome
from recognition.figures import Figures, Run, figures_of, read_figures, write_figures
from recognition.publishing import AIMS, BEGIN, END, CannotPublish, draw_plots, find_report, replace_section, section
from tests.conftest import REPOSITORY

RUN = Run("abc1234", "2026-01-02", "manage.py bench", 2556, "report", None)
VISITS = [{"decode": 9.0, "total": 500.0}, {"decode": 11.0, "total": 510.0}, {"decode": 10.0, "total": 900.0}]


def outcome(query: str, tier: str, refs: str, *ranked: tuple[str, float], named: str = "") -> Outcome:
    return Outcome(query, tier, frozenset(refs.split()), ranked, tuple(named.split()), frozenset(), 100.0)


PHOTOS = [
    outcome("one.jpg", "natural", "a", ("a", 0.99), named="a"),
    outcome("two.jpg", "natural", "b", ("b", 0.97), named="b"),
    outcome("three.jpg", "absent", "", ("x", 0.2)),
]
FRAMES = [
    outcome("four.jpg", "natural", "c d", ("c", 0.95), ("met:7", 0.93), named="c met:7"),
    outcome("five.jpg", "natural", "d", ("d", 0.5)),
]


@cache
def measured() -> Figures:
    return figures_of({"photos": PHOTOS, "frames": FRAMES}, RUN, VISITS)


def lines_of(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(start)]


@pytest.mark.medium
def test_photos_and_frames_are_measured_together_too() -> None:
    everything = find_report(measured(), "everything", "everything")
    assert everything is not None
    assert (everything["queries"], everything["works"]) == (5, 5)
    assert everything["named_right"] == everything["top_1"] == 0.75


@pytest.mark.medium
def test_figures_survive_their_file(tmp_path: Path) -> None:
    write_figures(measured(), tmp_path / "deep" / "figures.json")
    assert read_figures(tmp_path / "deep" / "figures.json") == measured()
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["figures.json"]


def test_every_wrong_name_is_listed_with_its_photo() -> None:
    assert lines_of(section(measured(), "plots"), "| frames | `four.jpg`") == ["| frames | `four.jpg` | c d | met:7 |"]


def test_an_aim_that_is_missed_is_said_to_be_missed() -> None:
    text = section(measured(), "plots")
    assert lines_of(text, "| photos, natural | named right")[0].endswith("| yes |")
    assert lines_of(text, "| frames, natural | named right")[0].endswith("| **no** |")
    assert lines_of(text, "| 12-megapixel photos") == ["| 12-megapixel photos | median ms | ≤ 700 | 510 | yes |"]


def test_an_aim_that_was_not_measured_is_in_the_table_and_not_reached() -> None:
    text = section(measured() | {"latency_ms": {}, "visits_ms": []}, "plots")
    assert "hard rendered photos" not in text.lower()
    assert lines_of(text, "| hard | works found") == ["| hard | works found | ≥ 0.93 | not measured | – |"]
    assert lines_of(text, "| frames, absent") == ["| frames, absent | false names | ≤ 0 | not measured | – |"]
    assert lines_of(text, "| 12-megapixel photos") == ["| 12-megapixel photos | median ms | ≤ 700 | not measured | – |"]


def test_every_aim_has_a_row() -> None:
    table = section(measured(), "plots").partition("**What is aimed at, and what is reached**")[2].split("**`")[0]
    assert len(lines_of(table, "| ")) == 2 + len(AIMS) + 1


def test_figure_and_interval_have_one_precision() -> None:
    (row,) = lines_of(section(measured(), "plots"), "| photos, natural | named right")
    assert "1.000 (0.342–1.000)" in row


def test_where_it_was_measured_is_said() -> None:
    first, *_ = section(measured(), "plots").splitlines()
    assert "abc1234" in first
    assert "2026-01-02" in first
    assert "2,556" in first


@pytest.mark.parametrize(
    "trial", [Run("a", "b", "c", 1, "choose", None), Run("a", "b", "c", 1, "report", 5)], ids=["choose", "limit"]
)
def test_a_trial_run_is_not_published(trial: Run) -> None:
    with pytest.raises(CannotPublish, match="trial"):
        section(measured() | {"run": asdict(trial)}, "plots")


@pytest.mark.medium
def test_plots_of_what_was_measured_are_drawn(tmp_path: Path) -> None:
    drawn = draw_plots(measured(), tmp_path)
    assert {path.name for path in drawn} == {"reliability.svg", "precision-recall.svg"}
    assert all(path.read_text().startswith("<?xml") for path in drawn)


def test_prose_around_the_section_stays() -> None:
    page = f"Before\n{BEGIN}old\n{END}After\n"
    assert replace_section(page, "new") == f"Before\n{BEGIN}\nnew\n{END}After\n"


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(CannotPublish, match="figures"):
        replace_section("Only prose", "new")


@pytest.mark.medium
def test_the_command_writes_page_figures_and_plots(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "evaluation.md").write_text(f"# Prose\n{BEGIN}{END}")
    write_figures(measured(), tmp_path / "measured.json")
    call_command("report_figures", tmp_path / "measured.json", docs=docs)
    assert "abc1234" in (docs / "evaluation.md").read_text()
    assert read_figures(docs / "figures.json") == measured()
    assert (docs / "plots" / "reliability.svg").is_file()


def test_figures_that_do_not_exist_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json"):
        call_command("report_figures", tmp_path / "none.json", docs=REPOSITORY / "docs")


def test_the_published_page_says_what_the_published_figures_say() -> None:
    page = (REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8")
    figures = read_figures(REPOSITORY / "docs" / "figures.json")
    assert replace_section(page, section(figures, "plots")) == page
