"""conformance/PORTING.md is true: its exchange, its commands, its table of mistakes, its links."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from support.commands import invoke
from support.lua import EXAMPLE, LUA, Edit, edited_port, lua_port, needs_lua, told

from refnet import reference
from refnet.conformance.fixtures import load_cases
from refnet.port.experiments import experiments
from refnet.port.protocol import answer

ROOT = Path(__file__).resolve().parents[2]
CONFORMANCE = ROOT / "conformance"
GUIDE = (CONFORMANCE / "PORTING.md").read_text(encoding="utf-8")
CASES = {case.id: case for case in load_cases()}
BLOCKS = re.findall(r"^ *```(\w*)\n(.*?)^ *```", GUIDE, re.M | re.S)
EXCHANGE = [text.rstrip("\n") for kind, text in BLOCKS if kind == "json"]
COMMANDS = [line.strip() for kind, text in BLOCKS if kind == "" for line in text.splitlines()]
LEVELS_1_TO_3 = ("button_press", "rabbit", "elementary", "random", "neuron", "two_layer")
SECTION = GUIDE.split("## What goes wrong")[1]
MISTAKES = dict(re.findall(r"^\| (.+?) \| `([\w/]+)` \|$", SECTION, re.M))

SUM = ("button_press.lua", "d = d + weights[i] * inputs[i]")
GUARD = "if number == 0 and 1 / number < 0 then\n    return '\"-0\"'\n  end"

# Each mistake of the guide's table as an edit of the example port.
EDITS: dict[str, list[Edit]] = {
    "The compiler fuses x·y + z, and rounds once.": [
        (
            *SUM,
            """local product = weights[i] * inputs[i]
    local function halves(x)
      local high = x * 134217729.0 - (x * 134217729.0 - x)
      return high, x - high
    end
    local a, b = halves(weights[i])
    local c, e = halves(inputs[i])
    local lost = ((a * c - product) + a * e + b * c) + b * e
    local total = d + product
    local back = total - d
    d = total + (((d - (total - back)) + (product - back)) + lost)""",
        )
    ],
    "A library's sum adds in another order, or compensates.": [
        (
            "button_press.lua",
            "for i = 1, #inputs do\n    d = d",
            "for i = #inputs, 1, -1 do\n    d = d",
        )
    ],
    "`exp` is the math library's.": [
        (
            "elementary.lua",
            "local y = 1.0 + r\n  return elementary.scaled(y + ((r - (y - 1.0)) + tail), k)",
            "return math.exp(x)",
        )
    ],
    "Numbers are printed with 15 digits or less.": [("json.lua", "%.17g", "%.15g")],
    "Decimals are read inexactly.": [
        (
            "json.lua",
            "return tonumber(digits), at",
            """local sign, whole, fraction = digits:match("^(%-?)(%d+)%.(%d+)$")
  if whole ~= nil then
    return tonumber(sign .. whole .. fraction .. ".0") * 10.0 ^ -#fraction, at
  end
  return tonumber(digits), at""",
        )
    ],
    "`-0` is read as the integer 0.": [
        ("json.lua", 'if not digits:find("[.eE]") then', "if false then"),
        ("json.lua", "return tonumber(digits), at", "return tonumber(digits) + 0.0, at"),
    ],
    "-0.0 is written as a number, NaN and infinities as words that are not JSON.": [
        ("json.lua", GUARD, "")
    ],
    "A whole number does not fit in 32 bits.": [
        ("random.lua", "local words = { [0] = seed }", "local words = { [0] = seed & 0x7FFFFFFF }")
    ],
    "A division of whole numbers drops the fraction: `1 / 6` is 0.": [
        ("elementary.lua", "odd = 1 / 6 + s * odd", "odd = 1 // 6 + s * odd")
    ],
    "Small numbers are flushed to zero.": [
        (*SUM, SUM[1] + "\n    d = math.abs(d) < 2.0 ^ -1022 and 0.0 or d")
    ],
    "The list of weights is changed in place, so all trials report the last ones.": [
        (
            "button_press.lua",
            "local learned = {}\n  for i = 1, #inputs do\n    learned[i] = inputs[i] > 0.0",
            "local learned = weights\n  for i = 1, #inputs do\n    learned[i] = inputs[i] > 0.0",
        )
    ],
    "Rows share one list.": [
        (
            "two_layer.lua",
            "for j = 1, #inputs[1] do\n    adjustments[j] = zeros(#deltas[1])",
            "local row = zeros(#deltas[1])\n  for j = 1, #inputs[1] do\n    adjustments[j] = row",
        )
    ],
    "Text is compared by UTF-16 units, or by the locale.": [
        (
            "protocol.lua",
            "field < first)",
            'field:gsub("[\\xF0-\\xF4]", "\\xED") < first:gsub("[\\xF0-\\xF4]", "\\xED"))',
        )
    ],
    "Half of a surrogate pair becomes U+FFFD instead of an error.": [
        ("json.lua", "error(MALFORMED) -- half of a pair", 'return "\\u{FFFD}", at + 6')
    ],
    "A missing `bias` is left out of the answer instead of null.": [
        (
            "experiments.lua",
            "objects[i] = json.ordered(names, trial)",
            """local there = {}
    for _, name in ipairs(names) do
      there[#there + 1] = trial[name] ~= nil and name or nil
    end
    objects[i] = json.ordered(there, trial)""",
        )
    ],
}


def test_the_exchange_is_that_of_the_fixtures() -> None:
    asked, answers = EXCHANGE[0::2], EXCHANGE[1::2]
    fixtures = re.findall(r"`(\w+/\w+)`", GUIDE.split("## The hour")[0])
    assert fixtures == ["rabbit/three_pairings", "button_press/short_weights", "protocol/cut_off"]
    table = experiments(reference)
    for line, got, case in zip(asked, answers, (CASES[name] for name in fixtures), strict=False):
        number = json.loads(got)["id"]
        if case.request is None:
            assert line == case.line
            assert json.loads(got) == case.expected
        else:
            assert line == json.dumps({"id": number, **case.request})
            assert json.loads(got) == {"id": number, **case.expected}
        assert json.dumps(answer(table, line.encode())) == got
    assert len(asked) == len(answers) == 4
    assert "error" not in answer(table, asked[3].encode())  # a request without a fault


@needs_lua
def test_the_example_port_gives_the_answers_of_the_exchange() -> None:
    sent = "\n".join(EXCHANGE[0::2]).encode()
    done = subprocess.run([LUA, EXAMPLE / "port.lua"], input=sent, capture_output=True, timeout=60)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told == [json.loads(line) for line in EXCHANGE[1::2]]


@needs_lua
@pytest.mark.parametrize("mistake", EDITS)
def test_a_mistake_fails_the_fixture_beside_it(mistake: str, tmp_path: Path) -> None:
    case = CASES[MISTAKES[mistake]]
    assert told(lua_port(), [case])[case.id].failure is None
    verdict = told(edited_port(tmp_path, EDITS[mistake]), [case])[case.id]
    assert verdict.failure is not None
    assert "crashed" not in verdict.failure


def test_the_table_of_mistakes_is_the_one_that_is_tested() -> None:
    assert list(EDITS) == list(MISTAKES)


@needs_lua
def test_the_commands_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("conformance").symlink_to(CONFORMANCE)
    for folder in (*LEVELS_1_TO_3, "protocol", "hopfield"):  # some of each: all take seconds
        Path("fixtures", folder).mkdir(parents=True)
        for number, path in enumerate(sorted((CONFORMANCE / "fixtures" / folder).glob("*.json"))):
            if number % 7 == 0 or path.stem == "three_pairings":  # which the guide names
                Path("fixtures", folder, path.name).symlink_to(path)
    for command in COMMANDS:
        if "|" in command:
            done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
            assert json.loads(done.stdout) == {"id": 1, "values": [2.718281828459045]}
            continue
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/refnet"
        fixtures = ["--fixtures", "fixtures"] if "--command" in arguments else []
        result = invoke(*arguments, *fixtures)
        assert result.exit_code == 0, (command, result.output)


@needs_lua
def test_a_failure_is_told_as_shown(tmp_path: Path) -> None:
    [shown] = [text for kind, text in BLOCKS if kind == "text"]
    broken = edited_port(tmp_path, EDITS["A library's sum adds in another order, or compensates."])
    command = f"{LUA} {broken.folder}/port.lua"
    told = invoke("conformance", "--command", command, "--only", "button_press").stdout.splitlines()
    places = [told.index(line) for line in shown.splitlines()]
    assert places == sorted(places)


def test_the_levels_are_those_of_the_chapters() -> None:
    listed = json.loads((CONFORMANCE / "chapters.json").read_text(encoding="utf-8"))
    chapters = [*listed["chapters"], *listed["contract"]]
    levels = {each["name"]: each["level"] for each in chapters}
    page = (CONFORMANCE / "spec" / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ([1-3]) \| ([\w, ]+) \|", page.split("## Where to start")[1], re.M)
    assert {name for _, names in told for name in names.split(", ")} == {*LEVELS_1_TO_3}
    for level, names in told:
        assert {levels[name] for name in names.split(", ")} == {int(level)}
    hour = re.findall(r"`(\w+)`.*?`--require (\d)` \|$", GUIDE.split("## Run it")[0], re.M)
    assert [levels[name] for name, _ in hour] == [int(level) for _, level in hour] == [1, 2, 3]


def test_the_links_lead_somewhere() -> None:
    for page in (GUIDE, (EXAMPLE / "README.md").read_text(encoding="utf-8")):
        folder = CONFORMANCE if page is GUIDE else EXAMPLE
        links = re.findall(r"\]\(([^)#:]+)\)", page)
        assert len(links) > 8
        assert [link for link in links if not (folder / link).exists()] == []


def test_every_file_of_the_example_port_is_listed() -> None:
    page = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\w+\.lua)\)", page)) == {p.name for p in EXAMPLE.glob("*.lua")}
