"""The recognizer beside its baselines: the same photos, one after the other, in one process.

Each photo is answered by all of them before the next, so that whatever else the machine does slows all alike. Answers
are kept photo by photo: a run that was stopped goes on.

Each photo is asked about twice: with the whole gallery, and with the works that it shows hidden from it, as if they had
never been catalogued. Whoever names a work for everything that looks like one is always right the first time.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from catalog.models import ReferenceImage
from recognition.core.config import RecognizeConfig
from recognition.core.decode import decode_photo
from recognition.core.evaluate import Outcome, groups_of, report
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.intervals import Interval, Rows, bootstrap_share, wilson
from recognition.core.values import Pixels
from recognition.evaluation import Query, answer, from_line, in_list, reference_labels, to_line
from recognition.figures import REAL
from recognition.measuring.baselines import Baseline, CnnOnly, HashLookup, OrbMatching
from recognition.measuring.hiding import WithoutWorks
from recognition.resources import get_extractor
from recognition.runner import recognize_in, searchable_index

PER_TIER = 10  # photos that ORB answers: over 2,500 references it takes seconds each
OURS = "ours"
# The scores from which a baseline names a work: those that are right most often, with the works and without them, in
# `bench --only baselines,orb --split choose` (at commit 708bb4e, on 227 photos, ORB 59).
THRESHOLDS = {"orb": 25.0, "hash": 0.6953, "cnn": 0.433}
QUICK, SLOW = ("hash", "cnn"), ("orb",)

Answerer = Callable[[Query, dict[int, str]], Outcome]


@dataclass(frozen=True)
class Compared:
    """What the methods made of one photo; `part` is its set.

    hidden: what they made of it without the works that it shows, whose `refs` are none; empty where it shows none.
    """

    part: str
    outcomes: dict[str, Outcome]
    hidden: dict[str, Outcome] = field(default_factory=dict)

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
        lines = {kind: {name: to_line(one) for name, one in outcomes.items()} for kind, outcomes in self._kinds.items()}
        return json.dumps({"part": self.part, **lines})

    @property
    def _kinds(self) -> dict[str, dict[str, Outcome]]:
        return {"outcomes": self.outcomes, "hidden": self.hidden}

    @classmethod
    def from_line(cls, line: str) -> "Compared":
        """Return what `to_line` wrote."""
        plain = json.loads(line)
        kinds = [{name: from_line(one) for name, one in plain[kind].items()} for kind in ("outcomes", "hidden")]
        return cls(plain["part"], *kinds)


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


def compare(queries: Iterable[tuple[str, Query]], methods: Sequence[str], journal: Path) -> Iterator[Compared]:
    """Answer queries, (set, query) each, by us and by other methods; write the answers to one down before the next.

    Raises:
        BaselineUnavailable: a baseline's package is not installed. CannotMeasure: a photo cannot be read.
    """
    answerers = {method: _ranking(BASELINES[method]()) for method in methods}
    labels = {name: reference_labels(name) for name in REAL}
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a", encoding="utf-8") as file:
        for part, query in queries:
            baselines = {name: one(query, labels[part]) for name, one in answerers.items()}
            compared = _with_ours(part, query, labels[part], baselines)
            file.write(f"\n{compared.to_line()}")  # the line break first: the line before may have been cut off
            file.flush()
            yield compared


def _with_ours(part: str, query: Query, labels: dict[int, str], baselines: dict[str, Outcome]) -> Compared:
    outcomes = {OURS: _timed(query, labels), **baselines}
    if not query.refs:
        return Compared(part, outcomes)
    ours = _without_its_works(query, labels)
    return Compared(part, outcomes, {OURS: ours, **{name: _hide(one) for name, one in baselines.items()}})


def _without_its_works(query: Query, labels: dict[int, str]) -> Outcome:
    hidden = frozenset(key for key, label in labels.items() if label in query.refs)
    recognizer = partial(recognize_in, WithoutWorks(searchable_index(), hidden), config=RecognizeConfig())
    return answer(replace(query, refs=frozenset()), labels, recognizer)


def _hide(outcome: Outcome) -> Outcome:
    """Return what a baseline, which scores each reference by itself, ranks when the photo's works are not there."""
    others = tuple((work, score) for work, score in outcome.ranked if work not in outcome.refs)
    return replace(outcome, refs=frozenset(), ranked=others)


def _pictures() -> Iterator[tuple[int, Pixels]]:
    for image in ReferenceImage.objects.order_by("pk").iterator():
        with image.file.open() as file:
            yield image.pk, decode_photo(file.read(), REFERENCE_LIMITS).pixels


BASELINES: dict[str, Callable[[], Baseline]] = {
    "orb": lambda: OrbMatching(_pictures()),
    "hash": lambda: HashLookup(_pictures()),
    "cnn": lambda: CnnOnly(get_extractor().embedder, searchable_index()),
}


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
    methods = [method for method in THRESHOLDS if method in compared[0].outcomes]
    return {
        "rows": [row for (part, tier), group in tiers for row in _rows(part, tier, list(group))],
        "thresholds": {name: THRESHOLDS[name] for name in methods},
        "best_thresholds": {name: best_threshold(_answers(name, compared)) for name in methods},
    }


def _answers(method: str, compared: Sequence[Compared]) -> list[Outcome]:
    """Return what a method answered, with the works that the photos show and without."""
    return [kind[method] for one in compared for kind in (one.outcomes, one.hidden) if kind]


def _rows(part: str, tier: str, compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    ours_ms = statistics.median(one.truth.total_ms for one in compared)
    for method in compared[0].outcomes:
        seen = [named(method, one.outcomes[method]) for one in compared]
        unseen = [named(method, one.hidden[method]) for one in compared if one.hidden]
        yield {"part": part, "tier": tier, "method": method} | _row(seen, unseen, ours_ms)


def _row(seen: Sequence[Outcome], unseen: Sequence[Outcome], ours_ms: float) -> dict[str, Any]:
    """Return the figures of one method on one tier: of its answers with the works, and of those without."""
    measured = report("", seen)
    median_ms = statistics.median(outcome.total_ms for outcome in seen)
    shares = {"ranked_first": measured.ranked_first, "named_right": measured.named_right}
    accuracy, interval = _accuracy([*seen, *unseen])
    return {
        "queries": measured.queries,
        **{name: round(share, 4) if measured.present else None for name, share in shares.items()},
        "interval": in_list(wilson(sum(o.is_ranked_right for o in seen if o.refs), measured.present)),
        "false_names": measured.false_names,
        "named_without": sum(bool(outcome.named) for outcome in unseen) if unseen else None,
        "accuracy": round(accuracy, 4),
        "accuracy_interval": in_list(interval),
        "median_ms": round(median_ms, 1),
        "times_ours": round(median_ms / ours_ms, 2),
    }


def _accuracy(outcomes: Sequence[Outcome]) -> tuple[float, Interval]:
    """Return the share of right answers; the two about one photo, and those of one clip, tell of each other."""
    right = np.array([is_right(outcome) for outcome in outcomes], float)

    def share(rows: Rows) -> float:
        return float(right[rows].mean())

    return share(np.arange(len(right))), bootstrap_share(share, groups_of(outcomes))


def is_right(outcome: Outcome) -> bool:
    """Tell whether the work named first is in the photo; of a photo of absent works, whether none is named."""
    return outcome.is_named_right if outcome.refs else not outcome.named


def named(method: str, outcome: Outcome) -> Outcome:
    """Return a method's outcome; a baseline names the work ranked first when its score reaches the threshold."""
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
