"""How long each stage takes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Stopwatch:
    """Adds up the milliseconds that each stage takes, in whichever thread; a stage that runs twice adds up.

    Stages may run side by side: together they may then take longer than the whole.
    """

    timings_ms: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def run(self, stage: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` and note how long it took."""
        start = time.perf_counter()
        result = work(*args, **kwargs)
        took_ms = (time.perf_counter() - start) * 1000
        with self._lock:
            self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + took_ms
        return result
