"""Cases of the chapter network: whole networks, the kinds of their layers, and their shapes."""

from cases import Refused, Trajectory, refusals, trajectories
from cases.networks import (
    EXAMPLE,
    HIDDEN,
    LAST,
    SPARSE,
    XOR,
    Json,
    example,
    layer,
    shares,
    spread,
    trained,
    without,
    xor,
)

TRAINED: list[Trajectory] = [
    (
        "base",
        "A 3-5-2 network with mini-batches of 3, 3 and 1 examples.",
        "DENSE-1 DENSE-2 DENSE-4 DENSE-8 DENSE-9 DENSE-10 DENSE-11 DENSE-12 DENSE-13 SUM-1 "
        "ARITH-1 ARITH-2",
        EXAMPLE,
        "nothing is a default, a power of two, or as large as anything else",
    ),
    (
        "xor",
        "XOR with two hidden units of tanh, binary cross-entropy, and all examples in one batch.",
        "DENSE-1 DENSE-5 DENSE-10 DENSE-13",
        XOR,
        "the problem that a single layer cannot learn, with every default",
    ),
    (
        "hidden_layers_of_all_kinds",
        "Five layers, each with another activation.",
        "DENSE-1 DENSE-2 DENSE-3 DENSE-9 DENSE-11",
        example(
            layers=[
                layer(3, 4, "softmax", "1"),
                layer(4, 2, "linear", "2"),
                layer(2, 3, "relu", "3"),
                layer(3, 4, "sigmoid", "4"),
                layer(4, 2, "tanh", "5"),
            ],
        ),
        "the slopes go through each of them",
    ),
    (
        "prime_sizes",
        "A 7-17-11-3 network, 13 examples in batches of 5: prime numbers, so that no block fits.",
        "DENSE-1 DENSE-2 DENSE-11 DENSE-12 SUM-1 ARITH-2",
        {
            "experiment": "dense",
            "layers": [
                layer(7, 17, "relu", "p"),
                layer(17, 11, "tanh", "q"),
                layer(11, 3, "softmax", "r"),
            ],
            "loss": "categorical_crossentropy",
            "optimizer": {"name": "adam", "learning_rate": 0.01},
            "inputs": spread(13, 7, "prime inputs"),
            "targets": shares(13, 3, "prime targets"),
            "batch_size": 5,
            "epochs": 3,
            "shuffle_seed": 7,
            "record": [3],
        },
        "every index has its own range, and vectorised loops have rests",
    ),
]

KINDS = ': expected one of "dense", "flatten", "normalization"'
SIZE = ": expected 1 to 16777216"
ONE_ROW = ": expected examples that are one row of numbers: put a flatten layer before it"
FLAT: Json = {"kind": "flatten"}
NORMAL: Json = {"kind": "normalization", "mean": [0.1, -0.3], "variance": [0.3, 0.7]}

# The experiment train. With dense layers alone it gives the numbers of dense.
GENERAL: list[Trajectory] = [
    (
        "train_dense_layers",
        "The network of the case base.",
        "DENSE-1 PORT-7",
        trained(EXAMPLE),
        "dense layers give the same numbers as in the experiment dense",
    ),
    (
        "train_kind_dense",
        "The network of the case xor, whose layers say that they are dense.",
        "DENSE-1 PORT-7",
        trained(xor(layers=[{"kind": "dense", **HIDDEN}, {**LAST, "kind": "dense"}])),
        "dense is the kind of a layer that does not say its own",
    ),
    (
        "train_class_numbers",
        "Class numbers, batches of two, and every further field.",
        "DENSE-1 DENSE-17 DENSE-10",
        trained({**SPARSE, "batch_size": 2, "shuffle_seed": 5, "record": [2, 4]}),
        "the fields of dense mean the same here",
    ),
    (
        "train_no_epoch",
        "No epoch: nothing is learned, and there are outputs all the same.",
        "DENSE-1",
        trained(xor(epochs=0)),
        "the outputs are those after the last epoch",
    ),
]

KIND_FAULTS: list[Refused] = [
    (
        "kind_unknown",
        "A kind that there is not, in a layer with an unknown field and nothing else.",
        "ERR-10 PORT-7",
        trained(xor(layers=[{"kind": "conv", "speed": 3}, LAST], loss=7)),
        "unknown_name",
        "layers[0].kind",
        f"layers[0].kind{KINDS}",
    ),
    (
        "kind_of_another_case",
        "A kind in capital letters.",
        "ERR-10 PORT-7",
        trained(xor(layers=[{**HIDDEN, "kind": "Dense"}, LAST])),
        "unknown_name",
        "layers[0].kind",
        f"layers[0].kind{KINDS}",
    ),
    (
        "kind_inherited",
        "A kind that objects of some languages have from birth.",
        "ERR-10 PORT-7",
        trained(xor(layers=[HIDDEN, {**LAST, "kind": "constructor"}])),
        "unknown_name",
        "layers[1].kind",
        f"layers[1].kind{KINDS}",
    ),
    (
        "kind_null",
        "null is a value, and no kind.",
        "ERR-5 PORT-7",
        trained(xor(layers=[{**HIDDEN, "kind": None}, LAST])),
        "wrong_type",
        "layers[0].kind",
        "layers[0].kind: expected a string",
    ),
    (
        "kind_a_number",
        "A number for a kind, in a layer with an unknown field.",
        "ERR-5 PORT-7",
        trained(xor(layers=[{"kind": 1, "speed": 3}, LAST])),
        "wrong_type",
        "layers[0].kind",
        "layers[0].kind: expected a string",
    ),
    (
        "kind_after_the_layer_before",
        "A layer without a kernel, and an unknown kind in the next.",
        "ERR-3 PORT-7",
        trained(xor(layers=[without(HIDDEN, "kernel"), {"kind": "conv"}])),
        "missing_field",
        "layers[0].kernel",
        "layers[0].kernel: this field is required",
    ),
    (
        "kind_after_the_list_of_objects",
        "An unknown kind, and a layer that is no object: the list is read first.",
        "ERR-5 PORT-7",
        trained(xor(layers=[{"kind": "conv"}, 7])),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "kind_after_input_shape",
        "An input_shape that is a number, and a kind that there is not.",
        "ERR-5 PORT-4",
        {**trained(xor(layers=[{"kind": "conv"}])), "input_shape": 2},
        "wrong_type",
        "input_shape",
        "input_shape: expected a list of whole numbers",
    ),
    *(
        (
            f"dense_with_{name}",
            text,
            "ERR-4 PORT-7",
            request,
            "unknown_field",
            field,
            f"{field}: {owner} has no such field",
        )
        for name, text, request, field, owner in [
            (
                "a_kind",
                "A layer with a kind in the experiment dense, even if it is the right one.",
                xor(layers=[{"kind": "dense", **HIDDEN}, LAST]),
                "layers[0].kind",
                "a layer",
            ),
            (
                "a_normalization",
                "A normalization in the experiment dense: of kind and mean, kind comes first.",
                xor(layers=[HIDDEN, NORMAL, LAST]),
                "layers[1].kind",
                "a layer",
            ),
            (
                "a_kind_that_there_is_not",
                "An unknown kind, and a number, are not read in the experiment dense.",
                xor(layers=[HIDDEN, {**LAST, "kind": 7}]),
                "layers[1].kind",
                "a layer",
            ),
            (
                "an_input_shape",
                "The field input_shape of the experiment train.",
                xor(input_shape=[2]),
                "input_shape",
                "dense",
            ),
        ]
    ),
    (
        "dense_layer_with_an_input_shape",
        "A dense layer with a shape of its own.",
        "ERR-4 PORT-7",
        trained(xor(layers=[{**HIDDEN, "kind": "dense", "input_shape": [2]}, LAST])),
        "unknown_field",
        "layers[0].input_shape",
        "layers[0].input_shape: a layer has no such field",
    ),
]

SHAPE_FAULTS: list[Refused] = [
    (
        "input_shape_missing",
        "A request of train without an input_shape.",
        "ERR-3 PORT-4",
        without(trained(XOR), "input_shape"),
        "missing_field",
        "input_shape",
        "input_shape: this field is required",
    ),
    *(
        (
            f"input_shape_{name}",
            text,
            "ERR-5 PORT-4 PORT-5",
            {**trained(xor(layers=[FLAT, HIDDEN, LAST])), "input_shape": shape},
            "wrong_type",
            "input_shape",
            "input_shape: expected a list of whole numbers",
        )
        for name, text, shape in [
            ("null", "null for an input_shape: train has no default.", None),
            ("a_number", "A number for an input_shape.", 2),
            ("a_text", "A text for an input_shape.", "2"),
            ("an_object", "An object for an input_shape.", {"0": 2}),
            ("of_lists", "A list for a size.", [[2]]),
            ("of_true", "true for a size.", [True, 2]),
            ("of_null", "null for a size.", [2, None]),
            ("of_fractions", "A size of a half and one of four.", [0.5, 4]),
            ("of_2_to_53", "A size of 2^53, which is no count.", [2**53]),
            ("of_texts", "A size that is a text.", ["2"]),
            ("of_nan", "A size that is NaN.", ["NaN"]),
        ]
    ),
    *(
        (
            f"input_shape_{name}",
            text,
            f"{rule} PORT-4",
            {**trained(xor(layers=[], inputs=[]), 2), "input_shape": shape},
            code,
            "input_shape",
            f"input_shape{message}",
        )
        for name, text, rule, shape, code, message in [
            (
                "empty",
                "No size, before the faults of layers and inputs, which are empty.",
                "ERR-6",
                [],
                "empty",
                ": expected at least one number",
            ),
            ("of_zero", "A size of 0.", "ERR-9", [2, 0], "out_of_range", f"[1]{SIZE}"),
            (
                "below_zero",
                "Sizes of -1 and -2, whose product fits.",
                "ERR-9",
                [-1, -2],
                "out_of_range",
                f"[0]{SIZE}",
            ),
            (
                "too_large",
                "A size just beyond the largest.",
                "ERR-9",
                [2**24 + 1],
                "out_of_range",
                f"[0]{SIZE}",
            ),
            (
                "too_large_in_the_product",
                "Sizes within the range, and their product beyond it.",
                "ERR-9",
                [2**13, 2**12],
                "out_of_range",
                SIZE,
            ),
            (
                "too_large_then_zero",
                "A product beyond the range, and a size of 0 after it: each size comes first.",
                "ERR-9",
                [2**24, 2, 0],
                "out_of_range",
                f"[2]{SIZE}",
            ),
            (
                "whose_product_is_2_to_64",
                "Sizes whose product in 64 bits is 0.",
                "ERR-9",
                [2**24, 2**24, 2**16],
                "out_of_range",
                SIZE,
            ),
            (
                "whose_product_wraps",
                "Sizes whose product is 2^64 + 4, which is 4 in 64 bits.",
                "ERR-9",
                [4, 5, 5581, 8681, 49477, 384773],
                "out_of_range",
                SIZE,
            ),
            (
                "beyond_any_double",
                "A hundred sizes of 2^24: their product is beyond the range of binary64.",
                "ERR-9",
                [2**24] * 100,
                "out_of_range",
                SIZE,
            ),
        ]
    ),
    (
        "train_no_layers",
        "A network of no layers.",
        "ERR-6",
        trained(xor(layers=[])),
        "empty",
        "layers",
        "layers: expected at least one layer",
    ),
]

# How the layers fit the shape of an example
FIT_FAULTS: list[Refused] = [
    (
        name,
        text,
        f"{'ERR-6' if code == 'empty' else 'ERR-7'} PORT-4",
        request,
        code,
        field,
        f"{field}{message}",
    )
    for name, text, request, code, field, message in [
        (
            "kernel_of_another_input_shape",
            "A first kernel of two rows for examples of three numbers.",
            trained(XOR, 3),
            "shape_mismatch",
            "layers[0].kernel",
            ": expected length 3, that of input_shape, got length 2",
        ),
        (
            "mean_of_another_input_shape",
            "A first mean of two numbers for examples of three.",
            trained(xor(layers=[NORMAL, HIDDEN, LAST]), 3),
            "shape_mismatch",
            "layers[0].mean",
            ": expected length 3, that of input_shape, got length 2",
        ),
        (
            "inputs_of_another_input_shape",
            "Examples of two numbers for a network of three.",
            trained(xor(layers=[{**HIDDEN, "kernel": [[1, 2]] * 3}, LAST]), 3),
            "shape_mismatch",
            "inputs",
            "[0]: expected length 3, that of layers[0].kernel, got length 2",
        ),
        (
            "kernel_for_two_sizes",
            "A dense layer for examples of two sizes, whose product is right.",
            trained(XOR, 1, 2),
            "shape_mismatch",
            "layers[0].kernel",
            ONE_ROW,
        ),
        (
            "kernel_for_sizes_of_one",
            "A dense layer for examples of three sizes, all but the first of which are 1.",
            trained(XOR, 2, 1, 1),
            "shape_mismatch",
            "layers[0].kernel",
            ONE_ROW,
        ),
        (
            "kernel_after_a_mean_for_two_sizes",
            "A normalization of examples of two sizes, and no flatten layer after it.",
            trained(xor(layers=[NORMAL, HIDDEN, LAST]), 2, 1),
            "shape_mismatch",
            "layers[1].kernel",
            ONE_ROW,
        ),
        (
            "empty_kernel_for_two_sizes",
            "An empty kernel for examples of two sizes.",
            trained(xor(layers=[{**HIDDEN, "kernel": []}, LAST]), 1, 2),
            "empty",
            "layers[0].kernel",
            ": expected at least one number",
        ),
        (
            "bias_for_two_sizes",
            "A bias of another length, and examples of two sizes, which are seen after it.",
            trained(xor(layers=[{**HIDDEN, "bias": [0]}, LAST]), 1, 2),
            "shape_mismatch",
            "layers[0].bias",
            ": expected length 2, that of layers[0].units, got length 1",
        ),
        (
            "variance_for_two_sizes",
            "A variance of another length, and examples of two sizes, which are seen after it.",
            trained(xor(layers=[{**NORMAL, "variance": [1]}, HIDDEN, LAST]), 1, 2),
            "shape_mismatch",
            "layers[0].variance",
            ": expected length 2, that of layers[0].mean, got length 1",
        ),
        (
            "two_sizes_before_the_next_layer",
            "A dense layer for examples of two sizes, and an empty kernel after it.",
            trained(xor(layers=[HIDDEN, {**LAST, "kernel": []}]), 1, 2),
            "shape_mismatch",
            "layers[0].kernel",
            ONE_ROW,
        ),
    ]
]

CASES = [
    *trajectories(TRAINED),
    *trajectories(GENERAL),
    *refusals(KIND_FAULTS),
    *refusals(SHAPE_FAULTS),
    *refusals(FIT_FAULTS),
]
