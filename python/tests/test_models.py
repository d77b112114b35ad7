"""Sequential: the bits of the experiment, its weights, evaluation and predictions."""

import copy
import hashlib
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from support.networks import losses_after
from support.sequential import (
    BACKENDS,
    CASES,
    CLASSES,
    SEED,
    BatchWatcher,
    Case,
    M,
    X,
    bits,
    experiment,
    first_layers,
    fit,
    layer_bits,
    new_model,
    snapshot_bits,
    taken,
    targets,
)

import refnet
from refnet import Dense, Flatten, RefnetError, Sequential, optimizers, reference
from refnet.callbacks import LambdaCallback
from refnet.layers import Normalization
from refnet.reference import TrainingRun
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer

Array = NDArray[Any]


Way = Callable[[Sequential, Case], list[float]]


def epoch_by_epoch(model: Sequential, case: Case) -> list[float]:
    return [fit(model, case, epochs=1)[0] for _ in range(case.epochs)]


def numbered_epochs(model: Sequential, case: Case) -> list[float]:
    half = case.epochs // 2
    return fit(model, case, epochs=half) + fit(model, case, initial_epoch=half)


def with_validation(model: Sequential, case: Case) -> list[float]:
    return fit(model, case, validation_data=(X[:5] * 3, targets(case)[:5]))


def looked_at(model: Sequential, case: Case) -> list[float]:
    """Train, and evaluate and predict after each epoch."""

    def look(epoch: int, logs: Any) -> None:
        model.evaluate(X[:3], targets(case)[:3])
        model.predict(X * 2)
        model.get_weights()[0][:] = 7.0

    return fit(model, case, callbacks=LambdaCallback(on_epoch_end=look))


WAYS: dict[str, Way] = {
    "one_fit": fit,
    "epoch_by_epoch": epoch_by_epoch,
    "numbered_epochs": numbered_epochs,
    "validation": with_validation,
    "looked_at": looked_at,
    "batches_watched": lambda model, case: fit(model, case, callbacks=[BatchWatcher()]),
    "verbose": lambda model, case: fit(model, case, verbose=2),
}


@BACKENDS
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CASES)
def test_a_model_gives_the_bits_of_the_experiment(name: str, way: str, backend: str) -> None:
    case = CASES[name]
    expected = experiment(case)
    model = new_model(case, backend)
    assert WAYS[way](model, case) == [trial.loss for trial in expected.trials]
    last = expected.trials[-1].layers if expected.trials else first_layers(case)
    assert bits(model.get_weights()) == layer_bits(last)
    assert bits(model.predict(X)) == bits(expected.outputs)


@BACKENDS
def test_flatten_takes_images_as_rows(backend: str) -> None:
    images = X[:, :, None].repeat(2, axis=2)  # [m][3][2], rows of six
    model = Sequential([Flatten(input_shape=(3, 2))], seed=SEED, backend=backend)
    for layer in (Dense(4, "tanh"), Flatten(), Dense(2, "softmax")):
        model.add(layer)
    model.compile("adam", SPARSE)
    losses_so_far = model.fit(images, CLASSES, 4, 3, verbose=0).history["loss"]
    kernels = reference.initial_kernels("glorot_uniform", [6, 4, 2], SEED)
    expected = reference.dense(
        [
            DenseLayer(4, "tanh", kernels[0], [0.0] * 4),
            DenseLayer(2, "softmax", kernels[1], [0, 0]),
        ],
        SPARSE,
        optimizers.settings(optimizers.Adam()),
        images.reshape(M, 6).tolist(),
        CLASSES.tolist(),
        4,
        3,
        SEED + 1,
    )
    assert losses_so_far == [trial.loss for trial in expected.trials]
    assert bits(model.predict(images)) == bits(expected.outputs)


ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "softmax"]
SETTINGS = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@st.composite
def trainings(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a network, its data and how it trains."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=5))
    activations = [draw(st.sampled_from(ACTIVATIONS)) for _ in sizes[1:]]
    m = draw(st.integers(1, 9))
    random = np.random.RandomState(draw(st.integers(0, 2**32 - 1)))
    loss = draw(st.sampled_from(losses_after(activations[-1])))
    y = random.randint(0, sizes[-1], m) if loss == SPARSE else random.uniform(0, 1, (m, sizes[-1]))
    rate, momentum = draw(st.sampled_from([0.001, 0.05, 0.5])), draw(st.sampled_from([0.0, 0.9]))
    return {
        "sizes": sizes,
        "make": [
            (units, activation, draw(st.booleans()))
            for units, activation in zip(sizes[1:], activations, strict=True)
        ],
        "initializer": draw(st.sampled_from(["glorot_uniform", "uniform"])),
        "loss": loss,
        "optimizer": draw(
            st.sampled_from(
                [
                    optimizers.SGD(rate, momentum, nesterov=True),
                    optimizers.SGD(rate, momentum),
                    optimizers.RMSprop(rate / 10, momentum=momentum),
                    optimizers.Adam(rate / 10),
                ]
            )
        ),
        "x": random.uniform(-2, 2, (m, sizes[0])),
        "y": y,
        "batch_size": draw(st.integers(1, 10)),
        "epochs": draw(st.integers(1, 4)),
        "shuffle": draw(st.booleans()),
        "seed": draw(st.integers(0, 2**32 - 2)),
    }


def drawn_experiment(drawn: dict[str, Any]) -> TrainingRun:
    kernels = reference.initial_kernels(drawn["initializer"], drawn["sizes"], drawn["seed"])
    return reference.dense(
        [
            DenseLayer(units, activation, kernel, [0.0] * units if bias else None)
            for kernel, (units, activation, bias) in zip(kernels, drawn["make"], strict=True)
        ],
        drawn["loss"],
        optimizers.settings(drawn["optimizer"]),
        drawn["x"].tolist(),
        drawn["y"].tolist(),
        drawn["batch_size"],
        drawn["epochs"],
        drawn["seed"] + 1 if drawn["shuffle"] else None,
    )


@SETTINGS
@given(drawn=trainings())
def test_any_run_gives_the_bits_of_the_experiment(drawn: dict[str, Any]) -> None:
    expected, diverged = None, None
    try:
        expected = drawn_experiment(drawn)
    except RefnetError as error:
        diverged = error
    for backend in ("c", "python"):
        model = Sequential(seed=drawn["seed"], backend=backend)
        for units, activation, bias in drawn["make"]:
            model.add(Dense(units, activation, bias, drawn["initializer"]))
        model.compile(drawn["optimizer"], drawn["loss"])
        data = {name: drawn[name] for name in ("x", "y", "batch_size", "epochs", "shuffle")}
        if diverged is not None and diverged.batch is not None:
            with pytest.raises(RefnetError) as caught:
                model.fit(**data, verbose=0)
            got = caught.value
            assert (got.trial, got.batch) == (diverged.trial, diverged.batch)
            assert (got.code, got.field) == (diverged.code, diverged.field)
            continue
        history = model.fit(**data, verbose=0)
        if expected is None:  # only the outputs after the last epoch overflow
            assert not np.isfinite(model.predict(drawn["x"])).all()
            continue
        assert history.history["loss"] == [trial.loss for trial in expected.trials]
        assert bits(model.get_weights()) == layer_bits(expected.trials[-1].layers)
        assert bits(model.predict(drawn["x"])) == bits(expected.outputs)


@BACKENDS
def test_the_largest_seed_shuffles_with_seed_0(backend: str) -> None:
    case = CASES["adam"]
    model = Sequential(new_model(case).layers, seed=2**32 - 1, backend=backend)
    model.compile(case.optimizer, case.loss)
    fit(model, case)
    expected = reference.dense(
        first_layers(case, 2**32 - 1),
        case.loss,
        optimizers.settings(case.optimizer),
        X.tolist(),
        CLASSES.tolist(),
        4,
        case.epochs,
        0,
    )
    assert bits(model.predict(X)) == bits(expected.outputs)


def numpy_losses(loss: str, t: Array, z: Array, y: Array) -> float:
    """Return a loss by its textbook formula; t: targets, z: logits, y: outputs, all [m][k]."""
    if loss == "mse":
        return float(((t - y) ** 2).mean())
    if loss == "sum_squared_error":
        return float(((t - y) ** 2).sum())
    if loss == "binary_crossentropy":
        return float(-(t * np.log(y) + (1 - t) * np.log(1 - y)).mean())
    shifted = z - z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-(t * logs).sum(axis=1).mean())


def numpy_outputs(weights: list[Array], activations: list[str], x: Array) -> tuple[Array, Array]:
    """Return the logits and the outputs."""
    functions: dict[str, Callable[[Array], Array]] = {
        "linear": lambda z: z,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    }
    sums = x
    for i, activation in enumerate(activations):
        sums = x @ weights[2 * i] + weights[2 * i + 1]
        x = functions[activation](sums)
    return sums, x


@BACKENDS
@pytest.mark.parametrize("count", [1, 256, 300])
@pytest.mark.parametrize(
    ("last", "loss", "units"),
    [(a, loss, k) for a in ACTIVATIONS for loss in losses_after(a) for k in (1, 3)],
)
def test_evaluate_and_predict_agree_with_numpy(
    last: str, loss: str, units: int, count: int, backend: str
) -> None:
    random = np.random.RandomState(3)
    x = random.uniform(-2, 2, (count, 4))
    classes = random.randint(0, units, count)
    t = np.eye(units)[classes] if "categorical" in loss else random.uniform(0, 1, (count, units))
    if units == 1:
        t[::2] = t[::2].round()  # others are never predicted correctly
    model = Sequential(
        [Dense(6, "tanh", input_dim=4), Dense(5, "relu"), Dense(units, last)],
        seed=8,
        backend=backend,
    )
    model.compile("sgd", loss, ["accuracy"])
    model.set_weights([random.uniform(-1, 1, each.shape) for each in model.get_weights()])
    result = model.evaluate(x, classes if loss == SPARSE else t)
    assert isinstance(result, list)
    sums, outputs = numpy_outputs(model.get_weights(), ["tanh", "relu", last], x)
    predicted = model.predict(x)
    np.testing.assert_allclose(predicted, outputs, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(result[0], numpy_losses(loss, t, sums, outputs), rtol=1e-12)
    if units == 1:
        right = t[:, 0] == (predicted[:, 0] > 0.5)
    else:
        right = t.argmax(axis=1) == predicted.argmax(axis=1)
    assert result[1] == right.sum() / count


def test_both_backends_evaluate_to_the_same_bits() -> None:
    for case in CASES.values():
        c, python = new_model(case, "c", ("acc",)), new_model(case, "python", ("acc",))
        x = np.random.RandomState(9).uniform(-3, 3, (300, 3))
        y = np.resize(targets(case), (300, *targets(case).shape[1:]))
        assert c.evaluate(x, y) == python.evaluate(x, y)


@BACKENDS
def test_evaluate_returns_one_number_without_metrics(backend: str) -> None:
    case = CASES["adam"]
    loss = new_model(case, backend).evaluate(X, CLASSES)
    assert isinstance(loss, float)
    both = new_model(case, backend, ("accuracy",)).evaluate(X, CLASSES, batch_size=2, verbose=2)
    assert isinstance(both, list)
    assert both[0] == loss
    assert 0.0 <= both[1] <= 1.0


@BACKENDS
def test_predict_takes_each_row_by_itself(backend: str) -> None:
    model = new_model(CASES["adam"], backend)
    x = np.random.RandomState(4).uniform(-1, 1, (515, 3))  # more than two blocks of 256
    outputs = model.predict(x)
    assert outputs.shape == (515, 2)
    assert outputs.dtype == np.float64
    assert bits(outputs) == bits(model.predict(x[i : i + 1]) for i in range(515))
    assert bits(outputs[::-1]) == bits(model.predict(x[::-1]))
    assert bits(outputs) == bits(model.predict(x, batch_size=7, verbose=1))
    assert model.predict(np.empty((0, 3))).shape == (0, 2)
    before = outputs.tobytes()
    model.predict(x * 2)
    assert outputs.tobytes() == before


def test_count_params() -> None:
    assert new_model(CASES["sgd"]).count_params() == 3 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2
    assert new_model(CASES["no_bias"]).count_params() == 3 * 5 + 5 * 4 + 4 * 2
    with pytest.raises(RefnetError, match="count_params needs weights"):
        Sequential([Dense(3)]).count_params()


@BACKENDS
def test_weights_are_returned_and_set_as_copies(backend: str) -> None:
    model = new_model(CASES["sgd"], backend)
    weights = model.get_weights()
    assert [each.shape for each in weights] == [(3, 5), (5,), (5, 4), (4,), (4, 2), (2,)]
    assert all(each.dtype == np.float64 for each in weights)
    before = bits(weights)
    for each in weights:
        each[:] = 1.5
    assert bits(model.get_weights()) == before
    model.set_weights(weights)
    assert bits(model.get_weights()) == bits(weights)
    weights[0][:] = 2.5
    assert model.get_weights()[0][0, 0] == 1.5
    model.set_weights([each.tolist() for each in weights])
    assert bits(model.get_weights()) == bits(weights)
    model.set_weights([each.astype(np.float32)[...] for each in weights])
    assert bits(model.get_weights()) == bits(weights)


def test_the_sha256_is_that_of_the_weights_in_their_order() -> None:
    model = new_model(CASES["adam"])
    fit(model, CASES["adam"])
    digest = hashlib.sha256()
    for each in model.get_weights():
        digest.update(each.astype("<f8").tobytes())
    assert model.weights_sha256() == digest.hexdigest()
    twin = new_model(CASES["adam"], "python")
    twin.set_weights(model.get_weights())
    assert twin.weights_sha256() == model.weights_sha256()
    fit(model, CASES["adam"])
    assert twin.weights_sha256() != model.weights_sha256()


def test_setting_weights_keeps_the_state_of_the_optimizer() -> None:
    case = CASES["adam"]
    model = new_model(case)
    fit(model, case)
    _, state, words, _ = taken(model)
    model.set_weights([each * 2 for each in model.get_weights()])
    assert bits(taken(model).state) == bits(state)
    assert taken(model).words.tobytes() == words.tobytes()


@BACKENDS
def test_without_a_seed_one_is_drawn_and_kept(backend: str) -> None:
    def trained(seed: int | None) -> Sequential:
        model = Sequential([Dense(4, "tanh"), Dense(2, "softmax")], seed=seed, backend=backend)
        model.compile("adam", SPARSE)
        model.fit(X, CLASSES, 4, 3, verbose=0)
        return model

    drawn = [trained(None) for _ in range(3)]
    assert len({model.seed for model in drawn}) == 3
    assert len({model.weights_sha256() for model in drawn}) == 3
    for model in drawn:
        assert 0 <= model.seed < 2**32
        assert snapshot_bits(trained(model.seed)) == snapshot_bits(model)
    assert trained(int(np.int64(7))).weights_sha256() == trained(7).weights_sha256()


def test_a_seed_may_be_an_integer_of_numpy() -> None:
    seed: Any = np.uint32(7)
    assert Sequential(seed=seed).seed == 7
    assert Sequential(seed=0).seed == 0


@BACKENDS
def test_compile_resets_the_state_of_the_optimizer(backend: str) -> None:
    case = replace(CASES["adam"], shuffle=False)
    model = new_model(case, backend)
    fit(model, case)
    weights = model.get_weights()
    model.compile(case.optimizer, case.loss)
    assert bits(model.get_weights()) == bits(weights)
    state = taken(model).state
    assert not state.momentums.any()
    assert not state.velocities.any()
    assert state[2:] == (1.0, 1.0, 0, 1.0, 1.0)
    again = new_model(case, backend)
    again.set_weights(weights)
    assert fit(model, case) == fit(again, case)
    assert bits(model.get_weights()) == bits(again.get_weights())


def test_compile_keeps_the_generator_that_shuffles() -> None:
    case = CASES["sgd"]  # whose optimizer has no state
    whole, halves = new_model(case), new_model(case)
    fit(whole, case)
    fit(halves, case, epochs=2)
    halves.compile(case.optimizer, case.loss)
    fit(halves, case, epochs=2)
    assert snapshot_bits(halves)[::2] == snapshot_bits(whole)[::2]


def test_build_draws_the_first_weights_only_once() -> None:
    case = CASES["adam"]
    model = new_model(case)
    model.build((None, 3))
    assert bits(model.get_weights()) == layer_bits(first_layers(case))
    fit(model, case)
    trained = bits(model.get_weights())
    model.build((3,))
    assert bits(model.get_weights()) == trained


@BACKENDS
def test_predict_and_evaluate_draw_the_first_weights(backend: str) -> None:
    """As Keras builds a model when it is first called."""
    x = X.tolist()
    built = Sequential([Dense(2)], seed=SEED, backend=backend)
    built.build((3,))
    first, second = (Sequential([Dense(2)], seed=SEED, backend=backend) for _ in range(2))
    assert bits(first.predict(x)) == bits(built.predict(X))
    for model in (built, second):
        model.compile("sgd", "mse")
    assert second.evaluate(x, X[:, :2]) == built.evaluate(X, X[:, :2])
    images = np.ones((5, 2, 3))
    assert Sequential([Flatten(), Dense(2)], backend=backend).predict(images).shape == (5, 2)
    assert Sequential([Dense(2)], backend=backend).predict([1.0, 2.0]).shape == (2, 2)
    layer = Normalization()
    layer.adapt(X)
    alone = Sequential([layer], backend=backend)
    np.testing.assert_allclose(alone.predict(X).mean(axis=0), 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("layers", "x", "code", "field"),
    [
        ([], np.ones((5, 3)), "empty", "layers"),
        ([Dense(2)], np.ones((5, 2, 3)), "shape_mismatch", "x"),
        ([Dense(2)], np.ones((5, 0)), "empty", "x"),
        ([Dense(2)], [["a"]], "wrong_type", "x"),
        ([Dense(2)], [[np.nan]], "not_finite", "x"),
    ],
)
def test_examples_that_no_weights_fit_are_refused(
    layers: list[Any], x: Any, code: str, field: str
) -> None:
    model = Sequential(layers)
    with pytest.raises(RefnetError) as caught:
        model.predict(x)
    assert (caught.value.code, caught.value.field) == (code, field)
    with pytest.raises(RefnetError, match="get_weights needs weights"):
        model.get_weights()


def test_layers_may_be_added_one_by_one() -> None:
    model = Sequential(seed=SEED)
    model.add(Dense(5, activation="tanh", input_shape=(3,)))
    model.add(Dense(4, activation="relu"))
    model.add(Dense(2))
    case = CASES["sgd"]
    model.compile(case.optimizer, case.loss)
    fit(model, case)
    assert bits(model.predict(X)) == bits(experiment(case).outputs)


@BACKENDS
@pytest.mark.parametrize(
    "copied", [copy.deepcopy, copy.copy, lambda model: pickle.loads(pickle.dumps(model))]
)
def test_copies_are_independent(copied: Callable[[Sequential], Sequential], backend: str) -> None:
    case = CASES["adam"]
    model, twin = new_model(case, backend), new_model(case, backend)
    fit(model, case)
    fit(twin, case)
    other = copied(model)
    assert snapshot_bits(other) == snapshot_bits(model)
    assert (other.epochs, other.optimizer, other.layers) == (4, model.optimizer, model.layers)
    fit(other, case)
    assert snapshot_bits(model) == snapshot_bits(twin)
    fit(twin, case)
    assert snapshot_bits(other) == snapshot_bits(twin)
    unbuilt = copied(Sequential([Dense(2)], seed=3, backend=backend))
    unbuilt.build((3,))
    assert unbuilt.count_params() == 8


def test_the_api_is_what_the_package_says() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", refnet.__version__)
    assert [name for name in refnet.__all__ if not hasattr(refnet, name)] == []


def test_layers_cannot_be_removed() -> None:
    model = Sequential([Dense(2, input_dim=3), Dense(1)])
    assert model.layers == [Dense(2, input_dim=3), Dense(1)]
    model.layers.pop()  # from a list of its own
    assert len(model.layers) == 2
