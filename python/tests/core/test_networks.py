"""Chapters activations to training through the C core: the bits of the reference."""

import math
from typing import Any

import numpy as np
import pytest
from support.bits import flat, same
from support.networks import (
    FURTHER_PAIRS,
    OPTIMIZERS,
    PAIRS,
    as_arrays,
    dense_layers,
    examples,
)

from refnet import core, losses, reference
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import INITIALIZERS, SPARSE
from refnet.reference.dense import DenseLayer
from refnet.reference.further_activations import FROM_OUTPUTS, FROM_PREACTIVATIONS
from refnet.reference.losses import Loss
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

SIZES = [(1, 1, 1, 1), (4, 3, 4, 1), (5, 7, 11, 3), (2, 13, 5, 9), (17, 2, 8, 4), (33, 5, 19, 10)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_every_function_has_the_reference_bits(optimizer: Optimizer) -> None:
    for number, (m, n, h, k) in enumerate(SIZES):
        hidden = ACTIVATIONS[number % len(ACTIVATIONS)]
        for i, (activation, loss) in enumerate(PAIRS):
            is_further = activation in (*FROM_OUTPUTS, *FROM_PREACTIVATIONS)
            if is_further and OPTIMIZERS[(i + number) % len(OPTIMIZERS)] != optimizer:
                continue  # one for each size is enough
            bias = number % 3 > 0
            layers = dense_layers((n, h, k), (hidden, activation), seed=number, bias=bias)
            x, t = examples(m, n, k, seed=number)
            check_forward(layers, loss, x, t)
            check_backward(layers, loss, x, t)
            check_training(layers, optimizer, loss, x, t)


@pytest.mark.parametrize(("activation", "loss"), FURTHER_PAIRS, ids=str)
def test_further_losses_have_the_reference_bits(activation: str, loss: losses.Loss) -> None:
    settings = losses.settings(loss)
    for number, (m, n, h, k) in enumerate(SIZES):
        layers = dense_layers((n, h, k), ("tanh", activation), seed=number)
        x, t = examples(m, n, k, seed=number)
        signs = np.round(t).tolist()
        for targets in (t, signs):
            how = reference.loss_of_targets(settings, targets)
            assert core.loss_of_targets(settings, targets) == how
            check_forward(layers, how, x, targets)
            check_backward(layers, how, x, targets)
            check_training(layers, OPTIMIZERS[number % 7], how, x, targets)


def check_forward(layers: list[DenseLayer], loss: str | Loss, x: Any, t: Any) -> None:
    """Compare a network's forward functions, and what is calculated from its outputs."""
    arrays, activation = as_arrays(layers), layers[-1].activation
    expected = reference.network_forward(x, layers)
    forward = core.network_forward(np.array(x), arrays)
    for one, other in zip(forward, expected, strict=True):
        assert same(one.preactivations, other.preactivations)
        assert same(one.outputs, other.outputs)
    assert same(core.network_outputs(x, arrays), expected[-1].outputs)
    assert same(core.dense_forward(x, arrays[0]), expected[0].preactivations)
    logits, outputs, *_ = expected[-1]
    for row_t, row_d, row_y in zip(t, logits, outputs, strict=True):
        for name, arguments in [
            ("argmax", (row_y,)),
            ("softmax", (row_d,)),
            ("log_softmax", (row_d,)),
            ("activate", (activation, row_d)),
            ("layer_deltas", (activation, row_t, row_d, row_y)),
            ("squared_error", (row_t, row_y)),
            ("squared_error_gradient", (row_t, row_y)),
            ("binary_crossentropy", (row_t, row_d)),
            ("binary_crossentropy_gradient", (row_t, row_y)),
            ("categorical_crossentropy", (row_t, row_d)),
            ("categorical_crossentropy_gradient", (row_t, row_y)),
            ("example_loss", (loss, activation, row_t, row_d, row_y)),
        ]:
            assert same(getattr(core, name)(*arguments), getattr(reference, name)(*arguments)), name
        if activation not in FROM_PREACTIVATIONS:
            arguments = activation, row_t, row_y
            deltas = reference.activation_backward(*arguments)
            assert same(core.activation_backward(*arguments), deltas)
    assert core.correct_predictions(t, outputs) == reference.correct_predictions(t, outputs)
    evaluation = core.evaluate(arrays, loss, x, t, 0.5)
    assert tuple(evaluation) == reference.evaluate(layers, loss, x, t, 0.5)


def check_backward(layers: list[DenseLayer], loss: str | Loss, x: Any, t: Any) -> None:
    """Compare a network's gradients."""
    arrays, last = as_arrays(layers), layers[-1]
    forward = reference.network_forward(x, layers)
    outputs = forward[-1].outputs
    how = loss, last.activation, t, outputs
    deltas, seen = reference.loss_gradients(*how), forward[0].outputs
    assert same(core.loss_gradients(*how), deltas)
    assert same(
        core.dense_input_gradients(seen, deltas, arrays[-1]),
        reference.dense_input_gradients(seen, deltas, last),
    )
    assert same(
        core.dense_parameter_gradients(seen, deltas, arrays[-1]),
        flat(reference.dense_parameter_gradients(seen, deltas, last)),
    )
    gradients = flat(reference.network_gradients(x, t, layers, forward, loss))
    assert same(core.network_gradients(x, t, arrays, forward, loss), gradients)
    own_forward = core.network_forward(x, arrays)
    assert same(core.network_gradients(x, t, arrays, own_forward, loss), gradients)


def check_training(
    layers: list[DenseLayer], optimizer: Optimizer, loss: str | Loss, x: Any, t: Any
) -> None:
    """Compare a step, a batch and some epochs, one after another."""
    arrays, parameters = as_arrays(layers), reference.network_parameters(layers)
    assert same(core.network_parameters(arrays), flat(parameters))
    gradients = reference.network_gradients(
        x, t, layers, reference.network_forward(x, layers), loss
    )
    start = core.initial_state(flat(parameters), optimizer)
    stepped, state = core.optimizer_step(flat(parameters), flat(gradients), start, optimizer)
    wanted = reference.optimizer_step(
        parameters, gradients, reference.initial_state(parameters, optimizer), optimizer
    )
    same_state(stepped, state, wanted)

    training = Training(loss, optimizer, 3)
    generators = core.seeded(9), reference.seeded(9)
    batch = core.train_batch(arrays, state, training, x, t, generators[0])
    wanted_batch = reference.train_batch(layers, wanted[1], training, x, t, generators[1])
    assert same(batch.losses, wanted_batch.losses)
    assert same(batch.outputs, wanted_batch.outputs)
    same_network(batch, wanted_batch)

    run = core.train_epochs(arrays, state, training, x, t, 3, 5, generators[0], True, [4, 5])
    wanted_run = reference.train_epochs(
        layers, wanted[1], training, x, t, 3, 5, generators[1], True, [4, 5]
    )
    assert [trial[:2] for trial in run.trials] == [trial[:2] for trial in wanted_run.trials]
    assert run.corrects == wanted_run.corrects
    same_network(run, wanted_run)


def same_network(trained: Any, wanted: Any) -> None:
    parameters = core.network_parameters(trained.layers)
    same_state(
        parameters, trained.state, (reference.network_parameters(wanted.layers), wanted.state)
    )


def same_state(parameters: Any, state: Any, wanted: Any) -> None:
    wanted_parameters, wanted_state = wanted
    assert same(parameters, flat(wanted_parameters))
    assert same(state.momentums, flat(wanted_state.momentums))
    assert same(state.velocities, flat(wanted_state.velocities))
    assert state[2:] == wanted_state[2:]


def test_relu_of_every_kind_of_number() -> None:
    for value in (-1.0, -0.0, 0.0, 3.5, -math.inf):
        assert same(core.relu(value), reference.relu(value))
    assert math.isnan(core.relu(math.nan))
    assert math.isnan(reference.relu(math.nan))


def test_shuffles_and_first_weights_have_the_reference_bits() -> None:
    assert core.permutation(100, core.seeded(4)) == reference.permutation(100, reference.seeded(4))
    for initializer in INITIALIZERS:
        for cells in (None, [1, 1], [9, 2]):
            kernels = core.initial_kernels(initializer, [5, 3, 7], 11, cells)
            wanted = reference.initial_kernels(initializer, [5, 3, 7], 11, cells)
            assert [kernel.tolist() for kernel in kernels] == wanted
            window = 1 if cells is None else cells[0]
            kernel = core.initial_kernel(initializer, 5, 3, core.seeded(11), window)
            assert kernel.tolist() == wanted[0]


def test_arrays_and_lists_train_alike() -> None:
    layers = dense_layers((4, 5, 3), ("tanh", "softmax"))
    x, _ = examples(7, 4, 3)
    classes = [0, 2, 1, 1, 0, 2, 2]
    adam = OPTIMIZERS[-2]
    wanted = reference.dense(layers, SPARSE, adam, x, classes, 3, 4, 8, [2, 4])
    for given in (classes, np.array(classes), np.array(classes, np.uint8)):
        run = core.dense(as_arrays(layers), SPARSE, adam, np.array(x), given, 3, 4, 8, [2, 4])
        assert same(run.outputs, wanted.outputs)
        for one, other in zip(run.trials, wanted.trials, strict=True):
            assert one[:2] == other[:2]
            parameters = reference.network_parameters(other.layers)
            assert same(core.network_parameters(one.layers), flat(parameters))


def test_what_is_given_stays_as_it_is() -> None:
    layers = as_arrays(dense_layers((4, 5, 3), ("relu", "sigmoid")))
    x, t = (np.array(each) for each in examples(7, 4, 3))
    state = core.initial_state(core.network_parameters(layers), OPTIMIZERS[0])
    arrays = [x, t, state.momentums, state.velocities]
    for layer in layers:
        arrays += [layer.kernel, layer.bias]
    before = [array.copy() for array in arrays]
    core.dense(layers, "mse", OPTIMIZERS[5], x, t, 2, 3, 1)
    core.train_batch(layers, state, Training("mse", OPTIMIZERS[5], 2), x, t, core.seeded(0))
    forward = core.network_forward(x, layers)
    core.network_gradients(x, t, layers, forward, "mse")
    assert all(same(one, other) for one, other in zip(before, arrays, strict=True))
