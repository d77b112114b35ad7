"""Chapters neuron and two_layer through the C core: the bits of the reference."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.bits import same

from refnet import RefnetError, core, reference

X = [[0.3, -0.7, 1.1], [0.9, 0.4, -0.2], [-0.5, 0.8, 0.6]]
T = [[0.9, 0.1], [0.2, 0.7], [0.6, 0.3]]
W1 = [[0.2, -0.4], [0.7, 0.1], [-0.2, 0.8]]
W2 = [[0.6, -0.1], [-0.7, 0.3]]
B1, B2 = [0.1, -0.2], [-0.3, 0.2]


def test_every_function_has_the_reference_bits() -> None:
    generator = np.random.default_rng(7)
    for m, n, h, k in [(1, 1, 1, 1), (4, 3, 4, 1), (5, 7, 11, 3), (2, 13, 5, 9), (17, 2, 8, 4)]:
        x, t = generator.normal(size=(m, n)), generator.random((m, k))
        w1, w2 = generator.normal(size=(n, h)), generator.normal(size=(h, k))
        b1, d1, d2 = (generator.normal(size=s) for s in (h, (m, h), (m, k)))
        y = generator.random((m, h))
        calls: list[tuple[str, tuple[Any, ...]]] = [
            ("neuron_outputs", (x, w1[:, 0], 0.3, 1.5)),
            ("neuron_errors", (t[:, 0], y[:, 0])),
            ("neuron_deltas", (t[:, 0], y[:, 0], 1.5)),
            ("neuron_adjustment", (x, d1[:, 0])),
            ("bias_adjustment", (d1[:, 0],)),
            ("gradient_step", (w1[:, 0], w1[::-1, 0], 0.3)),
            ("layer_outputs", (x, w1, b1)),
            ("squared_loss", (t, d2)),
            ("output_deltas", (t, d2)),
            ("hidden_deltas", (d2, w2, y)),
            ("weight_adjustments", (x, d1)),
            ("bias_adjustments", (d1,)),
            ("gradient_step_rows", (w1, w1[::-1], 0.3)),
        ]
        for name, arguments in calls:
            lists = [a.tolist() if isinstance(a, np.ndarray) else a for a in arguments]
            expected = getattr(reference, name)(*lists)
            assert same(getattr(core, name)(*arguments), expected), (name, m, n, h, k)


def test_arguments_stay_as_they_are() -> None:
    arrays: list[Any] = [np.array(a) for a in (X, T, W1, W2, B1, B2)]
    before = [array.tobytes() for array in arrays]
    x, t, w1, w2, b1, b2 = arrays
    core.two_layer(x, t, w1, w2, b1, b2, iterations=5)
    core.neuron(x, t[:, 0].copy(), w1[:, 0].copy(), iterations=5)
    assert [array.tobytes() for array in arrays] == before


def test_shapes_that_do_not_fit_are_refused() -> None:
    calls: list[Callable[[], Any]] = [
        lambda: core.neuron_outputs([[1, 2]], [1], 0, 1),
        lambda: core.neuron_errors([1], [1, 2]),
        lambda: core.neuron_deltas([1], [1, 2], 1),
        lambda: core.neuron_adjustment([[1]], [1, 2]),
        lambda: core.neuron_adjustment([], []),
        lambda: core.gradient_step([1], [1, 2], 1),
        lambda: core.layer_outputs([[1]], [[1, 2]], [1]),
        lambda: core.squared_loss([[1]], [[1, 2]]),
        lambda: core.squared_loss([[1]], [[1], [2]]),
        lambda: core.hidden_deltas([[1]], [[1, 2]], [[1]]),
        lambda: core.hidden_deltas([[1]], [[1]], [[1, 2]]),
        lambda: core.hidden_deltas([[1]], [[1]], [[1], [2]]),
        lambda: core.weight_adjustments([[1]], [[1], [2]]),
        lambda: core.bias_adjustments([[1], [1, 2]]),
        lambda: core.gradient_step_rows([[1]], [[1, 2]], 1),
    ]
    for call in calls:
        with pytest.raises(RefnetError):
            call()
