"""Models with several outputs."""

from typing import Any

import numpy as np
import pytest

from refnet import Input, Model, RefnetError, Sequential, layers
from refnet.models.several import SeveralOutputs

X = np.random.default_rng(4).normal(size=(6, 3))


def parts() -> tuple[Any, Any, Any, Model]:
    x = Input((3,))
    h = layers.Dense(4, "relu", name="hidden")(x)
    y = layers.Dense(1, name="out")(h)
    model = Model(x, y)
    model.compile("sgd", "mse")
    return x, h, y, model


def test_outputs_follow_the_training_of_their_layers() -> None:
    x, h, y, model = parts()
    both: Any = Model(x, [h, y, x])
    assert isinstance(both, SeveralOutputs)
    for _ in range(2):
        model.fit(X, np.ones(6), verbose=0)
        hidden, outputs, inputs = both.predict(X, verbose=0)
        assert np.array_equal(outputs, model.predict(X))
        assert np.array_equal(hidden, Model(x, h).predict(X))
        assert np.array_equal(inputs, X)
    assert [each.shape for each in both(X)] == [(6, 4), (6, 1), (6, 3)]
    assert both.output_names == ["hidden", "out", x.name]
    assert both.output_shape == [(None, 4), (None, 1), (None, 3)]
    assert [each.shape for each in both.get_weights()] == [(3, 4), (4,), (4, 1), (1,)]
    assert [layer.name for layer in both.layers[1:]] == ["hidden", "out"]


def test_outputs_in_a_dict_and_of_batches() -> None:
    x, h, y, _ = parts()
    named: Any = Model(x, {"a": h, "b": y})
    found = named.predict(X)
    assert {name: each.shape for name, each in found.items()} == {"a": (6, 4), "b": (6, 1)}
    batches = named.predict(iter([X[:4], X[4:]]))
    assert np.array_equal(batches["a"], found["a"])
    from_sequential = Sequential([Input((3,)), layers.Dense(2), layers.Dense(1)])
    every: Any = Model(from_sequential.inputs, [each.output for each in from_sequential.layers])
    assert [each.shape for each in every.predict(X)] == [(6, 2), (6, 1)]


def test_what_is_refused() -> None:
    x, h, y, model = parts()
    both: Any = Model(x, [h, y])
    for call in (both.fit, both.compile, both.evaluate):
        with pytest.raises(RefnetError, match=r"^outputs: a model with 2 outputs predicts, and"):
            call(X, X)
    with pytest.raises(RefnetError, match=r"^outputs: a model with 2 outputs has no file"):
        both.save("m.keras")
    with pytest.raises(RefnetError, match=r"expected a model with one output as a layer"):
        Sequential([both])
    with pytest.raises(RefnetError, match=r"^outputs: expected what a layer returned"):
        Model(x, [h, "y"])
    assert model.predict(X).shape == (6, 1)
