"""What the pages of the site show, and their HTML."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from book.agreement import check_agreement
from book.chapters import BOOK, ROOT, SHOWN, SPEC, Chapter, Port
from book.examples import fixture, simple_example
from book.highlighting import Line, highlighted, listing
from book.listings import Functions
from book.prose import docstring, linked, rules_of, sections, sentence
from refnet.conformance.rules import Rule, all_rules

HERE = Path(__file__).parent
PROSE = HERE / "prose"
DEMOS = HERE / "demos"
Ports = Mapping[str, Port]

_TEMPLATES = Environment(
    loader=FileSystemLoader([HERE / "templates", HERE]),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_TEMPLATES.globals["book"] = BOOK
# The prose is Markdown, which takes its numbers from fixtures.
_NUMBERS = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
_NUMBERS.globals["fixture"] = fixture


class Listing(NamedTuple):
    """A function in one language; address: the page with its file, and the line there."""

    language: str
    lines: list[Line]
    number: int
    address: str


class Section(NamedTuple):
    """A function of a chapter: what it does, its rules, and its listings."""

    name: str
    text: str
    rules: list[str]
    listings: list[Listing]
    absent: list[str]


class Source(NamedTuple):
    """A chapter's file in one language."""

    language: str
    text: str
    functions: Functions
    path: str
    lines: tuple[Line, ...]

    def address(self, chapter: str) -> str:
        """Return the page that shows the file, relative to the page of the chapter."""
        return f"source/{SHOWN[self.language].language}/{chapter}.html"


def sources(chapter: str, ports: Ports = SHOWN) -> dict[str, Source]:
    """Return a chapter's files by language. Raises PortsDiffer, and UnreadableSource."""
    functions = {language: port.chapter(chapter) for language, port in ports.items()}
    check_agreement(chapter, functions)
    found = {}
    for language, port in ports.items():
        path = port.path(chapter)
        text = path.read_text(encoding="utf-8")
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.name)
        lines = highlighted(port.language, text)
        found[language] = Source(language, text, functions[language], shown.as_posix(), lines)
    return found


def chapter_page(chapter: Chapter, ports: Ports = SHOWN) -> str:
    """Return the page of a chapter."""
    found = sources(chapter.name, ports)
    module = ast.parse(found["Python"].text)
    title, _, story = (ast.get_docstring(module) or "").partition("\n\n")
    cited = rules_of(found["Python"].text)
    own = _own_rules(chapter, cited)
    prose = _prose(chapter.name)
    place = BOOK.index(chapter)
    return _linked(
        _TEMPLATES.get_template("chapter.html").render(
            chapter=chapter,
            title=title.removeprefix(f"Chapter {chapter.name}: ").rstrip("."),
            story=docstring(story),
            prose=prose,
            example=None if prose else simple_example(chapter, [rule.id for rule in own] or cited),
            rules=own,
            sentence=sentence,
            sections=_sections(found, chapter.name, module),
            helpers=_helpers(found, chapter.name),
            sources={language: source.address(chapter.name) for language, source in found.items()},
            demo=(DEMOS / f"{chapter.name}.html").is_file(),
            before=BOOK[place - 1] if place else None,
            after=BOOK[place + 1] if place + 1 < len(BOOK) else None,
        ),
        {rule.id for rule in own},
    )


def _own_rules(chapter: Chapter, cited: list[str]) -> list[Rule]:
    """Return the rules on a chapter's page: its own, or its part of another chapter's."""
    page = chapter.specification()
    return [
        rule
        for rule in all_rules().values()
        if rule.page.name == page.name and (chapter.rules is None or rule.id in cited)
    ]


def _prose(chapter: str) -> dict[str, str]:
    """Return the sections that were written for readers of a chapter; {} without any."""
    path = PROSE / f"{chapter}.md"
    if not path.is_file():
        return {}
    text = _NUMBERS.from_string(path.read_text(encoding="utf-8")).render()
    return sections(text)


def _sections(found: dict[str, Source], chapter: str, module: ast.Module) -> list[Section]:
    texts = {
        node.name: ast.get_docstring(node) or ""
        for node in module.body
        if isinstance(node, ast.FunctionDef)
    }
    return [
        Section(
            name,
            docstring(texts[name]),
            rules_of(texts[name]),
            [
                _listing(source, name, chapter)
                for source in found.values()
                if name in source.functions
            ],
            [language for language, source in found.items() if name not in source.functions],
        )
        for name in found["Python"].functions
    ]


def _listing(source: Source, name: str, chapter: str) -> Listing:
    function = source.functions[name]
    lines = listing(source.lines, function)
    address = f"{source.address(chapter)}#L{function.first}"
    return Listing(source.language, lines, function.first, address)


def _helpers(found: dict[str, Source], chapter: str) -> list[Listing]:
    """Return the functions that C has besides those of the reference."""
    return [
        _listing(source, name, chapter)
        for source in found.values()
        for name in source.functions
        if name not in found["Python"].functions
    ]


def source_page(chapter: Chapter, source: Source) -> str:
    """Return the page with a chapter's whole file in one language."""
    return _TEMPLATES.get_template("source.html").render(
        chapter=chapter, source=source, title=source.path, base="../../"
    )


def front_page() -> str:
    """Return the front page."""
    return _TEMPLATES.get_template("index.html").render(
        start=[BOOK[i] for i in range(5)],
        others=[chapter for chapter in BOOK[5:] if not chapter.title.startswith("appendix")],
        appendix=[chapter for chapter in BOOK if chapter.title.startswith("appendix")],
    )


def rules_page() -> str:
    """Return the page with all rules of the specification."""
    pages: dict[str, list[Rule]] = {}
    for rule in all_rules().values():
        pages.setdefault(rule.page.name, []).append(rule)
    titles = {
        page: (SPEC / page).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        for page in pages
    }
    html = _TEMPLATES.get_template("rules.html").render(
        pages=pages, titles=titles, sentence=sentence
    )
    return _linked(html, set(all_rules()))


def _linked(html: str, here: set[str]) -> str:
    """Return a page whose rules are links, to the page itself where it has them."""
    return linked(html, lambda rule: f"#{rule}" if rule in here else f"rules.html#{rule}")
