"""Chapter conv in real numbers: for each weight, the image is moved and multiplied by it."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from mpmath import mpf

from oracle.reals import Reals
from oracle.windows import windows


class Convolution:
    """A convolution in real numbers: kernel [a][b][c][f], bias [f] or None.

    shape: that of an example before it, (rows, columns, channels); connections [c][f]: 1 or 0, or
    None.
    """

    def __init__(
        self,
        shape: list[int],
        kernel: Reals,
        bias: Reals | None,
        strides: list[int],
        padding: str,
        activation: str,
        connections: Reals | None,
    ) -> None:
        self.inputs, self.kernel, self.bias = shape, kernel, bias
        self.strides, self.activation, self.connections = strides, activation, connections
        axes = zip(shape, kernel.shape, strides, strict=False)
        self.axes = [windows(*axis, padding) for axis in axes]
        self.shape = self.maps = [*(count for count, _, _ in self.axes), kernel.shape[3]]

    def moved(self) -> Iterator[tuple[int, int, tuple[slice, ...]]]:
        """Yield each cell of the kernel, and the cells of a padded image that it meets."""
        for a, b in product(range(self.kernel.shape[0]), range(self.kernel.shape[1])):
            met = (
                slice(start, start + (count - 1) * stride + 1, stride)
                for start, (count, _, _), stride in zip(
                    (a, b), self.axes, self.strides, strict=True
                )
            )
            yield a, b, (slice(None), *met)

    def padded(self, inputs: Reals) -> Reals:
        """Return images with zeros around them: [m][n] -> [m][rows][columns][c]."""
        (_, above, below), (_, left, right) = self.axes
        rows, columns, channels = self.inputs
        size = (len(inputs), above + rows + below, left + columns + right, channels)
        result = np.full(size, mpf(0), dtype=object)
        result[:, above : above + rows, left : left + columns] = inputs.reshape(-1, *self.inputs)
        return result

    def preactivations(self, inputs: Reals) -> Reals:
        """Return the preactivations for a batch."""
        images = self.padded(inputs)
        result = np.full((len(inputs), *self.maps), mpf(0), dtype=object)
        for a, b, met in self.moved():
            result = result + images[met] @ self.kernel[a, b]
        if self.bias is not None:
            result = result + self.bias
        return result.reshape(len(inputs), -1)

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        return [self.kernel] if self.bias is None else [self.kernel, self.bias]

    def weight_gradients(self, inputs: Reals, deltas: Reals) -> list[Reals]:
        """Return the gradients of the weights."""
        images, maps = self.padded(inputs), deltas.reshape(len(deltas), *self.maps)
        kernel = np.empty_like(self.kernel)
        for a, b, met in self.moved():
            kernel[a, b] = np.tensordot(images[met], maps, axes=([0, 1, 2], [0, 1, 2]))
        if self.connections is not None:
            kernel = kernel * self.connections
        return [kernel] if self.bias is None else [kernel, maps.sum(axis=(0, 1, 2))]

    def input_gradients(self, inputs: Reals, deltas: Reals) -> Reals:
        """Return the gradients of the inputs."""
        maps = deltas.reshape(len(deltas), *self.maps)
        gradients = self.padded(0 * inputs)
        for a, b, met in self.moved():
            gradients[met] = gradients[met] + maps @ self.kernel[a, b].T
        (_, above, _), (_, left, _) = self.axes
        rows, columns, _ = self.inputs
        inside = gradients[:, above : above + rows, left : left + columns]
        return inside.reshape(len(inputs), -1)

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them."""
        bias = None if self.bias is None else self.bias.copy()
        return {"kernel": self.kernel.copy(), "bias": bias}


class SequenceConvolution(Convolution):
    """A convolution of sequences, which are images of one row: kernel [1][b][c][f]."""

    def __init__(self, shape: list[int], kernel: Reals, *rest: Any) -> None:
        super().__init__([1, *shape], kernel, *rest)
        self.shape = self.maps[1:]

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them: the kernel is [b][c][f]."""
        return {**super().shown(), "kernel": self.kernel[0].copy()}
