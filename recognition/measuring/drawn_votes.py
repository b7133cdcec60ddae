"""Builds of a size whose votes nobody waits to sort in: a million works have 300 million descriptors.

As many descriptors as the app would index are drawn around real ones, with the references that they vote for. The list
of each is looked for among those nearest to the real one instead of among all, which is what takes hours; codes, lists
and the file are the app's own kind. For verification a drawn work gets the features of a real one that no photo shows,
so that to verify it costs what it would cost.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from recognition.core.features import VOTING_FEATURES, ReferenceFeatures, unpack_descriptors
from recognition.core.index_channels import LOCAL_FILE, cores_for, trained_index, write_channel, write_global
from recognition.core.index_files import (
    REFERENCES,
    THUMBNAILS,
    VECTORS,
    PackedFeatures,
    Shape,
    fresh_draft,
    pack_features,
    publish,
)
from recognition.core.index_sizes import Plan, plan_local
from recognition.measuring.synthetic import Neighborhood, some_descriptors

NEAR_LISTS = 32  # in which a drawn descriptor may lie: those nearest to the real one
MOST_TAUGHT = 200_000  # real descriptors that the lists are learned from; as many as the app takes would cost hours
SLICES = 16  # of the lists, packed one after the other: the unpacked codes of one lie in memory

References = Sequence[tuple[int, ReferenceFeatures]]
Drawn = Iterator[tuple[int, ReferenceFeatures]]
Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Votes:
    """Voting descriptors of one work and of those drawn around it: (n,) lists, (n,) owners, (n, c) codes."""

    lists: NDArray[np.int32]
    owners: NDArray[np.int32]
    codes: NDArray[np.uint8]


def write_drawn_build(folder: Path, fingerprint: str, real: References, drawn: Drawn, lent: Set[int]) -> None:
    """Write a build of `real` and `drawn` works as `folder`; the drawn ones get the local features of the
    real ones whose ids are in `lent`."""
    draft = fresh_draft(folder)
    shape = _pack_drawn(draft, pack_features(draft, real), drawn, lent)
    packed = PackedFeatures(draft, shape)
    write_global(draft, packed)
    with cores_for(packed.voter_count):
        _write_votes(draft, packed, plan_local(packed.voter_count), real)
    publish(draft, folder, fingerprint, shape)


def _pack_drawn(draft: Path, real: Shape, drawn: Drawn, lent: Set[int]) -> Shape:
    """Add the drawn works to the packed real ones; their local features are the rows of the `lent` ones."""
    packed = PackedFeatures(draft, real)
    lenders = [row for row in packed.rows.tolist() if row[0] in lent]
    count = 0
    with (draft / REFERENCES).open("ab") as rows, (draft / VECTORS).open("ab") as vectors:
        for (key, features), lender in zip(drawn, cycle(lenders)):
            rows.write(np.array([key, *lender[1:]]).tobytes())
            vectors.write(features.vector.astype(np.float16).tobytes())
            count += 1
    thumbnails = [packed[lender[0]].thumbnail for lender in lenders]
    with (draft / THUMBNAILS).open("ab") as file:
        for thumbnail in islice(cycle(thumbnails), count):
            file.write(thumbnail.tobytes())
    return replace(real, references=real.references + count)


def _write_votes(draft: Path, packed: PackedFeatures, plan: Plan, real: References) -> None:
    voters = [unpack_descriptors(features.descriptors[:VOTING_FEATURES]) for _, features in real]
    taught = np.concatenate(voters)
    taught = taught[:: -(-len(taught) // MOST_TAUGHT)]
    index = trained_index(plan, packed.local_dimensions, lambda: taught)
    around = _owners_around(packed.reference_ids, [key for key, _ in real])
    nearby = Neighborhood(some_descriptors([features for _, features in real]), seed=2)
    store = _Store(draft, sum(len(rows) * (1 + len(ids)) for rows, ids in zip(voters, around, strict=True)), index)
    rng = np.random.default_rng(3)
    for (key, _), rows, ids in zip(real, voters, around, strict=True):
        if not len(rows):  # a picture of nothing has no features, and what is drawn around it has none either
            continue
        store.add(votes_of(index, rows, np.full(1, key), rows[:, None]))
        drawn = nearby.around(np.repeat(rows, len(ids), axis=0), rng).reshape(len(rows), len(ids), -1)
        store.add(votes_of(index, rows, ids, drawn))
    fill(index, store.all())
    write_channel(draft / LOCAL_FILE, index)
    store.remove()


def _owners_around(references: Ids, real: Sequence[int]) -> list[Ids]:
    """Deal the drawn references out to the real ones that their descriptors are drawn around."""
    drawn = np.setdiff1d(references, np.array(real))
    dealt = np.random.default_rng(1).permutation(drawn)
    return [dealt[first :: len(real)] for first in range(len(real))]


def votes_of(index: Any, anchors: NDArray[np.float32], owners: Ids, around: NDArray[np.float32]) -> Votes:
    """Return the votes of `around`, (a, o, d): for each of the (a, d) `anchors` one for each of the (o,) `owners`."""
    quantizer = faiss.downcast_index(index.quantizer)
    _, near = quantizer.search(anchors, min(NEAR_LISTS, index.nlist))
    centers = np.stack([quantizer.reconstruct_batch(row) for row in near])
    nearest = (around @ centers.transpose(0, 2, 1)).argmax(2)
    lists = np.take_along_axis(near, nearest, 1)
    away = around - np.take_along_axis(centers, nearest[:, :, None], 1)
    codes = index.pq.compute_codes(np.ascontiguousarray(away.reshape(-1, around.shape[2])))
    return Votes(lists.ravel().astype(np.int32), np.tile(owners, len(anchors)).astype(np.int32), codes)


class _Store:
    """Votes on the disk: more of them than fit into memory twice."""

    def __init__(self, folder: Path, count: int, index: Any) -> None:
        self._folder, self._filled = folder / "votes", 0
        self._folder.mkdir()
        self._lists = np.memmap(self._folder / "lists", np.int32, "w+", shape=(count,))
        self._owners = np.memmap(self._folder / "owners", np.int32, "w+", shape=(count,))
        self._codes = np.memmap(self._folder / "codes", np.uint8, "w+", shape=(count, index.pq.code_size))

    def add(self, votes: Votes) -> None:
        """Keep them behind those that are kept."""
        rows = slice(self._filled, self._filled + len(votes.lists))
        self._lists[rows], self._owners[rows], self._codes[rows] = votes.lists, votes.owners, votes.codes
        self._filled = rows.stop

    def all(self) -> Votes:
        """Return all that are kept."""
        return Votes(self._lists, self._owners, self._codes)

    def remove(self) -> None:
        """Free the disk."""
        for path in self._folder.iterdir():
            path.unlink()
        self._folder.rmdir()


def fill(index: Any, votes: Votes) -> None:
    """Put votes into the lists of an empty index, slice by slice of the lists, as FAISS itself packs them."""
    order = np.argsort(votes.lists, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(votes.lists, minlength=index.nlist))])
    for lists in np.array_split(np.arange(index.nlist), min(SLICES, index.nlist)):
        packed: Any = faiss.IndexIVFPQFastScan(_unpacked(index, votes, order, bounds, lists))
        for number in lists.tolist():
            size = packed.invlists.list_size(number)
            if size:
                stored = packed.invlists.get_ids(number), packed.invlists.get_codes(number)
                index.invlists.add_entries(number, size, *stored)
    index.ntotal = len(votes.lists)


def _unpacked(index: Any, votes: Votes, order: Ids, bounds: Ids, lists: Ids) -> Any:
    """Return an index that holds some of the lists, its codes not yet in blocks."""
    pq = index.pq
    flat: Any = faiss.IndexIVFPQ(index.quantizer, index.d, index.nlist, pq.M, pq.nbits, index.metric_type)
    flat.pq, flat.by_residual, flat.is_trained, flat.own_fields = pq, True, True, False
    for number in lists.tolist():
        rows = order[bounds[number] : bounds[number + 1]]
        if len(rows):
            # Named, since FAISS gets addresses: what they point to must live until it has copied.
            ids, codes = votes.owners[rows].astype(np.int64), np.ascontiguousarray(votes.codes[rows])
            flat.invlists.add_entries(number, len(rows), faiss.swig_ptr(ids), faiss.swig_ptr(codes))
            flat.ntotal += len(rows)
    return flat
