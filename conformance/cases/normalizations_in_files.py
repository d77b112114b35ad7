"""Cases of batch normalizations in model files: saved, read, damaged, and predictions."""

import struct
from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.files import (
    NO_FILE,
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
from cases.images import FLAT, activation, batch_normalization, conv2d, ordered
from cases.networks import Json, layer, spread
from cases.steps import at, lstm, masking

Tensor = tuple[str, list[int], bytes]
OTHER: Json = {"momentum": 0.9, "epsilon": 1e-5}
# Images of two rows and columns and three channels
ALL: list[Json] = [
    batch_normalization(3, "file", **OTHER),
    conv2d(2, 1, 3, 2, "file", bias=None),
    batch_normalization(2, "file", gamma=None),
    activation("relu"),
    FLAT,
    batch_normalization(4, "file", beta=None, momentum="-0", epsilon=5e-324),
    {"kind": "dense", **layer(4, 2, "tanh", "file")},
    batch_normalization(2, "file", gamma=None, beta=None, momentum=1),
]
SHAPE = [2, 2, 3]
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "batch_normalizations": ("Batch normalizations with gamma and beta, or without.", ALL, SHAPE),
    "batch_normalization_alone": (
        "A batch normalization alone, whose settings are the defaults.",
        [batch_normalization(2, "alone")],
        [2],
    ),
    "batch_normalization_of_steps": (
        "A batch normalization between masking and a stateful layer.",
        [masking(), batch_normalization(2, "steps"), lstm(2, 2, "file", stateful=True)],
        [3, 2],
    ),
    "batch_normalization_of_strange_numbers": (
        "Numbers of -0.0, and a variance of 0.",
        [
            batch_normalization(
                2, gamma=["-0", 0], beta=[0, "-0"], moving_mean=["-0", 1], moving_variance=["-0", 0]
            )
        ],
        [1, 2],
    ),
}


def held(network: list[Json], shape: list[int]) -> Json:
    """Return the answer to load_model."""
    kinds: dict[str, Json] = {
        "batch_normalization": {"momentum": 0.99, "epsilon": 0.001},
        "conv2d": {"strides": [1, 1], "padding": "valid", "activation": "linear"}
        | {"connections": None},
        "masking": {"mask_value": 0},
        "lstm": {"activation": "tanh", "recurrent_activation": "sigmoid"}
        | {"return_sequences": False, "go_backwards": False},
    }
    layers = [{**kinds.get(each["kind"], {}), **each} for each in network]
    return {"input_shape": shape, "layers": layers, "columns": None, "classes": None}


def entry(i: int, *missing: str, **changes: Any) -> bytes:
    """Return the file of all layers with other entries in one of them, and some left out."""
    about = description_2(ALL, input_shape=SHAPE)
    kept = {key: value for key, value in about["layers"][i].items() if key not in missing}
    layers = [*about["layers"][:i], {**kept, **changes}, *about["layers"][i + 1 :]]
    return file_2(ALL, {**about, "layers": layers})


def with_tensor(i: int, name: str, tensor: Tensor | None) -> bytes:
    """Return the file of all layers with another tensor, or without it."""
    return file_2(ALL, description_2(ALL, input_shape=SHAPE), **{f"layers.{i}.{name}": tensor})


def some(*values: Any) -> Tensor:
    """Return a tensor of one size."""
    return "F64", [len(values)], doubles(list(values))


VECTORS = ("gamma", "beta", "moving_mean", "moving_variance")
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (f"batch_normalization_{name}_{label}", words, with_tensor(0, name, tensor))
        for name in VECTORS
        for label, words, tensor in [
            ("missing", f"No tensor of {name}.", None),
            ("of_two", "Two numbers for three channels.", some(1, 1)),
            ("nan", "A number that is NaN.", some(1, "NaN", 1)),
            ("of_rows", "A tensor of two sizes.", ("F64", [3, 1], doubles([1, 1, 1]))),
            ("in_f32", "Numbers of binary32.", ("F32", [3], struct.pack("<3f", 1, 1, 1))),
        ]
    ),
    *(
        (f"batch_normalization_{name}_{label}", words, with_tensor(0, name, tensor))
        for name in ("momentum", "epsilon")
        for label, words, tensor in [
            ("missing", f"No tensor of the {name}.", None),
            ("below_0", "A number just below 0.", some(-5e-324)),
            ("infinite", "A number that is infinite.", some("Infinity")),
            ("of_two", "Two numbers for one.", some(0.5, 0.5)),
            ("of_no_size", "A number without a size.", ("F64", [], doubles([0.5]))),
        ]
    ),
    (
        "batch_normalization_momentum_above_1",
        "A momentum above 1.",
        with_tensor(5, "momentum", some(1.0000000000000002)),
    ),
    (
        "batch_normalization_epsilon_0",
        "An epsilon of 0.",
        with_tensor(2, "epsilon", some(0)),
    ),
    (
        "batch_normalization_variance_below_0",
        "A moving variance below 0.",
        with_tensor(7, "moving_variance", some(1, -5e-324)),
    ),
    *(
        (
            f"batch_normalization_{name}_told_{label}",
            f"A {name} that is neither true nor false.",
            entry(0, **{name: value}),
        )
        for name in ("gamma", "beta")
        for label, value in [("a_number", 1), ("null", None), ("a_text", "true")]
    ),
    (
        "batch_normalization_gamma_not_told",
        "A layer that does not say whether it has a gamma.",
        entry(0, "gamma"),
    ),
    (
        "batch_normalization_beta_not_told",
        "A layer that does not say whether it has a beta.",
        entry(2, "beta"),
    ),
    (
        "batch_normalization_gamma_told_without_a_tensor",
        "A gamma that is told, without its tensor.",
        entry(2, gamma=True),
    ),
    (
        "batch_normalization_of_other_images",
        "Images of four channels for a layer of three.",
        file_2(ALL[:1], description_2(ALL[:1], input_shape=[2, 2, 4])),
    ),
    (
        "batch_normalization_of_too_many",
        "More inputs than a layer may have.",
        saved_2(ALL[:1], input_shape=[2**24, 3]),
    ),
    (
        "batch_normalization_of_no_feature",
        "Tensors of no number.",
        file_2(
            ALL[:1],
            description_2(ALL[:1], input_shape=[2, 3]),
            **{f"layers.0.{name}": some() for name in VECTORS},
        ),
    ),
    (
        "kind_batch_normalization_of_a_class",
        "The name of a class for a kind.",
        entry(0, kind="BatchNormalization"),
    ),
]
ONE = [batch_normalization(2, "one", gamma=None)]
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
        "load_batch_normalization_with_further_entries",
        "Keys of other kinds, and a tensor of a gamma that it says not to have.",
        file_2(
            ONE,
            {
                **description_2(ONE, input_shape=[3, 2]),
                "layers": [
                    {**each, "axis": 1, "rate": "no", "bias": 3}
                    for each in description_2(ONE, input_shape=[3, 2])["layers"]
                ],
            },
            **{"layers.0.gamma": ("F32", [1], bytes(4))},
        ),
        held(ONE, [3, 2]),
        "a version that adds something shall be read",
    ),
]
SAVE_ALL = save(ALL, input_shape=SHAPE)
SAVED_FAULTS = [
    at("epsilon_0", 0, "out_of_range", ": expected a number above 0", "epsilon", 0),
    at("moving_mean_of_one", [0], "shape_mismatch", ": expected the shape [2]", "moving_mean", 2),
    at("momentum_null", None, "wrong_type", ": expected a number", "momentum", 5),
]

CASES = [
    *saved_networks(NETWORKS),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_{name}",
                words,
                "FILE-5 BNORM-2 BNORM-3",
                predict(
                    saved_2(layers, input_shape=shape), spread(3, prod(shape), f"predict {name}")
                ),
                "a prediction is calculated with the moving moments",
            )
            for name, (words, layers, shape) in NETWORKS.items()
        ]
    ),
    Draft(
        "predict_no_rows_of_a_batch_normalization",
        "A model without inputs.",
        "FILE-5 BNORM-3",
        predict(saved_2(ALL, input_shape=SHAPE), []),
        "nothing is divided by the number of examples",
        expected={"outputs": []},
    ),
    *(
        Draft(
            f"bad_file_{name}",
            words,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, spread(3, 12, "predict normalized")),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, words, content) in enumerate(DAMAGED)
    ),
    *(
        draft
        for fault in SAVED_FAULTS
        for draft in ordered("save_batch_normalizations", SAVE_ALL, [fault])
    ),
    Draft(
        "save_batch_normalization_without_an_input_shape",
        "A first layer that does not know the shape of its inputs, and no input_shape.",
        "ERR-6",
        save([batch_normalization(2)]),
        "bad input",
        expected=refusal("empty", "input_shape", "input_shape: expected at least one number"),
    ),
]
