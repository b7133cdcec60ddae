"""Measuring the recognizer on photos whose truth is known: read the list, answer each photo, show the metrics."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import isnan
from pathlib import Path
from typing import Any

from catalog.models import ReferenceImage
from recognition.core.errors import RecognitionError
from recognition.core.evaluate import Outcome, Report
from recognition.core.intervals import Interval
from recognition.core.values import Decision
from recognition.runner import recognize_bytes

COLUMNS = (
    f"{'tier':10} {'photos':>6}  {'named right (95 %)':21}  {'1st':>5}  {'short':>5}  {'works found (95 %)':21}"
    f"  {'GAP (95 %)':21}  {'false names':>11}  {'ECE':>5}  {'p50 ms':>6}  {'p95 ms':>6}"
)
CLIPS = ("frames",)  # sources whose photos are frames of video clips, named "CLIP_NUMBER.jpg"


class CannotMeasure(ValueError):
    """A list of queries or one of its photos cannot be used; says which and why."""


@dataclass(frozen=True)
class Query:
    """A photo and the works in it, by their labels; none = not in the catalogue. `photo` returns the file's bytes.

    group: photos of one group, such as frames of one clip, are not independent of each other; none = by itself.
    """

    name: str
    tier: str
    refs: frozenset[str]
    photo: Callable[[], bytes]
    group: str = ""


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


def query_of(row: dict[str, str], folder: Path, source: str | None = None) -> Query:
    """Return a row of a list as a query; its photo is relative to `folder`, its refs are of `source`."""
    photo, tier = partial(_read, folder / row["query"]), row.get("tier") or "all photos"
    return Query(row["query"], tier, frozenset(row["refs"].split()), photo, group_of(row["query"], source))


def group_of(name: str, source: str | None) -> str:
    """Return the clip of a frame, its name without the frame's number; none of any other photo."""
    return name.rpartition("_")[0] if source in CLIPS else ""


def reference_labels(source: str | None) -> dict[int, str]:
    """Return each reference image's label: its work's source_id, made unmistakable when it is of another source."""
    rows = ReferenceImage.objects.values_list("pk", "artwork__source", "artwork__source_id")
    return {pk: source_id if source in (None, name) else f"{name}:{source_id}" for pk, name, source_id in rows}


def answer(query: Query, labels: dict[int, str], recognizer: Callable[[bytes], Decision] = recognize_bytes) -> Outcome:
    """Answer one query.

    Raises:
        CannotMeasure: the photo cannot be read, or the index cannot be used.
    """
    try:
        decision = recognizer(query.photo())
    except RecognitionError as error:
        raise CannotMeasure(f"{query.name}: {error}") from error
    return outcome_from(decision, labels, query)


def outcome_from(decision: Decision, labels: dict[int, str], query: Query) -> Outcome:
    """Return what came of a query, in the works' labels; `ranked` by confidence, where an answer goes by prominence."""
    everything = sorted((*decision.matches, *decision.candidates), key=lambda evidence: -evidence.confidence)
    return Outcome(
        query=query.name,
        tier=query.tier,
        refs=query.refs,
        ranked=tuple((labels[evidence.reference_id], evidence.confidence) for evidence in everything),
        named=tuple(labels[evidence.reference_id] for evidence in decision.matches),
        shortlist=frozenset(labels[reference_id] for reference_id in decision.shortlist),
        total_ms=decision.timings_ms["total"],
        group=query.group,
    )


def to_line(outcome: Outcome) -> str:
    """Return an outcome as one line of JSON."""
    plain = asdict(outcome) | {"refs": sorted(outcome.refs), "shortlist": sorted(outcome.shortlist)}
    return json.dumps(plain, ensure_ascii=False)


def from_line(line: str) -> Outcome:
    """Return the outcome that `to_line` wrote."""
    plain = json.loads(line)
    sets = {name: frozenset(plain[name]) for name in ("refs", "shortlist")}
    ranked = tuple((work, confidence) for work, confidence in plain["ranked"])
    return Outcome(**{**plain, **sets, "ranked": ranked, "named": tuple(plain["named"])})


def in_json(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Return reports for programs: a share of nothing is null, an interval [low, high].

    `top_1` is `named_right` by the name under which programs have known it.
    """
    return [{"top_1": _plain(report.named_right)} | _plain_report(report) for report in reports]


def _plain_report(report: Report) -> dict[str, Any]:
    fields = {name: _plain(value) for name, value in vars(report).items() if name != "intervals"}
    return fields | {"intervals": {name: in_list(interval) for name, interval in report.intervals.items()}}


def in_list(interval: Interval) -> list[float] | None:
    """Return an interval for programs, None when there was nothing to measure."""
    return None if isnan(interval.low) else [round(interval.low, 4), round(interval.high, 4)]


def _plain(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return None if isnan(value) else round(value, 6)


def in_table(reports: Sequence[Report]) -> str:
    """Return reports as a table for people."""
    return "\n".join([COLUMNS, *(_line(report) for report in reports)])


def _line(r: Report) -> str:
    shares = f"{_number(r.ranked_first):>5}  {_number(r.shortlist_recall):>5}"
    rest = f"{r.false_names:11}  {_number(r.calibration_error):>5}"
    return (
        f"{r.tier:10} {r.queries:6}  {_spread(r, 'named_right'):21}  {shares}  {_spread(r, 'works_found'):21}"
        f"  {_spread(r, 'gap'):21}  {rest}  {r.latency_ms['p50']:6.0f}  {r.latency_ms['p95']:6.0f}"
    )


def _spread(r: Report, metric: str) -> str:
    value, interval = getattr(r, metric), r.intervals[metric]
    return "–" if isnan(value) else f"{value:.3f} ({interval.low:.3f}–{interval.high:.3f})"


def _number(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"


def wrong_names_in_words(outcomes: Sequence[Outcome]) -> str:
    """Return one line for each photo in which a work is named that the truth does not list, for a person to judge."""
    wrong = [outcome for outcome in outcomes if outcome.wrong_names]
    return "\n".join(
        f"false name: {o.query} (shows {' '.join(sorted(o.refs)) or 'none'}) is named {' '.join(o.wrong_names)}"
        for o in wrong
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotMeasure(f"{path} cannot be read: {error}") from error
