"""Showing on a terminal how far a command has come."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TypeVar

from django.core.management.base import OutputWrapper

Item = TypeVar("Item")
SECONDS_BETWEEN = 0.2


def draw_progress(stream: OutputWrapper, words: str) -> Callable[[Iterable[Item]], Iterator[Item]]:
    """Return a wrapper that counts items on one line of `stream`: "Works: 120". In a log, only the last count shows."""

    def counted(items: Iterable[Item]) -> Iterator[Item]:
        count, shown = 0, monotonic()
        for count, item in enumerate(items, start=1):
            yield item
            if stream.isatty() and monotonic() - shown > SECONDS_BETWEEN:
                stream.write(f"\r{words}: {count}", ending="")
                shown = monotonic()
        stream.write(f"\r{words}: {count}" if stream.isatty() else f"{words}: {count}")

    return counted
