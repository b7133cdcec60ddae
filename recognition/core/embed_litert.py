"""The embedder of the web process: LiteRT (the TensorFlow Lite runtime), 35 MB resident, one picture at a time.

A batch of seven takes twice as long as seven single pictures (docs/performance.md), so views are run one by one.
"""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from recognition.core.preprocess import VERSION
from recognition.core.values import Pixels


class LiteRtEmbedder:
    """Runs a `.tflite` file. One interpreter, one lock: LiteRT interpreters are not safe for concurrent calls."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        model = path.read_bytes()
        self.fingerprint = f"{hashlib.sha256(model).hexdigest()[:32]}-{VERSION}"
        self._interpreter = Interpreter(model_content=model, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._output = self._interpreter.get_output_details()[0]
        self._lock = threading.Lock()
        self.side = int(self._input["shape"][1])
        self.dimensions = int(self._output["shape"][1])

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """Return (n, dimensions) unit vectors."""
        with self._lock:
            return np.stack([self._run(picture) for picture in pictures])

    def _run(self, picture: Pixels) -> NDArray[np.float32]:
        self._interpreter.set_tensor(self._input["index"], picture[None].astype(np.float32))
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])[0].copy()
