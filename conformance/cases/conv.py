"""Cases of the chapter conv: convolutions in networks, the orders of their sums, and their faults.

The published convolution of deeplearning.ai has its random numbers in deeplearning_ai.json: NumPy's
randn(10, 4, 4, 3), randn(2, 2, 3, 8) and randn(8) after the seed 1, one after another.
"""

import json
from pathlib import Path
from typing import Any

from cases import FINITE, Draft, Trajectory, refusal, trajectories, with_value
from cases.images import (
    COVERED,
    FLAT,
    GLOBAL,
    IMAGE,
    SEQUENCE,
    SIZE,
    FieldFault,
    average_pooling,
    classifier,
    conv1d,
    conv2d,
    learning,
    max_pooling,
    measured,
    nested,
    only_outputs,
    ordered,
    padding,
    reshape,
)
from cases.networks import Json, layer, trained

# Five rows, four columns, two channels; nothing is as large as anything else.
SHAPE = [5, 4, 2]
BASE = learning(
    SHAPE,
    [conv2d(3, 2, 2, 4, activation="tanh"), FLAT, layer(36, 3, "linear", "after filters")],
    3,
)
PARTLY = [[True, False, True], [True, True, False], [False, True, False], [False, False, False]]


def connected(connections: list[list[bool]], kernel: Any) -> Json:
    """Return the fields of a kernel [a][b][c][f] whose weights without a connection are 0."""
    return {
        "connections": connections,
        "kernel": [
            [
                [
                    [w if on else 0 for w, on in zip(weights, row, strict=True)]
                    for weights, row in zip(cell, connections, strict=True)
                ]
                for cell in cells
            ]
            for cells in kernel
        ],
    }


TRAINED: list[Trajectory] = [
    (
        "base",
        "Filters of 3 by 2 on images of 5 by 4 cells and two channels, and a dense layer.",
        "CONV-1 CONV-2 CONV-3 WINDOW-1 WINDOW-2 DENSE-1 DENSE-9 SUM-1 ARITH-1 ARITH-2",
        BASE,
        "nothing is a default, a power of two, or as large as anything else",
    ),
    *(
        (
            f"alone_{activation}",
            f"Filters as the only layer, with the activation {activation}.",
            "CONV-1 CONV-2 DENSE-2 DENSE-9",
            learning([4, 3, 2], [conv2d(2, 2, 2, 3, activation, activation=activation)], 18),
            "the outputs are an image: row by row, the filters of a cell together",
        )
        for activation in ("linear", "sigmoid", "tanh", "relu")
    ),
    (
        "last_with_crossentropy",
        "Filters with sigmoids as the last layer, and a crossentropy for every cell.",
        "CONV-1 CONV-2 DENSE-5 DENSE-10",
        learning(
            [3, 3, 1],
            [conv2d(2, 2, 1, 2, "mask", activation="sigmoid")],
            8,
            loss="binary_crossentropy",
            targets=[[float((i + j) % 3 == 0) for j in range(8)] for i in range(5)],
        ),
        "the gradients are already those of the preactivations",
    ),
    (
        "default_fields",
        "Filters without strides, padding, activation, bias and connections.",
        "CONV-1 CONV-2 PORT-4",
        learning(
            [3, 4, 1],
            [
                {
                    "kind": "conv2d",
                    "filters": 2,
                    "kernel_size": [2, 3],
                    "kernel": nested("defaults", 2, 3, 1, 2),
                }
            ],
            8,
        ),
        "every field that has a default is left out",
    ),
    (
        "null_fields",
        "null for the bias and for the connections.",
        "CONV-1 CONV-2 PORT-4",
        learning([3, 4, 1], [conv2d(2, 3, 1, 2, "defaults", bias=None, connections=None)], 8),
        "null is the default of both",
    ),
    (
        "one_channel_one_filter",
        "A single channel and a single filter.",
        "CONV-1 CONV-2",
        learning([6, 5, 1], [conv2d(3, 3, 1, 1, "single")], 12),
        "the smallest loops",
    ),
    (
        "many_channels",
        "Seven channels and five filters.",
        "CONV-1 CONV-2 CONV-3",
        learning([3, 4, 7], [conv2d(1, 1, 7, 7, "first"), conv2d(2, 3, 7, 5, "many")], 20),
        "vectorised loops have rests",
    ),
    (
        "two_convolutions",
        "Two convolutions with relus, whose windows overlap.",
        "CONV-1 CONV-2 CONV-3 DENSE-9",
        learning(
            [6, 5, 2],
            [
                conv2d(2, 3, 2, 3, "lower", activation="relu"),
                conv2d(3, 2, 3, 2, "upper", activation="relu"),
            ],
            12,
        ),
        "a cell adds up the gradients of every patch that holds it",
    ),
    (
        "two_convolutions_same",
        "Two padded convolutions with different strides down and right.",
        "CONV-1 CONV-2 CONV-3 WINDOW-1",
        learning(
            [5, 7, 2],
            [
                conv2d(3, 4, 2, 3, "lower", padding="same", activation="tanh"),
                conv2d(2, 3, 3, 2, "upper", padding="same", strides=[2, 3]),
            ],
            18,
        ),
        "gradients of padded cells are left out",
    ),
    (
        "one_by_one",
        "Filters of one cell.",
        "CONV-1 CONV-2 CONV-3",
        learning([3, 2, 3], [conv2d(1, 1, 3, 2, "cell"), conv2d(1, 1, 2, 4, "cell")], 24),
        "each cell by itself",
    ),
    (
        "whole_image",
        "Filters as large as the image.",
        "CONV-1 CONV-2 WINDOW-1",
        learning([3, 4, 2], [conv2d(3, 4, 2, 3, "whole", activation="tanh")], 3),
        "a dense layer: that of whole_image_as_dense",
    ),
    (
        "whole_image_as_dense",
        "The filters of whole_image as the units of a dense layer.",
        "DENSE-2 DENSE-12",
        learning(
            [24],
            [
                {
                    "units": 3,
                    "activation": "tanh",
                    "kernel": [
                        weights
                        for row in conv2d(3, 4, 2, 3, "whole")["kernel"]
                        for cell in row
                        for weights in cell
                    ],
                    "bias": conv2d(3, 4, 2, 3, "whole")["bias"],
                }
            ],
            3,
        ),
        "the same numbers as whole_image",
    ),
    (
        "symmetric_image",
        "A kernel that is not symmetric, on an image that is.",
        "CONV-1",
        only_outputs(
            learning(
                [3, 3, 1],
                [conv2d(2, 2, 1, 1, "turned")],
                4,
                inputs=[[1, 2, 1, 2, 5, 2, 1, 2, 1]],
                targets=[[0] * 4],
            )
        ),
        "a kernel that is turned gives the same numbers in another order",
    ),
    *(
        (
            f"connections_{name}",
            text,
            "CONV-4 CONV-1 CONV-2 CONV-3",
            learning(
                [3, 4, 4],
                [
                    conv2d(1, 1, 4, 4, "before"),
                    conv2d(2, 2, 4, 3, name, **connected(connections, nested(name, 2, 2, 4, 3))),
                ],
                18,
                optimizer=optimizer,
            ),
            why,
        )
        for name, text, connections, optimizer, why in [
            (
                "partly",
                "Each filter sees some of four channels, the last of which nobody sees.",
                PARTLY,
                {"name": "sgd", "learning_rate": 0.2},
                "as in LeNet's third layer",
            ),
            (
                "partly_adam",
                "Some connections, and an optimizer that would move every weight.",
                PARTLY,
                {"name": "adam", "learning_rate": 0.05},
                "a gradient of 0.0 moves nothing in any optimizer",
            ),
            (
                "all",
                "Connections that are all true.",
                [[True] * 3] * 4,
                {"name": "sgd", "learning_rate": 0.2},
                "the same numbers as without the field",
            ),
            (
                "none",
                "Connections that are all false: the biases alone learn.",
                [[False] * 3] * 4,
                {"name": "sgd", "learning_rate": 0.2},
                "a kernel of zeros that stays so",
            ),
        ]
    ),
    (
        "connections_and_negative_zeros",
        "A weight of -0.0 without a connection.",
        "CONV-4 NUM-2",
        learning(
            [2, 2, 2],
            [
                conv2d(
                    1,
                    1,
                    2,
                    2,
                    "zeros",
                    kernel=[[[["-0", 0.5], [0.25, "-0"]]]],
                    connections=[[False, True], [True, False]],
                )
            ],
            8,
        ),
        "-0.0 is 0.0",
    ),
    (
        "trainable_subsampling",
        "LeNet's subsampling: the mean of four cells times a weight, plus a bias.",
        "CONV-4 POOL-3 POOL-4",
        learning(
            [4, 6, 3],
            [
                conv2d(1, 1, 3, 3, "maps"),
                average_pooling(),
                conv2d(
                    1,
                    1,
                    3,
                    3,
                    "diagonal",
                    activation="tanh",
                    **connected(
                        [[i == j for j in range(3)] for i in range(3)],
                        nested("diagonal", 1, 1, 3, 3),
                    ),
                ),
            ],
            18,
        ),
        "a filter of one cell that sees its own channel",
    ),
    # Orders that show
    (
        "order_of_the_patch",
        "Weighted sums whose bits depend on the order of the products, which have any size.",
        "CONV-1 SUM-1",
        only_outputs(
            learning(
                [3, 4, 2],
                [
                    conv2d(
                        2,
                        3,
                        2,
                        3,
                        "order",
                        kernel=[
                            [
                                [[1e16, 0.1, 3e15], [1, 0.7, -1]],
                                [[-1e16, 0.3, 2.5], [0.3, 1e8, -3e15]],
                                [[3, -0.9, 1], [1e-3, 0.2, 7]],
                            ],
                            [
                                [[2, 0.6, 1e15], [-1, -1e8, 2]],
                                [[0.7, 0.4, -1e15], [5, 1.3, 0.1]],
                                [[-2.6, 0.05, 3], [1, 0.9, 0.2]],
                            ],
                        ],
                        bias=[1, 0.1, -0.3],
                    )
                ],
                12,
            )
        ),
        "cell by cell, each with its channels, from the bias on",
    ),
    (
        "order_of_the_weight_gradients",
        "Gradients of kernel and bias whose bits depend on the order of windows and examples.",
        "CONV-2",
        learning(
            [3, 4, 1],
            [conv2d(2, 2, 1, 2, "zero", kernel=[[[[0, 0]]] * 2] * 2, bias=[0, 0])],
            12,
            inputs=[
                [3 ** (i % 7) * 0.1 + 10.0 ** ((5 * i + m) % 13) for i in range(12)]
                for m in range(4)
            ],
            targets=[
                [(-1.0) ** (i + m) * 10.0 ** ((3 * i + 2 * m) % 11 - 5) for i in range(12)]
                for m in range(4)
            ],
            optimizer={"name": "sgd", "learning_rate": 1.0},
            batch_size=None,
            epochs=1,
        ),
        "the windows of the first image, then those of the next; kernels of 0 show every bit",
    ),
    (
        "order_of_the_input_gradients",
        "Gradients of cells that many patches hold, whose bits depend on the order of the patches.",
        "CONV-3",
        measured(
            [4, 4, 1],
            [
                conv2d(
                    3,
                    3,
                    1,
                    2,
                    "cells",
                    padding="same",
                    kernel=[
                        [[[0.1 * (i + 1), 10.0 ** (3 * i % 7)]] for i in range(j, j + 3)]
                        for j in (0, 3, 6)
                    ],
                )
            ],
            [(-1.0) ** i * 10.0 ** (7 * i % 11 - 4) for i in range(32)],
        ),
        "patch by patch in the order of the windows, from 0.0",
    ),
    (
        "order_of_the_filters",
        "Gradients of patches whose bits depend on the order of the filters.",
        "CONV-3 DENSE-11",
        measured(
            [2, 2, 2],
            [conv2d(2, 2, 2, 5, "filters", kernel=nested("filters", 2, 2, 2, 5))],
            [1e16, 3.7, -1e16, 0.3, 1e8],
        ),
        "the sum over the filters is rounded before a cell adds it",
    ),
    (
        "padded_cells_are_added",
        "Images of zeros, weights and biases whose sums' signs depend on the padded cells.",
        "CONV-1 NUM-2",
        only_outputs(
            learning(
                [2, 2, 1],
                [
                    conv2d(
                        2,
                        2,
                        1,
                        3,
                        "signs",
                        padding="same",
                        kernel=[[[[-1, -1, 1]], [[-1, -2, -1]]], [[[-3, 1, -1]], [[-1, 1, -1]]]],
                        bias=["-0", "-0", "-0"],
                    )
                ],
                12,
                inputs=[[0] * 4, ["-0", 0, 0, "-0"]],
                targets=[[0] * 12] * 2,
            )
        ),
        "-0.0 plus the product of a padded 0.0 and a weight above 0 is 0.0",
    ),
    (
        "numbers_in_other_notations",
        "Sizes and weights as texts, with points and in bits.",
        "NUM-2 NUM-3 PORT-5 CONV-1",
        learning(
            [3, 3, 1],
            [
                conv2d(
                    *(2, 2, 1, 1, "texts"),
                    kernel_size=[2.0, "0x4000000000000000"],
                    strides=["0x3ff0000000000000", 1.0],
                    kernel=[[[["-0"]], [[0.5]]], [[["0x4018000000000000"]], [[-2e-1]]]],
                    bias=["0x3fe0000000000000"],
                )
                | {"filters": "0x3ff0000000000000"}
            ],
            4,
        ),
        "where one number may stand, all its notations may",
    ),
    # Whole networks
    *(
        (
            f"network_{name}",
            f"Convolution, max pooling, convolution and a dense layer, with {text}.",
            "CONV-1 CONV-2 CONV-3 POOL-1 POOL-2 DENSE-1 DENSE-17",
            classifier(
                [6, 6, 1],
                conv2d(3, 3, 1, 3, "net 1", padding="same", activation="relu"),
                max_pooling(),
                conv2d(2, 2, 3, 4, "net 2", activation="tanh"),
                inputs=16,
                optimizer=optimizer,
            ),
            "shuffled, in batches of 3, 3 and 1",
        )
        for name, text, optimizer in [
            ("sgd", "gradient descent", {"name": "sgd", "learning_rate": 0.3}),
            ("momentum", "momentum", {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9}),
            (
                "nesterov",
                "Nesterov's momentum",
                {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
            ),
            ("rmsprop", "RMSprop", {"name": "rmsprop", "learning_rate": 0.01}),
            (
                "rmsprop_momentum",
                "RMSprop and momentum",
                {"name": "rmsprop", "learning_rate": 0.01, "momentum": 0.5},
            ),
            ("adam", "Adam", {"name": "adam", "learning_rate": 0.02}),
        ]
    ),
    (
        "network_of_every_kind",
        "Every kind of layer on images, one after another.",
        "CONV-1 CONV-3 CONV-5 POOL-1 POOL-3 PAD-1 PAD-2 DENSE-1",
        learning(
            [6, 5, 1],
            [
                padding([1, 0], [0, 2]),
                conv2d(2, 3, 1, 2, "every 1", activation="tanh"),
                max_pooling(pool_size=[2, 2], strides=[1, 1]),
                average_pooling(pool_size=[2, 2], padding="same"),
                FLAT,
                reshape(6, 2),
                conv1d(2, 2, 3, "every 2", activation="sigmoid"),
                reshape(5, 1, 3),
                GLOBAL,
                layer(3, 2, "linear", "every 3"),
            ],
            2,
            optimizer={"name": "adam", "learning_rate": 0.05},
        ),
        "each gives its shape to the next",
    ),
    (
        "network_like_lenet",
        "LeNet in small: two convolutions, two average poolings, three dense layers.",
        "CONV-1 CONV-2 CONV-3 POOL-3 POOL-4 DENSE-1 DENSE-17",
        classifier(
            [12, 12, 1],
            conv2d(3, 3, 1, 2, "lenet 1", padding="same", activation="tanh"),
            average_pooling(),
            conv2d(3, 3, 2, 4, "lenet 2", activation="tanh"),
            average_pooling(),
            FLAT,
            layer(16, 7, "tanh", "lenet 3"),
            layer(7, 5, "tanh", "lenet 4"),
            inputs=5,
            epochs=2,
            record=[2],
        ),
        "the shape of docs/lenet.md",
    ),
    (
        "network_of_one_example",
        "Batches of one example.",
        "CONV-2 DENSE-1",
        {**BASE, "batch_size": 1, "optimizer": {"name": "sgd", "learning_rate": 0.03}},
        "the smallest batch",
    ),
    # Sequences
    *(
        (
            f"conv1d_{name}",
            text,
            "CONV-5 CONV-1 CONV-2 CONV-3 WINDOW-1",
            learning(shape, layers, outputs),
            why,
        )
        for name, text, shape, layers, outputs, why in [
            (
                "base",
                "Filters of three steps on sequences of seven with two features.",
                [7, 2],
                [conv1d(3, 2, 4, activation="tanh"), FLAT, layer(20, 3, "linear", "sequence")],
                3,
                "a sequence is an image of one row",
            ),
            (
                "as_conv2d",
                "The sequences and filters of conv1d_base as images of one row.",
                [1, 7, 2],
                [
                    conv2d(
                        1,
                        3,
                        2,
                        4,
                        activation="tanh",
                        kernel=[conv1d(3, 2, 4)["kernel"]],
                        bias=conv1d(3, 2, 4)["bias"],
                    ),
                    FLAT,
                    layer(20, 3, "linear", "sequence"),
                ],
                3,
                "the same numbers as conv1d_base",
            ),
            (
                "two",
                "Two convolutions of sequences, padded, with strides of 1 and 2.",
                [9, 2],
                [
                    conv1d(4, 2, 3, "lower", padding="same", activation="relu"),
                    conv1d(3, 3, 2, "upper", padding="same", strides=[2]),
                ],
                10,
                "an even filter has more padded steps after the sequence",
            ),
            (
                "strides",
                "Strides of 3 that leave a step over.",
                [9, 1],
                [conv1d(2, 1, 2, "strides", strides=[3], activation="sigmoid")],
                6,
                "the last step is in no window",
            ),
            (
                "default_fields",
                "Filters without strides, padding, activation and bias.",
                [4, 2],
                [
                    {
                        "kind": "conv1d",
                        "filters": 2,
                        "kernel_size": [2],
                        "kernel": nested("1d", 2, 2, 2),
                    }
                ],
                6,
                "every field that has a default is left out",
            ),
            (
                "whole_sequence",
                "Filters as long as the sequence.",
                [5, 2],
                [conv1d(5, 2, 3, "whole")],
                3,
                "one window",
            ),
            (
                "one_step",
                "Filters of one step.",
                [4, 3],
                [conv1d(1, 3, 2, "step"), conv1d(1, 2, 3, "step")],
                12,
                "each step by itself",
            ),
        ]
    ),
]

DIVERGED = [
    Draft(
        "diverges",
        "Weights so large that the sums of the second batch are infinite.",
        "ERR-11 CONV-1",
        learning(
            [2, 2, 1],
            [conv2d(2, 2, 1, 1, "large", kernel=[[[[1e200]], [[1]]], [[[1]], [[1]]]])],
            1,
            inputs=[[0, 1, 1, 1], [0, 1, 2, 1], [1e200, 1, 1, 1]],
            targets=[[0]] * 3,
            batch_size=2,
            optimizer={"name": "sgd", "learning_rate": 1e-3},
        ),
        "bad input",
        expected=refusal(
            "diverged",
            "outputs",
            "outputs: left the finite numbers in trial 1, batch 2",
            trial=1,
            batch=2,
        ),
    )
]

# The faults, in the order in which they are checked
NETWORK = learning(
    SHAPE,
    [conv2d(3, 2, 2, 3, connections=[[True] * 3] * 2), FLAT, layer(27, 2, "linear", "fault")],
    2,
)
ROWS_OF_BOOLEANS = ": expected a list of lists of true and false or null"
NESTED_4 = ": expected a list of lists of lists of lists of numbers"
NESTED_3 = ": expected a list of lists of lists of numbers"
COUNTS = ": expected a list of whole numbers"
ACTIVATIONS = ': expected one of "linear", "sigmoid", "tanh", "relu"'
PADDINGS = ': expected one of "valid", "same"'


def at(name: str, value: Any, code: str, message: str, field: str) -> FieldFault:
    """Return a fault of a field of the first layer."""
    place = f"layers[0].{field}"
    return name, place, value, place, code, message


TYPES: list[FieldFault] = [
    at("filters_of_a_half", 2.5, "wrong_type", ": expected a whole number", "filters"),
    at("kernel_size_a_number", 3, "wrong_type", COUNTS, "kernel_size"),
    at("strides_null", None, "wrong_type", COUNTS, "strides"),
    at("padding_a_number", 1, "wrong_type", ": expected a string", "padding"),
    at("activation_null", None, "wrong_type", ": expected a string", "activation"),
    at("kernel_of_three_lists", [[[1.0]]], "wrong_type", NESTED_4, "kernel"),
    at("bias_a_number", 1, "wrong_type", ": expected a list of numbers or null", "bias"),
    at("connections_of_numbers", [[1, 0, 1]], "wrong_type", ROWS_OF_BOOLEANS, "connections"),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
MORE_TYPES: list[FieldFault] = [
    at("kernel_of_five_lists", [[[[[1.0]]]]], "wrong_type", NESTED_4, "kernel"),
    at("kernel_of_texts", [[[["a"]]]], "wrong_type", NESTED_4, "kernel"),
    at("kernel_null", None, "wrong_type", NESTED_4, "kernel"),
    at("connections_a_list", [True, False], "wrong_type", ROWS_OF_BOOLEANS, "connections"),
    at("connections_false", False, "wrong_type", ROWS_OF_BOOLEANS, "connections"),
    at("kernel_size_of_halves", [1.5, 2], "wrong_type", COUNTS, "kernel_size"),
    at(
        "data_format",
        "channels_first",
        "unknown_field",
        ": a layer has no such field",
        "data_format",
    ),
    at("groups", 1, "unknown_field", ": a layer has no such field", "groups"),
    at("input_shape", [5, 4, 2], "unknown_field", ": a layer has no such field", "input_shape"),
    at("units", 3, "unknown_field", ": a layer has no such field", "units"),
]
TWO_SIZES = ": expected 2 sizes"
SHAPES: list[FieldFault] = [
    at("kernel_size_of_one", [3], "shape_mismatch", TWO_SIZES, "kernel_size"),
    at("strides_of_three", [1, 1, 1], "shape_mismatch", TWO_SIZES, "strides"),
    at("padding_unknown", "full", "unknown_name", PADDINGS, "padding"),
    at("filters_0", 0, "out_of_range", SIZE, "filters"),
    (
        "image_of_two_sizes",
        "input_shape",
        [20, 2],
        "layers[0].input_shape",
        "shape_mismatch",
        IMAGE,
    ),
    at(
        "window_too_high",
        [6, 2],
        "shape_mismatch",
        "[0]: expected at most the size of the image, 5",
        "kernel_size",
    ),
    at("outputs_too_many", 2**24, "out_of_range", SIZE, "filters"),
    at(
        "kernel_of_another_shape",
        [],
        "shape_mismatch",
        ": expected the shape [3][2][2][3]",
        "kernel",
    ),
    at(
        "bias_too_short",
        [0.5],
        "shape_mismatch",
        ": expected length 3, that of layers[0].filters, got length 1",
        "bias",
    ),
    at(
        "connections_of_one_channel",
        [[True] * 3],
        "shape_mismatch",
        ": expected the shape [2][3]",
        "connections",
    ),
    (
        "later_kernel",
        "layers[2].kernel",
        [],
        "layers[2].kernel",
        "empty",
        ": expected at least one number",
    ),
]
MORE_SHAPES: list[FieldFault] = [
    at("kernel_size_empty", [], "shape_mismatch", TWO_SIZES, "kernel_size"),
    at("kernel_size_of_0", [3, 0], "out_of_range", f"[1]{SIZE}", "kernel_size"),
    at("strides_of_0", [0, 1], "out_of_range", f"[0]{SIZE}", "strides"),
    at("kernel_size_too_large", [2**24 + 1, 2], "out_of_range", f"[0]{SIZE}", "kernel_size"),
    at("strides_below_0", [1, -1], "out_of_range", f"[1]{SIZE}", "strides"),
    at("filters_too_many", 2**24 + 1, "out_of_range", SIZE, "filters"),
    at("padding_in_capitals", "SAME", "unknown_name", PADDINGS, "padding"),
    at(
        "window_too_wide",
        [3, 5],
        "shape_mismatch",
        "[1]: expected at most the size of the image, 4",
        "kernel_size",
    ),
    at(
        "kernel_of_ragged_rows",
        [[[[0.5] * 3] * 2] * 2, [[[0.5] * 3] * 2] * 2, [[[0.5] * 3] * 2]],
        "shape_mismatch",
        ": expected the shape [3][2][2][3]",
        "kernel",
    ),
    at(
        "kernel_with_channels_first",
        nested("first", 3, 2, 3, 2),
        "shape_mismatch",
        ": expected the shape [3][2][2][3]",
        "kernel",
    ),
    at(
        "kernel_with_one_weight_less",
        [[[[0.5] * 3] * 2] * 2] * 2 + [[[[0.5] * 3] * 2, [[0.5] * 3, [0.5] * 2]]],
        "shape_mismatch",
        ": expected the shape [3][2][2][3]",
        "kernel",
    ),
    at(
        "connections_transposed",
        [[True] * 2] * 3,
        "shape_mismatch",
        ": expected the shape [2][3]",
        "connections",
    ),
    at("connections_empty", [], "shape_mismatch", ": expected the shape [2][3]", "connections"),
    ("image_of_one_size", "input_shape", [40], "layers[0].input_shape", "shape_mismatch", IMAGE),
    (
        "image_of_four_sizes",
        "input_shape",
        [5, 4, 2, 1],
        "layers[0].input_shape",
        "shape_mismatch",
        IMAGE,
    ),
    (
        "image_of_other_channels",
        "input_shape",
        [5, 2, 4],
        "layers[0].kernel",
        "shape_mismatch",
        ": expected the shape [3][2][4][3]",
    ),
]
COVERING: list[FieldFault] = [
    at("cells_too_many", [2**12, 2**12], "out_of_range", COVERED, "kernel_size"),
    at("outputs_too_many", 2**24, "out_of_range", SIZE, "filters"),
]
VALUES: list[FieldFault] = [
    at("softmax", "softmax", "unknown_name", ACTIVATIONS, "activation"),
    at(
        "nan_in_the_kernel",
        [[[[0.5] * 3, [0.5] * 3]] * 2] * 2
        + [[[[0.5] * 3, [0.5] * 3], [[0.5, 1, 2], [0, "NaN", 0]]]],
        "not_finite",
        f"[2][1][1][1]{FINITE}",
        "kernel",
    ),
    at("infinite_bias", [0, "Infinity", 0], "not_finite", f"[1]{FINITE}", "bias"),
    (
        "weight_without_a_connection",
        "layers[0].connections",
        [[True] * 3, [True, True, False]],
        "layers[0].kernel",
        "out_of_range",
        "[0][0][1][2]: expected 0 without a connection",
    ),
    ("later_bias", "layers[2].bias", [0, "NaN"], "layers[2].bias", "not_finite", f"[1]{FINITE}"),
]
MORE_VALUES: list[FieldFault] = [
    at("activation_unknown", "swish", "unknown_name", ACTIVATIONS, "activation"),
    at(
        "kernel_of_infinities",
        [[[["-Infinity"] * 3] * 2] * 2] * 3,
        "not_finite",
        f"[0][0][0][0]{FINITE}",
        "kernel",
    ),
]
SEQUENCES = learning([9, 2], [conv1d(3, 2, 3), FLAT, layer(21, 2, "linear", "fault 1")], 2)
ONE_SIZE = ": expected one size"
TYPES_1D: list[FieldFault] = [
    at("filters_true", True, "wrong_type", ": expected a whole number", "filters"),
    at("kernel_size_a_number", 3, "wrong_type", COUNTS, "kernel_size"),
    at("strides_a_number", 1, "wrong_type", COUNTS, "strides"),
    at("padding_null", None, "wrong_type", ": expected a string", "padding"),
    at("activation_a_number", 1, "wrong_type", ": expected a string", "activation"),
    at("kernel_of_four_lists", nested("4", 1, 3, 2, 3), "wrong_type", NESTED_3, "kernel"),
    at("bias_a_text", "0", "wrong_type", ": expected a list of numbers or null", "bias"),
]
SHAPES_1D: list[FieldFault] = [
    at("kernel_size_of_two", [1, 3], "shape_mismatch", ONE_SIZE, "kernel_size"),
    at("strides_of_two", [1, 1], "shape_mismatch", ONE_SIZE, "strides"),
    at("padding_causal", "causal", "unknown_name", PADDINGS, "padding"),
    at("filters_below_0", -1, "out_of_range", SIZE, "filters"),
    (
        "image_for_a_sequence",
        "input_shape",
        [3, 3, 2],
        "layers[0].input_shape",
        "shape_mismatch",
        SEQUENCE,
    ),
    at(
        "window_too_long",
        [10],
        "shape_mismatch",
        "[0]: expected at most the size of the image, 9",
        "kernel_size",
    ),
    at("outputs_too_many", 2**24, "out_of_range", SIZE, "filters"),
    at(
        "kernel_too_long",
        nested("long", 4, 2, 3),
        "shape_mismatch",
        ": expected the shape [3][2][3]",
        "kernel",
    ),
    at(
        "bias_empty",
        [],
        "shape_mismatch",
        ": expected length 3, that of layers[0].filters, got length 0",
        "bias",
    ),
]
MORE_1D: list[FieldFault] = [
    at("kernel_size_of_0", [0], "out_of_range", f"[0]{SIZE}", "kernel_size"),
    at("strides_of_0", [0], "out_of_range", f"[0]{SIZE}", "strides"),
    at("connections", None, "unknown_field", ": a layer has no such field", "connections"),
    at(
        "kernel_of_other_features",
        nested("other", 3, 1, 3),
        "shape_mismatch",
        ": expected the shape [3][2][3]",
        "kernel",
    ),
    (
        "rows_for_a_sequence",
        "input_shape",
        [18],
        "layers[0].input_shape",
        "shape_mismatch",
        SEQUENCE,
    ),
]
COVERING_1D: list[FieldFault] = [
    at("cells_too_many", [2**24], "out_of_range", COVERED, "kernel_size"),
    at("outputs_too_many", 2**24, "out_of_range", SIZE, "filters"),
]
VALUES_1D: list[FieldFault] = [
    at("softmax", "softmax", "unknown_name", ACTIVATIONS, "activation"),
    at(
        "nan_in_the_kernel",
        [[[0.5] * 3, [0.5] * 3]] * 2 + [[[0.5] * 3, [0, 0, "NaN"]]],
        "not_finite",
        f"[2][1][2]{FINITE}",
        "kernel",
    ),
    at("infinite_bias", ["-Infinity", 0, 0], "not_finite", f"[0]{FINITE}", "bias"),
]
FOLLOWING: list[tuple[str, str, list[int], list[Json], str, str, str]] = [
    (
        "conv2d_after_flatten",
        "Filters for images after a flatten layer.",
        [2, 2, 1],
        [FLAT, conv2d(1, 1, 1, 1)],
        "shape_mismatch",
        "layers[1].input_shape",
        IMAGE,
    ),
    (
        "dense_after_conv2d",
        "A dense layer after filters, without a flatten layer.",
        [2, 2, 1],
        [conv2d(2, 2, 1, 3), layer(3, 1, "linear")],
        "shape_mismatch",
        "layers[1].kernel",
        ": expected examples that are one row of numbers: put a flatten layer before it",
    ),
    (
        "dense_of_another_size_after_conv2d",
        "A dense layer of four rows after twelve numbers.",
        [2, 2, 1],
        [conv2d(1, 1, 1, 3), layer(4, 1, "linear")],
        "shape_mismatch",
        "layers[1].kernel",
        ": expected length 12, that of layers[0].filters, got length 4",
    ),
    (
        "conv1d_after_conv2d",
        "Filters for sequences after filters for images.",
        [2, 2, 1],
        [conv2d(1, 1, 1, 3), conv1d(1, 3, 1)],
        "shape_mismatch",
        "layers[1].input_shape",
        SEQUENCE,
    ),
    (
        "conv2d_outputs_too_many_of_an_image",
        "An image of 2^24 numbers, and filters that make them more.",
        [4096, 4096, 1],
        [conv2d(1, 1, 1, 2)],
        "out_of_range",
        "layers[0].filters",
        SIZE,
    ),
    (
        "conv2d_in_a_row",
        "A second convolution whose window is larger than what the first has left.",
        [4, 4, 1],
        [conv2d(3, 3, 1, 1), conv2d(3, 1, 1, 1)],
        "shape_mismatch",
        "layers[1].kernel_size",
        "[0]: expected at most the size of the image, 2",
    ),
    (
        "targets_of_filters",
        "Targets of four numbers for eight outputs.",
        [2, 2, 1],
        [conv2d(1, 1, 1, 2)],
        "shape_mismatch",
        "targets",
        "[0]: expected length 8, that of layers[0].filters, got length 4",
    ),
]

# CS231n's test of a convolution with channels first, which are transposed here
CS231N: list[list[list[str]]] = [
    [
        ["-0.08759809", "-0.10987781", "-0.18387192", "-0.2109216"],
        ["0.21027089", "0.21661097", "0.22847626", "0.23004637"],
        ["0.50813986", "0.54309974", "0.64082444", "0.67101435"],
    ],
    [
        ["-0.98053589", "-1.03143541", "-1.19128892", "-1.24695841"],
        ["0.69108355", "0.66880383", "0.59480972", "0.56776003"],
        ["2.36270298", "2.36904306", "2.38090835", "2.38247847"],
    ],
]


def linspace(start: float, stop: float, count: int) -> list[float]:
    """Return numbers at equal distances, as NumPy calculates them."""
    step = (stop - start) / (count - 1)
    return [*(start + i * step for i in range(count - 1)), stop]


def channels_last(images: list[float], channels: int, cells: int) -> list[list[float]]:
    """Return images whose channels are together, from those that have them one after another."""
    size = channels * cells
    starts = range(0, len(images), size)
    return [
        [images[s + c * cells + i] for i in range(cells) for c in range(channels)] for s in starts
    ]


def cs231n() -> Draft:
    """Return the convolution of CS231n's second assignment."""
    x = channels_last(linspace(-0.1, 0.5, 96), 3, 16)
    w = linspace(-0.2, 0.3, 144)  # [filter][channel][row][column]
    kernel = [
        [[[w[48 * f + 16 * c + 4 * i + j] for f in range(3)] for c in range(3)] for j in range(4)]
        for i in range(4)
    ]
    published = {
        f"outputs.{m}.{3 * i + f}": text
        for m, filters in enumerate(CS231N)
        for f, texts in enumerate(filters)
        for i, text in enumerate(texts)
    }
    filters = conv2d(4, 4, 3, 3, strides=[2, 2], kernel=kernel, bias=linspace(-0.1, 0.2, 3))
    return Draft(
        "cs231n",
        "Two images of 4 by 4 cells and three channels, padded by 1, three filters, strides of 2.",
        "CONV-1 PAD-1 WINDOW-1",
        only_outputs(
            learning(
                [4, 4, 3], [padding([1, 1], [1, 1]), filters], 12, inputs=x, targets=[[0] * 12] * 2
            )
        ),
        "CS231n, Stanford, assignment 2, ConvolutionalNetworks.ipynb, conv_forward_naive "
        "(channels first there)",
        sourced=True,
        published=published,
    )


RANDN = json.loads((Path(__file__).parent / "deeplearning_ai.json").read_text(encoding="utf-8"))
STEP_BY_STEP = (
    "deeplearning.ai, Convolutional Neural Networks, week 1, Convolution model: step by step, "
    "conv_forward"
)


def step_by_step() -> list[Draft]:
    """Return the convolution of deeplearning.ai's fourth course: its outputs, and their mean."""
    images, weights, bias = (RANDN[name] for name in ("A_prev", "W", "b"))
    cells = [weights[i : i + 8] for i in range(0, 96, 8)]
    kernel = [[cells[6 * a + 3 * b : 6 * a + 3 * b + 3] for b in range(2)] for a in range(2)]
    filters = conv2d(2, 2, 3, 8, strides=[2, 2], kernel=kernel, bias=bias)
    rows = [images[i : i + 48] for i in range(0, 480, 48)]
    at_3_2_1 = [
        *("-0.61490741", "-6.7439236", "-2.55153897", "1.75698377"),
        *("3.56208902", "0.53036437", "5.18531798", "8.75898442"),
    ]
    edges = padding([2, 2], [2, 2])
    edge, blank = [0] * 6, [0] * 48  # of a row, and of two rows
    one_below_another = [
        number
        for row in rows
        for part in (blank, *(edge + row[i : i + 12] + edge for i in range(0, 48, 12)), blank)
        for number in part
    ]
    mean = {"units": 1, "activation": "linear", "kernel": [[0.125]] * 8}
    return [
        Draft(
            "deeplearning_ai",
            "Ten images of 4 by 4 cells, padded by 2, three channels, eight filters, strides of 2.",
            "CONV-1 PAD-1 WINDOW-1",
            only_outputs(
                learning([4, 4, 3], [edges, filters], 128, inputs=rows, targets=[[0] * 128] * 10)
            ),
            STEP_BY_STEP,
            sourced=True,
            published={f"outputs.3.{8 * 9 + f}": text for f, text in enumerate(at_3_2_1)},
        ),
        Draft(
            "deeplearning_ai_mean",
            "The ten padded images below one another, and the mean of all outputs.",
            "CONV-1 POOL-3",
            only_outputs(
                learning(
                    [80, 8, 3],
                    [filters, GLOBAL, mean],
                    1,
                    inputs=[one_below_another],
                    targets=[[0]],
                )
            ),
            STEP_BY_STEP,
            sourced=True,
            published={"outputs.0.0": "0.0489952035289"},
        ),
    ]


CASES = [
    *trajectories(TRAINED),
    cs231n(),
    *step_by_step(),
    *DIVERGED,
    *(draft for faults in (TYPES, SHAPES, VALUES) for draft in ordered("conv2d", NETWORK, faults)),
    *(
        draft
        for fault in (*MORE_TYPES, *MORE_SHAPES, *MORE_VALUES)
        for draft in ordered("conv2d", NETWORK, [fault])
    ),
    *(
        draft
        for faults in (TYPES_1D, SHAPES_1D, VALUES_1D)
        for draft in ordered("conv1d", SEQUENCES, faults)
    ),
    *(
        draft
        for prefix, request, faults in (
            ("conv2d_same", NETWORK, COVERING),
            ("conv1d_same", SEQUENCES, COVERING_1D),
        )
        for draft in ordered(prefix, with_value(request, "layers[0].padding", "same"), faults)
    ),
    *(draft for fault in MORE_1D for draft in ordered("conv1d", SEQUENCES, [fault])),
    *(
        Draft(
            name,
            text,
            "ERR-7 PORT-4" if code == "shape_mismatch" else "ERR-9 PORT-4",
            trained(
                {
                    "layers": layers,
                    "loss": "mse",
                    "optimizer": {"name": "sgd"},
                    "inputs": [[0.5] * (4 if shape[0] < 4 else 16)],
                    "targets": [[0.5] * 4],
                    "epochs": 1,
                },
                *shape,
            ),
            "bad input",
            expected=refusal(code, field, f"{field}{message}"),
        )
        for name, text, shape, layers, code, field, message in FOLLOWING
    ),
]
