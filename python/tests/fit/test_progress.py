"""What fit prints while it trains, and what evaluate and predict print."""

import contextlib
import io
import re
import subprocess
import sys
import types
from typing import Any

import pytest
from support.small_model import X, Y, fit, new_model

from refnet import RefnetError
from refnet.callbacks import Callback
from refnet.fit.progress import Progress


class Terminal(io.StringIO):
    """A terminal that keeps what is written on it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_ide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run in one."""
    monkeypatch.delenv("PYCHARM_HOSTED", raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)


def on_terminal(monkeypatch: pytest.MonkeyPatch, **arguments: Any) -> tuple[str, Any]:
    """Return what a fit draws on a terminal, and its history."""
    with monkeypatch.context() as patch:
        patch.setenv("TERM", "xterm")
        screen = Terminal()
        patch.setattr(sys, "stdout", screen)
        history = fit(new_model(), **arguments)
    return screen.getvalue(), history


def shown(screen: str) -> list[str]:
    """Return the lines that are on the screen at the end: a carriage return replaces a line."""
    lines = []
    for line in screen.split("\n"):
        cells = ""
        for part in line.split("\r"):
            cells = part + cells[len(part) :]
        lines.append(cells.rstrip())
    return lines


def epoch_lines(history: dict[str, list[float]], bar: str = "- ") -> list[str]:
    """Return the lines of a run, without the time of a step."""
    count, lines = len(history["loss"]), []
    for i in range(count):
        logs = [f"{name}: {values[i]:.4f}" for name, values in history.items()]
        lines += [f"Epoch {i + 1}/{count}", " - ".join([f"4/4 {bar}0s", *logs])]
    return lines


FULL = "━" * 20 + " "


def timeless(lines: list[str]) -> list[str]:
    """Return lines without the time of a step."""
    return [re.sub(r"(?<=0s) (- )?[0-9]+[um]?s/step", "", line) for line in lines]


@pytest.mark.parametrize("verbose", [0, "auto"])
def test_nothing_is_printed_where_there_is_no_terminal(
    verbose: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fit(new_model(), verbose=verbose)
    model = new_model()
    model.evaluate(X, Y, verbose=verbose)
    model.predict(X, verbose=verbose)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("verbose", [1, 2, True])
def test_a_line_is_printed_for_each_epoch(verbose: Any, capsys: pytest.CaptureFixture[str]) -> None:
    history = fit(new_model(), verbose=verbose, validation_split=0.3)
    assert timeless(capsys.readouterr().out.splitlines()) == [
        line.replace("4/4", "3/3") for line in epoch_lines(history)
    ]


def test_a_pipe_gets_lines() -> None:
    program = (
        "import refnet; model = refnet.Sequential([refnet.Dense(1)], seed=0)\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit([[0.0], [1.0]], [1, 2], epochs=3, verbose=1)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    lines = timeless(run.stdout.split("\n"))
    assert [re.sub(r"[0-9.]+$", "", line) for line in lines] == [
        *(line for i in (1, 2, 3) for line in (f"Epoch {i}/", "1/1 - 0s - loss: ")),
        "",
    ]


@pytest.mark.parametrize("verbose", [1, 2])
@pytest.mark.parametrize("where", ["notebook", "IDE", "pipe"])
def test_evaluate_and_predict_print_a_line(
    verbose: int, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if where == "notebook":
        monkeypatch.setitem(sys.modules, "ipykernel", types.ModuleType("ipykernel"))
    if where == "IDE":
        monkeypatch.setenv("PYCHARM_HOSTED", "1")
    model = new_model()
    loss, accuracy = model.evaluate(X, Y, verbose=verbose)
    line, end = timeless(capsys.readouterr().out.split("\n"))
    assert (line, end) == (f"1/1 - 0s - accuracy: {accuracy:.4f} - loss: {loss:.4f}", "")
    model.predict(X, batch_size=3, verbose=verbose)
    assert timeless(capsys.readouterr().out.split("\n")) == ["4/4 - 0s", ""]


@pytest.mark.parametrize("verbose", [3, "loud", None])
def test_evaluate_and_predict_refuse_other_values(verbose: Any) -> None:
    model = new_model()
    for call in (
        lambda: model.evaluate(X, Y, verbose=verbose),
        lambda: model.predict(X, None, verbose),
    ):
        with pytest.raises(RefnetError, match='verbose: expected "auto", 0, 1 or 2') as caught:
            call()
        assert (caught.value.code, caught.value.field) == ("out_of_range", "verbose")


@pytest.mark.parametrize("verbose", [1, "auto"])
@pytest.mark.parametrize("where", ["notebook", "IDE"])
def test_a_bar_is_drawn_in_notebooks_and_ides(
    verbose: Any, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if where == "notebook":
        monkeypatch.setitem(sys.modules, "ipykernel", types.ModuleType("ipykernel"))
    else:
        monkeypatch.setenv("PYCHARM_HOSTED", "1")
    history = fit(new_model(), verbose=verbose)
    drawn = capsys.readouterr().out
    assert "4/4 ━━━━━━━━━━━━━━━━━━━━ 0s " in drawn
    assert timeless(shown(drawn)) == [*epoch_lines(history, FULL), ""]


def test_a_bar_needs_no_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    drawn, history = on_terminal(monkeypatch, verbose=1)
    assert "4/4 ━" in drawn
    assert timeless(shown(drawn)) == [*epoch_lines(history, FULL), ""]


def test_a_terminal_that_cannot_move_the_cursor_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdout", screen)
    history = fit(new_model(), verbose=1)
    assert timeless(screen.getvalue().split("\n")) == [*epoch_lines(history), ""]


def test_a_bar_is_drawn_with_what_the_output_can_encode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Terminal, "encoding", "ascii", raising=False)
    drawn, _ = on_terminal(monkeypatch, verbose=1)
    assert drawn.isascii()
    assert "4/4 ==================== 0s " in drawn


def test_an_only_epoch_has_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    """As in Keras; small numbers have an exponent."""
    progress = Progress(2)
    progress.begin(0, 12)
    progress.end(12, {"loss": 0.0005, "mae": -0.25})
    line = timeless([capsys.readouterr().out])
    assert line == ["12/12 - 0s - loss: 5.0000e-04 - mae: -0.2500\n"]


@pytest.mark.parametrize("verbose", [0, 1, 2, "auto"])
def test_a_program_without_an_output_can_train(
    verbose: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fit(new_model())
    monkeypatch.setattr(sys, "stdout", None)
    model = new_model()
    assert fit(model, verbose=verbose) == expected
    model.evaluate(X, Y, verbose=verbose)
    model.predict(X, verbose=verbose)


def test_a_bar_is_not_longer_than_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    drawn, history = on_terminal(monkeypatch, verbose=1, validation_split=0.3)
    assert all(len(part) < 30 for part in drawn.split("\r") if "\n" not in part)
    lines = [line.replace("4/4", "3/3") for line in epoch_lines(history, FULL)]
    assert timeless(shown(drawn)) == [*lines, ""]


def test_the_line_of_a_bar_ends_when_a_run_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupts(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if batch == 1:
                raise KeyboardInterrupt

    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", screen)
    with contextlib.suppress(KeyboardInterrupt):
        fit(new_model(), verbose=1, callbacks=Interrupts())
    lines = shown(screen.getvalue())
    assert lines[0] == "Epoch 1/5"
    assert lines[1].startswith("1/4 ━━━━━───────────────")
    assert lines[2:] == [""]


@pytest.mark.parametrize("verbose", [1, "auto"])
def test_a_bar_is_drawn_on_a_terminal(verbose: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, history = on_terminal(monkeypatch, verbose=verbose, epochs=3)
    assert "4/4" in drawn
    assert timeless(shown(drawn)) == [*epoch_lines(history, FULL), ""]


def test_a_terminal_is_left_alone_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_terminal(monkeypatch, verbose=0)[0] == ""
    assert "\x1b" not in on_terminal(monkeypatch, verbose=2)[0]


def test_many_epochs_do_not_draw_all_bars_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    few = len(on_terminal(monkeypatch, verbose="auto", epochs=10)[0])
    many = len(on_terminal(monkeypatch, verbose="auto", epochs=80)[0])
    assert 0 < many < 12 * few
