"""Cases of the chapter example_weights: weights of examples, of classes, and of both."""

from typing import Any

from cases import FINITE, Draft, Fault, Trajectory, faults_in_order, refusal, trajectories
from cases.further_optimizers import WIDER
from cases.networks import SPARSE, XOR, Json, classes, example, layer, shares, single, trained, xor

SEVEN = [0.5, 2, 0, 1, 0.3, 3.7, 1.1]
THREE = [0.7, 2.3, 1.9]
PAIR = [0.6, 2.7]
FOUR = [1.3, 0.4, 2.9, 0.7]
SETTINGS: list[tuple[str, str, Json, str]] = [
    (
        "smoothed_binary_crossentropy",
        "Targets that label smoothing moves away from 0 and 1.",
        xor(loss={"name": "binary_crossentropy", "label_smoothing": 0.3}, class_weights=PAIR),
        "LOSS-11",
    ),
    (
        "smoothed_categorical_crossentropy",
        "Targets that label smoothing makes equal.",
        classes(
            loss={"name": "categorical_crossentropy", "label_smoothing": 1}, class_weights=THREE
        ),
        "LOSS-11",
    ),
    (
        "hinge",
        "Targets of 0 and 1 that the loss takes for -1 and 1.",
        xor(
            loss="hinge",
            layers=[XOR["layers"][0], {**XOR["layers"][1], "activation": "tanh"}],
            class_weights=PAIR,
        ),
        "LOSS-6",
    ),
    (
        "logits",
        "A crossentropy that takes the outputs as logits.",
        classes(
            loss={"name": "categorical_crossentropy", "from_logits": True},
            layers=[layer(3, 5, "tanh"), layer(5, 3, "linear", "c")],
            example_weights=SEVEN,
            class_weights=THREE,
        ),
        "LOSS-8",
    ),
]

TRAINED: list[Trajectory] = [
    (
        "examples",
        "A weight for each of seven examples, one of them 0, in batches of 3, 3 and 1.",
        "WEIGHT-2 WEIGHT-3 WEIGHT-4 DENSE-8",
        example(example_weights=SEVEN),
        "divided by the sum of the weights, or by the number of those that are not 0",
    ),
    (
        "examples_in_one_batch",
        "The same in one batch.",
        "WEIGHT-2 WEIGHT-3 WEIGHT-4 DENSE-8",
        example(example_weights=SEVEN, batch_size=None),
        "each weight goes to its own example",
    ),
    (
        "examples_shuffled",
        "Seven examples in another order in every epoch.",
        "WEIGHT-2 WEIGHT-3 WEIGHT-4 DENSE-17",
        example(example_weights=SEVEN, shuffle_seed=3, record=[1, 2, 3, 4]),
        "the weights go with their examples",
    ),
    (
        "classes_of_rows",
        "A weight for each of three classes; the largest target says which.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4",
        classes(class_weights=THREE),
        "rows of targets have a class",
    ),
    (
        "classes_of_numbers",
        "A weight for each of three classes, and class numbers as targets, shuffled.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4 DENSE-17",
        {**SPARSE, "class_weights": THREE, "shuffle_seed": 11},
        "the class is the class number",
    ),
    (
        "classes_of_one_output",
        "One output whose target is 0 or 1.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4",
        xor(class_weights=PAIR),
        "the first weight is that of the target 0",
    ),
    (
        "classes_of_one_output_below_zero",
        "One output whose target of 0 has a sign.",
        "WEIGHT-1 WEIGHT-2",
        xor(class_weights=PAIR, targets=[["-0"], [1], [1], [0]], epochs=2),
        "-0 is 0",
    ),
    (
        "class_of_one_class",
        "One output and class numbers, which are all 0: one class.",
        "WEIGHT-1 WEIGHT-2",
        single(
            "softmax",
            [[0.5], [-0.25]],
            [0.125],
            loss="sparse_categorical_crossentropy",
            inputs=[[1, 2], [0.5, -1]],
            targets=[0, 0],
            class_weights=[1.5],
        ),
        "class numbers count the outputs, even a single one",
    ),
    (
        "classes_of_shares",
        "Targets that are neither 0 nor 1, two of them equal.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4",
        example(
            targets=[*shares(4, 2, "weighted targets"), [0.5, 0.5], [0, 0], [0.2, 0.9]],
            class_weights=PAIR,
        ),
        "the first of the largest targets",
    ),
    (
        "both",
        "Weights of examples and of classes.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4",
        classes(example_weights=SEVEN, class_weights=THREE, batch_size=4),
        "a loss is multiplied by their product, not by one after the other",
    ),
    (
        "both_of_one_output",
        "Weights of examples and of classes, and one output.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4 DENSE-17",
        xor(example_weights=FOUR, class_weights=PAIR, batch_size=3, shuffle_seed=2),
        "a loss is multiplied by their product, not by one after the other",
    ),
    *(
        (
            f"classes_{name}",
            text,
            f"WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4 {rule}",
            request,
            "the class is that of the request's target",
        )
        for name, text, request, rule in SETTINGS
    ),
    *(
        (
            f"examples_by_{loss}",
            f"Weights, and the loss {loss}.",
            "WEIGHT-3 WEIGHT-4 DENSE-8 DENSE-10",
            example(loss=loss, example_weights=SEVEN),
            "the weight is multiplied in after the loss's own division",
        )
        for loss in ("sum_squared_error", "mean_absolute_error", "huber", "kl_divergence")
    ),
    *(
        (
            f"examples_in_a_network_of_{kind}",
            f"Weights in a network of {kind}.",
            "WEIGHT-2 WEIGHT-3 WEIGHT-4",
            {
                **request,
                "example_weights": [
                    round(0.2 + 0.7 * (i % 4), 2) for i in range(len(request["inputs"]))
                ],
            },
            "every kind learns from the weighted gradients",
        )
        for kind, request in WIDER
    ),
    (
        "examples_clipped",
        "Weighted gradients that are limited by their norm, and an optimizer that remembers.",
        "WEIGHT-4 CLIP-2 DENSE-15",
        example(
            example_weights=SEVEN,
            optimizer={"name": "adam", "learning_rate": 0.02, "global_clipnorm": 0.05},
        ),
        "the weights are in the gradients that are clipped",
    ),
    (
        "ones",
        "Weights of 1 for examples and classes.",
        "WEIGHT-2",
        classes(example_weights=[1] * 7, class_weights=[1, 1, 1]),
        "the same numbers as without weights",
    ),
    (
        "nulls",
        "null for both fields, which is their default.",
        "WEIGHT-2 PORT-4",
        example(example_weights=None, class_weights=None),
        "null is a value that may be given",
    ),
    (
        "zeros",
        "Weights of 0 for all examples, and weights that decay.",
        "WEIGHT-2 WEIGHT-3 WEIGHT-4",
        example(
            example_weights=[0] * 7,
            optimizer={"name": "sgd", "learning_rate": 0.3, "weight_decay": 0.1},
        ),
        "0/0, where the sum of the weights divides",
    ),
    (
        "tiny_and_huge",
        "The least weight that there is, and a huge one.",
        "WEIGHT-2 WEIGHT-3 WEIGHT-4 ARITH-1",
        single(
            "linear",
            [[0.5, 0.25]],
            [0, 0.125],
            inputs=[[1], [2], [3]],
            targets=[[1, 0], [0.5, 0.5], [2, 1]],
            example_weights=[5e-324, "0x3ff8000000000001", 1e300],
            optimizer={"name": "sgd", "learning_rate": 1e-302},
        ),
        "weights are numbers like any other, in all notations",
    ),
    (
        "no_epochs",
        "Weights without an epoch.",
        "WEIGHT-2",
        xor(example_weights=FOUR, class_weights=PAIR, epochs=0),
        "the outputs have no weights",
    ),
    (
        "trained_layers",
        "The experiment train, with every further field.",
        "WEIGHT-1 WEIGHT-2 WEIGHT-3 WEIGHT-4 DENSE-1",
        trained(
            {
                **SPARSE,
                "batch_size": 2,
                "shuffle_seed": 5,
                "record": [2, 4],
                "shuffle": True,
                "example_weights": SEVEN,
                "class_weights": THREE,
            }
        ),
        "dense and train have the same fields",
    ),
]

LARGE = single(
    "linear",
    [[1]],
    None,
    inputs=[[0], [1]],
    targets=[[0], [1e100]],
    example_weights=[1, 1e200],
    batch_size=1,
)
DIVERGED = [
    Draft(
        "loss_beyond_the_range",
        "A finite loss that its weight takes beyond the range, in the second batch.",
        "WEIGHT-3 ARITH-4 ERR-11",
        LARGE,
        "the total has the weights",
        expected=refusal(
            "diverged", "loss", "loss: left the finite numbers in trial 1, batch 2", 1, 2
        ),
    ),
    Draft(
        "infinite_loss_of_weight_0",
        "A loss of infinity, which counts zero times.",
        "WEIGHT-3 ARITH-4 ERR-11",
        {**LARGE, "targets": [[0], [1e200]], "example_weights": [1, 0]},
        "0 times infinity is NaN, not 0",
        expected=refusal(
            "diverged", "loss", "loss: left the finite numbers in trial 1, batch 2", 1, 2
        ),
    ),
]

NO_NUMBERS = ": expected a list of numbers or null"
NOT_BELOW_0 = "[1]: expected 0 or more"
TWO_CLASSES = "[2][0]: expected 0 or 1 beside class_weights"
FAULTS: list[Fault] = [
    ("record", 1, "wrong_type", ": expected a list of whole numbers"),
    ("example_weights", [1, "two", 3, 4], "wrong_type", NO_NUMBERS),
    ("class_weights", {"0": 1, "1": 5}, "wrong_type", NO_NUMBERS),
    (
        "targets",
        [[0], [1], [1]],
        "shape_mismatch",
        ": expected length 4, that of inputs, got length 3",
    ),
    (
        "example_weights",
        [1, 1, 1, 1, 1],
        "shape_mismatch",
        ": expected length 4, that of inputs, got length 5",
    ),
    (
        "class_weights",
        [1],
        "shape_mismatch",
        ": expected length 2, that of the classes 0 and 1, got length 1",
    ),
    ("targets", [[0], [1], [0.5], [-1]], "out_of_range", TWO_CLASSES),
    ("batch_size", 0, "out_of_range", ": expected 1 or more"),
    ("record", [0], "out_of_range", "[0]: expected ascending numbers from 1 to 5"),
    ("example_weights", [1, "Infinity", -1, 1], "not_finite", f"[1]{FINITE}"),
    ("class_weights", [0, -1], "out_of_range", NOT_BELOW_0),
]
WEIGHTED = xor(example_weights=FOUR, class_weights=PAIR, batch_size=3, record=[1])


def refused(name: str, text: str, request: Json, code: str, rule: str, *error: Any) -> Draft:
    """Return a case whose error has a field and the words after it."""
    field, words = error
    expected = refusal(code, field, f"{field}{words}")
    return Draft(name, text, f"{rule} WEIGHT-1", request, "bad input", expected=expected)


OTHERS = [
    refused(
        "fault_infinite_target_after_one_of_a_half",
        "A target that is no class before one that is not finite.",
        xor(class_weights=PAIR, targets=[[0.5], [1], ["Infinity"], [0]]),
        "not_finite",
        "ERR-8",
        "targets",
        f"[2][0]{FINITE}",
    ),
    refused(
        "fault_weight_of_an_example_below_0",
        "A weight below 0.",
        xor(example_weights=[1, -5e-324, 1, 1]),
        "out_of_range",
        "ERR-9",
        "example_weights",
        NOT_BELOW_0,
    ),
    refused(
        "fault_weight_of_a_class_nan",
        "A weight that is not a number.",
        xor(class_weights=[-1, "NaN"]),
        "out_of_range",
        "ERR-9",
        "class_weights",
        "[0]: expected 0 or more",
    ),
    refused(
        "fault_a_weight_too_few_for_three_classes",
        "Two weights for three outputs.",
        classes(class_weights=PAIR),
        "shape_mismatch",
        "ERR-7",
        "class_weights",
        ": expected length 3, that of layers[1].units, got length 2",
    ),
    refused(
        "fault_two_weights_for_one_class_number",
        "Two weights for one output with class numbers, which has one class.",
        single(
            "softmax",
            [[0.5]],
            None,
            loss="sparse_categorical_crossentropy",
            inputs=[[1]],
            targets=[0],
            class_weights=PAIR,
        ),
        "shape_mismatch",
        "ERR-7",
        "class_weights",
        ": expected length 1, that of layers[0].units, got length 2",
    ),
    refused(
        "fault_no_weight_of_a_class",
        "An empty list of weights.",
        xor(class_weights=[]),
        "shape_mismatch",
        "ERR-7",
        "class_weights",
        ": expected length 2, that of the classes 0 and 1, got length 0",
    ),
    refused(
        "fault_no_weight_of_an_example",
        "An empty list of weights.",
        xor(example_weights=[]),
        "shape_mismatch",
        "ERR-7",
        "example_weights",
        ": expected length 4, that of inputs, got length 0",
    ),
]
CASES = [
    *trajectories(TRAINED),
    *DIVERGED,
    *faults_in_order(WEIGHTED, FAULTS),
    *OTHERS,
]
