"""dtype="float32": each C function has the bits of the rules in binary32, at every size."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from refnet._core import lib
from support import binary32
from support.binary32 import Row
from support.bits import in_order
from support.float32 import Array, bits, rows_of
from support.optimizers import OPTIMIZERS
from support.processor import EVERYWHERE

from refnet import optimizers
from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs
from refnet.core.structs import kernels, loss_struct, optimizer_struct
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer, OptimizerState


class Matrices(NamedTuple):
    """inputs [m][n], kernel [n][u], bias [u], deltas [m][u], as float32; some are 0.0 or -0.0."""

    inputs: Array
    kernel: Array
    bias: Array
    deltas: Array


@cache
def matrices(m: int, n: int, u: int) -> Matrices:
    random = np.random.RandomState(m + 100 * n + 10000 * u)

    def drawn(*shape: int) -> Array:
        signs = random.choice(np.array([-1.0, -0.0, 0.0, 1.0]), shape)
        numbers: Array = abs(random.normal(size=shape)) * signs
        return numbers.astype(np.float32)

    return Matrices(drawn(m, n), drawn(n, u), drawn(u), drawn(m, u))


def triples() -> Iterator[tuple[int, int, int]]:
    """Yield m, n, u: each from 1 to 70 while the others are small, and sizes that fill caches."""
    for i in range(1, 71):
        p, q = (1, 2, 5, 9, 17)[i % 5], (3, 1, 8, 16)[i % 4]
        yield from ((i, p, q), (p, i, q), (p, q, i))
    yield from ((97, 129, 33), (8, 129, 49), (257, 9, 49), (3, 300, 145), (70, 70, 70))
    yield from ((9, 600, 33), (600, 9, 16), (140, 65, 97), (34, 270, 387))
    # more than one block of the product
    yield from ((67, 1030, 19), (66, 1030, 539), (2, 1030, 40), (66, 5, 970))


@cache
def expected_sums(m: int, n: int, u: int, is_biased: bool) -> bytes:
    x, kernel, bias, _ = matrices(m, n, u)
    return bits(in_order(bias if is_biased else 0.0, x, kernel))


@cache
def expected_gradients(m: int, n: int, u: int) -> tuple[bytes, bytes, bytes]:
    """Return the gradients of the inputs, the kernel and the bias."""
    x, kernel, _, deltas = matrices(m, n, u)
    of_inputs, of_kernel = in_order(0.0, deltas, kernel.T), in_order(0.0, x.T, deltas)
    of_bias = sum(deltas, np.zeros(u, np.float32))  # not fused: a factor of 1 changes nothing
    return bits(of_inputs), bits(of_kernel), bits(of_bias)


def structs_of(kernel: Array, bias: Array | None) -> LayerStructs:
    return LayerStructs([DenseLayer(kernel.shape[1], "linear", kernel, bias)], np.float32)


@EVERYWHERE
def test_the_matrix_product() -> None:
    for m, n, u in triples():
        x, kernel, bias, _ = matrices(m, n, u)
        sums = np.empty((m, u), np.float32)
        for biased in (True, False):
            layer = structs_of(kernel, bias if biased else None)
            kernels(np.float32).dense_forward(pointer(x), layer.array, m, pointer(sums))
            assert bits(sums) == expected_sums(m, n, u, biased), (m, n, u)


@EVERYWHERE
def test_the_gradients_by_the_inputs() -> None:
    for m, n, u in triples():
        x, kernel, _, deltas = matrices(m, n, u)
        layer, gradients = structs_of(kernel, None), np.empty((m, n), np.float32)
        arguments = pointer(x), pointer(deltas), layer.array, m, pointer(gradients)
        kernels(np.float32).dense_input_gradients(*arguments)
        assert bits(gradients) == expected_gradients(m, n, u)[0], (m, n, u)


@EVERYWHERE
def test_the_gradients_by_the_parameters() -> None:
    for m, n, u in triples():
        x, kernel, bias, deltas = matrices(m, n, u)
        layer, gradients = structs_of(kernel, bias), np.empty((n + 1) * u, np.float32)
        arguments = pointer(x), pointer(deltas), layer.array, m, pointer(gradients)
        kernels(np.float32).dense_parameter_gradients(*arguments)
        _, of_kernel, of_bias = expected_gradients(m, n, u)
        assert bits(gradients[: n * u]) == of_kernel, (m, n, u)
        assert bits(gradients[n * u :]) == of_bias, (m, n, u)


@cache
def expected_step(optimizer: Optimizer) -> tuple[Row, OptimizerState]:
    weights, gradients, momentums, velocities = (list(array) for array in before_a_step())
    state = OptimizerState(momentums, velocities, np.float32(0.9), np.float32(0.99))
    settings = binary32.as_settings(optimizer)
    stepped, state = binary32.optimizer_step(weights, gradients, state, settings)
    return stepped, state


def before_a_step() -> Array:
    """Return 70 weights, gradients, momentums and velocities of many magnitudes."""
    random = np.random.RandomState(5)
    arrays = random.normal(size=(4, 70)) * 10.0 ** random.randint(-20, 3, (4, 70))
    arrays[3] = arrays[3] ** 2
    return arrays.astype(np.float32)


@EVERYWHERE
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_steps_of_the_optimizers(name: str) -> None:
    """Any number of weights, beginning anywhere; the weights beside them do not move."""
    optimizer = optimizers.settings(OPTIMIZERS[name])
    weights, state = expected_step(optimizer)
    one, settings = np.float32(1), binary32.as_settings(optimizer)
    rate = settings.learning_rate * np.sqrt(one - state.beta_2_power) / (one - state.beta_1_power)
    struct = optimizer_struct(optimizer)
    before = before_a_step()
    wanted = np.array([weights, before[1], state.momentums, state.velocities])
    for n in range(1, 71):
        first = (70 - n) // 2
        arrays, end = before.copy(), first + n
        parts = [pointer(array[first:end]) for array in arrays]
        if name in ("sgd", "momentum", "nesterov"):
            nonfinite = kernels(np.float32).sgd_step(*parts[:3], struct, n)
        elif name.startswith("rmsprop"):
            nonfinite = kernels(np.float32).rmsprop_step(*parts, struct, n)
        else:
            nonfinite = kernels(np.float32).adam_step(*parts, float(rate), struct, n)
        assert nonfinite == 0
        assert bits(arrays[:, first:end]) == bits(wanted[:, first:end]), n
        for untouched in (slice(first), slice(end, None)):
            assert bits(arrays[:, untouched]) == bits(before[:, untouched])


@cache
def expected_activations(activation: str, u: int) -> bytes:
    with np.errstate(over="ignore"):  # which "exponential" may
        return bits([binary32.chapters.activate(activation, row) for row in rows_of(sums_of(u))])


def sums_of(u: int) -> Array:
    sums = np.random.RandomState(u).normal(size=(3, u)) * 20
    sums[:, ::5] = -0.0
    return sums.astype(np.float32)


@EVERYWHERE
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_activations(activation: str) -> None:
    for u in (*range(1, 71), 255, 256, 257, 600):
        sums, outputs = sums_of(u), np.empty((3, u), np.float32)
        number, activate = ACTIVATIONS.index(activation), kernels(np.float32).activate
        activate(number, pointer(sums), 3, u, pointer(outputs))
        assert bits(outputs) == expected_activations(activation, u), u
        activate(number, pointer(sums), 3, u, pointer(sums))
        assert bits(sums) == bits(outputs), "sums and outputs may be one array"


@EVERYWHERE
def test_the_softmax_and_its_logarithm() -> None:
    for u in range(1, 71):
        row, results = sums_of(u)[0], np.empty(u, np.float32)
        lib.refnet_softmax_f32(pointer(row), u, pointer(results))
        assert bits(results) == bits(binary32.chapters.softmax(list(row)))
        kernels(np.float32).log_softmax(pointer(row), u, pointer(results))
        assert bits(results) == bits(binary32.chapters.log_softmax(list(row)))


def test_correct_predictions() -> None:
    """One half and its neighbours; of several largest outputs the first counts."""
    half, above = np.float32(0.5), np.nextafter(np.float32(0.5), np.float32(1))
    columns = [[t, y] for t in (half, above, np.float32(1)) for y in (-half, half, above)]
    rows = [[[1, 1, 0], [0, 1, 1]], [[0, 1, 1], [0, above, half]], [[0, 0, 1], [-1, -2, -half]]]
    single = [([[t] for t, _ in columns], [[y] for _, y in columns])]
    several = [([row[0] for row in rows], [row[1] for row in rows])]
    for targets, outputs in [*single, *several]:
        t, y = np.array(targets, np.float32), np.array(outputs, np.float32)
        correct = lib.refnet_correct_predictions_f32(pointer(t), pointer(y), *t.shape)
        assert correct == binary32.chapters.correct_predictions(rows_of(t), rows_of(y))
        assert 0 < correct < len(t)


def test_a_number_of_examples_is_rounded_once() -> None:
    count = 2**24 + 1
    loss = lib.refnet_reduce_loss_f32(loss_struct("mse"), 3.0, count)
    assert loss == float(binary32.chapters.reduce_loss("mse", np.float32(3), count)) == 3 / 2**24
    assert loss != float(np.float32(3 / count))
