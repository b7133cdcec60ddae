"""The gallery in Milvus, for more works or more queries than one machine serves (docs/decisions/0007-milvus.md).

A build is two collections on the server, named for it, and a folder as FAISS has one. The server searches both
channels; what verification needs of a candidate is read from the folder: no field of Milvus holds that much.
pymilvus takes seconds to import, so this module is imported only where the backend is chosen.
"""

import math
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymilvus import DataType, MilvusClient, MilvusException

from recognition.core.errors import DamagedIndex, GalleryIndexError, IncompatibleIndex
from recognition.core.features import VOTING_FEATURES, ReferenceFeatures, unpack_descriptors
from recognition.core.index import NO_REFERENCE, Neighbors, strongest
from recognition.core.index_files import PackedBuild, PackedFeatures, Shape, fresh_draft, pack_features, publish

FINGERPRINT = "artrecog.fingerprint"  # property of a collection
KEY_STRIDE = 4096  # a descriptor's key is its reference's id times this plus its place, so a hit names its reference
FLAT_BELOW = 20_000  # rows: below, an exact search is as fast as an inverted file
SEGMENT_BYTES = 2**30  # Milvus indexes each segment by itself; a server lets one grow to this
MOST_LISTS = 65_536
PROBES = 16
BATCH = 200  # references, 15 MB of descriptors; a server takes 64 MB at once
ANSWER_SECONDS = 10.0  # left to itself the client tries again for minutes, while a visitor waits
WORST_COSINE = -1.0


class MilvusFailed(GalleryIndexError):
    """The server cannot be reached, or refuses."""

    code = "milvus_failed"


class MilvusCollections:
    """The two collections of one build: a vector a reference, and the descriptors that vote.

    Every method raises MilvusFailed when the server does not do what it is asked for.
    """

    def __init__(self, client: MilvusClient, build: str) -> None:
        self._client = client
        prefix = f"artrecog_{re.sub(r'[^0-9A-Za-z]', '_', build)}"
        self._vectors, self._voters = self._names = f"{prefix}_vectors", f"{prefix}_voters"

    @property
    def fingerprint(self) -> str | None:
        """Return the fingerprint that both collections carry; None when one is missing or they differ."""
        with _in_one_sentence():
            found = {self._property(name) for name in self._names}
        return found.pop() if len(found) == 1 else None

    def create(self, fingerprint: str, shape: Shape) -> None:
        """Create both collections, empty."""
        with _in_one_sentence():
            self._create(self._vectors, fingerprint, shape.dimensions)
            self._create(self._voters, fingerprint, shape.local_dimensions)

    def upsert(self, references: Mapping[int, ReferenceFeatures]) -> None:
        """Add `references`; what is held of one is replaced."""
        vectors = [{"id": key, "vector": features.vector} for key, features in references.items()]
        voters = [row for key, features in references.items() for row in _voter_rows(key, features)]
        with _in_one_sentence():
            self._client.upsert(self._vectors, vectors)
            if voters:
                self._client.upsert(self._voters, voters)
            self._delete_voters((key, len(features.descriptors)) for key, features in references.items())

    def delete(self, reference_ids: Sequence[int]) -> None:
        """Remove references from both collections; ids that are not held are ignored."""
        with _in_one_sentence():
            self._client.delete(self._vectors, ids=list(reference_ids))
            self._delete_voters((key, 0) for key in reference_ids)

    def seal(self, vectors: int, voters: int) -> None:
        """Write everything to the server's disk, index it, make it searchable.

        Raises:
            DamagedIndex: a collection does not hold as many rows as given.
        """
        with _in_one_sentence():
            for name, rows in ((self._vectors, vectors), (self._voters, voters)):
                self._client.flush(name)
                self._client.create_index(name, self._index_of(name, rows))
                self._client.load_collection(name)
                if (held := self._count(name)) != rows:
                    raise DamagedIndex(f"Milvus holds {held} of {rows} rows in {name}. Run `manage.py build_index`.")

    def load(self) -> None:
        """Make both searchable after a restart of the server; does nothing when they are."""
        with _in_one_sentence():
            for name in self._names:
                self._client.load_collection(name)

    def drop(self) -> None:
        """Remove both collections, as far as they are there."""
        with _in_one_sentence():
            for name in self._names:
                self._client.drop_collection(name)

    def search(self, vectors: NDArray[np.float32], count: int) -> dict[int, float]:
        """Return the nearest references over all views."""
        best: dict[int, float] = {}
        for hit in (hit for hits in self._search(self._vectors, vectors, count) for hit in hits):
            best[hit["id"]] = max(hit["distance"], best.get(hit["id"], hit["distance"]))
        return strongest(best, count)

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest voting descriptors."""
        similarities = np.full((len(descriptors), count), WORST_COSINE, np.float32)
        ids = np.full((len(descriptors), count), NO_REFERENCE, np.int64)
        for row, hits in enumerate(self._search(self._voters, descriptors, count)):
            similarities[row, : len(hits)] = [hit["distance"] for hit in hits]
            ids[row, : len(hits)] = [hit["id"] // KEY_STRIDE for hit in hits]
        return Neighbors(similarities, ids)

    def _property(self, name: str) -> str | None:
        if not self._client.has_collection(name, timeout=ANSWER_SECONDS):
            return None
        properties = self._client.describe_collection(name, timeout=ANSWER_SECONDS)["properties"]
        return str(properties.get(FINGERPRINT, ""))

    def _create(self, name: str, fingerprint: str, dimensions: int) -> None:
        schema = MilvusClient.create_schema(auto_id=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
        # A build does not change once it is searched, so no query need wait for the newest rows.
        facts = {"consistency_level": "Bounded", "properties": {FINGERPRINT: fingerprint}}
        self._client.create_collection(name, schema=schema, **facts)

    def _delete_voters(self, first_places: Iterable[tuple[int, int]]) -> None:
        """Remove, for each (reference id, first place), the descriptors from that place on; by key, which is cheap."""
        ends = ((key * KEY_STRIDE, first) for key, first in first_places)
        if keys := [start + place for start, first in ends for place in range(first, VOTING_FEATURES)]:
            self._client.delete(self._voters, ids=keys)

    def _index_of(self, name: str, rows: int) -> Any:
        vector = self._client.describe_collection(name)["fields"][1]
        params = self._client.prepare_index_params()
        params.add_index("vector", metric_type="IP", **_index_kind(rows, int(vector["params"]["dim"])))
        return params

    def _count(self, name: str) -> int:
        found = self._client.query(name, filter="", output_fields=["count(*)"], consistency_level="Strong")
        return int(found[0]["count(*)"])

    def _search(self, name: str, vectors: NDArray[np.float32], count: int) -> Sequence[Any]:
        if len(vectors) == 0:
            return []
        # Without output fields the embedded server sends the vectors themselves.
        options = {"output_fields": ["id"], "search_params": {"params": {"nprobe": PROBES}}, "timeout": ANSWER_SECONDS}
        with _in_one_sentence():
            return self._client.search(name, list(vectors), limit=count, **options)


class MilvusIndex(PackedBuild):
    """A build opened for searching."""

    def __init__(self, folder: Path, collections: MilvusCollections) -> None:
        """Open the build in `folder`, whose vectors are in `collections`.

        Raises:
            DamagedIndex: a file is missing or cut off. IncompatibleIndex: another format version, or the server holds
            nothing of this build and fingerprint. MilvusFailed: the server does not answer.
        """
        super().__init__(folder)
        self._collections = collections
        if collections.fingerprint != self.manifest.fingerprint:
            raise IncompatibleIndex(f"Milvus does not hold the index {folder.name}. Run `manage.py build_index`.")
        collections.load()

    def search(self, vectors: NDArray[np.float32], count: int) -> dict[int, float]:
        """Return the nearest references over all views."""
        return self._collections.search(vectors, min(count, len(self)))

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest voting descriptors."""
        return self._collections.neighbors(descriptors, count)


@dataclass(frozen=True)
class MilvusBuilds:
    """The builds of one server. `uri`: http(s)://[user:password@]host:port[/database], or a path that ends in .db."""

    uri: str

    def write(self, folder: Path, fingerprint: str, references: Iterable[tuple[int, ReferenceFeatures]]) -> int:
        """Write a build of `references` (id, features) as `folder` and on the server; return how many there are.

        The folder appears last: without it nothing of the build is searched, and `remove` clears what is half-written.
        """
        draft = fresh_draft(folder)
        shape = pack_features(draft, references)
        packed = PackedFeatures(draft, shape)
        collections = self._collections(folder)
        collections.create(fingerprint, shape)
        for batch in _batches(packed):
            collections.upsert(batch)
        collections.seal(len(packed), packed.voter_count)
        publish(draft, folder, fingerprint, shape)
        return shape.references

    def open(self, folder: Path) -> MilvusIndex:
        """Open a build; raises as MilvusIndex does."""
        return MilvusIndex(folder, self._collections(folder))

    def remove(self, folder: Path) -> None:
        """Remove a build, or what a killed one left, from the server and then from the disk."""
        self._collections(folder).drop()
        shutil.rmtree(folder, ignore_errors=True)

    def _collections(self, folder: Path) -> MilvusCollections:
        return MilvusCollections(connect(self.uri), folder.name.removesuffix(".part"))


def connect(uri: str) -> MilvusClient:
    """Return this process's client: a connection that was opened before a fork does not outlive it.

    Raises:
        MilvusFailed: the server does not answer, or refuses.
    """
    with _in_one_sentence():
        return _connect(uri, os.getpid())


@lru_cache
def _connect(uri: str, _process: int) -> MilvusClient:
    return MilvusClient(uri, timeout=ANSWER_SECONDS)


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    try:
        yield
    except MilvusException as error:
        raise MilvusFailed(f"Milvus, which ARTRECOG_MILVUS_URI names, failed: {error.message}.") from error


def _voter_rows(reference_id: int, features: ReferenceFeatures) -> Iterator[dict[str, Any]]:
    descriptors = unpack_descriptors(features.descriptors[:VOTING_FEATURES])
    return ({"id": reference_id * KEY_STRIDE + place, "vector": row} for place, row in enumerate(descriptors))


def _batches(packed: PackedFeatures) -> Iterator[dict[int, ReferenceFeatures]]:
    ids = packed.reference_ids.tolist()
    for first in range(0, len(ids), BATCH):
        yield {key: packed[key] for key in ids[first : first + BATCH]}


def _index_kind(rows: int, dimensions: int) -> dict[str, Any]:
    """Return the kind of index and its parameters: a segment's lists, a power of two, are near 4·√n of its rows."""
    if rows < FLAT_BELOW:
        return {"index_type": "FLAT"}
    in_segment = min(rows, SEGMENT_BYTES // (4 * dimensions))
    lists = min(MOST_LISTS, 2 ** round(math.log2(4 * math.sqrt(in_segment))))
    return {"index_type": "IVF_SQ8", "params": {"nlist": lists}}
