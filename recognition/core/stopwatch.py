"""How long each stage takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Stopwatch:
    """Adds up the milliseconds that each stage takes; a stage that runs twice adds up."""

    timings_ms: dict[str, float] = field(default_factory=dict)

    def run(self, stage: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` and note how long it took."""
        start = time.perf_counter()
        result = work(*args, **kwargs)
        self.timings_ms[stage] = self.timings_ms.get(stage, 0.0) + (time.perf_counter() - start) * 1000
        return result
