"""The work behind a delivery: claim the row, send it, keep what became of it."""

import time
import uuid
from datetime import timedelta

from django.utils import timezone

from webhooks.models import Delivery, Endpoint
from webhooks.posting import Outcome, post
from webhooks.signing import signed_headers

# After each attempt that failed; about a day and a half in all, then it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 1200))
MOST_ATTEMPTS = len(PAUSES) + 1


def send(pk: uuid.UUID) -> None:
    """Send a delivery that is due. Does nothing when another process has it."""
    if not Delivery.objects.claim(pk):
        return
    delivery = Delivery.objects.select_related("endpoint").get(pk=pk)
    headers = signed_headers(delivery, int(time.time()))
    outcome = post(delivery.endpoint.url, delivery.body.encode(), headers)
    _keep(delivery, outcome)
    _judge(delivery.endpoint, is_failing=not outcome.is_delivered)


def _keep(delivery: Delivery, outcome: Outcome) -> None:
    """Record the outcome, unless a sweep gave the row to another process meanwhile."""
    mine = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING, attempts=delivery.attempts)
    now, problem_length = timezone.now(), Delivery.problem.field.max_length
    facts = {"response_status": outcome.status, "problem": outcome.problem[:problem_length]}
    if outcome.is_delivered:
        mine.update(status=Delivery.Status.DELIVERED, delivered_at=now, **facts)
    elif delivery.attempts >= MOST_ATTEMPTS:
        mine.update(status=Delivery.Status.GIVEN_UP, **facts)
    else:
        mine.update(status=Delivery.Status.PENDING, next_try_at=now + PAUSES[delivery.attempts - 1], **facts)


def _judge(endpoint: Endpoint, *, is_failing: bool) -> None:
    """Note since when an endpoint fails, or that it is back."""
    if is_failing != (endpoint.failing_since is not None):
        since = timezone.now() if is_failing else None
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=since)
