"""Cases of the chapter optimizers, and of their settings."""

from dataclasses import replace

from cases import (
    FINITE,
    Draft,
    Fault,
    Refused,
    Trajectory,
    faults_in_order,
    refusal,
    refusals,
    trajectories,
)
from cases.networks import FRACTION, HIDDEN, LAST, OPTIMIZERS, Json, example, single, xor
from cases.tiny_numbers import DENSE, HALF

MINUS_ZERO: Json = {
    "experiment": "dense",
    "layers": [
        {"units": 2, "activation": "relu", "kernel": [["-0", 0]], "bias": ["-0", "-0"]},
        {
            "units": 2,
            "activation": "linear",
            "kernel": [[1, 0], ["-0", "-0"]],
            "bias": ["-0", "-0"],
        },
    ],
    "loss": "mse",
    "inputs": [[1], ["-0"]],
    "targets": [[0, 0], [0, 0]],
    "epochs": 1,
}
LEAST: list[tuple[str, str, str, Json]] = [
    ("sgd", "Gradient descent", "DENSE-13", {"momentum": 0, "nesterov": True}),
    ("rmsprop", "RMSprop", "DENSE-14", {"rho": 0, "momentum": 0, "epsilon": 5e-324}),
    ("adam", "Adam", "DENSE-15", {"beta_1": 0, "beta_2": 0, "epsilon": 5e-324}),
]

# Gradients that are NaN, an infinity less another, where outputs and loss are finite
NAN_GRADIENTS = single(
    "softmax",
    [[0, 0]],
    None,
    loss="categorical_crossentropy",
    inputs=[[1e10], [1e10]],
    targets=[[1e300, 0], [0, 1e300]],
)

TRAINED: list[Trajectory] = [
    *(
        (name, text, rules, example(optimizer=optimizer), reason)
        for name, text, rules, optimizer, reason in [
            (
                "momentum",
                "Gradient descent with momentum.",
                "DENSE-13",
                {"name": "sgd", "learning_rate": 0.3, "momentum": 0.7},
                "the velocity has the learning rate in it",
            ),
            (
                "nesterov",
                "Nesterov's momentum.",
                "DENSE-13",
                {"name": "sgd", "learning_rate": 0.3, "momentum": 0.7, "nesterov": True},
                "the step looks ahead",
            ),
            (
                "sgd_defaults",
                "Gradient descent with every setting left out.",
                "DENSE-13 PORT-7",
                {"name": "sgd"},
                "the defaults are part of the contract",
            ),
            (
                "rmsprop_defaults",
                "RMSprop with every setting left out.",
                "DENSE-14 PORT-7",
                {"name": "rmsprop"},
                "the defaults are part of the contract",
            ),
            (
                "rmsprop",
                "RMSprop with all settings but momentum.",
                "DENSE-14",
                {"name": "rmsprop", "learning_rate": 0.03, "rho": 0.7, "epsilon": 0.003},
                "an epsilon that shows where it is added",
            ),
            (
                "rmsprop_momentum",
                "RMSprop with momentum.",
                "DENSE-14",
                {"name": "rmsprop", "learning_rate": 0.03, "rho": 0.8, "momentum": 0.6},
                "the velocity has the scaled step in it",
            ),
            (
                "adam_defaults",
                "Adam with every setting left out.",
                "DENSE-15 PORT-7",
                {"name": "adam"},
                "the defaults are part of the contract",
            ),
            (
                "adam",
                "Adam with other settings.",
                "DENSE-15",
                {
                    "name": "adam",
                    "learning_rate": 0.03,
                    "beta_1": 0.8,
                    "beta_2": 0.95,
                    "epsilon": 0.003,
                },
                "an epsilon that shows where it is added",
            ),
        ]
    ),
    *(
        (
            f"{name}_at_its_bounds",
            f"{text}, with every setting at its least.",
            rules,
            example(optimizer={"name": name, "learning_rate": 0.05, **least}),
            "a zero that is taken for a setting that was left out",
        )
        for name, text, rules, least in LEAST
    ),
    (
        "adam_of_many_steps",
        "Adam over 84 batches of one example.",
        "DENSE-15 DENSE-1",
        example(
            optimizer={"name": "adam", "learning_rate": 0.01},
            batch_size=1,
            epochs=12,
            record=[12],
        ),
        "the powers of the betas are products, which lose digits of their own",
    ),
    (
        "learning_rate_below_zero",
        "A learning rate below zero goes up the slope, and is none that is refused.",
        "DENSE-13",
        example(optimizer={"name": "sgd", "learning_rate": -0.1}),
        "the contract bounds the other settings alone",
    ),
    *(
        (
            f"{name}_of_no_gradient",
            "Gradients of zero, and the least epsilon there is: no weight moves.",
            f"{rule} ARITH-3",
            single(
                "linear",
                [[0.5, 0.25]],
                None,
                inputs=[[1], [0]],
                targets=[[0.5, 0.25], [-1, 1]],
                optimizer={"name": name, "epsilon": 5e-324},
            ),
            "0/0, where the epsilon is flushed to zero",
        )
        for name, rule in [("rmsprop", "DENSE-14"), ("adam", "DENSE-15")]
    ),
    *(
        (
            name,
            f"Sums and weights of -0.0, by {optimizer['name']}.",
            f"DENSE-2 {rule} ARITH-3 NUM-2",
            {**MINUS_ZERO, "optimizer": optimizer},
            reason,
        )
        for name, optimizer, rule, reason in [
            (
                "minus_zero",
                {"name": "sgd", "learning_rate": 0.1},
                "DENSE-13",
                "max(0, x) gives a zero of either sign, and a velocity of 0.0 turns weights over",
            ),
            (
                "minus_zero_by_rmsprop",
                {"name": "rmsprop", "learning_rate": -0.1},
                "DENSE-14",
                "a step of -0.0 turns them over, and a velocity of 0.0 does not",
            ),
            (
                "minus_zero_by_adam",
                {"name": "adam", "learning_rate": -0.1},
                "DENSE-15",
                "a step of -0.0 turns them over",
            ),
        ]
    ),
]

# The settings of each optimizer with a wrong type, in the order in which they are read
SETTING_TYPES: list[Fault] = [
    ("optimizer.learning_rate", [], "wrong_type", ": expected a number"),
    ("optimizer.rho", "0.9", "wrong_type", ": expected a number"),
    ("optimizer.momentum", False, "wrong_type", ": expected a number"),
    ("optimizer.epsilon", None, "wrong_type", ": expected a number"),
    ("inputs", 7, "wrong_type", ": expected a list of lists of numbers"),
]
BETA_TYPES: list[Fault] = [
    ("optimizer.learning_rate", {}, "wrong_type", ": expected a number"),
    ("optimizer.beta_1", "a", "wrong_type", ": expected a number"),
    ("optimizer.beta_2", [0.9], "wrong_type", ": expected a number"),
    ("optimizer.epsilon", True, "wrong_type", ": expected a number"),
    ("inputs", None, "wrong_type", ": expected a list of lists of numbers"),
]
# The settings of each optimizer out of bounds, in the order in which they are checked
SETTINGS: list[Fault] = [
    ("optimizer.learning_rate", "NaN", "not_finite", FINITE),
    ("optimizer.rho", 1, "out_of_range", FRACTION),
    ("optimizer.momentum", -0.1, "out_of_range", FRACTION),
    ("optimizer.epsilon", -1e-9, "out_of_range", ": expected a number above 0"),
    ("inputs", [["NaN", 0], [0, 1], [1, 0], [1, 1]], "not_finite", f"[0][0]{FINITE}"),
]
BETAS: list[Fault] = [
    ("optimizer.learning_rate", "-Infinity", "not_finite", FINITE),
    ("optimizer.beta_1", -5e-324, "out_of_range", FRACTION),
    ("optimizer.beta_2", 1.5, "out_of_range", FRACTION),
    ("optimizer.epsilon", "Infinity", "not_finite", FINITE),
    ("inputs", [["NaN", 0], [0, 1], [1, 0], [1, 1]], "not_finite", f"[0][0]{FINITE}"),
]
RMSPROP = xor(optimizer={"name": "rmsprop"})
ADAM = xor(optimizer={"name": "adam"})

FAULTS: list[Refused] = [
    (
        "inherited_optimizer",
        "A name that objects of some languages have from birth.",
        "ERR-10 PORT-7",
        xor(optimizer={"name": "__proto__"}),
        "unknown_name",
        "optimizer.name",
        f"optimizer.name: expected one of {OPTIMIZERS}",
    ),
    (
        "inherited_field",
        "A field that objects of some languages have from birth.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "sgd", "constructor": 1}),
        "unknown_field",
        "optimizer.constructor",
        "optimizer.constructor: sgd has no such field",
    ),
    (
        "name_for_an_optimizer",
        "An optimizer's name for the optimizer, and a number for the inputs.",
        "ERR-5 PORT-7",
        xor(optimizer="adam", inputs=7),
        "wrong_type",
        "optimizer",
        "optimizer: expected an object",
    ),
    (
        "null_optimizer",
        "null for the optimizer.",
        "ERR-5 PORT-7",
        xor(optimizer=None),
        "wrong_type",
        "optimizer",
        "optimizer: expected an object",
    ),
    (
        "list_for_an_optimizer",
        "A list for the optimizer.",
        "ERR-5 PORT-7",
        xor(optimizer=[]),
        "wrong_type",
        "optimizer",
        "optimizer: expected an object",
    ),
    (
        "missing_name_of_the_optimizer",
        "An optimizer without a name, and with an unknown field: the name is read before all.",
        "ERR-3 PORT-7",
        xor(optimizer={"speed": 3, "learning_rate": "fast"}),
        "missing_field",
        "optimizer.name",
        "optimizer.name: this field is required",
    ),
    (
        "number_for_the_optimizers_name",
        "A number for the optimizer's name, and an unknown field.",
        "ERR-5 PORT-7",
        xor(optimizer={"name": 7, "speed": 3}),
        "wrong_type",
        "optimizer.name",
        "optimizer.name: expected a string",
    ),
    (
        "unknown_optimizer_before_its_fields",
        "An optimizer that there is not, with a field that none has.",
        "ERR-10 PORT-7",
        xor(optimizer={"speed": 3, "name": "lion"}),
        "unknown_name",
        "optimizer.name",
        f"optimizer.name: expected one of {OPTIMIZERS}",
    ),
    (
        "unknown_optimizer_before_shapes",
        "An optimizer that there is not, and layers that do not fit together.",
        "ERR-10 PORT-7",
        xor(layers=[HIDDEN, HIDDEN, {**LAST, "kernel": []}], optimizer={"name": "Adam"}),
        "unknown_name",
        "optimizer.name",
        f"optimizer.name: expected one of {OPTIMIZERS}",
    ),
    (
        "setting_of_another_optimizer",
        "Adam has no momentum of this name.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "adam", "learning_rate": "fast", "momentum": 0.5}),
        "unknown_field",
        "optimizer.momentum",
        "optimizer.momentum: adam has no such field",
    ),
    (
        "epsilon_of_sgd",
        "Gradient descent has no epsilon.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "sgd", "epsilon": 1e-7}),
        "unknown_field",
        "optimizer.epsilon",
        "optimizer.epsilon: sgd has no such field",
    ),
    (
        "nesterov_of_rmsprop",
        "RMSprop does not look ahead.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "rmsprop", "nesterov": False}),
        "unknown_field",
        "optimizer.nesterov",
        "optimizer.nesterov: rmsprop has no such field",
    ),
    *(
        (
            f"{setting}_of_{name}_{text}",
            f"A setting that it cannot have: {setting} {value}.",
            f"{rule} PORT-7",
            xor(optimizer={"name": name, setting: value}),
            code,
            f"optimizer.{setting}",
            f"optimizer.{setting}{message}",
        )
        for name, setting, text, value, rule, code, message in [
            ("sgd", "momentum", "nan", "NaN", "ERR-8", "not_finite", FINITE),
            ("sgd", "momentum", "below_zero", -0.1, "ERR-9", "out_of_range", FRACTION),
            ("rmsprop", "momentum", "of_1", 1, "ERR-9", "out_of_range", FRACTION),
            ("rmsprop", "rho", "infinite", "Infinity", "ERR-8", "not_finite", FINITE),
            ("rmsprop", "rho", "below_zero", -1, "ERR-9", "out_of_range", FRACTION),
            ("rmsprop", "epsilon", "nan", "NaN", "ERR-8", "not_finite", FINITE),
            ("adam", "beta_1", "of_1", 1, "ERR-9", "out_of_range", FRACTION),
            ("adam", "beta_1", "nan", "NaN", "ERR-8", "not_finite", FINITE),
            ("adam", "beta_2", "of_1", 1, "ERR-9", "out_of_range", FRACTION),
            ("adam", "beta_2", "infinite", "-Infinity", "ERR-8", "not_finite", FINITE),
            (
                "adam",
                "epsilon",
                "below_zero",
                -1e-7,
                "ERR-9",
                "out_of_range",
                ": expected a number above 0",
            ),
            (
                "rmsprop",
                "epsilon",
                "zero",
                0,
                "ERR-9",
                "out_of_range",
                ": expected a number above 0",
            ),
            (
                "adam",
                "epsilon",
                "zero",
                "-0",
                "ERR-9",
                "out_of_range",
                ": expected a number above 0",
            ),
        ]
    ),
]

CASES = [
    *trajectories(TRAINED),
    *(
        Draft(
            f"{name}_of_nan",
            "Gradients of NaN, whose momentums are no small ones: the weights diverge.",
            f"{DENSE[optimizer['name']]} DENSE-19 ARITH-4",
            {**NAN_GRADIENTS, "optimizer": optimizer},
            "a comparison with NaN is false, whichever way it is written",
            expected=refusal(
                "diverged", "layers", "layers: left the finite numbers in trial 1, batch 1", 1, 1
            ),
        )
        for name, optimizer in HALF
    ),
    *(
        replace(draft, name=f"{request['optimizer']['name']}_{draft.name}")
        for request, faults in [
            (RMSPROP, SETTING_TYPES),
            (ADAM, BETA_TYPES),
            (RMSPROP, SETTINGS),
            (ADAM, BETAS),
        ]
        for draft in faults_in_order(request, faults)
        if not draft.name.endswith("_of_inputs")
    ),
    *refusals(FAULTS),
]
