"""libfann, in float64, through the functions of fann.c."""

import ctypes
import subprocess
from typing import Any

import numpy as np
from benchmarks.peers.worker import Task
from benchmarks.peers.works import SGD_RATE, Work, examples_of, first_weights

IMPLEMENTATIONS = ["libfann, batch", "libfann, example by example"]

LIBRARY = ctypes.CDLL("build/peers/fann.so")
LIBRARY.bench_make.restype = ctypes.c_void_p


def versions() -> dict[str, str]:
    """Return what pkg-config says; FANN's headers do not say it."""
    try:
        command = ["pkg-config", "--modversion", "fann"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        said = "unknown"
    return {"libfann": said}


def prepare(implementation: str, work: Work) -> Task | None:
    """Return the training of two_layer.

    Steps are equally long: the gradient of the squared error has a factor 2, which FANN leaves out;
    and in a batch FANN divides its rate by the number of examples.
    """
    if work.data != "two_layer":
        return None
    is_batch = implementation == "libfann, batch"
    inputs, targets = (pointer(array) for array in examples_of(work, "float64"))
    first = first_weights(work, "float64")
    weights1, bias1, weights2, bias2 = first
    flat = np.concatenate([weights1.ravel(), bias1, weights2.ravel(), bias2])
    rate = 2.0 * SGD_RATE * (work.examples if is_batch else 1)
    network = ctypes.c_void_p(
        LIBRARY.bench_make(int(is_batch), ctypes.c_float(rate), inputs, targets)
    )

    def result() -> list[Any]:
        LIBRARY.bench_weights(network, pointer(flat_result))
        parts = np.split(flat_result, np.cumsum([part.size for part in first])[:-1])
        return [part.reshape(like.shape) for part, like in zip(parts, first, strict=True)]

    flat_result = np.empty_like(flat)
    return Task(
        lambda: LIBRARY.bench_train(network, ctypes.c_long(work.epochs)),
        result,
        lambda: LIBRARY.bench_reset(network, pointer(flat)),
    )


def pointer(array: Any) -> Any:
    """Return the address of an array, which the caller keeps."""
    return array.ctypes.data_as(ctypes.c_void_p)
