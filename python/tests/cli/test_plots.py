"""refnet plot: which picture it writes, and that nothing is written otherwise."""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told
from support.idx import random_images, write_folder

import refnet
from refnet import datasets, plots
from refnet.layers.naming import reset_names

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "lenet.md").read_text(encoding="utf-8")


@pytest.fixture
def model(few_digits: None, tmp_path: Path) -> Path:
    """A LeNet-1 that was trained on a few digits."""
    path = tmp_path / "m.safetensors"
    told("train", "digits", "--model", "lenet1", "--epochs", 1, "--save", path)
    return path


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The arguments of the calls of refnet.plots, which draw as always."""
    calls: list[tuple[Any, ...]] = []
    kernels, feature_maps = plots.kernels, plots.feature_maps

    def noted_kernels(*arguments: Any) -> Any:
        calls.append(("kernels", *arguments[1:]))
        return kernels(*arguments)

    def noted_maps(*arguments: Any) -> Any:
        calls.append(("feature_maps", *arguments[1:]))
        return feature_maps(*arguments)

    monkeypatch.setattr(plots, "kernels", noted_kernels)
    monkeypatch.setattr(plots, "feature_maps", noted_maps)
    return calls


@pytest.mark.parametrize(
    ("name", "start"),
    [("k.png", b"\x89PNG"), ("k.svg", b"<?xml"), ("k.pdf", b"%PDF"), ("k.PNG", b"\x89PNG")],
)
def test_kernels(
    name: str, start: bytes, model: Path, drawn: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    out = tmp_path / name
    for layer, place in (("conv2d", "conv2d"), ("0", 0)):
        result = invoke("plot", model, "--layer", layer, "--out", out)
        assert (result.exit_code, result.stdout) == (0, f"saved in {out}\n")
        assert out.read_bytes().startswith(start)
        assert drawn.pop() == ("kernels", place)


@pytest.mark.parametrize("data_set", [[], ["digits"]])
def test_feature_maps(
    data_set: list[str], model: Path, drawn: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    out = tmp_path / "maps.png"
    options = ["--layer", "conv2d_2", "--image", 3, "--out", out]
    assert invoke("plot", model, *data_set, *options).exit_code == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    [(name, image, layer)] = drawn
    assert (name, layer) == ("feature_maps", "conv2d_2")
    x_test = datasets.digits.load_data(0.2, 0)[1][0]
    assert image.tolist() == datasets.enlarge(x_test)[3].tolist()


def test_the_example_of_the_page(
    model: Path, drawn: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [example] = re.findall(r"```python\n(import refnet\n.*?)```", PAGE, re.S)
    exec(compile(example, "docs/lenet.md", "exec"), {})
    (_, layer), (_, image, maps_layer) = drawn
    assert layer == maps_layer == "conv2d"
    assert image.shape == (28, 28, 1)
    assert {"kernels.png", "maps.png"} < {path.name for path in tmp_path.iterdir()}


def test_an_image_of_mnist(tmp_path: Path, drawn: list[tuple[Any, ...]]) -> None:
    train, test = random_images(20, 1), random_images(5, 2)
    folder = write_folder(tmp_path / "mnist", train, test)
    path, out = tmp_path / "m.safetensors", tmp_path / "maps.png"
    data = ["--data", folder]
    told("train", "mnist", *data, "--model", "lenet1", "--epochs", 0, "--save", path)
    options = ["--layer", 0, "--image", 4, "--out", out]
    assert invoke("plot", path, *data, *options).exit_code == 0
    [(_, image, layer)] = drawn
    assert layer == 0
    assert np.array_equal(image[..., 0], test[0][4] / 255.0)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--layer", "conv3d"], 'layer: there is no "conv3d", only conv2d, average_pooling2d'),
        (["--layer", 8], "layer: expected 0 to 7"),
        (["--layer", "dense"], "layer: expected a Conv2D, which has kernels, but dense is a Dense"),
        (["--layer", "dense", "--image", 0], "layer: expected images as outputs, but dense has"),
        (["--layer", 0, "--image", 20], "--image: expected 0 to 19"),
        (["--layer", 0, "--image", -1], "--image: expected 0 to 19"),
        (["fashion-mnist", "--layer", 0, "--image", 0], "was trained on digits, not on fashion"),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_leaves_the_old_picture(
    options: list[Any], reason: str, model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "k.png"
    out.write_bytes(b"an older picture")
    assert reason in refusal("plot", model, *options, "--out", out)
    assert out.read_bytes() == b"an older picture"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["k.png", "m.safetensors"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--layer", 0, "--out", "k.jpg"], "--out: expected a name that ends in .png, .svg, .pdf"),
        (["--layer", 0, "--out", "k"], "--out: expected a name that ends in .png, .svg, .pdf"),
        (["digits", "--layer", 0, "--out", "k.png"], "a data set is for --image"),
        (["--layer", 0, "--out", "k.png", "--data", "x"], "a data set is for --image"),
        (["--layer", 0, "--out", "k.png", "--image", "x"], "'x' is not a valid integer"),
        (["--kind", "maps", "--layer", 0, "--out", "k.png"], "--kind maps needs --image"),
        (["--kind", "kernels", "--out", "k.png"], "--kind kernels needs --layer"),
        (["--image", 0, "--out", "k.png"], "--kind maps needs --layer"),
        (["--kind", "network", "--layer", 0, "--out", "k.png"], "--layer is for --kind kernels"),
        (["--kind", "first-layer", "--image", 0, "--out", "k.png"], "--image is for --kind maps"),
        (["--kind", "first-layer", "--out", "k.dot"], "ends in .png, .svg, .pdf"),
        (["--out", "k.jpg"], "--out: expected a name that ends in .png, .svg, .pdf, .dot"),
        (["--layer", 0], "Missing option '--out'"),
    ],
    ids=str,
)
def test_options_that_are_refused(
    options: list[Any], reason: str, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke("plot", model, *options)
    assert result.exit_code == 2
    assert reason in result.stderr.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["m.safetensors"]


def test_the_layers_as_boxes(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)  # an SVG does not need it
    monkeypatch.setenv("PATH", "")  # and Graphviz would draw another one
    reset_names()  # as in a new process
    out = tmp_path / "network.svg"
    result = invoke("plot", model, "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"saved in {out}\n")
    written = out.read_text(encoding="utf-8")
    for text in ("conv2d (Conv2D)", "Activation: tanh", "Output shape: (None, 24, 24, 4)"):
        assert f">{text}</text>" in written
    assert invoke("plot", model, "--kind", "network", "--out", tmp_path / "n.dot").exit_code == 0
    assert (tmp_path / "n.dot").read_text(encoding="utf-8").startswith("digraph {")


def test_the_first_layer(model: Path, drawn: list[tuple[Any, ...]], tmp_path: Path) -> None:
    out = tmp_path / "first.png"
    assert invoke("plot", model, "--kind", "first-layer", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def test_a_model_that_does_not_name_its_data(model: Path, tmp_path: Path) -> None:
    named = refnet.load(model)
    named.notes = {}
    named.save(model)
    out = tmp_path / "k.png"
    result = invoke("plot", model, "--layer", 0, "--image", 0, "--out", out)
    assert result.stderr.splitlines()[-1] == (
        "Error: --image: give the data set of the image: digits, mnist, fashion-mnist"
    )
    assert invoke("plot", model, "digits", "--layer", 0, "--image", 0, "--out", out).exit_code == 0


@pytest.mark.parametrize("data_set", [[], ["digits"]])
def test_a_model_of_a_table_has_no_images(
    data_set: list[str], flowers: Path, tmp_path: Path
) -> None:
    path, out = tmp_path / "m.safetensors", tmp_path / "k.png"
    told("train", *csv(flowers), "--hidden", 2, "--epochs", 0, "--save", path)
    line = refusal("plot", path, *data_set, "--layer", 0, "--image", 3, "--out", out)
    assert line == f"refnet: {path}: was trained on a table, but feature maps need images"
    assert not out.exists()


def test_a_place_that_does_not_exist(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "k.png"
    assert "its folder does not exist" in refusal("plot", model, "--layer", 0, "--out", out)


def test_without_the_extra(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    out = tmp_path / "k.png"
    assert refusal("plot", model, "--layer", 0, "--out", out) == (
        "refnet: refnet.plots needs matplotlib: pip install 'refnet[plots]'"
    )
    assert not out.exists()
