"""Fit the confidence: a logistic model of the evidence (Platt 1999), by Newton's method with a weak ridge.

No weight is negative: more of any evidence never makes a work less likely, whatever a few examples say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 1e-2  # keeps the weights finite where right and wrong are cleanly apart
STEPS = 50
FOLDS = 5


@dataclass(frozen=True)
class Logistic:
    """p = 1 / (1 + exp(−(intercept + x · weights)))."""

    intercept: float
    weights: NDArray[np.float64]

    def predict(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the (n,) probabilities of (n, k) evidence."""
        return 1.0 / (1.0 + np.exp(-(self.intercept + evidence @ self.weights)))


def fit_logistic(evidence: NDArray[np.float64], right: NDArray[np.bool_]) -> Logistic:
    """Fit to (n, k) evidence and whether each was right; evidence that would count against a work counts nothing.

    Targets are Platt's, (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2): with few examples nothing is quite certain.
    """
    positives, negatives = right.sum(), (~right).sum()
    targets = np.where(right, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    counts = np.ones(evidence.shape[1], bool)
    while True:
        fitted = _fit_freely(evidence[:, counts], targets)
        if not counts.any() or fitted[1:].min() >= 0:
            break
        counts[np.flatnonzero(counts)[fitted[1:].argmin()]] = False
    weights = np.zeros(evidence.shape[1])
    weights[counts] = fitted[1:]
    return Logistic(float(fitted[0]), weights)


def _fit_freely(evidence: NDArray[np.float64], targets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the intercept and (k,) weights, of any sign, of the likeliest model."""
    inputs = np.column_stack([np.ones(len(evidence)), evidence])
    weights = np.zeros(inputs.shape[1])
    ridge = RIDGE * np.diag([0.0] + [1.0] * evidence.shape[1])
    for _ in range(STEPS):
        predicted = 1.0 / (1.0 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (predicted - targets) + ridge @ weights
        hessian = (inputs * (predicted * (1 - predicted))[:, None]).T @ inputs + ridge + 1e-9 * np.eye(len(weights))
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def predict_apart(
    evidence: NDArray[np.float64], right: NDArray[np.bool_], groups: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the (n,) probabilities of each example by a model fit to other groups: cross-validation in five folds.

    `groups` are (n,) numbers from 0; examples of one photo or clip share theirs, as they tell of each other.
    """
    folds = np.random.default_rng(0).permutation(groups.max() + 1)[groups] % FOLDS
    predicted = np.empty(len(evidence))
    for fold in np.unique(folds):
        apart = folds == fold
        predicted[apart] = fit_logistic(evidence[~apart], right[~apart]).predict(evidence[apart])
    return predicted
