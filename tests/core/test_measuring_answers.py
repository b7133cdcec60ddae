"""The metrics say what their names say, on cases that can be worked out by hand."""

import math

import pytest

from recognition.core.evaluate import Outcome, calibration_error, global_average_precision, report, report_by_tier


def outcome(refs: str, *ranked: tuple[str, float], named: str = "", tier: str = "natural", ms: float = 100) -> Outcome:
    shortlist = frozenset(work for work, _ in ranked)
    return Outcome("photo.jpg", tier, frozenset(refs.split()), ranked, tuple(named.split()), shortlist, ms)


def test_top_1_counts_only_works_that_were_named() -> None:
    outcomes = [
        outcome("a", ("a", 0.99), named="a"),
        outcome("b", ("b", 0.5)),
        outcome("c", ("x", 0.95), ("c", 0.1), named="x"),
        outcome("d e", ("e", 0.97), named="e"),
    ]
    measured = report("natural", outcomes)
    assert measured.top_1 == 0.5
    assert measured.ranked_first == 0.75
    assert measured.shortlist_recall == 1.0
    assert measured.works_found == pytest.approx(2 / 5)
    assert measured.false_names == 1


def test_a_name_for_an_absent_work_is_a_false_name() -> None:
    measured = report("absent", [outcome("", ("x", 0.95), named="x"), outcome("", ("x", 0.2))])
    assert (measured.false_names, measured.false_name_rate) == (1, 0.5)
    assert measured.present == 0
    assert math.isnan(measured.top_1)


def test_a_second_name_that_is_wrong_is_a_false_name_too() -> None:
    assert report("natural", [outcome("a", ("a", 0.99), ("x", 0.95), named="a x")]).false_names == 1


def test_gap_by_hand() -> None:
    # By confidence: right, wrong (absent), right; two present photos. (1/1 + 2/3) / 2.
    outcomes = [outcome("a", ("a", 0.9)), outcome("", ("x", 0.8)), outcome("b", ("b", 0.7))]
    assert global_average_precision(outcomes) == pytest.approx((1 + 2 / 3) / 2)


def test_gap_is_one_when_every_right_answer_precedes_every_wrong_one() -> None:
    outcomes = [outcome("a", ("a", 0.9)), outcome("", ("x", 0.1)), outcome("", ("y", 0.2))]
    assert global_average_precision(outcomes) == 1.0


def test_calibration_error_by_hand() -> None:
    # Bin 0.9–1: confidence 0.95 and 0.95, one right of two → 0.45 off, for two of two photos.
    assert calibration_error([outcome("a", ("a", 0.95)), outcome("b", ("x", 0.95))]) == pytest.approx(0.45)
    assert calibration_error([outcome("a", ("a", 1.0)), outcome("", ("x", 0.0))]) == 0.0


def test_each_tier_is_reported_and_all_together() -> None:
    outcomes = [outcome("a", ("a", 0.9), tier="natural", ms=100), outcome("", tier="absent", ms=300)]
    reports = {measured.tier: measured for measured in report_by_tier(outcomes)}
    assert set(reports) == {"natural", "absent", "all"}
    assert reports["all"].queries == 2
    assert reports["all"].latency_ms["p50"] == 200
