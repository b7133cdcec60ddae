"""The metrics say what their names say, on cases that can be worked out by hand."""

import itertools
import math
from dataclasses import replace

import pytest

from recognition.core.evaluate import Outcome, precision_recall, reliability, report, report_by_tier

_numbers = itertools.count()


def outcome(refs: str, *ranked: tuple[str, float], named: str = "", tier: str = "natural", ms: float = 100) -> Outcome:
    shortlist = frozenset(work for work, _ in ranked)
    return Outcome(
        f"photo {next(_numbers)}.jpg", tier, frozenset(refs.split()), ranked, tuple(named.split()), shortlist, ms
    )


def test_named_right_counts_only_works_that_were_named() -> None:
    outcomes = [
        outcome("a", ("a", 0.99), named="a"),
        outcome("b", ("b", 0.5)),
        outcome("c", ("x", 0.95), ("c", 0.1), named="x"),
        outcome("d e", ("e", 0.97), named="e"),
    ]
    measured = report("natural", outcomes)
    assert measured.named_right == 0.5
    assert measured.ranked_first == 0.75
    assert measured.shortlist_recall == 1.0
    assert measured.false_names == 1


def test_works_found_counts_all_works_of_all_photos() -> None:
    outcomes = [outcome("a b c", ("a", 0.99), ("b", 0.98), named="a b"), outcome("d", ("x", 0.95), named="x")]
    measured = report("natural", outcomes)
    assert (measured.works, measured.works_found) == (4, 0.5)


def test_a_name_for_an_absent_work_is_a_false_name() -> None:
    measured = report("absent", [outcome("", ("x", 0.95), named="x"), outcome("", ("x", 0.2))])
    assert (measured.false_names, measured.false_name_rate) == (1, 0.5)
    assert measured.present == 0
    assert math.isnan(measured.named_right)
    assert math.isnan(measured.intervals["named_right"].low)


def test_a_second_name_that_is_wrong_is_a_false_name_too() -> None:
    assert report("natural", [outcome("a", ("a", 0.99), ("x", 0.95), named="a x")]).false_names == 1


def test_gap_by_hand() -> None:
    # By confidence: right, wrong (absent), right; two present photos. (1/1 + 2/3) / 2.
    outcomes = [outcome("a", ("a", 0.9)), outcome("", ("x", 0.8)), outcome("b", ("b", 0.7))]
    assert report("all", outcomes).gap == pytest.approx((1 + 2 / 3) / 2)


def test_gap_is_one_when_every_right_answer_precedes_every_wrong_one() -> None:
    outcomes = [outcome("a", ("a", 0.9)), outcome("", ("x", 0.1)), outcome("", ("y", 0.2))]
    assert report("all", outcomes).gap == 1.0


def test_gap_gives_no_credit_for_a_lucky_order_of_equal_confidences() -> None:
    outcomes = [outcome("a", ("a", 1.0)), outcome("", ("x", 1.0))]
    assert report("all", outcomes).gap == report("all", outcomes[::-1]).gap == 0.5


def test_calibration_error_by_hand() -> None:
    # Bin 0.9–1: confidence 0.95 and 0.95, one right of two → 0.45 off, for two of two photos.
    assert report("all", [outcome("a", ("a", 0.95)), outcome("b", ("x", 0.95))]).calibration_error == pytest.approx(
        0.45
    )
    assert report("all", [outcome("a", ("a", 1.0)), outcome("", ("x", 0.0))]).calibration_error == 0.0


def test_a_photo_without_any_candidate_counts_as_confidence_zero() -> None:
    outcomes = [outcome("a", ("x", 0.5)), outcome("b")]
    assert report("all", outcomes).calibration_error == pytest.approx(0.25)


def test_reliability_sets_what_was_claimed_beside_what_was_right() -> None:
    bins = reliability([outcome("a", ("a", 0.92)), outcome("b", ("x", 0.98)), outcome("", ("x", 0.05))])
    assert [(one.low, one.queries, one.right) for one in bins] == [(0.0, 1, 0.0), (0.9, 2, 0.5)]
    assert bins[1].confidence == pytest.approx(0.95)
    assert bins[1].interval.low < 0.5 < bins[1].interval.high


def test_precision_and_recall_have_a_point_for_each_confidence() -> None:
    outcomes = [outcome("a", ("a", 0.9)), outcome("b", ("x", 0.8)), outcome("c", ("c", 0.8)), outcome("", ("x", 0.1))]
    points = [(point.confidence, point.recall, point.precision) for point in precision_recall(outcomes)]
    assert points == [(0.9, 1 / 3, 1.0), (0.8, 2 / 3, 2 / 3), (0.1, 2 / 3, 0.5)]


def test_photos_of_absent_works_alone_have_no_recall() -> None:
    assert precision_recall([outcome("", ("x", 0.1))]) == []


@pytest.mark.medium
def test_each_tier_is_reported_and_all_together() -> None:
    outcomes = [outcome("a", ("a", 0.9), tier="natural", ms=100), outcome("", tier="absent", ms=300)]
    reports = {measured.tier: measured for measured in report_by_tier(outcomes)}
    assert set(reports) == {"natural", "absent", "all"}
    assert reports["all"].queries == 2
    assert reports["all"].latency_ms["p50"] == 200


@pytest.mark.medium
def test_frames_of_few_clips_leave_more_doubt_than_as_many_photos() -> None:
    frames = [outcome("a", ("a", 0.9), named="a" if n % 12 < 9 else "") for n in range(48)]
    clips = [replace(frame, group=f"clip {n // 3}") for n, frame in enumerate(frames)]
    alone, together = report("natural", frames), report("natural", clips)
    assert alone.named_right == together.named_right == 0.75
    for name in ("named_right", "works_found"):
        wide, narrow = together.intervals[name], alone.intervals[name]
        assert wide.low < narrow.low - 0.05, name


@pytest.mark.medium
def test_intervals_enclose_the_figures_and_are_the_same_each_time() -> None:
    outcomes = [outcome("a b", ("a", 0.9 - 0.01 * n), named="a" if n % 3 else "") for n in range(30)]
    outcomes += [outcome("", ("x", 0.8)) for _ in range(5)]
    measured = report("all", outcomes)
    for name, interval in measured.intervals.items():
        assert interval.low <= getattr(measured, name) <= interval.high, name
    assert measured == report("all", outcomes)
