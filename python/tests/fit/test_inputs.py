"""What fit, evaluate and predict read, without needless copies, and what they refuse."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from support.bad_arguments import Bad, fit_with, parameters, refused
from support.sequential import (
    BACKENDS,
    CASES,
    CLASSES,
    WHOLE,
    WHOLE_CLASSES,
    M,
    X,
    fit,
    new_model,
    targets,
)

from refnet import Dense, Flatten, RefnetError, Sequential
from refnet.fit.backends import CoreBackend
from refnet.fit.inputs import Expected, example_rows, target_rows
from refnet.reference.checks import SPARSE

Array = NDArray[Any]


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
    rows = target_rows("y", make(WHOLE_CLASSES).astype(dtype), SPARSE, (6, 3), "float64")
    assert rows.tolist() == np.eye(3)[WHOLE_CLASSES].tolist()


class Seen(NamedTuple):
    """The data that a backend is given."""

    arrays: list[Array]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """All arrays that the C core is given as data from here on."""
    noted = Seen([])
    prepare, outputs_if_finite = CoreBackend.prepare, CoreBackend.outputs_if_finite

    def preparing(self: CoreBackend, array: Array) -> Array:
        noted.arrays.append(prepare(self, array))
        return noted.arrays[-1]

    def predicting(self: CoreBackend, array: Array) -> Array | None:
        noted.arrays.append(array)
        return outputs_if_finite(self, array)

    monkeypatch.setattr(CoreBackend, "prepare", preparing)
    monkeypatch.setattr(CoreBackend, "outputs_if_finite", predicting)
    return noted


def test_arrays_that_c_can_read_are_not_copied(seen: Seen) -> None:
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


@BACKENDS
@pytest.mark.parametrize("place", [(0, 0), (0, 2), (4999, 1)])
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_predict_refuses_a_number_that_is_not_finite(
    backend: str, place: tuple[int, int], number: float
) -> None:
    model = Sequential([Dense(2, input_dim=3)], seed=1, backend=backend)
    for dtype in ("float64", "float32"):  # read where it is, and converted
        x = np.ones((place[0] + 1, 3), dtype)
        x[place] = number
        with pytest.raises(RefnetError, match="expected a finite number") as caught:
            model.predict(x)
        assert str(caught.value).startswith(f"x[{place[0]}, {place[1]}]")


def test_images_that_c_can_read_are_not_copied(seen: Seen) -> None:
    images = np.random.RandomState(1).uniform(0, 1, (M, 4, 5))
    model = Sequential([Flatten(), Dense(2, "softmax")], seed=1)
    model.compile("sgd", SPARSE)
    model.fit(images, CLASSES, verbose=0)
    model.predict(images)
    shared = [np.shares_memory(array, images) for array in seen.arrays]
    assert shared == [True, False, True]  # fit's x and y, predict's x
    expected = Expected(model.layers, (4, 5), "float64")
    assert np.shares_memory(example_rows("x", images, expected), images)


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
    Bad("x", [[1, 2, 3], [1, 2]], "wrong_type", "rows of the same length"),
    Bad("x", 5.0, "shape_mismatch", "got an array of shape ()"),
    Bad("x", WHOLE[0], "shape_mismatch", "a single example is x[None]"),
    Bad("x", np.zeros((6, 4)), "shape_mismatch", "(m, 3), got an array of shape (6, 4)"),
    Bad("x", WHOLE[:, :, None], "shape_mismatch", "put a Flatten first"),
    Bad("x", WHOLE[:, :2, None], "shape_mismatch", "got an array of shape (6, 2, 1)"),
    Bad("x", WHOLE[:, 0], "shape_mismatch", "(m, 3), got an array of shape (6,)"),
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
    Bad("y", [0, 1, np.nan, 0, 1, 0], "not_finite", "y[2]: expected a finite number"),
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
    refused(bad, "c", lambda model: fit_with(model, "validation_data", bad.value))


def all_but(place: int, other: Any) -> list[Any]:
    """Return weights for the model 3-4-1, one of them replaced."""
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


def test_targets_of_another_loss_are_refused_with_its_name() -> None:
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


def test_validation_data_have_the_shape_of_the_examples() -> None:
    model = Sequential([Flatten(), Dense(1)], seed=1)
    model.compile("sgd", "mse")
    data = np.ones((2, 3, 2)), [1, 2]
    with pytest.raises(RefnetError, match=r"expected examples of shape \(2, 3\)") as caught:
        model.fit(np.ones((2, 2, 3)), [1, 2], validation_data=data)
    assert caught.value.field == "validation_data[0]"


# One number an example: x is [m], as in Keras 3.

NUMBERS = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
LINE = 2 * NUMBERS + 3


def trained_on_a_line(x: Any, y: Any, backend: str, **settings: Any) -> list[Any]:
    """Return what a model of one weight and one bias gives in fit, evaluate and predict."""
    model = Sequential([Dense(1, **settings)], seed=0, backend=backend)
    model.compile("sgd", "mean_squared_error")
    history = model.fit(x, y, epochs=3, validation_data=(x, y), verbose=0).history
    outputs = model.predict(x)
    return [history, model.evaluate(x, y), outputs.shape, outputs.tobytes()]


@BACKENDS
@pytest.mark.parametrize("settings", [{"input_shape": [1]}, {"input_dim": 1}, {}])
@pytest.mark.parametrize("kind", ["lists", "float32", "strided", "read_only", "int64"])
def test_an_example_may_be_one_number(kind: str, settings: dict[str, Any], backend: str) -> None:
    expected = trained_on_a_line(NUMBERS[:, None], LINE[:, None], backend, **settings)
    assert expected[2] == (6, 1)
    x, y = KINDS[kind](NUMBERS), KINDS[kind](LINE)
    assert trained_on_a_line(x, y, backend, **settings) == expected


def test_the_first_program_of_many_courses_predicts_23() -> None:
    settings: dict[str, Any] = {"units": 1, "input_shape": [1]}
    model = Sequential([Dense(**settings)], seed=0)
    model.compile(optimizer="sgd", loss="mean_squared_error")
    model.fit(NUMBERS, LINE, epochs=1000, verbose=0)
    outputs = model.predict([10.0])
    assert outputs.shape == (1, 1)
    assert abs(outputs[0, 0] - 23) < 0.1


def test_one_number_an_example_before_a_flatten_and_in_a_split() -> None:
    model = Sequential([Flatten(), Dense(2)], seed=0)
    model.compile("sgd", "mse")
    model.fit(NUMBERS, np.stack([LINE, -LINE], axis=1), validation_split=0.5, verbose=0)
    assert model.predict(NUMBERS).shape == (6, 2)
    assert model.predict([]).shape == (0, 2)


@pytest.mark.parametrize(
    ("layers", "x", "message"),
    [
        ([Dense(1, input_dim=1)], NUMBERS[None], "(1, 6); if each number is an example, use x.rav"),
        ([Dense(1, input_dim=1)], np.ones((6, 2)), "of shape (m, 1), got an array of shape (6, 2)"),
        ([Flatten((2, 3)), Dense(1)], np.ones((2, 3)), "(2, 3); a single example is x[None]"),
        ([Flatten((2, 3)), Dense(1)], NUMBERS, "so an array of shape (m, 2, 3), got an array of"),
        ([Dense(1)], np.ones((2, 3, 4)), "(2, 3, 4); put a Flatten first"),
        ([Dense(1, input_dim=12)], np.ones((2, 3, 4)), "(2, 3, 4); put a Flatten first"),
        ([Dense(1, input_dim=5)], np.ones((2, 3, 4)), "got an array of shape (2, 3, 4)"),
        ([Dense(1, input_dim=5)], NUMBERS, "got an array of shape (6,)"),
        ([Dense(1)], 5.0, "got an array of shape ()"),
    ],
)
def test_hints_about_shapes_are_true(layers: Any, x: Any, message: str) -> None:
    model = Sequential(layers, seed=0)
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError) as caught:
        model.fit(x, LINE, verbose=0)
    assert caught.value.code == "shape_mismatch"
    assert message in caught.value.message
    assert ";" in message or ";" not in caught.value.message


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [
        ([0.0, np.nan], [1, 2], "x[1]"),
        ([[0.0], [np.nan]], [1, 2], "x[1, 0]"),
        ([0, 1], [1, np.inf], "y[1]"),
        ([0, 1], [[1], [np.inf]], "y[1, 0]"),
    ],
)
def test_a_number_that_is_not_finite_has_the_index_of_its_array(x: Any, y: Any, place: str) -> None:
    model = Sequential([Dense(1)], seed=0)
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError, match="expected a finite number") as caught:
        model.fit(x, y, verbose=0)
    assert caught.value.message.startswith(f"{place}: ")
