"""Lists of known failures that cannot go stale."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from refnet.conformance.runner import END_OF_INPUT
from refnet.conformance.verdicts import Verdict
from refnet.files.saving import save_file

Failures = dict[tuple[str, str], str]  # by port and case


class BadList(Exception):
    """The file is not a list of known failures."""


class KnownFailures:
    """Failures that are known, each used up by the verdict on its case."""

    def __init__(self, known: Mapping[tuple[str, str], str]) -> None:
        self._unused = dict(known)

    def judge(self, verdict: Verdict) -> Verdict:
        """Return a verdict with its known failure skipped, or with a failure for a stale entry."""
        listed = self._unused.pop((verdict.port, verdict.case), None)
        if listed is None:
            return verdict
        if listed == verdict.failure:
            return replace(verdict, failure=None, skipped=f"known: {listed}", known=listed)
        if verdict.failure is None:
            detail = f"listed as known to fail ({listed}), but it passes or is skipped"
            return replace(verdict, failure="listed", detail=detail, skipped=None)
        detail = f"listed as known to fail differently ({listed})\n{verdict.detail}"
        return replace(verdict, detail=detail)

    def stale(self, folders: Collection[str] = ()) -> list[Verdict]:
        """Return a failure for each entry of a case that was not run.

        folders: those of the cases that were run, all of them if empty; entries of other folders
        do not count, except how a port ends, which is part of every run.
        """
        return [
            Verdict(port, case, "listed", f"listed as known to fail ({listed}), but it was not run")
            for (port, case), listed in self._unused.items()
            if not folders or case == END_OF_INPUT or case.split("/")[0] in folders
        ]


def load_known(path: Path, names: Mapping[str, str] | None = None) -> Failures:
    """Return the failure that is known of each (port, case).

    The file holds a JSON list of objects with "port", "case" and "failure", as ``--json`` prints
    them; other keys, such as "why", are for readers. names: ports that the file may have under
    another name, such as their command, with the name that they have in this run. Raises BadList.
    """
    listed = _entries(path)
    known = {_key(entry, names or {}): entry["failure"] for entry in listed}
    if len(known) < len(listed):
        raise BadList(f"{path}: a case of a port is listed twice")
    return known


def write_known(
    path: Path,
    verdicts: Sequence[Verdict],
    ran: Collection[tuple[str, str]],
    names: Mapping[str, str] | None = None,
    reasons: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Write the failures among the verdicts as a list of known failures.

    Each entry has a "why", which an earlier list in the same file keeps; else it comes from
    ``reasons``, or is empty. Entries of ports and folders that were not run are kept; ran: the
    (port, folder) that were. names: as for ``load_known``. Raises BadList, or OSError.
    """
    old = {_key(entry, names or {}): entry for entry in (_entries(path) if path.exists() else [])}
    judged = {(verdict.port, verdict.case) for verdict in verdicts}
    others = [
        {**entry, "port": port}
        for (port, case), entry in old.items()
        if (port, case.split("/")[0]) not in ran and (port, case) not in judged
    ]
    failures = [
        {
            "port": verdict.port,
            "case": verdict.case,
            "failure": verdict.failure,
            "why": _why(old.get((verdict.port, verdict.case)))
            or (reasons or {}).get((verdict.port, verdict.case), ""),
        }
        for verdict in verdicts
        if verdict.failure is not None
    ]
    text = json.dumps([*others, *failures], indent=2, ensure_ascii=True)
    save_file(path, f"{text}\n".encode())


def apply_known(
    verdicts: Iterable[Verdict], known: Mapping[tuple[str, str], str], folders: Sequence[str] = ()
) -> list[Verdict]:
    """Return the verdicts with known failures skipped, and with a failure for each stale entry.

    folders: those that were run, all of them if empty; entries of other folders do not count.
    """
    failures = KnownFailures(known)
    judged = [failures.judge(verdict) for verdict in verdicts]
    return [*judged, *failures.stale(folders)]


def _entries(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a list; raises BadList."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadList(f"{path}: {error}") from error
    if not isinstance(listed, list) or not all(_is_entry(entry) for entry in listed):
        raise BadList(f'{path}: expected a JSON list of {{"port", "case", "failure"}}, all strings')
    return listed


def _key(entry: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    return names.get(entry["port"], entry["port"]), entry["case"]


def _why(entry: Mapping[str, Any] | None) -> str:
    why = (entry or {}).get("why")
    return why if isinstance(why, str) else ""


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(entry.get(key), str) for key in ("port", "case", "failure")
    )
