"""What ``verbose`` shows: the progress of a training run, the results of other calls."""

import os
import shutil
import sys
import time
from collections.abc import Mapping
from types import TracebackType

from refnet.errors import RefnetError

SILENT, BAR, LINES = 0, 1, 2
WIDTH = 20  # of a bar, in characters
INTERVAL = 0.05  # seconds between two drawings


class Progress:
    """Shows what ``verbose`` says: 0 nothing, 1 a bar, 2 a line per epoch.

    A bar needs a terminal, a notebook or an IDE that draws over a line; elsewhere, in a pipe or a
    file, 1 is like 2, as in Keras. "auto" is 1 where there is a bar, else 0.
    """

    def __init__(self, verbose: int | str, epochs: int) -> None:
        """epochs: the number of the last one."""
        draws = _draws_over_a_line()
        self.shows = sys.stdout is not None and (draws if verbose == "auto" else verbose != SILENT)
        self._bar = self.shows and draws and verbose != LINES
        self._epochs = epochs
        self._name, self._examples = "", 0
        self._began = 0.0
        self._drawn = 0  # characters on the line of the bar
        self._next = 0.0  # when to draw again

    def __enter__(self) -> "Progress":
        """Return the progress itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the line of a bar that was interrupted."""
        if self._drawn:
            print(flush=True)

    def begin(self, epoch: int, examples: int) -> None:
        """Start an epoch; epoch: counted from 0; examples: how many it has."""
        self._name, self._examples = f"epoch {epoch + 1}/{self._epochs}", examples
        self._began = time.monotonic()

    def advance(self, done: int, logs: Mapping[str, float]) -> None:
        """Show how many of the epoch's examples are done."""
        if not self._bar:
            return
        now = time.monotonic()
        if now >= self._next:
            bar = ("=" * (WIDTH * done // self._examples)).ljust(WIDTH, ".")
            count, seconds = f"{done}/{self._examples}", f"{now - self._began:.0f}s"
            self._draw(f"{self._name}  [{bar}] {count}  {seconds}  {_text(logs)}")
            self._next = now + INTERVAL

    def end(self, logs: Mapping[str, float]) -> None:
        """End an epoch with its line."""
        if self._bar:
            self._draw("")
        if self.shows:
            print(f"{self._name}  {_text(logs)}", flush=True)

    def _draw(self, line: str) -> None:
        """Replace the line of the bar, as far as it fits on the screen."""
        line = line[: shutil.get_terminal_size().columns - 1]
        print("\r" + line.ljust(self._drawn), end="" if line else "\r", flush=True)
        self._drawn = len(line)


def show_result(verbose: int | str, name: str, examples: int, logs: Mapping[str, float]) -> None:
    """Print the line of a call that is over at once, if verbose is 1 or 2."""
    check_verbose(verbose)
    if verbose in (BAR, LINES) and sys.stdout is not None:
        print("  ".join([name, f"{examples}/{examples}", *_each(logs)]), flush=True)


def check_verbose(verbose: int | str) -> None:
    """Raise RefnetError out_of_range for any other value of ``verbose``."""
    if verbose not in ("auto", SILENT, BAR, LINES):
        raise RefnetError(
            "out_of_range", "verbose", f'verbose: expected "auto", 0, 1 or 2, got {verbose!r}'
        )


def _text(logs: Mapping[str, float]) -> str:
    return "  ".join(_each(logs))


def _each(logs: Mapping[str, float]) -> list[str]:
    return [f"{name} {value:.4f}" for name, value in logs.items()]


def _draws_over_a_line() -> bool:
    """Return whether a carriage return lets the next line replace the last one."""
    if "ipykernel" in sys.modules or "PYCHARM_HOSTED" in os.environ:  # not terminals, but draw
        return True
    isatty = getattr(sys.stdout, "isatty", None)
    return isatty is not None and isatty() and os.environ.get("TERM") != "dumb"
