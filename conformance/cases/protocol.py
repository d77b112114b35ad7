"""Cases of the port protocol itself, as raw lines."""

import json
from typing import Any

from cases import Draft, protocol_details, refusal, whole_inputs
from cases.button_press import SIX

MALFORMED = refusal("malformed_request", None, "expected a JSON object on one line", id=None)


def line(**fields: Any) -> str:
    """Return a request as one line."""
    return json.dumps(fields)


# One trial of one button and its answer, which the cases below write in different ways.
ONE = {**SIX, "inputs": [1], "weights": [0.5], "trials": 1}
GIVES = {"trials": [{"output": 0.5, "error": 0.5, "weights": [0.7]}]}
TEXT = json.dumps(ONE)[1:-1]

# A network of one weight, for a prediction without training.
WEIGHT = (
    '"experiment": "dense", "loss": "mse", "epochs": 0, "inputs": [[1]], "targets": [[1]], '
    '"optimizer": {"name": "sgd"}, '
    '"layers": [{"units": 1, "activation": "linear", "kernel": [[0.5]]}]'
)

LINES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("no_json", "A line that is no JSON.", "ERR-1 PORT-1", "press the third button", MALFORMED),
    ("empty_line", "A line without anything on it.", "ERR-1 PORT-1", "", MALFORMED),
    ("list", "A list is JSON, but no object.", "ERR-1 PORT-1", "[1, 2, 3]", MALFORMED),
    ("null", "So is null.", "ERR-1 PORT-1", "null", MALFORMED),
    ("number", "So is a number.", "ERR-1 PORT-1", "7", MALFORMED),
    ("cut_off", "An object that is cut off.", "ERR-1 PORT-1", '{"id": 7, "exp', MALFORMED),
    (
        "two_objects",
        "Two objects on one line are no object.",
        "ERR-1 PORT-1",
        f'{{"id": 7, {TEXT}}} {{"id": 8, {TEXT}}}',
        MALFORMED,
    ),
    (
        "bare_nan",
        "NaN without quotes is no JSON, though some libraries read it.",
        "ERR-1 NUM-2",
        '{"id": 7, "experiment": "button_press", "desired": NaN}',
        MALFORMED,
    ),
    (
        "trailing_comma",
        "A comma after the last field is no JSON, though some libraries read it.",
        "ERR-1 PORT-1",
        f'{{"id": 7, {TEXT},}}',
        MALFORMED,
    ),
    (
        "byte_order_mark",
        "A byte order mark is no JSON.",
        "ERR-1 PORT-1",
        f'\ufeff{{"id": 7, {TEXT}}}',
        MALFORMED,
    ),
    (
        "text_id",
        "An id may be a text.",
        "PORT-2",
        f'{{"id": "seven", {TEXT}}}',
        {"id": "seven", **GIVES},
    ),
    (
        "decimal_id",
        "7.0 is the whole number 7.",
        "PORT-2",
        f'{{"id": 7.0, {TEXT}}}',
        {"id": 7, **GIVES},
    ),
    (
        "spaces",
        "White space around the tokens, a carriage return at the end.",
        "PORT-1",
        f' \t{{ "id" : 7 , {TEXT} }} \r',
        {"id": 7, **GIVES},
    ),
    (
        "line_separator",
        "U+2028 in a text does not end a line.",
        "PORT-1 PORT-2",
        f'{{"id": "a\u2028b", {TEXT}}}',
        {"id": "a\u2028b", **GIVES},
    ),
    (
        "lone_surrogate",
        "Half of a surrogate pair, escaped, is no character.",
        "ERR-1 PORT-1",
        f'{{"id": "\\ud800", {TEXT}}}',
        MALFORMED,
    ),
    (
        "surrogate_pair",
        "A whole pair is one, and a backslash before the letters ud800 is none.",
        "PORT-1 PORT-2",
        f'{{"id": "\\ud83d\\ude00 \\\\ud800", {TEXT}}}',
        {"id": "\U0001f600 \\ud800", **GIVES},
    ),
    (
        "hex_id",
        "An id is no number that may be written in hex digits: this one is a text.",
        "PORT-2 NUM-3",
        f'{{"id": "0x3ff0000000000000", {TEXT}}}',
        {"id": "0x3ff0000000000000", **GIVES},
    ),
    (
        "key_twice",
        "A key that is given twice has its last value.",
        "PORT-1",
        f'{{"id": 6, "id": 7, {TEXT}}}',
        {"id": 7, **GIVES},
    ),
    (
        "key_twice_in_a_part",
        "So has one in an object inside the request.",
        "PORT-1 PORT-7",
        f'{{"id": 7, {WEIGHT}}}'.replace('"name"', '"name": "adam", "beta_1": 7, "name"').replace(
            '"units"', '"units": [], "units"'
        ),
        refusal(
            "unknown_field", "optimizer.beta_1", "optimizer.beta_1: sgd has no such field", id=7
        ),
    ),
    (
        "part_twice",
        "An object that is given twice has its last value, and nothing of its first.",
        "PORT-1 PORT-7",
        f'{{"id": 7, "optimizer": {{"name": "adam", "beta_1": 7}}, "layers": 7, {WEIGHT}}}',
        {"id": 7, "trials": [], "outputs": [[0.5]]},
    ),
    (
        "default_rule",
        "The default may be given as well as left out.",
        "PORT-4",
        f'{{"id": 7, {TEXT}, "rule": "add"}}',
        {"id": 7, **GIVES},
    ),
    (
        "count_notation",
        "A count in another notation of the same number.",
        "PORT-5",
        line(id=7, **{**ONE, "trials": 1}).replace('"trials": 1', '"trials": 0.1e1'),
        {"id": 7, **GIVES},
    ),
    (
        "negative_zero_literal",
        "The JSON number -0 is minus zero.",
        "NUM-1 NUM-2",
        line(id=7, **{**ONE, "trials": 1}).replace("[0.5]", "[-0]").replace("0.2", "-0.0"),
        {"id": 7, "trials": [{"output": 0.0, "error": 1.0, "weights": ["-0"]}]},
    ),
    (
        "null_for_a_default",
        "null is a value, and no name.",
        "PORT-4 ERR-5",
        f'{{"id": 7, {TEXT}, "rule": null}}',
        refusal("wrong_type", "rule", "rule: expected a string", id=7),
    ),
    (
        "missing_id",
        "A request without an id.",
        "ERR-3 PORT-2",
        f"{{{TEXT}}}",
        refusal("missing_field", "id", "id: this field is required", id=None),
    ),
    (
        "list_id",
        "A list is no id.",
        "ERR-5 PORT-2",
        f'{{"id": [7], {TEXT}}}',
        refusal("wrong_type", "id", "id: expected a string or a whole number", id=None),
    ),
    (
        "fractional_id",
        "7.5 is no id.",
        "ERR-5 PORT-2",
        f'{{"id": 7.5, {TEXT}}}',
        refusal("wrong_type", "id", "id: expected a string or a whole number", id=None),
    ),
    (
        "missing_experiment",
        "A request without an experiment.",
        "ERR-3 PORT-4",
        '{"id": 7}',
        refusal("missing_field", "experiment", "experiment: this field is required", id=7),
    ),
    (
        "unknown_experiment",
        "An experiment that nobody knows; its fields are not looked at.",
        "ERR-2 PORT-4",
        '{"id": 7, "experiment": "alchemy", "gold": true}',
        refusal("unknown_experiment", "experiment", "experiment: there is none of this name", id=7),
    ),
    (
        "number_for_an_experiment",
        "A number for the experiment's name.",
        "ERR-5 PORT-4",
        '{"id": 7, "experiment": 7}',
        refusal("wrong_type", "experiment", "experiment: expected a string", id=7),
    ),
    (
        "inherited_name",
        "A name that objects of some languages have from birth.",
        "ERR-2",
        '{"id": 7, "experiment": "toString"}',
        refusal("unknown_experiment", "experiment", "experiment: there is none of this name", id=7),
    ),
    (
        "inherited_field",
        "A field that objects of some languages have from birth.",
        "ERR-4 PORT-4",
        f'{{"id": 7, {TEXT}, "__proto__": {{}}}}',
        refusal("unknown_field", "__proto__", "__proto__: button_press has no such field", id=7),
    ),
    (
        "first_unknown_field",
        "Of several unknown fields the first in byte order is named, before a missing one.",
        "ERR-4 PORT-4",
        '{"id": 7, "experiment": "button_press", "zeta": 1, "alpha": 2, "Omega": 3}',
        refusal("unknown_field", "Omega", "Omega: button_press has no such field", id=7),
    ),
    (
        "first_unknown_field_beyond_ascii",
        "U+FF5E comes before U+1F600 in the order of the bytes of UTF-8, not of UTF-16.",
        "ERR-4 PORT-4",
        f'{{"id": 7, {TEXT}, "\U0001f600": 1, "\uff5e": 2}}',
        refusal("unknown_field", "\uff5e", "\uff5e: button_press has no such field", id=7),
    ),
    (
        "case_of_a_field",
        "Fields are told apart by their case.",
        "ERR-4 PORT-4",
        f'{{"id": 7, {TEXT}, "Trials": 2}}',
        refusal("unknown_field", "Trials", "Trials: button_press has no such field", id=7),
    ),
]

CASES = [
    Draft(
        name,
        text,
        rules,
        request,
        "what libraries and languages read in different ways",
        expected=expected,
    )
    for name, text, rules, request, expected in LINES
]
CASES += [*whole_inputs.CASES, *protocol_details.CASES]
