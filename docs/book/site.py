"""The site: all pages, their style and their programs, in one folder that opens from disk."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from book.chapters import BOOK, ROOT, Chapter
from book.examples import fixtures
from book.pages import DEMOS, HERE, chapter_page, front_page, rules_page, source_page, sources

ESBUILD = ROOT / "js" / "node_modules" / ".bin" / "esbuild"


def build(folder: Path, chapters: Sequence[Chapter] = BOOK) -> None:
    """Write the site into a folder, or some chapters of it, and delete what was there.

    Raises PortsDiffer and UnreadableSource, which name the chapter, before anything is written.
    """
    pages = {"index.html": front_page(), "rules.html": rules_page()}
    for chapter in chapters:
        pages[f"{chapter.name}.html"] = chapter_page(chapter)
        for source in sources(chapter.name).values():
            pages[source.address(chapter.name)] = source_page(chapter, source)
    shutil.rmtree(folder, ignore_errors=True)
    for name, html in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8")
    shutil.copytree(HERE / "assets", folder / "assets")
    for chapter in chapters:
        script = DEMOS / f"{chapter.name}.js"
        if script.is_file():
            bundle(chapter, script, folder / "demos" / script.name)


def bundle(chapter: Chapter, script: Path, target: Path) -> None:
    """Write a demo with the modules that it imports as one classic script.

    Browsers refuse to load modules from disk. The modules are the JavaScript port's own files.
    FIXTURES are those of the chapter, each with the line that a port would read.
    """
    cases = [
        {
            "id": case["id"],
            "line": json.dumps({"id": 1, **case["request"]}),
            "expected": case["expected"],
        }
        for case in fixtures(chapter.fixtures or "")
    ]
    command = [
        str(ESBUILD),
        str(script),
        f"--outfile={target}",
        *("--bundle", "--format=iife", "--target=es2022", "--charset=utf8", "--log-level=warning"),
        f"--banner:js=const FIXTURES = {json.dumps(cases)};",
    ]
    subprocess.run(command, check=True, cwd=ROOT)
