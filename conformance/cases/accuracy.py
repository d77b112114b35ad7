"""Cases of the experiment accuracy, which is part of chapter training."""

from dataclasses import replace
from typing import Any

from cases import FINITE, Draft, Fault, Refused, faults_in_order, refusals
from cases.networks import NO_ROWS, Json, without

NEIGHBOURS = [[0.49999999999999994], [0.5], [0.5000000000000001]]


def accuracy(targets: Any, outputs: Any, **changes: Any) -> Json:
    """Return a request, with some fields changed."""
    return {"experiment": "accuracy", "targets": targets, "outputs": outputs, **changes}


# name, text, targets, outputs, how many are predicted correctly, reason
MEASURED: list[tuple[str, str, Any, Any, int, str]] = [
    (
        "one_output",
        "Outputs on both sides of one half, for targets of 0 and 1.",
        [[0], [1], [0], [1], [1], [0], [0]],
        [[0.2], [0.9], [0.7], [0.4], [1.5], [-3], [0]],
        5,
        "the share is no number with few digits",
    ),
    ("one_half_is_0", "Outputs around one half, targets of 0.", [[0]] * 3, NEIGHBOURS, 2, "above"),
    ("one_half_is_not_1", "The same, for targets of 1.", [[1]] * 3, NEIGHBOURS, 1, "above"),
    (
        "prices",
        "Prices, which are never predicted correctly, however close the outputs are.",
        [[312000], [189500], [1250.5]],
        [[312000], [189500], [1250.5]],
        0,
        "a target and an output that are both above one half do not agree",
    ),
    (
        "targets_of_minus_1_and_1",
        "Targets of -1 and 1: those of -1 are never predicted correctly.",
        [[-1], [1], [-1], [1]],
        [[-0.9], [0.9], [0.1], [0.3]],
        1,
        "a target of -1 is not 0",
    ),
    (
        "targets_of_0_and_255",
        "Targets of 0 and 255: those of 255 are never predicted correctly.",
        [[0], [255], [255]],
        [[0.1], [255], [1]],
        1,
        "a target of 255 is not 1",
    ),
    (
        "targets_near_0_and_1",
        "Targets that are nearly 0 or 1, and -0.0, which is 0.",
        [[0.9999999999999999], [1.0000000000000002], [5e-324], ["-0"], [0.5]],
        [[0.9], [0.9], [0.1], [0.1], [0.5]],
        1,
        "targets are compared exactly",
    ),
    (
        "outputs_of_any_size",
        "Outputs that are subnormal, -0.0 and as large as can be.",
        [[0], [0], [1], [0]],
        [[5e-324], ["-0"], [1.7976931348623157e308], [-1.7976931348623157e308]],
        4,
        "an output is compared with one half, and not rounded",
    ),
    (
        "several_outputs",
        "Three outputs: the largest output has the index of the largest target.",
        [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0.2, 0.3, 0.5]],
        [[0.1, 0.7, 0.2], [0.3, 0.4, 0.3], [-3, -2, -1], [1e308, -1e308, 0]],
        2,
        "neither has to be one of 0 and 1",
    ),
    (
        "ties",
        "Outputs and targets of which several are the largest: the first counts.",
        [[1, 1, 0], [0, 1, 1], [0, 0, 0], [0, 1, 0], [0, 1, 1], ["-0", 0, 0]],
        [[0.5, 0.5, 0], [0, 0.5, 0.5], [7, 7, 7], [0.5, 0.5, 0], [0, 0, 1], [0, "-0", 0]],
        4,
        "the last one, or none, gives other counts",
    ),
    (
        "ties_of_targets",
        "Targets of which several are the largest, but never several outputs.",
        [[1, 1, 0], [0, 2, 2], [3, 1, 0]],
        [[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0.8, 0.1, 0.1]],
        3,
        "only a port that takes the last of the largest targets gives another count",
    ),
    (
        "two_outputs",
        "Two outputs, which are compared with each other and not with one half.",
        [[1, 0], [0, 1], [1, 0]],
        [[0.4, 0.3], [0.9, 0.8], [0.6, 0.7]],
        1,
        "one output is the exception",
    ),
    ("one_example", "One example.", [[1]], [[0.6]], 1, "a share of all"),
    (
        "numbers_in_other_notations",
        "A target and an output as hexadecimal bits.",
        [["0x3ff0000000000000"], ["0x0000000000000000"]],
        [["0x3fe0000000000001"], ["0x3fe0000000000001"]],
        1,
        "where one number may stand, all its notations may",
    ),
]

BASE = accuracy([[0, 1], [1, 0]], [[0.3, 0.7], [0.2, 0.8]])
TYPES: list[Fault] = [
    ("targets", [0, 1], "wrong_type", NO_ROWS),
    ("outputs", [[True, 1]], "wrong_type", NO_ROWS),
]
SHAPES: list[Fault] = [
    (
        "targets",
        [[0, 1], [1]],
        "shape_mismatch",
        "[1]: expected length 2, that of targets[0], got length 1",
    ),
    (
        "outputs",
        [[1, 2], [3, 4], [5, 6]],
        "shape_mismatch",
        ": expected length 2, that of targets, got length 3",
    ),
]
VALUES: list[Fault] = [
    ("targets", [[0, 1], [1, "NaN"]], "not_finite", f"[1][1]{FINITE}"),
    ("outputs", [["Infinity", 1], [1, 0]], "not_finite", f"[0][0]{FINITE}"),
]
FAULTS: list[Refused] = [
    (
        "no_targets",
        "Neither targets nor outputs.",
        "ERR-6",
        accuracy([], []),
        "empty",
        "targets",
        "targets: expected at least one number",
    ),
    (
        "empty_targets",
        "Targets and outputs of no number.",
        "ERR-6",
        accuracy([[], []], [[], []]),
        "empty",
        "targets",
        "targets: expected at least one number",
    ),
    (
        "short_outputs",
        "Outputs of one number, where targets have two, and a NaN.",
        "ERR-7 PORT-4",
        accuracy([[0, 1], ["NaN", 0]], [[1, 0], [1]]),
        "shape_mismatch",
        "outputs",
        "outputs[1]: expected length 2, that of targets[0], got length 1",
    ),
    (
        "no_outputs",
        "Targets without outputs.",
        "ERR-3",
        without(BASE, "outputs"),
        "missing_field",
        "outputs",
        "outputs: this field is required",
    ),
    (
        "class_numbers",
        "Class numbers for the rows of targets.",
        "ERR-5",
        accuracy([1, 0], [[0.3, 0.7], [0.6, 0.4]]),
        "wrong_type",
        "targets",
        f"targets{NO_ROWS}",
    ),
    (
        "unknown_field",
        "A field that the experiment does not have.",
        "ERR-4",
        accuracy([[1]], [[1]], threshold=0.5),
        "unknown_field",
        "threshold",
        "threshold: accuracy has no such field",
    ),
]

CASES = [
    replace(draft, name=f"accuracy_{draft.name}")
    for draft in [
        *(
            Draft(
                name,
                text,
                "DENSE-16",
                accuracy(targets, outputs),
                reason,
                expected={"accuracy": correct / len(targets)},
            )
            for name, text, targets, outputs, correct, reason in MEASURED
        ),
        *refusals(FAULTS),
        *(draft for faults in (TYPES, SHAPES, VALUES) for draft in faults_in_order(BASE, faults)),
    ]
]
