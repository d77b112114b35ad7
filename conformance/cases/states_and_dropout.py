"""Cases of all recurrent kinds: rates of dropout, and states that are kept from batch to batch."""

from typing import Any

from cases import Draft, Trajectory, refusal
from cases.images import (
    FLAT,
    FieldFault,
    classifier,
    dropout,
    learning,
    measured,
    only_outputs,
    ordered,
)
from cases.networks import FRACTION, STEP_ACTIVATION, Json, layer, shares, spread
from cases.steps import BOOLEAN, at, embedding, masking, padded, simple_rnn

# How a recurrent layer is built: from features, units, a seed and changed fields
Build = Any
SEQUENCES: Json = {"return_sequences": True}
STATEFUL: Json = {"stateful": True}
BOTH: Json = {"dropout": 0.3, "recurrent_dropout": 0.4}
FEW: Json = {"dropout": 0.1, "recurrent_dropout": 0.2}
ALONE: list[tuple[str, Json]] = [
    ("features", {"dropout": 0.35}),
    ("states", {"recurrent_dropout": 0.35}),
    ("features_with_a_rate_of_0", {"dropout": 0.35, "recurrent_dropout": 0.0}),
    ("states_with_a_rate_of_0", {"dropout": "-0", "recurrent_dropout": 0.35}),
]
SIX = ("xx..", ".xxx", "x..x", "....", "xxxx", "...x")


def ways_of(build: Build) -> list[tuple[str, str, Json]]:
    """Return the ways to return and to read that a layer has: name, text, fields."""
    ways: list[tuple[str, str, Json]] = [
        ("last", "The last output alone.", {}),
        ("sequences", "The outputs of all steps.", SEQUENCES),
    ]
    if "backward_kernel" in build(1, 1):
        return ways
    back = {"go_backwards": True}
    return [
        *ways,
        ("backwards", "The steps from last to first.", back),
        ("backwards_sequences", "All outputs, from last to first.", {**SEQUENCES, **back}),
    ]


def outputs_of(build: Build, t: int, u: int, fields: Json) -> int:
    """Return how many numbers a layer gives."""
    one = build(1, 1)
    is_joined = "backward_kernel" in one and one.get("merge_mode", "concat") == "concat"
    each = 2 * u if is_joined else u
    return t * each if fields.get("return_sequences") else each


def no_bias(build: Build) -> Json:
    """Return the fields of a layer without a bias."""
    return {name: None for name in ("bias", "backward_bias") if name in build(1, 1)}


def six(steps: int, features: int, outputs: int, **changes: Any) -> Json:
    """Return six examples, which are three full batches of two."""
    return {
        "inputs": spread(6, steps * features, "six sequences"),
        "targets": shares(6, outputs, "six targets"),
        **changes,
    }


def dropped(build: Build, rules: str) -> list[Trajectory]:
    """Return cases of rates above 0 in training."""
    all_rules = f"{rules} RNN-7 DROP-1 DROP-3"
    made: list[Trajectory] = []
    for name, text, fields in ways_of(build):
        outputs = outputs_of(build, 3, 2, fields)
        made.append(
            (
                f"dropout_{name}",
                f"{text} Features and states are left out.",
                all_rules,
                learning([3, 2], [build(2, 2, "dropped", **BOTH, **fields)], outputs),
                "the same factors at all steps of an example",
            )
        )
        made.append(
            (
                f"dropout_masked_{name}",
                f"{text} Features and states are left out, and steps are not real.",
                f"{all_rules} RNN-5",
                learning(
                    [4, 2],
                    [masking(), build(2, 2, "dropped", **BOTH, **fields)],
                    outputs_of(build, 4, 2, fields),
                    inputs=padded(4, 2, *SIX[:5], seed="dropped steps"),
                ),
                "a step that is not real leaves the whole state as it is",
            )
        )
        made.append(
            (
                f"dropout_gradients_{name}",
                f"{text} The gradients of the features.",
                f"{rules} RNN-7 DROP-1",
                measured(
                    [4, 3],
                    [build(3, 3, "dropped gradients", **FEW, **fields)],
                    spread(1, outputs_of(build, 4, 3, fields), "dropped gradients")[0],
                ),
                "the gradients have the factors too",
            )
        )
    outputs = outputs_of(build, 3, 2, {})
    return [
        *made,
        *(
            (
                f"dropout_of_{name}_alone",
                f"The rate of the {name} alone.",
                all_rules,
                learning([3, 3], [build(3, 2, f"{name} dropped", **rates)], outputs),
                "what has a rate of 0 has no draws",
            )
            for name, rates in ALONE
        ),
        (
            "dropout_rates_0",
            "Both rates are 0: the shuffles are those of a layer without rates.",
            f"{all_rules} DENSE-17",
            learning(
                [3, 2],
                [build(2, 2, "dropped", dropout=0, recurrent_dropout=0.0)],
                outputs,
                shuffle_seed=6,
            ),
            "nothing is drawn",
        ),
        (
            "dropout_rates_of_the_smallest",
            "Rates that leave nothing out, but draw, in shuffled batches.",
            f"{all_rules} DENSE-17",
            learning(
                [3, 2],
                [build(2, 2, "dropped", dropout=5e-324, recurrent_dropout=5e-324)],
                outputs,
                epochs=3,
                shuffle_seed=6,
            ),
            "the second epoch's order shows how much has been drawn",
        ),
        (
            "dropout_no_bias",
            "Units without a bias.",
            all_rules,
            learning([3, 2], [build(2, 2, "dropped", **BOTH, **no_bias(build))], outputs),
            "a dropped sum of nothing is 0",
        ),
        (
            "dropout_one_batch",
            "All examples in one batch, several epochs.",
            all_rules,
            learning(
                [2, 2], [build(2, 3, "dropped", **BOTH)], outputs // 2 * 3, batch_size=5, epochs=3
            ),
            "the features of an example, its state, then the next example",
        ),
        (
            "dropout_in_a_network",
            "Dropout before, in and after two layers on each other, in shuffled batches.",
            f"{all_rules} DENSE-17 DROP-2",
            classifier(
                [3, 2],
                dropout(0.2),
                build(2, 2, "lower", **BOTH, return_sequences=True),
                dropout(0.3),
                build(outputs, 2, "upper", **FEW),
                dropout(0.1),
                inputs=outputs,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "one generator for all layers, first to last",
        ),
        (
            "dropout_no_epochs",
            "No epoch: nothing is left out.",
            f"{rules} RNN-7",
            only_outputs(learning([3, 2], [build(2, 2, "dropped", **BOTH)], outputs)),
            "the outputs are not those of training",
        ),
        (
            "dropout_rates_of_random_numbers",
            "Rates that are the first and the third random double.",
            f"{rules} RNN-7 DROP-1",
            measured(
                [2, 2],
                [
                    build(
                        *(2, 2, "dropped"),
                        dropout=0.5488135039273248,
                        recurrent_dropout=0.6027633760716439,
                    )
                ],
                spread(1, outputs, "of random numbers")[0],
            ),
            "a number that is equal to the rate is kept",
        ),
    ]


def stateful(build: Build, rules: str) -> list[Trajectory]:
    """Return cases of states that are kept from batch to batch."""
    all_rules = f"{rules} RNN-6"
    made: list[Trajectory] = []
    for name, text, fields in ways_of(build):
        outputs = outputs_of(build, 3, 2, fields)
        made.append(
            (
                f"stateful_{name}",
                f"{text} Six examples in batches of two, which continue for two epochs.",
                all_rules,
                learning(
                    [3, 2],
                    [build(2, 2, "kept", **STATEFUL, **fields)],
                    outputs,
                    **six(3, 2, outputs),
                ),
                "example i of a batch begins where example i of the batch before ends",
            )
        )
        outputs = outputs_of(build, 4, 2, fields)
        made.append(
            (
                f"stateful_masked_{name}",
                f"{text} Steps that are not real, and examples without any.",
                f"{all_rules} RNN-5",
                learning(
                    [4, 2],
                    [masking(), build(2, 2, "kept", **STATEFUL, **fields)],
                    outputs,
                    **six(4, 2, outputs, inputs=padded(4, 2, *SIX, seed="kept steps")),
                ),
                "an example without real steps leaves the state as it is",
            )
        )
    outputs = outputs_of(build, 3, 2, {})
    one = build(2, 2, "kept", **STATEFUL)
    return [
        *made,
        (
            "stateful_one_example",
            "One long sequence in pieces: batches of one example.",
            all_rules,
            learning([3, 2], [one], outputs, **six(3, 2, outputs, batch_size=1)),
            "each example continues where the one before ends",
        ),
        (
            "stateful_one_batch",
            "All examples in one batch, for three epochs.",
            all_rules,
            learning([3, 2], [one], outputs, batch_size=None, epochs=3),
            "the states are kept from epoch to epoch; the outputs begin with 0",
        ),
        (
            "stateful_one_batch_of_all",
            "A batch_size that is the number of examples.",
            all_rules,
            learning([3, 2], [one], outputs, batch_size=5),
            "a number divides itself",
        ),
        (
            "stateful_shuffled",
            "Examples that are shuffled: the states stay at their places in the batch.",
            f"{all_rules} DENSE-17",
            learning([3, 2], [one], outputs, **six(3, 2, outputs), epochs=3, shuffle_seed=4),
            "the outputs are those of the examples in their own order",
        ),
        (
            "stateful_no_epochs",
            "No epoch: outputs in batches, the first of which begins with 0.",
            all_rules,
            only_outputs(learning([3, 2], [one], outputs, **six(3, 2, outputs))),
            "the outputs of the second batch depend on those of the first",
        ),
        (
            "stateful_no_bias",
            "Units without a bias, one of whose steps is all there is.",
            all_rules,
            learning(
                [1, 2],
                [build(2, 2, "kept", **STATEFUL, **no_bias(build))],
                outputs,
                **six(1, 2, outputs),
                epochs=3,
            ),
            "one step for each batch",
        ),
        (
            "stateful_below_another",
            "A layer that keeps its states below one that does not.",
            all_rules,
            learning(
                [3, 2],
                [
                    build(2, 2, "lower", **STATEFUL, return_sequences=True),
                    build(outputs, 2, "upper"),
                ],
                outputs,
                **six(3, 2, outputs),
            ),
            "each layer says for itself whether it keeps its states",
        ),
        (
            "stateful_on_another",
            "Two layers that keep their states, and dense layers, in shuffled batches.",
            f"{all_rules} DENSE-17",
            learning(
                [3, 2],
                [
                    build(2, 2, "lower", **STATEFUL, return_sequences=True),
                    build(outputs, 1, "upper", **STATEFUL),
                    layer(outputs // 2, 2, "sigmoid", "kept"),
                ],
                2,
                **six(3, 2, 2, batch_size=3),
                shuffle_seed=9,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "each layer has states of its own",
        ),
        (
            "stateful_with_dropout",
            "States that are kept, and left out when they are seen.",
            f"{all_rules} RNN-7 DROP-1 DROP-3",
            learning(
                [3, 2],
                [build(2, 2, "kept", **STATEFUL, **BOTH)],
                outputs,
                **six(3, 2, outputs),
                epochs=3,
            ),
            "the whole state is kept, not what is left of it",
        ),
        (
            "stateful_with_dropout_and_mask",
            "States, factors and a mask, with all outputs, in shuffled batches.",
            f"{all_rules} RNN-5 RNN-7 DROP-1 DROP-3 DENSE-17",
            learning(
                [4, 2],
                [
                    masking(),
                    dropout(0.2),
                    build(2, 2, "kept", **STATEFUL, **FEW, return_sequences=True),
                    FLAT,
                    dropout(0.1),
                    layer(outputs_of(build, 4, 2, SEQUENCES), 2, "tanh", "kept"),
                ],
                2,
                **six(4, 2, 2, inputs=padded(4, 2, *SIX, seed="kept steps")),
                shuffle_seed=1,
                epochs=3,
            ),
            "all of it at once",
        ),
    ]


def longer(build: Build, rules: str) -> list[Trajectory]:
    """Return cases of batches and sums that are long enough for a port's fast ways."""
    outputs = outputs_of(build, 4, 4, SEQUENCES)
    words = [[1, 2, 0, 0], [3, 3, 4, 0], [4, 1, 2, 3], [0, 0, 0, 0], [2, 0, 1, 0], [1, 1, 1, 1]]
    return [
        (
            "kept_and_dropped_in_order",
            "Preactivations of 10 terms, gradients of 24 terms, two batches of six examples.",
            f"{rules} RNN-6 RNN-7 ARITH-1 ARITH-2",
            learning(
                [4, 6],
                [build(6, 4, "order", **STATEFUL, **FEW, **SEQUENCES)],
                outputs,
                inputs=spread(12, 24, "in order"),
                targets=shares(12, outputs, "in order"),
                batch_size=6,
                epochs=1,
                optimizer={"name": "sgd", "learning_rate": 1.0},
            ),
            "products of factors are rounded before they are terms of a sum",
        ),
        (
            "kept_and_dropped_words",
            "Words with a mask, whose vectors learn, in shuffled batches.",
            f"{rules} RNN-5 RNN-6 RNN-7 EMBED-1 EMBED-2 DENSE-17",
            learning(
                [4],
                [
                    embedding(5, 2, "kept", mask_zero=True),
                    build(2, 2, "of words", **STATEFUL, **BOTH),
                    layer(outputs_of(build, 4, 2, {}), 2, "tanh", "of words"),
                ],
                2,
                **six(4, 1, 2, inputs=words),
                shuffle_seed=5,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "a network that reads a text in pieces",
        ),
    ]


def activations(build: Build, rules: str, names: tuple[str, ...]) -> list[Trajectory]:
    """Return cases of each activation, for units and gates, with rates and states."""
    gated = len(build(1, 1)["kernel"][0]) > 1
    pairs = [(units, gates) for units in names for gates in (names if gated else ("",))]
    outputs = outputs_of(build, 2, 2, SEQUENCES)
    return [
        (
            f"kept_and_dropped_{'_'.join(filter(None, pair))}",
            f"The activations {' and '.join(filter(None, pair))}, with states and rates.",
            f"{rules} RNN-6 RNN-7 DROP-1 DENSE-9",
            learning(
                [2, 2],
                [
                    build(
                        *(2, 2, "unbounded"),
                        **STATEFUL,
                        **FEW,
                        **SEQUENCES,
                        activation=pair[0],
                        **({"recurrent_activation": pair[1]} if gated else {}),
                    )
                ],
                outputs,
                **six(2, 2, outputs, inputs=spread(6, 4, "small steps", 0.25), batch_size=3),
                epochs=1,
                optimizer={"name": "sgd", "learning_rate": 0.01},
            ),
            "each activation has a derivative of its own",
        )
        for pair in pairs
    ]


DIVISOR = ": expected a divisor of the number of examples, 5, because a layer is stateful"


def kept_and_dropped_faults(build: Build) -> list[Draft]:
    """Return the faults of rates, of stateful, and of batch sizes that do not fit."""
    first = build(2, 2, "fault")
    outputs = outputs_of(build, 3, 2, {})
    gates, columns = len(build(1, 1)["kernel"][0]), len(first["kernel"][0])
    both = "backward_kernel" in first
    network = learning([3, 2], [first, layer(outputs, 1, "linear", "fault")], 1)
    before = "return_sequences" if both else "go_backwards"
    types = [
        at(f"{before}_a_text", "false", "wrong_type", BOOLEAN, before),
        at("dropout_a_list", [0.5], "wrong_type", ": expected a number", "dropout"),
        at(
            "recurrent_dropout_null", None, "wrong_type", ": expected a number", "recurrent_dropout"
        ),
        at("stateful_1", 1, "wrong_type", BOOLEAN, "stateful"),
        ("loss_a_list", "loss", [], "loss", "wrong_type", ": expected a string"),
    ]
    name = "recurrent_activation" if gates > 1 else "activation"
    values = [
        at(f"{name}_elu", "hard_tanh", "unknown_name", STEP_ACTIVATION, name),
        at("dropout_1", 1, "out_of_range", FRACTION, "dropout"),
        at("recurrent_dropout_below_0", -0.25, "out_of_range", FRACTION, "recurrent_dropout"),
        at(
            "kernel_infinite",
            [["Infinity"] * columns, first["kernel"][1]],
            "not_finite",
            "[0][0]: expected a finite number",
            "kernel",
        ),
    ]
    finite = ": expected a finite number"
    more: list[FieldFault] = [
        at("dropout_nan", "NaN", "not_finite", finite, "dropout"),
        at("recurrent_dropout_infinite", "Infinity", "not_finite", finite, "recurrent_dropout"),
        at("dropout_null", None, "wrong_type", ": expected a number", "dropout"),
        at("recurrent_dropout_1", 1.0, "out_of_range", FRACTION, "recurrent_dropout"),
        at("dropout_below_0", -5e-324, "out_of_range", FRACTION, "dropout"),
        at("stateful_null", None, "wrong_type", BOOLEAN, "stateful"),
        at("state", None, "unknown_field", ": a layer has no such field", "state"),
        at("factors", None, "unknown_field", ": a layer has no such field", "factors"),
        at("keeps_states", True, "unknown_field", ": a layer has no such field", "keeps_states"),
    ]
    kept = learning([3, 2], [build(2, 2, "fault", **STATEFUL)], outputs, batch_size=5)
    nan = [["NaN"] * outputs] * 5
    batches: list[FieldFault] = [
        (
            "targets_nan",
            "targets",
            nan,
            "targets",
            "not_finite",
            "[0][0]: expected a finite number",
        ),
        ("batch_size_2_of_5", "batch_size", 2, "batch_size", "out_of_range", DIVISOR),
        ("epochs_below_0", "epochs", -1, "epochs", "out_of_range", ": expected 0 or more"),
    ]
    more_batches: list[FieldFault] = [
        ("batch_size_10_of_5", "batch_size", 10, "batch_size", "out_of_range", DIVISOR),
        ("batch_size_0", "batch_size", 0, "batch_size", "out_of_range", ": expected 1 or more"),
    ]
    last = with_last(build, outputs)
    return [
        *(
            draft
            for each in (types, values, *([fault] for fault in more))
            for draft in ordered("fault", network, each)
        ),
        *(
            draft
            for each in (batches, *([fault] for fault in more_batches))
            for draft in ordered("fault_stateful", kept, each)
        ),
        Draft(
            "fault_stateful_above_another",
            "A stateful layer above one that is not, and a short last batch.",
            "ERR-9 RNN-6",
            last,
            "any layer of the network may be stateful",
            expected=refusal("out_of_range", "batch_size", f"batch_size{DIVISOR}"),
        ),
        *diverged_states(build),
    ]


def with_last(build: Build, outputs: int) -> Json:
    """Return the request of a network whose last layer alone is stateful."""
    layers = [simple_rnn(2, 2, "fault", return_sequences=True), build(2, 2, "fault", **STATEFUL)]
    return learning([3, 2], layers, outputs, batch_size=3)


def diverged_states(build: Build) -> list[Draft]:
    """Return a case of states that become infinite in the second batch, for a simple layer."""
    if len(build(1, 1)["kernel"][0]) > 1:
        return []
    weights = {"kernel": [[1e150]], "recurrent_kernel": [[1e160]]}
    first = build(1, 1, "kept", **STATEFUL, activation="linear", **weights)
    outputs = outputs_of(build, 1, 1, {})
    data: Json = {"inputs": [[1], [0]], "targets": [[0] * outputs] * 2, "batch_size": 1}
    optimizer = {"name": "sgd", "learning_rate": 0}
    return [
        Draft(
            "stateful_diverged",
            "A state of the first batch that the second one cannot take.",
            "RNN-6 ERR-11 ARITH-4",
            learning([1, 1], [first], outputs, optimizer=optimizer, **data),
            "a batch begins where the one before ends",
            expected=refusal(
                "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 2", 1, 2
            ),
        )
    ]
