"""Layers that have names and weights."""

from typing import Any

import pytest

from refnet import Input, Model, RefnetError, Sequential, layers
from refnet.layers.naming import automatic_name, reset_names, snake_case

Dense: Any = layers.Dense  # whose keywords trainable and dtype no type checker sees


@pytest.fixture(autouse=True)
def new_names() -> None:
    reset_names()


def refused(match: str) -> Any:
    return pytest.raises(RefnetError, match=match)


@pytest.mark.parametrize(
    ("class_name", "expected"),
    [
        ("Dense", "dense"),
        ("MaxPooling2D", "max_pooling2d"),
        ("LeakyReLU", "leaky_re_lu"),
        ("SimpleRNN", "simple_rnn"),
        ("GRU", "gru"),
        ("BatchNormalization", "batch_normalization"),
    ],
)
def test_small_letters_as_in_keras(class_name: str, expected: str) -> None:
    assert snake_case(class_name) == expected


def test_names_are_counted_by_class() -> None:
    assert [automatic_name("Conv2D") for _ in range(3)] == ["conv2d", "conv2d_1", "conv2d_2"]
    made = [Dense(2), Dense(2, name="mine"), Dense(2), layers.Add(), layers.Normalization()]
    assert [layer.name for layer in made] == ["dense", "mine", "dense_1", "add", "normalization"]
    models = Sequential(), Sequential(), Sequential(name="own")
    assert [model.name for model in models] == ["sequential", "sequential_1", "own"]
    x = Input((2,))
    assert Model(x, Dense(1)(x)).name == "functional"


def test_trainable_can_be_given_and_set() -> None:
    for layer in (Dense(2, trainable=False), layers.Flatten(), layers.Concatenate()):
        layer.trainable = False
        assert layer.trainable is False
    assert Dense(2).trainable
    with refused("trainable"):
        Dense(2, trainable="no")
    with refused("trainable"):
        Dense(2).trainable = 3


def test_settings_stay_as_they_are() -> None:
    layer = Dense(2)
    with refused("units: expected no other value"):
        layer.units = 3
    layer.name, layer.note = "other", "mine"
    assert (layer.units, layer.name) == (2, "other")
    with refused("name"):
        Dense(2, name=3)


def test_layers_take_a_dtype() -> None:
    assert Dense(2, dtype="float32").dtype == "float32"
    with refused("dtype"):
        Dense(2, dtype="float99")
