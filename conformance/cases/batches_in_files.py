"""Cases of the batch size in model files: saved, read, damaged, and predictions batch by batch."""

import json
from typing import Any

from cases import FINITE, Draft, refusal, refusals, trajectories
from cases.dropout_in_files import held
from cases.files import (
    ABOUT,
    NO_FILE,
    ONE,
    about,
    description_2,
    file_2,
    load,
    predict,
    save,
    saved_2,
    text,
)
from cases.images import SIZE
from cases.networks import Json, layer, spread
from cases.steps import bidirectional, gru, lstm, masking, padded, simple_rnn

BUILD = {"simple_rnn": simple_rnn, "lstm": lstm, "gru": gru}
STATEFUL: Json = {"stateful": True}
SEQUENCES: Json = {**STATEFUL, "return_sequences": True}
SHAPE = [3, 2]
# Three stateful layers, which have 5 units
THREE_LAYERS: list[Json] = [
    simple_rnn(2, 2, "batches", **SEQUENCES),
    gru(2, 2, "batches", return_sequences=True),
    lstm(2, 2, "batches", **SEQUENCES, go_backwards=True),
    bidirectional(gru, 2, 1, "batches", **STATEFUL),
    layer(2, 1, "sigmoid", "batches"),
]
LARGEST = 2**24 // 5
RNN: list[Json] = [simple_rnn(2, 2, "batches", **STATEFUL)]
PLAIN: list[Json] = [lstm(2, 2, "batches")]
DENSE: list[Json] = [layer(2, 1, "tanh", "batches")]


def with_size(network: list[Json], size: Any, shape: list[int] = SHAPE, **names: Any) -> bytes:
    """Return a file of version 2 with this batch size, whatever it is."""
    given = {"input_shape": shape, **names, "batch_size": size}
    return file_2(network, description_2(network, **given))


def rows(m: int, seed: str, n: int = 6) -> list[list[float]]:
    """Return inputs for a prediction."""
    return spread(m, n, f"predict in batches {seed}")


# text, layers, the shape of an example, what else the file has
SAVED: dict[str, tuple[str, list[Json], list[int], Json]] = {
    "batch_size": ("The batch size of stateful layers.", RNN, SHAPE, {"batch_size": 32}),
    "batch_size_1": ("Batches of one example.", THREE_LAYERS, SHAPE, {"batch_size": 1}),
    "batch_size_and_names": (
        "A batch size after the names.",
        RNN,
        SHAPE,
        {"columns": [*"abcdef"], "classes": ["no", "yes"], "batch_size": 4},
    ),
    "batch_size_largest_of_stateful_layers": (
        "The largest batch size: 2^24 divided by 5 units, rounded down.",
        THREE_LAYERS,
        SHAPE,
        {"batch_size": LARGEST},
    ),
    "batch_size_of_other_layers": (
        "A batch size of a recurrent layer that keeps no states.",
        PLAIN,
        SHAPE,
        {"batch_size": 2**24},
    ),
    "batch_size_of_dense_layers": (
        "Dense layers, which have version 2 because of the batch size.",
        DENSE,
        [2],
        {"batch_size": 2**24},
    ),
}
# name, text, file, answer
READ: list[tuple[str, str, bytes, Json]] = [
    (
        "batch_size_in_another_notation",
        "A batch size of 4.0, which is a whole number.",
        with_size(DENSE, 4.0, [2]),
        {**held(DENSE, [2]), "batch_size": 4},
    ),
    (
        "batch_size_of_version_1",
        "An entry batch_size in version 1, which a reader ignores.",
        about({"refnet": json.dumps({**json.loads(ABOUT["refnet"]), "batch_size": "many"})}),
        held(ONE, [3]),
    ),
]
IN_BATCHES = "a batch begins with the states after the one before, the first with 0"
# name, text, request, reason
PREDICTED: list[tuple[str, str, Json, str]] = [
    *(
        (
            f"{name}_in_batches",
            "Six sequences in batches of two.",
            predict(with_size([build(2, 2, "batches", **STATEFUL)], 2), rows(6, name)),
            IN_BATCHES,
        )
        for name, build in BUILD.items()
    ),
    *(
        (
            f"bidirectional_{name}_in_batches",
            "Six sequences in batches of two, in both directions.",
            predict(
                with_size([bidirectional(build, 2, 2, **STATEFUL)], 2), rows(6, f"both {name}")
            ),
            IN_BATCHES,
        )
        for name, build in BUILD.items()
    ),
    (
        "in_batches_of_one",
        "Batches of one example, which are one long sequence.",
        predict(with_size(THREE_LAYERS, 1), rows(4, "one")),
        IN_BATCHES,
    ),
    (
        "in_batches_of_three",
        "Several stateful layers, and one that begins every batch with 0.",
        predict(with_size(THREE_LAYERS, 3), rows(6, "three")),
        IN_BATCHES,
    ),
    (
        "in_batches_masked",
        "Steps that are not real.",
        predict(
            with_size([masking(), gru(2, 2, "batches", **STATEFUL)], 2, [4, 2]),
            padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", "...x", seed="batches"),
        ),
        IN_BATCHES,
    ),
    (
        "in_batches_with_rates",
        "Rates of dropout, which a prediction does not have.",
        predict(
            with_size([lstm(2, 2, "batches", **STATEFUL, dropout=0.5, recurrent_dropout=0.5)], 2),
            rows(4, "rates"),
        ),
        "nothing is left out",
    ),
    (
        "in_one_batch_of_all",
        "A batch size that is the number of examples.",
        predict(with_size(RNN, 4), rows(4, "all")),
        IN_BATCHES,
    ),
    (
        "stateful_without_a_batch_size",
        "Stateful layers without a batch size: one batch.",
        predict(saved_2(RNN, input_shape=SHAPE), rows(4, "none")),
        "every example begins with states of 0",
    ),
    (
        "batch_size_without_stateful_layers",
        "Five examples and a batch size of 2, which no layer needs.",
        predict(with_size(PLAIN, 2), rows(5, "plain")),
        "only states make batches differ",
    ),
    (
        "no_inputs_in_batches",
        "No row of inputs, which is a multiple of every batch size.",
        predict(with_size(RNN, 2), []),
        "the list of inputs may be empty",
    ),
]
# name, text, file
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (f"batch_size_{name}", f"A batch size that is {words}.", with_size(RNN, value))
        for name, words, value in [
            ("0", "0", 0),
            ("below_0", "-2", -2),
            ("of_a_half", "2.5", 2.5),
            ("a_text", "a text", "2"),
            ("true", "true", True),
            ("null", "null", None),
            ("a_list", "a list", [2]),
            ("huge", "10^13", 10**13),
            ("of_30_digits", "10^30", 10**30),
        ]
    ),
    (
        "batch_size_too_large",
        "A batch size of 2^24 + 1, without stateful layers.",
        with_size(DENSE, 2**24 + 1, [2]),
    ),
    (
        "batch_size_too_large_for_states",
        "A batch size that is too large for the 5 units of all stateful layers.",
        with_size(THREE_LAYERS, LARGEST + 1),
    ),
]
SAVE = save(RNN, input_shape=SHAPE, batch_size=2)
NAN: Json = {**RNN[0], "bias": ["NaN", 0]}
TO_HALF = ": expected 1 to 8388608"
WHOLE = ": expected a multiple of 4 examples, the batch size, because a layer is stateful"
# name, text, rules, request, code, field, message
FAULTS: list[tuple[str, str, str, Json, str, str, str]] = [
    *(
        (
            f"save_batch_size_{name}",
            f"A batch size that is {words}.",
            "ERR-5 PORT-4",
            {**SAVE, "batch_size": value},
            "wrong_type",
            "batch_size",
            "batch_size: expected a whole number or null",
        )
        for name, words, value in [
            ("a_text", "a text", "2"),
            ("true", "true", True),
            ("of_a_half", "2.5", 2.5),
        ]
    ),
    *(
        (
            f"save_batch_size_{name}",
            words,
            "ERR-9 FILE-7",
            {**SAVE, **changes},
            "out_of_range",
            "batch_size",
            f"batch_size{message}",
        )
        for name, words, changes, message in [
            ("0", "A batch size of 0.", {"batch_size": 0}, TO_HALF),
            ("below_0", "A batch size of -1.", {"batch_size": -1}, TO_HALF),
            (
                "too_large_for_states",
                "A batch size that is too large for a stateful layer of 2 units.",
                {"batch_size": 2**23 + 1},
                TO_HALF,
            ),
            (
                "too_large",
                "A batch size of 2^24 + 1, without stateful layers.",
                {"layers": PLAIN, "batch_size": 2**24 + 1},
                SIZE,
            ),
        ]
    ),
    (
        "save_classes_a_number_before_batch_size_a_text",
        "Classes that are no list, which are named before a batch size that is a text.",
        "ERR-5 PORT-4",
        {**SAVE, "classes": 2, "batch_size": "2"},
        "wrong_type",
        "classes",
        "classes: expected a list of strings or null",
    ),
    (
        "save_batch_size_a_text_before_layers_empty",
        "A batch size that is a text, which is named before layers that are not there.",
        "ERR-5 PORT-4",
        {**SAVE, "layers": [], "batch_size": "2"},
        "wrong_type",
        "batch_size",
        "batch_size: expected a whole number or null",
    ),
    (
        "save_bias_nan_before_batch_size_0",
        "A bias of NaN, which is named before a batch size of 0.",
        "ERR-8 PORT-4",
        {**SAVE, "layers": [NAN], "batch_size": 0},
        "not_finite",
        "layers[0].bias",
        f"layers[0].bias[0]{FINITE}",
    ),
    *(
        (
            f"predict_{name}",
            words,
            "ERR-7 FILE-7",
            predict(with_size(THREE_LAYERS, 4), inputs),
            "shape_mismatch",
            "inputs",
            f"inputs{WHOLE}",
        )
        for name, words, inputs in [
            ("half_a_batch", "Half a batch.", rows(2, "half")),
            ("a_batch_and_a_half", "A batch and a half.", rows(6, "six")),
            ("half_a_batch_before_nan", "Half a batch, with NaN.", [["NaN"] * 6] * 2),
        ]
    ),
    (
        "predict_length_before_half_a_batch",
        "A row that is too short, which is named before half a batch.",
        "ERR-7 PORT-4",
        predict(with_size(RNN, 4), [[0.5] * 6, [0.5] * 5]),
        "shape_mismatch",
        "inputs",
        "inputs[1]: expected length 6, that of layers[0].input_shape, got length 5",
    ),
]

CASES = [
    *(
        Draft(
            f"save_{name}",
            words,
            "FILE-7 FILE-5 FILE-3",
            save(layers, input_shape=shape, **given),
            "the rules of the file, byte for byte",
            expected={"model": text(saved_2(layers, input_shape=shape, **given))},
        )
        for name, (words, layers, shape, given) in SAVED.items()
    ),
    *(
        Draft(
            f"load_{name}",
            words,
            "FILE-7 FILE-2",
            load(content),
            "every port reads the same",
            expected=answer,
        )
        for name, words, content, answer in [
            *(
                (
                    name,
                    words,
                    saved_2(layers, input_shape=shape, **given),
                    {**held(layers, shape), **given},
                )
                for name, (words, layers, shape, given) in SAVED.items()
            ),
            *READ,
        ]
    ),
    *trajectories(
        [
            (f"predict_{name}", words, "FILE-7 RNN-6 FILE-1", request, why)
            for name, words, request, why in PREDICTED
        ]
    ),
    *(
        Draft(
            f"bad_file_{name}",
            words,
            "FILE-4 FILE-7 ERR-12",
            predict(content, rows(2, "bad")) if i % 3 == 0 else load(content),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, words, content) in enumerate(DAMAGED)
    ),
    *refusals(FAULTS),
]
