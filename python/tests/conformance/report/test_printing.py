"""Plain lines, whatever a port has written."""

from support.reports import printed

from refnet.conformance.report.printing import counted, heading, joined, listed, say, visible


def test_nothing_in_a_text_is_obeyed() -> None:
    assert visible("a\x1b[31mb\ud800\nc") == "a\\x1b[31mb\\ud800\nc"
    text = printed(lambda console: say(console, "[red]a[/] :smile:\x07\nb", indent=2))
    assert text == "  [red]a[/] :smile:\\x07\n  b\n"


def test_long_lines_are_not_wrapped() -> None:
    assert printed(lambda console: say(console, "word " * 100)).count("\n") == 1
    assert printed(lambda console: heading(console, "title")) == "\ntitle\n"


def test_lists_in_words() -> None:
    assert [counted(1, "case"), counted(2, "case")] == ["1 case", "2 cases"]
    assert counted(2, "entry", "entries") == "2 entries"
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert [joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]
