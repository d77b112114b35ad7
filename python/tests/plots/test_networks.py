"""plot_model: which boxes and arrows it draws, in which files, and what it refuses."""

import shutil
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from refnet import Add, Concatenate, Dense, Flatten, Input, Model, RefnetError, Sequential, utils
from refnet.layers.naming import reset_names
from refnet.plots import networks, plot_model, shapes

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw without Graphviz, wherever the tests run, and count the names of layers from 0."""
    reset_names()
    monkeypatch.setattr(shutil, "which", lambda name: None)


def chain(**options: Any) -> Sequential:
    layers = [
        Flatten(input_shape=(28, 28)),
        Dense(128, "relu", name="hidden"),
        Dense(10, "softmax"),
    ]
    return Sequential(layers, seed=1, **options)


def graph() -> Model:
    """Return a network with a shortcut and two branches."""
    x = Input((4,))
    first = Dense(8, "relu")(x)
    total = Add()([first, Dense(8)(Dense(8)(first))])
    joined = Concatenate()([total, Dense(5)(x), x])
    return Model(x, Dense(3)(joined), seed=1)


def drawn(model: Model, tmp_path: Path, **options: Any) -> ElementTree.Element:
    """Return the SVG of a model."""
    path = tmp_path / "model.svg"
    assert plot_model(model, path, **options) is None  # outside of a notebook
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


def texts(root: ElementTree.Element) -> list[str]:
    return [str(each.text) for each in root.iter(f"{SVG}text")]


def areas(root: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """Return the left, upper, right and lower ends of each cell."""
    cells = list(root.iter(f"{SVG}rect"))[1:]  # the first is the ground
    sizes = [[float(cell.attrib[n]) for n in ("x", "y", "width", "height")] for cell in cells]
    return [(x, y, x + width, y + height) for x, y, width, height in sizes]


def arrows(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    lines = [each.attrib["points"].split() for each in root.iter(f"{SVG}polyline")]
    return [[(float(p.split(",")[0]), float(p.split(",")[1])) for p in line] for line in lines]


def test_a_chain(tmp_path: Path) -> None:
    root = drawn(chain(), tmp_path)
    assert texts(root) == ["Flatten", "Dense", "Dense"]
    assert len(areas(root)) == 3
    assert len(arrows(root)) == 2
    for (start, end), above, below in zip(arrows(root), areas(root), areas(root)[1:], strict=False):
        assert start == pytest.approx(((above[0] + above[2]) / 2, above[3]), abs=0.02)
        assert end == pytest.approx(((below[0] + below[2]) / 2, below[1]), abs=0.02)


def test_all_that_a_box_can_say(tmp_path: Path) -> None:
    options = dict.fromkeys(
        ["show_shapes", "show_dtype", "show_layer_names", "show_layer_activations"], True
    )
    found = texts(drawn(chain(dtype="float32"), tmp_path, **options, show_trainable=True))
    assert found[:4] == [
        "flatten (Flatten)",
        "Input shape: (None, 28, 28)",
        "Output shape: (None, 784)",
        "Output dtype: float32",
    ]
    assert found[4:10] == [
        "hidden (Dense)",
        "Activation: relu",
        "Input shape: (None, 784)",
        "Output shape: (None, 128)",
        "Output dtype: float32",
        "Trainable",
    ]


def test_shapes_that_are_not_known_yet(tmp_path: Path) -> None:
    root = drawn(Sequential([Dense(3)]), tmp_path, show_shapes=True)
    assert texts(root) == ["Dense", "Input shape: ?", "Output shape: ?"]


def test_a_graph(tmp_path: Path) -> None:
    root = drawn(graph(), tmp_path, show_shapes=True)
    assert texts(root).count("InputLayer") == 1
    assert "Input shape: [(None, 8), (None, 8)]" in texts(root)
    assert len(arrows(root)) == 10


@pytest.mark.parametrize("rankdir", ["TB", "LR", "BT", "RL"])
def test_nothing_lies_over_a_box(rankdir: str, tmp_path: Path) -> None:
    root = drawn(graph(), tmp_path, rankdir=rankdir)
    cells = areas(root)
    assert len(cells) == 8
    for i, a in enumerate(cells):
        for b in cells[:i]:
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
    _, _, width, height = (float(each) for each in root.attrib["viewBox"].split())
    for line in arrows(root):
        for (x, y), (x_next, y_next) in pairwise(line):
            assert 0 < x < width
            assert 0 < y < height
            for part in range(1, 20):
                px, py = (a + (b - a) * part / 20 for a, b in ((x, x_next), (y, y_next)))
                assert not any(cell[0] < px < cell[2] and cell[1] < py < cell[3] for cell in cells)


def nested() -> Model:
    """Return a network with a Model and a Sequential inside."""
    x = Input((6,))
    residual = Model(x, Add()([x, Dense(6)(x)]), name="residual")
    base = Sequential([Flatten(), Dense(8), Dense(4)], name="base")
    base.trainable = False
    y = Input((6,))
    return Model(y, Concatenate()([base(residual(y)), y]), seed=1)


def test_a_model_inside_is_a_box(tmp_path: Path) -> None:
    options = {"show_shapes": True, "show_layer_names": True, "show_trainable": True}
    root = drawn(nested(), tmp_path, **options)
    assert len(arrows(root)) == 4
    found = texts(root)
    assert found[2:6] == [
        "residual (Model)",
        "Input shape: (None, 6)",
        "Output shape: (None, 6)",
        "Trainable",
    ]
    assert found[6:10] == [
        "base (Sequential)",
        "Input shape: (None, 6)",
        "Output shape: (None, 4)",
        "Non-trainable",
    ]


def test_or_a_frame_with_its_layers(tmp_path: Path) -> None:
    root = drawn(nested(), tmp_path, expand_nested=True)
    found = texts(root)
    assert found.count("InputLayer") == 2
    assert {"residual", "base", "Flatten"} < set(found)
    assert len(arrows(root)) == 4 + 3 + 2
    frames = [each for each in root.iter(f"{SVG}rect") if "stroke-dasharray" in each.attrib]
    assert len(frames) == 2
    path = tmp_path / "m.dot"
    plot_model(nested(), path, expand_nested=True)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in lines if "subgraph" in line] == [
        "subgraph cluster_n_1 {",
        "subgraph cluster_n_2 {",
    ]
    arrows_of_dot = {line.strip() for line in lines if "->" in line}
    assert {"n_0 -> n_1_0;", "n_1_2 -> n_2_0;", "n_2_2 -> n_3;", "n_0 -> n_3;"} < arrows_of_dot


def test_a_model_inside_of_a_sequential(tmp_path: Path) -> None:
    base = Sequential([Dense(8), Dense(4)], name="base")
    root = drawn(Sequential([base, Dense(1)]), tmp_path, expand_nested=True)
    assert texts(root) == ["base", "Dense", "Dense", "Dense"]
    assert len(arrows(root)) == 2


def test_the_name_of_keras() -> None:
    assert utils.plot_model is plot_model


def test_the_direction(tmp_path: Path) -> None:
    first, *_, last = areas(drawn(chain(), tmp_path, rankdir="LR"))
    assert first[2] < last[0]
    first, *_, last = areas(drawn(chain(), tmp_path, rankdir="BT"))
    assert first[1] > last[3]


def test_a_long_name_fits_its_box(tmp_path: Path) -> None:
    name = "a name that goes on " * 5 + "<&$" + 70 * "W" + "\x00\ud800"
    model = Sequential([Dense(2, name=name, input_shape=(2,))], seed=1)
    root = drawn(model, tmp_path, show_layer_names=True)
    (left, _, right, _), lines = areas(root)[0], texts(root)
    assert len(lines) > 3
    assert max(map(len, lines)) <= 44
    assert right - left > 44 * 11  # the letters W are about as wide as high
    assert "\N{REPLACEMENT CHARACTER}" * 2 in "".join(lines)
    plot_model(model, tmp_path / "m.png", show_layer_names=True, dpi=20)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("m.png", b"\x89PNG"),
        ("m.pdf", b"%PDF"),
        ("m.svg", b"<?xml"),
        ("m.dot", b"digraph {"),
        ("m", b"\x89PNG"),
        ("m.SVG", b"<?xml"),
    ],
)
def test_files(name: str, start: bytes, tmp_path: Path) -> None:
    plot_model(graph(), str(tmp_path / name), show_shapes=True, dpi=30)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_picture_too_large_for_a_png_has_fewer_pixels_per_inch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "_LONGEST", 500)
    plot_model(chain(), tmp_path / "m.png", dpi=1e6)
    assert (tmp_path / "m.png").read_bytes()[20:24] == (500).to_bytes(4, "big")  # the height


def test_the_language_of_graphviz(tmp_path: Path) -> None:
    path = tmp_path / "m.dot"
    plot_model(graph(), path, rankdir="LR", dpi=96, splines="curved", show_layer_names=True)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1] == "  graph [rankdir=LR, dpi=96, splines=curved];"
    assert sum(" -> " in line for line in lines) == 10
    assert sum("<b>concatenate (Concatenate)</b>" in line for line in lines) == 1


def test_graphviz_draws_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "dot"
    program.write_text('#!/bin/sh\ncat > "$0.in"\necho "drawn as $1"\n')
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    plot_model(chain(), tmp_path / "m.png")
    assert (tmp_path / "m.png").read_text() == "drawn as -Tpng\n"
    plot_model(chain(), tmp_path / "m.dot")
    assert (tmp_path / "dot.in").read_text() == (tmp_path / "m.dot").read_text()
    program.write_text("#!/bin/sh\nexit 1\n")
    plot_model(chain(), tmp_path / "m.svg")
    assert (tmp_path / "m.svg").read_bytes().startswith(b"<?xml")


def test_a_notebook_gets_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Display:
        Image = staticmethod(lambda filename: ("image", filename))
        SVG = staticmethod(lambda filename: ("svg", filename))

    monkeypatch.setitem(sys.modules, "IPython.display", Display)
    for name, kind in (("m.svg", "svg"), ("m.png", "image")):
        path = str(tmp_path / name)
        assert plot_model(chain(), path, dpi=20) == (kind, path)
    assert plot_model(chain(), tmp_path / "m.dot") is None


@pytest.mark.parametrize(
    ("options", "code", "field"),
    [
        ({"to_file": "m.jpg"}, "unknown_name", "to_file"),
        ({"to_file": None}, "wrong_type", "to_file"),
        ({"rankdir": "UP"}, "unknown_name", "rankdir"),
        ({"splines": "round"}, "unknown_name", "splines"),
        ({"dpi": 0}, "out_of_range", "dpi"),
        ({"dpi": "200"}, "wrong_type", "dpi"),
        ({"dpi": float("inf")}, "not_finite", "dpi"),
        ({"show_shapes": 1}, "wrong_type", "show_shapes"),
        ({"expand_nested": "yes"}, "wrong_type", "expand_nested"),
    ],
    ids=str,
)
def test_refusals(options: dict[str, Any], code: str, field: str, tmp_path: Path) -> None:
    with pytest.raises(RefnetError) as caught:
        plot_model(chain(), **{"to_file": tmp_path / "m.svg", **options})
    assert (caught.value.code, caught.value.field) == (code, field)
    assert list(tmp_path.iterdir()) == []


def test_arguments_of_keras_and_others(tmp_path: Path) -> None:
    plot_model(chain(), tmp_path / "m.svg", layer_range=None)
    for name, hint in (("layer_range", "draw a model of these layers"), ("colour", "lists what")):
        with pytest.raises(RefnetError, match=f"{name}: plot_model has no such .*{hint}"):
            plot_model(chain(), tmp_path / "m.svg", **{name: [1, 2]})


def test_what_is_no_model_and_one_without_layers(tmp_path: Path) -> None:
    for model, code in ((tmp_path, "wrong_type"), (Sequential(), "empty")):
        with pytest.raises(RefnetError) as caught:
            plot_model(model, tmp_path / "m.svg")
        assert (caught.value.code, caught.value.field) == (code, "model")


def test_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"^plot_model to \.png needs matplotlib: pip install"):
        plot_model(chain(), tmp_path / "m.png")
    for name in ("m.svg", "m.dot"):
        plot_model(chain(), tmp_path / name)
    assert networks.ENDINGS == ("png", "svg", "pdf", "dot")
