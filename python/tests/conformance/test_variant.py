"""Variants of the reference: what is replaced takes effect everywhere, and nowhere else."""

import numpy as np

from refnet import reference
from refnet.conformance.compare import first_difference
from refnet.conformance.mistakes.arithmetic import numbers
from refnet.conformance.mistakes.mistake import carry_out
from refnet.conformance.mistakes.variant import as_real, variant
from refnet.port.experiments import experiments

BACKWARDS = [("in range(len(inputs))", "in reversed(range(len(inputs)))")]


def test_a_variant_without_edits_is_the_reference() -> None:
    table = experiments(variant({}))
    request = {
        "experiment": "two_layer",
        "inputs": [[0.5, 1.0], [1.5, -1.0]],
        "targets": [[1.0], [0.0]],
        "weights1": [[0.25, -0.5], [0.75, 1.0]],
        "weights2": [[0.5], [-0.25]],
        "iterations": 3.0,
    }
    right = carry_out(experiments(reference), request)
    assert len(right["trials"]) == 3
    assert first_difference(right, carry_out(table, request)) is None


def test_later_chapters_use_what_is_edited_and_the_reference_stays() -> None:
    inputs, weights = [1.0, 1.0, 1.0], [1.0, 1e16, -1e16]
    wrong = variant({"weighted_sum": BACKWARDS})
    assert wrong.weighted_sum(inputs, weights, 0.0) != reference.weighted_sum(inputs, weights, 0.0)
    fields = (weights, [True] * 3, 2.0, 0.5, [inputs])
    assert wrong.rabbit(*fields)[0].sum == wrong.weighted_sum(inputs, weights, 0.0)
    assert reference.rabbit(*fields)[0].sum == reference.weighted_sum(inputs, weights, 0.0)
    assert wrong.exp is not reference.exp
    assert wrong.exp(1.5) == reference.exp(1.5)


def test_functions_can_be_replaced() -> None:
    wrong = variant({}, sigmoid=lambda x: 0.25)
    assert wrong.neuron_outputs([[1.0]], [2.0], 0.0, 1.0) == [0.25]
    assert wrong.layer_outputs([[1.0]], [[2.0]], [0.0]) == [[0.25]]


def test_every_number_is_of_the_other_type() -> None:
    chapters = variant({}, real=np.float32)
    run = chapters.neuron([[0.1, 0.2]], [0.3], [0.4, 0.5], 0.6, 0.7, 0.8, 2)
    for trial in run:
        numbers = [*trial.outputs, *trial.errors, *trial.weights, trial.bias]
        assert {type(number) for number in numbers} == {np.float32}
    assert chapters.relu(np.float32(-1)) == 0
    assert type(chapters.relu(np.float32(-1))) is np.float32
    assert type(chapters.exp(np.float32(0.5))) is np.float32
    assert chapters.exp(np.float32(0.5)) == np.float32(reference.exp(0.5))


def test_structures_keep_their_types() -> None:
    optimizer = reference.Optimizer("sgd", 0.1, nesterov=True)
    rounded = as_real((optimizer, [[0.1], 7], "text", None), np.float32)
    assert rounded[1:] == ([[np.float32(0.1)], 7], "text", None)
    assert type(rounded[0]) is reference.Optimizer
    assert (rounded[0].learning_rate, rounded[0].nesterov) == (np.float32(0.1), True)


def test_rates_of_schedules_are_rounded_once() -> None:
    chapters = variant({}, real=np.float32)
    schedule = reference.Schedule("exponential_decay", 0.1, 7, 0.96)
    optimizer = as_real(reference.Optimizer("adam", schedule), np.float32)
    assert optimizer.learning_rate is schedule
    assert (type(optimizer.rho), optimizer.rho) == (np.float32, np.float32(0.9))
    rates = [chapters.step_rate(optimizer, step) for step in range(40)]
    assert {type(rate) for rate in rates} == {np.float32}
    assert rates == [np.float32(reference.scheduled_rate(schedule, step)) for step in range(40)]
    listed = as_real(reference.Optimizer("adam", [0.1, 0.3]), np.float32)
    assert chapters.step_rate(listed, 2) == np.float32(0.3)


def test_numbers_that_round_every_operation() -> None:
    tenth = numbers(lambda value: round(value, 1))
    assert tenth(0.26) == 0.3
    assert [tenth(1.0) / 3, 1 / tenth(3.0)] == [0.3, 0.3]
    assert [tenth(0.3) * 0.3, 0.3 * tenth(0.3)] == [0.1, 0.1]
    assert [tenth(0.3) + 0.26, 0.26 + tenth(0.3), tenth(0.3) - 0.26] == [0.6, 0.6, 0.0]
    assert [abs(-tenth(0.3)), 0.26 - tenth(0.3)] == [0.3, 0.0]
    assert type(tenth(0.3) * tenth(0.3) + 1.0) is tenth
