"""Chapter pooling in real numbers."""

import numpy as np
from mpmath import mpf

from oracle.flatten import Unweighted
from oracle.reals import Reals
from oracle.windows import insides, windows


class Pooling(Unweighted):
    """What a pooling does with the cells of each window that are inside the image.

    before: the shape of an example before it, (rows, columns, channels).
    """

    def __init__(
        self, before: list[int], window: list[int], strides: list[int], padding: str
    ) -> None:
        counts = [windows(*axis, padding)[0] for axis in zip(before, window, strides, strict=False)]
        super().__init__([*counts, before[2]])
        self.before, self.maps = before, self.shape
        self.places = list(insides(before, window, strides, padding))

    def pool(self, cells: Reals) -> Reals:
        """Return a number for each channel: [cells][c] -> [c]."""
        raise NotImplementedError

    def shares(self, cells: Reals) -> Reals:
        """Return the derivative of that number by each cell: [cells][c] -> [cells][c]."""
        raise NotImplementedError

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the preactivations for a batch."""
        images = inputs.reshape(-1, *self.before)
        result = np.empty((len(inputs), *self.maps), dtype=object)
        for m, image in enumerate(images):
            for (i, j), inside in self.places:
                result[m, i, j] = self.pool(image[inside].reshape(-1, self.before[2]))
        return result.reshape(len(inputs), -1)

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        images, maps = inputs.reshape(-1, *self.before), deltas.reshape(-1, *self.maps)
        result = np.full(images.shape, mpf(0), dtype=object)
        for m, image in enumerate(images):
            for (i, j), inside in self.places:
                shares = self.shares(image[inside].reshape(-1, self.before[2])) * maps[m, i, j]
                result[m][inside] += shares.reshape(image[inside].shape)
        return result.reshape(inputs.shape)


class MaxPooling(Pooling):
    """The largest cell, the first one where there are several."""

    def pool(self, cells: Reals) -> Reals:
        """Return the largest cell of each channel."""
        result: Reals = cells.max(axis=0)
        return result

    def shares(self, cells: Reals) -> Reals:
        """Return 1 for the first largest cell, and 0 for the others."""
        result = np.full(cells.shape, mpf(0), dtype=object)
        result[cells.argmax(axis=0), range(cells.shape[1])] = mpf(1)
        return result


class AveragePooling(Pooling):
    """The mean of the cells."""

    def pool(self, cells: Reals) -> Reals:
        """Return the mean of each channel."""
        result: Reals = cells.sum(axis=0) / len(cells)
        return result

    def shares(self, cells: Reals) -> Reals:
        """Return the same share for all cells."""
        return np.full(cells.shape, mpf(1) / len(cells), dtype=object)


class GlobalAveragePooling(AveragePooling):
    """The mean of the whole image: [rows][columns][c] -> [c]."""

    def __init__(self, before: list[int]) -> None:
        super().__init__(before, before[:2], [1, 1], "valid")
        self.shape = before[2:]
