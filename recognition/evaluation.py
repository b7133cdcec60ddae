"""Measuring the recognizer on photos whose truth is known: read the list, answer each photo, show the metrics."""

import csv
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from catalog.models import ReferenceImage
from recognition.core.errors import RecognitionError
from recognition.core.evaluate import Outcome, Report
from recognition.core.values import Decision
from recognition.runner import recognize_bytes

COLUMNS = (
    "tier       queries  top-1  ranked 1st  shortlist  all works    GAP  false names   rate    ECE  p50 ms  p95 ms"
)


class CannotMeasure(ValueError):
    """A list of queries or one of its photos cannot be used; says which and why."""


def read_queries(path: Path, split: str | None) -> list[dict[str, str]]:
    """Return the rows of a list of queries.

    Raises:
        CannotMeasure: the file cannot be read, lacks a column, or has no row of the split.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotMeasure(f"{path} cannot be read: {error}") from error
    if not rows or not {"query", "refs"} <= rows[0].keys():
        raise CannotMeasure(f"{path} needs a header with the columns query and refs, and a row for each photo.")
    chosen = [row for row in rows if split is None or row.get("split") == split]
    if not chosen:
        raise CannotMeasure(f"{path} has no query of split {split!r}.")
    return chosen


def reference_labels(source: str | None) -> dict[int, str]:
    """Return each reference image's label: its work's source_id, made unmistakable when it is of another source."""
    rows = ReferenceImage.objects.values_list("pk", "artwork__source", "artwork__source_id")
    return {pk: source_id if source in (None, name) else f"{name}:{source_id}" for pk, name, source_id in rows}


def outcome_of(row: dict[str, str], folder: Path, labels: dict[int, str]) -> Outcome:
    """Answer one query.

    Raises:
        CannotMeasure: the photo cannot be read, or the index cannot be used.
    """
    try:
        decision = recognize_bytes((folder / row["query"]).read_bytes())
    except (OSError, RecognitionError) as error:
        raise CannotMeasure(f"{row['query']}: {error}") from error
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


def in_json(reports: list[Report]) -> list[dict[str, Any]]:
    """Return reports for programs; a share of nothing is null."""
    plain = (asdict(report) for report in reports)
    return [{k: None if isinstance(v, float) and math.isnan(v) else v for k, v in report.items()} for report in plain]


def in_table(reports: list[Report]) -> str:
    """Return reports as a table for people."""
    return "\n".join([COLUMNS, *(_line(report) for report in reports)])


def _line(r: Report) -> str:
    return (
        f"{r.tier:10} {r.queries:7}  {r.top_1:5.3f}  {r.ranked_first:10.3f}  {r.shortlist_recall:9.3f}"
        f"  {r.works_found:9.3f}  {r.gap:5.3f}  {r.false_names:11}  {r.false_name_rate:5.3f}"
        f"  {r.calibration_error:5.3f}  {r.latency_ms['p50']:6.0f}  {r.latency_ms['p95']:6.0f}"
    )
