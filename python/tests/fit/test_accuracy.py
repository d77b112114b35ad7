"""The metric accuracy, as Keras 3 chooses and calculates it."""

from typing import Any

import numpy as np
import pytest

from refnet import Dense, Sequential

X = np.linspace(-1, 1, 10)[:, None]
SIGN = X[:, 0] > 0
BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])

# what Keras 3.15 gives
ONE_OUTPUT: dict[str, tuple[Any, float, float, str | None, str, float]] = {
    "prices of 250, all predicted as 10": (np.full(10, 250.0), 0, 10, None, "mse", 0.0),
    "labels -1 and 1": (np.where(SIGN, 1.0, -1.0), 5, 0, "tanh", "mse", 0.5),
    "labels 0 and 255": (
        *(np.where(SIGN, 255.0, 0.0), 5, 0, "sigmoid", "binary_crossentropy"),
        0.5,
    ),
    "labels 0 and 1": (SIGN, 5, 0, "sigmoid", "binary_crossentropy", 1.0),
    "labels 0 and 1, linear": (SIGN.astype(int), 0.5, 0.5, None, "mse", 1.0),
    "labels 1 and 2": (SIGN + 1, 5, 0, "sigmoid", "mse", 0.0),
    "soft labels": (np.where(SIGN, 0.9, 0.1), 5, 0, "sigmoid", "binary_crossentropy", 0.0),
    "an output of one half is no 1": (np.zeros(10), 0, 0.5, None, "mse", 1.0),
}


@BACKENDS
@pytest.mark.parametrize("name", ONE_OUTPUT)
def test_with_one_output_a_target_of_0_or_1_is_met_or_not(name: str, backend: str) -> None:
    y, weight, bias, activation, loss, expected = ONE_OUTPUT[name]
    model = Sequential([Dense(1, activation, input_shape=(1,))], backend=backend)
    model.compile("sgd", loss, ["accuracy"])
    model.set_weights([[[weight]], [bias]])
    assert model.evaluate(X, y)[1] == expected
    assert model.evaluate(X, np.reshape(y, (10, 1)))[1] == expected
    model.compile("sgd", loss, ["accuracy"])
    history = model.fit(X, y, 10, validation_data=(X, y), verbose=0).history
    assert history["accuracy"] == [expected]


@BACKENDS
@pytest.mark.parametrize("loss", ["mse", "categorical_crossentropy"])
def test_with_several_outputs_the_largest_counts(loss: str, backend: str) -> None:
    model = Sequential([Dense(2, "softmax", input_shape=(1,))], backend=backend)
    model.set_weights([[[-5.0, 5.0]], [0.0, 0.0]])
    rows = np.stack([~SIGN, SIGN], axis=1).astype(float)
    for scale, expected in ((1.0, 1.0), (255.0, 1.0), (-1.0, 0.0)):
        model.compile("sgd", loss, ["accuracy"])
        assert model.evaluate(X, scale * rows)[1] == expected
    model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
    assert model.evaluate(X, SIGN)[1] == 1.0
