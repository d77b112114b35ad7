"""Chapter hebb, in the reference and through the C core."""

import math
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import RefnetError, core, reference

# inputs that vary most along (3, 4)
CLOUD = [
    [0.6 * a - 0.8 * b, 0.8 * a + 0.6 * b]
    for a, b in [(1.0, 0.1), (-0.9, 0.2), (0.7, -0.1), (-1.1, -0.2), (0.5, 0.15), (-0.3, -0.15)]
]


def run(chapters: ModuleType, *arguments: Any) -> list[float]:
    """Return the weights after the last trial."""
    result = chapters.hebb(*arguments)
    return list(result.weights[-1] if chapters is core else result[-1].weights)


@BACKENDS
def test_hebbs_rule_steps_along_the_inputs(chapters: ModuleType) -> None:
    assert list(chapters.hebb_rule([1.0, -2.0, 0.0], [0.5, 0.5, 0.5], 0.25)) == [0.75, 0.0, 0.5]


@BACKENDS
def test_ojas_rule_takes_away_output_times_weight(chapters: ModuleType) -> None:
    assert list(chapters.oja_rule([1.0, 0.0], [0.5, 1.0], 0.5, 2.0)) == [0.5, 0.0]


@BACKENDS
def test_by_hebbs_rule_the_same_input_makes_the_output_grow_by_a_factor(
    chapters: ModuleType,
) -> None:
    inputs = [[1.0, 1.0]] * 20
    result = chapters.hebb(inputs, [0.5, 0.5], 0.25)
    outputs = list(result.output) if chapters is core else [trial.output for trial in result]
    assert all(later == 1.5 * earlier for earlier, later in pairwise(outputs))


@BACKENDS
def test_by_ojas_rule_the_weights_approach_the_first_component(chapters: ModuleType) -> None:
    weights = run(chapters, CLOUD * 400, [0.3, -0.1], 0.02, "oja")
    assert math.hypot(*weights) == pytest.approx(1.0, abs=0.02)
    values, vectors = np.linalg.eigh(np.array(CLOUD).T @ np.array(CLOUD))
    assert abs(vectors[:, values.argmax()] @ weights) == pytest.approx(1.0, abs=0.02)


@BACKENDS
def test_no_learning_without_a_rate_or_an_output(chapters: ModuleType) -> None:
    for rule in ("hebb", "oja"):
        assert run(chapters, CLOUD, [0.3, 0.4], 0.0, rule) == [0.3, 0.4]
        assert run(chapters, CLOUD, [0.0, 0.0], 0.5, rule) == [0.0, 0.0]


@BACKENDS
def test_the_callers_weights_stay_as_they_are(chapters: ModuleType) -> None:
    inputs, weights = np.array(CLOUD), np.array([0.3, 0.4])
    before = inputs.copy()
    chapters.hebb(inputs, weights, 0.5)
    assert weights.tolist() == [0.3, 0.4]
    assert np.array_equal(inputs, before)


@BACKENDS
def test_each_trial_has_weights_of_its_own(chapters: ModuleType) -> None:
    result = chapters.hebb([[1.0], [1.0]], [1.0], 1.0)
    rows = result.weights if chapters is core else [trial.weights for trial in result]
    assert [list(row) for row in rows] == [[2.0], [4.0]]


def test_the_core_has_the_bits_of_the_reference() -> None:
    random = np.random.default_rng(3)
    for n in (1, 2, 7, 30):
        inputs, weights = random.normal(size=(25, n)), random.normal(size=n)
        for rule in ("hebb", "oja"):
            found = core.hebb(inputs, weights, 0.03, rule)
            wanted = reference.hebb(inputs.tolist(), weights.tolist(), 0.03, rule)
            assert found.output.tolist() == [trial.output for trial in wanted]
            assert found.weights.tolist() == [trial.weights for trial in wanted]


@BACKENDS
def test_bad_input_is_refused(chapters: ModuleType) -> None:
    for arguments, code, field in [
        (([], [1], 1), "empty", "inputs"),
        (([[]], [], 1), "empty", "inputs"),
        (([[1], [1, 2]], [1], 1), "shape_mismatch", "inputs"),
        (([[1]], [1, 2], 1), "shape_mismatch", "weights"),
        (([[math.nan]], [1], 1), "not_finite", "inputs"),
        (([[1]], [1], 1, "perceptron"), "unknown_name", "rule"),
        (([[1]], [1], "1"), "wrong_type", "learning_rate"),
        (([[1e200]] * 3, [1e200], 1), "diverged", "output"),
        (([[1e200]] * 3, [1], 1e200), "diverged", "weights"),
    ]:
        with pytest.raises(RefnetError) as caught:
            chapters.hebb(*arguments)
        assert (caught.value.code, caught.value.field) == (code, field)
