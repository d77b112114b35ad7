"""What the functions of the core accept: C itself would not survive arrays that do not fit.

These are the arguments of the chapters' helper functions; those of the experiments are checked by
``refnet.reference.checks`` (shapes) and by C (values). All raise RefnetError.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Booleans,
    Counts,
    Matrix,
    Vector,
    as_boolean_rows,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    pointer,
)
from refnet.core.layers import KINDS, LAYER_WORDS, LayerStructs, check_layer_status
from refnet.core.structs import CoreState, metric_values
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import (
    LARGEST_SEED,
    LOSSES,
    METRICS,
    POSITIVE,
    SHARE,
    ascending,
    at_least,
    check_ascending,
    check_count,
    check_finite,
    check_finite_number,
    check_length,
    check_metric_settings,
    check_name,
    check_not_empty,
    check_not_negative_number,
    check_ranges,
    check_rectangle,
    check_row_lengths,
    from_to,
    one_of,
)
from refnet.reference.frozen import Frozen
from refnet.reference.graphs import Sources, layer_sources
from refnet.reference.losses import Loss
from refnet.reference.metrics import Measure, Metric
from refnet.reference.network_checks import (
    TWO_CLASSES,
    as_loss,
    check_batches,
    check_frozen_shapes,
    check_loss,
    inputs_of,
    outputs_of,
)
from refnet.reference.optimizer_checks import (
    as_optimizer,
    as_schedule,
    check_optimizer,
    check_rate_shapes,
    check_schedule,
)
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.readers import (
    as_booleans,
    as_count,
    as_name,
    as_number,
    optional,
    wrong_type,
)
from refnet.reference.regularizer_checks import (
    as_regularizers,
    check_regularizer_shapes,
    check_regularizers,
)
from refnet.reference.regularizers import Regularizer, Regularizers
from refnet.reference.schedules import Schedule
from refnet.reference.training import Training

REGULARIZERS = [
    f"layers[].{part}_regularizer.{factor}"
    for part in Regularizers._fields
    for factor in Regularizer._fields
]
_GENERATOR = ffi.typeof("refnet_generator *")


def vectors_alike(field: str, values: Any, other: str, others: Any) -> tuple[Vector, Vector]:
    """Return two vectors of the same length, above 0; wrong_type, empty, shape_mismatch."""
    values, others = as_vector(field, values), as_vector(other, others)
    check_not_empty(field, values)
    check_length(other, others, field, len(values))
    return values, others


def vectors_for_step(weights: Any, gradients: Any, **state: Any) -> list[Vector]:
    """Return gradients [n], and copies of weights [n] and of the parts of the state [n] each.

    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    weights, gradients = vectors_alike("weights", weights, "gradients", gradients)
    parts = [vectors_alike("weights", weights, name, part)[1] for name, part in state.items()]
    return [gradients, weights.copy(), *(part.copy() for part in parts)]


def matrices_alike(field: str, rows: Any, other: str, others: Any) -> tuple[Matrix, Matrix]:
    """Return two matrices of the same shape; wrong_type, empty, shape_mismatch."""
    rows, others = as_matrix_or_rows(field, rows), as_matrix_or_rows(other, others)
    check_rectangle(field, rows)
    n = len(rows[0])
    check_length(other, others, field, len(rows))
    check_row_lengths(other, others, f"{field}[0]", n)
    return matrix_of(rows, n), matrix_of(others, n)


def checked_rectangle(field: str, rows: Any) -> Matrix:
    """Return rows as a matrix, neither of whose sizes is 0; wrong_type, empty, shape_mismatch."""
    rows = as_matrix_or_rows(field, rows)
    check_rectangle(field, rows)
    return matrix_of(rows, len(rows[0]))


def checked_rows(field: str, rows: Any, other: str, length: int) -> Matrix:
    """Return rows as a matrix [m][length]; wrong_type, shape_mismatch."""
    rows = as_matrix_or_rows(field, rows)
    check_row_lengths(field, rows, other, length)
    return matrix_of(rows, length)


def checked_inputs(inputs: Any, layers: Sequence[Any], sources: Sources = None) -> Matrix:
    """Return inputs [m][n] of a network; wrong_type, shape_mismatch, and what a layer refuses."""
    rows = checked_rows("inputs", inputs, *inputs_of("layers", layers))
    check_network_inputs(rows, layers, sources)
    return rows


def check_network_inputs(inputs: Matrix, layers: Sequence[Any], sources: Sources) -> None:
    """Raise not_finite or out_of_range for inputs that a layer which sees them cannot take."""
    for i, layer in enumerate(layers if sources is not None else layers[:1]):
        if layer_sources(i, sources) == [-1]:
            check_layer_inputs(inputs, layer)


def check_layer_inputs(inputs: Matrix, layer: Any) -> None:
    """Raise not_finite or out_of_range for inputs of a kind that does not take all numbers."""
    expected = KINDS[layer.kind].inputs
    if expected is not None:
        structs = LayerStructs([layer])
        status = lib.refnet_check_inputs(structs.array, pointer(inputs), len(inputs))
        check_status(status, {"inputs": expected(layer)})


def checked_examples(
    inputs: Any, targets: Any, layers: Sequence[Any], sources: Sources = None
) -> tuple[Matrix, Matrix]:
    """Return inputs [m][n] and targets [m][k] of a network; wrong_type, empty, shape_mismatch."""
    targets = as_matrix_or_rows("targets", targets)
    inputs = checked_rows("inputs", inputs, *inputs_of("layers", layers))
    check_not_empty("inputs", inputs)
    check_network_inputs(inputs, layers, sources)
    check_length("targets", targets, "inputs", len(inputs))
    return inputs, checked_rows("targets", targets, *outputs_of("layers", layers))


def checked_weights(field: str, weights: Any, other: str, m: int) -> Vector | None:
    """Return the weights [m] of examples, or None; wrong_type, shape_mismatch."""
    if weights is None:
        return None
    read: Any = as_vector(field, weights)
    check_length(field, read, other, m)
    weights_of_all: Vector = read
    return weights_of_all


def checked_generator(field: str, value: Any) -> Any:
    """Return a generator that ``refnet.core.seeded`` returned; wrong_type."""
    is_one = isinstance(value, ffi.CData) and ffi.typeof(value) is _GENERATOR
    if not is_one or value == ffi.NULL:
        raise wrong_type(field, "one that seeded made")
    return value


def checked_activation(activation: Any, known: Sequence[str] = ACTIVATIONS) -> int:
    """Return the number in C of one of the known activations; wrong_type, unknown_name."""
    activation = as_name("activation", activation)
    check_name("activation", activation, known)
    return ACTIVATIONS.index(activation)


def checked_loss(field: str, loss: Any) -> Loss:
    """Return a loss with its settings; wrong_type, unknown_name, not_finite, out_of_range."""
    read = as_loss(field, loss)
    check_loss(field, read)
    return read


def checked_optimizer(field: str, optimizer: Any) -> Optimizer:
    """Return an optimizer; wrong_type, unknown_name, not_finite, out_of_range."""
    read = as_optimizer(field, optimizer)
    check_rate_shapes(f"{field}.learning_rate", read.learning_rate)
    check_optimizer(field, read)
    return read


def checked_optimizer_of_step(field: str, optimizer: Any) -> Optimizer:
    """Do what checked_optimizer does, and refuse a learning rate that is not a number."""
    checked = checked_optimizer(field, optimizer)
    as_number(f"{field}.learning_rate", checked.learning_rate)
    return checked


def checked_schedule(field: str, schedule: Any) -> Schedule:
    """Return a schedule; wrong_type, shape_mismatch, unknown_name, not_finite, out_of_range."""
    if not isinstance(schedule, Schedule):
        raise wrong_type(field, "a schedule")
    read = as_schedule(field, schedule)
    check_rate_shapes(field, read)
    check_schedule(field, read)
    return read


def checked_regularizer(field: str, regularizer: Any) -> Regularizer:
    """Return the factors of a penalty; wrong_type, not_finite, out_of_range."""
    if not isinstance(regularizer, Regularizer):
        raise wrong_type(field, "a Regularizer")
    read = Regularizer(
        as_number(f"{field}.l1", regularizer.l1), as_number(f"{field}.l2", regularizer.l2)
    )
    check_not_negative_number(f"{field}.l1", read.l1)
    check_not_negative_number(f"{field}.l2", read.l2)
    return read


def checked_regularizers(layers: Sequence[Any], regularizers: Any) -> Any:
    """Return the regularizers of each layer, or None.

    Raises RefnetError: wrong_type, shape_mismatch, not_finite, out_of_range.
    """
    read = optional(as_regularizers)("layers", regularizers)
    check_regularizer_shapes("layers", layers, read)
    check_regularizers("layers", read)
    return read


def checked_frozen(layers: Sequence[Any], frozen: Any) -> Frozen:
    """Return whether each layer is frozen, or None; wrong_type, shape_mismatch."""
    read = optional(as_booleans)("frozen", frozen)
    check_frozen_shapes("layers", layers, read)
    return read


def checked_state(state: Any, other: str, size: int) -> CoreState:
    """Return a copy of the state of ``size`` numbers; wrong_type, shape_mismatch, not_finite."""
    if not isinstance(state, OptimizerState):
        raise wrong_type("state", "an optimizer's state")
    read = OptimizerState(
        as_vector("state.momentums", state.momentums),
        as_vector("state.velocities", state.velocities),
        as_number("state.beta_1_power", state.beta_1_power),
        as_number("state.beta_2_power", state.beta_2_power),
        as_count("state.steps", state.steps),
        as_number("state.decay_power", state.decay_power),
        as_number("state.momentum_product", state.momentum_product),
    )
    check_length("state.momentums", read.momentums, other, size)
    check_length("state.velocities", read.velocities, other, size)
    _check_finite("state.momentums", read.momentums)
    _check_finite("state.velocities", read.velocities)
    check_finite_number("state.beta_1_power", read.beta_1_power)
    check_finite_number("state.beta_2_power", read.beta_2_power)
    check_count("state.steps", read.steps)
    check_finite_number("state.decay_power", read.decay_power)
    check_finite_number("state.momentum_product", read.momentum_product)
    return CoreState(read)


def checked_training(training: Any) -> Training:
    """Return how layers train; wrong_type, unknown_name, not_finite, out_of_range.

    The regularizers are left to checked_regularizers and the frozen layers to checked_frozen, which
    know the layers, and the sources to checked_layers.
    """
    if not isinstance(training, Training):
        raise wrong_type("training", "a Training")
    loss = as_loss("training.loss", training.loss)
    batch_size = as_count("training.batch_size", training.batch_size)
    check_loss("training.loss", loss)
    optimizer = checked_optimizer("training.optimizer", training.optimizer)
    check_count("training.batch_size", batch_size, 1)
    return training._replace(loss=loss, optimizer=optimizer, batch_size=batch_size)


def checked_metric(metric: Any) -> Metric:
    """Return a metric; wrong_type, unknown_name, not_finite, out_of_range."""
    if not isinstance(metric, Metric):
        raise wrong_type("metric", "a Metric")
    name, curve = as_name("metric.name", metric.name), as_name("curve", metric.curve)
    check_name("metric.name", name, METRICS)
    settings = (
        as_number("threshold", metric.threshold),
        as_count("k", metric.k),
        as_count("num_thresholds", metric.num_thresholds),
        curve,
        as_name("summation_method", metric.summation_method),
    )
    check_metric_settings(*settings)
    return Metric(name, *settings)


def checked_measure(measure: Any, k: int | None) -> Measure:
    """Return a measure of k outputs, None for any number; its state is the same array.

    Raises RefnetError: wrong_type, shape_mismatch, unknown_name, not_finite, out_of_range.
    """
    if not isinstance(measure, Measure):
        raise wrong_type("measure", "what new_measure returns")
    metric = checked_metric(measure.metric)
    state: Any = measure.state
    fits = isinstance(state, np.ndarray) and state.ndim == 1 and state.dtype == np.float64
    if not (fits and state.flags.c_contiguous and state.flags.writeable and state.flags.aligned):
        raise wrong_type("measure.state", "an array of float64 that may be changed")
    units = max(1, (len(state) - 1) // 3) if k is None else k
    struct = ffi.new("refnet_metric *", metric_values(metric))
    size = lib.refnet_new_measure(struct, units, ffi.NULL)
    check_length("measure.state", state, f"the state for {units} outputs", size)
    return Measure(metric, state)


def checked_measures(measures: Any, k: int) -> list[Measure]:
    """Return measures of k outputs; raises RefnetError as ``checked_measure`` does."""
    if not isinstance(measures, Sequence):
        raise wrong_type("measures", "a list of what new_measure returns")
    return [checked_measure(measure, k) for measure in measures]


def checked_forward(
    forward: Any, layers: Sequence[Any], m: int
) -> list[tuple[Matrix, Matrix, Booleans | None, None, None]]:
    """Return preactivations, outputs and masks of all layers; wrong_type, shape_mismatch.

    Their states belong to the next batch, and the masks of their outputs are those of inputs, too;
    both are left out.
    """
    is_forward = isinstance(forward, Sequence) and all(
        isinstance(each, tuple) and len(each) == 5 for each in forward
    )
    if not is_forward:
        raise wrong_type("forward", "what network_forward returns")
    read: list[list[Any]] = [
        [as_matrix_or_rows("forward", part) for part in each[:2]] for each in forward
    ]
    check_length("forward", read, "layers", len(layers))
    result = []
    for i, (preactivations, outputs) in enumerate(read):
        other, units = outputs_of("layers", layers[: i + 1])
        for part in (preactivations, outputs):
            check_length("forward", part, "inputs", m)
            check_row_lengths("forward", part, other, units)
        mask = checked_mask("forward", forward[i][2], layers[i], m)
        pair = matrix_of(preactivations, units), matrix_of(outputs, units)
        result.append((*pair, mask, None, None))
    return result


def checked_mask(field: str, mask: Any, layer: Any, m: int) -> Booleans | None:
    """Return the mask [m][t] of a layer's inputs, or None; wrong_type, shape_mismatch."""
    if mask is None:
        return None
    rows: Any = as_boolean_rows(field, mask)
    check_length(field, rows, "inputs", m)
    shape = layer.input_shapes[0] if hasattr(layer, "input_shapes") else layer.input_shape
    positions = shape[:-1] if hasattr(layer, "training") else shape[:1]
    check_row_lengths(field, rows, "input_shape", math.prod(positions))
    result: Booleans = rows
    return result


def check_counts(field: str, counts: Counts, low: int, high: int) -> None:
    """Raise out_of_range for the first number of an array that is not from low to high."""
    if len(counts) > 0 and (counts.min() < low or counts.max() > high):
        check_ranges(field, counts.tolist(), low, high)


def check_record(field: str, record: Counts, low: int, high: int) -> None:
    """Raise out_of_range unless the numbers of an array ascend from low or more to high or less."""
    if (record[1:] <= record[:-1]).any() or (record[:1] < low).any() or (record[-1:] > high).any():
        check_ascending(field, record.tolist(), low, high)


def _check_finite(field: str, values: Vector) -> None:
    if not np.isfinite(values).all():
        check_finite(field, values.tolist())


def check_train_status(
    status: Any,
    layers: Sequence[Any],
    sources: Sources,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    inputs: Matrix,
) -> None:
    """Raise the RefnetError that the status of refnet_train describes."""
    field = ffi.string(status.field) if status.field else b""
    if field == b"batch_size" and batch_size > 0:
        check_batches(layers, batch_size, len(inputs))
    if field == b"inputs":
        check_network_inputs(inputs, layers, sources)
    if field.startswith(b"optimizer."):
        check_optimizer("optimizer", optimizer)
    targets = from_to(0, outputs_of("layers", layers)[1] - 1)
    words = {
        **LAYER_WORDS,
        "loss": one_of(LOSSES),
        "loss.delta": POSITIVE,
        "loss.label_smoothing": SHARE,
        "targets": targets if status.column < 0 else TWO_CLASSES,
        "batch_size": at_least(1),
        "epochs": at_least(0),
        "shuffle_seed": from_to(0, LARGEST_SEED),
        "record": ascending(1, epochs),
        **dict.fromkeys(REGULARIZERS, at_least(0)),
        "example_weights": at_least(0),
        "class_weights": at_least(0),
    }
    check_layer_status(status, layers, words)
