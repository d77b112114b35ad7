"""Chapter embedding in real numbers: a product of one-hot rows and the table."""

from typing import Any

import numpy as np
from mpmath import mpf

from oracle.reals import Reals
from oracle.sequences import OnSteps


class Embedding(OnSteps):
    """A dense layer without a bias on one-hot numbers: embeddings [numbers][features]."""

    activation = "linear"

    def __init__(self, shape: list[int], embeddings: Reals, mask_zero: bool) -> None:
        self.embeddings, self.mask_zero = embeddings, mask_zero
        self.shape = [*shape, embeddings.shape[1]]

    def one_hot(self, inputs: Reals) -> Reals:
        """Return a row of 0 and a single 1 for each step: [m][t] -> [m * t][numbers]."""
        numbers = np.arange(len(self.embeddings))
        result: Reals = np.where(inputs.reshape(-1, 1) == numbers, mpf(1), mpf(0))
        return result

    def mask_after(self, inputs: Reals) -> Reals | None:
        """Return the mask of the outputs."""
        return np.where(inputs != 0, mpf(1), mpf(0)) if self.mask_zero else None

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the outputs for a batch."""
        rows: Reals = self.one_hot(inputs) @ self.embeddings
        return rows.reshape(len(inputs), -1)

    def weights(self) -> list[Reals]:
        """Return the table, which the optimizer moves in place."""
        return [self.embeddings]

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the table."""
        return [self.one_hot(inputs).T @ deltas.reshape(-1, self.shape[1])]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs, which are constants."""
        result: Reals = 0 * inputs
        return result

    def shown(self) -> dict[str, Any]:
        """Return a copy of the table, as an answer has it."""
        return {"embeddings": self.embeddings.copy()}
