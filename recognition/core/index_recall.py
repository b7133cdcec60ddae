"""How much of what there is a build finds, measured on a sample when it is built, against an exact search."""

import numpy as np
from numpy.typing import NDArray

from recognition.core.features import VOTING_FEATURES
from recognition.core.index import NEIGHBORS
from recognition.core.index_channels import GlobalChannel, LocalChannel
from recognition.core.index_files import PackedFeatures

SAMPLE = 64  # references
NEAREST = 20  # as many as a photo's shortlist holds
PHOTO_COSINE = 0.6  # between a photo and its reference: the vectors asked for are turned that far
BLOCK = 50_000  # rows compared at once


def measure_global(channel: GlobalChannel, packed: PackedFeatures) -> float:
    """Return the share of the exact nearest references that are found, for vectors as far off as photos' are."""
    queries = _like_photos(packed.vectors[_sample(len(packed))].astype(np.float32))
    ids = packed.reference_ids
    exact = [set(ids[rows].tolist()) for rows in _exact_rows(queries, packed)]
    found = [set(channel.search(query[None], NEAREST)) for query in queries]
    return sum(len(a & b) for a, b in zip(found, exact, strict=True)) / sum(map(len, exact))


def measure_local(channel: LocalChannel, packed: PackedFeatures) -> float | None:
    """Return the share of voting descriptors that find their own reference; None when there are none."""
    if not packed.voter_count:
        return None
    hits: list[NDArray[np.bool_]] = []
    for row in _sample(len(packed)).tolist():
        reference_id = int(packed.reference_ids[row])
        descriptors = packed[reference_id].local().descriptors[:VOTING_FEATURES:10]
        if len(descriptors):
            hits.append((channel.neighbors(descriptors, NEIGHBORS).reference_ids == reference_id).any(1))
    return float(np.concatenate(hits).mean()) if hits else None


def _sample(count: int) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).astype(np.int64))


def _like_photos(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn unit vectors in random directions."""
    noise = np.random.default_rng(0).normal(size=vectors.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    turned = PHOTO_COSINE * vectors + (1 - PHOTO_COSINE**2) ** 0.5 * noise
    return turned / np.linalg.norm(turned, axis=1, keepdims=True)


def _exact_rows(queries: NDArray[np.float32], packed: PackedFeatures) -> NDArray[np.int64]:
    """Return the (n, k) nearest rows of each query, block by block so that memory is bounded."""
    best, rows = np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
    for first in range(0, len(packed), BLOCK):
        block = queries @ packed.vectors[first : first + BLOCK].astype(np.float32).T
        places = np.broadcast_to(np.arange(first, first + block.shape[1]), block.shape)
        best, rows = np.hstack([best, block]), np.hstack([rows, places])
        order = np.argsort(-best, axis=1, kind="stable")[:, :NEAREST]
        best, rows = np.take_along_axis(best, order, 1), np.take_along_axis(rows, order, 1)
    return rows
