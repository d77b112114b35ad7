"""The command line: refnet demo, refnet conformance, and the commands of refnet.cli_models."""

import json
import shlex
import sys
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

import refnet
from refnet.cli_models import COMMANDS
from refnet.conformance.fixtures import FIXTURES, NoFixtures, load_cases
from refnet.conformance.known import BadList, apply_known, load_known
from refnet.conformance.process import PortFailure
from refnet.conformance.report import as_json, print_failures, print_matrix, print_summary
from refnet.conformance.runner import END_OF_INPUT, NotBuilt, Port, own_ports, run
from refnet.demo import show_demo

COULD_NOT_RUN = 2


@click.group()
@click.version_option(refnet.__version__, prog_name="refnet")
def main() -> None:
    """Small neural networks that give the same bits in Python, C, JavaScript and Go."""


for command in COMMANDS:
    main.add_command(command)


@main.command()
def demo() -> None:
    """Run the article's six trials and the rabbit through the four ports."""
    try:
        agree = show_demo(Console())
    except (OSError, NotBuilt, PortFailure) as error:
        _stop(f"a port could not run: {error}")
    sys.exit(0 if agree else 1)


@main.command()
@click.option(
    "--command",
    "commands",
    multiple=True,
    help="A program to hold against the fixtures, such as 'lua my_port.lua'; "
    "without it, refnet's own ports are.",
)
@click.option("--only", "chapters", multiple=True, help="A chapter to run; without it, all.")
@click.option(
    "--known-failures",
    type=click.Path(path_type=Path),
    help="A JSON list of cases that are known to fail, and how.",
)
@click.option(
    "--fixtures",
    default=FIXTURES,
    type=click.Path(path_type=Path),
    help="Another folder of fixtures than the ones that come with refnet.",
)
@click.option(
    "--time-limit",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds that a port may take for an answer.",
)
@click.option("--json", "as_a_program", is_flag=True, help="Print JSON, for programs.")
def conformance(
    commands: tuple[str, ...],
    chapters: tuple[str, ...],
    known_failures: Path | None,
    fixtures: Path,
    time_limit: float,
    as_a_program: bool,
) -> None:
    """Hold ports against the fixtures, bit for bit.

    Exit status: 0 all agree, 1 something differs, 2 it could not run.
    """
    try:
        cases = load_cases(fixtures, chapters)
        known = load_known(known_failures) if known_failures is not None else {}
        ports = [_command_port(text) for text in commands] or own_ports()
    except (NoFixtures, NotBuilt, BadList) as error:
        _stop(str(error))
    verdicts = []
    for port in ports:
        try:
            outcome = list(run(port, cases, time_limit))
        except OSError as error:
            _stop(f"the port {port.name} cannot be started: {error}")
        if all(v.skipped is not None or v.case == END_OF_INPUT for v in outcome):
            _stop(f"not one case was run: the port {port.name} supports none of them")
        verdicts += outcome
    verdicts = apply_known(verdicts, known, chapters)
    if as_a_program:
        print(json.dumps(as_json(verdicts), indent=2))
    else:
        console = Console()
        print_matrix(console, verdicts)
        print_failures(console, verdicts)
        print_summary(console, verdicts)
    sys.exit(1 if any(verdict.failure is not None for verdict in verdicts) else 0)


def _command_port(text: str) -> Port:
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        _stop(f"--command {text!r}: {error}")
    if not words:
        _stop("--command: expected a program")
    return Port(text, words, may_skip=True)


def _stop(reason: str) -> NoReturn:
    click.echo(f"refnet: {reason}", err=True)
    sys.exit(COULD_NOT_RUN)
