"""What a reader is told of a diagnosis."""

from support.reports import printed

from refnet.conformance.diagnosis import Diagnosis, Finding
from refnet.conformance.mistakes import MISTAKES
from refnet.conformance.report.diagnosed import names, print_diagnosis, print_right_alone
from refnet.conformance.verdicts import Verdict

FIRST = next(each for each in MISTAKES["button_press"] if each.rule == "PRESS-2")
SECOND = MISTAKES["rabbit"][0]
CASES = ("button_press/a", "button_press/b", "button_press/c", "button_press/d")


def told(*findings: Finding, failed: int = 4, **more: tuple[str, ...]) -> list[str]:
    diagnosis = Diagnosis(findings, failed, **more)
    return printed(lambda console: print_diagnosis(console, "lua", diagnosis)).splitlines()


def test_a_mistake_is_told_with_what_it_explains_its_rule_and_how_to_read_on() -> None:
    lines = told(Finding(FIRST, (), CASES))
    assert lines[1] == "What explains the 4 wrong answers of lua"
    assert lines[3] == f"it {FIRST.description}: explains 4 of 4"
    assert lines[4].startswith("  PRESS-2 (")
    assert lines[5:] == [
        "  cases: button_press/a, button_press/b, button_press/c and 1 more",
        f'  refnet conformance --explain "{FIRST.description}"',
    ]


def test_where_it_is_made_and_what_cannot_be_told_apart() -> None:
    lines = told(Finding(FIRST, ("dense", "train"), CASES[:2], others=(SECOND,)))
    assert lines[3].endswith("explains 2 of 4, in dense and train")
    assert f"  or it {SECOND.description}, which no case here tells apart" in lines


def test_the_rest_is_told_with_remarks() -> None:
    lines = told(
        Finding(FIRST, (), CASES[:3]), unexplained=CASES[3:], remarks=("Only d is wrong.",)
    )
    assert lines[-3:] == [
        "No known mistake explains 1 of 4",
        "  cases: button_press/d",
        "  Only d is wrong.",
    ]
    assert "No known mistake explains any of them" in told(unexplained=CASES)
    assert "No known mistake explains it" in told(failed=1, unexplained=CASES[:1])


def test_the_numbers_add_up() -> None:
    lines = told(Finding(FIRST, (), CASES[:1]), unexplained=CASES[1:2], unchecked=CASES[2:])
    total = "In all: 1 explained, 1 not explained, 2 too slow to compare with the mistakes, of 4"
    assert total in lines
    both = (Finding(FIRST, (), CASES[:2]), Finding(SECOND, (), CASES[1:2]))
    assert (
        "In all: 2 explained (1 of them by several mistakes together), 0 not explained, 2 too slow "
        "to compare with the mistakes, of 4"
    ) in told(*both, unchecked=CASES[2:])
    assert "  too slow to compare: button_press/c, button_press/d" in lines
    assert not any(line.startswith("In all") for line in told(unexplained=CASES))
    assert not any(line.startswith("In all") for line in told(Finding(FIRST, (), CASES)))


def test_failures_that_are_no_wrong_answers_are_counted() -> None:
    verdicts = [
        Verdict("lua", "a/a", "differs at x", answer={"x": 1}),
        Verdict("lua", "a/b", "crashed", ending="crashed"),
        Verdict("lua", "a/c", "answer 2: differs at x"),
        Verdict("lua", "a/d", "too few answers"),
        Verdict("lua", "a/e", "wrote rubbish"),
        Verdict("lua", "a/f", "unsupported", answer={"unsupported": "no"}),
        Verdict("lua", "a/g", skipped="known", known="differs at x", answer={"x": 1}),
        Verdict("lua", "a/h", skipped="no hebb"),
    ]
    text = printed(lambda c: print_diagnosis(c, "lua", Diagnosis((), 2), verdicts))
    assert text.splitlines()[2:4] == [
        "  not among them: 5 failed cases without one answer to compare (2 with several answers, "
        "1 crashed, 1 wrote rubbish and 1 unsupported)",
        "  among them: 1 known to fail",
    ]


def test_nothing_is_told_of_a_port_without_wrong_answers() -> None:
    assert told(failed=0) == []


def test_names_have_their_rules() -> None:
    assert names([FIRST]) == [f"{FIRST.description} (PRESS-2)"]


def test_cases_that_are_right_alone_are_told() -> None:
    lines = printed(lambda console: print_right_alone(console, CASES)).splitlines()
    assert lines[1].startswith("these are right when each is asked alone, in a new process: ")
    assert lines[1].endswith("the port keeps something from one request to the next")
    assert lines[2] == f"  cases: {', '.join(CASES)}"
    assert printed(lambda console: print_right_alone(console, [])) == ""
