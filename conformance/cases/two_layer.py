"""Cases of the chapter two_layer."""

from typing import Any

from cases import FINITE, Draft, Fault, faults_in_order, refusal

SCRATCH = "J. Loy, How to build your own neural network from scratch in Python, 2018"

# the first 16 numbers of seed 3: 12 weights of the hidden layer, 4 of the output layer
R = [
    0.5507979025745755,
    0.7081478226181048,
    0.2909047389129443,
    0.510827605197663,
    0.8929469543476547,
    0.8962930889334381,
    0.12558531046383625,
    0.20724287813818676,
    0.05146720330082988,
    0.44080984365063647,
    0.029876210878566956,
    0.4568332243947111,
    0.6491440476147607,
    0.2784872826479753,
    0.6762549019801313,
    0.5908628174163508,
]

EXAMPLE = {
    "experiment": "two_layer",
    "inputs": [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]],
    "targets": [[0], [1], [1], [0]],
    "weights1": [R[0:4], R[4:8], R[8:12]],
    "weights2": [[r] for r in R[12:16]],
    "iterations": 1500,
    "record": [1, 2, 10, 100, 750, 1499, 1500],
}
XOR = {
    "experiment": "two_layer",
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "targets": [[0], [1], [1], [0]],
    "weights1": [[0.9, 0.4], [1.8, -1.4]],
    "weights2": [[1.2], [-0.5]],
    "bias1": [-1.3, -1.0],
    "bias2": [0.5],
    "iterations": 10,
}
WIDE = {
    "experiment": "two_layer",
    "inputs": [[((3 * i + 5 * j * j) % 13) / 13 - 0.4 for i in range(7)] for j in range(9)],
    "targets": [[((i + j) % 4) / 3 for i in range(5)] for j in range(9)],
    "weights1": [[((7 * i + 11 * j) % 19) / 19 - 0.5 for i in range(11)] for j in range(7)],
    "weights2": [[((5 * i + 3 * j) % 17) / 17 - 0.5 for i in range(5)] for j in range(11)],
    "bias1": [i / 30 - 0.15 for i in range(11)],
    "bias2": [0.1 - i / 20 for i in range(5)],
    "learning_rate": 0.3,
    "iterations": 30,
    "record": [1, 2, 30],
}


def example(**changes: Any) -> dict[str, Any]:
    """Return the 3-4-1 example with some fields changed."""
    return {**EXAMPLE, **changes}


def xor(**changes: Any) -> dict[str, Any]:
    """Return the request of a 2-2-1 network that learns XOR, with some fields changed."""
    return {**XOR, **changes}


TRAJECTORIES = [
    Draft(
        "from_scratch",
        "The 3-4-1 example: 1,500 iterations from the weights of seed 3, without biases; the "
        "predictions end within 0.03 of the targets.",
        "LAYER-1 LAYER-2 LAYER-3 LAYER-4 LAYER-5 LAYER-6 NEURON-6",
        EXAMPLE,
        SCRATCH,
        sourced=True,
    ),
    Draft(
        "from_scratch_every_loss",
        "The same example with every one of its first 60 iterations recorded: the loss falls in "
        "each.",
        "LAYER-1 LAYER-3",
        example(iterations=60, record=list(range(1, 61))),
        "a trajectory without gaps",
    ),
    Draft(
        "xor",
        "XOR with two hidden units and biases.",
        "LAYER-1 LAYER-2 LAYER-6",
        XOR,
        "the problem that a single neuron cannot learn",
    ),
    Draft(
        "xor_long",
        "XOR, 3,000 iterations.",
        "LAYER-1",
        xor(iterations=3000, record=[1000, 2000, 3000]),
        "small differences have time to grow",
    ),
    Draft(
        "bias_in_the_hidden_layer",
        "XOR with biases in the hidden layer only.",
        "LAYER-1 LAYER-2",
        xor(bias2=None),
        "a layer without biases reports null",
    ),
    Draft(
        "bias_in_the_output_layer",
        "XOR with a bias in the output layer only.",
        "LAYER-1 LAYER-2",
        xor(bias1=None),
        "a layer without biases reports null",
    ),
    Draft(
        "several_outputs",
        "Seven inputs, eleven hidden units, five outputs, nine examples: prime numbers, so that no "
        "block fits.",
        "LAYER-2 LAYER-3 LAYER-5 LAYER-6 ARITH-2 SUM-1",
        WIDE,
        "every index has its own range, and vectorised loops have rests",
    ),
    Draft(
        "one_example",
        "One example, one input, one hidden unit, one output.",
        "LAYER-4 LAYER-5",
        {
            "experiment": "two_layer",
            "inputs": [[0.7]],
            "targets": [[0.2]],
            "weights1": [[0.9]],
            "weights2": [[-1.1]],
            "bias1": [0.3],
            "bias2": [0.4],
            "learning_rate": 0.9,
            "iterations": 12,
        },
        "every factor of the deltas is another number",
    ),
    Draft(
        "learning_rate",
        "XOR with a learning rate of 0.35.",
        "NEURON-6",
        xor(learning_rate=0.35),
        "a rate of 1 hides where it is multiplied",
    ),
    Draft(
        "saturated",
        "Weights so large that all units are saturated: nothing moves, and nothing overflows.",
        "LAYER-2 ELEM-7",
        xor(weights1=[[900, -900], [900, 900]], weights2=[[800], [-800]], iterations=3),
        "a careless exp overflows",
    ),
    Draft(
        "record_nothing",
        "A record of no iteration: the training runs and reports nothing.",
        "LAYER-1",
        xor(record=[]),
        "an empty list is not the same as no list",
    ),
    Draft(
        "no_iterations",
        "No iteration at all.",
        "LAYER-1",
        xor(iterations=0),
        "a count may be zero",
    ),
]

DIVERGED = [
    Draft(
        "nan_output",
        "A hidden sum of infinity less infinity.",
        "ARITH-4 ERR-11",
        xor(inputs=[[1e200, 1e200]] * 4, weights1=[[1e200, 1], [-1e200, 1]]),
        "the first quantity of an iteration",
        expected=refusal("diverged", "outputs", "outputs: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_the_loss",
        "A target so large that its squared error is beyond the range.",
        "ARITH-4 ERR-11 LAYER-3",
        xor(targets=[[1e160], [1], [1], [0]]),
        "the second quantity of an iteration",
        expected=refusal("diverged", "loss", "loss: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_the_weights1",
        "Inputs and a learning rate whose product throws the first weights out of the range.",
        "ARITH-4 ERR-11 NEURON-6",
        xor(
            inputs=[[1e-3, 0], [0, 1e-3], [1e307, 1e307], [0, 0]],
            weights1=[[0, 0], [0, 0]],
            learning_rate=1e5,
        ),
        "the third quantity of an iteration",
        expected=refusal("diverged", "weights1", "weights1: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_the_weights2",
        "A learning rate that throws the second weights out of the range; the first have no input.",
        "ARITH-4 ERR-11 NEURON-6",
        xor(inputs=[[0, 0]] * 4, targets=[[1e150]] * 4, learning_rate=1e200),
        "the fourth quantity of an iteration",
        expected=refusal("diverged", "weights2", "weights2: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_bias1",
        "A bias of the hidden layer that leaves the range, while the second weights stay.",
        "ARITH-4 ERR-11 NEURON-6",
        {
            "experiment": "two_layer",
            "inputs": [[0]],
            "targets": [[100]],
            "weights1": [[0]],
            "weights2": [[1e6]],
            "bias1": [-13.815510557964274],
            "learning_rate": 1.7e308,
            "iterations": 3,
        },
        "the fifth quantity of an iteration",
        expected=refusal("diverged", "bias1", "bias1: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_bias2",
        "A bias of the output layer that leaves the range, while all weights stay.",
        "ARITH-4 ERR-11 NEURON-6",
        {
            "experiment": "two_layer",
            "inputs": [[1]],
            "targets": [[1e150]],
            "weights1": [[-40]],
            "weights2": [[0]],
            "bias2": [0],
            "learning_rate": 1e160,
            "iterations": 3,
        },
        "the sixth quantity of an iteration",
        expected=refusal("diverged", "bias2", "bias2: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_everything",
        "A step that throws all weights and biases out of the range at once: weights1 is named.",
        "ARITH-4 ERR-11 NEURON-6",
        xor(targets=[[1e150]] * 4, learning_rate=1e200),
        "the quantities have an order",
        expected=refusal("diverged", "weights1", "weights1: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_of_both_biases",
        "Both layers' biases leave the range, while the weights stay: bias1 is named.",
        "ARITH-4 ERR-11 NEURON-6",
        {
            "experiment": "two_layer",
            "inputs": [[0]],
            "targets": [[100]],
            "weights1": [[0]],
            "weights2": [[1e6]],
            "bias1": [-13.815510557964274],
            "bias2": [0],
            "learning_rate": 1.7e308,
            "iterations": 3,
        },
        "the quantities have an order",
        expected=refusal("diverged", "bias1", "bias1: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "unrecorded_divergence",
        "A divergence behind the last recorded iteration is one all the same.",
        "ARITH-4 ERR-11 LAYER-1",
        xor(targets=[[1e150]] * 4, learning_rate=1e200, record=[]),
        "what nobody reads must not be skipped",
        expected=refusal("diverged", "weights1", "weights1: left the finite numbers in trial 1", 1),
    ),
]

FAULTS: list[tuple[str, str, str, dict[str, Any], str, str, str]] = [
    (
        "no_inputs",
        "No example.",
        "ERR-6",
        xor(inputs=[], targets=[]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "no_targets",
        "Examples without targets.",
        "ERR-6",
        xor(targets=[[]] * 4),
        "empty",
        "targets",
        "targets: expected at least one number",
    ),
    (
        "no_weights1",
        "Examples without inputs.",
        "ERR-6",
        xor(inputs=[[]] * 4, weights1=[]),
        "empty",
        "weights1",
        "weights1: expected at least one number",
    ),
    (
        "no_weights2",
        "A hidden layer without units.",
        "ERR-6",
        xor(weights1=[[], []], weights2=[], bias1=[]),
        "empty",
        "weights2",
        "weights2: expected at least one number",
    ),
    (
        "ragged_inputs",
        "Examples of different lengths.",
        "ERR-7",
        xor(inputs=[[0, 0], [0, 1], [1], [1, 1]]),
        "shape_mismatch",
        "inputs",
        "inputs[2]: expected length 2, that of weights1, got length 1",
    ),
    (
        "short_targets",
        "Three rows of targets for four examples.",
        "ERR-7",
        xor(targets=[[0], [1], [1]]),
        "shape_mismatch",
        "targets",
        "targets: expected length 4, that of inputs, got length 3",
    ),
    (
        "ragged_targets",
        "Targets of different lengths.",
        "ERR-7",
        xor(targets=[[0], [1, 0], [1], [0]]),
        "shape_mismatch",
        "targets",
        "targets[1]: expected length 1, that of targets[0], got length 2",
    ),
    (
        "narrow_weights1",
        "First weights for one hidden unit, second weights for two.",
        "ERR-7",
        xor(weights1=[[0.8], [0.5]]),
        "shape_mismatch",
        "weights1",
        "weights1[0]: expected length 2, that of weights2, got length 1",
    ),
    (
        "wide_weights2",
        "Second weights for two outputs, targets for one.",
        "ERR-7",
        xor(weights2=[[1.1, 0], [-0.7, 0]]),
        "shape_mismatch",
        "weights2",
        "weights2[0]: expected length 1, that of targets[0], got length 2",
    ),
    (
        "short_bias1",
        "One bias for two hidden units.",
        "ERR-7",
        xor(bias1=[0.5]),
        "shape_mismatch",
        "bias1",
        "bias1: expected length 2, that of weights2, got length 1",
    ),
    (
        "long_bias2",
        "Two biases for one output.",
        "ERR-7",
        xor(bias2=[0.5, 0.5]),
        "shape_mismatch",
        "bias2",
        "bias2: expected length 1, that of targets[0], got length 2",
    ),
    (
        "nan_weight",
        "A weight that is NaN.",
        "ERR-8",
        xor(weights2=[[1.1], ["NaN"]]),
        "not_finite",
        "weights2",
        "weights2[1][0]: expected a finite number",
    ),
    (
        "infinite_bias",
        "A bias that is infinite.",
        "ERR-8",
        xor(bias1=[0, "Infinity"]),
        "not_finite",
        "bias1",
        "bias1[1]: expected a finite number",
    ),
    (
        "infinite_rate",
        "A learning rate that is infinite.",
        "ERR-8",
        xor(learning_rate="Infinity"),
        "not_finite",
        "learning_rate",
        "learning_rate: expected a finite number",
    ),
    (
        "number_for_biases",
        "One number for the biases of a layer.",
        "ERR-5",
        xor(bias1=0.5),
        "wrong_type",
        "bias1",
        "bias1: expected a list of numbers or null",
    ),
    (
        "flat_targets",
        "A list of targets for the list of their rows.",
        "ERR-5",
        xor(targets=[0, 1, 1, 0]),
        "wrong_type",
        "targets",
        "targets: expected a list of lists of numbers",
    ),
    (
        "record_beyond",
        "A record beyond the last iteration.",
        "ERR-9",
        xor(record=[11]),
        "out_of_range",
        "record",
        "record[0]: expected ascending numbers from 1 to 10",
    ),
    (
        "type_before_shape",
        "A wrong shape in an early field and a wrong type in a late one.",
        "ERR-5 PORT-4",
        xor(inputs=[[0]], record=[True]),
        "wrong_type",
        "record",
        "record: expected a list of whole numbers",
    ),
    (
        "shape_before_value",
        "A NaN in an early field and a wrong shape in a late one.",
        "ERR-7 PORT-4",
        xor(weights1=[["NaN", 0], [0, 0]], bias2=[]),
        "shape_mismatch",
        "bias2",
        "bias2: expected length 1, that of targets[0], got length 0",
    ),
]

SHAPES: list[Fault] = [
    (
        "inputs",
        [[0, 0], [0, 1], [1, 0], [1, 1, 1]],
        "shape_mismatch",
        "[3]: expected length 2, that of weights1, got length 3",
    ),
    ("targets", [[0]], "shape_mismatch", ": expected length 4, that of inputs, got length 1"),
    (
        "weights1",
        [[0.9, 0.4], [1.8]],
        "shape_mismatch",
        "[1]: expected length 2, that of weights2, got length 1",
    ),
    (
        "weights2",
        [[1.2], []],
        "shape_mismatch",
        "[1]: expected length 1, that of targets[0], got length 0",
    ),
    ("bias1", [], "shape_mismatch", ": expected length 2, that of weights2, got length 0"),
    ("bias2", [1, 2], "shape_mismatch", ": expected length 1, that of targets[0], got length 2"),
]
VALUES: list[Fault] = [
    ("inputs", [[0, 0], [0, "NaN"], [1, 0], [1, 1]], "not_finite", f"[1][1]{FINITE}"),
    ("targets", [[0], [1], ["Infinity"], [1]], "not_finite", f"[2][0]{FINITE}"),
    ("weights1", [[0, 0], [0, "NaN"]], "not_finite", f"[1][1]{FINITE}"),
    ("weights2", [["NaN"], [0]], "not_finite", f"[0][0]{FINITE}"),
    ("bias1", ["NaN", 0], "not_finite", f"[0]{FINITE}"),
    ("bias2", ["NaN"], "not_finite", f"[0]{FINITE}"),
    ("learning_rate", "NaN", "not_finite", FINITE),
    ("iterations", -2, "out_of_range", ": expected 0 or more"),
    ("record", [0], "out_of_range", "[0]: expected ascending numbers from 1 to 10"),
]

CASES = [
    *TRAJECTORIES,
    *DIVERGED,
    *faults_in_order(XOR, SHAPES),
    *faults_in_order(XOR, VALUES),
    *(
        Draft(name, text, rules, request, "bad input", expected=refusal(code, field, message))
        for name, text, rules, request, code, field, message in FAULTS
    ),
]
