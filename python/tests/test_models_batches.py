"""train_on_batch and its companions, and what Keras's programs ask of a model beside fit."""

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from support.small_model import BACKENDS, M, X, Y, bits, fit, new_model

from refnet import Dense, Dropout, Model, RefnetError, Sequential, optimizers
from refnet.callbacks import History, LambdaCallback
from refnet.fit.measures import Measures


def optimizer_of(model: Sequential) -> Any:
    return model.optimizer


ROWS = [slice(start, start + 3) for start in range(0, M, 3)]


@BACKENDS
@pytest.mark.parametrize("dropout", [False, True])
def test_batches_give_the_bits_of_fit(dropout: bool, backend: str) -> None:
    models = [new_model(backend) for _ in range(2)]
    if dropout:
        for model in models:
            model.pop()
            model.add(Dropout(0.5))
            model.add(Dense(2, "softmax"))
    one, whole = models
    for _ in range(3):
        for rows in ROWS:
            one.train_on_batch(X[rows], Y[rows])
    fit(whole, epochs=3, shuffle=False)
    assert bits(one) == bits(whole)
    assert (one.epochs, whole.epochs) == (0, 3)


@BACKENDS
def test_a_batch_returns_its_own_values(backend: str) -> None:
    """Those before the step: what evaluate says of these examples."""
    model = new_model(backend)
    for rows in ROWS:
        before = model.evaluate(X[rows], Y[rows])
        assert model.test_on_batch(X[rows], Y[rows]) == before
        assert model.train_on_batch(X[rows], Y[rows]) == before
    named = model.train_on_batch(X, Y, return_dict=True)
    assert list(named) == ["accuracy", "loss"]
    assert list(model.test_on_batch(X, Y, return_dict=True)) == ["accuracy", "loss"]
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert isinstance(model.train_on_batch(X, Y), float)


def test_batches_have_weights() -> None:
    model, twin = new_model(), new_model()
    weights = np.linspace(0, 1, M)
    loss, _ = model.train_on_batch(X, Y, sample_weight=weights, class_weight={0: 2.0})
    more = {"sample_weight": weights, "class_weight": {0: 2.0}}
    assert fit(twin, epochs=1, batch_size=M, shuffle=False, **more)["loss"] == [loss]
    assert bits(model) == bits(twin)


def test_a_batch_that_diverges_changes_nothing() -> None:
    def huge() -> Sequential:
        model = Sequential([Dense(1, input_dim=1)], seed=1)
        model.compile(optimizers.SGD(1e300), "mse")
        return model

    model, twin = huge(), huge()
    for each in (model, twin):
        each.train_on_batch([[1.0]], [5.0])
    with pytest.raises(RefnetError, match="the model has the weights before") as caught:
        model.train_on_batch([[1.0]], [5.0])
    assert caught.value.code == "diverged"
    assert bits(model) == bits(twin)


@pytest.mark.parametrize("method", ["train_on_batch", "test_on_batch"])
def test_what_does_not_fit_is_refused(method: str) -> None:
    for x, y, field in ((X[:, :2], Y, "x"), (X, Y[:3], "y"), (X, None, "y"), (X[:0], Y[:0], "x")):
        with pytest.raises(RefnetError) as caught:
            getattr(new_model(), method)(x, y)
        assert caught.value.field == field


def test_what_compile_says_of_a_model() -> None:
    model = Sequential([Dense(2, "softmax", input_dim=3)], seed=4)
    assert (model.compiled, model.metrics_names) == (False, ["loss"])
    with pytest.raises(RefnetError, match=r"call compile\(optimizer"):
        model.fit(X, Y)
    model.compile()
    assert (model.compiled, model.loss) == (True, None)
    assert model.predict(X).shape == (M, 2)
    with pytest.raises(RefnetError, match="compiled without a loss"):
        model.fit(X, Y)
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert model.metrics_names == ["loss", "compile_metrics"]
    model.reset_metrics()
    assert model.loss == "sparse_categorical_crossentropy"


@BACKENDS
def test_the_learning_rate_can_be_set(backend: str) -> None:
    model, twin = new_model(backend), new_model(backend)
    rate = optimizer_of(model).learning_rate
    assert float(rate) == rate.numpy() == 0.001
    rate.assign(0.01)
    optimizer_of(twin).learning_rate = 0.01
    assert fit(model, epochs=1) == fit(twin, epochs=1)
    other = new_model(backend)
    other.compile(optimizers.Adam(0.01), "sparse_categorical_crossentropy", ["accuracy"])
    fit(other, epochs=1)
    assert bits(model) == bits(twin) == bits(other)


@BACKENDS
def test_callbacks_can_set_the_learning_rate(backend: str) -> None:
    """Of the epoch that begins, or of the next batch."""
    model, twin = new_model(backend), new_model(backend)

    def halve(epoch: int, logs: Any) -> None:
        optimizer_of(model).learning_rate *= 0.5

    def batches() -> None:
        for rows in ROWS:
            halve(0, {})
            model.train_on_batch(X[rows], Y[rows])

    fit(model, epochs=2, shuffle=False, callbacks=LambdaCallback(halve))
    batches()
    optimizer_of(twin).learning_rate = 0.0005
    fit(twin, epochs=1, shuffle=False)
    optimizer_of(twin).learning_rate = 0.00025
    fit(twin, epochs=1, shuffle=False)

    def halve_twin(batch: int, logs: Any) -> None:
        optimizer_of(twin).learning_rate.assign(float(optimizer_of(twin).learning_rate) / 2)

    fit(twin, epochs=1, shuffle=False, callbacks=LambdaCallback(on_train_batch_begin=halve_twin))
    assert bits(model) == bits(twin)


def test_an_optimizer_changes_nothing_else() -> None:
    adam = optimizers.Adam(0.01)
    for name in ("beta_1", "rate"):
        with pytest.raises(RefnetError, match="learning_rate alone can be set later"):
            setattr(adam, name, 0.5)
    assert adam.lr == 0.01  # its name in Keras 2
    with pytest.raises(AttributeError):
        adam.other  # noqa: B018
    with pytest.raises(RefnetError, match="expected a number"):
        adam.learning_rate = "fast"  # type: ignore[assignment]
    decay = optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
    scheduled = optimizers.SGD(decay)
    with pytest.raises(RefnetError, match="another schedule in place of a schedule"):
        scheduled.learning_rate = 0.1
    scheduled.learning_rate = optimizers.schedules.ExponentialDecay(0.2, 10, 0.5)
    twin: Any
    for twin in (copy.deepcopy(adam), pickle.loads(pickle.dumps(adam))):
        twin.learning_rate.assign(0.5)
        assert (adam.learning_rate, twin.learning_rate) == (0.01, 0.5)
        assert twin == optimizers.Adam(0.5)


def test_the_history_says_what_was_run() -> None:
    model = new_model()
    history = model.fit(X, Y, 3, 2, verbose=0)
    assert history is model.history
    assert isinstance(history, History)
    assert (history.model, history.epoch) == (model, [0, 1])
    assert history.params == {"verbose": 0, "epochs": 2, "steps": 4}
    own = History()
    assert model.fit(X, Y, 3, 3, verbose=0, callbacks=[own]) is own is model.history
    assert own.epoch == [0, 1, 2]
    model.fit(X, Y, 3, 2, verbose=0, callbacks=own)
    assert own.epoch == [0, 1]  # a new run
    assert pickle.loads(pickle.dumps(model)).history.history == own.history
    assert copy.deepcopy(model).predict(X).tobytes() == model.predict(X).tobytes()


def test_a_text_keeps_its_name_and_the_order_is_that_of_the_names() -> None:
    model = Sequential([Dense(2, "softmax", input_dim=3)], seed=4)
    targets = np.eye(2)[Y]
    for metrics, expected in (
        (["mse", "mae", "acc"], ["acc", "loss", "mae", "mse"]),
        ([["mae"]], ["loss", "mae"]),
        (["MAE", "AUC"], ["AUC", "MAE", "loss"]),
    ):
        model.compile("sgd", ["mse"], metrics)
        assert list(model.fit(X, targets, verbose=0).history) == expected
        values, named = model.evaluate(X, targets), model.evaluate(X, targets, return_dict=True)
        assert list(named) == expected
        given = metrics[0] if isinstance(metrics[0], list) else metrics
        assert values == [named[name] for name in ["loss", *given]]


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("train_step", "train_on_batch trains one batch"),
        ("compute_loss", "train_on_batch and evaluate return the loss"),
        ("fit_generator", "fit takes generators"),
        ("predict_classes", "np.argmax"),
        ("jit_compile", "it changes nothing"),
    ],
)
def test_methods_of_keras_that_are_not_here_are_refused(name: str, instead: str) -> None:
    model = new_model()
    with pytest.raises(RefnetError, match=f"there is no {name}; .*{instead}") as caught:
        getattr(model, name)
    assert (caught.value.code, caught.value.field) == ("unknown_name", "model")
    assert not hasattr(model, name)
    with pytest.raises(AttributeError, match="has no attribute 'other'"):
        getattr(model, "other")  # noqa: B009


@pytest.mark.parametrize("name", ["call", "train_step"])
def test_a_class_that_nothing_would_call_is_refused(name: str) -> None:
    with pytest.raises(RefnetError, match=f"expected no {name} in class Mine") as caught:
        type("Mine", (Model,), {name: lambda self, inputs: inputs})
    assert (caught.value.code, caught.value.field) == ("wrong_type", "model")
    assert type("Mine", (Sequential,), {"more": 1})([Dense(1)]).more == 1


def test_what_metrics_are_is_said() -> None:
    model = new_model()
    with pytest.raises(RefnetError, match=r"or function of refnet\.metrics, got int"):
        model.compile("sgd", "mse", [5])
    with pytest.raises(RefnetError, match=r'mse, .*did you mean "mse"\?'):
        model.compile("sgd", "mse", ["msee"])


def test_metrics_are_calculated_only_where_they_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """AUC takes as long as a small batch."""
    calls: list[float] = []
    logs_of = Measures.logs

    def counted(measures: Measures, loss: float, *counts: int) -> dict[str, float]:
        calls.append(loss)
        return logs_of(measures, loss, *counts)

    monkeypatch.setattr(Measures, "logs", counted)
    histories = []
    for seen, callback in ((1, LambdaCallback()), (4, LambdaCallback(on_train_batch_end=print))):
        model = Sequential([Dense(1, "sigmoid")], seed=1)
        model.compile("adam", "binary_crossentropy", ["auc"])
        calls.clear()
        batches = [(X[rows], Y[rows]) for rows in ROWS]
        histories.append(model.fit(iter(batches), verbose=0, callbacks=[callback]).history)
        assert len(calls) == seen
    assert histories[0] == histories[1]
