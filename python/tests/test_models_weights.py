"""The arguments sample_weight and class_weight of Sequential."""

from typing import Any

import numpy as np
import pytest
from support.sequential import BACKENDS

from refnet import Dense, Flatten, RefnetError, Reshape, Sequential
from refnet.reference.checks import SPARSE

RANDOM = np.random.RandomState(6)
X = RANDOM.normal(size=(24, 3))
CLASSES = RANDOM.randint(0, 3, 24)
BINARY = (CLASSES > 0).astype(float)
WEIGHTS = RANDOM.uniform(0, 2, 24)


def new_model(units: int = 3, loss: str = SPARSE, backend: str = "c") -> Sequential:
    last = {"mse": "linear", "binary_crossentropy": "sigmoid"}.get(loss, "softmax")
    layers = [Dense(4, "tanh", input_dim=3), Dense(units, last)]
    model = Sequential(layers, seed=1, backend=backend)
    model.compile("adam", loss, ["accuracy"])
    return model


def run(model: Sequential, y: Any = CLASSES, **how: Any) -> tuple[str, dict[str, list[float]]]:
    """Train; return the weights' digest and the history."""
    history = model.fit(X, y, 7, 3, verbose=0, **how).history
    return model.weights_sha256(), history


@pytest.mark.parametrize("how", ["sample_weight", "class_weight", "both"])
def test_both_backends_give_the_same_bits(how: str) -> None:
    arguments: dict[str, Any] = {"sample_weight": WEIGHTS, "class_weight": {0: 0.5, 2: 3}}
    if how != "both":
        arguments = {how: arguments[how]}
    arguments["validation_data"] = X[:9], CLASSES[:9], WEIGHTS[:9]
    runs = [run(new_model(backend=backend), **arguments) for backend in ("c", "python")]
    assert runs[0] == runs[1] != run(new_model())


@BACKENDS
def test_weights_of_1_change_nothing(backend: str) -> None:
    plain = run(new_model(backend=backend))
    assert run(new_model(backend=backend), sample_weight=np.ones((24, 1))) == plain
    assert run(new_model(backend=backend), class_weight={}) == plain


def test_a_weight_of_a_class_is_that_of_its_examples() -> None:
    """For class numbers, rows and one output; with both arguments, their product."""
    of_classes = np.array([0.25, 1.0, 2.0])
    as_rows = np.eye(3)[CLASSES]
    wanted = run(new_model(), sample_weight=of_classes[CLASSES])
    assert run(new_model(), class_weight={0: 0.25, 2: 2.0}) == wanted
    assert run(new_model(loss="categorical_crossentropy"), as_rows, class_weight={0: 0.25, 2: 2})
    product = WEIGHTS * of_classes[CLASSES]
    both = run(new_model(), sample_weight=WEIGHTS, class_weight={np.int64(0): 0.25, 2: 2.0})
    assert both == run(new_model(), sample_weight=product)
    binary = new_model(1, "binary_crossentropy"), new_model(1, "binary_crossentropy")
    wanted = run(binary[0], BINARY, sample_weight=np.where(BINARY == 1, 5.0, 1.0))
    assert run(binary[1], BINARY, class_weight={1: 5}) == wanted


def test_class_weights_are_for_training_only() -> None:
    split = new_model(), new_model()
    held_out: dict[str, Any] = {"validation_data": (X[18:], CLASSES[18:])}
    first = split[0].fit(X, CLASSES, 6, verbose=0, validation_split=0.25, class_weight={0: 3.0})
    second = split[1].fit(X[:18], CLASSES[:18], 6, verbose=0, class_weight={0: 3.0}, **held_out)
    assert first.history == second.history
    assert first.history["val_loss"] == [split[0].evaluate(X[18:], CLASSES[18:])[0]]


def test_a_split_takes_its_weights_along() -> None:
    split = new_model(), new_model()
    held_out = X[18:], CLASSES[18:], WEIGHTS[18:]
    arguments: dict[str, Any] = {"sample_weight": WEIGHTS, "validation_split": 0.25}
    first = split[0].fit(X, CLASSES, 6, verbose=0, **arguments)
    arguments = {"sample_weight": WEIGHTS[:18], "validation_data": held_out}
    second = split[1].fit(X[:18], CLASSES[:18], 6, verbose=0, **arguments)
    assert first.history == second.history


@BACKENDS
def test_evaluate_divides_by_the_number_of_examples(backend: str) -> None:
    model = new_model(backend=backend)
    alone = [model.evaluate(X[i : i + 1], CLASSES[i : i + 1])[0] for i in range(24)]
    total = 0.0
    for loss, weight in zip(alone, WEIGHTS, strict=True):
        total = total + loss * weight
    loss, accuracy = model.evaluate(X, CLASSES, sample_weight=WEIGHTS)
    assert loss == total / 24
    assert accuracy == model.evaluate(X, CLASSES)[1]


@BACKENDS
def test_a_diverging_run_keeps_the_weights_from_before(backend: str) -> None:
    """Training again up to the batch before takes the examples' weights along."""
    weights = np.ones(24)
    weights[20] = 1e300
    models = new_model(1, "mse", backend), new_model(1, "mse", backend)
    with pytest.raises(RefnetError) as caught:
        models[0].fit(X, X[:, 0] * 1e100, 6, verbose=0, shuffle=False, sample_weight=weights)
    assert (caught.value.code, caught.value.batch) == ("diverged", 4)
    models[1].fit(X[:18], X[:18, 0] * 1e100, 6, verbose=0, shuffle=False)
    assert models[0].weights_sha256() == models[1].weights_sha256()


def test_what_has_no_classes_has_no_class_weights() -> None:
    model = Sequential([Flatten((3,)), Dense(6), Reshape((2, 3))], seed=1)
    model.compile("sgd", "mse")
    y = np.zeros((24, 2, 3))
    with pytest.raises(RefnetError) as caught:
        model.fit(X, y, verbose=0, class_weight={0: 2.0})
    assert (caught.value.code, caught.value.field) == ("shape_mismatch", "class_weight")
    model.fit(X, y, verbose=0, sample_weight=WEIGHTS)
    for targets in (BINARY * 2 - 1, BINARY / 2):
        with pytest.raises(RefnetError) as caught:
            new_model(1, "mse").fit(X, targets, verbose=0, class_weight={1: 2.0})
        assert (caught.value.code, caught.value.field) == ("out_of_range", "y")
        assert "expected 0 or 1 beside class_weight" in caught.value.message
