"""The benchmark's figures as one JSON file, which holds all that docs/evaluation.md shows."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recognition.core.evaluate import Outcome, Report, precision_recall, reliability, report, report_by_tier
from recognition.core.intervals import NOTHING, Interval
from recognition.core.metrics import Bin, Point
from recognition.evaluation import in_json, in_list

REAL = ("photos", "frames")
EVERYTHING = "everything"  # the real photos, measured together

Figures = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """What was measured, when and how. limit: how many photos of each part, None = all."""

    commit: str
    date: str
    command: str
    references: int
    split: str
    limit: int | None


def with_everything(parts: Mapping[str, Sequence[Outcome]]) -> dict[str, Sequence[Outcome]]:
    """Return the parts, and the real photos together when all of them are there."""
    together = [outcome for name in REAL for outcome in parts.get(name, ())]
    return dict(parts) | ({EVERYTHING: together} if all(name in parts for name in REAL) else {})


def reports_of(name: str, outcomes: Sequence[Outcome]) -> list[Report]:
    """Return a part's reports: one a tier and, where there are several, one of all."""
    if name == EVERYTHING:
        return [report(EVERYTHING, outcomes)]
    reports = report_by_tier(outcomes)
    return reports[:1] if len(reports) == 2 else reports


def figures_of(parts: Mapping[str, Sequence[Outcome]], run: Run, visits_ms: Sequence[dict[str, float]]) -> Figures:
    """Return all figures for programs: reports of each part, its wrong names one by one, the curves of the plots."""
    sets = with_everything(parts)
    return {
        "run": asdict(run),
        **{name: in_json(reports_of(name, outcomes)) for name, outcomes in sets.items()},
        "wrong_names": [row for name, outcomes in parts.items() for row in _wrong_names(name, outcomes)],
        "reliability": {name: [_plain_bin(one) for one in reliability(outcomes)] for name, outcomes in sets.items()},
        "precision_recall": {name: _plain_points(precision_recall(outcomes)) for name, outcomes in sets.items()},
        "latency_ms": medians(visits_ms) if visits_ms else {},
        "visits_ms": list(visits_ms),
    }


def _wrong_names(part: str, outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    return [
        {"part": part, "query": o.query, "tier": o.tier, "shows": sorted(o.refs), "named": list(o.wrong_names)}
        for o in outcomes
        if o.wrong_names
    ]


def _plain_bin(one: Bin) -> dict[str, Any]:
    return asdict(one) | {"interval": in_list(one.interval)}


def _plain_points(points: Sequence[Point]) -> list[list[float]]:
    return [[round(p.confidence, 6), round(p.recall, 4), round(p.precision, 4)] for p in points]


def medians(timings_ms: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return each stage's median."""
    return {stage: round(statistics.median(ms[stage] for ms in timings_ms), 1) for stage in timings_ms[0]}


def bins_in(figures: Figures, name: str) -> list[Bin]:
    """Return the reliability of a part, none when it was not measured."""
    rows = figures["reliability"].get(name, [])
    return [Bin(**{**row, "interval": Interval(*row["interval"]) if row["interval"] else NOTHING}) for row in rows]


def points_in(figures: Figures, name: str) -> list[Point]:
    """Return the precision and recall of a part, none when it was not measured."""
    return [Point(*point) for point in figures["precision_recall"].get(name, [])]


def write_figures(figures: Figures, path: Path) -> None:
    """Write figures, one report or curve a line, so that a new run can be compared with the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    lines = ",\n".join(f"{json.dumps(name)}: {_lines(value)}" for name, value in figures.items())
    unfinished.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    unfinished.replace(path)


def _lines(value: Any) -> str:
    """Return JSON with each member of a list or an object on a line of its own."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f" {json.dumps(one, ensure_ascii=False)}" for one in value) + "\n]"
    if isinstance(value, dict) and value:
        members = (f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
        return "{\n" + ",\n".join(members) + "\n}"
    return json.dumps(value)


def read_figures(path: Path) -> Figures:
    """Return the figures of a file.

    Raises:
        FileNotFoundError: there is none.
    """
    figures: Figures = json.loads(path.read_text(encoding="utf-8"))
    return figures
