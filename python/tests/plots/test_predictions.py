"""Confusion matrices and decision boundaries: what is counted and drawn, and what is refused."""

from typing import Any

import numpy as np
import pytest

from refnet import Dense, RefnetError, Sequential, losses, plots


def classifier(kernel: Any, activation: str = "softmax", loss: Any = None) -> Sequential:
    """Return a model of one layer without biases."""
    kernel = np.array(kernel, float)
    layer = Dense(kernel.shape[1], activation, use_bias=False, input_shape=kernel.shape[:1])
    model = Sequential([layer], seed=1)
    model.compile("sgd", loss or "mse")
    model.set_weights([kernel])
    return model


X = np.array([[1.0, 0.0], [0.5, 0.2], [0.0, 1.0], [1.0, 3.0], [3.0, 1.0]])
Y = np.array([0, 0, 1, 1, 1])  # the last one is predicted wrongly


def cells(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("y", [Y, Y[:, None], np.eye(2)[Y], Y.tolist()], ids=str)
def test_counts_and_shares_of_rows(y: Any) -> None:
    figure = plots.confusion_matrix(classifier(np.eye(2)), X, y)
    assert cells(figure) == ["2\n100%", "0", "1\n33%", "2\n67%"]
    axes = figure.axes[0]
    assert axes.get_title() == "80.0% of 5 examples are right"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted class", "class")
    [picture] = axes.get_images()
    assert np.asarray(picture.get_array()) == pytest.approx(np.array([[1, 0], [1 / 3, 2 / 3]]))


def ticks(figure: Any) -> list[str]:
    return [each.get_text() for each in figure.axes[0].get_xticklabels()]


def test_names_of_classes() -> None:
    model = classifier(np.eye(2))
    assert ticks(plots.confusion_matrix(model, X, Y)) == ["0", "1"]
    model.classes = ["tulip", "$rose$"]
    assert ticks(plots.confusion_matrix(model, X, Y)) == ["tulip", "$rose$"]
    assert ticks(plots.confusion_matrix(model, X, Y, ["a", "b"])) == ["a", "b"]
    for wrong, code in ((["a"], "shape_mismatch"), ("ab", "wrong_type")):
        with pytest.raises(RefnetError) as caught:
            plots.confusion_matrix(model, X, Y, wrong)
        assert (caught.value.code, caught.value.field) == (code, "classes")


@pytest.mark.parametrize(
    ("activation", "loss", "y", "expected"),
    [
        ("sigmoid", None, [0, 0, 1, 1, 1], ["2\n100%", "0", "1\n33%", "2\n67%"]),
        ("tanh", None, [-1, -1, 1, 1, 1], ["2\n100%", "0", "1\n33%", "2\n67%"]),
        ("linear", None, [0, 0, 0, 1, 1], ["2\n67%", "1\n33%", "1\n50%", "1\n50%"]),
        (
            "linear",
            losses.BinaryCrossentropy(from_logits=True),
            [0, 0, 0, 1, 1],
            ["2\n67%", "1\n33%", "1\n50%", "1\n50%"],
        ),
    ],
    ids=str,
)
def test_one_output(activation: str, loss: Any, y: Any, expected: list[str]) -> None:
    model = classifier([[-1.0], [1.0]], activation, loss)
    assert cells(plots.confusion_matrix(model, X, np.array(y))) == expected


def test_many_classes_have_no_texts_and_too_many_are_refused() -> None:
    model = classifier(np.ones((2, 30)))
    assert cells(plots.confusion_matrix(model, X, Y)) == []
    with pytest.raises(RefnetError) as caught:
        plots.confusion_matrix(classifier(np.ones((2, 101))), X, Y)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "y")


def test_areas_and_points() -> None:
    model = classifier(np.eye(2))
    model.columns, model.classes = ["length", "width"], ["tulip", "rose"]
    [axes] = plots.decision_boundary(model, X, Y).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("length", "width")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["tulip", "rose"]
    points = [each.get_offsets().tolist() for each in axes.collections]
    assert points == [X[Y == 0].tolist(), X[Y == 1].tolist()]
    [areas] = axes.get_images()
    colours = np.asarray(areas.get_array())
    left, right, low, high = areas.get_extent()
    assert left < 0.0 < 3.0 < right
    assert low < 0.0 < 3.0 < high
    assert colours.shape == (200, 200, 4)
    assert colours[0, -1].tolist() != colours[-1, 0].tolist()  # below the diagonal, and above it
    assert len(np.unique(colours.reshape(-1, 4), axis=0)) == 2


def test_a_line_where_the_prediction_changes() -> None:
    model = classifier([[-1.0], [1.0]], "sigmoid")
    [axes] = plots.decision_boundary(model, X, Y).axes
    assert axes.get_xlabel() == "first input"
    [line] = [each for each in axes.collections if hasattr(each, "levels")]
    places = np.concatenate([path.vertices for path in line.get_paths()])
    assert np.abs(places[:, 0] - places[:, 1]).max() < 1e-6
    model.set_weights([np.zeros((2, 1))])  # 1/2 everywhere: the first class, and no line
    [axes] = plots.decision_boundary(model, X, Y).axes
    assert [each for each in axes.collections if hasattr(each, "levels")] == []


@pytest.mark.parametrize(
    ("x", "y", "code", "field"),
    [
        (X, Y[:4], "shape_mismatch", "y"),
        (X, np.ones((5, 3)), "shape_mismatch", "y"),
        (X, Y + 0.5, "wrong_type", "y"),
        (X, Y + 1, "wrong_type", "y"),
        (X, ["a"] * 5, "wrong_type", "y"),
        (X * np.nan, Y, "not_finite", "x"),
        (X[:0], Y[:0], "empty", "x"),
        (X[:, :1], Y, "shape_mismatch", "x"),
    ],
)
def test_refusals(x: Any, y: Any, code: str, field: str) -> None:
    for draw in (plots.confusion_matrix, plots.decision_boundary):
        with pytest.raises(RefnetError) as caught:
            draw(classifier(np.eye(2)), x, y)
        assert (caught.value.code, caught.value.field) == (code, field)


def test_models_that_have_no_classes_or_other_inputs() -> None:
    with pytest.raises(RefnetError, match="y: expected the classes 0 and 1, or -1 and 1"):
        plots.confusion_matrix(classifier([[1.0], [1.0]], "linear"), X, Y + 0.5)
    with pytest.raises(RefnetError, match=r"x: expected examples of two numbers, so \(m, 2\)"):
        plots.decision_boundary(classifier(np.eye(3)), np.eye(3), [0, 1, 2])
    with pytest.raises(RefnetError, match="model: expected a Model or a Sequential, got ndarray"):
        plots.decision_boundary(X, classifier(np.eye(2)), Y)  # type: ignore[arg-type]
