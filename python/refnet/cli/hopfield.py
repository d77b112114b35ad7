"""refnet hopfield: spoil a stored pattern and recall it, or measure how many can be recalled."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from refnet import capacity, core, plots, reference
from refnet._core import lib
from refnet.cli.options import PATH, as_json, backend_option, given
from refnet.cli.output import print_json
from refnet.cli.pictures import check_format, save_figure
from refnet.errors import RefnetError
from refnet.files.patterns import LETTERS, Patterns, read_patterns
from refnet.reference.checks import LARGEST_SEED, MOST_NUMBERS, UPDATES, check_range

Array = NDArray[Any]

MOST_UNITS = {"c": lib.REFNET_MOST_UNITS, "python": math.isqrt(MOST_NUMBERS)}
OF_A_PATTERN = ("file", "pattern", "spoil", "update", "sweeps", "order_seed", "backend")
GAP = 3  # spaces between two pictures
ENDINGS = {
    "stored": "the stored pattern",
    "mirror": "the mirror of the stored pattern: each unit has the other sign",
    "another": "another stored pattern, number {other}",
    "another_mirror": "the mirror of another stored pattern, number {other}",
    "spurious": "a spurious state, which was not stored",
    "period_of_two": "none: the units alternate between two states, with a period of two",
    "not_at_rest": "none: the last sweep still changed units; --sweeps allows for more sweeps",
}


class Recall(NamedTuple):
    """The state [n] and the energy before and after each sweep, until the states repeat."""

    states: list[Array]
    energies: list[float]


def _share(context: click.Context, option: click.Parameter, value: float) -> float:
    if math.isnan(value):  # which click finds in every range
        raise click.BadParameter("expected a share from 0 to 1")
    return value


@click.command()
@click.argument("file", required=False, type=PATH)
@click.option(
    "--pattern",
    default=0,
    show_default=True,
    help="The pattern to recall: its number, counted from 0.",
)
@click.option(
    "--spoil",
    default=0.2,
    show_default=True,
    type=click.FloatRange(0, 1),
    callback=_share,
    metavar="SHARE",
    help="The share of its units that are inverted first, from 0 to 1.",
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0, LARGEST_SEED),
    help="Seed of the choice of these units; with --capacity, of the patterns too.",
)
@click.option(
    "--update",
    type=click.Choice(UPDATES),
    default=UPDATES[0],
    show_default=True,
    help="Whether the units are updated one after another, or all at once.",
)
@click.option(
    "--sweeps",
    default=20,
    show_default=True,
    type=click.IntRange(min=1),
    help="The most sweeps over all units; fewer if the states repeat before.",
)
@click.option(
    "--order-seed",
    type=click.IntRange(0, LARGEST_SEED),
    help="Shuffle the units before each sweep, with this seed. Defaults to their own order.",
)
@click.option(
    "--capacity",
    "out",
    type=PATH,
    metavar="OUT",
    help="Measure networks of random patterns instead, and draw which share of the units is wrong "
    "at each number of patterns: a name that ends in .png, .svg or .pdf.",
)
@backend_option
@as_json
def hopfield(
    file: Path | None,
    pattern: int,
    spoil: float,
    seed: int,
    update: str,
    sweeps: int,
    order_seed: int | None,
    out: Path | None,
    backend: str,
    as_a_program: bool,
) -> None:
    """Store patterns in a Hopfield network, spoil one of them, and recall it.

    FILE has the patterns as text: lines of equal length, of two characters such as # and ., with a
    blank line between two patterns; - for standard input. It defaults to six letters that come with
    refnet.
    """
    if out is not None:
        _measure(out, seed, as_a_program)
        return
    patterns = read_patterns(LETTERS if file is None else file)
    p, n = patterns.signs.shape
    if n > MOST_UNITS[backend]:
        reason = f"expected patterns of at most {MOST_UNITS[backend]} units, got {n}"
        raise RefnetError("bad_file", patterns.name, f"{patterns.name}: {reason}")
    check_range("--pattern", pattern, 0, p - 1)
    start = patterns.signs[pattern].copy()
    inverted = core.permutation(n, core.seeded(seed))[: round(spoil * n)]
    start[inverted] *= -1.0
    recall = _recall(backend, patterns.signs, start, (update, order_seed, sweeps))
    ending, other = _ending(patterns.signs, pattern, recall.states)
    if as_a_program:
        _print_result(patterns, pattern, len(inverted), recall, ending, other)
    else:
        _print_recall(patterns, pattern, len(inverted), recall, ending, other)


def _recall(backend: str, signs: Array, start: Array, how: tuple[str, int | None, int]) -> Recall:
    """Return what the sweeps do; how: update, order_seed, sweeps."""
    if backend == "c":
        before = core.energy(core.correlations(signs), start)
        trials = list(zip(*core.hopfield(signs, start, *how).trials, strict=True))
    else:
        patterns, units = signs.tolist(), start.tolist()
        before = reference.energy(reference.correlations(patterns), units)
        trials = list(reference.hopfield(patterns, units, *how).trials)
    recall = Recall([start], [before])
    for state, energy in trials:
        recall.states.append(np.array(state))
        recall.energies.append(float(energy))
        if any(np.array_equal(state, earlier) for earlier in recall.states[-3:-1]):
            break
    return recall


def _ending(signs: Array, pattern: int, states: list[Array]) -> tuple[str, int | None]:
    """Return a key of ENDINGS, and the number of the other pattern that was recalled, if any."""
    last = states[-1]
    if not np.array_equal(last, states[-2]):
        alternates = len(states) > 2 and np.array_equal(last, states[-3])
        return ("period_of_two" if alternates else "not_at_rest"), None
    if np.array_equal(last, signs[pattern]):
        return "stored", None
    if np.array_equal(last, -signs[pattern]):
        return "mirror", None
    for ending, factor in (("another", 1.0), ("another_mirror", -1.0)):
        equal = (signs == factor * last).all(axis=1)
        if equal.any():
            return ending, int(equal.argmax())
    return "spurious", None


def _print_result(
    patterns: Patterns,
    pattern: int,
    inverted: int,
    recall: Recall,
    ending: str,
    other: int | None,
) -> None:
    result = {
        "patterns": len(patterns.signs),
        "units": patterns.signs.shape[1],
        "pattern": pattern,
        "inverted": inverted,
        "stored": patterns.lines(patterns.signs[pattern]),
        "spoiled": patterns.lines(recall.states[0]),
        "recalled": patterns.lines(recall.states[-1]),
        "energies": recall.energies,
        "sweeps": len(recall.energies) - 1,
        "result": ending,
        "other": other,
    }
    print_json(result)


def _print_recall(
    patterns: Patterns,
    pattern: int,
    inverted: int,
    recall: Recall,
    ending: str,
    other: int | None,
) -> None:
    p, n = patterns.signs.shape
    print(f"pattern {pattern} of {p}, {inverted} of {n} units inverted\n")
    pictures = {
        "stored": patterns.signs[pattern],
        "spoiled": recall.states[0],
        "recalled": recall.states[-1],
    }
    columns = [[title, *patterns.lines(state)] for title, state in pictures.items()]
    width = max(patterns.width, *map(len, pictures)) + GAP
    for row in zip(*columns, strict=True):
        print("".join(text.ljust(width) for text in row).rstrip())
    print(f"\nenergy at the start: {recall.energies[0]:.4f}")
    for i in range(1, len(recall.states)):
        before, after = recall.energies[i - 1 : i + 1]
        changed = int((recall.states[i] != recall.states[i - 1]).sum())
        print(f"after sweep {i}: {after:.4f} ({after - before:+.4f}, units changed: {changed})")
    print(f"recalled: {ENDINGS[ending].format(other=other)}")


def _measure(out: Path, seed: int, as_a_program: bool) -> None:
    """Draw the curves of the capacity, and print them for a program."""
    for name in OF_A_PATTERN:
        if given(name):
            option = "FILE" if name == "file" else f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} cannot be given with --capacity")
    check_format("--capacity", out)
    plots.figure_type()  # before the time is spent
    curves = capacity.measure(seed)
    save_figure(out, plots.capacity(curves))
    if as_a_program:
        print_json({"capacity": capacity.CAPACITY, "curves": [each._asdict() for each in curves]})
    else:
        print(f"saved in {out}")
