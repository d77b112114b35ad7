"""From verdicts to a diagnosis, with the table that comes with the fixtures."""

from collections.abc import Sequence

from support.ports import CASES

from refnet.conformance.compare import first_difference
from refnet.conformance.diagnosis import Diagnosis, diagnose
from refnet.conformance.diagnosis.table import is_tabled
from refnet.conformance.mistakes import MISTAKES, Mistake, with_floats
from refnet.conformance.mistakes.mistake import both, right_answer
from refnet.conformance.verdicts import Verdict

SMALL = [
    case
    for case in CASES.values()
    if case.id.split("/")[0] in ("button_press", "rabbit", "neuron")
    and (case.request or {}).get("iterations", 0) <= 40
]


def mistake(experiment: str, description: str) -> Mistake:
    return next(each for each in MISTAKES[experiment] if each.description == description)


def diagnosis(made: Mistake, experiments: Sequence[str] = ()) -> Diagnosis:
    """Return the diagnosis of a port that makes a mistake, in some experiments or in all."""
    verdicts = []
    for case in SMALL:
        answer = case.expected
        if is_tabled(case) and case.request is not None:
            name = case.request["experiment"]
            one = made.answer if not experiments or name in experiments else right_answer
            answer = one(with_floats(case.request))
        wrong = first_difference(case.expected, answer) is not None
        verdicts.append(Verdict("p", case.id, "differs" if wrong else None, answer=answer))
    return diagnose({case.id: case for case in SMALL}, verdicts)


def test_a_port_that_makes_one_mistake() -> None:
    made = mistake("button_press", "adds the products from the last to the first")
    found = diagnosis(made)
    [finding] = found.findings
    assert (finding.mistake, finding.where, finding.others) == (made, (), ())
    assert len(finding.cases) == finding.among == found.failed > 5
    assert {case.split("/")[0] for case in finding.cases} >= {"button_press", "neuron"}
    assert found.unexplained == found.remarks == found.unchecked == ()


def test_a_port_that_makes_it_in_one_experiment() -> None:
    made = mistake("button_press", "adds the products from the last to the first")
    found = diagnosis(made, ["neuron"])
    [finding] = found.findings
    assert (finding.mistake, finding.where) == (made, ("neuron",))
    assert finding.among == found.failed


def test_a_port_that_makes_two() -> None:
    first = mistake("neuron", "does not train the bias")
    second = mistake("neuron", "leaves the slope out of the output")
    made = both(first, second)
    assert made is not None
    found = diagnosis(made)
    assert {each.mistake.description for each in found.findings} == {
        first.description,
        second.description,
    }
    assert found.unexplained == ()


def test_a_port_that_makes_no_known_mistake() -> None:
    def doubles(request: dict[str, object]) -> dict[str, object]:
        answer = right_answer(request)
        if "trials" in answer and request["experiment"] == "neuron":
            for trial in answer["trials"]:
                trial["weights"] = [3.0 * weight + 1.0 for weight in trial["weights"]]
        return answer

    found = diagnosis(Mistake("NEURON-6", "is not in the catalogue", doubles))
    assert found.findings == ()
    assert len(found.unexplained) == found.failed > 5
    [remark] = found.remarks
    assert "in weights of trial 1; it is far off" in remark


def test_a_right_port_and_one_that_crashes() -> None:
    assert diagnosis(Mistake("SUM-1", "is right", right_answer)) == Diagnosis()
    crashed = [Verdict("p", case.id, "crashed", ending="crashed") for case in SMALL]
    assert diagnose({case.id: case for case in SMALL}, crashed) == Diagnosis()
