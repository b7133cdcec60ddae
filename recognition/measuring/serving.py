"""One network, served in two ways: by LiteRT, as the app does, and by TensorFlow as a SavedModel."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognition.core.embed import Embedder
from recognition.core.values import Pixels
from recognition.measuring.processes import in_fresh_process, own_memory

RUNS = 30
WARM_UP = 3

Views = list[Pixels]


@dataclass(frozen=True)
class Served:
    """How long a view took, in the median of `RUNS` photos, and by what loading and running let the process grow."""

    name: str
    view_ms: float
    resident_mb: float
    load_s: float


def measure_serving(litert_file: Path, saved_model: Path, views: Views) -> list[Served]:
    """Measure each way in a process of its own; `views` are one photo's, (side, side, 3) each."""
    ways = (
        ("LiteRT, one view at a time (used)", load_litert, litert_file, 1),
        ("SavedModel, one view at a time", load_tensorflow, saved_model, 1),
        ("SavedModel, all views in one batch", load_tensorflow, saved_model, len(views)),
    )
    return [in_fresh_process(_serve, name, load, path, views, batch) for name, load, path, batch in ways]


def load_litert(path: Path) -> Embedder:
    """Load the network as the app does."""
    from recognition.core.embed_litert import LiteRtEmbedder

    return LiteRtEmbedder(path)


def load_tensorflow(path: Path) -> Embedder:
    """Load the network as GPU workers do."""
    from recognition.core.embed_tensorflow import TensorFlowEmbedder

    return TensorFlowEmbedder(path)


def _serve(name: str, load: Callable[[Path], Embedder], path: Path, views: Views, batch: int) -> Served:
    before, start = own_memory(), time.perf_counter()
    embedder = load(path)
    load_s = time.perf_counter() - start
    times = [time_once(lambda: list(_embedded(embedder, views, batch))) for _ in range(WARM_UP + RUNS)][WARM_UP:]
    grown = own_memory() - before
    return Served(name, round(statistics.median(times) / len(views), 2), round(grown.resident, 1), round(load_s, 2))


def _embedded(embedder: Embedder, views: Views, batch: int) -> Iterator[NDArray[np.float32]]:
    for first in range(0, len(views), batch):
        yield embedder.embed(views[first : first + batch])


def time_once(work: Callable[[], object]) -> float:
    """Return how many milliseconds `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
