"""The trained network → files: half-precision weights, a `.tflite` for LiteRT, a SavedModel for TensorFlow.

The weights file is the origin; both others are made from it after rounding to half precision, so that the two embedders
run the same numbers and their descriptors may be mixed.
"""

import hashlib
import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from recognition.training.network import build_descriptor, build_trunk, fold

WEIGHTS_DIR = Path(__file__).parent.parent / "weights"
WEIGHTS_FILE, LITERT_FILE, FINGERPRINT_FILE = "descriptor.npz", "descriptor.tflite", "fingerprint.txt"


def save_weights(network: keras.Model, path: Path) -> None:
    """Keep the network's weights, batch normalization folded in, as half-precision arrays in layer order."""
    folded = build_descriptor(build_trunk(folded=True), network.output_shape[1])
    fold(network, folded)
    np.savez_compressed(path, *[weight.astype(np.float16) for weight in folded.get_weights()])


def load_network(path: Path) -> keras.Model:
    """Build the network of a weights file; the side of its pictures does not depend on the weights."""
    with np.load(path) as arrays:
        weights = [arrays[name].astype(np.float32) for name in arrays.files]
    network = build_descriptor(build_trunk(folded=True), weights[-1].shape[0])
    network.set_weights(weights)
    return network


def export_litert(network: keras.Model, path: Path) -> str:
    """Write `network` as a half-precision `.tflite`; return its sha256."""
    with tempfile.TemporaryDirectory() as folder:
        network.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        model = converter.convert()
    path.write_bytes(model)
    return hashlib.sha256(model).hexdigest()


def export_saved_model(network: keras.Model, folder: Path, fingerprint: str) -> None:
    """Write `network` as a SavedModel that may stand in for the LiteRT embedder of `fingerprint`."""
    network.export(folder, format="tf_saved_model", verbose=False)
    (folder / FINGERPRINT_FILE).write_text(fingerprint)
