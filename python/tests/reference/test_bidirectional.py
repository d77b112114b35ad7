"""Chapter bidirectional: outputs and gradients of both directions."""

from types import ModuleType
from typing import Any

import pytest
from support.backends import BACKENDS
from support.steps import FACTORS, MASK, bidirectional, check_gradients, states, steps

from refnet import RefnetError, reference
from refnet.reference.bidirectional import backward_layer, bidirectional_mask, forward_layer
from refnet.reference.kinds import KINDS
from refnet.reference.random import seeded

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
@pytest.mark.parametrize("fields", [{}, {"mask": MASK}, {"return_sequences": True}])
def test_gradients_with_factors_and_first_states(cell: str, fields: dict[str, Any]) -> None:
    factors = [[*a, *b] for a, b in zip(FACTORS, FACTORS[::-1], strict=True)]
    state = states(8 if cell == "lstm" else 4)
    layer = bidirectional(cell, 3, 2, factors=factors, state=state, **fields)
    check_gradients(layer, steps(3, (4, 3)))


@CELLS
def test_both_layers_draw_and_keep_their_own(cell: str) -> None:
    layer = bidirectional(cell, 3, 2, dropout=0.3, recurrent_dropout=0.4, stateful=True)
    generator = seeded(5)
    first = reference.recurrent_drawn(forward_layer(layer), 3, generator)
    second = reference.recurrent_drawn(backward_layer(layer), 3, generator)
    drawn = reference.bidirectional_drawn(layer, 3, seeded(5))
    assert forward_layer(drawn).factors == first.factors
    assert backward_layer(drawn).factors == second.factors
    assert reference.bidirectional_drawn(bidirectional(cell, 3, 2), 3, generator).factors is None
    x, final_states = steps(3, (4, 3)), KINDS[cell].final_states
    kept = reference.bidirectional_final_states(x, drawn)
    both: Any = final_states(x, first), final_states(x, second)
    assert kept == [[*a, *b] for a, b in zip(*both, strict=True)]
    again = drawn._replace(state=kept)
    assert [forward_layer(again).state, backward_layer(again).state] == list(both)


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


@BACKENDS
def test_a_cell_without_gates_ignores_their_activation(chapters: ModuleType) -> None:
    layer, x = bidirectional("simple_rnn", 3, 2), steps(3, (4, 3))
    wanted = chapters.bidirectional_forward(x, layer)
    got = chapters.bidirectional_forward(x, layer._replace(recurrent_activation="sigmoid"))
    assert [list(row) for row in got] == [list(row) for row in wanted]


@BACKENDS
def test_an_unknown_cell_is_refused(chapters: ModuleType) -> None:
    layer, x = bidirectional("gru", 3, 2)._replace(cell="peephole"), steps(3, (4, 3))
    with pytest.raises(RefnetError) as refused:
        chapters.train(None, [layer], "mse", reference.Optimizer("sgd", 0.1), x, [[0.0] * 4])
    assert (refused.value.code, refused.value.field) == ("wrong_type", "layers")
