"""Logistic regression as its weights are applied: the sigmoid, a model over named features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    result: Floats = 1.0 / (1.0 + np.exp(-x))
    return result


@dataclass(frozen=True)
class Model:
    """A logistic regression: p = 1 / (1 + exp(-(bias + weights . x))) over raw features."""

    features: tuple[str, ...]
    weights: Floats
    bias: float

    def __call__(self, x: Floats) -> Floats:
        """Return the probability float64[n] of each row of x float64[n, features]."""
        return sigmoid(x @ self.weights + self.bias)
