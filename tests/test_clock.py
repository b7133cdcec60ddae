"""A clock that is set, forward or back, neither stalls the sweeps nor makes living work look dead for good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.utils import timezone

from artrecog import clock
from artrecog.clock import SteadyScheduler
from artrecog.heartbeats import is_unheard
from tests.findings import note_finding

HOUR = 3600.0
MINUTE = timedelta(minutes=1)


class Clocks:
    """The wall's, which may be set, and the one that only runs."""

    def __init__(self) -> None:
        self.wall, self.running = 1_800_000_000.0, 500.0

    def pass_seconds(self, seconds: float) -> None:
        self.wall += seconds
        self.running += seconds

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.running


class Sending(SteadyScheduler):
    """Notes what it would send."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sent: list[str] = []

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        self.sent.append(entry.task)

    @property
    def producer(self) -> None:
        """Nothing is sent, so no broker is asked."""


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(clock, "time", clocks)
    return clocks


@pytest.fixture
def scheduler(clocks: Clocks) -> Iterator[Sending]:
    app = Celery("of a test", set_as_current=False, broker="memory://")
    schedule = {task: {"task": task, "schedule": 60.0} for task in ("one", "two")}
    app.conf.beat_schedule = schedule
    app.now = lambda: timezone.datetime.fromtimestamp(clocks.wall, tz=timezone.get_fixed_timezone(0))  # type: ignore[attr-defined]
    scheduler = Sending(app)
    send_due(scheduler)
    yield scheduler
    app.close()


def send_due(scheduler: Sending) -> list[str]:
    """Tick until nothing is due; return what was sent."""
    scheduler.sent = []
    while scheduler.tick() == 0:
        pass
    return sorted(scheduler.sent)


def test_tasks_are_sent_each_minute(scheduler: Sending, clocks: Clocks):
    clocks.pass_seconds(61)
    assert send_due(scheduler) == ["one", "two"]
    clocks.pass_seconds(30)
    assert send_due(scheduler) == []


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_a_clock_that_is_set_stalls_no_task(scheduler: Sending, clocks: Clocks, step: float):
    clocks.wall += step
    assert send_due(scheduler) == ["one", "two"]
    clocks.pass_seconds(61)
    assert send_due(scheduler) == ["one", "two"]
    direction = "back" if step < 0 else "forward"
    note_finding(
        f"The clock is set {direction} by an hour: sweeps", sees="nothing: they go on", seconds=0, test=__file__
    )


def test_a_stamp_of_the_future_is_no_sign_of_life_but_for_a_clock_that_is_a_little_fast():
    since = timezone.now() - MINUTE
    assert is_unheard(timezone.now() + 2 * MINUTE, since)
    assert not is_unheard(timezone.now() + MINUTE / 2, since)
