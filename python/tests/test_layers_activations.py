"""The layers Activation, ReLU, ELU, LeakyReLU and Softmax: what they take, and models with them."""

import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made
from support.sequential import BACKENDS, BatchWatcher, snapshot_bits
from support.summaries import rows_of

import refnet
from refnet import (
    ELU,
    Activation,
    Conv2D,
    Dense,
    Flatten,
    Input,
    LeakyReLU,
    RefnetError,
    ReLU,
    Sequential,
    Softmax,
    activations,
    layers,
)
from refnet.layers import GRU, Embedding, Masking, SimpleRNN, TimeDistributed
from refnet.reference.activations import ACTIVATIONS, UNIT_ACTIVATIONS
from refnet.reference.checks import SPARSE

SEED, M = 3, 7
RANDOM = np.random.RandomState(8)
ROWS, ROW_TARGETS = RANDOM.normal(0.0, 2.0, (M, 6)), RANDOM.uniform(0.0, 1.0, (M, 6))
STEPS, STEP_TARGETS = RANDOM.normal(0.0, 2.0, (M, 4, 3)), RANDOM.uniform(0.0, 1.0, (M, 4, 3))
IMAGES, IMAGE_TARGETS = (
    RANDOM.normal(0.0, 2.0, (M, 2, 3, 2)),
    RANDOM.uniform(0.0, 1.0, (M, 2, 3, 2)),
)

# the first parameters of Keras 3.15's classes, in their order
SIGNATURES = {
    "Activation": "activation",
    "ReLU": "max_value negative_slope threshold",
    "ELU": "alpha",
    "LeakyReLU": "negative_slope",
    "Softmax": "axis",
}
LAYERS = [
    *(Activation(name) for name in ACTIVATIONS),
    *(ReLU(), ELU(), LeakyReLU(), LeakyReLU(0.0), LeakyReLU(2.5), Softmax()),
]


@pytest.mark.parametrize("name", SIGNATURES)
def test_positional_arguments_are_those_of_keras(name: str) -> None:
    parameters = inspect.signature(getattr(layers, name)).parameters.values()
    positional = [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    assert positional == SIGNATURES[name].split()


def test_the_defaults_are_those_of_keras() -> None:
    assert LeakyReLU().negative_slope == 0.3
    assert LeakyReLU(0.1) == LeakyReLU(negative_slope=0.1) == LeakyReLU(alpha=0.1)
    assert LeakyReLU(alpha=0.1) != LeakyReLU()
    assert activations.leaky_relu(-1.0) == -0.2
    assert (ELU().alpha, Softmax().axis) == (1.0, -1)
    assert (ReLU().max_value, ReLU().negative_slope, ReLU().threshold) == (None, 0.0, 0.0)


def expected_outputs(layer: Any, x: Any) -> Any:
    """Return what a layer gives for numbers of any shape."""
    if isinstance(layer, LeakyReLU):
        return np.where(x > 0.0, x, layer.negative_slope * x)
    names: dict[Any, str] = {ReLU: "relu", ELU: "elu", Softmax: "softmax"}
    return activations.FUNCTIONS[names.get(type(layer)) or layer.activation](x)


@BACKENDS
@pytest.mark.parametrize("x", [ROWS, STEPS, IMAGES], ids=["rows", "steps", "images"])
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_outputs(layer: Any, x: Any, backend: str) -> None:
    model = Sequential([layer], backend=backend)
    assert np.array_equal(model.predict(x), expected_outputs(layer, x))
    assert model.count_params() == 0


@BACKENDS
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_gradients_are_those_of_central_differences(layer: Any, backend: str) -> None:
    """One step of SGD from a kernel whose neighbours have these losses."""
    model = Sequential([Dense(3), layer, Dense(2)], seed=SEED, backend=backend)
    x, y = ROWS[:, :2], ROW_TARGETS[:, :2]
    model.compile(refnet.optimizers.SGD(1.0), "mse")
    model.build((2,))
    first = model.get_weights()
    numeric = np.empty((2, 3))
    for i, j in np.ndindex(2, 3):
        sides = []
        for shift in (1e-6, -1e-6):
            moved = [each.copy() for each in first]
            moved[0][i, j] += shift
            model.set_weights(moved)
            sides.append(model.evaluate(x, y, verbose=0))
        numeric[i, j] = (sides[0] - sides[1]) / 2e-6
    model.set_weights(first)
    model.fit(x, y, batch_size=M, verbose=0)
    np.testing.assert_allclose(first[0] - model.get_weights()[0], numeric, rtol=1e-6, atol=1e-8)
    assert np.abs(numeric).max() > 1e-4


@BACKENDS
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_of_its_own_is_that_of_the_layer_before(name: str, backend: str) -> None:
    models = [
        Sequential([*stack, Dense(6)], seed=SEED, backend=backend)
        for stack in ([Dense(5, name)], [Dense(5), Activation(name)])
    ]
    for model in models:
        model.compile("adam", "mse")
        model.fit(ROWS, ROW_TARGETS, 3, 2, verbose=0)
    assert snapshot_bits(models[0]) == snapshot_bits(models[1])


@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.parametrize("name", UNIT_ACTIVATIONS)
def test_both_backends_have_the_same_bits(name: str, watched: bool) -> None:
    bits = []
    for backend in ("c", "python"):
        stack = [
            Conv2D(3, 2, padding="same", activation=name),
            LeakyReLU(0.125),
            Softmax(),
            Conv2D(2, 1),
            Activation(name),
            Flatten(),
            Dense(4, name),
            Activation("softmax"),
        ]
        model = Sequential(stack, seed=SEED, backend=backend)
        model.compile("sgd", SPARSE)
        callbacks = [BatchWatcher()] if watched else []
        model.fit(IMAGES, np.arange(M) % 4, 3, 2, callbacks=callbacks, verbose=0)
        bits.append((snapshot_bits(model), model.predict(IMAGES).tolist()))
    assert bits[0] == bits[1]


@BACKENDS
@pytest.mark.parametrize("last", [Softmax(), Activation("softmax")], ids=str)
@pytest.mark.parametrize("loss", ["mse", "categorical_crossentropy", SPARSE])
def test_a_softmax_before_a_loss(loss: str, last: Any, backend: str) -> None:
    targets = np.arange(M) % 6 if loss == SPARSE else activations.softmax(ROW_TARGETS)
    models = [
        Sequential(stack, seed=SEED, backend=backend)
        for stack in ([Dense(6, "softmax")], [Dense(6), last])
    ]
    for model in models:
        model.compile("adam", loss, ["accuracy"])
        model.fit(ROWS, targets, 3, 2, verbose=0)
    assert models[0].history.history == models[1].history.history
    assert snapshot_bits(models[0]) == snapshot_bits(models[1])


@BACKENDS
def test_a_sigmoid_of_each_step_before_a_loss(backend: str) -> None:
    models = [
        Sequential([Input((4, 3)), *stack], seed=SEED, backend=backend)
        for stack in ([Dense(3, "sigmoid")], [Dense(3), Activation("sigmoid")])
    ]
    for model in models:
        model.compile("adam", "binary_crossentropy")
        model.fit(STEPS, STEP_TARGETS.round(), 3, 2, verbose=0)
    assert models[0].history.history == models[1].history.history
    assert snapshot_bits(models[0]) == snapshot_bits(models[1])


@BACKENDS
@pytest.mark.parametrize("last", [Softmax(), Activation("softmax")], ids=str)
def test_a_softmax_of_each_step_has_squared_losses_only(
    last: Any, backend: str, tmp_path: Path
) -> None:
    dense = TimeDistributed(Dense(3))
    model = Sequential([dense, last], seed=SEED, backend=backend)
    model.compile("sgd", "mse")
    model.fit(STEPS, STEP_TARGETS, verbose=0)
    model.save(tmp_path / "m", include_optimizer=True)
    for stack in ([dense, last], [Input((4, 3)), dense, last]):
        for method in ("fit", "evaluate"):
            other = Sequential(stack, seed=SEED, backend=backend)
            other.compile("sgd", "categorical_crossentropy")
            with pytest.raises(RefnetError, match=r"one row of numbers.*got \(4, 3\)") as caught:
                getattr(other, method)(STEPS, STEP_TARGETS, verbose=0)
            assert (caught.value.code, caught.value.field) == ("shape_mismatch", "loss")
    model.compile("sgd", SPARSE)
    with pytest.raises(RefnetError, match="one row of numbers"):
        model.save(tmp_path / "other", include_optimizer=True)
    assert not (tmp_path / "other").exists()


def test_a_crossentropy_of_clipped_outputs_follows_any_activation() -> None:
    others: list[Any] = [ReLU(), ELU(), LeakyReLU(), Activation("gelu"), Activation("hard_sigmoid")]
    x, t = np.array([[0.5, -1.0], [2.0, 0.25]]), np.eye(2)
    for layer in others:
        model = Sequential([Dense(2, "softmax"), layer], seed=SEED)
        model.compile("sgd", "binary_crossentropy")
        model.evaluate(x, t, verbose=0)
        y = np.clip(model.predict(x), 1e-7, 1.0 - 1e-7)
        expected = -np.mean(t * np.log(y) + (1.0 - t) * np.log(1.0 - y))
        assert model.evaluate(x, t, verbose=0) == pytest.approx(expected, rel=1e-12)


def test_shapes_and_summary() -> None:
    stack: list[Any] = [
        Input((2, 3, 2)),
        Activation("swish"),
        Conv2D(4, 2),
        ReLU(),
        ELU(),
        LeakyReLU(0.125),
        Softmax(name="mixture"),
    ]
    assert rows_of(Sequential(stack))[:-3] == [
        "activation (Activation) (None, 2, 3, 2) 0",
        "conv2d (Conv2D) (None, 1, 2, 4) 36",
        "re_lu (ReLU) (None, 1, 2, 4) 0",
        "elu (ELU) (None, 1, 2, 4) 0",
        "leaky_re_lu (LeakyReLU) (None, 1, 2, 4) 0",
        "mixture (Softmax) (None, 1, 2, 4) 0",
    ]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_any_number_of_steps(layer: Any) -> None:
    model = Sequential([Input((None, 3)), layer], backend="python")
    for steps in (4, 2):
        x = STEPS[:, :steps]
        assert np.array_equal(model.predict(x), expected_outputs(layer, x))
    first = Sequential([type(layer)(**{**arguments(layer), "batch_input_shape": (2, 4, 3)})])
    assert first.input_shape == (2, 4, 3)
    words = type(layer)(**{**arguments(layer), "input_shape": (None,)})
    assert words.input_shape == (None,)


def arguments(layer: Any) -> dict[str, Any]:
    """Return the positional arguments of a layer by name."""
    return {name: getattr(layer, name) for name in SIGNATURES[type(layer).__name__].split()}


@pytest.mark.parametrize("layer", [Activation("elu"), ReLU(), LeakyReLU(), Softmax()], ids=str)
def test_the_mask_of_the_inputs(layer: Any) -> None:
    words = np.array([[1, 2, 0, 0], [4, 3, 2, 1]])
    table = Embedding(5, 3, mask_zero=True)
    model = Sequential([table, layer, GRU(2)], seed=SEED, backend="python")
    stack = [Input((None,)), Embedding(5, 3), layer, GRU(2)]
    short = Sequential(stack, seed=SEED, backend="python")
    outputs = model.predict(words)
    assert np.array_equal(outputs[:1], short.predict(words[:1, :2]))
    assert np.array_equal(outputs[1:], short.predict(words[1:]))
    masked = Sequential([Masking(), layer], backend="python")
    masked.compile("sgd", "mse")
    with pytest.raises(RefnetError, match="mask"):
        masked.fit(STEPS, STEP_TARGETS, verbose=0)


@BACKENDS
def test_a_loaded_model_has_the_same_layers(backend: str, tmp_path: Path) -> None:
    stack = [
        SimpleRNN(3, "softsign", return_sequences=True),
        Activation("gelu"),
        LeakyReLU(0.1),
        Activation("softmax"),
        Softmax(),
        Flatten(),
        ReLU(),
        ELU(),
        Dense(6, "selu"),
        Activation("softmax"),
    ]
    model = Sequential(stack, seed=SEED, backend=backend)
    model.compile("adam", "categorical_crossentropy")
    targets = activations.softmax(ROW_TARGETS)
    model.fit(STEPS, targets, 3, verbose=0)
    model.save(tmp_path / "m", include_optimizer=True)
    loaded = refnet.load(tmp_path / "m", backend)
    assert list(loaded.layers) == [
        *stack[:3],
        *(Softmax(), Softmax(), Flatten(), Activation("relu"), Activation("elu")),
        *stack[-2:],
    ]
    for each in (model, loaded):
        each.fit(STEPS, targets, 3, 3, initial_epoch=1, verbose=0)
    assert snapshot_bits(loaded) == snapshot_bits(model)
    assert np.array_equal(loaded.predict(STEPS), model.predict(STEPS))


def test_a_slope_in_float32(tmp_path: Path) -> None:
    model = Sequential([LeakyReLU(0.1)], dtype="float32")
    x = np.array([[-3.0, 0.5]], np.float32)
    assert model.predict(x).tolist() == [[float(np.float32(0.1) * np.float32(-3.0)), 0.5]]
    model.save(tmp_path / "m")
    assert refnet.load(tmp_path / "m").layers[0] == LeakyReLU(float(np.float32(0.1)))
    with pytest.raises(RefnetError, match="the slope 1e\\+300 is beyond the range of") as caught:
        Sequential([LeakyReLU(1e300)], dtype="float32").build((2,))
    assert (caught.value.code, caught.value.field) == ("not_finite", "layers")
    Sequential([LeakyReLU(1e300)]).build((2,))


REFUSED: list[tuple[Callable[..., Any], Bad]] = [
    *((LeakyReLU, bad) for name in ("negative_slope", "alpha") for bad in (
        Bad(name, -0.1, "out_of_range", "expected 0 or more, got -0.1"),
        Bad(name, float("inf"), "not_finite"),
        Bad(name, float("nan"), "not_finite"),
        Bad(name, "0.1", "wrong_type"),
    )),
    (LeakyReLU, Bad("negative_slope", None, "wrong_type")),
    (partial(LeakyReLU, 0.1), Bad("alpha", 0.2, "wrong_type", "no other slope beside it, 0.1")),
    (ReLU, Bad("max_value", 6.0, "out_of_range", "expected None, got 6.0")),
    (ReLU, Bad("negative_slope", 0.1, "out_of_range", "LeakyReLU(negative_slope)")),
    (ReLU, Bad("threshold", 1.0, "out_of_range", "expected 0.0, got 1.0")),
    (ELU, Bad("alpha", 0.5, "out_of_range", "expected 1.0, got 0.5")),
    (ELU, Bad("alpha", None, "out_of_range", "expected 1.0, got None")),
    *((Softmax, Bad("axis", axis, "out_of_range", f"expected -1, got {axis}; a softmax is over"))
      for axis in (1, 0, -2, [1, 2], None)),
    *((make, bad) for make in (partial(Activation, "relu"), ReLU, ELU, LeakyReLU, Softmax)
      for bad in (
        Bad("input_shape", (0,), "out_of_range"),
        Bad("input_shape", (None, None, 3), "wrong_type"),
        Bad("batch_input_shape", (2,), "empty"),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("make", "bad"), REFUSED)
def test_arguments_that_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)


def test_a_dense_softmax_on_sequences_is_told_to_use_the_layer() -> None:
    with pytest.raises(RefnetError, match="put a Softmax after it") as caught:
        Sequential([Input((4, 3)), Dense(2, "softmax")])
    assert caught.value.code == "shape_mismatch"
