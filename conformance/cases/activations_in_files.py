"""Cases of further activations and activation layers in model files, which are saved and read."""

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
    saved,
    saved_2,
    saved_networks,
    tensors,
    text,
)
from cases.images import SOFTMAX, activation, conv1d, leaky_relu, ordered
from cases.networks import (
    ACTIVATION,
    FIRST_FOUR,
    FIRST_OF_SUMS,
    FIRST_TEN,
    FURTHER,
    RULES,
    Json,
    layer,
    spread,
)
from cases.steps import at, bidirectional, gru, lstm, simple_rnn, time_distributed

Tensor = tuple[str, list[int], bytes]
# Four steps of three features
ALL: list[Json] = [
    activation("selu"),
    leaky_relu(0.1),
    time_distributed(3, 2, "file", activation="gelu"),
    SOFTMAX,
    conv1d(2, 2, 3, "file", activation="softplus"),
    simple_rnn(3, 2, "file", activation="leaky_relu", return_sequences=True),
    lstm(
        *(2, 2, "file"),
        activation="elu",
        recurrent_activation="hard_sigmoid",
        return_sequences=True,
    ),
    gru(
        *(2, 2, "file"),
        activation="softsign",
        recurrent_activation="softsign",
        return_sequences=True,
    ),
    bidirectional(lstm, 2, 1, "file", activation="softsign", recurrent_activation="softplus"),
    leaky_relu(),
    layer(2, 3, "gelu_tanh", "activations"),
    activation("softmax"),
]
SHAPE = [4, 3]
TEN = [layer(2, 2, each, f"{each} in a file") for each in FIRST_TEN]
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "activations": ("Further activations in layers of many kinds.", ALL, SHAPE),
    "dense_activations": (
        "Ten dense layers of further activations, and one that is a softmax.",
        [*TEN, SOFTMAX],
        [2],
    ),
    **{
        f"activation_{name}": (f"A layer that is {name}, on images.", [activation(name)], [2, 1, 2])
        for name in [*FIRST_FOUR, *FURTHER]
    },
    "activation_softmax": ("A layer that is softmax.", [activation("softmax")], [3]),
    **{
        f"leaky_relu_{name}": (f"A slope that is {told}.", [leaky_relu(slope)], [2, 2])
        for name, told, slope in [
            ("default", "the default one", None),
            ("0", "0.0", 0),
            ("negative_zero", "-0.0, whose bits a file has", "-0"),
            ("smallest", "the smallest number", 5e-324),
            ("huge", "1e300", 1e300),
        ]
    },
    "softmax_alone": ("A softmax of each step: a file without tensors.", [SOFTMAX], [3, 2]),
    "softmax_of_a_row": ("A softmax of one row.", [SOFTMAX], [3]),
}


def full(network: list[Json]) -> list[Json]:
    """Return the layers of an answer, with every field."""
    rest = {**FIELDS, "dense": {"bias": None}, "leaky_relu": {"negative_slope": 0.3}}
    kinds = [(each.get("kind", "dense"), each) for each in network]
    return [{"kind": kind, **rest[kind], **each} for kind, each in kinds]


def held(network: list[Json], shape: list[int]) -> Json:
    """Return the answer to load_model."""
    return {"input_shape": shape, "layers": full(network), "columns": None, "classes": None}


def entry(i: int, *missing: str, **changes: Any) -> bytes:
    """Return the file of all layers with other entries in one of them, and some left out."""
    about = description_2(ALL, input_shape=SHAPE)
    kept = {key: value for key, value in about["layers"][i].items() if key not in missing}
    layers = [*about["layers"][:i], {**kept, **changes}, *about["layers"][i + 1 :]]
    return file_2(ALL, {**about, "layers": layers})


def with_slope(tensor: Tensor | None) -> bytes:
    """Return the file of all layers with another tensor of a slope, or without it."""
    about = description_2(ALL, input_shape=SHAPE)
    return file_2(ALL, about, **{"layers.1.negative_slope": tensor})


def one(*values: Any) -> Tensor:
    """Return a tensor of one size."""
    return "F64", [len(values)], doubles(list(values))


WRONG: list[tuple[str, Any]] = [
    ("unknown", "swish"),
    ("in_capitals", "Elu"),
    ("a_number", 1),
    ("null", None),
    ("a_list", ["elu"]),
    ("an_object", {"elu": 1}),
    ("empty", ""),
]
STEPS = {"simple_rnn": 5, "lstm": 6, "gru": 7, "bidirectional_lstm": 8}
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (f"activation_{label}", "Another activation than a layer can have.", entry(0, activation=x))
        for label, x in WRONG
    ),
    ("activation_missing", "A layer that does not say what it is.", entry(0, "activation")),
    (
        "activation_softmax_of_steps",
        "The activation softmax, where an example is no row of numbers.",
        entry(0, activation="softmax"),
    ),
    *(
        (f"leaky_relu_slope_{label}", words, with_slope(tensor))
        for label, words, tensor in [
            ("missing", "No tensor of the slope.", None),
            ("below_0", "A slope below 0.", one(-0.1)),
            ("just_below_0", "A slope just below 0.", one(-5e-324)),
            ("nan", "A slope that is NaN.", one("NaN")),
            ("infinite", "A slope that is infinite.", one("Infinity")),
            ("minus_infinite", "A slope that is minus infinite.", one("-Infinity")),
            ("of_two", "Two slopes.", one(0.5, 0.5)),
            ("of_none", "A tensor of no number.", one()),
            ("of_no_size", "A slope without a size.", ("F64", [], doubles([0.5]))),
            ("in_one_more_list", "A slope in one more list.", ("F64", [1, 1], doubles([0.5]))),
            ("in_f32", "A slope of binary32.", ("F32", [1], struct.pack("<f", 0.5))),
        ]
    ),
    *(
        (
            f"{kind}_of_{name}",
            f"A recurrent layer of {name}.",
            entry(i, activation=name),
        )
        for kind, i in STEPS.items()
        for name in (*FIRST_OF_SUMS, "softmax")
    ),
    *(
        (
            f"{kind}_with_gates_of_{name}",
            f"A recurrent layer with gates of {name}.",
            entry(i, recurrent_activation=name),
        )
        for kind, i in STEPS.items()
        if kind != "simple_rnn"
        for name in FIRST_OF_SUMS
    ),
    ("conv1d_of_softmax", "Filters of softmax.", entry(4, activation="softmax")),
    ("each_step_of_softmax", "Softmax at each step.", entry(2, activation="softmax")),
    (
        "each_step_of_hard_tanh",
        "An activation that there is not.",
        entry(2, activation="hard_tanh"),
    ),
    ("dense_of_swish", "An activation that there is not.", entry(10, activation="swish")),
    ("kind_leaky_relu_of_a_class", "The name of a class for a kind.", entry(1, kind="LeakyReLU")),
    ("kind_elu", "The name of an activation for a kind.", entry(0, kind="elu")),
    *(
        (
            f"{name}_of_{label}",
            words,
            saved_2([made], input_shape=shape),
        )
        for name, made in [
            ("activation", activation("elu")),
            ("leaky_relu", leaky_relu()),
            ("softmax", SOFTMAX),
        ]
        for label, words, shape in [
            ("a_shape_that_is_none", "A file whose examples have a shape of no size.", []),
            ("too_many", "More inputs than a layer may have.", [2**24 + 1]),
        ]
    ),
    (
        "activation_in_version_1",
        "A layer without weights in a file of version 1.",
        file_of(
            header_of(
                tensors(TEN[:1]),
                {"refnet": compact({"version": 1, "layers": [{"kind": "softmax"}]})},
            ),
            b"".join(data for _, _, data in tensors(TEN[:1]).values()),
        ),
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
    (
        "load_activations_of_version_1",
        "Ten dense layers of further activations in a file of version 1.",
        saved(TEN),
        held(TEN, [2]),
        "an activation needs no new version",
    ),
    (
        "load_activation_layers_with_further_entries",
        "Keys of other kinds in the entries, and a slope where none belongs.",
        file_2(
            ALL[:4],
            {
                **description_2(ALL[:4], input_shape=SHAPE),
                "layers": [
                    {**each, "negative_slope": -1, "axis": 0, "rate": "no"}
                    for each in description_2(ALL[:4], input_shape=SHAPE)["layers"]
                ],
            },
            **{"layers.0.negative_slope": ("F32", [2], bytes(8))},
        ),
        held(ALL[:4], SHAPE),
        "a version that adds something shall be read",
    ),
    (
        "load_leaky_relu_with_an_activation",
        "The activation of another kind in the entries of leaky_relu and softmax.",
        file_2(
            [leaky_relu(0.5), SOFTMAX],
            {
                **description_2([leaky_relu(0.5), SOFTMAX], input_shape=[2]),
                "layers": [
                    {"kind": "leaky_relu", "activation": "swish"},
                    {"kind": "softmax", "activation": 7},
                ],
            },
        ),
        held([leaky_relu(0.5), SOFTMAX], [2]),
        "the kind says which keys a layer has",
    ),
]
FAR: list[Json] = [{"units": 3, "activation": "linear", "kernel": [[1e308, -1e308, 1]]}]
SAVE_ALL = save(ALL, input_shape=SHAPE)
ROW = ": expected examples that are one row of numbers: use a softmax layer"
SAVED_FAULTS = [
    at("activation_unknown", "swish", "unknown_name", ACTIVATION, "activation"),
    at("activation_null", None, "wrong_type", ": expected a string", "activation"),
    at("activation_softmax", "softmax", "shape_mismatch", ROW, "activation"),
    at("slope_below_0", -1, "out_of_range", ": expected 0 or more", "negative_slope", 1),
    at("slope_nan", "NaN", "not_finite", ": expected a finite number", "negative_slope", 1),
    at("slope_null", None, "wrong_type", ": expected a number", "negative_slope", 9),
    at("axis", -1, "unknown_field", ": a layer has no such field", "axis", 3),
]

CASES = [
    *saved_networks(NETWORKS),
    Draft(
        "save_activations_of_version_1",
        "Ten dense layers of further activations.",
        "FILE-1 FILE-2 FILE-3",
        save(TEN),
        "an activation needs no new version",
        expected={"model": text(saved(TEN))},
    ),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_{name}",
                words,
                "FILE-5 ACT-13 ACT-14 ACT-15",
                predict(
                    saved_2(layers, input_shape=shape),
                    spread(3, prod(shape), f"predict {name}", 3.0),
                ),
                "what has been saved is read again",
            )
            for name, (words, layers, shape) in NETWORKS.items()
        ]
    ),
    *trajectories(
        [
            (
                f"predict_far_{name}",
                f"{name} of infinity, minus infinity, NaN and large numbers.",
                f"{RULES[name].split()[0]} ACT-13 ARITH-4 NUM-2",
                predict(
                    saved_2([*FAR, activation(name)]),
                    [[10], [-10], [1], [-1], [1e200], [0], ["-0"], [1e-20], [-1e-20]],
                ),
                "outputs of a prediction may be infinite, or none at all",
            )
            for name in FURTHER
        ]
    ),
    *(
        Draft(
            f"bad_file_{name}",
            words,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, spread(3, 12, "predict activations")),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, words, content) in enumerate(DAMAGED)
    ),
    *(draft for fault in SAVED_FAULTS for draft in ordered("save_activations", SAVE_ALL, [fault])),
    *(
        Draft(
            f"save_{each['kind']}_without_an_input_shape",
            "A first layer that does not know the shape of its inputs, and no input_shape.",
            "ERR-6",
            save([each]),
            "bad input",
            expected=refusal("empty", "input_shape", "input_shape: expected at least one number"),
        )
        for each in (activation("elu"), leaky_relu(), SOFTMAX)
    ),
    Draft(
        "save_classes_of_an_activation",
        "Another number of classes.",
        "ERR-7",
        {**save([activation("elu")], input_shape=[2, 3]), "classes": []},
        "bad input",
        expected=refusal(
            "shape_mismatch",
            "classes",
            "classes: expected length 6, that of layers[0].input_shape, got length 0",
        ),
    ),
    Draft(
        "predict_inputs_of_a_softmax",
        "Rows of two numbers for a softmax of three.",
        "ERR-7",
        predict(saved_2([SOFTMAX], input_shape=[3]), [[1, 2, 3], [1, 2]]),
        "bad input",
        expected=refusal(
            "shape_mismatch",
            "inputs",
            "inputs[1]: expected length 3, that of layers[0].input_shape, got length 2",
        ),
    ),
]
