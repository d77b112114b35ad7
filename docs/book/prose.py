"""Text for readers: Markdown with formulas, docstrings, and links to rules and chapters."""

import re
from collections.abc import Callable

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book.chapters import CHAPTERS
from refnet.conformance.rules import all_rules

# What stays as it is (links, formulas, listings, headings, and all tags), or a name to link.
RULES = re.compile(r"\b[A-Z][A-Z0-9]*-\d+\b")
REFERENCES = re.compile(
    r"<(?P<skipped>a|math|pre|h1|h2|h3)\b.*?</(?P=skipped)>|<[^>]*>"
    r"|\b(?P<rule>[A-Z][A-Z0-9]*-\d+)\b|(?<=[Cc]hapter )(?P<chapter>\w+)",
    re.DOTALL,
)


def _formula(text: str, options: dict[str, bool]) -> str:
    return convert(text, display="block" if options["display_mode"] else "inline")


_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_MARKDOWN.use(dollarmath_plugin, renderer=_formula, allow_digits=False)
# Docstrings have formulas such as w1*x1 + w2*x2, so that asterisks are not emphasis.
_DOCSTRING = MarkdownIt("zero").enable(["backticks", "list", "code"])


def markdown(text: str) -> str:
    """Return Markdown as HTML; $...$ and $$...$$ are formulas, which become MathML."""
    return str(_MARKDOWN.render(text))


def docstring(text: str) -> str:
    """Return the text of a docstring as HTML."""
    return str(_DOCSTRING.render(text))


def sentence(text: str) -> str:
    """Return a sentence of the specification as HTML without a paragraph."""
    return str(_DOCSTRING.renderInline(text.replace("\\|", "|")))


def sections(text: str) -> dict[str, str]:
    """Return the parts of a Markdown text, as HTML by the titles of their ## headings."""
    _, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return {title: markdown(body) for title, body in zip(parts[::2], parts[1::2], strict=True)}


def rules_of(text: str) -> list[str]:
    """Return the rules that a text names, each once."""
    named = dict.fromkeys(match[0] for match in RULES.finditer(text))
    return [rule for rule in named if rule in all_rules()]


def linked(html: str, address_of_rule: Callable[[str], str]) -> str:
    """Return HTML whose names of rules, and of chapters after "chapter", are links."""

    def link(found: re.Match[str]) -> str:
        name = found[0]
        if found["rule"] in all_rules():
            return f'<a href="{address_of_rule(name)}">{name}</a>'
        if found["chapter"] in CHAPTERS:
            return f'<a href="{name}.html">{name}</a>'
        return name

    return REFERENCES.sub(link, html)
