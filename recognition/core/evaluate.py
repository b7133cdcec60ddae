"""How good the answers are: one report on a set of queries whose truth is known. Pure functions.

named right: the work named first is in the photo. ranked first: the work of highest confidence is in it, named or not.
works found: of all works in all photos, how many are named. GAP and calibration error: core/metrics.py.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from math import nan

import numpy as np
from numpy.typing import NDArray

from recognition.core import metrics
from recognition.core.intervals import Groups, Interval, Rows, bootstrap, bootstrap_share, wilson
from recognition.core.metrics import Bin, Bools, Floats, Point

LATENCY_PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True)
class Outcome:
    """One query and what came of it. Works are named by any label; `refs` are those in the photo, none = absent.

    ranked: (work, confidence), best first, named or not. named: those of them that were named.
    shortlist: works retrieved before verification. group: queries of one group are not independent of each
    other; none = by itself.
    """

    query: str
    tier: str
    refs: frozenset[str]
    ranked: tuple[tuple[str, float], ...]
    named: tuple[str, ...]
    shortlist: frozenset[str]
    total_ms: float
    group: str = ""

    @property
    def is_named_right(self) -> bool:
        """Tell whether the work named first is in the photo."""
        return bool(self.named) and self.named[0] in self.refs

    @property
    def is_ranked_right(self) -> bool:
        """Tell whether the work of highest confidence is in the photo."""
        return bool(self.ranked) and self.ranked[0][0] in self.refs

    @property
    def confidence(self) -> float:
        """Return the confidence of the work ranked first, 0 without any."""
        return self.ranked[0][1] if self.ranked else 0.0

    @property
    def wrong_names(self) -> tuple[str, ...]:
        """Return the works that are named though the truth does not list them."""
        return tuple(work for work in self.named if work not in self.refs)


@dataclass(frozen=True)
class Report:
    """Metrics of a set of queries, and 95 % intervals under the metrics' names; nan where there is nothing to measure.

    works: how many works the photos show together. false_names: photos in which any name is wrong. Times in
    milliseconds.
    """

    tier: str
    queries: int
    present: int
    works: int
    named_right: float
    ranked_first: float
    shortlist_recall: float
    works_found: float
    gap: float
    false_names: int
    false_name_rate: float
    calibration_error: float
    latency_ms: dict[str, float]
    intervals: dict[str, Interval]


def report_by_tier(outcomes: Iterable[Outcome]) -> list[Report]:
    """Return one report a tier, and one named "all"."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.tier)
    tiers = [report(tier, list(group)) for tier, group in groupby(ordered, key=lambda outcome: outcome.tier)]
    return [*tiers, report("all", ordered)]


def report(tier: str, outcomes: Sequence[Outcome]) -> Report:
    """Return the metrics of `outcomes`."""
    present, groups = [outcome for outcome in outcomes if outcome.refs], groups_of(outcomes)
    shares = {
        "named_right": [outcome.is_named_right for outcome in present],
        "ranked_first": [outcome.is_ranked_right for outcome in present],
        "shortlist_recall": [bool(outcome.refs & outcome.shortlist) for outcome in present],
        "false_name_rate": [bool(outcome.wrong_names) for outcome in outcomes],
    }
    sample, all_rows = _Sample.of(outcomes), np.arange(len(outcomes))
    resampled = {name: partial(metric, sample) for name, metric in RESAMPLED.items()}
    known = groups_of(present)
    intervals = {name: _interval(hits, groups if name == "false_name_rate" else known) for name, hits in shares.items()}
    intervals |= {name: BOOTSTRAPS[name](metric, groups) for name, metric in resampled.items()}
    return Report(
        tier=tier,
        queries=len(outcomes),
        present=len(present),
        works=int(sample.works.sum()),
        false_names=sum(shares["false_name_rate"]),
        latency_ms=_percentiles([outcome.total_ms for outcome in outcomes]),
        intervals=intervals,
        **{name: _share(hits) for name, hits in shares.items()},
        **{name: metric(all_rows) for name, metric in resampled.items()},
    )


def groups_of(outcomes: Sequence[Outcome]) -> Groups:
    """Return the number of each outcome's group, counted as they come."""
    names = [outcome.group or outcome.query for outcome in outcomes]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], int)


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return how often each tenth of confidence was right; absent works count as wrong."""
    sample = _Sample.of(outcomes)
    return metrics.reliability(sample.confidence, sample.right)


def precision_recall(outcomes: Sequence[Outcome]) -> list[Point]:
    """Return the precision and recall of the work ranked first, for each confidence that one could ask for."""
    sample = _Sample.of(outcomes)
    return metrics.precision_recall(sample.confidence, sample.right, int((sample.works > 0).sum()))


@dataclass(frozen=True)
class _Sample:
    """What a bootstrap resamples of each query; each (n,)."""

    confidence: Floats
    right: Bools
    works: NDArray[np.int64]
    found: NDArray[np.int64]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "_Sample":
        return cls(
            np.array([outcome.confidence for outcome in outcomes], float),
            np.array([outcome.is_ranked_right for outcome in outcomes], bool),
            np.array([len(outcome.refs) for outcome in outcomes], int),
            np.array([len(outcome.refs.intersection(outcome.named)) for outcome in outcomes], int),
        )

    def works_found(self, rows: Rows) -> float:
        works = int(self.works[rows].sum())
        return float(self.found[rows].sum() / works) if works else nan

    def gap(self, rows: Rows) -> float:
        present = int((self.works[rows] > 0).sum())
        return metrics.global_average_precision(self.confidence[rows], self.right[rows], present)

    def calibration_error(self, rows: Rows) -> float:
        return metrics.calibration_error(self.confidence[rows], self.right[rows])


RESAMPLED: dict[str, Callable[[_Sample, Rows], float]] = {
    "works_found": _Sample.works_found,
    "gap": _Sample.gap,
    "calibration_error": _Sample.calibration_error,
}
# The last is no share: it cannot be taken for one where all resamples agree.
BOOTSTRAPS = {"works_found": bootstrap_share, "gap": bootstrap_share, "calibration_error": bootstrap}


def _interval(hits: Sequence[bool], groups: Groups) -> Interval:
    """Return the interval of a share: Wilson's when each query is a group by itself."""
    if len(set(groups.tolist())) == len(hits):
        return wilson(sum(hits), len(hits))
    right = np.array(hits, float)
    return bootstrap_share(lambda rows: float(right[rows].mean()), groups)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else nan


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{p}": round(float(np.percentile(values, p)), 1) for p in LATENCY_PERCENTILES} if values else {}
