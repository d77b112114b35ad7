"""The demo of button_press in a browser: pressed as a person would, compared with fixtures."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from book import site
from book.chapters import BOOK
from book.examples import fixture, fixtures

from refnet.reference import button_press

playwright = pytest.importorskip(
    "playwright.sync_api", reason="no browser test: playwright is missing (pip install playwright)"
)
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser test: chromium is missing"),
    pytest.mark.skipif(not site.ESBUILD.exists(), reason="esbuild: `make js/node_modules`"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("demo") / "site"
    site.build(folder, [BOOK[0]])
    return (folder / "button_press.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Return the page; the test fails if the page logs an error."""
    opened = browser.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.goto(address)
    yield opened
    opened.close()
    assert errors == []


def shown(page: Any) -> list[list[float]]:
    """Return the numbers of the table, first trial first: trial, output, error, weights."""
    rows = page.locator("[data-show=trials] tr").all_inner_texts()
    return [[float(number) for number in row.split()] for row in reversed(rows)]


def expected(trials: list[dict[str, Any]]) -> list[list[float]]:
    return [
        [i, trial["output"], trial["error"], *trial["weights"]]
        for i, trial in enumerate(trials, start=1)
    ]


def test_the_article_step_by_step(page: Any) -> None:
    trials = fixture("button_press/article")["expected"]["trials"]
    count = len(fixtures("button_press"))
    assert f"the expected bits in all {count} fixtures" in page.inner_text("[data-show=bits]")
    page.focus("[data-do=step]")
    for _ in trials:
        page.keyboard.press("Enter")
    assert shown(page) == expected(trials)
    assert page.inner_text("[data-show=lamp]") == str(trials[-1]["weights"][2])
    assert "6 of 6 trials have its bits" in page.inner_text("[data-show=fixture]")
    page.click("[data-do=back]")
    assert shown(page) == expected(trials[:-1])
    shared = page.url
    page.click("[data-do=rewind]")
    assert shown(page) == []
    page.goto("about:blank")
    page.goto(shared)
    assert shown(page) == expected(trials[:-1])


def test_other_buttons_and_settings(page: Any) -> None:
    page.click("[data-do=step]")
    page.click(".buttons button:nth-child(1)")
    page.click(".buttons button:nth-child(3)")
    assert page.inner_text("[data-show=lamp]") == "0"  # the first button has learned nothing yet
    page.select_option("[data-setting=rule]", "widrow_hoff")
    page.fill("[data-setting=learningRate]", "0.3")
    page.fill("[data-setting=desired]", "2")
    page.click("[data-do=step]")
    page.click("[data-do=step]")
    first = button_press([0, 0, 1, 0], [0, 0, 0, 0], 1, 0.2, 1)
    second = button_press([1, 0, 0, 0], first[-1].weights, 2, 0.3, 2, "widrow_hoff")
    assert shown(page) == expected([trial._asdict() for trial in [*first, *second]])
    page.click("#demo summary")
    request = json.loads(page.inner_text("[data-show=request]"))
    assert (request.pop("id"), request.pop("experiment")) == (1, "button_press")
    assert button_press(**request) == second


def test_what_the_port_refuses(page: Any) -> None:
    page.click("[data-do=step]")
    before = shown(page)
    page.fill("[data-setting=learningRate]", "")
    page.keyboard.press("Tab")
    assert page.inner_text("[data-show=message]").startswith("Refused: learning_rate: expected")
    assert page.input_value("[data-setting=learningRate]") == "0.2"
    assert shown(page) == before


def test_the_languages_of_the_listings(page: Any) -> None:
    columns = page.locator("#add_rule .columns").first

    def languages() -> list[str]:
        names: list[str] = columns.locator(".listing:visible").evaluate_all(
            "all => all.map((each) => each.dataset.language)"
        )
        return names

    assert languages() == ["Python", "JavaScript", "Go", "C"]
    page.click("[data-choose=Go]")
    page.click("[data-move='C-1']")
    page.click("[data-move='C-1']")
    assert languages() == ["Python", "C", "JavaScript"]
    page.set_viewport_size({"width": 360, "height": 700})
    assert languages() == ["Python"]
    page.click("[data-choose=C]")
    assert languages() == ["C"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_changed_port_has_other_bits(browser: Any, address: str, tmp_path: Path) -> None:
    """The line about the bits is computed in the page: it names the fixtures that fail."""
    text = Path(address.removeprefix("file://")).parent
    shutil.copytree(text, tmp_path / "site")
    script = tmp_path / "site" / "demos" / "button_press.js"
    source = script.read_text(encoding="utf-8")
    assert "return desired - output;" in source
    script.write_text(source.replace("return desired - output;", "return output - desired;"))
    page = browser.new_page()
    page.goto((tmp_path / "site" / "button_press.html").as_uri())
    line = page.inner_text("[data-show=bits]")
    assert "other bits in" in line
    assert "button_press/article" in line
    page.close()
