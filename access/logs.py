"""Logs without secrets: whatever is written, its traceback included, goes through here."""

import logging
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings

HIDDEN = "…"
# A text this short is no secret, and would be found everywhere.
SHORTEST = 4
PATTERNS = (
    (re.compile(r"\b(art_[0-9a-f]{8}_)[\w-]+"), rf"\1{HIDDEN}"),  # API tokens
    (re.compile(r"(/contributions/)[^/\s\"']+"), rf"\1{HIDDEN}"),  # whoever has the address is the contributor
    (re.compile(r"(?i)(\bauthorization['\"]?\s*[:=]\s*['\"]?\w+\s+)[^\s'\",]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\w+://[^\s/@:]*:)[^\s/@]+@"), rf"\1{HIDDEN}@"),  # passwords in addresses
)


class DiscreetFormatter(logging.Formatter):
    """Writes a line with its secrets hidden."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and its traceback."""
        return hide_secrets(super().format(record))


def hide_secrets(text: str) -> str:
    """Return `text` without what this site keeps secret, and without what looks like a secret."""
    for secret in _own_secrets():
        text = text.replace(secret, HIDDEN)
    for pattern, shown in PATTERNS:
        text = pattern.sub(shown, text)
    return text


def _own_secrets() -> tuple[str, ...]:
    databases = tuple(str(database.get("PASSWORD") or "") for database in settings.DATABASES.values())
    return _told_apart(settings.SECRET_KEY, settings.REDIS_URL, settings.MILVUS_URI, databases)


@cache
def _told_apart(key: str, broker: str, milvus: str, passwords: tuple[str, ...]) -> tuple[str, ...]:
    """Return each secret once, the longest first: one may begin with another."""
    found = {key, *passwords, *_password_of(broker), *_password_of(milvus)}
    return tuple(sorted((secret for secret in found if len(secret) >= SHORTEST), key=len, reverse=True))


def _password_of(url: str) -> Iterator[str]:
    """Yield the password in an address, as it is written there and as it is meant."""
    try:
        password = urlsplit(url).password or ""
    except ValueError:
        return
    yield password
    yield unquote(password)
