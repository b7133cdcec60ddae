"""How far a figure can be trusted: 95 % confidence intervals. Pure functions.

Shares of independent photos get Wilson's score interval (Wilson 1927); figures that are no such share get a percentile
bootstrap over the queries (Efron 1979), drawn with a fixed seed, so that the same outcomes give the same interval.
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


@dataclass(frozen=True)
class Interval:
    """Lower and upper end; both nan where there is nothing to measure."""

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


def bootstrap(metric: Callable[[Rows], float], queries: int) -> Interval:
    """Return the interval of `metric`, which takes the row numbers of a resample, (queries,), repetitions included.

    A metric that is 0 or 1 on every resample has no spread to see; it gets the Wilson interval of that many queries. A
    resample on which it is nan (none of the queries counts) is left out.
    """
    rng = np.random.default_rng(SEED)
    values = np.array([metric(rng.integers(queries, size=queries)) for _ in range(RESAMPLES if queries else 0)])
    values = values[~np.isnan(values)]
    if not len(values):
        return NOTHING
    low, high = (float(end) for end in np.percentile(values, PERCENTILES))
    return wilson(low * queries, queries) if low == high and low in (0.0, 1.0) else Interval(low, high)
