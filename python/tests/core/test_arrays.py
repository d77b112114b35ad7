"""Arrays of refnet.core: no needless copies, and anything that NumPy can read."""

import threading
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.processor import EVERYWHERE

from refnet import RefnetError, core, reference
from refnet.core.arrays import (
    all_finite,
    as_boolean_vector,
    as_matrix_or_rows,
    as_vector,
    matrix_of,
    pointer,
)

INPUTS = np.array([0.0, 0.0, 1.0, 0.0])
WEIGHTS = np.zeros(4)


def test_arrays_that_fit_are_not_copied() -> None:
    vector = np.linspace(0, 1, 5)
    matrix = np.ones((3, 5))
    flags = np.array([True, False])
    assert as_vector("v", vector) is vector
    rows = as_matrix_or_rows("m", matrix)
    assert rows is matrix
    assert matrix_of(rows, 5).base is matrix
    assert as_boolean_vector("b", flags) is flags
    assert pointer(vector)[3] == vector[3]
    vector[3] = 42.0
    assert pointer(vector)[3] == 42.0


@pytest.mark.parametrize(
    "inputs",
    [
        [0, 0, 1, 0],
        (0, 0, 1, 0),
        np.array([0, 0, 1, 0], dtype=np.int8),
        np.array([0, 0, 1, 0], dtype=np.float32),
        np.array([0, 0, 1, 0], dtype=">f8"),
        np.array([0, 9, 0, 9, 1, 9, 0, 9], dtype=np.float64)[::2],
        np.array([0, 1, 0, 0], dtype=np.float64)[::-1],
        np.frombuffer(b"\0" + INPUTS.tobytes(), dtype=np.uint8)[1:].view(np.float64),
    ],
    ids=["list", "tuple", "int8", "float32", "big_endian", "strided", "reversed", "unaligned"],
)
def test_anything_numpy_reads_gives_the_same_bits(inputs: object) -> None:
    run = core.button_press(inputs, WEIGHTS, 1, 0.2, 6)
    expected = reference.button_press([0, 0, 1, 0], [0, 0, 0, 0], 1, 0.2, 6)
    assert run.output.tolist() == [trial.output for trial in expected]
    assert run.error.tolist() == [trial.error for trial in expected]
    assert run.weights.tolist() == [trial.weights for trial in expected]


def test_read_only_arrays_are_read() -> None:
    inputs, weights = INPUTS.copy(), WEIGHTS.copy()
    inputs.flags.writeable = weights.flags.writeable = False
    assert core.button_press(inputs, weights, 1, 0.2, 6).output[5] == 1.0


def test_unaligned_arrays_reach_c_aligned() -> None:
    unaligned = np.frombuffer(b"\0" + INPUTS.tobytes(), dtype=np.uint8)[1:].view(np.float64)
    assert not unaligned.flags.aligned
    assert as_vector("v", unaligned).flags.aligned


def test_more_trials_than_fit_are_an_error_unless_they_diverge() -> None:
    with pytest.raises(RefnetError, match="trial 2"):
        core.button_press([1], [1e308], 1, 6e307, 2**53 - 1)
    with pytest.raises(RefnetError, match=r"inputs\[0\]: expected a finite number"):
        core.button_press([np.nan], [1e308], 1, 6e307, 2**53 - 1)


def test_hostile_sizes() -> None:
    wide = np.empty((0, 2**40))  # no row, but wider than any buffer
    with pytest.raises(RefnetError, match=r"weights: .* that of inputs"):
        core.button_press([1], np.empty(0), 1, 1, 1)
    with pytest.raises(RefnetError, match="inputs: expected at least one number"):
        core.neuron(wide, [], [1])
    with pytest.raises(RefnetError, match="inputs: expected at least one number"):
        core.two_layer(wide, [], [[1]], [[1]])
    assert core.rabbit([1], [True], 1, 1, wide).weights.shape == (0, 1)
    with pytest.raises(MemoryError):
        core.elementary("exp", np.broadcast_to(1.0, 2**50))


def test_the_smallest_sizes_in_c() -> None:
    nothing = ffi.NULL
    assert lib.refnet_weighted_sum(nothing, nothing, 0.5, 0) == 0.5
    assert lib.refnet_bias_adjustment(nothing, 0) == 0.0
    assert lib.refnet_squared_loss(nothing, nothing, 0, 0) == 0.0
    assert lib.refnet_elementary(lib.REFNET_EXP, nothing, 0, nothing).code == lib.REFNET_OK
    request = ffi.new("refnet_button_press_request *", {"trials": 1})
    status = lib.refnet_button_press(request, ffi.new("refnet_button_press_trials *"))
    assert (status.code, ffi.string(status.field)) == (lib.REFNET_EMPTY, b"inputs")


def test_an_empty_list_of_stimuli_may_have_any_shape() -> None:
    nothings: list[Any] = [[], np.empty((0, 2)), np.empty(0)]
    for none in nothings:
        assert core.rabbit([1, 0], [False, True], 1, 0.3, none).weights.shape == (0, 2)


def test_threads_may_call_at_the_same_time() -> None:
    expected = core.button_press(INPUTS, WEIGHTS, 1, 0.2, 20_000).weights.tobytes()
    results: list[bytes] = []

    def train() -> None:
        for _ in range(5):
            run = core.button_press(INPUTS, WEIGHTS, 1, 0.2, 20_000)
            results.append(run.weights.tobytes())

    threads = [threading.Thread(target=train) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 20


@EVERYWHERE
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_whether_all_numbers_are_finite(dtype: Any) -> None:
    """One number that is not, anywhere; numbers whose sum or squares overflow are finite."""
    largest = np.finfo(dtype).max
    for n in (*range(70), 3_000_017):  # threads share the last
        values = np.full(n, largest, dtype)
        values[1::2] = -0.0
        assert all_finite(values)
        for i in {0, n // 3, n // 2, n - 2, n - 1} & set(range(n)):
            for bad in (np.inf, -np.inf, np.nan):
                kept, values[i] = values[i], bad
                assert not all_finite(values), (n, i, bad)
                values[i] = kept
