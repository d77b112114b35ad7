"""Cases of the chapter frozen: each rule by itself, and frozen layers beside all else."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.graphs import add, concatenate
from cases.images import (
    FLAT,
    FieldFault,
    activation,
    batch_normalization,
    conv2d,
    dropout,
    learning,
    max_pooling,
    ordered,
)
from cases.networks import (
    EXAMPLE,
    HIDDEN,
    LAST,
    XOR,
    Json,
    classes,
    example,
    layer,
    spread,
    trained,
    xor,
)
from cases.regularizers import ACTIVITY, BIAS, BOTH, KERNEL, L2, regularized
from cases.steps import bidirectional, embedding, gru, lstm, masking, padded, simple_rnn

STAYS: Json = {"trainable": False}
LEARNS: Json = {"trainable": True}


def frozen(*numbers: int, of: list[Json]) -> list[Json]:
    """Return the layers, of which those with these numbers are frozen."""
    return [{**each, **STAYS} if i in numbers else each for i, each in enumerate(of)]


def adam(**more: Any) -> Json:
    """Return an optimizer that remembers, with further settings."""
    return {"name": "adam", "learning_rate": 0.05, **more}


THREE = [layer(3, 4, "tanh"), layer(4, 4, "softplus", "b"), layer(4, 2, "sigmoid", "c")]
IMAGES = [conv2d(2, 2, 2, 2), conv2d(2, 2, 2, 3, "b"), max_pooling(), FLAT, layer(3, 2, "tanh")]
NORMALIZED = [
    layer(3, 4, "linear", "hidden", bias=None),
    batch_normalization(4, "frozen", momentum=0.7),
    activation("relu"),
    layer(4, 2, "sigmoid", "last"),
]
READING: list[Json] = [
    masking(),
    lstm(2, 3, return_sequences=True, dropout=0.3, recurrent_dropout=0.2),
    simple_rnn(3, 3, return_sequences=True),
    dropout(0.25),
    gru(3, 2),
]
STEPS = padded(3, 2, "xx.", "xxx", ".x.", "xxx", "x.x")
PENALIZED: Json = {KERNEL: BOTH, BIAS: L2, ACTIVITY: {"l1": 0.01, "l2": 0.2}}

TRAINED: list[Trajectory] = [
    (
        "first_layer",
        "The first of two layers is frozen.",
        "FROZEN-1 FROZEN-3",
        regularized(EXAMPLE, STAYS, LEARNS),
        "what most networks freeze",
    ),
    (
        "last_layer",
        "The last of two layers is frozen.",
        "FROZEN-1 FROZEN-3",
        regularized(EXAMPLE, LEARNS, STAYS),
        "the gradients of the first layer go through the last one",
    ),
    (
        "layer_in_the_middle",
        "A frozen layer between two that learn, and momentums.",
        "FROZEN-1 FROZEN-3 DENSE-15",
        example(layers=frozen(1, of=THREE), optimizer=adam()),
        "no state of the optimizer goes to the wrong layer",
    ),
    (
        "all_layers",
        "A network that learns nothing.",
        "FROZEN-1",
        classes(
            layers=frozen(0, 1, of=classes()["layers"]),
            optimizer=adam(weight_decay=0.1),
            epochs=2,
            record=[1, 2],
        ),
        "losses without a step",
    ),
    (
        "trained_layers",
        "The experiment train, with a layer that has no weights.",
        "FROZEN-1 FROZEN-3",
        trained(xor(layers=frozen(0, 1, of=[HIDDEN, activation("tanh"), LAST]))),
        "dense and train have the same field",
    ),
    (
        "global_norm",
        "All gradients limited by their common norm, most of which would be of a frozen layer.",
        "FROZEN-1 CLIP-1 CLIP-4",
        example(
            layers=frozen(1, of=THREE),
            optimizer={"name": "sgd", "learning_rate": 0.5, "global_clipnorm": 0.1},
        ),
        "frozen layers are no part of the norm",
    ),
    (
        "norms_and_decay",
        "Gradients limited one variable at a time, and weights that decay.",
        "FROZEN-1 CLIP-2 OPT-5",
        example(layers=frozen(1, of=THREE), optimizer=adam(clipnorm=0.05, weight_decay=0.2)),
        "each variable keeps its own limit, and no frozen weight decays",
    ),
    (
        "adagrad_with_limits",
        "An optimizer whose velocities do not begin at zero, and limited gradients.",
        "FROZEN-1 OPT-1 CLIP-3",
        example(
            layers=frozen(0, 2, of=THREE),
            optimizer={"name": "adagrad", "learning_rate": 0.1, "clipvalue": 0.01},
        ),
        "the layers that learn have their own numbers",
    ),
    (
        "penalties",
        "A frozen layer with penalties of its weights and its outputs.",
        "FROZEN-2 REG-3 REG-4 REG-5 REG-6",
        regularized(example(layers=THREE), LEARNS, {**PENALIZED, **STAYS}, PENALIZED),
        "only the penalty of the outputs counts, in the loss and in the layer before",
    ),
    (
        "penalties_of_frozen_layers_alone",
        "No other layer has penalties.",
        "FROZEN-2 REG-4",
        regularized(EXAMPLE, {KERNEL: BOTH, **STAYS}, {}),
        "the loss is that without penalties",
    ),
    (
        "batch_normalization",
        "A frozen batch normalization behind a layer that learns.",
        "FROZEN-1 FROZEN-4 BNORM-3 BNORM-4 BNORM-6",
        learning([3], frozen(1, of=NORMALIZED), 2, optimizer=adam()),
        "moving moments in training, which stay",
    ),
    (
        "behind_batch_normalization",
        "A batch normalization that learns between frozen layers.",
        "FROZEN-1 FROZEN-4 BNORM-4 BNORM-5",
        learning([3], frozen(0, 3, of=NORMALIZED), 2),
        "only frozen layers use their moving moments",
    ),
    (
        "batch_normalization_without_parameters",
        "A batch normalization without gamma and beta before the first layer that learns.",
        "FROZEN-4 BNORM-1 BNORM-4",
        learning(
            [3],
            [
                layer(3, 4, "tanh", "hidden", **STAYS),
                batch_normalization(4, "bare", gamma=None, beta=None),
                layer(4, 2, "sigmoid", "last"),
            ],
            2,
        ),
        "it trains although no gradient reaches it",
    ),
    (
        "images",
        "A frozen convolution of images.",
        "FROZEN-1 FROZEN-3",
        learning(
            [5, 4, 2],
            frozen(1, of=IMAGES),
            2,
            optimizer=adam(),
        ),
        "a kernel of several axes",
    ),
    (
        "embedding",
        "A frozen table of vectors before layers that learn.",
        "FROZEN-1",
        learning(
            [4],
            frozen(0, of=[embedding(5, 3), gru(3, 2)]),
            2,
            inputs=[[1, 2, 1, 1], [0, 3, 3, 3], [1, 0, 2, 1], [2, 2, 2, 2], [3, 1, 0, 4]],
            optimizer=adam(weight_decay=0.1),
        ),
        "vectors that someone else has trained",
    ),
    (
        "reading_layers",
        "Frozen layers on sequences with masks and dropout, below and between layers that learn.",
        "FROZEN-1 FROZEN-3 FROZEN-5 DROP-1 SEQ-1",
        learning([3, 2], frozen(1, 3, of=READING), 2, inputs=STEPS, shuffle_seed=3),
        "the same random numbers as without frozen layers",
    ),
    (
        "reading_layer_between",
        "A frozen layer on sequences behind one that learns.",
        "FROZEN-1 FROZEN-3 FROZEN-5",
        learning([3, 2], frozen(2, of=READING), 2, inputs=STEPS, shuffle_seed=3, optimizer=adam()),
        "gradients go through all steps",
    ),
    (
        "both_directions",
        "Two frozen directions below a layer that learns.",
        "FROZEN-1 FROZEN-5",
        learning(
            [3, 2],
            frozen(0, of=[bidirectional(lstm, 2, 2, dropout=0.5), layer(4, 2, "sigmoid")]),
            2,
            shuffle_seed=5,
        ),
        "a layer with many variables",
    ),
    (
        "states",
        "A frozen stateful layer.",
        "FROZEN-5 RNN-6",
        learning(
            [3, 2],
            frozen(0, of=[gru(2, 3, stateful=True), layer(3, 2, "sigmoid")]),
            2,
            inputs=spread(4, 6, "four sequences"),
            targets=spread(4, 2, "four targets"),
        ),
        "it remembers what it has read",
    ),
    (
        "graph",
        "A frozen branch beside one that learns, and a frozen layer inside a sum.",
        "FROZEN-1 FROZEN-3 GRAPH-2 GRAPH-3",
        learning(
            [3],
            [
                layer(3, 4, "tanh", "stem", **STAYS),
                {**layer(4, 4, "relu", "left", **STAYS), "sources": [0]},
                {**layer(4, 4, "tanh", "right"), "sources": [0]},
                layer(4, 4, "tanh", "above", **STAYS),
                add(1, 3),
                concatenate(4, 0),
                layer(8, 2, "sigmoid", "end"),
            ],
            2,
            optimizer=adam(global_clipnorm=0.2),
        ),
        "gradients find their ways to the layers that learn",
    ),
    (
        "beyond_the_range",
        "A frozen layer whose gradients leave the finite numbers.",
        "FROZEN-1 ARITH-4",
        learning(
            [1],
            [
                {"units": 1, "activation": "linear", "kernel": [[1e-300]], "bias": None, **STAYS},
                {"units": 1, "activation": "linear", "kernel": [[1e-5]], "bias": None},
            ],
            1,
            inputs=[[1e308]],
            targets=[[-1e10]],
            optimizer={"name": "sgd", "learning_rate": 1e-20},
        ),
        "nobody needs them",
    ),
    (
        "no_field",
        "All layers say that they learn.",
        "FROZEN-1",
        regularized(XOR, LEARNS, LEARNS),
        "true is the default",
    ),
]

FIELD = "layers[0].trainable"
PENALTY = f"layers[0].{BIAS}"
TYPE = ": expected true or false"
FAULTS: list[FieldFault] = [
    ("regularizer_a_name", PENALTY, "l2", PENALTY, "wrong_type", ": expected an object or null"),
    ("trainable_a_number", FIELD, 0, FIELD, "wrong_type", TYPE),
    ("trainable_null", "layers[1].trainable", None, "layers[1].trainable", "wrong_type", TYPE),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
CASES = [
    *trajectories(TRAINED),
    *ordered("fault", regularized(XOR, {BIAS: L2, **STAYS}, LEARNS), FAULTS),
    Draft(
        "fault_trainable_in_a_file",
        "A model file does not say which layers are frozen.",
        "ERR-4 PORT-7",
        {"experiment": "save_model", "layers": [{**XOR["layers"][1], **STAYS}]},
        "bad input",
        expected=refusal("unknown_field", FIELD, f"{FIELD}: a layer has no such field"),
    ),
]
