"""Arguments that are refused, and models that they must leave unchanged."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from support.sequential import WHOLE, WHOLE_CLASSES, snapshot_bits

from refnet import Dense, RefnetError, Sequential, losses, optimizers

NAMED = *optimizers.NAMES.values(), *losses.NAMES.values()


class Bad(NamedTuple):
    """A value that an argument cannot have: the code, and some words of the message."""

    argument: str
    value: Any
    code: str
    words: str = "expected"


def parameters(table: list[Bad]) -> list[Any]:
    """Return the rows as parameters of a test."""
    return [pytest.param(bad, id=f"{bad.argument}{i}") for i, bad in enumerate(table)]


def check_refusal(error: RefnetError, bad: Bad, field: str) -> None:
    assert (error.code, error.field) == (bad.code, field), str(error)
    assert str(error) == error.message
    assert error.message.startswith(field)
    assert bad.words in error.message
    assert "\n" not in error.message


def check_not_made(make: Callable[..., Any], bad: Bad) -> None:
    """Check that a call with this argument is refused; its field names optimizers and losses."""
    with pytest.raises(RefnetError) as caught:
        make(**{bad.argument: bad.value})
    owner = f"{make.__name__}." if isinstance(make, type) and make in NAMED else ""
    check_refusal(caught.value, bad, owner + bad.argument)


def small(backend: str = "c") -> Sequential:
    """Return a model 3-4-1 that has been trained a little, with a metric."""
    layers = [Dense(4, "tanh", input_dim=3), Dense(1, "sigmoid")]
    model = Sequential(layers, seed=2, backend=backend)
    model.compile("adam", "mse", ["accuracy"])
    model.fit(WHOLE, WHOLE_CLASSES, 4, verbose=0)
    return model


def whole_state(model: Sequential) -> list[Any]:
    return [
        *snapshot_bits(model),
        list(model.layers),
        (model.optimizer, model.loss, list(model.metrics)),
        (model.epochs, model.seed, model.backend, dict(model.notes)),
        model._input_shape,
    ]


def refused(bad: Bad, backend: str, call: Callable[[Sequential], Any], field: str = "") -> None:
    """Check that a call is refused and leaves the model as it was."""
    model, twin = small(backend), small(backend)
    before = whole_state(model)
    with pytest.raises(RefnetError) as caught:
        call(model)
    check_refusal(caught.value, bad, field or bad.argument)
    assert whole_state(model) == before
    assert (
        model.fit(WHOLE, WHOLE_CLASSES, verbose=0).history
        == twin.fit(WHOLE, WHOLE_CLASSES, verbose=0).history
    )


def fit_with(model: Sequential, argument: str, value: Any) -> None:
    """Call ``fit`` with another value for one argument."""
    model.fit(**{"x": WHOLE, "y": WHOLE_CLASSES, "verbose": 0, argument: value})
