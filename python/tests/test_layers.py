"""The layers: what they refuse, and the summary of a model."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from support.bad_arguments import Bad, check_not_made, check_refusal, refused

from refnet import Dense, Flatten, Input, RefnetError, Sequential


def lines(model: Sequential) -> list[str]:
    printed: list[str] = []
    model.summary(print_fn=printed.append)
    return printed


def test_summary_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    model = Sequential([Flatten(input_shape=(28, 28)), Dense(128, "relu"), Dense(10, "softmax")])
    expected = [
        "Layer           Output shape   Params",
        "Flatten         (None, 784)         0",
        "Dense, relu     (None, 128)   100,480",
        "Dense, softmax  (None, 10)      1,290",
        "Total params: 101,770",
    ]
    assert lines(model) == expected
    model.build((28, 28))
    assert lines(model) == expected
    model.summary()
    assert capsys.readouterr().out.splitlines() == expected


def test_summary_of_a_model_that_knows_no_shapes() -> None:
    model = Sequential([Dense(3, "relu"), Dense(1)])
    assert lines(model) == [
        "Layer          Output shape  Params",
        "Dense, relu    ?                  ?",
        "Dense, linear  ?                  ?",
        "Total params: unknown until the model knows its input shape",
    ]
    assert lines(Sequential()) == [
        "Layer  Output shape  Params",
        "Total params: unknown until the model knows its input shape",
    ]


def test_layers_are_not_added_to_a_model_with_weights() -> None:
    for layer in (Dense(2), Input((3,))):
        bad = Bad("layer", layer, "shape_mismatch", "the model has its weights")
        refused(bad, "c", lambda model: model.add(bad.value))  # noqa: B023 - called at once


@pytest.mark.parametrize("value", [None, "Dense", Dense, 5], ids=str)
def test_only_layers_are_added(value: Any) -> None:
    bad = Bad("layer", value, "wrong_type", "expected a layer of refnet.layers, got")
    model = Sequential([Dense(4)])
    for call in (lambda: model.add(value), lambda: Sequential([Dense(4), value])):
        with pytest.raises(RefnetError) as caught:
            call()
        check_refusal(caught.value, bad, "layer")
    assert list(model.layers) == [Dense(4)]


def test_two_shapes_that_differ_are_refused() -> None:
    with pytest.raises(RefnetError):
        Sequential([Input((3,)), Dense(2, input_shape=(4,))])


FOUR = partial(Dense, 4)
INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (Dense, Bad("units", 0, "out_of_range", "expected 1 or more")),
    (Dense, Bad("units", 2.5, "wrong_type", "expected a whole number")),
    (Dense, Bad("units", "4", "wrong_type", "expected a whole number")),
    (Dense, Bad("units", True, "wrong_type", "expected a whole number")),
    (FOUR, Bad("activation", "rleu", "unknown_name", 'did you mean "relu"?')),
    (FOUR, Bad("activation", 5, "wrong_type", "got int")),
    (FOUR, Bad("use_bias", 1, "wrong_type", "expected true or false")),
    (FOUR, Bad("kernel_initializer", "glorot", "unknown_name", '"glorot_uniform"?')),
    (FOUR, Bad("input_shape", (0,), "out_of_range", "expected 1 or more")),
    (FOUR, Bad("input_shape", "ab", "wrong_type", "whole numbers")),
    (FOUR, Bad("input_shape", (2.5,), "wrong_type", "whole numbers")),
    (FOUR, Bad("input_shape", (), "empty", "expected at least one number")),
    (FOUR, Bad("input_dim", 0, "out_of_range", "expected 1 or more")),
    (FOUR, Bad("input_dim", "3", "wrong_type", "whole numbers")),
    (Flatten, Bad("input_shape", (28, 0), "out_of_range", "expected 1 or more")),
    (Flatten, Bad("input_shape", "ab", "wrong_type", "whole numbers")),
    (Input, Bad("shape", None, "wrong_type", "whole numbers")),
    (Input, Bad("shape", (), "empty", "expected at least one number")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
