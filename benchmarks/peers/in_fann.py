"""libfann, in float64, called through fann.c."""

import ctypes
import subprocess
from typing import Any

import numpy as np
from benchmarks.peers.worker import Task
from benchmarks.peers.workloads import SGD_RATE, Workload, examples_of, first_weights

IMPLEMENTATIONS = ["libfann, batch", "libfann, example by example"]

LIBRARY = ctypes.CDLL("build/peers/fann.so")
LIBRARY.bench_make.restype = ctypes.c_void_p


def versions() -> dict[str, str]:
    """Return the version from pkg-config; FANN's headers do not have it."""
    try:
        command = ["pkg-config", "--modversion", "fann"]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        found = "unknown"
    return {"libfann": found}


def prepare(implementation: str, workload: Workload) -> Task | None:
    """Return the training run of two_layer.

    The rate makes FANN's steps as long as those of the others: FANN leaves out the factor 2 of the
    gradient, and divides the rate of a batch by the number of examples.
    """
    if workload.data != "two_layer":
        return None
    is_batch = implementation == "libfann, batch"
    inputs, targets = (pointer(array) for array in examples_of(workload, "float64"))
    first = first_weights(workload, "float64")
    weights1, bias1, weights2, bias2 = first
    flat = np.concatenate([weights1.ravel(), bias1, weights2.ravel(), bias2])
    rate = 2.0 * SGD_RATE * (workload.examples if is_batch else 1)
    network = ctypes.c_void_p(
        LIBRARY.bench_make(int(is_batch), ctypes.c_float(rate), inputs, targets)
    )

    def result() -> list[Any]:
        LIBRARY.bench_weights(network, pointer(flat_result))
        parts = np.split(flat_result, np.cumsum([part.size for part in first])[:-1])
        return [part.reshape(like.shape) for part, like in zip(parts, first, strict=True)]

    flat_result = np.empty_like(flat)
    return Task(
        lambda: LIBRARY.bench_train(network, ctypes.c_long(workload.epochs)),
        result,
        lambda: LIBRARY.bench_reset(network, pointer(flat)),
    )


def pointer(array: Any) -> Any:
    """Return the address of an array, which the caller has to keep alive."""
    return array.ctypes.data_as(ctypes.c_void_p)
