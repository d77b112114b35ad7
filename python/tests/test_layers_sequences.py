"""The layers on sequences: arguments, shapes, weights, and what they refuse."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made

from refnet import Dense, Input, RefnetError, Sequential, layers
from refnet.layers import (
    GRU,
    LSTM,
    Bidirectional,
    Embedding,
    Flatten,
    Masking,
    RepeatVector,
    SimpleRNN,
    TimeDistributed,
)
from refnet.layers.stack import with_shapes
from refnet.models import load

INITIALIZERS = "kernel_initializer recurrent_initializer bias_initializer"
GATES_OF_KERAS = f"recurrent_activation use_bias {INITIALIZERS}"
# the first parameters of Keras 3.15's classes, in their order
SIGNATURES = {
    "SimpleRNN": f"units activation use_bias {INITIALIZERS}",
    "LSTM": f"units activation {GATES_OF_KERAS}",
    "GRU": f"units activation {GATES_OF_KERAS}",
    "Dropout": "rate noise_shape seed",
    "Embedding": "input_dim output_dim embeddings_initializer",
    "Masking": "mask_value",
    "RepeatVector": "n",
    "TimeDistributed": "layer",
    "Bidirectional": "layer merge_mode",
}
CELLS = SimpleRNN, LSTM, GRU
GATES = {SimpleRNN: 1, LSTM: 4, GRU: 3}


@pytest.mark.parametrize("name", SIGNATURES)
def test_positional_arguments_are_those_of_keras(name: str) -> None:
    parameters = inspect.signature(getattr(layers, name)).parameters.values()
    positional = [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    assert positional == SIGNATURES[name].split()


def test_positional_arguments_have_their_meaning() -> None:
    given = LSTM(4, "relu", "tanh", False, "zeros", "uniform")
    assert given == LSTM(
        units=4,
        activation="relu",
        recurrent_activation="tanh",
        use_bias=False,
        kernel_initializer="zeros",
        recurrent_initializer="uniform",
    )
    assert given != LSTM(4, "tanh", "relu", False, "zeros", "uniform")
    plain = SimpleRNN(4, "relu", False)
    assert (plain.activation, plain.use_bias) == ("relu", False)
    assert LSTM(4, implementation=1, bias_initializer="zeros", unroll=True).outputs((3, 2)) == (4,)


@pytest.mark.parametrize("cell", CELLS)
def test_the_defaults_are_those_of_keras(cell: Any) -> None:
    layer = cell(4)
    assert (layer.activation, layer.use_bias) == ("tanh", True)
    assert layer.kernel_initializer == "glorot_uniform"
    assert layer.recurrent_initializer == "orthogonal"
    assert not layer.return_sequences
    assert not layer.go_backwards
    assert not layer.stateful
    assert (layer.dropout, layer.recurrent_dropout, layer.seed) == (0.0, 0.0, None)
    assert not layer.unroll
    assert cell is SimpleRNN or layer.recurrent_activation == "sigmoid"
    assert LSTM(4).unit_forget_bias
    assert GRU(4).reset_after
    assert Embedding(5, 2).embeddings_initializer == "uniform"
    assert not Embedding(5, 2).mask_zero
    assert Masking().mask_value == 0.0


REFUSED: list[tuple[Callable[..., Any], Bad]] = [
    *((partial(cell, 4), bad) for cell in CELLS for bad in (
        Bad("stateful", 1, "wrong_type"),
        Bad("return_state", 1, "wrong_type", "true or false"),
        Bad("activation", "softmax", "unknown_name", "Dense"),
        Bad("recurrent_initializer", "nothing", "unknown_name", "orthogonal"),
        Bad("bias_initializer", "none", "unknown_name", "ones"),
        Bad("implementation", 3, "out_of_range"),
        Bad("implementation", "gpu", "wrong_type"),
        Bad("unroll", 2, "wrong_type"),
        Bad("batch_input_shape", (2,), "empty", "expected the number of examples in a batch"),
        Bad("batch_input_shape", (0, 4, 2), "out_of_range", "expected 1 or more"),
        Bad("batch_input_shape", 2, "wrong_type", "the sizes of a batch"),
    )),
    *((cell, Bad("units", 0, "out_of_range")) for cell in CELLS),
    (
        partial(GRU, 4, input_shape=(5, 2)),
        Bad("batch_input_shape", (3, 4, 2), "wrong_type", "expected no other input_shape"),
    ),
    (partial(LSTM, 4), Bad("recurrent_activation", "softmax", "unknown_name", "a gate is a share")),
    (partial(GRU, 4), Bad("recurrent_activation", "gelu", "unknown_name", '"hard_sigmoid" give')),
    (partial(GRU, 4), Bad("reset_after", 0, "wrong_type")),
    (partial(Embedding, 5, 2), Bad("mask_zero", 1, "wrong_type")),
    (partial(Embedding, output_dim=2), Bad("input_dim", 0, "out_of_range")),
    (Masking, Bad("mask_value", float("inf"), "not_finite")),
    (RepeatVector, Bad("n", 0, "out_of_range")),
    (TimeDistributed, Bad("layer", Flatten(), "wrong_type", "Flatten")),
    (Bidirectional, Bad("layer", Dense(2), "wrong_type", "Dense")),
    (partial(Bidirectional, LSTM(2)), Bad("merge_mode", "max", "unknown_name")),
    (partial(Bidirectional, LSTM(2)), Bad("merge_mode", None, "out_of_range", "two outputs")),
]  # fmt: skip


@pytest.mark.parametrize(("make", "bad"), REFUSED)
def test_arguments_that_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)


@pytest.mark.parametrize("cell", CELLS)
def test_first_weights(cell: Any) -> None:
    """Kernels glorot_uniform and orthogonal; biases 0, but those of the forget gates 1."""
    model = Sequential([cell(3, input_shape=(5, 2))], seed=1, backend="python")
    model.build((5, 2))
    kernel, recurrent, bias = model.get_weights()
    columns = 3 * GATES[cell]
    assert (kernel.shape, recurrent.shape) == ((2, columns), (3, columns))
    assert np.abs(kernel).max() <= np.sqrt(6 / (2 + columns))
    np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(3), atol=1e-12)
    expected = np.zeros((2, 9) if cell is GRU else columns)
    if cell is LSTM:
        expected[3:6] = 1.0
    assert np.array_equal(bias, expected)


def test_forget_gates_without_their_bias() -> None:
    model = Sequential([LSTM(3, unit_forget_bias=False)], seed=1, backend="python")
    model.build((5, 2))
    assert not model.get_weights()[2].any()


@pytest.mark.parametrize("cell", CELLS)
def test_both_directions_drop_and_keep(cell: Any) -> None:
    layer = cell(3, dropout=0.25, recurrent_dropout=0.5, stateful=True)
    for each in (layer, Bidirectional(layer)):
        built = each.reference_layer((5, 2), [], "float64")
        assert (built.dropout, built.recurrent_dropout, built.stateful) == (0.25, 0.5, True)
        assert (each.stateful, each.resets) == (True, 0)
    assert layer.state_size == (6 if cell is LSTM else 3)
    assert Bidirectional(layer).state_size == 2 * layer.state_size
    Bidirectional(layer).reset_states()
    assert layer.resets == 1
    assert layer == cell(3, dropout=0.25, recurrent_dropout=0.5, stateful=True)


def test_shapes() -> None:
    stack = [
        Embedding(9, 4),
        Masking(),
        Bidirectional(GRU(3, return_sequences=True)),
        Dense(2),
        LSTM(5),
        RepeatVector(6),
        TimeDistributed(Dense(1)),
    ]
    outputs = [each[2] for each in with_shapes(stack, (7,))]
    assert outputs == [(7, 4), (7, 4), (7, 6), (7, 2), (5,), (6, 5), (6, 1)]


def test_dense_and_time_distributed_are_one_thing() -> None:
    x = np.linspace(-1.0, 1.0, 24).reshape(4, 3, 2)
    one = Sequential([Dense(5, "tanh")], seed=3, backend="python")
    other = Sequential([TimeDistributed(Dense(5, "tanh"))], seed=3, backend="python")
    for model in (one, other):
        model.build((3, 2))
    assert one.weights_sha256() == other.weights_sha256()
    kernel, bias = one.get_weights()
    np.testing.assert_allclose(one.predict(x, verbose=0), np.tanh(x @ kernel + bias), atol=1e-14)
    assert np.array_equal(one.predict(x, verbose=0), other.predict(x, verbose=0))


def test_softmax_on_sequences_is_refused() -> None:
    with pytest.raises(RefnetError, match="Flatten") as caught:
        Sequential([Input((3, 2)), Dense(2, "softmax")])
    assert caught.value.code == "shape_mismatch"


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.float64])
def test_embeddings_look_up_whole_numbers_of_any_type(dtype: Any) -> None:
    model = Sequential([Embedding(4, 2)], seed=1, backend="python")
    model.build((3,))
    (table,) = model.get_weights()
    rows = np.array([[0, 3, 1], [2, 2, 0]], dtype)
    assert np.array_equal(model.predict(rows, verbose=0), table[rows.astype(int)])


@pytest.mark.parametrize("wrong", [4, -1, 0.5])
def test_numbers_that_an_embedding_has_no_vector_for(wrong: float) -> None:
    model = Sequential([Embedding(4, 2), SimpleRNN(1)], seed=1, backend="python")
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError) as caught:
        model.fit([[0, 1, 2], [3, wrong, 0]], [0, 1], verbose=0)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "x")
    assert str(caught.value).startswith("x[1, 1]: expected a whole number from 0 to 3")


def test_masked_outputs_have_no_loss() -> None:
    model = Sequential([Masking(), LSTM(2, return_sequences=True)], seed=1, backend="python")
    model.compile("sgd", "mse")
    with pytest.raises(RefnetError, match="mask"):
        model.fit(np.ones((2, 3, 1)), np.ones((2, 3, 2)), verbose=0)


def test_masked_steps_are_left_out() -> None:
    model = Sequential([Masking(), GRU(2)], seed=1, backend="python")
    model.build((4, 1))
    padded = np.array([[[1.0], [2.0], [0.0], [0.0]]])
    first = np.array([[[0.0], [1.0], [0.0], [2.0]]])
    assert np.array_equal(model.predict(padded, verbose=0), model.predict(first, verbose=0))


@pytest.mark.parametrize("cell", CELLS)
def test_a_loaded_model_has_the_same_layers(cell: Any, tmp_path: Any) -> None:
    stack = [
        Embedding(5, 3, mask_zero=True),
        Bidirectional(cell(2, return_sequences=True)),
        cell(2, use_bias=False, go_backwards=True),
        RepeatVector(3),
        Dense(1),
    ]
    model = Sequential(stack, seed=1, backend="python")
    model.build((4,))
    model.save(tmp_path / "m.safetensors")
    loaded = load(tmp_path / "m.safetensors", backend="python")
    assert loaded.weights_sha256() == model.weights_sha256()
    assert loaded.layers[:4] == model.layers[:4]
    assert loaded.layers[4] == TimeDistributed(Dense(1))
    rows = np.array([[1, 2, 0, 0], [4, 3, 2, 1]])
    assert np.array_equal(loaded.predict(rows, verbose=0), model.predict(rows, verbose=0))
