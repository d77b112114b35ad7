"""The curves of a training run: which panels, lines and names there are."""

import sys
from typing import Any

import numpy as np
import pytest

from refnet import Dense, RefnetError, Sequential, plots
from refnet.callbacks.history import History

LOGS = {
    "accuracy": [0.5, 0.75],
    "loss": [0.9, float("inf")],
    "val_accuracy": [0.25, 0.5],
    "val_loss": [1.0, 0.8],
    "learning_rate": [0.1, 0.05],
    "$m_1$": [1.0, 2.0],
}


def lines(axes: Any) -> dict[str, tuple[list[float], list[float]]]:
    return {
        line.get_label(): (line.get_xdata().tolist(), line.get_ydata().tolist())
        if hasattr(line.get_xdata(), "tolist")
        else (list(line.get_xdata()), line.get_ydata().tolist())
        for line in axes.get_lines()
    }


def test_a_panel_for_each_log_with_a_line_for_each_part() -> None:
    panels = plots.history(LOGS).axes
    drawn = [axes for axes in panels if axes.axison]
    assert [axes.get_ylabel() for axes in drawn] == ["accuracy", "loss", "learning_rate", "$m_1$"]
    assert {axes.get_xlabel() for axes in drawn} == {"epoch"}
    assert lines(drawn[0]) == {
        "training": ([1, 2], [0.5, 0.75]),
        "validation": ([1, 2], [0.25, 0.5]),
    }
    assert list(lines(drawn[2])) == ["training"]
    colours = [line.get_color() for line in drawn[0].get_lines()]
    assert colours == ["#0072B2", "#D55E00"]


def test_what_fit_returned_and_a_model() -> None:
    model = Sequential([Dense(1, input_shape=(2,))], seed=1)
    model.compile("sgd", "mse")
    x, y = np.eye(2), np.ones(2)
    model.fit(x, y, epochs=3, verbose=0)
    run = model.fit(x, y, epochs=5, initial_epoch=3, verbose=0)
    for given in (run, model):
        [axes] = plots.history(given).axes
        assert lines(axes)["training"] == ([4, 5], run.history["loss"])
    [axes] = plots.history(run.history).axes
    assert lines(axes)["training"][0] == [1, 2]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (3, "wrong_type"),
        ([0.5], "wrong_type"),
        ({"loss": 0.5}, "wrong_type"),
        ({"loss": ["a"]}, "wrong_type"),
        ({}, "empty"),
        (History(), "empty"),
        (Sequential([Dense(1)]), "empty"),
    ],
)
def test_what_has_no_epochs(given: Any, code: str) -> None:
    with pytest.raises(RefnetError) as caught:
        plots.history(given)
    assert (caught.value.code, caught.value.field) == (code, "history")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"refnet\.plots needs matplotlib"):
        plots.history(LOGS)
