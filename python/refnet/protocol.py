"""How a port is spoken to: JSON numbers, requests and answers (SPEC.md, NUM-* and PORT-*).

This is the half of a port that knows JSON and no network; refnet.port is the other half. Reading a
request checks that each field is there and has its type; what the values may be is the business of
the chapters.
"""

import base64
import contextlib
import json
import math
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from refnet.errors import RefnetError
from refnet.reference.checks import check_name
from refnet.reference.readers import LARGEST_COUNT

REQUIRED = object()  # the default of a field that has none

_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}
_BITS = re.compile("0x[0-9a-fA-F]{16}")

# Half of a surrogate pair is no character, and not every language can hold it.
_ESCAPED_PAIRS = re.compile(r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Field:
    """A field of a request: its name, how its JSON value is read, and what it is when left out."""

    name: str
    read: Callable[[str, Any], Any]
    default: Any = REQUIRED


@dataclass(frozen=True)
class Experiment:
    """An experiment's fields in their order, and the function that carries it out."""

    fields: tuple[Field, ...]
    run: Callable[..., dict[str, Any]]


def is_number(value: Any) -> bool:
    """Return whether a JSON value stands for a number (NUM-1 to NUM-3)."""
    if isinstance(value, str):
        return value in _SPECIAL or _BITS.fullmatch(value) is not None
    return isinstance(value, float)


def read_number(field: str, value: Any) -> float:
    """Return the number that a JSON value stands for."""
    if not is_number(value):
        raise RefnetError("wrong_type", field, f"{field}: expected a number")
    if isinstance(value, float):
        return value
    if value in _SPECIAL:
        return _SPECIAL[value]
    number: float = struct.unpack(">d", bytes.fromhex(value[2:]))[0]
    return number


def read_optional_number(field: str, value: Any) -> float | None:
    """Return a number, or None for null."""
    if value is not None and not is_number(value):
        raise RefnetError("wrong_type", field, f"{field}: expected a number or null")
    return None if value is None else read_number(field, value)


def read_count(field: str, value: Any) -> int:
    """Return a whole number between -(2^53 - 1) and 2^53 - 1 (PORT-5)."""
    number = read_number(field, value) if is_number(value) else math.nan
    if not abs(number) <= LARGEST_COUNT or number != math.floor(number):
        raise RefnetError("wrong_type", field, f"{field}: expected a whole number")
    return int(number)


def read_counts(field: str, value: Any) -> list[int]:
    """Return a list of whole numbers."""
    try:
        if isinstance(value, list):
            return [read_count(field, item) for item in value]
    except RefnetError:
        pass
    raise RefnetError("wrong_type", field, f"{field}: expected a list of whole numbers")


def read_optional_count(field: str, value: Any) -> int | None:
    """Return a whole number, or None for null."""
    try:
        return None if value is None else read_count(field, value)
    except RefnetError:
        pass
    raise RefnetError("wrong_type", field, f"{field}: expected a whole number or null")


def read_numbers(field: str, value: Any) -> list[float]:
    """Return a list of numbers."""
    if not isinstance(value, list) or not all(is_number(item) for item in value):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of numbers")
    return [read_number(field, item) for item in value]


def read_optional_numbers(field: str, value: Any) -> list[float] | None:
    """Return a list of numbers, or None for null."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(is_number(item) for item in value):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of numbers or null")
    return read_numbers(field, value)


def read_rows(field: str, value: Any) -> list[list[float]]:
    """Return a list of lists of numbers, which may differ in length."""
    if not isinstance(value, list) or not all(
        isinstance(row, list) and all(is_number(item) for item in row) for row in value
    ):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of lists of numbers")
    return [read_numbers(field, row) for row in value]


def read_rows_or_counts(field: str, value: Any) -> list[list[float]] | list[int]:
    """Return a list of lists of numbers, or a list of whole numbers."""
    try:
        if isinstance(value, list) and len(value) > 0 and is_number(value[0]):
            return read_counts(field, value)
        return read_rows(field, value)
    except RefnetError:
        pass
    raise RefnetError(
        "wrong_type",
        field,
        f"{field}: expected a list of lists of numbers or a list of whole numbers",
    )


def read_boolean(field: str, value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise RefnetError("wrong_type", field, f"{field}: expected true or false")
    return value


def read_booleans(field: str, value: Any) -> list[bool]:
    """Return a list of true and false."""
    if not isinstance(value, list) or not all(isinstance(item, bool) for item in value):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of true and false")
    return value


def read_name(field: str, value: Any) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise RefnetError("wrong_type", field, f"{field}: expected a string")
    return value


def read_bytes(field: str, value: Any) -> bytes:
    """Return the bytes of a text in base64 (RFC 4648, section 4), which has one form only."""
    with contextlib.suppress(ValueError):
        if isinstance(value, str):
            read = base64.b64decode(value, validate=True)
            if base64.b64encode(read).decode() == value:
                return read
    raise RefnetError("wrong_type", field, f"{field}: expected base64")


def read_id(value: Any) -> str | int:
    """Return a request's id: a string or a whole number (PORT-2)."""
    if isinstance(value, str):
        return value
    if not isinstance(value, float) or not abs(value) <= LARGEST_COUNT or value % 1 != 0:
        raise RefnetError("wrong_type", "id", "id: expected a string or a whole number")
    return int(value)


def read_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object of one line (PORT-1); every JSON number in it is a float."""
    request = None
    with contextlib.suppress(ValueError, RecursionError):  # no UTF-8, no JSON, or nested too deep
        text = line.decode()
        if _ESCAPED_SURROGATE.search(_ESCAPED_PAIRS.sub("", text)) is None:
            request = json.loads(text, parse_int=float, parse_constant=_refuse_constant)
    if not isinstance(request, dict):
        raise RefnetError("malformed_request", None, "expected a JSON object on one line")
    return request


def read_fields(
    name: str, fields: tuple[Field, ...], given: Mapping[str, Any], path: str = ""
) -> dict[str, Any]:
    """Return the fields that an experiment, or a part of a request, has been given (PORT-4).

    name: whose fields they are; path: what stands before their names in an error.
    """
    unknown = sorted(given.keys() - {field.name for field in fields})
    if unknown:
        place = path + unknown[0]
        raise RefnetError("unknown_field", place, f"{place}: {name} has no such field")
    values = {}
    for field in fields:
        place = path + field.name
        if field.name in given:
            values[field.name] = field.read(place, given[field.name])
        elif field.default is REQUIRED:
            raise RefnetError("missing_field", place, f"{place}: this field is required")
        else:
            values[field.name] = field.default
    return values


def read_parts(
    field: str, value: Any, name: str, fields: tuple[Field, ...]
) -> list[dict[str, Any]]:
    """Return the parts that a list of objects describes, each with these fields (PORT-7)."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of objects")
    return [read_fields(name, fields, item, f"{field}[{i}].") for i, item in enumerate(value)]


def read_named_part(
    field: str, value: Any, kinds: Mapping[str, tuple[Field, ...]]
) -> dict[str, Any]:
    """Return the part that an object describes, whose name says which fields it has (PORT-7)."""
    if not isinstance(value, dict):
        raise RefnetError("wrong_type", field, f"{field}: expected an object")
    if "name" not in value:
        raise RefnetError("missing_field", f"{field}.name", f"{field}.name: this field is required")
    name = read_name(f"{field}.name", value["name"])
    check_name(f"{field}.name", name, list(kinds))
    return read_fields(name, (Field("name", read_name), *kinds[name]), value, f"{field}.")


def write_value(value: Any) -> Any:
    """Return the JSON value of an answer's value: numbers as NUM-1 and NUM-2 say."""
    if isinstance(value, dict):
        return {key: write_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [write_value(item) for item in value]
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        if value == 0 and math.copysign(1.0, value) < 0:
            return "-0"
    return value


def write_error(error: RefnetError) -> dict[str, Any]:
    """Return the error object of an answer (PORT-6)."""
    written = {"code": error.code, "field": error.field, "message": error.message}
    places = {"trial": error.trial, "batch": error.batch}
    return written | {name: number for name, number in places.items() if number is not None}


def answer(experiments: Mapping[str, Experiment], line: bytes) -> dict[str, Any]:
    """Return the answer to one line: a JSON object, never an exception (PORT-3)."""
    request_id = None
    try:
        request = read_object(line)
        if "id" not in request:
            raise RefnetError("missing_field", "id", "id: this field is required")
        request_id = read_id(request["id"])
        if "experiment" not in request:
            raise RefnetError("missing_field", "experiment", "experiment: this field is required")
        name = read_name("experiment", request["experiment"])
        if name not in experiments:
            raise RefnetError(
                "unknown_experiment", "experiment", "experiment: there is none of this name"
            )
        experiment = experiments[name]
        given = {field: request[field] for field in request.keys() - {"id", "experiment"}}
        result = experiment.run(**read_fields(name, experiment.fields, given))
        return {"id": request_id, **write_value(result)}
    except RefnetError as error:
        return {"id": request_id, "error": write_error(error)}


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
