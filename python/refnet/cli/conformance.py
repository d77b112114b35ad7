"""refnet conformance: ports against the fixtures, bit for bit."""

import math
import shlex
import sys
from pathlib import Path

import click
from rich.console import Console

from refnet.cli.endings import reason_of, stop
from refnet.cli.output import print_json
from refnet.conformance.fixtures import FIXTURES, NoFixtures, load_cases
from refnet.conformance.known import BadList, apply_known, load_known
from refnet.conformance.ports import NotBuilt, Port, own_ports
from refnet.conformance.report import (
    as_json,
    mistakes_of,
    print_failures,
    print_matrix,
    print_summary,
)
from refnet.conformance.runner import END_OF_INPUT, run

LONGEST_TIME_LIMIT = 1e6  # seconds; the system's clocks cannot wait for much more


def _not_nan(context: click.Context, option: click.Parameter, value: float) -> float:
    if math.isnan(value):  # which click finds in every range
        raise click.BadParameter("expected a number of seconds")
    return value


@click.command()
@click.option(
    "--command",
    "commands",
    multiple=True,
    help="A port to check, such as 'lua my_port.lua'. Defaults to refnet's own ports.",
)
@click.option("--only", "chapters", multiple=True, help="A chapter to check. Defaults to all.")
@click.option(
    "--known-failures",
    type=click.Path(path_type=Path),
    help="A JSON list of cases that are known to fail, and how.",
)
@click.option(
    "--fixtures",
    default=FIXTURES,
    type=click.Path(path_type=Path),
    help="A folder of fixtures. Defaults to those that come with refnet.",
)
@click.option(
    "--time-limit",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0, max=LONGEST_TIME_LIMIT, min_open=True),
    callback=_not_nan,
    help="Seconds that a port may take for an answer.",
)
@click.option("--json", "as_a_program", is_flag=True, help="Print JSON.")
def conformance(
    commands: tuple[str, ...],
    chapters: tuple[str, ...],
    known_failures: Path | None,
    fixtures: Path,
    time_limit: float,
    as_a_program: bool,
) -> None:
    """Check ports against the fixtures, bit for bit.

    Exit status: 0 all agree, 1 something differs, 2 it could not run.
    """
    try:
        cases = load_cases(fixtures, chapters)
        known = load_known(known_failures) if known_failures is not None else {}
        ports = [_command_port(text) for text in commands] or own_ports()
    except (NoFixtures, NotBuilt, BadList) as error:
        cause = error.__cause__
        stop(reason_of(cause) if isinstance(cause, OSError) else str(error))
    verdicts = []
    for port in ports:
        try:
            outcome = list(run(port, cases, time_limit))
        except OSError as error:
            stop(f"the port {port.name} cannot be started: {reason_of(error)}")
        if all(v.skipped is not None or v.case == END_OF_INPUT for v in outcome):
            stop(f"not one case was run: the port {port.name} supports none of them")
        verdicts += outcome
    mistakes = mistakes_of(cases, verdicts)
    verdicts = apply_known(verdicts, known, chapters)
    if as_a_program:
        print_json(as_json(verdicts, mistakes))
    else:
        console = Console()
        print_matrix(console, verdicts)
        print_failures(console, verdicts, mistakes)
        print_summary(console, verdicts)
    sys.exit(1 if any(verdict.failure is not None for verdict in verdicts) else 0)


def _command_port(text: str) -> Port:
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        stop(f"--command {text!r}: {error}")
    if not words:
        stop("--command: expected a program")
    return Port(text, words, may_skip=True)
