"""Every instruction set that this machine has gives the same bits, at every size."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.bits import in_order, same

import refnet
from refnet import core
from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs, core_name
from refnet.core.structs import kernels, optimizer_struct
from refnet.reference import elementary
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer

MOST = 70
PRIMES = (1, 2, 3, 5, 7, 13, 23, 31, 53, 67)


def random(*shape: int) -> Any:
    return np.random.default_rng(shape).normal(size=shape)


def sizes() -> Iterator[tuple[int, int, int]]:
    """Yield m, n, u: each from 1 to MOST while the others are primes that change with it."""
    for i in range(1, MOST + 1):
        p, q = PRIMES[i % len(PRIMES)], PRIMES[(3 * i + 1) % len(PRIMES)]
        yield from ((i, p, q), (p, i, q), (p, q, i))
    yield from ((257, 300, 29), (97, 129, 200), (300, 3, 65), (9, 1000, 10))
    yield from (
        (67, 1030, 539),
        (131, 1025, 19),
        (2, 1030, 40),
        (66, 5, 500),
    )


@pytest.mark.usefixtures("isa")
def test_the_three_products() -> None:
    for m, n, u in sizes():
        x, kernel, bias, deltas = random(m, n), random(n, u), random(u), random(m, u)
        layer = DenseLayer(u, "linear", kernel, bias)
        assert same(core.dense_forward(x, layer), in_order(bias, x, kernel)), (m, n, u)
        gradients = core.dense_parameter_gradients(x, deltas, layer)
        wanted = in_order(0.0, x.T, deltas)
        assert same(gradients[: n * u], wanted.ravel()), (m, n, u)
        assert same(gradients[n * u :], in_order(0.0, np.ones((1, m)), deltas)[0]), (m, n, u)
        assert same(core.weight_adjustments(x, deltas), wanted), (m, n, u)
        without = DenseLayer(u, "linear", kernel)
        assert same(core.dense_forward(x, without), in_order(0.0, x, kernel)), (m, n, u)
        by_inputs = core.dense_input_gradients(x, deltas, without)
        assert same(by_inputs, in_order(0.0, deltas, kernel.T)), (m, n, u)


def shifted(values: Any, numbers: int) -> Any:
    """Return a copy that begins this many numbers after the start of a cache line."""
    memory = np.zeros(values.size + 16)
    begin = (-memory.ctypes.data // 8) % 8 + numbers
    copy = memory[begin : begin + values.size].reshape(values.shape)
    copy[:] = values
    return copy


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("m", [1, 3, 70])
def test_arrays_that_begin_anywhere(m: int) -> None:
    for shift in range(8):
        x, kernel = shifted(random(m, 9), shift), shifted(random(9, 51), 7 - shift)
        bias, outputs = shifted(random(51), 3), shifted(np.zeros((m, 51)), (3 * shift) % 8)
        layer = LayerStructs([DenseLayer(51, "linear", kernel, bias)])
        kernels().dense_forward(pointer(x), layer.array, m, pointer(outputs))
        assert same(outputs, in_order(bias, x, kernel))


@pytest.mark.usefixtures("isa")
def test_a_multiple_of_a_row() -> None:
    """Each product is rounded before it is added, and what follows the sums stays as it is."""
    for n in [*range(1, MOST + 1), 1000]:
        for shift in (0, 1, 5):
            row, sums = shifted(random(n), shift), shifted(random(n + 1), 7 - shift)
            wanted = np.append(sums[:n] + -1.7 * row, sums[n])
            kernels().add_multiple(pointer(row), -1.7, n, pointer(sums))
            assert same(sums, wanted), (n, shift)


@pytest.mark.usefixtures("isa")
def test_a_hopfield_network() -> None:
    # up to n / 8 patterns, the first sweep works with their overlaps
    for n, p in [(1, 2), (7, 3), (31, 5), (64, 9), (70, 30), (8, 1), (70, 3), (300, 37)]:
        signs = np.sign(random(p + 1, n))
        patterns, start = signs[:p], signs[p]
        for update in ("asynchronous", "synchronous"):
            found = core.hopfield(patterns, start, update, 3, 4)
            wanted = refnet.reference.hopfield(patterns.tolist(), start.tolist(), update, 3, 4)
            assert found.weights.tolist() == wanted.weights
            assert found.trials.state.tolist() == [trial.state for trial in wanted.trials]
            assert found.trials.energy.tolist() == [trial.energy for trial in wanted.trials]


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("name", ["exp", "sigmoid", "log", "tanh"])
def test_the_elementary_functions(name: str) -> None:
    values = np.abs(random(MOST)) * 40 if name == "log" else random(MOST) * 40
    for n in range(1, MOST + 1):
        assert same(core.elementary(name, values[:n]), elementary(name, values[:n].tolist()))


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize(
    "optimizer",
    [
        Optimizer("sgd", 0.1),
        Optimizer("sgd", 0.1, 0.9),
        Optimizer("sgd", 0.1, 0.9, True),
        Optimizer("rmsprop", 0.1),
        Optimizer("rmsprop", 0.1, 0.9),
        Optimizer("adam", 0.1),
    ],
)
def test_the_optimizers(optimizer: Optimizer) -> None:
    for n in range(1, MOST + 1):
        before = random(n), random(n + 1)[1:], random(n), random(n) ** 2
        wanted = [
            refnet.reference.optimizer_step(
                [[before[0][i]]],
                [[before[1][i]]],
                refnet.reference.OptimizerState([[before[2][i]]], [[before[3][i]]], 0.9, 0.99),
                optimizer,
            )
            for i in range(n)
        ]
        state = refnet.reference.OptimizerState(before[2], before[3], 0.9, 0.99)
        moved, after = core.optimizer_step(before[0], before[1], state, optimizer)
        assert same(moved, [each[0][0][0] for each in wanted])
        assert same(after.momentums, [each[1].momentums[0][0] for each in wanted])
        assert same(after.velocities, [each[1].velocities[0][0] for each in wanted])


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "optimizer", [Optimizer("sgd", 0.1), Optimizer("rmsprop", 0.1, 0.9), Optimizer("adam", 0.1)]
)
def test_the_fused_step_is_the_gradients_and_then_the_step(
    optimizer: Optimizer, dtype: type
) -> None:
    fused_step = kernels(dtype).dense_fused_step
    if fused_step == ffi.NULL:
        pytest.skip("the plain text has none")
    optimizer_step = getattr(lib, core_name("optimizer_step", dtype))
    for m, n, u in sizes():
        x, deltas, values = random(m, n), random(m, u), random(3, (n + 1) * u)
        x, deltas, values = x.astype(dtype), deltas.astype(dtype), (values**2).astype(dtype)
        fused, wanted = values.copy(), values.copy()
        kernel, bias = fused[0, : n * u].reshape(n, u), fused[0, n * u :]
        layer = LayerStructs([DenseLayer(u, "linear", kernel, bias)], dtype)
        data = pointer(x), pointer(deltas), layer.array, m
        struct = optimizer_struct(optimizer)

        gradients: Any = np.empty((n + 1) * u, dtype)
        kernels(dtype).dense_parameter_gradients(*data, pointer(gradients))
        parts = [pointer(wanted[1]), pointer(wanted[2]), 0.5, 0.5]
        state = ffi.new(core_name("optimizer_state", dtype) + " *", parts)
        arguments = pointer(wanted[0]), pointer(gradients), state, struct, gradients.size
        assert optimizer_step(*arguments) == 0

        step = ffi.new(core_name("step", dtype) + " *", {"optimizer": struct})
        step.parameters = pointer(fused[0])
        step.state.momentums, step.state.velocities = pointer(fused[1]), pointer(fused[2])
        step.state.beta_1_power = step.state.beta_2_power = 0.5
        assert fused_step(*data, step) == 0
        assert fused.tobytes() == wanted.tobytes(), (m, n, u)
