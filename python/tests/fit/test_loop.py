"""The loop of fit: parts of epochs, logs, validation, divergence."""

import time
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
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

from refnet import Dense, RefnetError, Sequential, optimizers, reference
from refnet.fit.backends import CoreBackend
from refnet.reference.dense import DenseLayer
from refnet.reference.network import network_parameters
from refnet.reference.optimizers import OptimizerState, initial_state
from refnet.reference.training import Training


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
    """Let a call take ``at_once`` batches; return a list that collects the rows of each part."""
    size = sum(np.size(part) for layer in first_layers(case) for part in layer[2:] if part)
    batch = min(case.batch_size or 32, M)
    monkeypatch.setattr(CoreBackend, "batch_overhead", 0)
    monkeypatch.setattr(CoreBackend, "multiplications", at_once * batch * size)
    parts: list[slice] = []
    train = CoreBackend.train

    def counted(self: CoreBackend, *arguments: Any) -> tuple[float, int]:
        parts.append(arguments[4])
        return train(self, *arguments)

    monkeypatch.setattr(CoreBackend, "train", counted)
    return parts


def test_a_call_of_many_epochs_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    case = replace(CASES["adam"], epochs=10)
    counted_parts(case, 7, monkeypatch)  # enough for two epochs of three batches, but not for three
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
def test_history_has_each_epoch_and_each_log(backend: str) -> None:
    case = CASES["adam"]
    model = new_model(case, backend)
    plain = model.fit(X, CLASSES, 4, 2, verbose=0)
    assert (plain.epoch, list(plain.history)) == ([0, 1], ["loss"])
    later = model.fit(X, CLASSES, 4, 7, initial_epoch=4, validation_split=0.3, verbose=0)
    assert (later.epoch, list(later.history)) == ([4, 5, 6], ["loss", "val_loss"])
    model.compile("adam", case.loss, metrics=["accuracy"])
    every = model.fit(X, CLASSES, 4, validation_data=(X, CLASSES), verbose=0)
    assert list(every.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
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
        initial_state(network_parameters(layers), optimizers.settings(case.optimizer)),
        Training(case.loss, optimizers.settings(case.optimizer), 4),
        X.tolist(),
        reference.one_hot(CLASSES.tolist(), 2),
        1,
        5,
        reference.seeded(SEED + 1),
        True,
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


def test_validation_data_replace_a_split() -> None:
    case = CASES["adam"]
    both, one = new_model(case), new_model(case)
    data = (X[:3], CLASSES[:3])
    histories = [
        both.fit(X, CLASSES, verbose=0, validation_data=data, validation_split=0.5).history,
        one.fit(X, CLASSES, verbose=0, validation_data=list(data)).history,
    ]
    assert histories[0] == histories[1]


class Spot(NamedTuple):
    """Where a run diverges, and the layers and the state before that batch."""

    epoch: int
    batch: int
    layers: list[DenseLayer]
    state: OptimizerState


def finite(*lists: Any) -> bool:
    return all(bool(np.isfinite(each).all()) for each in lists)


def before_divergence(case: Case) -> Spot:
    """Train batch by batch with the reference, up to the first batch that is not finite."""
    layers: list[DenseLayer] = first_layers(case)
    state = initial_state(network_parameters(layers), optimizers.settings(case.optimizer))
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
            after = reference.train_batch(layers, state, training, rows, wanted, generator)
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
def test_a_run_that_diverges_keeps_the_weights_from_before(
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
    weights, state, *_ = taken(model)
    assert bits([weights]) == layer_bits(spot.layers)
    momentums, velocities = (np.concatenate(vectors) for vectors in spot.state[:2])
    assert bits([state.momentums, state.velocities]) == bits([momentums, velocities])
    assert state[2:] == spot.state[2:]
    assert model.epochs == spot.epoch - 1


def test_the_runs_diverge_early_late_and_inside_an_epoch() -> None:
    spots = [before_divergence(case)[:2] for case in DIVERGING.values()]
    assert min(epoch for epoch, _ in spots) == 1
    assert max(epoch for epoch, _ in spots) > 20
    assert {batch for _, batch in spots} == {1, 2, 3, 4, 5, 6}


@BACKENDS
def test_training_can_continue_after_a_divergence(backend: str) -> None:
    case = DIVERGING["momentum"]
    model = new_model(case, backend)
    with pytest.raises(RefnetError, match="left the finite numbers"):
        fit(model, case)
    model.set_weights([each * 0 for each in model.get_weights()])
    model.compile(optimizers.SGD(0.01), "mse")
    losses_so_far = fit(model, case, epochs=3)
    assert losses_so_far[-1] < losses_so_far[0]


def test_an_epoch_of_a_small_network_takes_less_than_5_microseconds() -> None:
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
    assert min(seconds) / 1500 < 5e-6
