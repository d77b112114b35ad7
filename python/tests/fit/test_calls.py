"""How many examples one call of C takes when a model predicts or evaluates."""

import signal
from typing import Any

import numpy as np
import pytest

from refnet import Dense, Sequential
from refnet.fit.backends import CoreBackend
from refnet.reference.checks import SPARSE

RANDOM = np.random.RandomState(5)
X, CLASSES = RANDOM.normal(size=(700, 6)), RANDOM.randint(0, 3, 700)


def results(dtype: str) -> list[Any]:
    """Return what a new model predicts and evaluates, with data of its dtype and without."""
    layers = [Dense(5, "tanh", input_dim=6), Dense(3, "softmax")]
    model = Sequential(layers, seed=1, dtype=dtype)
    model.compile("sgd", SPARSE, ["accuracy"])
    own = X.astype(dtype)
    predicted = [model.predict(x).tobytes() for x in (own, X.tolist())]
    return [*predicted, model.evaluate(own, CLASSES, verbose=0)]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("multiplications", [1, 45 * 256, 45 * 300])
def test_fewer_examples_in_a_call_change_no_bits(
    multiplications: int, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = results(dtype)
    monkeypatch.setattr(CoreBackend, "multiplications", multiplications)
    monkeypatch.setattr(CoreBackend, "uses_of_weights", 1)
    assert results(dtype) == whole


def test_numbers_that_are_not_finite_are_found_before_the_first_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CoreBackend, "multiplications", 1)
    backend = Sequential([Dense(5, input_dim=6)], seed=1)._built("predict")
    assert isinstance(backend, CoreBackend)
    monkeypatch.setattr(backend._c, "network_outputs", None)
    x = X.copy()
    x[-1, -1] = np.nan
    assert backend.outputs_if_finite(x) is None


def test_small_models_take_one_call() -> None:
    backend = Sequential([Dense(10, input_dim=784)], seed=1)._built("predict")
    assert isinstance(backend, CoreBackend)
    assert len(backend._calls(10_000)) == 1


@pytest.mark.parametrize(("function", "place"), [("network_outputs", 2), ("evaluate", 5)])
def test_an_interrupt_is_obeyed_before_the_last_example(
    function: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes during the first call of C, which cannot obey it.

    place: of the number of examples among the arguments.
    """
    model = Sequential([Dense(1000, input_dim=1000)], seed=1)
    model.compile("sgd", "mse")
    x, counts, backend = np.ones((1000, 1000)), [], model._built("predict")
    assert isinstance(backend, CoreBackend)
    of_c = getattr(backend._c, function)

    def interrupted(*arguments: Any) -> None:
        counts.append(arguments[place])
        of_c(*arguments)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(backend._c, function, interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.predict(x) if function == "network_outputs" else model.evaluate(x, x, verbose=0)
    assert counts == [256]  # uses of each weight
