"""The ports are parallel: a chapter has the same functions in the same order everywhere."""

import re
from pathlib import Path

import pytest
import side_by_side
from book.chapters import BOOK, CHAPTERS, PORTS, REFERENCE, ROOT, Chapter
from book.left_out import NOT_IN_C, of_one_file
from book.listings import Functions, go_functions, js_functions, python_functions

from refnet.reference import further_activations
from refnet.reference.activations import ACTIVATIONS


def parameters(functions: Functions) -> dict[str, list[str]]:
    return {name: function.parameters for name, function in functions.items()}


def in_common(functions: list[str], others: list[str]) -> list[str]:
    """Return the functions that are among the others, in their own order."""
    return [name for name in functions if name in others]


def of_port(port: str, chapter: str) -> Functions:
    """Return the functions of the reference that a port has."""
    functions = REFERENCE.chapter(chapter)
    left_out = of_one_file(chapter) if port == "core" and PORTS["c"].path(chapter).is_file() else ()
    assert functions
    return {name: found for name, found in functions.items() if name not in left_out}


def test_the_book_has_all_chapters() -> None:
    files = {path.stem for path in REFERENCE.folder.glob("*.py")}
    assert set(CHAPTERS) == files - {
        "__init__",
        "chapters",
        "checks",
        "graph_checks",
        "image_checks",
        "initializer_checks",
        "kinds",
        "layer_checks",
        "names",
        "network_checks",
        "optimizer_checks",
        "readers",
        "regularizer_checks",
        "sequence_checks",
        "shape_checks",
    }


@pytest.mark.parametrize("port", ["core", "js", "go"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_same_functions_in_the_same_order(chapter: str, port: str) -> None:
    assert list(PORTS[port].chapter(chapter)) == list(of_port(port, chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_c_has_the_functions_in_the_same_order(chapter: str) -> None:
    """C has helpers besides, which Python does not need."""
    expected = [name for name in REFERENCE.chapter(chapter) if name not in NOT_IN_C]
    assert in_common(list(PORTS["c"].chapter(chapter)), expected) == expected


@pytest.mark.parametrize("port", ["core", "js", "go"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_same_parameters(chapter: str, port: str) -> None:
    assert parameters(PORTS[port].chapter(chapter)) == parameters(of_port(port, chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_fits_one_sitting(chapter: str) -> None:
    for port in (REFERENCE, *PORTS.values()):
        lines = len(port.path(chapter).read_text(encoding="utf-8").splitlines())
        assert lines <= 330, port.path(chapter)


@pytest.mark.parametrize("chapter", BOOK, ids=[chapter.name for chapter in BOOK])
def test_every_experiment_has_fixtures(chapter: Chapter) -> None:
    if chapter.experiments:
        folder = ROOT / "conformance" / "fixtures" / str(chapter.fixtures)
        assert list(folder.glob("*.json"))


def test_the_header_includes_a_header_for_each_chapter() -> None:
    header = (ROOT / "csrc" / "refnet.h").read_text(encoding="utf-8")
    included = re.findall(r'^#include "(\w+)\.h"$', header, re.MULTILINE)
    assert set(CHAPTERS) <= set(included)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_header_declares_the_functions_in_their_order(chapter: str) -> None:
    header = (ROOT / "csrc" / f"{chapter}.h").read_text(encoding="utf-8")
    declared = re.findall(r"^\w[\w *]*?refnet_(\w+)\(", header, re.MULTILINE)
    left_out = NOT_IN_C | of_one_file(chapter)
    expected = [name for name in REFERENCE.chapter(chapter) if name not in left_out]
    assert in_common(declared, expected) == expected


def test_the_ports_name_the_same_activations() -> None:
    """Neither list is imported by the other ports; a fixture shows no order of names."""
    path = "{}/further_activations.{}"
    js, go, header = (
        (ROOT / path.format(*place)).read_text(encoding="utf-8")
        for place in (("js/src", "js"), ("go", "go"), ("csrc", "h"))
    )
    of_outputs = further_activations.FROM_OUTPUTS
    of_preactivations = further_activations.FROM_PREACTIVATIONS

    def names(pattern: str, text: str) -> tuple[str, ...]:
        [listed] = re.findall(pattern, text, re.DOTALL)
        return tuple(re.findall(r'"(\w+)"', listed))

    assert names(r"FROM_OUTPUTS = \[(.*?)\]", js) == of_outputs
    assert names(r"FROM_PREACTIVATIONS = \[(.*?)\]", js) == of_preactivations
    assert names(r"fromOutputs = \[\]string\{(.*?)\}", go) == of_outputs
    assert names(r"fromPreactivations = \[\]string\{(.*?)\}", go) == of_preactivations
    assert names(r"REFNET_ACTIVATION_NAMES(.*?)\n\n", header) == ACTIVATIONS
    [enumerated] = re.findall(r"typedef enum \{(.*?)\} refnet_activation;", header, re.DOTALL)
    numbered = re.findall(r"^ +REFNET_ACTIVATION_(\w+)(?: = 0)?,?$", enumerated, re.MULTILINE)
    assert [name.lower() for name in numbered] == list(ACTIVATIONS)
    last = dict(re.findall(r"REFNET_ACTIVATION_(\w+) = REFNET_ACTIVATION_(\w+)", enumerated))
    ends = {"LAST_FROM_OUTPUTS": of_outputs[-1].upper(), "LAST": of_preactivations[-1].upper()}
    assert last == ends


COMMON = [
    ("python/refnet/port/protocol.py", "js/port/protocol.js", "go/cmd/port/protocol.go"),
    ("python/refnet/reference/checks.py", "js/src/checks.js", "go/checks.go"),
]


@pytest.mark.parametrize("paths", COMMON, ids=["protocol", "checks"])
def test_what_the_ports_have_in_common_is_in_the_same_order(paths: tuple[str, str, str]) -> None:
    readers = (python_functions, js_functions, go_functions)
    texts = [(ROOT / path).read_text(encoding="utf-8") for path in paths]
    python, *others = (list(read(text)) for read, text in zip(readers, texts, strict=True))
    for names in others:
        common = in_common(python, names)
        assert len(common) >= 7
        assert in_common(names, python) == common


def test_the_pages_are_generated_from_the_sources(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["side_by_side.py", "--check"])
    assert side_by_side.main() == 0, capsys.readouterr().out


def test_a_stale_page_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["side_by_side.py", "--check"])
    monkeypatch.setattr(side_by_side, "DOCS", ROOT / "build")
    assert side_by_side.main() == 1
    assert "differs: build/rabbit.md" in capsys.readouterr().out
