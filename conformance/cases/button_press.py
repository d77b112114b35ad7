"""Cases of the chapter button_press."""

from typing import Any

from cases import ARTICLE, FINITE, Draft, Fault, faults_in_order, refusal

SIX = {
    "experiment": "button_press",
    "inputs": [0, 0, 1, 0],
    "weights": [0, 0, 0, 0],
    "desired": 1,
    "learning_rate": 0.2,
    "trials": 6,
}


def six(**changes: Any) -> dict[str, Any]:
    """Return the article's request with some fields changed; None leaves a field out."""
    return {key: value for key, value in {**SIX, **changes}.items() if value is not None}


def button(i: int) -> list[int]:
    """Return the inputs when only button i (from 0) is pressed."""
    return [1 if j == i else 0 for j in range(4)]


OUTPUTS = ["0.00", "0.20", "0.40", "0.60", "0.80", "1.00"]
PUBLISHED = {
    **{f"trials.{i}.output": OUTPUTS[i] for i in range(6)},
    **{f"trials.{i}.error": OUTPUTS[5 - i] for i in range(6)},
}
HOFF = "widrow_hoff"

# Weights of buttons that nobody presses come back as they were.
DIGITS = [
    *(0.30000000000000004, 1e23, 8.41e21, 9.5367431640625e-07, 6.0221407599999994e23),
    *(
        1.2345678901234567e-05,
        0.1,
        4.35,
        0.000035,
        0.10876169244541334,
        123456.78901234567,
        7.2057594037927945e16,
    ),
    *(5.0000000000000004e-05, 1.1125369292536009e-308, 2.2250738585072011e-308, 6.7e-322, 5e-324),
]

TRAJECTORIES = [
    Draft(
        "article",
        "The article's six trials: the third of four buttons, desired 1, learning rate 0.2.",
        "SUM-1 PRESS-1 PRESS-2 PRESS-3 ARITH-1",
        SIX,
        ARTICLE,
        sourced=True,
        published=PUBLISHED,
    ),
    *(
        Draft(
            f"button_{i + 1}",
            f"The same six trials with button {i + 1} of four.",
            "PRESS-1 PRESS-3",
            six(inputs=button(i)),
            "the position of the active input must not matter",
        )
        for i in range(4)
    ),
    Draft(
        "sum_of_negative_zeros",
        "All products are -0.0, but the sum begins at 0.0.",
        "SUM-1 PRESS-4 ARITH-3",
        six(inputs=[0.5, "-0", 0], weights=["-0", 2, -3], rule=HOFF, desired=0.25, trials=2),
        "a sum that begins with its first product is -0.0",
    ),
    Draft(
        "digits",
        "Numbers with many digits, or with few that are hard to read.",
        "NUM-1 PRESS-3",
        six(inputs=[0] * len(DIGITS), weights=DIGITS, desired=0.7853981633974483, trials=1),
        "a language's own reading and writing of numbers may lose the last bit",
    ),
    Draft(
        "large_whole_numbers",
        "Whole numbers above 2^53 and 2^63, without a decimal point.",
        "NUM-1 PRESS-3",
        six(
            inputs=[0] * 5,
            weights=[9007199254740994, 9223372036854775808, -18446744073709551616, 10**22, 3e300],
            trials=1,
        ),
        "not every whole number fits into an integer",
    ),
    Draft(
        "wrong_button",
        "A button that the network should leave alone: desired 0. The rule knows no error, so the "
        "weight grows all the same.",
        "PRESS-2 PRESS-3",
        six(desired=0),
        "the error grows in size while the rule goes on",
    ),
    Draft(
        "learning_rate_1",
        "Learning rate 1: one repetition is enough, as it can be for biological networks.",
        "PRESS-1 PRESS-3",
        six(learning_rate=1, trials=2),
        ARTICLE,
        sourced=True,
        published={"trials.0.output": "0.00", "trials.1.output": "1.00", "trials.1.error": "0.00"},
    ),
    Draft(
        "overtraining",
        "Ten trials: the output passes the desired 1, the overtraining that the article warns of.",
        "PRESS-1 PRESS-2 PRESS-3",
        six(trials=10),
        "the error changes its sign and the rule does not stop",
    ),
    Draft(
        "widrow_hoff",
        "The Widrow-Hoff rule on the same presses: the steps shrink and the output nears 1.",
        "PRESS-4 PRESS-2",
        six(rule=HOFF, trials=40),
        "the rule that the article's lacks: it comes to rest at the desired value",
    ),
    Draft(
        "widrow_hoff_two_inputs",
        "Widrow-Hoff with two inputs of different size that share the work.",
        "PRESS-4 SUM-1 ARITH-2",
        six(inputs=[0.3, -0.7, 0, 1.1], weights=[0.1, 0.2, 0.3, -0.4], rule=HOFF, trials=25),
        "every factor of the step is another number",
    ),
    Draft(
        "widrow_hoff_rest",
        "Widrow-Hoff where the output is right from the start: no weight moves.",
        "PRESS-4",
        six(weights=[0.5, 0.5, 1, 0.5], rule=HOFF, trials=3),
        "an error of zero must not change a bit",
    ),
    Draft(
        "widrow_hoff_overshoot",
        "Widrow-Hoff with learning rate 1.5: the output swings around the desired value.",
        "PRESS-4",
        six(learning_rate=1.5, rule=HOFF, trials=12),
        "steps that are larger than the error",
    ),
    Draft(
        "negative_weights_and_inputs",
        "Negative weights and a negative input, which is not active.",
        "SUM-1 PRESS-3",
        six(inputs=[-1, 1, 0, -0.5], weights=[-0.25, -1.5, 2, 0.75]),
        "greater than zero is active, different from zero is not enough",
    ),
    Draft(
        "fractional_inputs",
        "Buttons that are pressed in part: any input above zero is active as a whole.",
        "SUM-1 PRESS-3",
        six(inputs=[0.5, 0.25, 0.001, 0]),
        "the rule adds the learning rate, not a share of it",
    ),
    Draft(
        "two_active_inputs",
        "Two buttons at once: both weights grow, so the output grows twice as fast.",
        "SUM-1 PRESS-3",
        six(inputs=[1, 0, 1, 0]),
        "two terms in the sum that change",
    ),
    Draft(
        "one_input",
        "A machine of one button.",
        "SUM-1 PRESS-1",
        six(inputs=[1], weights=[0]),
        "the shortest list there is",
    ),
    Draft(
        "thousand_inputs",
        "A machine of 1,000 buttons, of which every third is pressed.",
        "SUM-1 PRESS-3 ARITH-1",
        six(
            inputs=[1 if i % 3 == 0 else 0 for i in range(1000)],
            weights=[round(((i * 7919) % 2003) / 2003 - 0.5, 6) for i in range(1000)],
            trials=3,
        ),
        "a sum that is long enough for blocked and vectorised loops",
    ),
    Draft(
        "zero_trials",
        "No trial at all: an empty list, and no error.",
        "PRESS-1",
        six(trials=0),
        "a count may be zero",
    ),
    Draft(
        "negative_learning_rate",
        "A negative learning rate: the weight of the pressed button shrinks.",
        "PRESS-3",
        six(learning_rate=-0.1),
        "a learning rate is any finite number",
    ),
    Draft(
        "order_of_the_sum",
        "Products whose sum depends on the order: 0.1 + 0.2 + 0.3 + 0.6 + 0.7.",
        "SUM-1",
        six(
            inputs=[1, 1, 1, 1, 1],
            weights=[0.1, 0.2, 0.3, 0.6, 0.7],
            learning_rate=0.1,
            trials=3,
        ),
        "from the last to the first, in halves or rounded once, other bits come out",
    ),
    Draft(
        "lanes_of_the_sum",
        "Products that tell two and four partial sums from one: 0.1 + 0.2 + 0.3 + 0.4 + 1.3.",
        "SUM-1",
        six(inputs=[1, 1, 1, 1, 1], weights=[0.1, 0.2, 0.3, 0.4, 1.3], learning_rate=0.1, trials=3),
        "SIMD code that is not told otherwise adds in lanes",
    ),
    Draft(
        "cancellation",
        "Large products that cancel: what is left depends on the order altogether.",
        "SUM-1",
        six(inputs=[1, 1, 1, 1], weights=[1e16, 1, -1e16, 1], learning_rate=0.5, trials=2),
        "left to right 1 is lost and 1 is left; another order gives 2 or 0",
    ),
    Draft(
        "fused_multiply_add",
        "Products that are not exact: a fused multiply-add gives other bits.",
        "ARITH-2 SUM-1",
        six(inputs=[0.1, 0.7, 1.3], weights=[0.1, 0.7, -1.1], learning_rate=0.01, trials=4),
        "arm64 and others fuse unless they are told not to",
    ),
    Draft(
        "fused_step",
        "Widrow-Hoff steps that are not exact: fusing the step's product with the weight shows.",
        "ARITH-2 PRESS-4",
        six(inputs=[0.3, 0.9], weights=[0.7, 0.1], learning_rate=0.1, rule=HOFF, trials=4),
        "the other place where a compiler may fuse",
    ),
    Draft(
        "order_of_the_step",
        "A step whose factors, multiplied in another order, give other bits.",
        "PRESS-4",
        six(inputs=[0.7, 1.7], weights=[0.3, 0.2], learning_rate=0.3, rule=HOFF, trials=4),
        "learning rate times error comes first",
    ),
    Draft(
        "negative_zero",
        "Weights and inputs of -0.0: a sum that starts at 0.0 is never -0.0, a weight may stay it.",
        "ARITH-3 NUM-2 SUM-1",
        six(inputs=["-0", 0, 1], weights=["-0", "-0", "-0"], learning_rate="-0", trials=2),
        "-0.0 differs from 0.0 in its bits",
    ),
    Draft(
        "negative_zero_kept",
        "An inactive input leaves its weight of -0.0 as it is.",
        "ARITH-3 PRESS-3 NUM-2",
        six(inputs=[0, 1], weights=["-0", 0.5], trials=2),
        "adding 0.0 in place of nothing would turn it into 0.0",
    ),
    Draft(
        "subnormals",
        "Weights and a learning rate below the smallest normal number.",
        "ARITH-3",
        six(
            inputs=[1, 0.5],
            weights=[5e-324, 2.2250738585072011e-308],
            desired=1e-310,
            learning_rate=3e-320,
            trials=3,
        ),
        "a processor that flushes to zero loses them",
    ),
    Draft(
        "subnormal_product",
        "A product of normal numbers that is subnormal.",
        "ARITH-3",
        six(inputs=[1e-160, 1], weights=[3e-155, 0], desired=0, rule=HOFF, trials=2),
        "the result is flushed, even where no operand is",
    ),
    Draft(
        "large_numbers",
        "Numbers near the end of the range that do not leave it.",
        "ARITH-1",
        six(inputs=[1, 1], weights=[1e308, -1e308], desired=0, learning_rate=1e307, trials=3),
        "near the largest number, but finite",
    ),
    Draft(
        "hex_numbers",
        "The article's request with its numbers as the hex digits of their bits.",
        "NUM-3 PORT-5",
        six(
            inputs=[0, 0, "0x3ff0000000000000", 0],
            desired="0x3FF0000000000000",
            learning_rate="0x3fc999999999999a",
            trials="0x4018000000000000",
        ),
        "a port may be written in a language whose number printing is not exact",
    ),
    Draft(
        "long_digits",
        "Numbers with more digits than a binary64 holds, halfway cases among them.",
        "NUM-1",
        six(
            inputs=[1.0000000000000002220446049250313, 1],
            weights=[0.1000000000000000055511151231257827, 9007199254740993],
            trials=2,
        ),
        "reading a number rounds to nearest, ties to even",
    ),
]

DIVERGED = [
    Draft(
        "early_overflow_of_many_trials",
        "More trials than any machine has memory for, which diverge in the second.",
        "ARITH-4 ERR-11 PORT-5",
        six(inputs=[1], weights=[1e308], learning_rate=6e307, trials=9007199254740991),
        "nothing may be allocated from the request's word alone",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 2", 2),
    ),
    Draft(
        "overflow_of_the_output",
        "Two weights whose sum is beyond the range.",
        "ARITH-4 ERR-11",
        six(inputs=[1, 1], weights=[1e308, 1e308]),
        "the first quantity of the first trial",
        expected=refusal("diverged", "output", "output: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "overflow_later",
        "A weight that leaves the range when it has grown for the second time.",
        "ARITH-4 ERR-11",
        six(inputs=[1], weights=[1e308], learning_rate=6e307, trials=9),
        "weights are calculated after the output: trial 2, not 3",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 2", 2),
    ),
    Draft(
        "overflow_of_the_error",
        "An output and a desired value whose difference is beyond the range.",
        "ARITH-4 ERR-11",
        six(inputs=[1], weights=[-1e308], desired=1e308),
        "the second quantity of a trial",
        expected=refusal("diverged", "error", "error: left the finite numbers in trial 1", 1),
    ),
    Draft(
        "infinite_step",
        "Widrow-Hoff with a step that overflows: times an input of 0 it is NaN.",
        "ARITH-4 ERR-11 PRESS-4",
        six(inputs=[0, 1], weights=[0, 0], desired=1e200, learning_rate=1e200, rule=HOFF),
        "infinity times zero",
        expected=refusal("diverged", "weights", "weights: left the finite numbers in trial 1", 1),
    ),
]

FAULTS: list[tuple[str, str, str, dict[str, Any], str, str, str]] = [
    (
        "short_weights",
        "Three weights for four inputs.",
        "ERR-7",
        six(weights=[0, 0, 0]),
        "shape_mismatch",
        "weights",
        "weights: expected length 4, that of inputs, got length 3",
    ),
    (
        "long_weights",
        "Five weights for four inputs.",
        "ERR-7",
        six(weights=[0, 0, 0, 0, 0]),
        "shape_mismatch",
        "weights",
        "weights: expected length 4, that of inputs, got length 5",
    ),
    (
        "no_inputs",
        "A machine without buttons.",
        "ERR-6",
        six(inputs=[], weights=[]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "nan_input",
        "An input that is NaN.",
        "ERR-8 NUM-2",
        six(inputs=[0, 0, "NaN", 0]),
        "not_finite",
        "inputs",
        "inputs[2]: expected a finite number",
    ),
    (
        "infinite_weight",
        "A weight that is minus infinity.",
        "ERR-8 NUM-2",
        six(weights=[0, 0, 0, "-Infinity"]),
        "not_finite",
        "weights",
        "weights[3]: expected a finite number",
    ),
    (
        "infinite_desired",
        "A desired value that is infinite.",
        "ERR-8 NUM-2",
        six(desired="Infinity"),
        "not_finite",
        "desired",
        "desired: expected a finite number",
    ),
    (
        "nan_learning_rate",
        "A learning rate that is a NaN, given by its bits.",
        "ERR-8 NUM-3",
        six(learning_rate="0x7ff8000000000001"),
        "not_finite",
        "learning_rate",
        "learning_rate: expected a finite number",
    ),
    (
        "negative_trials",
        "A negative count of trials.",
        "ERR-9",
        six(trials=-1),
        "out_of_range",
        "trials",
        "trials: expected 0 or more",
    ),
    (
        "half_a_trial",
        "Two and a half trials.",
        "ERR-5 PORT-5",
        six(trials=2.5),
        "wrong_type",
        "trials",
        "trials: expected a whole number",
    ),
    (
        "too_many_trials",
        "A count beyond 2^53 - 1.",
        "ERR-5 PORT-5",
        six(trials=9007199254740992),
        "wrong_type",
        "trials",
        "trials: expected a whole number",
    ),
    (
        "text_for_a_number",
        "A text where a number is expected.",
        "ERR-5",
        six(desired="one"),
        "wrong_type",
        "desired",
        "desired: expected a number",
    ),
    (
        "short_hex",
        "Hex digits that are not sixteen.",
        "ERR-5 NUM-3",
        six(desired="0x3ff"),
        "wrong_type",
        "desired",
        "desired: expected a number",
    ),
    (
        "text_in_a_list",
        "A text among the inputs.",
        "ERR-5",
        six(inputs=[0, 0, "pressed", 0]),
        "wrong_type",
        "inputs",
        "inputs: expected a list of numbers",
    ),
    (
        "boolean_for_a_number",
        "True is no number.",
        "ERR-5",
        six(inputs=[False, False, True, False]),
        "wrong_type",
        "inputs",
        "inputs: expected a list of numbers",
    ),
    (
        "number_for_a_list",
        "One number where a list is expected.",
        "ERR-5",
        six(weights=0),
        "wrong_type",
        "weights",
        "weights: expected a list of numbers",
    ),
    (
        "number_for_a_name",
        "A number for the rule.",
        "ERR-5",
        six(rule=1),
        "wrong_type",
        "rule",
        "rule: expected a string",
    ),
    (
        "unknown_rule",
        "A learning rule that does not exist.",
        "ERR-10",
        six(rule="hebb"),
        "unknown_name",
        "rule",
        'rule: expected one of "add", "widrow_hoff"',
    ),
    (
        "missing_desired",
        "A request without a desired value.",
        "ERR-3 PORT-4",
        six(desired=None),
        "missing_field",
        "desired",
        "desired: this field is required",
    ),
    (
        "unknown_field",
        "A field that the experiment does not have.",
        "ERR-4 PORT-4",
        six(speed=3),
        "unknown_field",
        "speed",
        "speed: button_press has no such field",
    ),
    (
        "type_before_shape",
        "A wrong shape in an early field and a wrong type in a late one.",
        "ERR-5 PORT-4",
        six(weights=[0], trials="six"),
        "wrong_type",
        "trials",
        "trials: expected a whole number",
    ),
    (
        "shape_before_value",
        "A NaN in an early field and a wrong shape in a late one.",
        "ERR-7 PORT-4",
        six(inputs=["NaN", 0, 0, 0], weights=[0]),
        "shape_mismatch",
        "weights",
        "weights: expected length 4, that of inputs, got length 1",
    ),
    (
        "first_of_two_values",
        "An infinite learning rate and an unknown rule.",
        "ERR-8 PORT-4",
        six(learning_rate="Infinity", rule="hebb", trials=-5),
        "not_finite",
        "learning_rate",
        "learning_rate: expected a finite number",
    ),
]

VALUES: list[Fault] = [
    ("inputs", [0, "NaN", 1, 0], "not_finite", f"[1]{FINITE}"),
    ("weights", ["Infinity", 0, 0, 0], "not_finite", f"[0]{FINITE}"),
    ("desired", "NaN", "not_finite", FINITE),
    ("learning_rate", "-Infinity", "not_finite", FINITE),
    ("trials", -7, "out_of_range", ": expected 0 or more"),
    ("rule", "ADD", "unknown_name", ': expected one of "add", "widrow_hoff"'),
]

CASES = [
    *TRAJECTORIES,
    *DIVERGED,
    *faults_in_order(SIX, VALUES),
    *(
        Draft(name, text, rules, request, "bad input", expected=refusal(code, field, message))
        for name, text, rules, request, code, field, message in FAULTS
    ),
]
