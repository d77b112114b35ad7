"""Cases of the chapter hebb."""

from typing import Any

from cases import FINITE, Draft, faults_in_order, refusal, refusals, trajectories

HEATON = (
    "J. Heaton, Introduction to Neural Networks with Java: the Hopfield network's activations "
    "for the binary input 0101"
)


def hebb(inputs: Any, **changes: Any) -> dict[str, Any]:
    """Return a request for a unit of two inputs with some fields changed; None leaves one out."""
    request = {
        "experiment": "hebb",
        "inputs": inputs,
        "weights": [0.3, -0.2],
        "learning_rate": 0.1,
        **changes,
    }
    return {key: value for key, value in request.items() if value is not None}


def oja(inputs: Any, **changes: Any) -> dict[str, Any]:
    """Return such a request with Oja's rule."""
    return hebb(inputs, rule="oja", **changes)


CORRELATED = [[1, 0.9], [-0.8, -1.1], [0.7, 0.6], [-1.2, -0.7], [0.3, 0.5], [-0.6, -0.9]]
FIVE = [[0.9, 1.3, -0.7, 1.1, 0.3]] * 3

CASES = [
    Draft(
        "heaton_activations",
        "A unit that does not learn takes the rows of Heaton's contribution matrix for 0101 as its "
        "inputs, and the binary pattern as its weights: the outputs are the activations.",
        "HEBB-1 SUM-1",
        hebb(
            [[0, -1, 1, -1], [-1, 0, -1, 1], [1, -1, 0, -1], [-1, 1, -1, 0]],
            weights=[0, 1, 0, 1],
            learning_rate=0,
        ),
        HEATON,
        sourced=True,
        published={
            "trials.0.output": "-2",
            "trials.1.output": "1",
            "trials.2.output": "-2",
            "trials.3.output": "1",
        },
    ),
    *trajectories(
        [
            (
                "base",
                "Six inputs by Hebb's rule, which is the default.",
                "HEBB-1 HEBB-2",
                hebb(CORRELATED),
                "a first case",
            ),
            (
                "base_oja",
                "The same by Oja's rule.",
                "HEBB-1 HEBB-3",
                oja(CORRELATED),
                "a first case of the other rule",
            ),
            (
                "sum_of_negative_zeros",
                "All products are -0.0, but the sum begins at 0.0.",
                "HEBB-1 SUM-1 ARITH-3",
                hebb([["-0", 0], [1, 0.5]], weights=[2, -3]),
                "a sum that begins with its first product is -0.0",
            ),
            (
                "rule_by_name",
                "Hebb's rule by its name.",
                "HEBB-2",
                hebb([[1, 2], [3, -1]], rule="hebb"),
                "the default has a name too",
            ),
            (
                "growth",
                "The same input again and again: the weights grow by a factor in each trial.",
                "HEBB-2",
                hebb([[0.6, 0.8]] * 12, learning_rate=0.7),
                "Hebb's rule alone has no end",
            ),
            (
                "length_1",
                "The same input forty times by Oja's rule: the weights approach its direction, and "
                "the length 1.",
                "HEBB-3",
                oja([[1.2, 1.6]] * 40, learning_rate=0.2),
                "the fixed point of Oja's rule",
            ),
            (
                "length_1_from_above",
                "Weights that are too long become shorter.",
                "HEBB-3",
                oja([[0.6, 0.8]] * 20, weights=[1.8, 2.4], learning_rate=0.1),
                "the decay is stronger than the growth",
            ),
            (
                "first_component",
                "Inputs that vary most along one direction, presented ten times.",
                "HEBB-3",
                oja(CORRELATED * 10, learning_rate=0.15),
                "the weights turn to the first principal component",
            ),
            (
                "negative_output",
                "Weights that answer with a negative output: Hebb's rule makes it more negative.",
                "HEBB-2",
                hebb([[0.5, 1.1]] * 4, weights=[-0.7, -0.1]),
                "the step has the sign of the output",
            ),
            (
                "negative_learning_rate",
                "A negative learning rate: the unit unlearns.",
                "HEBB-1 HEBB-2",
                hebb([[0.5, 1.1], [0.9, 0.4]] * 3, learning_rate=-0.3),
                "a learning rate is any finite number",
            ),
            (
                "negative_learning_rate_oja",
                "A negative learning rate with Oja's rule.",
                "HEBB-1 HEBB-3",
                oja([[0.5, 1.1], [0.9, 0.4]] * 3, learning_rate=-0.3),
                "a learning rate is any finite number",
            ),
            (
                "learning_rate_0",
                "A learning rate of 0: outputs, and no learning.",
                "HEBB-1 HEBB-3",
                oja([[0.5, 1.1], [0.9, 0.4]], learning_rate=0),
                "a learning rate may be 0",
            ),
            (
                "weights_of_0",
                "Weights of 0 answer 0, and never learn.",
                "HEBB-1 HEBB-2",
                hebb([[1, 2], [3, 4]], weights=[0, 0]),
                "Hebb's rule needs weights to begin with",
            ),
            (
                "one_input",
                "A unit with a single input.",
                "HEBB-1 HEBB-3",
                oja([[0.7], [-1.3], [0.2]], weights=[0.4]),
                "the smallest unit",
            ),
            (
                "one_trial",
                "A single trial.",
                "HEBB-1 HEBB-2",
                hebb([[0.7, 0.1]]),
                "the shortest run",
            ),
            (
                "order_of_the_sum",
                "Weights whose sum depends on the order of the additions.",
                "SUM-1",
                hebb([[1, 1, 1, 1, 1]] * 3, weights=[0.1, 0.2, 0.3, 0.6, 0.7]),
                "from the last to the first, in halves or rounded once, other bits come out",
            ),
            (
                "lanes_of_the_sum",
                "Weights whose sum tells two and four partial sums from one.",
                "SUM-1",
                hebb([[1, 1, 1, 1, 1]] * 3, weights=[0.1, 0.2, 0.3, 0.4, 1.3]),
                "SIMD code that is not told otherwise adds in lanes",
            ),
            (
                "fused_multiply_add",
                "Products that are inexact.",
                "ARITH-1 ARITH-2 HEBB-2",
                hebb(FIVE, weights=[1.3, 1.9, 0.7, 0.9, 0.1], learning_rate=0.13),
                "a fused multiply-add gives other bits",
            ),
            (
                "fused_multiply_add_oja",
                "The same by Oja's rule, with its two products.",
                "ARITH-1 ARITH-2 HEBB-3",
                oja(FIVE, weights=[1.3, 1.9, 0.7, 0.9, 0.1], learning_rate=0.13),
                "a fused multiply-add gives other bits",
            ),
            (
                "subnormal_weights",
                "A weight below the smallest normal number, and one of -0.0.",
                "ARITH-3 NUM-2",
                hebb([[1, 0], [1, 0], [1, "-0"]], weights=[7e-322, "-0"], learning_rate=0.5),
                "subnormal numbers count until somebody flushes them to zero",
            ),
            (
                "negative_zero",
                "A step of -0.0 keeps a weight of -0.0.",
                "ARITH-3 NUM-2 HEBB-2",
                hebb([[1, 1]], weights=["-0", 0], learning_rate="-0"),
                "-0.0 + -0.0 is -0.0",
            ),
        ]
    ),
    Draft(
        "overflow_of_the_output",
        "A weighted sum beyond the range, in the second trial.",
        "ARITH-4 ERR-11",
        hebb([[0, 0], [1, 1]], weights=[1e308, 1e308]),
        "the output is calculated before the weights",
        expected=refusal("diverged", "output", "output: left the finite numbers in trial 2", 2),
    ),
    Draft(
        "overflow_of_a_weight",
        "Weights that grow beyond the range by Hebb's rule.",
        "ARITH-4 ERR-11",
        hebb([[1, 0]] * 3, weights=[1e200, 0], learning_rate=1e100),
        "the weights are calculated after the output: trial 2, not 3",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 2", 2),
    ),
    Draft(
        "overflow_of_a_weight_oja",
        "A learning rate so large that Oja's rule overshoots, further each time.",
        "ARITH-4 ERR-11",
        oja([[2, 1]] * 30, weights=[1, 1], learning_rate=2),
        "a decay that is too strong is no decay",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 6", 6),
    ),
    *faults_in_order(
        hebb([[1, 2], [3, 4]]),
        [
            (
                "inputs",
                [[1, 2], [3]],
                "shape_mismatch",
                "[1]: expected length 2, that of inputs[0], got length 1",
            ),
            (
                "weights",
                [1],
                "shape_mismatch",
                ": expected length 2, that of inputs[0], got length 1",
            ),
        ],
    ),
    *faults_in_order(
        hebb([[1, 2], [3, 4]]),
        [
            ("inputs", [[1, 2], [3, "NaN"]], "not_finite", f"[1][1]{FINITE}"),
            ("weights", [1, "Infinity"], "not_finite", f"[1]{FINITE}"),
            ("learning_rate", "-Infinity", "not_finite", FINITE),
            ("rule", "Hebb", "unknown_name", ': expected one of "hebb", "oja"'),
        ],
    ),
    *faults_in_order(
        hebb([[1, 2], [3, 4]]),
        [
            ("inputs", [1, 2], "wrong_type", ": expected a list of lists of numbers"),
            ("weights", 1, "wrong_type", ": expected a list of numbers"),
            ("learning_rate", [0.1], "wrong_type", ": expected a number"),
            ("rule", 1, "wrong_type", ": expected a string"),
        ],
    ),
    *refusals(
        [
            (
                "no_inputs",
                "No trial at all: without a row, the number of inputs is unknown.",
                "ERR-6",
                hebb([]),
                "empty",
                "inputs",
                "inputs: expected at least one number",
            ),
            (
                "empty_row",
                "An input without numbers.",
                "ERR-6",
                hebb([[], [1, 2]]),
                "empty",
                "inputs",
                "inputs: expected at least one number",
            ),
            (
                "shape_before_value",
                "Weights that are too short, and a NaN before them.",
                "ERR-7 PORT-4",
                hebb([["NaN", 1]], weights=[1]),
                "shape_mismatch",
                "weights",
                "weights: expected length 2, that of inputs[0], got length 1",
            ),
            (
                "missing_learning_rate",
                "A request without a learning rate.",
                "ERR-3 PORT-4",
                hebb([[1, 2]], learning_rate=None),
                "missing_field",
                "learning_rate",
                "learning_rate: this field is required",
            ),
            (
                "unknown_field",
                "A number of trials, which follows from the inputs.",
                "ERR-4 PORT-4",
                hebb([[1, 2]], trials=1),
                "unknown_field",
                "trials",
                "trials: hebb has no such field",
            ),
        ]
    ),
]
