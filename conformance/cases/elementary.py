"""Cases of the chapter elementary."""

import math
import random
from typing import Any

from cases import Draft, refusal

INFINITE = ["Infinity", "-Infinity"]
LN2 = 0.6931471805599453


def of(function: str, values: list[Any]) -> dict[str, Any]:
    """Return a request."""
    return {"experiment": "elementary", "function": function, "values": values}


def beside(*values: float) -> list[float]:
    """Return each value with its neighbours."""
    around = []
    for value in values:
        around += [math.nextafter(value, -math.inf), value, math.nextafter(value, math.inf)]
    return around


def spread(low: float, high: float, count: int = 100) -> list[float]:
    """Return numbers between two others, the same in every run."""
    generator = random.Random(f"{low} {high}")
    return [low + (high - low) * generator.random() for _ in range(count)]


def signed(values: list[float]) -> list[float]:
    """Return the values and their negatives."""
    return [sign * value for value in values for sign in (1.0, -1.0)]


TINY = [5e-324, 1e-320, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-300, 1e-20, 1e-9]
POWERS = [2.0**k for k in range(-1022, 1024, 73)]
TURNS = [(k + 0.5) * LN2 for k in range(-1074, 1024, 61)]  # where exp turns to the next k
EXPM1_TURNS = [(k + 0.5) * LN2 for k in (-58, -54, -53, -52, -2, -1, 0, 1, 52, 58, 60, 61)]

CASES = [
    Draft(
        "exp_special",
        "exp at 0, at infinity, and of NaN.",
        "ELEM-4 ELEM-8 NUM-2",
        of("exp", [0, "-0", 1, -1, *INFINITE, "NaN", 1e308, -1e308]),
        "exact where the result is a number without digits",
        expected={
            "values": [
                1.0,
                1.0,
                2.718281828459045,
                0.36787944117144233,
                "Infinity",
                0.0,
                "NaN",
                "Infinity",
                0.0,
            ]
        },
    ),
    Draft(
        "exp_bounds",
        "exp beside its overflow and its underflow: the largest number, the smallest, 0.",
        "ELEM-4 ARITH-3",
        of("exp", [709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412]),
        "the last argument with a finite result, the last with one that is not 0",
        expected={"values": [1.7976931348622732e308, "Infinity", 5e-324, 0.0]},
    ),
    Draft(
        "exp_subnormal",
        "exp where the result is subnormal: it loses bits one by one.",
        "ELEM-4 ARITH-3",
        of("exp", [*beside(-708.3964185322641), *spread(-745.13, -708.4)]),
        "a result that is scaled in one step would be rounded twice, or be 0",
    ),
    Draft(
        "exp_usual",
        "exp between -40 and 40, and of tiny numbers.",
        "ELEM-4 ARITH-1 ARITH-2",
        of("exp", [*spread(-40, 40), *spread(-1, 1), *signed(TINY)]),
        "the arguments that a sigmoid sees",
    ),
    Draft(
        "exp_turns",
        "exp beside the arguments where k changes.",
        "ELEM-1 ELEM-2 ELEM-4",
        of("exp", [*beside(*TURNS), *spread(-700, 700)]),
        "the reduced argument is largest there",
    ),
    Draft(
        "exp_fused",
        "exp where fusing one product of its polynomial with the next term gives other bits.",
        "ELEM-4 ARITH-2",
        of(
            "exp",
            [
                -32.95867537459229,
                0.21431334008903602,
                0.34891665679663453,
                8.592949057720416,
                -36.34348687060615,
                0.32661547233182353,
                -31.46558257149824,
                0.24468950067994596,
                -30.951983272186546,
                -7.033961613633126,
            ],
        ),
        "one forgotten rounding in a long expression changes few results",
    ),
    Draft(
        "log_fused",
        "log where fusing one product of its series with the next term gives other bits.",
        "ELEM-5 ARITH-2",
        of(
            "log",
            [
                0.7478007022318935,
                1.393795692148692,
                0.7698143787956733,
                1.3981909748235073,
                0.7374665853526792,
                1.3986781631169087,
                22.169259603180723,
                0.704616454449562,
                0.8726299558358077,
                1.2668614756844985,
                21.116243097542586,
                1.3366532649746896,
            ],
        ),
        "one forgotten rounding in a long expression changes few results",
    ),
    Draft(
        "log_special",
        "log at 0, 1 and infinity, of negative numbers and of NaN.",
        "ELEM-5 ELEM-8 NUM-2",
        of("log", [1, 0, "-0", "Infinity", "-Infinity", -1, -5e-324, "NaN"]),
        "exact where the result is a number without digits",
        expected={"values": [0.0, *["-Infinity"] * 2, "Infinity", *["NaN"] * 4]},
    ),
    Draft(
        "log_powers",
        "log of powers of two and their neighbours, over the whole range.",
        "ELEM-3 ELEM-5",
        of("log", [*beside(*POWERS[1:]), *TINY, 1.7976931348623157e308]),
        "the exponent's part alone, and what joins it",
    ),
    Draft(
        "log_near_1",
        "log near 1, where the result is small.",
        "ELEM-5 ARITH-1 ARITH-2",
        of("log", [1 + sign * 2.0**-k for k in range(1, 54) for sign in (1, -0.5)]),
        "a result that keeps its digits where the argument is nearly 1",
    ),
    Draft(
        "log_turns",
        "log beside the square roots of one half and of two.",
        "ELEM-3 ELEM-5",
        of("log", [*beside(*(0.7071067811865476 * 2.0**k for k in (0, 1, 32))), *spread(0.5, 2)]),
        "where the exponent changes",
    ),
    Draft(
        "tanh_special",
        "tanh at 0 of both signs, at infinity, of NaN and of tiny numbers.",
        "ELEM-6 ELEM-8 NUM-2 ARITH-3",
        of("tanh", [0, "-0", *INFINITE, "NaN", 5e-324, -1e-320, 1e-300, 30, -30]),
        "an odd function keeps the sign of zero",
        expected={"values": [0.0, "-0", 1.0, -1.0, "NaN", 5e-324, -1e-320, 1e-300, 1.0, -1.0]},
    ),
    Draft(
        "tanh_usual",
        "tanh between -25 and 25.",
        "ELEM-6 ARITH-1",
        of("tanh", [*spread(-25, 25), *spread(-1, 1), *signed(TINY)]),
        "both of its ways",
    ),
    Draft(
        "tanh_turn",
        "tanh beside 0.625, where one way ends and the other begins.",
        "ELEM-6",
        of("tanh", [*beside(0.625, -0.625), *signed(spread(0.6, 0.65, 40))]),
        "the bound itself belongs to exp",
    ),
    Draft(
        "sigmoid_special",
        "The sigmoid at 0, at infinity, of NaN, and far out on both sides.",
        "ELEM-7 ELEM-8 NUM-2",
        of("sigmoid", [0, "-0", *INFINITE, "NaN", 1000, -1000, 40, -745.1332191019411]),
        "a careless exp(-x) overflows",
        expected={"values": [0.5, 0.5, 1.0, 0.0, "NaN", 1.0, 0.0, 1.0, 5e-324]},
    ),
    Draft(
        "sigmoid_usual",
        "The sigmoid between -40 and 40.",
        "ELEM-7 ARITH-1 ARITH-2",
        of("sigmoid", [*spread(-40, 40), *spread(-1, 1), *signed(TINY)]),
        "the arguments that a neuron sees",
    ),
    Draft(
        "sigmoid_far",
        "The sigmoid of very negative numbers: it dies away, down to the subnormal numbers.",
        "ELEM-7 ARITH-3",
        of("sigmoid", spread(-745, -40)),
        "1/(1 + exp(-x)) is 0 there",
    ),
    Draft(
        "expm1_special",
        "expm1 at 0, at infinity, of NaN, and where it is -1 or a tiny number.",
        "ELEM-9 ELEM-8 NUM-2 ARITH-3",
        of("expm1", [0, "-0", *INFINITE, "NaN", 1000, -1000, -40, -41, 5e-324, -1e-320, 1e-300]),
        "exact where the result is a number without digits",
        expected={
            "values": [
                *(0.0, 0.0, "Infinity", -1.0, "NaN", "Infinity", -1.0, -1.0, -1.0),
                *(5e-324, -1e-320, 1e-300),
            ]
        },
    ),
    Draft(
        "expm1_usual",
        "expm1 between -45 and 40, and of tiny numbers.",
        "ELEM-9 ARITH-1 ARITH-2",
        of("expm1", [*spread(-45, 40), *spread(-1, 1), *signed(TINY)]),
        "exp(x) - 1 has no digits left near 0",
    ),
    Draft(
        "expm1_turns",
        "expm1 beside the arguments where k changes, and beside its bounds.",
        "ELEM-1 ELEM-9",
        of("expm1", [*beside(-40, *EXPM1_TURNS, 709.782712893384), *spread(40, 709)]),
        "1 - 2^-k is 0, negative, or nearly 1",
    ),
    Draft(
        "log1p_special",
        "log1p at 0, -1 and infinity, below -1, of NaN and of tiny numbers.",
        "ELEM-10 ELEM-8 NUM-2 ARITH-3",
        of("log1p", [0, "-0", -1, -1.5, *INFINITE, "NaN", 5e-324, -1e-320, 1e-300, -1e-17]),
        "exact where the result is a number without digits",
        expected={
            "values": [
                *(0.0, 0.0, "-Infinity", "NaN", "Infinity", "NaN", "NaN"),
                *(5e-324, -1e-320, 1e-300, -1e-17),
            ]
        },
    ),
    Draft(
        "log1p_usual",
        "log1p from just above -1 to 10, and of tiny numbers.",
        "ELEM-10 ARITH-1 ARITH-2",
        of("log1p", [*spread(-1, 1), *spread(0, 10), *spread(-0.01, 0.01), *signed(TINY)]),
        "log(1 + x) has no digits left near 0",
    ),
    Draft(
        "log1p_powers",
        "log1p of powers of two and their neighbours, and beside -1.",
        "ELEM-10 ELEM-5",
        of(
            "log1p",
            [*beside(*POWERS), 1.7976931348623157e308, *(2.0**-k - 1.0 for k in range(1, 54))],
        ),
        "what is lost in 1 + x is all of x, half of it, or nothing",
    ),
    Draft(
        "erf_special",
        "erf at 0, at infinity, of NaN, far out, and of tiny numbers.",
        "ELEM-11 ELEM-8 NUM-2",
        of("erf", [0, "-0", *INFINITE, "NaN", 6, -6, 1e308, -30]),
        "exact where the result is a number without digits",
        expected={"values": [0.0, 0.0, 1.0, -1.0, "NaN", 1.0, -1.0, 1.0, -1.0]},
    ),
    Draft(
        "erf_usual",
        "erf between -6 and 6, and of tiny numbers.",
        "ELEM-11 ARITH-1 ARITH-2",
        of("erf", [*spread(-6, 6), *spread(-1, 1), *spread(1, 2), *signed(TINY)]),
        "both of its ways",
    ),
    Draft(
        "erf_turns",
        "erf beside 1, where the series ends, and beside 6, where the polynomial does.",
        "ELEM-11",
        of(
            "erf",
            [*beside(1, -1, 6, -6), *signed(spread(0.95, 1.05, 40)), *signed(spread(5, 6, 40))],
        ),
        "the bound itself belongs to the polynomial",
    ),
    Draft(
        "no_values",
        "No value at all: no result, and no error.",
        "ELEM-8",
        of("exp", []),
        "the list of values may be empty",
    ),
    Draft(
        "unknown_function",
        "A function that the chapter does not have.",
        "ERR-10",
        of("sinh", [1]),
        "bad input",
        expected=refusal(
            "unknown_name",
            "function",
            'function: expected one of "exp", "log", "tanh", "sigmoid"',
        ),
    ),
    Draft(
        "number_for_a_function",
        "A number for the function's name.",
        "ERR-5",
        of(7, [1]),  # type: ignore[arg-type]
        "bad input",
        expected=refusal("wrong_type", "function", "function: expected a string"),
    ),
    Draft(
        "text_for_values",
        "A text among the values.",
        "ERR-5",
        of("exp", [1, "two"]),
        "bad input",
        expected=refusal("wrong_type", "values", "values: expected a list of numbers"),
    ),
]
