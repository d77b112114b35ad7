"""Cases of the chapter dropout: factors, the order in which they are drawn, and rates."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import (
    FLAT,
    FieldFault,
    classifier,
    conv1d,
    conv2d,
    dropout,
    learning,
    measured,
    only_outputs,
    ordered,
    reshape,
)
from cases.networks import FRACTION, LOSSES, Json, layer, shares, spread
from cases.steps import at, embedding, gru, lstm, masking, padded, simple_rnn, time_distributed

ALL = "DROP-1 DROP-2 DROP-3"
FIRST = 0.5488135039273248  # the first random double of the seed 0
SECOND = 0.7151893663724195  # and the second
UNSHUFFLED: Json = {"shuffle": False}


def hidden(n: int, *, first: Any = 0.5, second: Any = 0.25, **changes: Any) -> Json:
    """Return the request of a network with dropout before and after its hidden layer."""
    layers = [
        dropout(first),
        layer(n, 3, "tanh", "hidden"),
        dropout(second),
        layer(3, 2, "sigmoid", "last"),
    ]
    return learning([n], layers, 2, **changes)


PLACES: list[Trajectory] = [
    (
        "first_layer",
        "Some of the inputs are left out.",
        ALL,
        learning([4], [dropout(0.25), layer(4, 2, "linear", "after it")], 2),
        "each example of a batch has factors of its own",
    ),
    (
        "between_layers",
        "Some of the outputs of a hidden layer are left out.",
        ALL,
        learning(
            [3],
            [layer(3, 5, "tanh", "before it"), dropout(0.4), layer(5, 2, "sigmoid", "after it")],
            2,
        ),
        "the gradients have the factors of the outputs",
    ),
    (
        "last_layer",
        "Some of the network's outputs are left out in training.",
        ALL,
        learning([3], [layer(3, 4, "tanh", "before it"), dropout(0.3)], 4),
        "the losses are those of what is left",
    ),
    (
        "alone",
        "No layer learns anything.",
        ALL,
        learning([4], [dropout(0.5)], 4),
        "the losses of training have factors, the outputs have none",
    ),
    (
        "two_layers",
        "Two layers draw from one generator, the first one before the second.",
        ALL,
        hidden(4),
        "the order of the draws",
    ),
    (
        "three_layers",
        "Three layers of different rates, one directly after another.",
        ALL,
        learning(
            [3],
            [dropout(0.2), dropout(0.3), layer(3, 3, "relu", "hidden"), dropout(0.1)],
            3,
            optimizer={"name": "adam", "learning_rate": 0.05},
        ),
        "the order of the draws",
    ),
    (
        "gradients_of_the_inputs",
        "The gradients of eight numbers.",
        "DROP-1 DROP-2",
        measured([8], [dropout(0.4)], spread(1, 8, "dropped targets")[0]),
        "the deltas times the factors of the same numbers",
    ),
    (
        "gradients_through_two_layers",
        "The gradients of eight numbers that are left out by either of two layers.",
        "DROP-1 DROP-2",
        measured([8], [dropout(0.2), dropout(0.3)], spread(1, 8, "dropped targets")[0]),
        "factors are multiplied layer by layer",
    ),
]
RUNS: list[Trajectory] = [
    (
        "short_last_batch",
        "Batches of three, three and one example.",
        ALL,
        hidden(4, inputs=spread(7, 4, "seven"), targets=shares(7, 2, "seven"), batch_size=3),
        "a short batch draws for its own examples alone",
    ),
    (
        "one_batch",
        "All examples in one batch.",
        ALL,
        hidden(4, batch_size=None, epochs=3),
        "the factors of the first layer for all examples, then those of the second",
    ),
    (
        "batches_of_one",
        "Batches of one example.",
        ALL,
        hidden(4, batch_size=1),
        "an example draws for all layers before the next one does",
    ),
    (
        "five_epochs",
        "Five epochs, each with other factors.",
        ALL,
        hidden(4, epochs=5),
        "the generator continues from epoch to epoch",
    ),
    (
        "shuffled",
        "Examples that are shuffled in every epoch.",
        f"{ALL} DENSE-17",
        hidden(4, epochs=3, shuffle_seed=7),
        "one generator shuffles, and then draws for the batches of the epoch",
    ),
    (
        "shuffled_by_seed_0",
        "Examples that are shuffled with the seed 0.",
        f"{ALL} DENSE-17",
        hidden(4, shuffle_seed=0),
        "the seed 0 is not the same as no seed",
    ),
    (
        "unshuffled_with_a_seed",
        "A seed, and examples in order.",
        f"{ALL} DENSE-17",
        hidden(4, shuffle_seed=7, **UNSHUFFLED),
        "the seed is that of the factors alone",
    ),
    (
        "unshuffled_by_seed_0",
        "The seed 0, and examples in order: the factors of no seed.",
        f"{ALL} DENSE-17",
        hidden(4, shuffle_seed=0, **UNSHUFFLED),
        "no seed stands for 0",
    ),
    (
        "unshuffled_by_the_largest_seed",
        "The seed 2^32 - 1, and examples in order.",
        f"{ALL} DENSE-17",
        hidden(4, shuffle_seed=2**32 - 1, **UNSHUFFLED),
        "a seed that is taken for none, or for a negative number",
    ),
    (
        "no_epochs",
        "No epoch: no number is left out.",
        "DROP-2",
        only_outputs(hidden(4)),
        "the outputs are not those of training",
    ),
    (
        "recorded_last_epoch",
        "Four epochs, of which the last one is recorded.",
        ALL,
        hidden(4, epochs=4, record=[4]),
        "what is not reported draws all the same",
    ),
    *(
        (
            f"optimizer_{optimizer['name']}",
            f"The optimizer {optimizer['name']}.",
            ALL,
            hidden(4, optimizer=optimizer, shuffle_seed=3),
            "gradients of 0 where a unit is left out",
        )
        for optimizer in (
            {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
            {"name": "rmsprop", "learning_rate": 0.02},
            {"name": "adam", "learning_rate": 0.02},
        )
    ),
]
RATES: list[Trajectory] = [
    (
        "rate_0",
        "A rate of 0 draws nothing: the second layer has the first random numbers.",
        ALL,
        hidden(4, first=0),
        "an implementation may draw and then keep all",
    ),
    (
        "rate_negative_zero",
        "A rate of -0.0, which is 0.0.",
        ALL,
        hidden(4, first="-0"),
        "-0.0 and 0.0 are equal",
    ),
    (
        "rates_0",
        "No layer leaves anything out, in shuffled batches.",
        f"{ALL} DENSE-17",
        hidden(4, first=0, second=0.0, shuffle_seed=2),
        "the shuffles are those of a network without dropout",
    ),
    (
        "rate_of_the_first_double",
        "A rate that is the first random double: it is not below itself.",
        "DROP-1",
        measured([3], [dropout(FIRST)], [0.5, -0.25, 0.125]),
        "below, and not at most",
    ),
    (
        "rate_above_the_second_double",
        "A rate just above the second random double.",
        "DROP-1",
        measured([3], [dropout(0.7151893663724196)], [0.5, -0.25, 0.125]),
        "the comparison is one of binary64",
    ),
    (
        "rate_below_the_second_double",
        "A rate just below the second random double.",
        "DROP-1",
        measured([3], [dropout(0.7151893663724194)], [0.5, -0.25, 0.125]),
        "the comparison is one of binary64",
    ),
    (
        "rate_of_1_minus_the_first_double",
        "A rate of 1 less the first random double.",
        "DROP-1",
        measured([3], [dropout(0.4511864960726752)], [0.5, -0.25, 0.125]),
        "the double is compared with the rate, not with what is kept",
    ),
    (
        "rate_smallest",
        "The smallest rate: every number is drawn for, and none left out.",
        ALL,
        hidden(4, first=5e-324),
        "a rate above 0 draws",
    ),
    (
        "rate_largest",
        "The largest rate below 1: every number is left out.",
        ALL,
        learning(
            [3],
            [layer(3, 2, "tanh", "never seen"), dropout(0.9999999999999999), layer(2, 2, "tanh")],
            2,
        ),
        "no gradient reaches the first layer",
    ),
    (
        "rate_of_nine_tenths",
        "A rate of 0.9, and the factor 10.000000000000002, of twelve numbers.",
        "DROP-1 DROP-2",
        measured([12], [dropout(0.9)], spread(1, 12, "few are left")[0]),
        "1 - rate and its reciprocal are rounded",
    ),
    (
        "rounded_factors",
        "Factors of rates whose reciprocals are rounded, over many numbers.",
        ALL,
        learning(
            [12],
            [dropout(0.1), layer(12, 3, "linear", "many"), dropout(0.3)],
            3,
            batch_size=5,
        ),
        "a product with the reciprocal is not a quotient",
    ),
    (
        "numbers_in_other_notations",
        "A rate in its bits.",
        "DROP-1 NUM-3",
        hidden(4, first="0x3fd0000000000000", second="0x3fe0000000000000"),
        "where one number may stand, all its notations may",
    ),
]
MASKED = padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="dropped")
SHAPES_OF: list[Trajectory] = [
    (
        "images",
        "Dropout on the feature maps of images.",
        ALL,
        classifier(
            [4, 4, 1],
            conv2d(3, 3, 1, 2, "dropped", activation="relu"),
            dropout(0.25),
            inputs=8,
        ),
        "every number by itself, not a whole map",
    ),
    (
        "images_at_first",
        "Dropout on the pixels of images with two channels.",
        ALL,
        classifier([3, 3, 2], dropout(0.5), conv2d(2, 2, 2, 1, "of what is left"), inputs=4),
        "the numbers of an image in their order",
    ),
    (
        "before_flatten",
        "Dropout before and after layers that only change the shape.",
        ALL,
        classifier([2, 3], dropout(0.3), FLAT, reshape(3, 2), dropout(0.2), inputs=6),
        "the numbers stay in their order",
    ),
    (
        "sequences",
        "Dropout on all steps of a sequence, then filters.",
        ALL,
        classifier([5, 2], dropout(0.3), conv1d(2, 2, 3, "dropped", activation="tanh"), inputs=12),
        "every step has factors of its own",
    ),
    *(
        (
            f"mask_before_{kind}",
            "A mask that dropout passes on, with factors for the steps that are not real too.",
            f"{ALL} SEQ-4 RNN-5",
            learning(
                [4, 2],
                [masking(), dropout(0.4), build(2, 2, "after dropout")],
                2,
                inputs=MASKED,
            ),
            "a number that is left out is no reason to leave out its step",
        )
        for kind, build in [("simple_rnn", simple_rnn), ("lstm", lstm), ("gru", gru)]
    ),
    (
        "mask_after_dropout",
        "Masking after dropout: a step whose features are all left out is not real.",
        f"{ALL} SEQ-1",
        learning(
            [4, 2],
            [dropout(0.6), masking(), simple_rnn(2, 2, "after both", return_sequences=True)],
            8,
            inputs=spread(5, 8, "to be masked"),
        ),
        "the mask is that of what is left",
    ),
    (
        "mask_between_recurrent_layers",
        "Dropout between two recurrent layers and behind them.",
        f"{ALL} SEQ-4 RNN-4 RNN-5",
        learning(
            [4, 2],
            [
                masking(),
                gru(2, 3, "below dropout", return_sequences=True, go_backwards=True),
                dropout(0.25),
                lstm(3, 2, "above dropout"),
                dropout(0.5),
                layer(2, 2, "linear", "behind dropout"),
            ],
            2,
            inputs=MASKED,
            shuffle_seed=8,
        ),
        "the mask of the outputs goes through",
    ),
    (
        "words",
        "Dropout of the vectors of words.",
        f"{ALL} EMBED-1 EMBED-2 SEQ-4",
        learning(
            [4],
            [
                embedding(5, 3, "dropped", mask_zero=True),
                dropout(0.3),
                time_distributed(3, 2, "dropped", activation="sigmoid"),
                dropout(0.2),
                simple_rnn(2, 2, "of words"),
            ],
            2,
            inputs=[[1, 2, 0, 0], [3, 3, 4, 0], [4, 1, 2, 3], [0, 0, 0, 0], [2, 0, 1, 0]],
        ),
        "a word that occurs twice has factors in each place",
    ),
    (
        "classes",
        "Dropout before a softmax, in shuffled batches.",
        f"{ALL} DENSE-17",
        classifier(
            [4],
            layer(4, 6, "relu", "of classes"),
            dropout(0.5),
            inputs=6,
            optimizer={"name": "adam", "learning_rate": 0.05},
        ),
        "the usual place of dropout",
    ),
]
HUGE = learning(
    [1],
    [
        layer(1, 2, "linear", kernel=[[1e300, 1]], bias=None),
        layer(2, 2, "linear", kernel=[[1e300, 0], [0, 1]], bias=None),
        dropout(FIRST + 0.01),
    ],
    2,
    inputs=[[1]] * 5,
)
NETWORK = learning(
    [3],
    [dropout(0.5), layer(3, 2, "tanh", "fault"), dropout(0.25), layer(2, 1, "linear", "fault 2")],
    1,
)
TYPES: list[FieldFault] = [
    at("rate_a_list", [0.5], "wrong_type", ": expected a number", "rate"),
    at("units_of_halves", 2.5, "wrong_type", ": expected a whole number", "units", 1),
    at("later_rate_true", True, "wrong_type", ": expected a number", "rate", 2),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
VALUES: list[FieldFault] = [
    at("rate_1", 1, "out_of_range", FRACTION, "rate"),
    at(
        "kernel_nan",
        [["NaN", 1]] * 3,
        "not_finite",
        "[0][0]: expected a finite number",
        "kernel",
        1,
    ),
    at("later_rate_nan", "NaN", "not_finite", ": expected a finite number", "rate", 2),
    at("later_bias", ["NaN"], "not_finite", "[0]: expected a finite number", "bias", 3),
    (
        "loss_unknown",
        "loss",
        "mae",
        "loss",
        "unknown_name",
        f": expected one of {LOSSES}",
    ),
]
MORE: list[FieldFault] = [
    at("rate_null", None, "wrong_type", ": expected a number", "rate"),
    at("rate_a_text", "half", "wrong_type", ": expected a number", "rate"),
    at("rate_below_0", -0.1, "out_of_range", FRACTION, "rate"),
    at("rate_just_below_0", -5e-324, "out_of_range", FRACTION, "rate"),
    at("rate_50", 50, "out_of_range", FRACTION, "rate"),
    at("rate_infinite", "Infinity", "not_finite", ": expected a finite number", "rate"),
    at("rate_minus_infinite", "-Infinity", "not_finite", ": expected a finite number", "rate"),
    at("later_rate_1", 1.0, "out_of_range", FRACTION, "rate", 2),
    at("seed", 3, "unknown_field", ": a layer has no such field", "seed"),
    at("noise_shape", [1, 3], "unknown_field", ": a layer has no such field", "noise_shape"),
    at("factors", None, "unknown_field", ": a layer has no such field", "factors"),
    at("dropout_of_dense", 0.5, "unknown_field", ": a layer has no such field", "dropout", 1),
    (
        "rate_missing",
        "layers[0]",
        {"kind": "dropout"},
        "layers[0].rate",
        "missing_field",
        ": this field is required",
    ),
    (
        "kernel_after_it",
        "layers[1].kernel",
        [[1, 2]] * 2,
        "layers[1].kernel",
        "shape_mismatch",
        ": expected length 3, that of layers[0].input_shape, got length 2",
    ),
    (
        "inputs_of_two",
        "inputs[1]",
        [0, 1],
        "inputs",
        "shape_mismatch",
        "[1]: expected length 3, that of layers[0].input_shape, got length 2",
    ),
    (
        "sizes_of_a_sequence",
        "input_shape",
        [1, 3],
        "layers[1].kernel",
        "shape_mismatch",
        ": expected examples that are one row of numbers: put a flatten layer before it",
    ),
]
REFUSED: list[Draft] = [
    Draft(
        "diverged_infinity_left_out",
        "An infinite number is left out: infinity times 0.0 is no number.",
        "DROP-2 ERR-11 ARITH-4",
        HUGE,
        "a product, not a choice",
        expected=refusal(
            "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    ),
    *(
        Draft(
            f"fault_{name}_crossentropy",
            f'"{loss}", a crossentropy with another spelling, after dropout.',
            "ERR-10",
            learning([3], [layer(3, 2, activation, "last"), dropout(0.5)], 2, loss=loss),
            "bad input",
            expected=refusal("unknown_name", "loss", f"loss: expected one of {LOSSES}"),
        )
        for name, activation, loss in [
            ("binary", "sigmoid", "binary_cross_entropy"),
            ("sparse", "softmax", "sparse_categorical_cross_entropy"),
        ]
    ),
    Draft(
        "in_dense",
        "Dropout in the experiment of dense layers alone, where no layer has a kind.",
        "ERR-4 PORT-7",
        {
            "experiment": "dense",
            **{k: v for k, v in NETWORK.items() if k not in ("experiment", "input_shape")},
        },
        "bad input",
        expected=refusal(
            "unknown_field", "layers[0].kind", "layers[0].kind: a layer has no such field"
        ),
    ),
]

CASES: list[Draft] = [
    *trajectories([*PLACES, *RUNS, *RATES, *SHAPES_OF]),
    *(
        draft
        for faults in (TYPES, VALUES, *([fault] for fault in MORE))
        for draft in ordered("fault", NETWORK, faults)
    ),
    *REFUSED,
]
