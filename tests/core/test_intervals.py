"""An interval says how far a figure from so few photos can be trusted."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from recognition.core.intervals import bootstrap, bootstrap_share, wilson


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
    assert math.isnan(bootstrap_share(lambda rows: float(len(rows)), np.arange(0)).high)
    assert math.isnan(bootstrap_share(lambda rows: math.nan, np.arange(5)).low)


def test_a_bootstrapped_share_agrees_with_wilson() -> None:
    hits = np.arange(200) < 150
    resampled, exact = bootstrap_share(lambda rows: float(hits[rows].mean()), np.arange(200)), wilson(150, 200)
    assert (resampled.low, resampled.high) == pytest.approx((exact.low, exact.high), abs=0.01)


def test_a_perfect_score_is_not_taken_for_certain() -> None:
    assert bootstrap_share(lambda rows: 1.0, np.arange(31)) == wilson(31, 31)


def test_what_is_no_share_has_no_interval_where_there_is_no_spread() -> None:
    assert math.isnan(bootstrap(lambda rows: 0.0, np.arange(31)).high)


def test_frames_of_one_clip_are_drawn_together() -> None:
    clips = np.repeat(np.arange(4), 5)
    drawn: list[list[int]] = []

    def note(rows: NDArray[np.intp]) -> float:
        drawn.append(rows.tolist())
        return 0.0

    bootstrap(note, clips)
    assert len({tuple(rows) for rows in drawn}) == 35  # ways to draw four of four, repetitions included
    for rows in drawn:
        times = np.bincount(rows, minlength=20).reshape(4, 5)
        assert (times == times[:, :1]).all()


def test_frames_that_are_all_alike_within_a_clip_tell_no_more_than_one_of_each() -> None:
    right = np.arange(20) < 15
    alone = bootstrap_share(lambda rows: float(right[rows].mean()), np.arange(20))
    five_each = bootstrap_share(lambda rows: float(np.repeat(right, 5)[rows].mean()), np.repeat(np.arange(20), 5))
    assert five_each == alone
    assert bootstrap_share(lambda rows: 1.0, np.repeat(np.arange(20), 5)) == wilson(20, 20)


def test_more_photos_give_a_narrower_interval() -> None:
    few, many = wilson(18, 20), wilson(180, 200)
    assert many.high - many.low < few.high - few.low
