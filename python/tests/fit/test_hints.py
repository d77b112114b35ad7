"""Hints at the ends of error messages: what they advise works, for the case at hand."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from support.sequential import BACKENDS, WHOLE, WHOLE_CLASSES

from refnet import Dense, RefnetError, Sequential, losses, optimizers
from refnet.callbacks import Callback, EarlyStopping
from refnet.reference.checks import SPARSE

NAMES = ["no", "yes", "yes", "no", "yes", "no"]


def new_model(loss: str = SPARSE) -> Sequential:
    last = Dense(1, "sigmoid") if loss == "binary_crossentropy" else Dense(2, "softmax")
    model = Sequential([last], seed=0)
    model.compile("sgd", loss)
    return model


def refusal(call: Callable[[], Any], code: str = "wrong_type") -> str:
    """Return the message with which a call is refused."""
    with pytest.raises(RefnetError) as caught:
        call()
    assert caught.value.code == code
    return caught.value.message


@BACKENDS
@pytest.mark.parametrize(
    "kind", [losses.SparseCategoricalCrossentropy, losses.CategoricalCrossentropy]
)
def test_the_cause_is_named_where_outputs_add_up_to_0(kind: Any, backend: str) -> None:
    def fit(activation: str, as_logits: bool, rate: float = 0.01, x: Any = WHOLE) -> None:
        last = Dense(2, activation, kernel_initializer="zeros")
        model = Sequential([last], seed=0, backend=backend)
        model.compile(optimizers.SGD(rate), kind(from_logits=as_logits))
        y = WHOLE_CLASSES if kind.name == SPARSE else np.eye(2)[WHOLE_CLASSES]
        model.fit(x, y, batch_size=2, epochs=2, verbose=0)

    message = refusal(lambda: fit("relu", False), "diverged")
    assert message.endswith(
        f"{kind.name} divides by the sum of an example's outputs, which is 0 for an example; a "
        'last layer of "softmax", or from_logits=True, helps'
    )
    fit("softmax", False)
    fit("relu", True)
    message = refusal(lambda: fit("linear", True, rate=1e308, x=WHOLE * 1e9), "diverged")
    assert "A smaller learning rate" in message


class Sparse:
    """What NumPy and refnet see of a sparse matrix."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def toarray(self) -> Any:
        return self._array


@pytest.mark.parametrize("make", [list, np.array, lambda y: np.array(y, object)])
@pytest.mark.parametrize("loss", [SPARSE, "binary_crossentropy"])
def test_text_labels_become_class_numbers(make: Callable[[Any], Any], loss: str) -> None:
    y = make(NAMES)
    message = refusal(lambda: new_model(loss).fit(WHOLE, y, verbose=0))
    assert message == (
        "y: expected numbers, got the text 'no' at [0]; np.unique(y, return_inverse=True)[1] gives "
        "each class in it a number; use the same numbers for all data"
    )
    new_model(loss).fit(WHOLE, np.unique(y, return_inverse=True)[1], verbose=0)


@pytest.mark.parametrize(
    ("loss", "y", "end"),
    [
        ("mse", NAMES, "got the text 'no' at [0]"),
        ("binary_crossentropy", ["a", "b", "c"] * 2, "got the text 'a' at [0]"),
        (SPARSE, [[name] for name in NAMES], "got the text 'no' at [0, 0]"),
        (SPARSE, np.array([0, "yes", 1, 0, 1, 0], object), "got the text 'yes' at [1]"),
        (SPARSE, np.array(["no", None, *NAMES[2:]], object), "got the text 'no' at [0]"),
        (SPARSE, np.array([0, None, 1, 0, 1, 0], object), "got None at [1]"),
        (SPARSE, [b"no", b"yes"] * 3, "got the text b'no' at [0]"),
        (SPARSE, {"a": 1}, "got dict"),
        (SPARSE, None, "got None"),
    ],
)
def test_other_targets_get_no_hint(loss: str, y: Any, end: str) -> None:
    message = refusal(lambda: new_model(loss).fit(WHOLE, y, verbose=0))
    assert message == f"y: expected numbers, {end}"


@pytest.mark.parametrize("x", [WHOLE.astype(object), WHOLE.astype(str), WHOLE.astype("S")])
def test_numbers_in_disguise_are_converted(x: Any) -> None:
    message = refusal(lambda: new_model().fit(x, WHOLE_CLASSES, verbose=0))
    assert message.endswith("; np.asarray(x, float) converts it")
    assert np.asarray(x, float).tobytes() == WHOLE.tobytes()
    held_out = refusal(
        lambda: new_model().fit(WHOLE, WHOLE_CLASSES, verbose=0, validation_data=(x, WHOLE_CLASSES))
    )
    assert held_out.endswith("; np.asarray(validation_data[0], float) converts it")


@pytest.mark.parametrize(
    ("value", "end"),
    [
        ("red", "got the text 'red' at [2, 1]"),
        (None, "got None at [2, 1]"),
        (float("nan"), "got float at [2, 1]"),
        ({}, "got dict at [2, 1]"),
        (10**400, "got int at [2, 1]"),
    ],
)
def test_the_element_that_is_no_number_is_named(value: Any, end: str) -> None:
    x = WHOLE.astype(object)
    x[2, 1] = value
    assert refusal(lambda: new_model().fit(x, WHOLE_CLASSES)) == f"x: expected numbers, {end}"


def test_a_sparse_matrix_becomes_an_array() -> None:
    x = Sparse(WHOLE)
    message = refusal(lambda: new_model().fit(x, WHOLE_CLASSES, verbose=0))
    assert message.endswith("got the sparse matrix Sparse; x.toarray() is an array")
    new_model().fit(x.toarray(), WHOLE_CLASSES, verbose=0)


@pytest.mark.parametrize(
    "make", [lambda rows: (row for row in rows), iter, lambda rows: map(list, rows)]
)
def test_a_generator_becomes_a_list(make: Callable[[Any], Iterable[Any]]) -> None:
    message = refusal(lambda: new_model().fit(make(WHOLE.tolist()), WHOLE_CLASSES, verbose=0))
    assert message.endswith("if it yields examples one by one, use list(x)")
    new_model().fit(list(make(WHOLE.tolist())), WHOLE_CLASSES, verbose=0)


def test_an_array_that_cannot_be_read_is_not_called_ragged() -> None:
    class Broken:
        def __array__(self, *arguments: Any, **more: Any) -> Any:
            raise ValueError("the file is closed")

    assert refusal(lambda: new_model().fit(Broken(), WHOLE_CLASSES)) == "x: expected an array"


@pytest.mark.parametrize(
    ("loss", "y", "hint"),
    [
        ("categorical_crossentropy", WHOLE_CLASSES, f'; for class numbers the loss is "{SPARSE}"'),
        ("categorical_crossentropy", [0.5] * 6, ""),
        ("categorical_crossentropy", [7] * 6, ""),
        (SPARSE, np.eye(2)[WHOLE_CLASSES], '; for rows it is "categorical_crossentropy"'),
        (SPARSE, np.eye(3)[WHOLE_CLASSES], ""),
    ],
)
def test_a_loss_is_suggested_if_it_takes_these_targets(loss: str, y: Any, hint: str) -> None:
    message = refusal(lambda: new_model(loss).fit(WHOLE, y, verbose=0), "shape_mismatch")
    assert message.partition(";")[1:] == hint.partition(";")[1:]


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        ("loss", "mean_squared_logarithmic_error"),
        ("loss", "MeanSquaredLogarithmicError"),
        ("loss", "msle"),
        ("loss", "squared_hinge"),
        ("optimizer", "lion"),
        ("optimizer", "ftrl"),
        ("metrics", "f1_score"),
        ("metrics", "MeanIoU"),
    ],
)
def test_no_other_name_is_suggested_for_a_name_of_keras(argument: str, name: str) -> None:
    arguments: dict[str, Any] = {"optimizer": "sgd", "loss": "mse", argument: name}
    message = refusal(lambda: new_model("mse").compile(**arguments), "unknown_name")
    assert f'there is no "{name}"' in message
    assert "did you mean" not in message


@pytest.mark.parametrize(
    ("argument", "name", "nearest"),
    [
        ("activation", "celu", ""),
        ("activation", "mish", ""),
        ("activation", "glu", ""),
        ("activation", "Softmx", "softmax"),
        ("kernel_initializer", "STFT", ""),
        ("kernel_initializer", "glorot_unifrom", "glorot_uniform"),
    ],
)
def test_names_of_keras_in_layers(argument: str, name: str, nearest: str) -> None:
    settings: dict[str, Any] = {argument: name}
    message = refusal(lambda: Dense(1, **settings), "unknown_name")
    assert message.partition("did you mean ")[2] == (f'"{nearest}"?' if nearest else "")


@pytest.mark.parametrize("name", ["Mse", "mean_square_error"])
def test_the_nearest_loss_may_be_an_alias(name: str) -> None:
    message = refusal(lambda: new_model("mse").compile("sgd", name), "unknown_name")
    assert message.endswith(('did you mean "mse"?', 'did you mean "mean_squared_error"?'))


def test_no_dtype_is_suggested_for_one_of_the_other_backend() -> None:
    make = lambda: Sequential(dtype="float32", backend="python")  # noqa: E731
    assert refusal(make, "unknown_name") == 'dtype: there is no "float32", only float64'


def test_a_misspelled_hook_is_refused() -> None:
    class Watches(Callback):
        on_gpu = False  # no hook

        def on_test_batch_ends(self, batch: int, logs: Any = None) -> None:
            """Nothing would call this."""

    call = lambda: new_model().fit(WHOLE, WHOLE_CLASSES, callbacks=[Watches()])  # noqa: E731
    message = refusal(call, "unknown_name")
    assert 'there is no "on_test_batch_ends"' in message
    assert message.endswith('; did you mean "on_test_batch_end"?')


def test_a_log_of_validation_needs_validation_data() -> None:
    def fit(monitor: str, **more: Any) -> None:
        stopper = EarlyStopping(monitor)
        new_model().fit(WHOLE, WHOLE_CLASSES, verbose=0, callbacks=stopper, **more)

    message = refusal(lambda: fit("val_loss"), "unknown_name")
    assert message == (
        'monitor: there is no "val_loss", only loss; it needs validation_data or validation_split'
    )
    fit("val_loss", validation_split=0.5)
    assert "it needs" not in refusal(lambda: fit("val_accuracy"), "unknown_name")
