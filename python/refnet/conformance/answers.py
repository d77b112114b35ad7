"""Reads a line of a port strictly, as the contract's JSON, and says what is wrong with it.

A line that breaks a rule but says which request it answers still has its fields, so that the
runner knows where the port is; ``fault`` says which rule it breaks.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from refnet.conformance.process import printable

NO_ID = object()  # the id of a line that has none

# A number that may be minus zero: only zeros, or so small that it is rounded to zero.
_MINUS_ZERO = re.compile(rb"-(?:0(?:\.0+)?(?:[eE][-+]?\d+)?[,\]}\s]|[\d.]+[eE]-\d{3})")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class _Fault(ValueError):
    """A rule that the text breaks, in words."""


@dataclass(frozen=True)
class Reading:
    """A line as it was read.

    fields: those of the JSON object, with every JSON number a float; None if the line has none.
    fault: what is wrong with the line, in words; None if nothing is.
    """

    fields: dict[str, Any] | None
    fault: str | None = None

    @property
    def id(self) -> Any:
        """Return the id, or NO_ID."""
        return NO_ID if self.fields is None else self.fields.get("id", NO_ID)


def read_line(raw: bytes) -> Reading:
    """Return what a line holds; never raises an exception."""
    try:
        text = raw.decode()
        fields = _STRICT.decode(text)
        if type(fields) is dict and "id" in fields:
            _check_notation(raw, text)
            return Reading(fields)
    except _Fault as broken:
        return Reading(_leniently(text), str(broken))
    except UnicodeDecodeError as error:
        return Reading(None, f"byte {error.start + 1} is not UTF-8")
    except json.JSONDecodeError as error:
        return Reading(None, f"not JSON at character {error.pos + 1}: {_in_words(error)}")
    except RecursionError:
        return Reading(None, "JSON that is nested too deeply")
    if type(fields) is not dict:
        return Reading(None, f"not an object, but {_kind(fields)}")
    return Reading(fields, "an object without an id")


def same_id(expected: Any, got: Any) -> bool:
    """Return whether an id is the expected one: 7 and 7.0 are the same, "7" is not (PORT-2)."""
    if isinstance(expected, int) and isinstance(got, float):
        return got == expected
    return type(expected) is type(got) and bool(expected == got)


def short(raw: bytes) -> str:
    """Return the beginning of what a port wrote."""
    return printable(raw if len(raw) <= 200 else raw[:200] + b"...")


def _check_notation(raw: bytes, text: str) -> None:
    """Check what a JSON parser accepts and the contract does not; raises _Fault."""
    if _MINUS_ZERO.search(raw):
        json.loads(text, parse_int=_number, parse_float=_number)
    if _SURROGATE.search(raw):
        try:
            json.dumps(json.loads(text), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _Fault("half of a surrogate pair, which is no character (PORT-1)") from None


def _number(literal: str) -> float:
    value = float(literal)
    if value == 0 and literal.startswith("-"):
        raise _Fault(f'the number {literal}: a port writes minus zero as the string "-0" (NUM-2)')
    return value


def _bare(constant: str) -> float:
    raise _Fault(f'the bare word {constant}, which is no JSON: a port writes "{constant}" (NUM-2)')


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise _Fault(f"the key {repeated!a} twice in an object")
    return fields


def _leniently(text: str) -> dict[str, Any] | None:
    """Return the fields of a faulty object, from which its id can be read."""
    try:
        fields = json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


_STRICT = json.JSONDecoder(
    parse_int=float, parse_constant=_bare, object_pairs_hook=_without_repetition
)


def _in_words(error: json.JSONDecodeError) -> str:
    near = printable(error.doc[max(0, error.pos - 10) : error.pos + 20].encode())
    return f"{error.msg[0].lower()}{error.msg[1:]}, near {near}" if near else "an empty line"


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a string"
    return json.dumps(value) if value is None or isinstance(value, bool) else "a number"
