"""The oracle: its distances are those of the fixtures, and it notices wrong answers.

``test_fixtures`` compares the distances of all requests, which are part of their fixtures.
"""

import json
from typing import Any

import oracle
import pytest
from support.ports import CASES

from refnet.conformance.fixtures import Case, input_bytes


def named(case: Case) -> str:
    return case.id


# Answers far from those of real numbers, because their digits cancel or their range ends.
FAR = {
    "batch_normalization/far_from_zero",
    "batch_normalization/subnormal_inputs",
    "button_press/cancellation",
    "normalization/constant_input",
    "normalization/far_from_zero",
    "normalization/infinite_sum_of_squares",
    "normalization/infinite_variance",
    "normalization/order_of_the_sums",
    "schedules/cosine_decay_at_large_steps",
    "schedules/exponential_decay",
    "schedules/exponential_decay_of_every_step",
    "schedules/exponential_decay_staircase",
}


def test_answers_are_close_to_those_of_real_numbers() -> None:
    """A larger distance is a mistake, of the rules or of the oracle; subnormal ones have no digits.

    The bound is for long runs, in which roundings grow.
    """
    far = {
        case.id
        for case in CASES.values()
        for distance in (case.oracle or {}).values()
        if distance["relative"] > 1e-10 and distance["ulp"] > 1.0
    }
    assert far == FAR


def test_every_trajectory_is_measured() -> None:
    measured = [case for case in CASES.values() if case.request and case.expected.get("trials")]
    assert len(measured) > 90
    assert all(case.oracle for case in measured)


def test_answers_to_lines_lie_within_one_unit() -> None:
    answered: dict[bytes, Any] = {
        str(case.line).encode(): case.expected for case in CASES.values() if case.line
    }
    for case in CASES.values():
        lines = input_bytes(case.input or ()).split(b"\n")
        answered.update(zip(lines, case.answers, strict=False))
    trajectories = {line: answer for line, answer in answered.items() if "trials" in answer}
    measured = [(line, answer) for line, answer in trajectories.items() if answer["trials"]]
    assert len(measured) > 30
    for line, expected in measured:
        far = oracle.distances(json.loads(line), expected)
        assert far
        for distance in far.values():
            assert distance["ulp"] <= 1.0
            assert distance["relative"] <= 2.0**-52


def test_the_distances_of_a_fixture() -> None:
    case = CASES["neuron/bias"]
    assert oracle.distances(case.request or {}, case.expected) == case.oracle


def test_a_hopfield_network_has_no_distance() -> None:
    """Its oracle calculates in whole numbers and fractions, and rounds once."""
    measured = [case for case in CASES.values() if case.id.startswith("hopfield/") and case.oracle]
    assert len(measured) > 30
    for case in measured:
        assert {far for each in (case.oracle or {}).values() for far in each.values()} == {0.0}


def test_oracle_notices_another_state() -> None:
    case = CASES["hopfield/letters"]
    wrong = json.loads(json.dumps(case.expected))
    wrong["trials"][0]["state"][3] *= -1
    assert oracle.distances(case.request or {}, wrong)["state"]["relative"] == 2.0


def test_oracle_notices_a_wrong_answer() -> None:
    case = CASES["button_press/article"]
    wrong = json.loads(json.dumps(case.expected))
    wrong["trials"][3]["output"] += 1e-12
    assert oracle.distances(case.request or {}, wrong)["output"]["relative"] > 9e-13
    del wrong["trials"][5]
    with pytest.raises(ValueError, match="5 trials, where the oracle has 6"):
        oracle.distances(case.request or {}, wrong)


def test_oracle_notices_a_wrong_network() -> None:
    case = CASES["dense/base"]
    for path, quantity in [
        (("trials", 1, "loss"), "loss"),
        (("trials", 0, "layers", 1, "kernel", 4, 1), "layers"),
        (("trials", 0, "layers", 0, "bias", 0), "layers"),
        (("outputs", 6, 0), "outputs"),
    ]:
        wrong = part = json.loads(json.dumps(case.expected))
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] += 1e-12
        far = oracle.distances(case.request or {}, wrong)
        assert {name for name, each in far.items() if each["relative"] > 1e-13} == {quantity}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("dropout/unshuffled_with_a_seed", {"shuffle_seed": 8}),
        ("dropout/shuffled", {"shuffle": False}),
        ("lstm/stateful_shuffled", {"batch_size": 3}),
    ],
)
def test_oracle_draws_and_remembers_by_itself(name: str, changes: dict[str, object]) -> None:
    case = CASES[name]
    far = oracle.distances({**(case.request or {}), **changes}, case.expected)
    assert far["loss"]["relative"] > 1e-3


def test_oracle_notices_another_decision() -> None:
    case = CASES["rabbit/four_pairings"]
    wrong = json.loads(json.dumps(case.expected))
    wrong["trials"][4]["blink"] = False
    with pytest.raises(oracle.OtherDecision):
        oracle.distances(case.request or {}, wrong)
