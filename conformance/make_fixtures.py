"""Write fixtures/ and PUBLISHED.md from cases/: python conformance/make_fixtures.py [--check].

The answer of a trajectory comes from the pure-Python reference, its distance from the truth from
the oracle; a refusal stands in the case itself. With --check nothing is written, and a fixture that
would change, is missing or has no case is named.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import oracle
from cases import Draft

from refnet import reference
from refnet.conformance.fixtures import CHAPTERS
from refnet.port.experiments import experiments
from refnet.port.protocol import answer

FIXTURES = Path(__file__).resolve().parent / "fixtures"
PUBLISHED = FIXTURES.parent / "PUBLISHED.md"


def fixture(chapter: str, draft: Draft) -> dict[str, Any]:
    """Return the fixture of a case."""
    made: dict[str, Any] = {
        "id": f"{chapter}/{draft.name}",
        "chapter": chapter,
        "description": draft.description,
        "source" if draft.sourced else "reason": draft.why,
        "rules": draft.rules.split(),
    }
    if isinstance(draft.request, str):
        return {**made, "line": draft.request, "expected": draft.expected}
    made["request"] = draft.request
    if draft.expected is not None:
        return {**made, "expected": draft.expected}
    made["expected"] = reference_answer(draft.request)
    if "error" in made["expected"]:
        raise ValueError(f"{made['id']}: the reference refuses this: {made['expected']}")
    if draft.published:
        made["published"] = draft.published
    far = oracle.distances(draft.request, made["expected"])
    return {**made, "oracle": far} if far else made


def reference_answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return the pure-Python reference's answer to a request, without the id."""
    line = json.dumps({"id": 0, **request}).encode()
    given = answer(experiments(reference), line)
    return {key: value for key, value in given.items() if key != "id"}


def written(made: dict[str, Any]) -> str:
    """Return a fixture as text: a line for every field and every trial."""
    fields = []
    for key, value in made.items():
        text = json.dumps(value, ensure_ascii=True)
        if key == "expected" and "trials" in value and value["trials"]:
            trials = ",\n      ".join(json.dumps(trial) for trial in value["trials"])
            rest = {name: item for name, item in value.items() if name != "trials"}
            others = "".join(
                f", {json.dumps(name)}: {json.dumps(item)}" for name, item in rest.items()
            )
            text = f'{{\n    "trials": [\n      {trials}\n    ]{others}\n  }}'
        fields.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def published_table(fixtures: list[dict[str, Any]]) -> str:
    """Return PUBLISHED.md: what others have published, and what comes out here."""
    lines = [
        "# Published numbers, and what comes out here",
        "",
        "`make fixtures` writes this page from the fixtures; a test holds that it is up to date,",
        "and that our numbers, rounded as they were for print, are the published ones.",
        "",
        "| case | number | published | here | source |",
        "|---|---|---|---|---|",
    ]
    for made in fixtures:
        for path, text in made.get("published", {}).items():
            value = value_at(made["expected"], path)
            link = f"[{made['id']}](fixtures/{made['id']}.json)"
            lines.append(f"| {link} | `{path}` | {text} | {value!r} | {made['source']} |")
    return "\n".join(lines) + "\n"


def value_at(answer: Any, path: str) -> Any:
    """Return the part of an answer that a path such as "trials.0.output" leads to."""
    for key in path.split("."):
        answer = answer[int(key) if key.isdigit() else key]
    return answer


def main() -> int:
    """Write the fixtures, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what differs")
    check = parser.parse_args().check
    made = [
        fixture(chapter, draft)
        for chapter in CHAPTERS
        for draft in importlib.import_module(f"cases.{chapter}").CASES
    ]
    wanted = {FIXTURES / f"{each['id']}.json": written(each) for each in made}
    wanted[PUBLISHED] = published_table(made)
    existing = [*FIXTURES.glob("*/*.json"), *FIXTURES.parent.glob(PUBLISHED.name)]
    there = {path: path.read_text(encoding="utf-8") for path in existing}
    stale = sorted(path for path in wanted | there if wanted.get(path) != there.get(path))
    for path in stale:
        print(f"{'differs' if check else 'written'}: {path.relative_to(FIXTURES.parent)}")
        if not check and path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        elif not check:
            path.unlink()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
