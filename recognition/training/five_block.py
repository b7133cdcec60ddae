"""The network that introductions to deep learning teach, as a classifier of the works of one catalogue.

Five blocks of two 3 × 3 convolutions, each with batch normalization and ReLU, and max-pooling; filters double from
block to block but for the last; three fully connected layers with dropout; softmax over the works. The shape is that
of VGG-13 (Simonyan & Zisserman 2015) with batch normalization (Ioffe & Szegedy 2015); weights start from a Gaussian.

It is here to be compared with, not to serve: each new work needs a new training, and unknown ones get a wrong name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from recognition.core.preprocess import WHOLE, crop_view, resize_longest
from recognition.core.render_photo import RenderOptions, render_photo
from recognition.core.values import Pixels
from recognition.training.network import run_plainly
from recognition.training.state import TrainingState
from recognition.training.workfolder import IterWrapper, identity

BLOCKS = 5
MOMENTUM = 0.9  # of batch normalization; with some hundred steps, the usual 0.99 would never settle
# Of variance 2 / inputs (He et al. 2015), so that signal and gradient keep their size; the last layer's weights
# are small, so that learning starts from guessing evenly.
GAUSSIAN = keras.initializers.VarianceScaling(2.0, "fan_in", "untruncated_normal", seed=11)
SMALL_GAUSSIAN = keras.initializers.RandomNormal(stddev=0.01, seed=12)
RENDER_SCALE = 3  # rendered photos are this much larger than what the network sees of them
CHECK_SEED = 500_000_000  # of the photos that each epoch is checked on; training's seeds stay far below


@dataclass(frozen=True)
class FiveBlockOptions:
    """Taught with 64 filters in the first block and 224 pixels; a quarter of both trains within minutes on a CPU."""

    side: int = 64
    filters: int = 16
    dense: int = 4096
    dropout: float = 0.2  # at 0.5 eight epochs taught nothing
    epochs: int = 30
    visits: int = 8  # rendered photos of each work in an epoch, never the same ones
    batch: int = 48
    rate: float = 3e-4  # 1e-4 and 1e-3 left the loss at that of guessing for as long as was waited


def build_five_block(classes: int, options: FiveBlockOptions) -> keras.Model:
    """Return the network: RGB in 0..255 → (batch, classes) logits; softmax is the loss's and the reader's."""
    inputs = keras.Input((options.side, options.side, 3), name="pixels")
    maps = layers.Rescaling(1 / 127.5, -1.0)(inputs)
    for block in range(BLOCKS):
        filters = options.filters * 2 ** min(block, BLOCKS - 2)
        for _ in range(2):
            maps = layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer=GAUSSIAN.clone())(maps)
            maps = layers.ReLU()(layers.BatchNormalization(momentum=MOMENTUM)(maps))
        maps = layers.MaxPooling2D()(maps)
    hidden = layers.Flatten()(maps)
    for _ in range(3):
        hidden = layers.Dense(options.dense, activation="relu", kernel_initializer=GAUSSIAN.clone())(hidden)
        hidden = layers.Dropout(options.dropout)(hidden)
    logits = layers.Dense(classes, kernel_initializer=SMALL_GAUSSIAN)(hidden)
    return run_plainly(keras.Model(inputs, logits, name="five_block"))


def train_five_block(
    pictures: Sequence[Pixels], folder: Path, options: FiveBlockOptions, iter_wrapper: IterWrapper = identity
) -> tuple[keras.Model, list[dict[str, float]]]:
    """Train on rendered photos of `pictures`, one class each; return the network and what each epoch came to.

    A killed run goes on from the last epoch, which `folder` keeps.
    """
    network = build_five_block(len(pictures), options)
    steps = options.epochs * -(-len(pictures) * options.visits // options.batch)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(options.rate, steps))
    optimizer.build(network.trainable_variables)
    state = TrainingState(folder, [*network.variables, *optimizer.variables])
    first = state.restore()
    step = tf.function(partial(_train_step, network, optimizer), reduce_retracing=True)
    small = [resize_longest(picture, RENDER_SCALE * options.side) for picture in pictures]
    unseen = render_visits(small, CHECK_SEED, 1, options)
    for epoch in iter_wrapper(range(first + 1, options.epochs + 1)):
        losses = [float(step(*batch)) for batch in _batches(small, epoch, options)]
        right = float((classify(network, unseen) == np.arange(len(small))).mean())
        state.note({"step": epoch, "loss": round(float(np.mean(losses)), 4), "top_1": round(right, 4)})
        state.keep(epoch)
    return network, state.log


def render_visits(pictures: Sequence[Pixels], seed: int, visits: int, options: FiveBlockOptions) -> NDArray[np.uint8]:
    """Return (visits × works, side, side, 3) rendered photos, work after work, then again."""
    scene = RenderOptions()
    width, height = RENDER_SCALE * options.side * 3 // 4, RENDER_SCALE * options.side
    blur = tuple(pixels * height / scene.height for pixels in scene.blur_pixels)
    small = replace(scene, width=width, height=height, blur_pixels=(blur[0], blur[1]))
    return np.stack(
        [
            crop_view(render_photo(picture, seed + number, small).pixels, WHOLE, options.side)
            for number, picture in enumerate([*pictures] * visits)
        ]
    )


def classify(network: keras.Model, photos: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the class of each photo; some class it always is."""
    return network.predict(photos.astype(np.float32), batch_size=32, verbose=0).argmax(1)


def _batches(pictures: Sequence[Pixels], epoch: int, options: FiveBlockOptions):  # type: ignore[no-untyped-def]
    count = len(pictures) * options.visits
    photos = render_visits(pictures, epoch * count, options.visits, options)
    order = np.random.default_rng(epoch).permutation(count)
    for first in range(0, count, options.batch):
        chosen = order[first : first + options.batch]
        yield tf.constant(photos[chosen], tf.float32), tf.constant(chosen % len(pictures))


def _train_step(network, optimizer, photos, classes):  # type: ignore[no-untyped-def]
    with tf.GradientTape() as tape:
        logits = network(photos, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(classes, logits))
    weights = network.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
    return loss
