"""Every instruction set that this machine has gives the same bits, at every size."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from test_networks import same

import refnet
from refnet import RefnetError, core
from refnet.core.arrays import pointer
from refnet.core.processor import ISAS
from refnet.reference import elementary
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer

MOST = 70
PRIMES = (1, 2, 3, 5, 7, 13, 23, 31, 53, 67)


@pytest.fixture(params=ISAS)
def isa(request: pytest.FixtureRequest) -> Iterator[str]:
    before = refnet.isa()
    use_or_skip(request.param)
    yield request.param
    refnet.set_isa(before)


def use_or_skip(name: str) -> None:
    """Use an instruction set; skips the test where this machine has not got it."""
    try:
        refnet.set_isa(name)
    except RefnetError as error:
        pytest.skip(str(error))


def in_order(start: Any, a: Any, b: Any) -> Any:
    """Return start + a b, each sum term by term: NumPy rounds every product and every sum alone."""
    total = np.zeros((a.shape[0], b.shape[1])) + start
    for t in range(a.shape[1]):
        total = total + a[:, t, None] * b[t]
    return total


def random(*shape: int) -> Any:
    return np.random.default_rng(shape).normal(size=shape)


def sizes() -> Iterator[tuple[int, int, int]]:
    """Give m, n, u with each of them from 1 to MOST, the other two primes that change with it."""
    for i in range(1, MOST + 1):
        p, q = PRIMES[i % len(PRIMES)], PRIMES[(3 * i + 1) % len(PRIMES)]
        yield from ((i, p, q), (p, i, q), (p, q, i))
    yield from ((257, 300, 29), (97, 129, 200), (300, 3, 65), (9, 1000, 10))
    yield from ((67, 1030, 539), (131, 1025, 19), (2, 1030, 40), (66, 5, 500))  # more than at once


@pytest.mark.usefixtures("isa")
def test_the_three_products() -> None:
    for m, n, u in sizes():
        x, kernel, bias, deltas = random(m, n), random(n, u), random(u), random(m, u)
        answers = core.dense_forward(x, DenseLayer(u, "linear", kernel, bias))
        assert same(answers.sums, in_order(bias, x, kernel)), (m, n, u)
        answers = core.dense_forward(x, DenseLayer(u, "linear", kernel))
        assert same(answers.sums, in_order(0.0, x, kernel)), (m, n, u)
        assert same(core.weight_adjustments(x, deltas), in_order(0.0, x.T, deltas)), (m, n, u)
        assert same(core.input_gradients(deltas, kernel), in_order(0.0, deltas, kernel.T)), (
            m,
            n,
            u,
        )


def shifted(values: Any, numbers: int) -> Any:
    """Return a copy that begins so many numbers behind a cache line."""
    room = np.zeros(values.size + 16)
    begin = (-room.ctypes.data // 8) % 8 + numbers
    copy = room[begin : begin + values.size].reshape(values.shape)
    copy[:] = values
    return copy


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("m", [1, 3, 70])
def test_arrays_that_begin_anywhere(m: int) -> None:
    for shift in range(8):
        x, kernel = shifted(random(m, 9), shift), shifted(random(9, 51), 7 - shift)
        bias, outputs = shifted(random(51), 3), shifted(np.zeros((m, 51)), (3 * shift) % 8)
        layer = ffi.new("refnet_dense_layer *", (9, 51, 0, pointer(kernel), pointer(bias)))
        lib.refnet_dense_forward(pointer(x), layer, m, (pointer(outputs), pointer(outputs)))
        assert same(outputs, in_order(bias, x, kernel))


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


def test_names_of_instruction_sets() -> None:
    assert refnet.isa() in ISAS
    with pytest.raises(RefnetError, match=r'isa: there is no "axv2".*did you mean "avx2"'):
        refnet.set_isa("axv2")


@pytest.mark.parametrize("name", ISAS)
def test_the_environment_chooses(name: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import refnet; print(refnet.isa())"],
        env={**os.environ, "REFNET_ISA": name},
        capture_output=True,
        text=True,
    )
    best = ISAS.index(refnet.best_isa())
    if ISAS.index(name) <= best or best == ISAS.index("avx512"):
        assert run.stdout.strip() == name
    else:
        assert f"this machine has no {name}" in run.stderr


def test_a_wrong_environment_is_named() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import refnet"],
        env={**os.environ, "REFNET_ISA": "sse9"},
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert 'REFNET_ISA: there is no "sse9"' in run.stderr
