"""What ``verbose`` shows: lines in the form of Keras 3, and bars where a line can be drawn over."""

import os
import shutil
import sys
import time
from collections.abc import Mapping
from types import TracebackType

from refnet.errors import RefnetError
from refnet.fit.measures import sorted_logs

SILENT, BAR, LINES = 0, 1, 2
WIDTH = 20  # of a bar, in characters
INTERVAL = 0.05  # seconds between two drawings


class Progress:
    """Shows what ``verbose`` says: 0 nothing, 1 a bar, 2 a line per epoch.

    A bar needs a terminal, a notebook or an IDE that draws over a line; elsewhere, in a pipe or a
    file, 1 is like 2. "auto" is 1 where there is a bar, else 0. A bar has no colours.
    """

    def __init__(self, verbose: int | str, epochs: int = 1) -> None:
        """epochs: the number of the last one; only several are numbered, as in Keras."""
        draws = _draws_over_a_line()
        self.shows = sys.stdout is not None and (draws if verbose == "auto" else verbose != SILENT)
        self._bar = self.shows and draws and verbose != LINES
        self._epochs = epochs
        self._steps: int | None = None
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

    def begin(self, epoch: int, steps: int | None) -> None:
        """Start an epoch, counted from 0; steps: how many batches it has, None if unknown."""
        self._steps, self._began, self._next = steps, time.monotonic(), 0.0
        if self.shows and self._epochs > 1:
            print(f"Epoch {epoch + 1}/{self._epochs}", flush=True)

    def is_due(self) -> bool:
        """Return whether there is a bar, and it was not drawn a moment ago."""
        return self._bar and time.monotonic() >= self._next

    def advance(self, done: int, logs: Mapping[str, float]) -> None:
        """Draw how many of the epoch's batches are done; call this when the bar is due."""
        now = time.monotonic()
        seconds = now - self._began
        left = seconds if self._steps is None else seconds / done * (self._steps - done)
        start = [self._count(done), *self._filled(done), _duration(left), ""]
        self._draw(" ".join(start) + _rest(seconds, done, sorted_logs(logs)))
        self._next = now + INTERVAL

    def clear(self) -> None:
        """Remove the bar, so that others can print."""
        if self._bar:
            self._draw("")

    def end(self, done: int, logs: Mapping[str, float]) -> None:
        """End an epoch of so many batches with its line."""
        if not self.shows:
            return
        self.clear()
        self._steps = self._steps or done
        seconds = time.monotonic() - self._began
        start = [self._count(self._steps)]
        if self._bar:
            start += [*self._filled(self._steps), f"{seconds:.0f}s "]
        else:
            start += ["-", f"{seconds:.0f}s", "- "]
        print(" ".join(start) + _rest(seconds, done, logs), flush=True)

    def _count(self, done: int) -> str:
        if self._steps is None:
            return f"{done:7d}/Unknown"
        return f"{done:{len(str(self._steps))}d}/{self._steps}"

    def _filled(self, done: int) -> list[str]:
        """Return the bar; nothing if there is no end."""
        if self._steps is None:
            return []
        full, empty = _characters()
        return [(full * (WIDTH * done // self._steps)).ljust(WIDTH, empty)]

    def _draw(self, line: str) -> None:
        """Replace the line of the bar, as far as it fits on the screen."""
        line = line[: shutil.get_terminal_size().columns - 1]
        print("\r" + line.ljust(self._drawn), end="" if line else "\r", flush=True)
        self._drawn = len(line)


def show_result(verbose: int | str, steps: int, seconds: float, logs: Mapping[str, float]) -> None:
    """Print the line of a call that is over after so many batches, if verbose is 1 or 2."""
    if verbose in (BAR, LINES) and sys.stdout is not None:
        print(f"{steps}/{steps} - {seconds:.0f}s - {_rest(seconds, steps, logs)}", flush=True)


def check_verbose(verbose: int | str) -> None:
    """Raise RefnetError out_of_range for any other value of ``verbose``."""
    if verbose not in ("auto", SILENT, BAR, LINES):
        raise RefnetError(
            "out_of_range", "verbose", f'verbose: expected "auto", 0, 1 or 2, got {verbose!r}'
        )


def _rest(seconds: float, steps: int, logs: Mapping[str, float]) -> str:
    """Return how long a step takes, and the logs, as in "2ms/step - accuracy: 0.9000"."""
    return " - ".join([_of_a_step(seconds / max(steps, 1)), *_each(logs)])


def _of_a_step(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/step"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.0f}ms/step"
    return f"{seconds * 1e6:.0f}us/step"


def _duration(seconds: float) -> str:
    whole = int(seconds)
    if whole > 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}" if whole > 60 else f"{whole}s"


def _each(logs: Mapping[str, float]) -> list[str]:
    return [
        f"{name}: {value:.4f}" if abs(value) > 1e-3 else f"{name}: {value:.4e}"
        for name, value in logs.items()
    ]


def _characters() -> tuple[str, str]:
    """Return what a bar is drawn with: lines where the output can encode them."""
    try:
        "━─".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return "=", "."
    return "━", "─"


def _draws_over_a_line() -> bool:
    """Return whether a carriage return lets the next line replace the last one."""
    if "ipykernel" in sys.modules or "PYCHARM_HOSTED" in os.environ:  # not terminals, but draw
        return True
    isatty = getattr(sys.stdout, "isatty", None)
    return isatty is not None and isatty() and os.environ.get("TERM") != "dumb"
