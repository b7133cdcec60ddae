"""What an answer costs at least: the time inside the libraries that do the work.

While a photo is answered, the entry points of OpenCV, FAISS and LiteRT are replaced by ones that take the time; the
products of descriptors, which no entry point stands for, are multiplied again afterwards. Everything else is ours:
Python, the database, reading features.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import BuiltinFunctionType
from typing import Any
from unittest.mock import patch

import cv2
import faiss
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from recognition.core import verify
from recognition.core.values import LocalFeatures

# OpenCV functions that return objects whose methods do the work.
FACTORIES = {"SIFT_create", "createCLAHE"}
NETWORK_CALLS = ("set_tensor", "invoke", "get_tensor")


@dataclass
class LibraryClock:
    """Milliseconds inside each library, in all threads; a call within a call counts once.

    products: what was matched, to do again.
    """

    ms: dict[str, float] = field(default_factory=dict)
    products: list[tuple[LocalFeatures, LocalFeatures]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.local = field(default_factory=threading.local)

    def timed(self, library: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return `call` with its time taken."""

        def clocked(*args: Any, **kwargs: Any) -> Any:
            if getattr(self._thread, "inside", False):
                return call(*args, **kwargs)
            self._thread.inside, start = True, time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self._add(library, (time.perf_counter() - start) * 1000)
                self._thread.inside = False

        return clocked

    def _add(self, library: str, took_ms: float) -> None:
        with self._lock:
            self.ms[library] = self.ms.get(library, 0.0) + took_ms

    def multiply_again(self) -> None:
        """Time what matching asks of BLAS and NumPy: all cosines, the nearest, the second nearest."""
        again = self.timed("products", nearest_two)
        for photo, reference in self.products:
            again(photo, reference)


def nearest_two(photo: LocalFeatures, reference: LocalFeatures) -> None:
    """Do what no matching of descriptors can do without."""
    cosines = reference.descriptors @ photo.descriptors.T
    rows, nearest = np.arange(len(cosines)), cosines.argmax(1)
    cosines[rows, nearest] = -2.0
    cosines.max(1)


@contextmanager
def clocked_libraries() -> Iterator[LibraryClock]:
    """Take the time of every call of the libraries, of the thread that works ahead too."""
    clock = LibraryClock()
    with ExitStack() as stack:
        for target, name, replacement in _replacements(clock):
            stack.enter_context(patch.object(target, name, replacement))
        yield clock
    clock.multiply_again()


def _replacements(clock: LibraryClock) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    for name, call in list(vars(cv2).items()):
        if isinstance(call, BuiltinFunctionType):
            timed = clock.timed("OpenCV", call)
            yield cv2, name, _clocked_factory(clock, timed) if name in FACTORIES else timed
    for index in _index_classes():
        yield index, "search", _as_method(clock.timed("FAISS", index.search))
    for name in NETWORK_CALLS:
        yield Interpreter, name, _as_method(clock.timed("LiteRT", getattr(Interpreter, name)))
    yield verify, "match", _noted(clock, verify.match)


def _index_classes() -> list[Any]:
    classes = [one for one in vars(faiss).values() if isinstance(one, type) and issubclass(one, faiss.Index)]
    return [one for one in dict.fromkeys(classes) if "search" in vars(one)]


def _as_method(call: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *args, **kwargs: call(self, *args, **kwargs)


def _noted(clock: LibraryClock, match: Callable[..., Any]) -> Callable[..., Any]:
    def noted(photo: LocalFeatures, reference: LocalFeatures, ratio: float) -> Any:
        if min(len(photo), len(reference)) >= 2:
            clock.products.append((photo, reference))
        return match(photo, reference, ratio)

    return noted


def _clocked_factory(clock: LibraryClock, create: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: _ClockedObject(clock, create(*args))


class _ClockedObject:
    """An OpenCV object whose methods are clocked."""

    def __init__(self, clock: LibraryClock, target: Any) -> None:
        self._clock, self._target = clock, target

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self._clock.timed("OpenCV", getattr(self._target, name))


class BareNetwork:
    """The network with nothing around it, to measure the embedder against."""

    def __init__(self, path: Path) -> None:
        self._interpreter = Interpreter(str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]

    def run(self, views: Sequence[NDArray[np.float32]]) -> None:
        """Run the network on views that are ready, (1, side, side, 3) each."""
        for view in views:
            self._interpreter.set_tensor(self._input, view)
            self._interpreter.invoke()
