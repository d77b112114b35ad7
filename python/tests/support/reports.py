"""What reports print, as lines."""

import io
from collections.abc import Callable

from rich.console import Console


def printed(write: Callable[[Console], object], width: int = 120, terminal: bool = False) -> str:
    """Return what is printed on a console of this width."""
    file = io.StringIO()
    write(Console(file=file, width=width, force_terminal=terminal, color_system=None))
    return file.getvalue()
