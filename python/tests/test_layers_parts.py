"""Recurrent layers that return their state, and the layer that passes on a part."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import refnet
from refnet import Input, Model, RefnetError, Sequential, layers
from refnet.layers.parts import Part

INPUTS = np.arange(24.0).reshape(2, 4, 3) / 24.0


def states_of(layer: Any) -> list[Any]:
    """Return the predictions of a model for each of the tensors that a layer returns."""
    entering = Input((4, 3))
    returned = layer(entering)
    return [Model(entering, each).predict(INPUTS) for each in returned]


@pytest.mark.parametrize("kind", [layers.SimpleRNN, layers.GRU])
def test_outputs_then_the_last_of_them(kind: Any) -> None:
    outputs, state = states_of(kind(5, return_sequences=True, return_state=True))
    assert outputs.shape == (2, 4, 5)
    assert np.array_equal(outputs[:, -1], state)
    last, again = states_of(kind(5, return_state=True))
    assert last.shape == (2, 5)
    assert np.array_equal(last, again)


def test_the_cells_of_an_lstm_come_last() -> None:
    layer = layers.LSTM(2, return_state=True, activation="linear", recurrent_activation="linear")
    outputs, state, cells = states_of(layer)
    assert np.array_equal(outputs, state)
    kernel, recurrent, bias = layer.get_weights()
    h = c = np.zeros((2, 2))
    for step in range(4):
        i, f, g, o = np.split(INPUTS[:, step] @ kernel + h @ recurrent + bias, 4, axis=1)
        c = f * c + i * g
        h = o * c
    assert np.allclose(state, h, rtol=1e-12, atol=0)
    assert np.allclose(cells, c, rtol=1e-12, atol=0)


def test_backwards_the_state_is_that_after_the_first_step() -> None:
    outputs, state = states_of(
        layers.GRU(3, return_sequences=True, return_state=True, go_backwards=True)
    )
    assert np.array_equal(outputs[:, -1], state)


def test_a_model_learns_from_the_state_and_comes_back_from_its_file(tmp_path: Path) -> None:
    entering = Input((4, 3))
    _, state, cells = layers.LSTM(3, return_state=True)(entering)
    model = Model(entering, layers.Dense(1)(layers.Concatenate()([state, cells])), seed=1)
    model.compile("adam", "mse")
    losses = model.fit(INPUTS, np.array([0.0, 1.0]), epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    model.save(str(tmp_path / "states.safetensors"))
    loaded = refnet.models.load_model(str(tmp_path / "states.safetensors"))
    assert np.array_equal(loaded.predict(INPUTS), model.predict(INPUTS))
    assert [type(layer).__name__ for layer in loaded.layers].count("Part") == 2
    with pytest.raises(RefnetError, match="save the model"):
        model.save(str(tmp_path / "states.keras"))
    assert not (tmp_path / "states.keras").exists()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: Sequential([layers.GRU(2, return_state=True)]), "single output"),
        (lambda: layers.Bidirectional(layers.GRU(2, return_state=True)), "returns no state"),
        (
            lambda: layers.GRU(2, return_sequences=True, return_state=True)(Input((None, 3))),
            "known number of steps",
        ),
        (
            lambda: layers.GRU(2)(Input((4, 3)), initial_state=[1]),
            "no first states",
        ),
        (lambda: Part(-1, (2,)), "first"),
        (lambda: Part(0, ()), "target_shape"),
        (lambda: Part(3, (2, 2))(Input((2, 3))), "7 numbers or more"),
    ],
)
def test_what_is_refused(made: Any, words: str) -> None:
    with pytest.raises(RefnetError, match=words):
        made()
