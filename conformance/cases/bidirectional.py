"""Cases of the chapter bidirectional, for each kind of recurrent layer."""

from dataclasses import replace
from functools import partial
from typing import Any

from cases import Draft, Trajectory, trajectories
from cases.images import SEQUENCE, SIZE, FieldFault, learning, measured, ordered
from cases.networks import Json, layer, shares, spread
from cases.recurrent import (
    ROWS,
    Build,
    crossentropies,
    diverged,
    mismatch,
    orders,
)
from cases.states_and_dropout import (
    activations,
    dropped,
    kept_and_dropped_faults,
    longer,
    stateful,
)
from cases.steps import (
    BOOLEAN,
    MASKS,
    UNITS,
    at,
    bidirectional,
    gru,
    lstm,
    masking,
    padded,
    simple_rnn,
)

SEQUENCES: Json = {"return_sequences": True}
NO_BIAS: Json = {"bias": None, "backward_bias": None}
RULES = "BI-1 BI-2"


def options(build: Build) -> list[Trajectory]:
    """Return a case for each option, whose first kernel shows the gradients of the inputs."""
    return [
        (
            f"option_{name}",
            text,
            RULES,
            measured(
                [t, n],
                [build(n, u, name, **fields)],
                spread(1, 2 * u * (t if "return_sequences" in fields else 1), f"both {name}")[0],
            ),
            "the gradients of an input are those of both directions",
        )
        for name, text, t, n, u, fields in [
            ("last", "The last outputs of both directions.", 4, 3, 2, {}),
            ("sequences", "All outputs, at their steps.", 4, 2, 3, SEQUENCES),
            ("no_bias", "No bias in either direction.", 3, 2, 2, {**NO_BIAS, **SEQUENCES}),
            ("bias_forwards", "A bias forwards alone.", 3, 2, 2, {"backward_bias": None}),
            ("bias_backwards", "A bias backwards alone.", 3, 2, 2, {"bias": None}),
            ("one_step", "One step, which both directions read.", 1, 3, 2, SEQUENCES),
            ("one_of_all", "One step, one feature, one unit.", 1, 1, 1, {}),
            ("one_unit", "One unit in each direction.", 5, 2, 1, SEQUENCES),
        ]
    ]


def batches(build: Build) -> list[Trajectory]:
    """Return cases of several examples and batches, some of them with a mask."""
    made: list[Trajectory] = []
    for name, fields in [("last", {}), ("sequences", SEQUENCES)]:
        outputs = 16 if fields else 4
        made.append(
            (
                f"batches_{name}",
                "Five examples in batches of two.",
                RULES,
                learning([4, 2], [build(2, 2, "batches", **fields)], outputs),
                "each direction has weights and gradients of its own",
            )
        )
        made += [
            (
                f"mask_{where}_{name}",
                f"Steps that are left out ({where}): {' '.join(marks)}.",
                f"{RULES} RNN-5 SEQ-4",
                learning(
                    [4, 2],
                    [masking(), build(2, 2, f"mask {where}", **fields)],
                    outputs,
                    inputs=padded(4, 2, *marks, seed=where),
                    targets=shares(5, outputs, f"mask {where}"),
                ),
                "both directions pass over the same steps",
            )
            for where, marks in MASKS.items()
        ]
    return made


def two_layers(build: Build) -> list[Trajectory]:
    """Return a case of two layers, one on the other, with a mask."""
    return [
        (
            "on_another",
            "Two layers, of which the upper one has the mask of the lower one's outputs.",
            f"{RULES} RNN-5 SEQ-4",
            learning(
                [4, 2],
                [
                    masking(),
                    build(2, 2, "lower", return_sequences=True),
                    build(4, 1, "upper", return_sequences=True),
                    simple_rnn(2, 2, "top", go_backwards=True),
                ],
                2,
                inputs=padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="another"),
                shuffle_seed=6,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "the outputs of both directions stand at their steps, and so does the mask",
        )
    ]


def faults(build: Build) -> list[Draft]:
    """Return the faults of the fields that a layer of one direction does not have, in order."""
    first = build(2, 2, "fault")
    network = learning([3, 2], [first, layer(4, 1, "linear", "fault")], 1)
    two_biases = isinstance(first["bias"][0], list)
    bias = f": expected a list of {'lists of ' if two_biases else ''}numbers or null"
    columns = len(first["kernel"][0])
    shape = f"[2][{columns}]"
    bias_shape = shape if two_biases else f"[{columns}]"
    not_finite = [*[0.5] * (columns - 1), "NaN"]
    place = f"[0][{columns - 1}]: expected a finite number"
    rows = first["kernel"][:1]
    types = [
        at("bias_a_number", 1, "wrong_type", bias, "bias"),
        at("backward_kernel_a_row", [1, 2], "wrong_type", ROWS, "backward_kernel"),
        at("backward_recurrent_kernel_null", None, "wrong_type", ROWS, "backward_recurrent_kernel"),
        at("backward_bias_a_number", 1, "wrong_type", bias, "backward_bias"),
        at("return_sequences_1", 1, "wrong_type", BOOLEAN, "return_sequences"),
        ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
    ]
    shapes = [
        ("rows_for_steps", "input_shape", [6], "layers[0].input_shape", "shape_mismatch", SEQUENCE),
        at("kernel_of_one_row", rows, *mismatch(shape), "kernel"),
        at("recurrent_kernel_of_one_row", rows, *mismatch(shape), "recurrent_kernel"),
        at("bias_of_one", first["bias"][:1], *mismatch(bias_shape), "bias"),
        at("backward_kernel_of_one_row", rows, *mismatch(shape), "backward_kernel"),
        at(
            "backward_recurrent_kernel_of_one_row",
            rows,
            *mismatch(shape),
            "backward_recurrent_kernel",
        ),
        at("backward_bias_of_one", first["bias"][:1], *mismatch(bias_shape), "backward_bias"),
        at("later_kernel", [], "empty", ": expected at least one number", "kernel", 1),
    ]
    softmax = ("softmax", "unknown_name", f": expected one of {UNITS}")
    values = [
        at("activation_softmax", *softmax, "activation"),
        *([at("gates_softmax", *softmax, "recurrent_activation")] if columns > 2 else []),
        at("kernel_nan", [not_finite, not_finite], "not_finite", place, "kernel"),
        at("recurrent_kernel_nan", [not_finite] * 2, "not_finite", place, "recurrent_kernel"),
        *(
            at(
                f"{name}_nan",
                [not_finite, not_finite] if two_biases else not_finite,
                "not_finite",
                place if two_biases else place[3:],
                name,
            )
            for name in ("bias",)
        ),
        at("backward_kernel_nan", [not_finite] * 2, "not_finite", place, "backward_kernel"),
        at(
            "backward_recurrent_kernel_nan",
            [not_finite] * 2,
            "not_finite",
            place,
            "backward_recurrent_kernel",
        ),
        at(
            "backward_bias_nan",
            [not_finite, not_finite] if two_biases else not_finite,
            "not_finite",
            place if two_biases else place[3:],
            "backward_bias",
        ),
        at("later_bias", ["NaN"], "not_finite", "[0]: expected a finite number", "bias", 1),
    ]
    more: list[FieldFault] = [
        at("go_backwards", True, "unknown_field", ": a layer has no such field", "go_backwards"),
        at("units_0", 0, "out_of_range", SIZE, "units"),
        at(
            "backward_kernel_of_other_features",
            [*first["kernel"], *rows],
            *mismatch(shape),
            "backward_kernel",
        ),
        *(
            (
                f"{name}_missing",
                "layers[0]",
                {key: value for key, value in first.items() if key != name},
                f"layers[0].{name}",
                "missing_field",
                ": this field is required",
            )
            for name in ("backward_kernel", "backward_recurrent_kernel")
        ),
        (
            "half_of_the_outputs",
            "layers[1]",
            layer(2, 1, "linear", "fault"),
            "layers[1].kernel",
            "shape_mismatch",
            ": expected length 4, that of layers[0].units, got length 2",
        ),
    ]
    return [
        draft
        for each in (types, shapes, values, *([fault] for fault in more))
        for draft in ordered("fault", network, each)
    ]


def too_many_outputs() -> list[Draft]:
    """Return cases of steps that are too many for two directions, but not for one."""
    one = bidirectional(simple_rnn, 1, 1, "too many")
    faults: list[FieldFault] = [
        at("bias_of_two", [1, 2], *mismatch("[1]"), "bias"),
        (
            "outputs_too_many",
            "input_shape",
            [2**23 + 1, 1],
            "layers[0].units",
            "out_of_range",
            SIZE,
        ),
        at("backward_kernel_empty", [], *mismatch("[1][1]"), "backward_kernel"),
    ]
    return ordered("fault", learning([2, 1], [one], 2), faults)


def every(build: Build, kind: str) -> list[Draft]:
    """Return all cases of a kind, whose name is part of theirs."""
    both: Any = partial(bidirectional, build)
    drafts = [
        *trajectories(
            [
                *options(both),
                *batches(both),
                *two_layers(both),
                *orders(both, RULES),
                *dropped(both, f"{RULES} BI-3"),
                *stateful(both, f"{RULES} BI-3"),
                *longer(both, f"{RULES} BI-3"),
                *activations(both, f"{RULES} BI-3", ("sigmoid", "relu")),
            ]
        ),
        *diverged(both),
        *crossentropies(both),
        *faults(both),
        *kept_and_dropped_faults(both),
    ]
    return [replace(draft, name=f"{kind}_{draft.name}") for draft in drafts]


CASES: list[Draft] = [
    *every(simple_rnn, "simple_rnn"),
    *every(lstm, "lstm"),
    *every(gru, "gru"),
    *too_many_outputs(),
]
