"""What a reader is told of the failures of a port."""

import io

from rich.console import Console

from refnet.conformance.report import print_failures
from refnet.conformance.verdicts import Verdict


def printed(*failures: tuple[str, tuple[str, ...]]) -> list[str]:
    """Return what is printed for a port with these failures, each with its mistakes."""
    file = io.StringIO()
    verdicts = [Verdict("port", f"case {i}", failure) for i, (failure, _) in enumerate(failures)]
    mistakes = {("port", f"case {i}"): found for i, (_, found) in enumerate(failures)}
    print_failures(Console(file=file, width=100), verdicts, mistakes)
    return file.getvalue().splitlines()


def test_a_mistake_that_explains_all_failures_is_told_alone() -> None:
    lines = printed(("differs at a", ("one", "two")), ("differs at b", ("three", "one")))
    assert lines[-2:] == ["port: 2 failures, explained by these mistakes:", "     2 one"]
    assert [line for line in lines if "two" in line or "three" in line] == []
    assert lines.count("    a port gives exactly these numbers if it one") == 2


def test_all_mistakes_are_told_where_none_explains_all_failures() -> None:
    lines = printed(
        ("differs at a", ("one", "two")), ("differs at b", ("three",)), ("differs at c", ())
    )
    assert lines[-3:] == ["     1 one", "     1 two", "     1 three"]
    assert "      or two" in lines


def test_a_failure_without_an_explanation_does_not_hide_one_of_all_others() -> None:
    lines = printed(("differs at a", ("one", "two")), ("timed out", ()), ("refused", ("one",)))
    assert lines[-2:] == ["port: 3 failures, explained by these mistakes:", "     2 one"]
    assert "    a port refuses this if it one" in lines
