"""Showing on a terminal how far a command has come."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TypeVar

from django.core.management.base import OutputWrapper

Item = TypeVar("Item")
TERMINAL_SECONDS, LOG_SECONDS = 0.2, 30.0


def draw_progress(
    stream: OutputWrapper, words: str, total: int | None = None
) -> Callable[[Iterable[Item]], Iterator[Item]]:
    """Return a wrapper that counts items: on one line of a terminal, "Works: 120", or now and then in a log.

    With `total` it says the pace and what remains too: "Works: 120 of 174, 0.5 a second, 2 min left".
    """
    start, end, pause = ("\r", "", TERMINAL_SECONDS) if stream.isatty() else ("", "\n", LOG_SECONDS)

    def counted(items: Iterable[Item]) -> Iterator[Item]:
        count, begun = 0, monotonic()
        shown = begun
        for count, item in enumerate(items, start=1):
            yield item
            if monotonic() - shown > pause:
                shown = monotonic()
                stream.write(f"{start}{words}: {_how_far(count, total, shown - begun)}", ending=end)
        stream.write(f"{start}{words}: {_how_far(count, total, monotonic() - begun)}")

    return counted


def _how_far(count: int, total: int | None, seconds: float) -> str:
    if total is None:
        return str(count)
    # Blanks cover what a longer line left on the terminal.
    rate = count / max(seconds, 1e-3)
    return f"{count} of {total}, {rate:.1f} a second, {in_time((total - count) / max(rate, 1e-3))} left    "


def in_time(seconds: float) -> str:
    """Return a duration as people say it: "40 s", "12 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
