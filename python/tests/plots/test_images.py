"""Pictures of kernels and feature maps: what is drawn where, and what is refused."""

import importlib
import io
import re
import sys
from typing import Any

import numpy as np
import pytest

from refnet import (
    Add,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    MaxPooling2D,
    Model,
    RefnetError,
    Sequential,
    lenet,
    plots,
)

importlib.import_module("matplotlib")


def small(**options: Any) -> Sequential:
    """Return a model for images (6, 5, 2) with two convolutions."""
    layers = [
        Conv2D(3, (2, 3), activation="relu", input_shape=(6, 5, 2), **options),
        MaxPooling2D(),
        Conv2D(2, 1, name="last one"),
        Flatten(),
        Dense(4),
    ]
    return Sequential(layers, seed=1)


def image() -> Any:
    return np.random.RandomState(2).uniform(-1, 1, (6, 5, 2))


def shown(figure: Any) -> list[list[Any]]:
    """Return the places of the figure's grid in rows, without the scale beside it."""
    places = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
    spec = places[0].get_gridspec()
    return [places[r * spec.ncols : (r + 1) * spec.ncols] for r in range(spec.nrows)]


def pixels(axes: Any) -> Any:
    [picture] = axes.get_images()
    return np.asarray(picture.get_array())


def test_a_kernel_for_each_filter_and_channel() -> None:
    model = small()
    figure = plots.kernels(model, "conv2d")
    assert figure.get_suptitle() == "conv2d: kernels of 2 x 3, 3 filters, 2 channels"
    grid, kernel = shown(figure), model.get_weights()[0]
    assert [len(row) for row in grid] == [3, 3]
    for c, f in np.ndindex(2, 3):
        assert pixels(grid[c][f]).tolist() == kernel[:, :, c, f].tolist()
    assert [axes.get_title() for axes in grid[0]] == ["filter 0", "filter 1", "filter 2"]
    assert [row[0].get_ylabel() for row in grid] == ["channel 0", "channel 1"]
    extreme = float(np.abs(kernel).max())
    scales = {picture.get_clim() for row in grid for axes in row for picture in axes.get_images()}
    assert scales == {(-extreme, extreme)}  # zero is in the middle, and all share it


def test_a_missing_connection_stays_empty() -> None:
    connections = [[True, False, True], [True, True, False]]
    grid = shown(plots.kernels(small(connections=connections), 0))
    drawn = [[len(axes.get_images()) == 1 for axes in row] for row in grid]
    assert drawn == connections


def test_the_kernels_of_a_later_layer_and_of_zeros() -> None:
    model = small()
    weights = model.get_weights()
    grid = shown(plots.kernels(model, "last one"))
    assert pixels(grid[2][1]).tolist() == [[weights[2][0, 0, 2, 1]]]
    model.set_weights([np.zeros_like(each) for each in weights])
    assert plots.kernels(model, 0).axes[0].get_images()[0].get_clim() == (-1.0, 1.0)


def test_a_map_for_each_channel() -> None:
    model, x = small(), image()
    front = Sequential([model.layers[0]], seed=1)
    front.build((6, 5, 2))
    front.set_weights(model.get_weights()[:2])
    figure = plots.feature_maps(model, x, 0)
    assert figure.get_suptitle() == "conv2d: 3 feature maps of 5 x 3"
    grid = [axes for row in shown(figure) for axes in row]
    maps = front.predict(x[np.newaxis])[0]
    assert len(grid) == 4
    for c in range(3):
        assert pixels(grid[c]).tolist() == maps[:, :, c].tolist()
        assert grid[c].get_title() == f"channel {c}"
        assert grid[c].get_images()[0].get_clim() == (maps.min(), maps.max())
    assert grid[3].get_images() == []


def test_the_maps_of_a_pooling_and_of_a_model_that_stays_as_it_is() -> None:
    model, x = small(), image()
    before = model.weights_sha256()
    figure = plots.feature_maps(model, x.tolist(), "max_pooling2d")
    assert figure.get_suptitle() == "max_pooling2d: 3 feature maps of 2 x 1"
    assert plots.feature_maps(model, x, 2).get_suptitle() == "last one: 2 feature maps of 2 x 1"
    assert (model.weights_sha256(), len(model.layers)) == (before, 5)


def test_equal_maps_can_be_drawn() -> None:
    figure = plots.feature_maps(small(), np.zeros((6, 5, 2)), 0)
    figure.savefig(io.BytesIO())


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_a_figure_can_be_written(format: str) -> None:
    for figure in (plots.kernels(small(), 0), plots.feature_maps(small(), image(), 0)):
        content = io.BytesIO()
        figure.savefig(content, format=format)
        start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[format]
        assert content.getvalue().startswith(start)


def test_the_names_of_layers() -> None:
    assert plots.layer_names(lenet.lenet5(seed=1)) == [
        "conv2d",
        "max_pooling2d",
        "conv2d_1",
        "max_pooling2d_1",
        "flatten",
        "dense",
        "dense_1",
        "dense_2",
    ]
    assert plots.layer_names(small())[2] == "last one"
    assert [plots.find_layer(small(), each) for each in (4, "dense", "conv2d", 0)] == [4, 4, 0, 0]


@pytest.mark.parametrize(
    ("layer", "code", "words"),
    [
        (5, "out_of_range", "layer: expected 0 to 4"),
        (-1, "out_of_range", "layer: expected 0 to 4"),
        ("conv2d_2", "unknown_name", 'layer: there is no "conv2d_2", only conv2d, max_pooling2d'),
        (True, "wrong_type", "layer: expected one of conv2d, max_pooling2d, last one"),
        (1.0, "wrong_type", "layer: expected one of conv2d, max_pooling2d, last one"),
    ],
)
def test_layers_that_are_not_there(layer: Any, code: str, words: str) -> None:
    for draw in (plots.kernels, lambda m, which: plots.feature_maps(m, image(), which)):
        with pytest.raises(RefnetError) as caught:
            draw(small(), layer)
        assert (caught.value.code, caught.value.field) == (code, "layer")
        assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("layer", "name"), [(1, "max_pooling2d is a MaxPooling2D"), (4, "dense is a Dense, linear")]
)
def test_layers_without_kernels(layer: int, name: str) -> None:
    with pytest.raises(RefnetError) as caught:
        plots.kernels(small(), layer)
    assert (caught.value.code, caught.value.field) == ("wrong_type", "layer")
    assert str(caught.value) == f"layer: expected a Conv2D, which has kernels, but {name}"


def test_outputs_and_images_that_are_none() -> None:
    with pytest.raises(RefnetError) as caught:
        plots.feature_maps(small(), image(), "dense")
    assert (caught.value.code, caught.value.field) == ("shape_mismatch", "layer")
    assert str(caught.value).endswith("but dense has outputs of shape (4,)")
    for wrong in (np.zeros((1, 6, 5, 2)), np.zeros((5, 6, 2)), 3.0):
        with pytest.raises(RefnetError) as caught:
            plots.feature_maps(small(), wrong, 0)
        assert (caught.value.code, caught.value.field) == ("shape_mismatch", "image")
    with pytest.raises(RefnetError) as caught:
        plots.feature_maps(small(), np.full((6, 5, 2), np.nan), 0)
    assert caught.value.code == "not_finite"
    sequences = Sequential([Conv1D(2, 2, input_shape=(5, 1))], seed=1)
    with pytest.raises(RefnetError, match="expected images as outputs"):
        plots.feature_maps(sequences, np.zeros((5, 1)), 0)
    with pytest.raises(RefnetError, match="expected a Conv2D"):
        plots.kernels(sequences, 0)


@pytest.mark.parametrize(
    ("draw", "arguments", "field", "words"),
    [
        (plots.kernels, (0, small()), "model", "int; the order is kernels(model, layer)"),
        (plots.feature_maps, (image(), small(), 0), "model", "got ndarray; the order is"),
        (plots.feature_maps, (small(), 0, image()), "image", "got 0; the order is"),
        (plots.feature_maps, (small(), "conv2d", image()), "image", "got 'conv2d'; the order is"),
    ],
)
def test_arguments_in_another_order(draw: Any, arguments: Any, field: str, words: str) -> None:
    with pytest.raises(RefnetError) as caught:
        draw(*arguments)
    assert (caught.value.code, caught.value.field) == ("wrong_type", field)
    assert str(caught.value).startswith(f"{field}: expected ")
    assert words in str(caught.value)


def test_an_image_without_its_axis_of_one_channel() -> None:
    model = Sequential([Conv2D(3, 2, input_shape=(6, 5, 1))], seed=1)
    grey = image()[:, :, 0]
    without, with_axis = (plots.feature_maps(model, x, 0) for x in (grey, grey[:, :, None]))
    for got, expected in zip(without.axes, with_axis.axes, strict=True):
        for one, other in zip(got.get_images(), expected.get_images(), strict=True):
            np.testing.assert_array_equal(one.get_array(), other.get_array())
    for several in (grey[None], grey[None, :, :, None], np.zeros((7, 6, 5))):
        with pytest.raises(RefnetError, match=r"; give one image, such as image\[0\]$"):
            plots.feature_maps(model, several, 0)
    for wrong in (grey.T, grey[0], 3.0, grey[None, None]):
        with pytest.raises(RefnetError, match=r", got \([0-9, ]*\)$"):
            plots.feature_maps(model, wrong, 0)


def test_a_model_without_weights_and_one_with_very_many_kernels() -> None:
    with pytest.raises(RefnetError) as caught:
        plots.kernels(Sequential([Conv2D(2, 2)], seed=1), 0)
    assert caught.value.code == "empty"
    many = Sequential([Conv2D(33, 1, input_shape=(2, 2, 32))], seed=1)
    with pytest.raises(RefnetError) as caught:
        plots.kernels(many, 0)
    assert str(caught.value) == "layer: expected at most 1024 pictures, got 1056"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    needed = re.escape("refnet.plots needs matplotlib: pip install 'refnet[plots]'")
    with pytest.raises(ImportError, match=f"^{needed}$"):
        plots.kernels(small(), 0)
    with pytest.raises(ImportError, match=f"^{needed}$"):
        plots.feature_maps(small(), image(), 0)


def dense(inputs: tuple[int, ...], units: int = 5) -> Sequential:
    layers = [Flatten(input_shape=inputs), Dropout(0.1), Dense(units), Dense(2)]
    return Sequential(layers, seed=1)


def test_an_image_for_each_unit_of_the_first_layer() -> None:
    model = dense((3, 4))
    figure, kernel = plots.first_layer(model), model.get_weights()[0]
    assert figure.get_suptitle() == "dense: weights of 5 units from 3 x 4 inputs"
    grid = [axes for row in shown(figure) for axes in row]
    assert len(grid) == 6
    extreme = float(np.abs(kernel).max())
    for unit in range(5):
        assert pixels(grid[unit]).tolist() == kernel[:, unit].reshape(3, 4).tolist()
        assert grid[unit].get_title() == f"unit {unit}"
        assert grid[unit].get_images()[0].get_clim() == (-extreme, extreme)
    assert [axes.get_images() for axes in grid[5:]] == [[]]


@pytest.mark.parametrize(
    ("inputs", "given", "shape"),
    [
        ((3, 4, 1), None, (3, 4)),
        ((16,), None, (4, 4)),
        ((16,), (2, 8), (2, 8)),
        ((3, 4), [6, 2, 1], (6, 2)),
        ((2, 2, 3), None, (2, 2, 3)),
    ],
)
def test_the_shape_of_the_images(inputs: Any, given: Any, shape: Any) -> None:
    figure = plots.first_layer(dense(inputs), given)
    picture = pixels(shown(figure)[0][0])
    assert picture.shape == shape
    if len(shape) == 3:  # as colours, without a scale
        assert 0.0 <= picture.min() <= picture.max() <= 1.0
        assert not [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]


def test_the_first_layer_of_a_convolutional_model() -> None:
    title = plots.kernels(small(), 0).get_suptitle()
    assert plots.first_layer(small()).get_suptitle() == title


@pytest.mark.parametrize(
    ("model", "image_shape", "code", "field"),
    [
        (dense((15,)), None, "shape_mismatch", "image_shape"),
        (dense((15,)), (4, 4), "shape_mismatch", "image_shape"),
        (dense((16,)), (16,), "shape_mismatch", "image_shape"),
        (dense((16,)), (2, 4, 2), "shape_mismatch", "image_shape"),
        (dense((16,)), (-4, -4), "shape_mismatch", "image_shape"),
        (dense((16,)), 4, "wrong_type", "image_shape"),
        (dense((16,), 1025), None, "out_of_range", "layer"),
        (Sequential([Flatten(input_shape=(4,))]), None, "wrong_type", "model"),
        (Sequential([Conv1D(2, 2, input_shape=(5, 1))]), None, "wrong_type", "model"),
        (Sequential([Dense(2)]), None, "empty", "model"),
        (np.ones(4), None, "wrong_type", "model"),
    ],
)
def test_what_has_no_first_layer(model: Any, image_shape: Any, code: str, field: str) -> None:
    with pytest.raises(RefnetError) as caught:
        plots.first_layer(model, image_shape)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_networks_that_are_no_chain() -> None:
    x = Input((6, 5, 2))
    first = Conv2D(3, 2, padding="same", activation="relu")(x)
    second = Conv2D(3, 1, name="second")(first)
    model = Model(x, Flatten()(Add(name="sum")([first, second])), seed=1)
    before = model.weights_sha256()
    assert plots.layer_names(model) == ["conv2d", "second", "sum", "flatten"]
    grid = shown(plots.kernels(model, "second"))
    assert pixels(grid[1][2]).tolist() == [[model.get_weights()[2][0, 0, 1, 2]]]
    drawn = pixels(shown(plots.feature_maps(model, image(), 2))[0][0])
    expected = model.predict(image()[None])[0].reshape(6, 5, 3)
    assert drawn.tolist() == expected[:, :, 0].tolist()
    assert model.weights_sha256() == before
    inside = Sequential([model, Dense(1)], seed=1)
    inside.build((6, 5, 2))
    assert plots.layer_names(inside)[-1] == "dense"
    assert shown(plots.feature_maps(inside, image(), 2))


def test_a_layer_by_its_own_name_first() -> None:
    layers = [Dense(2, input_shape=(2,)), Dense(2, name="dense_7"), Dense(2), Dense(2)]
    model = Sequential(layers, seed=1)
    assert [plots.find_layer(model, str(each.name)) for each in layers] == [0, 1, 2, 3]
    assert plots.find_layer(model, plots.layer_names(model)[0]) == 0
