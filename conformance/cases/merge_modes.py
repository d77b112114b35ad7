"""Cases of the chapter merge_modes: the outputs of both directions, merged."""

from functools import partial
from typing import Any

from cases import Draft, Trajectory, trajectories
from cases.bidirectional import SEQUENCES
from cases.images import FieldFault, learning, measured, ordered
from cases.networks import Json, layer, shares, spread
from cases.recurrent import Build, orders
from cases.states_and_dropout import dropped, stateful
from cases.steps import (
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

RULES = "BI-4 BI-5"
BUILDS: dict[str, Build] = {
    "simple_rnn": simple_rnn,
    "lstm": lstm,
    "gru": gru,
    "reset_before": reset_before,
}
MODES = ("sum", "mul", "ave")


def merged(build: Build, mode: str) -> Any:
    """Return a function that makes layers for both directions, merged in this way."""
    return partial(bidirectional, build, merge_mode=mode)


def gradients() -> list[Trajectory]:
    """Return a case for each kind and way, whose first kernel shows the gradients of the inputs."""
    return [
        (
            f"gradients_{mode}_{kind}_{name}",
            f'{text} Merged by "{mode}".',
            RULES,
            measured(
                [3, 2],
                [merged(build, mode)(2, 3, name, **fields)],
                spread(1, 9 if fields else 3, f"merged {name}")[0],
            ),
            "the gradients of an input are those of both directions",
        )
        for mode in MODES
        for kind, build in BUILDS.items()
        for name, text, fields in [
            ("last", "The last outputs of both directions.", {}),
            ("sequences", "All outputs, at their steps.", SEQUENCES),
        ]
    ]


def learned() -> list[Trajectory]:
    """Return cases of several examples and batches."""
    made: list[Trajectory] = []
    for mode, build in zip(MODES, (gru, lstm, simple_rnn), strict=True):
        for name, fields in [("last", {}), ("sequences", SEQUENCES)]:
            made.append(
                (
                    f"batches_{mode}_{name}",
                    f'Five examples in batches of two, merged by "{mode}".',
                    RULES,
                    learning(
                        [4, 2],
                        [merged(build, mode)(2, 2, "batches", **fields)],
                        8 if fields else 2,
                    ),
                    "each direction has weights and gradients of its own",
                )
            )
    return made


def masked() -> list[Trajectory]:
    """Return cases of steps that are left out."""
    return [
        (
            f"mask_{where}_{mode}_{name}",
            f'Steps that are left out ({where}), merged by "{mode}": {" ".join(MASKS[where])}.',
            f"{RULES} BI-1 RNN-5 SEQ-4",
            learning(
                [4, 2],
                [masking(), merged(gru, mode)(2, 2, f"mask {where}", **fields)],
                8 if fields else 2,
                inputs=padded(4, 2, *MASKS[where], seed=where),
                targets=shares(5, 8 if fields else 2, f"mask {where}"),
            ),
            "an output that is kept is merged like any other",
        )
        for mode in MODES
        for where, name, fields in [("middle", "sequences", SEQUENCES), ("all", "last", {})]
    ]


def in_networks() -> list[Trajectory]:
    """Return cases of layers on each other, and of a way that is named although it is usual."""
    return [
        (
            "on_another",
            "Layers that are merged in four ways, one on the other, with a mask.",
            f"{RULES} BI-1 BI-2 RNN-5 SEQ-4",
            learning(
                [4, 2],
                [
                    masking(),
                    merged(lstm, "mul")(2, 3, "lowest", **SEQUENCES),
                    merged(gru, "concat")(3, 2, "lower", **SEQUENCES),
                    merged(reset_before, "ave")(4, 2, "upper", **SEQUENCES),
                    merged(simple_rnn, "sum")(2, 2, "top"),
                    layer(2, 1, "sigmoid", "merged"),
                ],
                1,
                inputs=padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="another"),
                shuffle_seed=6,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "the layer above has as many inputs as the merged outputs",
        ),
        (
            "concat",
            'The way "concat", which is the default.',
            f"{RULES} BI-1 BI-2",
            learning([3, 2], [merged(gru, "concat")(2, 2, "concat", **SEQUENCES)], 12),
            "the default may be named",
        ),
        (
            "one_of_all",
            "One step, one feature, one unit, multiplied.",
            RULES,
            learning([1, 1], [merged(lstm, "mul")(1, 1, "one")], 1),
            "both directions read the same step",
        ),
        (
            "small_products",
            "Outputs whose product is a subnormal number.",
            f"{RULES} NUM-1",
            learning(
                [1, 1],
                [
                    merged(simple_rnn, "mul")(
                        *(1, 1, "small"),
                        activation="linear",
                        kernel=[[1e-160]],
                        backward_kernel=[[3e-160]],
                        bias=None,
                        backward_bias=None,
                    )
                ],
                1,
                epochs=1,
            ),
            "nothing is flushed",
        ),
    ]


def faults() -> list[Draft]:
    """Return the faults of merge_mode, and of what follows from it."""
    first = merged(gru, "sum")(2, 2, "fault")
    network: Json = learning([3, 2], [first, layer(2, 1, "linear", "fault")], 1)
    known = ': expected one of "concat", "sum", "mul", "ave"'
    types = [
        at("merge_mode_null", None, "wrong_type", ": expected a string", "merge_mode"),
        ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
    ]
    shapes = [
        at("merge_mode_unknown", "max", "unknown_name", known, "merge_mode"),
        at("units_0", 0, "out_of_range", ": expected 1 to 16777216", "units"),
    ]
    more: list[FieldFault] = [
        at("merge_mode_empty", "", "unknown_name", known, "merge_mode"),
        at("merge_mode_a_number", 1, "wrong_type", ": expected a string", "merge_mode"),
        (
            "outputs_of_both",
            "layers[1]",
            layer(4, 1, "linear", "fault"),
            "layers[1].kernel",
            "shape_mismatch",
            ": expected length 2, that of layers[0].units, got length 4",
        ),
    ]
    one: Json = learning([3, 2], [gru(2, 2, "fault")], 2)
    unknown = ": a layer has no such field"
    return [
        draft
        for request, each in [
            (network, types),
            (network, shapes),
            *((network, [fault]) for fault in more),
            (one, [at("of_one_direction", "sum", "unknown_field", unknown, "merge_mode")]),
        ]
        for draft in ordered("fault", request, each)
    ]


CASES: list[Draft] = [
    *trajectories(
        [
            *gradients(),
            *learned(),
            *masked(),
            *in_networks(),
            *orders(merged(lstm, "ave"), RULES),
            *dropped(merged(reset_before, "mul"), f"{RULES} BI-3")[:8],
            *stateful(merged(gru, "mul"), f"{RULES} BI-3")[:6],
        ]
    ),
    *faults(),
]
