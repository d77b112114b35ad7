"""Highlighted source text, line by line."""

from functools import cache
from typing import NamedTuple

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from book.listings import Function


class Line(NamedTuple):
    """A line of source: its number from 1, its HTML, and whether it is part of a comment."""

    number: int
    html: str
    comment: bool = False


@cache
def highlighted(language: str, text: str) -> tuple[Line, ...]:
    """Return the lines of a source file; each is HTML of its own, without tags left open."""
    lexer = get_lexer_by_name(language, stripnl=False)
    html = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return tuple(Line(i, line) for i, line in enumerate(html.rstrip("\n").split("\n"), start=1))


def listing(lines: tuple[Line, ...], function: Function) -> list[Line]:
    """Return the lines of a function, with the comment above it."""
    first = min(function.first, *function.comments[:1]) if function.comments else function.first
    return [
        line._replace(comment=line.number in function.comments)
        for line in lines[first - 1 : function.last]
    ]
