"""Layers one after another: their shapes, their weights, and the network that they describe."""

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import Any

import numpy as np

from refnet.errors import RefnetError
from refnet.layers.activation_layers import Activation, LeakyReLU, Softmax
from refnet.layers.arguments import Array, Shape, as_batch_shape, as_open_shape
from refnet.layers.base import Layer
from refnet.layers.batch_normalization import BatchNormalization
from refnet.layers.bidirectional import CELLS, Bidirectional
from refnet.layers.conv import Conv1D, Conv2D
from refnet.layers.dense import Dense
from refnet.layers.dropout import Dropout
from refnet.layers.embedding import Embedding
from refnet.layers.flatten import Flatten, Input, Reshape
from refnet.layers.graphs import Add, Concatenate, Graph, sources_of
from refnet.layers.normalization import Normalization
from refnet.layers.parts import Part
from refnet.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from refnet.layers.recurrent import GRU, LSTM, SimpleRNN
from refnet.layers.sequences import Masking, RepeatVector, TimeDistributed
from refnet.layers.tensors import check_first
from refnet.layers.zero_padding import ZeroPadding2D
from refnet.reference.checks import MOST_NUMBERS, check_range
from refnet.reference.graphs import Sources, layer_sources
from refnet.reference.kinds import is_stateful
from refnet.reference.regularizers import Regularizers

KINDS: tuple[type[Layer], ...] = (
    Dense,
    Flatten,
    Reshape,
    Normalization,
    BatchNormalization,
    Dropout,
    Activation,
    LeakyReLU,
    Softmax,
    Conv2D,
    Conv1D,
    MaxPooling2D,
    AveragePooling2D,
    GlobalAveragePooling2D,
    ZeroPadding2D,
    Masking,
    RepeatVector,
    TimeDistributed,
    Embedding,
    SimpleRNN,
    LSTM,
    GRU,
    Add,
    Concatenate,
    Part,
)
DESCRIBED = {kind.kind: kind for kind in KINDS} | dict.fromkeys(CELLS, Bidirectional)


def as_layer(argument: str, value: Any) -> Layer:
    """Return a layer; raises RefnetError: wrong_type."""
    if not isinstance(value, Layer):
        is_class = isinstance(value, type) and issubclass(value, Layer | Input)
        raise RefnetError(
            "wrong_type",
            argument,
            f"{argument}: expected a layer of refnet.layers, got "
            + (f"{value.__name__} without parentheses" if is_class else type(value).__name__),
        )
    return value


def as_built_shape(argument: str, shape: Any, first: Layer) -> tuple[Any, Any]:
    """Return the batch size, None if it is open, and the shape of one example.

    shape: of one example, or of a batch if it begins with None or ``first`` takes one axis less.
    Raises RefnetError: wrong_type, out_of_range, empty.
    """
    has_several = isinstance(shape, Sequence) and len(shape) > 1
    if has_several and shape[0] is None:
        return None, as_open_shape(argument, shape[1:])
    if has_several and first.ndim == len(shape) - 1:
        size, example = as_batch_shape(argument, shape)
        if first.misfit(tuple(shape)) is not None:
            return size, example
    return None, as_open_shape(argument, shape)


def with_shapes(layers: Sequence[Layer], shape: Shape) -> Iterator[tuple[Layer, Shape, Shape]]:
    """Yield each layer with the shapes of its inputs and outputs, for examples of this shape.

    The shape of the inputs of a layer that merges several is a tuple with that of each.

    Raises RefnetError: shape_mismatch, out_of_range.
    """
    sources, outputs = sources_of(layers), [shape]  # those of layer i at i + 1
    for i, layer in enumerate(layers):
        own = layer_sources(i, sources)
        check_first(layer, own == [-1], f"layers[{i}]")
        if layer.merges != (len(own) > 1):
            expected = "two or more sources" if layer.merges else "one source"
            message = f"layers[{i}]: {type(layer).__name__} expected {expected}; call it on them"
            raise RefnetError("shape_mismatch", "layers", message + ", in a Model")
        seen: Any = tuple(outputs[j + 1] for j in own) if layer.merges else outputs[own[0] + 1]
        outputs.append(layer.output_shape(seen, f"layers[{i}]"))
        yield layer, seen, outputs[-1]


def weight_shapes(layers: Sequence[Layer], shape: Shape) -> list[Shape]:
    """Return the shapes of all weights, layer by layer, for examples of this shape."""
    pairs = with_shapes(layers, shape)
    return [sizes for layer, seen, _ in pairs for sizes in layer.weight_shapes(seen)]


def count_weights(layers: Sequence[Layer], shape: Shape) -> int:
    """Return the size of all weights together for examples of this shape."""
    return sum(prod(sizes) for sizes in weight_shapes(layers, shape))


def count_parameters(layers: Sequence[Layer], shape: Shape) -> int:
    """Return how many of the weights training can change, for examples of this shape."""
    return sum(layer.count_parameters(seen) for layer, seen, _ in with_shapes(layers, shape))


def split_weights(layers: Sequence[Layer], shape: Shape, weights: Array) -> list[Array]:
    """Return views of all weights [size] with the shapes that ``weight_shapes`` returns."""
    shapes = weight_shapes(layers, shape)
    ends = np.cumsum([0, *(prod(sizes) for sizes in shapes)])
    places = zip(ends[:-1], ends[1:], shapes, strict=True)
    return [weights[start:end].reshape(sizes) for start, end, sizes in places]


def by_layer(
    layers: Sequence[Layer], shape: Shape, weights: Iterable[Array]
) -> Iterator[tuple[Layer, Shape, list[Array]]]:
    """Yield each layer with the shape of its inputs and its own of these weights, of all layers."""
    rest = iter(weights)
    for layer, seen, _ in with_shapes(layers, shape):
        yield layer, seen, [next(rest) for _ in layer.weight_shapes(seen)]


def trained_weights(layers: Sequence[Layer], shape: Shape, weights: Array) -> Array:
    """Return those of all weights [size] that an optimizer changes."""
    parts = by_layer(layers, shape, split_weights(layers, shape, weights))
    trained = [own[: len(own) - layer.moving_weights] for layer, _, own in parts]
    return np.concatenate([weights[:0], *(array.ravel() for own in trained for array in own)])


def check_weights(layers: Sequence[Layer], shape: Shape, weights: Array) -> None:
    """Raise RefnetError: out_of_range for weights [size] that the layers cannot have."""
    i = 0
    for layer, _, own in by_layer(layers, shape, split_weights(layers, shape, weights)):
        layer.check_own(own, i)
        i = i + len(own)


def output_shape(layers: Sequence[Layer], shape: Shape) -> Shape:
    """Return the shape of the outputs for one example; raises shape_mismatch, out_of_range."""
    *_, (_, _, outputs) = with_shapes(layers, shape)
    return outputs


def is_masked(layers: Iterable[Layer]) -> bool:
    """Return whether the outputs of the last layer have a mask (SEQ-4)."""
    sources, masked = sources_of(layers), [False]  # what layer i returns at i + 1
    for i, layer in enumerate(layers):
        own = layer_sources(i, sources)
        masked.append(layer.mask_after(all(masked[j + 1] for j in own)))
    return masked[-1]


def last_activation(layers: Sequence[Layer]) -> str:
    """Return the activation of the last layer; raises RefnetError: empty."""
    if not layers:
        raise RefnetError("empty", "layers", "layers: expected at least one layer")
    return layers[-1].output_activation


def network(layers: Sequence[Layer], shape: Shape, weights: Array, dtype: str) -> list[Any]:
    """Return the layers of refnet.reference for examples of this shape.

    weights [size]: all weights, of which the layers have views; dtype: of all other numbers.
    Raises RefnetError: shape_mismatch, out_of_range, not_finite.
    """
    parts = by_layer(layers, shape, split_weights(layers, shape, weights))
    return [layer.reference_layer(seen, own, dtype) for layer, seen, own in parts]


def moments_of(layers: Sequence[Layer]) -> list[Any]:
    """Return the arrays that ``adapt`` replaces, so that a model can tell whether it has."""
    adapted = (layer for layer in layers if isinstance(layer, Normalization))
    return [array for layer in adapted for array in (layer.mean, layer.variance)]


def regularizers_of(layers: Iterable[Layer]) -> list[Regularizers] | None:
    """Return the penalties of each layer, None if no layer has any."""
    regularizers = [layer.regularizers for layer in layers]
    return regularizers if any(map(any, regularizers)) else None


def first_layers(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers that see the network's inputs, and nothing else."""
    sources = sources_of(layers)
    if sources is None:
        return [*layers[:1]]
    return [layer for i, layer in enumerate(layers) if layer_sources(i, sources) == [-1]]


def stateful_layers(layers: Iterable[Layer]) -> list[Layer]:
    """Return the layers that keep their states from batch to batch."""
    return [layer for layer in layers if layer.stateful]


def resets_of(layers: Iterable[Layer]) -> list[int]:
    """Return how often each stateful layer was reset, so that a model can tell whether it was."""
    return [layer.resets for layer in stateful_layers(layers)]


def check_states(argument: str, layers: Iterable[Layer], batch_size: int | None) -> None:
    """Raise RefnetError: out_of_range for more states than a model file may have (FILE-7)."""
    stateful: list[Any] = stateful_layers(layers)
    units = sum(getattr(layer, "layer", layer).units for layer in stateful)
    check_range(argument, batch_size or 1, 1, MOST_NUMBERS // max(units, 1))


def first_states(layers: Iterable[Layer], batch_size: int, dtype: Any) -> list[Array]:
    """Return the states [batch_size][s] with which each stateful layer begins: zeros."""
    sizes = [layer.state_size for layer in stateful_layers(layers)]
    return [np.zeros((batch_size, size), dtype) for size in sizes]


def with_states(layers: Iterable[Any], states: Iterable[Array]) -> list[Any]:
    """Return layers of refnet.reference, of which the stateful ones have these states [b][s]."""
    rest = iter(states)
    return [layer._replace(state=next(rest)) if is_stateful(layer) else layer for layer in layers]


def described(layers: Sequence[Any], shape: Shape, sources: Sources = None) -> list[Layer]:
    """Return the descriptions of layers of refnet.reference, for examples of this shape.

    sources: of each layer, with which the result is a Graph. Raises RefnetError: shape_mismatch,
    out_of_range.
    """
    result: list[Layer] = []
    outputs = [shape]  # those of layer i at i + 1
    for i, layer in enumerate(layers):
        shapes = tuple(outputs[j + 1] for j in layer_sources(i, sources))
        kind = DESCRIBED[layer.kind]
        result.append(kind.described(layer, shapes[0]))
        seen: Any = shapes if kind.merges else shapes[0]
        outputs.append(result[-1].output_shape(seen))
    return result if sources is None else Graph(result, sources)
