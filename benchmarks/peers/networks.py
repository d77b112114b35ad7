"""The layers of a network: their shapes, first weights, outputs and number of multiply-adds.

A layer is a sequence, as in JSON: ("dense", units, activation), ("conv2d", filters, side, padding,
activation), ("average_pooling2d", side), ("global_average_pooling2d",), ("flatten",), ("lstm",
units) or ("gru", units); for the last two see recurrent.py. Kernels and pools are square; a
convolution has strides of 1. Images have their channels last.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from benchmarks.peers.recurrent import GATES, recurrent_outputs, recurrent_weights, sigmoid
from numpy.typing import NDArray

Array = NDArray[Any]
Layer = Sequence[Any]
Shape = tuple[int, ...]  # of an example: (n,), (height, width, channels) or (steps, features)

ROWS = 128  # for so many examples at a time the patches of a convolution are gathered


def output_shape(shape: Shape, layer: Layer) -> Shape:
    """Return the shape of a layer's outputs for inputs of a shape."""
    match layer:
        case ["dense", units, _]:
            return (units,)
        case ["conv2d", filters, side, padding, _]:
            less = 0 if padding == "same" else side - 1
            return (shape[0] - less, shape[1] - less, filters)
        case ["average_pooling2d", side]:
            return (shape[0] // side, shape[1] // side, shape[2])
        case ["global_average_pooling2d"]:
            return (shape[2],)
        case ["flatten"]:
            return (int(np.prod(shape)),)
        case ["lstm" | "gru", units]:
            return (units,)
    raise ValueError(f"unknown layer: {layer}")


def with_shapes(shape: Shape, layers: Sequence[Layer]) -> Iterator[tuple[Layer, Shape]]:
    """Yield each layer and the shape of its inputs."""
    for layer in layers:
        yield layer, shape
        shape = output_shape(shape, layer)


def kernel_shape(layer: Layer, shape: Shape) -> Shape | None:
    """Return the shape of a layer's kernel, [n][u] or [side][side][channels][filters]."""
    match layer:
        case ["dense", units, _]:
            return (shape[0], units)
        case ["conv2d", filters, side, _, _]:
            return (side, side, shape[2], filters)
    return None


def drawn_weights(
    shape: Shape, layers: Sequence[Layer], generator: np.random.RandomState
) -> list[Array]:
    """Return the weights of each layer that has some, drawn as refnet and Keras draw them."""
    parts: list[Array] = []
    for layer, inputs in with_shapes(shape, layers):
        if layer[0] in GATES:
            parts += recurrent_weights(layer, inputs[-1], generator)
        kernel = kernel_shape(layer, inputs)
        if kernel is not None:
            window = int(np.prod(kernel[:-2]))
            limit = np.sqrt(6 / (window * kernel[-2] + window * kernel[-1]))
            parts.append((2 * generator.random_sample(kernel) - 1) * limit)
            parts.append(np.zeros(kernel[-1]))
    return parts


def grouped(
    layers: Sequence[Layer], parts: Sequence[Array], recurrent: int = 3
) -> Iterator[tuple[Layer, list[Array]]]:
    """Yield each layer and its own weights; recurrent: how many a recurrent layer has."""
    counts = {"dense": 2, "conv2d": 2, **dict.fromkeys(GATES, recurrent)}
    remaining = iter(parts)
    for layer in layers:
        yield layer, [next(remaining) for _ in range(counts.get(layer[0], 0))]


def multiply_adds(shape: Shape, layers: Sequence[Layer], is_trained: bool) -> int:
    """Return the multiply-adds of the kernels for an example, those with padding included.

    Training needs each of them a second time for the kernel's gradient, and a third time for the
    gradient of the inputs, except in the first layer. A recurrent kernel has them at every step.
    """
    total = 0
    for number, (layer, inputs) in enumerate(with_shapes(shape, layers)):
        kernel = kernel_shape(layer, inputs)
        passes = 1 if not is_trained else 2 if number == 0 else 3
        if layer[0] in GATES:
            (steps, features), units = inputs, layer[1]
            columns = GATES[layer[0]] * units
            total += steps * columns * (passes * features + (3 if is_trained else 1) * units)
        if kernel is not None:
            places = int(np.prod(output_shape(inputs, layer)[:-1]))
            total += passes * places * int(np.prod(kernel))
    return total


def channels_first(shape: Shape, layers: Sequence[Layer], parts: Sequence[Array]) -> list[Array]:
    """Return the weights for images with their channels first.

    A convolution's kernel becomes [filters][channels][side][side]; a dense kernel after "flatten"
    has its rows in the order of the channels.
    """
    return reordered(shape, layers, parts, is_back=False)


def channels_last(shape: Shape, layers: Sequence[Layer], parts: Sequence[Array]) -> list[Array]:
    """Return the weights that ``channels_first`` reordered."""
    return reordered(shape, layers, parts, is_back=True)


def reordered(
    shape: Shape, layers: Sequence[Layer], parts: Sequence[Array], is_back: bool
) -> list[Array]:
    result: list[Array] = []
    flattened: Shape = ()  # the shape before the last "flatten"
    owners = grouped(layers, parts)
    for (layer, inputs), (_, own) in zip(with_shapes(shape, layers), owners, strict=True):
        if layer[0] == "flatten":
            flattened = inputs
        if kernel_shape(layer, inputs) is None:
            result += own
            continue
        kernel, bias = own
        if layer[0] == "conv2d":
            kernel = kernel.transpose((2, 3, 1, 0) if is_back else (3, 2, 0, 1))
        elif flattened:
            kernel = reordered_rows(kernel, flattened, is_back)
            flattened = ()
        result += [np.ascontiguousarray(kernel), bias]
    return result


def reordered_rows(kernel: Array, shape: Shape, is_back: bool) -> Array:
    height, width, channels = shape
    if is_back:
        rows = kernel.reshape(channels, height, width, -1).transpose(1, 2, 0, 3)
    else:
        rows = kernel.reshape(height, width, channels, -1).transpose(2, 0, 1, 3)
    result: Array = rows.reshape(kernel.shape)
    return result


def network_outputs(layers: Sequence[Layer], weights: Sequence[Array], inputs: Array) -> Array:
    """Return the outputs of a network, calculated in float64."""
    parts = [np.asarray(part, np.float64) for part in weights]
    blocks = [inputs[start : start + ROWS] for start in range(0, len(inputs), ROWS)]
    return np.concatenate([block_outputs(layers, parts, block) for block in blocks])


def block_outputs(layers: Sequence[Layer], weights: Sequence[Array], x: Array) -> Array:
    remaining = iter(weights)
    for layer in layers:
        match layer:
            case ["dense", _, activation]:
                x = ACTIVATIONS[activation](x @ next(remaining) + next(remaining))
            case ["conv2d", _, side, padding, activation]:
                sums = convolution(x, next(remaining), side if padding == "same" else 1)
                x = ACTIVATIONS[activation](sums + next(remaining))
            case ["average_pooling2d", side]:
                m, height, width, channels = x.shape
                cells = x.reshape(m, height // side, side, width // side, side, channels)
                x = cells.mean(axis=(2, 4))
            case ["global_average_pooling2d"]:
                x = x.mean(axis=(1, 2))
            case ["flatten"]:
                x = x.reshape(len(x), -1)
            case ["lstm" | "gru", _]:
                x = recurrent_outputs(layer, [next(remaining) for _ in range(3)], x)
    return x


def convolution(x: Array, kernel: Array, padded: int) -> Array:
    """Return the sums of a convolution of images padded with padded - 1 rows and columns."""
    before, after = (padded - 1) // 2, padded // 2
    x = np.pad(x, ((0, 0), (before, after), (before, after), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
    sums: Array = np.tensordot(windows, kernel, axes=((4, 5, 3), (0, 1, 2)))
    return sums


def softmax(logits: Array) -> Array:
    """Return the softmax of each row."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Array = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


ACTIVATIONS = {
    "relu": lambda preactivations: np.maximum(preactivations, 0),
    "sigmoid": sigmoid,
    "softmax": softmax,
}
