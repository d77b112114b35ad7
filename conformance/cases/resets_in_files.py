"""Cases of reset_after and merge_mode in model files: saved, read, damaged, and predictions."""

from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.files import (
    FIELDS,
    NO_FILE,
    OPTIONAL,
    description_2,
    doubles,
    file_2,
    load,
    predict,
    saved_2,
    saved_networks,
)
from cases.networks import Json, layer, spread
from cases.steps import bidirectional, gru, lstm, masking, reset_before, simple_rnn

SEQUENCES: Json = {"return_sequences": True}
# Three steps of two features
ALL: list[Json] = [
    masking(),
    reset_before(2, 2, "file", **SEQUENCES, dropout=0.25, recurrent_dropout=0.5),
    bidirectional(lstm, 2, 2, "file", **SEQUENCES, merge_mode="mul"),
    bidirectional(reset_before, 2, 2, "file", **SEQUENCES, merge_mode="ave", stateful=True),
    gru(2, 2, "file", **SEQUENCES),
    bidirectional(simple_rnn, 2, 3, "file", merge_mode="sum"),
    layer(3, 2, "softmax", "resets"),
]
SHAPE = [3, 2]
# text, layers
NETWORKS: dict[str, tuple[str, list[Json]]] = {
    "resets_and_merges": ("Layers that reset before the product, and that are merged.", ALL),
    "reset_before_alone": ("A layer with one bias.", [reset_before(2, 2, "alone")]),
    "reset_before_no_bias": ("A layer without a bias.", [reset_before(2, 2, "alone", bias=None)]),
    "reset_after_told": (
        "The default, of which a file has nothing.",
        [gru(2, 2, "told", reset_after=True)],
    ),
    "both_directions_reset_before": (
        "One bias in each direction.",
        [bidirectional(reset_before, 2, 2, "alone")],
    ),
    "concat_told": (
        "The default, of which a file has nothing.",
        [bidirectional(gru, 2, 1, "told", merge_mode="concat", reset_after=True)],
    ),
    **{
        f"merged_{mode}": (
            f'Merged by "{mode}".',
            [bidirectional(gru, 2, 2, mode, merge_mode=mode)],
        )
        for mode in ("sum", "mul", "ave")
    },
}


def held(network: list[Json]) -> Json:
    """Return the answer to load_model."""
    layers = []
    for each in network:
        kind = each.get("kind", "dense")
        rest: Json = {**FIELDS, "dense": {"bias": None}, "masking": {"mask_value": 0}}[kind]
        told = {k: v for k, v in each.items() if OPTIONAL.get(k) != v or k not in OPTIONAL}
        layers.append({"kind": kind, **rest, **told})
    return {"input_shape": SHAPE, "layers": layers, "columns": None, "classes": None}


def entry(i: int, tensors: Json | None = None, **changes: Any) -> bytes:
    """Return the file of all layers with other entries in a layer, and some tensors changed."""
    about = description_2(ALL, input_shape=SHAPE)
    layers = [*about["layers"][:i], {**about["layers"][i], **changes}, *about["layers"][i + 1 :]]
    changed = {f"layers.{i}.{name}": tensor for name, tensor in (tensors or {}).items()}
    return file_2(ALL, {**about, "layers": layers}, **changed)


def weights(*sizes: int) -> tuple[str, list[int], bytes]:
    """Return a tensor of some numbers in this shape."""
    return "F64", list(sizes), doubles(spread(1, prod(sizes), "resets")[0])


DAMAGED: list[tuple[str, str, bytes]] = [
    ("reset_after_a_number", "A reset_after that is 0.", entry(1, reset_after=0)),
    ("reset_after_null", "A reset_after that is null.", entry(1, reset_after=None)),
    ("reset_after_of_one_bias", "Two biases are missing.", entry(1, reset_after=True)),
    (
        "reset_before_of_two_biases",
        "Two biases for one.",
        entry(1, {"bias": weights(2, 6)}),
    ),
    ("reset_before_of_a_short_bias", "A bias of two gates.", entry(1, {"bias": weights(4)})),
    (
        "both_directions_reset_after_a_text",
        "A reset_after that is a text.",
        entry(3, reset_after="false"),
    ),
    (
        "both_directions_reset_before_of_two_biases",
        "Two biases for one, backwards.",
        entry(3, {"backward_bias": weights(2, 6)}),
    ),
    ("merge_mode_unknown", "A way to merge that there is not.", entry(2, merge_mode="max")),
    ("merge_mode_null", "A merge_mode that is null.", entry(2, merge_mode=None)),
    ("merge_mode_a_list", "A merge_mode that is a list.", entry(2, merge_mode=["sum"])),
    ("merge_mode_empty", "A merge_mode without a letter.", entry(2, merge_mode="")),
    ("merge_mode_of_more_outputs", "Outputs of both directions.", entry(5, merge_mode="concat")),
]
TOLD = [bidirectional(gru, 2, 1, "told")]


def told(**changes: Any) -> bytes:
    """Return a file of defaults with other entries in its layer."""
    about = description_2(TOLD, input_shape=SHAPE)
    return file_2(TOLD, {**about, "layers": [{**about["layers"][0], **changes}]})


CASES = [
    *saved_networks({name: (*each, SHAPE) for name, each in NETWORKS.items()}),
    *(
        Draft(
            f"load_{name}",
            words,
            "FILE-5 FILE-2",
            load(saved_2(layers, input_shape=SHAPE)),
            "what has been saved is read again",
            expected=held(layers),
        )
        for name, (words, layers) in NETWORKS.items()
    ),
    Draft(
        "load_defaults_that_are_told",
        "Defaults that an entry may have.",
        "FILE-5 FILE-2",
        load(told(reset_after=True, merge_mode="concat")),
        "they say nothing new",
        expected=held(TOLD),
    ),
    *trajectories(
        [
            (
                f"predict_{name}",
                words,
                "FILE-5",
                predict(saved_2(layers, input_shape=SHAPE), spread(2, 6, f"predict {name}")),
                "what has been saved is read again",
            )
            for name, (words, layers) in NETWORKS.items()
        ]
    ),
    *(
        Draft(
            f"bad_file_{name}",
            words,
            "FILE-4 ERR-12",
            load(content),
            "a file is refused before a layer is built",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for name, words, content in DAMAGED
    ),
]
