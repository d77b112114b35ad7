"""What the methods of Sequential refuse; the model then stays as it was, to the bit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made, fit_with, parameters, refused
from support.sequential import BACKENDS, WHOLE, WHOLE_CLASSES

import refnet
from refnet import Dense, RefnetError, Sequential
from refnet.callbacks import EarlyStopping

Y = WHOLE_CLASSES
NAN_ROW = WHOLE.copy()
NAN_ROW[2, 1] = np.nan

SPLIT, HELD_OUT = "validation_split", "validation_data"
WEIGHTS, CLASSES = "sample_weight", "class_weight"
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
    Bad(
        SPLIT,
        0.999,
        "out_of_range",
        "0.999 of 6 examples leaves one part without examples",
    ),
    Bad(SPLIT, "0.2", "wrong_type", "expected a number"),
    Bad(SPLIT, True, "wrong_type", "expected a number"),
    Bad(HELD_OUT, 5, "wrong_type", "expected (x, y)"),
    Bad(HELD_OUT, WHOLE, "wrong_type", "expected (x, y)"),
    Bad(HELD_OUT, (WHOLE, Y, Y, Y), "wrong_type", "expected (x, y) or (x, y, sample_weight)"),
    Bad(WEIGHTS, [1.0] * 5, "shape_mismatch", "expected a number for each of 6 examples"),
    Bad(WEIGHTS, np.ones((6, 2)), "shape_mismatch", "got shape (6, 2)"),
    Bad(WEIGHTS, [1, 1, 1, -0.5, 1, 1], "out_of_range", "[3]: expected at least 0, got -0.5"),
    Bad(WEIGHTS, [1, 1, 1, np.nan, 1, 1], "not_finite", "[3]: expected a finite number"),
    Bad(WEIGHTS, "balanced", "wrong_type", "expected numbers"),
    Bad(CLASSES, [1.0, 5.0], "wrong_type", "such as {0: 1.0, 1: 5.0}"),
    Bad(CLASSES, "balanced", "wrong_type", "expected a weight for each class"),
    Bad(CLASSES, {"1": 5.0}, "wrong_type", "expected whole numbers as classes, got '1'"),
    Bad(CLASSES, {True: 5.0}, "wrong_type", "got True"),
    Bad(CLASSES, {2: 5.0}, "out_of_range", "expected classes from 0 to 1, got 2"),
    Bad(CLASSES, {-1: 5.0}, "out_of_range", "got -1"),
    Bad(CLASSES, {1: "5"}, "wrong_type", "expected a number"),
    Bad(CLASSES, {1: -5}, "out_of_range", "[1]: expected at least 0, got -5"),
    Bad(CLASSES, {0: np.inf}, "not_finite", "[0]: expected a finite number"),
    Bad("shuffle", 1, "wrong_type", "expected true or false"),
    Bad("shuffle", "batch", "wrong_type", "expected true or false"),
]


@BACKENDS
@pytest.mark.parametrize("bad", parameters(FIT))
def test_bad_arguments_of_fit_are_refused(bad: Bad, backend: str) -> None:
    refused(bad, backend, lambda model: fit_with(model, bad.argument, bad.value))


COMPILE = [
    Bad("optimizer", None, "wrong_type", "expected a name or an optimizer"),
    Bad("optimizer", int, "wrong_type", "got type"),
    Bad("optimizer", "adm", "unknown_name", 'did you mean "adam"?'),
    Bad("loss", 7, "wrong_type", "expected a name or a loss such as refnet.losses.Huber()"),
    Bad("loss", "msee", "unknown_name", 'did you mean "mse"?'),
    Bad("loss", int, "wrong_type", "got type"),
    Bad("loss", "squared_hinge", "unknown_name", 'there is no "squared_hinge", only mse'),
    Bad("loss", ["mse", "mae"], "wrong_type", "expected one loss"),
    Bad("loss_weights", [0.5], "out_of_range", "sample_weight of fit"),
    Bad("weighted_metrics", ["r2_score"], "out_of_range", "R2Score has no weights"),
    Bad("steps_per_execution", 0, "out_of_range", "expected 1 or more"),
    Bad("metrics", ["acuracy"], "unknown_name", 'did you mean "accuracy"?'),
    Bad("metrics", "f1_score", "unknown_name", 'there is no "f1_score"'),
    Bad("metrics", "loss", "unknown_name", 'there is no "loss"'),
    Bad("metrics", [["accuracy"], ["mae"]], "wrong_type", "got list"),
    Bad("metrics", 5, "wrong_type"),
]


@BACKENDS
@pytest.mark.parametrize("bad", parameters(COMPILE))
def test_bad_arguments_of_compile_are_refused(bad: Bad, backend: str) -> None:
    others: dict[str, Any] = {"optimizer": "sgd", "loss": "mse"}
    refused(bad, backend, lambda model: model.compile(**{**others, bad.argument: bad.value}))


METHODS = [
    (Bad("input_shape", 3.5, "wrong_type"), "build"),
    (Bad("input_shape", "ab", "wrong_type"), "build"),
    (Bad("input_shape", (0,), "out_of_range"), "build"),
    (Bad("input_shape", (), "empty"), "build"),
    (Bad("input_shape", (2, 3), "shape_mismatch", "expected examples of shape (3,)"), "build"),
    (Bad("filepath", 5, "wrong_type"), "save"),
]


@pytest.mark.parametrize(("bad", "method"), METHODS)
def test_bad_arguments_of_other_methods_are_refused(bad: Bad, method: str) -> None:
    refused(bad, "c", lambda model: getattr(model, method)(bad.value))


def test_include_optimizer_is_true_or_false() -> None:
    bad = Bad("include_optimizer", 1, "wrong_type", "expected true or false")
    refused(bad, "c", lambda model: model.save("never.refnet", include_optimizer=bad.value))


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


def test_methods_that_need_weights_or_a_loss_say_so() -> None:
    bare = Sequential([Dense(2)], seed=1)
    calls: list[Callable[[], Any]] = [
        bare.get_weights,
        lambda: bare.set_weights([]),
        bare.weights_sha256,
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
    nothing = Sequential()
    for call in (lambda: nothing.compile("sgd", "mse"), lambda: nothing.build((3,))):
        with pytest.raises(RefnetError, match="expected at least one layer") as caught:
            call()
        assert (caught.value.code, caught.value.field) == ("empty", "layers")


INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (Sequential, Bad("seed", -1, "out_of_range", "expected 0 to 4294967295")),
    (Sequential, Bad("seed", 2**32, "out_of_range", "expected 0 to 4294967295")),
    (Sequential, Bad("seed", 1.5, "wrong_type", "expected a whole number")),
    (Sequential, Bad("seed", True, "wrong_type", "expected a whole number")),
    (Sequential, Bad("backend", "pyhton", "unknown_name", 'did you mean "python"?')),
    (Sequential, Bad("backend", None, "wrong_type", "expected one of c, python")),
    (Sequential, Bad("layers", None, "wrong_type")),
    (Sequential, Bad("layers", Dense(1), "wrong_type")),
    (refnet.load, Bad("filepath", 5, "wrong_type")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
