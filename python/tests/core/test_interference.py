"""Other threads and signals while C works: nothing crashes, and the numbers are the right ones."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from support.networks import dense_layers, examples
from support.threads import in_threads

from refnet import RefnetError, core
from refnet.core.arrays import as_count_vector
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

LAYERS = dense_layers((4, 5, 3), ("tanh", "softmax"))
X, T = examples(2000, 4, 3)
SPARSE = "sparse_categorical_crossentropy"
HOW = Training("mse", Optimizer("sgd", 1e-3), 7)


def epochs(generator: Any = None) -> Any:
    state = core.initial_state(core.network_parameters(LAYERS), HOW.optimizer)
    shuffle = generator is not None
    generator = generator or core.seeded(0)
    return core.train_epochs(LAYERS, state, HOW, X, T, 1, 3, generator, shuffle, None)


@contextmanager
def overwritten(array: Any, value: int) -> Iterator[None]:
    """Overwrite an array again and again, with a number that it may not have and with the old."""
    before, done = array.copy(), threading.Event()

    def overwrite() -> None:
        while not done.is_set():
            array[:] = value
            array[:] = before

    thread = threading.Thread(target=overwrite)
    thread.start()
    yield
    done.set()
    thread.join()


def test_indices_are_those_that_were_checked() -> None:
    numbers = np.arange(5)
    copy = as_count_vector("order", numbers)
    numbers[:] = 2**40
    assert copy.tolist() == [0, 1, 2, 3, 4]


def test_indices_that_change_meanwhile() -> None:
    """Each call is either refused or has the numbers from before; none writes elsewhere."""
    order, classes = np.arange(2000), np.arange(2000) % 3
    state = core.initial_state(core.network_parameters(LAYERS), HOW.optimizer)
    sgd, generator = HOW.optimizer, core.seeded(0)
    start = LAYERS, state, HOW, X, T
    wanted = core.train_epoch(*start, order, generator, 1).total
    rows = core.one_hot(classes, 3).tobytes()
    outputs = core.dense(LAYERS, SPARSE, sgd, X, classes, 7, 2).outputs.tobytes()
    calls = (
        (order, wanted, lambda: core.train_epoch(*start, order, generator, 1).total),
        (classes, rows, lambda: core.one_hot(classes, 3).tobytes()),
        (
            classes,
            outputs,
            lambda: core.dense(LAYERS, SPARSE, sgd, X, classes, 7, 2).outputs.tobytes(),
        ),
    )
    for array, right, call in calls:
        with overwritten(array, 2**40):
            found = set()
            for _ in range(30):
                try:
                    found.add(call())
                except RefnetError:
                    continue
        assert found <= {right}
        assert call() == right


def test_one_generator_in_several_threads() -> None:
    """Who shares one gets no particular numbers, but always some that a generator may give."""
    generator = core.seeded(1)

    def draw() -> bool:
        for _ in range(200):
            assert sorted(core.permutation(700, generator)) == list(range(700))
            assert 0 <= core.next_double(generator) < 1
            core.twist(generator)
        return len(epochs(generator).trials) == 3

    assert in_threads([draw] * 4) == [True] * 4


def test_the_same_layers_and_state_in_several_threads() -> None:
    wanted = core.network_parameters(epochs().layers).tobytes()
    results = in_threads([lambda: core.network_parameters(epochs().layers).tobytes()] * 6)
    assert results == [wanted] * 6


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such timer")
def test_a_signal_waits_for_c_and_changes_nothing() -> None:
    """Python runs its handlers between two calls; the handler itself may calculate."""
    wanted = epochs().trials[-1].loss
    losses: list[float] = []

    def calculate(*_: Any) -> None:
        losses.append(epochs().trials[-1].loss)
        signal.setitimer(signal.ITIMER_REAL, 0.001)

    before = signal.signal(signal.SIGALRM, calculate)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.001)
        end = time.monotonic() + 10
        found = set()
        while len(losses) < 5 and time.monotonic() < end:
            found.add(epochs().trials[-1].loss)
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_IGN)  # a handler may have set the timer again
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(losses) >= 5
    assert found | set(losses) == {wanted}


def test_an_interrupt_is_raised_after_the_call() -> None:
    def interrupt() -> None:
        time.sleep(0.02)
        signal.raise_signal(signal.SIGINT)

    def calculate() -> None:
        for _ in range(10_000):
            epochs()

    wanted, before = epochs().trials[-1].loss, signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        calculate()
    thread.join()
    signal.signal(signal.SIGINT, before)
    assert epochs().trials[-1].loss == wanted
