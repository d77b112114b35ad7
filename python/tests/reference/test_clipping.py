"""Chapter clipping: norms of variables, and limits of gradients."""

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from refnet import reference
from refnet.reference.optimizers import Optimizer

GRADIENTS = [[3.0, 4.0], [0.0, 0.0], [12.0]]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, GRADIENTS),
        ({"clipnorm": 2.5}, [[1.5, 2.0], [0.0, 0.0], [2.5]]),
        ({"global_clipnorm": 6.5}, [[1.5, 2.0], [0.0, 0.0], [6.0]]),
        ({"clipvalue": 3.5}, [[3.0, 3.5], [0.0, 0.0], [3.5]]),
    ],
)
def test_the_settings_say_how_gradients_are_clipped(
    settings: dict[str, float], expected: list[list[float]]
) -> None:
    optimizer = Optimizer("sgd", 0.1, **settings)  # type: ignore[arg-type]
    assert reference.clipped_gradients(GRADIENTS, [2, 1], optimizer) == expected


def test_corners() -> None:
    assert reference.norm([]) == 0.0
    assert reference.clipped_by_norm([[0.0, -0.0]], 5e-324) == [[0.0, 0.0]]
    assert reference.clipped_by_norm([[3.0, 4.0]], 5.0) == [[3.0, 4.0]]
    assert reference.clipped_by_norm([[1e200, 1.0]], 1.0) == [[0.0, 0.0]]
    clipped = reference.clipped_by_value([[math.nan, -2.0]], 1.0)[0]
    assert math.isnan(clipped[0])
    assert clipped[1] == -1.0


def test_a_clipped_norm_is_at_most_the_limit() -> None:
    for seed in range(20):
        gradients = np.random.default_rng(seed).normal(size=(5, 7)).tolist()
        clipped = reference.clipped_by_norm(gradients, 0.5)
        assert reference.norm(clipped) == pytest.approx(0.5, rel=1e-15)
        ratios = np.array(clipped) / np.array(gradients)
        assert np.ptp(ratios) < 1e-15


def test_variables_are_kernels_biases_and_tables() -> None:
    kernel = [[0.0] * 6] * 2
    dense = reference.DenseLayer(6, "tanh", kernel, [0.0] * 6)
    conv = reference.Conv2DLayer(
        *(1, (2, 2), (1, 1), "valid", "linear", [[[[0.0]] * 3] * 2] * 2, None, None)
    )
    gru = reference.GRULayer(2, "tanh", "sigmoid", kernel, kernel, [[0.0] * 6] * 2)
    lstm = reference.LSTMLayer(2, "tanh", "sigmoid", [[0.0] * 8] * 3, [[0.0] * 8] * 2, None)
    table = reference.EmbeddingLayer(5, 2, [[0.0] * 2] * 5)
    flatten = reference.FlattenLayer((6,))
    layers: list[Any] = [dense, flatten, conv, gru, lstm, table]
    assert reference.network_variables(layers) == [2, 1, 12, 2, 2, 2, 3, 2, 5]
    vectors = reference.network_parameters(layers)
    assert sum(reference.network_variables(layers)) == len(vectors)


def test_every_kind_groups_all_of_its_vectors() -> None:
    module: ModuleType = reference.kinds
    for kind in module.KINDS.values():
        assert (kind.variables is module.no_variables) == (kind.parameters is module.no_parameters)
