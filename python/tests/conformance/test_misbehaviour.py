"""Programs that misbehave: each failure has its case and its reason, and all other cases run."""

import json
import sys
from dataclasses import dataclass

import pytest
from support.ports import CASES

from refnet.conformance.conversation import END_OF_INPUT
from refnet.conformance.ports import Port
from refnet.conformance.runner import run
from refnet.port.protocol import write_value

# Answers and refusals of two chapters, and lines that are no requests.
NAMES = """
button_press/article button_press/no_inputs button_press/fused_multiply_add
button_press/order_of_the_sum button_press/infinite_weight button_press/one_input
button_press/overflow_later rabbit/four_pairings rabbit/no_stimulus rabbit/missing_stimuli
protocol/no_json protocol/null protocol/number protocol/missing_experiment
"""
SOME = [CASES[name] for name in NAMES.split()]
FIRST = SOME[0].id
REFUSAL = SOME[1].id
TARGET = SOME[3].id  # with the id 4, at which most of the programs misbehave
REFUSALS = [case.id for case in SOME if "error" in case.expected]

KNOWN = {
    case.line if case.line is not None else json.dumps(case.request): write_value(case.expected)
    for case in SOME
}

PROGRAM = """
import json, os, select, signal, subprocess, sys, time
KNOWN = {known!r}
HELD = open(1, "w", closefd=False)

def answer(line):
    text = line.decode(errors="replace").strip()
    if text in KNOWN:
        return KNOWN[text]
    request = json.loads(text)
    number = request.pop("id")
    return {{"id": number, **KNOWN[json.dumps(request)]}}

def write(text):
    os.write(1, text.encode())

{before}
for line in sys.stdin.buffer:
    got = answer(line)
    text = json.dumps(got)
    if {where}:
        {does}
    else:
        write(text + "\\n")
{after}
"""
UNBUFFERED = "sys.stdin = open(0, 'rb', buffering=0); sys.stdin.buffer = sys.stdin"
BUFFERED = PROGRAM.replace("os.write(1, text.encode())", "HELD.write(text)")
HANG = "time.sleep(600)"
HAS_MORE = "select.select([0], [], [], 0.2)[0]"


@dataclass(frozen=True)
class Kind:
    """A way to misbehave, and what comes of it.

    does: instead of writing the answer; where: for which, by default only the one with the id 4;
    expected: the failures by case, where the program does not pass; has: words of the first detail
    """

    name: str
    does: str
    expected: str | dict[str, str]
    has: str = ""
    where: str = "got['id'] == 4"
    before: str = ""
    after: str = ""
    time_limit: float = 20.0
    program: str = PROGRAM


def writes(name: str, text: str, has: str, expected: str = "wrote rubbish") -> Kind:
    """Return a kind that writes another line than the answer."""
    return Kind(f"writes {name}", f"write({text} + '\\n')", expected, has)


def writes_number(literal: str, has: str) -> Kind:
    """Return a kind that writes a number that is none in an answer."""
    return writes(literal, f"text.replace('[', '[{literal}, ', 1)", f"{has} {literal}")


def hangs(name: str, does: str, has: str = "", before: str = "") -> Kind:
    """Return a kind that costs its time limit."""
    return Kind(name, does, "timed out", has, before=before, time_limit=1.5)


def always(name: str, does: str, expected: dict[str, str], where: str = "True") -> Kind:
    """Return a kind that misbehaves at more than one request."""
    return Kind(name, does, expected, where=where)


def ends(name: str, after: str, expected: str | None, time_limit: float = 20.0) -> Kind:
    """Return a kind that misbehaves when its input ends."""
    failures = {} if expected is None else {END_OF_INPUT: expected}
    return Kind(name, "", failures, where="False", after=after, time_limit=time_limit)


KINDS = [
    Kind("exits with status 3", "sys.exit(3)", "crashed", "exit status 3"),
    Kind("exits with status 0", "sys.exit(0)", "crashed", "exit status 0"),
    Kind("raises an exception", "raise ValueError('no buttons')", "crashed", "no buttons"),
    Kind("ends by a signal", "os.abort()", "crashed", "signal 6"),
    Kind("ends in an answer", "write(text[:9]); sys.exit(1)", "crashed", '{"id": 4'),
    Kind("closes its output", f"os.close(1); {HANG}", "crashed", "it closed its output"),
    Kind(
        "crashes and has a child that holds its output",
        "subprocess.Popen(['sleep', '600']); os.abort()",
        "crashed",
        "signal 6",
    ),
    always(
        "crashes at each refusal",
        "sys.exit(1)",
        dict.fromkeys(REFUSALS, "crashed"),
        "'error' in got",
    ),
    hangs("hangs", HANG, "no answer within 1.5 seconds"),
    hangs("hangs in an answer", f"write(text[:9]); {HANG}", "begun to write"),
    hangs("ignores SIGTERM", HANG, before="signal.signal(signal.SIGTERM, signal.SIG_IGN)"),
    hangs("loses a line", "pass"),
    writes("no JSON", "'hello'", "not JSON at character 1"),
    writes("half of its JSON", "text[:20]", "not JSON at character 21"),
    writes("two answers on a line", "text + text", "not JSON at character"),
    writes("an empty line", "''", "an empty line"),
    writes("a list", "'[' + text + ']'", "not an object, but a list"),
    writes("null", "'null'", "not an object, but null"),
    writes("no id", "text.replace('id', 'name', 1)", "without an id"),
    writes("too deep lists", "'[' * 100000", "nested too deeply"),
    writes_number("NaN", "the bare word"),
    writes_number("-Infinity", "the bare word"),
    writes_number("-0.0", "the number"),
    writes_number("-0", "the number"),
    writes_number("-1e-999", "the number"),
    writes("a key twice", "text.replace('{', '{\"trials\": [], ', 1)", "'trials' twice"),
    writes("half of a pair", "text.replace('{', '{\"\\\\udfff\": 0, ', 1)", "surrogate"),
    writes("7 for a reason", '\'{"id": 4, "unsupported": 7}\'', "no string, but 7"),
    writes("a reason and more", "text.replace('{', '{\"unsupported\": \"\", ', 1)", "got trials"),
    writes("another id", "text.replace('4', '400', 1)", "expected 4", "wrong id"),
    writes("its id as a string", "text.replace('4', '\"4\"', 1)", "expected 4", "wrong id"),
    writes("null for its id", "text.replace('4', 'null', 1)", "expected 4", "wrong id"),
    writes("the last id again", "text.replace('4', '3', 1)", "expected 4", "wrong id"),
    writes("a field too many", "json.dumps({**got, 'loss': 0})", "loss", "differs at loss"),
    writes("a line before", "'debug\\n' + text", "debug"),
    writes("five lines before", "'1\\n2\\n3\\n4\\n5\\n' + text", "but a number"),
    writes("its answer twice", "text + '\\n' + text", "another came", "answered twice"),
    Kind("writes no UTF-8", "os.write(1, b'\\xff\\n')", "wrote rubbish", "byte 1 is not UTF-8"),
    Kind(
        "has a banner",
        "",
        {FIRST: "wrote rubbish"},
        "not JSON",
        where="False",
        before="write('Port 1.0 is ready\\n')",
    ),
    always(
        "answers twice always",
        "write(text + '\\n' + text + '\\n')",
        {**{case.id: "answered twice" for case in SOME if case.request}, END_OF_INPUT: "flooded"},
        "'id' in got and got['id'] is not None",
    ),
    always(
        "has a field too many in each error",
        "got['error']['line'] = 7; write(json.dumps(got) + '\\n')",
        dict.fromkeys(REFUSALS, "differs at error.line"),
        "'error' in got",
    ),
    Kind(
        "swaps answers",
        f"""
        if {HAS_MORE}:
            write(json.dumps(answer(sys.stdin.buffer.readline())) + "\\n")
        write(text + "\\n")""",
        "out of order",
        "requests were on their way",
        before=UNBUFFERED,
    ),
    Kind(
        "crashes when requests wait",
        f"if {HAS_MORE}: os.abort()\n        write(text + '\\n')",
        "crashed",
        "alone, it is answered",
        before=UNBUFFERED,
    ),
    Kind(
        "does not flush",
        "",
        {FIRST: "not flushed"},
        "only after its input is closed",
        where="False",
        program=BUFFERED,
    ),
    Kind(
        "does not flush and crashes once",
        "HELD.flush = None; os.abort()",
        {FIRST: "not flushed", TARGET: "crashed"},
        program=BUFFERED,
    ),
    Kind(
        "reads all of its input first",
        "",
        {FIRST: "not flushed"},
        where="False",
        program=PROGRAM.replace("in sys.stdin.buffer:", "in sys.stdin.buffer.readlines():"),
    ),
    Kind(
        "does not flush refusals",
        "HELD.write(text + '\\n')",
        {REFUSAL: "not flushed"},
        where="'error' in got",
    ),
    always(
        "writes much on standard error", "sys.stderr.write('x' * 10**6); write(text + '\\n')", {}
    ),
    always("writes byte by byte", "[write(c) for c in text + '\\n']", {}),
    always("ends lines as Windows does", "write(text + '\\r\\n')", {}),
    ends("writes when its input has ended", "write('bye\\n')", "flooded"),
    ends("ends with status 3", "sys.exit(3)", "wrong exit status"),
    ends("does not end", HANG, "timed out", time_limit=1.5),
    ends("has a child that holds its output", "subprocess.Popen(['sleep', '600'])", None),
]


def port(kind: Kind) -> Port:
    text = kind.program.format(
        known=KNOWN,
        where=kind.where,
        does=kind.does.strip() or "pass",
        before=kind.before,
        after=kind.after,
    )
    return Port("test", (sys.executable, "-S", "-c", text), may_skip=True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_failure_has_its_case_and_all_others_run(kind: Kind) -> None:
    verdicts = list(run(port(kind), SOME, kind.time_limit))
    expected = {TARGET: kind.expected} if isinstance(kind.expected, str) else kind.expected
    assert {v.case: v.failure for v in verdicts if v.failure is not None} == expected, verdicts
    assert [v.case for v in verdicts[: len(SOME)]] == [case.id for case in SOME]
    assert kind.has in next((v.detail for v in verdicts if v.failure is not None), "")
