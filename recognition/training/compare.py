"""Measure the choices behind the descriptor on real photos, one choice at a time, from features that are kept."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from recognition.core.embed import Embedder, embed_views
from recognition.core.preprocess import VIEWS, WHOLE, crop_view
from recognition.core.values import Pixels
from recognition.training.dataset import Visits, describe_pictures, read_picture
from recognition.training.network import (
    HEAD_FILTERS,
    TRUNKS,
    GeneralizedMean,
    build_trunk,
    last_fine_map,
    load_imagenet,
)
from recognition.training.real_photos import PhotoCheck, Recall, rank_works, recall_by_group
from recognition.training.train import RENDERED_VIEWS, learn_whitening
from recognition.training.whitening import Whitening, learn_pca
from recognition.training.workfolder import IterWrapper, compute_rows, identity, name_run

POWERS = (2.0, 3.0, 4.0)
TIMED_VIEWS = 60


@dataclass(frozen=True)
class Variant:
    """One way to make and compare descriptors.

    levels: 1 pools the last map, 2 also the last map of twice its side. whitening: "none", "pca" or "pairs".
    reference_views: a reference is its "whole" picture, the "mean" of its seven views, or the "best" of them.
    expansion: how many of the nearest references are added to the photo's vector before searching again.
    """

    trunk: str = "lite0"
    side: int = 224
    power: float = 3.0
    levels: int = 1
    whitening: str = "pairs"
    ridge: float = 1e-3
    dimensions: int = 512
    reference_views: str = "whole"
    expansion: int = 0


BASE = Variant()
NETWORKS = (*(("lite0", side) for side in (224, 288, 320)), ("lite1", 240), ("lite2", 260))
VARIANTS = (
    BASE,
    *(Variant(power=power) for power in (2.0, 4.0)),
    Variant(levels=2),
    Variant(whitening="none", dimensions=HEAD_FILTERS),
    *(Variant(whitening="pca", dimensions=dimensions) for dimensions in (512, 256)),
    *(Variant(ridge=ridge) for ridge in (1e-2, 1e-1, 1.0)),
    *(Variant(ridge=ridge, dimensions=256) for ridge in (1e-3, 1e-1)),
    Variant(levels=2, ridge=1e-1),
    Variant(power=2.0, ridge=1e-1),
    *(Variant(expansion=count) for count in (1, 3)),
    *(Variant(reference_views=views) for views in ("mean", "best")),
    *(Variant(trunk, side) for trunk, side in NETWORKS[1:]),
)


def build_pooled(trunk_name: str, side: int, state: dict[str, NDArray]) -> keras.Model:
    """Return pictures → every pooling that `Variant` knows, each of unit length, side by side."""
    stages = TRUNKS[trunk_name]
    trunk = build_trunk(side, stages)
    load_imagenet(trunk, state, stages)
    maps = (trunk.output, last_fine_map(trunk, stages))
    pooled = [keras.ops.normalize(GeneralizedMean(power)(m), axis=-1) for m in maps for power in POWERS]
    return keras.Model(trunk.input, keras.ops.concatenate(pooled, axis=-1), name=f"{trunk_name}_{side}")


@dataclass(frozen=True)
class Seen:
    """What one trunk sees of all pictures, computed on first use and kept in `folder`; rows hold every pooling."""

    folder: Path
    embedder: Embedder
    check: PhotoCheck
    learning: Sequence[Path]
    visits: Visits
    iter_wrapper: IterWrapper = identity

    @cached_property
    def gallery(self) -> NDArray:
        """Return (gallery, 1, d)."""
        return self._rows("gallery", self.check.gallery, lambda _, path: self._describe(path, [WHOLE]))

    @cached_property
    def gallery_views(self) -> NDArray:
        """Return (gallery, 7, d)."""
        return self._rows("gallery_views", self.check.gallery, lambda _, path: self._describe(path, VIEWS))

    @cached_property
    def photos(self) -> NDArray:
        """Return (photos, 7, d)."""
        paths = [photo.path for photo in self.check.photos]
        return self._rows("photos", paths, lambda _, path: embed_views(read_picture(path), self.embedder))

    @cached_property
    def pairs(self) -> NDArray:
        """Return (learning, 1 + visit's views, d): the picture, then a rendered visit to it."""
        return self._rows("pairs", self.learning, self._pair)

    def _pair(self, seed: int, path: Path) -> NDArray:
        picture, visit = read_picture(path), self.visits.visit(path, seed)
        views = [crop_view(visit, view, self.embedder.side) for view in RENDERED_VIEWS]
        return self.embedder.embed([crop_view(picture, WHOLE, self.embedder.side), *views])

    def _describe(self, path: Path, views: Iterable[tuple[float, float, float, float]]) -> NDArray:
        picture = read_picture(path)
        return self.embedder.embed([crop_view(picture, view, self.embedder.side) for view in views])

    def _rows(self, name: str, items: Sequence[Path], describe: Callable[[int, Path], NDArray]) -> NDArray:
        def compute(number: int, path: Path) -> NDArray:
            return describe(number, path).astype(np.float16)

        folder = self.folder / f"{name}-{name_run(describe_pictures(items))}"
        return compute_rows(folder, items, compute, self.iter_wrapper)


@dataclass(frozen=True)
class Vectors:
    """Descriptors of one variant: gallery (g, v, d) and photos (p, 7, d), of unit length."""

    gallery: NDArray[np.float32]
    photos: NDArray[np.float32]


def measure(seen: Seen, variant: Variant) -> Recall:
    """Return the recall of `variant` by group of photos."""
    vectors = describe(seen, variant)
    similarities = compare(vectors, variant)
    return recall_by_group(seen.check.photos, rank_works(similarities, seen.check.truth))


def describe(seen: Seen, variant: Variant) -> Vectors:
    """Return the descriptors of `variant` for the gallery and the photos."""
    gallery = seen.gallery if variant.reference_views == "whole" else seen.gallery_views
    select = selection(seen.gallery.shape[-1], variant)
    whitening = learn(select(seen.pairs), variant)
    vectors = Vectors(apply(whitening, select(gallery)), apply(whitening, select(seen.photos)))
    if variant.reference_views == "mean":
        return Vectors(unit(vectors.gallery.mean(1, keepdims=True)), vectors.photos)
    return vectors


def compare(vectors: Vectors, variant: Variant) -> NDArray[np.float32]:
    """Return (photos, gallery): the best cosine over all views, after query expansion."""
    gallery, photos = vectors.gallery, vectors.photos
    if variant.expansion:
        photos = expand(photos, gallery[:, 0], variant.expansion)
    return np.einsum("pvd,gwd->pgvw", photos, gallery, optimize=True).max((2, 3))


def expand(photos: NDArray[np.float32], gallery: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Add to each view its nearest references, weighted by the cube of their cosine (Radenovic et al. 2018)."""
    similarities = photos @ gallery.T
    nearest = np.argsort(-similarities, axis=-1)[..., :count]
    weights = np.maximum(np.take_along_axis(similarities, nearest, -1), 0) ** 3
    return unit(photos + (gallery[nearest] * weights[..., None]).sum(2))


def selection(width: int, variant: Variant) -> Callable[[NDArray], NDArray[np.float32]]:
    """Return what picks the poolings of `variant` out of rows with all of them."""
    fine = width // len(POWERS) - HEAD_FILTERS
    first = POWERS.index(variant.power)
    spans = [range(first * HEAD_FILTERS, (first + 1) * HEAD_FILTERS)]
    if variant.levels == 2:
        start = len(POWERS) * HEAD_FILTERS + first * fine
        spans.append(range(start, start + fine))
    columns = np.concatenate([np.array(span) for span in spans])
    return lambda rows: unit(rows[..., columns].astype(np.float32))


def learn(pairs: NDArray[np.float32], variant: Variant) -> Whitening | None:
    """Learn the whitening of `variant` from (n, 1 + views, d) pictures and their visits."""
    if variant.whitening == "none":
        return None
    if variant.whitening == "pca":
        return learn_pca(pairs[:, 0], variant.dimensions, power=1.0)
    return learn_whitening(pairs, variant.dimensions, ridge=variant.ridge)


def apply(whitening: Whitening | None, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return whitened vectors of unit length."""
    return vectors if whitening is None else whitening.apply(vectors)


def unit(vectors: NDArray) -> NDArray[np.float32]:
    """Return `vectors` scaled to unit length along the last axis."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def time_view(embedder: Embedder) -> float:
    """Return the median milliseconds of processor time that one view costs on one thread."""
    picture = np.zeros((embedder.side, embedder.side, 3), np.uint8)
    return 1000 * statistics.median(_seconds(embedder, picture) for _ in range(TIMED_VIEWS))


def _seconds(embedder: Embedder, picture: Pixels) -> float:
    start = time.thread_time()
    embedder.embed([picture])
    return time.thread_time() - start
