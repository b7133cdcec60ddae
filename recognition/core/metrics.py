"""Metrics of confidences: global average precision, calibration error, and the curves behind both. Pure functions.

Each takes one entry a query: `confidence`, (n,) floats in 0..1, of the work ranked first, 0 without any; and `right`,
(n,) bools, whether that work is in the photo.
"""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from recognition.core.intervals import Interval, wilson

BINS = 10

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Bin:
    """Queries whose confidence lies in one tenth: their number, mean confidence, share right and its interval."""

    low: float
    high: float
    queries: int
    confidence: float
    right: float
    interval: Interval


@dataclass(frozen=True)
class Point:
    """Precision and recall of all answers with at least this confidence."""

    confidence: float
    recall: float
    precision: float


def global_average_precision(confidence: Floats, right: Bools, present: int) -> float:
    """Return the GAP (micro average precision; Perronnin et al. 2009) for `present` queries that show a known work.

    Queries that show none only cost precision. Among equal confidences the wrong ones count first. nan if none shows.
    """
    if not present:
        return nan
    ordered = right[_by_confidence(confidence, right)]
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float((precision * ordered).sum() / present)


def calibration_error(confidence: Floats, right: Bools) -> float:
    """Return the expected calibration error over ten equal bins (Naeini et al. 2015), nan without queries."""
    if not len(confidence):
        return nan
    gaps = np.bincount(_bin_numbers(confidence), weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def reliability(confidence: Floats, right: Bools) -> list[Bin]:
    """Return the bins that hold a query, by rising confidence."""
    numbers = _bin_numbers(confidence)
    return [_bin(number, confidence[numbers == number], right[numbers == number]) for number in np.unique(numbers)]


def precision_recall(confidence: Floats, right: Bools, present: int) -> list[Point]:
    """Return one point for each confidence that occurs, highest first; recall is of `present` queries."""
    order = _by_confidence(confidence, right)
    hits = np.cumsum(right[order])
    last_of_equals = np.flatnonzero(np.diff(confidence[order], append=-1.0))
    return [
        Point(float(confidence[order[i]]), float(hits[i] / present), float(hits[i] / (i + 1)))
        for i in last_of_equals
        if present
    ]


def _by_confidence(confidence: Floats, right: Bools) -> NDArray[np.intp]:
    return np.lexsort((right, -confidence))


def _bin_numbers(confidence: Floats) -> NDArray[np.int64]:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


def _bin(number: int, confidence: Floats, right: Bools) -> Bin:
    return Bin(
        low=float(number / BINS),
        high=float((number + 1) / BINS),
        queries=len(right),
        confidence=float(confidence.mean()),
        right=float(right.mean()),
        interval=wilson(int(right.sum()), len(right)),
    )
