"""What the usual mistakes give in the chapters elementary and random."""

import math
import random
from collections.abc import Callable
from typing import Any

from refnet.conformance.mistakes.arithmetic import binary32, flushed
from refnet.conformance.mistakes.mistake import Answer, Mistake
from refnet.protocol import read_count, read_numbers, write_value
from refnet.reference import exp, log, next_double, next_word, seeded, sigmoid, tanh

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
