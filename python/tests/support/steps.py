"""Layers on sequences with random weights, as lists, and their gradients, measured."""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from support.gradients import central_differences, check_gradient

from refnet.reference.bidirectional import BidirectionalLayer
from refnet.reference.gru import GRULayer
from refnet.reference.kinds import KINDS
from refnet.reference.lstm import LSTMLayer
from refnet.reference.recurrent import SimpleRNNLayer

MASK = [[True, False, True, True], [False, True, False, False], [False] * 4]
# which have a derivative everywhere, and do not grow without limits within a few steps
ACTIVATIONS = ("linear", "sigmoid", "tanh", "elu", "softplus", "softsign")
OPTIONS: dict[str, dict[str, Any]] = {
    "last": {},
    "sequences": {"return_sequences": True},
    "backwards": {"go_backwards": True},
    "backwards_sequences": {"go_backwards": True, "return_sequences": True},
    "no_bias": {"bias": None, "return_sequences": True},
    "masked": {"mask": MASK},
    "masked_sequences": {"mask": MASK, "return_sequences": True},
    "masked_backwards": {"mask": MASK, "go_backwards": True},
    "masked_backwards_sequences": {
        **{"mask": MASK, "go_backwards": True, "return_sequences": True}
    },
}
DROPPED: dict[str, dict[str, Any]] = {
    "last": {},
    "sequences": {"return_sequences": True},
    "backwards_sequences": {"go_backwards": True, "return_sequences": True},
    "masked": {"mask": MASK},
    "masked_sequences": {"mask": MASK, "return_sequences": True},
}

# for three examples of three features and two units
FACTORS = [[1.25, 0.0, 1.25, 2.0, 0.0], [0.0, 1.25, 1.25, 2.0, 2.0], [1.25] * 5]


def states(size: int) -> list[list[float]]:
    """Return states for three examples, as a batch may begin with."""
    rows: list[list[float]] = np.random.default_rng(4).normal(size=(3, size)).tolist()
    return rows


def steps(m: int, shape: Sequence[int], seed: int = 1) -> list[list[float]]:
    """Return examples [m][t * n] of a shape."""
    rows: list[list[float]] = np.random.default_rng(seed).normal(size=(m, prod(shape))).tolist()
    return rows


def weights(gates: int, n: int, units: int, seed: int = 2) -> tuple[Any, Any, Any]:
    """Return a kernel, a recurrent kernel and a bias, of which 3 gates have two."""
    generator, columns = np.random.default_rng(seed), gates * units
    sizes = [(n, columns), (units, columns), (2, columns) if gates == 3 else (columns,)]
    kernel, recurrent_kernel, bias = (generator.normal(size=size).tolist() for size in sizes)
    return kernel, recurrent_kernel, bias


def simple_rnn(n: int, units: int, t: int = 4, **fields: Any) -> SimpleRNNLayer:
    """Return a simple recurrent layer, with some fields changed."""
    kernel, recurrent_kernel, bias = weights(1, n, units)
    layer = SimpleRNNLayer(units, "tanh", kernel, recurrent_kernel, bias, input_shape=(t, n))
    return layer._replace(**fields)


def lstm(n: int, units: int, t: int = 4, **fields: Any) -> LSTMLayer:
    """Return a long short-term memory, with some fields changed."""
    kernel, recurrent_kernel, bias = weights(4, n, units)
    layer = LSTMLayer(units, "tanh", "sigmoid", kernel, recurrent_kernel, bias)
    return layer._replace(input_shape=(t, n))._replace(**fields)


def gru(n: int, units: int, t: int = 4, **fields: Any) -> GRULayer:
    """Return gated recurrent units, with some fields changed."""
    kernel, recurrent_kernel, bias = weights(3, n, units)
    layer = GRULayer(units, "tanh", "sigmoid", kernel, recurrent_kernel, bias)
    return layer._replace(input_shape=(t, n))._replace(**fields)


def bidirectional(cell: str, n: int, units: int, t: int = 4, **fields: Any) -> BidirectionalLayer:
    """Return a layer for both directions, with some fields changed."""
    gates = {"simple_rnn": 1, "lstm": 4, "gru": 3}[cell]
    activations = ("tanh", "" if gates == 1 else "sigmoid")
    both = *weights(gates, n, units), *weights(gates, n, units, 5)
    layer = BidirectionalLayer(cell, units, *activations, *both, input_shape=(t, n))
    return layer._replace(**fields)


def check_gradients(layer: Any, x: Any) -> None:
    """Check the gradients of a layer's inputs and parameters against differences of its outputs.

    x [m][t * n]
    """
    kind = KINDS[layer.kind]
    deltas = np.random.default_rng(3).normal(size=np.array(kind.forward(x, layer)).shape)

    def loss(inputs: Any, changed: Any) -> float:
        return float((deltas * np.array(kind.forward(inputs, changed))).sum())

    gradients = np.array(kind.input_gradients(x, deltas.tolist(), layer))
    check_gradient(gradients, central_differences(lambda x: loss(x.tolist(), layer), x))
    parameters = kind.parameters(layer)
    ends = np.cumsum([len(vector) for vector in parameters])[:-1]

    def moved(values: Any) -> Any:
        vectors = [vector.tolist() for vector in np.split(values, ends)]
        return kind.with_parameters(layer, vectors)

    found = np.concatenate(kind.parameter_gradients(x, deltas.tolist(), layer))
    flat = np.concatenate(parameters)
    check_gradient(found, central_differences(lambda values: loss(x, moved(values)), flat))
