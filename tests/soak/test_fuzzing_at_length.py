"""Ten thousand bent photos: nothing falls, hangs or stays behind. Prints what became of them."""

import time
from pathlib import Path
from typing import Any

import pytest

from recognition import decoding
from tests.services.fuzzing import check, send_mutated

pytestmark = [pytest.mark.soak, pytest.mark.django_db]

PHOTOS = 10_000


def test_ten_thousand_bent_photos_are_taken_or_refused_in_words(settings: Any, tmp_path: Path) -> None:
    settings.DECODE_APART, settings.MEDIA_ROOT = True, tmp_path
    decoding.reset()
    begun = time.monotonic()
    outcome = send_mutated(PHOTOS, seed=20_000)
    decoding.reset()
    seconds = time.monotonic() - begun
    print(f"\n{PHOTOS} photos in {seconds:.0f} s, the slowest {outcome.slowest:.2f} s; {outcome.falls} falls")
    print(", ".join(f"{code} {number}" for code, number in outcome.codes.most_common()))
    check(outcome, PHOTOS)
