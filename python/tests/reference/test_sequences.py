"""Chapter sequences: masks, repeated vectors, a dense layer for each step."""

import math
from typing import Any

import pytest
from support.steps import check_gradients, steps

from refnet import reference
from refnet.reference.kinds import KINDS
from refnet.reference.network import network_forward, network_outputs
from refnet.reference.recurrent import SimpleRNNLayer
from refnet.reference.sequences import MaskingLayer, RepeatVectorLayer, TimeDistributedLayer

EACH = TimeDistributedLayer(2, "tanh", [[0.5, -1.0], [2.0, 0.25]], [1.0, -1.0], (3, 2))


def test_a_step_of_nothing_but_the_value_is_left_out() -> None:
    layer = MaskingLayer(-1.0, (3, 2))
    x = [[-1.0, -1.0, 0.0, 0.0, -1.0, 5.0]]
    assert reference.masking_mask(x, layer, None) == [[False, True, True]]
    assert reference.masking_mask(x, layer, [[True, False, False]]) == [[False, True, True]]
    assert reference.masking_forward(x, layer) == [[0.0, 0.0, 0.0, 0.0, -1.0, 5.0]]
    deltas = [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]
    assert reference.masking_input_gradients(x, deltas, layer) == [[0.0, 0.0, 3.0, 4.0, 5.0, 6.0]]


def test_zeros_of_both_signs_are_left_out() -> None:
    layer = MaskingLayer(input_shape=(2, 1))
    [outputs] = reference.masking_forward([[-0.0, 5e-324]], layer)
    assert outputs == [0.0, 5e-324]
    assert math.copysign(1.0, outputs[0]) == 1.0


def test_an_example_becomes_steps() -> None:
    layer = RepeatVectorLayer(3, (2,))
    assert reference.repeat_vector_shapes(layer) == ((2,), (3, 2))
    assert reference.repeat_vector_forward([[1.0, 2.0]], layer) == [[1.0, 2.0, 1.0, 2.0, 1.0, 2.0]]
    deltas = [[1.0, 2.0, 3.0, 4.0, 5.0, 7.0]]
    assert reference.repeat_vector_input_gradients([[1.0, 2.0]], deltas, layer) == [[9.0, 13.0]]


def test_each_step_is_an_example_of_a_dense_layer() -> None:
    x = steps(2, (3, 2))
    dense = reference.DenseLayer(2, "tanh", EACH.kernel, EACH.bias)
    rows = [row[i : i + 2] for row in x for i in (0, 2, 4)]
    wanted = reference.dense_forward(rows, dense)
    got = reference.time_distributed_forward(x, EACH)
    assert [step for row in got for step in (row[:2], row[2:4], row[4:])] == wanted
    deltas = steps(2, (3, 2), 7)
    step_deltas = [row[i : i + 2] for row in deltas for i in (0, 2, 4)]
    found = reference.time_distributed_parameter_gradients(x, deltas, EACH)
    assert found == reference.dense_parameter_gradients(rows, step_deltas, dense)


@pytest.mark.parametrize("layer", [EACH, EACH._replace(bias=None)])
def test_gradients_are_those_that_are_measured(layer: Any) -> None:
    check_gradients(layer, steps(3, (3, 2)))


def test_a_mask_goes_with_the_steps_and_no_further() -> None:
    recurrent = SimpleRNNLayer(1, "linear", [[1.0], [1.0]], [[1.0]], None, True, True)
    layers: list[Any] = [
        MaskingLayer(0.0, (3, 2)),
        EACH,
        reference.DropoutLayer(0.5, (3, 2)),
        recurrent._replace(input_shape=(3, 2)),
        recurrent._replace(kernel=[[1.0]], go_backwards=False, input_shape=(3, 1)),
        reference.FlattenLayer((3, 1)),
        RepeatVectorLayer(2, (3,)),
    ]
    mask, turned = [[True, False, False]], [[False, False, True]]
    forward = network_forward([[1.0, 2.0, 0.0, 0.0, 0.0, 0.0]], layers)
    assert [each.mask for each in forward] == [None, mask, mask, mask, turned, turned, None]


def test_a_recurrent_layer_shows_what_follows_linear_outputs() -> None:
    layer = SimpleRNNLayer(1, "sigmoid", [[1.0]], [[0.0]], input_shape=(1, 1))
    assert KINDS["simple_rnn"].activation(layer) == "linear"
    assert network_outputs([[0.0]], [layer]) == [[0.5]]


def test_the_layers() -> None:
    pairs: list[tuple[Any, str]] = [
        (MaskingLayer(), "masking"),
        (RepeatVectorLayer(2), "repeat_vector"),
    ]
    for layer, kind in pairs:
        assert (layer.kind, layer.activation) == (kind, "linear")
        assert layer.input_shape == ()
    assert (EACH.kind, EACH.activation) == ("time_distributed", "tanh")
    parameters = reference.time_distributed_parameters(EACH)
    assert reference.time_distributed_with_parameters(EACH, parameters) == EACH
