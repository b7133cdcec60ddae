"""How good the answers are: metrics over queries whose truth is known. Pure functions.

top-1: the work named first is in the photo. GAP: global (micro) average precision over all queries ranked by
confidence, as in the Met and Google Landmarks benchmarks (Perronnin et al. 2009; Ypsilantis et al. 2021).
Calibration error: expected calibration error over ten equal bins (Naeini et al. 2015).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

BINS = 10
PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True)
class Outcome:
    """One query and what came of it. Works are named by any label; `refs` are those in the photo, none = absent.

    ranked: (work, confidence), best first, named or not. named: those of them that were named.
    shortlist: works retrieved before verification.
    """

    query: str
    tier: str
    refs: frozenset[str]
    ranked: tuple[tuple[str, float], ...]
    named: tuple[str, ...]
    shortlist: frozenset[str]
    total_ms: float

    @property
    def is_named_right(self) -> bool:
        """Tell whether the work named first is in the photo."""
        return bool(self.named) and self.named[0] in self.refs

    @property
    def is_named_wrong(self) -> bool:
        """Tell whether any work is named that is not in the photo."""
        return any(work not in self.refs for work in self.named)


@dataclass(frozen=True)
class Report:
    """Metrics of a set of queries; a share is nan where there is nothing to share. Times in milliseconds."""

    tier: str
    queries: int
    present: int
    top_1: float
    ranked_first: float
    shortlist_recall: float
    works_found: float
    gap: float
    false_names: int
    false_name_rate: float
    calibration_error: float
    latency_ms: dict[str, float]


def report_by_tier(outcomes: Iterable[Outcome]) -> list[Report]:
    """Return one report a tier, and one named "all"."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.tier)
    tiers = [report(tier, list(group)) for tier, group in groupby(ordered, key=lambda outcome: outcome.tier)]
    return [*tiers, report("all", ordered)]


def report(tier: str, outcomes: Sequence[Outcome]) -> Report:
    """Return the metrics of `outcomes`."""
    present = [outcome for outcome in outcomes if outcome.refs]
    return Report(
        tier=tier,
        queries=len(outcomes),
        present=len(present),
        top_1=_share(outcome.is_named_right for outcome in present),
        ranked_first=_share(bool(o.ranked) and o.ranked[0][0] in o.refs for o in present),
        shortlist_recall=_share(bool(outcome.refs & outcome.shortlist) for outcome in present),
        works_found=_share(work in outcome.named for outcome in present for work in outcome.refs),
        gap=global_average_precision(outcomes),
        false_names=sum(outcome.is_named_wrong for outcome in outcomes),
        false_name_rate=_share(outcome.is_named_wrong for outcome in outcomes),
        calibration_error=calibration_error(outcomes),
        latency_ms=_percentiles([outcome.total_ms for outcome in outcomes]),
    )


def global_average_precision(outcomes: Iterable[Outcome]) -> float:
    """Return the GAP of each query's best work; queries without a right answer only cost precision."""
    outcomes = list(outcomes)
    present = sum(bool(outcome.refs) for outcome in outcomes)
    best = [(o.ranked[0][1], o.ranked[0][0] in o.refs) for o in outcomes if o.ranked]
    right = np.array([hit for _, hit in sorted(best, key=lambda pair: -pair[0])], bool)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float((precision * right).sum() / present) if present else float("nan")


def calibration_error(outcomes: Iterable[Outcome]) -> float:
    """Return the expected calibration error of each query's best confidence."""
    best = [(o.ranked[0][1], o.ranked[0][0] in o.refs) for o in outcomes if o.ranked]
    if not best:
        return float("nan")
    confidence, right = np.array(best, float).T
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[bins == b].sum() - right[bins == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(best))


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return sum(values) / len(values) if values else float("nan")


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{p}": round(float(np.percentile(values, p)), 1) for p in PERCENTILES} if values else {}
