"""What visitors and a curator feel while indexes are switched is read from locust's figures and from the clock."""

import json

import pytest

from recognition.measuring import swapping


def test_failures_and_times_are_read_from_what_locust_prints() -> None:
    said = json.dumps([{"num_requests": 20, "num_failures": 1, "response_times": {"900": 2, "200": 15, "300": 3}}])
    assert swapping._requests(said) == {"requests": 20, "failures": 1, "median_ms": 200.0, "p95_ms": 900.0}


def test_a_new_work_counts_from_the_photo_that_was_given_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([{"matches": []}, {"matches": [{"artwork": {"title": "newcomer-0"}}]}])
    monkeypatch.setattr(swapping, "send", lambda url, photo: next(answers))
    monkeypatch.setattr(swapping, "GLANCE_SECONDS", 0.0)
    assert swapping._named_at("http://gallery", b"photo", "newcomer-0") > 0
    assert list(answers) == []


def test_a_new_work_that_is_never_named_ends_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "send", lambda url, photo: {"matches": []})
    monkeypatch.setattr(swapping, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(swapping.NeverNamed, match="newcomer-0"):
        swapping._named_at("http://gallery", b"photo", "newcomer-0")
