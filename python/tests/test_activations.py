"""The activations as functions over arrays, and as the argument of layers."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from mpmath import mpf
from oracle.activations import FUNCTIONS
from support.bad_arguments import Bad, check_not_made

from refnet import RefnetError, activations
from refnet.layers import (
    GRU,
    LSTM,
    Activation,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    LeakyReLU,
    SimpleRNN,
    TimeDistributed,
)
from refnet.reference.activations import ACTIVATIONS, STEP_ACTIVATIONS, UNIT_ACTIVATIONS

NUMBERS = [-700.0, -6.5, -3.0, -1.25, -1e-3, 0.0, 1e-9, 0.75, 2.0, 3.0, 4.5, 40.0]


@pytest.mark.parametrize("name", UNIT_ACTIVATIONS)
def test_a_function_of_each_number(name: str) -> None:
    x = np.array(NUMBERS).reshape(2, 3, 2)
    expected = FUNCTIONS[name](np.array([mpf(d) for d in NUMBERS])).astype(np.float64)
    outputs = getattr(activations, name)(x)
    assert (outputs.shape, outputs.dtype) == (x.shape, np.float64)
    np.testing.assert_allclose(outputs.ravel(), expected, rtol=1e-14, atol=1e-15)
    assert np.array_equal(getattr(activations, name)(x.tolist()), outputs)
    assert getattr(activations, name)(2).shape == ()
    assert getattr(activations, name)(np.empty((0, 3), np.float32)).shape == (0, 3)
    assert np.isnan(getattr(activations, name)([1.0, np.nan])[1])
    assert not np.shares_memory(outputs, x)


def test_a_softmax_of_the_last_axis() -> None:
    x = np.array([[[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], [[-5.0, 800.0, 7.0], [0.5, 0.5, -0.5]]])
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    expected = powers / powers.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(activations.softmax(x), expected, rtol=1e-15)
    assert np.array_equal(activations.softmax(x[0, 0]), activations.softmax(x)[0, 0])
    assert activations.softmax(np.empty((0, 3))).shape == (0, 3)


def test_other_names_of_the_same() -> None:
    assert activations.swish is activations.silu
    assert np.array_equal(
        activations.gelu(NUMBERS, approximate=True), activations.gelu_tanh(NUMBERS)
    )
    assert not np.array_equal(activations.gelu(NUMBERS), activations.gelu_tanh(NUMBERS))


def test_every_activation_has_a_function() -> None:
    assert sorted(activations.FUNCTIONS) == sorted(ACTIVATIONS)
    for name, function in activations.FUNCTIONS.items():
        assert getattr(activations, name) is function


@pytest.mark.parametrize("name", [*ACTIVATIONS, "swish"])
@pytest.mark.parametrize("value", ["relu", None, {}, [[1.0], [1.0, 2.0]], [1.0, "a"]], ids=str)
def test_what_is_no_array_is_refused(name: str, value: Any) -> None:
    check_not_made(getattr(activations, name), Bad("x", value, "wrong_type", "array of numbers"))


def test_what_a_function_refuses_besides() -> None:
    check_not_made(activations.softmax, Bad("x", 2.0, "wrong_type", "at least one axis"))
    bad = Bad("approximate", "tanh", "wrong_type", "expected true or false")
    check_not_made(partial(activations.gelu, NUMBERS), bad)


MAKERS: list[tuple[Callable[..., Any], str, tuple[str, ...]]] = [
    (Activation, "activation", ACTIVATIONS),
    (partial(Dense, 4), "activation", ACTIVATIONS),
    (partial(Conv2D, 4, 3), "activation", UNIT_ACTIVATIONS),
    (partial(Conv1D, 4, 3), "activation", UNIT_ACTIVATIONS),
    *((partial(cell, 4), "activation", STEP_ACTIVATIONS) for cell in (SimpleRNN, LSTM, GRU)),
    *((partial(cell, 4), "recurrent_activation", STEP_ACTIVATIONS) for cell in (LSTM, GRU)),
]


@pytest.mark.parametrize(("make", "argument", "known"), MAKERS)
def test_a_layer_takes_names_and_functions(
    make: Callable[..., Any], argument: str, known: tuple[str, ...]
) -> None:
    for name in known:
        function = activations.FUNCTIONS[name]
        assert getattr(make(**{argument: name}), argument) == name
        assert make(**{argument: function}) == make(**{argument: name})
    assert getattr(make(**{argument: None}), argument) == "linear"
    for name in set(ACTIVATIONS) - set(known):
        for value in (name, activations.FUNCTIONS[name]):
            words = f'"{name}" is not supported here; '
            check_not_made(make, Bad(argument, value, "unknown_name", words))


def test_swish_is_silu() -> None:
    for value in ("swish", activations.swish):
        assert Dense(4, value) == Dense(4, "silu")
        assert Conv2D(4, 3, activation=value).activation == "silu"
    check_not_made(partial(LSTM, 4), Bad("activation", "swish", "unknown_name", '"silu" is not'))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("relu6", None),
        ("hard_silu", None),
        ("hard_swish", None),
        ("mish", None),
        ("celu", None),
        ("log_softmax", None),
        ("hard_tanh", None),
        ("LeakyReLU", "leaky_relu"),
        ("ELU", "elu"),
        ("soft_sign", "softsign"),
        ("hardsigmoid", "hard_sigmoid"),
    ],
)
@pytest.mark.parametrize("make", [Activation, partial(Dense, 4), partial(GRU, 4)], ids=str)
def test_other_names_are_refused_with_those_there_are(
    make: Callable[..., Any], name: str, nearest: str | None
) -> None:
    with pytest.raises(RefnetError) as caught:
        make(activation=name)
    message = str(caught.value)
    assert (caught.value.code, caught.value.field) == ("unknown_name", "activation")
    assert f'activation: there is no "{name}", only linear, sigmoid, tanh, relu, ' in message
    assert ("did you mean" in message) == (nearest is not None)
    assert nearest is None or message.endswith(f'did you mean "{nearest}"?')


@pytest.mark.parametrize("value", [math.tanh, np.tanh, lambda x: x, LeakyReLU(), LeakyReLU, print])
def test_other_functions_and_layers_are_refused(value: Any) -> None:
    for make in (Activation, partial(Dense, 4), partial(Conv2D, 4, 3), partial(LSTM, 4)):
        words = "or a function of refnet.activations, got"
        check_not_made(make, Bad("activation", value, "wrong_type", words))


@pytest.mark.parametrize("value", [5, ["relu"], {"class_name": "relu"}, b"relu"], ids=str)
def test_what_is_no_name_is_refused(value: Any) -> None:
    for make in (Activation, partial(Dense, 4), partial(SimpleRNN, 4)):
        check_not_made(make, Bad("activation", value, "wrong_type", "expected one of linear"))


def test_layers_inside_others() -> None:
    assert TimeDistributed(Dense(2, "gelu")).output_activation == "gelu"
    with pytest.raises(RefnetError, match="Softmax") as caught:
        TimeDistributed(Dense(2, "softmax"))
    assert (caught.value.code, caught.value.field) == ("unknown_name", "activation")
    both = Bidirectional(LSTM(3, "elu", "hard_sigmoid"))
    assert both.layer.activations() == {
        "activation": "elu",
        "recurrent_activation": "hard_sigmoid",
    }
