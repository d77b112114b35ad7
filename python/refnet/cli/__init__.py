"""The command line ``refnet``: a module for each group of commands."""

import click

import refnet
from refnet.cli.conformance import conformance
from refnet.cli.demo import demo
from refnet.cli.endings import Commands
from refnet.cli.hopfield import hopfield
from refnet.cli.models import evaluate, predict, summary, train
from refnet.cli.plots import plot
from refnet.cli.text import generate, train_text


@click.group(cls=Commands)
@click.version_option(refnet.__version__, prog_name="refnet")
def main() -> None:
    """Small neural networks that give the same bits in Python, C, JavaScript and Go."""


COMMANDS = (
    demo,
    conformance,
    train,
    evaluate,
    predict,
    summary,
    plot,
    train_text,
    generate,
    hopfield,
)
for command in COMMANDS:
    main.add_command(command)
