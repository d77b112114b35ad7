"""Cases of dropout and of stateful layers in model files: saved, read, damaged, and predictions."""

import struct
from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.files import (
    FIELDS,
    NO_FILE,
    SPECIAL,
    description_2,
    doubles,
    file_2,
    load,
    predict,
    read_files,
    save,
    saved_2,
    saved_networks,
)
from cases.images import dropout, ordered
from cases.networks import FRACTION, Json, layer, spread
from cases.steps import at, bidirectional, gru, lstm, masking, simple_rnn

Tensor = tuple[str, list[int], bytes]
BUILD = {"simple_rnn": simple_rnn, "lstm": lstm, "gru": gru}
STATEFUL: Json = {"stateful": True}
EVERY: Json = {"dropout": 0.3, "recurrent_dropout": 0.4, **STATEFUL}
NONE: Json = {"dropout": 0.0, "recurrent_dropout": "-0", "stateful": False}
# Three steps of two features
ALL: list[Json] = [
    masking(),
    dropout(0.1),
    simple_rnn(2, 2, "file", return_sequences=True, **EVERY),
    lstm(2, 2, "file", return_sequences=True, dropout=0.25, go_backwards=True),
    gru(2, 2, "file", return_sequences=True, recurrent_dropout=0.75),
    bidirectional(lstm, 2, 2, "file", return_sequences=True, **EVERY),
    bidirectional(gru, 4, 2, "file", return_sequences=True, **STATEFUL, dropout=5e-324),
    bidirectional(simple_rnn, 4, 1, "file", **NONE),
    dropout(0.9999999999999999),
    layer(2, 2, "softmax", "dropped"),
]
SHAPE = [3, 2]
PLACES = {"simple_rnn": 2, "lstm": 3, "gru": 4, "bidirectional_lstm": 5, "bidirectional_gru": 6}
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "dropout_and_states": ("Dropout, and recurrent layers with rates and states.", ALL, SHAPE),
    "dropout_in_a_network": (
        "Dropout before and after a dense layer.",
        [dropout(0.25), layer(3, 2, "tanh", "file"), dropout(0.5), layer(2, 1, "sigmoid", "file")],
        [3],
    ),
    "dropout_alone": ("Dropout alone, on images.", [dropout(0.1)], [2, 2, 1]),
    "dropout_rate_negative_zero": ("A rate of -0.0, whose bits a file has.", [dropout("-0")], [2]),
    "dropout_rate_0": ("A rate of 0.0, which is a tensor too.", [dropout(0)], [2]),
    **{
        f"{kind}_with_{name}": (words, [build(2, 2, "told", **fields)], SHAPE)
        for kind, build in BUILD.items()
        for name, words, fields in [
            ("dropout", "A rate for the features alone.", {"dropout": 0.2}),
            ("recurrent_dropout", "A rate for the states alone.", {"recurrent_dropout": 0.2}),
            ("states", "States that are kept, without rates.", STATEFUL),
            ("rates_and_states", "Both rates, and states that are kept.", EVERY),
            ("rates_of_0", "Rates of 0.0 and -0.0, of which a file has nothing.", NONE),
        ]
    },
    **{
        f"bidirectional_{kind}_with_{name}": (words, [bidirectional(build, 2, 1, **fields)], SHAPE)
        for kind, build in BUILD.items()
        for name, words, fields in [
            ("rates_and_states", "Both rates and states, in both directions.", EVERY),
            ("states", "States that are kept, in both directions.", STATEFUL),
        ]
    },
}


def full(network: list[Json]) -> list[Json]:
    """Return the layers of an answer: every field, rates and states where they matter."""
    rest: Json = {**FIELDS, "dense": {"bias": None}, "flatten": {}, "masking": {"mask_value": 0}}
    result = []
    for each in network:
        kind = each.get("kind", "dense")
        told = {k: v for k, v in each.items() if k not in SPECIAL or float(v) != 0.0}
        result.append({"kind": kind, **rest[kind], **told})
    return result


def held(network: list[Json], shape: list[int]) -> Json:
    """Return the answer to load_model."""
    return {"input_shape": shape, "layers": full(network), "columns": None, "classes": None}


def entry(i: int, **changes: Any) -> bytes:
    """Return the file of every kind with other entries in a layer."""
    about = description_2(ALL, input_shape=SHAPE)
    layers = [*about["layers"][:i], {**about["layers"][i], **changes}, *about["layers"][i + 1 :]]
    return file_2(ALL, {**about, "layers": layers})


def with_rate(i: int, name: str, tensor: Tensor | None) -> bytes:
    """Return the file of every kind with another tensor of a rate, or without it."""
    return file_2(ALL, description_2(ALL, input_shape=SHAPE), **{f"layers.{i}.{name}": tensor})


def told(layers: list[Json], **changes: Any) -> Json:
    """Return the description of a file with other entries in all layers."""
    about = description_2(layers, input_shape=SHAPE)
    return {**about, "layers": [{**each, **changes} for each in about["layers"]]}


def one(*values: Any) -> Tensor:
    """Return a tensor of one size."""
    return "F64", [len(values)], doubles(list(values))


# label, what is told, tensor
BAD_RATES: list[tuple[str, str, Tensor | None]] = [
    ("missing", "No tensor of the rate.", None),
    ("1", "A rate of 1.", one(1)),
    ("below_0", "A rate below 0.", one(-0.1)),
    ("just_below_0", "A rate just below 0.", one(-5e-324)),
    ("nan", "A rate that is NaN.", one("NaN")),
    ("infinite", "A rate that is infinite.", one("Infinity")),
    ("of_two", "Two rates.", one(0.5, 0.5)),
    ("of_none", "A tensor of no number.", one()),
    ("of_no_size", "A rate without a size.", ("F64", [], doubles([0.5]))),
    ("in_one_more_list", "A rate in one more list.", ("F64", [1, 1], doubles([0.5]))),
    ("in_f32", "A rate of binary32.", ("F32", [1], struct.pack("<f", 0.5))),
]
WRONG: list[tuple[str, Any]] = [
    ("a_number", 1),
    ("the_rate", 0.3),
    ("null", None),
    ("a_text", "true"),
    ("a_list", [True]),
]
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (f"dropout_rate_{label}", words, with_rate(1, "rate", tensor))
        for label, words, tensor in BAD_RATES
    ),
    *(
        (f"{kind}_{name}_{label}", words, with_rate(PLACES[kind], name, tensor))
        for kind, name, many in [
            ("simple_rnn", "dropout", 20),
            ("simple_rnn", "recurrent_dropout", 4),
            ("lstm", "dropout", 4),
            ("gru", "recurrent_dropout", 20),
            ("bidirectional_lstm", "recurrent_dropout", 20),
            ("bidirectional_gru", "dropout", 4),
        ]
        for label, words, tensor in BAD_RATES[:many]
    ),
    *(
        (
            f"{kind}_{key}_{label}",
            f"A {key} that is neither true nor false.",
            entry(PLACES[kind], **{key: value}),
        )
        for kind in PLACES
        for key in SPECIAL.values()
        for label, value in WRONG[: 5 if kind in ("simple_rnn", "bidirectional_lstm") else 2]
    ),
    *(
        (
            f"{kind}_{name}_told_without_a_tensor",
            f"A {name} that is told, without its tensor.",
            entry(PLACES[kind], **{name: True}),
        )
        for kind, name in [
            ("lstm", "recurrent_dropout"),
            ("gru", "dropout"),
            ("bidirectional_gru", "recurrent_dropout"),
        ]
    ),
    (
        "dropout_of_a_shape_that_is_none",
        "A file whose examples have a shape of no size.",
        saved_2([dropout(0.5)], input_shape=[]),
    ),
    (
        "dropout_of_too_many",
        "More inputs than a layer may have.",
        saved_2([dropout(0.5)], input_shape=[2**24 + 1]),
    ),
    ("kind_dropout_of_a_class", "The name of a class for a kind.", entry(1, kind="Dropout")),
    (
        "kind_of_noise",
        "A kind that there is not.",
        entry(1, kind="gaussian_dropout"),
    ),
]
READ: list[tuple[str, str, bytes, Json, str]] = [
    *(
        (
            f"load_{name}",
            words,
            saved_2(layers, input_shape=shape),
            held(layers, shape),
            "what has been saved is read again",
        )
        for name, (words, layers, shape) in NETWORKS.items()
    ),
    *(
        (
            f"load_{kind}_told_that_it_has_nothing",
            "Keys with the value false.",
            file_2([build(2, 2)], told([build(2, 2)], **dict.fromkeys(SPECIAL.values(), False))),
            held([build(2, 2)], SHAPE),
            "false is read as if the key were not there",
        )
        for kind, build in BUILD.items()
    ),
    *(
        (
            f"load_{kind}_with_further_rates",
            "Tensors of rates of which the description says nothing, or false.",
            file_2(
                [build(2, 2)],
                told([build(2, 2)], dropout=False),
                **{
                    "layers.0.dropout": one(0.5),
                    "layers.0.recurrent_dropout": ("F32", [2], bytes(8)),
                },
            ),
            held([build(2, 2)], SHAPE),
            "the description says what belongs to a layer",
        )
        for kind, build in BUILD.items()
    ),
    (
        "load_rates_of_0_that_are_told",
        "Rates of 0.0 and -0.0 that a file says to be there.",
        file_2(
            [lstm(2, 2)],
            told([lstm(2, 2)], dropout=True, recurrent_dropout=True),
            **{"layers.0.dropout": one(0), "layers.0.recurrent_dropout": one("-0")},
        ),
        held([lstm(2, 2)], SHAPE),
        "an answer has rates where they are not 0.0",
    ),
    (
        "load_dropout_with_further_entries",
        "Keys of other kinds in the entries of dropout and masking.",
        file_2(ALL[:2], told(ALL[:2], rate=3, dropout=7, keeps_states="yes", stateful=1)),
        held(ALL[:2], SHAPE),
        "a version that adds something shall be read",
    ),
]
SAVE_ALL = save(ALL, input_shape=SHAPE)
SAVED_FAULTS = [
    at("rate_1", 1, "out_of_range", FRACTION, "rate", 1),
    at("rate_null", None, "wrong_type", ": expected a number", "rate", 8),
    at("dropout_1", 1, "out_of_range", FRACTION, "dropout", 2),
    at(
        "recurrent_dropout_nan",
        "NaN",
        "not_finite",
        ": expected a finite number",
        "recurrent_dropout",
        5,
    ),
    at("stateful_null", None, "wrong_type", ": expected true or false", "stateful", 2),
    at("keeps_states", True, "unknown_field", ": a layer has no such field", "keeps_states", 3),
]
INPUTS = spread(3, prod(SHAPE), "predict dropped")

CASES = [
    *saved_networks(NETWORKS),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_{name}",
                words,
                "FILE-5 DROP-2 RNN-6 RNN-7",
                predict(
                    saved_2(layers, input_shape=shape),
                    spread(3, prod(shape), f"predict {name}"),
                ),
                "nothing is left out, and every example begins with states of 0",
            )
            for name, (words, layers, shape) in NETWORKS.items()
        ]
    ),
    *(
        Draft(
            f"bad_file_{name}",
            words,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, INPUTS),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, words, content) in enumerate(DAMAGED)
    ),
    *(
        draft
        for fault in SAVED_FAULTS
        for draft in ordered("save_dropout_and_states", SAVE_ALL, [fault])
    ),
    Draft(
        "save_dropout_without_an_input_shape",
        "A first layer that does not know the shape of its inputs, and no input_shape.",
        "ERR-6",
        save([dropout(0.5)]),
        "bad input",
        expected=refusal("empty", "input_shape", "input_shape: expected at least one number"),
    ),
    Draft(
        "save_classes_of_dropout",
        "Another number of classes.",
        "ERR-7",
        {**save([dropout(0.5)], input_shape=[2, 3]), "classes": []},
        "bad input",
        expected=refusal(
            "shape_mismatch",
            "classes",
            "classes: expected length 6, that of layers[0].input_shape, got length 0",
        ),
    ),
]
