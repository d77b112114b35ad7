"""refnet conformance: ports against the fixtures, bit for bit."""

import math
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from refnet.cli.conformance_files import WRITERS, file_options, write_files
from refnet.cli.endings import note, reason_of, stop
from refnet.cli.options import PATH
from refnet.cli.output import print_json
from refnet.conformance.fixtures import FIXTURES, Case, NoFixtures, load_cases
from refnet.conformance.known import BadList, load_known, write_known
from refnet.conformance.levels import HIGHEST
from refnet.conformance.machines.json_report import as_json
from refnet.conformance.machines.result import result_of
from refnet.conformance.manifest import checked_fixtures
from refnet.conformance.ports import NotBuilt, Port, own_ports
from refnet.conformance.report.diagnosed import names, print_diagnosis, print_right_alone
from refnet.conformance.report.failures import print_failures, watched
from refnet.conformance.report.mistake import NoMistake, print_mistake
from refnet.conformance.report.one_case import print_case, print_expected, print_verdict
from refnet.conformance.report.printing import say
from refnet.conformance.report.summary import print_matrix, print_summary
from refnet.conformance.runner import NotStarted
from refnet.conformance.session import NothingRun, Session, Settings
from refnet.conformance.verdicts import Verdict

LONGEST_TIME_LIMIT = 1e6  # seconds; the system's clocks cannot wait for much more
MOST_JOBS = 64
LARGEST_DISTANCE = 2**20  # ULP
WIDTH = 120  # columns of what is no terminal


def _not_nan(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):  # which click finds in every range
        raise click.BadParameter("expected a number of seconds")
    return value


def options_of(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a decorator that adds some options to a command, in their order."""

    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


what_is_run = options_of(
    click.option(
        "--command",
        "commands",
        multiple=True,
        help="A port to check, such as 'lua my_port.lua'. Defaults to refnet's own ports.",
    ),
    click.option(
        "--name",
        "names",
        multiple=True,
        help='The name of a --command in reports and lists. Defaults to "port".',
    ),
    click.option("--only", "chapters", multiple=True, help="A chapter to check. Defaults to all."),
    click.option("--case", "case", help="One case, which is shown in full."),
    click.option(
        "--fixtures",
        default=FIXTURES,
        type=click.Path(path_type=Path),
        help="A folder of fixtures, or one of --export. Defaults to those of refnet.",
    ),
    click.option(
        "--time-limit",
        default=30.0,
        show_default=True,
        type=click.FloatRange(min=0, max=LONGEST_TIME_LIMIT, min_open=True),
        callback=_not_nan,
        help="Seconds that a port may take for an answer.",
    ),
    click.option(
        "--total-limit",
        default=600.0,
        show_default=True,
        type=click.FloatRange(min=0, max=LONGEST_TIME_LIMIT, min_open=True),
        callback=_not_nan,
        help="Seconds that a port may take for all answers.",
    ),
    click.option(
        "--jobs",
        default=1,
        show_default=True,
        type=click.IntRange(1, MOST_JOBS),
        help="Processes of each port that answer at the same time.",
    ),
)
how_it_is_judged = options_of(
    click.option(
        "--close",
        type=click.IntRange(min=1, max=LARGEST_DISTANCE),
        metavar="ULP",
        help="Accept numbers within so many ULP; whole numbers and texts stay exact.",
    ),
    click.option(
        "--require",
        "required",
        type=click.IntRange(1, HIGHEST),
        metavar="LEVEL",
        help=f"Fail unless each port reaches this level, from 1 to {HIGHEST}.",
    ),
    click.option(
        "--known-failures",
        type=PATH,
        help="A JSON list of cases that are known to fail, and how.",
    ),
    click.option(
        "--write-known-failures",
        "writes_known",
        is_flag=True,
        help="Write the failures of this run into the list, and keep its reasons.",
    ),
)
what_is_printed = options_of(
    click.option("--explain", metavar="MISTAKE", help="Explain a mistake by a part of its name."),
    click.option("--json", "as_a_program", is_flag=True, help="Print JSON."),
)


@dataclass(frozen=True)
class Options:
    """The options of the command."""

    commands: tuple[str, ...]
    names: tuple[str, ...]
    chapters: tuple[str, ...]
    case: str | None
    fixtures: Path
    time_limit: float
    total_limit: float | None
    jobs: int
    close: int | None
    required: int | None
    known_failures: Path | None
    writes_known: bool
    explain: str | None
    as_a_program: bool

    @property
    def reports(self) -> bool:
        """Return whether people read what each port gets wrong."""
        return self.case is None and not self.as_a_program

    @property
    def whole(self) -> bool:
        """Return whether all fixtures are run, so that levels can be told."""
        return not self.chapters and self.case is None


@click.command()
@what_is_run
@how_it_is_judged
@what_is_printed
@file_options
def conformance(**given: Any) -> None:
    """Check ports against the fixtures, bit for bit.

    Exit status: 0 all agree, 1 something differs or the required level is not reached, 2 it could
    not run.
    """
    files = {name: given.pop(name) for name in WRITERS}
    options = Options(**given)
    _check(options)
    console = _console()
    with _could_not_run():
        if options.explain is not None:
            print_mistake(console, options.explain, load_cases(options.fixtures))
            return
        ports = _ports(options)
        settings = _settings(options, ports)
        session = Session(_cases(options), settings)
        _run(console, session, ports, options)
        if options.writes_known:
            _write_known(session, ports, options)
    result = result_of(session, options.fixtures)
    if options.as_a_program:
        print_json(as_json(result))
    elif options.case is not None:
        _show_case(console, session)
    else:
        print_matrix(console, session.judged)
        print_summary(console, session.judged, session.levels, options.required or 0)
    write_files(result, files)
    failed = session.failed() and not options.writes_known
    sys.exit(1 if failed or not session.reaches(options.required or 0) else 0)


def _console() -> Console:
    """Return standard output; tables in a file are as wide as they need to be."""
    console = Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    return console


def _check(options: Options) -> None:
    """Raise UsageError for options that do not go together."""
    if options.required is not None and not options.whole:
        raise click.UsageError("--require needs all cases: leave out --only and --case")
    if options.writes_known and options.known_failures is None:
        raise click.UsageError("--write-known-failures needs --known-failures and a file")
    if options.writes_known and options.case is not None:
        raise click.UsageError("--write-known-failures needs whole chapters: leave out --case")
    if len(options.names) > len(options.commands):
        raise click.UsageError("--name: expected a --command for each name")


@contextmanager
def _could_not_run() -> Iterator[None]:
    """Exit with one line and status 2 if there is nothing to run, or nothing to run it on."""
    try:
        yield
    except (NoFixtures, NotBuilt, NotStarted, BadList, NoMistake, NothingRun) as error:
        cause = error.__cause__
        reason = reason_of(cause) if isinstance(cause, OSError) else str(error)
        stop(f"{error}: {reason}" if isinstance(error, NotStarted) else reason)


def _cases(options: Options) -> list[Case]:
    fixtures = checked_fixtures(options.fixtures)
    if options.case is None:
        return load_cases(fixtures, options.chapters)
    folder = options.case.split("/")[0]
    chapters = (folder,) if (fixtures / folder).is_dir() else options.chapters
    cases = load_cases(fixtures, chapters)
    found = [case for case in cases if case.id == options.case]
    if not found:
        near = get_close_matches(options.case, [case.id for case in cases])
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise NoFixtures(f'no fixture "{options.case}"{hint}')
    return found


def _ports(options: Options) -> list[Port]:
    """Return the ports of the commands, whose names do not have the commands' text."""
    names = [*options.names]
    while len(names) < len(options.commands):
        names.append("port" if len(options.commands) == 1 else f"port {len(names) + 1}")
    if len(set(names)) < len(names):
        raise click.UsageError("--name: expected another name for each --command")
    named = zip(names, options.commands, strict=True)
    return [_command_port(name, text) for name, text in named] or own_ports()


def _command_port(name: str, text: str) -> Port:
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        stop(f"--command {text!r}: {error}")
    if not words:
        stop("--command: expected a program")
    return Port(name, words, may_skip=True)


def _settings(options: Options, ports: Sequence[Port]) -> Settings:
    known = {}
    if options.known_failures is not None and not options.writes_known:
        known = load_known(options.known_failures, _former_names(options, ports))
    return Settings(
        options.time_limit,
        options.total_limit,
        options.jobs,
        options.close or 0,
        known,
        options.whole,
    )


def _former_names(options: Options, ports: Sequence[Port]) -> dict[str, str]:
    """Return the names of the ports by their commands, which older lists have instead."""
    return {text: port.name for text, port in zip(options.commands, ports, strict=False)}


def _run(console: Console, session: Session, ports: Sequence[Port], options: Options) -> None:
    """Run the ports; for people, print what each one gets wrong."""
    if options.reports:
        with watched(console, [port.name for port in ports], len(session.cases) + 1) as note:
            session.run(ports, note)
    else:
        session.run(ports, lambda verdict: None)
    for port in ports:
        if options.reports:
            print_failures(console, session.cases, session.of(port.name))
            _print_hint(console, session, session.of(port.name))
        diagnosis = session.diagnose(port.name)
        if options.reports:
            print_diagnosis(console, port.name, diagnosis, session.of(port.name))
            print_right_alone(console, session.right_alone(port))
    stale = session.stale()
    if options.reports:
        print_failures(console, session.cases, stale)


def _show_case(console: Console, session: Session) -> None:
    """Print one case in full, and how each port has answered it."""
    [case] = session.cases.values()
    print_case(console, case)
    for verdict in session.judged:
        if verdict.case == case.id:
            print_verdict(console, case, verdict)
        else:  # how the port ended
            print_failures(console, session.cases, [verdict])
    if not session.failed():
        print_expected(console, case)


def _print_hint(console: Console, session: Session, verdicts: Sequence[Verdict]) -> None:
    """Print how to see one of the failures in full."""
    failed = [v.case for v in verdicts if v.failure is not None and v.case in session.cases]
    if failed:
        say(console, f"\nOne of them in full: refnet conformance --case {failed[0]}")


def _write_known(session: Session, ports: Sequence[Port], options: Options) -> None:
    """Write the failures of the run into the list, each with its reason."""
    assert options.known_failures is not None
    folders = {case.chapter for case in session.cases.values()}
    reasons = {
        (port, case): names([finding.mistake])[0]
        for port, diagnosis in session.diagnoses.items()
        for finding in diagnosis.findings
        for case in finding.cases
    }
    write_known(
        options.known_failures,
        session.found,
        {(port.name, folder) for port in ports for folder in folders},
        _former_names(options, ports),
        reasons,
    )
    note(f"the failures of this run are now in {options.known_failures}")
