"""Inverted lists of fast codes, memory-mapped. FAISS would read them into memory: 7 GB of votes for a million works.

    <channel>.lists    (l, 3) numbers of 8 bytes, filled up to a page: entries, room for so many, the list's place
                       list by list: its codes in blocks of 32, as they are compared in registers, and the (room,) ids

FAISS has lists on disk of its own (`OnDiskInvertedLists`). They are made for codes one by one, and read what lies at a
list's place whatever its order is. So they hold whole blocks as well, where a block is as long as 32 codes.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from recognition.core.errors import DamagedIndex

BLOCK = 32  # codes
PAGE = 4096  # bytes
ID = 8  # bytes

Table = NDArray[np.uint64]


def holds_blocks(index: faiss.IndexIVF) -> bool:
    """Tell whether the lists of `index` are blocks of fast codes, and can be written here."""
    inverted: Any = index.invlists
    lists = faiss.downcast_InvertedLists(inverted)
    shape = getattr(lists, "n_per_block", None), getattr(lists, "block_size", None)
    return shape == (BLOCK, BLOCK * index.code_size)


def write_lists(index: faiss.IndexIVF, path: Path) -> None:
    """Write the lists of `index`, which `holds_blocks`."""
    lists: Any = index.invlists
    table = _layout(np.array([lists.list_size(number) for number in range(index.nlist)], np.uint64), index.code_size)
    with path.open("wb") as file:
        file.write(table.tobytes())
        for number, (size, room, place) in enumerate(table.tolist()):
            if size:
                file.seek(place)
                file.write(faiss.rev_swig_ptr(lists.get_codes(number), room * index.code_size).data)
                file.write(faiss.rev_swig_ptr(lists.get_ids(number), size).data)
        file.truncate(_end(table, index.code_size))


def map_lists(index: faiss.IndexIVF, path: Path) -> None:
    """Let `index`, which was written without entries, search the lists at `path`.

    Raises:
        DamagedIndex: the file does not hold the lists of such an index.
    """
    table = np.fromfile(path, np.uint64, 3 * index.nlist)
    table = table[: len(table) // 3 * 3].reshape(-1, 3)
    fits = len(table) == index.nlist and np.array_equal(table, _layout(table[:, 0], index.code_size))
    if not fits or path.stat().st_size != _end(table, index.code_size):
        raise DamagedIndex(f"{path} holds other lists than the index beside it. Run `manage.py build_index`.")
    lists: Any = faiss.OnDiskInvertedLists(index.nlist, index.code_size, str(path))
    faiss.memcpy(lists.lists.data(), faiss.swig_ptr(table), table.nbytes)
    lists.totsize, lists.read_only, lists.prefetch_nthread = path.stat().st_size, True, 0
    lists.do_mmap()
    index.replace_invlists(lists, True)
    lists.this.disown()  # the index frees them
    index.ntotal = int(table[:, 0].sum())


def _layout(sizes: NDArray[np.uint64], code_size: int) -> Table:
    """Return the table of lists with so many entries, one behind the other."""
    rooms = -(-sizes.astype(np.int64) // BLOCK) * BLOCK
    ends = _first_place(len(sizes)) + np.cumsum(rooms * (code_size + ID))
    return np.column_stack([sizes, rooms, ends - rooms * (code_size + ID)]).astype(np.uint64)


def _first_place(lists: int) -> int:
    return -(-lists * 3 * ID // PAGE) * PAGE


def _end(table: Table, code_size: int) -> int:
    _, room, place = table[-1].tolist()
    return int(place + room * (code_size + ID))
