"""Chapter metrics through the C core: refnet.reference.metrics over NumPy arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    as_matrix_or_rows,
    as_targets,
    check_status,
    matrix_of,
    pointer,
)
from refnet.core.checks import checked_measure, checked_metric, matrices_alike
from refnet.core.memory import check_memory
from refnet.core.structs import measure_struct, metric_values
from refnet.reference.checks import (
    CURVES,
    METRICS,
    MOST_THRESHOLDS,
    OF_CLASSES,
    SHARE,
    SUMMATION_METHODS,
    at_least,
    check_count,
    check_metrics_shapes,
    from_to,
    one_of,
)
from refnet.reference.metrics import Measure, Metric
from refnet.reference.readers import as_count, as_name, as_number


def new_measure(metric: Metric, k: int) -> Measure:
    """Return a metric that has seen no examples yet, for k outputs; its state is an array [s].

    Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name; and MemoryError.
    """
    metric, k = checked_metric(metric), as_count("k", k)
    check_count("k", k, 1)
    struct = ffi.new("refnet_metric *", metric_values(metric))
    size = lib.refnet_new_measure(struct, k, ffi.NULL)
    check_memory("the state", 8 * size)
    return Measure(metric, np.zeros(size))  # type: ignore[arg-type]


def update_measure(measure: Measure, targets: Any, outputs: Any) -> None:
    """Add examples to the state of a metric, first to last (METRIC-1).

    measure: one that ``new_measure`` returned for k outputs, whose state changes; targets [m][k],
    outputs [m][k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    m, k = targets.shape
    struct = measure_struct(checked_measure(measure, k))
    arrays = pointer(targets), pointer(outputs), m, k, pointer(np.empty(2 * k))
    lib.refnet_update_measure(struct, *arrays)


def measured_value(measure: Measure) -> float:
    """Return the value of a metric for the examples seen so far (METRIC-2 to METRIC-11).

    measure: one that ``new_measure`` returned. Raises RefnetError: wrong_type, shape_mismatch.
    """
    value: float = lib.refnet_measured_value(measure_struct(checked_measure(measure, None)))
    return value


def metrics(
    metric: str,
    targets: Any,
    outputs: Any,
    threshold: float = 0.5,
    k: int = 5,
    num_thresholds: int = 200,
    curve: str = "ROC",
    summation_method: str = "interpolation",
) -> float:
    """Return the value of a metric for all examples.

    targets [m][k], or [m] class numbers for a metric of that name; outputs [m][k]; each metric uses
    only its own settings, k is that of top_k_categorical_accuracy.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name; and MemoryError.
    """
    name = as_name("metric", metric)
    targets = as_targets("targets", targets)
    outputs = as_matrix_or_rows("outputs", outputs)
    settings = Metric(
        name,
        as_number("threshold", threshold),
        as_count("k", k),
        as_count("num_thresholds", num_thresholds),
        as_name("curve", curve),
        as_name("summation_method", summation_method),
    )
    check_metrics_shapes(name, targets, outputs)
    m, units = len(outputs), len(outputs[0])
    outputs = matrix_of(outputs, units)
    classes = np.require(targets, np.int64) if name in OF_CLASSES else None
    rows = None if name in OF_CLASSES else matrix_of(targets, units)
    values = {
        "metric": metric_values(settings),
        "targets": pointer(rows),
        "outputs": pointer(outputs),
        "classes": pointer(classes),
        "m": m,
        "k": units,
    }
    request = ffi.new("refnet_metrics_request *", values)
    check_memory("the workspace", 8 * (m + 2) * units)
    thresholds = min(max(settings.num_thresholds, 2), MOST_THRESHOLDS)  # C has not checked it yet
    sized = ffi.new("refnet_metric *", metric_values(settings._replace(num_thresholds=thresholds)))
    state = np.empty(lib.refnet_new_measure(sized, units, ffi.NULL))
    value = ffi.new("double *")
    status = lib.refnet_metrics(request, pointer(state), pointer(np.empty((m + 2) * units)), value)
    check_status(status, _expected(units))
    result: float = value[0]
    return result


def _expected(units: int) -> dict[str, str]:
    """Return what is expected of the fields that have bounds or names."""
    names: dict[str, Sequence[str]] = {
        "metric": METRICS,
        "curve": CURVES,
        "summation_method": SUMMATION_METHODS,
    }
    return {
        "targets": from_to(0, units - 1),
        "threshold": SHARE,
        "k": at_least(1),
        "num_thresholds": from_to(2, MOST_THRESHOLDS),
        **{field: one_of(known) for field, known in names.items()},
    }
