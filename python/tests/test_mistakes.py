"""The mistakes that failing ports are told: each is caught by a fixture of the rule it breaks."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import load_cases
from refnet.conformance.mistakes import (
    MISTAKES,
    Mistake,
    dense,
    diagnose,
    model_file,
    networks,
    numbers,
    perceptron,
    with_floats,
)
from refnet.conformance.mistakes.arithmetic import (
    compensated,
    fused,
    in_halves,
    left_to_right,
    right_to_left,
)

SIMULATIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "elementary": numbers.elementary,
    "random": numbers.random_numbers,
    "button_press": lambda request: perceptron.press(request, perceptron.Variant()),
    "rabbit": lambda request: perceptron.condition(request, perceptron.Variant()),
    "neuron": lambda request: networks.neuron(request, networks.Variant()),
    "two_layer": lambda request: networks.two_layer(request, networks.Variant()),
    "dense": lambda request: dense.dense(request, dense.Variant()),
    "initial_kernels": dense.initial_kernels,
    "save_model": lambda request: model_file.save_model(request, model_file.Variant()),
    "predict": lambda request: model_file.predict(request, model_file.Variant()),
}
LONG = 40  # iterations beyond which a simulation takes its time, and shows no more
CASES = [
    (case, with_floats(case.request), case.expected)
    for case in load_cases()
    if case.request is not None
    and "error" not in case.expected
    and case.request.get("iterations", 0) <= LONG
]
ALL = [
    pytest.param(experiment, mistake, id=f"{experiment}: {mistake.description}")
    for experiment, mistakes in MISTAKES.items()
    for mistake in mistakes
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].id)
def test_simulation_without_a_mistake_gives_the_expected_answer(case: Any) -> None:
    _, request, expected = case
    got = SIMULATIONS[request["experiment"]](request)
    assert first_difference(expected, got) is None


@pytest.mark.parametrize(("experiment", "mistake"), ALL)
def test_mistake_is_caught_by_a_fixture_that_cites_its_rule_and_recognised(
    experiment: str, mistake: Mistake
) -> None:
    catching = [
        request
        for case, request, expected in CASES
        if request["experiment"] == experiment
        and mistake.rule in case.rules
        and first_difference(expected, mistake.answer(request)) is not None
    ]
    assert catching
    shortest = min(catching, key=lambda request: len(str(request)))
    assert mistake in diagnose(shortest, mistake.answer(shortest))


def test_the_fixtures_of_the_order_tell_orders_apart() -> None:
    weights = [0.1, 0.2, 0.3, 0.6, 0.7]
    products = [(weight, 1.0) for weight in weights]
    sums = [add(products) for add in (left_to_right, right_to_left, in_halves, compensated)]
    assert sums[0] not in sums[1:]
    [case] = [expected for case, _, expected in CASES if case.id == "button_press/order_of_the_sum"]
    assert case["trials"][0]["output"] == sums[0]


def test_fused_rounds_once() -> None:
    assert fused(0.1, 10.0, -1.0) == 2.0**-54  # 0.1 is 0.1000000000000000055...
    assert 0.1 * 10.0 - 1.0 == 0.0
    assert fused(2.0, 3.0, 4.0) == 10.0
    assert math.isinf(fused(1e308, 10.0, 0.0))
    assert math.isnan(fused(math.inf, 0.0, 1.0))
