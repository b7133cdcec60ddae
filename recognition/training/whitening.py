"""Closed-form whitening and PCA, learned from descriptors.

PCA whitening: Jégou & Chum, "Negative evidences and co-occurrences in image retrieval", 2012.
Pair-learned whitening: Mikolajczyk & Matas 2007, as used by Radenovic et al. 2018 — whiten the differences between
two pictures of the same work, then rotate to the directions in which different works vary most.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 1e-3  # of the mean variance: directions never seen in the pairs are not blown up


@dataclass(frozen=True)
class Whitening:
    """y = (x − mean) @ axes: mean (d,), axes (d, k)."""

    mean: NDArray[np.float32]
    axes: NDArray[np.float32]

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (…, k) whitened vectors of unit length."""
        whitened = (vectors - self.mean) @ self.axes
        return whitened / np.maximum(np.linalg.norm(whitened, axis=-1, keepdims=True), 1e-12)


def learn_pca(vectors: NDArray[np.float32], dimensions: int, *, power: float = 0.0) -> Whitening:
    """Learn the principal axes of (n, d) vectors, each divided by its deviation to the `power` (1 whitens fully)."""
    mean = vectors.mean(0)
    variances, axes = np.linalg.eigh(np.cov(vectors - mean, rowvar=False))
    largest = np.argsort(variances)[::-1][:dimensions]
    scale = np.maximum(variances[largest], RIDGE * variances.mean()) ** (-power / 2)
    return Whitening(mean.astype(np.float32), (axes[:, largest] * scale).astype(np.float32))


def learn_from_pairs(
    first: NDArray[np.float32], second: NDArray[np.float32], dimensions: int, *, ridge: float = RIDGE
) -> Whitening:
    """Learn from (n, d) descriptors of the same works seen twice; a larger `ridge` shrinks towards PCA."""
    mean = np.concatenate([first, second]).mean(0)
    differences = first - second
    within = differences.T @ differences / len(differences)
    within += ridge * np.trace(within) / len(within) * np.eye(len(within))
    whiten = np.linalg.inv(np.linalg.cholesky(within)).T
    rotation = learn_pca((np.concatenate([first, second]) - mean) @ whiten, dimensions)
    return Whitening(mean.astype(np.float32), (whiten @ rotation.axes).astype(np.float32))
