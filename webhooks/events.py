"""Noting events for those who want to be told of them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from webhooks.models import Delivery, Endpoint, Event, written


def listeners(event: Event) -> list[Endpoint]:
    """Return the endpoints that want to be told."""
    return [endpoint for endpoint in Endpoint.objects.filter(active=True) if event in endpoint.events]


def note(endpoint: Endpoint, event: Event, subject: str, data: Mapping[str, Any]) -> list[uuid.UUID]:
    """Write that `endpoint` is to be told, once for each subject; return the new delivery's id, or none."""
    body = written(event, data, timezone.now())
    delivery, is_new = Delivery.objects.get_or_create(
        endpoint=endpoint, event=event, subject=subject, defaults={"body": body}
    )
    return [delivery.pk] if is_new else []
