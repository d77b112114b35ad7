"""Chapter activation_layers: activations that are layers, and their gradients, measured."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.images import images
from support.networks import dense_layers, examples
from support.refusals import refused
from support.steps import gru, steps

from refnet import reference
from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer
from refnet.reference.activations import ACTIVATIONS, UNIT_ACTIVATIONS
from refnet.reference.network import network_forward
from refnet.reference.network_checks import as_layers, check_layer_values, placed_layers

SHAPE = (2, 3, 2)
OF_SHAPE = [
    *(ActivationLayer(activation, SHAPE) for activation in UNIT_ACTIVATIONS),
    LeakyReLULayer(0.1, SHAPE),
    LeakyReLULayer(input_shape=SHAPE),
    SoftmaxLayer(SHAPE),
]
OF_ROWS = [ActivationLayer("softmax", (12,)), SoftmaxLayer((12,))]


def test_the_layers() -> None:
    first, second, third = ActivationLayer("elu"), LeakyReLULayer(), SoftmaxLayer((3, 2))
    assert [each.kind for each in (first, second, third)] == ["activation", "leaky_relu", "softmax"]
    assert [each.activation for each in (first, second, third)] == ["elu", "linear", "linear"]
    assert SoftmaxLayer((6,)).activation == SoftmaxLayer().activation == "softmax"
    assert second.negative_slope == 0.3
    assert reference.same_shapes(third) == ((3, 2), (3, 2))


@BACKENDS
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_layer_is_a_dense_layer_without_weights(
    chapters: ModuleType, activation: str
) -> None:
    """Whose kernel is the unit matrix, so that its sums are its inputs."""
    unit = np.eye(4).tolist()
    x, _ = examples(3, 4, 4)
    [first] = dense_layers((4, 4), ("tanh",))
    dense = reference.DenseLayer(4, activation, unit, None)
    wanted = chapters.network_outputs(x, [first, dense])
    got = chapters.network_outputs(x, [first, ActivationLayer(activation, (4,))])
    assert np.array(got).tolist() == np.array(wanted).tolist()


@BACKENDS
def test_a_slope_below_zero(chapters: ModuleType) -> None:
    layer = LeakyReLULayer(0.25, (3,))
    assert np.array(chapters.leaky_relu_forward([[2.0, -2.0, 0.0]], layer)).tolist() == [
        [2.0, -0.5, 0.0]
    ]
    deltas = chapters.leaky_relu_input_gradients([[2.0, -2.0, 0.0]], [[1.0, 1.0, 1.0]], layer)
    assert np.array(deltas).tolist() == [[1.0, 0.25, 0.25]]


@BACKENDS
def test_a_softmax_of_each_cell(chapters: ModuleType) -> None:
    x = images(3, SHAPE)
    outputs = np.array(chapters.softmax_forward(x, SoftmaxLayer(SHAPE))).reshape(-1, 2)
    powers = np.exp(np.array(x).reshape(-1, 2))
    np.testing.assert_allclose(outputs, powers / powers.sum(axis=1, keepdims=True), rtol=1e-15)


def test_a_row_is_left_to_the_network() -> None:
    x = images(2, (4,))
    assert reference.softmax_forward(x, SoftmaxLayer((4,))) == x
    assert reference.softmax_input_gradients(x, x, SoftmaxLayer((4,))) == x
    [forward] = network_forward(x, [SoftmaxLayer((4,))])
    assert forward.outputs == [reference.softmax(row) for row in x]


@pytest.mark.parametrize("layer", [*OF_SHAPE, *OF_ROWS], ids=str)
def test_gradients_are_those_that_are_measured(layer: Any) -> None:
    """Those of the weights of a dense layer before it."""
    [before] = dense_layers((3, 12), ("linear",))
    layers = [before, reference.ReshapeLayer(layer.input_shape, (12,)), layer]
    x, _ = examples(4, 3, 1)
    t = images(4, (12,), 5)
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        total, _ = reference.evaluate(reference.with_parameters(layers, parts), "mse", x, t)
        return reference.reduce_loss("mse", total, 4)

    gradients = flat(reference.network_gradients(x, t, layers, network_forward(x, layers), "mse"))
    check_gradient(gradients, central_differences(loss_at, flat(vectors)))


@pytest.mark.parametrize(
    "layer", [ActivationLayer("elu", (4, 3)), LeakyReLULayer(0.3, (4, 3)), SoftmaxLayer((4, 3))]
)
def test_a_mask_is_passed_on(layer: Any) -> None:
    x = steps(2, (4, 3))
    x[1][6:] = [0.0] * 6
    behind = gru(3, 2)
    masked = [reference.MaskingLayer(0.0, (4, 3)), layer, behind]
    outputs = network_forward(x, masked)[-1].outputs
    short = behind._replace(input_shape=(2, 3))
    two = type(layer)(*layer[:-1], (2, 3))
    assert outputs[1] == network_forward([x[1][:6]], [two, short])[-1].outputs[0]
    assert outputs[0] == network_forward([x[0]], [layer, behind])[-1].outputs[0]


@BACKENDS
def test_crossentropies_after_layers(chapters: ModuleType) -> None:
    sgd = reference.Optimizer("sgd", 0.1)
    x, _ = examples(4, 3, 3)
    cases: list[tuple[Any, str, Any]] = [
        (ActivationLayer("softmax", (3,)), "sparse_categorical_crossentropy", [0, 2, 1, 1]),
        (SoftmaxLayer((3,)), "sparse_categorical_crossentropy", [0, 2, 1, 1]),
        (ActivationLayer("sigmoid", (3,)), "binary_crossentropy", [[0.0, 1.0, 1.0]] * 4),
    ]
    for last, loss, t in cases:
        dense = reference.DenseLayer(3, last.activation, np.eye(3).tolist(), None)
        [logits] = dense_layers((3, 3), ("linear",))
        got = chapters.train(None, [logits, last], loss, sgd, x, t, None, 1)
        layers = [logits, dense]
        wanted = chapters.train(None, layers, loss, sgd, x, t, None, 1)
        assert got.trials[0].loss == wanted.trials[0].loss


def test_what_a_layer_cannot_be() -> None:
    number: Any = "0.1"
    name: Any = 7
    refused("wrong_type", "layers[0].negative_slope", as_layers, "layers", [LeakyReLULayer(number)])
    refused("wrong_type", "layers[0].activation", as_layers, "layers", [ActivationLayer(name)])
    for slope, code in [(-0.1, "out_of_range"), (float("nan"), "not_finite")]:
        layers: list[Any] = [LeakyReLULayer(slope, (2,))]
        refused(code, "layers[0].negative_slope", check_layer_values, "layers", layers)
    layers = [ActivationLayer("swish", (2,))]
    refused("unknown_name", "layers[0].activation", check_layer_values, "layers", layers)
    layers = [ActivationLayer("softmax")]
    refused("shape_mismatch", "layers[0].activation", placed_layers, "layers", layers, (2, 3))
    assert placed_layers("layers", layers, (6,)) == [ActivationLayer("softmax", (6,))]
