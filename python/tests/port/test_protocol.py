"""How the protocol reads JSON values: numbers are decoded where a number may stand."""

import json
import math
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from refnet import RefnetError, reference
from refnet.port.experiments import EXPERIMENTS, experiments
from refnet.port.protocol import (
    answer,
    is_number,
    read_count,
    read_counts,
    read_nested,
    read_number,
    read_numbers,
    read_object,
    read_rows,
    read_rows_or_counts,
)
from refnet.reference.readers import as_boolean_rows, as_name, optional

Reader = Callable[[str, Any], Any]

LARGEST = 2**53 - 1
SIX = "0x4018000000000000"
NESTED = partial(read_nested, depth=3)


def same(one: Any, other: Any) -> bool:
    """Return whether two values have the same types and bits."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return struct.pack("d", one) == struct.pack("d", other)
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (read_number, "1.5", 1.5),
        (read_number, "6", 6.0),
        (read_number, "-0", -0.0),
        (read_number, '"-0"', -0.0),
        (read_number, '"NaN"', math.nan),
        (read_number, '"Infinity"', math.inf),
        (read_number, '"-Infinity"', -math.inf),
        (read_number, f'"{SIX}"', 6.0),
        (read_number, '"0xBFF0000000000000"', -1.0),
        (read_number, "1e400", math.inf),
        (read_number, "-" + "9" * 400, -math.inf),
        (read_numbers, f'[1, "-0", "{SIX}"]', [1.0, -0.0, 6.0]),
        (read_numbers, "[]", []),
        (read_rows, '[["-0"], [], [2, "Infinity"]]', [[-0.0], [], [2.0, math.inf]]),
        (NESTED, f'[[["-0", "{SIX}"], []], []]', [[[-0.0, 6.0], []], []]),
        (NESTED, "[]", []),
        (as_boolean_rows, "[[true, false], []]", [[True, False], []]),
        (read_count, "6.0", 6),
        (read_count, f'"{SIX}"', 6),
        (read_count, '"-0"', 0),
        (read_count, str(-LARGEST), -LARGEST),
        (read_counts, f'[6e0, "{SIX}", "-0"]', [6, 6, 0]),
        (read_rows_or_counts, f'[6.0, "{SIX}"]', [6, 6]),
        (read_rows_or_counts, '[["-0", 1]]', [[-0.0, 1.0]]),
        (read_rows_or_counts, "[]", []),
        (optional(read_number), "null", None),
        (optional(read_count), "6.0", 6),
        (as_name, '"NaN"', "NaN"),
        (as_name, f'"{SIX}"', SIX),
    ],
)
def test_a_value_is_decoded(read: Reader, text: str, expected: Any) -> None:
    value = read_object(f'{{"x": {text}}}'.encode())["x"]
    assert same(read("x", value), expected)


ROWS_OR_COUNTS = "a list of lists of numbers or a list of whole numbers"


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (read_number, '"1"', "a number"),
        (read_number, '"nan"', "a number"),
        (read_number, f'"{SIX[:-1]}"', "a number"),
        (read_number, f'"{SIX.upper()}"', "a number"),
        (read_number, "true", "a number"),
        (read_number, "null", "a number"),
        (optional(read_number), '"1"', "a number or null"),
        (read_numbers, "1", "a list of numbers"),
        (read_numbers, '"NaN"', "a list of numbers"),
        (read_numbers, "[true]", "a list of numbers"),
        (read_numbers, "[[1]]", "a list of numbers"),
        (read_numbers, '{"0": 1}', "a list of numbers"),
        (optional(read_numbers), "[null]", "a list of numbers or null"),
        (read_rows, "[1]", "a list of lists of numbers"),
        (read_rows, '["12"]', "a list of lists of numbers"),
        (NESTED, "[[1]]", "a list of lists of lists of numbers"),
        (NESTED, "[[[[1]]]]", "a list of lists of lists of numbers"),
        (NESTED, "[[[true]]]", "a list of lists of lists of numbers"),
        (NESTED, '"NaN"', "a list of lists of lists of numbers"),
        (as_boolean_rows, "[true]", "a list of lists of true and false"),
        (as_boolean_rows, "[[1]]", "a list of lists of true and false"),
        (optional(as_boolean_rows), "[null]", "a list of lists of true and false or null"),
        (read_count, "1.5", "a whole number"),
        (read_count, '"NaN"', "a whole number"),
        (read_count, "1e400", "a whole number"),
        (read_count, str(LARGEST + 1), "a whole number"),
        (read_count, "true", "a whole number"),
        (optional(read_count), "1.5", "a whole number or null"),
        (read_counts, "[1, 1.5]", "a list of whole numbers"),
        (read_rows_or_counts, "[1.5]", ROWS_OR_COUNTS),
        (read_rows_or_counts, "[1, [2]]", ROWS_OR_COUNTS),
        (read_rows_or_counts, "[[1], 2]", ROWS_OR_COUNTS),
        (read_rows_or_counts, "null", ROWS_OR_COUNTS),
        (as_name, "1", "a string"),
    ],
)
def test_a_value_of_another_type_is_refused(read: Reader, text: str, expected: str) -> None:
    value = read_object(f'{{"x": {text}}}'.encode())["x"]
    with pytest.raises(RefnetError) as caught:
        read("x", value)
    assert (caught.value.code, caught.value.field) == ("wrong_type", "x")
    assert caught.value.message == f"x: expected {expected}"


@pytest.mark.parametrize("value", [1.5, "NaN", "-0", SIX])
def test_texts_that_stand_for_numbers_are_numbers(value: Any) -> None:
    assert is_number(value)


@pytest.mark.parametrize("value", ["1", "-Nan", True, None, [1.5], {}])
def test_other_values_are_not_numbers(value: Any) -> None:
    assert not is_number(value)


def test_there_is_one_table_of_experiments() -> None:
    table = experiments(reference)
    assert list(table) == list(EXPERIMENTS)
    assert all(table[name].fields is EXPERIMENTS[name].fields for name in table)


def test_an_answer_has_the_id_and_the_numbers_of_the_protocol() -> None:
    request = {"id": "a", "experiment": "elementary", "function": "exp", "values": ["-0", 1e9]}
    got = answer(experiments(reference), json.dumps(request).encode())
    assert got == {"id": "a", "values": [1.0, "Infinity"]}
