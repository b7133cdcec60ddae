"""A broker that answers nothing just when a task is done or given back: the worker takes the next one all the same."""

import time
from collections.abc import Callable, Iterator

import pytest
from kombu.connection import Connection
from kombu.message import Message

from tests.findings import note_finding
from tests.services.faults.servers import Broker

pytestmark = pytest.mark.services

IMPATIENT = {"socket_timeout": 0.5}


@pytest.fixture
def broker() -> Iterator[Broker]:
    broker = Broker()
    yield broker
    broker.kill()


@pytest.mark.parametrize("end", [Message.ack, Message.reject, Message.requeue], ids=["done", "refused", "given back"])
def test_a_task_whose_end_the_broker_missed_holds_no_place(broker: Broker, end: Callable[[Message], None]):
    opened = Connection(broker.url, transport_options=IMPATIENT)  # type: ignore[no-untyped-call]
    with opened as connection, connection.SimpleQueue("photos") as tasks:
        tasks.channel.basic_qos(0, 1, False)  # one at a time, as our workers take them
        for photo in ("first", "second"):
            tasks.put(photo)
        first = tasks.get(timeout=10)
        with broker.frozen(), pytest.raises(connection.connection_errors):
            end(first)
        thawed = time.monotonic()
        assert tasks.get(timeout=10).payload == "second"
    note_finding(
        "A broker answers nothing just when a task is done or given back",
        sees="nothing: the worker takes the next photo",
        seconds=time.monotonic() - thawed,
        test=__file__,
    )
