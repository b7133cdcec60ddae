"""The two channels of a build in FAISS: written batch by batch, searched from memory-mapped files."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from recognition.core.errors import DamagedIndex, UnwrittenIndex
from recognition.core.features import unpack_descriptors
from recognition.core.index import NO_REFERENCE, Neighbors, strongest
from recognition.core.index_files import LISTS, PackedFeatures
from recognition.core.index_lists import holds_blocks, map_lists, write_lists
from recognition.core.index_sizes import Plan, plan_global, plan_local

GLOBAL_FILE, LOCAL_FILE = "global.faiss", "local.faiss"
TRAINING_POINTS_PER_LIST = 40  # FAISS warns below 39
LEAST_TRAINING_POINTS = 10_240  # 256 centers of a code's byte
TRAINING_ROUNDS = 10  # of k-means
# Descriptors: half a million are learned from and sorted in within 5.6 s on two cores, 7.9 on one, for half as much CPU
# again at worst; of fewer the seconds won are fewer too.
ALL_CORES_FROM = 400_000
GLOBAL_BATCH, LOCAL_BATCH = 20_000, 500  # references

Batches = Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]]

# Two threads were never faster for one query, and several queries run at once. This binds the thread that imports;
# OMP_NUM_THREADS, which the project sets at its start, binds the others.
faiss.omp_set_num_threads(1)


class GlobalChannel:
    """One vector a reference: short codes retrieve, the stored vectors rank."""

    def __init__(self, folder: Path, packed: PackedFeatures) -> None:
        self._plan = plan_global(len(packed))
        self._index = _open(folder / GLOBAL_FILE, self._plan)
        self._packed = packed

    def search(self, vectors: NDArray[np.float32], count: int) -> dict[int, float]:
        """Return the references nearest to any of the (n, d) views: id → best cosine, best first."""
        count = min(count, len(self._packed))
        _, found = self._index.search(vectors, min(count * self._plan.depth, len(self._packed)))
        rows = np.unique(found[found != NO_REFERENCE])
        best = (vectors @ self._packed.vectors[rows].astype(np.float32).T).max(0)
        ids = self._packed.reference_ids[rows]
        return strongest(dict(zip(ids.tolist(), best.tolist(), strict=True)), count)


class LocalChannel:
    """Several voting descriptors a reference, as codes that carry its id."""

    def __init__(self, folder: Path, packed: PackedFeatures) -> None:
        self._index = _open(folder / LOCAL_FILE, plan_local(packed.voter_count))

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest voting descriptors."""
        return Neighbors(*self._index.search(descriptors, count))


def write_global(folder: Path, packed: PackedFeatures) -> Plan:
    """Write the global channel of `packed` into `folder`; return how it is searched. FAISS ids are rows."""
    plan = plan_global(len(packed))
    step = max(1, len(packed) // _training_size(plan))
    index = trained_index(plan, packed.vectors.shape[1], lambda: packed.vectors[::step].astype(np.float32))
    _write(folder / GLOBAL_FILE, index, _vector_batches(packed), plan)
    return plan


def write_local(folder: Path, packed: PackedFeatures) -> Plan:
    """Write the local channel of `packed` into `folder`; return how it is searched. FAISS ids are references' ids."""
    plan = plan_local(packed.voter_count)
    step = max(1, packed.voter_count // _training_size(plan))
    index = trained_index(plan, packed.local_dimensions, lambda: _every_voter(packed, step))
    _write(folder / LOCAL_FILE, index, _voter_batches(packed), plan)
    return plan


@contextmanager
def cores_for(descriptors: int) -> Iterator[None]:
    """Let FAISS use every core in this thread for a large build; in a small one they wait more than they compute."""
    faiss.omp_set_num_threads((os.cpu_count() or 1) if descriptors >= ALL_CORES_FROM else 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)


def _training_size(plan: Plan) -> int:
    return max(LEAST_TRAINING_POINTS, plan.lists * TRAINING_POINTS_PER_LIST)


def trained_index(plan: Plan, dimensions: int, sample: Any) -> faiss.Index:
    """Return an empty index of the plan. `sample` makes what it learns from, when it learns."""
    index = faiss.index_factory(dimensions, plan.kind, faiss.METRIC_INNER_PRODUCT)
    if plan.lists:
        inverted: Any = faiss.downcast_index(faiss.extract_index_ivf(index))
        inverted.cp.niter = TRAINING_ROUNDS
        _widen_graph(inverted, plan.probes)
        _train_codes_briefly(inverted)
        index.train(sample())
    elif not index.is_trained:
        index.train(sample())
    return index


def _widen_graph(inverted: faiss.IndexIVF, probes: int) -> None:
    """Look at twice as many lists as are then probed, where a graph finds them."""
    quantizer = faiss.downcast_index(inverted.quantizer)
    if isinstance(quantizer, faiss.IndexHNSW):
        quantizer.hnsw.efSearch = 2 * probes


def _train_codes_briefly(inverted: faiss.IndexIVF) -> None:
    if isinstance(inverted, faiss.IndexIVFPQ):
        inverted.pq.cp.niter = TRAINING_ROUNDS
        inverted.pq.cp.max_points_per_centroid = TRAINING_POINTS_PER_LIST


def _write(path: Path, index: faiss.Index, batches: Batches, plan: Plan) -> None:
    for ids, vectors in batches:
        _add(index, ids, vectors, plan)
    write_channel(path, index)


def write_channel(path: Path, index: faiss.Index) -> None:
    """Write an index as `path`; lists of fast codes go into a file beside it, and out of `index`."""
    try:
        inverted = faiss.try_extract_index_ivf(index)
        if inverted and holds_blocks(inverted):
            write_lists(inverted, path.with_suffix(LISTS))
            inverted.reset()
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise UnwrittenIndex(f"{path.name}: {error}") from error


def _add(index: faiss.Index, ids: NDArray[np.int64], vectors: NDArray[np.float32], plan: Plan) -> None:
    if plan.lists or plan.kind.startswith("IDMap"):
        index.add_with_ids(vectors, ids)
    else:
        index.add(vectors)  # it numbers its rows itself


def _vector_batches(packed: PackedFeatures) -> Batches:
    for first in range(0, len(packed), GLOBAL_BATCH):
        vectors = packed.vectors[first : first + GLOBAL_BATCH].astype(np.float32)
        yield np.arange(first, first + len(vectors)), vectors


def _voter_batches(packed: PackedFeatures) -> Batches:
    for first in range(0, len(packed), LOCAL_BATCH):
        owners, descriptors = packed.voters(first, LOCAL_BATCH)
        yield owners, unpack_descriptors(descriptors)


def _every_voter(packed: PackedFeatures, step: int) -> NDArray[np.float32]:
    """Return each `step`-th voting descriptor, so evenly from all references."""
    return np.concatenate([descriptors[::step] for _, descriptors in _voter_batches(packed)])


def _open(path: Path, plan: Plan) -> faiss.Index:
    """Raises DamagedIndex when FAISS does not understand the file."""
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        if path.with_suffix(LISTS).exists():
            map_lists(faiss.extract_index_ivf(index), path.with_suffix(LISTS))
    except (RuntimeError, OSError) as error:
        raise DamagedIndex(f"{path} cannot be read ({error}). Run `manage.py build_index`.") from error
    if plan.lists:
        faiss.extract_index_ivf(index).nprobe = plan.probes
    return index
