"""The arguments of ``compile`` beside the optimizer: forms of Keras's, and what changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from refnet.errors import RefnetError
from refnet.metrics import Given, R2Score, Weighted, metric_of
from refnet.reference.checks import check_count
from refnet.reference.readers import as_boolean, as_count


def only_output(argument: str, value: Any, name: str | None) -> Any:
    """Return what is given for the only output, out of a dictionary or a list of one.

    name: of the output, which is that of the last layer. Raises RefnetError: wrong_type,
    unknown_name.
    """
    if isinstance(value, Mapping):
        if len(value) != 1:
            message = f"{argument}: expected one output, the model's, got {len(value)}"
            raise RefnetError("wrong_type", argument, message)
        [(key, value)] = value.items()
        if name is not None and key != name:
            message = f'{argument}: there is no output "{key}", only {name}'
            raise RefnetError("unknown_name", argument, message)
    return value


def only_loss(value: Any, name: str | None) -> Any:
    """Return the loss, which may be in a list of one, or in a dictionary by the output's name."""
    value = only_output("loss", value, name)
    if isinstance(value, list | tuple):
        if len(value) != 1:
            message = f"loss: expected one loss, because the model has one output, got {len(value)}"
            raise RefnetError("wrong_type", "loss", message)
        return value[0]
    return value


def only_metrics(value: Any, name: str | None) -> Any:
    """Return the metrics, which may be in a list of one list, or in a dictionary."""
    value = only_output("metrics", value, name)
    if isinstance(value, list | tuple) and len(value) == 1 and isinstance(value[0], list | tuple):
        return value[0]
    return value


def only_weighted(metrics: Sequence[Given]) -> list[Weighted]:
    """Return metrics as weighted ones; raises RefnetError: out_of_range for R2Score."""
    for given in metrics:
        if isinstance(metric_of(given), R2Score):
            message = "weighted_metrics: expected others, because R2Score has no weights"
            raise RefnetError("out_of_range", "weighted_metrics", message)
    return [Weighted(given) for given in metrics]


def check_others(
    loss_weights: Any,
    run_eagerly: Any,
    steps_per_execution: Any,
    jit_compile: Any,
    auto_scale_loss: Any,
) -> None:
    """Check arguments of Keras that change nothing here; raise RefnetError for the others.

    Raises RefnetError: wrong_type, out_of_range.
    """
    if _some(loss_weights) and _numbers(loss_weights) != [1.0]:
        message = (
            "loss_weights: expected None, because the model has one loss; sample_weight of fit "
            "weights the losses of examples"
        )
        raise RefnetError("out_of_range", "loss_weights", message)
    as_boolean("run_eagerly", run_eagerly)
    as_boolean("auto_scale_loss", auto_scale_loss)
    if jit_compile not in ("auto", None):
        as_boolean("jit_compile", jit_compile)
    if steps_per_execution != "auto":
        count = as_count("steps_per_execution", steps_per_execution)
        check_count("steps_per_execution", count, 1)


def _some(value: Any) -> bool:
    """Return whether an argument says anything."""
    empty = isinstance(value, Sequence | Mapping) and len(value) == 0
    return value is not None and not empty


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, Sequence) else [value]
