"""Random layers on sequences, as lists; and networks of them."""

from itertools import product
from typing import Any

import numpy as np
from support.image_layers import numbers

from refnet.core.batches import batch_sizes
from refnet.reference.bidirectional import BidirectionalLayer
from refnet.reference.dense import DenseLayer
from refnet.reference.dropout import DropoutLayer
from refnet.reference.embedding import EmbeddingLayer
from refnet.reference.flatten import FlattenLayer
from refnet.reference.gru import GRULayer
from refnet.reference.lstm import LSTMLayer
from refnet.reference.parts import PartLayer
from refnet.reference.recurrent import SimpleRNNLayer
from refnet.reference.sequences import MaskingLayer, RepeatVectorLayer, TimeDistributedLayer

# steps, features, units: one of each, more steps than a forward pass keeps at a time, units that
# fill registers of every instruction set and leave a rest, and more features than units
SIZES = [(1, 1, 1), (3, 2, 4), (8, 3, 19), (9, 21, 5), (19, 1, 8)]
OPTIONS = list(product((False, True), (False, True)))  # return_sequences, go_backwards
ACTIVATIONS = [("tanh", "sigmoid"), ("relu", "tanh"), ("sigmoid", "linear"), ("linear", "relu")]
RECURRENT = ("simple_rnn", "lstm", "gru")
GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}


def scaled(generator: Any, *shape: int) -> Any:
    """Return numbers that do not let a state explode, as nested lists."""
    return (np.array(numbers(generator, *shape)) / 4).tolist()


def recurrent_layer(
    generator: Any,
    kind: str,
    size: tuple[int, int, int],
    options: tuple[bool, bool] = (False, False),
    activations: tuple[str, str] = ACTIVATIONS[0],
    bias: bool = True,
) -> Any:
    """Return a recurrent layer with random weights; size: one of SIZES."""
    t, n, u = size
    columns = GATES[kind] * u
    kernel, recurrent = scaled(generator, n, columns), scaled(generator, u, columns)
    shape = (2, columns) if kind == "gru" else (columns,)
    weights = kernel, recurrent, scaled(generator, *shape) if bias else None
    rest: Any = (*weights, *options)
    if kind == "simple_rnn":
        return SimpleRNNLayer(u, activations[0], *rest)._replace(input_shape=(t, n))
    layer = (LSTMLayer if kind == "lstm" else GRULayer)(u, *activations, *rest)
    return layer._replace(input_shape=(t, n))


def bidirectional_layer(
    generator: Any,
    kind: str,
    size: tuple[int, int, int],
    return_sequences: bool,
    activations: tuple[str, str] = ACTIVATIONS[0],
    bias: bool = True,
) -> BidirectionalLayer:
    """Return two recurrent layers of a kind with random weights; size: one of SIZES."""
    first, second = (
        recurrent_layer(generator, kind, size, (False, False), activations, bias) for _ in range(2)
    )
    gates = "" if kind == "simple_rnn" else activations[1]
    weights: Any = [
        part for each in (first, second) for part in (each.kernel, each.recurrent_kernel, each.bias)
    ]
    settings: Any = (kind, size[2], activations[0], gates, *weights, return_sequences)
    return BidirectionalLayer(*settings)._replace(input_shape=size[:2])


def for_batch(generator: Any, layer: Any, m: int) -> Any:
    """Return a recurrent layer with a state and factors for m examples, as lists."""
    kept, drawn = batch_sizes(layer)
    factors = generator.choice([0.0, 1.25, 4 / 3], (m, drawn)).tolist()
    return layer._replace(state=scaled(generator, m, kept), factors=factors)


def bidirectional_layers(kind: str, size: tuple[int, int, int], seed: int = 0) -> list[Any]:
    """Return layers of two directions with all options, and one without biases."""
    generator = np.random.default_rng(seed)
    return [
        bidirectional_layer(generator, kind, size, False),
        bidirectional_layer(generator, kind, size, True),
        bidirectional_layer(generator, kind, size, True, ACTIVATIONS[1], False),
        bidirectional_layer(generator, kind, size, False, ACTIVATIONS[2]),
    ]


def recurrent_layers(kind: str, size: tuple[int, int, int], seed: int = 0) -> list[Any]:
    """Return layers of a kind with all options, activations, and without a bias."""
    generator = np.random.default_rng(seed)
    return [
        *(recurrent_layer(generator, kind, size, options) for options in OPTIONS),
        *(
            recurrent_layer(generator, kind, size, OPTIONS[i], activations, i < 2)
            for i, activations in enumerate(ACTIVATIONS)
        ),
        *(
            recurrent_layer(generator, kind, size, options)._replace(return_state=True)
            for options in (OPTIONS[0], OPTIONS[-1])
        ),
    ]


def step_layers(size: tuple[int, int, int], seed: int = 0) -> list[Any]:
    """Return a layer of each kind that handles each step by itself."""
    generator, (t, n, u) = np.random.default_rng(seed), size
    kernel = numbers(generator, n, u)
    return [
        MaskingLayer(0.0, (t, n)),
        MaskingLayer(-1.0, (t, n)),
        RepeatVectorLayer(t, (n,)),
        PartLayer(t // 2, (1, n), (t, n)),
        TimeDistributedLayer(u, "tanh", kernel, numbers(generator, u), (t, n)),
        TimeDistributedLayer(u, "relu", kernel, None, (t, n)),
    ]


def embedding_layer(
    generator: Any, t: int, rows: int, u: int, mask_zero: bool = False
) -> EmbeddingLayer:
    return EmbeddingLayer(rows, u, numbers(generator, rows, u), mask_zero, (t,))


def masks(generator: Any, m: int, t: int) -> list[Any]:
    """Return no mask, and masks [m][t]: random ones, padded ends, and no real step at all."""
    lengths = generator.integers(0, t + 1, m)
    return [
        None,
        (generator.random((m, t)) < 0.5).tolist(),
        (np.arange(t) < lengths[:, None]).tolist(),
        [[False] * t] * m,
    ]


def words_network(generator: Any, t: int = 9) -> list[Any]:
    """Return a network that reads words, with masks all the way: t numbers below 6 -> 3 outputs."""
    return [
        embedding_layer(generator, t, 6, 5, mask_zero=True),
        recurrent_layer(generator, "lstm", (t, 5, 4), (True, True)),
        TimeDistributedLayer(3, "tanh", scaled(generator, 4, 3), scaled(generator, 3), (t, 4)),
        bidirectional_layer(generator, "simple_rnn", (t, 3, 3), True),
        bidirectional_layer(generator, "gru", (t, 6, 5), False),
        DenseLayer(3, "softmax", scaled(generator, 10, 3), scaled(generator, 3)),
    ]


def steps_network(generator: Any, t: int = 9) -> list[Any]:
    """Return a network that reads steps of 2 features, some of them masked -> 3 outputs."""
    return [
        MaskingLayer(0.0, (t, 2)),
        recurrent_layer(generator, "gru", (t, 2, 4), (False, False)),
        RepeatVectorLayer(3, (4,)),
        recurrent_layer(generator, "lstm", (3, 4, 5), (True, False), bias=False),
        FlattenLayer((3, 5)),
        DenseLayer(3, "softmax", scaled(generator, 15, 3), scaled(generator, 3)),
    ]


def dropping_network(generator: Any, t: int = 9) -> list[Any]:
    """Return a network of steps of 2 features that drops numbers everywhere -> 3 outputs."""
    lstm = recurrent_layer(generator, "lstm", (t, 2, 5), (True, True))
    both = bidirectional_layer(generator, "gru", (t, 5, 4), True)
    simple = recurrent_layer(generator, "simple_rnn", (t, 8, 7))
    return [
        DropoutLayer(0.125, (t, 2)),
        MaskingLayer(0.0, (t, 2)),
        DropoutLayer(0.0, (t, 2)),
        lstm._replace(dropout=0.25, recurrent_dropout=0.5),
        DropoutLayer(0.3, (t, 5)),
        both._replace(recurrent_dropout=0.4),
        simple._replace(dropout=0.1),
        DropoutLayer(0.5, (7,)),
        DenseLayer(3, "softmax", scaled(generator, 7, 3), scaled(generator, 3)),
    ]


def stateful_network(generator: Any, t: int = 9) -> list[Any]:
    """Return a network of steps of 2 features that remembers the last batch -> 3 outputs."""
    kinds = {"lstm": (t, 2, 4), "simple_rnn": (t, 4, 3), "gru": (t, 3, 5)}
    lstm, simple, gru = (
        recurrent_layer(generator, kind, size, (True, kind == "gru"))
        for kind, size in kinds.items()
    )
    both = [
        bidirectional_layer(generator, "lstm", (t, 5, 3), True),
        bidirectional_layer(generator, "simple_rnn", (t, 6, 4), False),
    ]
    return [
        MaskingLayer(0.0, (t, 2)),
        lstm._replace(stateful=True),
        simple._replace(stateful=True, dropout=0.2, recurrent_dropout=0.3),
        gru,
        both[0]._replace(stateful=True, recurrent_dropout=0.3),
        both[1]._replace(stateful=True),
        DenseLayer(3, "softmax", scaled(generator, 8, 3), scaled(generator, 3)),
    ]


def words(generator: Any, m: int, t: int = 9) -> Any:
    """Return sequences of numbers below 6, filled up with 0, as nested lists."""
    drawn = generator.integers(0, 6, (m, t)) * (np.arange(t) < generator.integers(0, t + 1, (m, 1)))
    return drawn.astype(float).tolist()


def steps(generator: Any, m: int, t: int = 9) -> Any:
    """Return sequences of 2 features, some of whose steps are zeros, as nested lists."""
    drawn = generator.normal(size=(m, t, 2)) * (generator.random((m, t, 1)) < 0.7)
    return drawn.reshape(m, 2 * t).tolist()


NETWORKS = [(words_network, words), (steps_network, steps)]
OF_BATCHES = [dropping_network, stateful_network]


def with_arrays(layer: Any) -> Any:
    """Return a layer whose lists of numbers are arrays."""
    named = ("kernel", "bias", "embeddings", "state", "factors")
    parts = {
        name: part
        for name, part in layer._asdict().items()
        if name.endswith(named) and name != "return_state" and part is not None
    }
    return layer._replace(**{name: np.array(part) for name, part in parts.items()})
