"""The embedder for GPU workers and batch re-embedding: the same network as a TensorFlow SavedModel.

`manage.py export_descriptor` makes the SavedModel from the committed weights. It carries the fingerprint of the LiteRT
file made from the same weights: their descriptors agree to 1e-3 (tests/slow/test_embedder_parity.py) and may be mixed.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recognition.core.errors import IncompatibleIndex
from recognition.core.values import Pixels

FINGERPRINT_FILE = "fingerprint.txt"


class TensorFlowEmbedder:
    """Runs a SavedModel on whole batches."""

    def __init__(self, folder: Path) -> None:
        """Load the SavedModel in `folder`.

        Raises:
            IncompatibleIndex: the folder holds no export of this project.
        """
        if not (folder / FINGERPRINT_FILE).exists():
            raise IncompatibleIndex(f"There is no exported network in {folder}. Run `manage.py export_descriptor`.")
        self.fingerprint = (folder / FINGERPRINT_FILE).read_text()
        # The module must outlive its signature.
        self._module = tf.saved_model.load(str(folder))
        self._serve = self._module.signatures["serving_default"]
        ((_, inputs),) = [self._serve.structured_input_signature]
        ((self._input, spec),) = inputs.items()
        ((self._output, result),) = self._serve.structured_outputs.items()
        self.side = int(spec.shape[1])
        self.dimensions = int(result.shape[1])

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """Return (n, dimensions) unit vectors."""
        batch = tf.constant(np.stack(pictures), tf.float32)
        return self._serve(**{self._input: batch})[self._output].numpy()
