"""The chapters neuron and two_layer: gradients, the tutorials' results, bits of every kernel."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from refnet import RefnetError, core, reference

BACKENDS = pytest.mark.parametrize("chapters", [reference, core], ids=["python", "c"])

X = [[0.3, -0.7, 1.1], [0.9, 0.4, -0.2], [-0.5, 0.8, 0.6], [0.1, 0.2, 0.3]]
T1 = [0.9, 0.2, 0.6, 0.4]
T2 = [[0.9, 0.1], [0.2, 0.7], [0.6, 0.3], [0.4, 0.5]]
W = [0.4, -0.3, 0.8]
W1 = [[0.2, -0.4, 0.5, 0.9], [0.7, 0.1, -0.6, 0.3], [-0.2, 0.8, 0.4, -0.5]]
W2 = [[0.6, -0.1], [-0.7, 0.3], [0.2, 0.9], [0.5, -0.8]]
B1, B2 = [0.1, -0.2, 0.3, 0.4], [-0.3, 0.2]
SLOPE = 1.7


def central_differences(loss: Callable[[Any], float], at: Any) -> Any:
    """Return the gradient of a loss, measured: (L(w + h) - L(w - h)) / 2h for each w."""
    at = np.asarray(at, dtype=np.float64)
    gradient = np.empty_like(at)
    h = 1e-5
    for i in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[i] = h
        gradient[i] = (loss(at + step) - loss(at - step)) / (2 * h)
    return gradient


def agree(analytic: Any, measured: Any) -> None:
    """Hold what a chapter calls its gradient, the way down, against the measured gradient."""
    analytic = np.asarray(analytic)
    assert (np.abs(analytic) > 1e-4).all(), "a gradient of zeros would prove nothing"
    np.testing.assert_allclose(-analytic, measured, rtol=1e-6)


@BACKENDS
def test_gradient_of_the_neuron(chapters: ModuleType) -> None:
    def loss(weights: Any, bias: float) -> float:
        outputs = chapters.neuron_outputs(X, weights.tolist(), bias, SLOPE)
        return float(sum(e * e for e in chapters.neuron_errors(T1, outputs)) / 2)

    outputs = chapters.neuron_outputs(X, W, 0.25, SLOPE)
    deltas = chapters.neuron_deltas(chapters.neuron_errors(T1, outputs), outputs, SLOPE)
    agree(chapters.neuron_adjustment(X, deltas), central_differences(lambda w: loss(w, 0.25), W))
    bias = central_differences(lambda b: loss(np.array(W), float(b)), 0.25)
    agree(chapters.bias_adjustment(deltas), bias)


@BACKENDS
def test_gradients_of_two_layers(chapters: ModuleType) -> None:
    def loss(**changed: Any) -> float:
        v = {"W1": W1, "W2": W2, "B1": B1, "B2": B2}
        v.update({name: value.tolist() for name, value in changed.items()})
        hidden = chapters.layer_outputs(X, v["W1"], v["B1"])
        outputs = chapters.layer_outputs(hidden, v["W2"], v["B2"])
        return float(chapters.squared_loss(T2, outputs))

    hidden = chapters.layer_outputs(X, W1, B1)
    deltas2 = chapters.output_deltas(T2, chapters.layer_outputs(hidden, W2, B2))
    deltas1 = chapters.hidden_deltas(deltas2, W2, hidden)
    measured = central_differences
    agree(chapters.weight_adjustments(X, deltas1), measured(lambda w: loss(W1=w), W1))
    agree(chapters.weight_adjustments(hidden, deltas2), measured(lambda w: loss(W2=w), W2))
    agree(chapters.bias_adjustments(deltas1), measured(lambda b: loss(B1=b), B1))
    agree(chapters.bias_adjustments(deltas2), measured(lambda b: loss(B2=b), B2))


def same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(np.asarray(one).view(np.int64), np.asarray(other).view(np.int64)))


def test_every_kernel_has_the_reference_bits() -> None:
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


@BACKENDS
@pytest.mark.parametrize("seed", [2, 3, 5])
def test_the_3_4_1_example_learns_in_every_iteration(chapters: ModuleType, seed: int) -> None:
    weights = np.asarray(chapters.random(seed, 16))
    inputs, targets = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [[0], [1], [1], [0]]
    w1, w2 = weights[:12].reshape(3, 4), weights[12:].reshape(4, 1)
    result = chapters.two_layer(inputs, targets, w1, w2, iterations=1500)
    if chapters is core:
        losses, outputs = result.loss, result.outputs[-1]
    else:
        losses, outputs = np.array([trial.loss for trial in result]), result[-1].outputs
    assert (np.diff(losses) < 0).all()
    assert np.abs(np.asarray(outputs) - targets).max() < 0.03


@BACKENDS
def test_the_three_input_example_begins_with_the_published_weights(chapters: ModuleType) -> None:
    weights = [2 * r - 1 for r in chapters.random(1, 3)]
    assert [f"{w:.8f}" for w in weights] == ["-0.16595599", "0.44064899", "-0.99977125"]


def test_arguments_stay_as_they_are() -> None:
    arrays: list[Any] = [np.array(a) for a in (X, T2, W1, W2, B1, B2)]
    before = [array.tobytes() for array in arrays]
    x, t, w1, w2, b1, b2 = arrays
    core.two_layer(x, t, w1, w2, b1, b2, iterations=5)
    core.neuron(arrays[0], arrays[1][:, 0].copy(), arrays[2][:, 0].copy(), iterations=5)
    assert [array.tobytes() for array in arrays] == before
    lists: list[Any] = [X, T2, W1, W2, B1, B2]
    texts = [repr(values) for values in lists]
    x, t, w1, w2, b1, b2 = lists
    history = reference.two_layer(x, t, w1, w2, b1, b2, iterations=2)
    history[0].weights1[0][0] = 99.0
    assert history[1].weights1[0][0] != 99.0
    assert [repr(values) for values in lists] == texts


@BACKENDS
def test_more_iterations_than_fit_are_an_error_unless_they_diverge(chapters: ModuleType) -> None:
    many = 2**53 - 1
    with pytest.raises(RefnetError, match="outputs: left the finite numbers in trial 1"):
        chapters.neuron([[1e200, 1e200]], [0], [1e200, -1e200], iterations=many)
    with pytest.raises(RefnetError, match="outputs: left the finite numbers in trial 1"):
        chapters.two_layer([[1e200, 1e200]], [[0]], [[1e200], [-1e200]], [[1]], iterations=many)


REFUSALS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, str]] = [
    ("neuron", ([], [], [1]), {}, "empty", "inputs"),
    ("neuron", ([[]], [1], []), {}, "empty", "weights"),
    ("neuron", ([[1], [1, 2]], [1, 1], [1]), {}, "shape_mismatch", "inputs"),
    ("neuron", ([[1]], [1, 1], [1]), {}, "shape_mismatch", "targets"),
    ("neuron", ([[1]], [1], [1]), {"record": [2]}, "out_of_range", "record"),
    ("neuron", ([[1]], [1], [1]), {"record": [1.0]}, "wrong_type", "record"),
    ("neuron", ([[1]], [1], [1]), {"iterations": -1}, "out_of_range", "iterations"),
    ("neuron", ([[1]], [1], [1]), {"bias": "0"}, "wrong_type", "bias"),
    ("neuron", ([[1]], [1], [1]), {"slope": None}, "wrong_type", "slope"),
    ("neuron", ([[1]], [np.nan], [1]), {}, "not_finite", "targets"),
    ("two_layer", ([], [], [[1]], [[1]]), {}, "empty", "inputs"),
    ("two_layer", ([[1]], [[]], [[1]], [[1]]), {}, "empty", "targets"),
    ("two_layer", ([[1]], [], [[1]], [[1]]), {}, "shape_mismatch", "targets"),
    ("two_layer", ([[]], [[1]], [], [[1]]), {}, "empty", "weights1"),
    ("two_layer", ([[1]], [[1]], [[]], []), {}, "empty", "weights2"),
    ("two_layer", ([[1]], [[1]], [[1, 1]], [[1]]), {}, "shape_mismatch", "weights1"),
    ("two_layer", ([[1]], [[1]], [[1]], [[1, 1]]), {}, "shape_mismatch", "weights2"),
    ("two_layer", ([[1]], [[1]], [[1]], [[1]], [1, 1]), {}, "shape_mismatch", "bias1"),
    ("two_layer", ([[1]], [[1]], [[1]], [[1]], None, []), {}, "shape_mismatch", "bias2"),
    ("two_layer", ([[1]], [[1]], [[1]], [[1]], [np.inf]), {}, "not_finite", "bias1"),
    ("two_layer", (1, [[1]], [[1]], [[1]]), {}, "wrong_type", "inputs"),
]


@BACKENDS
@pytest.mark.parametrize(("chapter", "arguments", "options", "code", "field"), REFUSALS)
def test_bad_input_is_refused(
    chapters: ModuleType,
    chapter: str,
    arguments: tuple[Any, ...],
    options: dict[str, Any],
    code: str,
    field: str,
) -> None:
    with pytest.raises(RefnetError) as caught:
        getattr(chapters, chapter)(*arguments, **options)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_kernels_refuse_shapes_that_do_not_fit() -> None:
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
