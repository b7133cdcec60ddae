"""Learn what the recognizer needs from a folder of art images: the descriptor's whitening and the local PCA.

Unless it is asked to be tuned (`finetune.py`), the trunk stays as ImageNet left it. All that takes long is kept in a
folder as it is computed, so that a killed run goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from recognition.core.local import detect_sift, to_root_sift
from recognition.core.preprocess import VIEWS, WHOLE, crop_view, equalize_contrast, to_gray
from recognition.core.values import Pixels
from recognition.training.checkpoint import read_checkpoint
from recognition.training.dataset import Visits, read_picture
from recognition.training.network import (
    SIDE,
    GeneralizedMean,
    build_descriptor,
    build_trunk,
    load_imagenet,
    run_plainly,
)
from recognition.training.whitening import RIDGE, Whitening, learn_from_pairs, learn_pca
from recognition.training.workfolder import IterWrapper, compute_rows, identity

DIMENSIONS = 512
LOCAL_DIMENSIONS = 64
LOCAL_SAMPLES = 60  # strongest features of a picture
RENDERED_VIEWS = VIEWS[:2]  # the whole photo and its center: a visitor's work fills about that much
CURVE_SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)  # of the pictures that may teach, for the learning curve
CURVE_CHECKED = 0.1  # of the pictures are only looked for


@dataclass(frozen=True)
class PooledTrunk:
    """The trunk with pooling, before whitening: pictures → (n, 1280) unit vectors."""

    model: keras.Model
    side: int = SIDE

    def describe(self, pictures: Iterable[Pixels]) -> NDArray[np.float32]:
        """Return the pooled, L2-normalized vectors of square pictures."""
        batch = np.stack(list(pictures)).astype(np.float32)
        return self.model.predict_on_batch(batch)


def load_trunk(checkpoint: Path) -> keras.Model:
    """Return the trunk with the ImageNet weights of `checkpoint`."""
    trunk = build_trunk()
    load_imagenet(trunk, read_checkpoint(checkpoint))
    return trunk


def pool(trunk: keras.Model) -> PooledTrunk:
    """Return the trunk with generalized-mean pooling."""
    pooled = keras.Model(trunk.input, keras.ops.normalize(GeneralizedMean()(trunk.output), axis=-1))
    return PooledTrunk(run_plainly(pooled))


def see_pairs(
    trunk: PooledTrunk, paths: Sequence[Path], visits: Visits, folder: Path, iter_wrapper: IterWrapper = identity
) -> NDArray[np.float32]:
    """Return (n, 1 + views, 1280): each picture, and views of a rendered visit to it."""

    def see(seed: int, path: Path) -> NDArray[np.float32]:
        visit = visits.visit(path, seed)
        views = [crop_view(visit, view, trunk.side) for view in RENDERED_VIEWS]
        return trunk.describe([crop_view(read_picture(path), WHOLE, trunk.side), *views])

    return compute_rows(folder, paths, see, iter_wrapper)


def learn_whitening(pairs: NDArray[np.float32], dimensions: int = DIMENSIONS, *, ridge: float = RIDGE) -> Whitening:
    """Learn from what `see_pairs` returns: what changes from a picture to a visit is not the work."""
    visits = pairs[:, 1:]
    pictures = np.broadcast_to(pairs[:, :1], visits.shape)
    width = pairs.shape[-1]
    return learn_from_pairs(pictures.reshape(-1, width), visits.reshape(-1, width), dimensions, ridge=ridge)


def learning_curve(pairs: NDArray[np.float32], dimensions: int = DIMENSIONS) -> list[dict[str, float]]:
    """Return how often a visit to one of the last pictures finds it first among all, by how many others taught."""
    checked = max(1, round(CURVE_CHECKED * len(pairs)))
    teaching = pairs[:-checked]
    rows = []
    for share in CURVE_SHARES:
        count = max(1, round(share * len(teaching)))
        whitening = learn_whitening(teaching[:count], dimensions)
        rows.append({"pictures": count, "found_first": _found_first(pairs, checked, whitening)})
    return rows


def learn_local_pca(paths: Sequence[Path], folder: Path, iter_wrapper: IterWrapper = identity) -> Whitening:
    """Learn the principal axes of RootSIFT on the strongest features of each picture."""
    samples = compute_rows(folder, paths, lambda _, path: _root_sift_of(read_picture(path)), iter_wrapper)
    return learn_pca(samples[~np.isnan(samples).any(2)], LOCAL_DIMENSIONS)


def assemble(trunk: keras.Model, whitening: Whitening) -> keras.Model:
    """Return the whole descriptor network with the whitening as its last layer's weights."""
    network = build_descriptor(trunk, whitening.axes.shape[1])
    network.get_layer("whitening").set_weights([whitening.axes, -whitening.mean @ whitening.axes])
    return network


def _found_first(pairs: NDArray[np.float32], checked: int, whitening: Whitening) -> float:
    vectors = whitening.apply(pairs)
    nearest = (vectors[-checked:, 1] @ vectors[:, 0].T).argmax(1)
    return float((nearest == np.arange(len(pairs) - checked, len(pairs))).mean())


def _root_sift_of(picture: Pixels) -> NDArray[np.float32]:
    """Return (LOCAL_SAMPLES, 128), filled with NaN where the picture has fewer features."""
    found = to_root_sift(detect_sift(equalize_contrast(to_gray(picture)), LOCAL_SAMPLES)[1])
    return np.pad(found, ((0, LOCAL_SAMPLES - len(found)), (0, 0)), constant_values=np.nan)
