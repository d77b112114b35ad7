"""Two mistakes at once."""

from support.diagnoses import edit, entry, evidence
from support.ports import CASES

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.diagnosis.naming import solve
from refnet.conformance.diagnosis.pairs import Budget, find_pair
from refnet.conformance.mistakes import Mistake, with_floats
from refnet.conformance.mistakes.mistake import both

NO_BIAS = edit("does not train the bias", "neuron", "if bias is not None", "if False")
STEEP = edit("doubles the slope", "neuron_outputs", "sigmoid(slope *", "sigmoid(2.0 * slope *")
UP = edit("goes up", "gradient_step", "weights[i] + learning_rate", "weights[i] - learning_rate")
FLAT, BIASED, SLOPED = "neuron/no_bias", "neuron/bias", "neuron/slope_2"
THREE = (FLAT, BIASED, SLOPED)


def answer(made: Mistake | None, case: str) -> str:
    assert made is not None
    return digest(made.answer(with_floats(CASES[case].request or {})))


def wrong_answers(made: Mistake) -> dict[str, str]:
    found = {case: answer(made, case) for case in THREE}
    return {case: given for case, given in found.items() if given != digest(CASES[case].expected)}


def test_two_mistakes_as_one() -> None:
    pair = both(NO_BIAS, STEEP)
    assert answer(pair, BIASED) not in (answer(NO_BIAS, BIASED), answer(STEEP, BIASED))
    assert answer(pair, FLAT) == answer(STEEP, FLAT)
    assert (
        both(UP, edit("has no such text", "gradient_step", "weights[i] + learning_rate", ""))
        is None
    )
    assert both(UP, Mistake("SUM-1", "is no edit", UP.answer)) is None


def test_a_pair_is_found_where_each_is_contradicted_by_the_other() -> None:
    listed = [entry("b", NO_BIAS), entry("s", STEEP)]
    answers = {"b": wrong_answers(NO_BIAS), "s": wrong_answers(STEEP)}
    pair = both(NO_BIAS, STEEP)
    given = {case: answer(pair, case) for case in THREE}
    found = evidence(answers, given, listed)
    named = solve(found, "neuron", Budget())
    assert named is not None
    assert set(named.chosen) == {"b", "s"}  # the second is never seen alone
    assert named.cases == set(THREE)
    assert find_pair(found, "neuron", found.wrong, 4, Budget()) is None  # too few
    assert find_pair(found, "neuron", found.wrong, 1, Budget(pairs=0)) is None


def test_a_pair_whose_answers_are_others_is_not_named() -> None:
    listed = [entry("b", NO_BIAS), entry("s", STEEP)]
    answers = {"b": wrong_answers(NO_BIAS), "s": wrong_answers(STEEP)}
    given = {case: answer(STEEP, case) for case in (FLAT, SLOPED)}
    found = evidence(answers, {**given, BIASED: answer(both(UP, STEEP), BIASED)}, listed)
    assert solve(found, "neuron", Budget()) is None
