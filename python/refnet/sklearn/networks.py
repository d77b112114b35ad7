"""From the parameters of an estimator to a model that is compiled."""

import copy
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from refnet import regularizers
from refnet.errors import RefnetError
from refnet.layers import Dense, Dropout, Input, Layer
from refnet.models import Model, Sequential
from refnet.reference.checks import check_count
from refnet.reference.readers import as_count, as_number


class Outputs(NamedTuple):
    """What the last layer of a network is to be."""

    units: int
    activation: str
    loss: Any  # if the model has none itself


class Facts(NamedTuple):
    """What a function that builds a model may ask for."""

    n_features: int
    n_outputs: int
    meta: Mapping[str, Any]  # the attributes of the estimator that end with _, as in scikeras


def new_model(estimator: Any, outputs: Outputs, n_features: int, seed: int) -> Any:
    """Return a compiled model for the parameters of an estimator.

    Raises RefnetError: wrong_type, out_of_range, unknown_name, shape_mismatch.
    """
    if estimator.builder() is None:
        model: Any = _dense_network(estimator, outputs, n_features, seed)
    else:
        facts = Facts(n_features, outputs.units, _attributes(estimator))
        model = _given_model(estimator, facts, seed)
    if model.loss is None:
        metrics = getattr(estimator, "metrics", None)
        model.compile(estimator.chosen_optimizer(), outputs.loss, metrics or ())
    return model


def _dense_network(estimator: Any, outputs: Outputs, n_features: int, seed: int) -> Sequential:
    """Return a network of dense layers, each hidden one with a dropout if there is any."""
    _check_no_arguments(estimator.model_arguments())
    l2 = as_number("l2", estimator.l2)
    dropout = as_number("dropout", estimator.dropout)
    if not 0.0 <= dropout < 1.0:
        raise RefnetError("out_of_range", "dropout", "dropout: expected 0 or more and less than 1")
    penalty = regularizers.L2(l2) if l2 != 0.0 else None
    layers: list[Layer | Input] = [Input((n_features,))]
    for units in _as_sizes(estimator.hidden):
        layers.append(Dense(units, estimator.activation, kernel_regularizer=penalty))
        if dropout != 0.0:
            layers.append(Dropout(dropout))
    layers.append(Dense(outputs.units, outputs.activation, kernel_regularizer=penalty))
    return Sequential(layers, seed=seed, dtype=estimator.dtype, backend=estimator.backend)


def _as_sizes(hidden: Any) -> list[int]:
    """Return the units of the hidden layers, given as a list or as the number of one layer."""
    sizes = hidden if isinstance(hidden, Iterable) and not isinstance(hidden, str) else [hidden]
    counts = [as_count("hidden", units) for units in sizes]
    for units in counts:
        check_count("hidden", units, 1)
    return counts


def _given_model(estimator: Any, facts: Facts, seed: int) -> Any:
    """Return a copy of the model that the user gave, or what the user's function built."""
    given, arguments = estimator.builder(), estimator.model_arguments()
    if isinstance(given, Model):
        _check_no_arguments(arguments)
        model = copy.deepcopy(given)
        if estimator.random_state is None:
            return model
    elif callable(given):
        model = _built_by(given, facts, arguments)
    else:
        message = "model: expected a function that builds a model, a refnet model or None"
        raise RefnetError("wrong_type", "model", f"{message}, got {type(given).__name__}")
    if not isinstance(model, Model):
        message = f"model: expected a refnet model from the function, got {type(model).__name__}"
        raise RefnetError("wrong_type", "model", message)
    model.seed = seed  # the first weights are not drawn yet
    return model


def _built_by(build: Callable[..., Any], facts: Facts, arguments: Mapping[str, Any]) -> Any:
    """Return what a function builds that asks for the facts by name, in order, or not at all.

    arguments: more of them, by name
    """
    try:
        parameters = inspect.signature(build).parameters
    except ValueError:  # some functions written in C have none
        parameters = inspect.signature(lambda n_features, n_outputs: None).parameters
    takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    for name in arguments:
        if name not in parameters and not takes_any:
            message = f"model__{name}: the function given as model has no argument {name}"
            raise RefnetError("unknown_name", f"model__{name}", message)
    named = {name: fact for name, fact in facts._asdict().items() if name in parameters}
    needed = [
        name
        for name, each in parameters.items()
        if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    ]
    missing = [name for name in needed if name not in named and name not in arguments]
    if not missing:
        return build(**{**named, **arguments})
    if len(missing) == 2 and missing == needed[:2]:
        return build(facts.n_features, facts.n_outputs, **{**named, **arguments})
    raise RefnetError(
        "wrong_type",
        "model",
        f"model: expected a function of n_features and n_outputs, or of neither; "
        f"{missing[0]} has no value: give it as model__{missing[0]}",
    )


def _check_no_arguments(arguments: Mapping[str, Any]) -> None:
    if arguments:
        name = next(iter(arguments))
        message = f"model__{name}: expected a function as model, which would take {name}"
        raise RefnetError("wrong_type", f"model__{name}", message)


def _attributes(estimator: Any) -> dict[str, Any]:
    """Return what scikeras calls meta: what ``fit`` has learned from the data."""
    ends = ((name, value) for name, value in vars(estimator).items() if name.endswith("_"))
    return {name: value for name, value in ends if name not in ("model_", "history_")}
