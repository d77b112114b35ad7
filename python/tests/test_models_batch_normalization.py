"""Sequential with BatchNormalization: weights that no optimizer moves."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.refusals import refused
from support.sequential import BACKENDS, BatchWatcher, snapshot_bits
from support.summaries import rows_of

import refnet
from refnet import Dense, Input, RefnetError, Sequential, core
from refnet.callbacks import EarlyStopping
from refnet.initializers import Constant
from refnet.layers import (
    LSTM,
    BatchNormalization,
    Conv2D,
    Flatten,
    Masking,
    ReLU,
)
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.regularizers import L2

RANDOM = np.random.RandomState(6)
X, Y = RANDOM.uniform(-1.0, 1.0, (11, 4)), RANDOM.uniform(-1.0, 1.0, (11, 2))
GAMMA, BETA, MEAN, VARIANCE = (slice(2 + i, 3 + i) for i in range(4))


def new_model(backend: str = "c", dtype: str = "float64", **options: Any) -> Sequential:
    layers: list[Any] = [Input((4,)), Dense(6), BatchNormalization(**options), ReLU(), Dense(2)]
    model = Sequential(layers, seed=3, backend=backend, dtype=dtype)
    model.compile("adam", "mse")
    return model


def images(backend: str) -> tuple[Sequential, Any]:
    layers = [Conv2D(3, 2), BatchNormalization(momentum=0.5), Flatten(), Dense(2)]
    return Sequential(layers, seed=3, backend=backend), RANDOM.uniform(size=(11, 4, 4, 2))


def sequences(backend: str) -> tuple[Sequential, Any]:
    layers = [Masking(), BatchNormalization(momentum=0.5), LSTM(3), Dense(2)]
    x = RANDOM.uniform(-1.0, 1.0, (11, 3, 2))
    x[::2, 2:] = 0.0
    return Sequential(layers, seed=3, backend=backend), x


@pytest.mark.parametrize("watched", [False, True])
def test_both_backends_have_the_same_bits(watched: bool) -> None:
    bits = []
    for backend in ("c", "python"):
        model = new_model(backend)
        callbacks = [BatchWatcher()] if watched else None
        history = model.fit(X, Y, 4, 3, callbacks=callbacks, validation_split=0.2, verbose=0)
        bits.append((history.history, snapshot_bits(model), model.predict(X).tobytes()))
    assert bits[0] == bits[1]


@pytest.mark.parametrize("make", [images, sequences])
def test_images_and_masked_sequences(make: Any) -> None:
    digests, outputs = [], []
    for backend in ("c", "python"):
        state = RANDOM.get_state()
        model, x = make(backend)
        RANDOM.set_state(state)
        model.compile("sgd", "mse")
        model.fit(x, Y, 4, 2, verbose=0)
        digests.append(model.weights_sha256())
        outputs.append(model.predict(x).tobytes())
    assert digests[0] == digests[1]
    assert outputs[0] == outputs[1]


@BACKENDS
def test_the_layer_has_four_weights_of_which_two_are_no_parameters(backend: str) -> None:
    model = new_model(backend, momentum=0.9)
    before = model.get_weights()
    assert [each.shape for each in before] == [(4, 6), (6,), *[(6,)] * 4, (6, 2), (2,)]
    assert [each[0] for each in before[2:6]] == [1.0, 0.0, 0.0, 1.0]
    model.fit(X, Y, 11, 1, shuffle=False, verbose=0)
    [kernel, bias, *_], after = before, model.get_weights()
    seen = X @ kernel + bias
    np.testing.assert_allclose(after[4], 0.1 * seen.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(after[5], 0.9 + 0.1 * seen.var(axis=0), rtol=1e-12)
    model.set_weights(before)
    assert all(np.array_equal(*pair) for pair in zip(model.get_weights(), before, strict=True))
    message = refused(
        "out_of_range", "weights", model.set_weights, [*before[:5], -before[5], *before[6:]]
    )
    assert message == "weights[5]: expected variances of 0 or more"


@BACKENDS
def test_training_uses_the_batch_and_predictions_the_moving_moments(backend: str) -> None:
    model = new_model(backend)
    loss = model.fit(X, Y, 11, 1, shuffle=False, verbose=0).history["loss"][0]
    fresh = new_model(backend)
    kernel, bias, gamma, beta, mean, variance, last, last_bias = fresh.get_weights()

    def outputs(mean: Any, variance: Any) -> Any:
        z = (X @ kernel + bias - mean) / np.sqrt(variance + 0.001)
        return np.maximum(gamma * z + beta, 0.0) @ last + last_bias

    seen = X @ kernel + bias
    expected = np.mean((outputs(seen.mean(axis=0), seen.var(axis=0)) - Y) ** 2)
    np.testing.assert_allclose(loss, expected, rtol=1e-12)
    np.testing.assert_allclose(fresh.predict(X), outputs(mean, variance), rtol=1e-12)
    np.testing.assert_allclose(
        fresh.evaluate(X, Y, verbose=0), np.mean((outputs(mean, variance) - Y) ** 2), rtol=1e-12
    )


def test_the_summary_counts_what_no_optimizer_moves() -> None:
    model = new_model(scale=False)
    rows = rows_of(model)
    assert rows[1] == "batch_normalization (BatchNormalization) (None, 6) 18"
    assert rows[-3:] == [
        "Total params: 62 (496.00 B)",
        "Trainable params: 50 (400.00 B)",
        "Non-trainable params: 12 (96.00 B)",
    ]
    assert model.count_params() == 62


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("options", [{}, {"center": False, "momentum": 0.8}, {"scale": False}])
def test_a_saved_run_continues(tmp_path: Path, dtype: str, options: Any) -> None:
    whole, part = (new_model(dtype=dtype, **options) for _ in range(2))
    whole.fit(X, Y, 4, 4, verbose=0)
    part.fit(X, Y, 4, 2, verbose=0)
    part.save(tmp_path / "part", include_optimizer=True)
    loaded = refnet.load(tmp_path / "part")
    assert snapshot_bits(loaded) == snapshot_bits(part)
    loaded.fit(X, Y, 4, 4, initial_epoch=2, verbose=0)
    assert snapshot_bits(loaded) == snapshot_bits(whole)
    assert repr(loaded.layers[1]).startswith("BatchNormalization(axis=-1")


@BACKENDS
def test_a_run_that_diverges_restores_the_moving_moments(backend: str) -> None:
    model = new_model(backend)
    model.fit(X, Y, 4, 1, verbose=0)
    digest = model.weights_sha256()
    large = X.copy()
    large[0] = 1e200
    with pytest.raises(RefnetError) as caught:
        model.fit(large, Y, 11, 1, verbose=0)
    assert (caught.value.code, caught.value.field) == ("diverged", "layers")
    assert model.weights_sha256() == digest


def test_callbacks_restore_all_weights() -> None:
    model = new_model()
    stopping = EarlyStopping("loss", patience=1, min_delta=10.0, restore_best_weights=True)
    model.fit(X, Y, 4, 9, callbacks=[stopping], verbose=0)
    once = new_model()
    once.fit(X, Y, 4, 1, verbose=0)
    assert model.weights_sha256() == once.weights_sha256()


def test_layers_are_added_and_removed() -> None:
    model = new_model()
    model.fit(X, Y, 4, 2, verbose=0)
    weights = model.get_weights()
    model.add(BatchNormalization())
    model.compile("adam", "mse")
    model.fit(X, Y, 4, 1, verbose=0)
    model.pop()
    assert len(model.get_weights()) == len(weights)
    model.fit(X, Y, 4, 1, verbose=0)


def test_predict_in_threads_leaves_the_moments() -> None:
    model = new_model()
    model.fit(X, Y, 4, 1, verbose=0)
    digest = model.weights_sha256()
    model.predict(np.tile(X, (300, 1)))
    assert model.weights_sha256() == digest


def test_a_layer_alone_has_no_parameters() -> None:
    model = Sequential([BatchNormalization(center=False, scale=False)], seed=1)
    model.compile("sgd", "mse")
    model.fit(X, X, 4, 2, verbose=0)
    described = BatchNormalizationLayer(None, None, [0.0] * 4, [1.0] * 4, input_shape=(4,))
    found = core.train(
        None,
        [described],
        "mse",
        core.Optimizer("sgd", 0.01),
        X,
        X,
        4,
        2,
        2,
    )
    moved = core.watched_vectors(found.trials[-1].layers)
    assert np.concatenate(model.get_weights()).tobytes() == moved.tobytes()


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"axis": 1.0}, "axis", "wrong_type"),
        ({"momentum": 1.5}, "momentum", "out_of_range"),
        ({"epsilon": 0.0}, "epsilon", "out_of_range"),
        ({"epsilon": "a"}, "epsilon", "wrong_type"),
        ({"center": 1}, "center", "wrong_type"),
        ({"gamma_initializer": "uniformly"}, "gamma_initializer", "unknown_name"),
        ({"gamma_regularizer": "l3"}, "gamma_regularizer", "unknown_name"),
        ({"beta_constraint": "non_neg"}, "beta_constraint", "out_of_range"),
        ({"synchronized": True}, "synchronized", "out_of_range"),
    ],
)
def test_arguments_are_checked(options: Any, field: str, code: str) -> None:
    refused(code, field, lambda: BatchNormalization(**options))


def test_first_weights_and_penalties_are_those_of_other_layers() -> None:
    layer = BatchNormalization(gamma_initializer="random_normal", beta_regularizer=L2(0.5))
    first = Sequential([layer, Dense(1)], seed=1)
    first.compile("sgd", "mse")
    first.predict(X[:, :3])
    gamma, beta = first.get_weights()[:2]
    assert len(set(gamma.tolist())) == 3
    assert beta.tolist() == [0.0, 0.0, 0.0]
    before = first.evaluate(X[:, :3], X[:, :1])
    weights = first.get_weights()
    first.set_weights([weights[0], beta + 2.0, *weights[2:]])
    moved = first.evaluate(X[:, :3], X[:, :1])
    without = Sequential([BatchNormalization(), Dense(1)], seed=1)
    without.compile("sgd", "mse")
    without.predict(X[:, :3])
    without.set_weights(first.get_weights())
    assert moved - without.evaluate(X[:, :3], X[:, :1]) == pytest.approx(0.5 * 3 * 4.0)
    assert moved != before


def test_variances_cannot_begin_below_0() -> None:
    layer = BatchNormalization(moving_variance_initializer=Constant(-1.0))
    model = Sequential([layer, Dense(1)], seed=1)
    refused("out_of_range", "moving_variance_initializer", lambda: model.predict(X))


def test_only_the_last_axis_is_normalized() -> None:
    x = RANDOM.uniform(size=(3, 2, 5))
    for axis in (-1, 2):
        model = Sequential([BatchNormalization(axis), Flatten(), Dense(1)], seed=1)
        assert model.predict(x).shape == (3, 1)
    message = refused(
        "out_of_range", "axis", Sequential([BatchNormalization(1), Flatten()], seed=1).predict, x
    )
    assert "the last axis" in message


def test_an_epsilon_must_not_round_to_0() -> None:
    model = new_model(dtype="float32", epsilon=1e-60)
    refused("out_of_range", "layers", model.predict, X)
