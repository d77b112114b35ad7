"""Networks, optimizer states, settings and workspaces as C wants them.

Each exists for two kinds of numbers, float64 and float32; in C the names of those of float32 end
in _f32 (``core_name``). All sizes of workspaces come from C.
"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Array, Booleans, number_of, pointer
from refnet.core.graph_structs import sources_struct
from refnet.core.layers import LayerStructs, core_name
from refnet.core.memory import check_memory
from refnet.reference.checks import (
    CURVES,
    INITIALIZERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    SUMMATION_METHODS,
)
from refnet.reference.frozen import Frozen
from refnet.reference.further_initializers import Initializer
from refnet.reference.graphs import Sources
from refnet.reference.initializer_checks import DISTRIBUTIONS, MODES
from refnet.reference.losses import Loss
from refnet.reference.metrics import Measure, Metric
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.regularizers import Penalties, Regularizer, Regularizers
from refnet.reference.schedules import Schedule
from refnet.reference.training import Training

BLOCK = 256  # examples that are calculated at a time when no gradients are needed
CACHE_LINE = 64  # bytes
_NUMBERS_OF_STATE = OptimizerState._fields[2:]
_NUMBERS_OF_OPTIMIZER = Optimizer._fields[2:10]
_LIMITS = Optimizer._fields[10:]
_POINTERS_OF_SCHEDULE = "boundaries", "values", "warmup_target"
KEPT_OUTPUTS = "kept_outputs"  # what C keeps beside METRICS, after whose numbers it comes
_KEPT: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # what structs point to, while they live


class CoreNetwork:
    """A network of its own; ``weights`` [size] are all its parameters, one layer after another.

    ``moving`` are the numbers that batches move beside them, in the order of ``network_moving``.
    ``states`` are those of the stateful layers that have states [m][s], which C changes in place;
    the others begin every batch with zeros. ``struct`` and ``layers``, its layers, point into
    memory that this object keeps: do not use them once the object is gone.
    """

    def __init__(
        self,
        layers: Sequence[Any],
        dtype: Any = np.float64,
        regularizers: Penalties = None,
        sources: Sources = None,
        frozen: Frozen = None,
    ) -> None:
        """Copy layers of any kind with arrays, whose shapes have been checked.

        regularizers: of each layer, None where none has any; sources: of each layer, None for a
        chain; frozen: as for ``freeze``.
        """
        self.dtype = np.dtype(dtype)
        given, depth = LayerStructs(layers, dtype), len(layers)
        size = self.function("network_parameters")(given.array, depth, ffi.NULL)
        self.weights = aligned(size, dtype)
        self.function("network_parameters")(given.array, depth, pointer(self.weights))
        self._others = given.others
        self.layers = ffi.new(core_name("layer", dtype) + "[]", depth)
        self.function("with_parameters")(given.array, depth, pointer(self.weights), self.layers)
        self.moving = aligned(self.function("network_moving")(given.array, depth, ffi.NULL), dtype)
        self.function("network_moving")(given.array, depth, pointer(self.moving))
        self.function("with_moving")(self.layers, depth, pointer(self.moving), self.layers)
        self.states: list[Array] = []
        for struct, layer in zip(self.layers, layers, strict=True):
            if struct.stateful and layer.state is not None:
                self.states.append(np.array(layer.state, dtype))
                struct.state = rows_struct(self.states[-1])
        self.batches: list[Any] = []  # what the layers have been given for a batch
        self.struct = ffi.new(core_name("network", dtype) + " *")
        self.struct.layers, self.struct.depth = self.layers, depth
        self.struct.parameters, self.struct.size = pointer(self.weights), self.weights.size
        self._sources = self.struct.sources = sources_struct(sources)
        self.regularize(regularizers)
        self.freeze(frozen)

    def regularize(self, regularizers: Penalties) -> None:
        """Take other regularizers of each layer, which have been checked; None: of none."""
        self._regularizers = regularizers_struct(regularizers)
        self.struct.regularizers = self._regularizers

    def freeze(self, frozen: Frozen) -> None:
        """Take other frozen layers: whether each is, which has been checked; None: none is."""
        self._frozen = booleans(frozen)
        self.struct.frozen = pointer(self._frozen)

    def function(self, name: str) -> Any:
        """Return the C function of this name for the network's numbers."""
        return getattr(lib, core_name(name, self.dtype))

    def workspace(self, what: str, *sizes: int) -> Array:
        """Return memory that C may overwrite, as much as it asks for.

        what: "forward" (sizes: block), "gradients" or "batch" (sizes: m), or "training" (sizes:
        batch_size, m). Raises MemoryError.
        """
        return workspace(self.function(f"{what}_workspace")(self.struct, *sizes))


class CoreState:
    """What an optimizer remembers of a network: ``momentums`` and ``velocities`` [size].

    ``struct`` points into these arrays, which this object keeps: do not use it once the object is
    gone, and do not replace the arrays.
    """

    def __init__(self, state: OptimizerState, dtype: Any = np.float64) -> None:
        """Copy a state whose momentums and velocities are arrays [size], without any check."""
        self.momentums = aligned(len(state.momentums), dtype)
        self.velocities = aligned(len(state.velocities), dtype)
        self.struct = ffi.new(core_name("optimizer_state", dtype) + " *")
        self.struct.momentums = pointer(self.momentums)
        self.struct.velocities = pointer(self.velocities)
        self.replace(state)

    def replace(self, state: OptimizerState) -> None:
        """Take another state of the same size."""
        self.momentums[:], self.velocities[:] = state.momentums, state.velocities
        for name in _NUMBERS_OF_STATE:
            setattr(self.struct, name, getattr(state, name))

    def state(self) -> OptimizerState:
        """Return the state; its arrays are those that C changes, and may outlive this object."""
        numbers = (getattr(self.struct, name) for name in _NUMBERS_OF_STATE)
        return OptimizerState(self.momentums, self.velocities, *numbers)


def kernels(dtype: Any = np.float64) -> Any:
    """Return the table of fast functions, which give the bits of the plain ones."""
    return getattr(lib, core_name("kernels_in_use", dtype))()


def booleans(values: Frozen) -> Booleans | None:
    """Return a boolean for each layer as C wants them, None where all are false."""
    return np.array(values, np.bool_) if values is not None and any(values) else None


def rows_struct(rows: Array | None) -> Any:
    """Return numbers of each example [m][n] as C wants them, NULL for None."""
    return [ffi.NULL, 0] if rows is None else [pointer(rows), rows.shape[1]]


def aligned(size: int, dtype: Any) -> Array:
    """Return an array [size] that begins with a cache line, so that no register crosses two."""
    memory = np.empty(size * np.dtype(dtype).itemsize + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    array: Array = memory[start:][: memory.size - CACHE_LINE].view(dtype)
    return array


def workspace(size: int) -> Array:
    """Return memory of ``size`` bytes, which one call at a time may overwrite.

    Raises MemoryError.
    """
    check_memory("the workspace", size)
    try:
        return aligned(size, np.uint8)
    except (MemoryError, ValueError, OverflowError):
        raise MemoryError("the workspace does not fit in this machine's memory") from None


def training_struct(training: Training, k: int = 0) -> Any:
    """Return how a network trains as a struct; k: its outputs, for measures; nothing is checked."""
    struct, optimizer = ffi.new("refnet_training *"), optimizer_struct(training.optimizer)
    struct.loss = loss_struct(training.loss)[0]
    struct.optimizer = optimizer[0]
    struct.batch_size = training.batch_size
    struct.measures = measures = measures_struct(training.measures, k)
    _KEPT[struct] = optimizer, measures
    return struct


def kept_outputs(count: int, k: int) -> Measure:
    """Return a measure that keeps the outputs of so many examples: their number, then [count][k].

    C adds to it what it adds to a metric; it has no value.
    """
    return Measure(Metric(KEPT_OUTPUTS), np.zeros(1 + count * k))  # type: ignore[arg-type]


def metric_values(metric: Metric) -> dict[str, Any]:
    """Return a metric as the fields of a struct; nothing is checked."""
    numbers = {
        "name": number_of(metric.name, (*METRICS, KEPT_OUTPUTS)),
        "curve": number_of(metric.curve, CURVES),
        "summation_method": number_of(metric.summation_method, SUMMATION_METHODS),
    }
    return {**metric._asdict(), **numbers}


def measure_struct(measure: Measure) -> Any:
    """Return a measure as a struct, whose state is the measure's array; nothing is checked."""
    state: Any = measure.state
    values = {"metric": metric_values(measure.metric), "state": pointer(state), "size": len(state)}
    struct = ffi.new("refnet_measure *", values)
    _KEPT[struct] = values
    return struct


def measures_struct(measures: Sequence[Measure], k: int) -> Any:
    """Return measures of k outputs as a struct, NULL for none; nothing is checked."""
    if not measures:
        return ffi.NULL
    each = [measure_struct(measure) for measure in measures]
    array = ffi.new("refnet_measure[]", [struct[0] for struct in each])
    work = ffi.new("double[]", 4 * k)
    struct = ffi.new("refnet_measures *", [array, len(each), work])
    _KEPT[struct] = each, array, work
    return struct


def initializer_struct(initializer: Initializer) -> Any:
    """Return an initializer as C wants it; names that there are not have numbers that C refuses."""
    struct = ffi.new("refnet_initializer *")
    for name in Initializer._fields[1:8]:
        setattr(struct, name, getattr(initializer, name))
    struct.name = number_of(initializer.name, INITIALIZERS)
    struct.mode = number_of(initializer.mode, MODES)
    struct.distribution = number_of(initializer.distribution, DISTRIBUTIONS)
    return struct


def loss_struct(loss: str | Loss) -> Any:
    """Return a loss as a struct; nothing is checked."""
    loss = Loss.of(loss)
    return ffi.new("refnet_loss *", {**loss._asdict(), "name": number_of(loss.name, LOSSES)})


def regularizer_struct(regularizer: Regularizer) -> Any:
    """Return the factors of a penalty as a struct; nothing is checked."""
    return ffi.new("refnet_regularizer *", list(regularizer))


def regularizers_struct(regularizers: Penalties) -> Any:
    """Return the regularizers of each layer as an array of structs, NULL for None.

    Nothing is checked. What the array points to lives as long as the array itself.
    """
    if regularizers is None:
        return ffi.NULL
    pointers = [
        {part: regularizer_struct(each) for part, each in own._asdict().items() if each is not None}
        for own in (each or Regularizers() for each in regularizers)
    ]
    struct = ffi.new("refnet_regularizers[]", pointers)
    _KEPT[struct] = pointers
    return struct


def optimizer_struct(optimizer: Optimizer) -> Any:
    """Return an optimizer as a struct; nothing is checked.

    What the struct and its copies point to lives as long as the struct itself.
    """
    values = {name: getattr(optimizer, name) for name in _NUMBERS_OF_OPTIMIZER}
    limits = {name: getattr(optimizer, name) for name in _LIMITS}
    pointers = {k: ffi.new("double *", limit) for k, limit in limits.items() if limit is not None}
    rate = optimizer.learning_rate
    if isinstance(rate, Schedule):
        pointers["schedule"] = schedule_struct(rate)
    elif isinstance(rate, list):
        pointers["rates"], values["count"] = ffi.new("double[]", rate), len(rate)
    else:
        values["learning_rate"] = rate
    values["name"] = number_of(optimizer.name, OPTIMIZERS)
    struct = ffi.new("refnet_optimizer *", {**values, **pointers})
    _KEPT[struct] = pointers
    return struct


def schedule_struct(schedule: Schedule) -> Any:
    """Return a schedule as a struct; nothing is checked.

    What the struct points to lives as long as the struct itself.
    """
    values = schedule._asdict()
    boundaries, rates, target = (values.pop(name) for name in _POINTERS_OF_SCHEDULE)
    pointers = {
        "boundaries": ffi.new("int64_t[]", boundaries),
        "values": ffi.new("double[]", rates),
        "warmup_target": ffi.NULL if target is None else ffi.new("double *", target),
    }
    values["name"] = number_of(schedule.name, SCHEDULES)
    values["count"] = len(boundaries)
    struct = ffi.new("refnet_schedule *", {**values, **pointers})
    _KEPT[struct] = pointers
    return struct
