"""What a killed run leaves for the next one: files that appear whole, and rows that are computed once."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

ROWS_A_FILE = 50  # a minute's work or less: all that a killed run loses

T = TypeVar("T")
IterWrapper = Callable[[Sequence[T]], Iterable[T]]  # sized, so that the remaining time can be told


def identity(items: Sequence[T]) -> Iterable[T]:
    """Show no progress."""
    return items


def name_run(facts: Any) -> str:
    """Return a short name for everything that a run depends on: other facts, another folder."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a draft beside `path`, flush it to the disk and put it in place: whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".part-{os.getpid()}-{path.name}")  # its ending stays: writers go by it
    write(draft)
    _flush(draft)
    draft.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Replace `path` by `value` as indented JSON."""
    replace_file(path, lambda draft: draft.write_text(json.dumps(value, indent=2) + "\n"))


def write_arrays(path: Path, arrays: dict[str, NDArray]) -> None:
    """Replace `path` by an `.npz` of `arrays`."""
    replace_file(path, lambda draft: np.savez(draft, **arrays))  # type: ignore[arg-type]


def compute_rows(
    folder: Path, items: Sequence[T], compute: Callable[[int, T], NDArray], iter_wrapper: IterWrapper = identity
) -> NDArray:
    """Return the stacked results of `compute(number, item)` for all items; rows kept in `folder` are read instead.

    The folder must be of these items and this computation alone: `name_run` makes such names.
    """
    blocks = [range(first, min(first + ROWS_A_FILE, len(items))) for first in range(0, len(items), ROWS_A_FILE)]
    missing = [number for block in blocks if not _block_file(folder, block).exists() for number in block]
    rows: list[NDArray] = []
    for number in iter_wrapper(missing):
        rows.append(compute(number, items[number]))
        block = blocks[number // ROWS_A_FILE]
        if number == block[-1]:
            write_arrays(_block_file(folder, block), {"rows": np.stack(rows)})
            rows = []
    return np.concatenate([_read_rows(_block_file(folder, block)) for block in blocks])


def _block_file(folder: Path, block: range) -> Path:
    return folder / f"{block.start:06d}.npz"


def _read_rows(path: Path) -> NDArray:
    with np.load(path) as arrays:
        return arrays["rows"]


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
