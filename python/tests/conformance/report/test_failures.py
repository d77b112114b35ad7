"""The failures of a port, as they come and by their causes."""

from rich.console import Console
from support.ports import CASES
from support.reports import printed

from refnet.conformance.report.failures import in_a_line, print_failures, watched
from refnet.conformance.verdicts import Verdict

DETAIL = "at trials[0].output\n  expected 1.0 (0x3f)\n  got      2.0 (0x40)"


def wrong(case: str, more: str = "", port: str = "test") -> Verdict:
    return Verdict(port, case, "differs at trials[0].output", DETAIL + more, answer={})


def told(*verdicts: Verdict) -> list[str]:
    return printed(lambda console: print_failures(console, CASES, verdicts)).splitlines()


def watching(number: int, terminal: bool = False) -> str:
    """Return what is printed while so many cases fail, and one passes."""

    def write(console: Console) -> None:
        with watched(console, ["test", "other"], number + 1) as note:
            note(Verdict("test", "button_press/article"))
            for i in range(number):
                note(wrong(f"button_press/case_{i}"))

    return printed(write, terminal=terminal)


def test_failures_are_printed_as_they_come_and_then_counted() -> None:
    assert watching(2).splitlines() == [
        "test fails button_press/case_0: differs at trials[0].output",
        "test fails button_press/case_1: differs at trials[0].output",
    ]
    lines = watching(50).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "test: further failures are counted, and shown by cause at the end"


def test_a_bar_is_for_terminals() -> None:
    assert watching(0) == ""
    bars = watching(0, terminal=True)
    assert "1/1" in bars
    assert "0/1" in bars  # of the other port


def test_a_failure_in_a_line() -> None:
    distance = wrong("a/b", "\n  1 ULP too low")
    assert in_a_line(distance) == "test fails a/b: differs at trials[0].output, 1 ULP too low"
    crashed = Verdict("test", "a/b", "crashed", "status 3", ending="crashed")
    assert in_a_line(crashed) == "test fails a/b: crashed, status 3"
    assert in_a_line(Verdict("test", "a/b", "listed")) == "test fails a/b: listed"


def test_a_cause_has_its_page_rule_and_simplest_case() -> None:
    lines = told(
        wrong("button_press/thousand_inputs"),
        wrong("button_press/order_of_the_sum"),
        Verdict("test", "button_press/article"),
    )
    assert lines[1] == "test: 2 of 3 cases failed"
    assert lines[3].startswith("2 wrong answers in button_press (")
    assert lines[3].endswith("button_press.md)")
    assert lines[4] == "  where they first differ: trials[].output in 2"
    assert lines[5].startswith("  SUM-1 (")
    assert lines[5].endswith("from the first to the last.")
    assert lines[6:] == [
        "  button_press/order_of_the_sum",
        *(f"    {line}" for line in DETAIL.splitlines()),
        "  also button_press/thousand_inputs",
    ]


def test_ports_come_one_after_another_and_right_ones_are_left_out() -> None:
    lines = told(wrong("rabbit/a", port="one"), Verdict("two", "rabbit/a"), wrong("rabbit/a"))
    assert [line for line in lines if line.endswith("failed")] == [
        "one: 1 of 1 case failed",
        "test: 1 of 1 case failed",
    ]
    assert told(Verdict("two", "rabbit/a")) == []


def test_many_causes_are_cut() -> None:
    verdicts = [
        Verdict("test", f"rabbit/a{i}", "refused", answer={"error": {"code": f"code_{i}"}})
        for i in range(20)
    ]
    lines = told(*verdicts)
    assert len([line for line in lines if "refused: code_" in line]) == 12
    assert lines[-1] == "... and 8 failures of other causes"
