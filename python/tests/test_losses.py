"""The losses: their names, their settings, and the models that use them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made, small
from support.networks import FURTHER_PAIRS

import refnet
from refnet import Dense, Input, RefnetError, Sequential, losses, optimizers, reference
from refnet.layers import TimeDistributed
from refnet.reference.checks import LOSSES, SPARSE

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])


def test_all_forms_of_a_name_mean_the_same() -> None:
    def compiled(optimizer: Any, loss: Any) -> tuple[Any, Any]:
        model = Sequential([Dense(2, "softmax", input_dim=3)], seed=1)
        model.compile(optimizer, loss)
        return model.optimizer, model.loss

    assert compiled("Adam", "mean_squared_error") == (optimizers.Adam(), "mse")
    assert compiled("sgd", losses.MeanSquaredError()) == (optimizers.SGD(), "mse")
    assert compiled("RMSprop", losses.SumSquaredError()) == (
        optimizers.RMSprop(),
        "sum_squared_error",
    )
    sparse = losses.SparseCategoricalCrossentropy()
    assert compiled(optimizers.SGD(0.5), sparse) == (optimizers.SGD(0.5), SPARSE)
    rows = losses.CategoricalCrossentropy(from_logits=False)
    assert compiled("adam", rows)[1] == "categorical_crossentropy"


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sum_squared_eror", "sum_squared_error"),
        ("Binary_Cross_Entropy", "binary_crossentropy"),
        ("categorical_cross_entropy", "categorical_crossentropy"),
        ("sparse_categorial_crossentropy", SPARSE),
        ("cce", "categorical_crossentropy"),
        ("CCE", "categorical_crossentropy"),
        ("scce", SPARSE),
        ("quantum", None),
    ],
)
def test_the_nearest_name_is_suggested(name: str, nearest: str | None) -> None:
    with pytest.raises(RefnetError) as caught:
        small().compile("sgd", name)
    message = str(caught.value)
    assert f'there is no "{name}", only mse, sum_squared_error' in message
    assert ("did you mean" in message) == (nearest is not None)
    assert nearest is None or message.endswith(f'did you mean "{nearest}"?')


ALIASES = {
    "MSE mean_squared_error": losses.MeanSquaredError(),
    "mae MAE mean_absolute_error": losses.MeanAbsoluteError(),
    "mape MAPE mean_absolute_percentage_error": losses.MeanAbsolutePercentageError(),
    "huber": losses.Huber(delta=1.0),
    "log_cosh logcosh": losses.LogCosh(),
    "hinge": losses.Hinge(),
    "kl_divergence kld KLD": losses.KLDivergence(),
    "bce BCE binary_crossentropy": losses.BinaryCrossentropy(False, 0.0),
    "categorical_crossentropy": losses.CategoricalCrossentropy(False, 0.0),
    SPARSE: losses.SparseCategoricalCrossentropy(False),
}


@pytest.mark.parametrize("names", ALIASES)
def test_names_and_short_names_of_keras(names: str) -> None:
    for name in names.split():
        assert losses.as_loss("loss", name) == ALIASES[names]


def test_every_loss_of_the_reference_has_a_class() -> None:
    assert set(losses.NAMES) == set(LOSSES)
    assert all(losses.as_loss("loss", name).name == name for name in LOSSES)


def test_a_model_keeps_the_settings_of_its_loss() -> None:
    model = Sequential([Dense(2, input_dim=3)], seed=1)
    for loss in (losses.Huber(0.5), losses.BinaryCrossentropy(label_smoothing=0.1)):
        model.compile("sgd", loss)
        assert model.loss == loss
    model.compile("sgd", losses.Huber())
    assert model.loss == "huber"


def targets(loss: losses.Loss, m: int, k: int) -> Any:
    random = np.random.RandomState(5)
    return random.randint(0, k, m) if loss.name == SPARSE else random.uniform(0, 1, (m, k))


@pytest.mark.parametrize(("activation", "loss"), FURTHER_PAIRS, ids=str)
def test_both_backends_and_a_resumed_run_have_the_bits_of_the_experiment(
    activation: str, loss: losses.Loss, tmp_path: Path
) -> None:
    x, y = np.random.RandomState(4).uniform(-1, 1, (11, 3)), targets(loss, 11, 2)
    models = []
    for backend, other in (("c", "python"), ("python", "c")):
        layers = [Dense(4, "tanh", input_dim=3), Dense(2, activation)]
        model = Sequential(layers, seed=6, backend=backend)
        model.compile("adam", loss)
        first = model.fit(x, y, 4, epochs=2, verbose=0).history["loss"]
        path = tmp_path / f"{backend}.refnet"
        model.save(path, include_optimizer=True)
        model = refnet.load(path, backend=other)
        assert model.loss == losses.shortened(loss)
        second = model.fit(x, y, 4, epochs=4, initial_epoch=2, verbose=0).history["loss"]
        models.append((first + second, model.evaluate(x, y, verbose=0), model.weights_sha256()))
    assert models[0] == models[1]

    kernels = reference.initial_kernels("glorot_uniform", (3, 4, 2), 6)
    layers_of_reference = [
        reference.DenseLayer(4, "tanh", kernels[0], [0.0] * 4),
        reference.DenseLayer(2, activation, kernels[1], [0.0] * 2),
    ]
    how = losses.settings(loss), optimizers.settings(optimizers.Adam())
    run = reference.dense(layers_of_reference, *how, x.tolist(), y.tolist(), 4, 4, 7)
    assert models[0][0] == [trial.loss for trial in run.trials]


@BACKENDS
def test_hinge_decides_with_all_targets_of_a_call(backend: str) -> None:
    """The first batch has targets 0 and 1 only; all together do not."""
    x = np.random.RandomState(4).uniform(-1, 1, (8, 3))
    y = np.array([0, 1, 1, 0, -1, 1, 0.5, 1])[:, None]

    def loss_of(rows: slice) -> float:
        model = Sequential([Dense(1, input_dim=3)], seed=6, backend=backend)
        model.compile(optimizers.SGD(1e-300), "hinge")
        evaluated = model.evaluate(x[rows], y[rows], verbose=0)
        assert model.fit(x[rows], y[rows], 4, verbose=0, shuffle=False).history["loss"] == [
            evaluated
        ]
        t, outputs = y[rows], model.predict(x[rows])
        t = 2 * t - 1 if np.isin(t, (0, 1)).all() else t
        assert evaluated == pytest.approx(np.maximum(1 - t * outputs, 0).mean(), rel=1e-15)
        return float(evaluated)

    assert loss_of(slice(4)) != loss_of(slice(8))


@BACKENDS
def test_losses_of_one_row_of_probabilities_refuse_sequences(backend: str) -> None:
    x, y = np.ones((4, 3, 2)), np.ones((4, 3, 2)) / 2
    model = Sequential([Input((3, 2)), TimeDistributed(Dense(2, "sigmoid"))], backend=backend)
    for loss in ("kl_divergence", "categorical_crossentropy"):
        model.compile("sgd", loss)
        for call in (model.fit, model.evaluate):
            with pytest.raises(RefnetError, match=f'row of numbers for "{loss}"') as caught:
                call(x, y, verbose=0)
            assert (caught.value.code, caught.value.field) == ("shape_mismatch", "loss")
    model.compile("sgd", "binary_crossentropy")
    model.fit(x, y, verbose=0)
    assert model.evaluate(x, y, verbose=0) > 0


INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (losses.Huber, Bad("delta", 0.0, "out_of_range", "above 0")),
    (losses.Huber, Bad("delta", float("nan"), "not_finite")),
    (losses.Huber, Bad("delta", "1", "wrong_type")),
    (losses.BinaryCrossentropy, Bad("from_logits", 1, "wrong_type")),
    (losses.BinaryCrossentropy, Bad("label_smoothing", -0.1, "out_of_range", "0 to 1")),
    (losses.CategoricalCrossentropy, Bad("label_smoothing", 1.1, "out_of_range", "0 to 1")),
    (losses.CategoricalCrossentropy, Bad("label_smoothing", None, "wrong_type")),
    (losses.SparseCategoricalCrossentropy, Bad("from_logits", "yes", "wrong_type")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)


@pytest.mark.parametrize("make", losses.NAMES.values())
@pytest.mark.parametrize("argument", ["reduction", "dtype", "axis", "ignore_class"])
def test_other_arguments_of_keras_are_refused_by_name(
    make: Callable[..., Any], argument: str
) -> None:
    with pytest.raises(TypeError, match=f"^{argument}: {make.__name__} has no such argument; "):
        make(**{argument: 3})


@BACKENDS
def test_validation_has_the_signs_of_its_own_targets(backend: str) -> None:
    """Training targets of 0 and 1 say nothing of those that are -1 (LOSS-6)."""
    x, y = np.linspace(-1.0, 1.0, 60).reshape(20, 3), np.ones(20)
    model = Sequential([Dense(1)], seed=1, backend=backend)
    model.compile("sgd", "hinge")
    history = model.fit(x, y, validation_data=(x, -y), verbose=0)
    assert history.history["val_loss"] == [model.evaluate(x, -y, verbose=0)]
