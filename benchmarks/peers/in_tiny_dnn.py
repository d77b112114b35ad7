"""tiny-dnn: LeNet-5, called through tiny_dnn.cpp."""

import ctypes
import re
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers.networks import Array, channels_first, channels_last
from benchmarks.peers.worker import Task
from benchmarks.peers.workloads import ADAM, LENET_5, Workload, examples_of, first_weights

IMPLEMENTATIONS = ["tiny-dnn"]

LIBRARY = ctypes.CDLL("build/peers/tiny_dnn.so")
LIBRARY.bench_make.restype = ctypes.c_void_p


def versions() -> dict[str, str]:
    """Return the version of Debian's package; tiny-dnn's headers do not have it."""
    status = Path("/var/lib/dpkg/status")
    text = status.read_text(encoding="utf-8") if status.exists() else ""
    found = re.search(r"^Package: tiny-dnn\n(?:.+\n)*?Version: (.+)", text, re.MULTILINE)
    return {"tiny-dnn": found[1] if found else "unknown"}


def prepare(implementation: str, workload: Workload) -> Task | None:
    if [tuple(layer) for layer in workload.layers] != list(LENET_5):
        return None
    inputs, classes = examples_of(workload, "float32")
    arrays = inputs, classes.astype(np.int32)
    made = ctypes.c_void_p(
        LIBRARY.bench_make(ctypes.c_size_t(len(inputs)), *(pointer(array) for array in arrays))
    )
    LIBRARY.bench_adam(made, *(ctypes.c_float(number) for number in ADAM.values()))
    parts = channels_first(workload.input_shape, LENET_5, first_weights(workload, "float32"))
    first = np.concatenate([part.ravel() for part in parts])
    LIBRARY.bench_reset(made, pointer(first))
    if workload.kind == "predict":
        return predict(workload, made)

    def result() -> list[Array]:
        flat = np.empty_like(first)
        LIBRARY.bench_weights(made, pointer(flat))
        trained = np.split(flat, np.cumsum([part.size for part in parts])[:-1])
        shaped = [part.reshape(like.shape) for part, like in zip(trained, parts, strict=True)]
        return channels_last(workload.input_shape, LENET_5, shaped)

    sizes = ctypes.c_size_t(workload.batch), workload.epochs
    return Task(
        lambda: LIBRARY.bench_train(made, *sizes),
        result,
        lambda: LIBRARY.bench_reset(made, pointer(first)),
    )


def predict(workload: Workload, made: ctypes.c_void_p) -> Task:
    outputs = np.empty((workload.examples, workload.sizes[-1]), np.float32)

    def run() -> None:
        for _ in range(workload.calls):
            LIBRARY.bench_predict(made)

    def result() -> Array:
        LIBRARY.bench_outputs(made, pointer(outputs))
        return outputs

    return Task(run, result)


def pointer(array: Any) -> Any:
    """Return the address of an array, which the caller has to keep alive."""
    return array.ctypes.data_as(ctypes.c_void_p)
