"""Cases of the chapter rabbit. Stimuli are [puff, beep]: the puff innate, the beep learned."""

from typing import Any

from cases import FINITE, Draft, Fault, faults_in_order, refusal

PUFF, BEEP, BOTH = [1, 0], [0, 1], [1, 1]
SEQUEL = "Making a Simple Neural Network: Classical Conditioning (becominghuman.ai)"


def rabbit(stimuli: Any, **changes: Any) -> dict[str, Any]:
    """Return a request for the article's rabbit with some fields changed; None leaves one out."""
    request = {
        "experiment": "rabbit",
        "weights": [1, 0],
        "learned": [False, True],
        "threshold": 1,
        "learning_rate": 0.3,
        "stimuli": stimuli,
        **changes,
    }
    return {key: value for key, value in request.items() if value is not None}


TRAJECTORIES = [
    Draft(
        "three_pairings",
        "Three pairings of puff and beep, then the beep alone: it does not make the rabbit blink.",
        "RABBIT-1 RABBIT-2 RABBIT-3",
        rabbit([BOTH, BOTH, BOTH, BEEP]),
        SEQUEL,
        sourced=True,
        published={"trials.3.sum": "0.90"},
    ),
    Draft(
        "four_pairings",
        "Four pairings, then the beep alone: the rabbit blinks.",
        "RABBIT-1 RABBIT-2 RABBIT-3",
        rabbit([BOTH, BOTH, BOTH, BOTH, BEEP]),
        SEQUEL,
        sourced=True,
        published={"trials.4.sum": "1.20"},
    ),
    Draft(
        "sum_of_negative_zeros",
        "All products are -0.0, but the sum begins at 0.0.",
        "SUM-1 RABBIT-2 ARITH-3",
        rabbit([["-0", 0], [1, 1]], weights=[1, -2], threshold=0),
        "a sum that begins with its first product is -0.0",
    ),
    Draft(
        "negative_sum",
        "A sum below zero does not reach the threshold, whatever its size; the weight of the first "
        "stimulus is learned, that of the second is innate.",
        "RABBIT-2 RABBIT-3",
        rabbit([[0, 1], [1, 0], [1, 1]], weights=[1.25, -3], learned=[True, False]),
        "the absolute value would reach the threshold",
    ),
    Draft(
        "below_a_large_threshold",
        "The sum misses a large threshold by less than a binary32 can tell.",
        "RABBIT-2 ARITH-1",
        rabbit([[1, 0], [1, 1]], weights=[1000000, 0.01], threshold=1000000.02),
        "in binary32 the sum would reach the threshold at once",
    ),
    Draft(
        "beep_alone",
        "The beep alone from the start: no blink, so nothing is learned, however often it sounds.",
        "RABBIT-2 RABBIT-3",
        rabbit([BEEP] * 5),
        SEQUEL,
        sourced=True,
        published={"trials.4.sum": "0.00"},
    ),
    Draft(
        "puff_alone",
        "The puff alone: the rabbit blinks every time, and the innate weight stays what it is.",
        "RABBIT-3",
        rabbit([PUFF] * 3),
        SEQUEL,
        sourced=True,
        published={"trials.2.sum": "1.00"},
    ),
    Draft(
        "slow_rabbit",
        "A rate of 0.016: the beep alone works only after 63 pairings; a real rabbit may need more "
        "than 60.",
        "RABBIT-1 RABBIT-2 RABBIT-3 ARITH-1",
        rabbit([*([BOTH] * 62), BEEP, BOTH, BEEP], learning_rate=0.016),
        "many roundings on the way to a threshold",
    ),
    Draft(
        "three_stimuli",
        "Puff, beep and light: the light is paired with the beep alone, when that works already.",
        "SUM-1 RABBIT-3",
        rabbit(
            [[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1]],
            weights=[1, 0, 0],
            learned=[False, True, True],
            learning_rate=0.55,
        ),
        "conditioning of the second order, with three weights",
    ),
    Draft(
        "exactly_the_threshold",
        "A sum that is exactly the threshold makes the rabbit blink.",
        "RABBIT-2",
        rabbit([[1, 0], [0.5, 0], [0, 1]], weights=[0.5, 0.25], threshold=0.5),
        "reaches means greater or equal",
    ),
    Draft(
        "just_below_the_threshold",
        "A sum one unit in the last place below the threshold does not.",
        "RABBIT-2",
        rabbit([[1, 0], [1, 1]], weights=[0.9999999999999999, 0.5]),
        "no tolerance is allowed for",
    ),
    Draft(
        "negative_learning_rate",
        "A negative learning rate: what is learned shrinks, and below zero at that.",
        "RABBIT-3 RABBIT-1",
        rabbit([[1, 1], [2, 1], [2, 1], [2, 1]], weights=[1, 0.25], learning_rate=-0.5),
        "a learning rate is any finite number, a weight likewise",
    ),
    Draft(
        "faint_and_negative_stimuli",
        "A faint beep is active, an input of -1 or of 0 is not.",
        "RABBIT-3",
        rabbit(
            [[2, 0.25, -1, 0], [2, 1, -1, 0]],
            weights=[1, 0.5, 0.25, 0.125],
            learned=[False, True, True, True],
        ),
        "active is what is greater than zero",
    ),
    Draft(
        "order_of_the_sum",
        "Stimuli whose weighted sum depends on the order of the additions.",
        "SUM-1",
        rabbit(
            [[1, 1, 1, 1, 1]] * 2,
            weights=[0.1, 0.2, 0.3, 0.6, 0.7],
            learned=[False, True, True, False, True],
            learning_rate=0.1,
        ),
        "from the last to the first, in halves or rounded once, other bits come out",
    ),
    Draft(
        "lanes_of_the_sum",
        "Stimuli whose weighted sum tells two and four partial sums from one.",
        "SUM-1",
        rabbit(
            [[1, 1, 1, 1, 1]] * 2,
            weights=[0.1, 0.2, 0.3, 0.4, 1.3],
            learned=[False, True, True, False, True],
            learning_rate=0.1,
        ),
        "SIMD code that is not told otherwise adds in lanes",
    ),
    Draft(
        "fused_multiply_add",
        "Stimuli of a strength that makes inexact products.",
        "ARITH-2",
        rabbit([[0.9, 1.3], [0.8, 1.1]], weights=[1.3, 1.9]),
        "a fused multiply-add gives other bits",
    ),
    Draft(
        "no_stimulus",
        "No stimulus at all: no trial, and no error.",
        "RABBIT-1",
        rabbit([]),
        "the list of stimuli may be empty",
    ),
    Draft(
        "subnormal_weights",
        "A weight and a rate below the smallest normal number.",
        "ARITH-3 NUM-2",
        rabbit([BOTH, BEEP], weights=[1, "-0"], learning_rate=7e-322),
        "they count until somebody flushes them to zero",
    ),
    Draft(
        "negative_zero_kept",
        "The beep's weight of -0.0 stays what it is while the puff comes alone.",
        "ARITH-3 RABBIT-3 NUM-2",
        rabbit([PUFF, PUFF], weights=[1, "-0"]),
        "adding 0.0 in place of nothing would turn it into 0.0",
    ),
    Draft(
        "negative_threshold",
        "A negative threshold: this rabbit blinks at nothing, and learns at anything.",
        "RABBIT-2 RABBIT-3",
        rabbit([[0, 0], BEEP], threshold=-0.5),
        "the threshold is any finite number",
    ),
]

DIVERGED = [
    Draft(
        "overflow_of_the_sum",
        "Two stimuli whose weighted sum is beyond the range.",
        "ARITH-4 ERR-11",
        rabbit([PUFF, BOTH], weights=[1e308, 1e308]),
        "the first quantity, in the second trial",
        expected=refusal("diverged", "sum", "sum: left the finite numbers in trial 2", 2),
    ),
    Draft(
        "overflow_of_a_weight",
        "A learned weight that grows beyond the range.",
        "ARITH-4 ERR-11",
        rabbit([BEEP, BEEP, BEEP], weights=[1, 1e308], learning_rate=5e307),
        "the weight is calculated after the sum: trial 2, not 3",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 2", 2),
    ),
]

FAULTS: list[tuple[str, str, str, dict[str, Any], str, str, str]] = [
    (
        "no_weights",
        "A rabbit without senses.",
        "ERR-6",
        rabbit([], weights=[], learned=[]),
        "empty",
        "weights",
        "weights: expected at least one number",
    ),
    (
        "short_learned",
        "One flag for two weights.",
        "ERR-7",
        rabbit([BOTH], learned=[True]),
        "shape_mismatch",
        "learned",
        "learned: expected length 2, that of weights, got length 1",
    ),
    (
        "ragged_stimuli",
        "Stimuli of different lengths.",
        "ERR-7",
        rabbit([BOTH, [1], BOTH]),
        "shape_mismatch",
        "stimuli",
        "stimuli[1]: expected length 2, that of weights, got length 1",
    ),
    (
        "long_stimuli",
        "Three numbers a stimulus for two weights.",
        "ERR-7",
        rabbit([[1, 1, 1]]),
        "shape_mismatch",
        "stimuli",
        "stimuli[0]: expected length 2, that of weights, got length 3",
    ),
    (
        "empty_stimulus",
        "A stimulus without numbers.",
        "ERR-7",
        rabbit([[]]),
        "shape_mismatch",
        "stimuli",
        "stimuli[0]: expected length 2, that of weights, got length 0",
    ),
    (
        "nan_stimulus",
        "A stimulus that is NaN.",
        "ERR-8 NUM-2",
        rabbit([BOTH, [1, "NaN"]]),
        "not_finite",
        "stimuli",
        "stimuli[1][1]: expected a finite number",
    ),
    (
        "infinite_threshold",
        "A threshold that is infinite.",
        "ERR-8 NUM-2",
        rabbit([BOTH], threshold="Infinity"),
        "not_finite",
        "threshold",
        "threshold: expected a finite number",
    ),
    (
        "number_beyond_the_range",
        "A learning rate of 1e999, which reads as infinity.",
        "ERR-8 NUM-1",
        # written as a raw line below: no float holds it
        {},
        "not_finite",
        "learning_rate",
        "learning_rate: expected a finite number",
    ),
    (
        "numbers_for_booleans",
        "Zeros and ones for the flags.",
        "ERR-5",
        rabbit([BOTH], learned=[0, 1]),
        "wrong_type",
        "learned",
        "learned: expected a list of true and false",
    ),
    (
        "flat_stimuli",
        "A list of numbers for the list of stimuli.",
        "ERR-5",
        rabbit([1, 0]),
        "wrong_type",
        "stimuli",
        "stimuli: expected a list of lists of numbers",
    ),
    (
        "text_in_a_stimulus",
        "A text in a stimulus.",
        "ERR-5",
        rabbit([BOTH, ["puff", 0]]),
        "wrong_type",
        "stimuli",
        "stimuli: expected a list of lists of numbers",
    ),
    (
        "missing_stimuli",
        "A request without stimuli.",
        "ERR-3 PORT-4",
        rabbit(None),
        "missing_field",
        "stimuli",
        "stimuli: this field is required",
    ),
]

BEYOND = (
    '{"id": 1, "experiment": "rabbit", "weights": [1, 0], "learned": [false, true], '
    '"threshold": 1, "learning_rate": 1e999, "stimuli": [[1, 1]]}'
)

SHAPES: list[Fault] = [
    ("learned", [True], "shape_mismatch", ": expected length 2, that of weights, got length 1"),
    ("stimuli", [[1]], "shape_mismatch", "[0]: expected length 2, that of weights, got length 1"),
]
VALUES: list[Fault] = [
    ("weights", [1, "NaN"], "not_finite", f"[1]{FINITE}"),
    ("threshold", "NaN", "not_finite", FINITE),
    ("learning_rate", "Infinity", "not_finite", FINITE),
    ("stimuli", [[1, 1], ["-Infinity", 0]], "not_finite", f"[1][0]{FINITE}"),
]

CASES = [
    *TRAJECTORIES,
    *DIVERGED,
    *faults_in_order(rabbit([BOTH]), SHAPES),
    *faults_in_order(rabbit([BOTH]), VALUES),
    *(
        Draft(
            name,
            text,
            rules,
            request or BEYOND,
            "bad input",
            expected=refusal(code, at, message, **({} if request else {"id": 1})),
        )
        for name, text, rules, request, code, at, message in FAULTS
    ),
]
