"""Chapter network in real numbers: the kinds of layers."""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from numpy.random import RandomState

from oracle.activation_layers import ActivationLayer, LeakyReLU, Softmax
from oracle.activations import activate
from oracle.batch_normalization import BatchNormalization
from oracle.bidirectional import Bidirectional
from oracle.conv import Convolution, SequenceConvolution
from oracle.dense import Layer
from oracle.dropout import Dropout
from oracle.embedding import Embedding
from oracle.flatten import Unweighted
from oracle.graphs import Add, Concatenate, Merging, joined_mask, sources_of
from oracle.gru import GRU
from oracle.gru_reset_before import GRUResetBefore
from oracle.lstm import LSTM
from oracle.normalization import Normalization
from oracle.parts import Part
from oracle.pooling import AveragePooling, GlobalAveragePooling, MaxPooling, Pooling
from oracle.reals import Json, Reals, counts, number, reals
from oracle.recurrent import Recurrent, SimpleRNN
from oracle.sequences import Masking, OnSteps, RepeatVector, TimeDistributed
from oracle.zero_padding import ZeroPadding

KERNELS = ("kernel", "recurrent_kernel", "bias")


def _dense(layer: Json, shape: list[int]) -> Layer:
    return Layer(layer["activation"], reals(layer["kernel"]), _bias(layer))


def _flatten(layer: Json, shape: list[int]) -> Unweighted:
    return Unweighted([prod(shape)])


def _reshape(layer: Json, shape: list[int]) -> Unweighted:
    return Unweighted(counts(layer["target_shape"]))


def _normalization(layer: Json, shape: list[int]) -> Normalization:
    mean, variance = reals(layer["mean"]), reals(layer["variance"])
    return Normalization(shape, mean, variance, layer.get("invert", False))


def _dropout(layer: Json, shape: list[int]) -> Dropout:
    return Dropout(shape, number(layer["rate"]))


def _batch_normalization(layer: Json, shape: list[int]) -> BatchNormalization:
    given = {
        name: None if layer.get(name) is None else reals(layer[name]) for name in ("gamma", "beta")
    }
    moving = reals(layer["moving_mean"]), reals(layer["moving_variance"])
    settings = number(layer.get("momentum", 0.99)), number(layer.get("epsilon", 0.001))
    return BatchNormalization(shape, given, moving, settings)


def _activation(layer: Json, shape: list[int]) -> ActivationLayer:
    return ActivationLayer(shape, layer["activation"])


def _leaky_relu(layer: Json, shape: list[int]) -> LeakyReLU:
    return LeakyReLU(shape, number(layer.get("negative_slope", 0.3)))


def _softmax(layer: Json, shape: list[int]) -> Softmax:
    return Softmax(shape)


def _conv2d(layer: Json, shape: list[int]) -> Convolution:
    given = layer.get("connections")
    connections = None if given is None else reals([[float(each) for each in row] for row in given])
    strides = counts(layer.get("strides", [1, 1]))
    return Convolution(
        shape, reals(layer["kernel"]), _bias(layer), strides, *_filters(layer), connections
    )


def _conv1d(layer: Json, shape: list[int]) -> SequenceConvolution:
    strides = [1, *counts(layer.get("strides", [1]))]
    kernel = reals([layer["kernel"]])
    return SequenceConvolution(shape, kernel, _bias(layer), strides, *_filters(layer), None)


def _filters(layer: Json) -> tuple[str, str]:
    return layer.get("padding", "valid"), layer.get("activation", "linear")


def _bias(layer: Json) -> Reals | None:
    return None if layer.get("bias") is None else reals(layer["bias"])


def _pooling(
    pooling: Callable[[list[int], list[int], list[int], str], Pooling],
) -> Callable[[Json, list[int]], Pooling]:
    def pool(layer: Json, shape: list[int]) -> Pooling:
        window = counts(layer.get("pool_size", [2, 2]))
        strides = counts(layer.get("strides") or window)
        return pooling(shape, window, strides, layer.get("padding", "valid"))

    return pool


def _global_average_pooling2d(layer: Json, shape: list[int]) -> GlobalAveragePooling:
    return GlobalAveragePooling(shape)


def _zero_padding2d(layer: Json, shape: list[int]) -> ZeroPadding:
    rows, columns = (counts(layer.get(name, [1, 1])) for name in ("rows", "columns"))
    return ZeroPadding(shape, rows, columns)


def _masking(layer: Json, shape: list[int]) -> Masking:
    return Masking(shape, number(layer.get("mask_value", 0)))


def _repeat_vector(layer: Json, shape: list[int]) -> RepeatVector:
    return RepeatVector(shape, int(number(layer["n"])))


def _time_distributed(layer: Json, shape: list[int]) -> TimeDistributed:
    activation = layer.get("activation", "linear")
    return TimeDistributed(shape, activation, reals(layer["kernel"]), _bias(layer))


def _embedding(layer: Json, shape: list[int]) -> Embedding:
    return Embedding(shape, reals(layer["embeddings"]), layer.get("mask_zero", False))


def _recurrent(kind: type[Recurrent]) -> Callable[[Json, list[int]], Recurrent]:
    def recurrent(layer: Json, shape: list[int]) -> Recurrent:
        names = {"activation": "tanh", "recurrent_activation": "sigmoid"}
        units, gates = (layer.get(name, default) for name, default in names.items())
        kernels = reals(layer["kernel"]), reals(layer["recurrent_kernel"])
        returns_all, backwards, stateful, returns_state = (
            layer.get(name, False)
            for name in ("return_sequences", "go_backwards", "stateful", "return_state")
        )
        rates = number(layer.get("dropout", 0)), number(layer.get("recurrent_dropout", 0))
        ways: tuple[Any, ...] = returns_all, backwards, rates, stateful, returns_state
        return kind(shape, *kernels, _bias(layer), (units, gates), *ways)

    return recurrent


def _gru(layer: Json, shape: list[int]) -> Recurrent:
    return _recurrent(GRU if layer.get("reset_after", True) else GRUResetBefore)(layer, shape)


def _part(layer: Json, shape: list[int]) -> Part:
    return Part(int(number(layer.get("first", 0))), counts(layer["target_shape"]))


def _bidirectional(
    build: Callable[[Json, list[int]], Recurrent],
) -> Callable[[Json, list[int]], Bidirectional]:
    def bidirectional(layer: Json, shape: list[int]) -> Bidirectional:
        second = {name: layer.get(f"backward_{name}") for name in KERNELS}
        backward = {**layer, **second, "go_backwards": True}
        mode = layer.get("merge_mode", "concat")
        return Bidirectional(build(layer, shape), build(backward, shape), mode)

    return bidirectional


KINDS: dict[str, Callable[[Json, list[int]], Any]] = {
    "dense": _dense,
    "flatten": _flatten,
    "reshape": _reshape,
    "normalization": _normalization,
    "dropout": _dropout,
    "batch_normalization": _batch_normalization,
    "activation": _activation,
    "leaky_relu": _leaky_relu,
    "softmax": _softmax,
    "conv2d": _conv2d,
    "conv1d": _conv1d,
    "max_pooling2d": _pooling(MaxPooling),
    "average_pooling2d": _pooling(AveragePooling),
    "global_average_pooling2d": _global_average_pooling2d,
    "zero_padding2d": _zero_padding2d,
    "masking": _masking,
    "repeat_vector": _repeat_vector,
    "time_distributed": _time_distributed,
    "embedding": _embedding,
    "simple_rnn": _recurrent(SimpleRNN),
    "lstm": _recurrent(LSTM),
    "gru": _gru,
    "bidirectional_simple_rnn": _bidirectional(_recurrent(SimpleRNN)),
    "bidirectional_lstm": _bidirectional(_recurrent(LSTM)),
    "bidirectional_gru": _bidirectional(_gru),
    "part": _part,
}


MERGING: dict[str, Callable[[list[list[int]]], Merging]] = {"add": Add, "concatenate": Concatenate}


class Network(list[Any]):
    """The layers of a network, and the sources of each: 0: the inputs, j + 1: the layer j."""

    sources: list[list[int]]


def layers_of(layers: list[Json], shape: list[int]) -> Network:
    """Return the layers of a request in real numbers; shape: that of an example, if it matters."""
    made, shapes = Network(), [shape]
    made.sources = sources_of(layers)
    for layer, sources in zip(layers, made.sources, strict=True):
        kind, seen = layer.get("kind", "dense"), [shapes[j] for j in sources]
        made.append(MERGING[kind](seen) if kind in MERGING else KINDS[kind](layer, *seen))
        shapes.append(made[-1].shape)
    return made


def draw(layers: list[Any], m: int, generator: RandomState) -> None:
    """Draw the factors of all layers for a batch of m examples in training, first to last."""
    for layer in layers:
        if isinstance(layer, (Dropout, BatchNormalization, Recurrent, Bidirectional)):
            layer.draw(m, generator)


def rest(layers: list[Any]) -> None:
    """Leave nothing out from here on, and forget what was read before."""
    for layer in layers:
        if isinstance(layer, (Dropout, BatchNormalization, Recurrent, Bidirectional)):
            layer.rest()


def proceed(layers: list[Any]) -> None:
    """Begin the next batch with what the one that has gone forward leaves."""
    for layer in layers:
        if isinstance(layer, (BatchNormalization, Recurrent, Bidirectional)):
            layer.proceed()


def forward(layers: Network, inputs: Reals) -> tuple[list[Reals], list[Reals], list[Reals]]:
    """Return the preactivations of each layer for a batch, what it sees, and what all give.

    What they give begins with the inputs. Each layer that a mask concerns gets that of its inputs.
    """
    sums: list[Reals] = []
    seen: list[Reals] = []
    given = [inputs]
    masks: list[Any] = [None]
    for layer, sources in zip(layers, layers.sources, strict=True):
        seen.append(np.concatenate([given[j] for j in sources], axis=1))
        if isinstance(layer, OnSteps):
            layer.mask = joined_mask([masks[j] for j in sources])
        masks.append(layer.mask_after(seen[-1]) if isinstance(layer, OnSteps) else None)
        sums.append(layer.preactivations(seen[-1]))
        given.append(activate(layer.activation, sums[-1]))
    return sums, seen, given


def backward(sources: list[int], gradients: Reals, given: list[Reals], found: list[Any]) -> None:
    """Add the gradients of what a layer sees to those that its sources have already."""
    start = 0
    for j in sources:
        end = start + given[j].shape[1]
        found[j] = found[j] + gradients[:, start:end]
        start = end
