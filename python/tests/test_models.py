"""Sequential: the bits of the experiment, its answers, what it reads and what it refuses."""

import copy
import hashlib
import pickle
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import refnet
from refnet import Dense, Flatten, Input, RefnetError, Sequential, losses, optimizers, reference
from refnet.backends import CoreBackend, Snapshot
from refnet.callbacks import Callback, EarlyStopping, LambdaCallback
from refnet.data import as_examples, as_targets
from refnet.reference import DenseRun
from refnet.reference.checks import SPARSE, losses_after
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import OptimizerState, initial_state
from refnet.reference.training import Training

Array = NDArray[Any]

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
SEED = 5
M, SIZES = 11, (3, 5, 4, 2)  # with batches of 4, the last one has 3 examples
X = np.random.RandomState(1).uniform(-1, 1, (M, SIZES[0]))
RANDOM = np.random.RandomState(2)
PARTS, CLASSES = RANDOM.uniform(0.1, 1, (M, SIZES[-1])), RANDOM.randint(0, SIZES[-1], M)


# The bits of the experiment dense.


@dataclass(frozen=True)
class Case:
    """A network on SIZES and how it trains."""

    hidden: tuple[str, str] = ("tanh", "relu")
    last: str = "linear"
    loss: str = "mse"
    optimizer: optimizers.Optimizer = field(default_factory=lambda: optimizers.SGD(0.1))
    batch_size: int | None = 4
    epochs: int = 4
    shuffle: bool = True
    use_bias: bool = True
    initializer: str = "glorot_uniform"


SOFTMAX = Case(last="softmax", loss="categorical_crossentropy")
CASES = {
    "sgd": Case(),
    "momentum": Case(
        ("sigmoid", "tanh"), "sigmoid", "binary_crossentropy", optimizers.SGD(0.2, 0.9)
    ),
    "nesterov": replace(SOFTMAX, optimizer=optimizers.SGD(0.1, 0.8, nesterov=True)),
    "rmsprop": replace(SOFTMAX, loss=SPARSE, optimizer=optimizers.RMSprop(0.01)),
    "rmsprop_momentum": Case(
        ("relu", "softmax"), "sigmoid", "mse", optimizers.RMSprop(0.01, 0.8, 0.5)
    ),
    "adam": replace(SOFTMAX, loss=SPARSE, optimizer=optimizers.Adam()),
    "adam_settings": Case(
        ("linear", "tanh"), "tanh", "sum_squared_error", optimizers.Adam(0.01, 0.8, 0.99, 1e-3)
    ),
    "softmax_squares": Case(last="softmax", optimizer=optimizers.Adam(0.02)),
    "in_order": Case(optimizer=optimizers.Adam(0.02), shuffle=False),
    "no_bias": Case(optimizer=optimizers.Adam(0.02), use_bias=False),
    "uniform": Case(optimizer=optimizers.Adam(0.02), initializer="uniform"),
    "zeros": replace(SOFTMAX, optimizer=optimizers.Adam(0.02), initializer="zeros"),
    "one_by_one": Case(batch_size=1),
    "all_at_once": Case(batch_size=M),
    "larger_batch_than_data": Case(batch_size=100),
    "batch_of_32": Case(batch_size=None),
    "no_epochs": Case(epochs=0),
}


def targets(case: Case) -> Array:
    if case.loss == SPARSE:
        return CLASSES
    if case.loss == "categorical_crossentropy":
        rows: Array = PARTS / PARTS.sum(axis=1, keepdims=True)
        return rows
    return PARTS if case.last != "sigmoid" else PARTS.round()


def first_layers(case: Case, seed: int = SEED) -> list[DenseLayer]:
    kernels = reference.initial_kernels(case.initializer, SIZES, seed)
    return [
        DenseLayer(len(kernel[0]), activation, kernel, [0.0] * units if case.use_bias else None)
        for kernel, activation, units in zip(
            kernels, (*case.hidden, case.last), SIZES[1:], strict=True
        )
    ]


@cache
def experiment(case: Case) -> DenseRun:
    """Return what the reference makes of a case: SPEC.md's experiment, called as it stands."""
    return reference.dense(
        first_layers(case),
        case.loss,
        optimizers.settings(case.optimizer),
        X.tolist(),
        targets(case).tolist(),
        batch_size=32 if case.batch_size is None else case.batch_size,
        epochs=case.epochs,
        shuffle_seed=SEED + 1 if case.shuffle else None,
    )


def new_model(case: Case, backend: str = "c", metrics: tuple[str, ...] = ()) -> Sequential:
    make = {"use_bias": case.use_bias, "kernel_initializer": case.initializer}
    hidden = [
        Dense(units, activation, **make)  # type: ignore[arg-type]
        for units, activation in zip(SIZES[1:-1], case.hidden, strict=True)
    ]
    last = Dense(SIZES[-1], case.last, **make)  # type: ignore[arg-type]
    model = Sequential([Input((SIZES[0],)), *hidden, last], seed=SEED, backend=backend)
    model.compile(case.optimizer, case.loss, metrics)
    return model


def bits(weights: Any) -> bytes:
    """Return the bits of arrays, or of nested lists, one after another."""
    return b"".join(np.asarray(each, np.float64).tobytes() for each in weights)


def layer_bits(layers: list[DenseLayer]) -> bytes:
    return bits(part for layer in layers for part in layer[2:] if part is not None)


def taken(model: Sequential) -> Snapshot:
    """Return all that a training changes."""
    assert model._backend is not None
    return model._backend.take()


def snapshot_bits(model: Sequential) -> list[bytes]:
    weights, state, words = taken(model)
    return [bits([weights]), bits(state), words.tobytes()]


class BatchWatcher(Callback):
    """Watches batches, and so makes them be trained one by one."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.seen.append((batch, logs["loss"]))


Way = Callable[[Sequential, Case], list[float]]


def fit(model: Sequential, case: Case, **more: Any) -> list[float]:
    arguments = {
        "batch_size": case.batch_size,
        "epochs": case.epochs,
        "shuffle": case.shuffle,
        "verbose": 0,
    }
    history = model.fit(X, targets(case), **{**arguments, **more})
    return history.history.get("loss", [])


def epoch_by_epoch(model: Sequential, case: Case) -> list[float]:
    return [fit(model, case, epochs=1)[0] for _ in range(case.epochs)]


def numbered_epochs(model: Sequential, case: Case) -> list[float]:
    half = case.epochs // 2
    return fit(model, case, epochs=half) + fit(model, case, initial_epoch=half)


def with_validation(model: Sequential, case: Case) -> list[float]:
    return fit(model, case, validation_data=(X[:5] * 3, targets(case)[:5]))


def looked_at(model: Sequential, case: Case) -> list[float]:
    """Evaluate and predict, too, while it trains."""

    def look(epoch: int, logs: Any) -> None:
        model.evaluate(X[:3], targets(case)[:3])
        model.predict(X * 2)
        model.get_weights()[0][:] = 7.0

    return fit(model, case, callbacks=LambdaCallback(look))


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


@pytest.mark.parametrize("at_once", [1, 2, 3])
@pytest.mark.parametrize("name", CASES)
def test_parts_of_epochs_give_the_same_bits(
    name: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    parts = counted_parts(case, at_once, monkeypatch)
    model = new_model(case)
    expected = experiment(case)
    assert fit(model, case) == [trial.loss for trial in expected.trials]
    assert bits(model.predict(X)) == bits(expected.outputs)
    batches = -(-M // (case.batch_size or 32))
    assert len(parts) == (case.epochs * -(-batches // at_once) if at_once < batches else 0)


def counted_parts(case: Case, at_once: int, monkeypatch: pytest.MonkeyPatch) -> list[slice]:
    """Let a call take so many batches; return the list that will get the rows of each part."""
    size = sum(np.size(part) for layer in first_layers(case) for part in layer[2:] if part)
    batch = min(case.batch_size or 32, M)
    monkeypatch.setattr(CoreBackend, "batch_itself", 0)
    monkeypatch.setattr(CoreBackend, "multiplications", at_once * batch * size)
    parts: list[slice] = []
    train = CoreBackend.train

    def counted(self: CoreBackend, *arguments: Any) -> tuple[float, int]:
        parts.append(arguments[4])
        return train(self, *arguments)

    monkeypatch.setattr(CoreBackend, "train", counted)
    return parts


def test_a_call_of_many_epochs_is_divided_too(monkeypatch: pytest.MonkeyPatch) -> None:
    case = replace(CASES["adam"], epochs=10)
    counted_parts(case, 7, monkeypatch)  # two epochs of three batches, and never three
    firsts: list[int] = []
    train_epochs = CoreBackend.train_epochs

    def counted(self: CoreBackend, *arguments: Any) -> tuple[list[float], list[int]]:
        firsts.append(arguments[3])
        return train_epochs(self, *arguments)

    monkeypatch.setattr(CoreBackend, "train_epochs", counted)
    model = new_model(case)
    assert fit(model, case) == [trial.loss for trial in experiment(case).trials]
    assert firsts == [1, 3, 5, 7, 9]


@BACKENDS
def test_watched_batches_show_the_losses_so_far(backend: str) -> None:
    case = CASES["adam"]
    watcher = BatchWatcher()
    epochs = fit(new_model(case, backend), case, callbacks=watcher)
    assert [batch for batch, _ in watcher.seen] == [0, 1, 2] * case.epochs
    assert [loss for batch, loss in watcher.seen if batch == 2] == epochs


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
    """Draw any network, its data and how it trains."""
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


def drawn_experiment(drawn: dict[str, Any]) -> DenseRun:
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
def test_any_training_gives_the_bits_of_the_experiment(drawn: dict[str, Any]) -> None:
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
        if expected is None:  # the answers after the last epoch are the first to overflow
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


# History, evaluate, predict.


@BACKENDS
def test_history_has_each_epoch_and_each_log(backend: str) -> None:
    case = CASES["adam"]
    model = new_model(case, backend)
    plain = model.fit(X, CLASSES, 4, 2, verbose=0)
    assert (plain.epoch, list(plain.history)) == ([0, 1], ["loss"])
    later = model.fit(X, CLASSES, 4, 7, initial_epoch=4, validation_split=0.3, verbose=0)
    assert (later.epoch, list(later.history)) == ([4, 5, 6], ["loss", "val_loss"])
    model.compile("adam", case.loss, metrics=["accuracy"])
    every = model.fit(X, CLASSES, 4, validation_data=(X, CLASSES), verbose=0)
    assert list(every.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert [len(values) for values in every.history.values()] == [1] * 4
    assert all(type(value) is float for values in every.history.values() for value in values)
    nothing = model.fit(X, CLASSES, 4, 3, initial_epoch=3, verbose=0)
    assert (nothing.epoch, nothing.history) == ([], {})
    assert model.epochs == 2 + 3 + 1


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
def test_accuracies_are_those_of_the_reference(watched: bool, backend: str) -> None:
    case = CASES["adam"]
    model = new_model(case, backend, ("accuracy",))
    watchers = [BatchWatcher()] if watched else []
    history = model.fit(X, CLASSES, 4, 5, verbose=0, callbacks=watchers).history
    layers = first_layers(case)
    trained = reference.train_epochs(
        layers,
        initial_state(layers),
        Training(case.loss, optimizers.settings(case.optimizer), 4),
        X.tolist(),
        reference.one_hot(CLASSES.tolist(), 2),
        1,
        5,
        reference.seeded(SEED + 1),
        None,
    )
    assert history["accuracy"] == [correct / M for correct in trained.corrects]
    assert len(set(history["accuracy"])) > 1


@BACKENDS
def test_validation_logs_are_what_evaluate_says_after_each_epoch(backend: str) -> None:
    case = CASES["adam"]
    model, twin = (new_model(case, backend, ("acc",)) for _ in range(2))
    held = X[:7] - 0.25, CLASSES[:7]
    history = model.fit(X, CLASSES, 4, 3, verbose=0, validation_data=held).history
    for epoch in range(3):
        twin.fit(X, CLASSES, 4, verbose=0)
        assert [history["val_loss"][epoch], history["val_acc"][epoch]] == twin.evaluate(*held)


@BACKENDS
@pytest.mark.parametrize(("part", "trained_on"), [(0.25, 8), (0.5, 5), (0.1, 9), (0.9, 1)])
def test_validation_split_takes_the_end(part: float, trained_on: int, backend: str) -> None:
    case = CASES["adam"]
    split, given = (new_model(case, backend, ("accuracy",)) for _ in range(2))
    one = split.fit(X, CLASSES, 4, 3, verbose=0, validation_split=part)
    begin, end = slice(trained_on), slice(trained_on, None)
    other = given.fit(
        X[begin], CLASSES[begin], 4, 3, verbose=0, validation_data=(X[end], CLASSES[end])
    )
    assert one.history == other.history
    assert snapshot_bits(split) == snapshot_bits(given)


def test_validation_data_take_the_place_of_a_split() -> None:
    case = CASES["adam"]
    both, one = new_model(case), new_model(case)
    data = (X[:3], CLASSES[:3])
    histories = [
        both.fit(X, CLASSES, verbose=0, validation_data=data, validation_split=0.5).history,
        one.fit(X, CLASSES, verbose=0, validation_data=list(data)).history,  # type: ignore[arg-type]
    ]
    assert histories[0] == histories[1]


def numpy_losses(loss: str, t: Array, z: Array, y: Array) -> float:
    """Return a loss as textbooks have it: targets, sums of the last layer, outputs [m][k]."""
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
    """Return the last layer's sums and outputs."""
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
        right = (t[:, 0] > 0.5) == (predicted[:, 0] > 0.5)
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


# What the model is made of.


def lines(model: Sequential) -> list[str]:
    printed: list[str] = []
    model.summary(print_fn=printed.append)
    return printed


def test_summary_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    model = Sequential([Flatten(input_shape=(28, 28)), Dense(128, "relu"), Dense(10, "softmax")])
    expected = [
        "Layer           Output shape   Params",
        "Flatten         (None, 784)         0",
        "Dense, relu     (None, 128)   100,480",
        "Dense, softmax  (None, 10)      1,290",
        "Total params: 101,770",
    ]
    assert lines(model) == expected
    model.build((28, 28))
    assert lines(model) == expected
    model.summary()
    assert capsys.readouterr().out.splitlines() == expected


def test_summary_of_a_model_that_knows_no_shapes() -> None:
    model = Sequential([Dense(3, "relu"), Dense(1)])
    assert lines(model) == [
        "Layer          Output shape  Params",
        "Dense, relu    ?                  ?",
        "Dense, linear  ?                  ?",
        "Total params: unknown before the shapes are",
    ]
    assert lines(Sequential()) == [
        "Layer  Output shape  Params",
        "Total params: unknown before the shapes are",
    ]


def test_count_params() -> None:
    assert new_model(CASES["sgd"]).count_params() == 3 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2
    assert new_model(CASES["no_bias"]).count_params() == 3 * 5 + 5 * 4 + 4 * 2
    with pytest.raises(RefnetError, match="count_params needs weights"):
        Sequential([Dense(3)]).count_params()


@BACKENDS
def test_weights_are_given_and_taken_as_copies(backend: str) -> None:
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


def test_setting_weights_leaves_the_optimizer_alone() -> None:
    case = CASES["adam"]
    model = new_model(case)
    fit(model, case)
    _, state, words = taken(model)
    model.set_weights([each * 2 for each in model.get_weights()])
    assert bits(taken(model).state) == bits(state)
    assert taken(model).words.tobytes() == words.tobytes()


@BACKENDS
def test_no_seed_means_one_that_is_drawn_and_kept(backend: str) -> None:
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


def test_seeds_may_be_numbers_of_numpy() -> None:
    seed: Any = np.uint32(7)
    assert Sequential(seed=seed).seed == 7
    assert Sequential(seed=0).seed == 0


@BACKENDS
def test_compile_forgets_the_steps(backend: str) -> None:
    case = replace(CASES["adam"], shuffle=False)
    model = new_model(case, backend)
    fit(model, case)
    weights = model.get_weights()
    model.compile(case.optimizer, case.loss)
    assert bits(model.get_weights()) == bits(weights)
    state = taken(model).state
    assert not state.momentums.any()
    assert not state.velocities.any()
    assert state[2:] == (1.0, 1.0)
    again = new_model(case, backend)
    again.set_weights(weights)
    assert fit(model, case) == fit(again, case)
    assert bits(model.get_weights()) == bits(again.get_weights())


def test_compile_goes_on_with_the_same_shuffling() -> None:
    case = CASES["sgd"]  # which remembers nothing of its steps
    whole, halves = new_model(case), new_model(case)
    fit(whole, case)
    fit(halves, case, epochs=2)
    halves.compile(case.optimizer, case.loss)
    fit(halves, case, epochs=2)
    assert snapshot_bits(halves)[::2] == snapshot_bits(whole)[::2]


def test_build_draws_the_first_weights_and_no_others() -> None:
    case = CASES["adam"]
    model = new_model(case)
    model.build((None, 3))
    assert bits(model.get_weights()) == layer_bits(first_layers(case))
    fit(model, case)
    trained = bits(model.get_weights())
    model.build((3,))
    assert bits(model.get_weights()) == trained


def test_names_in_all_their_forms_mean_the_same() -> None:
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
def test_copies_go_their_own_way(copied: Callable[[Sequential], Sequential], backend: str) -> None:
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


# What fit, evaluate and predict read.

WHOLE = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 8, 7], [6, 5, 4], [3, 2, 1]], np.float64)
WHOLE_CLASSES = [0, 1, 1, 0, 1, 0]


def unaligned(array: Array) -> Array:
    return (
        np.frombuffer(b"\0" + array.tobytes(), np.uint8)[1:].view(array.dtype).reshape(array.shape)
    )


def read_only(array: Array) -> Array:
    array = array.copy()
    array.flags.writeable = False
    return array


KINDS: dict[str, Callable[[Array], Any]] = {
    "lists": lambda a: a.tolist(),
    "tuples": lambda a: tuple(map(tuple, a.tolist())) if a.ndim == 2 else tuple(a.tolist()),
    "whole_lists": lambda a: a.astype(int).tolist(),
    "list_of_arrays": list,
    "int8": lambda a: a.astype(np.int8),
    "int64": lambda a: a.astype(np.int64),
    "uint8": lambda a: a.astype(np.uint8),
    "uint64": lambda a: a.astype(np.uint64),
    "float16": lambda a: a.astype(np.float16),
    "float32": lambda a: a.astype(np.float32),
    "big_endian": lambda a: a.astype(">f8"),
    "big_endian_whole": lambda a: a.astype(">i4"),
    "strided": lambda a: a.repeat(2, axis=0)[::2],
    "columns": np.asfortranarray,
    "reversed": lambda a: np.ascontiguousarray(a[::-1])[::-1],
    "unaligned": unaligned,
    "read_only": read_only,
}


@BACKENDS
@pytest.mark.parametrize("kind", KINDS)
def test_anything_numpy_reads_gives_the_same_bits(kind: str, backend: str) -> None:
    def trained(x: Any, y: Any, rows: Any) -> list[Any]:
        model = Sequential([Dense(4, "tanh"), Dense(2, "softmax")], seed=3, backend=backend)
        model.compile("adam", SPARSE, ["accuracy"])
        history = model.fit(x, y, 4, 2, verbose=0, validation_data=(x, y)).history
        model.compile("sgd", "mse")
        return [
            history,
            model.fit(x, rows, 4, 2, verbose=0, validation_split=0.5).history,
            model.evaluate(x, rows),
            model.predict(x).tobytes(),
            model.weights_sha256(),
        ]

    classes, rows = np.array(WHOLE_CLASSES, np.float64), np.eye(2)[WHOLE_CLASSES]
    make = KINDS[kind]
    assert trained(make(WHOLE), make(classes), make(rows)) == trained(WHOLE, classes, rows)


@BACKENDS
def test_booleans_are_numbers(backend: str) -> None:
    def trained(x: Any, y: Any) -> list[Any]:
        model = Sequential([Dense(1, "sigmoid")], seed=3, backend=backend)
        model.compile("sgd", "binary_crossentropy", ["accuracy"])
        return [model.fit(x, y, 2, 3, verbose=0).history, model.predict(x).tobytes()]

    x, y = WHOLE > 4, np.array(WHOLE_CLASSES) > 0
    assert trained(x, y) == trained(x.astype(float), y.astype(float))
    assert trained(x, y) == trained(x, np.array(WHOLE_CLASSES)[:, None])  # [m][1] for one unit


@pytest.mark.parametrize("make", [np.array, lambda y: np.array(y)[:, None]], ids=["[m]", "[m][1]"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float64, bool])
def test_class_numbers_may_be_a_column(make: Callable[[Any], Array], dtype: Any) -> None:
    rows = as_targets("y", make(WHOLE_CLASSES).astype(dtype), SPARSE, 3, 6)
    assert rows.tolist() == np.eye(3)[WHOLE_CLASSES].tolist()


class Seen(NamedTuple):
    """What a backend was given."""

    arrays: list[Array]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """All arrays that the C core gets as data from here on."""
    noted = Seen([])
    prepare = CoreBackend.prepare

    def noting(self: CoreBackend, array: Array) -> Array:
        noted.arrays.append(prepare(self, array))
        return noted.arrays[-1]

    monkeypatch.setattr(CoreBackend, "prepare", noting)
    return noted


def test_arrays_that_fit_are_not_copied(seen: Seen) -> None:
    case = CASES["sgd"]
    model = new_model(case)
    y = targets(case).copy()
    fit(model, case, validation_split=0.3)
    assert [np.shares_memory(array, X) for array in seen.arrays] == [True, False, True, False]
    seen.arrays.clear()
    model.fit(X, y, verbose=0, validation_data=(X, y))
    model.evaluate(X, y)
    shared = [np.shares_memory(a, X) or np.shares_memory(a, y) for a in seen.arrays]
    assert shared == [True] * 6
    seen.arrays.clear()
    model.predict(X)
    model.predict(X[4:])
    assert [array.ctypes.data for array in seen.arrays] == [X.ctypes.data, X[4:].ctypes.data]


def test_images_that_fit_are_not_copied(seen: Seen) -> None:
    images = np.random.RandomState(1).uniform(0, 1, (M, 4, 5))
    model = Sequential([Flatten(), Dense(2, "softmax")], seed=1)
    model.compile("sgd", SPARSE)
    model.fit(images, CLASSES, verbose=0)
    model.predict(images)
    shared = [np.shares_memory(array, images) for array in seen.arrays]
    assert shared == [
        True,
        False,
        False,
        False,
        True,
    ]  # fit's x, y and no validation data; predict's
    assert np.shares_memory(as_examples("x", images, (4, 5), True), images)


def test_data_stay_as_they_are() -> None:
    arrays = [X.copy(), CLASSES.copy(), X[:4].copy(), CLASSES[:4].copy()]
    before = [array.tobytes() for array in arrays]
    x, y, x_test, y_test = arrays
    lists: list[Any] = [X.tolist(), CLASSES.tolist()]
    for backend in ("c", "python"):
        model = new_model(CASES["adam"], backend, ("accuracy",))
        model.fit(x, y, 4, 3, verbose=0, validation_data=(x_test, y_test))
        model.evaluate(x, y)
        model.predict(x)
        model.fit(lists[0], lists[1], 4, verbose=0)
    assert [array.tobytes() for array in arrays] == before
    assert lists == [X.tolist(), CLASSES.tolist()]


def test_to_categorical() -> None:
    expected = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    for classes in (
        [1, 2, 0],
        (1, 2, 0),
        np.array([1, 2, 0], np.uint8),
        [[1], [2], [0]],
        [1.0, 2, 0],
    ):
        rows = refnet.utils.to_categorical(classes)
        assert rows.tolist() == expected
        assert rows.dtype == np.float64
    assert refnet.utils.to_categorical([0], 3).tolist() == [[1.0, 0.0, 0.0]]


# What is refused. The model stays as it was, to the bit.


class Bad(NamedTuple):
    """A value that an argument cannot have: the code, and some words of the message."""

    argument: str
    value: Any
    code: str
    words: str = "expected"


def parameters(table: list[Bad]) -> list[Any]:
    """Return the rows as parameters of a test."""
    return [pytest.param(bad, id=f"{bad.argument}{i}") for i, bad in enumerate(table)]


def check_refusal(error: RefnetError, bad: Bad, field: str) -> None:
    assert (error.code, error.field) == (bad.code, field), str(error)
    assert str(error) == error.message
    assert error.message.startswith(field)
    assert bad.words in error.message
    assert "\n" not in error.message


def small(backend: str = "c") -> Sequential:
    """Return a model 3-4-1 that has been trained a little, with a metric."""
    layers = [Dense(4, "tanh", input_dim=3), Dense(1, "sigmoid")]
    model = Sequential(layers, seed=2, backend=backend)
    model.compile("adam", "mse", ["accuracy"])
    model.fit(WHOLE, WHOLE_CLASSES, 4, verbose=0)
    return model


def whole_state(model: Sequential) -> list[Any]:
    return [
        *snapshot_bits(model),
        list(model.layers),
        (model.optimizer, model.loss, list(model.metrics)),
        (model.epochs, model.seed, model.backend, dict(model.notes)),
        model._input_shape,
    ]


def refused(bad: Bad, backend: str, call: Callable[[Sequential], Any], field: str = "") -> None:
    """Hold a call against what is expected of it, and the model against one never so called."""
    model, twin = small(backend), small(backend)
    before = whole_state(model)
    with pytest.raises(RefnetError) as caught:
        call(model)
    check_refusal(caught.value, bad, field or bad.argument)
    assert whole_state(model) == before
    assert model.fit(WHOLE, Y, verbose=0).history == twin.fit(WHOLE, Y, verbose=0).history


Y, NAN_ROW, INFINITE = WHOLE_CLASSES, WHOLE.copy(), WHOLE.astype(np.float32)
NAN_ROW[2, 1], INFINITE[5, 0] = np.nan, -np.inf
EXAMPLES = [
    Bad("x", None, "wrong_type", "expected numbers"),
    Bad("x", "abc", "wrong_type", "expected numbers"),
    Bad("x", [["1", "2", "3"]] * 6, "wrong_type", "expected numbers"),
    Bad("x", WHOLE + 1j, "wrong_type", "complex128"),
    Bad("x", WHOLE.astype(object), "wrong_type", "object"),
    Bad("x", np.zeros((6, 3), "datetime64[s]"), "wrong_type", "datetime64"),
    Bad("x", {"a": 1}, "wrong_type", "expected numbers"),
    Bad("x", {1, 2}, "wrong_type", "expected numbers"),
    Bad("x", (row for row in WHOLE), "wrong_type", "expected numbers"),
    Bad("x", [[1, 2, 3], [1, 2]], "wrong_type", "rows of the same length"),
    Bad("x", 5.0, "shape_mismatch", "got an array of shape ()"),
    Bad("x", WHOLE[0], "shape_mismatch", "one example is x[None]"),
    Bad("x", np.zeros((6, 4)), "shape_mismatch", "(m, 3), got an array of shape (6, 4)"),
    Bad("x", WHOLE[:, :, None], "shape_mismatch", "put a Flatten first"),
    Bad("x", NAN_ROW, "not_finite", "x[2, 1]: expected a finite number"),
    Bad("x", INFINITE, "not_finite", "x[5, 0]: expected a finite number"),
]
TARGETS = [
    Bad("y", None, "wrong_type", "expected numbers"),
    Bad("y", ["a"] * 6, "wrong_type", "expected numbers"),
    Bad("y", (y for y in Y), "wrong_type", "expected numbers"),
    Bad("y", [[1], [1, 2]] * 3, "wrong_type", "rows of the same length"),
    Bad("y", 1.0, "shape_mismatch", "each of 6 examples, got one number"),
    Bad("y", Y[:5], "shape_mismatch", "each of 6 examples, got 5"),
    Bad("y", np.zeros((6, 2)), "shape_mismatch", "expected shape (6, 1)"),
    Bad("y", np.zeros((6, 1, 1)), "shape_mismatch", "got shape (6, 1, 1)"),
    Bad("y", [0, 1, np.nan, 0, 1, 0], "not_finite", "y[2, 0]: expected a finite number"),
]


@BACKENDS
@pytest.mark.parametrize("bad", parameters(EXAMPLES))
def test_bad_examples_are_refused(bad: Bad, backend: str) -> None:
    refused(bad, backend, lambda model: model.fit(bad.value, Y, verbose=0))
    refused(bad, backend, lambda model: model.evaluate(bad.value, Y))
    refused(bad, backend, lambda model: model.predict(bad.value))


@BACKENDS
@pytest.mark.parametrize("bad", parameters(TARGETS))
def test_bad_targets_are_refused(bad: Bad, backend: str) -> None:
    refused(bad, backend, lambda model: model.fit(WHOLE, bad.value, verbose=0))
    refused(bad, backend, lambda model: model.evaluate(WHOLE, bad.value))


@BACKENDS
def test_no_examples_are_refused(backend: str) -> None:
    bad = Bad("x", np.empty((0, 3)), "empty", "at least one example")
    refused(bad, backend, lambda model: model.fit(bad.value, [], verbose=0))
    refused(bad, backend, lambda model: model.evaluate(bad.value, []))


SPLIT, HELD_OUT = "validation_split", "validation_data"
FIT = [
    Bad("batch_size", 0, "out_of_range", "expected 1 or more"),
    Bad("batch_size", -1, "out_of_range", "expected 1 or more"),
    Bad("batch_size", 2.5, "wrong_type", "expected a whole number"),
    Bad("batch_size", "32", "wrong_type", "expected a whole number"),
    Bad("batch_size", True, "wrong_type", "expected a whole number"),
    Bad("epochs", -1, "out_of_range", "expected 0 or more"),
    Bad("epochs", 1.5, "wrong_type", "expected a whole number"),
    Bad("epochs", None, "wrong_type", "expected a whole number"),
    Bad("epochs", 2**53, "wrong_type", "expected a whole number"),
    Bad("initial_epoch", -1, "out_of_range", "expected 0 to 1"),
    Bad("initial_epoch", 2, "out_of_range", "expected 0 to 1"),
    Bad("initial_epoch", "0", "wrong_type", "expected a whole number"),
    Bad("verbose", 3, "out_of_range", 'expected "auto", 0, 1 or 2, got 3'),
    Bad("verbose", "loud", "out_of_range", "got 'loud'"),
    Bad("verbose", None, "out_of_range", "got None"),
    Bad("callbacks", [print], "wrong_type", "got builtin"),
    Bad("callbacks", [EarlyStopping], "wrong_type", "got type"),
    Bad("callbacks", "stop", "wrong_type", "got str"),
    Bad("callbacks", 5, "wrong_type"),
    Bad(SPLIT, 1, "out_of_range", "expected 0 or more and less than 1"),
    Bad(SPLIT, -0.1, "out_of_range", "expected 0 or more and less than 1"),
    Bad(SPLIT, np.nan, "out_of_range", "expected 0 or more and less than 1"),
    Bad(SPLIT, 0.999, "out_of_range", "0.999 of 6 examples leaves a part without any"),
    Bad(SPLIT, "0.2", "wrong_type", "expected a number"),
    Bad(SPLIT, True, "wrong_type", "expected a number"),
    Bad(HELD_OUT, 5, "wrong_type", "expected (x, y)"),
    Bad(HELD_OUT, WHOLE, "wrong_type", "expected (x, y)"),
    Bad(HELD_OUT, (WHOLE, Y, Y), "wrong_type", "expected (x, y)"),
    Bad("shuffle", 1, "wrong_type", "expected true or false"),
    Bad("shuffle", "batch", "wrong_type", "expected true or false"),
]


def fit_with(model: Sequential, argument: str, value: Any) -> None:
    model.fit(**{"x": WHOLE, "y": Y, "verbose": 0, argument: value})


@BACKENDS
@pytest.mark.parametrize("bad", parameters(FIT))
def test_bad_arguments_of_fit_are_refused(bad: Bad, backend: str) -> None:
    refused(bad, backend, lambda model: fit_with(model, bad.argument, bad.value))


@pytest.mark.parametrize(
    "bad",
    [
        Bad("validation_data[0]", (np.zeros((6, 2)), Y), "shape_mismatch", "(m, 3)"),
        Bad("validation_data[0]", ([[1, 2], [3]], Y), "wrong_type", "rows of the same length"),
        Bad("validation_data[0]", (NAN_ROW, Y), "not_finite", "[2, 1]: expected a finite number"),
        Bad("validation_data[0]", (WHOLE[:0], []), "empty", "at least one example"),
        Bad("validation_data[1]", (WHOLE, Y[1:]), "shape_mismatch", "6 examples, got 5"),
        Bad("validation_data[1]", (WHOLE, ["a"] * 6), "wrong_type", "expected numbers"),
    ],
)
def test_bad_validation_data_are_refused(bad: Bad) -> None:
    refused(bad, "c", lambda model: fit_with(model, HELD_OUT, bad.value))


COMPILE = [
    Bad("optimizer", None, "wrong_type", "expected a name or an optimizer"),
    Bad("optimizer", optimizers.Adam, "wrong_type", "got type"),
    Bad("optimizer", "adm", "unknown_name", 'did you mean "adam"?'),
    Bad("loss", None, "wrong_type", "expected one of mse"),
    Bad("loss", 7, "wrong_type", "got int"),
    Bad("loss", "msee", "unknown_name", 'did you mean "mse"?'),
    Bad("loss", SPARSE, "unknown_name", 'go with a last layer of "sigmoid"; expected one of mse'),
    Bad("loss", ["mse"], "wrong_type", "got list"),
    Bad("metrics", ["acuracy"], "unknown_name", 'did you mean "accuracy"?'),
    Bad("metrics", "mae", "unknown_name", 'there is no "mae"'),
    Bad("metrics", [["accuracy"]], "wrong_type", "got list"),
    Bad("metrics", 5, "wrong_type"),
]


@BACKENDS
@pytest.mark.parametrize("bad", parameters(COMPILE))
def test_bad_arguments_of_compile_are_refused(bad: Bad, backend: str) -> None:
    others: dict[str, Any] = {"optimizer": "sgd", "loss": "mse"}
    refused(bad, backend, lambda model: model.compile(**{**others, bad.argument: bad.value}))


def all_but(place: int, other: Any) -> list[Any]:
    """Return weights for the model 3-4-1, one of them another."""
    weights: list[Any] = [np.ones((3, 4)), np.ones(4), np.ones((4, 1)), np.ones(1)]
    weights[place] = other
    return weights


TURNED = "weights[0]: expected shape (3, 4), got shape (4, 3)"
WEIGHTS = [
    Bad("weights", None, "wrong_type"),
    Bad("weights", 5, "wrong_type"),
    Bad("weights", all_but(0, 0)[:3], "shape_mismatch", "expected 4 arrays, got 3"),
    Bad("weights", all_but(0, np.ones((4, 3))), "shape_mismatch", TURNED),
    Bad("weights", all_but(2, np.ones(4)), "shape_mismatch", "weights[2]: expected shape (4, 1)"),
    Bad("weights", all_but(3, [np.nan]), "not_finite", "weights[3]: expected finite numbers"),
    Bad("weights", all_but(3, ["1"]), "wrong_type", "weights[3]: expected numbers"),
    Bad("weights", all_but(0, [[1], [1, 2]]), "wrong_type", "weights[0]: expected rows"),
]


@BACKENDS
@pytest.mark.parametrize("bad", parameters(WEIGHTS))
def test_bad_weights_are_refused(bad: Bad, backend: str) -> None:
    refused(bad, backend, lambda model: model.set_weights(bad.value))


METHODS = [
    (Bad("input_shape", 3.5, "wrong_type"), "build"),
    (Bad("input_shape", "ab", "wrong_type"), "build"),
    (Bad("input_shape", (0,), "out_of_range"), "build"),
    (Bad("input_shape", (), "empty"), "build"),
    (Bad("input_shape", (2, 3), "shape_mismatch", "expected examples of shape (3,)"), "build"),
    (Bad("filepath", 5, "wrong_type"), "save"),
]


@pytest.mark.parametrize(
    ("bad", "method"),
    METHODS,
)
def test_bad_arguments_of_other_methods_are_refused(bad: Bad, method: str) -> None:
    refused(bad, "c", lambda model: getattr(model, method)(bad.value))


def test_include_optimizer_is_true_or_false() -> None:
    bad = Bad("include_optimizer", 1, "wrong_type", "expected true or false")
    refused(bad, "c", lambda model: model.save("never.refnet", bad.value))


def test_layers_are_not_added_to_a_model_with_weights() -> None:
    for layer in (Dense(2), Flatten(), Input((3,))):
        bad = Bad("layer", layer, "shape_mismatch", "the model has its weights")
        refused(bad, "c", lambda model: model.add(bad.value))  # noqa: B023 - called at once


@pytest.mark.parametrize("value", [None, "Dense", Dense, 5], ids=str)
def test_what_is_no_layer_is_not_added(value: Any) -> None:
    bad = Bad("layer", value, "wrong_type", "expected a Dense, a Flatten or an Input, got")
    model = Sequential([Dense(4)])
    for call in (lambda: model.add(value), lambda: Sequential([Dense(4), value])):
        with pytest.raises(RefnetError) as caught:
            call()
        check_refusal(caught.value, bad, "layer")
    assert list(model.layers) == [Dense(4)]


REFUSED_LATE = [
    {"y": Y[1:]},
    {"verbose": "loud"},
    {"validation_split": 0.999},
    {"validation_data": (np.zeros((6, 2)), Y)},
    {"x": np.empty((0, 3)), "y": []},
]


@pytest.mark.parametrize("arguments", REFUSED_LATE, ids=lambda arguments: next(iter(arguments)))
def test_a_refused_fit_leaves_a_model_without_weights_as_it_was(arguments: dict[str, Any]) -> None:
    model = Sequential([Dense(1)], seed=1)
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError):
        model.fit(**{"x": WHOLE, "y": Y, **arguments})
    assert (model._backend, model._input_shape) == (None, None)
    model.fit(np.ones((2, 7)), [1, 2], verbose=0)


@pytest.mark.parametrize(
    "arguments", [{"x": WHOLE[0]}, {"x": "abc"}, {"x": NAN_ROW}, {"epochs": -1}, {"callbacks": "x"}]
)
def test_a_fit_refused_early_leaves_a_model_without_weights(arguments: dict[str, Any]) -> None:
    model = Sequential([Dense(1)], seed=1)
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError):
        model.fit(**{"x": WHOLE, "y": Y, **arguments})
    assert (model._backend, model._input_shape) == (None, None)


def test_ragged_rows_are_refused_by_a_model_without_weights_too() -> None:
    model = Sequential([Dense(1)], seed=1)
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError, match=r"x: .* rows of the same length"):
        model.fit([[1, 2], [3]], [1, 2])


def test_examples_without_numbers_are_refused() -> None:
    model = Sequential([Dense(1)], seed=1)
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError) as caught:
        model.fit(np.empty((2, 0)), [1, 2])
    assert caught.value.field == "x"


def test_a_loss_is_held_against_the_last_layer_even_if_that_comes_later() -> None:
    model = Sequential([Dense(2, "sigmoid", input_dim=3)], seed=1)
    model.compile("sgd", "binary_crossentropy")
    with pytest.raises(RefnetError):  # noqa: PT012 - either of the two may refuse
        model.add(Dense(1, "relu"))
        model.fit(WHOLE, Y, verbose=0)


def test_two_shapes_that_differ_are_refused() -> None:
    with pytest.raises(RefnetError):
        Sequential([Input((3,)), Dense(2, input_shape=(4,))])


def test_what_needs_weights_or_a_loss_says_so() -> None:
    bare = Sequential([Dense(2)], seed=1)
    calls: list[Callable[[], Any]] = [
        bare.get_weights,
        lambda: bare.set_weights([]),
        bare.weights_sha256,
        lambda: bare.predict(WHOLE),
        lambda: bare.save("never.refnet"),
        bare.count_params,
    ]
    for call in calls:
        with pytest.raises(RefnetError, match="give the first layer an input_shape") as caught:
            call()
        assert (caught.value.code, caught.value.field) == ("empty", "model")
    untold = Sequential([Dense(1, input_dim=3)], seed=1)
    for call in (lambda: untold.fit(WHOLE, Y), lambda: untold.evaluate(WHOLE, Y)):
        with pytest.raises(RefnetError, match="call compile") as caught:
            call()
        assert (caught.value.code, caught.value.field) == ("empty", "model")
    for nothing in (Sequential(), Sequential([Flatten(input_shape=(3,))])):
        for call in (lambda: nothing.compile("sgd", "mse"), lambda: nothing.build((3,))):  # noqa: B023
            with pytest.raises(RefnetError, match="expected at least one Dense") as caught:
                call()
            assert (caught.value.code, caught.value.field) == ("empty", "layers")


def test_targets_that_do_not_go_with_the_loss_are_told_the_other_one() -> None:
    model = Sequential([Dense(2, "softmax", input_dim=3)], seed=1)
    model.compile("sgd", "categorical_crossentropy")
    with pytest.raises(RefnetError, match=f'for class numbers the loss is "{SPARSE}"'):
        model.fit(WHOLE, WHOLE_CLASSES)
    model.compile("sgd", SPARSE)
    with pytest.raises(RefnetError, match='for rows it is "categorical_crossentropy"'):
        model.fit(WHOLE, np.eye(2)[WHOLE_CLASSES])


@pytest.mark.parametrize(
    ("classes", "place", "got"),
    [
        ([0, 1, 2, 0, 1, 0], 2, "2"),
        ([0, -1, 0, 0, 0, 0], 1, "-1"),
        ([0.5, 0, 0, 0, 0, 0], 0, "0.5"),
        ([0, 0, 0, 0, 0, np.nan], 5, "nan"),
    ],
)
def test_class_numbers_are_whole_and_in_bounds(classes: Any, place: int, got: str) -> None:
    model = Sequential([Dense(2, "softmax", input_dim=3)], seed=1)
    model.compile("sgd", SPARSE)
    with pytest.raises(RefnetError) as caught:
        model.fit(WHOLE, classes)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "y")
    assert str(caught.value) == f"y[{place}]: expected a class number from 0 to 1, got {got}"


SGD, RMS, ADAM = optimizers.SGD, optimizers.RMSprop, optimizers.Adam
ONE_HOT, FOUR = refnet.utils.to_categorical, partial(Dense, 4)
MADE: list[tuple[Callable[..., Any], Bad]] = [
    (Dense, Bad("units", 0, "out_of_range", "expected 1 or more")),
    (Dense, Bad("units", 2.5, "wrong_type", "expected a whole number")),
    (Dense, Bad("units", "4", "wrong_type", "expected a whole number")),
    (Dense, Bad("units", True, "wrong_type", "expected a whole number")),
    (FOUR, Bad("activation", "rleu", "unknown_name", 'did you mean "relu"?')),
    (FOUR, Bad("activation", 5, "wrong_type", "got int")),
    (FOUR, Bad("use_bias", 1, "wrong_type", "expected true or false")),
    (FOUR, Bad("kernel_initializer", "glorot", "unknown_name", '"glorot_uniform"?')),
    (FOUR, Bad("input_shape", (0,), "out_of_range", "expected 1 or more")),
    (FOUR, Bad("input_shape", "ab", "wrong_type", "whole numbers")),
    (FOUR, Bad("input_shape", (2.5,), "wrong_type", "whole numbers")),
    (FOUR, Bad("input_shape", (), "empty", "expected at least one number")),
    (FOUR, Bad("input_dim", 0, "out_of_range", "expected 1 or more")),
    (FOUR, Bad("input_dim", "3", "wrong_type", "whole numbers")),
    (Flatten, Bad("input_shape", (28, 0), "out_of_range", "expected 1 or more")),
    (Flatten, Bad("input_shape", "ab", "wrong_type", "whole numbers")),
    (Input, Bad("shape", None, "wrong_type", "whole numbers")),
    (Input, Bad("shape", (), "empty", "expected at least one number")),
    (Sequential, Bad("seed", -1, "out_of_range", "expected 0 to 4294967295")),
    (Sequential, Bad("seed", 2**32, "out_of_range", "expected 0 to 4294967295")),
    (Sequential, Bad("seed", 1.5, "wrong_type", "expected a whole number")),
    (Sequential, Bad("seed", True, "wrong_type", "expected a whole number")),
    (Sequential, Bad("backend", "pyhton", "unknown_name", 'did you mean "python"?')),
    (Sequential, Bad("backend", None, "wrong_type", "expected one of c, python")),
    (Sequential, Bad("layers", None, "wrong_type")),
    (Sequential, Bad("layers", Dense(1), "wrong_type")),
    (SGD, Bad("learning_rate", "fast", "wrong_type", "expected a number")),
    (SGD, Bad("learning_rate", np.nan, "not_finite", "expected a finite number")),
    (SGD, Bad("momentum", 1, "out_of_range", "expected 0 or more and less than 1")),
    (SGD, Bad("nesterov", 1, "wrong_type", "expected true or false")),
    (RMS, Bad("rho", -0.1, "out_of_range", "expected 0 or more and less than 1")),
    (RMS, Bad("epsilon", np.inf, "not_finite", "expected a finite number")),
    (ADAM, Bad("beta_1", 1.0, "out_of_range", "expected 0 or more and less than 1")),
    (ADAM, Bad("beta_2", None, "wrong_type", "expected a number")),
    (ADAM, Bad("epsilon", -1, "out_of_range")),
    (losses.BinaryCrossentropy, Bad("from_logits", True, "out_of_range", "expected False")),
    (EarlyStopping, Bad("patience", -1, "out_of_range", "expected 0 or more")),
    (EarlyStopping, Bad("patience", 1.5, "wrong_type", "expected a whole number")),
    (EarlyStopping, Bad("min_delta", "0", "wrong_type", "expected a number")),
    (EarlyStopping, Bad("min_delta", np.nan, "not_finite")),
    (EarlyStopping, Bad("restore_best_weights", 1, "wrong_type", "expected true or false")),
    (ONE_HOT, Bad("x", [], "empty", "expected at least one class number")),
    (ONE_HOT, Bad("x", [0.5], "wrong_type", "whole numbers")),
    (ONE_HOT, Bad("x", [np.nan], "wrong_type", "whole numbers")),
    (ONE_HOT, Bad("x", [[1, 2]], "wrong_type", "whole numbers")),
    (ONE_HOT, Bad("x", ["a"], "wrong_type")),
    (ONE_HOT, Bad("x", [[1], [1, 2]], "wrong_type")),
    (ONE_HOT, Bad("x", [np.inf], "wrong_type")),
    (ONE_HOT, Bad("x", [1, -1], "out_of_range")),
    (partial(ONE_HOT, num_classes=2), Bad("x", [3], "out_of_range")),
    (partial(ONE_HOT, [0]), Bad("num_classes", 1.5, "wrong_type", "expected a whole number")),
    (partial(ONE_HOT, [0]), Bad("num_classes", 0, "out_of_range")),
    (refnet.load, Bad("filepath", 5, "wrong_type")),
]


@pytest.mark.parametrize(
    ("make", "bad"),
    MADE,
)
def test_what_cannot_be_is_not_made(make: Callable[..., Any], bad: Bad) -> None:
    with pytest.raises(RefnetError) as caught:
        make(**{bad.argument: bad.value})
    owner = f"{make.__name__}." if isinstance(make, type) and make in (SGD, RMS, ADAM) else ""
    check_refusal(caught.value, bad, owner + bad.argument)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sum_squared_eror", "sum_squared_error"),
        ("Binary_Cross_Entropy", "binary_crossentropy"),
        ("categorical_cross_entropy", "categorical_crossentropy"),
        ("sparse_categorial_crossentropy", SPARSE),
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


# Divergence: the model keeps what it had before the batch in which it happened.


class Spot(NamedTuple):
    """Where a training diverges, and what it had before that batch."""

    epoch: int
    batch: int
    layers: list[DenseLayer]
    state: OptimizerState


def finite(*lists: Any) -> bool:
    return all(bool(np.isfinite(each).all()) for each in lists)


def before_divergence(case: Case) -> Spot:
    """Train batch by batch, with the reference's step, up to the batch that is no longer finite."""
    layers: list[DenseLayer] = first_layers(case)
    state = initial_state(layers)
    generator = reference.seeded(SEED + 1)
    batch_size = case.batch_size or 32
    training = Training(case.loss, optimizers.settings(case.optimizer), batch_size)
    x, y = X.tolist(), targets(case).tolist()
    for epoch in range(1, 1000):
        order, total = list(range(M)), 0.0
        if case.shuffle:
            order = reference.permutation(M, generator)
        for batch in range(-(-M // batch_size)):
            part = order[batch * batch_size : (batch + 1) * batch_size]
            rows, wanted = [x[i] for i in part], [y[i] for i in part]
            after = reference.train_batch(layers, state, training, rows, wanted)
            total += sum(after.losses)
            weights = np.concatenate([np.ravel(p) for lay in after.layers for p in lay[2:]])
            memory = [np.concatenate(vectors) for vectors in after.state[:2]]
            if not finite(after.outputs, total, weights, *memory):
                return Spot(epoch, batch + 1, layers, state)
            layers, state = after.layers, after.state
    raise AssertionError("it does not diverge")


LINEAR = Case(("linear", "linear"), "linear", "mse", epochs=30, batch_size=2)
DIVERGING = {
    "sgd": replace(LINEAR, optimizer=optimizers.SGD(0.9)),
    "sgd_fast": replace(LINEAR, optimizer=optimizers.SGD(1e3)),
    "sgd_at_once": replace(LINEAR, optimizer=optimizers.SGD(1e200)),
    "late": Case(("tanh", "tanh"), optimizer=optimizers.SGD(3.0), batch_size=2, epochs=40),
    "earlier": Case(("tanh", "tanh"), optimizer=optimizers.SGD(10.0), batch_size=2, epochs=40),
    "in_order": replace(LINEAR, optimizer=optimizers.SGD(1.5), shuffle=False),
    "momentum": replace(LINEAR, optimizer=optimizers.SGD(0.5, 0.9)),
    "nesterov": replace(LINEAR, optimizer=optimizers.SGD(30, 0.5, nesterov=True), batch_size=4),
    "rmsprop": replace(LINEAR, optimizer=optimizers.RMSprop(1e30, momentum=0.5)),
    "adam": replace(LINEAR, optimizer=optimizers.Adam(1e35)),
    "adam_one_batch": replace(LINEAR, optimizer=optimizers.Adam(1e35), batch_size=None),
}
PATHS = ["c", "c in parts of 1", "c in parts of 2", "c in parts of 4", "c watched", "python"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", DIVERGING)
def test_a_training_that_diverges_keeps_what_it_had_before(
    name: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = DIVERGING[name]
    spot = before_divergence(case)
    model = new_model(case, path.split()[0])
    if "parts" in path:
        counted_parts(case, int(path[-1]), monkeypatch)
    with pytest.raises(RefnetError) as caught:
        fit(model, case, callbacks=[BatchWatcher()] if "watched" in path else [])
    error = caught.value
    assert error.code == "diverged"
    assert error.field in ("outputs", "loss", "layers", "optimizer")
    assert (error.trial, error.batch) == (spot.epoch, spot.batch)
    place = f"{error.field}: left the finite numbers in epoch {spot.epoch}, batch {spot.batch};"
    assert str(error).startswith(place)
    assert "the model has the weights from before it" in str(error)
    weights, state, _ = taken(model)
    assert bits([weights]) == layer_bits(spot.layers)
    momentums, velocities = (np.concatenate(vectors) for vectors in spot.state[:2])
    assert bits([state.momentums, state.velocities]) == bits([momentums, velocities])
    assert state[2:] == spot.state[2:]
    assert model.epochs == spot.epoch - 1


def test_divergence_is_met_at_the_beginning_inside_and_later() -> None:
    spots = [before_divergence(case)[:2] for case in DIVERGING.values()]
    assert min(epoch for epoch, _ in spots) == 1
    assert max(epoch for epoch, _ in spots) > 20
    assert {batch for _, batch in spots} == {1, 2, 3, 4, 5, 6}


@BACKENDS
def test_after_a_divergence_the_training_goes_on(backend: str) -> None:
    case = DIVERGING["momentum"]
    model = new_model(case, backend)
    with pytest.raises(RefnetError, match="left the finite numbers"):
        fit(model, case)
    model.set_weights([each * 0 for each in model.get_weights()])
    model.compile(optimizers.SGD(0.01), "mse")
    losses_so_far = fit(model, case, epochs=3)
    assert losses_so_far[-1] < losses_so_far[0]


# Time.


def test_a_small_network_costs_less_than_5_microseconds_an_epoch() -> None:
    x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], np.float64)
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    model = Sequential([Dense(4, "sigmoid", input_dim=3), Dense(1, "sigmoid")], seed=1)
    model.compile(optimizers.SGD(1.0), "mse")
    model.fit(x, y, verbose=0)
    seconds = []
    for _ in range(7):
        start = time.perf_counter()
        model.fit(x, y, batch_size=4, epochs=1500, verbose=0)
        seconds.append(time.perf_counter() - start)
    assert sorted(seconds)[3] / 1500 < 5e-6


def test_the_api_is_what_the_package_says() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", refnet.__version__)
    assert [name for name in refnet.__all__ if not hasattr(refnet, name)] == []


@BACKENDS
def test_one_model_in_several_threads(backend: str) -> None:
    """One fits while others ask: it learns as if it were alone."""
    model = Sequential(
        [Dense(8, "tanh", input_dim=3), Dense(3, "softmax")], seed=1, backend=backend
    )
    model.compile("sgd", SPARSE)
    twin = copy.deepcopy(model)
    asked: list[bool] = []

    def ask() -> None:
        while fitting.is_alive():
            answers = model.predict(X)
            asked.append(
                bool(np.isfinite(answers).all() and np.isfinite(model.evaluate(X, CLASSES)))
            )

    epochs = 3000 if backend == "c" else 20
    fitting = threading.Thread(target=lambda: model.fit(X, CLASSES, 4, epochs, verbose=0))
    asking = [threading.Thread(target=ask) for _ in range(3)]
    fitting.start()
    for thread in asking:
        thread.start()
    for thread in (fitting, *asking):
        thread.join()
    twin.fit(X, CLASSES, 4, epochs, verbose=0)
    assert all(asked)
    assert model.weights_sha256() == twin.weights_sha256()


def test_layers_cannot_be_taken_away() -> None:
    model = Sequential([Dense(2, input_dim=3), Dense(1)])
    assert model.layers == (Dense(2, input_dim=3), Dense(1))
    with pytest.raises(AttributeError):
        model.layers.pop()  # type: ignore[attr-defined]


def test_errors_go_from_process_to_process() -> None:
    error = RefnetError("diverged", "loss", "loss: gone", 3, 4)
    other = pickle.loads(pickle.dumps(error))
    assert vars(other) == vars(error)
    assert str(other) == str(error)


def test_two_threads_do_not_both_draw_the_first_weights() -> None:
    """Or the one that is later would take away what the other trains."""
    x = np.ones((64, 400))
    for seed in range(6):
        layers = [Dense(400, input_dim=400), Dense(1)]
        model, twin = (Sequential(layers, seed=seed) for _ in range(2))
        for each in (model, twin):
            each.compile("sgd", "mse")
        asking = threading.Thread(target=model.predict, args=(x,))
        asking.start()
        model.fit(x, np.ones(64), verbose=0)
        asking.join()
        twin.fit(x, np.ones(64), verbose=0)
        assert model.weights_sha256() == twin.weights_sha256()


def test_weights_are_never_those_of_half_a_step() -> None:
    """Every weight starts at zero, and gets the same steps as its neighbours."""
    model = Sequential([Dense(20_000, kernel_initializer="zeros", use_bias=False, input_dim=1)])
    model.compile(optimizers.SGD(1e-7), "sum_squared_error")
    x, y = np.ones((4, 1)), np.ones((4, 20_000))
    enough = threading.Event()

    def train() -> None:
        while not enough.is_set():
            model.fit(x, y, 1, 10, verbose=0)

    training = threading.Thread(target=train)
    training.start()
    seen: set[float] = set()
    try:
        while len(seen) < 20 and training.is_alive():
            [kernel] = model.get_weights()
            assert kernel.min() == kernel.max()
            seen.add(kernel[0, 0])
    finally:
        enough.set()
        training.join()
    assert len(seen) == 20
