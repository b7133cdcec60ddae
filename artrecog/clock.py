"""A wall clock that is set while the site runs must not stall what is done by the clock."""

import time
from datetime import timedelta
from typing import Any

from celery.beat import Scheduler

# Slower than this a clock is steered without a step (by NTP); seconds also cover a busy machine between two readings.
CLOCK_STEP_SECONDS = 5.0


class SteadyScheduler(Scheduler):
    """Celery's scheduler, in memory, for a clock that may be set.

    It plans by the wall clock: set back by an hour, it would send nothing for an hour. So when the clock stepped, all
    is planned anew from now.
    """

    _offset: float | None = None

    def tick(self, **arguments: Any) -> float:
        """Send what is due; return the seconds until something else is."""
        offset = time.time() - time.monotonic()
        if self._offset is not None and abs(offset - self._offset) > CLOCK_STEP_SECONDS:
            self._plan_anew()
        self._offset = offset
        seconds: float = super().tick(**arguments)
        return seconds

    def _plan_anew(self) -> None:
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now() - timedelta(seconds=entry.schedule.run_every.total_seconds())
        self._heap = None  # made from the entries by the next tick
