"""The verdict on one case: what the runner found, for reports and for the diagnosis."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """The result of one case for one port.

    ``failure`` is None if the bits agree, and otherwise a short text that is the same in every run;
    ``detail`` explains it. ``skipped`` is the reason that a port gives for not supporting the case.
    ``answer`` is the answer as it was read, without its id; None if there was none, or no JSON
    object. ``raw`` is the line as the port wrote it, b"" if it wrote none. ``ending`` is the kind
    of PortFailure that ended the port here, such as "crashed"; None if it answered. ``seconds`` is
    the time from the last answer before this one, or from the request if that came later.
    ``close`` is the greatest distance in ULP of a case that only agrees within ``--close``;
    ``known`` is the failure of a case that is listed as known to fail, and skipped for that.
    """

    port: str
    case: str
    failure: str | None = None
    detail: str = ""
    skipped: str | None = None
    answer: dict[str, Any] | None = field(default=None, repr=False)
    raw: bytes = field(default=b"", repr=False)
    ending: str | None = None
    seconds: float = 0.0
    close: int | None = None
    known: str | None = None

    @property
    def chapter(self) -> str:
        """Return the group of fixtures that the case belongs to, the first part of its id."""
        return self.case.split("/")[0]
