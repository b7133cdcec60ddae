"""The gallery in FAISS: a memory-mapped build on disk, and an exact delta in memory."""

from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from recognition.core.errors import IncompatibleIndex
from recognition.core.features import VOTING_FEATURES, ReferenceFeatures, unpack_descriptors
from recognition.core.index import Neighbors, strongest
from recognition.core.index_channels import (
    GLOBAL_FILE,
    GlobalChannel,
    LocalChannel,
    cores_for,
    write_global,
    write_local,
)
from recognition.core.index_files import PackedBuild, PackedFeatures, Quality, fresh_draft, pack_features, publish
from recognition.core.index_recall import measure_global, measure_local
from recognition.core.index_sizes import Plan


class FaissIndex(PackedBuild):
    """A build opened for searching. Codes and features are memory-mapped, so processes share them."""

    def __init__(self, folder: Path) -> None:
        """Open the build in `folder`.

        Raises:
            DamagedIndex: a file is missing or cut off. IncompatibleIndex: another format version or backend.
        """
        super().__init__(folder)
        if GLOBAL_FILE not in self.manifest.files:
            raise IncompatibleIndex(f"The index {folder.name} is not one of FAISS. Run `manage.py build_index`.")
        self._global = GlobalChannel(folder, self._packed)
        self._local = LocalChannel(folder, self._packed)

    def search(self, vectors: NDArray[np.float32], count: int) -> dict[int, float]:
        """Return the nearest references over all views."""
        return self._global.search(vectors, count)

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest voting descriptors."""
        return self._local.neighbors(descriptors, count)


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
        descriptors = unpack_descriptors(np.concatenate(packed))
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(descriptors.shape[1]))
        index.add_with_ids(descriptors, owners)
        return index


def build_faiss(folder: Path, fingerprint: str, references: Iterable[tuple[int, ReferenceFeatures]]) -> int:
    """Write a build of `references` (id, features) as `folder`; return how many there are.

    The features are streamed to disk first and indexed from there, so that memory holds the codes (72 bytes a vector,
    24 a voting descriptor of a large gallery), one batch and the training sample.
    """
    draft = fresh_draft(folder)
    shape = pack_features(draft, references)
    packed = PackedFeatures(draft, shape)
    with cores_for(len(packed) + packed.voter_count):
        plans = write_global(draft, packed), write_local(draft, packed)
        quality = _measure(draft, packed, *plans)
    publish(draft, folder, fingerprint, shape, quality)
    return shape.references


def _measure(folder: Path, packed: PackedFeatures, wide: Plan, local: Plan) -> Quality:
    return Quality(
        wide.kind,
        local.kind,
        measure_global(GlobalChannel(folder, packed), packed),
        measure_local(LocalChannel(folder, packed), packed),
    )
