"""The peaks of this machine: peak.c runs the operations of a workload, without data."""

import ctypes

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
    """Return a task with as many operations as the workload has; it has no result."""
    if workload.kind != "multiply" and not workload.layers:
        return None
    real = TYPES[workload.dtype]
    function = getattr(LIBRARIES[implementation], f"peak_{workload.dtype}")
    function.restype = real
    operations = ctypes.c_long(workload.operations * workload.units)
    return Task(lambda: function(operations, real(0.999), real(0.001)), lambda: None)
