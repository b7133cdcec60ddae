"""`manage.py evaluate QUERIES.csv`: measure the recognizer on photos whose truth is known."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from recognition.core.evaluate import Outcome, report_by_tier
from recognition.evaluation import CannotMeasure, in_json, in_table, outcome_of, read_queries, reference_labels


class Command(BaseCommand):
    """Photos are read, answered and forgotten; one that cannot be read stops the run, since a figure would lack it."""

    help = "Print top-1, shortlist recall, GAP, false names, calibration error and latency, per tier."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the list of queries."""
        parser.add_argument("queries", type=Path, help="CSV with the columns query,refs[,main_ref,tier,split]")
        parser.add_argument("--split", help="only the queries of this split")
        parser.add_argument("--source", help="refs are source_ids of this source (default: of any)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--outcomes", type=Path, help="also write every query's outcome here, one JSON object a line"
        )

    def handle(self, *args: Any, queries: Path, **options: Any) -> None:
        """Answer every query, then print the reports."""
        labels = reference_labels(options["source"])
        try:
            rows = draw_progress(self.stderr, "Photos")(read_queries(queries, options["split"]))
            outcomes = [outcome_of(row, queries.parent, labels) for row in rows]
        except CannotMeasure as error:
            raise CommandError(str(error)) from error
        if options["outcomes"]:
            options["outcomes"].write_text("".join(json.dumps(_plain(outcome)) + "\n" for outcome in outcomes))
        reports = report_by_tier(outcomes)
        self.stdout.write(json.dumps(in_json(reports)) if options["json"] else in_table(reports))


def _plain(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome) | {"refs": sorted(outcome.refs), "shortlist": sorted(outcome.shortlist)}
