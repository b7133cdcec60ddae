"""How much one address, or one token, may ask for in an hour.

A whole museum may stand behind one address. The numbers of `ADDRESS` are for a large one: 4,000 visitors in the house,
a tenth of them with the app, each with fifteen photos an hour, forty searches and a few looks at "why". A script
reaches them too, but no faster than the limit on photos at once lets it (`recognition/crowding.py`).
"""

import time
from dataclasses import dataclass, fields

from django.http import HttpRequest

from access.addresses import sender_of
from access.counting import PERIOD, get_counter
from access.models import ApiToken
from access.refusals import TooMuchAsked


@dataclass(frozen=True)
class Allowances:
    """Of each kind, how much in an hour."""

    photos: int
    bytes: int
    pixels: int
    saliency: int
    suggestions: int
    reads: int


ADDRESS = Allowances(
    photos=6_000,
    bytes=12 * 2**30,  # 2 MB a photo; the page shrinks them to a quarter of that
    pixels=72 * 10**9,  # 12 megapixels a photo
    saliency=1_200,  # each takes about a second, and a page of it asks twice
    suggestions=60_000,  # four letters a search
    reads=36_000,  # ten a second
)
# A program of a person who is known, and whose token can be revoked.
TOKEN = Allowances(
    photos=20_000,
    bytes=80 * 2**30,  # 4 MB a photo, as a phone takes it
    pixels=240 * 10**9,
    saliency=2_400,
    suggestions=60_000,
    reads=180_000,
)
KINDS = tuple(field.name for field in fields(Allowances))


@dataclass(frozen=True)
class Asker:
    """Whoever an allowance is for. `key` leads to nobody: a keyed hash of an address, or a token's public part."""

    key: str
    allowances: Allowances


def asker_of(request: HttpRequest, token: ApiToken | None = None) -> Asker:
    """Return who asks: the holder of a token wherever they are, everybody else by address."""
    return Asker(f"token:{token.prefix}", TOKEN) if token else Asker(sender_of(request), ADDRESS)


def take(asker: Asker, kind: str, cost: int = 1) -> None:
    """Take `cost` of an allowance; what is refused costs nothing.

    Raises:
        TooMuchAsked: there is not so much left in this hour.
    """
    if spend(asker, kind, cost) > getattr(asker.allowances, kind):
        spend(asker, kind, -cost)
        raise TooMuchAsked(_until_next_period())


def spend(asker: Asker, kind: str, cost: int) -> int:
    """Note what something has cost, whatever is left; return what is used."""
    return get_counter().add(f"{kind}:{asker.key}", cost, int(time.time()) // PERIOD)


def check_left(asker: Asker, kind: str) -> None:
    """Raise `TooMuchAsked` when nothing is left: for what costs one does not know yet."""
    if spend(asker, kind, 0) >= getattr(asker.allowances, kind):
        raise TooMuchAsked(_until_next_period())


def take_photo(asker: Asker, size: int) -> None:
    """Take what a photo costs before it is decoded. Its pixels are noted when they are known: `spend`."""
    check_left(asker, "pixels")
    take(asker, "photos")
    take(asker, "bytes", size)


def stated_size(request: HttpRequest) -> int:
    """Return the length of the body as the request states it; a body of unstated length is not read."""
    stated = str(request.META.get("CONTENT_LENGTH") or "")
    return int(stated) if stated.isdigit() else 0


def _until_next_period() -> int:
    return PERIOD - int(time.time()) % PERIOD
