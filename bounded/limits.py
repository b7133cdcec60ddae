"""What a bounded process may take, and what is said when it takes more."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take."""

    memory_bytes: int
    """Of address space, the process and its libraries included: 290 MB before it does anything."""
    seconds: float
    """From sending the work to having its result; then the process is killed."""
    answer_bytes: int
    """At most so many come back."""
    wait_seconds: float = 20.0
    """How long work waits for other work, before it is refused."""
    idle_seconds: float = 600.0
    """So long without work, and the process ends by itself and gives its memory back."""
    start_seconds: float = 60.0
    """How long a process may take to become ready: 0.3 s on an idle machine."""


class Bound(StrEnum):
    """Which limit was met."""

    TIME = "time"
    MEMORY = "memory"
    DIED = "died"
    """None: the process fell."""


class OutOfBounds(Exception):
    """The work needs more than it may have, or brought its process down."""

    def __init__(self, bound: Bound, words: str) -> None:
        super().__init__(words)
        self.bound = bound


class Busy(Exception):
    """Other work takes so long that this was not begun."""


class CannotStart(Exception):
    """No process could be made ready: this site's own fault, and of no work."""
