"""The searchable gallery: what a backend must do, and how its parts are searched as one.

Two channels retrieve candidates: the global one by one vector a reference, the local one by descriptors that vote.
`index_faiss.py` is the default backend, `index_milvus.py` the one for many machines. A gallery has two parts: the last
build, and a small exact delta of references that came later (`JoinedIndex`).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recognition.core.features import ReferenceFeatures
from recognition.core.values import Candidate

NEIGHBORS = 10  # per voting descriptor; the last one's distance is what the others are measured against
RANK_OFFSET = 5  # of reciprocal rank fusion: a first place in one channel outweighs two tenth places
NO_REFERENCE = -1

Scores = Mapping[int, float]


@dataclass(frozen=True)
class Neighbors:
    """Nearest database descriptors of n query descriptors, nearest first.

    similarities: (n, k) float32 cosines. reference_ids: (n, k) int64; NO_REFERENCE where fewer than k were found.
    """

    similarities: NDArray[np.float32]
    reference_ids: NDArray[np.int64]


class GalleryIndex(Protocol):
    """References that can be searched; every implementation passes tests/core/test_gallery_index_conformance.py."""

    @property
    def fingerprint(self) -> str:
        """Name the extraction whose features these are."""

    def __len__(self) -> int:
        """Return the number of references."""

    def __contains__(self, reference_id: object) -> bool:
        """Tell whether a reference is held."""

    def search(self, vectors: NDArray[np.float32], count: int) -> Scores:
        """Return the `count` references nearest to any of the (n, d) unit `vectors`: id → best cosine, best first."""

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the `count` database descriptors nearest to each of the (n, k) unit local `descriptors`."""

    def features(self, reference_id: int) -> ReferenceFeatures:
        """Return what verification needs. Raises KeyError for a reference that is not held."""


class BuiltIndex(GalleryIndex, Protocol):
    """A build opened for searching."""

    @property
    def reference_ids(self) -> Set[int]:
        """Return the ids held."""


@dataclass(frozen=True)
class JoinedIndex:
    """Several indexes of one fingerprint searched as one: the last build and the delta."""

    parts: tuple[GalleryIndex, ...]

    @property
    def fingerprint(self) -> str:
        """Return the parts' common fingerprint."""
        return self.parts[0].fingerprint

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    def __contains__(self, reference_id: object) -> bool:
        return any(reference_id in part for part in self.parts)

    def search(self, vectors: NDArray[np.float32], count: int) -> Scores:
        """Return the nearest of all parts."""
        found: dict[int, float] = {}
        for part in self.parts:
            found |= part.search(vectors, count)
        return strongest(found, count)

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest of all parts."""
        found = [part.neighbors(descriptors, count) for part in self.parts]
        return nearest(
            np.concatenate([f.similarities for f in found], axis=1),
            np.concatenate([f.reference_ids for f in found], axis=1),
            count,
        )

    def features(self, reference_id: int) -> ReferenceFeatures:
        """Return the features from the part that holds the reference."""
        for part in self.parts:
            if reference_id in part:
                return part.features(reference_id)
        raise KeyError(reference_id)


def nearest(similarities: NDArray[np.float32], reference_ids: NDArray[np.int64], count: int) -> Neighbors:
    """Keep the `count` nearest of each row, nearest first."""
    order = np.argsort(-similarities, axis=1, kind="stable")[:, :count]
    return Neighbors(np.take_along_axis(similarities, order, 1), np.take_along_axis(reference_ids, order, 1))


def strongest(scores: Scores, count: int) -> dict[int, float]:
    """Return the `count` best entries, best first."""
    return {key: scores[key] for key in nlargest(count, scores, key=scores.__getitem__)}


def count_votes(neighbors: Neighbors, count: int) -> dict[int, float]:
    """Return the `count` references with most votes, most first.

    A neighbor's vote is how much nearer it is than the last neighbor found: descriptors that resemble everything
    vote for nothing. (Absolute weights named 0.53 of frames' works in the first 20 where this named 0.91.)
    """
    if neighbors.reference_ids.size == 0:
        return {}
    found = neighbors.reference_ids != NO_REFERENCE
    floor = np.where(found, neighbors.similarities, 1.0).min(1, keepdims=True)
    weights = np.where(found, neighbors.similarities - floor, 0.0)
    ids, places = np.unique(neighbors.reference_ids[found], return_inverse=True)
    votes = np.bincount(places, weights[found], len(ids))
    best = np.argsort(-votes, kind="stable")[:count]
    return {int(ids[i]): float(votes[i]) for i in best}


def fuse(similarities: Scores, votes: Scores) -> Sequence[Candidate]:
    """Unite both shortlists in order of promise: reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)."""
    promise: dict[int, float] = {}
    for table in (votes, similarities):
        for rank, key in enumerate(table):
            promise[key] = promise.get(key, 0.0) + 1.0 / (RANK_OFFSET + rank)
    order = sorted(promise, key=promise.__getitem__, reverse=True)
    return [Candidate(key, similarities.get(key, 0.0), votes.get(key, 0.0)) for key in order]
