r"""The Python port broken in its protocol, its checks or its readers: what no known mistake breaks.

A table as in refnet.conformance.mistakes.mistake, in which \n begins a new line. Each edit takes
effect wherever the function is used, until the context ends.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest

from refnet import errors, reference
from refnet.conformance.fixtures import Case, input_bytes
from refnet.conformance.judge import Question
from refnet.conformance.mistakes.variant import edited
from refnet.conformance.ports import Port
from refnet.conformance.raw import judge_input
from refnet.files import model_file, stored_layers
from refnet.port import experiments, protocol
from refnet.reference import (
    checks,
    graph_checks,
    network_checks,
    readers,
    shape_checks,
)
from refnet.reference.chapters import elementary, random, training

TABLE = r"""
    PORT-1 keeps the first value of a repeated key
      read_object: parse_constant=_refuse_constant => parse_constant=_refuse_constant,
          object_pairs_hook=lambda pairs: dict(reversed(pairs))
    PORT-1 adds up what a repeated key has
      read_object: parse_constant=_refuse_constant => parse_constant=_refuse_constant,
          object_pairs_hook=lambda pairs: {key: next(v for k, v in pairs if k == key
          and (not isinstance(v, dict) or v)) for key, _ in pairs}
    PORT-1 refuses a repeated key
      read_object: parse_constant=_refuse_constant => parse_constant=_refuse_constant,
          object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else 7
    PORT-1 reads half of a surrogate pair
      read_object: is None: => is not False:
    PORT-1 reads Latin-1 where it is no UTF-8
      read_object: line.decode() => line.decode(errors="replace")
    PORT-1 skips a byte order mark
      read_object: line.decode() => line.decode("utf-8-sig")
    PORT-1 reads the first of several values
      read_object: json.loads(text, => json.JSONDecoder(
      read_object: parse_constant=_refuse_constant) =>
          parse_constant=_refuse_constant).raw_decode(text.strip())[0]
    PORT-1 refuses 100 levels
      read_object: json.loads(text, => json.loads(text if text.count("[[") < 90
          and text.count("{") < 90 else "",
    PORT-1 allows control characters in strings
      read_object: parse_int=float, => parse_int=float, strict=False,
    PORT-1 takes other white space for spaces
      read_object: json.loads(text, => json.loads(text.strip(),
    PORT-1 ends a line at a carriage return
      read_object: line.decode() => (line.decode().splitlines() or [""])[-1]
    PORT-1 knows no escapes in names
      read_object: json.loads(text, => json.loads(text.replace("\\u0074", "u0074"),
    PORT-1 reads lists of one object
      read_object: if not isinstance(request, dict) =>
          request = request[0] if isinstance(request, list) and request else request
              \n    if not isinstance(request, dict)
    PORT-2 gives the id as a string
      answer: {"id": request_id, ** => {"id": str(request_id), **
    PORT-2 takes strings of digits for numbers
      read_id: return value => return int(value) if value.isdecimal() else value
    PORT-2 takes any whole number for an id
      read_id: not abs(value) <= LARGEST_COUNT => not abs(value) <= 2**53
    PORT-2 takes fractions for ids
      read_id: value % 1 != 0 => False
    PORT-2 takes ids of 32 bits only
      read_id: <= LARGEST_COUNT => <= 2**31
    PORT-2 requires an id that is not empty
      read_id: isinstance(value, str) => isinstance(value, str) and value
    PORT-2 ends strings at U+0000
      read_id: return value => return value.partition("\0")[0]
    PORT-2 gives strings in a normal form of Unicode
      read_id: return value => return __import__("unicodedata").normalize("NFC", value)
    PORT-2 answers without an id with 0
      answer: request_id = None => request_id = 0
    PORT-4 reads the experiment before the id
      answer: if "id" not in request: => if "experiment" not in request:
              raise missing_field("experiment")
              \n        if "id" not in request:
    PORT-4 names the last of the unknown fields
      read_fields: sorted(given.keys() => sorted(reversed(sorted(given.keys()
      read_fields: for field in fields}) => for field in fields})), reverse=True)
    PORT-4 looks for unknown fields last
      read_fields: if unknown: => if unknown and all(field.name in given for field in fields):
    PORT-4 ignores unknown fields
      read_fields: if unknown: => if False:
    PORT-4 takes null for a field that is left out
      read_fields: if field.name in given: => if given.get(field.name) is not None:
    PORT-4 requires all fields
      read_fields: elif field.default is REQUIRED: => elif True:
    PORT-4 reads the fields in the order of the request
      read_fields: for field in fields: => for field in sorted(fields, key=lambda each:
          list(given).index(each.name) if each.name in given else -1):
    PORT-4 orders fields by UTF-16
      read_fields: name for field in fields}) => name for field in fields},
          key=lambda key: key.encode("utf-16-be"))
    PORT-5 takes no count in another notation
      read_object: parse_int=float => parse_int=int
      counted: value.is_integer() => value is None
    PORT-5 rounds counts
      counted: value.is_integer() => True
    PORT-5 takes counts of 54 bits
      counted: <= LARGEST_COUNT => <= LARGEST_COUNT + 1
      _is_count: <= LARGEST_COUNT => <= LARGEST_COUNT + 1
      as_count: int(value) => int(value) % 2**53
    PORT-5 takes a text of digits for a count
      decoded: return _SPECIAL.get(value, value) =>
          return float(value) if value.isdecimal() else _SPECIAL.get(value, value)
    PORT-5 takes true for 1
      _is_count: and not isinstance(value, bool) => and True
    PORT-6 leaves out a field that is null
      write_error: "field": error.field => **({"field": error.field} if error.field else {})
    PORT-6 names an empty field
      write_error: error.field => error.field or ""
    PORT-6 gives no message
      write_error: , "message": error.message => , "message": None
    PORT-6 gives no code
      write_error: {"code": error.code => {"kind": error.code
    PORT-6 counts trials from 0
      write_error: "trial": error.trial => "trial": error.trial and error.trial - 1
    PORT-6 leaves out the trial 0
      write_error: if number is not None => if number
    PORT-6 gives no trial
      write_error: {"trial": error.trial, => {
    PORT-6 gives no batch
      write_error: , "batch": error.batch => , "batch": None
    PORT-6 counts batches from 0
      write_error: "batch": error.batch => "batch": error.batch and error.batch - 1
    PORT-6 gives null for what a refusal does not have
      write_error: if number is not None => if name
    PORT-7 reads the objects of a list one by one
      read_objects: not all(isinstance(item, dict) for item in value) =>
          not (value == [] or isinstance(value[0], dict))
      read_parts: return [read_fields => return [read_objects(field, [item]) and read_fields
      read_parts_of_kinds: path = f => read_objects(field, [item]); path = f
    PORT-7 names only the list
      read_parts_of_kinds: path)) => field[:0]))
    PORT-7 reads the fields of an object in another order
      read_fields: for field in fields: => for field in reversed(fields) if path else fields:
    PORT-7 ignores unknown fields of objects
      read_fields: if unknown: => if unknown and not path:
    PORT-7 reads the kind after the others
      read_parts_of_kinds: check_name( => kind in kinds or read_fields(
          name, fields_of("dense", {}), item, path); check_name(
    PORT-7 does not check the kind of a layer first
      read_parts_of_kinds: check_name(f"{path}kind", kind, list(kinds)) =>
          kind = kind if kind in kinds else next(iter(kinds))
    PORT-7 looks for unknown fields before the name
      read_named_part: if "name" not in value: => if value.keys() - {"name"} -
          {each.name for kind in kinds.values() for each in kind}:
              raise RefnetError("unknown_field", f"{field}.{min(value)}", "")
              \n    if "name" not in value:
    NUM-1 writes 16 digits
      write_value: isinstance(value, float): =>
          isinstance(value, float): \n        value = float(f"{value:.16g}")
    NUM-1 reads 17 digits
      read_object: parse_int=float, => parse_int=float,
          parse_float=lambda text: float(f"{__import__('decimal').Decimal(text):.17g}"),
    NUM-1 reads the digits as a whole number and divides
      read_object: parse_int=float, => parse_int=float, parse_float=lambda text: (
          float(text) if "e" in text.lower() else
          float(int(text.replace(".", ""))) / 10.0 ** len(text.partition(".")[2])),
    NUM-1 reads whole numbers as doubles of 64 bits
      read_object: parse_int=float, =>
          parse_int=lambda text: float(int(text) if abs(int(text)) < 2**63 else 2**63 - 1),
    NUM-1 refuses numbers beyond the range as malformed
      read_object: parse_int=float, => parse_int=float,
          parse_float=lambda text: float(text) if abs(float(text)) < 1e999 else float("?"),
    NUM-1 reads numbers below the range as 0
      read_object: parse_int=float, => parse_int=float, parse_float=lambda text:
          float(text) if abs(float(text)) >= 2.3e-308 else 0.0,
    NUM-2 writes minus zero as zero
      write_value: return "-0" => return 0.0
    NUM-2 writes null for NaN
      write_value: return "NaN" => return None
    NUM-2 writes nan
      write_value: return "NaN" => return "nan"
    NUM-2 writes an infinity as the largest number
      write_value: return "Infinity" if => return 1.7976931348623157e308 if
    NUM-2 writes inf
      write_value: return "Infinity" if => return "inf" if
    NUM-2 reads the bare word NaN
      read_object: parse_constant=_refuse_constant => parse_constant=float
    NUM-2 does not know "-0"
      decoded: _SPECIAL.get(value, value) =>
          _SPECIAL.get(value, value) if value != "-0" else value
    NUM-2 reads "-0" as 0
      decoded: _SPECIAL.get(value, value) => _SPECIAL.get(value, value) or 0.0
          if value == "-0" else _SPECIAL.get(value, value)
    NUM-2 reads nan in small letters
      decoded: _SPECIAL.get(value, value) =>
          _SPECIAL.get("NaN" if value == "nan" else value, value)
    NUM-2 reads numbers in quotes
      decoded: return _SPECIAL.get(value, value) => return _SPECIAL.get(value,
          float(value) if value.replace(".", "").isdecimal() else value)
    NUM-2 loses the sign of the JSON number -0
      read_object: parse_int=float => parse_int=lambda text: float(int(text))
    NUM-3 does not know hexadecimal digits
      decoded: if _BITS.fullmatch(value): => if False:
    NUM-3 knows small hexadecimal digits only
      decoded: if _BITS.fullmatch(value): => if _BITS.fullmatch(value) and value.islower():
    NUM-3 knows a large X
      decoded: if _BITS.fullmatch(value): => if _BITS.fullmatch(value.lower()):
    NUM-3 reads the least significant digits first
      decoded: ">d" => "<d"
    NUM-3 reads an id of hexadecimal digits as a number
      read_id: if isinstance(value, str) =>
          value = decoded(value) \n    if isinstance(value, str)
    NUM-3 knows such digits in no count
      read_count: counted(decoded(value)) => counted(
          value if str(value)[:2] == "0x" else decoded(value))
    NUM-4 writes minus zero as zero
      write_value: return "-0" => return 0.0
    NUM-4 writes 15 digits
      write_value: isinstance(value, float): =>
          isinstance(value, float): \n        value = float(f"{value:.15g}")
    NUM-4 gives 0 for NaN
      write_value: return "NaN" => return 0.0
    ERR-1 calls a line that is no JSON a wrong type
      read_object: "malformed_request" => "wrong_type"
    ERR-1 names a field of a malformed line
      read_object: "malformed_request", None => "malformed_request", "request"
    ERR-2 calls an unknown experiment an unknown name
      answer: "unknown_experiment", "experiment" => "unknown_name", "experiment"
    ERR-2 names the experiment for the field
      answer: "unknown_experiment", "experiment" => "unknown_experiment", name
    ERR-3 calls a missing field a wrong type
      missing_field: "missing_field" => "wrong_type"
    ERR-4 calls an unknown field an unknown name
      read_fields: "unknown_field" => "unknown_name"
    ERR-5 calls a wrong type out of range
      wrong_type: "wrong_type" => "out_of_range"
    ERR-5 takes true for a number
      _is_number: and not isinstance(value, bool) => and True
      decoded: if not isinstance(value, str): =>
          value = float(value) if isinstance(value, bool) else value;
          \n    if not isinstance(value, str):
    ERR-5 takes an object for the list of its keys
      _items: (str, bytes, Mapping, Set) => (str, bytes, Set)
    ERR-5 takes base64 without its padding
      read_bytes: isinstance(value, str) => isinstance(value, str) and value
      read_bytes: base64.b64decode(value, validate=True) =>
          base64.b64decode(value := value + "=" * (-len(value) % 4), validate=True)
    ERR-6 allows empty lists
      check_not_empty: == 0 => < 0
    ERR-6 calls an empty list a wrong shape
      check_not_empty: "empty" => "shape_mismatch"
    ERR-7 allows longer lists
      check_length: != length => < length
    ERR-7 looks at the first row only
      check_row_lengths: in enumerate(rows) => in enumerate(rows[:1])
    ERR-7 calls another length out of range
      check_length: "shape_mismatch" => "out_of_range"
    ERR-8 allows infinities
      check_finite: math.isfinite(value) => (value == value)
    ERR-8 allows an infinite number
      check_finite_number: math.isfinite(value) => (value == value)
    ERR-8 looks at the first row only
      check_finite_rows: in enumerate(rows) => in enumerate(rows[:1])
    ERR-8 names an item of a list
      fault: RefnetError(code, field, => RefnetError(code, field if code != "not_finite" else place,
    ERR-9 allows counts below 0
      check_count: value < low => value < low - 1
    ERR-9 allows seeds beyond the range
      check_range: value > high => value > high + (high == LARGEST_SEED)
    ERR-9 allows the same number twice in a record
      check_ascending: value <= values[i - 1] => value < values[i - 1]
    ERR-9 allows an epoch that is not there in a record
      check_ascending: value > high => value > high + 1
    ERR-10 ignores the case of names
      check_name: value not in names => value.lower() not in names
    ERR-10 calls an unknown name out of range
      check_name: "unknown_name" => "out_of_range"
    ERR-11 calls what diverges not finite
      diverged: "diverged" => "not_finite"
    ERR-11 names no quantity
      diverged: "diverged", field => "diverged", "trials"
    ERR-12 calls a damaged file a wrong type
      bad_file: "bad_file" => "wrong_type"
    ERR-12 names the layer of a damaged file
      bad_file: "model", f => reason.partition(" ")[0], f
    ARITH-4 goes on after an infinity
      check_converging: all(map(math.isfinite, values)) => all(x == x for x in values)
    ARITH-4 stops at an infinity and not at NaN
      check_converging: all(map(math.isfinite, values)) =>
          all(abs(x) != math.inf for x in values)
    ARITH-4 does not watch lists of lists
      check_converging_rows: for row in rows: => for row in []:
    ELEM-1 rounds ties away from 0
      round_to_integer: return => return math.copysign(math.floor(abs(x) + 0.5), x)
          if x == x else
    ELEM-1 rounds down
      round_to_integer: return => return float(math.floor(x)) if x == x else
    ELEM-2 calculates a power of two by exp2
      power_of_two: math.ldexp(1.0, k) =>
          math.ldexp(1.0, k) * (1.0 + (2.0**-52 if k else 0.0))
    ELEM-2 has no power of two below 2^-1021
      power_of_two: return => return 0.0 if k < -530 else
    ELEM-3 splits a number at 1
      mantissa_and_exponent: if m < SQRT_HALF else (m, k) => if m < 1.0 else (m, k)
    ELEM-3 splits subnormal numbers as others
      mantissa_and_exponent: m, k = math.frexp(x) =>
          m, k = math.frexp(x) if x >= 2.0**-1022 else (x * 2.0**1022, -1022)
    ELEM-8 refuses NaN
      checked_elementary: check_name( => check_finite("values", values); check_name(
    ELEM-8 applies the function to the value before
      elementary: calculate(value) for value in values =>
          calculate(value) for value in sorted(values)
    RANDOM-2 combines with the next word alone
      twist: (words[i] & 0x80000000) | (words[(i + 1) % WORDS] & 0x7FFFFFFF) =>
          words[(i + 1) % WORDS] & 0xFFFFFFFF
    RANDOM-2 twists with the words before the twist
      twist: words = generator.words =>
          words = generator.words; old = list(words)
      twist: words[(i + 397) % WORDS] ^ => old[(i + 397) % WORDS] ^
    RANDOM-2 combines with the first word of before at the end
      twist: words = generator.words => words = generator.words; first = words[0]
      twist: words[(i + 1) % WORDS] & => (words[i + 1] if i + 1 < WORDS else first) &
    RANDOM-2 twists after 623 words
      next_word: generator.used == WORDS => generator.used >= WORDS - 1
    RANDOM-3 tempers with another mask
      next_word: 0x9D2C5680 => 0x9D2C5600
    RANDOM-3 leaves out the last shift
      next_word: return word ^ (word >> 18) => return word
    RANDOM-3 does not temper
      next_word: word = word ^ (word >> 11) => return word
    RANDOM-5 gives the numbers of the next seed
      random: seeded(seed) => seeded(seed + 1)
    RANDOM-5 leaves out the first number
      random: for _ in range(count)] => for _ in range(count + 1)][1:]
    RANDOM-5 gives numbers of the uniform distribution for all
      random: if distribution == "uniform" => if distribution
    GRAPH-2 allows a layer that no other sees
      check_all_used: if i not in used => if False
    GRAPH-2 allows a layer that is seen only by itself or before
      check_all_used: for i in range(count - 1) => for i in range(count - 2)
    GRAPH-2 calls such a layer a wrong shape
      check_all_used: "out_of_range" => "shape_mismatch"
    FILE-4 allows numbers that are infinite
      take_tensor: if not np.isfinite(array).all() => if np.isnan(array).any()
    FILE-4 allows another type of numbers
      take_tensor: tensor["dtype"] != kind => False
    FILE-4 allows tensors of another shape
      take_tensor: size == 0 or size != (wanted or size) => size == 0
    FILE-4 allows texts for sizes
      whole_number: type(value) is float and value.is_integer() =>
          type(value) is float and value.is_integer() or str(value).isdecimal()
    FILE-4 reads later versions as the second
      read_model: if version not in (1, 2) =>
          version = 2 if version and version > 2 else version \n    if version not in (1, 2)
    FILE-4 allows 0 and 1 for false and true
      boolean_of: type(value) is not bool => value not in (0, 1)
    FILE-4 allows NaN in the description
      read_json: parse_constant=_no_constant => parse_constant=float
    FILE-4 allows names that are too few
      _names: len(names) != count => len(names) > count
"""
MODULES: list[ModuleType] = [
    *(protocol, experiments, readers, checks, errors, elementary, random, training),
    *(graph_checks, shape_checks, network_checks, model_file, stored_layers),
]

PORT = Port("broken", ())


def function_of(name: str) -> FunctionType:
    """Return the port's function of this name; raises ValueError unless there is just one."""
    found = [
        value
        for module in MODULES
        for key, value in vars(module).items()
        if key == name and isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise ValueError(f"{len(found)} functions have the name {name}")
    return found[0]


def broken(edits: Any) -> Callable[[Case], bool]:
    """Return a function that says whether the port with these edits gives a case's answers."""
    codes = {}
    for name, changes in edits.items():
        on_lines = [(old, new.replace(r"\n", "\n")) for old, new in changes]
        codes[function_of(name)] = edited(function_of(name), on_lines).__code__

    def is_right(case: Case) -> bool:
        with pytest.MonkeyPatch.context() as patch:  # the judge reads numbers by the same functions
            for function, code in codes.items():
                patch.setattr(function, "__code__", code)
            try:
                lines = answers(case)
            except (LookupError, TypeError, ValueError):  # as of a port that ends; not of a typo
                return False
        if case.input is None:
            case = replace(case, answers=[{"id": 7, **case.expected}])
        return judge_input(PORT, case, lines).failure is None

    return is_right


def answers(case: Case) -> list[bytes]:
    """Return the lines that the port writes."""
    if case.input is None:
        lines = [Question(case, 7).line]
    else:
        lines = input_bytes(case.input).split(b"\n")
        if not lines[-1]:
            del lines[-1]
    return [json.dumps(protocol.answer(protocol_table(), line)).encode() for line in lines]


@cache
def protocol_table() -> dict[str, protocol.Experiment]:
    """Return the experiments of the reference."""
    return experiments.experiments(reference)
