"""Cases of the chapter dense: single layers, and layers that do not fit together."""

from cases import Draft, Refused, Trajectory, refusals, trajectories
from cases.networks import HIDDEN, LAST, example, layer, single, without, xor

TRAINED: list[Trajectory] = [
    (
        "one_example",
        "One example, one input, one hidden unit, one output; there is nothing to shuffle.",
        "DENSE-1 DENSE-9 DENSE-11 DENSE-17",
        {
            "experiment": "dense",
            "layers": [
                {"units": 1, "activation": "sigmoid", "kernel": [[0.9]], "bias": [0.3]},
                {"units": 1, "activation": "tanh", "kernel": [[-1.1]], "bias": [0.4]},
            ],
            "loss": "mse",
            "optimizer": {"name": "sgd", "learning_rate": 0.9},
            "inputs": [[0.7]],
            "targets": [[0.2]],
            "shuffle_seed": 3,
            "epochs": 6,
        },
        "every factor of the deltas is another number",
    ),
    (
        "bias_left_out",
        "Layers without biases: one has null, the other no field.",
        "DENSE-1 DENSE-2 SUM-1",
        example(
            layers=[
                layer(3, 5, "tanh", bias=None),
                without(layer(5, 2, "sigmoid", "b"), "bias"),
            ]
        ),
        "a layer without biases reports null",
    ),
    (
        "bias_in_the_last_layer",
        "Momentum with a bias in the last of three layers only.",
        "DENSE-1 DENSE-13",
        example(
            layers=[
                layer(3, 4, "relu", bias=None),
                layer(4, 2, "tanh", "b", bias=None),
                layer(2, 2, "sigmoid", "c"),
            ],
            optimizer={"name": "sgd", "learning_rate": 0.2, "momentum": 0.5},
        ),
        "what the optimizer remembers is for each weight",
    ),
    (
        "linear_regression",
        "One linear layer and the mean squared error: a straight line through five points.",
        "DENSE-2 DENSE-4 DENSE-9",
        single(
            "linear",
            [[0.1]],
            [0.2],
            inputs=[[-1.5], [-0.4], [0.3], [0.9], [2.2]],
            targets=[[-2.1], [-0.3], [1.2], [1.9], [5.3]],
            epochs=20,
            record=[1, 20],
        ),
        "the smallest network that this chapter trains",
    ),
    (
        "subnormal_outputs",
        "Products and outputs below the smallest normal number.",
        "ARITH-3 DENSE-2",
        single(
            "linear",
            [[1e-160, -3e-158]],
            None,
            inputs=[[1.5e-160], [-7e-158]],
            targets=[[1, 0.5], [-0.3, 0.2]],
        ),
        "a processor that flushes them to zero",
    ),
]

FAULTS: list[Refused] = [
    (
        "no_layers",
        "A network without a layer, and no example.",
        "ERR-6 PORT-4",
        xor(layers=[], inputs=[]),
        "empty",
        "layers",
        "layers: expected at least one layer",
    ),
    (
        "empty_kernel",
        "A kernel without a row, where the examples have no inputs either.",
        "ERR-6",
        xor(layers=[{**HIDDEN, "kernel": []}, LAST], inputs=[[]] * 4),
        "empty",
        "layers[0].kernel",
        "layers[0].kernel: expected at least one number",
    ),
    (
        "no_units",
        "A last layer of no units with an activation that there is not: its units are named.",
        "ERR-9 PORT-4",
        xor(
            layers=[HIDDEN, {"units": 0, "activation": "swish", "kernel": [[], []], "bias": []}],
            targets=[[]] * 4,
        ),
        "out_of_range",
        "layers[1].units",
        "layers[1].units: expected 1 or more",
    ),
    (
        "no_units_inside",
        "A hidden layer of no units: the next kernel is as empty.",
        "ERR-6",
        xor(
            layers=[
                {"units": 0, "activation": "tanh", "kernel": [[], []], "bias": []},
                {**LAST, "kernel": []},
            ]
        ),
        "empty",
        "layers[1].kernel",
        "layers[1].kernel: expected at least one number",
    ),
    (
        "units_below_zero",
        "Fewer than no units.",
        "ERR-7",
        xor(layers=[HIDDEN, {**LAST, "units": -1}]),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel[0]: expected length -1, that of layers[1].units, got length 1",
    ),
    (
        "units_by_claim",
        "As many units as a count can be, and a kernel for two.",
        "ERR-7",
        xor(layers=[{**HIDDEN, "units": 9007199254740991}, LAST]),
        "shape_mismatch",
        "layers[0].kernel",
        "layers[0].kernel[0]: expected length 9007199254740991, that of layers[0].units, "
        "got length 2",
    ),
    (
        "kernel_before_its_units",
        "A kernel with a row too few, and rows that are too long: the message has the first.",
        "ERR-7",
        xor(layers=[HIDDEN, {**LAST, "kernel": [[1, 2]]}]),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel: expected length 2, that of layers[0].units, got length 1",
    ),
    (
        "unknown_field_of_a_layer",
        "A field that a layer does not have, before one that it lacks.",
        "ERR-4 PORT-7",
        xor(layers=[HIDDEN, {"units": 1, "speed": 3, "kernel": [[1], [2]]}]),
        "unknown_field",
        "layers[1].speed",
        "layers[1].speed: a layer has no such field",
    ),
    (
        "first_unknown_field_of_a_layer",
        "Of several unknown fields the first in the order of the bytes of UTF-8 is named.",
        "ERR-4 PORT-7",
        xor(layers=[{**HIDDEN, "\U0001f600": 1, "\uff5e": 2}, {}]),
        "unknown_field",
        "layers[0].\uff5e",
        "layers[0].\uff5e: a layer has no such field",
    ),
    (
        "missing_field_of_a_layer",
        "A layer without an activation, and with a unit too many.",
        "ERR-3 PORT-7",
        xor(layers=[{**without(HIDDEN, "activation"), "units": 3}, LAST]),
        "missing_field",
        "layers[0].activation",
        "layers[0].activation: this field is required",
    ),
    (
        "fault_of_a_layer_before_the_next",
        "A fault in the last field of a layer, and an unknown field in the next.",
        "ERR-5 PORT-7",
        xor(layers=[{**HIDDEN, "bias": "NaN"}, {**LAST, "speed": 3}]),
        "wrong_type",
        "layers[0].bias",
        "layers[0].bias: expected a list of numbers or null",
    ),
    (
        "missing_field_of_a_layer_before_the_next",
        "A layer without a kernel, and an unknown field in the next.",
        "ERR-3 PORT-7",
        xor(layers=[without(HIDDEN, "kernel"), {**LAST, "speed": 3}]),
        "missing_field",
        "layers[0].kernel",
        "layers[0].kernel: this field is required",
    ),
    (
        "no_list_of_layers",
        "One layer for the list of them, and a number for the loss.",
        "ERR-5 PORT-4",
        xor(layers=HIDDEN, loss=7),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "layer_that_is_no_object",
        "A list for the second layer, and an unknown field in the first: the list is read first.",
        "ERR-5 PORT-7",
        xor(layers=[{**HIDDEN, "speed": 3}, []]),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "null_layer",
        "null for a layer.",
        "ERR-5 PORT-7",
        xor(layers=[HIDDEN, None]),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
]

ZERO = Draft(
    "sum_of_negative_zeros",
    "All products are -0.0, but the sum of a unit without a bias begins at 0.0.",
    "SUM-1 DENSE-2 ARITH-3",
    {
        "experiment": "dense",
        "layers": [{"units": 1, "activation": "linear", "kernel": [["-0"], [2]]}],
        "loss": "mse",
        "optimizer": {"name": "sgd"},
        "inputs": [[0.5, "-0"]],
        "targets": [[1]],
        "epochs": 0,
    },
    "a sum that begins with its first product is -0.0",
)

CASES = [*trajectories(TRAINED), *refusals(FAULTS), ZERO]
