"""Chapter schedules: the accuracy of its power and cosine, and rates of simple numbers."""

import math
import random
from typing import Any

import pytest
from mpmath import mp

from refnet import RefnetError, reference
from refnet.reference import Schedule
from refnet.reference.network_checks import checked_learning_rates

DECAY = Schedule("exponential_decay", 0.5, 4, 0.25)


def test_the_cosine_is_within_2_units_in_the_last_place() -> None:
    generator, worst = random.Random(1), 0.0
    for i in range(20_000):
        f = generator.random() if i % 2 else i / 20_000
        with mp.workdps(50):
            exact = mp.cospi(mp.mpf(f))
            if exact != 0:
                error = abs(reference.cos_pi(f) - exact) / math.ulp(float(exact))
                worst = max(worst, float(error))
    assert 1.0 < worst < 2.0


def test_the_cosine_is_exact_at_its_ends_and_odd_about_its_middle() -> None:
    assert [reference.cos_pi(f) for f in (0.0, 0.5, 1.0)] == [1.0, 0.0, -1.0]
    for i in range(1025):
        assert reference.cos_pi(1.0 - i / 1024) == -reference.cos_pi(i / 1024)


def test_the_power_is_as_precise_as_its_exponent_allows() -> None:
    generator = random.Random(2)
    for _ in range(2000):
        base, exponent = generator.random() * 2.0, generator.random() * 20.0
        with mp.workdps(50):
            exact = mp.mpf(base) ** mp.mpf(exponent)
            error = abs(reference.power(base, exponent) - exact) / exact
        assert error < 2.0**-52 * (2.0 + abs(exponent * math.log(base)))
    corners = [(0.0, 0.0, 1.0), (0.0, 2.0, 0.0), (3.0, 1.0, 3.0), (3.0, 0.0, 1.0)]
    assert [reference.power(base, exponent) for base, exponent, _ in corners] == [
        expected for *_, expected in corners
    ]


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (DECAY, {0: 0.5, 4: 0.125}),
        (DECAY._replace(staircase=True), {0: 0.5, 3: 0.5, 4: 0.125, 7: 0.125}),
        (DECAY._replace(name="inverse_time_decay", decay_rate=1.0), {0: 0.5, 4: 0.25}),
        (
            Schedule("piecewise_constant_decay", boundaries=[1, 3], values=[3.0, 2.0, 1.0]),
            {0: 3.0, 1: 3.0, 2: 2.0, 3: 2.0, 4: 1.0},
        ),
        (
            Schedule("polynomial_decay", 0.5, 4, end_learning_rate=0.0),
            {0: 0.5, 1: 0.375, 4: 0.0, 9: 0.0},
        ),
        (
            Schedule("polynomial_decay", 0.5, 4, end_learning_rate=0.0, cycle=True),
            {0: 0.5, 4: 0.0, 6: 0.125, 8: 0.0},
        ),
        (Schedule("cosine_decay", 0.5, 4), {0: 0.5, 2: 0.25, 4: 0.0, 5: 0.0}),
        (
            Schedule("cosine_decay", 0.5, 4, warmup_target=1.0, warmup_steps=2),
            {0: 0.5, 1: 0.75, 2: 1.0, 4: 0.5, 6: 0.0},
        ),
    ],
)
def test_rates(schedule: Schedule, rates: dict[int, float]) -> None:
    assert {step: reference.scheduled_rate(schedule, step) for step in rates} == rates


def test_what_a_learning_rate_may_be() -> None:
    assert checked_learning_rates((1, 2), [3]) == ([1.0, 2.0], [3])
    assert checked_learning_rates(DECAY, [])[0] == DECAY._replace(boundaries=[], values=[])
    wrong: Any
    for wrong in ([], None, "fast", {}):
        with pytest.raises(RefnetError, match="learning_rate: expected a number") as caught:
            checked_learning_rates(wrong, [])
        assert caught.value.code == "wrong_type"
    with pytest.raises(RefnetError, match=r"learning_rate.name: expected one of"):
        checked_learning_rates(DECAY._replace(name="step_decay"), [])
