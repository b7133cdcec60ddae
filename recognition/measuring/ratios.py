"""What our own code costs beside the libraries that it calls: both are measured in one process, in turn."""

import statistics
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from recognition.core.decode import decode_photo
from recognition.core.embed import Embedder, embed_views
from recognition.core.preprocess import VIEWS, VIEWS_SIDE, crop_view, resize_longest
from recognition.core.values import Pixels
from recognition.measuring.libraries import BareNetwork, LibraryClock, clocked_libraries
from recognition.measuring.serving import time_once
from recognition.resources import LITERT_FILE, get_extractor
from recognition.runner import recognize_bytes

EMBEDDING_RUNS = 15


def views_of(pixels: Pixels, embedder: Embedder) -> list[Pixels]:
    """Return the seven views that the network looks at."""
    small = resize_longest(pixels, VIEWS_SIDE)
    return [crop_view(small, view, embedder.side) for view in VIEWS]


def embedding_ratio(photo: bytes) -> dict[str, float]:
    """Return the medians of embedding a photo's seven views and of bare runs of the network, and their ratio."""
    pixels, embedder, bare = decode_photo(photo).pixels, get_extractor().embedder, BareNetwork(LITERT_FILE)
    ready = [view[None].astype(np.float32) for view in views_of(pixels, embedder)]
    pairs = [
        (time_once(lambda: embed_views(pixels, embedder)), time_once(lambda: bare.run(ready)))
        for _ in range(EMBEDDING_RUNS + 1)
    ][1:]
    ours_ms, bare_ms = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {"ours_ms": round(ours_ms, 1), "bare_ms": round(bare_ms, 1), "ratio": round(ours_ms / bare_ms, 3)}


def pipeline_ratios(photos: Iterable[bytes]) -> Iterator[dict[str, float]]:
    """Return for each photo its whole milliseconds, those inside each library, and the ratio of the whole to these.

    Raises:
        RecognitionError: a photo or the index cannot be used.
    """
    for photo in photos:
        with clocked_libraries() as clock:
            total = time_once(partial(recognize_bytes, photo))
        yield _ratio(total, clock)


def _ratio(total_ms: float, clock: LibraryClock) -> dict[str, float]:
    libraries_ms = sum(clock.ms.values())
    parts = {name: round(ms, 1) for name, ms in sorted(clock.ms.items())}
    return {"total": round(total_ms, 1), **parts, "ratio": round(total_ms / libraries_ms, 3)}


def pipeline_figures(ratios: Iterable[dict[str, float]]) -> dict[str, Any]:
    """Return the medians over photos."""
    rows = list(ratios)
    names = sorted({name for row in rows for name in row})
    return {name: round(statistics.median(row.get(name, 0.0) for row in rows), 3) for name in names}
