"""`manage.py evaluate QUERIES.csv`: measure the recognizer on photos whose truth is known."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from recognition.core.decide import DecideConfig
from recognition.core.evaluate import Outcome, precision_recall, reliability, report_by_tier
from recognition.evaluation import (
    CannotMeasure,
    answer,
    in_json,
    in_table,
    query_of,
    read_queries,
    reference_labels,
    to_line,
    wrong_names_in_words,
)
from recognition.plots import PlotsUnavailable, precision_recall_svg, reliability_svg


class Command(BaseCommand):
    """Photos are read, answered and forgotten; one that cannot be read stops the run, since a figure would lack it."""

    help = "Print accuracy with 95 % intervals, GAP, false names, calibration error and latency, per tier."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the list of queries."""
        parser.add_argument("queries", type=Path, help="CSV with the columns query,refs[,main_ref,tier,split]")
        parser.add_argument("--split", help="only the queries of this split")
        parser.add_argument("--source", help="refs are source_ids of this source (default: of any)")
        parser.add_argument("--json", action="store_true", help="print one JSON list, a report a tier")
        parser.add_argument("--plots", type=Path, help="draw reliability.svg and precision-recall.svg in this folder")
        parser.add_argument(
            "--outcomes", type=Path, help="also write every query's outcome here, one JSON object a line"
        )

    def handle(self, *args: Any, queries: Path, **options: Any) -> None:
        """Answer every query, then print the reports."""
        if options["plots"]:
            draw(options["plots"], [])  # what is missing is said before the work, not after
        labels = reference_labels(options["source"])
        try:
            rows = read_queries(queries, options["split"])
            asked = [query_of(row, queries.parent, options["source"]) for row in rows]
            shown = draw_progress(self.stderr, "Photos", len(asked))(asked)
            outcomes = [answer(query, labels) for query in shown]
        except CannotMeasure as error:
            raise CommandError(str(error)) from error
        self._keep(outcomes, options["outcomes"], options["plots"])
        reports = report_by_tier(outcomes)
        words = [in_table(reports), wrong_names_in_words(outcomes)]
        self.stdout.write(json.dumps(in_json(reports)) if options["json"] else "\n".join(words))

    def _keep(self, outcomes: Sequence[Outcome], lines: Path | None, plots: Path | None) -> None:
        if lines:
            lines.write_text("".join(f"{to_line(outcome)}\n" for outcome in outcomes), encoding="utf-8")
        if plots:
            draw(plots, outcomes)


def draw(folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Draw the plots of `outcomes`."""
    curves = {"all photos": points} if (points := precision_recall(outcomes)) else {}
    try:
        drawn = {
            "reliability.svg": reliability_svg(reliability(outcomes)),
            "precision-recall.svg": precision_recall_svg(curves, DecideConfig().match),
        }
    except PlotsUnavailable as error:
        raise CommandError(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in drawn.items():
        (folder / name).write_text(svg, encoding="utf-8")
