"""The loss around the weights: its plane, its path, and that the model stays as it was."""

from typing import Any

import numpy as np
import pytest

from refnet import Dense, RefnetError, Sequential, plots
from refnet.layers import BatchNormalization

X = np.random.RandomState(1).normal(size=(12, 2))
Y = X @ [[1.0], [-2.0]]


def trained(epochs: int = 6, layers: Any = None) -> tuple[Sequential, plots.WeightsPath]:
    model = Sequential(layers or [Dense(3, "tanh"), Dense(1)], seed=1)
    model.compile("sgd", "mse")
    path = plots.WeightsPath()
    model.fit(X, Y, epochs=epochs, verbose=0, callbacks=[path])
    return model, path


def lines(figure: Any) -> dict[str, Any]:
    return {line.get_label(): line for line in figure.axes[0].get_lines()}


def test_a_path_of_the_weights() -> None:
    model, path = trained()
    assert len(path.weights) == 7
    for recorded, own in zip(path.weights[-1], model.get_weights(), strict=True):
        np.testing.assert_array_equal(recorded, own)
    model.fit(X, Y, epochs=1, verbose=0, callbacks=[path])
    assert len(path.weights) == 2


def test_the_plane_of_the_path() -> None:
    model, path = trained()
    before = model.weights_sha256()
    figure = plots.loss_surface(model, X, Y, path, points=5)
    assert model.weights_sha256() == before
    axes = figure.axes[0]
    assert axes.get_xlabel().startswith("principal component 1 of the path (")
    assert axes.get_ylabel().startswith("principal component 2 of the path (")
    places = np.array(lines(figure)["after each epoch"].get_data()).T
    assert places.shape == (7, 2)
    assert places[-1].tolist() == [0.0, 0.0]
    assert places[0, 0] < 0.0
    flat = np.array([np.concatenate([each.ravel() for each in one]) for one in path.weights])
    length = np.linalg.norm(flat[0] - flat[-1])
    assert 0.9 * length < np.linalg.norm(places[0]) <= length * (1 + 1e-12)
    left, right = axes.get_xlim()
    assert left < places[:, 0].min()
    assert right > places[:, 0].max()
    assert figure.axes[1].get_ylabel() == "loss"


def test_the_losses_of_the_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(plots.surfaces, "_draw", lambda *arguments: drawn.append(arguments))
    model, path = trained(layers=[Dense(1, use_bias=False)])
    plots.loss_surface(model, X, Y, path.weights, points=4)
    [(_, plane, sides, losses)] = drawn
    [kernel] = model.get_weights()
    for row, column in ((0, 0), (3, 1)):
        moved = kernel.ravel() + sides[0][column] * plane.directions[0]
        moved = moved + sides[1][row] * plane.directions[1]
        expected = np.mean((X @ moved[:, None] - Y) ** 2)
        assert losses[row, column] == pytest.approx(expected)


def test_random_directions_and_a_path_of_one_step() -> None:
    model, path = trained(epochs=1)
    figure = plots.loss_surface(model, X, Y, points=3)
    assert figure.axes[0].get_xlabel() == "random direction 1"
    assert list(lines(figure)) == ["last weights"]
    figure = plots.loss_surface(model, X, Y, path, points=3)
    assert figure.axes[0].get_xlabel() == "principal component 1 of the path (100%)"
    assert figure.axes[0].get_ylabel() == "random direction 2"
    figure = plots.loss_surface(model, X, Y, [path.weights[0]] * 2, points=3)
    assert figure.axes[0].get_xlabel() == "random direction 1"


def test_what_no_optimizer_changes_stays() -> None:
    model, path = trained(layers=[BatchNormalization(), Dense(1)])
    assert plots.loss_surface(model, X, Y, path, points=3).axes[0].get_xlabel().startswith("prin")
    plots.loss_surface(model, X, Y, points=3)  # a variance below 0 would be refused


def test_a_loss_that_is_the_same_everywhere_and_one_that_overflows() -> None:
    model, _ = trained(layers=[Dense(1, use_bias=False)])
    model.set_weights([np.zeros((2, 1))])
    assert len(plots.loss_surface(model, X, Y, points=3).axes) == 1  # nothing to draw but a point
    model.set_weights([np.full((2, 1), 1e200)])
    plots.loss_surface(model, X, Y, points=3)


@pytest.mark.parametrize(
    ("options", "code", "field"),
    [
        ({"path": 3}, "wrong_type", "path"),
        ({"path": "abc"}, "wrong_type", "path"),
        ({"path": []}, "empty", "path"),
        ({"path": plots.WeightsPath()}, "empty", "path"),
        ({"path": [[np.ones(2)]]}, "shape_mismatch", "path"),
        ({"points": 2}, "out_of_range", "points"),
        ({"points": 2.5}, "wrong_type", "points"),
        ({"seed": -1}, "out_of_range", "seed"),
    ],
)
def test_refusals(options: dict[str, Any], code: str, field: str) -> None:
    model, _ = trained(epochs=1)
    with pytest.raises(RefnetError) as caught:
        plots.loss_surface(model, X, Y, **options)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_model_without_weights_or_without_a_loss() -> None:
    for model in (Sequential([Dense(1)]), Sequential([Dense(1, input_shape=(2,))], seed=1)):
        with pytest.raises(RefnetError) as caught:
            plots.loss_surface(model, X, Y, points=3)
        assert (caught.value.code, caught.value.field) == ("empty", "model")
