"""Files with pictures, of the commands that write some."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from refnet import plots
from refnet.cli.saved import check_place
from refnet.files.saving import save_file
from refnet.plots.figures import FORMATS


def check_format(option: str, out: Path, formats: Sequence[str] = FORMATS) -> None:
    """Raise UsageError unless a picture of this name can be written."""
    if out.suffix[1:].lower() not in formats:
        names = ", ".join(f".{each}" for each in formats)
        raise click.UsageError(f"{option}: expected a name that ends in {names}")


def check_picture(option: str, out: Path) -> None:
    """Raise what would keep a figure from being saved: UsageError, OSError, ImportError."""
    check_format(option, out)
    check_place(out, "the picture")
    plots.figure_type()


def save_figure(out: Path, figure: Any) -> None:
    """Write a figure in the format that the name ends with; raises OSError."""
    picture = io.BytesIO()
    figure.savefig(picture, format=out.suffix[1:].lower())
    save_file(out, picture.getvalue())
