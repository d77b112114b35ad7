"""Models whose layers have trainable = False: both backends, and what else a fit meets."""

from typing import Any

import numpy as np
import pytest

import refnet
from refnet import Sequential, layers

Dense: Any = layers.Dense  # whose keyword trainable no type checker sees
X = np.random.default_rng(1).normal(size=(24, 5, 3))
Y = np.random.default_rng(2).normal(size=(24, 2))
COUNTS = [3, 2, 4, 6, 2, 0, 2]  # arrays of weights of each layer


def model(backend: str = "c", dtype: str = "float64", **options: Any) -> Sequential:
    """Return a compiled model with many kinds of layers."""
    made = Sequential(
        [
            layers.LSTM(4, return_sequences=True, input_shape=(5, 3), dropout=0.2),
            layers.TimeDistributed(layers.Dense(3, kernel_regularizer="l2")),
            layers.BatchNormalization(momentum=0.8),
            layers.Bidirectional(layers.GRU(2)),
            layers.Dense(4, activation="tanh", bias_regularizer="l1", activity_regularizer="l2"),
            layers.Dropout(0.2),
            layers.Dense(2),
        ],
        seed=3,
        backend=backend,
        dtype=dtype,
    )
    made.compile(optimizer=refnet.optimizers.Adam(0.01, **options), loss="mse")
    return made


def freeze(made: Sequential, *numbers: int) -> None:
    for i, layer in enumerate(made.layers):
        layer.trainable = i not in numbers


def of_layer(weights: list[Any], number: int) -> list[Any]:
    """Return the weights of one layer."""
    start = sum(COUNTS[:number])
    return weights[start : start + COUNTS[number]]


@pytest.mark.parametrize("options", [{}, {"global_clipnorm": 0.1, "weight_decay": 0.01}])
@pytest.mark.parametrize("numbers", [(0,), (0, 1, 2, 3), (2, 4), (6,), range(7)])
def test_both_backends_give_the_same_bits(numbers: Any, options: Any) -> None:
    results = []
    for backend in ("c", "python"):
        made = model(backend, **options)
        freeze(made, *numbers)
        before = made.get_weights()
        history = made.fit(X, Y, epochs=2, batch_size=9, verbose=0).history
        for i in numbers:
            kept = zip(of_layer(made.get_weights(), i), of_layer(before, i), strict=True)
            assert all(np.array_equal(now, then) for now, then in kept)
        results.append((made.weights_sha256(), history["loss"], made.evaluate(X, Y, verbose=0)))
    assert results[0] == results[1]


def test_layers_that_learn_still_move() -> None:
    made = model()
    freeze(made, 0, 2)
    before = made.get_weights()
    made.fit(X, Y, epochs=1, batch_size=8, verbose=0)
    after = made.get_weights()
    moved = [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]
    assert moved == [False] * 3 + [True] * 2 + [False] * 4 + [True] * 10


def test_a_change_counts_from_the_next_fit_on() -> None:
    made = model()
    freeze(made, *range(7))
    start = made.weights_sha256()
    losses = made.fit(X, Y, epochs=2, batch_size=8, verbose=0).history["loss"]
    assert len(losses) == 2
    assert made.weights_sha256() == start

    def thaw(epoch: int, logs: Any) -> None:
        freeze(made)

    callback = refnet.callbacks.LambdaCallback(on_epoch_end=thaw)
    made.fit(X, Y, epochs=2, batch_size=8, verbose=0, callbacks=[callback])
    assert made.weights_sha256() == start
    made.fit(X, Y, epochs=1, batch_size=8, verbose=0)
    assert made.weights_sha256() != start


def test_penalties_of_frozen_weights_are_no_part_of_an_evaluation() -> None:
    made = model()
    all_of_them = made.evaluate(X, Y, verbose=0)
    freeze(made, 1)
    kernel = made.get_weights()[3]
    assert made.evaluate(X, Y, verbose=0) == pytest.approx(all_of_them - 0.01 * np.sum(kernel**2))


def test_a_layer_inside_another_one_is_frozen_by_itself() -> None:
    inner = Dense(3, trainable=False)
    made = Sequential([layers.TimeDistributed(inner, input_shape=(5, 3)), layers.Flatten()])
    made.add(layers.Dense(2))
    made.compile(optimizer="sgd", loss="mse")
    before = made.get_weights()
    made.fit(X, Y, epochs=1, verbose=0)
    kept = [np.array_equal(a, b) for a, b in zip(before, made.get_weights(), strict=True)]
    assert kept == [True, True, False, False]


def test_binary32_keeps_the_bits_of_frozen_layers() -> None:
    made = model(dtype="float32", clipnorm=0.2, weight_decay=0.1)
    freeze(made, 0, 2, 4)
    before = made.get_weights()
    made.fit(X, Y, epochs=2, batch_size=8, verbose=0)
    kept = [np.array_equal(a, b) for a, b in zip(before, made.get_weights(), strict=True)]
    assert kept == [True] * 3 + [False] * 2 + [True] * 4 + [False] * 6 + [True] * 2 + [False] * 2


def test_a_graph_with_a_frozen_branch() -> None:
    results = []
    for backend in ("c", "python"):
        inputs = refnet.Input((3,))
        left = Dense(4, activation="relu", trainable=False)(inputs)
        right = layers.Dense(4, activation="tanh")(inputs)
        outputs = layers.Dense(2)(layers.Add()([left, right]))
        made = refnet.Model(inputs, outputs, seed=1, backend=backend)
        made.compile(optimizer="adam", loss="mse")
        before = made.get_weights()
        made.fit(X[:, 0], Y, epochs=2, batch_size=8, verbose=0)
        kept = [np.array_equal(a, b) for a, b in zip(before, made.get_weights(), strict=True)]
        assert kept == [True, True, False, False, False, False]
        results.append(made.weights_sha256())
    assert results[0] == results[1]


def test_a_model_inside_of_another_one_is_frozen_as_a_whole_or_in_parts() -> None:
    base = Sequential([layers.Dense(4, input_shape=(3,)), layers.BatchNormalization()], name="base")
    for trainable, moved in ((False, []), (True, [0, 1])):
        made = Sequential([base, layers.Dense(2)])
        made.compile(optimizer="sgd", loss="mse")
        base.trainable = False
        base.layers[0].trainable = trainable
        before = made.get_weights()
        made.fit(X[:, 0], Y, epochs=1, verbose=0)
        pairs = zip(before, made.get_weights(), strict=True)
        assert [i for i, (a, b) in enumerate(pairs) if not np.array_equal(a, b)] == [*moved, 6, 7]


def test_a_model_that_is_not_trainable_learns_nothing() -> None:
    made = model()
    made.trainable = False
    made.layers[0].trainable = True
    start = made.weights_sha256()
    made.fit(X, Y, epochs=1, batch_size=8, verbose=0)
    assert made.weights_sha256() == start
    made.trainable = True
    made.fit(X, Y, epochs=1, batch_size=8, verbose=0)
    assert made.weights_sha256() != start
