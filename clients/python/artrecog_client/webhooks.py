"""Telling a webhook of your site from one of anybody else (https://www.standardwebhooks.com).

The signature is the HMAC-SHA256, by the endpoint's secret, of id, time and body; the time keeps an old one from being
sent again.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from artrecog_client.errors import InvalidSignature

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300.0


@dataclass(frozen=True)
class Event:
    """Something that happened on the site."""

    id: str
    """The same when an event is sent again: leave out what you have seen."""
    type: str
    """Such as `recognition.finished`."""
    timestamp: str
    data: Mapping[str, Any]


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> Event:
    """Return the event that a request to your endpoint brings.

    Args:
        secret: of the endpoint, as the site showed it: "whsec_…".
        headers: of the request.
        body: exactly as it came: not read and written again.
        now: seconds since 1970; by default the clock's.

    Raises:
        InvalidSignature: it is not from your site, was changed, or is older than five minutes.
    """
    said = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, at, signatures = (said[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as error:
        raise InvalidSignature(f"The header {error} is missing.") from error
    _check_time(at, time.time() if now is None else now)
    expected = _signature(secret, f"{message_id}.{at}.".encode() + body)
    given = [text.removeprefix("v1,") for text in signatures.split() if text.startswith("v1,")]
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in given):
        raise InvalidSignature("The signature is not that of this secret.")
    event = json.loads(body)
    return Event(message_id, event["type"], event["timestamp"], event["data"])


def _check_time(at: str, now: float) -> None:
    if not at.isdecimal() or abs(now - int(at)) > TOLERANCE_SECONDS:
        raise InvalidSignature("It was sent too long ago, or its clock is wrong.")


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
