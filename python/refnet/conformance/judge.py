"""Judges one answer against one case."""

import json
import marshal
from dataclasses import replace
from functools import cached_property
from typing import Any

from refnet.conformance.answers import Reading, short
from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case
from refnet.conformance.patience import kind_of
from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure
from refnet.conformance.verdicts import Verdict

# Refusals of a line that names no experiment of the contract, so that no port can lack it (PORT-4).
NOTHING_TO_LACK = ("malformed_request", "unknown_experiment")


class Question:
    """A case as it is asked; ports share it, so that each part is made once.

    number: the id of a request; the answer to a line that is no request has that of its fixture
    """

    def __init__(self, case: Case, number: int) -> None:
        self.case = case
        self.kind = kind_of(case)
        self.id = number if case.request is not None else case.expected.get("id")

    @cached_property
    def line(self) -> bytes:
        """Return what is sent, without the line feed."""
        if self.case.request is None:
            return str(self.case.line).encode()
        return json.dumps({"id": self.id, **self.case.request}).encode()

    @cached_property
    def expected(self) -> dict[str, Any]:
        """Return the answer without its id, every number in it a float."""
        answer = {key: value for key, value in self.case.expected.items() if key != "id"}
        read: dict[str, Any] = json.loads(json.dumps(answer), parse_int=float)
        return read

    def is_answered_by(self, answer: dict[str, Any]) -> bool:
        """Return whether an answer is right, by a short cut: False means nothing."""
        return "error" not in self.expected and _is_same(self.expected, answer)


def _is_same(expected: Any, got: Any) -> bool:
    """Return whether two JSON values have the same bits, each number being a float.

    The keys of an object may have any order. Lists of numbers are compared as bytes.
    """
    kind = type(expected)
    if type(got) is not kind:
        return False
    if kind is dict:
        same_keys = expected.keys() == got.keys()
        return same_keys and all(_is_same(value, got[key]) for key, value in expected.items())
    if kind is list and expected and type(expected[0]) in (dict, list):
        return len(expected) == len(got) and all(map(_is_same, expected, got))
    return marshal.dumps(expected, 2) == marshal.dumps(got, 2)


def judge(
    port: Port, question: Question, reading: Reading, raw: bytes, seconds: float = 0.0
) -> Verdict:
    """Return the verdict on a line that has the id of a question."""
    case = question.case.id
    if reading.fault is not None or reading.fields is None:
        return rubbish(port, case, reading, raw, seconds)
    answer = {key: value for key, value in reading.fields.items() if key != "id"}
    verdict = Verdict(port.name, case, answer=answer, raw=raw, seconds=seconds)
    if question.is_answered_by(answer):
        return verdict
    if "unsupported" in answer:
        return _unsupported(port, question, verdict, answer)
    failure, detail = _compare(question.expected, answer)
    return replace(verdict, failure=failure, detail=detail)


def rubbish(port: Port, case: str, reading: Reading, raw: bytes, seconds: float = 0.0) -> Verdict:
    """Return the verdict on a line that is no answer."""
    detail = f"{reading.fault}: {short(raw)}"
    return Verdict(port.name, case, "wrote rubbish", detail, raw=raw, seconds=seconds)


def wrong_id(port: Port, question: Question, raw: bytes, seconds: float = 0.0) -> Verdict:
    """Return the verdict on a line that answers something else."""
    detail = f"expected {json.dumps(question.id)}, got {short(raw)}"
    return Verdict(port.name, question.case.id, "wrong id", detail, raw=raw, seconds=seconds)


def failed(
    port: Port, case: str, failure: PortFailure, ending: str | None = None, seconds: float = 0.0
) -> Verdict:
    """Return the verdict on a case at which the port itself failed; ending: if not its kind."""
    ending = ending or failure.kind
    return Verdict(port.name, case, failure.kind, failure.detail, ending=ending, seconds=seconds)


def _unsupported(
    port: Port, question: Question, verdict: Verdict, answer: dict[str, Any]
) -> Verdict:
    reason = answer["unsupported"]
    if not isinstance(reason, str):
        detail = f'"unsupported" is no string, but {short(json.dumps(reason).encode())}'
        return replace(verdict, failure="wrote rubbish", detail=detail)
    if len(answer) > 1:
        others = ", ".join(ascii(key)[1:-1] for key in answer if key != "unsupported")
        detail = f'beside "unsupported", an answer has nothing but its id; got {others}'
        return replace(verdict, failure="wrote rubbish", detail=detail)
    if not port.may_skip:
        detail = f"the port does not support this: {reason}"
        return replace(verdict, failure="unsupported", detail=detail)
    code = question.expected.get("error", {}).get("code")
    if code in NOTHING_TO_LACK:
        detail = f"no port may lack this: expected the error {code}, got unsupported: {reason}"
        return replace(verdict, failure="unsupported", detail=detail)
    return replace(verdict, skipped=reason)


def _compare(expected: dict[str, Any], got: dict[str, Any]) -> tuple[str | None, str]:
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
