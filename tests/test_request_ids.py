"""A request's id is in its response and goes with the tasks that it queues."""

import contextvars
from queue import Queue
from types import SimpleNamespace

import pytest

from artrecog.request_ids import _current, current_request_id, send_along, take_over
from desk import queueing as desk_queueing
from quality import queueing as quality_queueing

ADDRESS = "/health/live"
GIVEN = "4f9a.trace-0001_x"


@pytest.fixture(autouse=True)
def _outside_of_a_request():
    """Every test begins without an id, whatever ran in this thread before."""
    token = _current.set("")
    yield
    _current.reset(token)


def worker_runs(task_id: str, message: dict[str, str], *, eager: bool = False) -> str:
    """Return the id under which a worker process does a task."""

    def run() -> str:
        take_over(SimpleNamespace(request=_Context(message, eager)), task_id)
        return current_request_id()

    return contextvars.copy_context().run(run)


class _Context(dict):
    """What Celery knows of a run: the message's headers."""

    def __init__(self, message: dict[str, str], eager: bool) -> None:
        super().__init__(message)
        self.is_eager = eager


def test_a_well_formed_id_is_kept(client):
    assert client.get(ADDRESS, headers={"X-Request-ID": GIVEN})["X-Request-ID"] == GIVEN


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words", 'quote"brace}', "line\nbreak-12", "ünïcödé-id"])
def test_any_other_is_replaced_by_one_of_ours(client, given):
    made = client.get(ADDRESS, headers={"X-Request-ID": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 32


@pytest.mark.medium
def test_every_request_has_its_own(client):
    assert client.get(ADDRESS)["X-Request-ID"] != client.get(ADDRESS)["X-Request-ID"]


def test_a_refused_request_has_one_too(client):
    assert client.get("/nowhere/", HTTP_HOST="evil.example")["X-Request-ID"]


def test_a_message_to_a_worker_carries_the_id_and_its_task_runs_under_it(client):
    given = client.get(ADDRESS)["X-Request-ID"]
    message: dict[str, str] = {}
    send_along(headers=message)
    assert worker_runs("task-1", message) == given


def test_a_task_of_the_clock_runs_under_its_own_id():
    message: dict[str, str] = {}
    send_along(headers=message)
    assert worker_runs("task-1", message) == "task-1"


def test_a_task_that_runs_within_the_request_keeps_its_id(client):
    given = client.get(ADDRESS)["X-Request-ID"]
    assert worker_runs("task-1", {}, eager=True) == given


@pytest.mark.parametrize("queueing", [desk_queueing, quality_queueing], ids=["an import", "a look"])
def test_long_work_in_a_thread_keeps_the_id_of_the_request(client, settings, monkeypatch, queueing):
    settings.LONG_WORK_IN_THREAD = True
    seen: Queue[str] = Queue()
    monkeypatch.setattr(queueing, "_run_in_thread", lambda pk: seen.put(current_request_id()))
    given = client.get(ADDRESS)["X-Request-ID"]
    queueing._queue(1)
    assert seen.get(timeout=10) == given
