"""Cases of the chapter neuron."""

from typing import Any

from cases import FINITE, Draft, Fault, faults_in_order, refusal

NINE_LINES = (
    "M. Spencer-Harper, How to build a simple neural network in 9 lines of Python code, 2015"
)
PREDICTION = "Real Python, Python AI: How to Build a Neural Network & Make Predictions, 2021"

# 2r - 1 with the first three numbers r of seed 1
SEED_1 = [-0.165955990594852, 0.4406489868843162, -0.9997712503653102]
LEARNED = [9.672993027736892, -0.20784349926632067, -4.6296366877315895]

EXAMPLE = {
    "experiment": "neuron",
    "inputs": [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]],
    "targets": [0, 1, 1, 0],
    "weights": SEED_1,
    "iterations": 10000,
    "record": [1, 2, 10, 100, 1000, 9999, 10000],
}
OR = {
    "experiment": "neuron",
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "targets": [0, 1, 1, 1],
    "weights": [0.3, -0.2],
    "iterations": 20,
}


def example(**changes: Any) -> dict[str, Any]:
    """Return the three-input example with some fields changed."""
    return {**EXAMPLE, **changes}


def learn_or(**changes: Any) -> dict[str, Any]:
    """Return the request of a neuron that learns OR, with some fields changed."""
    return {**OR, **changes}


def once(inputs: list[list[float]], weights: list[float], **changes: Any) -> dict[str, Any]:
    """Return the request for one iteration: its outputs are a prediction."""
    targets = [0] * len(inputs)
    request = {"experiment": "neuron", "inputs": inputs, "targets": targets, "weights": weights}
    return {**request, "iterations": 1, **changes}


TRAJECTORIES = [
    Draft(
        "nine_lines",
        "The three-input example: 10,000 iterations from the weights of seed 1, without a bias.",
        "NEURON-1 NEURON-2 NEURON-3 NEURON-4 NEURON-5 NEURON-6",
        EXAMPLE,
        NINE_LINES,
        sourced=True,
        published={
            "trials.6.weights.0": "9.67299303",
            "trials.6.weights.1": "-0.2078435",
            "trials.6.weights.2": "-4.62963669",
        },
    ),
    Draft(
        "nine_lines_prediction",
        "What the three-input example predicts for the new situation 1 0 0 when it has learned.",
        "NEURON-2",
        once([[1, 0, 0]], LEARNED),
        NINE_LINES,
        sourced=True,
        published={"trials.0.outputs.0": "0.99993704"},
    ),
    Draft(
        "prediction",
        "Two predictions with weights 1.45 and -0.66 and a bias of 0.",
        "NEURON-2 SUM-1",
        once([[1.66, 1.56], [2, 1.5]], [1.45, -0.66], bias=0),
        PREDICTION,
        sourced=True,
        published={"trials.0.outputs.0": "0.7985731", "trials.0.outputs.1": "0.87101915"},
    ),
    Draft(
        "spam_filter",
        "A spam filter with weights 7 and 3 and an offset of -5: the sum is 5, the answer 1.",
        "NEURON-2 SUM-1",
        once([[1, 1], [1, 0], [0, 1], [0, 0]], [7, 3], bias=-5),
        "a textbook example of a neuron as a weighted decision",
        sourced=True,
        published={"trials.0.outputs.0": "1"},
    ),
    *(
        Draft(
            f"slope_{name}",
            f"A neuron that learns OR with a slope of {slope}.",
            "NEURON-2 NEURON-4",
            learn_or(slope=slope, bias=0.1),
            "the slope stands in the output and in the delta",
        )
        for name, slope in [("half", 0.5), ("1", 1), ("2", 2), ("5", 5)]
    ),
    Draft(
        "bias",
        "OR with a bias, a learning rate that is no power of two, and every iteration recorded.",
        "NEURON-1 NEURON-3 NEURON-5 NEURON-6",
        learn_or(bias=-0.3, learning_rate=0.7),
        "the bias is a weight whose input is 1",
    ),
    Draft(
        "no_bias",
        "OR without a bias: it cannot be learned, because 0 0 always gives one half.",
        "NEURON-1 NEURON-2",
        learn_or(iterations=30, record=[1, 30]),
        "a neuron without a bias reports null for it",
    ),
    Draft(
        "one_example",
        "One example and one input.",
        "NEURON-3 NEURON-4 NEURON-5",
        once([[0.7]], [0.9], targets=[0.2], iterations=12, slope=1.5, learning_rate=0.9),
        "the smallest neuron there is; every factor of the delta is another number",
    ),
    Draft(
        "large_sums",
        "Sums of some hundreds in both directions: a careless exp overflows.",
        "NEURON-2 ELEM-7",
        once([[1, 2], [-1, -2], [3, 1]], [300, 250], iterations=3, targets=[0, 1, 0.5]),
        "the sigmoid saturates, and no warning or NaN comes of it",
    ),
    Draft(
        "infinite_sums",
        "Sums beyond the range: the sigmoid of infinity is 1, and training goes on.",
        "NEURON-2 ELEM-7",
        once([[1e200, 1e200], [-1e200, 1]], [1e200, 1], iterations=2, targets=[1, 0]),
        "an infinite sum is no divergence as long as no reported quantity is infinite",
    ),
    Draft(
        "order_of_the_gradient",
        "Seven examples whose products add up differently in another order.",
        "NEURON-5 ARITH-2",
        {
            "experiment": "neuron",
            "inputs": [
                [0.1, 1.3],
                [0.7, 0.2],
                [1.1, 0.9],
                [0.3, 0.6],
                [2.3, 0.4],
                [0.9, 1.7],
                [0.6, 0.8],
            ],
            "targets": [0.9, 0.1, 0.4, 0.7, 0.2, 0.6, 0.3],
            "weights": [0.4, -0.3],
            "bias": 0.2,
            "learning_rate": 0.3,
            "iterations": 8,
        },
        "from the first example to the last, from 0.0",
    ),
    Draft(
        "thirty_inputs",
        "Thirty inputs and twelve examples.",
        "SUM-1 NEURON-5",
        {
            "experiment": "neuron",
            "inputs": [
                [((7 * i + 3 * j * j) % 11) / 11 - 0.5 for i in range(30)] for j in range(12)
            ],
            "targets": [(j % 3) / 2 for j in range(12)],
            "weights": [((5 * i) % 17) / 17 - 0.5 for i in range(30)],
            "bias": 0.05,
            "learning_rate": 0.25,
            "iterations": 30,
            "record": [1, 2, 30],
        },
        "long enough for blocked and vectorised loops",
    ),
    Draft(
        "record_nothing",
        "A record of no iteration: the training runs and reports nothing.",
        "NEURON-1",
        learn_or(record=[]),
        "an empty list is not the same as no list",
    ),
    Draft(
        "no_iterations",
        "No iteration at all.",
        "NEURON-1",
        learn_or(iterations=0),
        "a count may be zero",
    ),
    Draft(
        "gradient_from_zero",
        "An input of 0, a weight of -0.0: the gradient starts at 0.0, so the weight becomes 0.0.",
        "NEURON-5 NEURON-6 ARITH-3 NUM-2",
        once([[0]], ["-0"], targets=[0]),  # type: ignore[list-item]
        "a sum that starts at -0.0, or at its first product, leaves the weight -0.0",
    ),
    Draft(
        "bias_gradient_from_zero",
        "A negative slope, no error, and a bias of -0.0: the bias becomes 0.0.",
        "NEURON-4 NEURON-5 ARITH-3 NUM-2",
        once([[0]], [1], bias="-0", slope=-1, targets=[0.5]),
        "the delta is -0.0, the sum of the deltas is not",
    ),
    Draft(
        "zero_slope",
        "A slope of 0: every output is one half and nothing is learned.",
        "NEURON-2 NEURON-4",
        learn_or(slope=0, iterations=2),
        "the delta is 0, and -0.0 may come of it",
    ),
]

DIVERGED = [
    Draft(
        "nan_output",
        "A weighted sum of infinity less infinity.",
        "ARITH-4 ERR-11",
        once([[1e200, 1e200]], [1e200, -1e200]),
        "the first quantity of an iteration",
        expected=refusal("diverged", "outputs", "outputs: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_the_weights",
        "A learning rate that throws the weight out of the range.",
        "ARITH-4 ERR-11 NEURON-6",
        once([[1e154]], [0], targets=[1e10], learning_rate=1.7e154, iterations=9),
        "the gradient is finite, the step is not",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_the_bias",
        "A bias that leaves the range while the weights, whose inputs are 0, stay.",
        "ARITH-4 ERR-11 NEURON-6",
        once([[0]], [0], bias=0, targets=[1e200], learning_rate=1e200, iterations=3),
        "the last quantity of an iteration",
        expected=refusal("diverged", "bias", "bias: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "unrecorded_divergence",
        "A divergence in an iteration that is not recorded is one all the same.",
        "ARITH-4 ERR-11 NEURON-1",
        once([[1e200, 1e200]], [1e200, -1e200], iterations=5, record=[]),
        "what nobody reads must not be skipped",
        expected=refusal("diverged", "outputs", "outputs: left the finite numbers in trial 1", 1),
    ),
]

FAULTS: list[tuple[str, str, str, dict[str, Any], str, str, str]] = [
    (
        "no_inputs",
        "No example.",
        "ERR-6",
        learn_or(inputs=[], targets=[]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "no_weights",
        "Examples without inputs.",
        "ERR-6",
        learn_or(inputs=[[]] * 4, weights=[]),
        "empty",
        "weights",
        "weights: expected at least one number",
    ),
    (
        "ragged_inputs",
        "Examples of different lengths.",
        "ERR-7",
        learn_or(inputs=[[0, 0], [0], [1, 0], [1, 1]]),
        "shape_mismatch",
        "inputs",
        "inputs[1]: expected length 2, that of weights, got length 1",
    ),
    (
        "short_targets",
        "Three targets for four examples.",
        "ERR-7",
        learn_or(targets=[0, 1, 1]),
        "shape_mismatch",
        "targets",
        "targets: expected length 4, that of inputs, got length 3",
    ),
    (
        "nan_target",
        "A target that is NaN.",
        "ERR-8",
        learn_or(targets=[0, "NaN", 1, 1]),
        "not_finite",
        "targets",
        "targets[1]: expected a finite number",
    ),
    (
        "infinite_input",
        "An input that is infinite.",
        "ERR-8",
        learn_or(inputs=[[0, 0], [0, "Infinity"], [1, 0], [1, 1]]),
        "not_finite",
        "inputs",
        "inputs[1][1]: expected a finite number",
    ),
    (
        "infinite_bias",
        "A bias that is infinite.",
        "ERR-8",
        learn_or(bias="-Infinity"),
        "not_finite",
        "bias",
        "bias: expected a finite number",
    ),
    (
        "infinite_slope",
        "A slope that is infinite.",
        "ERR-8",
        learn_or(slope="Infinity"),
        "not_finite",
        "slope",
        "slope: expected a finite number",
    ),
    (
        "text_for_a_bias",
        "A text for the bias.",
        "ERR-5",
        learn_or(bias="none"),
        "wrong_type",
        "bias",
        "bias: expected a number or null",
    ),
    (
        "null_slope",
        "null for a slope: only the bias may be null.",
        "ERR-5 PORT-4",
        learn_or(slope=None),
        "wrong_type",
        "slope",
        "slope: expected a number",
    ),
    (
        "null_record",
        "null for a record: leave it out to record all.",
        "ERR-5 PORT-4",
        learn_or(record=None),
        "wrong_type",
        "record",
        "record: expected a list of whole numbers",
    ),
    (
        "fractional_record",
        "Half an iteration in the record.",
        "ERR-5",
        learn_or(record=[0.5]),
        "wrong_type",
        "record",
        "record: expected a list of whole numbers",
    ),
    (
        "negative_iterations",
        "A negative count of iterations.",
        "ERR-9",
        learn_or(iterations=-1),
        "out_of_range",
        "iterations",
        "iterations: expected 0 or more",
    ),
    (
        "record_beyond",
        "A record beyond the last iteration.",
        "ERR-9",
        learn_or(record=[1, 21]),
        "out_of_range",
        "record",
        "record[1]: expected ascending numbers from 1 to 20",
    ),
    (
        "record_zero",
        "Iterations count from 1.",
        "ERR-9",
        learn_or(record=[0, 1]),
        "out_of_range",
        "record",
        "record[0]: expected ascending numbers from 1 to 20",
    ),
    (
        "record_twice",
        "An iteration that is recorded twice.",
        "ERR-9",
        learn_or(record=[3, 3]),
        "out_of_range",
        "record",
        "record[1]: expected ascending numbers from 1 to 20",
    ),
    (
        "missing_iterations",
        "A request without a count of iterations.",
        "ERR-3 PORT-4",
        {key: value for key, value in OR.items() if key != "iterations"},
        "missing_field",
        "iterations",
        "iterations: this field is required",
    ),
]

SHAPES: list[Fault] = [
    (
        "inputs",
        [[0, 0], [0], [1, 0], [1, 1]],
        "shape_mismatch",
        "[1]: expected length 2, that of weights, got length 1",
    ),
    ("targets", [0], "shape_mismatch", ": expected length 4, that of inputs, got length 1"),
]
VALUES: list[Fault] = [
    ("inputs", [[0, 0], [0, "NaN"], [1, 0], [1, 1]], "not_finite", f"[1][1]{FINITE}"),
    ("targets", [0, 1, "Infinity", 1], "not_finite", f"[2]{FINITE}"),
    ("weights", ["NaN", 0], "not_finite", f"[0]{FINITE}"),
    ("bias", "NaN", "not_finite", FINITE),
    ("slope", "NaN", "not_finite", FINITE),
    ("learning_rate", "NaN", "not_finite", FINITE),
    ("iterations", -2, "out_of_range", ": expected 0 or more"),
    ("record", [0], "out_of_range", "[0]: expected ascending numbers from 1 to 20"),
]

CASES = [
    *TRAJECTORIES,
    *DIVERGED,
    *faults_in_order(OR, SHAPES),
    *faults_in_order(OR, VALUES),
    *(
        Draft(name, text, rules, request, "bad input", expected=refusal(code, field, message))
        for name, text, rules, request, code, field, message in FAULTS
    ),
]
