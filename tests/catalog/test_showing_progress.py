"""A long command says how far it has come and how long it will take."""

import io

import pytest
from django.core.management.base import OutputWrapper

from catalog.management import progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each item take 20 seconds of a clock of its own."""
    ticks = iter(range(0, 10_000, 20))
    monkeypatch.setattr(progress, "monotonic", lambda: next(ticks))


def test_items_are_counted(clock: None) -> None:
    log = io.StringIO()
    assert list(progress.draw_progress(OutputWrapper(log), "Works")("abc")) == ["a", "b", "c"]
    assert log.getvalue().splitlines()[-1] == "Works: 3"


def test_with_a_total_the_remaining_time_is_said(clock: None) -> None:
    log = io.StringIO()
    list(progress.draw_progress(OutputWrapper(log), "Photos", total=30)("abc"))
    first, last = log.getvalue().splitlines()[0], log.getvalue().splitlines()[-1]
    assert "of 30" in first
    assert "min left" in first
    assert last.startswith("Photos: 3 of 30")


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (61, "61 s"), (720, "12 min"), (7500, "2 h 5 min")])
def test_a_duration_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert progress.in_time(seconds) == words
