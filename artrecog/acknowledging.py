"""A worker goes on after the broker missed that a task is done.

A worker takes as many tasks as it may have unacknowledged. When the broker answers nothing at the very moment of an
acknowledgement, or of a task given back, kombu goes on counting that task: a worker of one process then takes no
other, and its log does not say so. Here the task counts no longer. The broker still has its message and delivers it
again after its visibility timeout, which costs nothing: whoever takes a task claims its row first.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from kombu.transport import virtual
from kombu.transport.redis import Channel, QoS


class QoSWithoutLostTasks(QoS):
    """Counts a task as done, or given back, though the broker could not be told."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a message; what goes wrong is raised, as kombu's callers expect."""
        with self._counted_no_longer(delivery_tag):
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Give a message back, to the queue or for good; what goes wrong is raised."""
        with self._counted_no_longer(delivery_tag):
            super().reject(delivery_tag, requeue)  # type: ignore[no-untyped-call]

    @contextmanager
    def _counted_no_longer(self, delivery_tag: str) -> Iterator[None]:
        try:
            yield
        except Exception:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


def count_lost_tasks_as_done() -> None:
    """Have every channel to a Redis count so."""
    Channel.QoS = QoSWithoutLostTasks
