"""Cases of the chapter graphs: paths around layers, several branches, masks, and faults."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import (
    FLAT,
    GLOBAL,
    FieldFault,
    activation,
    average_pooling,
    batch_normalization,
    conv1d,
    conv2d,
    dropout,
    learning,
    max_pooling,
    measured,
    only_outputs,
    ordered,
    reshape,
)
from cases.networks import Json, layer, spread
from cases.steps import embedding, gru, lstm, masking, padded, simple_rnn, time_distributed

ONE_SOURCE = ": expected one for a layer of this kind"
MORE_SOURCES = ": expected two or more for a layer of this kind"
SAME = ": expected sources of the same shape"
SAME_BUT_LAST = ": expected sources of the same shape but for the last axis"
UNUSED = ": expected a later layer that has it as a source"


def add(*sources: int) -> Json:
    """Return a layer that adds its sources."""
    return {"kind": "add", "sources": list(sources)}


def concatenate(*sources: int) -> Json:
    """Return a layer that puts its sources side by side."""
    return {"kind": "concatenate", "sources": list(sources)}


def of(source: int, each: Json) -> Json:
    """Return a layer with one source of its own."""
    return {**each, "sources": [source]}


RESIDUAL: list[Json] = [
    layer(3, 4, "tanh", "before"),
    layer(4, 4, "relu", "inside"),
    layer(4, 4, "linear", "inside last"),
    add(0, 2),
    layer(4, 2, "sigmoid", "after"),
]
BRANCHES: list[Json] = [
    layer(3, 2, "tanh", "first branch"),
    of(-1, layer(3, 3, "sigmoid", "second branch")),
    concatenate(0, 1),
    layer(5, 2, "linear", "after branches"),
]
SKIP: list[Json] = [
    layer(3, 3, "tanh", "around"),
    layer(3, 2, "tanh", "around last"),
    concatenate(1, -1),
    layer(5, 2, "sigmoid", "behind"),
]
DENSE: list[Trajectory] = [
    (
        "residual",
        "A sum of what is before two layers and what is after them.",
        "GRAPH-1 GRAPH-3 GRAPH-4",
        learning([3], RESIDUAL, 2),
        "the gradient of the first layer comes on two ways",
    ),
    (
        "residual_in_the_other_order",
        "The same sum, with the sources the other way round.",
        "GRAPH-3 GRAPH-4",
        learning([3], [*RESIDUAL[:3], add(2, 0), RESIDUAL[4]], 2),
        "two numbers have one sum",
    ),
    (
        "two_branches",
        "Two layers that see the inputs, side by side.",
        "GRAPH-1 GRAPH-3 GRAPH-5",
        learning([3], BRANCHES, 2),
        "the second layer does not see the first",
    ),
    (
        "inputs_again",
        "The inputs once more, beside the outputs of two layers.",
        "GRAPH-1 GRAPH-3 GRAPH-5",
        learning([3], SKIP, 2),
        "the inputs of the network are a source",
    ),
    (
        "inputs_first",
        "The inputs before the outputs of two layers.",
        "GRAPH-1 GRAPH-3 GRAPH-5",
        learning([3], [*SKIP[:2], concatenate(-1, 1), SKIP[3]], 2),
        "the order of the sources is that of the numbers",
    ),
    (
        "added_to_the_inputs",
        "A sum of the inputs and the outputs of a layer.",
        "GRAPH-1 GRAPH-4",
        learning([3], [layer(3, 3, "tanh", "sum"), add(-1, 0), layer(3, 2, "linear", "sum")], 2),
        "a path around the only layer",
    ),
    (
        "sum_of_three",
        "A sum of three sources.",
        "GRAPH-3 GRAPH-4",
        learning(
            [3],
            [
                layer(3, 4, "tanh", "one of three"),
                of(-1, layer(3, 4, "softplus", "two of three")),
                of(-1, layer(3, 4, "sigmoid", "three of three")),
                add(2, 0, 1),
                layer(4, 2, "tanh", "of three"),
            ],
            2,
        ),
        "three numbers have sums that differ",
    ),
    (
        "same_source_three_times",
        "A source three times in a sum.",
        "GRAPH-3 GRAPH-4",
        learning(
            [3], [layer(3, 3, "tanh", "thrice"), add(0, 0, 0), layer(3, 2, "linear", "thrice")], 2
        ),
        "each time counts",
    ),
    (
        "same_source_twice_side_by_side",
        "A source twice, with another between.",
        "GRAPH-3 GRAPH-5",
        learning(
            [3],
            [
                layer(3, 2, "tanh", "twice"),
                layer(2, 3, "sigmoid", "between"),
                concatenate(0, 1, 0),
                layer(7, 2, "linear", "twice"),
            ],
            2,
        ),
        "the gradients of both places are added",
    ),
    (
        "same_source_three_times_side_by_side",
        "A source three times side by side.",
        "GRAPH-3 GRAPH-5",
        learning(
            [3],
            [
                layer(3, 3, "tanh", "three sides"),
                concatenate(0, 0, 0),
                layer(9, 2, "linear", "three sides"),
            ],
            2,
        ),
        "gradients are added from the first source to the last",
    ),
    (
        "used_by_three_layers",
        "A layer that three others see.",
        "GRAPH-3",
        learning(
            [3],
            [
                layer(3, 5, "tanh", "seen"),
                layer(5, 4, "tanh", "sees 1"),
                of(0, layer(5, 4, "sigmoid", "sees 2")),
                of(0, layer(5, 4, "softsign", "sees 3")),
                concatenate(3, 1, 2),
                layer(12, 2, "linear", "of all"),
            ],
            2,
        ),
        "gradients are added from the last layer to the first",
    ),
    (
        "dense_connections",
        "Each layer sees the outputs of all before it.",
        "GRAPH-3 GRAPH-5",
        learning(
            [3],
            [
                layer(3, 2, "tanh", "dense net 1"),
                concatenate(-1, 0),
                layer(5, 2, "tanh", "dense net 2"),
                concatenate(-1, 0, 2),
                layer(7, 2, "tanh", "dense net 3"),
                concatenate(4, 2, 0, -1),
                layer(9, 3, "softmax", "dense net 4"),
            ],
            3,
            loss="categorical_crossentropy",
            targets=[[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 1]],
        ),
        "many ways to each gradient",
    ),
    (
        "merging_last",
        "A sum that is the output of the network.",
        "GRAPH-4 DENSE-10",
        learning(
            [3],
            [
                layer(3, 2, "tanh", "last 1"),
                of(-1, layer(3, 2, "linear", "last 2")),
                add(0, 1),
            ],
            2,
        ),
        "the deltas of the loss go to both sources",
    ),
    (
        "merging_first",
        "The inputs twice side by side, and then a layer.",
        "GRAPH-1 GRAPH-5",
        learning([3], [concatenate(-1, -1), layer(6, 2, "sigmoid", "doubled")], 2),
        "no layer is before it",
    ),
    (
        "named_chain",
        "A chain whose layers name the layer before them.",
        "GRAPH-1",
        learning(
            [3], [of(-1, layer(3, 4, "tanh", "chain")), of(0, layer(4, 2, "sigmoid", "chain"))], 2
        ),
        "the bits of a chain",
    ),
    (
        "null_sources",
        "null for the sources, which is the default.",
        "GRAPH-1 PORT-7",
        learning(
            [3],
            [
                {**layer(3, 4, "tanh", "chain"), "sources": None},
                {**layer(4, 2, "sigmoid", "chain"), "sources": None},
            ],
            2,
        ),
        "the bits of a chain",
    ),
    (
        "order_of_the_sums",
        "Sums of five sources and five gradients that are not exact.",
        "GRAPH-3 GRAPH-4 ARITH-1 ARITH-2",
        learning(
            [3],
            [
                layer(3, 9, "tanh", "sums"),
                *(of(0, layer(9, 9, "linear", f"sums {i}")) for i in range(4)),
                add(3, 0, 4, 2, 1),
                layer(9, 2, "linear", "all sums"),
            ],
            2,
            epochs=1,
        ),
        "sums start with the first number, and take the others in order",
    ),
    (
        "zeros",
        "Gradients and outputs of 0 and -0.",
        "GRAPH-3 GRAPH-4",
        measured(
            [3],
            [add(1, 1), of(1, activation("relu")), concatenate(2, 1, 3)],
            [0, "-0", 2, 0, "-0", 1, 0, "-0", 1],
            [0, "-0", 1],
        ),
        "a sum that starts with 0.0 has no -0.0",
    ),
]
IMAGES: list[Trajectory] = [
    (
        "convolution_branches",
        "Two convolutions of one image, side by side in the channels.",
        "GRAPH-5 GRAPH-3 CONV-3",
        learning(
            [4, 3, 2],
            [
                conv2d(1, 1, 2, 2, "branch 1", activation="relu"),
                of(-1, conv2d(3, 3, 2, 3, "branch 2", padding="same", activation="tanh")),
                concatenate(1, 0),
                max_pooling(),
                FLAT,
                layer(10, 2, "sigmoid", "of branches"),
            ],
            2,
        ),
        "the channels of a cell follow each other, not the images",
    ),
    (
        "residual_convolution",
        "A sum of images around two convolutions.",
        "GRAPH-3 GRAPH-4 CONV-3",
        learning(
            [3, 3, 2],
            [
                conv2d(2, 2, 2, 3, "residual 0", padding="same"),
                conv2d(3, 3, 3, 3, "residual 1", padding="same", activation="relu"),
                conv2d(3, 3, 3, 3, "residual 2", padding="same"),
                add(2, 0),
                activation("relu"),
                GLOBAL,
                layer(3, 2, "linear", "residual"),
            ],
            2,
        ),
        "sums of numbers in the same place",
    ),
    (
        "pooling_branches",
        "Two poolings of one convolution.",
        "GRAPH-3 GRAPH-5 POOL-2",
        learning(
            [4, 4, 1],
            [
                conv2d(1, 1, 1, 2, "pooled", activation="tanh"),
                max_pooling(),
                of(0, average_pooling()),
                concatenate(1, 2),
                FLAT,
                layer(16, 2, "sigmoid", "pooled"),
            ],
            2,
        ),
        "a gradient from two poolings",
    ),
    (
        "reshaped",
        "Sources that have the same shape after a reshape.",
        "GRAPH-4 GRAPH-5",
        learning(
            [6],
            [
                reshape(3, 2),
                of(-1, layer(6, 6, "tanh", "reshaped")),
                reshape(3, 2),
                add(0, 2),
                of(1, reshape(3, 2)),
                concatenate(3, 4, 0),
                FLAT,
                layer(18, 2, "linear", "reshaped"),
            ],
            2,
        ),
        "layers that change no number between",
    ),
    (
        "concatenate_gradients",
        "The gradients of an image in two places.",
        "GRAPH-3 GRAPH-5",
        measured(
            [2, 2, 1],
            [conv2d(1, 1, 1, 2, "measured", bias=None), concatenate(1, 2, 1)],
            spread(1, 16, "concatenated targets")[0],
        ),
        "each cell has its numbers together",
    ),
]
STEPS: list[Trajectory] = [
    (
        "recurrent_and_dense",
        "A recurrent layer and a dense one on the same sequence.",
        "GRAPH-1 GRAPH-5 RNN-2",
        learning(
            [3, 2],
            [
                lstm(2, 2, "beside"),
                of(-1, FLAT),
                layer(6, 3, "relu", "beside"),
                concatenate(0, 2),
                layer(5, 2, "sigmoid", "beside"),
            ],
            2,
        ),
        "sources of different kinds",
    ),
    (
        "residual_recurrent",
        "A sum of sequences around a recurrent layer.",
        "GRAPH-3 GRAPH-4 RNN-2",
        learning(
            [3, 2],
            [
                time_distributed(2, 3, "residual", activation="tanh"),
                gru(3, 3, "residual", return_sequences=True),
                add(0, 1),
                simple_rnn(3, 2, "residual"),
            ],
            2,
        ),
        "gradients of each step on two ways",
    ),
    (
        "sequences_side_by_side",
        "Two sequences side by side in each step.",
        "GRAPH-5",
        learning(
            [4, 2],
            [
                conv1d(1, 2, 3, "side"),
                of(-1, simple_rnn(2, 2, "side", return_sequences=True, go_backwards=True)),
                concatenate(1, 0),
                lstm(5, 2, "side"),
            ],
            2,
        ),
        "the features of a step are together",
    ),
    (
        "mask_of_one_source",
        "A sum of a masked sequence and one without a mask.",
        "GRAPH-6 SEQ-1",
        learning(
            [4, 2],
            [
                masking(),
                of(-1, time_distributed(2, 2, "unmasked")),
                add(0, 1),
                lstm(2, 2, "unmasked"),
            ],
            2,
            inputs=padded(4, 2, "xxx.", "xx..", "x...", "xxxx", ".xx."),
        ),
        "without a mask all steps are real",
    ),
    (
        "masks_of_two_sources",
        "Two masks of the same sequence.",
        "GRAPH-6 SEQ-1",
        learning(
            [4, 2],
            [
                masking(),
                of(-1, masking(mask_value=0.5)),
                concatenate(0, 1),
                simple_rnn(4, 3, "masks", return_sequences=True),
                gru(3, 2, "masks"),
            ],
            2,
            inputs=[
                [0, 0, 0.5, 0.5, 1, 0, 0, 0],
                [0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5],
                [0, 0, 0, 0, 0, 0, 0, 0],
                [1, 2, 0.5, 0.5, 0, 0, 0.5, 0],
                [0, 0, 1, 1, 0.5, 0.5, 0, 0.25],
            ],
        ),
        "a step is left out where both leave it out",
    ),
    (
        "added_masks",
        "A sum of two sequences with the same mask, around a recurrent layer.",
        "GRAPH-4 GRAPH-6 SEQ-1",
        learning(
            [4, 2],
            [
                masking(),
                lstm(2, 2, "added", return_sequences=True),
                add(1, 0),
                dropout(0.0),
                gru(2, 2, "added"),
            ],
            2,
            inputs=padded(4, 2, "xxx.", "xx..", ".x..", "xxxx", "...."),
        ),
        "the mask goes on behind the sum",
    ),
    (
        "mask_around_a_layer",
        "A recurrent layer that sees a masked sequence, which another layer has seen before.",
        "GRAPH-1 GRAPH-6 SEQ-1",
        learning(
            [4, 2],
            [
                masking(),
                simple_rnn(2, 2, "one way"),
                of(0, lstm(2, 2, "other way")),
                concatenate(1, 2),
                layer(4, 2, "linear", "both ways"),
            ],
            2,
            inputs=padded(4, 2, "xxx.", "xx..", ".x..", "xxxx", "...."),
        ),
        "a mask goes with the outputs that it belongs to",
    ),
    (
        "two_embeddings",
        "Two tables for the same words, and a sum of the vectors.",
        "GRAPH-1 GRAPH-4 GRAPH-6 EMBED-2",
        learning(
            [4],
            [
                embedding(5, 3, "one", mask_zero=True),
                of(-1, embedding(6, 3, "two", mask_zero=True)),
                add(0, 1),
                simple_rnn(3, 2, "words"),
            ],
            2,
            inputs=[[1, 2, 1, 0], [0, 3, 3, 3], [1, 0, 2, 4], [2, 2, 2, 2], [3, 1, 0, 0]],
        ),
        "a layer that sees the inputs is a first layer",
    ),
    (
        "stateful",
        "Stateful layers on two ways.",
        "GRAPH-1 RNN-6",
        learning(
            [3, 2],
            [
                simple_rnn(2, 2, "keeps 1", stateful=True),
                of(-1, gru(2, 2, "keeps 2", stateful=True)),
                add(0, 1),
            ],
            2,
            inputs=spread(6, 6, "stateful graph"),
            targets=spread(6, 2, "stateful graph targets", 0.5),
        ),
        "each layer has its own states",
    ),
]
TOGETHER: list[Trajectory] = [
    (
        "dropout_on_two_ways",
        "Two dropouts of the same numbers, shuffled examples.",
        "GRAPH-1 GRAPH-3 DROP-1 DENSE-17",
        learning(
            [3],
            [
                layer(3, 4, "tanh", "dropped"),
                dropout(0.4),
                of(0, dropout(0.3)),
                add(1, 2, 0),
                layer(4, 2, "sigmoid", "dropped"),
            ],
            2,
            shuffle_seed=5,
            epochs=3,
        ),
        "the layers draw in their order",
    ),
    (
        "everything",
        "Regularizers, weights of examples, clipped gradients and adam in a graph.",
        "GRAPH-3 REG-2 REG-6 WEIGHT-4 CLIP-2",
        learning(
            [3],
            [
                {**RESIDUAL[0], "activity_regularizer": {"l1": 0.02, "l2": 0.05}},
                {**RESIDUAL[1], "kernel_regularizer": {"l2": 0.1}},
                RESIDUAL[2],
                add(0, 2, 0),
                RESIDUAL[4],
            ],
            2,
            optimizer={"name": "adam", "learning_rate": 0.05, "clipnorm": 0.3},
            example_weights=[1, 0.5, 2, 0, 1.5],
            shuffle_seed=2,
        ),
        "the penalty of outputs after the gradients of all ways",
    ),
    (
        "batch_normalization",
        "A batch normalization on one of two ways.",
        "GRAPH-3 GRAPH-4 BNORM-3",
        learning(
            [3],
            [
                layer(3, 3, "linear", "normalized"),
                batch_normalization(3, "graph"),
                activation("relu"),
                layer(3, 3, "linear", "normalized too"),
                batch_normalization(3, "graph 2"),
                add(4, 0),
                layer(3, 2, "sigmoid", "normalized"),
            ],
            2,
            batch_size=3,
        ),
        "moments of a batch between the ways",
    ),
    (
        "no_epochs",
        "The outputs of a graph without an epoch.",
        "GRAPH-1 GRAPH-4",
        only_outputs(learning([3], RESIDUAL, 2)),
        "forward alone",
    ),
]

GRAPH = learning([3], RESIDUAL, 2)


def sources(i: int) -> str:
    """Return the field with the sources of a layer."""
    return f"layers[{i}].sources"


LIST = ": expected a list of whole numbers or null"
FAULTS: list[FieldFault] = [
    ("sources_a_number", sources(1), 0, sources(1), "wrong_type", LIST),
    ("sources_not_whole", sources(2), [0.5], sources(2), "wrong_type", LIST),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
    ("sources_empty", sources(0), [], sources(0), "shape_mismatch", ONE_SOURCE),
    ("two_sources", sources(1), [0, 0], sources(1), "shape_mismatch", ONE_SOURCE),
    ("source_of_itself", sources(1), [1], sources(1), "out_of_range", "[0]: expected -1 to 0"),
    ("source_too_low", sources(2), [-2], sources(2), "out_of_range", "[0]: expected -1 to 1"),
    ("one_source_of_add", sources(3), [2], sources(3), "shape_mismatch", MORE_SOURCES),
    ("null_sources_of_add", sources(3), None, sources(3), "shape_mismatch", MORE_SOURCES),
    ("source_not_earlier", sources(3), [0, 4], sources(3), "out_of_range", "[1]: expected -1 to 2"),
    ("shapes_of_add", sources(3), [0, -1], sources(3), "shape_mismatch", SAME),
    (
        "inputs_of_dense",
        sources(4),
        [-1],
        "layers[4].kernel",
        "shape_mismatch",
        ": expected length 3, that of input_shape, got length 4",
    ),
    ("unused_layer", sources(2), [0], "layers[1]", "out_of_range", UNUSED),
    (
        "bias_nan",
        "layers[0].bias",
        ["NaN", 0, 0, 0],
        "layers[0].bias",
        "not_finite",
        "[0]: expected a finite number",
    ),
]


def refused(name: str, text: str, request: Json, code: str, field: str, end: str) -> Draft:
    """Return a case of a network that cannot be."""
    rules = {"shape_mismatch": "ERR-7", "out_of_range": "ERR-9", "empty": "ERR-6"}
    rule = f"{'GRAPH-2' if end == UNUSED else 'GRAPH-1'} {rules.get(code, 'ERR-4')}"
    expected = refusal(code, field, f"{field}{end}")
    return Draft(f"fault_{name}", text, rule, request, "bad input", expected=expected)


def merged(shape: list[int], *layers: Json, **changes: Any) -> Json:
    """Return the request of a network that is refused."""
    return learning(shape, list(layers), 2, **changes)


REFUSED = [
    refused(
        "shapes_of_concatenate",
        "Sequences of different lengths side by side.",
        merged([3, 2], masking(), of(-1, reshape(2, 3)), concatenate(0, 1)),
        "shape_mismatch",
        sources(2),
        SAME_BUT_LAST,
    ),
    refused(
        "axes_of_concatenate",
        "A sequence beside a row.",
        merged([3, 2], masking(), of(-1, FLAT), concatenate(0, 1)),
        "shape_mismatch",
        sources(2),
        SAME_BUT_LAST,
    ),
    refused(
        "axes_of_add",
        "A sequence and as many numbers in one row.",
        merged([3, 2], masking(), of(-1, FLAT), add(0, 1)),
        "shape_mismatch",
        sources(2),
        SAME,
    ),
    refused(
        "too_many_numbers",
        "More numbers in all sources together than a layer may have.",
        merged([1], {"kind": "repeat_vector", "n": 2**23 + 1}, add(0, 0), inputs=[[1]] * 5),
        "out_of_range",
        sources(1),
        ": expected 1 to 16777216",
    ),
    refused(
        "unused_first_layer",
        "A first layer that no other sees.",
        merged([3], layer(3, 2, "tanh"), of(-1, layer(3, 2, "tanh"))),
        "out_of_range",
        "layers[0]",
        UNUSED,
    ),
    refused(
        "unused_branch",
        "A branch that ends nowhere.",
        merged([3], *BRANCHES[:2], layer(3, 2, "tanh"), of(1, layer(3, 2, "tanh"))),
        "out_of_range",
        "layers[0]",
        UNUSED,
    ),
    refused(
        "embedding_behind_a_layer",
        "An embedding whose source is a layer.",
        merged([3], layer(3, 3, "tanh"), embedding(5, 2), add(0, 1)),
        "shape_mismatch",
        "layers[1].input_dim",
        ": expected an embedding to be the first layer",
    ),
    refused(
        "words_of_the_second_embedding",
        "A word that only the second table does not have.",
        merged(
            [2],
            embedding(6, 2, "one"),
            of(-1, embedding(5, 2, "two")),
            add(0, 1),
            simple_rnn(2, 2),
            inputs=[[1, 2], [0, 1], [2, 5], [1, 1], [0, 0]],
        ),
        "out_of_range",
        "inputs",
        "[2][1]: expected a whole number, 0 to 4",
    ),
    refused(
        "sources_of_dense",
        "Sources in the experiment dense.",
        {
            **{k: v for k, v in learning([3], [], 2).items() if k != "input_shape"},
            "experiment": "dense",
            "layers": [of(-1, layer(3, 2, "tanh"))],
        },
        "unknown_field",
        "layers[0].sources",
        ": a layer has no such field",
    ),
    refused(
        "input_shape_of_merging",
        "A first layer that does not know the shape of its sources.",
        {"experiment": "save_model", "layers": [add(-1, -1)]},
        "empty",
        "input_shape",
        ": expected at least one number",
    ),
]
CASES = [
    *trajectories([*DENSE, *IMAGES, *STEPS, *TOGETHER]),
    *ordered("fault", GRAPH, FAULTS),
    *REFUSED,
]
