"""Chapter metrics: numbers that tell a reader how good outputs are.

A loss is made for training: it has a derivative. A metric is made for reading. It is the share of
right answers, the error in the unit of the targets, or how well the outputs put the examples in
order. Each metric has a state of a few running totals, which every batch of examples changes, and
a result that is calculated from the totals at the end. So it does not matter in which batches the
examples come: the results have the same bits.

Precision is the share of true ones among the outputs that are above the threshold; recall is the
share of the true targets that are found. A lower threshold finds more of them and adds false ones;
chapter areas looks at all thresholds at once.

Derivation: the n-th number moves the mean by (t - mean)/n, and adds (t - old mean) * (t - new mean)
to the sum of the squared distances from it; unlike in the sum of the squares less the square of the
sum, nothing cancels.

Source: names, defaults and formulas are Keras 3's; the means are B. P. Welford's, "Note on a method
for calculating corrected sums of squares and products", 1962.

Left out on purpose: weights of examples, and metrics of each class by itself.

m examples, k outputs.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from refnet.reference.activations import argmax
from refnet.reference.areas import area, last_threshold, quotient
from refnet.reference.checks import checked_metrics
from refnet.reference.losses import example_loss, one_hot

Row = Sequence[float]
Matrix = Sequence[Row]

# the metrics that are the mean of a loss, with its name
LOSS_OF = {
    "mean_squared_error": "mse",
    "root_mean_squared_error": "mse",
    "mean_absolute_error": "mean_absolute_error",
    "mean_absolute_percentage_error": "mean_absolute_percentage_error",
    "log_cosh": "log_cosh",
    "kl_divergence": "kl_divergence",
    "binary_crossentropy": "binary_crossentropy",
    "categorical_crossentropy": "categorical_crossentropy",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy",
}
CORRECT = (  # the shares of right answers
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
    "top_k_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
)


class Metric(NamedTuple):
    """The name and settings of a metric; each one uses only its own settings."""

    name: str
    threshold: float = 0.5  # binary_accuracy, precision, recall and the four counts
    k: int = 5  # top_k_categorical_accuracy, sparse_top_k_categorical_accuracy
    num_thresholds: int = 200  # auc
    curve: str = "ROC"  # auc
    summation_method: str = "interpolation"  # auc


class Measure(NamedTuple):
    """A metric with the totals [s] of the examples so far, which ``update_measure`` changes."""

    metric: Metric
    state: list[float]


def new_measure(metric: Metric, k: int) -> Measure:
    """Return a metric that has seen no examples yet, for k outputs.

    The state [s] has, for auc, how many true and how many false targets have each threshold as the
    last one that their outputs exceed; for r2_score, the number of examples, then of each output
    the targets' mean, the squared distances from it, and the squared errors; for precision, recall
    and the counts, the true and false positives, then the true and false negatives; and else a
    total, and what it is divided by (METRIC-1).
    """
    if metric.name == "auc":
        size = 2 * metric.num_thresholds
    elif metric.name == "r2_score":
        size = 1 + 3 * k
    elif metric.name in LOSS_OF or metric.name in CORRECT:
        size = 2
    else:
        size = 4
    return Measure(metric, [0.0] * size)


def correct_outputs(metric: Metric, target: Row, output: Row) -> int:
    """Return how many answers of one example are right: of each output, or of the class.

    target [k], output [k]; METRIC-3 to METRIC-5
    """
    if metric.name == "binary_accuracy":
        correct = 0
        for t, y in zip(target, output, strict=True):
            if t == (1.0 if y > metric.threshold else 0.0):
                correct = correct + 1
        return correct
    number = argmax(target)
    if metric.name in ("categorical_accuracy", "sparse_categorical_accuracy"):
        return 1 if argmax(output) == number else 0
    larger = 0
    for y in output:
        if y > output[number]:
            larger = larger + 1
    return 1 if larger < metric.k else 0


def add_confusion(state: list[float], target: Row, output: Row, threshold: float) -> None:
    """Count the true and false positives, and the true and false negatives (METRIC-6).

    state [4], which changes; target [k], output [k]
    """
    for t, y in zip(target, output, strict=True):
        places = (0, 1) if y > threshold else (3, 2)
        place = places[0] if t != 0.0 else places[1]
        state[place] = state[place] + 1.0


def add_r2(state: list[float], target: Row, output: Row) -> None:
    """Add an example to the mean, the squared distances and the squared errors (METRIC-11).

    state [1 + 3k], which changes; target [k], output [k]
    """
    k = len(target)
    state[0] = state[0] + 1.0
    for j in range(k):
        t, y = target[j], output[j]
        distance = t - state[1 + j]
        state[1 + j] = state[1 + j] + distance / state[0]
        state[1 + k + j] = state[1 + k + j] + distance * (t - state[1 + j])
        state[1 + 2 * k + j] = state[1 + 2 * k + j] + (t - y) * (t - y)


def update_measure(measure: Measure, targets: Matrix, outputs: Matrix) -> None:
    """Add examples to the state of a metric, first to last (METRIC-1).

    targets [m][k], outputs [m][k]
    """
    metric, state = measure
    for target, output in zip(targets, outputs, strict=True):
        if metric.name in LOSS_OF:
            loss = example_loss(LOSS_OF[metric.name], "linear", target, output, output)
            state[0] = state[0] + loss
            state[1] = state[1] + 1.0
        elif metric.name in CORRECT:
            answers = len(target) if metric.name == "binary_accuracy" else 1
            state[0] = state[0] + float(correct_outputs(metric, target, output))
            state[1] = state[1] + float(answers)
        elif metric.name == "auc":
            for t, y in zip(target, output, strict=True):
                place = last_threshold(y, metric.num_thresholds)
                place = place if t != 0.0 else metric.num_thresholds + place
                state[place] = state[place] + 1.0
        elif metric.name == "r2_score":
            add_r2(state, target, output)
        else:
            add_confusion(state, target, output, metric.threshold)


def r2(state: list[float]) -> float:
    """Return the mean over the outputs of the share of the variance that they explain (METRIC-11).

    state [1 + 3k]; an output whose targets are all the same counts as 0.
    """
    k = (len(state) - 1) // 3
    total = 0.0
    for j in range(k):
        distances, errors = state[1 + k + j], state[1 + 2 * k + j]
        total = total + (0.0 if distances == 0.0 else 1.0 - errors / distances)
    return total / float(k)


def measured_value(measure: Measure) -> float:
    """Return the value of a metric for the examples seen so far (METRIC-2 to METRIC-11)."""
    metric, state = measure
    if metric.name == "auc":
        return area(metric.curve, metric.summation_method, state)
    if metric.name == "r2_score":
        return r2(state)
    if metric.name == "root_mean_squared_error":
        return math.sqrt(quotient(state[0], state[1]))
    if metric.name in LOSS_OF or metric.name in CORRECT:
        return quotient(state[0], state[1])
    if metric.name == "precision":
        return quotient(state[0], state[0] + state[1])
    if metric.name == "recall":
        return quotient(state[0], state[0] + state[3])
    places = ("true_positives", "false_positives", "true_negatives", "false_negatives")
    return state[places.index(metric.name)]


def metrics(
    metric: str,
    targets: Matrix | Sequence[int],
    outputs: Matrix,
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
    unknown_name.
    """
    given = metric, targets, outputs, threshold, k, num_thresholds, curve, summation_method
    checked = checked_metrics(*given)
    name, rows, classes, outputs = checked[:4]
    units = len(outputs[0])
    measure = new_measure(Metric(name, *checked[4:]), units)
    update_measure(measure, rows if classes is None else one_hot(classes, units), outputs)
    return measured_value(measure)
