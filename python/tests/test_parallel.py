"""The ports are parallel: a chapter has the same functions in the same order everywhere."""

import re
from pathlib import Path

import pytest
import side_by_side
from side_by_side import (
    CHAPTERS,
    PORTS,
    REFERENCE,
    ROOT,
    Functions,
    go_functions,
    js_functions,
    python_functions,
)


def parameters(functions: Functions) -> dict[str, list[str]]:
    return {name: function.parameters for name, function in functions.items()}


def test_there_are_chapters() -> None:
    assert {"button_press", "rabbit", "neuron", "two_layer"} <= set(CHAPTERS)


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_same_functions_in_the_same_order(chapter: str, port: str) -> None:
    expected = list(REFERENCE.chapter(chapter))
    assert expected
    assert list(PORTS[port].chapter(chapter)) == expected


@pytest.mark.parametrize("port", ["core", "js", "go"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_same_parameters(chapter: str, port: str) -> None:
    assert parameters(PORTS[port].chapter(chapter)) == parameters(REFERENCE.chapter(chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_has_fixtures(chapter: str) -> None:
    assert list((ROOT / "conformance" / "fixtures" / chapter).glob("*.json"))


PROCESSOR = ["best_isa", "isa_in_use", "use_isa", "threads_in_use", "use_threads"]


def test_the_header_declares_the_chapters_in_their_order() -> None:
    header = (ROOT / "csrc" / "refnet.h").read_text(encoding="utf-8")
    declared = re.findall(r"^\w[\w ]*?refnet_(\w+)\(", header, re.MULTILINE)
    sections = re.findall(r"^/\* (\w+) \*/$", header, re.MULTILINE)
    assert sections == ["errors", "processor", *chapter_order()]
    chapters = [name for chapter in chapter_order() for name in PORTS["c"].chapter(chapter)]
    assert declared == PROCESSOR + chapters


def test_protocols_have_the_same_readers_in_the_same_order() -> None:
    def read(path: str) -> str:
        return (ROOT / path).read_text(encoding="utf-8")

    python = list(python_functions(read("python/refnet/protocol.py")))
    js = list(js_functions(read("js/src/protocol.js")))
    go = list(go_functions(read("go/cmd/port/protocol.go")))
    assert [name for name in js if name in python] == python
    assert [name for name in go if name in python] == python


def test_the_pages_are_made_of_the_sources(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["side_by_side.py", "--check"])
    assert side_by_side.main() == 0, capsys.readouterr().out


def test_a_page_that_is_not_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["side_by_side.py", "--check"])
    monkeypatch.setattr(side_by_side, "DOCS", ROOT / "build")
    assert side_by_side.main() == 1
    assert "differs: build/rabbit.md" in capsys.readouterr().out


def chapter_order() -> list[str]:
    """Return the chapters in the order in which README.md's table has them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    order = re.findall(r"^\| \[`(\w+)`\]", readme, re.MULTILINE)
    assert sorted(order) == CHAPTERS
    return order
