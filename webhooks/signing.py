"""Signatures as https://www.standardwebhooks.com has them: whoever has the secret knows that we sent it, and when."""

import base64
import hashlib
import hmac

from webhooks.models import Delivery

PREFIX = "whsec_"


def signed_headers(delivery: Delivery, now: int) -> dict[str, str]:
    """Return the headers by which an endpoint tells a message of ours; `now` in seconds since 1970."""
    return {
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{_signature(delivery.endpoint.secret, f'{delivery.pk}.{now}.{delivery.body}')}",
    }


def _signature(secret: str, content: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
