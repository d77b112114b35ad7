"""A run of some ports, judged."""

from collections.abc import Mapping, Sequence

import pytest
from support.ports import ARTICLE, BACKWARDS, CASES, ORDER, RIGHT, port

from refnet.conformance import session as sessions
from refnet.conformance.diagnosis import Diagnosis
from refnet.conformance.fixtures import Case
from refnet.conformance.levels import level_of
from refnet.conformance.session import NothingRun, Session, Settings
from refnet.conformance.verdicts import Verdict

QUICK = RIGHT.replace("/*/*.json", "/[bp][ur]*/*.json")  # button_press and protocol
UNSUPPORTING = QUICK.replace(
    '{"id": number, **KNOWN[json.dumps(request)]}', '{"id": number, "unsupported": "later"}'
)
SHIFTED = QUICK.replace("answer(line)", "shifted(answer(line))").replace(
    "for number, line",
    """def shifted(got):
    for trial in got.get("trials", []):
        trial["output"] += 2.0 ** -51
    return got

for number, line""",
)


def ran(text: str, *cases: Case, **settings: object) -> Session:
    """Return a session in which a port was run on some cases."""
    session = Session(cases, Settings(**settings))  # type: ignore[arg-type]
    session.run([port(text)], lambda verdict: None)
    return session


def test_verdicts_are_noted_as_they_come_and_kept_in_order() -> None:
    noted: list[Verdict] = []
    session = Session([ORDER, ARTICLE], Settings())
    session.run([port(BACKWARDS)], noted.append)
    assert {verdict.case for verdict in noted} == {verdict.case for verdict in session.judged}
    assert [verdict.case for verdict in session.judged] == [
        ORDER.id,
        ARTICLE.id,
        "protocol/end_of_input",
    ]
    assert session.judged == session.found == session.of("test")
    assert session.failed()


def test_a_port_that_answers_faulty_lines_only_has_run_nothing() -> None:
    line = CASES["protocol/no_json"]
    with pytest.raises(NothingRun, match=r'not one case was run.*\("later"\)'):
        ran(UNSUPPORTING, ARTICLE, line)
    assert ran(UNSUPPORTING, line).judged[0].failure is None


def test_numbers_within_the_limit_are_close() -> None:
    case = CASES["button_press/order_of_the_sum"]
    session = ran(SHIFTED, case, close=4)
    assert [verdict.close for verdict in session.judged] == [2, None]
    assert not session.failed()
    assert ran(SHIFTED, case, close=1).failed()
    assert ran(SHIFTED, case).failed()


def test_levels_are_told_of_whole_runs_only() -> None:
    folders = ("button_press", "protocol")
    cases = [case for case in CASES.values() if case.chapter in folders and level_of(case) == 1]
    assert ran(QUICK, *cases, whole=False).levels == {}
    session = ran(QUICK, *cases)
    assert session.levels["test"].exact == 1
    assert session.reaches(1)
    assert not session.reaches(2)


def test_known_failures_count_for_levels_but_not_as_failed() -> None:
    known = {("test", ORDER.id): "differs at trials[0].output", ("test", "rabbit/gone"): "crashed"}
    session = ran(BACKWARDS, ARTICLE, ORDER, known=known)
    assert not session.failed()
    assert session.levels["test"].exact == 0
    assert session.stale() == []  # the folder rabbit was not run
    known = {("test", "button_press/gone"): "crashed"}
    session = ran(QUICK, ARTICLE, ORDER, known=known)
    assert not session.failed()
    assert [verdict.failure for verdict in session.stale()] == ["listed"]
    assert session.failed()
    assert ran(QUICK, ARTICLE, known=known, whole=False).stale() == []


def test_the_diagnosis_sees_no_close_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def diagnose(cases: Mapping[str, Case], verdicts: Sequence[Verdict]) -> Diagnosis:
        seen.append([verdict.case for verdict in verdicts])
        return Diagnosis(failed=7)

    monkeypatch.setattr(sessions, "diagnose", diagnose)
    session = ran(SHIFTED, ORDER, ARTICLE, close=4)
    assert session.diagnose("test").failed == 7
    assert seen == [[ARTICLE.id, "protocol/end_of_input"]]
    assert ran(QUICK, ARTICLE).diagnose("test") == Diagnosis()


@pytest.mark.parametrize(
    ("is_wrong", "alone"),
    [
        ("number > 1", [ORDER.id]),  # of which only the first request is right
        ("True", []),
        ("False", []),
    ],
)
def test_failed_cases_are_asked_again_alone(is_wrong: str, alone: list[str]) -> None:
    kept = f"shifted(answer(line)) if {is_wrong} else answer(line)"
    text = SHIFTED.replace("shifted(answer(line))", kept)
    assert ran(text, ARTICLE, ORDER).right_alone(port(text)) == alone
    assert ran(text, ORDER).right_alone(port(text)) == []  # nothing came before
