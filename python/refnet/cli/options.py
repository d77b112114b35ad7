"""What the options of several commands have in common."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from refnet import optimizers
from refnet.reference.names import check_known


class _Path(click.Path):
    """A path; no empty text, which Path would take as the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; raises BadParameter."""
        if value == "":
            self.fail("expected a name, got an empty text", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path)
as_json = click.option("--json", "as_a_program", is_flag=True, help="Print JSON.")
backend_option = click.option(
    "--backend",
    type=click.Choice(["c", "python"]),
    default="c",
    show_default=True,
    help="What calculates; the results are the same.",
)

epochs_option = click.option(
    "--epochs",
    default=20,
    show_default=True,
    type=click.IntRange(min=0),
    help="The number of the last epoch.",
)


def as_optimizer(name: str, rate: float | None) -> optimizers.Optimizer:
    """Return the optimizer of --optimizer and --learning-rate; raises RefnetError: unknown_name."""
    kind = optimizers.NAMES[check_known("--optimizer", name, optimizers.NAMES)]
    return kind() if rate is None else kind(learning_rate=rate)


def given(name: str) -> bool:
    """Return whether the user gave this option of the command that runs."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


def refuse(options: Sequence[str], reason: str) -> None:
    """Raise UsageError for each of these options that the user gave."""
    for name in options:
        if given(name):
            raise click.UsageError(f"--{name.replace('_', '-')} {reason}")
