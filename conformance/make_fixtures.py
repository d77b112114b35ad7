"""Write fixtures/, SHA256SUMS and PUBLISHED.md from cases/: make_fixtures.py [--check].

The pure-Python reference answers a trajectory, and the oracle measures how far the answer is from
the truth; the answer of a refusal is part of its case. --check writes nothing, and lists each
fixture that would change, is missing, or has no case.
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
from refnet.conformance.manifest import (
    MANIFEST,
    VERSIONS,
    hashed,
    hashes_of_fixtures,
    manifest_text,
    needed_step,
)
from refnet.port.experiments import experiments
from refnet.port.protocol import answer

CONFORMANCE = Path(__file__).resolve().parent
FIXTURES = CONFORMANCE / "fixtures"
PUBLISHED = CONFORMANCE / "PUBLISHED.md"


def drafts() -> list[tuple[str, Draft]]:
    """Return the cases of all chapters, in the book's order, each with its fixtures' folder."""
    book = json.loads((CONFORMANCE / "chapters.json").read_text(encoding="utf-8"))
    return [
        (entry["fixtures"], draft)
        for entry in [*book["chapters"], *book["contract"]]
        if entry["fixtures"] is not None
        for draft in importlib.import_module(f"cases.{entry['name']}").CASES
    ]


def fixture(folder: str, draft: Draft) -> dict[str, Any]:
    """Return the fixture of a case."""
    made: dict[str, Any] = {
        "id": f"{folder}/{draft.name}",
        "chapter": folder,
        "description": draft.description,
        "source" if draft.sourced else "reason": draft.why,
        "rules": draft.rules.split(),
    }
    if isinstance(draft.request, list):
        alone = {"alone": True} if draft.alone else {}
        return {**made, **alone, "input": draft.request, "answers": draft.answers}
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
    """Return a fixture as text: one line for each field and each trial."""
    fields = []
    for key, value in made.items():
        text = json.dumps(value, ensure_ascii=True, allow_nan=False)
        if key in ("input", "answers") and len(value) > 1:
            text = "[\n    " + ",\n    ".join(json.dumps(item) for item in value) + "\n  ]"
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
    """Return PUBLISHED.md: the numbers that others have published, beside those of the fixtures."""
    lines = [
        "# Published numbers and ours",
        "",
        "`make fixtures` writes this page from the fixtures. Tests check that it is up to date,",
        "and that our numbers, rounded to the published digits, are the published ones.",
        "",
        "| case | number | published | ours | source |",
        "|---|---|---|---|---|",
    ]
    for made in fixtures:
        for path, text in made.get("published", {}).items():
            value = value_at(made["expected"], path)
            link = f"[{made['id']}](fixtures/{made['id']}.json)"
            lines.append(f"| {link} | `{path}` | {text} | {value!r} | {made['source']} |")
    return "\n".join(lines) + "\n"


def manifest(texts: dict[Path, str], folders: list[str]) -> str:
    """Return SHA256SUMS for these texts of fixtures, and for the files in all other folders.

    folders: those that the fixtures belong to; all of them if empty
    """
    others = hashes_of_fixtures(FIXTURES.parent) if folders else {}
    hashes = {path: told for path, told in others.items() if path.split("/")[1] not in folders}
    for path, text in texts.items():
        hashes[path.relative_to(FIXTURES.parent).as_posix()] = hashed(text.encode())
    return manifest_text(hashes)


def value_at(answer: Any, path: str) -> Any:
    """Return the part of an answer at a path such as "trials.0.output"."""
    for key in path.split("."):
        answer = answer[int(key) if key.isdigit() else key]
    return answer


def main() -> int:
    """Write the fixtures, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list what differs")
    parser.add_argument("folder", nargs="*", help="only these folders of fixtures")
    arguments = parser.parse_args()
    check, folders = arguments.check, arguments.folder
    all_drafts = drafts()
    if len({(folder, draft.name) for folder, draft in all_drafts}) < len(all_drafts):
        raise ValueError("two cases have the same name")
    unknown = sorted(set(folders) - {folder for folder, _ in all_drafts})
    if unknown:
        parser.error(f"no chapter has fixtures in the folder {unknown[0]}")
    made = [fixture(*each) for each in all_drafts if not folders or each[0] in folders]
    texts = {FIXTURES / f"{each['id']}.json": written(each) for each in made}
    wanted = {**texts, FIXTURES.parent / MANIFEST: manifest(texts, folders)}
    if folders:
        existing = [path for folder in folders for path in FIXTURES.glob(f"{folder}/*.json")]
    else:
        wanted[PUBLISHED] = published_table(made)
        existing = [*FIXTURES.glob("*/*.json"), *FIXTURES.parent.glob(PUBLISHED.name)]
    existing += FIXTURES.parent.glob(MANIFEST)
    found = {path: path.read_text(encoding="utf-8") for path in existing}
    stale = sorted(path for path in wanted | found if wanted.get(path) != found.get(path))
    for path in stale:
        print(f"{'differs' if check else 'written'}: {path.relative_to(CONFORMANCE)}")
        if not check and path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        elif not check:
            path.unlink()
    before = {path: text for path, text in found.items() if path.suffix == ".json"}
    step = None if check else needed_step(before, texts)
    if step is not None:
        print(f"{VERSIONS}: these changes are a {step} step (see README.md)")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
