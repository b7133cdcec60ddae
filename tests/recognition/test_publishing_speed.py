"""What the documentation says of speed is written from the figures, and what was not measured is said to be missing."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recognition.figures import read_figures, write_figures
from recognition.measuring.performance_page import BEGIN, published, speed_section
from recognition.measuring.tables import grown_vote_ms, scale_table, speed_tables
from recognition.publishing import END, replace_section
from tests.conftest import REPOSITORY

LOAD = {"cores": 2, "load": 0.3}
RUN = {"command": "manage.py bench", "commit": "abc1234", "date": "2026-01-02", "references": 2556}
FIGURES: dict[str, Any] = {
    "run": {**RUN, "split": "report", "limit": None},
    "latency_ms": {"decode": 9.0, "total": 510.0},
    "start": {
        "prepared_again_s": 3.5,
        "first_page_s": 2.5,
        "first_page_mb": 390.0,
        "recognized_mb": 410.0,
        "first_recognition_s": 1.0,
        **LOAD,
    },
    "swap": {
        "users": 10,
        "requests": 300,
        "failures": 1,
        "median_ms": 700.0,
        "p95_ms": 1500.0,
        "new_work_s": [0.8, 1.4],
        "swaps": 2,
        **LOAD,
    },
    "ingest": {"works": 474, "seconds": 30.0, "works_per_second": 15.8, "cpu_ms_per_work": 110.0, **LOAD},
}


def size(works: int, vote_ms: float) -> dict[str, Any]:
    spread = {"p50": vote_ms, "p95": 2 * vote_ms}
    channel = {"resident_mb": 50.0, "anonymous_mb": 9.0, "recall": 0.98, "right_work": 1.0}
    return {
        "works": works,
        "real": min(works, 2556),
        "build_s": 12.0,
        "files": {"local.faiss": works * 7_000, "global.faiss": works * 600},
        "global": {**channel, "vector_ms": spread, "photo_ms": spread},
        "local": {"vote_ms": spread, "right_work": 1.0, "resident_mb": 40.0},
        "whole": {"total_ms": spread, "search_and_vote_ms": spread, "named_right": 1.0},
    }


SCALE: dict[str, Any] = {
    "run": {"commit": "abc1234", "date": "2026-01-02", "photos": 40, **LOAD},
    "sizes": [size(1000, 10), size(4000, 20)],
}


def test_an_aim_that_is_missed_is_said_to_be_missed() -> None:
    lines = speed_tables(FIGURES).splitlines()
    assert [line.endswith("| yes |") for line in lines if "MB" in line] == [True, False]
    assert any("15.8" in line and line.endswith("| yes |") for line in lines)


def test_a_photo_that_failed_while_indexes_were_switched_is_one_too_many() -> None:
    lines = speed_tables(FIGURES).splitlines()
    assert any("failed of 300" in line and line.endswith("| **no** |") for line in lines)
    assert any("1.40" in line and line.endswith("| yes |") for line in lines)


def test_what_was_not_measured_is_named() -> None:
    text = speed_section(published(FIGURES, None), "plots")
    assert "Not measured: baselines, orb, serving, ratios, scale." in text
    assert ".svg" not in text


def test_a_trial_run_says_so() -> None:
    trial = FIGURES | {"run": {**RUN, "split": "choose", "limit": 3}}
    assert "A trial run" in speed_section(trial, "plots")
    assert "A trial run" not in speed_section(FIGURES, "plots")


def test_drawn_works_are_counted_and_what_is_extrapolated_is_marked() -> None:
    text = scale_table(SCALE["sizes"])
    assert "| 4,000 | 1,444 |" in text
    (guess,) = [line for line in text.splitlines() if "1,000,000" in line]
    assert "not measured" in guess
    assert "≈ 7.0 (7.0 GB)" in guess


def test_the_vote_goes_on_growing_as_it_did() -> None:
    assert grown_vote_ms([size(1000, 10), size(4000, 20)], 16_000) == pytest.approx(40)
    assert grown_vote_ms([size(1000, 10), size(4000, 9)], 16_000) == 9


@pytest.mark.medium
def test_the_command_writes_page_figures_and_plots(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "performance.md").write_text(f"# Prose\n{BEGIN}{END}More")
    write_figures(FIGURES | {"photos": []}, tmp_path / "figures.json")
    (tmp_path / "scale.json").write_text(json.dumps(SCALE))
    call_command("report_performance", tmp_path / "figures.json", tmp_path / "scale.json", docs=docs)
    page = (docs / "performance.md").read_text()
    assert page.startswith("# Prose")
    assert page.endswith("More")
    assert "latency-by-size.svg" in page
    assert {path.name for path in (docs / "plots").iterdir()} == {"latency-by-size.svg", "memory-by-size.svg"}
    assert read_figures(docs / "performance.json") == FIGURES | {"scale": SCALE}


def test_what_was_not_measured_anew_stays_as_it_was() -> None:
    before = FIGURES | {"scale": SCALE}
    again = {"run": {**RUN, "commit": "def5678"}, "ingest": {**FIGURES["ingest"], "commit": "def5678"}}
    shown = published(again, None, before)
    assert shown == before | {"ingest": again["ingest"]}
    assert "(commit def5678, load 0.3 on 2 cores)" in speed_section(shown, "plots")


def test_sizes_that_were_not_measured_anew_stay_with_their_commit() -> None:
    again = {"run": {**SCALE["run"], "commit": "def5678"}, "sizes": [size(4000, 5), size(9000, 7)]}
    shown = published({}, again, FIGURES | {"scale": SCALE})
    assert [row["works"] for row in shown["scale"]["sizes"]] == [1000, 4000, 9000]
    assert shown["scale"]["sizes"][1] == size(4000, 5)
    assert "; 1,000 works at commit abc1234)" in speed_section(shown, "plots")
    once_more = published({}, {**again, "sizes": [size(9000, 6)]}, shown)
    assert [row.get("commit") for row in once_more["scale"]["sizes"]] == ["abc1234", "def5678", None]


def test_figures_that_do_not_exist_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json"):
        call_command("report_performance", tmp_path / "none.json")


def test_the_published_page_says_what_the_published_figures_say() -> None:
    page = (REPOSITORY / "docs" / "performance.md").read_text(encoding="utf-8")
    figures = read_figures(REPOSITORY / "docs" / "performance.json")
    assert replace_section(page, speed_section(figures, "plots"), BEGIN) == page
