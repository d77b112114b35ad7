"""The progress of a training run: a bar on the terminal, a line per epoch, or nothing."""

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from refnet.errors import RefnetError

SILENT, BAR, LINES = 0, 1, 2


class Progress:
    """Shows what ``verbose`` says: 0 nothing, 1 or "auto" a bar on a terminal, 2 epoch lines."""

    def __init__(self, verbose: int | str, epochs: int) -> None:
        """epochs: the number of the last one."""
        self._epochs = epochs
        self._bar: Any = _bar() if verbose in ("auto", BAR) and _is_terminal() else None
        self._task: Any = None
        self._lines = verbose == LINES
        self._name = ""
        self.shows = self._bar is not None or self._lines

    def __enter__(self) -> "Progress":
        """Start the bar."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the bar."""
        if self._bar is not None:
            self._bar.stop()

    def begin(self, epoch: int, examples: int) -> None:
        """Start an epoch; epoch: counted from 0; examples: how many it has."""
        self._name = f"epoch {epoch + 1}/{self._epochs}"
        if self._bar is not None:
            if self._task is None:
                self._task = self._bar.add_task(self._name, logs="")
            self._bar.reset(self._task, description=self._name, total=examples, logs="")

    def advance(self, done: int, logs: Mapping[str, float]) -> None:
        """Show how many of the epoch's examples are done."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, logs=_text(logs))

    def end(self, logs: Mapping[str, float]) -> None:
        """End an epoch."""
        if self._bar is not None:
            self._bar.console.print(f"{self._name}  {_text(logs)}", highlight=False)
        if self._lines:
            print(f"{self._name}  {_text(logs)}", flush=True)


def check_verbose(verbose: int | str) -> None:
    """Raise RefnetError out_of_range for any other value of ``verbose``."""
    if verbose not in ("auto", SILENT, BAR, LINES):
        raise RefnetError(
            "out_of_range", "verbose", f'verbose: expected "auto", 0, 1 or 2, got {verbose!r}'
        )


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _text(logs: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {value:.4f}" for name, value in logs.items())


def _bar() -> Any:
    """Return rich's progress bar; None if rich (``refnet[cli]``) is not installed."""
    try:
        from rich import progress
    except ImportError:
        return None
    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=16),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.fields[logs]}"),
    )
