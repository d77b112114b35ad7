"""The site of the book: whole, without addresses outside, and generated from the sources."""

import re
from pathlib import Path

import build_site
import pytest
from book import site
from book.agreement import PortsDiffer, check_agreement
from book.chapters import BOOK, SHOWN, Port
from book.examples import fixture
from book.listings import UnreadableSource, c_functions, go_functions, js_functions
from book.pages import Ports, chapter_page
from book.prose import linked, markdown

BUTTON_PRESS, RABBIT = BOOK[:2]
# Attributes with which a page would load something, or lead somewhere.
ADDRESSES = "href|src|srcset|action|poster|data"

needs_esbuild = pytest.mark.skipif(
    not site.ESBUILD.exists(), reason="esbuild is missing: `make js/node_modules` installs it"
)


class Page:
    """The ids of a page, and the addresses in it."""

    def __init__(self, path: Path) -> None:
        tags = "".join(re.findall(r"<\w[^>]*>", path.read_text(encoding="utf-8")))
        self.ids = re.findall(r' id="([^"]*)"', tags)
        self.addresses = re.findall(rf' (?:{ADDRESSES})="([^"]*)"', tags)


def edited(language: str, chapter: str, old: str, new: str, folder: Path) -> Ports:
    """Return the ports with a copy of a chapter in which a text is replaced."""
    port: Port = SHOWN[language]
    text = port.path(chapter).read_text(encoding="utf-8")
    assert old in text
    (folder / port.path(chapter).name).write_text(text.replace(old, new), encoding="utf-8")
    return {**SHOWN, language: port._replace(folder=folder)}


def faulty_links(folder: Path) -> list[str]:
    """Return the links that lead out of the folder, to no file, or to no id of a page."""
    pages = {path.resolve(): Page(path) for path in folder.rglob("*.html")}
    faults = []
    for path, page in pages.items():
        for address in page.addresses:
            name, _, anchor = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            if address == "data:,":  # the icon, which is empty
                continue
            ids = pages[target].ids if target in pages else []
            if not target.is_relative_to(folder.resolve()) or not target.is_file():
                faults.append(f"{path.name}: {address}")
            elif anchor and anchor not in ids:
                faults.append(f"{path.name}: {address} has no such id")
    return faults


@needs_esbuild
def test_the_site_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    monkeypatch.setattr("sys.argv", ["build_site.py", str(folder)])
    assert build_site.main() == 0
    assert "index.html in" in capsys.readouterr().out
    assert {path.stem for path in folder.glob("*.html")} == {
        *("index", "rules"),
        *(chapter.name for chapter in BOOK),
    }
    front = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{chapter.name}.html"' in front for chapter in BOOK)
    assert faulty_links(folder) == []
    for path in folder.rglob("*.html"):
        ids = Page(path).ids
        assert len(ids) == len(set(ids)), path
        assert path.stat().st_size < 700_000, path
    for path in [*folder.rglob("*.css"), *folder.rglob("*.js")]:
        assert not re.search(r"url\(|@import|\bfetch\(|\bimport\(|XMLHttp", path.read_text("utf-8"))
        assert path.stat().st_size < 700_000, path
    assets = sum(path.stat().st_size for path in (folder / "assets").iterdir())
    assert len(front) + assets < 300_000


def test_a_faulty_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="x"></p><a href="#x"></a><a href="a.html#y"></a><a href="b.html"></a>'
        '<img src="https://example.org/c.png"><a href="../out.html"></a>'
    )
    assert len(faulty_links(tmp_path)) == 4


def test_a_changed_function_changes_the_page(tmp_path: Path) -> None:
    ports = edited("Go", "rabbit", "total >= threshold", "threshold <= total", tmp_path)
    before, after = chapter_page(RABBIT), chapter_page(RABBIT, ports)

    def text(page: str) -> str:
        return re.sub(r"<[^>]*>", "", page)

    assert "return threshold &lt;= total" not in text(before)
    assert "return threshold &lt;= total" in text(after)
    assert text(after).replace("threshold &lt;= total", "total &gt;= threshold") == text(before)


@pytest.mark.parametrize(
    ("language", "old", "new", "fault"),
    [
        ("Python", "def blinks", "def _blinks", "only JavaScript has blinks"),
        ("JavaScript", "function blinks", "function blinked", "JavaScript has no blinks"),
        ("Go", "func blinks", "func blinked", "Go has no blinks; only Go has blinked"),
        ("C", "refnet_blinks", "refnet_blinked", "chapter rabbit: C has no blinks"),
    ],
)
def test_a_function_that_a_port_lacks(
    language: str, old: str, new: str, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(PortsDiffer, match=fault):
        chapter_page(RABBIT, edited(language, "rabbit", old, new, tmp_path))


def test_the_order_of_the_functions() -> None:
    functions = {language: port.chapter("rabbit") for language, port in SHOWN.items()}
    check_agreement("rabbit", functions)
    turned = dict(reversed(functions["C"].items()))
    with pytest.raises(PortsDiffer, match="C has the functions in another order"):
        check_agreement("rabbit", {**functions, "C": turned})


def test_a_failed_build_leaves_the_site_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("the site before")
    broken = tmp_path / "broken"
    broken.mkdir()
    ports = edited("Go", "rabbit", "func blinks(", "func blinks((", broken)
    monkeypatch.setattr(site, "chapter_page", lambda chapter: chapter_page(RABBIT, ports))
    monkeypatch.setattr("sys.argv", ["build_site.py", str(tmp_path)])
    assert build_site.main() == 1
    assert re.search(r"make site: .*rabbit.go, line \d+: this is not go", capsys.readouterr().err)
    assert (tmp_path / "index.html").read_text() == "the site before"


def test_a_chapter_links_to_its_lines_and_rules() -> None:
    page = chapter_page(RABBIT)
    lines = SHOWN["Go"].path("rabbit").read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, 1) if line.startswith("func blinks"))
    assert f'<a href="source/go/rabbit.html#L{number}">line {number}</a>' in page
    assert '<a href="#RABBIT-2">RABBIT-2</a>' in page
    assert "The rabbit blinks when the sum is at least the threshold." in page
    assert '<a href="rules.html#SUM-1">SUM-1</a>' in chapter_page(BUTTON_PRESS)


def test_the_numbers_of_a_worked_example_are_those_of_a_fixture() -> None:
    trials = fixture("button_press/article")["expected"]["trials"]
    page = chapter_page(BUTTON_PRESS)
    for trial in trials:
        cells = [trial["output"], trial["error"], trial["weights"][2]]
        assert "\n".join(f"<td>{cell}</td>" for cell in cells) in page


def test_names_that_become_links() -> None:
    html = "<p>chapter rabbit, SUM-1, SUM-99</p><pre>SUM-1</pre><a href='x'>SUM-1</a>"
    assert linked(html, lambda rule: f"#{rule}") == (
        '<p>chapter <a href="rabbit.html">rabbit</a>, <a href="#SUM-1">SUM-1</a>, SUM-99</p>'
        "<pre>SUM-1</pre><a href='x'>SUM-1</a>"
    )


def test_formulas_become_mathml() -> None:
    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in markdown(
        "$$\\frac{1}{2}$$"
    )


def test_where_a_function_is() -> None:
    text = "// Before.\n\n// Returns a.\n// a\nfunc A(a, b int, c float64) int {\n\treturn a\n}\n"
    [found] = go_functions(text).values()
    assert (found.first, found.last, list(found.comments)) == (5, 7, [3, 4])
    assert found.parameters == ["a", "b", "c"]
    js = js_functions("export function weightedSum(inputs, bias = 0, ...rest) {}\n")
    assert js["weighted_sum"].parameters == ["inputs", "bias", "rest"]
    assert list(c_functions("#if X\nstatic double *refnet_a(void)\n{\n}\n#endif\n")) == ["a"]
    with pytest.raises(UnreadableSource, match="line 2"):
        go_functions("package a\nfunc A( {\n")
