"""Issuing, rotating, revoking and recognizing API tokens."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.utils import timezone

from access.models import ApiToken

MARK = "art"  # by which scanners for leaked secrets, and our own log filter, know one
PREFIX_BYTES, SECRET_BYTES = 4, 32
OVERLAP = timedelta(days=1)
NOTED_EVERY = timedelta(minutes=5)  # when it was used last: a write a request would be too much


class InvalidToken(Exception):
    """It is malformed, unknown, expired or revoked; which of these, a stranger is not told."""


def issue(owner: User, name: str, scopes: Sequence[str], expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """Make a token; return it and what its program sends, which is known to nobody afterwards."""
    token = ApiToken(owner=owner, name=name, scopes=list(scopes), expires_at=expires_at)
    return token, give_secret(token)


def give_secret(token: ApiToken) -> str:
    """Store a new token under a secret of its own; return what its program sends."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token.prefix, token.digest = secrets.token_hex(PREFIX_BYTES), _digest(secret)
    token.save(force_insert=True)
    return _text(token, secret)


def rotate(token: ApiToken) -> str:
    """Give a token another secret and return what its program sends; the one before is taken for `OVERLAP` more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token.former_digest, token.former_until = token.digest, timezone.now() + OVERLAP
    token.digest = _digest(secret)
    token.save(update_fields=["digest", "former_digest", "former_until"])
    return _text(token, secret)


def revoke(token: ApiToken) -> None:
    """Refuse a token, whichever secret it comes with, from now on."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def token_of(text: str) -> ApiToken:
    """Return the token that a program sends.

    Raises:
        InvalidToken: it is malformed, unknown, expired or revoked.
    """
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    token = ApiToken.objects.select_related("owner").filter(prefix=prefix).first() if mark == MARK else None
    now = timezone.now()
    if token is None or not _fits(token, secret, now) or not token.is_usable(now):
        raise InvalidToken
    _note_use(token, now)
    return token


def _text(token: ApiToken, secret: str) -> str:
    return f"{MARK}_{token.prefix}_{secret}"


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _fits(token: ApiToken, secret: str, now: datetime) -> bool:
    """Compare in a time that tells nothing of where the two differ."""
    said = _digest(secret)
    is_former = hmac.compare_digest(said, token.former_digest or "-" * 64)
    may_be_former = token.former_until is not None and now < token.former_until
    return hmac.compare_digest(said, token.digest) or (is_former and may_be_former)


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
