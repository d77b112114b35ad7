"""The failures of a port: as they come, and by their causes when it has answered everything."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from refnet.conformance.fixtures import Case
from refnet.conformance.report.groups import Group, grouped, last_words, place_of
from refnet.conformance.report.printing import counted, heading, listed, say
from refnet.conformance.rules import all_rules, page_of, shown
from refnet.conformance.verdicts import Verdict

AS_THEY_COME = 10  # failures of a port that are printed at once
GROUPS = 12  # that are shown
FEW_RULES = 3  # which are shown with their sentences


@contextmanager
def watched(
    console: Console, ports: Sequence[str], cases: int
) -> Iterator[Callable[[Verdict], None]]:
    """Show how far some ports are; yields a function that is called with each verdict.

    The first failures of each port are printed as they come. The bars are for terminals only, and
    are gone at the end. cases: how many each port has
    """
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TimeElapsedColumn(),
    )
    failed = dict.fromkeys(ports, 0)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        tasks = {port: bars.add_task(port, total=cases, failed=0) for port in ports}

        def note(verdict: Verdict) -> None:
            port = verdict.port
            if verdict.failure is not None:
                failed[port] += 1
                _print_at_once(bars.console, verdict, failed[port])
            bars.update(tasks[port], advance=1, failed=failed[port])

        yield note


def print_failures(
    console: Console, cases: Mapping[str, Case], verdicts: Sequence[Verdict]
) -> None:
    """Print the failures of each port by their causes, each cause with a simple case.

    cases: those of the run, by their ids.
    """
    for port in dict.fromkeys(verdict.port for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.port == port]
        groups = grouped(cases, own)
        if groups:
            number = sum(len(group.verdicts) for group in groups)
            heading(console, f"{port}: {number} of {counted(len(own), 'case')} failed")
            _print_groups(console, groups, cases)


def in_a_line(verdict: Verdict) -> str:
    """Return a failure in one line."""
    start = f"{verdict.port} fails {verdict.case}: {verdict.failure}"
    if place_of(verdict) is None:
        return f"{start}, {last_words(verdict.detail)}" if verdict.detail else start
    distance = verdict.detail.splitlines()[3:4]  # behind the place and both values
    return ", ".join([start, *(words.strip() for words in distance)])


def _print_at_once(console: Console, verdict: Verdict, number: int) -> None:
    """Print one failure as it comes, and after some of them that the others are only counted."""
    if number <= AS_THEY_COME:
        say(console, in_a_line(verdict), "red")
    elif number == AS_THEY_COME + 1:
        say(console, f"{verdict.port}: further failures are counted, and shown by cause at the end")
    console.file.flush()  # for pipes, which keep a lot back


def _print_groups(console: Console, groups: Sequence[Group], cases: Mapping[str, Case]) -> None:
    for group in groups[:GROUPS]:
        say(console)
        _print_group(console, group, cases)
    if len(groups) > GROUPS:
        left = sum(len(group.verdicts) for group in groups[GROUPS:])
        say(console, f"\n... and {counted(left, 'failure')} of other causes")


def _print_group(console: Console, group: Group, cases: Mapping[str, Case]) -> None:
    page = page_of(group.folder) if group.folder is not None else None
    title = group.title + (f" in {group.folder}" if group.folder is not None else "")
    say(console, title + (f" ({shown(page)})" if page is not None else ""), "bold red")
    places = [f"{place} in {number}" for place, number in group.places()]
    if places and len(group.verdicts) > 1:
        say(console, f"where they first differ: {listed(places)}", indent=2)
    _print_rules(console, group, cases)
    first = group.verdicts[0]
    say(console, first.case, "bold", indent=2)
    say(console, first.detail or f"{first.failure}", indent=4)
    if len(group.verdicts) > 1:
        others = [verdict.case for verdict in group.verdicts[1:]]
        say(console, f"also {listed(others)}", indent=2)


def _print_rules(console: Console, group: Group, cases: Mapping[str, Case]) -> None:
    """Print the rules that a group is about, and those that all its cases cite, if they are few."""
    known, common = all_rules(), group.rules(cases)
    names = [*group.own_rules(), *(common if len(common) <= FEW_RULES else ())]
    for rule in [known[name] for name in dict.fromkeys(names) if name in known]:
        say(console, f"{rule.id} ({shown(rule.page)}): {rule.sentence}", indent=2)
