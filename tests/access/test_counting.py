"""Counts without a broker: shared by all processes of a machine, and no increment is lost."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from access.counting import FileCounter, RedisCounter, get_counter


@pytest.fixture
def counter(tmp_path: Path) -> FileCounter:
    return FileCounter(tmp_path / "limits")


def test_what_is_used_adds_up_by_key_and_period(counter: FileCounter):
    assert [counter.add("a", 2, 7), counter.add("a", 3, 7), counter.add("b", 1, 7), counter.add("a", 1, 8)] == [
        2,
        5,
        1,
        1,
    ]


def test_another_process_goes_on_where_this_one_is(counter: FileCounter):
    counter.add("a", 2, 7)
    assert FileCounter(counter.folder).add("a", 1, 7) == 3


def test_of_many_at_once_none_is_lost(counter: FileCounter):
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: counter.add("a", 1, 7), range(200)))
    assert sorted(seen) == list(range(1, 201))


def test_periods_that_are_over_are_removed_but_for_the_last(counter: FileCounter):
    for period in (5, 6, 7, 8):
        counter.add("a", 1, period)
    assert sorted(folder.name for folder in counter.folder.iterdir()) == ["7", "8"]


def test_a_key_is_no_path(counter: FileCounter):
    counter.add("../../etc/passwd", 1, 7)
    assert [path.parent.name for path in counter.folder.rglob("*") if path.is_file()] == ["7"]


def test_while_the_broker_is_away_this_machine_counts(counter: FileCounter, caplog):
    away = RedisCounter("redis://:secret-word@127.0.0.1:1/0", counter)
    assert [away.add("a", 1, 7), away.add("a", 1, 7)] == [1, 2]
    assert "The broker cannot count" in caplog.text
    assert "secret-word" not in caplog.text


def test_a_site_with_a_broker_counts_there(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.REDIS_URL = ""
    assert isinstance(get_counter(), FileCounter)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert get_counter() is get_counter()
    assert isinstance(get_counter(), RedisCounter)
