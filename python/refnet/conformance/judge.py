"""Judges one answer against one case."""

import json
from typing import Any

from refnet.conformance.answers import check_id, read_answer
from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case
from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure
from refnet.conformance.verdicts import Verdict


def question(case: Case, number: int) -> str:
    """Return the line that asks a case, without its line feed; number: the id of a request."""
    if case.request is None:
        return str(case.line)
    return json.dumps({"id": number, **case.request})


def judge(port: Port, case: Case, number: int, raw: bytes, seconds: float = 0.0) -> Verdict:
    """Return the verdict on a line that answers a case.

    Raises PortFailure if it is no answer to it, which leaves the port's state in doubt.
    """
    got = read_answer(raw)
    check_id(number if case.request is not None else case.expected["id"], got, raw)
    answer = {key: value for key, value in got.items() if key != "id"}
    if "unsupported" in answer and port.may_skip:
        reason = str(answer["unsupported"])
        return Verdict(port.name, case.id, None, "", reason, answer, raw, seconds=seconds)
    expected = {key: value for key, value in case.expected.items() if key != "id"}
    failure, detail = _compare(expected, answer)
    return Verdict(port.name, case.id, failure, detail, None, answer, raw, seconds=seconds)


def failed(port: Port, case: str, failure: PortFailure, seconds: float = 0.0) -> Verdict:
    """Return the verdict on a case at which the port itself failed."""
    return Verdict(
        port.name, case, failure.kind, failure.detail, ending=failure.kind, seconds=seconds
    )


def _compare(expected: dict[str, Any], got: dict[str, Any]) -> tuple[str | None, str]:
    if "unsupported" in got:
        return "unsupported", f"the port does not support this: {got['unsupported']}"
    if "error" in got and "error" not in expected:
        return "refused", f"the port refuses a valid request: {json.dumps(got['error'])}"
    if "error" in expected and "error" not in got:
        code, field = expected["error"]["code"], expected["error"]["field"]
        return "accepted", f"the port accepts a request that it must refuse ({code}, {field})"
    if "error" in got and not (
        isinstance(got["error"], dict) and isinstance(got["error"].get("message"), str)
    ):
        return "no message", f"expected an error object with a message: {json.dumps(got['error'])}"
    difference = first_difference(expected, got)
    return (f"differs at {difference.path}", str(difference)) if difference else (None, "")
