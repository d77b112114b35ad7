"""Chapter bidirectional: outputs and gradients of both directions."""

from typing import Any

import pytest
from support.steps import MASK, bidirectional, check_gradients, steps

from refnet import reference
from refnet.reference.bidirectional import backward_layer, bidirectional_mask, forward_layer
from refnet.reference.kinds import KINDS

CELLS = pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
OPTIONS: dict[str, dict[str, Any]] = {
    "last": {},
    "sequences": {"return_sequences": True},
    "no_bias": {"bias": None, "backward_bias": None, "return_sequences": True},
    "one_bias": {"bias": None},
    "masked": {"mask": MASK},
    "masked_sequences": {"mask": MASK, "return_sequences": True},
}


@CELLS
@pytest.mark.parametrize("fields", OPTIONS.values(), ids=OPTIONS)
def test_gradients_are_those_that_are_measured(cell: str, fields: dict[str, Any]) -> None:
    check_gradients(bidirectional(cell, 3, 2, **fields), steps(3, (4, 3)))


@CELLS
def test_outputs_are_those_of_two_layers(cell: str) -> None:
    layer, x = bidirectional(cell, 2, 3, return_sequences=True), steps(2, (4, 2))
    forward = KINDS[cell].forward
    first, second = forward(x, forward_layer(layer)), forward(x, backward_layer(layer))
    for i, row in enumerate(reference.bidirectional_forward(x, layer)):
        for t in range(4):
            wanted = [*first[i][3 * t : 3 * t + 3], *second[i][3 * (3 - t) : 3 * (3 - t) + 3]]
            assert row[6 * t : 6 * t + 6] == wanted
    last = layer._replace(return_sequences=False)
    both = [[*a[-3:], *b[-3:]] for a, b in zip(first, second, strict=True)]
    assert reference.bidirectional_forward(x, last) == both


def test_the_same_weights_see_a_palindrome_in_the_same_way() -> None:
    layer = bidirectional("lstm", 1, 2, 5)
    layer = layer._replace(
        backward_kernel=layer.kernel,
        backward_recurrent_kernel=layer.recurrent_kernel,
        backward_bias=layer.bias,
    )
    [outputs] = reference.bidirectional_forward([[1.0, 2.0, 3.0, 2.0, 1.0]], layer)
    assert outputs[:2] == outputs[2:]


def test_the_mask_of_the_outputs() -> None:
    layer = bidirectional("gru", 2, 2, return_sequences=True)
    assert bidirectional_mask([], layer, MASK) == MASK
    assert bidirectional_mask([], layer._replace(return_sequences=False), MASK) is None


@CELLS
def test_the_layer(cell: str) -> None:
    layer = bidirectional(cell, 3, 2)
    assert layer.kind == f"bidirectional_{cell}"
    assert reference.bidirectional_shapes(layer) == ((4, 3), (4,))
    parameters = reference.bidirectional_parameters(layer)
    assert reference.bidirectional_with_parameters(layer, parameters) == layer
