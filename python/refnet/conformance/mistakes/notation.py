"""Mistakes in how numbers are written and read, which a port makes in all experiments.

``WRITING`` changes the right answer, ``READING`` the request. A number is a float here, or one of
the strings that JSON has no number for.
"""

import math
import struct
from collections.abc import Callable
from decimal import ROUND_DOWN, Context, Decimal
from functools import partial
from typing import Any

from refnet.conformance.mistakes.arithmetic import binary32, flushed
from refnet.conformance.mistakes.mistake import Answer, Mistake, Request, right_answer
from refnet.port.protocol import decoded, write_value

Number = Callable[[float], Any]  # from a number to what a port makes of it

# What a port counts with; such numbers are printed as integers, and have no digits to lose.
COUNTS = ("iteration", "epoch", "trial", "batch", "units", "size", "input_shape", "classes")


def printed(form: str, x: float) -> Any:
    """Return the number that a printed one reads back as; infinities and NaN stay."""
    return float(form % x) if math.isfinite(x) else write_value(x)


def cut(digits: int, x: float) -> Any:
    """Return a number whose decimal digits are cut off after some, and not rounded."""
    if not math.isfinite(x) or x == 0.0:
        return write_value(x)
    return float(Context(prec=digits, rounding=ROUND_DOWN).create_decimal(Decimal(x)))


def cut_places(places: int, x: float) -> Any:
    """Return a number whose decimal places are cut off after some, and not rounded."""
    if not math.isfinite(x) or abs(x) >= 1e15:
        return write_value(x)
    return math.copysign(math.floor(abs(x) * 10.0**places) / 10.0**places, x)


def as_binary32(x: float) -> Any:
    return write_value(binary32(x))


def as_integer(bits: int, x: float) -> Any:
    """Return a whole number as an integer of a language, which ends at its range."""
    if not math.isfinite(x) or x != math.floor(x):
        return write_value(x)
    return float(min(max(int(x), -(2 ** (bits - 1))), 2 ** (bits - 1) - 1))


def without_sign_of_zero(x: float) -> Any:
    return write_value(x + 0.0)


def without_subnormals(x: float) -> Any:
    return write_value(flushed(x))


def special_as(nan: Any, infinity: Any, x: float) -> Any:
    """Return NaN and infinities as other values; the negative one has the other sign, or a -."""
    if math.isnan(x):
        return nan
    if not math.isinf(x) or infinity is None:
        return None if math.isinf(x) else write_value(x)
    if x > 0.0:
        return infinity
    return f"-{infinity}" if isinstance(infinity, str) else -infinity


def as_text(x: float) -> Any:
    value = write_value(x)
    return value if isinstance(value, str) else repr(x)


def digit_by_digit(power: Callable[[float, int], float], x: float) -> float:
    """Return a decimal as it is read by the digits of the whole, and then a power of ten."""
    digits, exponent = _digits_and_exponent(x)
    total = 0.0
    for digit in digits:
        total = total * 10.0 + float(digit)
    return math.copysign(power(total, exponent), x)


def place_by_place(x: float) -> float:
    """Return a decimal as it is read by adding each digit of the fraction times its tenth."""
    digits, exponent = _digits_and_exponent(x)
    if exponent > 0 or exponent < -len(digits) - 20:
        return digit_by_digit(by_pow, x)
    digits = digits.rjust(1 - exponent, "0")
    whole, fraction = digits[: len(digits) + exponent], digits[len(digits) + exponent :]
    total, place = float(int(whole)), 0.1
    for digit in fraction:
        total = total + float(digit) * place
        place = place / 10.0
    return math.copysign(total, x)


def by_pow(total: float, exponent: int) -> float:
    """Return total * 10^exponent, with a rounded power."""
    return (
        total * 10.0**exponent if exponent > -309 else total * 10.0**-308 * 10.0 ** (exponent + 308)
    )


def by_quotient(total: float, exponent: int) -> float:
    """Return total * 10^exponent, by a division where the exponent is negative."""
    if exponent >= 0:
        return total * 10.0**exponent
    return total / 10.0 ** min(-exponent, 308) / 10.0 ** max(-exponent - 308, 0)


def by_steps(factor: float, total: float, exponent: int) -> float:
    """Return total * 10^exponent, ten by ten; factor: 0.1, or 10.0 to divide by it."""
    for _ in range(abs(exponent)):
        total = total * 10.0 if exponent > 0 else total * factor if factor < 1.0 else total / 10.0
    return total


def of_digits(count: int, x: float) -> float:
    """Return a decimal of which only some digits are read."""
    digits, exponent = _digits_and_exponent(x)
    sign = "-" if x < 0.0 else ""
    return float(f"{sign}{digits[:count]}e{exponent + max(len(digits) - count, 0)}")


def hex_backwards(text: str) -> Any:
    """Return the number of the 16 digits from the last byte to the first."""
    return write_value(struct.unpack("<d", bytes.fromhex(text[2:]))[0])


def hex_as_integer(text: str) -> Any:
    return float(int(text, 16))


def _digits_and_exponent(x: float) -> tuple[str, int]:
    """Return the shortest digits of a finite number and the power of ten of the last one."""
    _, digits, exponent = Decimal(repr(abs(x))).normalize().as_tuple()
    assert isinstance(exponent, int)
    return "".join(map(str, digits)), exponent


def _written(number: Number, value: Any, key: str = "") -> Any:
    """Return a part of an answer with every number as a port writes it."""
    if isinstance(value, dict):
        return {name: _written(number, item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_written(number, item, key) for item in value]
    if isinstance(value, bool) or key in COUNTS:
        return value
    read = decoded(value) if key not in ("model", "code", "field", "message") else value
    return number(read) if isinstance(read, float) else value


def _writes(number: Number, answer: Answer) -> Answer:
    if "error" in answer:
        return answer
    written: Answer = _written(number, answer)
    return written


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(item) for k, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _with_booleans(true: Any, false: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_booleans(true, false, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_booleans(true, false, item) for item in value]
    return (true if value else false) if isinstance(value, bool) else value


def _seen(number: Number, text: Callable[[str], Any], value: Any, key: str = "") -> Any:
    """Return a part of a request with every number as a port reads it."""
    if isinstance(value, dict):
        return {name: _seen(number, text, item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_seen(number, text, item, key) for item in value]
    if isinstance(value, str) and isinstance(decoded(value), float):
        return text(value)
    return number(value) if isinstance(value, float) and math.isfinite(value) else value


def _reads(number: Number, text: Callable[[str], Any], request: Request) -> Request:
    read: Request = _seen(number, text, request)
    return {**read, "id": request["id"]} if "id" in request else read


def _same(value: Any) -> Any:
    return value


def _text_as(given: dict[str, Any], text: str) -> Any:
    return given.get(text, text)


def _hex_as(read: Callable[[str], Any], text: str) -> Any:
    return read(text) if text.startswith("0x") else text


def writing(rule: str, description: str, writes: Callable[[Answer], Answer]) -> Mistake:
    """Return a mistake that changes what is written; a version may stand behind a bar."""
    description, _, version = description.partition(" | ")

    def answer(request: Request) -> Answer:
        return writes(right_answer(request))

    return Mistake(rule, description, answer, version, writes=writes)


def reading(rule: str, description: str, reads: Callable[[Request], Request]) -> Mistake:
    """Return a mistake that changes what is read; a version may stand behind a bar."""
    description, _, version = description.partition(" | ")

    def answer(request: Request) -> Answer:
        return right_answer(reads(request))

    return Mistake(rule, description, answer, version, reads=reads)


def _all_writing() -> list[Mistake]:
    numbers: list[tuple[str, str, Number]] = [
        *[
            ("NUM-1", f"writes {digits} significant digits (%.{digits}g)", partial(printed, form))
            for digits, form in [(d, f"%.{d}g") for d in (4, 6, 7, 8, 9, 10, 12, 14, 15, 16)]
        ],
        *[
            ("NUM-1", f"writes {places} decimals (%.{places}f)", partial(printed, f"%.{places}f"))
            for places in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 17)
        ],
        *[
            (
                "NUM-1",
                f"cuts digits off behind the {digits}th and does not round",
                partial(cut, digits),
            )
            for digits in (15, 16, 17)
        ],
        (
            "NUM-1",
            "cuts digits off behind the 6th decimal and does not round",
            partial(cut_places, 6),
        ),
        ("NUM-1", "writes numbers of binary32 (float)", as_binary32),
        ("NUM-1", "writes whole numbers as integers of 32 bits", partial(as_integer, 32)),
        ("NUM-1", "writes whole numbers as integers of 64 bits", partial(as_integer, 64)),
        ("NUM-1", "writes subnormal numbers as zero", without_subnormals),
        ("NUM-1", "writes numbers as strings", as_text),
        ("NUM-2", "writes -0.0 as 0", without_sign_of_zero),
        ("NUM-2", "writes null for NaN and infinities", partial(special_as, None, None)),
        (
            "NUM-2",
            "writes null for NaN | and a number beyond the range for infinities",
            partial(special_as, None, math.inf),
        ),
        ("NUM-2", 'writes "nan" and "inf"', partial(special_as, "nan", "inf")),
        ("NUM-2", 'writes "NaN" and "Inf"', partial(special_as, "NaN", "Inf")),
        ("NUM-2", 'writes "nan" and "infinity"', partial(special_as, "nan", "infinity")),
        ("NUM-2", "writes 0 for NaN and infinities", partial(special_as, 0.0, 0.0)),
        (
            "NUM-2",
            "writes the largest number for infinities",
            partial(special_as, "NaN", 1.7976931348623157e308),
        ),
    ]
    return [
        *(writing(rule, text, partial(_writes, number)) for rule, text, number in numbers),
        writing("NEURON-1", "leaves out what is null", _without_nulls),
        writing("RABBIT-1", "writes true and false as 1 and 0", partial(_with_booleans, 1.0, 0.0)),
        writing(
            "RABBIT-1", "writes true and false as strings", partial(_with_booleans, "true", "false")
        ),
    ]


def _all_reading() -> list[Mistake]:
    inexact = "reads decimals digit by digit, with rounding"
    numbers: list[tuple[str, str, Number]] = [
        ("NUM-1", f"{inexact} | and multiplies by a power of ten", partial(digit_by_digit, by_pow)),
        (
            "NUM-1",
            f"{inexact} | and divides by a power of ten",
            partial(digit_by_digit, by_quotient),
        ),
        (
            "NUM-1",
            f"{inexact} | and multiplies by 0.1 again and again",
            partial(digit_by_digit, partial(by_steps, 0.1)),
        ),
        (
            "NUM-1",
            f"{inexact} | and divides by 10 again and again",
            partial(digit_by_digit, partial(by_steps, 10.0)),
        ),
        ("NUM-1", f"{inexact} | and adds each decimal times its tenth", place_by_place),
        ("NUM-1", "reads numbers into binary32 (float, strtof)", binary32),
        ("NUM-1", "reads 15 digits at most", partial(of_digits, 15)),
        ("NUM-1", "reads 16 digits at most", partial(of_digits, 16)),
        ("NUM-1", "reads subnormal numbers as zero", flushed),
    ]
    texts: list[tuple[str, str, Callable[[str], Any]]] = [
        ("NUM-2", 'reads "-0" as 0', partial(_text_as, {"-0": 0.0})),
        ("NUM-2", 'reads "NaN" as 0', partial(_text_as, {"NaN": 0.0})),
        ("NUM-2", 'reads "-Infinity" as Infinity', partial(_text_as, {"-Infinity": "Infinity"})),
        (
            "NUM-3",
            "reads the bytes of hexadecimal digits from the last to the first",
            partial(_hex_as, hex_backwards),
        ),
        ("NUM-3", "reads hexadecimal digits as a whole number", partial(_hex_as, hex_as_integer)),
    ]
    return [
        *(reading(rule, text, partial(_reads, number, _same)) for rule, text, number in numbers),
        *(reading(rule, text, partial(_reads, _same, seen)) for rule, text, seen in texts),
    ]


WRITING = _all_writing()
READING = _all_reading()
MISTAKES = [*WRITING, *READING]
