"""How far a figure can be trusted: 95 % confidence intervals. Pure functions.

Shares of independent photos get Wilson's score interval (Wilson 1927). Figures that are no such share, and all figures
of photos that tell of each other, get a percentile bootstrap (Efron 1979) over groups of photos that belong together
(Field & Welsh 2007), drawn with a fixed seed, so that the same outcomes give the same interval.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # of the normal distribution, 2.5 % on either side
PERCENTILES = (2.5, 97.5)
RESAMPLES = 1000
SEED = 1

Rows = NDArray[np.intp]
Groups = NDArray[np.intp]  # (queries,): each query's group, by a number from 0


@dataclass(frozen=True)
class Interval:
    """Lower and upper end; both nan where there is nothing to measure, or no spread to see."""

    low: float
    high: float


NOTHING = Interval(nan, nan)


def wilson(hits: float, total: int) -> Interval:
    """Return the interval of the share `hits` / `total`; unlike a bootstrap it has a width at 0 and at 1."""
    if total == 0:
        return NOTHING
    share, shrink = hits / total, 1 + Z**2 / total
    middle = (share + Z**2 / (2 * total)) / shrink
    half = Z / shrink * sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))


def bootstrap_share(metric: Callable[[Rows], float], groups: Groups) -> Interval:
    """Return the interval of a `metric` that is a share or a mean of shares.

    Where it is 0 or 1 on every resample there is no spread to see: it gets the Wilson interval of that many groups.
    """
    values, number = _resampled(metric, groups), _number_of(groups)
    if len(values) and values.min() == values.max() and values[0] in (0.0, 1.0):
        return wilson(values[0] * number, number)
    return _middle_of(values)


def bootstrap(metric: Callable[[Rows], float], groups: Groups) -> Interval:
    """Return the interval of `metric`, none where all resamples give the same."""
    values = _resampled(metric, groups)
    return _middle_of(values) if len(values) and values.min() < values.max() else NOTHING


def _number_of(groups: Groups) -> int:
    return int(groups.max()) + 1 if len(groups) else 0


def _middle_of(values: NDArray[np.float64]) -> Interval:
    return Interval(*(float(end) for end in np.percentile(values, PERCENTILES))) if len(values) else NOTHING


def _resampled(metric: Callable[[Rows], float], groups: Groups) -> NDArray[np.float64]:
    """Return `metric` of each resample's rows, repetitions included; the rows of a group are drawn together.

    A resample on which it is nan (none of the queries counts) is left out.
    """
    number, rng, rows = _number_of(groups), np.random.default_rng(SEED), np.arange(len(groups))
    samples = [rng.integers(number, size=number) for _ in range(RESAMPLES if number else 0)]
    if not samples:
        return np.zeros(0)
    times = [np.bincount(sample, minlength=number) for sample in samples]
    # Of few groups many resamples are the same: each is measured once.
    distinct, which = np.unique(times, axis=0, return_inverse=True)
    values = np.array([metric(np.repeat(rows, often[groups])) for often in distinct])[which]
    return values[~np.isnan(values)]
