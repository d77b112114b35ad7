"""Chapter button_press, in the reference and through the C core."""

from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import RefnetError, core, reference

PRESS = ([0, 0, 1, 0], [0, 0, 0, 0], 1, 0.2)


@BACKENDS
def test_weighted_sum_starts_at_the_bias(chapters: ModuleType) -> None:
    assert chapters.weighted_sum([2.0, 3.0], [10.0, 100.0], 0.5) == 320.5
    assert chapters.weighted_sum([], [], 0.5) == 0.5


@BACKENDS
def test_weighted_sum_goes_from_left_to_right(chapters: ModuleType) -> None:
    weights = [0.1, 0.2, 0.3]
    left_to_right = ((0.0 + 0.1) + 0.2) + 0.3
    assert left_to_right != ((0.0 + 0.3) + 0.2) + 0.1
    assert chapters.weighted_sum([1.0, 1.0, 1.0], weights, 0.0) == left_to_right


@BACKENDS
def test_output_error_is_what_the_output_lacks(chapters: ModuleType) -> None:
    assert chapters.output_error(1.0, 0.25) == 0.75


@BACKENDS
def test_add_rule_grows_what_is_active(chapters: ModuleType) -> None:
    learned = chapters.add_rule([1.0, 0.0, -1.0, 0.5], [0.0, 0.0, 0.0, 1.0], 0.25)
    assert list(learned) == [0.25, 0.0, 0.0, 1.25]


@BACKENDS
def test_widrow_hoff_rule_steps_by_rate_error_and_input(chapters: ModuleType) -> None:
    learned = chapters.widrow_hoff_rule([1.0, 0.0, -2.0], [0.0, 1.0, 0.0], 0.5, 3.0)
    assert list(learned) == [1.5, 1.0, -3.0]


@BACKENDS
def test_the_call_leaves_its_arguments_alone(chapters: ModuleType) -> None:
    inputs, weights = [0.0, 1.0], [0.5, 0.5]
    chapters.button_press(inputs, weights, 1, 0.2, 3)
    chapters.button_press(inputs, weights, 1, 0.2, 3, "widrow_hoff")
    assert (inputs, weights) == ([0.0, 1.0], [0.5, 0.5])


def test_the_trials_do_not_share_their_weights() -> None:
    history = reference.button_press(*PRESS, trials=3)
    history[0].weights[0] = 99.0
    assert history[1].weights[0] == history[2].weights[0] == 0.0


def test_numbers_that_are_no_floats_become_floats() -> None:
    [trial] = reference.button_press([1, 1], [2**53, 1], 0, 0, 1)
    assert trial.output == 9007199254740992.0  # an int would give ...993


REFUSALS = [
    (([1, 2], [1], 1, 1, 1), "shape_mismatch", "weights"),
    (([], [], 1, 1, 1), "empty", "inputs"),
    (([], [1], 1, 1, 1), "empty", "inputs"),
    (([[1]], [1], 1, 1, 1), "wrong_type", "inputs"),
    ((["1"], [1], 1, 1, 1), "wrong_type", "inputs"),
    (([True], [1], 1, 1, 1), "wrong_type", "inputs"),
    (([1j], [1], 1, 1, 1), "wrong_type", "inputs"),
    (("1", [1], 1, 1, 1), "wrong_type", "inputs"),
    ((None, [1], 1, 1, 1), "wrong_type", "inputs"),
    (([1], [1], "1", 1, 1), "wrong_type", "desired"),
    (([1], [1], 1, True, 1), "wrong_type", "learning_rate"),
    (([1], [1], 1, 1, 1.5), "wrong_type", "trials"),
    (([1], [1], 1, 1, 2**53), "wrong_type", "trials"),
    (([1], [1], 1, 1, -1), "out_of_range", "trials"),
    (([1], [1], 1, 1, 1, "hebb"), "unknown_name", "rule"),
    (([1], [1], 1, 1, 1, None), "wrong_type", "rule"),
    (([True, 1.0], [1, 1], 1, 1, 1), "wrong_type", "inputs"),
    (({1.0, 2.0}, [1, 1], 1, 1, 1), "wrong_type", "inputs"),
    (({1.0: 2}, [1], 1, 1, 1), "wrong_type", "inputs"),
    ((np.ma.masked_array([1.0, 2.0], [True, False]), [1, 1], 1, 1, 1), "wrong_type", "inputs"),
    (([np.array(1.0)], [1], 1, 1, 1), "wrong_type", "inputs"),
    ((np.array([True]), [1], 1, 1, 1), "wrong_type", "inputs"),
    ((np.array(["1"]), [1], 1, 1, 1), "wrong_type", "inputs"),
    ((np.float64(1.0), [1], 1, 1, 1), "wrong_type", "inputs"),
    (([float("nan")], [1], 1, 1, 1), "not_finite", "inputs"),
    (([1], [10**400], 1, 1, 1), "not_finite", "weights"),
    (([1], [-(10**400)], 1, 1, 1), "not_finite", "weights"),
    (([1], [1], float("inf"), 1, 1), "not_finite", "desired"),
    (([1], [1], 1, float("inf"), 1), "not_finite", "learning_rate"),
    (([1], [1e308], 1, 1e308, 1), "diverged", "weights"),
]


@BACKENDS
@pytest.mark.parametrize(("arguments", "code", "field"), REFUSALS)
def test_bad_input_is_refused(
    chapters: ModuleType, arguments: tuple[object, ...], code: str, field: str
) -> None:
    with pytest.raises(RefnetError) as caught:
        chapters.button_press(*arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value).startswith(field)


@BACKENDS
def test_a_divergence_names_its_trial(chapters: ModuleType) -> None:
    with pytest.raises(RefnetError) as caught:
        chapters.button_press([1], [1e308], 1, 4e307, 9)
    assert caught.value.trial == 2
    assert str(caught.value) == "weights: left the finite numbers in trial 2"


@BACKENDS
def test_generators_and_arrays_are_lists(chapters: ModuleType) -> None:
    inputs, weights = np.array([0, 1], dtype=np.int8), (w for w in (0.5, 0.25))
    result = chapters.button_press(inputs, weights, np.float64(1), np.float32(0.5), np.int64(1))
    output = result.output[0] if chapters is core else result[0].output
    assert output == 0.25
