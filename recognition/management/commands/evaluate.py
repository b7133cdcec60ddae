"""`manage.py evaluate QUERIES.csv`: measure the recognizer on photos whose truth is known."""

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from catalog.models import ReferenceImage
from recognition.core.evaluate import Outcome, Report, report_by_tier
from recognition.core.values import Decision
from recognition.runner import recognize_bytes

COLUMNS = "tier         queries  top-1  ranked 1st  shortlist  works found    GAP  false names    ECE   p50 ms   p95 ms"


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
        rows = read_queries(queries, options["split"])
        labels = reference_labels(options["source"])
        outcomes = [outcome_of(row, queries.parent, labels) for row in draw_progress(self.stderr, "Photos")(rows)]
        if options["outcomes"]:
            options["outcomes"].write_text("".join(json.dumps(_plain(outcome)) + "\n" for outcome in outcomes))
        reports = report_by_tier(outcomes)
        self.stdout.write(json.dumps([asdict(r) for r in reports]) if options["json"] else in_table(reports))


def read_queries(path: Path, split: str | None) -> list[dict[str, str]]:
    """Return the rows of a list of queries.

    Raises:
        CommandError: the file cannot be read, lacks a column, or has no row of the split.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    if not rows or not {"query", "refs"} <= rows[0].keys():
        raise CommandError(f"{path} needs a header with the columns query and refs, and a row for each photo.")
    chosen = [row for row in rows if split is None or row.get("split") == split]
    if not chosen:
        raise CommandError(f"{path} has no query of split {split!r}.")
    return chosen


def reference_labels(source: str | None) -> dict[int, str]:
    """Return each reference image's label: its work's source_id, made unmistakable when it is of another source."""
    rows = ReferenceImage.objects.values_list("pk", "artwork__source", "artwork__source_id")
    return {pk: source_id if source in (None, name) else f"{name}:{source_id}" for pk, name, source_id in rows}


def outcome_of(row: dict[str, str], folder: Path, labels: dict[int, str]) -> Outcome:
    """Answer one query."""
    decision = recognize_bytes((folder / row["query"]).read_bytes())
    refs = frozenset(row["refs"].split())
    return outcome_from(decision, labels, query=row["query"], tier=row.get("tier") or "all photos", refs=refs)


def outcome_from(decision: Decision, labels: dict[int, str], *, query: str, tier: str, refs: frozenset[str]) -> Outcome:
    """Return what came of a query, in the works' labels."""
    return Outcome(
        query=query,
        tier=tier,
        refs=refs,
        ranked=ranked_works(decision, labels),
        named=tuple(labels[evidence.reference_id] for evidence in decision.matches),
        shortlist=frozenset(labels[reference_id] for reference_id in decision.shortlist),
        total_ms=decision.timings_ms["total"],
    )


def ranked_works(decision: Decision, labels: dict[int, str]) -> tuple[tuple[str, float], ...]:
    """Return the works of a decision with their confidence, named ones first."""
    return tuple((labels[e.reference_id], e.confidence) for e in (*decision.matches, *decision.candidates))


def in_table(reports: list[Report]) -> str:
    """Return reports as a table for people."""
    return "\n".join([COLUMNS, *(_line(report) for report in reports)])


def _line(r: Report) -> str:
    return (
        f"{r.tier:12} {r.queries:7}  {r.top_1:5.3f}  {r.ranked_first:10.3f}  {r.shortlist_recall:9.3f}"
        f"  {r.works_found:11.3f}  {r.gap:5.3f}  {r.false_names:11}  {r.calibration_error:5.3f}"
        f"  {r.latency_ms['p50']:7.0f}  {r.latency_ms['p95']:7.0f}"
    )


def _plain(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome) | {"refs": sorted(outcome.refs), "shortlist": sorted(outcome.shortlist)}
