"""A training that was killed goes on where it stopped, and never leaves half a file."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from recognition.training.workfolder import ROWS_A_FILE, compute_rows, name_run, replace_file, write_json

ITEMS = range(2 * ROWS_A_FILE + 7)


class Killed(RuntimeError):
    pass


def squares(computed: list[int]):
    def compute(number: int, item: int) -> np.ndarray:
        computed.append(number)
        return np.array([item, item**2])

    return compute


def killed_after(count: int):
    def wrap(items: Sequence[int]) -> Iterator[int]:
        for done, item in enumerate(items):
            if done == count:
                raise Killed
            yield item

    return wrap


def test_rows_come_in_the_order_of_the_items(tmp_path: Path) -> None:
    rows = compute_rows(tmp_path / "rows", ITEMS, squares([]))
    assert np.array_equal(rows, [[item, item**2] for item in ITEMS])


def test_what_a_killed_run_kept_is_not_computed_again(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        compute_rows(tmp_path / "rows", ITEMS, squares([]), killed_after(ROWS_A_FILE + 3))
    computed: list[int] = []
    rows = compute_rows(tmp_path / "rows", ITEMS, squares(computed))
    assert computed == list(ITEMS[ROWS_A_FILE:])
    assert np.array_equal(rows, [[item, item**2] for item in ITEMS])


def test_a_finished_run_shows_nothing_left_to_do(tmp_path: Path) -> None:
    shown: list[int] = []

    def show(items: Sequence[int]) -> Iterable[int]:
        shown.append(len(items))
        return items

    compute_rows(tmp_path / "rows", ITEMS, squares([]), show)
    compute_rows(tmp_path / "rows", ITEMS, squares([]), show)
    assert shown == [len(ITEMS), 0]


def test_a_file_stays_as_it_was_when_its_writer_fails(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    write_json(path, {"step": 1})

    def fail(draft: Path) -> None:
        draft.write_text('{"step"')
        raise Killed

    with pytest.raises(Killed):
        replace_file(path, fail)
    assert path.read_text() == '{\n  "step": 1\n}\n'


def test_other_facts_make_another_run() -> None:
    assert name_run({"pictures": 3, "side": 64}) == name_run({"side": 64, "pictures": 3})
    assert name_run({"pictures": 3, "side": 64}) != name_run({"pictures": 4, "side": 64})
