"""The gallery in FAISS: a memory-mapped build on disk, and an exact delta in memory."""

import math
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from recognition.core.errors import IncompatibleIndex
from recognition.core.features import VOTING_FEATURES, ReferenceFeatures, unpack_descriptors
from recognition.core.index import NO_REFERENCE, Neighbors, strongest
from recognition.core.index_files import PackedBuild, PackedFeatures, fresh_draft, pack_features, publish

GLOBAL_FILE, LOCAL_FILE = "global.faiss", "local.faiss"
FLAT_BELOW = 20_000  # descriptors: below, an exact search is as fast as an inverted file
TRAINING_POINTS_PER_LIST = 40  # FAISS warns below 39
PROBES = 16
ADD_BATCH = 500  # references

# Two threads were never faster for one query, and several queries run at once. This binds the thread that imports;
# OMP_NUM_THREADS, which the project sets at its start, binds the others.
faiss.omp_set_num_threads(1)


class FaissIndex(PackedBuild):
    """A build opened for searching. The inverted lists and the features are memory-mapped, so processes share them."""

    def __init__(self, folder: Path) -> None:
        """Open the build in `folder`.

        Raises:
            DamagedIndex: a file is missing or cut off. IncompatibleIndex: another format version or backend.
        """
        super().__init__(folder)
        if GLOBAL_FILE not in self.manifest.files:
            raise IncompatibleIndex(f"The index {folder.name} is not one of FAISS. Run `manage.py build_index`.")
        self._global = faiss.read_index(str(folder / GLOBAL_FILE), faiss.IO_FLAG_MMAP_IFC)
        self._local = _open_local(folder / LOCAL_FILE)

    def search(self, vectors: NDArray[np.float32], count: int) -> dict[int, float]:
        """Return the nearest references over all views."""
        return _best_of_views(*self._global.search(vectors, min(count, len(self))), count)

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest voting descriptors."""
        return Neighbors(*self._local.search(descriptors, count))


class DeltaIndex:
    """References that came after the build, searched exactly. Immutable: a changed delta is another object."""

    def __init__(self, fingerprint: str, references: Mapping[int, ReferenceFeatures]) -> None:
        self.fingerprint = fingerprint
        self._references = dict(references)

    @property
    def reference_ids(self) -> Set[int]:
        """Return the ids held."""
        return self._references.keys()

    def __len__(self) -> int:
        return len(self._references)

    def __contains__(self, reference_id: object) -> bool:
        return reference_id in self._references

    def search(self, vectors: NDArray[np.float32], count: int) -> dict[int, float]:
        """Return the nearest references over all views."""
        if not self._references:
            return {}
        best = (vectors @ np.stack([r.vector for r in self._references.values()]).T).max(0)
        return strongest(dict(zip(self._references, best.tolist(), strict=True)), count)

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest voting descriptors."""
        if not self._references:
            return Neighbors(np.empty((len(descriptors), 0), np.float32), np.empty((len(descriptors), 0), np.int64))
        return Neighbors(*self._voters.search(descriptors, count))

    def features(self, reference_id: int) -> ReferenceFeatures:
        """Return the features as they were given."""
        return self._references[reference_id]

    @cached_property
    def _voters(self) -> faiss.Index:
        packed = [reference.descriptors[:VOTING_FEATURES] for reference in self._references.values()]
        owners = np.repeat(np.array(list(self._references), np.int64), [len(p) for p in packed])
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(packed[0].shape[1]))
        index.add_with_ids(unpack_descriptors(np.concatenate(packed)), owners)
        return index


def build_faiss(folder: Path, fingerprint: str, references: Iterable[tuple[int, ReferenceFeatures]]) -> int:
    """Write a build of `references` (id, features) as `folder`; return how many there are.

    The features are streamed to disk first and indexed from there, so that memory is bounded by one batch and the
    training sample.
    """
    draft = fresh_draft(folder)
    shape = pack_features(draft, references)
    packed = PackedFeatures(draft, shape)
    faiss.write_index(_global_index(packed), str(draft / GLOBAL_FILE))
    faiss.write_index(_local_index(packed), str(draft / LOCAL_FILE))
    publish(draft, folder, fingerprint, shape)
    return shape.references


def _open_local(path: Path) -> faiss.Index:
    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
    if inverted := faiss.try_extract_index_ivf(index):
        # Its 32 threads a search cost more than they save once the file is in the page cache.
        lists: Any = faiss.downcast_InvertedLists(inverted.invlists)  # type: ignore[arg-type]
        lists.prefetch_nthread = 0
    return index


def _global_index(packed: PackedFeatures) -> faiss.Index:
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(packed.vectors.shape[1]))
    index.add_with_ids(packed.vectors, packed.reference_ids)
    return index


def _local_index(packed: PackedFeatures) -> faiss.Index:
    lists = _list_count(packed.voter_count)
    kind = f"IVF{lists},SQ8" if lists else "IDMap2,Flat"
    index = faiss.index_factory(packed.local_dimensions, kind, faiss.METRIC_INNER_PRODUCT)
    if lists:
        index.train(_training_sample(packed, lists * TRAINING_POINTS_PER_LIST))
        faiss.extract_index_ivf(index).nprobe = PROBES
    for owners, descriptors in _voter_batches(packed):
        index.add_with_ids(unpack_descriptors(descriptors), owners)
    return index


def _list_count(descriptors: int) -> int:
    """Return the number of inverted lists, a power of two near 4·√n; 0 for an exact search."""
    return 0 if descriptors < FLAT_BELOW else 2 ** round(math.log2(4 * math.sqrt(descriptors)))


def _voter_batches(packed: PackedFeatures) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int8]]]:
    return (packed.voters(first, ADD_BATCH) for first in range(0, len(packed), ADD_BATCH))


def _training_sample(packed: PackedFeatures, size: int) -> NDArray[np.float32]:
    """Return about `size` descriptors, evenly from all references."""
    step = max(1, packed.voter_count // size)
    return unpack_descriptors(np.concatenate([descriptors[::step] for _, descriptors in _voter_batches(packed)]))


def _best_of_views(similarities: NDArray[np.float32], ids: NDArray[np.int64], count: int) -> dict[int, float]:
    """Return each reference's best cosine over all views; (views, k) in."""
    best: dict[int, float] = {}
    for key, similarity in zip(ids.ravel().tolist(), similarities.ravel().tolist(), strict=True):
        if key != NO_REFERENCE:
            best[key] = max(similarity, best.get(key, similarity))
    return strongest(best, count)
