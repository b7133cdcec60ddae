"""Searching one index in a process of its own: how long, in what memory, and how much of the truth is found.

Nothing here knows Django, so that the process holds nothing but the index.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognition.core.embed_litert import LiteRtEmbedder
from recognition.core.index import NEIGHBORS, GalleryIndex, count_votes
from recognition.core.pipeline import recognize
from recognition.core.values import Decision, Reference
from recognition.measuring.processes import own_memory
from recognition.measuring.serving import time_once

SHORTLIST = 20
WARM_UP = 3

Open = Callable[[Path], GalleryIndex]


@dataclass(frozen=True)
class PhotoQuery:
    """A photo as the channels see it: seven vectors, (n, k) local descriptors. reference: its work's picture."""

    reference: int
    vectors: NDArray[np.float32]
    descriptors: NDArray[np.float32]


@dataclass
class ExactSearch:
    """The best `SHORTLIST` references of each query by comparing all, while these stream past."""

    queries: Sequence[PhotoQuery]

    def __post_init__(self) -> None:
        self._views = np.concatenate([query.vectors for query in self.queries])
        self._ids = np.empty((len(self.queries), 0), np.int64)
        self._cosines = np.empty((len(self.queries), 0), np.float32)

    def see(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Compare with (n, d) further vectors."""
        cosines = (self._views @ vectors.T).reshape(len(self.queries), -1, len(ids)).max(1)
        merged = np.concatenate([self._cosines, cosines], 1)
        labels = np.concatenate([self._ids, np.broadcast_to(ids, cosines.shape)], 1)
        count = min(SHORTLIST, merged.shape[1])
        best = np.argpartition(-merged, count - 1, axis=1)[:, :count]
        self._cosines, self._ids = np.take_along_axis(merged, best, 1), np.take_along_axis(labels, best, 1)

    @property
    def found(self) -> list[list[int]]:
        """Return the ids found for each query, in no order."""
        plain: list[list[int]] = self._ids.tolist()
        return plain


def measure_global(opened: Open, folder: Path, queries: Sequence[PhotoQuery], exact: list[list[int]]) -> dict[str, Any]:
    """Measure the search by vectors: a single one, and a photo's seven."""
    before = own_memory()
    start = time.perf_counter()
    index = opened(folder)
    open_s = time.perf_counter() - start
    found = [set(index.search(query.vectors, SHORTLIST)) for query in queries]
    single = [time_once(partial(index.search, view[None], SHORTLIST)) for q in queries for view in q.vectors]
    photo = [time_once(partial(index.search, query.vectors, SHORTLIST)) for query in queries]
    grown = own_memory() - before
    hits = sum(len(one & set(truth)) for one, truth in zip(found, exact, strict=True))
    return {
        "open_s": round(open_s, 2),
        "vector_ms": percentiles(single),
        "photo_ms": percentiles(photo),
        "recall": round(hits / sum(len(truth) for truth in exact), 4),
        "right_work": _share(query.reference in one for query, one in zip(queries, found, strict=True)),
        "resident_mb": round(grown.resident, 1),
        "anonymous_mb": round(grown.anonymous, 1),
    }


def measure_local(opened: Open, folder: Path, queries: Sequence[PhotoQuery]) -> dict[str, Any]:
    """Measure the vote of local descriptors, after the index is open."""
    index = opened(folder)
    before = own_memory()
    votes = [set(count_votes(index.neighbors(query.descriptors, NEIGHBORS), SHORTLIST)) for query in queries]
    times = [time_once(partial(index.neighbors, query.descriptors, NEIGHBORS)) for query in queries]
    return {
        "vote_ms": percentiles(times),
        "right_work": _share(query.reference in one for query, one in zip(queries, votes, strict=True)),
        "resident_mb": round((own_memory() - before).resident, 1),
    }


def measure_whole(
    opened: Open, folder: Path, weights: Path, photos: Sequence[bytes], right: Sequence[int]
) -> dict[str, Any]:
    """Measure photo → answer by the whole recognizer, but for the database."""
    index, embedder = opened(folder), LiteRtEmbedder(weights)

    def load(key: int) -> Reference:
        features = index.features(key)
        return Reference(key, key, features.width, features.height, features.local(), features.thumbnail)

    def answer(photo: bytes) -> Decision:
        return recognize(photo, embedder=embedder, index=index, load_reference=load)

    for photo in photos[:WARM_UP]:
        answer(photo)
    decisions = [answer(photo) for photo in photos]
    return {
        "total_ms": percentiles([decision.timings_ms["total"] for decision in decisions]),
        "search_and_vote_ms": percentiles(
            [sum(d.timings_ms.get(stage, 0.0) for stage in ("search", "vote")) for d in decisions]
        ),
        "named_right": _share(
            bool(decision.matches) and decision.matches[0].reference_id == key
            for decision, key in zip(decisions, right, strict=True)
        ),
    }


def percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {f"p{p}": round(float(np.percentile(times_ms, p)), 2) for p in (50, 95)}


def _share(hits: Any) -> float:
    return round(float(np.mean(list(hits))), 4)
