"""With a broker every process counts the same, and no increment is lost."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from access.counting import PERIOD, FileCounter, RedisCounter

pytestmark = pytest.mark.services


@pytest.fixture
def counters(valkey_url: str, tmp_path: Path) -> list[RedisCounter]:
    """As two processes have them."""
    return [RedisCounter(valkey_url, FileCounter(tmp_path / str(n))) for n in range(2)]


def test_what_one_process_counts_another_knows(counters: list[RedisCounter], tmp_path: Path) -> None:
    first, second = counters
    assert [first.add("a", 2, 7), second.add("a", 3, 7), first.add("a", 0, 7), first.add("a", 1, 8)] == [2, 5, 5, 1]
    assert list(tmp_path.iterdir()) == []  # nothing fell back on files


def test_of_many_at_once_none_is_lost(counters: list[RedisCounter]) -> None:
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda n: counters[n % 2].add("many", 1, 7), range(400)))
    assert sorted(seen) == list(range(1, 401))


def test_a_count_is_forgotten_when_its_hour_is_over(counters: list[RedisCounter], valkey_url: str) -> None:
    counters[0].add("b", 1, 7)
    assert 0 < Redis.from_url(valkey_url).ttl("artrecog:limits:7:b") <= 2 * PERIOD
