"""Learn what the recognizer needs from a folder of art images: the descriptor's whitening and the local PCA.

The trunk stays as ImageNet left it: training it end to end on a CPU destroyed it (docs/decisions/0001-descriptor.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import keras
import numpy as np
from numpy.typing import NDArray

from recognition.core.local import detect_sift, to_root_sift
from recognition.core.preprocess import VIEWS, WHOLE, crop_view, equalize_contrast, to_gray
from recognition.core.values import Pixels
from recognition.training.checkpoint import read_checkpoint
from recognition.training.dataset import read_pictures, render_visit
from recognition.training.network import SIDE, GeneralizedMean, build_descriptor, build_trunk, load_imagenet
from recognition.training.whitening import Whitening, learn_from_pairs, learn_pca

DIMENSIONS = 512
LOCAL_DIMENSIONS = 64
LOCAL_SAMPLES = 60  # strongest features of a picture
RENDERED_VIEWS = VIEWS[:2]  # the whole photo and its center: a visitor's work fills about that much

T = TypeVar("T")
IterWrapper = Callable[[Iterable[T]], Iterable[T]]


@dataclass(frozen=True)
class PooledTrunk:
    """The trunk with pooling, before whitening: pictures → (n, 1280) unit vectors."""

    model: keras.Model
    side: int = SIDE

    def describe(self, pictures: Iterable[Pixels]) -> NDArray[np.float32]:
        """Return the pooled, L2-normalized vectors of square pictures."""
        batch = np.stack(list(pictures)).astype(np.float32)
        return keras.ops.convert_to_numpy(self.model(batch, training=False))


def load_trunk(checkpoint: Path) -> keras.Model:
    """Return the trunk with the ImageNet weights of `checkpoint`."""
    trunk = build_trunk()
    load_imagenet(trunk, read_checkpoint(checkpoint))
    return trunk


def pool(trunk: keras.Model) -> PooledTrunk:
    """Return the trunk with generalized-mean pooling."""
    return PooledTrunk(keras.Model(trunk.input, keras.ops.normalize(GeneralizedMean()(trunk.output), axis=-1)))


def learn_whitening(trunk: PooledTrunk, paths: list[Path], iter_wrapper: IterWrapper) -> Whitening:
    """Learn from each picture and rendered photos of it: what changes between them is not the work."""
    references, visits = [], []
    for seed, picture in enumerate(iter_wrapper(read_pictures(paths))):
        visit = render_visit(picture, seed)
        views = [crop_view(visit, view, SIDE) for view in RENDERED_VIEWS]
        vectors = trunk.describe([crop_view(picture, WHOLE, SIDE), *views])
        references += [vectors[0]] * len(views)
        visits += list(vectors[1:])
    return learn_from_pairs(np.array(references), np.array(visits), DIMENSIONS)


def learn_local_pca(paths: list[Path], iter_wrapper: IterWrapper) -> Whitening:
    """Learn the principal axes of RootSIFT on the strongest features of each picture."""
    samples = [_root_sift_of(picture) for picture in iter_wrapper(read_pictures(paths))]
    return learn_pca(np.concatenate(samples), LOCAL_DIMENSIONS)


def assemble(trunk: keras.Model, whitening: Whitening) -> keras.Model:
    """Return the whole descriptor network with the whitening as its last layer's weights."""
    network = build_descriptor(trunk, whitening.axes.shape[1])
    network.get_layer("whitening").set_weights([whitening.axes, -whitening.mean @ whitening.axes])
    return network


def _root_sift_of(picture: Pixels) -> NDArray[np.float32]:
    return to_root_sift(detect_sift(equalize_contrast(to_gray(picture)), LOCAL_SAMPLES)[1])
