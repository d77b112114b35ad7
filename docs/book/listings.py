"""The functions of a source file, as tree-sitter's parsers find them.

All ports write the same functions in their own casing: names here are in snake_case.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import tree_sitter_c
import tree_sitter_go
import tree_sitter_javascript
import tree_sitter_python
from tree_sitter import Language, Node, Parser

GRAMMARS = {
    "python": tree_sitter_python,
    "js": tree_sitter_javascript,
    "go": tree_sitter_go,
    "c": tree_sitter_c,
}


class Function(NamedTuple):
    """A function of a chapter: its parameters in snake_case, its source, and where it is.

    first and last: its lines, from 1; comments: the lines, from 1, of the comment above it or of
    the docstring inside it, which are not part of the source in JavaScript and Go. The parameters
    of C, which passes sizes and buffers too, are not listed.
    """

    parameters: list[str]
    source: str
    first: int
    last: int
    comments: range


Functions = dict[str, Function]  # by name in snake_case, in the order of the file


class UnreadableSource(ValueError):
    """A source file that the grammar of its language does not accept."""


def snake_case(name: str) -> str:
    """Return weightedSum or WeightedSum as weighted_sum, and function_ as function."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().rstrip("_")


def python_functions(text: str) -> Functions:
    """Return the functions of a Python module, except those with a leading underscore."""
    return {
        name: found
        for name, found in _functions("python", text, "function_definition")
        if not name.startswith("_")
    }


def js_functions(text: str) -> Functions:
    """Return the functions of a JavaScript module, exported or not."""
    return dict(_functions("js", text, "function_declaration"))


def go_functions(text: str) -> Functions:
    """Return the functions of a Go file, except methods."""
    return dict(_functions("go", text, "function_declaration"))


def c_functions(text: str) -> Functions:
    """Return the functions of a C file, static or not, without the prefix refnet_."""
    return {
        name.removeprefix("refnet_"): found._replace(parameters=[])
        for name, found in _functions("c", text, "function_definition")
    }


@cache
def _parser(language: str) -> Parser:
    return Parser(Language(GRAMMARS[language].language()))


def _functions(language: str, text: str, kind: str) -> Iterator[tuple[str, Function]]:
    """Yield the functions at the top level of a file, with their names."""
    root = _parser(language).parse(text.encode()).root_node
    if root.has_error:
        fault = next(_faults(root))
        raise UnreadableSource(f"line {fault.start_point.row + 1}: this is not {language}")
    for outer in _top_level(root):
        inner = outer.child_by_field_name("declaration") if "export" in outer.type else outer
        if inner is not None and inner.type == kind:
            name = _declared(inner)
            comments = _docstring(inner) if language == "python" else _comment_above(outer)
            yield (
                snake_case(_text(name)),
                Function(
                    list(_parameters(inner)),
                    _text(outer),
                    outer.start_point.row + 1,
                    outer.end_point.row + 1,
                    comments,
                ),
            )


def _top_level(node: Node) -> Iterator[Node]:
    """Yield what is at the top level of a file, also between #if and #endif."""
    for child in node.children:
        if child.type.startswith("preproc_") and child.type != "preproc_def":
            yield from _top_level(child)
        else:
            yield child


def _faults(node: Node) -> Iterator[Node]:
    """Yield the nodes that the parser could not read; the first is the first in the text."""
    for child in node.children:
        if child.is_error or child.is_missing:
            yield child
        elif child.has_error:
            yield from _faults(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _declared(function: Node) -> Node:
    """Return the name of a function; in C it is inside of declarators."""
    node = function.child_by_field_name("name")
    inner = function
    while node is None:
        declarator = inner.child_by_field_name("declarator")
        assert declarator is not None, _text(function)
        inner = declarator
        node = inner if inner.type == "identifier" else None
    return node


def _parameters(function: Node) -> Iterator[str]:
    """Yield the names in a parameter list: a, b and c for "a, b []float64, c = 1"."""
    listed = function.child_by_field_name("parameters")
    for part in listed.named_children if listed is not None else ():
        names = part.children_by_field_name("name") or [part.child_by_field_name("left") or part]
        for name in names:
            found = name if name.type == "identifier" or not name.named_children else None
            yield snake_case(_text(found or name.named_children[0]))


def _docstring(function: Node) -> range:
    """Return the lines of a Python function's docstring."""
    body = function.child_by_field_name("body")
    first = body.named_children[0] if body is not None else function
    if first.type == "string" or [each.type for each in first.named_children] == ["string"]:
        return range(first.start_point.row + 1, first.end_point.row + 2)
    return range(0)


def _comment_above(function: Node) -> range:
    """Return the lines of the comments that end directly above a function."""
    first = function
    while (
        (before := first.prev_sibling) is not None
        and before.type == "comment"
        and before.end_point.row == first.start_point.row - 1
    ):
        first = before
    return range(first.start_point.row + 1, function.start_point.row + 1)
