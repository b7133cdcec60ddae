"""Counts that every process shares and that no two requests lose an increment of.

With a broker they are kept there; without one, in small files of the data directory, each changed under a lock of the
operating system: a visitor who only reads must not wait for the database's one writer.
"""

import fcntl
import logging
import os
import shutil
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.conf import settings
from redis import Redis, RedisError

logger = logging.getLogger(__name__)

PERIOD = 3600  # seconds
# A broker that does not answer must not keep visitors.
TIMEOUT = 1.0


class Counter(Protocol):
    """Counts by key, anew in every period."""

    def add(self, key: str, cost: int, period: int) -> int:
        """Add `cost` to what was used of `key` in the numbered period; return what is used now."""


@dataclass(frozen=True)
class FileCounter:
    """A file a key and period; files of past periods are removed when a new one begins."""

    folder: Path

    def add(self, key: str, cost: int, period: int) -> int:
        path = self._folder_of(period) / sha256(key.encode()).hexdigest()
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
            used = int(file.read() or 0) + cost
            file.seek(0)
            file.write(str(used))
            file.truncate()
        return used

    def _folder_of(self, period: int) -> Path:
        folder = self.folder / str(period)
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._remove_before(period - 1)  # in the one before, a slower process may still count
        return folder

    def _remove_before(self, period: int) -> None:
        for folder in self.folder.iterdir():
            if folder.name.isdigit() and int(folder.name) < period:
                shutil.rmtree(folder, ignore_errors=True)


class RedisCounter:
    """Keys of the broker that end by themselves. While it cannot be reached, `fallback` counts."""

    def __init__(self, url: str, fallback: Counter) -> None:
        self._redis = Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._fallback = fallback

    def add(self, key: str, cost: int, period: int) -> int:
        name = f"artrecog:limits:{period}:{key}"
        try:
            both = self._redis.pipeline()  # sent, and done, as one
            both.incrby(name, cost)
            both.expire(name, 2 * PERIOD)
            used, _ = both.execute()
        except RedisError as error:
            logger.error("The broker cannot count (%s); this machine does", type(error).__name__)
            return self._fallback.add(key, cost, period)
        return int(used)


def get_counter() -> Counter:
    """Return what this site counts with."""
    files = FileCounter(Path(settings.DATA_DIR) / "limits")
    return _redis_counter(settings.REDIS_URL, files) if settings.REDIS_URL else files


@cache
def _redis_counter(url: str, files: FileCounter) -> RedisCounter:
    return RedisCounter(url, files)
