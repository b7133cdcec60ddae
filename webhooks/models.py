"""Who wants to be told of what, and what became of telling them."""

import base64
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

SECRET_BYTES = 32
HTTPS = 443
# Sending takes seconds; a process that has said nothing for so long is gone.
ABANDONED_AFTER = timedelta(minutes=2)


class Event(models.TextChoices):
    """What can be told. Without a photo, and without anything of a visitor."""

    RECOGNITION_FINISHED = "recognition.finished", "A photo has its answer"
    ARTWORK_CHANGED = "artwork.changed", "Works were added, changed or removed"


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def validate_address(url: str) -> None:
    """Refuse what is no plain https address; where its name leads is looked at before each sending."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and not parts.username and parts.port in (None, HTTPS)
    except ValueError:
        is_plain = False
    if not is_plain:
        raise ValidationError("Give an https address, without a user's name and without a port.")


def validate_events(events: Any) -> None:
    """Refuse what is no list of events."""
    if not isinstance(events, list) or not set(events) <= set(Event.values):
        raise ValidationError("Choose among the events.")


class Endpoint(models.Model):
    """An address that is told of events."""

    url = models.CharField("address", max_length=500, validators=[validate_address], help_text="https, port 443.")
    description = models.CharField(max_length=200, blank=True, help_text="Whose it is, and what it is for.")
    secret = models.CharField(max_length=100, default=new_secret, editable=False)
    events = models.JSONField(default=list, validators=[validate_events])
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    failing_since = models.DateTimeField(
        null=True, editable=False, help_text="Of one that fails, one delivery a minute is tried until it is back."
    )
    changes_told_to = models.DateTimeField(
        default=timezone.now, editable=False, help_text="Changes of works up to here were told."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """State changes, each one conditional UPDATE, so that two workers can never both win."""

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Return those that are to be sent now, and those whose sender is gone."""
        waits = Q(status=Delivery.Status.PENDING, next_try_at__lte=now)
        abandoned = Q(status=Delivery.Status.SENDING, claimed_at__lt=now - ABANDONED_AFTER)
        return self.filter(waits | abandoned, endpoint__in=Endpoint.objects.filter(active=True))

    def claim(self, pk: uuid.UUID) -> bool:
        """Take a delivery that is due for this process; False when another has it, or it is not due."""
        now = timezone.now()
        taken = {"status": Delivery.Status.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
        return self.due(now).filter(pk=pk).update(**taken) == 1

    def send_again(self) -> int:
        """Have deliveries begin anew, whatever became of them, but for those that are being sent."""
        resting = self.exclude(status=Delivery.Status.SENDING)
        return resting.update(status=Delivery.Status.PENDING, attempts=0, next_try_at=timezone.now())


class Delivery(models.Model):
    """One event on its way to one endpoint; its id is the message's.

    pending ──claim──▶ sending ──▶ delivered;  sending ──refused──▶ pending, later and later ──▶ given up
    sending ──sweep, sender gone──▶ sending
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        DELIVERED = "delivered"
        GIVEN_UP = "given_up", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, choices=Event.choices)
    subject = models.CharField(max_length=80, help_text="What it is about: told once to each endpoint.")
    body = models.TextField(help_text="As it is sent, to the letter: the signature is of this.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["status", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event", "subject"], name="event_told_once_to_an_endpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint}"


def written(event: Event, data: Mapping[str, Any], at: datetime) -> str:
    """Return an event as it is sent."""
    return json.dumps({"type": event.value, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
