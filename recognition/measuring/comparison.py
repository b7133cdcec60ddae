"""The recognizer beside its baselines: the same photos, one after the other, in one process.

Each photo is answered by all of them before the next, so that whatever else the machine does slows all alike. Answers
are kept photo by photo: a run that was stopped goes on.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from catalog.models import ReferenceImage
from recognition.core.decode import decode_photo
from recognition.core.evaluate import Outcome, report
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.intervals import wilson
from recognition.core.values import Pixels
from recognition.evaluation import Query, answer, from_line, in_list, reference_labels, to_line
from recognition.figures import REAL
from recognition.measuring.baselines import Baseline, CnnOnly, HashLookup, OrbMatching
from recognition.resources import get_extractor
from recognition.runner import searchable_index

PER_TIER = 10  # photos: ORB over 2,500 references takes seconds each
OURS = "ours"
# The scores from which a baseline names a work: those that are right most often (naming the right work, naming none of
# an absent one) in `bench --only baselines --split choose`, on 59 photos, at commit f4c776a.
THRESHOLDS = {"orb": 25.0, "hash": 0.6562, "cnn": 0.3722}
METHODS = (OURS, *THRESHOLDS)

Answerer = Callable[[Query, dict[int, str]], Outcome]


@dataclass(frozen=True)
class Compared:
    """What all methods made of one photo; `part` is its set."""

    part: str
    outcomes: dict[str, Outcome]

    @property
    def truth(self) -> Outcome:
        """Return any outcome: all carry the photo's name, tier and works."""
        return self.outcomes[OURS]

    @property
    def key(self) -> tuple[str, str]:
        """Return the set and the name of the photo."""
        return self.part, self.truth.query

    def to_line(self) -> str:
        """Return this as one line of JSON."""
        return json.dumps({"part": self.part, **{name: to_line(one) for name, one in self.outcomes.items()}})

    @classmethod
    def from_line(cls, line: str) -> "Compared":
        """Return what `to_line` wrote."""
        plain = json.loads(line)
        return cls(plain["part"], {name: from_line(plain[name]) for name in METHODS})


def sample(queries: Iterable[Query], per_tier: int = PER_TIER) -> list[Query]:
    """Return at most `per_tier` queries of each tier, evenly from all of them, tier by tier."""
    ordered = sorted(queries, key=lambda query: query.tier)
    tiers = groupby(ordered, key=lambda query: query.tier)
    return [query for _, group in tiers for query in _evenly([*group], per_tier)]


def _evenly(queries: Sequence[Query], count: int) -> list[Query]:
    places = np.linspace(0, len(queries) - 1, min(count, len(queries))).round().astype(int)
    return [queries[place] for place in places]


def read(journal: Path) -> list[Compared]:
    """Return what earlier runs compared; a line that a crash cut off does not count."""
    lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    return [Compared.from_line(line) for line in lines if line.endswith("}")]


def compare(queries: Iterable[tuple[str, Query]], journal: Path) -> Iterator[Compared]:
    """Answer queries, (set, query) each, by every method; write the answers to one down before the next.

    Raises:
        BaselineUnavailable: a baseline's package is not installed. CannotMeasure: a photo cannot be read.
    """
    answerers = {name: _ranking(baseline) for name, baseline in _baselines().items()}
    labels = {name: reference_labels(name) for name in REAL}
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a", encoding="utf-8") as file:
        for part, query in queries:
            baselines = {name: answerer(query, labels[part]) for name, answerer in answerers.items()}
            compared = Compared(part, {OURS: _timed(query, labels[part]), **baselines})
            file.write(f"\n{compared.to_line()}")  # the line break first: the line before may have been cut off
            file.flush()
            yield compared


def _baselines() -> dict[str, Baseline]:
    return {
        "orb": OrbMatching(_pictures()),
        "hash": HashLookup(_pictures()),
        "cnn": CnnOnly(get_extractor().embedder, searchable_index()),
    }


def _pictures() -> Iterator[tuple[int, Pixels]]:
    for image in ReferenceImage.objects.order_by("pk").iterator():
        with image.file.open() as file:
            yield image.pk, decode_photo(file.read(), REFERENCE_LIMITS).pixels


def _timed(query: Query, labels: dict[int, str]) -> Outcome:
    start = time.perf_counter()
    outcome = answer(query, labels)
    return replace(outcome, total_ms=_since(start))


def _ranking(baseline: Baseline) -> Answerer:
    def answered(query: Query, labels: dict[int, str]) -> Outcome:
        start = time.perf_counter()
        scores = baseline.rank(query.photo())
        ranked = tuple((labels[key], round(score, 4)) for key, score in scores.items())
        return Outcome(query.name, query.tier, query.refs, ranked, (), frozenset(), _since(start), query.group)

    return answered


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)


def figures(compared: Sequence[Compared]) -> dict[str, Any]:
    """Return a row for each method on each tier, and the thresholds that would have been right most often."""
    ordered = sorted(compared, key=lambda one: (one.part, one.truth.tier))
    tiers = groupby(ordered, key=lambda one: (one.part, one.truth.tier))
    return {
        "rows": [row for (part, tier), group in tiers for row in _rows(part, tier, list(group))],
        "thresholds": THRESHOLDS,
        "best_thresholds": {name: best_threshold([one.outcomes[name] for one in compared]) for name in THRESHOLDS},
    }


def _rows(part: str, tier: str, compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    ours_ms = statistics.median(one.truth.total_ms for one in compared)
    for method in METHODS:
        yield _row(part, tier, method, [named(method, one.outcomes) for one in compared], ours_ms)


def _row(part: str, tier: str, method: str, outcomes: Sequence[Outcome], ours_ms: float) -> dict[str, Any]:
    measured = report(tier, outcomes)
    median_ms = statistics.median(outcome.total_ms for outcome in outcomes)
    shares = {"ranked_first": measured.ranked_first, "named_right": measured.named_right}
    return {
        "part": part,
        "tier": tier,
        "method": method,
        "queries": measured.queries,
        **{name: round(share, 4) if measured.present else None for name, share in shares.items()},
        "interval": in_list(wilson(sum(o.is_ranked_right for o in outcomes if o.refs), measured.present)),
        "false_names": measured.false_names,
        "median_ms": round(median_ms, 1),
        "times_ours": round(median_ms / ours_ms, 2),
    }


def named(method: str, outcomes: Mapping[str, Outcome]) -> Outcome:
    """Return a method's outcome; a baseline names the work ranked first when its score reaches the threshold."""
    outcome = outcomes[method]
    if method == OURS:
        return outcome
    sure = outcome.ranked and outcome.confidence >= THRESHOLDS[method]
    return replace(outcome, named=(outcome.ranked[0][0],) if sure else ())


def best_threshold(outcomes: Sequence[Outcome]) -> float:
    """Return the score from which naming the work ranked first is right most often; the highest of several."""
    return max({outcome.confidence for outcome in outcomes}, key=lambda score: (_rights(outcomes, score), score))


def _rights(outcomes: Sequence[Outcome], threshold: float) -> int:
    sure = [outcome.confidence >= threshold for outcome in outcomes]
    return sum(
        outcome.is_ranked_right if named_one else not outcome.refs
        for outcome, named_one in zip(outcomes, sure, strict=True)
    )
