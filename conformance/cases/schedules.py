"""Cases of the chapter schedules: the rates of single steps, and networks that train with them."""

from dataclasses import replace
from typing import Any

from cases import FINITE, Draft, Fault, Refused, Trajectory, faults_in_order, refusals, trajectories
from cases.further_optimizers import OTHERS
from cases.networks import Json, example, layer, single, xor

NUMBER = ": expected a number"
COUNT = ": expected a whole number"
LEAST = ": expected 0 or more"
ONE = ": expected 1 or more"
BOOLEAN = ": expected true or false"
NAMES = (
    '"exponential_decay", "inverse_time_decay", "piecewise_constant_decay", "polynomial_decay", '
    '"cosine_decay"'
)
LARGEST = 2**53 - 1
DECAY: Json = {"initial_learning_rate": 0.3, "decay_steps": 7, "decay_rate": 0.6}
LINE: Json = {"name": "polynomial_decay", "initial_learning_rate": 0.3, "decay_steps": 7}
COSINE: Json = {"name": "cosine_decay", "initial_learning_rate": 0.3, "decay_steps": 10}
WARM: Json = {**COSINE, "warmup_target": 0.7, "warmup_steps": 4}
PIECES: Json = {
    "name": "piecewise_constant_decay",
    "boundaries": [2, 3, 7],
    "values": [0.3, 0.7, -0.2, 0.1],
}
STEPS = [*range(24), 100, 12345]
EXPONENTIAL: Json = {"name": "exponential_decay", **DECAY}
INVERSE: Json = {"name": "inverse_time_decay", **DECAY}

# Schedules with settings that are as large as steps
LARGE: list[tuple[str, str, Json, Json]] = [
    ("exponential_decay", "RATE-3 RATE-4", EXPONENTIAL, {"decay_steps": 2**52}),
    (
        *("inverse_time_decay_staircase", "RATE-3 RATE-5"),
        *(INVERSE, {"staircase": True, "decay_steps": 2**31}),
    ),
    (
        *("piecewise_constant_decay", "RATE-6"),
        *(PIECES, {"boundaries": [2**31, 2**40, LARGEST - 1]}),
    ),
    ("polynomial_decay", "RATE-7", LINE, {"cycle": True, "decay_steps": 2**31}),
    ("cosine_decay", "RATE-8", COSINE, {"decay_steps": LARGEST}),
]


def rates(learning_rate: Any, steps: list[Any] | None = None) -> Json:
    """Return a request for the rates of some steps."""
    return {
        "experiment": "learning_rates",
        "learning_rate": learning_rate,
        "steps": STEPS if steps is None else steps,
    }


def alone() -> list[Trajectory]:
    """Return cases of schedules without a network."""
    cases: list[tuple[str, str, str, Any, str]] = [
        ("number", "A single number.", "RATE-9", 0.25, "the same rate for every step"),
        (
            "rates",
            "A list of rates, of which the last is for all later steps.",
            "RATE-9",
            [0.5, 0.25, "-0", 1e-3, -2],
            "a list that ends before the training does",
        ),
        ("one_rate", "A list of one rate.", "RATE-9", [0.125], "as if it were a number"),
        (
            "exponential_decay",
            "A rate that decays with every step.",
            "RATE-1 RATE-3 RATE-4",
            EXPONENTIAL,
            "a power whose exponent is no whole number",
        ),
        (
            "exponential_decay_staircase",
            "A rate that decays once in seven steps, at steps 7, 14 and 21.",
            "RATE-1 RATE-3 RATE-4",
            {**EXPONENTIAL, "staircase": True},
            "powers of whole numbers come from exp and log as well",
        ),
        (
            "exponential_growth",
            "A rate that grows, until it is infinite.",
            "RATE-1 RATE-3 RATE-4",
            {**EXPONENTIAL, "decay_rate": 1.5},
            "a decay_rate above 1",
        ),
        (
            "exponential_decay_to_zero",
            "A decay_rate of 0: the rate is zero after the first step.",
            "RATE-1 RATE-4",
            {**EXPONENTIAL, "decay_rate": 0},
            "0 to the power of 0 is 1",
        ),
        (
            "exponential_decay_to_zero_on_stairs",
            "A decay_rate of 0, with a staircase: the rate is zero from step 7 on.",
            "RATE-1 RATE-3 RATE-4",
            {**EXPONENTIAL, "decay_rate": "-0", "staircase": True},
            "0 to the power of 0 is 1",
        ),
        (
            "exponential_decay_of_every_step",
            "A decay_steps of 1: exponents are whole numbers, of which 1 changes nothing.",
            "RATE-1 RATE-4",
            {**EXPONENTIAL, "decay_steps": 1, "decay_rate": 0.7},
            "b to the power of 1 is b, to the last bit",
        ),
        (
            "inverse_time_decay",
            "A rate that is divided by a number that grows.",
            "RATE-3 RATE-5",
            INVERSE,
            "no power",
        ),
        (
            "inverse_time_decay_staircase",
            "The same once in seven steps.",
            "RATE-3 RATE-5",
            {**INVERSE, "staircase": True},
            "whole times",
        ),
        (
            "inverse_time_decay_of_nothing",
            "A decay_rate of 0: the rate stays.",
            "RATE-5",
            {**INVERSE, "decay_rate": 0},
            "the divisor is 1",
        ),
        (
            "piecewise_constant_decay",
            "Rates up to boundaries, and at them.",
            "RATE-6",
            PIECES,
            "a step that is a boundary still has the rate before it",
        ),
        (
            "piecewise_constant_decay_from_0",
            "A boundary at step 0, and one far away.",
            "RATE-6",
            {**PIECES, "boundaries": [0, 12344], "values": [0.5, 0.25, 0.125]},
            "the first step has a rate of its own",
        ),
        (
            "piecewise_constant_decay_without_boundaries",
            "No boundary, and one value.",
            "RATE-6",
            {**PIECES, "boundaries": [], "values": [0.5]},
            "Keras needs a boundary; the rule does not",
        ),
        (
            "polynomial_decay",
            "A straight line to the end rate, which then stays.",
            "RATE-1 RATE-7",
            LINE,
            "a power of 1 is no power",
        ),
        *(
            (
                f"polynomial_decay_of_power_{text}",
                f"A power of {power}.",
                "RATE-1 RATE-7",
                {**LINE, "end_learning_rate": 0.01, "power": power},
                "0 to the power at the end",
            )
            for text, power in [("2", 2), ("half", 0.5), ("0", 0), ("3_7", 3.7)]
        ),
        (
            "polynomial_decay_in_cycles",
            "A line that rises again at step 7, and is longer each time.",
            "RATE-1 RATE-7",
            {**LINE, "end_learning_rate": 0.01, "cycle": True},
            "at a multiple of decay_steps the rate is the end rate",
        ),
        (
            "polynomial_decay_of_power_2_in_cycles",
            "A parabola in cycles.",
            "RATE-1 RATE-7",
            {**LINE, "end_learning_rate": 0.01, "power": 2, "cycle": True},
            "step 0 is in the first cycle",
        ),
        (
            "polynomial_decay_upwards",
            "An end rate above the initial one.",
            "RATE-1 RATE-7",
            {**LINE, "initial_learning_rate": -0.1, "end_learning_rate": 0.4, "decay_steps": 3},
            "the span may have either sign",
        ),
        (
            "cosine_decay",
            "Half a cosine to 0, which then stays.",
            "RATE-2 RATE-8",
            COSINE,
            "the cosine is exactly 1, 0 and -1 at its start, middle and end",
        ),
        (
            "cosine_decay_with_alpha",
            "Half a cosine to a tenth of the initial rate.",
            "RATE-2 RATE-8",
            {**COSINE, "decay_steps": 23, "alpha": 0.1},
            "a cosine that is none of the simple ones",
        ),
        (
            "cosine_decay_after_a_warmup",
            "A line to the target in four steps, then half a cosine from there.",
            "RATE-2 RATE-8",
            WARM,
            "the first step after the warm-up has the target rate",
        ),
        (
            "cosine_decay_after_no_warmup",
            "A target without steps to warm up: the decay starts at the target.",
            "RATE-2 RATE-8",
            {**WARM, "warmup_steps": 0, "alpha": 0.2},
            "0/0, where the line is evaluated for no step",
        ),
        (
            "cosine_decay_without_a_target",
            "Steps to warm up without a target: they have no effect.",
            "RATE-2 RATE-8",
            {**COSINE, "warmup_target": None, "warmup_steps": 4},
            "as in Keras",
        ),
    ]
    single_cases = [(name, text, rules, rates(rate), why) for name, text, rules, rate, why in cases]
    return [
        *single_cases,
        (
            "cosine_everywhere",
            "A cosine of many fractions.",
            "RATE-2 RATE-8",
            rates(
                {**COSINE, "initial_learning_rate": 1, "decay_steps": 1000},
                [*range(0, 1001, 7), 1, 2, 3, 249, 250, 251, 499, 500, 501, 998, 999, 1000, 1001],
            ),
            "less than 2 units in the last place",
        ),
        (
            "power_everywhere",
            "Powers of many fractions.",
            "RATE-1 RATE-7",
            rates(
                {
                    **LINE,
                    "initial_learning_rate": 1,
                    "end_learning_rate": 0,
                    "decay_steps": 1000,
                    "power": 0.9,
                },
                [*range(0, 1001, 7), 1, 2, 998, 999, 1000],
            ),
            "the exp and the log of chapter elementary, not those of a library",
        ),
        *(
            (
                f"{name}_at_large_steps",
                "Steps that are as large as counts can be, next to boundaries.",
                rules,
                rates({**schedule, **changes}, [LARGEST, LARGEST - 1, 2**52, 2**31, 2**32, 2**40]),
                "whole numbers beyond 32 bits",
            )
            for name, rules, schedule, changes in LARGE
        ),
        (
            "steps_in_any_order",
            "Steps that come several times and in no order.",
            "RATE-6 RATE-9",
            rates(PIECES, [9, 0, 3, 3, 2]),
            "a rate depends on its step alone",
        ),
        ("no_steps", "No step at all.", "RATE-9", rates(0.1, []), "an empty list"),
        (
            "staircase_of_49_steps",
            "A quotient of 1, where the reciprocal of 49 times 49 is less.",
            "RATE-3 RATE-5",
            rates({**INVERSE, "decay_steps": 49, "staircase": True}, [48, 49, 50, 98, 147, 196]),
            "a quotient is no product with a reciprocal",
        ),
        (
            "staircase_at_a_quotient_that_rounds",
            "Steps one before a multiple of decay_steps, and at it.",
            "RATE-3 RATE-5",
            rates(
                {**INVERSE, "decay_steps": 3, "staircase": True},
                [2, 3, 3 * 10**15 - 1, 3 * 10**15, 6 * 10**14 - 1],
            ),
            "the whole number below the quotient, not below the rounded quotient",
        ),
    ]


def trained() -> list[Trajectory]:
    """Return cases of networks that train with schedules."""
    schedules: list[tuple[str, str, Any]] = [
        ("rates", "RATE-9", [0.5, 0.25, 0.75, 0.125, 0.3]),
        ("exponential_decay", "RATE-4", {**EXPONENTIAL, "decay_steps": 4}),
        ("exponential_decay_staircase", "RATE-4", {**EXPONENTIAL, "staircase": True}),
        ("inverse_time_decay", "RATE-5", INVERSE),
        ("piecewise_constant_decay", "RATE-6", PIECES),
        ("polynomial_decay", "RATE-7", {**LINE, "power": 2}),
        ("polynomial_decay_in_cycles", "RATE-7", {**LINE, "decay_steps": 5, "cycle": True}),
        ("cosine_decay", "RATE-8", {**COSINE, "alpha": 0.1}),
        ("cosine_decay_after_a_warmup", "RATE-8", WARM),
    ]
    return [
        *(
            (
                f"sgd_with_{name}",
                f"Gradient descent over 12 batches, with {name}.",
                f"{rules} DENSE-13",
                example(optimizer={"name": "sgd", "learning_rate": rate}),
                "steps count from 0, and from epoch to epoch",
            )
            for name, rules, rate in schedules
        ),
        *(
            (
                f"{name}_with_a_schedule",
                f"A warm-up and a cosine, by {name}.",
                f"RATE-8 {rules}",
                example(
                    optimizer={
                        **settings,
                        "name": name,
                        "learning_rate": {
                            **WARM,
                            "initial_learning_rate": 0,
                            "warmup_target": 0.05,
                        },
                    }
                ),
                "the rate is that of the step, in the formula of each optimizer",
            )
            for name, rules, settings in [
                ("rmsprop", "DENSE-14", {"momentum": 0.5}),
                ("adam", "DENSE-15", {}),
                ("adagrad", "OPT-1", OTHERS["adagrad"]),
                ("adadelta", "OPT-2", OTHERS["adadelta"]),
                ("adamax", "OPT-3", OTHERS["adamax"]),
                ("nadam", "OPT-4", OTHERS["nadam"]),
                ("adamw", "OPT-5 OPT-6", OTHERS["adamw"]),
            ]
        ),
        (
            "momentum_with_rates",
            "Nesterov's momentum, with a rate of zero in between.",
            "RATE-9 DENSE-13",
            example(
                optimizer={
                    "name": "sgd",
                    "learning_rate": [0.3, 0, 0.1],
                    "momentum": 0.7,
                    "nesterov": True,
                }
            ),
            "the momentum moves the weights on when the rate is zero",
        ),
        (
            "everything",
            "A schedule, decay and clipping, in shuffled batches of two.",
            "RATE-7 OPT-4 OPT-5 CLIP-2 CLIP-4 DENSE-17",
            example(
                layers=[layer(3, 6, "tanh", "one"), layer(6, 2, "sigmoid", "four")],
                optimizer={
                    "name": "nadam",
                    "learning_rate": {**LINE, "decay_steps": 16, "power": 1.5},
                    "weight_decay": 0.05,
                    "clipnorm": 0.1,
                },
                batch_size=2,
                epochs=6,
                record=[1, 3, 6],
                shuffle_seed=5,
            ),
            "clipping, decay and the step, with the rate of this step in both",
        ),
        (
            "a_rate_for_each_step",
            "One weight, one example, and a rate for each step.",
            "RATE-9 DENSE-13",
            single(
                "linear",
                [[0]],
                None,
                loss="sum_squared_error",
                inputs=[[1]],
                targets=[[1]],
                optimizer={"name": "sgd", "learning_rate": [0.5, 0.25, 0.125]},
                epochs=4,
            ),
            "the first step has the first rate",
        ),
    ]


def of_training(path: str, faults: list[Fault]) -> list[Fault]:
    """Return faults of a schedule as those of an optimizer's."""
    return [(f"{path}.{field}", *rest) for field, *rest in faults]


PATH = "optimizer.learning_rate"
DECAY_TYPES: list[Fault] = [
    ("initial_learning_rate", None, "wrong_type", NUMBER),
    ("decay_steps", 1.5, "wrong_type", COUNT),
    ("decay_rate", "fast", "wrong_type", NUMBER),
    ("staircase", 1, "wrong_type", BOOLEAN),
]
TYPES: list[tuple[Json, list[Fault]]] = [
    (EXPONENTIAL, DECAY_TYPES),
    (INVERSE, DECAY_TYPES),
    (
        PIECES,
        [
            ("boundaries", [0.5], "wrong_type", ": expected a list of whole numbers"),
            ("values", 0.5, "wrong_type", ": expected a list of numbers"),
        ],
    ),
    (
        LINE,
        [
            *DECAY_TYPES[:2],
            ("end_learning_rate", None, "wrong_type", NUMBER),
            ("power", True, "wrong_type", NUMBER),
            ("cycle", None, "wrong_type", BOOLEAN),
        ],
    ),
    (
        COSINE,
        [
            *DECAY_TYPES[:2],
            ("alpha", [], "wrong_type", NUMBER),
            ("warmup_target", "high", "wrong_type", f"{NUMBER} or null"),
            ("warmup_steps", 0.5, "wrong_type", COUNT),
        ],
    ),
]
DECAY_VALUES: list[Fault] = [
    ("initial_learning_rate", "NaN", "not_finite", FINITE),
    ("decay_steps", 0, "out_of_range", ONE),
    ("decay_rate", -0.5, "out_of_range", LEAST),
]
VALUES: list[tuple[Json, list[Fault]]] = [
    (EXPONENTIAL, DECAY_VALUES),
    (INVERSE, DECAY_VALUES),
    (
        PIECES,
        [
            (
                "boundaries",
                [2, 2, 7],
                "out_of_range",
                f"[1]: expected ascending numbers from 0 to {LARGEST}",
            ),
            ("values", [0.3, "Infinity", 0.1, 0], "not_finite", f"[1]{FINITE}"),
        ],
    ),
    (
        LINE,
        [
            *DECAY_VALUES[:2],
            ("end_learning_rate", "Infinity", "not_finite", FINITE),
            ("power", -1, "out_of_range", LEAST),
        ],
    ),
    (
        COSINE,
        [
            *DECAY_VALUES[:2],
            ("alpha", "-Infinity", "not_finite", FINITE),
            ("warmup_target", "NaN", "not_finite", FINITE),
            ("warmup_steps", -1, "out_of_range", LEAST),
        ],
    ),
]
AFTER: Fault = ("inputs", [["NaN", 0], [0, 1], [1, 0], [1, 1]], "not_finite", f"[0][0]{FINITE}")


def faults_of_schedules() -> list[Draft]:
    """Return the faults of each schedule in order."""
    return [
        replace(draft, name=f"{schedule['name']}_{draft.name}")
        for schedule, faults in [*TYPES, *VALUES]
        for draft in faults_in_order(
            xor(optimizer={"name": "sgd", "learning_rate": schedule}),
            [*of_training(PATH, faults), AFTER],
        )
        if not draft.name.endswith("_of_inputs")
    ]


FAULTS: list[Refused] = [
    (
        "unknown_schedule",
        "A schedule that there is not, with a field that none has.",
        "ERR-10 PORT-7",
        xor(optimizer={"name": "sgd", "learning_rate": {"speed": 3, "name": "step_decay"}}),
        "unknown_name",
        f"{PATH}.name",
        f"{PATH}.name: expected one of {NAMES}",
    ),
    (
        "number_for_the_schedules_name",
        "A number for a schedule's name.",
        "ERR-5 PORT-7",
        xor(optimizer={"name": "sgd", "learning_rate": {"name": 7}}),
        "wrong_type",
        f"{PATH}.name",
        f"{PATH}.name: expected a string",
    ),
    (
        "schedule_without_a_name",
        "An object without a name is no schedule.",
        "ERR-5 RATE-9",
        xor(optimizer={"name": "sgd", "learning_rate": DECAY}),
        "wrong_type",
        PATH,
        f"{PATH}: expected a number",
    ),
    (
        "setting_of_another_schedule",
        "A cosine has no decay_rate.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "sgd", "learning_rate": {**COSINE, "decay_rate": 0.5}}),
        "unknown_field",
        f"{PATH}.decay_rate",
        f"{PATH}.decay_rate: cosine_decay has no such field",
    ),
    (
        "decay_steps_missing",
        "A decay that does not say how long it takes.",
        "ERR-3 PORT-7",
        xor(
            optimizer={
                "name": "sgd",
                "learning_rate": {"name": "cosine_decay", "initial_learning_rate": 0.1},
            }
        ),
        "missing_field",
        f"{PATH}.decay_steps",
        f"{PATH}.decay_steps: this field is required",
    ),
    (
        "list_with_another_list",
        "A list of rates in which one is a list.",
        "ERR-5 RATE-9",
        xor(optimizer={"name": "sgd", "learning_rate": [0.1, [0.2]]}),
        "wrong_type",
        PATH,
        f"{PATH}: expected a list of numbers",
    ),
    (
        "infinite_rate_in_a_list",
        "A list of rates in which one is infinite.",
        "ERR-8 RATE-9",
        xor(optimizer={"name": "sgd", "learning_rate": [0.1, "Infinity", "NaN"]}),
        "not_finite",
        PATH,
        f"{PATH}[1]: expected a finite number",
    ),
    *(
        (
            f"{text}_values",
            "Values that are not one more than the boundaries, and inputs of a wrong length.",
            "ERR-7 RATE-6",
            xor(
                optimizer={"name": "sgd", "learning_rate": {**PIECES, "values": values}},
                inputs=[[0, 0], [1]],
            ),
            "shape_mismatch",
            f"{PATH}.values",
            f"{PATH}.values: expected length 4, that of {PATH}.boundaries and one more, "
            f"got length {len(values)}",
        )
        for text, values in [("few", [0.1, 0.2, 0.3]), ("many", [0.1] * 5), ("no", [])]
    ),
    (
        "values_after_the_layers",
        "Layers that do not fit, and values that do not either: the layers come first.",
        "ERR-7 RATE-6",
        xor(
            layers=[xor()["layers"][0]] * 2,
            optimizer={"name": "sgd", "learning_rate": {**PIECES, "values": []}},
            targets=[[0, 0]] * 4,
        ),
        "shape_mismatch",
        f"{PATH}.values",
        f"{PATH}.values: expected length 4, that of {PATH}.boundaries and one more, got length 0",
    ),
    (
        "boundary_below_0",
        "A boundary before the first step.",
        "ERR-9 RATE-6",
        xor(optimizer={"name": "sgd", "learning_rate": {**PIECES, "boundaries": [-1, 0, 1]}}),
        "out_of_range",
        f"{PATH}.boundaries",
        f"{PATH}.boundaries[0]: expected ascending numbers from 0 to {LARGEST}",
    ),
    (
        "step_below_0",
        "A step before the first.",
        "ERR-9 RATE-9",
        rates(0.1, [0, -1]),
        "out_of_range",
        "steps",
        f"steps[1]: expected 0 to {LARGEST}",
    ),
    (
        "step_that_is_not_whole",
        "Half a step, and an infinite rate.",
        "ERR-5 RATE-9",
        rates("Infinity", [0.5]),
        "wrong_type",
        "steps",
        "steps: expected a list of whole numbers",
    ),
    (
        "infinite_rate",
        "An infinite rate, and a step before the first.",
        "ERR-8 RATE-9",
        rates("Infinity", [-1]),
        "not_finite",
        "learning_rate",
        "learning_rate: expected a finite number",
    ),
    (
        "values_of_a_schedule_alone",
        "Values without boundaries, of which one is infinite.",
        "ERR-7 RATE-6",
        rates({**PIECES, "boundaries": [], "values": [0.5, "Infinity"]}),
        "shape_mismatch",
        "learning_rate.values",
        "learning_rate.values: expected length 1, that of learning_rate.boundaries and one more, "
        "got length 2",
    ),
    (
        "steps_missing",
        "A schedule alone, without steps.",
        "ERR-3 RATE-9",
        {"experiment": "learning_rates", "learning_rate": 0.1},
        "missing_field",
        "steps",
        "steps: this field is required",
    ),
    (
        "learning_rate_missing",
        "Steps alone, without a learning rate.",
        "ERR-3 RATE-9",
        {"experiment": "learning_rates", "steps": [0]},
        "missing_field",
        "learning_rate",
        "learning_rate: this field is required",
    ),
    (
        "empty_list_of_rates",
        "A list without a rate.",
        "ERR-5 RATE-9",
        rates([]),
        "wrong_type",
        "learning_rate",
        "learning_rate: expected a number",
    ),
]

CASES = [
    *trajectories(alone()),
    *trajectories(trained()),
    *faults_of_schedules(),
    *refusals(FAULTS),
]
