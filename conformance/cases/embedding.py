"""Cases of the chapter embedding: tables of vectors, alone and before recurrent layers."""

from typing import Any

from cases import Draft, Trajectory, trajectories
from cases.images import FLAT, SIZE, FieldFault, classifier, learning, only_outputs, ordered
from cases.networks import LOSSES, Json, layer, shares
from cases.recurrent import BOTH, SEQUENCES
from cases.steps import BOOLEAN, STEPS, at, embedding, gru, lstm, simple_rnn, time_distributed

WORDS = [[1, 2, 1, 4], [0, 3, 3, 3], [4, 0, 2, 1], [2, 2, 2, 2], [3, 1, 0, 0]]
PADDED = [[1, 2, 0, 0], [0, 0, 3, 4], [4, 0, 2, 0], [0, 0, 0, 0], [3, 1, 2, 4]]


def looked_up(table: Json, words: list[Any], **changes: Any) -> Json:
    """Return the request of a table alone that trains on sequences."""
    outputs = len(words[0]) * table["output_dim"]
    request = learning([len(words[0])], [table], outputs, inputs=words)
    return {**request, "targets": shares(len(words), outputs, "of words"), **changes}


ALONE: list[Trajectory] = [
    (
        "repeated_numbers",
        "Numbers several times in an example and in a batch: their deltas are added.",
        "EMBED-1 EMBED-2",
        looked_up(embedding(5, 3), WORDS),
        "the gradient of a row is a sum over its steps",
    ),
    (
        "one_batch",
        "All examples in one batch, with numbers that no example has.",
        "EMBED-1 EMBED-2",
        looked_up(embedding(7, 2), WORDS, batch_size=None, epochs=3),
        "a row without steps stays as it is",
    ),
    (
        "order_of_the_gradients",
        "The same number in every step of five examples, whose deltas do not sum exactly.",
        "EMBED-2 ARITH-1",
        looked_up(
            embedding(2, 2),
            [[1] * 6] * 5,
            batch_size=5,
            epochs=1,
            optimizer={"name": "sgd", "learning_rate": 1.0},
        ),
        "from 0.0 over the examples in order, and the steps of each in order",
    ),
    (
        "one_step",
        "Sequences of one step.",
        "EMBED-1 EMBED-2",
        looked_up(embedding(3, 4, "one step"), [[2], [0], [2]]),
        "the shape after it is [1][output_dim]",
    ),
    (
        "one_number",
        "A table of one row of one number.",
        "EMBED-1 EMBED-2",
        looked_up(embedding(1, 1, "one number"), [[0, 0, 0]]),
        "the smallest table",
    ),
    (
        "negative_zero",
        "-0.0 in the inputs is the number 0.",
        "EMBED-1 EMBED-2",
        looked_up(embedding(3, 2, "zero"), [["-0", 1, 0], [2, "-0", "-0"]]),
        "a number is looked up, and not its sign",
    ),
    (
        "numbers_in_other_notations",
        "Numbers with a point, as texts and in hexadecimal digits.",
        "EMBED-1 PORT-5",
        only_outputs(
            looked_up(
                embedding(9, 2, "notations"),
                [[2.0, "0x4008000000000000", 5e0, "0x0000000000000000"]],
            )
        ),
        "where one number may stand, all its notations may",
    ),
    (
        "vectors_of_negative_zeros",
        "Vectors of -0.0 and subnormal numbers come out as they are.",
        "EMBED-1 NUM-2",
        only_outputs(
            looked_up(
                embedding(2, 3, embeddings=[["-0", 5e-324, 0], [1e308, "-0", -5e-324]]), [[0, 1, 0]]
            )
        ),
        "a look-up is no sum of products",
    ),
    *(
        (
            f"trained_with_{name}",
            f"A table that {name} trains.",
            "EMBED-2 EMBED-1",
            looked_up(embedding(6, 2, name), WORDS, optimizer=optimizer, shuffle_seed=5),
            "the state of a row moves on without steps of its number",
        )
        for name, optimizer in [
            ("momentum", {"name": "sgd", "learning_rate": 0.5, "momentum": 0.9}),
            ("rmsprop", {"name": "rmsprop", "learning_rate": 0.01}),
            ("adam", {"name": "adam", "learning_rate": 0.05}),
        ]
    ),
]
TRAINED: list[Trajectory] = [
    (
        "before_dense_layers",
        "Words that tell classes apart, through a flatten layer.",
        "EMBED-1 EMBED-2 DENSE-17",
        {
            **classifier([4], embedding(5, 2, "classes"), inputs=8),
            "inputs": [*WORDS, [0, 1, 2, 3], [4, 4, 1, 0]],
        },
        "the gradients of the vectors are those of a dense layer's inputs",
    ),
    (
        "mask_zero_alone",
        "A mask that nobody reads: row 0 is looked up and learns.",
        "EMBED-1 EMBED-2 SEQ-4",
        looked_up(embedding(5, 2, "mask", mask_zero=True), PADDED),
        "the mask does not change the outputs",
    ),
    *(
        (
            f"mask_zero_before_{kind}{name}",
            "Steps of the number 0 are left out.",
            "EMBED-1 EMBED-2 RNN-5 SEQ-4",
            learning(
                [4],
                [embedding(5, 2, "masked", mask_zero=True), build(2, 3, "of words", **fields)],
                12 if fields else 3,
                inputs=PADDED,
            ),
            "sequences of different lengths, filled up with the number 0",
        )
        for kind, build in [("simple_rnn", simple_rnn), ("lstm", lstm), ("gru", gru)]
        for name, fields in [("", {}), ("_backwards_sequences", BOTH)]
    ),
    (
        "mask_zero_of_negative_zero",
        "-0.0 is the number 0 for the mask too.",
        "EMBED-1 RNN-5",
        learning(
            [4],
            [embedding(5, 2, "masked", mask_zero=True), simple_rnn(2, 2, "of zeros")],
            2,
            inputs=[["-0" if number == 0 else number for number in row] for row in PADDED],
        ),
        "a number is compared, and not its sign",
    ),
    (
        "mask_zero_of_numbers",
        "A vector of zeros for the number 2, which is no reason to leave out its steps.",
        "EMBED-1 RNN-5",
        learning(
            [4],
            [
                embedding(3, 2, embeddings=[[0.5, -1], [0.25, 2], [0, 0]], mask_zero=True),
                simple_rnn(2, 2, "of numbers"),
            ],
            2,
            inputs=[[2, 1, 0, 2], [0, 0, 2, 2], [1, 2, 2, 0], [2, 2, 2, 2], [1, 0, 1, 2]],
        ),
        "the mask is that of the numbers",
    ),
    (
        "no_mask",
        "The number 0 without mask_zero is a step like others.",
        "EMBED-1 SEQ-4",
        learning([4], [embedding(5, 2, "masked"), simple_rnn(2, 3, "of words")], 3, inputs=PADDED),
        "the number 0 has a vector",
    ),
    (
        "tagging",
        "A class of two for each word, with a mask.",
        "EMBED-1 EMBED-2 SEQ-3 SEQ-4",
        learning(
            [4],
            [
                embedding(5, 2, "tagging", mask_zero=True),
                lstm(2, 3, "tagging", **SEQUENCES),
                time_distributed(3, 1, "tagging", activation="sigmoid"),
            ],
            4,
            inputs=PADDED,
            targets=[[number % 2 for number in row] for row in WORDS],
            loss="binary_crossentropy",
            shuffle_seed=9,
            optimizer={"name": "adam", "learning_rate": 0.05},
        ),
        "losses take the outputs of all steps",
    ),
    (
        "language_model",
        "The next word after four words.",
        "EMBED-1 EMBED-2 RNN-3",
        {
            **learning(
                [4],
                [
                    embedding(5, 3, "language"),
                    gru(3, 4, "language"),
                    layer(4, 5, "softmax", "language"),
                ],
                1,
                inputs=WORDS,
                loss="sparse_categorical_crossentropy",
            ),
            "targets": [3, 1, 0, 2, 4],
        },
        "words in, words out",
    ),
]

ROWS = ": expected a list of lists of numbers"
NUMBER = ": expected a whole number"
NETWORK = learning(
    [3],
    [embedding(4, 2, "fault"), FLAT, layer(6, 1, "linear", "fault")],
    1,
    inputs=[[1, 2, 3], [0, 1, 2]],
    targets=[[0], [1]],
)
TYPES: list[FieldFault] = [
    at("input_dim_of_halves", 4.5, "wrong_type", NUMBER, "input_dim"),
    at("output_dim_null", None, "wrong_type", NUMBER, "output_dim"),
    at("embeddings_a_row", [1, 2], "wrong_type", ROWS, "embeddings"),
    at("mask_zero_a_number", 1, "wrong_type", BOOLEAN, "mask_zero"),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
SHAPES: list[FieldFault] = [
    at("input_dim_0", 0, "out_of_range", SIZE, "input_dim"),
    at("output_dim_0", 0, "out_of_range", SIZE, "output_dim"),
    ("steps_of_features", "input_shape", [3, 1], "layers[0].input_shape", "shape_mismatch", STEPS),
    at(
        "embeddings_of_three",
        [[1, 2]] * 3,
        "shape_mismatch",
        ": expected the shape [4][2]",
        "embeddings",
    ),
    at("later_kernel", [], "empty", ": expected at least one number", "kernel", 2),
]
VALUES: list[FieldFault] = [
    at(
        "embeddings_nan",
        [[0, 0], [0, 0], [0, "NaN"], [0, 0]],
        "not_finite",
        "[2][1]: expected a finite number",
        "embeddings",
    ),
    at("later_bias", ["NaN"], "not_finite", "[0]: expected a finite number", "bias", 2),
    (
        "loss_unknown",
        "loss",
        "mae",
        "loss",
        "unknown_name",
        f": expected one of {LOSSES}",
    ),
    (
        "learning_rate_nan",
        "optimizer.learning_rate",
        "NaN",
        "optimizer.learning_rate",
        "not_finite",
        ": expected a finite number",
    ),
    (
        "inputs_nan",
        "inputs[1]",
        [0, 9, "NaN"],
        "inputs",
        "not_finite",
        "[1][2]: expected a finite number",
    ),
    (
        "inputs_beyond_the_table",
        "inputs[0]",
        [0, 4, 1.5],
        "inputs",
        "out_of_range",
        "[0][1]: expected a whole number, 0 to 3",
    ),
    (
        "targets_nan",
        "targets",
        [[0], ["NaN"]],
        "targets",
        "not_finite",
        "[1][0]: expected a finite number",
    ),
]
NUMBERED = ": expected a whole number, 0 to 3"
MORE: list[FieldFault] = [
    ("inputs_below_0", "inputs[0][2]", -1, "inputs", "out_of_range", f"[0][2]{NUMBERED}"),
    ("inputs_just_below_0", "inputs[0][2]", -5e-324, "inputs", "out_of_range", f"[0][2]{NUMBERED}"),
    ("inputs_of_halves", "inputs[1][0]", 1.5, "inputs", "out_of_range", f"[1][0]{NUMBERED}"),
    (
        "inputs_just_above_2",
        "inputs[1][0]",
        2.0000000000000004,
        "inputs",
        "out_of_range",
        f"[1][0]{NUMBERED}",
    ),
    (
        "inputs_just_below_1",
        "inputs[1][0]",
        0.9999999999999999,
        "inputs",
        "out_of_range",
        f"[1][0]{NUMBERED}",
    ),
    (
        "inputs_just_above_3",
        "inputs[1][0]",
        3.0000000000000004,
        "inputs",
        "out_of_range",
        f"[1][0]{NUMBERED}",
    ),
    ("inputs_huge", "inputs[1][2]", 1e300, "inputs", "out_of_range", f"[1][2]{NUMBERED}"),
    ("inputs_of_2_32", "inputs[1][2]", 2**32, "inputs", "out_of_range", f"[1][2]{NUMBERED}"),
    (
        "inputs_infinite",
        "inputs[1][2]",
        "-Infinity",
        "inputs",
        "not_finite",
        "[1][2]: expected a finite number",
    ),
    (
        "input_dim_too_many",
        "layers[0].input_dim",
        2**24 + 1,
        "layers[0].input_dim",
        "out_of_range",
        SIZE,
    ),
    (
        "input_dim_of_another_table",
        "layers[0].input_dim",
        5,
        "layers[0].embeddings",
        "shape_mismatch",
        ": expected the shape [5][2]",
    ),
    at("output_dim_too_many", 2**24 + 1, "out_of_range", SIZE, "output_dim"),
    at("output_dim_makes_too_many_outputs", 2**23, "out_of_range", SIZE, "output_dim"),
    at("embeddings_empty", [], "shape_mismatch", ": expected the shape [4][2]", "embeddings"),
    at(
        "embeddings_ragged",
        [[1, 2], [1], [1, 2], [1, 2]],
        "shape_mismatch",
        ": expected the shape [4][2]",
        "embeddings",
    ),
    at("mask_zero_null", None, "wrong_type", BOOLEAN, "mask_zero"),
    at("units", 2, "unknown_field", ": a layer has no such field", "units"),
    (
        "inputs_of_two",
        "inputs[1]",
        [0, 1],
        "inputs",
        "shape_mismatch",
        "[1]: expected length 3, that of layers[0].input_shape, got length 2",
    ),
    (
        "second",
        "layers[1]",
        embedding(2, 2),
        "layers[1].input_dim",
        "shape_mismatch",
        ": expected an embedding to be the first layer",
    ),
    (
        "second_of_no_numbers",
        "layers[1]",
        embedding(2, 2, input_dim=0, output_dim=0),
        "layers[1].input_dim",
        "shape_mismatch",
        ": expected an embedding to be the first layer",
    ),
    (
        "missing_table",
        "layers[0]",
        {"kind": "embedding", "input_dim": 4, "output_dim": 2},
        "layers[0].embeddings",
        "missing_field",
        ": this field is required",
    ),
]

CASES: list[Draft] = [
    *trajectories([*ALONE, *TRAINED]),
    *(
        draft
        for faults in (TYPES, SHAPES, VALUES, *([fault] for fault in MORE))
        for draft in ordered("fault", NETWORK, faults)
    ),
]
