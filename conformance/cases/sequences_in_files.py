"""Cases of layers on sequences in model files: saved, read, damaged, and predictions."""

import struct
from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.files import (
    FIELDS,
    NO_FILE,
    compact,
    description_2,
    doubles,
    file_2,
    file_of,
    header_of,
    load,
    predict,
    read_files,
    save,
    saved_2,
    saved_networks,
    tensors,
)
from cases.images import FLAT, ordered
from cases.networks import Json, layer, spread
from cases.steps import (
    at,
    bidirectional,
    embedding,
    gru,
    lstm,
    masking,
    repeat_vector,
    simple_rnn,
    time_distributed,
)

Tensor = tuple[str, list[int], bytes]
# Four steps
ALL: list[Json] = [
    embedding(5, 2, "file", mask_zero=True),
    masking(mask_value=0.25),
    simple_rnn(2, 2, "file", return_sequences=True, activation="sigmoid"),
    time_distributed(2, 3, "file", activation="relu"),
    lstm(
        *(3, 2, "file"),
        activation="sigmoid",
        recurrent_activation="tanh",
        return_sequences=True,
        go_backwards=True,
    ),
    gru(2, 3, "file", bias=None, activation="relu", recurrent_activation="linear"),
    repeat_vector(2),
    gru(3, 2, "file 2", go_backwards=True),
    layer(2, 2, "softmax", "sequences"),
]
SHAPE = [4]
# Three steps of two features
BOTH: list[Json] = [
    masking(),
    bidirectional(lstm, 2, 2, "file", return_sequences=True, recurrent_activation="tanh"),
    bidirectional(gru, 4, 2, "file", bias=None, return_sequences=True),
    bidirectional(simple_rnn, 4, 3, "file", backward_bias=None, activation="relu"),
]
BOTH_SHAPE = [3, 2]
PLACES = {
    "embedding": 0,
    "masking": 1,
    "simple_rnn": 2,
    "time_distributed": 3,
    "lstm": 4,
    "gru": 7,
    "repeat_vector": 6,
}
WORDS = [[1, 2, 0, 0], [4, 3, 1, 1]]
ODD_WEIGHTS = [["-0", 5e-324], [1.7976931348623157e308, -1e-310]]
BUILD = {"simple_rnn": simple_rnn, "lstm": lstm, "gru": gru}
# name, text, steps, features, units, fields
WAYS: list[tuple[str, str, int, int, int, Json]] = [
    ("alone", "Every default.", 3, 2, 3, {}),
    ("no_bias", "No bias, all outputs.", 2, 1, 2, {"bias": None, "return_sequences": True}),
    ("one_unit", "One unit, from last to first.", 2, 3, 1, {"go_backwards": True}),
]
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "sequences": ("Layers of every kind on sequences.", ALL, SHAPE),
    "both_directions": ("Layers for both directions.", BOTH, BOTH_SHAPE),
    "masking_alone": ("Masking with its default value, which is a tensor.", [masking()], [3, 2]),
    "masking_odd_value": (
        "A value of -0.0, whose bits a file has.",
        [masking(mask_value="-0")],
        [3, 2],
    ),
    "repeat_vector_alone": ("A file without tensors.", [repeat_vector(3)], [2]),
    "each_step_alone": (
        "A dense layer for each step with its defaults.",
        [{"kind": "time_distributed", "units": 2, "kernel": [[0.5, 1], [-1, 0.25]]}],
        [3, 2],
    ),
    "embedding_alone": ("An embedding with its defaults.", [embedding(4, 3, "alone")], [2]),
    "embedding_odd_weights": (
        "Vectors that are -0.0, subnormal and as large as can be.",
        [embedding(2, 2, embeddings=ODD_WEIGHTS)],
        [3],
    ),
    **{
        f"{kind}_{name}": (told, [build(n, u, f"file {name}", **fields)], [t, n])
        for kind, build in BUILD.items()
        for name, told, t, n, u, fields in WAYS
    },
}
NETWORKS |= {
    f"bidirectional_{kind}_alone": (
        "Every default, in both directions.",
        [bidirectional(build, 2, 2, "alone")],
        [3, 2],
    )
    for kind, build in BUILD.items()
}


def inputs_of(name: str) -> list[list[Any]]:
    """Return two examples for a network, which are words for one that begins with a table."""
    _, layers, shape = NETWORKS[name]
    if layers[0]["kind"] == "embedding":
        numbers = layers[0]["input_dim"]
        return [[(3 * i + j) % numbers for j in range(shape[0])] for i in range(2)]
    return spread(2, prod(shape), f"predict {name}")


def full(network: list[Json]) -> list[Json]:
    """Return the layers of an answer, with every field."""
    rest: Json = {**FIELDS, "dense": {"bias": None}, "masking": {"mask_value": 0}}
    kinds = [(each.get("kind", "dense"), each) for each in network]
    return [{"kind": kind, **rest[kind], **each} for kind, each in kinds]


def held(network: list[Json], shape: list[int]) -> Json:
    """Return the answer to load_model."""
    return {"input_shape": shape, "layers": full(network), "columns": None, "classes": None}


def both(i: int, *missing: str, tensors: Json | None = None, **changes: Any) -> bytes:
    """Return the file of both directions with other entries in a layer, and some left out.

    tensors: those that are changed, by name; None for one that is left out
    """
    about = description_2(BOTH, input_shape=BOTH_SHAPE)
    kept = {key: value for key, value in about["layers"][i].items() if key not in missing}
    layers = [*about["layers"][:i], {**kept, **changes}, *about["layers"][i + 1 :]]
    changed = {f"layers.{i}.{name}": tensor for name, tensor in (tensors or {}).items()}
    return file_2(BOTH, {**about, "layers": layers}, **changed)


def entry(i: int, *missing: str, **changes: Any) -> bytes:
    """Return the file of every kind with other entries in a layer, and some left out."""
    about = description_2(ALL, input_shape=SHAPE)
    kept = {key: value for key, value in about["layers"][i].items() if key not in missing}
    layers = [*about["layers"][:i], {**kept, **changes}, *about["layers"][i + 1 :]]
    return file_2(ALL, {**about, "layers": layers})


def with_tensor(name: str, tensor: Tensor | None) -> bytes:
    """Return the file of every kind with another tensor, or without it."""
    return file_2(ALL, description_2(ALL, input_shape=SHAPE), **{name: tensor})


def weights(*sizes: int) -> Tensor:
    """Return a tensor of some numbers in this shape."""
    return "F64", list(sizes), doubles(spread(1, prod(sizes), "tensor")[0])


COUNTS: list[tuple[str, Any]] = [
    ("a_text", "2"),
    ("true", True),
    ("null", None),
    ("0", 0),
    ("below_0", -1),
    ("of_halves", 2.5),
    ("a_list", [2]),
    ("of_many_digits", 10**40),
    ("of_another_number", 7),
]
NAMES: list[tuple[str, Any]] = [
    ("softmax", "softmax"),
    ("unknown", "swish"),
    ("null", None),
    ("a_list", ["tanh"]),
    ("in_capitals", "TANH"),
]
BOOLEANS: list[tuple[str, Any]] = [("a_number", 1), ("null", None), ("a_text", "true")]
RECURRENT = {
    "units": COUNTS,
    "activation": NAMES,
    "bias": BOOLEANS,
    "return_sequences": BOOLEANS,
    "go_backwards": BOOLEANS,
}
GATED = {**RECURRENT, "recurrent_activation": NAMES}
# What a description may not say, by kind and field
WRONG: dict[str, dict[str, list[tuple[str, Any]]]] = {
    "embedding": {"input_dim": COUNTS, "output_dim": COUNTS, "mask_zero": BOOLEANS},
    "repeat_vector": {"n": COUNTS[:-1]},
    "time_distributed": {"units": COUNTS, "activation": NAMES, "bias": BOOLEANS},
    "simple_rnn": RECURRENT,
    "lstm": GATED,
    "gru": GATED,
}
# Tensors: kind, name, label, what is told, tensor
TENSORS: list[tuple[str, str, str, str, Tensor | None]] = [
    *(
        (kind, name, label, told, tensor)
        for kind, name, shape in [
            ("embedding", "embeddings", [5, 2]),
            ("masking", "mask_value", [1]),
            ("simple_rnn", "kernel", [2, 2]),
            ("simple_rnn", "recurrent_kernel", [2, 2]),
            ("simple_rnn", "bias", [2]),
            ("time_distributed", "kernel", [2, 3]),
            ("time_distributed", "bias", [3]),
            ("lstm", "kernel", [3, 8]),
            ("lstm", "recurrent_kernel", [2, 8]),
            ("lstm", "bias", [8]),
            ("gru", "kernel", [3, 6]),
            ("gru", "recurrent_kernel", [2, 6]),
            ("gru", "bias", [2, 6]),
        ]
        for label, told, tensor in [
            ("missing", f"A layer without its {name}.", None),
            ("of_one_more", f"A {name} of one row more.", weights(shape[0] + 1, *shape[1:])),
            ("in_one_more_list", f"A {name} of one size more.", weights(1, *shape)),
            (
                "in_f32",
                f"A {name} of binary32.",
                ("F32", shape, struct.pack(f"<{prod(shape)}f", *[0] * prod(shape))),
            ),
            (
                "with_nan",
                f"A {name} with a NaN.",
                ("F64", shape, doubles([*[0] * (prod(shape) - 1), "NaN"])),
            ),
        ]
    ),
    ("embedding", "embeddings", "empty", "A table without columns.", ("F64", [5, 0], b"")),
    ("lstm", "kernel", "empty", "A kernel for no features.", ("F64", [0, 8], b"")),
    ("lstm", "kernel", "transposed", "A kernel with its columns first.", weights(8, 3)),
    ("gru", "bias", "of_one_size", "Both biases in one row.", weights(12)),
    ("gru", "bias", "of_one", "One bias alone.", weights(6)),
    ("masking", "mask_value", "of_no_size", "A value without a size.", weights()),
    (
        "masking",
        "mask_value",
        "infinite",
        "A value that is infinite.",
        ("F64", [1], doubles(["-Infinity"])),
    ),
]
# text, layers, the shape of an example
MISFITS: dict[str, tuple[str, list[Json], list[int]]] = {
    "an_embedding_after_a_layer": (
        "An embedding after a flatten layer.",
        [FLAT, embedding(5, 2)],
        [4],
    ),
    "an_embedding_of_features": (
        "An embedding of steps with a feature.",
        [embedding(5, 2)],
        [4, 1],
    ),
    "a_mask_of_rows": ("Masking of rows.", [masking()], [4]),
    "a_repeated_sequence": ("Steps that are repeated.", [repeat_vector(2)], [4, 2]),
    "each_step_of_an_image": ("Images for steps.", [time_distributed(2, 2)], [3, 3, 2]),
    "other_features": ("Steps of three features for two.", [simple_rnn(2, 2)], [4, 3]),
    "a_row": ("A row for steps.", [lstm(4, 1)], [4]),
    "a_layer_after_the_last_output": (
        "Steps after a last output.",
        [gru(2, 2), simple_rnn(2, 2)],
        [4, 2],
    ),
    "a_dense_layer": (
        "A dense layer after all outputs.",
        [lstm(1, 1, return_sequences=True), layer(4, 1, "tanh")],
        [4, 1],
    ),
    "too_many_steps": (
        "Steps with more columns than a request may ask for.",
        [lstm(1, 1)],
        [2**23, 1],
    ),
    "too_many_repetitions": ("Too many outputs.", [repeat_vector(2**23)], [3]),
    "too_many_vectors": ("Too many outputs.", [embedding(1, 3)], [2**23]),
    "too_many_units": (
        "Too many outputs.",
        [time_distributed(1, 3)],
        [2**23, 1],
    ),
}
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (f"{kind}_without_{name}", f"A layer that does not have its {name}.", entry(i, name))
        for kind, i in PLACES.items()
        for name in FIELDS[ALL[i]["kind"]]
    ),
    *(
        (
            f"{kind}_{name}_{label}",
            f"Another {name} than a layer can have.",
            entry(PLACES[kind], **{name: value}),
        )
        for kind, fields in WRONG.items()
        for name, values in fields.items()
        for label, value in values
    ),
    *(
        (f"{kind}_{name}_{label}", told, with_tensor(f"layers.{PLACES[kind]}.{name}", tensor))
        for kind, name, label, told, tensor in TENSORS
    ),
    *(
        (f"sequences_that_do_not_fit_{name}", told, saved_2(layers, input_shape=shape))
        for name, (told, layers, shape) in MISFITS.items()
    ),
    (
        "lstm_in_version_1",
        "An LSTM in a file of version 1.",
        file_2(ALL, {"version": 1, "layers": description_2(ALL, input_shape=SHAPE)["layers"]}),
    ),
    ("kind_rnn", "A kind that there is not.", entry(2, kind="rnn")),
    ("kind_lstm_of_a_simple_layer", "Another kind than its weights have.", entry(2, kind="lstm")),
    ("kind_lstm_of_a_class", "The name of a class for a kind.", entry(4, kind="LSTM")),
]
DAMAGED += [
    *(
        (f"both_directions_without_{name}", f"A layer without its {name}.", both(1, name))
        for name in FIELDS["bidirectional_lstm"]
    ),
    *(
        (
            f"both_directions_{name}_{label}",
            f"Another {name} than a layer can have.",
            both(1, **{name: value}),
        )
        for name, values in [
            ("units", COUNTS[:4]),
            ("recurrent_activation", NAMES[:3]),
            ("backward_bias", BOOLEANS),
            ("return_sequences", BOOLEANS),
        ]
        for label, value in values
    ),
    *(
        (f"both_directions_{name}_{label}", told, both(i, tensors={name: tensor}))
        for i, name, shape in [
            (1, "backward_kernel", [2, 8]),
            (1, "backward_recurrent_kernel", [2, 8]),
            (1, "backward_bias", [8]),
            (2, "backward_bias", [2, 6]),
            (3, "bias", [3]),
        ]
        for label, told, tensor in [
            (f"{i}_missing", "A layer without one of its tensors.", None),
            (f"{i}_of_one_more", "A tensor of one row more.", weights(shape[0] + 1, *shape[1:])),
            (
                f"{i}_with_infinity",
                "A tensor with an infinity.",
                ("F64", shape, doubles([*[0] * (prod(shape) - 1), "Infinity"])),
            ),
        ]
    ),
    (
        "both_directions_of_other_features",
        "Kernels for other features in the second direction.",
        both(1, tensors={"kernel": weights(2, 8), "backward_kernel": weights(3, 8)}),
    ),
    ("both_directions_of_one", "A kind for one direction.", both(1, kind="bidirectional")),
    (
        "both_directions_of_filters",
        "A kind that there is not.",
        both(1, kind="bidirectional_conv1d"),
    ),
]
LSTM = [lstm(2, 2, "notations")]

READ: list[tuple[str, str, bytes, Json, str]] = [
    *(
        (
            f"load_{name}",
            told,
            saved_2(layers, input_shape=shape),
            held(layers, shape),
            "what has been saved is read again",
        )
        for name, (told, layers, shape) in NETWORKS.items()
    ),
    (
        "load_sequences_with_further_entries",
        "Further entries in every layer.",
        file_2(
            ALL,
            {
                **description_2(ALL, input_shape=SHAPE),
                "layers": [
                    {"name": "a", **each, "stateful": True, "mask": [1], "mask_value": 3}
                    for each in description_2(ALL, input_shape=SHAPE)["layers"]
                ],
            },
        ),
        held(ALL, SHAPE),
        "a version that adds something shall be read",
    ),
    (
        "load_sequences_with_a_further_bias",
        "A tensor layers.5.bias, where the units are said to have no bias.",
        file_2(
            ALL, description_2(ALL, input_shape=SHAPE), **{"layers.5.bias": ("F32", [1], bytes(4))}
        ),
        held(ALL, SHAPE),
        "the description says what belongs to a layer",
    ),
    (
        "load_units_in_other_notations",
        "Units with an exponent.",
        file_of(
            compact(
                header_of(
                    dict(sorted(tensors(LSTM).items())),
                    {"refnet": compact(description_2(LSTM, input_shape=[2, 2]))},
                )
            ).replace('\\"units\\":2', '\\"units\\":20e-1'),
            b"".join(data for _, (_, _, data) in sorted(tensors(LSTM).items())),
        ),
        held(LSTM, [2, 2]),
        "PORT-5's whole numbers, which not every language can tell apart",
    ),
]
SAVE_ALL = save(ALL, input_shape=SHAPE)
SAVED_FAULTS = [
    at(
        "return_sequences_null",
        None,
        "wrong_type",
        ": expected true or false",
        "return_sequences",
        4,
    ),
    at("gru_bias_of_one", [[0] * 6], "shape_mismatch", ": expected the shape [2][6]", "bias", 7),
    at("mask_value_nan", "NaN", "not_finite", ": expected a finite number", "mask_value", 1),
]
WITHOUT_SHAPE = [
    masking(),
    repeat_vector(2),
    time_distributed(1, 1),
    embedding(2, 2),
    simple_rnn(1, 1),
    lstm(1, 1),
    gru(1, 1),
]
NAMED: list[tuple[str, Json, str, list[str], str]] = [
    (
        "save_columns_of_sequences",
        SAVE_ALL,
        "columns",
        ["a"],
        "columns: expected length 4, that of layers[0].input_shape, got length 1",
    ),
    *(
        (
            f"save_classes_of_{each['kind']}",
            save([each], input_shape=shape),
            "classes",
            [],
            f"classes: expected length {outputs}, that of layers[0].{field}, got length 0",
        )
        for each, shape, outputs, field in [
            (masking(), [2, 3], 6, "input_shape"),
            (repeat_vector(4), [3], 12, "n"),
            (time_distributed(2, 3), [5, 2], 15, "units"),
            (embedding(2, 3), [4], 12, "output_dim"),
            (simple_rnn(2, 3), [5, 2], 3, "units"),
            (lstm(2, 3, return_sequences=True), [5, 2], 15, "units"),
            (gru(2, 3), [5, 2], 3, "units"),
        ]
    ),
]
# Inputs of the network of every kind: name, inputs, code, the end of the message
INPUTS: list[tuple[str, Any, str, str]] = [
    (
        "of_two",
        [[1, 2]],
        "shape_mismatch",
        "[0]: expected length 4, that of layers[0].input_shape, got length 2",
    ),
    (
        "beyond_the_table",
        [WORDS[0], [1, 5, 0, 9]],
        "out_of_range",
        "[1][1]: expected a whole number, 0 to 4",
    ),
    ("of_halves", [[0, 0.5, 0, 0]], "out_of_range", "[0][1]: expected a whole number, 0 to 4"),
    (
        "nan_after_an_unknown_number",
        [[0, 9, 0, "NaN"]],
        "not_finite",
        "[0][3]: expected a finite number",
    ),
]
# name, text, layers, the shape of an example, inputs
MASKED: list[tuple[str, str, list[Json], list[int], Any]] = [
    (
        "steps",
        "Steps of the value that a file has.",
        [masking(mask_value=0.25), lstm(1, 2, "masked")],
        [4, 1],
        [[1, 0.25, 0, 0.25], [0.25, 0.25, 0.5, 1]],
    ),
    (
        "words",
        "Steps of the number 0.",
        [embedding(5, 2, "masked", mask_zero=True), simple_rnn(2, 2, "masked")],
        [4],
        WORDS,
    ),
]

CASES = [
    *saved_networks(NETWORKS),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_{name}",
                told,
                "FILE-5",
                predict(saved_2(layers, input_shape=shape), inputs_of(name)),
                "what has been saved is read again",
            )
            for name, (told, layers, shape) in NETWORKS.items()
        ]
    ),
    *trajectories(
        [
            (
                f"predict_masked_{name}",
                told,
                "FILE-5 RNN-5",
                predict(saved_2(layers, input_shape=shape), inputs),
                "the mask is that of what the file says",
            )
            for name, told, layers, shape, inputs in MASKED
        ]
    ),
    Draft(
        "predict_no_sequence",
        "No example for a network on sequences.",
        "FILE-5",
        predict(saved_2(ALL, input_shape=SHAPE), []),
        "there may be no row",
        expected={"outputs": []},
    ),
    *(
        Draft(
            f"bad_file_{name}",
            told,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, WORDS),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, told, content) in enumerate(DAMAGED)
    ),
    *(draft for fault in SAVED_FAULTS for draft in ordered("save_sequences", SAVE_ALL, [fault])),
    *(
        Draft(
            f"save_{each['kind']}_without_an_input_shape",
            "A first layer that does not know the shape of its inputs, and no input_shape.",
            "ERR-6",
            save([each]),
            "bad input",
            expected=refusal("empty", "input_shape", "input_shape: expected at least one number"),
        )
        for each in WITHOUT_SHAPE
    ),
    *(
        Draft(
            name,
            f"Another number of {field}.",
            "ERR-7",
            {**request, field: names},
            "bad input",
            expected=refusal("shape_mismatch", field, message),
        )
        for name, request, field, names, message in NAMED
    ),
    *(
        Draft(
            f"predict_inputs_{name}",
            f"Inputs of an embedding that it cannot look up: {name.replace('_', ' ')}.",
            "ERR-7" if code == "shape_mismatch" else "ERR-8" if code == "not_finite" else "ERR-9",
            predict(saved_2(ALL, input_shape=SHAPE), inputs),
            "bad input",
            expected=refusal(code, "inputs", f"inputs{message}"),
        )
        for name, inputs, code, message in INPUTS
    ),
]
