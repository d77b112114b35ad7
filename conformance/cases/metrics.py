"""Cases of the chapter metrics: every metric where it is told from its relatives, and bad input."""

from typing import Any

from cases import FINITE, Draft, Fault, Refused, faults_in_order, refusals
from cases.networks import Json, without

RULE = {
    "r2_score": "METRIC-11",
    "binary_accuracy": "METRIC-3",
    "categorical_accuracy": "METRIC-4",
    "sparse_categorical_accuracy": "METRIC-4",
    "top_k_categorical_accuracy": "METRIC-5",
    "sparse_top_k_categorical_accuracy": "METRIC-5",
    "true_positives": "METRIC-6",
    "false_positives": "METRIC-6",
    "true_negatives": "METRIC-6",
    "false_negatives": "METRIC-6",
    "precision": "METRIC-6 METRIC-7",
    "recall": "METRIC-6 METRIC-7",
}
HOUSES = [[312.5, 3], [189.25, 2], [0.1, 1], [-75.3, 0]]
PRICES = [[300.7, 2.5], [201.1, 2.25], [0.3, 1], [-80.9, -0.75]]
CLASSES = [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0], [0.2, 0.3, 0.5]]
NUMBERS = [1, 0, 2, 1, 2]
SOFT = [[0.1, 0.7, 0.2], [0.3, 0.4, 0.3], [0.05, 0.9, 0.05], [0.45, 0.45, 0.1], [0.2, 0.2, 0.6]]
LABELS = [[0, 1], [1, 1], [0, 0], [1, 0], [0, 1], [1, 0.5], [0, -1]]
CHANCES = [[0.2, 0.9], [0.7, 0.4], [0.6, 0.1], [0.5, 0.5], [0.3, 0.8], [0.95, 0.65], [0.05, 0.35]]
ONE = [[0], [1], [0], [1], [1], [0], [0], [1], [1], [0]]
SURE = [[0.1], [0.9], [0.35], [0.8], [0.4], [0.65], [0.2], [0.65], [0.95], [0.5]]
TENTHS = [[t / 10] for t in range(11)]


def measured(metric: str, targets: Any, outputs: Any, **settings: Any) -> Json:
    """Return a request."""
    fields = {"metric": metric, "targets": targets, "outputs": outputs, **settings}
    return {"experiment": "metrics", **fields}


def rules(metric: str, settings: Json) -> str:
    """Return the rules that a metric with these settings obeys."""
    if metric == "auc":
        is_pr = settings.get("curve") == "PR"
        area = settings.get("summation_method", "interpolation") == "interpolation" and is_pr
        return "METRIC-1 METRIC-2 METRIC-8 " + ("METRIC-10" if area else "METRIC-9")
    return f"METRIC-1 METRIC-2 {RULE.get(metric, '')}".strip()


# name, text, metric, targets, outputs, settings, reason
CASES_OF: list[tuple[str, str, str, Any, Any, Json, str]] = [
    *(
        (metric, "Four examples of two outputs.", metric, HOUSES, PRICES, {}, "a mean of means")
        for metric in (
            "mean_squared_error",
            "root_mean_squared_error",
            "mean_absolute_error",
            "mean_absolute_percentage_error",
            "log_cosh",
            "r2_score",
        )
    ),
    *(
        (metric, "Five examples of three classes.", metric, CLASSES, SOFT, {}, "rows of targets")
        for metric in (
            "kl_divergence",
            "binary_crossentropy",
            "categorical_crossentropy",
            "categorical_accuracy",
        )
    ),
    *(
        (metric, "Class numbers of three classes.", metric, NUMBERS, SOFT, {}, "class numbers")
        for metric in (
            "sparse_categorical_crossentropy",
            "sparse_categorical_accuracy",
            "sparse_top_k_categorical_accuracy",
        )
    ),
    *(
        (f"{metric}_of_2", "The best two of three.", metric, targets, SOFT, {"k": 2}, "a setting")
        for metric, targets in (
            ("top_k_categorical_accuracy", CLASSES),
            ("sparse_top_k_categorical_accuracy", NUMBERS),
        )
    ),
    *(
        (metric, "Two outputs, of which some are one half.", metric, LABELS, CHANCES, {}, "above")
        for metric in (
            "binary_accuracy",
            "true_positives",
            "false_positives",
            "true_negatives",
            "false_negatives",
            "precision",
            "recall",
            "auc",
        )
    ),
    *(
        (
            f"{metric}_at_a_threshold",
            "A threshold that two outputs have exactly.",
            metric,
            ONE,
            SURE,
            {"threshold": 0.65},
            "greater, not greater or equal",
        )
        for metric in ("binary_accuracy", "precision", "recall", "false_negatives")
    ),
    *(
        (
            f"auc_{curve.lower()}_{method}",
            "One output, of which some are equal.",
            "auc",
            ONE,
            SURE,
            {"curve": curve, "summation_method": method},
            "each curve has its points, and each method its heights",
        )
        for curve in ("ROC", "PR")
        for method in ("interpolation", "minoring", "majoring")
    ),
    *(
        (
            f"auc_{curve.lower()}_of_{count}_thresholds",
            "Few thresholds, which many outputs exceed together.",
            "auc",
            ONE,
            SURE,
            {"curve": curve, "num_thresholds": count},
            "the thresholds are part of the result",
        )
        for curve, count in (("ROC", 2), ("ROC", 3), ("ROC", 11), ("PR", 4), ("PR", 7))
    ),
    (
        "auc_at_its_thresholds",
        "Outputs that are thresholds themselves, rounded.",
        "auc",
        [[0], [1], [0], [1], [1], [0], [1], [0], [1], [1], [1]],
        TENTHS,
        {"num_thresholds": 11},
        "an output does not exceed the threshold that it is",
    ),
    (
        "auc_of_any_outputs",
        "Outputs below 0 and above 1, 0 and 1 themselves.",
        "auc",
        [[0], [1], [0], [1], [0], [1]],
        [[-7], [8], [0], [1], [1.5], ["-0"]],
        {"num_thresholds": 5},
        "the first threshold is below all of them and the last one above",
    ),
    (
        "auc_next_to_its_thresholds",
        "Outputs that are the next numbers above and below a threshold.",
        "auc",
        [[1], [0], [1], [0], [1], [0]],
        [
            *([0.30000000000000004], [0.3], [0.6000000000000001], [0.6]),
            *([0.7000000000000001], [0.7]),
        ],
        {"num_thresholds": 11},
        "a threshold is one quotient, rounded once",
    ),
    (
        "auc_of_other_targets",
        "Targets that are neither 0 nor 1, and -0.0, which is 0.",
        "auc",
        [[0.25], [-1], [0], ["-0"], [1e-300]],
        [[0.4], [0.9], [0.2], [0.7], [0.6]],
        {"num_thresholds": 11},
        "every target but 0 is true",
    ),
    *(
        (
            f"auc_{curve.lower()}_of_{what}_targets",
            f"Only {what} targets.",
            "auc",
            targets,
            [[0.3], [0.8], [0.6]],
            {"curve": curve, "summation_method": method},
            "a quotient by 0 counts as 0",
        )
        for curve, what, targets, method in (
            ("ROC", "true", [[1], [1], [1]], "interpolation"),
            ("ROC", "false", [[0], [0], [0]], "interpolation"),
            ("PR", "false", [[0], [0], [0]], "interpolation"),
            ("PR", "true", [[1], [1], [1]], "majoring"),
        )
    ),
    (
        "auc_pr_without_outputs_of_some_thresholds",
        "Outputs that are far from each other.",
        "auc",
        [[1], [0], [1], [1], [0]],
        [[0.99], [0.98], [0.5], [0.02], [0.01]],
        {"curve": "PR"},
        "between most thresholds nothing changes",
    ),
    (
        "precision_without_positives",
        "No output is above the threshold.",
        "precision",
        [[1], [0]],
        [[0.2], [0.4]],
        {},
        "a quotient by 0 counts as 0",
    ),
    (
        "recall_without_true_targets",
        "No target is true.",
        "recall",
        [[0], [0]],
        [[0.2], [0.8]],
        {},
        "a quotient by 0 counts as 0",
    ),
    (
        "binary_accuracy_of_other_targets",
        "Targets that are neither 0 nor 1, and -0.0, which is 0.",
        "binary_accuracy",
        [[2, 1], [0.5, "-0"], [-1, 0.9999999999999999]],
        [[0.9, 0.5000000000000001], [0.5, 0.5], [0.1, 0.9]],
        {},
        "targets are compared exactly",
    ),
    (
        "binary_accuracy_at_threshold_0",
        "The least threshold.",
        "binary_accuracy",
        [[1], [0], [1]],
        [[5e-324], [0], ["-0"]],
        {"threshold": 0},
        "0 is not above 0",
    ),
    (
        "categorical_accuracy_of_one_output",
        "One output, whose index is 0 whatever it is.",
        "categorical_accuracy",
        [[0], [1]],
        [[0.9], [0.1]],
        {},
        "unlike the accuracy of DENSE-16",
    ),
    (
        "top_k_ties",
        "Outputs that are equal where the best two end.",
        "top_k_categorical_accuracy",
        [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 1]],
        [[0.4, 0.3, 0.3, 0], [0.1, 0.3, 0.3, 0.3], [0.5, 0.5, 0.5, 0.5], [0.3, 0.2, 0.2, 0.3]],
        {"k": 2},
        "larger outputs are counted, so that all equal ones are among the best",
    ),
    (
        "top_1",
        "The best of three, with equal outputs.",
        "top_k_categorical_accuracy",
        CLASSES,
        SOFT,
        {"k": 1},
        "not the categorical accuracy, which takes the first of equal outputs",
    ),
    (
        "r2_score_of_equal_targets",
        "One output whose targets are all the same, and one that is right.",
        "r2_score",
        [[0.1, 1], [0.1, 2], [0.1, 4]],
        [[0.1, 1], [0.2, 2], [0.3, 4]],
        {},
        "its score is 0, and rounding does not make it another one",
    ),
    (
        "r2_score_of_one_example",
        "One example.",
        "r2_score",
        [[3, 4]],
        [[3, 5]],
        {},
        "its targets are all the same",
    ),
    (
        "r2_score_far_from_0",
        "Targets whose squares are large, and whose distances are small.",
        "r2_score",
        [[100000001.5], [100000002.25], [100000004.125], [100000003.5]],
        [[100000001.25], [100000002.5], [100000004], [100000003.25]],
        {},
        "the sum of squares less the square of the sum has no digits left",
    ),
    (
        "r2_score_worse_than_the_mean",
        "Outputs that are further away than the mean is.",
        "r2_score",
        [[1, 0], [2, 1], [3, 0]],
        [[3, 0.25], [2, 0.5], [1, 0.75]],
        {},
        "a score may be negative",
    ),
    (
        "mean_absolute_percentage_error_of_0",
        "Targets of 0 and nearly 0.",
        "mean_absolute_percentage_error",
        [[0, 5e-8], [1, "-0"]],
        [[1e-8, 0], [1.1, 0]],
        {},
        "a target counts as 1e-7 at least",
    ),
    (
        "binary_crossentropy_of_0_and_1",
        "Outputs that are as sure as can be, and wrong.",
        "binary_crossentropy",
        [[1], [0], [1], [0]],
        [[0], [1], [1], [0]],
        {},
        "outputs are clipped",
    ),
    (
        "mean_squared_error_of_enormous_outputs",
        "An error whose square overflows.",
        "mean_squared_error",
        [[0], [1]],
        [[1e200], [1]],
        {},
        "a value may be infinite",
    ),
    (
        "order_of_the_examples",
        "Errors of which the sum depends on the order.",
        "mean_absolute_error",
        [[0], [0], [0], [0]],
        [[1], [1e16], [1], [1]],
        {},
        "examples are added first to last",
    ),
    (
        "means_of_three_outputs",
        "Three outputs, whose mean is rounded before it is added.",
        "root_mean_squared_error",
        [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]],
        [[0.3, 0.1, 0.7], [0.2, 0.9, 0.5], [0.1, 0.4, 0.8]],
        {},
        "the mean of an example's errors, not the total of all",
    ),
    (
        "numbers_in_other_notations",
        "A target and an output as hexadecimal bits.",
        "mean_absolute_error",
        [["0x3ff0000000000000"]],
        [["0x3fe0000000000000"]],
        {},
        "where one number may stand, all its notations may",
    ),
]

BASE = measured("precision", [[0, 1], [1, 0]], [[0.3, 0.7], [0.2, 0.8]])
FULL = {
    **BASE,
    "threshold": 0.5,
    "k": 5,
    "num_thresholds": 200,
    "curve": "ROC",
    "summation_method": "interpolation",
}
TYPES: list[Fault] = [
    ("metric", 1, "wrong_type", ": expected a string"),
    (
        "targets",
        [[0], 1],
        "wrong_type",
        ": expected a list of lists of numbers or a list of whole numbers",
    ),
    ("outputs", [0.5], "wrong_type", ": expected a list of lists of numbers"),
    ("threshold", "0.5", "wrong_type", ": expected a number"),
    ("k", 1.5, "wrong_type", ": expected a whole number"),
    ("num_thresholds", None, "wrong_type", ": expected a whole number"),
    ("curve", ["ROC"], "wrong_type", ": expected a string"),
    ("summation_method", True, "wrong_type", ": expected a string"),
]
NAMES = (
    ': expected one of "mean_squared_error", "root_mean_squared_error", "mean_absolute_error", '
    '"mean_absolute_percentage_error", "log_cosh", "kl_divergence", "binary_crossentropy", '
    '"categorical_crossentropy", "sparse_categorical_crossentropy", "r2_score", "binary_accuracy", '
    '"categorical_accuracy", "sparse_categorical_accuracy", "top_k_categorical_accuracy", '
    '"sparse_top_k_categorical_accuracy", "true_positives", "false_positives", "true_negatives", '
    '"false_negatives", "precision", "recall", "auc"'
)
VALUES: list[Fault] = [
    ("metric", "f1_score", "unknown_name", NAMES),
    ("targets", [[0, "Infinity"], [1, 0]], "not_finite", f"[0][1]{FINITE}"),
    ("outputs", [[0, 1], ["NaN", 0]], "not_finite", f"[1][0]{FINITE}"),
    ("threshold", 1.5, "out_of_range", ": expected 0 to 1"),
    ("k", 0, "out_of_range", ": expected 1 or more"),
    ("num_thresholds", 1, "out_of_range", ": expected 2 to 65536"),
    ("curve", "roc", "unknown_name", ': expected one of "ROC", "PR"'),
    (
        "summation_method",
        "trapezoid",
        "unknown_name",
        ': expected one of "interpolation", "minoring", "majoring"',
    ),
]
FAULTS: list[Refused] = [
    (
        "no_outputs_at_all",
        "Neither outputs nor targets.",
        "ERR-6",
        measured("auc", [], []),
        "empty",
        "outputs",
        "outputs: expected at least one number",
    ),
    (
        "empty_outputs",
        "Outputs of no number.",
        "ERR-6",
        measured("auc", [[]], [[]]),
        "empty",
        "outputs",
        "outputs: expected at least one number",
    ),
    (
        "ragged_outputs",
        "Outputs of different lengths, and class numbers for rows.",
        "ERR-7 PORT-4",
        measured("auc", [1, 0], [[0.5, 0.5], [1]]),
        "shape_mismatch",
        "outputs",
        "outputs[1]: expected length 2, that of outputs[0], got length 1",
    ),
    (
        "class_numbers_for_rows",
        "Class numbers, and a metric that is unknown.",
        "ERR-7 PORT-4",
        measured("f1_score", [1, 0], [[0.5, 0.5], [1, 0]]),
        "shape_mismatch",
        "targets",
        "targets: expected a list of numbers for each",
    ),
    (
        "rows_for_class_numbers",
        "Rows for a metric of class numbers.",
        "ERR-7",
        measured("sparse_categorical_crossentropy", [[0, 1]], [[0.5, 0.5]]),
        "shape_mismatch",
        "targets",
        "targets: expected one whole number for each",
    ),
    (
        "too_few_class_numbers",
        "One class number for two examples.",
        "ERR-7",
        measured("sparse_categorical_accuracy", [5], [[0.5, 0.5], [1, 0]]),
        "shape_mismatch",
        "targets",
        "targets: expected length 2, that of outputs, got length 1",
    ),
    (
        "short_targets",
        "A target of one number, where outputs have two.",
        "ERR-7",
        measured("recall", [[0, 1], [1]], [[0.5, 0.5], [1, 0]]),
        "shape_mismatch",
        "targets",
        "targets[1]: expected length 2, that of outputs[0], got length 1",
    ),
    (
        "class_number_too_large",
        "A class number beyond the outputs, and a NaN.",
        "ERR-9 PORT-4",
        measured("sparse_top_k_categorical_accuracy", [0, 2], [["NaN", 0.5], [1, 0]]),
        "out_of_range",
        "targets",
        "targets[1]: expected 0 to 1",
    ),
    (
        "class_number_negative",
        "A class number below 0.",
        "ERR-9",
        measured("sparse_categorical_accuracy", [0, -1], [[0.5, 0.5], [1, 0]]),
        "out_of_range",
        "targets",
        "targets[1]: expected 0 to 1",
    ),
    (
        "too_many_thresholds",
        "More thresholds than there may be.",
        "ERR-9",
        measured("auc", [[1]], [[0.5]], num_thresholds=65537),
        "out_of_range",
        "num_thresholds",
        "num_thresholds: expected 2 to 65536",
    ),
    (
        "threshold_not_finite",
        "A threshold that is no number, of a metric that has none.",
        "ERR-8",
        measured("auc", [[1]], [[0.5]], threshold="NaN"),
        "not_finite",
        "threshold",
        "threshold: expected a finite number",
    ),
    *(
        (
            f"{field}_missing",
            "A request without a field that it must have.",
            "ERR-3",
            without(BASE, field),
            "missing_field",
            field,
            f"{field}: this field is required",
        )
        for field in ("metric", "targets", "outputs")
    ),
    (
        "unknown_field",
        "Keras's name of the threshold.",
        "ERR-4",
        {**BASE, "thresholds": 0.5},
        "unknown_field",
        "thresholds",
        "thresholds: metrics has no such field",
    ),
]

CASES = [
    *(
        Draft(
            name,
            text,
            rules(metric, settings),
            measured(metric, targets, outputs, **settings),
            reason,
        )
        for name, text, metric, targets, outputs, settings, reason in CASES_OF
    ),
    *refusals(FAULTS),
    *(draft for faults in (TYPES, VALUES) for draft in faults_in_order(FULL, faults)),
]
