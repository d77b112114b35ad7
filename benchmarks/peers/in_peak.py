"""The peaks of this machine: peak.c runs the operations of a product, without data."""

import ctypes

import numpy as np
from benchmarks.peers.worker import Task
from benchmarks.peers.workloads import Workload

FUSED, SEPARATE = IMPLEMENTATIONS = ["fused peak", "separate peak"]

LIBRARIES = {
    FUSED: ctypes.CDLL("build/peers/peak-fused.so"),
    SEPARATE: ctypes.CDLL("build/peers/peak-separate.so"),
}
TYPES = {"float32": ctypes.c_float, "float64": ctypes.c_double}


def versions() -> dict[str, str]:
    return {}


def prepare(implementation: str, workload: Workload) -> Task | None:
    """Return a task with as many operations as the product has; its result has no meaning."""
    if workload.kind != "multiply":
        return None
    real = TYPES[workload.dtype]
    function = getattr(LIBRARIES[implementation], f"peak_{workload.dtype}")
    function.restype = real
    operations = ctypes.c_long(2 * workload.sizes[0] ** 3)
    return Task(lambda: function(operations, real(0.999), real(0.001)), lambda: np.zeros(1))
