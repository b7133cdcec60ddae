"""Train the trunk gently: late blocks only, small steps, and back to ImageNet unless real photos are found better.

Pictures and rendered visits to them are pulled together, other works pushed apart: InfoNCE (van den Oord et al. 2018)
on the whitened descriptors, each batch a few works with their nearest look-alikes (hard negatives). Batch
normalization keeps its statistics, since the network is always called as it is when it serves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recognition.core.preprocess import WHOLE, crop_view
from recognition.core.values import Pixels
from recognition.training.dataset import Visits, read_picture
from recognition.training.real_photos import Recall
from recognition.training.state import TrainingState
from recognition.training.workfolder import IterWrapper, identity, write_arrays

Check = Callable[[keras.Model], Recall]

SCORED_DEPTHS = ("1", "10", "20")
VISITS_A_PICTURE = 2
VISIT_SEEDS = 100_000  # between one visit to a picture and the next


@dataclass(frozen=True)
class TuneOptions:
    """How gently. `anchors` × (1 + `neighbors`) works make a batch; `frozen_blocks` of the trunk's blocks stay."""

    steps: int
    check_every: int = 60
    keep_every: int = 20
    anchors: int = 8
    neighbors: int = 3
    rate: float = 3e-5
    warm_up: int = 30
    temperature: float = 0.07
    frozen_blocks: int = 9
    look_alike: float = 0.75  # nearer pictures may show the same work: no negatives
    seed: int = 7


@dataclass(frozen=True)
class Lesson:
    """What teaches: pictures, visits to them, and the pictures' descriptors, (n, d), that tell look-alikes."""

    paths: Sequence[Path]
    visits: Visits
    vectors: NDArray[np.float32]


def tune(
    network: keras.Model,
    lesson: Lesson,
    check: Check,
    folder: Path,
    options: TuneOptions,
    iter_wrapper: IterWrapper = identity,
) -> list[dict[str, Any]]:
    """Train `network` in place, leave the best weights in it, and return the log: step, loss, score, recall.

    A killed run goes on where it was last kept: `folder` holds the state, the best weights and the log.
    """
    trainable = choose_trainable(network, options.frozen_blocks)
    optimizer = _build_optimizer(trainable, options)
    state = TrainingState(folder, [*network.variables, *optimizer.variables])
    first = state.restore()
    if not state.log:
        _note(state, network, check, 0, float("nan"))
    step = tf.function(partial(_train_step, network, trainable, optimizer, options.temperature), reduce_retracing=True)
    neighbors = nearest(lesson.vectors, options)
    losses: list[float] = []
    for number in iter_wrapper(range(first + 1, options.steps + 1)):
        losses.append(float(step(*draw_batch(lesson, neighbors, number, options, network.input_shape[1]))))
        if number % options.check_every == 0 or number == options.steps:
            _note(state, network, check, number, float(np.mean(losses)))
            losses = []
        if number % options.keep_every == 0 or number == options.steps:
            state.keep(number)
    _take_best(state, network)
    return state.log


def choose_trainable(network: keras.Model, frozen_blocks: int) -> list[keras.Variable]:
    """Return the weights that learn: the kernels after the first blocks, but for batch normalization."""
    frozen = ("stem", *(f"block{number}_" for number in range(frozen_blocks)))
    for layer in network.layers:
        layer.trainable = not layer.name.startswith(frozen) and not isinstance(layer, keras.layers.BatchNormalization)
    return network.trainable_variables


def score(recall: Recall) -> float:
    """Return one figure for a check: recall at 1, 10 and 20, averaged over groups so that each counts the same."""
    return float(np.mean([[group[depth] for depth in SCORED_DEPTHS] for group in recall.values()]))


def nearest(vectors: NDArray[np.float32], options: TuneOptions) -> NDArray[np.int64]:
    """Return (n, neighbors): each picture's nearest others, but for those that may show the same work."""
    similarities = vectors @ vectors.T
    similarities[similarities > options.look_alike] = -1.0
    return np.argsort(-similarities, axis=1)[:, : options.neighbors]


def draw_batch(
    lesson: Lesson, neighbors: NDArray[np.int64], step: int, options: TuneOptions, side: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the pictures and visits of a step, (works, side, side, 3) each, drawn from the step's own seed."""
    rng = np.random.default_rng([options.seed, step])
    anchors = rng.choice(len(lesson.paths), min(options.anchors, len(lesson.paths)), replace=False)
    works = np.unique(np.concatenate([anchors, neighbors[anchors].ravel()]))
    pictures = [crop_view(read_picture(lesson.paths[work]), WHOLE, side) for work in works]
    visits = [_see(lesson, int(work), rng, side) for work in works]
    return np.stack(pictures).astype(np.float32), np.stack(visits).astype(np.float32)


def contrast(pictures: tf.Tensor, visits: tf.Tensor, temperature: float) -> tf.Tensor:
    """Return the InfoNCE loss of (n, d) unit vectors, both ways: each visit its picture, each picture its visit."""
    logits = tf.matmul(visits, pictures, transpose_b=True) / temperature
    labels = tf.range(tf.shape(logits)[0])
    there = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    back = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, tf.transpose(logits))
    return tf.reduce_mean(there + back) / 2


def _build_optimizer(trainable: list[keras.Variable], options: TuneOptions) -> keras.optimizers.Optimizer:
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, options.steps, warmup_target=options.rate, warmup_steps=options.warm_up
    )
    optimizer = keras.optimizers.Adam(schedule)
    optimizer.build(trainable)
    return optimizer


def _train_step(network, trainable, optimizer, temperature, pictures, visits):  # type: ignore[no-untyped-def]
    with tf.GradientTape() as tape:
        vectors = network(tf.concat([pictures, visits], 0), training=False)
        seen, visited = tf.split(vectors, 2)
        loss = contrast(seen, visited, temperature)
    optimizer.apply_gradients(zip(tape.gradient(loss, trainable), trainable, strict=True))
    return loss


def _see(lesson: Lesson, work: int, rng: np.random.Generator, side: int) -> Pixels:
    """Return a crop of a visit: about as much of the photo as one of a photo's views shows, brighter or darker."""
    visit = lesson.visits.visit(lesson.paths[work], work + VISIT_SEEDS * int(rng.integers(VISITS_A_PICTURE)))
    share = rng.uniform(0.5, 1.0)
    left, top = (rng.uniform(0.25, 0.75) * (1 - share) for _ in range(2))
    crop = crop_view(visit, (left, top, left + share, top + share), side)
    if rng.uniform() < 0.3:  # a small work: few pixels of it reach the network
        few = int(rng.integers(side // 3, side))
        crop = cv2.resize(cv2.resize(crop, (few, few), interpolation=cv2.INTER_AREA), (side, side))
    return np.clip(crop * rng.uniform(0.75, 1.25), 0, 255).astype(np.uint8)


def _note(state: TrainingState, network: keras.Model, check: Check, step: int, loss: float) -> None:
    """Check on real photos; keep the weights if none before were better."""
    recall = check(network)
    row = {"step": step, "loss": None if np.isnan(loss) else round(loss, 4), "score": score(recall), "recall": recall}
    if all(row["score"] > earlier["score"] for earlier in state.log):
        write_arrays(_best_file(state), {f"{i}": weight for i, weight in enumerate(network.get_weights())})
    state.note(row)


def _take_best(state: TrainingState, network: keras.Model) -> None:
    with np.load(_best_file(state)) as arrays:
        network.set_weights([arrays[name] for name in arrays.files])


def _best_file(state: TrainingState) -> Path:
    return state.folder / "best.npz"
