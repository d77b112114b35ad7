"""What recurrent layers calculate at each step, in memory that C lays out."""

from typing import Any

from refnet._core import ffi, lib
from refnet.core.arrays import pointer
from refnet.core.structs import workspace


class Trace:
    """The traces of a layer for m examples, of float64; ``size`` is 0 for a kind without one.

    ``structs`` point into memory that this object keeps: do not use it once the object is gone.
    """

    def __init__(self, layer: Any, m: int, is_backward: bool, copies_features: bool) -> None:
        """Take memory for the struct of a layer, whose shapes have been checked.

        is_backward: whether a backward pass follows; copies_features: whether the batch has a mask,
        or the layer factors.
        Raises MemoryError.
        """
        sizes = m, is_backward, copies_features
        self._space = workspace(lib.refnet_trace_workspace(layer, *sizes))
        self.size = self._space.size
        self.structs = ffi.new("refnet_trace[2]")
        lib.refnet_place_traces(layer, *sizes, pointer(self._space), self.structs)
