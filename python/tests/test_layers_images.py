"""The layers on images and sequences: arguments, shapes, weights, and what they refuse."""

import inspect
import math
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made
from support.summaries import rows_of

import refnet
from refnet import Dense, Flatten, Input, RefnetError, Sequential, keras_names, layers, reference
from refnet.layers import (
    AveragePooling2D,
    Conv1D,
    Conv2D,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
    ZeroPadding2D,
)

# the first parameters of Keras 3.15's classes, in their order
SIGNATURES = {
    "Conv2D": "filters kernel_size strides padding data_format dilation_rate groups activation "
    "use_bias kernel_initializer bias_initializer",
    "Conv1D": "filters kernel_size strides padding data_format dilation_rate groups activation "
    "use_bias kernel_initializer bias_initializer",
    "MaxPooling2D": "pool_size strides padding data_format name",
    "AveragePooling2D": "pool_size strides padding data_format name",
    "GlobalAveragePooling2D": "data_format keepdims",
    "ZeroPadding2D": "padding data_format",
    "Reshape": "target_shape",
}
# of the third layer of LeNet-5: which of 6 maps each of the 16 filters sees (LeCun et al., 1998)
LENET5 = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 0], [5, 0, 1], [0, 1, 2, 3]]
LENET5 += [[1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 0], [4, 5, 0, 1], [5, 0, 1, 2], [0, 1, 3, 4]]
LENET5 += [[1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5]]
CONNECTIONS = [[channel in seen for seen in LENET5] for channel in range(6)]


@pytest.mark.parametrize("name", SIGNATURES)
def test_positional_arguments_are_those_of_keras(name: str) -> None:
    parameters = inspect.signature(getattr(layers, name)).parameters.values()
    positional = [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    assert positional == SIGNATURES[name].split()


def test_the_defaults_are_those_of_keras() -> None:
    conv = Conv2D(4, 3)
    assert (conv.kernel_size, conv.strides, conv.padding) == ((3, 3), (1, 1), "valid")
    assert (conv.dilation_rate, conv.groups, conv.activation) == ((1, 1), 1, "linear")
    assert (conv.use_bias, conv.kernel_initializer) == (True, "glorot_uniform")
    assert Conv1D(4, 3).kernel_size == (3,)
    assert MaxPooling2D() == MaxPooling2D((2, 2), None, "valid", "channels_last")
    assert ZeroPadding2D().padding == ((1, 1), (1, 1))


def test_the_same_argument_in_several_forms() -> None:
    assert Conv2D(4, 3, 2, "SAME") == Conv2D(4, [3, 3], (2, 2), "same", "Channels_Last")
    assert Conv2D(4, np.int64(3)) == Conv2D(4, (3, 3), activation="linear", groups=1)
    assert Conv1D(4, 3) == Conv1D(4, (3,), (1,), dilation_rate=(1,))
    assert ZeroPadding2D(2) == ZeroPadding2D((2, 2)) == ZeroPadding2D([(2, 2), [2, 2]])
    assert ZeroPadding2D((1, 2)) == ZeroPadding2D(((1, 1), (2, 2)))
    matrix = np.array(CONNECTIONS)
    assert Conv2D(16, 5, connections=matrix) == Conv2D(16, 5, connections=CONNECTIONS)
    assert layers.MaxPool2D is MaxPooling2D
    assert layers.AvgPool2D is AveragePooling2D
    assert layers.GlobalAvgPool2D is GlobalAveragePooling2D


@pytest.mark.parametrize("size", [1, 2, 5, 6, 11])
@pytest.mark.parametrize("window", [1, 2, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_the_numbers_of_windows(size: int, window: int, stride: int) -> None:
    """As in Keras's documentation of the pooling layers."""
    same = math.ceil(size / stride)
    image, sequence = (size, 7, 2), (size, 2)
    strides = (stride, 1)
    for pooling in (MaxPooling2D, AveragePooling2D):
        assert pooling((window, 2), strides, "same").output_shape(image) == (same, 7, 2)
    assert Conv2D(3, (window, 2), strides, "same").output_shape(image) == (same, 7, 3)
    assert Conv1D(3, window, stride, "same").output_shape(sequence) == (same, 3)
    if window > size:
        return
    valid = math.floor((size - window) / stride) + 1
    for pooling in (MaxPooling2D, AveragePooling2D):
        assert pooling((window, 2), strides).output_shape(image) == (valid, 6, 2)
        assert pooling((window, 2)).output_shape(image) == (size // window, 3, 2)
    assert Conv2D(3, (window, 2), strides).output_shape(image) == (valid, 6, 3)
    assert Conv1D(3, window, stride).output_shape(sequence) == (valid, 3)


def test_the_shapes_of_other_layers() -> None:
    assert ZeroPadding2D(((1, 2), (3, 0))).output_shape((4, 5, 6)) == (7, 8, 6)
    assert GlobalAveragePooling2D().output_shape((4, 5, 6)) == (6,)
    assert Reshape((2, -1, 3)).output_shape((6, 4)) == (2, 4, 3)
    assert Reshape([24]).output_shape((6, 4)) == (24,)
    assert Reshape((-1,)).output_shape((6, 4)) == (24,)
    assert Flatten().output_shape((2, 3, 4)) == (24,)


def test_summary_of_lenet_5() -> None:
    """Its third layer has 1,516 parameters (LeCun et al., 1998)."""
    model = Sequential(
        [
            Input((32, 32, 1)),
            Conv2D(6, 5, activation="tanh"),
            AveragePooling2D(),
            Conv2D(16, 5, activation="tanh", name="partial", connections=CONNECTIONS),
            AveragePooling2D(),
            Conv2D(120, 5, activation="tanh"),
            Flatten(),
            Dense(84, "tanh"),
            Dense(10, "softmax"),
        ]
    )
    assert rows_of(model) == [
        "conv2d (Conv2D) (None, 28, 28, 6) 156",
        "average_pooling2d (AveragePooling2D) (None, 14, 14, 6) 0",
        "partial (Conv2D) (None, 10, 10, 16) 1,516",
        "average_pooling2d_1 (AveragePooling2D) (None, 5, 5, 16) 0",
        "conv2d_1 (Conv2D) (None, 1, 1, 120) 48,120",
        "flatten (Flatten) (None, 120) 0",
        "dense (Dense) (None, 84) 10,164",
        "dense_1 (Dense) (None, 10) 850",
        "Total params: 60,806 (475.05 KB)",
        "Trainable params: 60,806 (475.05 KB)",
        "Non-trainable params: 0 (0.00 B)",
    ]
    assert model.count_params() == 60_806


def test_weights_have_the_shapes_and_the_order_of_keras() -> None:
    model = Sequential([Conv2D(4, (3, 2)), Flatten(), Reshape((8, -1)), Conv1D(3, 2), Flatten()])
    model.add(Dense(2))
    model.build((6, 5, 2))
    shapes = [array.shape for array in model.get_weights()]
    assert shapes == [(3, 2, 2, 4), (4,), (2, 8, 3), (3,), (21, 2), (2,)]
    bare = Sequential([Conv2D(4, (3, 2), use_bias=False)])
    bare.build((6, 5, 2))
    assert [array.shape for array in bare.get_weights()] == [(3, 2, 2, 4)]


@pytest.mark.parametrize("initializer", ["glorot_uniform", "uniform", "zeros"])
def test_first_weights_are_those_of_the_rule(initializer: str) -> None:
    """All kernels are drawn from one generator, with the fans of a window (DENSE-18)."""
    more: dict[str, Any] = {"kernel_initializer": initializer}
    model = Sequential([Conv2D(4, (3, 2), **more), Reshape((16, 4)), Conv1D(3, 2, **more)], seed=7)
    model.build((6, 5, 2))
    generator = reference.seeded(7)
    kernels = [
        reference.initial_kernel(initializer, 2, 4, generator, 6),
        reference.initial_kernel(initializer, 4, 3, generator, 2),
    ]
    first, first_bias, second, second_bias = model.get_weights()
    assert first.reshape(12, 4).tolist() == kernels[0]
    assert second.reshape(8, 3).tolist() == kernels[1]
    assert not first_bias.any()
    assert not second_bias.any()
    limit = {"glorot_uniform": math.sqrt(6 / (3 * 2 * (2 + 4))), "uniform": 0.05, "zeros": 0}
    assert np.abs(first).max() <= limit[initializer]
    assert np.abs(first).max() >= 0.9 * limit[initializer]


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
@pytest.mark.parametrize("backend", ["c", "python"])
def test_weights_without_a_connection_stay_zero(optimizer: str, backend: str) -> None:
    connections = np.array([[True, False, True], [False, True, True]])
    layer = Conv2D(3, 2, activation="tanh", connections=connections)
    model = Sequential([layer, Flatten(), Dense(2)], seed=1, backend=backend)
    model.build((4, 4, 2))
    whole = Sequential([Conv2D(3, 2), Flatten(), Dense(2)], seed=1)
    whole.build((4, 4, 2))
    before = model.get_weights()
    np.testing.assert_array_equal(before[0], whole.get_weights()[0] * connections)
    np.testing.assert_array_equal(before[2], whole.get_weights()[2])
    model.compile(optimizer, "mse")
    x = np.random.RandomState(1).normal(size=(6, 4, 4, 2))
    model.fit(x, x[:, 0, 0], 2, 3, verbose=0)
    after = model.get_weights()
    assert np.array_equal(after[0] != 0.0, np.broadcast_to(connections, (2, 2, 2, 3)))
    assert (after[0] != before[0]).sum() == 2 * 2 * 4
    after[0][1, 0, 0, 1] = 1e-300
    with pytest.raises(RefnetError, match=r"weights\[0\]: expected 0 without") as caught:
        model.set_weights(after)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "weights")
    after[0][1, 0, 0, 1] = 0.0
    model.set_weights(after)


CONV = partial(Conv2D, filters=4, kernel_size=3)
CONV1D = partial(Conv1D, filters=4, kernel_size=3)
INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (partial(Conv2D, kernel_size=3), Bad("filters", 0, "out_of_range", "1 to 16777216")),
    (partial(Conv2D, kernel_size=3), Bad("filters", 2.5, "wrong_type", "a whole number")),
    (partial(Conv2D, 4), Bad("kernel_size", "3", "wrong_type", "a whole number, or 2 of them")),
    (partial(Conv2D, 4), Bad("kernel_size", (3, 3, 3), "shape_mismatch", "got (3, 3, 3)")),
    (partial(Conv2D, 4), Bad("kernel_size", (3, 0), "out_of_range", "[1]: expected 1 to")),
    (partial(Conv2D, 4), Bad("kernel_size", True, "wrong_type")),
    (partial(Conv1D, 4), Bad("kernel_size", (3, 3), "shape_mismatch", "got (3, 3)")),
    (CONV, Bad("strides", 0, "out_of_range", "expected 1 to")),
    (CONV, Bad("strides", (1,), "shape_mismatch", "or 2 of them, got (1,)")),
    (CONV, Bad("padding", "smae", "unknown_name", 'did you mean "same"?')),
    (CONV, Bad("padding", 1, "wrong_type", "got int")),
    (CONV1D, Bad("padding", "causal", "unknown_name", "only valid, same")),
    (CONV, Bad("data_format", "channels_first", "unknown_name", "np.moveaxis(x, 1, -1)")),
    (CONV, Bad("data_format", "NHWC", "unknown_name", "only channels_last")),
    (CONV, Bad("data_format", 1, "wrong_type", "got int")),
    (CONV, Bad("dilation_rate", (2, 1), "out_of_range", "got (2, 1); windows have no holes")),
    (CONV1D, Bad("dilation_rate", 2, "out_of_range", "expected 1, got 2")),
    (CONV, Bad("dilation_rate", "2", "wrong_type", "a whole number")),
    (CONV, Bad("groups", 2, "out_of_range", "expected 1, got 2; the connections of a Conv2D")),
    (CONV, Bad("activation", "softmax", "unknown_name", "put a Softmax after the layer")),
    (CONV, Bad("activation", "rleu", "unknown_name", 'did you mean "relu"?')),
    (CONV, Bad("use_bias", 1, "wrong_type", "true or false")),
    (CONV, Bad("kernel_initializer", "xavier", "unknown_name", "only glorot_uniform")),
    (CONV, Bad("input_shape", (28, 0, 1), "out_of_range", "1 or more")),
    (CONV, Bad("connections", [[1, 0, 1, 1]], "wrong_type", "lists of true and false")),
    (CONV, Bad("connections", [], "empty", "a row for each channel")),
    (
        CONV,
        Bad("connections", [[True] * 4, [True] * 3], "shape_mismatch", "[1]: expected length 4"),
    ),
    (MaxPooling2D, Bad("pool_size", 0, "out_of_range", "expected 1 to")),
    (MaxPooling2D, Bad("pool_size", None, "wrong_type", "or 2 of them")),
    (MaxPooling2D, Bad("strides", (2, -1), "out_of_range", "expected 1 to")),
    (AveragePooling2D, Bad("padding", "full", "unknown_name", "only valid, same")),
    (AveragePooling2D, Bad("data_format", "channels_first", "unknown_name", "moveaxis")),
    (GlobalAveragePooling2D, Bad("keepdims", True, "out_of_range", "a Reshape((1, 1, -1)) after")),
    (GlobalAveragePooling2D, Bad("keepdims", None, "wrong_type", "true or false")),
    (GlobalAveragePooling2D, Bad("data_format", "channels_first", "unknown_name", "moveaxis")),
    (ZeroPadding2D, Bad("padding", -1, "out_of_range", "expected 0 to")),
    (ZeroPadding2D, Bad("padding", (1, 2, 3), "wrong_type", "((top, bottom), (left, right))")),
    (ZeroPadding2D, Bad("padding", "same", "wrong_type", "(rows, columns)")),
    (ZeroPadding2D, Bad("padding", ((1, 2, 3), 1), "shape_mismatch", "got (1, 2, 3)")),
    (Reshape, Bad("target_shape", (), "empty", "at least one number")),
    (Reshape, Bad("target_shape", (-1, 2, -1), "out_of_range", "at most one -1")),
    (Reshape, Bad("target_shape", (-2, 2), "out_of_range", "expected 1 to")),
    (Reshape, Bad("target_shape", 784, "wrong_type", "a list of whole numbers")),
]


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)


@pytest.mark.parametrize("make", [CONV, CONV1D, MaxPooling2D, ZeroPadding2D])
def test_unknown_arguments_are_refused_like_those_of_other_layers(make: Any) -> None:
    dense: Callable[..., Any] = partial(Dense, 3)
    for each in (make, dense):
        with pytest.raises(TypeError, match=r"^bias_constraint: \w+ has no such argument; "):
            each(bias_constraint="max_norm")


IMAGES, SEQUENCES = (
    "images of shape (rows, columns, channels), got shape ",
    "(steps, features), got",
)
MISFITS: list[tuple[tuple[int, ...], Any, str]] = [
    (
        (8, 8, 1),
        Dense(2),
        "[1]: Dense expected examples that are one row of numbers, got shape (8,",
    ),
    ((8, 8, 1), Dense(2), "(8, 8, 1); put a Flatten before it"),
    ((8, 8), Conv2D(2, 3), f"Conv2D expected {IMAGES}(8, 8); put a Reshape((8, 8, 1)) before it"),
    ((8,), Conv2D(2, 3, name="c1"), f'Conv2D "c1" expected {IMAGES}(8,); put a Reshape before it'),
    ((8, 8), MaxPooling2D(), f"MaxPooling2D expected {IMAGES}(8, 8)"),
    ((8,), AveragePooling2D(), f"AveragePooling2D expected {IMAGES}(8,)"),
    ((8, 8), GlobalAveragePooling2D(), f"GlobalAveragePooling2D expected {IMAGES}(8, 8)"),
    ((8, 8), ZeroPadding2D(), f"ZeroPadding2D expected {IMAGES}(8, 8)"),
    ((8, 8, 1), Conv1D(2, 3), f"{SEQUENCES} shape (8, 8, 1); put a Reshape before it"),
    ((8,), Conv1D(2, 3), f"{SEQUENCES} shape (8,); put a Reshape((8, 1)) before it"),
    ((8, 4, 1), Conv2D(2, 5), "at least 5 rows and 5 columns, those of its window, got shape (8,"),
    ((8, 4, 1), Conv2D(2, 5), '; padding="same" takes fewer'),
    ((8, 4, 1), MaxPooling2D((9, 1)), "at least 9 rows and 1 columns"),
    ((8, 4), Conv1D(2, 9), "at least 9 steps, those of its window, got shape (8, 4)"),
    ((8, 4, 3), Conv2D(2, 1, connections=[[True] * 2] * 4), "images of 4 channels, as many as its"),
    ((8, 4), Reshape((3, 3)), "expected 9 numbers for its target_shape (3, 3), got shape (8, 4)"),
    ((8, 4), Reshape((-1, 5)), "a multiple of 5 numbers for its target_shape (-1, 5), got"),
]
TOO_LARGE: list[tuple[tuple[int, ...], Any, str]] = [
    ((4000, 4000, 1), ZeroPadding2D(400), "makes (4800, 4800, 1) of shape (4000, 4000, 1)"),
    ((4000, 4000, 1), Conv2D(2, 1), "makes (4000, 4000, 2) of shape (4000, 4000, 1)"),
    ((2000, 2000, 1), Conv2D(1, 3), "makes (1998, 1998, 1) of shape (2000, 2000, 1)"),
    ((9, 9, 1), MaxPooling2D(2**12, 1, "same"), "makes (9, 9, 1) of shape (9, 9, 1)"),
    ((2**20, 1), Conv1D(1, 17), "cells in all its windows together"),
]


@pytest.mark.parametrize(
    ("code", "shape", "layer", "words"),
    [
        *(("shape_mismatch", *misfit) for misfit in MISFITS),
        *(("out_of_range", *misfit) for misfit in TOO_LARGE),
    ],
)
def test_layers_that_do_not_fit_are_refused(code: str, shape: Any, layer: Any, words: str) -> None:
    """When they are added, if the shape is known then, or else when the model is built."""
    model = Sequential([Input(shape), refnet.Normalization()])
    unknown = Sequential([refnet.Normalization(), layer])
    calls: list[Callable[[], None]] = [lambda: model.add(layer), lambda: unknown.build(shape)]
    for call in calls:
        with pytest.raises(RefnetError) as caught:
            call()
        assert (caught.value.code, caught.value.field) == (code, "layers")
        assert caught.value.message.startswith("layers[1]: ")
        assert words in caught.value.message
    assert len(model.layers) == 1
    assert unknown._input_shape is None


@pytest.mark.parametrize("layer", [Conv2D(2, 5), MaxPooling2D(5)], ids=str)
@pytest.mark.parametrize(
    ("shape", "moves"),
    [
        ((1, 28, 28), True),
        ((3, 32, 32), True),
        ((4, 64, 48), True),
        ((2, 28, 28), False),
        ((1, 28, 1), False),
        ((4, 28, 3), False),
        ((4, 5, 16), False),
        ((3, 3, 64), False),
    ],
)
def test_images_with_channels_first_are_told_to_move_them(
    layer: Any, shape: Any, moves: Any
) -> None:
    model = Sequential([layer, Flatten(), Dense(2)])
    with pytest.raises(RefnetError, match="expected at least 5 rows and 5 columns") as caught:
        model.predict(np.zeros((20, *shape)))
    assert ("np.moveaxis(x, 1, -1)" in caught.value.message) == moves
    assert ('padding="same"' in caught.value.message) != moves


def test_an_input_that_no_layer_fits_is_refused() -> None:
    model = Sequential([Conv2D(2, 3)])
    with pytest.raises(RefnetError, match="expected images of shape"):
        model.add(Input((28, 28)))
    model.add(Input((28, 28, 1)))
    with pytest.raises(RefnetError, match="expected images of shape"):
        Sequential([Conv2D(2, 3, input_shape=(28, 28))])


@pytest.mark.parametrize("name", keras_names.LAYERS)
@pytest.mark.parametrize("module", [layers, refnet])
def test_other_names_of_keras_are_refused_with_advice(module: Any, name: str) -> None:
    place = module.__name__.split(".")[-1]
    with pytest.raises(RefnetError, match=f"^{place}: there is no {name}; ") as caught:
        getattr(module, name)
    assert (caught.value.code, caught.value.field) == ("unknown_name", place)
    assert isinstance(caught.value, AttributeError)
    assert not hasattr(module, name)
    assert getattr(module, name, None) is None
    with pytest.raises(ImportError, match=f"^{place}: there is no {name}; ") as imported:
        exec(f"from {module.__name__} import {name}")
    assert isinstance(imported.value, RefnetError)
    for error in (caught.value, imported.value):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_usual_layers_of_keras_are_here_or_refused_by_name() -> None:
    usual = """
        Activation Add AlphaDropout Attention Average BatchNormalization Concatenate Dropout
        GaussianNoise InputLayer Lambda LayerNormalization LeakyReLU
        MaxPooling1D MultiHeadAttention Multiply PReLU RandomFlip ReLU Rescaling
        Resizing Softmax SpatialDropout2D Subtract TextVectorization
        UpSampling2D
    """
    here = {*keras_names.LAYERS, *layers.__all__}
    assert [name for name in usual.split() if name not in here] == []
    assert [name for name in keras_names.LAYERS if name in layers.__all__] == []


def test_the_page_about_keras_has_the_advice() -> None:
    page = (Path(__file__).parents[2] / "docs" / "keras.md").read_text(encoding="utf-8")
    section = page.split("\n### keras.layers\n")[1].split("\n### ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    advice = {
        name: instead
        for row in rows
        for names, instead in [row.strip("| ").split(" | ")[:2]]
        for name in names.replace("`", "").split(", ")
    }
    assert keras_names.LAYERS.items() <= advice.items()


def test_the_advice_for_an_embedding_and_a_rescaling_is_true() -> None:
    words = np.array([[0, 2, 1], [1, 1, 0]])
    model = Sequential([refnet.Conv1D(4, 1, use_bias=False, input_shape=(3, 3))], seed=1)
    [kernel] = model.get_weights()
    np.testing.assert_allclose(model.predict(np.eye(3)[words]), kernel[0][words], rtol=1e-15)
    scaled = Sequential([refnet.Normalization(mean=0.0, variance=255.0**2)])
    x = np.array([[0.0, 51.0, 255.0]])
    np.testing.assert_allclose(scaled.predict(x), x / 255, rtol=1e-15)


def test_other_names_are_unknown() -> None:
    assert not hasattr(layers, "Conv4D")
    assert [name for name in layers.__all__ if not hasattr(layers, name)] == []
