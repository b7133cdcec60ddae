"""What is measured of an answer: who is named first is its most prominent work, who is ranked first its surest."""

from recognition.core.values import Answer, Decision, Evidence
from recognition.evaluation import Query, outcome_from


def a_work(reference_id: int, confidence: float) -> Evidence:
    return Evidence(reference_id, reference_id, 0.5, 1.0, confidence, None)


def test_works_are_ranked_by_confidence_and_named_by_prominence() -> None:
    large, small, other = a_work(1, 0.95), a_work(2, 0.99), a_work(3, 0.97)
    decision = Decision(Answer.MATCH, (large, small), (other,), timings_ms={"total": 1.0})
    labels = {1: "large", 2: "small", 3: "other"}
    outcome = outcome_from(decision, labels, Query("wall.jpg", "natural", frozenset({"large"}), lambda: b""))
    assert [work for work, _ in outcome.ranked] == ["small", "other", "large"]
    assert outcome.named == ("large", "small")
