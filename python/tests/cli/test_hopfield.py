"""refnet hopfield: what it recalls, prints and refuses."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.commands import invoke, refusal, told

from refnet import capacity, core, plots
from refnet.files.patterns import LETTERS, read_patterns

PAGE = Path(__file__).resolve().parents[3] / "docs" / "hopfield_recall.md"
TWO_PATTERNS = "####....\n\n##..##..\n"  # half of whose units differ
TWO_UNITS = "##\n\n..\n"  # which agree in both patterns


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a text into a file and return its path."""

    def write_text(text: str) -> Path:
        path = tmp_path / "patterns.txt"
        path.write_text(text)
        return path

    return write_text


@pytest.fixture
def few_networks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Measure small networks instead of those of the picture; returns the seeds asked for."""
    seeds: list[int] = []
    measure = capacity.measure

    def measured(seed: int) -> list[capacity.Curve]:
        seeds.append(seed)
        return measure(seed, [30], [0.0, 0.1], [0.1, 0.3], 2)

    monkeypatch.setattr(capacity, "measure", measured)
    return seeds


def test_the_command_prints_what_its_page_shows() -> None:
    [shown] = re.findall(
        r"```\n\.venv/bin/refnet hopfield\n(.*?)```", PAGE.read_text("utf-8"), re.S
    )
    assert invoke("hopfield").stdout == shown


def test_the_other_examples_of_the_page(write: Any) -> None:
    page = PAGE.read_text("utf-8")
    found = [told("hopfield", "--spoil", share)["result"] for share in (0.9, 0.4)]
    assert found == ["mirror", "spurious"]
    assert "--spoil 0.9\n.venv/bin/refnet hopfield --spoil 0.4" in page
    [text] = re.findall(r"```\n(#\.\.\.#.*?)```", page, re.S)
    result = told("hopfield", write(text), "--spoil", 0, "--pattern", 1)
    assert result["stored"] == ["#####", "#....", "#####"]
    shown = set(re.findall(r"^\| `(\w+)`(?:, `(\w+)`)? \|", page, re.M))
    names = {name for pair in shown for name in pair if name}
    assert names == {
        *("stored", "mirror", "another", "another_mirror"),
        *("spurious", "period_of_two", "not_at_rest"),
    }


@pytest.mark.parametrize("update", ["asynchronous", "synchronous"])
@pytest.mark.parametrize("order_seed", [None, 3])
def test_both_backends_tell_what_the_chapter_calculates(
    update: str, order_seed: int | None
) -> None:
    options = ["--pattern", 3, "--spoil", 0.25, "--seed", 9, "--update", update, "--sweeps", 7]
    options += [] if order_seed is None else ["--order-seed", order_seed]
    result = told("hopfield", *options)
    assert told("hopfield", *options, "--backend", "python") == result
    letters = read_patterns(LETTERS)
    start = letters.signs[3].copy()
    start[core.permutation(81, core.seeded(9))[:20]] *= -1.0
    assert (result["patterns"], result["units"], result["inverted"]) == (6, 81, 20)
    assert result["pattern"] == 3
    assert result["stored"] == letters.lines(letters.signs[3])
    assert result["spoiled"] == letters.lines(start)
    trials = core.hopfield(letters.signs, start, update, order_seed, result["sweeps"]).trials
    assert result["recalled"] == letters.lines(trials.state[-1])
    before = core.energy(core.correlations(letters.signs), start)
    assert result["energies"] == [before, *trials.energy.tolist()]


@pytest.mark.parametrize(
    ("text", "options", "result", "other"),
    [
        (TWO_UNITS, ["--spoil", 0], "stored", None),
        (TWO_UNITS, ["--spoil", 1, "--pattern", 1], "mirror", None),
        (TWO_PATTERNS, ["--spoil", 1], "mirror", None),
        (TWO_PATTERNS, ["--spoil", 0.5, "--seed", 15], "another", 1),
        (TWO_PATTERNS, ["--spoil", 0.5, "--seed", 0], "another_mirror", 1),
        (TWO_UNITS, ["--spoil", 0.5, "--update", "synchronous"], "period_of_two", None),
        (
            TWO_UNITS,
            ["--spoil", 0.5, "--update", "synchronous", "--sweeps", 1],
            "not_at_rest",
            None,
        ),
    ],
)
def test_how_it_ends(
    text: str, options: list[Any], result: str, other: int | None, write: Any
) -> None:
    found = told("hopfield", write(text), *options)
    assert (found["result"], found["other"]) == (result, other)


def test_every_ending_of_the_letters_is_true() -> None:
    """Half of the units are inverted, so that the network ends anywhere."""
    letters = read_patterns(LETTERS)
    texts = [letters.lines(signs) for signs in letters.signs]
    mirrors = [letters.lines(-signs) for signs in letters.signs]
    seen = set()
    for seed in range(25):
        result = told("hopfield", "--spoil", 0.5, "--seed", seed)
        recalled, other = result["recalled"], result["other"]
        wanted = {
            "stored": [texts[0]],
            "mirror": [mirrors[0]],
            "another": texts[other : other + 1] if other else [],
            "another_mirror": mirrors[other : other + 1] if other else [],
        }
        if result["result"] == "spurious":
            assert recalled not in texts + mirrors
        else:
            assert recalled in wanted[result["result"]]
        seen.add(result["result"])
    assert {"another", "another_mirror", "spurious"} <= seen


def test_the_sweeps_end_where_the_states_repeat(write: Any) -> None:
    assert told("hopfield", "--spoil", 0)["sweeps"] == 1
    path = write(TWO_UNITS)
    assert told("hopfield", path, "--spoil", 0.5, "--update", "synchronous")["sweeps"] == 2


def test_the_energy_and_the_ending_are_printed(write: Any) -> None:
    lines = invoke("hopfield", write("#.#.\n"), "--spoil", 0.25).stdout.splitlines()
    assert lines[0] == "pattern 0 of 1, 1 of 4 units inverted"
    assert lines[2] == "stored     spoiled    recalled"
    assert lines[-4:] == [
        "energy at the start: 0.0000",
        "after sweep 1: -1.5000 (-1.5000, units changed: 1)",
        "after sweep 2: -1.5000 (+0.0000, units changed: 0)",
        "recalled: the stored pattern",
    ]


def test_standard_input() -> None:
    command = [sys.executable, "-m", "refnet", "hopfield", "-", "--spoil", "0"]
    done = subprocess.run(command, input="#.#\n", capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "recalled: the stored pattern" in done.stdout
    done = subprocess.run(command, input="#.#\n\n#\n", capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == (
        "refnet: standard input, line 3: expected 3 characters, as in line 1, got 1\n"
    )


def test_what_is_refused(write: Any, tmp_path: Path) -> None:
    path = write("##.\n#.\n")
    line = f"refnet: {path}, line 2: expected 3 characters, as in line 1, got 2"
    assert refusal("hopfield", path) == line
    assert refusal("hopfield", "--pattern", 6) == "refnet: --pattern: expected 0 to 5"
    assert refusal("hopfield", "--pattern", -1) == "refnet: --pattern: expected 0 to 5"
    missing = tmp_path / "none.txt"
    assert refusal("hopfield", missing) == f"refnet: {missing}: no such file or directory"
    assert refusal("hopfield", tmp_path) == f"refnet: {tmp_path}: is a directory"
    line = refusal("hopfield", "--sweeps", 10**15)
    assert line.startswith("refnet: sweeps: an array of shape")


def test_more_units_than_a_network_may_have(write: Any) -> None:
    path = write("#." * 2100)
    line = refusal("hopfield", path, "--backend", "python")
    assert line == f"refnet: {path}: expected patterns of at most 4096 units, got 4200"
    path = write("#." * 5001)
    line = refusal("hopfield", path)
    assert line == f"refnet: {path}: expected patterns of at most 10000 units, got 10002"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--spoil", 1.1], "1.1 is not in the range 0<=x<=1"),
        (["--spoil", "nan"], "expected a share from 0 to 1"),
        (["--seed", -1], "-1 is not in the range 0<=x<=4294967295"),
        (["--sweeps", 0], "0 is not in the range x>=1"),
        (["--update", "x"], "'x' is not one of 'asynchronous', 'synchronous'"),
        (["--capacity", "k.jpg"], "--capacity: expected a name that ends in .png, .svg, .pdf"),
        (["x", "--capacity", "k.png"], "FILE cannot be given with --capacity"),
        (
            ["--order-seed", 1, "--capacity", "k.png"],
            "--order-seed cannot be given with --capacity",
        ),
        (["--spoil", 0.1, "--capacity", "k.png"], "--spoil cannot be given with --capacity"),
    ],
    ids=str,
)
def test_options_that_are_refused(options: list[Any], reason: str) -> None:
    result = invoke("hopfield", *options)
    assert result.exit_code == 2
    assert reason in result.stderr.splitlines()[-1]


def test_the_capacity(few_networks: list[int], tmp_path: Path) -> None:
    out = tmp_path / "c.svg"
    result = invoke("hopfield", "--capacity", out, "--seed", 4)
    assert (result.exit_code, result.stdout) == (0, f"saved in {out}\n")
    assert out.read_bytes().startswith(b"<?xml")
    found = told("hopfield", "--capacity", out)
    assert few_networks == [4, 0]
    assert found["capacity"] == 0.138
    assert [(each["units"], each["spoiled"]) for each in found["curves"]] == [(30, 0.0), (30, 0.1)]
    assert all(len(each["wrong"]) == 2 for each in found["curves"])


def test_without_the_extra_nothing_is_measured(
    few_networks: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert refusal("hopfield", "--capacity", tmp_path / "c.png") == (
        "refnet: refnet.plots needs matplotlib: pip install 'refnet[plots]'"
    )
    assert few_networks == []


def test_the_curves_are_drawn() -> None:
    curves = [
        capacity.Curve(30, 0.0, [0.1, 0.2], [0.0, 0.25]),
        capacity.Curve(30, 0.1, [0.1, 0.2], [0.05, 0.3]),
    ]
    [axes] = plots.capacity(curves).axes
    *drawn, line = axes.get_lines()
    assert [each.get_ydata().tolist() for each in drawn] == [[0.0, 0.25], [0.05, 0.3]]
    assert [each.get_xdata().tolist() for each in drawn] == [[0.1, 0.2]] * 2
    assert line.get_xdata() == [0.138, 0.138]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["30 units, as stored", "30 units, 10% spoiled", "0.138 n, the theory"]
