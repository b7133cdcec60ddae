"""An interval says how far a figure from so few photos can be trusted."""

import math

import numpy as np
import pytest

from recognition.core.intervals import bootstrap, wilson


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # Worked out by Wilson's formula; 8 of 10 is an example of Agresti & Coull (1998).
    [(8, 10, 0.490, 0.943), (0, 20, 0.0, 0.161), (31, 31, 0.890, 1.0), (30, 31, 0.838, 0.994)],
)
def test_wilson_by_hand(hits: int, total: int, low: float, high: float) -> None:
    interval = wilson(hits, total)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-3)


def test_nothing_measured_has_no_interval() -> None:
    assert math.isnan(wilson(0, 0).low)
    assert math.isnan(bootstrap(lambda rows: float(len(rows)), 0).high)
    assert math.isnan(bootstrap(lambda rows: math.nan, 5).low)


def test_a_bootstrapped_share_agrees_with_wilson() -> None:
    hits = np.arange(200) < 150
    resampled, exact = bootstrap(lambda rows: float(hits[rows].mean()), 200), wilson(150, 200)
    assert (resampled.low, resampled.high) == pytest.approx((exact.low, exact.high), abs=0.01)


def test_a_perfect_score_is_not_taken_for_certain() -> None:
    assert bootstrap(lambda rows: 1.0, 31) == wilson(31, 31)


def test_more_photos_give_a_narrower_interval() -> None:
    few, many = wilson(18, 20), wilson(180, 200)
    assert many.high - many.low < few.high - few.low
