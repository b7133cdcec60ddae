"""How a delivery comes to a worker, or to a thread where there are no workers: no visitor waits for an endpoint."""

import logging
import uuid
from threading import Thread

from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError as BrokerDown

from webhooks import sending, tasks

logger = logging.getLogger(__name__)


def queue(pk: uuid.UUID) -> None:
    """Queue the task. A broker that is down is only logged: the row says what is to be done, and a sweep finds it."""
    if settings.LONG_WORK_IN_THREAD:
        Thread(target=_send_in_thread, args=[pk], name=f"webhook-{pk}", daemon=True).start()
        return
    try:
        tasks.send_delivery.delay(str(pk))
    except BrokerDown as error:
        logger.error("The broker cannot be reached (%s); webhook %s waits for the next sweep", error, pk)


def _send_in_thread(pk: uuid.UUID) -> None:
    try:
        sending.send(pk)
    finally:
        connection.close()
