"""Lists of known failures that cannot go stale."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from refnet.conformance.runner import Verdict


class BadList(Exception):
    """A file of known failures that is none."""


def load_known(path: Path) -> dict[tuple[str, str], str]:
    """Return the failure that is known of each (port, case).

    The file holds a JSON list of objects with "port", "case" and "failure", as ``--json`` prints
    them; further keys, such as "why", are for readers. Raises BadList.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {(entry["port"], entry["case"]): str(entry["failure"]) for entry in listed}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadList(
            f'{path}: expected a JSON list of {{"port", "case", "failure"}} ({error})'
        ) from error


def apply_known(verdicts: Iterable[Verdict], known: dict[tuple[str, str], str]) -> list[Verdict]:
    """Return the verdicts with known failures skipped, and with a failure for each stale entry."""
    judged = []
    unused = dict(known)
    for verdict in verdicts:
        listed = unused.pop((verdict.port, verdict.case), None)
        if listed is None:
            judged.append(verdict)
        elif listed == verdict.failure:
            judged.append(replace(verdict, failure=None, skipped=f"known: {listed}"))
        elif verdict.failure is None:
            detail = f"it is listed as known to fail ({listed}), but it passes or is skipped"
            judged.append(replace(verdict, failure="listed", detail=detail, skipped=None))
        else:
            detail = f"it is listed as known to fail otherwise ({listed})\n{verdict.detail}"
            judged.append(replace(verdict, detail=detail))
    for (port, case), listed in unused.items():
        detail = f"it is listed as known to fail ({listed}), but was not run"
        judged.append(Verdict(port, case, case.split("/")[0], "listed", detail))
    return judged
