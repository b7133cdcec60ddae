"""Showing on a terminal how far a command has come."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TypeVar

from django.core.management.base import OutputWrapper

Item = TypeVar("Item")
TERMINAL_SECONDS, LOG_SECONDS = 0.2, 30.0


def draw_progress(stream: OutputWrapper, words: str) -> Callable[[Iterable[Item]], Iterator[Item]]:
    """Return a wrapper that counts items: on one line of a terminal, "Works: 120", or now and then in a log."""
    start, end, pause = ("\r", "", TERMINAL_SECONDS) if stream.isatty() else ("", "\n", LOG_SECONDS)

    def counted(items: Iterable[Item]) -> Iterator[Item]:
        count, shown = 0, monotonic()
        for count, item in enumerate(items, start=1):
            yield item
            if monotonic() - shown > pause:
                stream.write(f"{start}{words}: {count}", ending=end)
                shown = monotonic()
        stream.write(f"{start}{words}: {count}")

    return counted
