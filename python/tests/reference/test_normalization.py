"""Chapter normalization: gradients, the way back, and moments."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples

from refnet import reference
from refnet.reference.normalization import EPSILON, NormalizationLayer
from refnet.reference.optimizers import Optimizer

MEAN, VARIANCE = [0.5, -3.0, 0.0], [0.3, 17.0, 1e-3]
BOTH = pytest.mark.parametrize("invert", [False, True], ids=["forward", "inverse"])


@BACKENDS
def test_a_normalization_has_no_parameters(chapters: ModuleType) -> None:
    layer = NormalizationLayer(MEAN, VARIANCE)
    x, deltas = examples(4, 3, 3)
    assert chapters.normalization_shapes(layer) == ((3,), (3,))
    image = layer._replace(input_shape=(3, 1))
    assert chapters.normalization_shapes(image) == ((3, 1), (3, 1))
    assert (layer.kind, layer.activation, layer.invert) == ("normalization", "linear", False)
    assert len(chapters.network_parameters([layer])) == 0
    forward = chapters.network_forward(x, [layer])
    assert len(chapters.network_gradients(x, deltas, [layer], forward, "mse")) == 0


@BOTH
def test_input_gradients_are_those_that_are_measured(invert: bool) -> None:
    layer = NormalizationLayer(MEAN, VARIANCE, invert)
    x, deltas = examples(4, 3, 3)

    def loss(inputs: np.ndarray) -> float:
        outputs = reference.normalization_forward(inputs.tolist(), layer)
        return float((np.array(outputs) * np.array(deltas)).sum())

    gradients = reference.normalization_input_gradients(x, deltas, layer)
    check_gradient(gradients, central_differences(loss, x))


@BOTH
def test_gradients_pass_through_a_normalization_inside_a_network(invert: bool) -> None:
    first, last = dense_layers((2, 3, 2), ("tanh", "linear"))
    layers: list[Any] = [first, NormalizationLayer(MEAN, VARIANCE, invert), last]
    x, t = examples(5, 2, 2)

    def loss(flat: np.ndarray) -> float:
        changed = [first._replace(kernel=flat.reshape(2, 3).tolist()), *layers[1:]]
        return reference.evaluate(changed, "mse", x, t).total / 5.0

    forward = reference.network_forward(x, layers)
    gradients = reference.network_gradients(x, t, layers, forward, "mse")
    measured = central_differences(loss, np.ravel(first.kernel))
    check_gradient(np.ravel(gradients[:2]), measured)


@BACKENDS
def test_the_inverse_goes_back(chapters: ModuleType) -> None:
    x, _ = examples(4, 3, 3)
    there = chapters.normalization_forward(x, NormalizationLayer(MEAN, VARIANCE))
    back = chapters.normalization_forward(there, NormalizationLayer(MEAN, VARIANCE, True))
    np.testing.assert_allclose(back, x, rtol=1e-14, atol=1e-14)


def test_deviations_are_never_below_epsilon() -> None:
    layer = NormalizationLayer([0.0] * 4, [0.0, 1e-15, 4.0, 5e-324])
    assert reference.deviations(layer) == [EPSILON, EPSILON, 2.0, EPSILON]


def test_moments_are_those_of_numpy() -> None:
    x, _ = examples(50, 3, 1)
    result = reference.normalization(x)
    np.testing.assert_allclose(result.mean, np.mean(x, axis=0), rtol=1e-12)
    np.testing.assert_allclose(result.variance, np.var(x, axis=0), rtol=1e-12)
    np.testing.assert_allclose(np.mean(result.outputs, axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(np.var(result.outputs, axis=0), 1.0, rtol=1e-12)


@BACKENDS
def test_training_changes_the_layers_around_it_only(chapters: ModuleType) -> None:
    first, last = dense_layers((2, 3, 2), ("tanh", "linear"))
    layers = [first, NormalizationLayer(MEAN, VARIANCE), last]
    x, t = examples(5, 2, 2)
    run = chapters.dense(layers, "mse", Optimizer("adam", 0.1), x, t, 2, 3)
    trained = run.trials[-1].layers
    assert np.array(trained[1].mean).tolist() == MEAN
    assert np.array(trained[1].variance).tolist() == VARIANCE
    assert np.array(trained[0].kernel).tolist() != first.kernel
    assert np.array(trained[2].kernel).tolist() != last.kernel


def test_what_is_given_stays_as_it_is() -> None:
    x, _ = examples(4, 3, 1)
    before = repr(x)
    reference.normalization(x)
    assert repr(x) == before
