"""What is said of wrong answers that no mistake explains."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from support.diagnoses import evidence
from support.ports import CASES

from refnet.conformance.compare import first_difference
from refnet.conformance.diagnosis.describing import remarks
from refnet.conformance.fixtures import Case
from refnet.conformance.verdicts import Verdict

Change = Callable[[Case, dict[str, Any]], None]
NEURONS = [case for case in CASES.values() if case.id.startswith("neuron/")]
TRAINED = [
    case
    for case in NEURONS
    if "error" not in case.expected and len(case.expected["trials"]) > 1 and case.request
]


def described(change: Change, cases: list[Case], known_cases: Mapping[str, Case] = CASES) -> str:
    """Return the remarks on a port whose right answers are changed."""
    verdicts = []
    for case in cases:
        answer = copy.deepcopy(case.expected)
        change(case, answer)
        wrong = first_difference(case.expected, answer) is not None
        verdicts.append(Verdict("p", case.id, "differs" if wrong else None, answer=answer))
    failing = [verdict.case for verdict in verdicts if verdict.failure is not None]
    known = evidence({}, {case.id: None for case in TRAINED})
    return "\n".join(remarks(known_cases, verdicts, failing, known))


def test_rounding_that_grows_from_trial_to_trial() -> None:
    def change(case: Case, answer: dict[str, Any]) -> None:
        for i, trial in enumerate(answer["trials"]):
            trial["weights"] = [x * (1 + 2**-52 * 10**i) for x in trial["weights"]]

    told = described(change, TRAINED)
    assert "the first wrong number is always in weights of trial 1" in told
    assert "which grows from trial to trial" in told
    assert "not another formula" in told
    assert "no case is right" in told


def test_another_formula() -> None:
    def change(case: Case, answer: dict[str, Any]) -> None:
        answer["trials"][1]["errors"] = [3 * x + 1 for x in answer["trials"][1]["errors"]]

    told = described(change, TRAINED)
    assert "always in errors of trial 2" in told
    assert "it is far off: another formula, not another rounding" in told


def test_what_no_distance_tells() -> None:
    def of_zero(case: Case, answer: dict[str, Any]) -> None:
        answer["trials"][0]["errors"] = ["-0" for _ in answer["trials"][0]["errors"]]

    def longer(case: Case, answer: dict[str, Any]) -> None:
        answer["trials"].append(answer["trials"][-1])

    def no_null(case: Case, answer: dict[str, Any]) -> None:
        if answer["trials"][0]["bias"] is None:
            answer["trials"][0]["bias"] = 0.0

    zeros = [copy.deepcopy(case) for case in TRAINED]
    for case in zeros:
        case.expected["trials"][0]["errors"] = [0.0 for _ in case.expected["trials"][0]["errors"]]
    told = described(of_zero, zeros, {case.id: case for case in zeros})
    assert "cases have wrong numbers" in told
    assert "; it differs in the sign of a zero; " in told
    told = described(longer, TRAINED)
    assert "cases have wrong values; the first wrong value is always in trials; " in told
    assert "it is a list of another length" in told
    told += described(no_null, TRAINED)
    assert "it is a number where null is expected" in told
    assert "formula" not in told
    assert "ULP" not in told


def test_lines_that_are_no_requests_have_a_name() -> None:
    raw = Case("protocol/x", "", "", [], {"trials": [{"output": 1.0}]}, line="{}")
    verdict = Verdict("p", raw.id, "differs", answer={"trials": [{"output": 2.0}]})
    told = remarks({raw.id: raw}, [verdict], [raw.id], evidence({}, {}))
    assert told[0].startswith("protocol: 1 of 1 cases have wrong numbers; ")


def test_which_cases_fail() -> None:
    def change(case: Case, answer: dict[str, Any]) -> None:
        if (case.request or {}).get("bias") is not None:
            answer["trials"][0]["bias"] = 100.0

    told = described(change, TRAINED)
    failing = sum((case.request or {}).get("bias") is not None for case in TRAINED)
    assert f"neuron: {failing} of {len(TRAINED)} cases have wrong numbers" in told
    assert "all cases with bias fail, and only these" in told


def test_refusals() -> None:
    def accepting(case: Case, answer: dict[str, Any]) -> None:
        if answer.get("error", {}).get("field") == "bias":
            answer.pop("error")
            answer["trials"] = []

    def refusing(case: Case, answer: dict[str, Any]) -> None:
        if case.id == "neuron/bias":
            answer.clear()
            answer["error"] = {"code": "wrong_type", "field": "bias", "message": ""}

    def confusing(case: Case, answer: dict[str, Any]) -> None:
        if answer.get("error", {}).get("field") == "bias":
            answer["error"]["code"] = "diverged"

    assert "requests that must be refused: " in described(accepting, NEURONS)
    assert described(refusing, NEURONS) == "refuses 1 valid request: wrong_type of bias (1)"
    assert "for another reason: " in described(confusing, NEURONS)


def test_cases_that_the_table_does_not_have() -> None:
    def change(case: Case, answer: dict[str, Any]) -> None:
        answer["trials"][0]["weights"] = []

    told = described(change, [case for case in CASES.values() if case.id == "hebb/base"])
    assert "1 wrong answers are to cases that are not in the table" in told


def test_nothing_is_said_of_a_right_port() -> None:
    assert described(lambda case, answer: None, NEURONS) == ""


def test_two_refusals_are_told_as_the_expected_and_the_given_one() -> None:
    refusing = [case for case in NEURONS if case.expected.get("error", {}).get("trial")]

    def later(case: Case, answer: dict[str, Any]) -> None:
        answer["error"]["trial"] += 1.0

    def nowhere(case: Case, answer: dict[str, Any]) -> None:
        del answer["error"]["trial"]

    def other(case: Case, answer: dict[str, Any]) -> None:
        answer["error"]["code"] = "wrong_type"

    error = refusing[0].expected["error"]
    place = f"{error['code']} of {error['field']}"
    trial = error["trial"]
    told = described(later, refusing[:1])
    assert f"expected {place} in trial {trial}, got {place} in trial {trial + 1}" in told
    assert f"got {place} without a trial" in described(nowhere, refusing[:1])
    assert f"expected {place}, got wrong_type of {error['field']}" in described(other, refusing[:1])
