"""Chapter losses: what each is called after, and its derivative, measured."""

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.gradients import central_differences, check_gradient

from refnet import reference

D, T = [0.3, -1.2, 2.0], [0.2, 0.5, 0.9]


def test_the_crossentropies_are_their_definitions() -> None:
    y = reference.softmax(D)
    wanted = -math.fsum(a * math.log(b) for a, b in zip(T, y, strict=True))
    assert reference.categorical_crossentropy(T, D) == pytest.approx(wanted, rel=1e-14)
    y = [1 / (1 + math.exp(-value)) for value in D]
    wanted = -math.fsum(
        a * math.log(b) + (1 - a) * math.log(1 - b) for a, b in zip(T, y, strict=True)
    )
    assert reference.binary_crossentropy(T, D) == pytest.approx(wanted, rel=1e-14)


@BACKENDS
def test_crossentropies_stay_finite_where_the_probabilities_do_not(chapters: ModuleType) -> None:
    assert chapters.softmax([1000.0, 0.0, -1000.0])[2] == 0.0
    assert chapters.categorical_crossentropy([0.0, 0.0, 1.0], [1000.0, 0.0, -1000.0]) == 2000.0
    assert chapters.binary_crossentropy([1.0, 0.0], [-800.0, 800.0]) == 1600.0


@BACKENDS
def test_the_derivatives_are_measured(chapters: ModuleType) -> None:
    y, sigmoids = [0.1, 0.7, 0.4], [float(chapters.sigmoid(d)) for d in D]
    check_gradient(
        chapters.squared_error_gradient(T, y),
        central_differences(lambda at: chapters.squared_error(T, at.tolist()), y),
    )
    check_gradient(
        chapters.binary_crossentropy_gradient(T, sigmoids),
        central_differences(lambda at: chapters.binary_crossentropy(T, at.tolist()), D),
    )
    check_gradient(
        chapters.categorical_crossentropy_gradient(T, chapters.softmax(D)),
        central_differences(lambda at: chapters.categorical_crossentropy(T, at.tolist()), D),
    )


LOSSES = [
    ("mse", "linear"),
    ("sum_squared_error", "linear"),
    ("binary_crossentropy", "sigmoid"),
    ("categorical_crossentropy", "softmax"),
    ("sparse_categorical_crossentropy", "softmax"),
]


@BACKENDS
@pytest.mark.parametrize(("loss", "activation"), LOSSES)
def test_the_gradient_of_a_batch(chapters: ModuleType, loss: str, activation: str) -> None:
    """By the logits where the loss is calculated from them, else by the outputs."""
    logits, targets = [D, [0.5, 0.1, -0.8]], [T, [1.0, 0.0, 0.0]]

    def outputs_of(rows: Any) -> list[list[float]]:
        return [list(chapters.activate(activation, list(row))) for row in rows]

    def batch_loss(rows: Any) -> float:
        total = sum(
            chapters.example_loss(loss, activation, t, list(d), y)
            for t, d, y in zip(targets, rows, outputs_of(rows), strict=True)
        )
        return float(chapters.reduce_loss(loss, total, len(targets)))

    assert reference.is_of_logits(loss, activation) == (
        activation != "linear"
    )  # linear: outputs are the logits
    gradients = chapters.loss_gradients(loss, activation, targets, outputs_of(logits))
    check_gradient(gradients, central_differences(batch_loss, logits))


@BACKENDS
def test_one_hot(chapters: ModuleType) -> None:
    rows = np.asarray(chapters.one_hot([2, 0], 3)).tolist()
    assert rows == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]


@BACKENDS
def test_only_one_loss_is_a_sum(chapters: ModuleType) -> None:
    for loss, _ in LOSSES:
        wanted = 6.0 if loss == "sum_squared_error" else 2.0
        assert chapters.reduce_loss(loss, 6.0, 3) == wanted
