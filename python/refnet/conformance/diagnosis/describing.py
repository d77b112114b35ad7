"""What the wrong answers are like that no mistake explains."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from refnet.conformance.diagnosis.deviations import FAR, Deviation, deviations
from refnet.conformance.diagnosis.evidence import Evidence, experiment_of, is_in
from refnet.conformance.diagnosis.features import features_of, told_apart
from refnet.conformance.fixtures import Case
from refnet.conformance.verdicts import Verdict

ROUNDING = 64  # ULP: a first difference of no more is one of rounding
RAW = "protocol"  # for lines of text, which belong to no experiment
MOST = 200  # cases of an experiment whose numbers are compared


def remarks(
    cases: Mapping[str, Case],
    verdicts: Sequence[Verdict],
    unexplained: Sequence[str],
    evidence: Evidence,
) -> tuple[str, ...]:
    """Return sentences about the wrong answers that no mistake explains."""
    left = set(unexplained)
    wrong = [each for each in verdicts if each.case in left]
    return (
        *_refusals(cases, wrong),
        *_numbers(cases, verdicts, wrong),
        *_strangers(cases, wrong, evidence),
    )


def _refusals(cases: Mapping[str, Case], wrong: Sequence[Verdict]) -> Iterator[str]:
    """Yield what is refused and should not be, and the reverse."""
    accepted, refused, other = Counter[str](), Counter[str](), Counter[str]()
    for verdict in wrong:
        expected, got = cases[verdict.case].expected, verdict.answer or {}
        if "error" in expected and "error" not in got:
            accepted[_refusal(expected)] += 1
        elif "error" in got and "error" not in expected:
            refused[_refusal(got)] += 1
        elif "error" in expected:
            other[_expected_and_got(expected, got)] += 1
    if accepted:
        yield f"accepts {_several(accepted, 'request')} that must be refused: {_most(accepted)}"
    if refused:
        yield f"refuses {_several(refused, 'valid request')}: {_most(refused)}"
    if other:
        texts = "; ".join(f"{text} ({count})" for text, count in other.most_common(3))
        more = "; ..." if len(other) > 3 else ""
        yield f"refuses {_several(other, 'request')} for another reason: {texts}{more}"


def _refusal(answer: Mapping[str, object]) -> str:
    error = answer.get("error")
    if "error" not in answer:
        return "an answer"
    if not isinstance(error, dict):
        return "an error that is no object"
    return (
        f"{error.get('code')} of {error.get('field')}"
        if error.get("field")
        else str(error.get("code"))
    )


def _expected_and_got(expected: Mapping[str, object], got: Mapping[str, object]) -> str:
    """Return two refusals in words, with all that tells them apart."""
    texts = _refusal(expected), _refusal(got)
    if texts[0] == texts[1]:
        right, wrong = _members(expected), _members(got)
        differing = [key for key in ("trial", "batch") if right.get(key) != wrong.get(key)]
        if not differing:
            return f"{texts[0]}, with other members in the error"
        texts = texts[0] + _places(right, differing), texts[1] + _places(wrong, differing)
    return f"expected {texts[0]}, got {texts[1]}"


def _members(answer: Mapping[str, object]) -> Mapping[str, object]:
    error = answer.get("error")
    return error if isinstance(error, dict) else {}


def _places(error: Mapping[str, object], keys: Sequence[str]) -> str:
    """Return where something diverged, as " in trial 3"; keys: "trial" and "batch", or one."""
    places = [f"{key} {_written(error[key])}" for key in keys if key in error]
    return f" in {' and '.join(places)}" if places else f" without a {' and a '.join(keys)}"


def _written(value: object) -> str:
    return f"{value:.17g}" if isinstance(value, float) else f"{value}"


def _several(counted: Counter[str], word: str) -> str:
    total = counted.total()
    return f"{total} {word}{'s' if total != 1 else ''}"


def _most(counted: Counter[str]) -> str:
    """Return what is most frequent."""
    told = [f"{text} ({count})" for text, count in counted.most_common(3)]
    return ", ".join(told) + (", ..." if len(counted) > 3 else "")


def _numbers(
    cases: Mapping[str, Case], verdicts: Sequence[Verdict], wrong: Sequence[Verdict]
) -> Iterator[str]:
    """Yield what the wrong numbers are like, for each experiment."""
    by_experiment: dict[str, list[Verdict]] = {}
    for verdict in wrong:
        if "error" not in cases[verdict.case].expected and "error" not in (verdict.answer or {}):
            by_experiment.setdefault(experiment_of(cases[verdict.case]), []).append(verdict)
    for experiment, failing in by_experiment.items():
        answered = [
            each.case
            for each in verdicts
            if each.case in cases
            and each.failure is None
            and each.skipped is None
            and experiment_of(cases[each.case]) == experiment
            and "error" not in cases[each.case].expected
        ]
        own = [each.case for each in failing]
        total = len(own) + len(answered)
        told = [[*deviations(cases[each.case].expected, each.answer)] for each in failing[:MOST]]
        word = (
            "value" if any(first.ulp == FAR and first.how for first in _firsts(told)) else "number"
        )
        sentences = [
            f"{experiment or RAW}: {len(own)} of {total} cases have wrong {word}s",
            *_where(told, word),
            *_how_far(told),
            *_which(cases, own, answered),
        ]
        yield "; ".join(sentences)


def _firsts(told: Sequence[Sequence[Deviation]]) -> list[Deviation]:
    """Return the first wrong value of each case."""
    return [each[0] for each in told if each]


def _where(told: Sequence[Sequence[Deviation]], word: str) -> Iterator[str]:
    """Yield in which trial and quantity the first wrong number is."""
    firsts = _firsts(told)
    if not firsts:
        return
    places = Counter((first.trial, first.quantity) for first in firsts)
    (trial, quantity), count = places.most_common(1)[0]
    share = "always" if count == len(firsts) else f"in {count} of {len(firsts)}"
    place = f"in {quantity}" + (f" of trial {trial}" if trial else "")
    yield f"the first wrong {word} is {share} {place}"


def _how_far(told: Sequence[Sequence[Deviation]]) -> Iterator[str]:
    """Yield how the first wrong values differ: in what no distance tells, and by distance."""
    firsts = _firsts(told)
    hows = Counter(first.how for first in firsts if first.how)
    for how, count in hows.most_common():
        yield f"it {how}" + (f" in {count} of {len(firsts)}" if count < len(firsts) else "")
    if hows.total() < len(firsts):
        rest = [[d for d in each if not d.how] for each in told if each and not each[0].how]
        sentence = _distances(rest)
        yield sentence if not hows else f"in the others {sentence}"


def _distances(told: Sequence[Sequence[Deviation]]) -> str:
    """Return whether numbers are rounded otherwise, or calculated by another formula."""
    firsts = [each[0].ulp for each in told]
    near = sum(ulp <= ROUNDING for ulp in firsts)
    if near == 0:
        return "it is far off: another formula, not another rounding"
    if near < len(firsts):
        return f"it is within {ROUNDING} ULP in {near} of {len(firsts)}, and far off in the others"
    grown = max(each[-1].ulp for each in told)
    grows = any(
        max(d.ulp for d in each if d.trial == each[-1].trial) > 4 * each[0].ulp
        for each in told
        if each[-1].trial > each[0].trial
    )
    far = f", which grows from trial to trial, to {_ulps(grown)}" if grows else ""
    return (
        f"it is at most {_ulps(max(firsts))} off{far}: another order of operations or another "
        "rounding, not another formula"
    )


def _ulps(ulp: int) -> str:
    return "far more than rounding gives" if ulp >= FAR else f"{ulp} ULP"


def _which(
    cases: Mapping[str, Case], failing: Sequence[str], passing: Sequence[str]
) -> Iterator[str]:
    """Yield what the failing cases have in common that those that pass have not."""
    if not passing:
        yield "no case is right"
        return
    features = {case: features_of(cases[case]) for case in [*failing, *passing]}
    sentence = told_apart(features, set(failing), set(passing))
    if sentence is not None:
        yield sentence


def _strangers(
    cases: Mapping[str, Case], wrong: Sequence[Verdict], evidence: Evidence
) -> Iterator[str]:
    """Yield that some cases cannot be looked up."""
    strange = [
        each.case
        for each in wrong
        if cases[each.case].request is not None
        and "error" not in cases[each.case].expected
        and not is_in(evidence.table, cases[each.case])
    ]
    if strange:
        yield (
            f"{len(strange)} wrong answers are to cases that are not in the table of wrong answers "
            "and have not been compared with known mistakes"
        )
