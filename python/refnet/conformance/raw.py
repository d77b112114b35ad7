"""A whole input for a port of its own: bytes that are no request, and how the port ends.

The input of such a case is written at once and closed. The port answers each line in order, and
then exits with status 0 (PORT-3).
"""

import json
from typing import Any

from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case, input_bytes
from refnet.conformance.process import PortProcess, printable


def check_input(process: PortProcess, case: Case) -> tuple[str | None, str, str | None]:
    """Return the failure of a port that was started for this case, its detail, and what it skips.

    The failure is None if all answers are right, and the last is the port's reason for an answer
    that it does not support, or None. Raises PortFailure.
    """
    lines = process.answer_all(input_bytes(case.input or ()))
    skipped = None
    for number, (expected, line) in enumerate(zip(case.answers, lines, strict=False), start=1):
        failure, detail, reason = _check_answer(expected, line)
        if failure is not None:
            return f"answer {number}: {failure}", detail, None
        skipped = skipped or reason
    if len(lines) != len(case.answers):
        detail = f"expected {len(case.answers)} lines, got {len(lines)}"
        return f"too {'few' if len(lines) < len(case.answers) else 'many'} answers", detail, None
    return None, "", skipped


def _check_answer(expected: Any, line: bytes) -> tuple[str | None, str, str | None]:
    allowed = expected if isinstance(expected, list) else [expected]
    got = _parse(line)
    if got is None:
        return "wrote rubbish", f"instead of an answer: {printable(line[:200])}", None
    ids = [each["id"] for each in allowed]
    if "unsupported" in got and any(first_difference(i, got.get("id")) is None for i in ids):
        return None, "", str(got["unsupported"])
    differences = [first_difference(each, got) for each in allowed]
    found = differences[0]
    if found is None or None in differences:
        return None, "", None
    return f"differs at {found.path}", str(found), None


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(line.decode(), parse_int=float)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
