"""The summary in Markdown: short, complete, and safe from what a port writes."""

from dataclasses import replace

import pytest
from support.results import CRASHED, FOUND, NAMES, ODD, UNSUPPORTED, WRONG, result

from refnet.conformance.machines.markdown import SHOWN, as_markdown, code, plain
from refnet.conformance.mistakes import MISTAKES


def test_a_port_that_is_right() -> None:
    lines = as_markdown(result()).splitlines()
    assert lines[0] == "## refnet conformance: bit-exact, level 1"
    assert f"| `port` | {len(NAMES)} | 0 | 0 | 0 | 0.0 |" in lines
    assert f"| level 1 | {len(NAMES)} | 0 | 0 | 0 |" in lines
    assert lines[-1].startswith(f"Fixtures 1.0.0 ({len(NAMES)} cases), contract 1.0.0. refnet ")
    assert not any("What is wrong" in line for line in lines)


def test_a_port_that_is_wrong() -> None:
    page = as_markdown(result(WRONG, CRASHED, UNSUPPORTED, diagnosis=FOUND, port=f"lua {ODD}"))
    mistake = MISTAKES["rabbit"][0]
    assert f"- It {mistake.description} ({mistake.rule}): explains 1 of 1 failures.\n" in page
    assert "\n- `the others are right`\n" in page
    rows = [line for line in page.splitlines() if line.startswith("| `rabbit/")]
    assert rows[0].startswith(f"| `{NAMES[0]}` | `differs at trials[0].response` | ``expected 1")
    assert rows[1] == f"| `{NAMES[1]}` | `crashed` | `it ended with status 1` |"
    assert r"got a`\|b <i> \x1b[31m\x00\ud800 [link](x) ]]>`` |" in rows[0]
    assert page.isascii()
    bars = [line.replace(r"\|", "").count("|") for line in page.splitlines() if line[:1] == "|"]
    assert set(bars) == {4, 6, 7}


def test_where_a_mistake_is_made_and_what_looks_the_same() -> None:
    one, two = MISTAKES["rabbit"][:2]
    finding = replace(FOUND.findings[0], where=("rabbit",), others=(two,))
    page = as_markdown(result(WRONG, diagnosis=replace(FOUND, findings=(finding,))))
    told = (
        f"- It {one.description} ({one.rule}), or it {two.description} ({two.rule}), which no case"
    )
    assert f"{told} here tells apart: explains 1 of 1 failures in `rabbit`.\n" in page


def test_it_is_short_however_many_failures_there_are() -> None:
    long = [replace(WRONG, case=name, detail="x" * 10_000) for name in NAMES]
    page = as_markdown(result(*long))
    assert len(page) < 10_000
    assert page.count("xxx…`") == SHOWN
    assert f"\n\n… and {len(NAMES) - SHOWN} more.\n\n" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", "`a`"),
        ("", "`  `"),
        ("a\n  b", "`a b`"),
        ("`a", "`` `a ``"),
        ("a ``` b", "````a ``` b````"),
        ("\x07", r"`\x07`"),
    ],
)
def test_code_holds_any_text(text: str, shown: str) -> None:
    assert code(text) == shown


def test_plain_text_stays_what_it_is() -> None:
    assert plain("s * (1 - s), log1p") == r"s \* (1 - s), log1p"
    assert plain("a_b <c> [d]|\\") == r"a\_b \<c\> \[d\]\|\\"
