"""dtype="float32": each C function has the bits of the rules in binary32, at every size."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from refnet._core import ffi, lib
from support import plain_float32 as plain
from support.float32 import Array, bits, rows_of
from support.optimizers import OPTIMIZERS
from support.plain_float32 import Layer
from support.processor import EVERYWHERE

from refnet import optimizers
from refnet.core.arrays import pointer
from refnet.core.network import ACTIVATION_NUMBERS, optimizer_struct
from refnet.reference.checks import ACTIVATIONS
from refnet.reference.optimizers import Optimizer


class Matrices(NamedTuple):
    """inputs [m][n], kernel [n][u], bias [u], deltas [m][u], as float32."""

    inputs: Array
    kernel: Array
    bias: Array
    deltas: Array


@cache
def matrices(m: int, n: int, u: int) -> Matrices:
    random = np.random.RandomState(m + 100 * n + 10000 * u)
    return Matrices(
        *(random.normal(size=shape).astype(np.float32) for shape in ((m, n), (n, u), u, (m, u)))
    )


def triples() -> Iterator[tuple[int, int, int]]:
    """Give m, n, u with each of them from 1 to 70, the others small; and what fills the caches."""
    for i in range(1, 71):
        p, q = (1, 2, 5, 9, 17)[i % 5], (3, 1, 8, 16)[i % 4]
        yield from ((i, p, q), (p, i, q), (p, q, i))
    yield from ((97, 129, 33), (8, 129, 49), (257, 9, 49), (3, 300, 145), (70, 70, 70))
    yield from ((9, 600, 33), (600, 9, 16), (140, 65, 97), (34, 270, 387))
    yield from ((67, 1030, 19), (66, 1030, 539), (2, 1030, 40), (66, 5, 970))  # more than at once


@cache
def plain_sums(m: int, n: int, u: int, bias: bool) -> bytes:
    x, kernel, biases, _ = matrices(m, n, u)
    layer = Layer("linear", rows_of(kernel), list(biases) if bias else None)
    return bits(plain.dense_forward(rows_of(x), layer).sums)


@cache
def plain_slopes(m: int, n: int, u: int) -> bytes:
    _, kernel, _, deltas = matrices(m, n, u)
    return bits(plain.input_gradients(rows_of(deltas), rows_of(kernel)))


@EVERYWHERE
def test_the_matrix_product() -> None:
    for m, n, u in triples():
        x, kernel, bias, _ = matrices(m, n, u)
        sums, outputs = np.empty((2, m, u), np.float32)
        answers = ffi.new("refnet_answers_f32 *", (pointer(sums), pointer(outputs)))
        layer = ffi.new("refnet_dense_layer_f32 *")
        layer.n, layer.u, layer.kernel = n, u, pointer(kernel)
        layer.activation = lib.REFNET_ACTIVATION_LINEAR
        for biased in (True, False):
            layer.bias = pointer(bias if biased else None)
            lib.refnet_dense_forward_f32(pointer(x), layer, m, answers[0])
            assert bits(sums) == plain_sums(m, n, u, biased), (m, n, u)
            assert bits(outputs) == bits(sums)


@EVERYWHERE
def test_the_slopes_along_the_inputs() -> None:
    for m, n, u in triples():
        _, kernel, _, deltas = matrices(m, n, u)
        slopes = np.empty((m, n), np.float32)
        lib.refnet_input_gradients_f32(pointer(deltas), pointer(kernel), m, n, u, pointer(slopes))
        assert bits(slopes) == plain_slopes(m, n, u), (m, n, u)


@cache
def plain_step(optimizer: Optimizer) -> tuple[plain.Row, plain.State]:
    weights, gradients, momentums, velocities = (list(array) for array in before_a_step())
    state = plain.State(momentums, velocities, plain.float32(0.9), plain.float32(0.99))
    return plain.optimizer_step(weights, gradients, state, plain.as_settings(optimizer))


def before_a_step() -> Array:
    """Return 70 weights, gradients, momentums and velocities, of many sizes."""
    random = np.random.RandomState(5)
    arrays = random.normal(size=(4, 70)) * 10.0 ** random.randint(-20, 3, (4, 70))
    arrays[3] = arrays[3] ** 2
    return arrays.astype(np.float32)


@EVERYWHERE
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_steps_of_the_optimizers(name: str) -> None:
    """Of each number of weights, which begin anywhere; and none beside them moves."""
    optimizer = optimizers.settings(OPTIMIZERS[name])
    weights, state = plain_step(optimizer)
    settings = plain.as_settings(optimizer)
    rate = settings.learning_rate * plain.root(plain.ONE - state.beta_2_power)
    rate = float(rate / (plain.ONE - state.beta_1_power))
    struct = optimizer_struct(optimizer)
    before = before_a_step()
    wanted = np.array([weights, before[1], state.momentums, state.velocities])
    for n in range(1, 71):
        first = (70 - n) // 2
        arrays, end = before.copy(), first + n
        parts = [pointer(array[first:end]) for array in arrays]
        if name in ("sgd", "momentum", "nesterov"):
            left = lib.refnet_sgd_step_f32(*parts[:3], struct, n)
        elif name.startswith("rmsprop"):
            left = lib.refnet_rmsprop_step_f32(*parts, struct, n)
        else:
            left = lib.refnet_adam_step_f32(*parts, rate, struct, n)
        assert left == 0
        assert bits(arrays[:, first:end]) == bits(wanted[:, first:end]), n
        for untouched in (slice(first), slice(end, None)):
            assert bits(arrays[:, untouched]) == bits(before[:, untouched])


@cache
def plain_activations(activation: str, u: int) -> bytes:
    return bits([plain.activate(activation, row) for row in rows_of(sums_of(u))])


def sums_of(u: int) -> Array:
    sums = np.random.RandomState(u).normal(size=(3, u)) * 20
    sums[:, ::5] = -0.0
    return sums.astype(np.float32)


@EVERYWHERE
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_activations(activation: str) -> None:
    for u in (*range(1, 71), 255, 256, 257, 600):
        sums, outputs = sums_of(u), np.empty((3, u), np.float32)
        number = ACTIVATION_NUMBERS[activation]
        lib.refnet_activate_f32(number, pointer(sums), 3, u, pointer(outputs))
        assert bits(outputs) == plain_activations(activation, u), u
        lib.refnet_activate_f32(number, pointer(sums), 3, u, pointer(sums))
        assert bits(sums) == bits(outputs), "sums and outputs may be one array"


def test_the_softmax_and_its_logarithm() -> None:
    for u in range(1, 71):
        row, results = sums_of(u)[0], np.empty(u, np.float32)
        lib.refnet_softmax_f32(pointer(row), u, pointer(results))
        assert bits(results) == bits(plain.softmax(list(row)))
        lib.refnet_log_softmax_f32(pointer(row), u, pointer(results))
        assert bits(results) == bits(plain.log_softmax(list(row)))


def test_answers_that_are_right() -> None:
    """One half and its neighbours; and of several largest outputs the first."""
    half, above = np.float32(0.5), np.nextafter(np.float32(0.5), np.float32(1))
    columns = [[t, y] for t in (half, above, np.float32(1)) for y in (-half, half, above)]
    rows = [[[1, 1, 0], [0, 1, 1]], [[0, 1, 1], [0, above, half]], [[0, 0, 1], [-1, -2, -half]]]
    single = [([[t] for t, _ in columns], [[y] for _, y in columns])]
    several = [([row[0] for row in rows], [row[1] for row in rows])]
    for targets, outputs in [*single, *several]:
        t, y = np.array(targets, np.float32), np.array(outputs, np.float32)
        correct = lib.refnet_correct_predictions_f32(pointer(t), pointer(y), *t.shape)
        assert correct == plain.correct_predictions(rows_of(t), rows_of(y))
        assert 0 < correct < len(t)


def test_a_number_of_examples_is_rounded_once() -> None:
    count = 2**24 + 1
    loss = lib.refnet_reduce_loss_f32(lib.REFNET_LOSS_MSE, 3.0, count)
    assert loss == float(plain.reduce_loss("mse", plain.float32(3), count)) == 3 / 2**24
    assert loss != float(np.float32(3 / count))
