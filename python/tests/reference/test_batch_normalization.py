"""Chapter batch_normalization: moments, the moving ones, and gradients, measured."""

from typing import Any

import numpy as np
import pytest
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples
from support.steps import simple_rnn, steps

from refnet import reference
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.network import drawn_layers, with_states, without_states
from refnet.reference.random import next_double, seeded

PAIR = BatchNormalizationLayer([1.5, -0.5], [0.25, 2.0], [0.5, -1.0], [2.0, 0.25], input_shape=(2,))
X = [[1.0, 4.0], [3.0, 0.0]]


def trained(layer: BatchNormalizationLayer, **changes: Any) -> BatchNormalizationLayer:
    """Return the layer of a batch in training."""
    return layer._replace(training=True, **changes)


def normalizing(c: int, shape: tuple[int, ...], **changes: Any) -> BatchNormalizationLayer:
    """Return a layer of c features with some weights."""
    gamma, beta = ([0.5 + 0.3 * i for i in range(c)], [0.1 * i for i in range(c)])
    fields = {"gamma": gamma, "beta": beta, "epsilon": 0.01, "input_shape": shape, **changes}
    return BatchNormalizationLayer(
        fields.pop("gamma"), fields.pop("beta"), [0.2] * c, [0.7] * c, **fields
    )


def test_the_layer() -> None:
    assert (PAIR.kind, PAIR.activation) == ("batch_normalization", "linear")
    assert (PAIR.momentum, PAIR.epsilon, PAIR.training) == (0.99, 0.001, False)
    assert reference.batch_normalization_shapes(normalizing(3, (4, 3))) == ((4, 3), (4, 3))


@pytest.mark.parametrize(
    ("missing", "count"), [((), 2), (("gamma",), 1), (("beta",), 1), (("gamma", "beta"), 0)]
)
def test_parameters_are_those_that_the_layer_has(missing: tuple[str, ...], count: int) -> None:
    nothing: dict[str, Any] = dict.fromkeys(missing)
    layer = PAIR._replace(**nothing)
    vectors = reference.batch_normalization_parameters(layer)
    assert reference.batch_normalization_variables(layer) == [1] * len(vectors) == [1] * count
    moved = reference.batch_normalization_with_parameters(layer, [[7.0, 8.0] for _ in vectors])
    for name in ("gamma", "beta"):
        assert getattr(moved, name) == (None if name in missing else [7.0, 8.0])
    assert moved._replace(gamma=layer.gamma, beta=layer.beta) == layer
    assert all(vector is not layer.gamma for vector in vectors)


def test_training_uses_the_moments_of_the_batch() -> None:
    layer = trained(PAIR._replace(epsilon=3.0, gamma=[2.0, 10.0], beta=[1.0, 0.0]))
    assert reference.batch_moments(X, layer) == ([2.0, 2.0], [1.0, 4.0])
    root = 7.0**0.5
    expected = [[0.0, 10.0 * (2.0 / root)], [2.0, 10.0 * (-2.0 / root)]]
    assert reference.batch_normalization_forward(X, layer) == expected


def test_outside_training_an_answer_does_not_depend_on_the_batch() -> None:
    outputs = reference.batch_normalization_forward(X, PAIR)
    for row, output in zip(X, outputs, strict=True):
        assert reference.batch_normalization_forward([row], PAIR) == [output]
    assert reference.batch_normalization_final_states(X, PAIR) is None
    assert reference.batch_moments(X, PAIR) is None


def test_moving_moments_move_with_the_batch() -> None:
    layer = trained(PAIR._replace(momentum=0.75))
    states = reference.batch_normalization_final_states(X, layer)
    assert states == [[0.875, -0.25], [1.75, 1.1875]]
    [after] = with_states([PAIR], reference.network_forward(X, [layer]))
    assert after == PAIR._replace(moving_mean=states[0], moving_variance=states[1])
    assert without_states([after]) == [after]
    assert reference.watched_vectors([after]) == [after.gamma, after.beta, *states]


def test_steps_that_are_not_real_are_no_part_of_the_moments() -> None:
    layer = trained(normalizing(1, (3, 1)), mask=[[True, False, True], [False] * 3])
    x = [[1.0, 99.0, 3.0], [7.0, 8.0, 9.0]]
    assert reference.real_cells(x, layer) == [[1.0], [3.0]]
    assert reference.batch_moments(x, layer) == ([2.0], [1.0])
    nothing = layer._replace(mask=[[False] * 3] * 2)
    assert reference.used_moments(x, nothing) == ([0.2], [0.7])
    assert reference.batch_normalization_final_states(x, nothing) is None


def test_nothing_is_drawn_and_nothing_changed() -> None:
    generator, inputs = seeded(3), [list(row) for row in X]
    [drawn] = drawn_layers([PAIR], 2, generator)
    assert drawn == PAIR._replace(training=True)
    assert next_double(generator) == next_double(seeded(3))
    deltas = [[1.0, 2.0], [-1.0, 0.5]]
    reference.batch_normalization_forward(inputs, drawn)
    reference.batch_normalization_input_gradients(inputs, deltas, drawn)
    assert (inputs, deltas) == (X, [[1.0, 2.0], [-1.0, 0.5]])


def sequence(*, counting: bool) -> list[Any]:
    """Return a network with a mask, whose steps that are not real count or not."""
    last = (
        [reference.FlattenLayer((4, 3)), *dense_layers((12, 2), ("tanh",))]
        if counting
        else [simple_rnn(3, 2)]
    )
    first = reference.TimeDistributedLayer(
        *(3, "tanh", [[0.5, -0.3, 0.2], [0.1, 0.7, -0.6]], [0.1, 0.2, 0.3], (4, 2))
    )
    return [reference.MaskingLayer(0.0, (4, 2)), first, normalizing(3, (4, 3)), *last]


def rows(**changes: Any) -> list[Any]:
    """Return a network on rows of numbers."""
    first, second = dense_layers((3, 4, 2), ("tanh", "sigmoid"))
    return [normalizing(3, (3,)), first, normalizing(4, (4,), **changes), second]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    "layers",
    [
        rows(),
        rows(gamma=None),
        rows(beta=None),
        sequence(counting=True),
        sequence(counting=False),
    ],
    ids=["rows", "no gamma", "no beta", "steps that count", "steps"],
)
def test_gradients_are_those_that_are_measured(layers: list[Any], training: bool) -> None:
    shape = layers[0].input_shape
    x, (_, t) = steps(5, shape), examples(5, 1, 2)
    if len(shape) == 2:
        x = [[*row[:4], *[0.0] * 4] if i % 2 else row for i, row in enumerate(x)]
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def drawn(layers: list[Any]) -> list[Any]:
        return drawn_layers(layers, 5, seeded(6)) if training else layers

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        moved = drawn(reference.with_parameters(layers, parts))
        total, _ = reference.evaluate(moved, "mse", x, t)
        return reference.reduce_loss("mse", total, 5)

    network = drawn(layers)
    forward = reference.network_forward(x, network)
    gradients = flat(reference.network_gradients(x, t, network, forward, "mse"))
    check_gradient(gradients, central_differences(loss_at, flat(vectors)))
