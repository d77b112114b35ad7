"""Cases of the chapter parts: parts of a row, and recurrent layers that return their state."""

from typing import Any

from cases import Draft, Trajectory, trajectories
from cases.graphs import add, concatenate, of
from cases.images import FieldFault, dropout, learning, measured, ordered, reshape
from cases.networks import Json, layer, shares, spread
from cases.steps import (
    BOOLEAN,
    MASKS,
    at,
    bidirectional,
    gru,
    lstm,
    masking,
    padded,
    reset_before,
    simple_rnn,
)

STATE: Json = {"return_state": True}
BUILDS: dict[str, Any] = {
    "simple_rnn": simple_rnn,
    "lstm": lstm,
    "gru": gru,
    "reset_before": reset_before,
}
RULES = {
    "simple_rnn": "PART-3 PART-4 RNN-2",
    "lstm": "PART-3 PART-4 LSTM-2",
    "gru": "PART-3 PART-4 GRU-2",
    "reset_before": "PART-3 PART-4 GRU-5",
}
WAYS: list[tuple[str, str, Json]] = [
    ("last", "The last outputs, and the state.", {}),
    ("sequences", "The outputs of all steps, then the state.", {"return_sequences": True}),
    ("backwards", "The steps from last to first.", {"go_backwards": True}),
    (
        "backwards_sequences",
        "All outputs, from last to first, then the state.",
        {"return_sequences": True, "go_backwards": True},
    ),
]


def part(first: Any, *target_shape: Any) -> Json:
    """Return a layer that passes on a part of this shape."""
    return {"kind": "part", "first": first, "target_shape": list(target_shape)}


def width(kind: str, t: int, u: int, fields: Json) -> int:
    """Return how many numbers a layer with its state gives."""
    return (t if "return_sequences" in fields else 1) * u + (2 * u if kind == "lstm" else u)


def parts_alone() -> list[Trajectory]:
    """Return cases of parts of rows, whose first kernel shows the gradients of all numbers."""
    places: list[tuple[str, str, list[int], Json, int]] = [
        ("first", "The first three of seven numbers.", [7], part(0, 3), 3),
        ("middle", "Two of seven numbers, from the fourth on.", [7], part(3, 2), 2),
        ("last", "The last of seven numbers.", [7], part(6, 1), 1),
        ("all", "All numbers, in another shape.", [2, 3], part(0, 3, 2), 6),
        ("image", "Four numbers of an image, across its rows.", [2, 3, 1], part(1, 2, 2), 4),
        ("default", "A part that begins with the first number, as by default.", [5], part(0, 2), 2),
    ]
    places[-1][3].pop("first")
    return [
        (
            f"part_{name}",
            text,
            "PART-1 PART-2",
            measured(shape, [fields], spread(1, outputs, f"part {name}")[0]),
            "the gradients of all numbers are seen",
        )
        for name, text, shape, fields, outputs in places
    ]


def parts_in_networks() -> list[Trajectory]:
    """Return cases of parts between other layers, and of several parts of the same row."""
    return [
        (
            "overlapping",
            "Two parts of the inputs that overlap, added.",
            "PART-1 PART-2 GRAPH-3",
            learning(
                [5],
                [
                    layer(5, 5, "tanh", "overlapping"),
                    part(0, 3),
                    of(0, part(2, 3)),
                    add(1, 2),
                    layer(3, 1, "linear", "overlapping end"),
                ],
                1,
            ),
            "a number of two parts has two gradients",
        ),
        (
            "of_the_inputs",
            "A part of the inputs of the network beside the other part, which a layer changes.",
            "PART-1 PART-2 GRAPH-1",
            learning(
                [6],
                [
                    part(0, 4),
                    layer(4, 2, "tanh", "changed part"),
                    of(-1, part(4, 2)),
                    concatenate(1, 2),
                    layer(4, 2, "linear", "both parts"),
                ],
                2,
            ),
            "the inputs of the network have parts, too",
        ),
        (
            "no_mask",
            "A part of a masked sequence, read by a layer: its steps are all real.",
            "PART-1 GRAPH-6",
            learning(
                [3, 2],
                [masking(), part(0, 3, 2), simple_rnn(2, 2, "part of masked")],
                2,
                inputs=padded(3, 2, "xx.", ".xx", "x.x", "...", "xxx", seed="part"),
                targets=shares(5, 2, "part"),
            ),
            "zeros are read as they are",
        ),
    ]


def states() -> list[Trajectory]:
    """Return a case for each kind and way, whose first kernel shows the gradients of the inputs."""
    return [
        (
            f"state_{kind}_{name}",
            text,
            RULES[kind],
            measured(
                [4, 2],
                [build(2, 3, f"state {name}", **STATE, **fields)],
                spread(1, width(kind, 4, 3, fields), f"state {kind} {name}")[0],
            ),
            "outputs and state have gradients of their own",
        )
        for kind, build in BUILDS.items()
        for name, text, fields in WAYS
    ]


def trained() -> list[Trajectory]:
    """Return cases of several examples and batches, of masks, dropout and kept states."""
    made: list[Trajectory] = []
    for kind, build in BUILDS.items():
        for name, text, fields in WAYS[:2]:
            outputs = width(kind, 3, 2, fields)
            made.append(
                (
                    f"batches_{kind}_{name}",
                    f"{text} Five examples in batches of two.",
                    RULES[kind],
                    learning([3, 2], [build(2, 2, "batches", **STATE, **fields)], outputs),
                    "each example has its own state",
                )
            )
        for where, marks in MASKS.items():
            outputs = width(kind, 4, 3, WAYS[1][2])
            made.append(
                (
                    f"mask_{where}_{kind}",
                    f"Steps that are left out ({where}): {' '.join(marks)}.",
                    f"{RULES[kind]} RNN-5",
                    learning(
                        [4, 2],
                        [masking(), build(2, 3, where, **STATE, return_sequences=True)],
                        outputs,
                        inputs=padded(4, 2, *marks, seed=where),
                        targets=shares(5, outputs, f"state {where}"),
                    ),
                    "the state is the one after the last real step",
                )
            )
        made.append(
            (
                f"dropout_and_batches_{kind}",
                "Features and states that are dropped, in a layer that keeps its states.",
                f"{RULES[kind]} RNN-6 RNN-7",
                learning(
                    [3, 2],
                    [
                        build(
                            *(2, 2, "dropped"),
                            **STATE,
                            dropout=0.3,
                            recurrent_dropout=0.4,
                            stateful=True,
                        ),
                        dropout(0.25),
                        layer(width(kind, 3, 2, {}), 2, "linear", "dropped"),
                    ],
                    2,
                    inputs=spread(6, 6, "six sequences"),
                    targets=shares(6, 2, "six sequences"),
                    batch_size=2,
                    shuffle_seed=5,
                ),
                "the state that is returned has no factors",
            )
        )
    return made


def ways_apart() -> list[Trajectory]:
    """Return networks in which outputs, state and cells go different ways."""
    u = 2
    return [
        (
            "three_ways",
            "Outputs of all steps, last outputs and cells of an lstm, each to a layer of its own.",
            "PART-1 PART-2 PART-3 PART-4 GRAPH-3",
            learning(
                [3, 2],
                [
                    lstm(2, u, "three ways", **STATE, return_sequences=True),
                    part(0, 3, u),
                    simple_rnn(u, 2, "first way"),
                    of(0, part(3 * u, u)),
                    layer(u, 2, "tanh", "second way"),
                    of(0, part(4 * u, u)),
                    layer(u, 2, "sigmoid", "third way"),
                    concatenate(2, 4, 6),
                    layer(6, 1, "linear", "all ways"),
                ],
                1,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "cells are learned from although no output shows them",
        ),
        (
            "cells_alone",
            "A network that sees nothing but the cells.",
            "PART-1 PART-2 PART-3 PART-4 LSTM-2",
            learning(
                [3, 2],
                [lstm(2, u, "cells", **STATE), part(2 * u, u), layer(u, 1, "linear", "cells")],
                1,
            ),
            "the outputs have gradients of 0",
        ),
        (
            "state_repeated",
            "The state of one layer, given to every step of another.",
            "PART-1 PART-2 PART-3 PART-4 SEQ-2",
            learning(
                [3, 2],
                [
                    gru(2, u, "reader", **STATE),
                    part(u, u),
                    {"kind": "repeat_vector", "n": 2},
                    gru(u, 2, "writer", return_sequences=True),
                ],
                4,
            ),
            "a reader and a writer of sequences",
        ),
        (
            "state_as_a_step",
            "The states of two steps and the last one again, read as three steps.",
            "PART-3 PART-4",
            learning(
                [2, 2],
                [
                    simple_rnn(2, u, "together", **STATE, return_sequences=True),
                    reshape(3, u),
                    simple_rnn(u, 1, "of states"),
                ],
                1,
            ),
            "outputs and state are one row",
        ),
    ]


def faults() -> list[Draft]:
    """Return the faults of a part, and of return_state."""
    network: Json = learning([3, 2], [part(1, 2), layer(2, 1, "linear", "fault")], 1)
    types = [
        at("first_null", None, "wrong_type", ": expected a whole number", "first"),
        at(
            "target_shape_null",
            None,
            "wrong_type",
            ": expected a list of whole numbers",
            "target_shape",
        ),
    ]
    size = ": expected 1 to 16777216"
    beyond = ": expected a part that ends within the inputs, 6"
    shapes = [
        at("first_negative", -1, "out_of_range", ": expected 0 to 16777216", "first"),
        at("target_shape_0", [0], "out_of_range", f"[0]{size}", "target_shape"),
    ]
    more: list[FieldFault] = [
        at("first_a_half", 0.5, "wrong_type", ": expected a whole number", "first"),
        at("first_too_large", 2**24 + 1, "out_of_range", ": expected 0 to 16777216", "first"),
        at("target_shape_empty", [], "empty", ": expected at least one number", "target_shape"),
        at("target_shape_too_large", [4097, 4096], "out_of_range", size, "target_shape"),
        at("one_beyond", 5, "shape_mismatch", beyond, "target_shape"),
    ]
    more[-1] = ("one_beyond", "layers[0].first", 5, "layers[0].target_shape", *more[-1][4:])
    recurrent: Json = learning([3, 2], [gru(2, 2, "fault", **STATE)], 4)
    no_field = ": a layer has no such field"
    both: Json = learning([3, 2], [bidirectional(gru, 2, 2, "fault")], 4)
    return [
        draft
        for request, each in [
            (network, types),
            (network, shapes),
            *((network, [fault]) for fault in more),
            (recurrent, [at("return_state_null", None, "wrong_type", BOOLEAN, "return_state")]),
            (recurrent, [at("return_state_a_number", 1, "wrong_type", BOOLEAN, "return_state")]),
            (both, [at("of_both_directions", True, "unknown_field", no_field, "return_state")]),
        ]
        for draft in ordered("fault", request, each)
    ]


CASES: list[Draft] = [
    *trajectories([*parts_alone(), *parts_in_networks(), *states(), *trained(), *ways_apart()]),
    *faults(),
]
