"""Layers on images and sequences through the C core: the bits of the reference."""

import math
from typing import Any

import numpy as np
import pytest
from refnet._core import lib
from support.bits import flat, same
from support.image_layers import CONV, PLACES, image_layers, lenet, numbers, with_arrays
from support.networks import OPTIMIZERS

from refnet import core, reference
from refnet.reference.image_checks import PADDINGS
from refnet.reference.kinds import KINDS
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

EXAMPLES = [1, 2, 17]  # from 16 on threads share them


def sizes(layer: Any) -> tuple[int, int]:
    before, after = KINDS[layer.kind].shapes(layer)
    return math.prod(before), math.prod(after)


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.usefixtures("_processor")
def test_every_kind_has_the_reference_bits(place: tuple[Any, ...]) -> None:
    for number, layer in enumerate(image_layers(place)):
        generator, (n, u) = np.random.default_rng(number), sizes(layer)
        kind, array_layer = KINDS[layer.kind], with_arrays(layer)
        for m in EXAMPLES:
            x, deltas = numbers(generator, m, n), numbers(generator, m, u)
            names = [kind.forward.__name__, kind.input_gradients.__name__]
            arguments: list[tuple[Any, ...]] = [(x,), (x, deltas)]
            if kind.parameter_gradients is not reference.no_parameter_gradients:
                names.append(kind.parameter_gradients.__name__)
                arguments.append((x, deltas))
            for name, given in zip(names, arguments, strict=True):
                wanted = getattr(reference, name)(*given, layer)
                found = getattr(core, name)(*map(np.array, given), array_layer)
                assert same(found, flat(wanted).reshape(found.shape)), (name, layer)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_helpers_have_the_reference_numbers(place: tuple[Any, ...]) -> None:
    generator = np.random.default_rng(1)
    for layer in image_layers(place):
        arrays = with_arrays(layer)
        assert getattr(core, KINDS[layer.kind].shapes.__name__)(arrays) == KINDS[layer.kind].shapes(
            layer
        )
        if layer.kind == "conv2d":
            image = numbers(generator, sizes(layer)[0])
            assert same(core.image_patches(image, arrays), reference.image_patches(image, layer))
            assert core.layer_cells(arrays).tolist() == reference.layer_cells(layer)
        if layer.kind in ("max_pooling2d", "average_pooling2d"):
            assert [each.tolist() for each in core.pools(arrays)] == reference.pools(layer)
        if layer.kind in ("conv2d", "conv1d"):
            parameters = core.network_parameters([arrays])
            assert same(parameters, flat(reference.network_parameters([layer])))
            [moved] = core.with_parameters([arrays], parameters + 1)
            assert same(core.network_parameters([moved]), parameters + 1)
            assert moved.kernel.shape == arrays.kernel.shape
            assert moved.kernel.base is not None


def test_windows_along_an_axis() -> None:
    for size in range(1, 8):
        for window in range(1, 10):
            for stride in range(1, 5):
                for padding in PADDINGS:
                    if padding == "same" or window <= size:
                        check_axis(size, window, stride, padding)


def check_axis(size: int, window: int, stride: int, padding: str) -> None:
    axis = reference.windows_along(size, window, stride, padding)
    assert core.windows_along(size, window, stride, padding) == axis
    wanted = reference.cells_along(size, window, stride, padding)
    assert core.cells_along(size, window, stride, padding).tolist() == wanted
    for i, cells in enumerate(wanted):  # in C the ranges of the cells
        found = lib.refnet_cells_along(size, window, stride, axis.before, i)
        inside = [cell for cell in cells if cell != reference.windows.PADDED]
        assert [found.first, found.count] == [inside[0], len(inside)]
        assert cells[found.padded] == inside[0]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
@pytest.mark.usefixtures("_processor")
def test_a_network_trains_to_the_reference_bits(optimizer: Optimizer) -> None:
    generator = np.random.default_rng(5)
    layers, m = lenet(generator), 7
    x, t = numbers(generator, m, 84), np.eye(3)[generator.integers(0, 3, m)].tolist()
    arrays = [with_arrays(layer) for layer in layers]
    arguments = "categorical_crossentropy", optimizer, x, t, 3, 2, 1
    found = core.train((6, 7, 2), arrays, *arguments)
    wanted = reference.train((6, 7, 2), layers, *arguments)
    assert same(found.outputs, wanted.outputs)
    for one, other in zip(found.trials, wanted.trials, strict=True):
        assert one[:2] == other[:2]
        parameters = core.network_parameters(one.layers)
        assert same(parameters, flat(reference.network_parameters(other.layers)))


@pytest.mark.parametrize("activation", CONV)
def test_a_batch_and_its_gradients_have_the_reference_bits(activation: str) -> None:
    generator = np.random.default_rng(6)
    layers, m = lenet(generator, activation), 20
    x, t = numbers(generator, m, 84), generator.random((m, 3)).tolist()
    arrays = [with_arrays(layer) for layer in layers]
    forward = reference.network_forward(x, layers)
    for one, other in zip(core.network_forward(x, arrays), forward, strict=True):
        assert same(one.outputs, other.outputs)
    assert same(core.network_outputs(x, arrays), forward[-1].outputs)
    gradients = reference.network_gradients(x, t, layers, forward, "mse")
    assert same(core.network_gradients(x, t, arrays, forward, "mse"), flat(gradients))
    training, parameters = Training("mse", OPTIMIZERS[0], m), reference.network_parameters(layers)
    state = reference.initial_state(parameters, training.optimizer)
    wanted = reference.train_batch(layers, state, training, x, t, reference.seeded(0))
    start = core.initial_state(core.network_parameters(arrays), training.optimizer)
    found = core.train_batch(arrays, start, training, x, t, core.seeded(0))
    assert same(found.losses, wanted.losses)
    moved = core.network_parameters(found.layers)
    assert same(moved, flat(reference.network_parameters(wanted.layers)))


def test_a_weight_without_a_connection_stays_zero() -> None:
    generator = np.random.default_rng(7)
    layers = lenet(generator)
    x, t = numbers(generator, 9, 84), generator.random((9, 3)).tolist()
    run = core.train((6, 7, 2), layers, "mse", Optimizer("sgd", 0.1), x, t, 3, 4)
    kernel = run.trials[-1].layers[4].kernel
    connections = np.array(layers[4].connections)
    assert (kernel[..., ~connections] == 0.0).all()
    assert (kernel[..., connections] != layers[4].kernel[0][0][0][0]).all()
