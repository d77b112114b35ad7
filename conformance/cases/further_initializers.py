"""Cases of the chapter further_initializers."""

from typing import Any

from cases import CODES, FINITE, Draft, refusal, trajectories
from cases.initializers import INITIALIZERS, initial
from cases.networks import Json

SCALED = {
    "glorot_normal": "the deviation is that of inputs and units, and no number is far from 0",
    "he_uniform": "twice the variance of lecun_uniform",
    "he_normal": "twice the variance of lecun_normal",
    "lecun_uniform": "the limit is that of the inputs alone",
    "lecun_normal": "the deviation is that of the inputs alone",
}


def named(name: str, **settings: Any) -> Json:
    """Return an initializer with settings."""
    return {"name": name, **settings}


def scaling(**settings: Any) -> Json:
    """Return the initializer variance_scaling with settings."""
    return named("variance_scaling", **settings)


# A name, a description, the rules, the initializer, sizes and more, and the reason
ANSWERED: list[tuple[str, str, str, Any, Json, str]] = [
    (
        "random_uniform",
        "The kernels of a 3-5-2 network between -0.05 and 0.05.",
        "INIT-1",
        "random_uniform",
        {"sizes": [3, 5, 2], "seed": 1},
        "not the bits of uniform, which multiplies a number between -1 and 1",
    ),
    (
        "random_uniform_from_to",
        "Weights from -1 to 3, of two windows.",
        "INIT-1",
        named("random_uniform", minval=-1, maxval=3.0),
        {"sizes": [2, 3, 1], "seed": 4, "cells": [4, 1]},
        "the bounds need not be around zero",
    ),
    (
        "random_uniform_between",
        "Many weights from -0.3 to 0.7.",
        "INIT-1",
        named("random_uniform", minval=-0.3, maxval=0.7),
        {"sizes": [5, 4, 3], "seed": 3},
        "every way to calculate them rounds some of them otherwise",
    ),
    (
        "random_uniform_of_one_number",
        "The smallest bound is the largest one.",
        "INIT-1",
        named("random_uniform", minval=0.3, maxval=0.3),
        {"sizes": [2, 3], "seed": 4},
        "the width of the interval may be zero",
    ),
    (
        "random_uniform_widest",
        "The largest bounds there are.",
        "INIT-1",
        named("random_uniform", minval=-(2**64), maxval=2**64),
        {"sizes": [2, 4], "seed": 9},
        "both bounds are within the range",
    ),
    (
        "random_normal",
        "The kernels of a 3-5-2 network: 15 numbers of 8 pairs, and 10.",
        "INIT-2",
        "random_normal",
        {"sizes": [3, 5, 2], "seed": 1},
        "the second kernel begins with a new pair",
    ),
    (
        "random_normal_around_a_mean",
        "Normal numbers around 1.5.",
        "INIT-2",
        named("random_normal", mean=1.5, stddev=0.3),
        {"sizes": [2, 4], "seed": 8, "cells": [3]},
        "the mean is added to the product",
    ),
    (
        "random_normal_of_one_number",
        "A deviation of zero.",
        "INIT-2",
        named("random_normal", mean=-0.7, stddev=0),
        {"sizes": [3, 1], "seed": 8},
        "all weights are the mean",
    ),
    (
        "truncated_normal",
        "72 and 24 numbers, of which some are drawn again.",
        "INIT-3",
        "truncated_normal",
        {"sizes": [9, 8, 3], "seed": 3},
        "a number beyond two deviations is left out, and the other one of its pair is kept",
    ),
    (
        "truncated_normal_around_a_mean",
        "Truncated numbers around -1.5.",
        "INIT-3",
        named("truncated_normal", mean=-1.5, stddev=0.25),
        {"sizes": [7, 9], "seed": 6},
        "the bounds are two deviations from the mean, not from zero",
    ),
    (
        "truncated_normal_of_single_numbers",
        "Kernels of one number each.",
        "INIT-3",
        "truncated_normal",
        {"sizes": [1] * 24, "seed": 2},
        "a second number takes the place of a first one, and is dropped otherwise",
    ),
    *(
        (
            name,
            "The kernels of a network with a window.",
            "INIT-4",
            name,
            {"sizes": [4, 8, 3], "seed": 42, "cells": [6, 1]},
            why,
        )
        for name, why in SCALED.items()
    ),
    (
        "variance_scaling",
        "The defaults: those of lecun_normal.",
        "INIT-4",
        "variance_scaling",
        {"sizes": [4, 8, 3], "seed": 42},
        "a name without settings",
    ),
    *(
        (
            f"variance_scaling_{mode}_{distribution}",
            "A scale of 0.6, and a window.",
            "INIT-4",
            scaling(scale=0.6, mode=mode, distribution=distribution),
            {"sizes": [3, 7, 2], "seed": 5, "cells": [5, 1]},
            why,
        )
        for mode, distribution, why in [
            ("fan_in", "untruncated_normal", "numbers far from 0 are kept"),
            ("fan_out", "truncated_normal", "the fan of the units has all cells, too"),
            ("fan_out", "uniform", "the limit is that of the units alone"),
            ("fan_avg", "untruncated_normal", "the sum of both fans is odd"),
        ]
    ),
    (
        "variance_scaling_as_glorot_uniform",
        "The settings of glorot_uniform.",
        "INIT-4 DENSE-18",
        scaling(mode="fan_avg", distribution="uniform"),
        {"sizes": [4, 8, 3], "seed": 42},
        "the bits are those of glorot_uniform",
    ),
    (
        "variance_scaling_least",
        "The least scale there is.",
        "INIT-4",
        scaling(scale="0x0000000000000001", distribution="uniform"),
        {"sizes": [1, 3], "seed": 5},
        "a subnormal scale is above zero",
    ),
    ("ones", "Kernels of ones.", "INIT-5", "ones", {"sizes": [2, 3, 1], "seed": 1}, "no draws"),
    (
        "constant",
        "Weights of 0.1, in a window too.",
        "INIT-5",
        named("constant", value=0.1),
        {"sizes": [2, 3, 1], "seed": 1, "cells": [2, 1]},
        "nothing is drawn",
    ),
    (
        "constant_alone",
        "The name without a value.",
        "INIT-5",
        "constant",
        {"sizes": [2, 2], "seed": 1},
        "the default is zero",
    ),
    (
        "identity",
        "A square kernel, a wide and a high one.",
        "INIT-5",
        "identity",
        {"sizes": [3, 3, 5, 2], "seed": 1},
        "rows without a column of their own are zero",
    ),
    (
        "identity_with_gain",
        "A window of two cells, and a gain.",
        "INIT-5",
        named("identity", gain=-0.5),
        {"sizes": [2, 3], "seed": 1, "cells": [2]},
        "the rows are those of all cells",
    ),
    (
        "orthogonal_with_gain",
        "A wide kernel and a high one, twice or more as long.",
        "INIT-6 DENSE-22",
        named("orthogonal", gain=2.1),
        {"sizes": [3, 5, 2], "seed": 7},
        "the vectors are orthonormal before they are multiplied",
    ),
    (
        "orthogonal_without_gain",
        "An object without settings.",
        "INIT-6 DENSE-22",
        named("orthogonal"),
        {"sizes": [3, 3], "seed": 7},
        "a gain of 1 changes nothing",
    ),
    (
        "glorot_uniform_in_an_object",
        "An object without settings, of an initializer that has none.",
        "DENSE-18 PORT-7",
        named("glorot_uniform"),
        {"sizes": [2, 3], "seed": 7},
        "an object may stand for its name",
    ),
    (
        "settings_in_other_notations",
        "A mean of sixteen digits, and a deviation without a point.",
        "INIT-2 NUM-2",
        named("random_normal", mean="0x3ff0000000000000", stddev=2),
        {"sizes": [1, 3], "seed": 7},
        "where one number may stand, all its notations may",
    ),
]
NAME = "initializer.name"
NAMELESS = ("missing_field", NAME, ": this field is required")
UNKNOWN = ("unknown_name", NAME, f": expected one of {INITIALIZERS}")
SETTING = ": expected a number from -2^64 to 2^64"
MAXVAL = ": expected a number from minval to 2^64"
DEVIATION = ": expected a number from 0 to 2^64"
SCALE = ": expected a number above 0, at most 2^64"
MODES = ': expected one of "fan_in", "fan_out", "fan_avg"'
DISTRIBUTIONS = ': expected one of "truncated_normal", "untruncated_normal", "uniform"'
NUMBER = ": expected a number"
BEYOND = "0x43f0000000000001"  # the next number after 2^64
BELOW = "0xc3f0000000000001"
TOLD: dict[Any, str] = {
    BEYOND: "too_large",
    BELOW: "too_small",
    "-Infinity": "minus_infinity",
    -0.05: "negative",
    -0.06: "below_minval",
    0: "zero",
    1: "number",
    "a": "text",
    None: "null",
}


def wrong(name: str, setting: str, value: Any, code: str, words: str) -> tuple[str, Json, Any]:
    """Return the case of a setting that is refused: a name, the initializer, and its error."""
    return (
        f"{setting}_of_{name}_{TOLD.get(value, value)}".lower(),
        named(name, **{setting: value}),
        (code, f"initializer.{setting}", words),
    )


# A name, the initializer, and the code, field and words of the error
FAULTS: list[tuple[str, Any, tuple[str, str, str]]] = [
    ("no_name", {}, NAMELESS),
    ("settings_alone", {"stddev": 1}, NAMELESS),
    ("name_a_number", {"name": 7}, ("wrong_type", NAME, ": expected a string")),
    ("name_unknown", {"name": "xavier", "stddev": "a"}, UNKNOWN),
    ("name_inherited", {"name": "constructor"}, UNKNOWN),
    ("list", ["ones"], ("wrong_type", "initializer", ": expected a string")),
    *(
        wrong(name, setting, 1, "unknown_field", f": {name} has no such field")
        for name, setting in [
            ("glorot_uniform", "gain"),
            ("zeros", "value"),
            ("he_normal", "scale"),
            ("random_normal", "minval"),
        ]
    ),
    wrong("random_normal", "mean", "a", "wrong_type", NUMBER),
    wrong("truncated_normal", "stddev", None, "wrong_type", NUMBER),
    wrong("variance_scaling", "mode", 1, "wrong_type", ": expected a string"),
    wrong("random_uniform", "minval", "NaN", "not_finite", FINITE),
    wrong("random_uniform", "maxval", "Infinity", "not_finite", FINITE),
    wrong("random_uniform", "maxval", -0.06, "out_of_range", MAXVAL),
    wrong("random_uniform", "minval", BELOW, "out_of_range", SETTING),
    wrong("random_normal", "mean", BEYOND, "out_of_range", SETTING),
    wrong("random_normal", "stddev", -0.05, "out_of_range", DEVIATION),
    wrong("truncated_normal", "stddev", BEYOND, "out_of_range", DEVIATION),
    wrong("constant", "value", "-Infinity", "not_finite", FINITE),
    wrong("constant", "value", BELOW, "out_of_range", SETTING),
    wrong("identity", "gain", BEYOND, "out_of_range", SETTING),
    wrong("orthogonal", "gain", "NaN", "not_finite", FINITE),
    wrong("variance_scaling", "scale", 0, "out_of_range", SCALE),
    wrong("variance_scaling", "scale", BEYOND, "out_of_range", SCALE),
    wrong("variance_scaling", "mode", "fan_sum", "unknown_name", MODES),
    wrong("variance_scaling", "distribution", "normal", "unknown_name", DISTRIBUTIONS),
    (
        "minval_and_maxval",
        named("random_uniform", minval=BELOW, maxval="NaN"),
        ("out_of_range", "initializer.minval", SETTING),
    ),
    (
        "mean_and_stddev",
        named("truncated_normal", mean="NaN", stddev=-1),
        ("not_finite", "initializer.mean", FINITE),
    ),
    (
        "scale_mode_and_distribution",
        scaling(scale=-1, mode="in", distribution="flat"),
        ("out_of_range", "initializer.scale", SCALE),
    ),
    (
        "mode_and_distribution",
        scaling(mode="in", distribution="flat"),
        ("unknown_name", "initializer.mode", MODES),
    ),
]
CASES = [
    *trajectories(
        [
            (name, text, rules, {**initial(initializer, [], 0), **rest}, why)
            for name, text, rules, initializer, rest, why in ANSWERED
        ]
    ),
    *(
        Draft(
            f"fault_{name}",
            "An initializer that is refused, and sizes out of range.",
            f"{CODES[code]} PORT-7",
            initial(initializer, [2, 0], 1),
            "bad input",
            expected=refusal(code, at, f"{at}{words}"),
        )
        for name, initializer, (code, at, words) in FAULTS
    ),
    Draft(
        "fault_after_the_shapes",
        "Sizes that are missing, and a mean of infinity.",
        "ERR-6 PORT-4",
        initial(named("random_normal", mean="Infinity"), [], 1),
        "bad input",
        expected=refusal("empty", "sizes", "sizes: expected at least one number"),
    ),
]
