"""Batch normalization, penalties, frozen layers, weights of examples, and graphs, as in Keras.

Factors of penalties are powers of 1/2, which float32 has exactly: on TensorFlow, Keras rounds
others.
"""

from collections.abc import Iterator
from typing import Any

from crosscheck.layer_runs import BACKENDS, IMAGE, SEQUENCE, Case
from crosscheck.recurrent_runs import WORDS
from crosscheck.specs import Spec, said, spec

ROWS = (4,)
L1 = spec("L1", l1=0.0078125)
L2 = spec("L2", l2=0.015625)
BOTH = spec("L1L2", l1=0.00390625, l2=0.03125)
DENSE = spec("Dense", units=5, activation="tanh")
LAST = spec("Dense", units=3)
FLAT = [spec("Flatten"), spec("Dense", units=2)]
POOLED = [spec("GlobalAveragePooling2D"), spec("Dense", units=2)]


def long_case(
    layer: str, options: str, shape: tuple[int, ...], ours: list[Spec], **fields: Any
) -> Case:
    """Return a case of as many examples and epochs as those of the Dense networks."""
    return Case(layer, options, shape, ours, is_long=True, **fields)


def normalization_cases() -> Iterator[Case]:
    """Yield BatchNormalization with each option, and on examples of each shape."""
    name = "BatchNormalization"
    every: list[dict[str, Any]] = [
        {},
        {"momentum": 0.5},
        {"momentum": 0.0},
        {"epsilon": 0.1},
        {"epsilon": 1e-5},
        {"center": False},
        {"scale": False},
        {"center": False, "scale": False},
    ]
    for options in every:
        layers = [DENSE, spec(name, **options), LAST]
        yield long_case(name, f"on rows, {said(options)}", ROWS, layers)
    plain = spec(name)
    yield long_case(name, "on rows, first layer", ROWS, [plain, DENSE, LAST])
    yield long_case(name, "on rows, last layer", ROWS, [DENSE, LAST, plain])
    relu = spec("Activation", activation="relu")
    unbiased = spec("Dense", units=5, use_bias=False)
    yield long_case(name, "on rows, before a relu", ROWS, [unbiased, plain, relu, LAST])
    yield long_case(name, "on rows, Adam", ROWS, [DENSE, plain, LAST], optimizer="Adam")
    convolution = spec("Conv2D", filters=3, kernel_size=2, activation="tanh")
    for options in ({}, {"momentum": 0.5, "epsilon": 0.01}, {"scale": False}):
        layers = [convolution, spec(name, **options), *POOLED]
        yield long_case(name, f"on images, {said(options)}", IMAGE, layers)
    narrow, last = spec("Conv1D", filters=3, kernel_size=2), spec("GRU", units=2)
    yield long_case(name, "on sequences, after a Conv1D", SEQUENCE, [narrow, plain, last])
    layers = [spec("LSTM", units=3, return_sequences=True), plain]
    yield long_case(name, "on sequences, last layer", SEQUENCE, layers)
    layers = [spec("Masking"), plain, last]
    yield long_case(name, "masked", SEQUENCE, layers, gaps=0.0, other_gradients_on=BACKENDS)


def penalty_cases() -> Iterator[Case]:
    """Yield each regularizer of each layer."""
    for one in (L1, L2, BOTH):
        for argument in ("kernel_regularizer", "bias_regularizer", "activity_regularizer"):
            layer = spec("Dense", units=5, activation="tanh", **{argument: one})
            yield penalized(ROWS, [layer, LAST])
    every = {"kernel_regularizer": L1, "bias_regularizer": L2, "activity_regularizer": BOTH}
    yield penalized(ROWS, [DENSE, spec("Dense", units=3, **every)], place=1)
    for name in ("l2", "l1"):
        layer = spec("Dense", units=5, kernel_regularizer=name)
        yield penalized(ROWS, [layer, LAST], other_gradients_on=("tensorflow",))
    for shape, name in ((IMAGE, "Conv2D"), (SEQUENCE, "Conv1D")):
        yield penalized(shape, [spec(name, filters=3, kernel_size=2, **every), *FLAT])
    for name in ("SimpleRNN", "LSTM", "GRU"):
        other_on = BACKENDS if name == "SimpleRNN" else ()
        layers = [spec(name, units=3, recurrent_regularizer=L2, **every)]
        yield penalized(SEQUENCE, layers, other_gradients_on=other_on)
    weights_only = {"kernel_regularizer": L1, "recurrent_regularizer": L2, "bias_regularizer": L1}
    yield penalized(SEQUENCE, [spec("SimpleRNN", units=3, **weights_only)])
    both_ways = spec("GRU", units=3, kernel_regularizer=L2, recurrent_regularizer=L1)
    yield penalized(SEQUENCE, [spec("Bidirectional", layer=both_ways), LAST])
    for one in (L1, L2):
        embedding = spec("Embedding", input_dim=WORDS, output_dim=3, embeddings_regularizer=one)
        yield penalized((7,), [embedding, spec("GRU", units=2)], words=WORDS)
    layer = spec("BatchNormalization", gamma_regularizer=L2, beta_regularizer=L1)
    yield penalized(ROWS, [DENSE, layer, LAST], place=1)


def penalized(shape: tuple[int, ...], layers: list[Spec], place: int = 0, **fields: Any) -> Case:
    """Return the case of layers of which the one at a place has regularizers."""
    name, options = layers[place]
    own = {
        key: value
        for key, value in options.items()
        if key.endswith("_regularizer") or key == "layer"
    }
    return long_case(name, said(own), shape, layers, **fields)


def frozen_cases() -> Iterator[Case]:
    """Yield networks of which Keras does not train some layers, either."""
    every = {"kernel_regularizer": L1, "bias_regularizer": L2, "activity_regularizer": BOTH}
    norm, last = spec("BatchNormalization", momentum=0.5), spec("GRU", units=2)
    network: list[tuple[str, tuple[int, ...], list[Spec], tuple[int, ...]]] = [
        ("first", ROWS, [DENSE, LAST], (0,)),
        ("last", ROWS, [DENSE, LAST], (1,)),
        ("with penalties", ROWS, [DENSE, spec("Dense", units=4, **every), LAST], (1,)),
        ("behind a Dense", ROWS, [DENSE, norm, LAST], (1,)),
        ("all but the last", ROWS, [DENSE, norm, LAST], (0, 1)),
        ("first", IMAGE, [spec("Conv2D", filters=3, kernel_size=2), norm, *FLAT], (0,)),
        ("first", SEQUENCE, [spec("LSTM", units=3, return_sequences=True), last], (0,)),
        ("last", SEQUENCE, [spec("LSTM", units=3, return_sequences=True), last], (1,)),
    ]
    for i, (words, shape, layers, numbers) in enumerate(network):
        frozen = [
            Spec(each.name, {**each.options, "trainable": False}) if j in numbers else each
            for j, each in enumerate(layers)
        ]
        optimizer = ("SGD", "Adam")[i % 2]
        options = f"{words}, {optimizer}"
        yield long_case(layers[numbers[-1]].name, options, shape, frozen, optimizer=optimizer)


def weight_cases() -> Iterator[Case]:
    """Yield models whose examples count differently."""
    some = {"sample_weight": "some"}
    softmax = spec("Dense", units=3, activation="softmax")
    one = spec("Dense", units=1, activation="sigmoid")
    classes = {"class_weight": {0: 1.0, 1: 5.0, 2: 0.25}}
    two = {"class_weight": {0: 0.5, 1: 3.0}}
    ends = {
        "mse": LAST,
        "binary_crossentropy": one,
        "categorical_crossentropy": softmax,
        "sparse_categorical_crossentropy": softmax,
    }
    for loss, last in ends.items():
        yield long_case("sample_weight", loss, ROWS, [DENSE, last], weights=some, loss=loss)
    convolution = spec("Conv2D", filters=3, kernel_size=2, activation="tanh")
    yield long_case("sample_weight", "mse, images", IMAGE, [convolution, *FLAT], weights=some)
    layers = [spec("LSTM", units=3)]
    yield long_case("sample_weight", "mse, sequences", SEQUENCE, layers, weights=some)
    layers = [spec("Dense", units=5, kernel_regularizer=L2, activity_regularizer=L1), LAST]
    yield long_case("sample_weight", "mse, with penalties", ROWS, layers, weights=some)
    layers = [DENSE, spec("BatchNormalization"), LAST]
    words = "mse, with BatchNormalization"
    yield long_case("sample_weight", words, ROWS, layers, weights=some)
    for loss, last, weights in (
        ("binary_crossentropy", one, two),
        ("categorical_crossentropy", softmax, classes),
        ("sparse_categorical_crossentropy", softmax, classes),
        ("sparse_categorical_crossentropy", softmax, {"class_weight": {1: 5.0}}),
    ):
        words = f"{loss}, {weights['class_weight']}"
        yield long_case("class_weight", words, ROWS, [DENSE, last], weights=weights, loss=loss)


def graph_cases() -> Iterator[Case]:
    """Yield networks in which several paths meet."""
    add, concatenate = spec("Add"), spec("Concatenate")
    same = spec("Dense", units=4, activation="tanh")

    def graph(
        words: str,
        shape: tuple[int, ...],
        layers: list[Spec],
        *sources: tuple[int, ...],
        **fields: Any,
    ) -> Case:
        meets = [layer.name for layer in layers if layer in (add, concatenate)]
        return long_case(meets[0], words, shape, layers, sources=sources, **fields)

    for meeting in (add, concatenate):
        layers = [same, meeting, LAST]
        yield graph("a layer and its inputs", ROWS, layers, (-1,), (0, -1), (1,))
        yield graph("one source three times", ROWS, layers, (-1,), (0, 0, 0), (1,))
        layers = [same, spec("Dense", units=4, activation="sigmoid"), meeting, LAST]
        yield graph("two branches", ROWS, layers, (-1,), (-1,), (0, 1), (2,))
        yield graph("two branches and the inputs", ROWS, layers, (-1,), (0,), (1, -1, 0), (2,))
        yield graph("last layer", ROWS, [same, meeting], (-1,), (-1, 0))
        wide = spec("Conv2D", filters=2, kernel_size=3, padding="same", activation="tanh")
        layers = [wide, spec("Conv2D", filters=2, kernel_size=1), meeting, *FLAT]
        yield graph("two convolutions", IMAGE, layers, (-1,), (-1,), (0, 1), (2,), (3,))
        masked = [spec("Masking"), spec("Dense", units=3), meeting, spec("GRU", units=2)]
        sources = (-1,), (0,), (0, 1), (2,)
        yield graph("masked, one layer and its inputs", SEQUENCE, masked, *sources, gaps=0.0)
        sources = (-1,), (-1,), (0, 1), (2,)
        yield graph("one source masked", SEQUENCE, masked, *sources, gaps=0.0)
        layers = [spec("LSTM", units=3), spec("GRU", units=3), meeting, LAST]
        yield graph("LSTM and GRU", SEQUENCE, layers, (-1,), (-1,), (0, 1), (2,))
    convolution = spec("Conv2D", filters=2, kernel_size=3, padding="same", use_bias=False)
    norm, relu = spec("BatchNormalization"), spec("Activation", activation="relu")
    block = [convolution, norm, relu, convolution, norm, add, relu, *POOLED]
    path = (-1,), (0,), (1,), (2,), (3,), (4, -1), (5,), (6,), (7,)
    yield graph("residual block, batch normalization", IMAGE, block, *path)
    layers = [spec("Dense", units=4, kernel_regularizer=L2, activity_regularizer=L1), add, LAST]
    yield graph("with penalties", ROWS, layers, (-1,), (0, -1), (1,))
    layers = [same, spec("Flatten"), spec("GRU", units=3), concatenate, LAST]
    paths = (-1,), (0,), (-1,), (1, 2), (3,)
    yield graph("GRU and Flatten", SEQUENCE, layers, *paths, optimizer="Adam")
    for name, states in (("SimpleRNN", 1), ("GRU", 1), ("LSTM", 2)):
        every = tuple(range(1 + states))
        for options in ({}, {"go_backwards": True}):
            layers = [spec(name, units=3, return_state=True, **options), concatenate, LAST]
            words = f"{name}, {said({'return_state': True, **options})}"
            yield graph(words, SEQUENCE, layers, (-1,), every, (1 + states,))
        both = {"return_sequences": True, "return_state": True}
        layers = [spec(name, units=3, **both), spec("GRU", units=3), concatenate, LAST]
        ways = (-1,), (0,), (*every[1:], 1 + states), (2 + states,)
        yield graph(f"{name}, {said(both)}", SEQUENCE, layers, *ways, optimizer="Adam")
