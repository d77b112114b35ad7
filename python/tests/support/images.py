"""Small images and layers on them, as lists, and their gradients, measured."""

from collections.abc import Sequence
from math import prod
from types import ModuleType
from typing import Any

import numpy as np
from support.gradients import central_differences, check_gradient

from refnet.reference.conv import Conv1DLayer, Conv2DLayer


def images(m: int, shape: Sequence[int], seed: int = 1) -> list[list[float]]:
    """Return examples [m][n] of a shape, whose numbers are far from ties."""
    generator = np.random.default_rng(seed)
    rows = [generator.permutation(prod(shape)) + generator.random(prod(shape)) for _ in range(m)]
    return [((row - row.mean()) / prod(shape)).tolist() for row in rows]


def conv2d(
    shape: Sequence[int],
    window: Sequence[int],
    filters: int,
    strides: Sequence[int] = (1, 1),
    padding: str = "valid",
    bias: bool = True,
    connections: Any = None,
    seed: int = 2,
) -> Conv2DLayer:
    """Return filters with random weights for images of a shape."""
    generator = np.random.default_rng(seed)
    kernel = generator.normal(size=(*window, shape[2], filters))
    if connections is not None:
        kernel = kernel * np.array(connections)
    return Conv2DLayer(
        *(filters, tuple(window), tuple(strides), padding, "linear"),
        kernel=kernel.tolist(),
        bias=generator.normal(size=filters).tolist() if bias else None,
        connections=connections,
        input_shape=tuple(shape),
    )


def conv1d(
    shape: Sequence[int],
    window: int,
    filters: int,
    stride: int = 1,
    padding: str = "valid",
    bias: bool = True,
    seed: int = 2,
) -> Conv1DLayer:
    """Return filters with random weights for sequences of a shape."""
    layer = conv2d((1, *shape), (1, window), filters, (1, stride), padding, bias, None, seed)
    return Conv1DLayer(
        *(filters, (window,), (stride,), padding, "linear"),
        kernel=layer.kernel[0],
        bias=layer.bias,
        input_shape=tuple(shape),
    )


def check_input_gradients(chapters: ModuleType, name: str, layer: Any, x: Any) -> None:
    """Check <name>_input_gradients against differences of <name>_forward."""
    forward = getattr(chapters, f"{name}_forward")
    deltas = np.random.default_rng(3).normal(size=np.array(forward(x, layer)).shape)

    def loss(inputs: Any) -> float:
        return float((deltas * np.array(forward(inputs.tolist(), layer))).sum())

    gradients = getattr(chapters, f"{name}_input_gradients")(x, deltas.tolist(), layer)
    check_gradient(np.array(gradients), central_differences(loss, x))


def check_parameter_gradients(chapters: ModuleType, name: str, layer: Any, x: Any) -> None:
    """Check <name>_parameter_gradients against differences of <name>_forward."""
    forward, shape = getattr(chapters, f"{name}_forward"), np.array(layer.kernel).shape
    deltas = np.random.default_rng(3).normal(size=np.array(forward(x, layer)).shape)

    def loss(values: Any) -> float:
        kernel, bias = values[: prod(shape)].reshape(shape), values[prod(shape) :]
        moved = layer._replace(
            kernel=kernel.tolist(), bias=None if layer.bias is None else bias.tolist()
        )
        return float((deltas * np.array(forward(x, moved))).sum())

    gradients = getattr(chapters, f"{name}_parameter_gradients")(x, deltas.tolist(), layer)
    flat = np.concatenate([np.ravel(vector) for vector in gradients])
    bias = [] if layer.bias is None else layer.bias
    check_gradient(flat, central_differences(loss, [*np.ravel(layer.kernel), *bias]))
