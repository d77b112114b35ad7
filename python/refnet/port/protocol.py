"""The protocol of a port: JSON numbers, requests and answers (NUM-* and PORT-*).

This half of a port knows JSON but no network; ``experiments`` is the other half. Reading a request
checks that each field is present and has its type: numbers are decoded from JSON first, then
``refnet.reference.readers`` checks them. The chapters check the values.
"""

import base64
import contextlib
import json
import math
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from refnet.errors import RefnetError
from refnet.reference.checks import check_name
from refnet.reference.readers import (
    LARGEST_COUNT,
    as_count,
    as_counts,
    as_name,
    as_nested,
    as_number,
    as_numbers,
    as_rows,
    as_rows_or_counts,
    wrong_type,
)

REQUIRED = object()  # the default of a field that has none
DEPTH = 4  # the lists around a number in the kernel of a conv2d, the deepest of all

_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}
_BITS = re.compile("0x[0-9a-fA-F]{16}")

# An unpaired surrogate is not a character, and not every language can store it.
_ESCAPED_PAIRS = re.compile(r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Field:
    """A field of a request: its name, the reader of its JSON value, and its default."""

    name: str
    read: Callable[[str, Any], Any]
    default: Any = REQUIRED


@dataclass(frozen=True)
class Experiment:
    """An experiment: its fields in order, and the function that runs it."""

    fields: tuple[Field, ...]
    run: Callable[..., dict[str, Any]]


def decoded(value: Any, depth: int = DEPTH) -> Any:
    """Return a JSON value with every text that stands for a number decoded (NUM-1 to NUM-3).

    Every JSON number is a float already, as ``read_object`` reads it. Deeper lists than any field
    has stay as they are.
    """
    if isinstance(value, list) and depth > 0:
        if set(map(type, value)) <= {float}:  # nothing to decode, by far the most frequent
            return value
        return [decoded(item, depth - 1) for item in value]
    if not isinstance(value, str):
        return value
    if _BITS.fullmatch(value):
        return struct.unpack(">d", bytes.fromhex(value[2:]))[0]
    return _SPECIAL.get(value, value)


def counted(value: Any, depth: int = DEPTH) -> Any:
    """Return a decoded JSON value with every whole number that may be a count as one (PORT-5)."""
    if isinstance(value, list) and depth > 0:
        return [counted(item, depth - 1) for item in value]
    if isinstance(value, float) and abs(value) <= LARGEST_COUNT and value.is_integer():
        return int(value)
    return value


def is_number(value: Any) -> bool:
    """Return whether a JSON value stands for a number (NUM-1 to NUM-3)."""
    return isinstance(decoded(value), float)


# The readers of fields with numbers; the others are those of refnet.reference.readers.


def read_number(field: str, value: Any) -> float:
    """Return a number."""
    return as_number(field, decoded(value))


def read_numbers(field: str, value: Any) -> list[float]:
    """Return a list of numbers."""
    return as_numbers(field, decoded(value))


def read_rows(field: str, value: Any) -> list[list[float]]:
    """Return a list of lists of numbers, which may differ in length."""
    return as_rows(field, decoded(value))


def read_nested(field: str, value: Any, depth: int) -> list[Any]:
    """Return numbers in lists of lists, so many deep, which may differ in length."""
    return as_nested(field, decoded(value), depth)


def read_count(field: str, value: Any) -> int:
    """Return a whole number (PORT-5)."""
    return as_count(field, counted(decoded(value)))


def read_counts(field: str, value: Any) -> list[int]:
    """Return a list of whole numbers."""
    return as_counts(field, counted(decoded(value)))


def read_rows_or_counts(field: str, value: Any) -> list[list[float]] | list[int]:
    """Return a list of lists of numbers, or a list of whole numbers if it begins with a number."""
    value = decoded(value)
    begins_with_number = isinstance(value, list) and value and isinstance(value[0], float)
    return as_rows_or_counts(field, counted(value) if begins_with_number else value)


def read_bytes(field: str, value: Any) -> bytes:
    """Return the bytes of a text in canonical base64 (RFC 4648, section 4)."""
    with contextlib.suppress(ValueError):
        if isinstance(value, str):
            read = base64.b64decode(value, validate=True)
            if base64.b64encode(read).decode() == value:
                return read
    raise wrong_type(field, "base64")


def read_id(value: Any) -> str | int:
    """Return a request's id: a string or a whole number (PORT-2)."""
    if isinstance(value, str):
        return value
    if not isinstance(value, float) or not abs(value) <= LARGEST_COUNT or value % 1 != 0:
        raise wrong_type("id", "a string or a whole number")
    return int(value)


def read_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object of one line (PORT-1); every JSON number in it is a float."""
    request = None
    with contextlib.suppress(ValueError, RecursionError):  # not UTF-8, not JSON, nested too deeply
        text = line.decode()
        if _ESCAPED_SURROGATE.search(_ESCAPED_PAIRS.sub("", text)) is None:
            request = json.loads(text, parse_int=float, parse_constant=_refuse_constant)
    if not isinstance(request, dict):
        raise RefnetError("malformed_request", None, "expected a JSON object on one line")
    return request


def read_fields(
    name: str, fields: tuple[Field, ...], given: Mapping[str, Any], path: str = ""
) -> dict[str, Any]:
    """Return the fields of an experiment or of a part of a request (PORT-4).

    name: whose fields they are; path: the prefix of their names in an error
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
            raise missing_field(place)
        else:
            values[field.name] = field.default
    return values


def read_parts(
    field: str, value: Any, name: str, fields: tuple[Field, ...]
) -> list[dict[str, Any]]:
    """Return the fields of each object in a list (PORT-7)."""
    items = read_objects(field, value)
    return [read_fields(name, fields, item, f"{field}[{i}].") for i, item in enumerate(items)]


def read_parts_of_kinds(
    field: str,
    value: Any,
    name: str,
    kinds: Iterable[str],
    fields_of: Callable[[str, dict[str, Any]], tuple[Field, ...]],
) -> list[tuple[str, dict[str, Any]]]:
    """Return the kind and the fields of each object in a list (PORT-7).

    name: what an object is; kinds: their names, of which the first is the default; fields_of: from
    the kind of an object, and what it has, to its fields
    """
    parts = []
    for i, item in enumerate(read_objects(field, value)):
        path = f"{field}[{i}]."
        kind = as_name(f"{path}kind", item.get("kind", next(iter(kinds))))
        check_name(f"{path}kind", kind, list(kinds))
        others = {key: value for key, value in item.items() if key != "kind"}
        parts.append((kind, read_fields(name, fields_of(kind, others), others, path)))
    return parts


def read_objects(field: str, value: Any) -> list[dict[str, Any]]:
    """Return a list of objects."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise wrong_type(field, "a list of objects")
    return value


def read_named_part(
    field: str, value: Any, kinds: Mapping[str, tuple[Field, ...]]
) -> dict[str, Any]:
    """Return the fields of an object, whose name decides which fields it has (PORT-7)."""
    if not isinstance(value, dict):
        raise wrong_type(field, "an object")
    if "name" not in value:
        raise missing_field(f"{field}.name")
    name = as_name(f"{field}.name", value["name"])
    check_name(f"{field}.name", name, list(kinds))
    return read_fields(name, (Field("name", as_name), *kinds[name]), value, f"{field}.")


def missing_field(field: str) -> RefnetError:
    """Return the error for a required field that is missing."""
    return RefnetError("missing_field", field, f"{field}: this field is required")


def write_value(value: Any) -> Any:
    """Return the JSON value of a part of an answer (NUM-1, NUM-2)."""
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
            raise missing_field("id")
        request_id = read_id(request["id"])
        if "experiment" not in request:
            raise missing_field("experiment")
        name = as_name("experiment", request["experiment"])
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
    raise ValueError(f"{constant} is not JSON")
