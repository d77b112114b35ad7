"""The peak of this machine: peak.c, which only multiplies and adds, as much as a product takes."""

import ctypes

import numpy as np
from benchmarks.peers.worker import Task
from benchmarks.peers.works import Work

IMPLEMENTATIONS = ["multiply-add peak"]

LIBRARY = ctypes.CDLL("build/peers/peak.so")
TYPES = {"float32": ctypes.c_float, "float64": ctypes.c_double}


def versions() -> dict[str, str]:
    return {}


def prepare(implementation: str, work: Work) -> Task | None:
    """Return the work of a product's operations; its result is no product."""
    if work.kind != "multiply":
        return None
    real = TYPES[work.dtype]
    function = getattr(LIBRARY, f"peak_{work.dtype}")
    function.restype = real
    operations = ctypes.c_long(2 * work.sizes[0] ** 3)
    return Task(lambda: function(operations, real(0.999), real(0.001)), lambda: np.zeros(1))
