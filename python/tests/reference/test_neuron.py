"""Chapter neuron: its gradient, the tutorial's example, what is refused."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.gradients import central_differences, check_gradient

from refnet import RefnetError

X = [[0.3, -0.7, 1.1], [0.9, 0.4, -0.2], [-0.5, 0.8, 0.6], [0.1, 0.2, 0.3]]
T = [0.9, 0.2, 0.6, 0.4]
W = [0.4, -0.3, 0.8]
SLOPE = 1.7


@BACKENDS
def test_the_adjustments_are_minus_the_gradient(chapters: ModuleType) -> None:
    def loss(weights: Any, bias: float) -> float:
        outputs = chapters.neuron_outputs(X, weights.tolist(), bias, SLOPE)
        return float(sum(e * e for e in chapters.neuron_errors(T, outputs)) / 2)

    outputs = chapters.neuron_outputs(X, W, 0.25, SLOPE)
    deltas = chapters.neuron_deltas(chapters.neuron_errors(T, outputs), outputs, SLOPE)
    adjustment = np.asarray(chapters.neuron_adjustment(X, deltas))
    check_gradient(-adjustment, central_differences(lambda w: loss(w, 0.25), W))
    measured = central_differences(lambda b: loss(np.array(W), float(b)), 0.25)
    check_gradient(-chapters.bias_adjustment(deltas), measured)


@BACKENDS
def test_the_three_input_example_begins_with_the_published_weights(chapters: ModuleType) -> None:
    weights = [2 * r - 1 for r in chapters.random(1, 3)]
    assert [f"{w:.8f}" for w in weights] == ["-0.16595599", "0.44064899", "-0.99977125"]


@BACKENDS
def test_more_iterations_than_fit_are_an_error_unless_they_diverge(chapters: ModuleType) -> None:
    with pytest.raises(RefnetError, match="outputs: left the finite numbers in trial 1"):
        chapters.neuron([[1e200, 1e200]], [0], [1e200, -1e200], iterations=2**53 - 1)


REFUSALS: list[tuple[tuple[Any, ...], dict[str, Any], str, str]] = [
    (([], [], [1]), {}, "empty", "inputs"),
    (([[]], [1], []), {}, "empty", "weights"),
    (([[1], [1, 2]], [1, 1], [1]), {}, "shape_mismatch", "inputs"),
    (([[1]], [1, 1], [1]), {}, "shape_mismatch", "targets"),
    (([[1]], [1], [1]), {"record": [2]}, "out_of_range", "record"),
    (([[1]], [1], [1]), {"record": [1.0]}, "wrong_type", "record"),
    (([[1]], [1], [1]), {"iterations": -1}, "out_of_range", "iterations"),
    (([[1]], [1], [1]), {"bias": "0"}, "wrong_type", "bias"),
    (([[1]], [1], [1]), {"bias": np.inf}, "not_finite", "bias"),
    (([[1]], [1], [1]), {"slope": None}, "wrong_type", "slope"),
    (([[1]], [1], [1]), {"slope": np.nan}, "not_finite", "slope"),
    (([[1]], [np.nan], [1]), {}, "not_finite", "targets"),
]


@BACKENDS
@pytest.mark.parametrize(("arguments", "options", "code", "field"), REFUSALS)
def test_bad_input_is_refused(
    chapters: ModuleType, arguments: tuple[Any, ...], options: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RefnetError) as caught:
        chapters.neuron(*arguments, **options)
    assert (caught.value.code, caught.value.field) == (code, field)
