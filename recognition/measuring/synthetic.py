"""Works that nobody made, for catalogues larger than ours: drawn around real ones, as far apart as real ones are.

Each vector lies at a cosine from a real one that some real vector has from its own nearest neighbor; in which
direction, another real vector and noise decide in equal parts. So neither do the drawn ones
crowd at the real ones, nor do they fill directions that no picture has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recognition.core.features import ReferenceFeatures, pack_descriptors, unpack_descriptors

BATCH = 5000  # works drawn at once without local features
LOCAL_BATCH = 50  # with them
SAMPLE = 4000  # vectors that the cosines of nearest neighbors are taken from
SAME_WORK = 0.95  # two pictures of one work: no distance between works

Vectors = NDArray[np.float32]


class Neighborhood:
    """Draws (n, d) unit vectors around the real `vectors`, (r, d) of unit length."""

    def __init__(self, vectors: Vectors, seed: int) -> None:
        self._real = vectors
        sample = vectors[np.random.default_rng(seed).permutation(len(vectors))[:SAMPLE]]
        cosines = sample @ sample.T
        np.fill_diagonal(cosines, -1)
        nearest = cosines.max(1)
        self._cosines = nearest[nearest < SAME_WORK]

    def draw(self, rng: np.random.Generator, count: int) -> Vectors:
        """Return (count, d) around real vectors that chance picks."""
        return self.around(self._real[rng.integers(len(self._real), size=count)], rng)

    def around(self, anchors: Vectors, rng: np.random.Generator) -> Vectors:
        """Return one vector around each of the (n, d) `anchors`."""
        others = self._real[rng.integers(len(self._real), size=len(anchors))]
        noise = rng.standard_normal(anchors.shape, dtype=np.float32)
        away = _unit(_across(_unit(_across(others, anchors)) + _unit(_across(noise, anchors)), anchors))
        cosine = rng.choice(self._cosines, len(anchors)).astype(np.float32)[:, None]
        return (cosine * anchors + np.sqrt(1 - cosine**2) * away).astype(np.float32)


class DrawnWorks:
    """Features of works around real ones. local: how many local features each gets, at most; 0 = vectors only."""

    def __init__(self, real: Sequence[ReferenceFeatures], local: int, seed: int = 1) -> None:
        self._real, self._local, self._seed = real, local, seed
        self._vectors = Neighborhood(np.stack([one.vector for one in real]), seed)
        self._locals = Neighborhood(some_descriptors(real), seed)

    def draw(self, count: int) -> Iterator[ReferenceFeatures]:
        """Yield `count` works, always the same."""
        rng = np.random.default_rng(self._seed)
        batch = LOCAL_BATCH if self._local else BATCH
        for first in range(0, count, batch):
            yield from self._batch(rng, min(batch, count - first))

    def _batch(self, rng: np.random.Generator, count: int) -> Iterator[ReferenceFeatures]:
        vectors = self._vectors.draw(rng, count)
        models = [kept(self._real[place], self._local) for place in rng.integers(len(self._real), size=count)]
        descriptors = np.concatenate([model.descriptors for model in models])
        if self._local:
            descriptors = pack_descriptors(self._locals.around(unpack_descriptors(descriptors), rng))
        ends = np.cumsum([len(model.descriptors) for model in models])[:-1]
        for model, vector, rows in zip(models, vectors, np.split(descriptors, ends), strict=True):
            yield replace(model, vector=vector, descriptors=rows)


def kept(features: ReferenceFeatures, local: int) -> ReferenceFeatures:
    """Return features with at most `local` local ones, the strongest; with none, nothing can be verified."""
    thumbnail = features.thumbnail if local else features.thumbnail[:0]
    points, descriptors = features.points[:local], features.descriptors[:local]
    return replace(features, points=points, descriptors=descriptors, thumbnail=thumbnail)


def some_descriptors(real: Sequence[ReferenceFeatures]) -> Vectors:
    """Return (n, k) descriptors of all works, one of each hundred."""
    return unpack_descriptors(np.concatenate([one.descriptors[::100] for one in real]))


def _across(vectors: Vectors, anchors: Vectors) -> Vectors:
    """Return what of each vector is perpendicular to its anchor."""
    return vectors - (vectors * anchors).sum(1, keepdims=True) * anchors


def _unit(vectors: Vectors) -> Vectors:
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)).astype(np.float32)
