"""Lists of known failures that cannot go stale."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from refnet.conformance.verdicts import Verdict


class BadList(Exception):
    """The file is not a list of known failures."""


def load_known(path: Path) -> dict[tuple[str, str], str]:
    """Return the failure that is known of each (port, case).

    The file holds a JSON list of objects with "port", "case" and "failure", as ``--json`` prints
    them; other keys, such as "why", are for readers. Raises BadList.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadList(f"{path}: {error}") from error
    if not isinstance(listed, list) or not all(_is_entry(entry) for entry in listed):
        raise BadList(f'{path}: expected a JSON list of {{"port", "case", "failure"}}, all strings')
    known = {(entry["port"], entry["case"]): entry["failure"] for entry in listed}
    if len(known) < len(listed):
        raise BadList(f"{path}: a case of a port is listed twice")
    return known


def apply_known(
    verdicts: Iterable[Verdict], known: dict[tuple[str, str], str], chapters: Sequence[str] = ()
) -> list[Verdict]:
    """Return the verdicts with known failures skipped, and with a failure for each stale entry.

    chapters: those that were run, all of them if empty; entries of other chapters do not count.
    """
    judged = []
    unused = dict(known)
    for verdict in verdicts:
        listed = unused.pop((verdict.port, verdict.case), None)
        if listed is None:
            judged.append(verdict)
        elif listed == verdict.failure:
            judged.append(replace(verdict, failure=None, skipped=f"known: {listed}"))
        elif verdict.failure is None:
            detail = f"listed as known to fail ({listed}), but it passes or is skipped"
            judged.append(replace(verdict, failure="listed", detail=detail, skipped=None))
        else:
            detail = f"listed as known to fail differently ({listed})\n{verdict.detail}"
            judged.append(replace(verdict, detail=detail))
    for (port, case), listed in unused.items():
        if chapters and case.split("/")[0] not in chapters:
            continue
        detail = f"listed as known to fail ({listed}), but it was not run"
        judged.append(Verdict(port, case, "listed", detail))
    return judged


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(entry.get(key), str) for key in ("port", "case", "failure")
    )
