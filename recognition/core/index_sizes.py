"""How a gallery is searched, by its size: exactly while it is small, then by short codes, at last in inverted lists.

The table with its evidence: docs/decisions/0006-index-by-size.md.
"""

import math
from dataclasses import dataclass

FLAT_BELOW = 20_000  # descriptors: below, an exact search is as fast as an inverted file
EXACT_BELOW = 50_000  # vectors: 51 MB at half precision, memory-mapped
CODES_FROM = 30_000_000  # descriptors of 100,000 works: shorter codes lose works in hard photos
LISTS_FROM = 2_000_000  # vectors: below, all codes are compared, since lists miss many of the nearest
# From here the nearest lists are found by a graph: comparing with all of them would cost more than scanning them.
GRAPH_FROM = 16_384
MOST_LISTS = 65_536


@dataclass(frozen=True)
class Plan:
    """One channel's index. `kind` is a FAISS factory string; without `lists` it is searched exactly.

    depth: how many of its answers are compared again with the stored vectors, for one asked for.
    """

    kind: str
    lists: int = 0
    probes: int = 0
    depth: int = 1


def plan_global(references: int) -> Plan:
    """Return how one vector a reference is searched.

    RaBitQ (Gao & Long 2024) keeps one bit a dimension and learns nothing; what it finds is ranked again exactly.
    """
    if references < EXACT_BELOW:
        return Plan("SQfp16")  # as the vectors are stored, so exact
    if references < LISTS_FROM:
        return Plan("RaBitQfs", depth=50)
    lists = count_lists(references) // 4  # comparing with more of them would cost more than their codes
    return Plan(f"IVF{_with_quantizer(lists)},RaBitQfs", lists, probes=64, depth=70)


def plan_local(descriptors: int) -> Plan:
    """Return how voting descriptors are searched: in a large gallery 24 bytes each, a third of them their reference.

    PQ32x4fsr: 32 numbers of 4 bits, of what is left after the list's center (r), compared many at once in registers
    (fs; André et al. 2015). As many bytes as PQ16, a third of its time.
    """
    if descriptors < FLAT_BELOW:
        return Plan("IDMap2,Flat")
    lists = count_lists(descriptors)
    code = "SQ8" if descriptors < CODES_FROM else "PQ32x4fsr"
    return Plan(f"IVF{_with_quantizer(lists)},{code}", lists, probes=16)


def count_lists(entries: int) -> int:
    """Return the number of inverted lists, a power of two near 4·√n."""
    return min(MOST_LISTS, 2 ** round(math.log2(4 * math.sqrt(entries))))


def _with_quantizer(lists: int) -> str:
    return f"{lists}_HNSW32" if lists >= GRAPH_FROM else str(lists)
