"""Sending mutated photos the way that visitors' photos go, and telling what became of them."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from recognition.core.errors import DecoderBusy, PhotoError
from recognition.decoding import get_decoder
from recognition.intake import accept_photo
from recognition.models import Recognition
from tests.core.mutations import mutated_photos

LONGEST_SECONDS = 5.0  # of one photo, whatever it is


@dataclass
class Outcome:
    """What became of the photos: how many of each code, "stored" for those that were taken; and the slowest, in s."""

    codes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    falls: int = 0
    """So many brought the decoding process down."""


def send_mutated(count: int, seed: int) -> Outcome:
    """Have photos accepted one after the other; whatever is no `PhotoError` is a fault of ours and is raised."""
    outcome = Outcome()
    for data in mutated_photos(count, seed):
        begun = time.monotonic()
        outcome.codes[_accepted(data)] += 1
        outcome.slowest = max(outcome.slowest, time.monotonic() - begun)
        outcome.falls += getattr(get_decoder(), "pid", 0) is None
    return outcome


def check(outcome: Outcome, count: int) -> None:
    """Nothing fell, nothing hung, and as many photos are stored as rows say."""
    assert outcome.codes.total() == count
    assert outcome.slowest < LONGEST_SECONDS
    assert not [code for code in outcome.codes if code == DecoderBusy.code or " " in code]
    assert outcome.codes["stored"] > count / 20, "What is refused at sight tests no decoder."
    assert outcome.codes["damaged_photo"] > count / 20
    kept = sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    assert kept == sorted(Path(str(name)).name for name in Recognition.objects.values_list("photo", flat=True))
    assert len(kept) == outcome.codes["stored"]


def _accepted(data: bytes) -> str:
    try:
        accept_photo(data)
    except PhotoError as refusal:
        return refusal.code if refusal.message.endswith(".") else f"no sentence: {refusal.message}"
    return "stored"
