"""The groups of training runs, one for each table of the page."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from crosscheck.activation_runs import activation_cases
from crosscheck.comparisons import (
    FLOAT64,
    Comparison,
    all_combinations,
    clipped_runs,
    compare,
    float32_runs,
    loss_runs,
    sklearn_runs,
)
from crosscheck.file_runs import compare_files, file_cases, file_task
from crosscheck.further_layer_runs import (
    frozen_cases,
    graph_cases,
    normalization_cases,
    penalty_cases,
    weight_cases,
)
from crosscheck.layer_runs import (
    BACKENDS,
    Case,
    LayerRun,
    all_cases,
    layer_task,
    train_layers,
)
from crosscheck.metric_runs import ROUNDED, metric_cases
from crosscheck.optimizer_runs import (
    OptimizerCase,
    optimizer_cases,
    optimizer_task,
    train_optimizer,
)
from crosscheck.page import MISTAKE, Distance, Row
from crosscheck.recurrent_runs import recurrent_cases
from crosscheck.specs import said
from crosscheck.training_runs import Array, Trained, array_distance, loss_distance, weights_distance


class Group(NamedTuple):
    """Training runs that make a table.

    program: the file that trains them in the other library; backends: those of Keras that do, or
    scikit-learn; compare: returns rows, given the number of a run and its result on each backend
    """

    program: str
    backends: tuple[str, ...]
    tasks: list[dict[str, Any]]
    compare: Callable[..., list[Row]]


def dense_group(
    comparisons: Iterable[Comparison],
    program: str = "in_keras",
    library: str = "tensorflow",
) -> Group:
    """Return a group of Dense networks."""
    every = list(comparisons)
    return Group(
        program,
        (library,),
        [each.task for each in every],
        lambda i, result: [compare(every[i], trained(result))],
    )


def optimizer_group() -> Group:
    """Return the group of the further optimizers."""
    cases = list(optimizer_cases())
    return Group(
        "in_keras",
        BACKENDS,
        [optimizer_task(case, FLOAT64) for case in cases],
        lambda i, *results: [compare_optimizers(cases[i], *map(trained, results))],
    )


def layer_group(section: str, cases: Iterable[Case]) -> Group:
    """Return a group of networks with other layers than Dense."""
    every = list(cases)
    return Group(
        "in_keras_layers",
        BACKENDS,
        [layer_task(case) for case in every],
        lambda i, *results: [compare_layers(section, every[i], *map(layer_run, results))],
    )


def metric_group() -> Group:
    """Return the group of the metrics."""
    cases = list(metric_cases())
    return Group(
        "in_keras_layers",
        BACKENDS,
        [layer_task(case) for case in cases],
        lambda i, *results: compare_metrics(cases[i], *map(layer_run, results)),
    )


def file_group() -> Group:
    """Return the group of the files."""
    cases = list(file_cases())
    return Group(
        "in_keras_files",
        ("jax",),
        [file_task(case) for case in cases],
        lambda i, result: [compare_files(cases[i], result)],
    )


# in the order of the page
GROUPS: dict[str, Callable[[], Group]] = {
    "keras": lambda: dense_group(all_combinations()),
    "losses": lambda: dense_group(loss_runs()),
    "optimizers": optimizer_group,
    "images": lambda: layer_group("images", all_cases()),
    "sequences": lambda: layer_group("sequences", recurrent_cases()),
    "activations": lambda: layer_group("activations", activation_cases()),
    "normalization": lambda: layer_group("normalization", normalization_cases()),
    "penalties": lambda: layer_group("penalties", penalty_cases()),
    "frozen": lambda: layer_group("frozen", frozen_cases()),
    "weights": lambda: layer_group("weights", weight_cases()),
    "graphs": lambda: layer_group("graphs", graph_cases()),
    "metrics": metric_group,
    "files": file_group,
    "sklearn": lambda: dense_group(sklearn_runs(), "in_sklearn", "scikit-learn"),
    "float32": lambda: dense_group(float32_runs()),
    "clipping": lambda: dense_group(clipped_runs()),
}


def trained(result: dict[str, Any]) -> Trained:
    """Return the result of a program as arrays."""
    return Trained(np.array(result["losses"]), arrays(result["weights"]))


def layer_run(result: dict[str, Any]) -> LayerRun:
    """Return the result of in_keras_layers.py as arrays."""
    measured = arrays(result["metrics"])
    return LayerRun(np.array(result["outputs"]), *trained(result), result["parameters"], measured)


def arrays(nested: Sequence[Any]) -> list[Any]:
    """Return lists of numbers as arrays."""
    return [np.array(part) for part in nested]


def compare_optimizers(case: OptimizerCase, *theirs: Trained) -> Row:
    """Return the distances of a run on each backend, and of the control."""
    ours = train_optimizer(case)
    distances = [
        distance(ours, each, backend not in case.differs_on)
        for backend, each in zip(BACKENDS, theirs, strict=True)
    ]
    wrong = train_optimizer(case.mistaken(1.0 + MISTAKE))
    return Row("optimizers", case.words, [*distances, control(wrong, theirs[-1])])


def compare_layers(section: str, case: Case, *theirs: LayerRun) -> Row:
    """Return the distances of a network with layers on each backend, and of the control."""
    ours = train_layers(case)
    distances = []
    for backend, each in zip(BACKENDS, theirs, strict=True):
        found = each.outputs[:, : -case.padding] if case.padding else each.outputs
        same = found.shape == ours.outputs.shape and each.parameters == ours.parameters
        outputs = array_distance(ours.outputs, found) if same else np.inf
        differs = backend in case.others_on
        distances.append(Distance(outputs, 0.0, not (same and differs), shows_loss=False))
        differs = differs or backend in case.other_gradients_on
        trained = distance(ours.trained, each.trained, not differs)
        distances.append(trained._replace(needs_loss=backend not in case.other_losses_on))
    wrong = train_layers(case, MISTAKE)
    return Row(
        section,
        (case.layer, case.options),
        [*distances, control(wrong.trained, theirs[0].trained)],
    )


def compare_metrics(case: Case, *theirs: LayerRun) -> list[Row]:
    """Return the distances of each metric's values, of fit and of evaluate, on each backend."""
    ours = train_layers(case).metrics
    rows = []
    for i, metric in enumerate(case.metrics):
        distances = []
        for backend, each in zip(BACKENDS, theirs, strict=True):
            found = each.metrics[i]
            fit = metric_distance(ours[i][:-1], found[:-1])
            evaluate = metric_distance(ours[i][-1:], found[-1:])
            differs = ROUNDED.get(metric.name) == backend
            distances.append(Distance(fit, evaluate, must_agree=not differs))
        words = f"{case.options}, {said(metric.options)}"
        rows.append(Row("metrics", (metric.name, words), distances))
    return rows


def metric_distance(ours: Array, theirs: Array) -> float:
    """Return the largest difference relative to the largest value; 0 where all values are 0."""
    return array_distance(ours, theirs) if ours.any() else float(np.max(np.abs(theirs)))


def distance(ours: Trained, theirs: Trained, must_agree: bool) -> Distance:
    """Return the distance between two training runs."""
    return Distance(weights_distance(ours, theirs), loss_distance(ours, theirs), must_agree)


def control(wrong: Trained, theirs: Trained) -> Distance:
    """Return the distance of a run with a small mistake, which must not agree."""
    return Distance(weights_distance(wrong, theirs), 0.0, must_agree=False, shows_loss=False)
