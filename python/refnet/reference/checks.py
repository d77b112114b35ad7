"""What the experiments accept: one ``checked_<experiment>`` for each (rules ERR-6 to ERR-11).

A request with several faults must be refused for the same one in every port. So the checks come in
three phases: the types of all fields (``readers``), then their shapes, then their values, each
phase in the order in which the experiment lists its fields. A ``checked_<experiment>`` returns its
arguments as clean data; the small checks raise RefnetError, with the code that each one names.
"""

import math
from collections.abc import Iterable, Sequence, Sized
from typing import Any

from refnet.errors import RefnetError, diverged
from refnet.reference.readers import (
    as_booleans,
    as_count,
    as_counts,
    as_name,
    as_number,
    as_numbers,
    as_rows,
    as_rows_or_counts,
    optional,
)

FUNCTIONS = ("exp", "log", "tanh", "sigmoid", "expm1", "log1p", "erf")
RULES = ("add", "widrow_hoff")
HEBB_RULES = ("hebb", "oja")
UPDATES = ("asynchronous", "synchronous")
SPARSE = "sparse_categorical_crossentropy"
LOSSES = (
    "mse",
    "sum_squared_error",
    "binary_crossentropy",
    "categorical_crossentropy",
    SPARSE,
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "huber",
    "log_cosh",
    "hinge",
    "kl_divergence",
)
OPTIMIZERS = ("sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "adamw")
SCHEDULES = (
    "exponential_decay",
    "inverse_time_decay",
    "piecewise_constant_decay",
    "polynomial_decay",
    "cosine_decay",
)
METRICS = (
    "mean_squared_error",
    "root_mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "log_cosh",
    "kl_divergence",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "r2_score",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
    "top_k_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "true_positives",
    "false_positives",
    "true_negatives",
    "false_negatives",
    "precision",
    "recall",
    "auc",
)
OF_CLASSES = (SPARSE, "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy")
CURVES = ("ROC", "PR")
SUMMATION_METHODS = ("interpolation", "minoring", "majoring")
DISTRIBUTIONS = ("uniform", "normal", "integers")
INITIALIZERS = (
    *("glorot_uniform", "uniform", "zeros", "orthogonal"),
    *("random_uniform", "random_normal", "truncated_normal", "constant", "ones", "identity"),
    *("variance_scaling", "glorot_normal", "he_uniform", "he_normal"),
    *("lecun_uniform", "lecun_normal"),
)
LARGEST_SEED = 2**32 - 1
MOST_NUMBERS = 2**24  # that one request may ask for
MOST_MULTIPLICATIONS = 2**30  # that may make one kernel orthogonal
MOST_THRESHOLDS = 2**16  # of one metric

Matrix = Sequence[Sequence[float]]
Record = list[int] | None


# The words of the errors, which refnet.core uses as well

FINITE = "a finite number"
POSITIVE = "a number above 0"
SIGN = "1 or -1"
FRACTION = "0 or more and less than 1"
SHARE = "0 to 1"
ORTHOGONAL = f"at most {MOST_MULTIPLICATIONS} multiplications to make a kernel orthogonal"


def at_least(low: int) -> str:
    """Return what is expected of a number without an upper bound."""
    return f"{low} or more"


def from_to(low: int, high: int) -> str:
    """Return what is expected of a number with two bounds."""
    return f"{low} to {high}"


def ascending(low: int, high: int) -> str:
    """Return what is expected of a list of numbers that must ascend."""
    return f"ascending numbers from {low} to {high}"


def one_of(names: Sequence[str]) -> str:
    """Return what is expected of a name."""
    return "one of " + ", ".join(f'"{name}"' for name in names)


def fault(code: str, field: str, expected: str, *indices: int) -> RefnetError:
    """Return the error for a value, or for the number at these indices of it."""
    place = field + "".join(f"[{index}]" for index in indices)
    return RefnetError(code, field, f"{place}: expected {expected}")


# Shapes


def check_not_empty(field: str, values: Sequence[Any], what: str = "number") -> None:
    """Raise empty for a list without elements."""
    if len(values) == 0:
        raise fault("empty", field, f"at least one {what}")


def check_length(field: str, values: Sequence[Any], other: str, length: int) -> None:
    """Raise shape_mismatch for a list whose length is not that of the field ``other``."""
    if len(values) != length:
        raise RefnetError(
            "shape_mismatch",
            field,
            f"{field}: expected length {length}, that of {other}, got length {len(values)}",
        )


def check_row_lengths(field: str, rows: Sequence[Sequence[Any]], other: str, length: int) -> None:
    """Raise shape_mismatch for the first row whose length is not that of the field ``other``."""
    if hasattr(rows, "ndim"):
        rows = rows[:1]  # all rows of an array have the same length
    for i, row in enumerate(rows):
        if len(row) != length:
            raise RefnetError(
                "shape_mismatch",
                field,
                f"{field}[{i}]: expected length {length}, that of {other}, got length {len(row)}",
            )


def check_rectangle(field: str, rows: Sequence[Sequence[Any]]) -> None:
    """Raise empty for rows without a number, shape_mismatch for rows of different lengths."""
    check_not_empty(field, rows)
    check_not_empty(field, rows[0])
    check_row_lengths(field, rows, f"{field}[0]", len(rows[0]))


def only_rows(field: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return the rows; raises shape_mismatch where there are whole numbers instead."""
    if len(values) > 0 and not isinstance(values[0], Sized):
        raise fault("shape_mismatch", field, "a list of numbers for each")
    return values


def only_counts(field: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return the whole numbers; raises shape_mismatch where there are rows instead."""
    if len(values) > 0 and isinstance(values[0], Sized):
        raise fault("shape_mismatch", field, "one whole number for each")
    return values


# Values


def check_finite_number(field: str, value: float) -> None:
    """Raise not_finite for an infinity or a NaN."""
    if not math.isfinite(value):
        raise fault("not_finite", field, FINITE)


def check_finite(field: str, values: Iterable[float]) -> None:
    """Raise not_finite for the first infinity or NaN of a list."""
    for i, value in enumerate(values):
        if not math.isfinite(value):
            raise fault("not_finite", field, FINITE, i)


def check_finite_rows(field: str, rows: Iterable[Iterable[float]]) -> None:
    """Raise not_finite for the first infinity or NaN of a list of lists."""
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if not math.isfinite(value):
                raise fault("not_finite", field, FINITE, i, j)


def check_count(field: str, value: int, low: int = 0) -> None:
    """Raise out_of_range for a count below ``low``."""
    if value < low:
        raise fault("out_of_range", field, at_least(low))


def check_range(field: str, value: int, low: int, high: int) -> None:
    """Raise out_of_range for a whole number that is not from ``low`` to ``high``."""
    if value < low or value > high:
        raise fault("out_of_range", field, from_to(low, high))


def check_ranges(field: str, values: Sequence[int], low: int, high: int) -> None:
    """Raise out_of_range for the first whole number that is not from ``low`` to ``high``."""
    for i, value in enumerate(values):
        if value < low or value > high:
            raise fault("out_of_range", field, from_to(low, high), i)


def check_positive(field: str, value: float) -> None:
    """Raise not_finite or out_of_range for what is not a number above 0."""
    check_finite_number(field, value)
    if value <= 0.0:
        raise fault("out_of_range", field, POSITIVE)


def check_not_negative_number(field: str, value: float) -> None:
    """Raise not_finite or out_of_range for an infinity, a NaN or a number below 0."""
    check_finite_number(field, value)
    if value < 0.0:
        raise fault("out_of_range", field, at_least(0))


def check_not_negative(field: str, values: Iterable[float]) -> None:
    """Raise not_finite or out_of_range for the first infinity, NaN or number below 0 of a list."""
    for i, value in enumerate(values):
        if not math.isfinite(value):
            raise fault("not_finite", field, FINITE, i)
        if value < 0.0:
            raise fault("out_of_range", field, at_least(0), i)


def check_fraction(field: str, value: float) -> None:
    """Raise not_finite or out_of_range for what is not at least 0 and less than 1."""
    check_finite_number(field, value)
    if value < 0.0 or value >= 1.0:
        raise fault("out_of_range", field, FRACTION)


def check_share(field: str, value: float) -> None:
    """Raise not_finite or out_of_range for what is not a number from 0 to 1."""
    check_finite_number(field, value)
    if value < 0.0 or value > 1.0:
        raise fault("out_of_range", field, SHARE)


def check_ascending(field: str, values: Sequence[int], low: int, high: int) -> None:
    """Raise out_of_range for the first number that does not ascend between ``low`` and ``high``."""
    for i, value in enumerate(values):
        if value < low or value > high or (i > 0 and value <= values[i - 1]):
            raise fault("out_of_range", field, ascending(low, high), i)


def check_name(field: str, value: str, names: Sequence[str]) -> None:
    """Raise unknown_name for a name that is not one of those listed."""
    if value not in names:
        raise fault("unknown_name", field, one_of(names))


# A training run stops at the first quantity that becomes infinite or NaN (ARITH-4).


def check_converging(
    field: str, values: Iterable[float], trial: int, batch: int | None = None
) -> None:
    """Raise diverged where one of the values is infinite or NaN."""
    if not all(map(math.isfinite, values)):
        raise diverged(field, trial, batch)


def check_converging_rows(
    field: str, rows: Iterable[Iterable[float]], trial: int, batch: int | None = None
) -> None:
    """Raise diverged where one of the values of the rows is infinite or NaN."""
    for row in rows:
        check_converging(field, row, trial, batch)


def check_record(iterations_field: str, iterations: int, record: Record) -> None:
    """Raise out_of_range for a negative count, or a record that does not ascend from 1 to it."""
    check_count(iterations_field, iterations)
    if record is not None:
        check_ascending("record", record, 1, iterations)


# The experiments


def checked_elementary(function: Any, values: Any) -> tuple[str, list[float]]:
    """Return the arguments of ``elementary``."""
    function = as_name("function", function)
    values = as_numbers("values", values)
    check_name("function", function, FUNCTIONS)
    return function, values


def checked_random(
    seed: Any, count: Any, distribution: Any, high: Any
) -> tuple[int, int, str, int]:
    """Return the arguments of ``random``."""
    seed = as_count("seed", seed)
    count = as_count("count", count)
    distribution = as_name("distribution", distribution)
    high = as_count("high", high)
    check_range("seed", seed, 0, LARGEST_SEED)
    check_range("count", count, 0, MOST_NUMBERS)
    check_name("distribution", distribution, DISTRIBUTIONS)
    check_range("high", high, 1, LARGEST_SEED + 1)
    return seed, count, distribution, high


def checked_button_press(
    inputs: Any, weights: Any, desired: Any, learning_rate: Any, trials: Any, rule: Any
) -> tuple[list[float], list[float], float, float, int, str]:
    """Return the arguments of ``button_press``."""
    inputs = as_numbers("inputs", inputs)
    weights = as_numbers("weights", weights)
    desired = as_number("desired", desired)
    learning_rate = as_number("learning_rate", learning_rate)
    trials = as_count("trials", trials)
    rule = as_name("rule", rule)
    check_button_press_shapes(inputs, weights)
    check_finite("inputs", inputs)
    check_finite("weights", weights)
    check_finite_number("desired", desired)
    check_finite_number("learning_rate", learning_rate)
    check_count("trials", trials)
    check_name("rule", rule, RULES)
    return inputs, weights, desired, learning_rate, trials, rule


def check_button_press_shapes(inputs: Sequence[float], weights: Sequence[float]) -> None:
    """Raise empty or shape_mismatch; lists or arrays."""
    check_not_empty("inputs", inputs)
    check_length("weights", weights, "inputs", len(inputs))


def checked_rabbit(
    weights: Any, learned: Any, threshold: Any, learning_rate: Any, stimuli: Any
) -> tuple[list[float], list[bool], float, float, list[list[float]]]:
    """Return the arguments of ``rabbit``."""
    weights = as_numbers("weights", weights)
    learned = as_booleans("learned", learned)
    threshold = as_number("threshold", threshold)
    learning_rate = as_number("learning_rate", learning_rate)
    stimuli = as_rows("stimuli", stimuli)
    check_rabbit_shapes(weights, learned, stimuli)
    check_finite("weights", weights)
    check_finite_number("threshold", threshold)
    check_finite_number("learning_rate", learning_rate)
    check_finite_rows("stimuli", stimuli)
    return weights, learned, threshold, learning_rate, stimuli


def check_rabbit_shapes(weights: Sequence[float], learned: Sequence[bool], stimuli: Matrix) -> None:
    """Raise empty or shape_mismatch; lists or arrays."""
    check_not_empty("weights", weights)
    check_length("learned", learned, "weights", len(weights))
    check_row_lengths("stimuli", stimuli, "weights", len(weights))


def checked_neuron(
    inputs: Any,
    targets: Any,
    weights: Any,
    bias: Any,
    slope: Any,
    learning_rate: Any,
    iterations: Any,
    record: Any,
) -> tuple[list[list[float]], list[float], list[float], float | None, float, float, int, Record]:
    """Return the arguments of ``neuron``."""
    inputs = as_rows("inputs", inputs)
    targets = as_numbers("targets", targets)
    weights = as_numbers("weights", weights)
    bias = optional(as_number)("bias", bias)
    slope = as_number("slope", slope)
    learning_rate = as_number("learning_rate", learning_rate)
    iterations = as_count("iterations", iterations)
    record = None if record is None else as_counts("record", record)
    check_neuron_shapes(inputs, targets, weights)
    check_finite_rows("inputs", inputs)
    check_finite("targets", targets)
    check_finite("weights", weights)
    if bias is not None:
        check_finite_number("bias", bias)
    check_finite_number("slope", slope)
    check_finite_number("learning_rate", learning_rate)
    check_record("iterations", iterations, record)
    return inputs, targets, weights, bias, slope, learning_rate, iterations, record


def check_neuron_shapes(inputs: Matrix, targets: Sequence[float], weights: Sequence[float]) -> None:
    """Raise empty or shape_mismatch; lists or arrays."""
    check_not_empty("inputs", inputs)
    check_row_lengths("inputs", inputs, "weights", len(weights))
    check_length("targets", targets, "inputs", len(inputs))
    check_not_empty("weights", weights)


def checked_two_layer(
    inputs: Any,
    targets: Any,
    weights1: Any,
    weights2: Any,
    bias1: Any,
    bias2: Any,
    learning_rate: Any,
    iterations: Any,
    record: Any,
) -> tuple[
    list[list[float]],
    list[list[float]],
    list[list[float]],
    list[list[float]],
    list[float] | None,
    list[float] | None,
    float,
    int,
    Record,
]:
    """Return the arguments of ``two_layer``."""
    inputs = as_rows("inputs", inputs)
    targets = as_rows("targets", targets)
    weights1 = as_rows("weights1", weights1)
    weights2 = as_rows("weights2", weights2)
    bias1 = optional(as_numbers)("bias1", bias1)
    bias2 = optional(as_numbers)("bias2", bias2)
    learning_rate = as_number("learning_rate", learning_rate)
    iterations = as_count("iterations", iterations)
    record = None if record is None else as_counts("record", record)
    check_two_layer_shapes(inputs, targets, weights1, weights2, bias1, bias2)
    check_finite_rows("inputs", inputs)
    check_finite_rows("targets", targets)
    check_finite_rows("weights1", weights1)
    check_finite_rows("weights2", weights2)
    if bias1 is not None:
        check_finite("bias1", bias1)
    if bias2 is not None:
        check_finite("bias2", bias2)
    check_finite_number("learning_rate", learning_rate)
    check_record("iterations", iterations, record)
    return inputs, targets, weights1, weights2, bias1, bias2, learning_rate, iterations, record


def check_two_layer_shapes(
    inputs: Matrix,
    targets: Matrix,
    weights1: Matrix,
    weights2: Matrix,
    bias1: Sequence[float] | None,
    bias2: Sequence[float] | None,
) -> None:
    """Raise empty or shape_mismatch; lists or arrays."""
    check_not_empty("inputs", inputs)
    check_row_lengths("inputs", inputs, "weights1", len(weights1))
    check_length("targets", targets, "inputs", len(inputs))
    check_not_empty("targets", targets[0])
    check_row_lengths("targets", targets, "targets[0]", len(targets[0]))
    check_not_empty("weights1", weights1)
    check_row_lengths("weights1", weights1, "weights2", len(weights2))
    check_not_empty("weights2", weights2)
    check_row_lengths("weights2", weights2, "targets[0]", len(targets[0]))
    if bias1 is not None:
        check_length("bias1", bias1, "weights2", len(weights2))
    if bias2 is not None:
        check_length("bias2", bias2, "targets[0]", len(targets[0]))


def checked_hebb(
    inputs: Any, weights: Any, learning_rate: Any, rule: Any
) -> tuple[list[list[float]], list[float], float, str]:
    """Return the arguments of ``hebb``."""
    inputs = as_rows("inputs", inputs)
    weights = as_numbers("weights", weights)
    learning_rate = as_number("learning_rate", learning_rate)
    rule = as_name("rule", rule)
    check_rectangle("inputs", inputs)
    check_length("weights", weights, "inputs[0]", len(inputs[0]))
    check_finite_rows("inputs", inputs)
    check_finite("weights", weights)
    check_finite_number("learning_rate", learning_rate)
    check_name("rule", rule, HEBB_RULES)
    return inputs, weights, learning_rate, rule


def checked_hopfield(
    patterns: Any, start: Any, update: Any, order_seed: Any, sweeps: Any
) -> tuple[list[list[float]], list[float], str, int | None, int]:
    """Return the arguments of ``hopfield``."""
    patterns = as_rows("patterns", patterns)
    start = as_numbers("start", start)
    update = as_name("update", update)
    order_seed = optional(as_count)("order_seed", order_seed)
    sweeps = as_count("sweeps", sweeps)
    check_rectangle("patterns", patterns)
    n = len(patterns[0])
    check_length("start", start, "patterns[0]", n)
    for i, pattern in enumerate(patterns):
        check_signs("patterns", pattern, i)
    check_range("patterns", n * n, 1, MOST_NUMBERS)
    check_signs("start", start)
    check_name("update", update, UPDATES)
    if order_seed is not None:
        check_range("order_seed", order_seed, 0, LARGEST_SEED)
    check_count("sweeps", sweeps)
    return patterns, start, update, order_seed, sweeps


def check_signs(field: str, values: Sequence[float], *indices: int) -> None:
    """Raise out_of_range for the first number that is neither 1 nor -1."""
    for i, value in enumerate(values):
        if value != 1.0 and value != -1.0:
            raise fault("out_of_range", field, SIGN, *indices, i)


def checked_normalization(inputs: Any) -> list[list[float]]:
    """Return the argument of ``normalization``."""
    rows = as_rows("inputs", inputs)
    check_rectangle("inputs", rows)
    check_finite_rows("inputs", rows)
    return rows


def checked_accuracy(targets: Any, outputs: Any) -> tuple[list[list[float]], list[list[float]]]:
    """Return the arguments of ``accuracy``."""
    targets = as_rows("targets", targets)
    outputs = as_rows("outputs", outputs)
    check_rectangle("targets", targets)
    check_length("outputs", outputs, "targets", len(targets))
    check_row_lengths("outputs", outputs, "targets[0]", len(targets[0]))
    check_finite_rows("targets", targets)
    check_finite_rows("outputs", outputs)
    return targets, outputs


def checked_metrics(
    metric: Any,
    targets: Any,
    outputs: Any,
    threshold: Any,
    k: Any,
    num_thresholds: Any,
    curve: Any,
    summation_method: Any,
) -> tuple[str, list[list[float]], list[int] | None, list[list[float]], float, int, int, str, str]:
    """Return the arguments of ``metrics``: the targets as rows or, after them, as class numbers."""
    metric = as_name("metric", metric)
    targets = as_rows_or_counts("targets", targets)
    outputs = as_rows("outputs", outputs)
    threshold = as_number("threshold", threshold)
    k = as_count("k", k)
    num_thresholds = as_count("num_thresholds", num_thresholds)
    curve = as_name("curve", curve)
    summation_method = as_name("summation_method", summation_method)
    check_metrics_shapes(metric, targets, outputs)
    check_name("metric", metric, METRICS)
    classes = targets if metric in OF_CLASSES else None
    if classes is None:
        check_finite_rows("targets", targets)
    else:
        check_ranges("targets", classes, 0, len(outputs[0]) - 1)
        targets = []
    check_finite_rows("outputs", outputs)
    check_metric_settings(threshold, k, num_thresholds, curve, summation_method)
    settings = threshold, k, num_thresholds, curve, summation_method
    return metric, targets, classes, outputs, *settings


def check_metrics_shapes(metric: str, targets: Sequence[Any], outputs: Matrix) -> None:
    """Raise empty or shape_mismatch; lists or arrays."""
    check_rectangle("outputs", outputs)
    if metric in OF_CLASSES:
        only_counts("targets", targets)
    else:
        only_rows("targets", targets)
    check_length("targets", targets, "outputs", len(outputs))
    if metric not in OF_CLASSES:
        check_row_lengths("targets", targets, "outputs[0]", len(outputs[0]))


def check_metric_settings(
    threshold: float, k: int, num_thresholds: int, curve: str, summation_method: str
) -> None:
    """Raise not_finite, out_of_range or unknown_name for the settings of a metric."""
    check_share("threshold", threshold)
    check_count("k", k, 1)
    check_range("num_thresholds", num_thresholds, 2, MOST_THRESHOLDS)
    check_name("curve", curve, CURVES)
    check_name("summation_method", summation_method, SUMMATION_METHODS)
