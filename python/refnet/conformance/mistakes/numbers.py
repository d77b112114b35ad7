"""What the usual mistakes give in the chapters elementary and random."""

import math
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from refnet.conformance.mistakes.arithmetic import binary32, flushed, fused
from refnet.conformance.mistakes.mistake import Answer, Mistake
from refnet.port.protocol import read_count, read_numbers, write_value
from refnet.reference import (
    exp,
    log,
    mantissa_and_exponent,
    next_double,
    next_word,
    seeded,
    sigmoid,
    tanh,
)
from refnet.reference.elementary import LN2_HIGH, LN2_LOW, LOG2_E, ROUNDER

FUNCTIONS = {"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid}

Function = Callable[[float], float]


def elementary(request: dict[str, Any], wrong: dict[str, Function] | None = None) -> Answer:
    """Simulate elementary, with some of its functions replaced."""
    function = {**FUNCTIONS, **(wrong or {})}[request["function"]]
    values = read_numbers("values", request["values"])
    answer: Answer = write_value({"values": [function(x) for x in values]})
    return answer


def random_numbers(
    request: dict[str, Any],
    generator: Callable[[int], Any] = seeded,
    double: Callable[[Any], float] = next_double,
) -> Answer:
    """Simulate random, with another way to seed or to make a double."""
    state = generator(read_count("seed", request["seed"]))
    return {"values": [double(state) for _ in range(read_count("count", request["count"]))]}


def _library(function: Function, beyond: float) -> Function:
    """Return the language's own function, with its exceptions as the values they stand for."""

    def calculate(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf
        except ValueError:
            return beyond if x == 0.0 else math.nan

    return calculate


LIBRARY: dict[str, Function] = {
    "exp": _library(math.exp, math.nan),
    "log": _library(math.log, -math.inf),
    "tanh": math.tanh,
    "sigmoid": _library(lambda x: 1.0 / (1.0 + math.exp(-x)), math.nan),
}


def _exp_in_one_step(x: float) -> float:
    y = exp(x)
    return 0.0 if abs(y) < 2.0**-1022 else y


def _tanh_from_exp(x: float) -> float:
    if math.isinf(exp(2.0 * x)):
        return 1.0
    return (exp(2.0 * x) - 1.0) / (exp(2.0 * x) + 1.0)


def _in_binary32(function: Function) -> Function:
    return lambda x: binary32(function(binary32(x)))


def _flushing(function: Function) -> Function:
    return lambda x: flushed(function(flushed(x)))


class Fusing:
    """Multiplies and adds, and fuses the two in one place, counted from 1."""

    def __init__(self, place: int) -> None:
        self.left = place

    def __call__(self, a: float, b: float, c: float) -> float:
        """Return a*b + c."""
        self.left -= 1
        return fused(a, b, c) if self.left == 0 else a * b + c


# The places where fusing shows: among 60 million random arguments each, the others change no bit.
EXP_PLACES = (7, 8, 13, 14, 15)
LOG_PLACES = (8, 9, 10, 11, 12, 14)


def exp_fused(x: float, place: int) -> float:
    """Return exp as ELEM-4 has it, but for one place where a product meets a sum."""
    if x != x or abs(x) > 700.0:
        return exp(x)
    add = Fusing(place)
    k = add(x, LOG2_E, ROUNDER) - ROUNDER
    high = x - k * LN2_HIGH
    r = add(-k, LN2_LOW, high)
    lost = add(-k, LN2_LOW, high - r)
    s = r * r
    even = add(s, 1 / 479001600, 1 / 3628800)
    even = add(s, add(s, add(s, even, 1 / 40320), 1 / 720), 1 / 24)
    even = add(s, even, 1 / 2)
    odd = add(s, 1 / 6227020800, 1 / 39916800)
    odd = add(s, add(s, add(s, odd, 1 / 362880), 1 / 5040), 1 / 120)
    odd = add(s, odd, 1 / 6)
    tail = add(s, add(r, odd, even), lost)
    y = 1.0 + r
    y = y + ((r - (y - 1.0)) + tail)
    return math.ldexp(y, int(k))


def log_fused(x: float, place: int) -> float:
    """Return log as ELEM-5 has it, but for one place where a product meets a sum."""
    if not 0.0 < x < math.inf:
        return log(x)
    add = Fusing(place)
    m, exponent = mantissa_and_exponent(x)
    k, f = float(exponent), m - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = 2 / 21
    for denominator in (19, 17, 15, 13, 11, 9, 7, 5, 3):
        series = add(z, series, 2 / denominator)
    half_square = 0.5 * f * f
    inner = add(z, series, half_square) if place != 12 else fused(0.5 * f, f, z * series)
    tail = add(s, inner, k * LN2_LOW) if place != 13 else fused(k, LN2_LOW, s * inner)
    rest = fused(0.5 * f, f, -tail) if place == 14 else half_square - tail
    return k * LN2_HIGH - (rest - f)


def _elementary(rule: str, description: str, **wrong: Function) -> Mistake:
    return Mistake(rule, description, lambda request: elementary(request, wrong))


ELEMENTARY = [
    _elementary(
        "ARITH-1",
        "calculates in binary32 (float) instead of binary64",
        **{name: _in_binary32(function) for name, function in FUNCTIONS.items()},
    ),
    _elementary(
        "ARITH-3",
        "flushes subnormal numbers to zero",
        **{name: _flushing(function) for name, function in FUNCTIONS.items()},
    ),
    *(
        _elementary("ARITH-2", f"fuses product {i} of exp", exp=partial(exp_fused, place=i))
        for i in EXP_PLACES
    ),
    *(
        _elementary("ARITH-2", f"fuses product {i} of log", log=partial(log_fused, place=i))
        for i in LOG_PLACES
    ),
    _elementary("ELEM-4", "uses its language's own exp", exp=LIBRARY["exp"]),
    _elementary("ELEM-4", "loses the subnormal results of exp", exp=_exp_in_one_step),
    _elementary("ELEM-5", "uses its language's own log", log=LIBRARY["log"]),
    _elementary("ELEM-6", "uses its language's own tanh", tanh=LIBRARY["tanh"]),
    _elementary("ELEM-6", "takes tanh from (e^2x - 1)/(e^2x + 1)", tanh=_tanh_from_exp),
    _elementary("ELEM-7", "uses its language's own exp in the sigmoid", sigmoid=LIBRARY["sigmoid"]),
    _elementary(
        "ELEM-7", "takes the sigmoid from 1/(1 + exp(-x))", sigmoid=lambda x: 1.0 / (1.0 + exp(-x))
    ),
]


def _random(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: random_numbers(request, **wrong))


RANDOM = [
    _random(
        "RANDOM-1",
        "seeds by an array, as Python's random.seed does",
        generator=random.Random,
        double=random.Random.random,
    ),
    _random(
        "RANDOM-4",
        "makes a double of one word",
        double=lambda state: next_word(state) / 4294967296.0,
    ),
    _random(
        "RANDOM-4",
        "takes the low bits of a double from its first word",
        double=lambda state: (
            ((next_word(state) >> 6) + (next_word(state) >> 5) * 67108864.0) / 9007199254740992.0
        ),
    ),
    _random(
        "RANDOM-4",
        "divides by 2^53 - 1",
        double=lambda state: next_double(state) * 9007199254740992.0 / 9007199254740991.0,
    ),
]
