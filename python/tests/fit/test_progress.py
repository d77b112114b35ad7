"""What fit prints while it trains."""

import io
import sys
from typing import Any

import pytest
from support.small_model import X, Y, fit, new_model


class Terminal(io.StringIO):
    """A terminal that keeps what is written on it."""

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, **arguments: Any) -> tuple[str, Any]:
    """Return what a fit draws on a terminal, and its history."""
    with monkeypatch.context() as patch:
        patch.setenv("TERM", "xterm")
        screen = Terminal()
        patch.setattr(sys, "stdout", screen)
        history = fit(new_model(), **arguments)
    return screen.getvalue(), history


@pytest.mark.parametrize("verbose", [0, 1, "auto"])
def test_nothing_is_printed_where_there_is_no_terminal(
    verbose: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fit(new_model(), verbose=verbose)
    model = new_model()
    model.evaluate(X, Y, verbose=verbose)
    model.predict(X, verbose=verbose)
    assert capsys.readouterr() == ("", "")


def test_a_line_is_printed_for_each_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    history = fit(new_model(), verbose=2, validation_split=0.3)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 5
    for i, line in enumerate(printed):
        assert f"{i + 1}/5" in line
        for name, values in history.items():
            assert f"{name} {values[i]:.4f}" in line


@pytest.mark.parametrize("verbose", [1, "auto"])
def test_a_bar_is_drawn_on_a_terminal(verbose: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, history = on_terminal(monkeypatch, verbose=verbose, epochs=3)
    for epoch in range(3):
        assert f"epoch {epoch + 1}/3" in drawn
        assert f"loss {history['loss'][epoch]:.4f}" in drawn
    assert "10/10" in drawn


def test_a_terminal_is_left_alone_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_terminal(monkeypatch, verbose=0)[0] == ""
    assert "\x1b" not in on_terminal(monkeypatch, verbose=2)[0]


def test_many_epochs_do_not_draw_all_bars_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    few = len(on_terminal(monkeypatch, verbose="auto", epochs=10)[0])
    many = len(on_terminal(monkeypatch, verbose="auto", epochs=80)[0])
    assert 0 < many < 12 * few
