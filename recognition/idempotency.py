"""The same request twice is one recognition, when its sender says by a key that it is the same.

A client that got no answer cannot know whether its photo was taken. It sends it again with the key of the first time
(the header `Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header), and gets the recognition of the first time.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.crypto import salted_hmac

from access.allowances import Asker
from recognition.intake import NotWanted, accept_photo, read_upload, resume
from recognition.models import IdempotencyKey, Recognition

# A photo is decoded and stored within a second or two; a process that holds a key for longer is gone.
CLAIM_ENDS = timedelta(seconds=60)
RETRY_SECONDS = 1
KEY = re.compile(r"[!-~]{1,200}")
SALT = "recognition.idempotency"


class KeyRefused(Exception):
    """A request with this key is not answered."""

    code: str


class InvalidKey(KeyRefused):
    """No key: 1 to 200 visible ASCII characters."""

    code = "invalid_idempotency_key"


class KeyReused(KeyRefused):
    """The key was used for something else."""

    code = "idempotency_key_reused"


class KeyInUse(KeyRefused):
    """A request with this key is worked on at this moment."""

    code = "idempotency_key_in_use"


@dataclass(frozen=True)
class Accepted:
    """A recognition, and whether it is that of an earlier request."""

    row: Recognition
    is_replayed: bool = False


def accept_once(upload: UploadedFile, *, key: str, asker: Asker, venue_id: int | None = None) -> Accepted:
    """Take a photo as `accept_upload` does, unless this asker sent it with this key before.

    Raises:
        KeyRefused: no key, one that was used for something else, or one that is in use.
        PhotoError: the photo cannot be used; nothing is remembered. Refused: not now.
    """
    if not KEY.fullmatch(key):
        raise InvalidKey("An idempotency key is 1 to 200 letters, digits or signs of ASCII, without spaces.")
    IdempotencyKey.objects.forget()
    photo = read_upload(upload)
    content = _hash(f"{hashlib.sha256(photo).hexdigest()} {venue_id}")
    claimed, is_mine = _claim(_hash(f"{asker.key}\n{key}"), content)
    if not is_mine:
        return Accepted(_earlier(claimed, content), is_replayed=True)
    with _released_unless_used(claimed):
        return Accepted(accept_photo(photo, venue_id=venue_id, asker=asker, on_insert=partial(_answer, claimed)))


def _claim(digest: str, content: str) -> tuple[IdempotencyKey, bool]:
    """Take the key, or return it as another request left it: of two at the same moment, one can insert it."""
    ended = timezone.now() - CLAIM_ENDS
    IdempotencyKey.objects.filter(digest=digest, recognition=None, created_at__lt=ended).delete()
    return IdempotencyKey.objects.get_or_create(digest=digest, defaults={"content": content})


def _answer(key: IdempotencyKey, row: Recognition) -> None:
    """Note the recognition, in the transaction that inserts it; raise `NotWanted` when the claim has ended."""
    if IdempotencyKey.objects.filter(pk=key.pk, recognition=None).update(recognition=row) != 1:
        raise NotWanted


@contextmanager
def _released_unless_used(key: IdempotencyKey) -> Iterator[None]:
    """Free the key again when its photo was refused."""
    try:
        yield
    except NotWanted as late:
        raise _in_use() from late
    finally:
        IdempotencyKey.objects.filter(pk=key.pk, recognition=None).delete()


def _earlier(key: IdempotencyKey, content: str) -> Recognition:
    if key.content != content:
        raise KeyReused("This idempotency key was used for another photo or venue. Use a new one for each photo.")
    if key.recognition is None:
        raise _in_use()
    resume(key.recognition)
    return key.recognition


def _in_use() -> KeyInUse:
    return KeyInUse("A request with this idempotency key is being worked on. Ask again in a moment.")


def _hash(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
