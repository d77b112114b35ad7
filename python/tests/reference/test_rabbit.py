"""Chapter rabbit, in the reference and through the C core."""

from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS

from refnet import RefnetError, core, reference


@BACKENDS
def test_blinks_at_the_threshold(chapters: ModuleType) -> None:
    assert chapters.blinks(1.0, 1.0) is True
    assert chapters.blinks(0.9999999999999999, 1.0) is False


@BACKENDS
def test_reinforce_grows_what_is_active_and_learned(chapters: ModuleType) -> None:
    grown = chapters.reinforce([1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [False, True, True], 0.5)
    assert list(grown) == [1.0, 0.5, 0.0]


@BACKENDS
def test_four_pairings_condition_the_rabbit_and_three_do_not(chapters: ModuleType) -> None:
    def beep_works_after(pairings: int) -> bool:
        stimuli = [[1, 1]] * pairings + [[0, 1]]
        result = chapters.rabbit([1, 0], [False, True], 1, 0.3, stimuli)
        return bool(result.blink[-1] if chapters is core else result[-1].blink)

    assert [beep_works_after(pairings) for pairings in range(6)] == [False] * 4 + [True] * 2


@BACKENDS
def test_the_call_leaves_its_arguments_alone(chapters: ModuleType) -> None:
    weights, learned, stimuli = [1.0, 0.0], [False, True], [[1.0, 1.0], [1.0, 1.0]]
    chapters.rabbit(weights, learned, 1, 0.3, stimuli)
    assert (weights, learned, stimuli) == ([1.0, 0.0], [False, True], [[1.0, 1.0], [1.0, 1.0]])


def test_the_trials_do_not_share_their_weights() -> None:
    weights = [1.0, 0.0]
    history = reference.rabbit(weights, [False, True], 1, 0.3, [[0, 1], [0, 1], [1, 1]])
    history[0].weights[1] = 99.0
    assert (weights, history[1].weights[1], history[2].weights[1]) == ([1.0, 0.0], 0.0, 0.3)


REFUSALS = [
    (([], [], 1, 1, []), "empty", "weights"),
    (([1], [True, True], 1, 1, [[1]]), "shape_mismatch", "learned"),
    (([1], [1], 1, 1, [[1]]), "wrong_type", "learned"),
    (([1], "yes", 1, 1, [[1]]), "wrong_type", "learned"),
    (([1], [True], 1, 1, [1]), "wrong_type", "stimuli"),
    (([1], [True], 1, 1, 1), "wrong_type", "stimuli"),
    (([1], [True], 1, 1, [["1"]]), "wrong_type", "stimuli"),
    (([1], [True], 1, 1, [[1], [1, 2]]), "shape_mismatch", "stimuli"),
    (([1], [True], 1, 1, [[1, 2], [1, 2]]), "shape_mismatch", "stimuli"),
    (([1], [True, False], 1, 1, [[1], [1, 2]]), "shape_mismatch", "learned"),
    (([1], [True], 1, 1, [[1], [float("nan")]]), "not_finite", "stimuli"),
    (([1], [True], float("nan"), 1, [[1]]), "not_finite", "threshold"),
    (([1], [True], 1, float("nan"), [[1]]), "not_finite", "learning_rate"),
    (([float("inf")], [True], 1, 1, [[float("nan")]]), "not_finite", "weights"),
    (([1e308], [True], 1, 1, [[10]]), "diverged", "sum"),
]


@BACKENDS
@pytest.mark.parametrize(("arguments", "code", "field"), REFUSALS)
def test_bad_input_is_refused(
    chapters: ModuleType, arguments: tuple[object, ...], code: str, field: str
) -> None:
    with pytest.raises(RefnetError) as caught:
        chapters.rabbit(*arguments)
    assert (caught.value.code, caught.value.field) == (code, field)


@BACKENDS
def test_generators_and_arrays_are_lists(chapters: ModuleType) -> None:
    learned, stimuli = np.array([False, True]), ((x, 1.0) for x in (1.0, 1.0))
    result = chapters.rabbit([1, 0], learned, 1, 0.5, stimuli)
    assert list(result.sum if chapters is core else [trial.sum for trial in result]) == [1.0, 1.5]
