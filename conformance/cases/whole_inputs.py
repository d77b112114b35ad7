"""Cases of a port's whole input, from its first byte to its end."""

import base64
from typing import Any

from cases import Draft, refusal

MALFORMED = refusal("malformed_request", None, "expected a JSON object on one line", id=None)


def press(number: int) -> str:
    """Return a short request with this id, without a line feed."""
    return (
        f'{{"id": {number}, "experiment": "button_press", "inputs": [1], "weights": [0.5], '
        '"desired": 1, "learning_rate": 0.2, "trials": 1}'
    )


def pressed(number: int) -> dict[str, Any]:
    """Return the answer to such a request."""
    return {"id": number, "trials": [{"output": 0.5, "error": 0.5, "weights": [0.7]}]}


def raw(data: bytes) -> dict[str, str]:
    """Return a piece of an input for bytes that are no text."""
    return {"base64": base64.b64encode(data).decode()}


def lists(depth: int) -> list[Any]:
    """Return the pieces of empty lists, one inside the other."""
    return [{"repeat": "[", "times": depth}, {"repeat": "]", "times": depth}]


def with_value(number: int, field: str, old: str, *pieces: Any) -> list[Any]:
    """Return the pieces of a request and its line feed, with others for the value of a field."""
    before, after = press(number).split(f'"{field}": {old}')
    return [f'{before}"{field}": ', *pieces, f"{after}\n"]


def wrong_type(number: int, field: str, expected: str) -> dict[str, Any]:
    """Return the refusal of a field's type."""
    return refusal("wrong_type", field, f"{field}: expected {expected}", id=number)


# 250 kB of weights are 50,000 numbers, and inputs as many.
MANY = 50_000
LONG_LIST = [
    '{"id": 1, "experiment": "button_press", "inputs": [',
    {"repeat": "0.0000000000001, ", "times": MANY - 1},
    '1], "weights": [',
    {"repeat": "0.5, ", "times": MANY - 1},
    '0.5], "desired": 1, "learning_rate": 0.2, "trials": 0}\n',
]

# What some libraries read as JSON, each on a line of its own.
NO_JSON = [
    press(1).replace("[0.5]", value)
    for value in (
        "[01]", "[+1]", "[.5]", "[5.]", "[-]", "[1e]", "[0x10]", "[1_000]", "[1,]", "[1 2]", "[,1]",
        "[1", "[Infinity]", "[-Infinity]", "[-NaN]", "[nan]", "[True]", "[None]", "[undefined]",
        "['NaN']", "[NaN]", '["\t"]', '["\\x41"]', '["\\u12g4"]', '["NaN]', "[1] // one",
        "[/* one */ 1]", "[1]\f", "[1]\u00a0", "[1]\u2028", "[1]\x00",
    )
]  # fmt: skip
NO_JSON += [
    press(1).replace('"inputs"', "inputs"),
    press(1).replace('"inputs"', "'inputs'"),
    press(1).replace('"inputs":', '"inputs" ='),
    press(1).replace(', "weights"', ' "weights"'),
    press(1).replace(', "weights"', '; "weights"'),
    press(1)[:-1],
    press(1) + "}",
    press(1) + ",",
    "[" + press(1) + "]",
    "\x1e" + press(1),
    "data: " + press(1),
    "\x00",
    '"' + "button_press" + '"',
]

# What is JSON, though some readers know less of it.
ALL_OF_JSON = [
    press(1).replace("[0.5]", "[5E-1]").replace('"desired": 1', '"desired": 1e+0'),
    press(2).replace("[0.5]", "[0.05e+01]").replace('"desired": 1', '"desired": 0.1E1'),
    press(3).replace('"trials"', '"\\u0074rials"').replace("button_press", "button\\u005Fpress"),
    press(4).replace(": ", ":").replace(", ", ","),
    press(5).replace(" ", "\t\r "),
    press(6).replace("[0.5]", "[0.5000000000000000000000000000000000000000000000]"),
    press(7)[:-1] + ', "rule": "add\\/"}',
]
ALL_ANSWERS = [pressed(number) for number in range(1, 7)] + [
    refusal("unknown_name", "rule", 'rule: expected one of "add", "widrow_hoff"', id=7)
]

# Bytes that are no UTF-8: a stray one, the first of two alone, one too many, a slash in two bytes,
# half of a surrogate pair, a character beyond the last, and Latin-1.
NO_UTF8 = [b"\xff", b"\xc3", b"\xc3\xa9\xa9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]
NO_UTF8 += ["\u00e9".encode("latin-1")]
TEXT_ID = press(1).replace('"id": 1', '"id": "?"').encode()

# name, description, rules, the pieces of the input, the answers
INPUTS: list[tuple[str, str, str, list[Any], list[Any]]] = [
    ("no_input", "An input without a byte: no answer, and an end.", "PORT-3", [], []),
    (
        "no_last_line_feed",
        "The last line may lack its line feed.",
        "PORT-1 PORT-3",
        [press(1) + "\n", press(2)],
        [pressed(1), pressed(2)],
    ),
    (
        "empty_lines",
        "Every empty line is answered, and the port goes on.",
        "ERR-1 PORT-1 PORT-3",
        ["\n\n", press(1) + "\n", "\n", press(2) + "\n"],
        [MALFORMED, MALFORMED, pressed(1), MALFORMED, pressed(2)],
    ),
    (
        "requests_at_once",
        "All requests are there before the first answer, which come in the requests' order.",
        "PORT-2 PORT-3",
        [press(number) + "\n" for number in (5, 3, 8, 3, 1, 9, 2)],
        [pressed(number) for number in (5, 3, 8, 3, 1, 9, 2)],
    ),
    (
        "many_requests_at_once",
        "Requests of one kilobyte that fill every buffer.",
        "PORT-3",
        [{"repeat": press(1) + " " * 1000 + "\n", "times": 200}],
        [pressed(1)] * 200,
    ),
    (
        "long_request_before_a_short_one",
        "A line of a megabyte, a list of numbers, and its answer before that of a short line.",
        "PORT-1 PORT-3",
        [*LONG_LIST, press(2) + "\n"],
        [{"id": 1, "trials": []}, pressed(2)],
    ),
    (
        "long_string",
        "A string of a megabyte.",
        "PORT-1 PORT-3",
        [
            press(1)[:-1] + ', "rule": "',
            {"repeat": "widrow_hoff", "times": 100_000},
            '"}\n' + press(2) + "\n",
        ],
        [
            refusal("unknown_name", "rule", 'rule: expected one of "add", "widrow_hoff"', id=1),
            pressed(2),
        ],
    ),
    (
        "long_white_space",
        "Spaces are white space, however many there are.",
        "PORT-1",
        [
            "{",
            {"repeat": " ", "times": 1_000_000},
            press(1)[1:],
            {"repeat": " ", "times": 70_000},
            "\n",
        ],
        [pressed(1)],
    ),
    (
        "nesting_of_100_levels",
        "99 lists in a request, or objects, are nothing to refuse but their type.",
        "ERR-5 PORT-1",
        [
            *with_value(1, "desired", "1", *lists(99)),
            *with_value(2, "weights", "[0.5]", *lists(99)),
            press(3)[:-1] + ', "rule": ',
            {"repeat": '{"a": ', "times": 98},
            "{}",
            {"repeat": "}", "times": 98},
            "}\n" + press(4) + "\n",
        ],
        [
            wrong_type(1, "desired", "a number"),
            wrong_type(2, "weights", "a list of numbers"),
            wrong_type(3, "rule", "a string"),
            pressed(4),
        ],
    ),
    (
        "nesting_of_more_levels",
        "Deeper lists may be malformed; they do not end a port.",
        "PORT-1 PORT-3",
        [
            *with_value(1, "desired", "1", *lists(100)),
            *with_value(2, "desired", "1", *lists(300)),
            *with_value(3, "desired", "1", *lists(900)),
            *with_value(4, "weights", "[0.5]", *lists(3_000)),
            *with_value(5, "desired", "1", *lists(100_000)),
            press(6) + "\n",
        ],
        [
            [wrong_type(1, "desired", "a number"), MALFORMED],
            [wrong_type(2, "desired", "a number"), MALFORMED],
            [wrong_type(3, "desired", "a number"), MALFORMED],
            [wrong_type(4, "weights", "a list of numbers"), MALFORMED],
            [wrong_type(5, "desired", "a number"), MALFORMED],
            pressed(6),
        ],
    ),
    (
        "lists_that_nobody_closes",
        "100,000 lists that are not closed are malformed.",
        "ERR-1 PORT-1 PORT-3",
        [{"repeat": "[", "times": 100_000}, "\n" + press(1) + "\n"],
        [MALFORMED, pressed(1)],
    ),
    (
        "no_utf8_before_a_request",
        "After each line that is no UTF-8 the port goes on.",
        "ERR-1 PORT-1 PORT-3",
        [
            *(raw(TEXT_ID.replace(b"?", wrong) + b"\n") for wrong in NO_UTF8),
            press(1) + "\n",
            raw(b"\xe2\x82\n"),
            press(2) + "\n",
        ],
        [*[MALFORMED] * len(NO_UTF8), pressed(1), MALFORMED, pressed(2)],
    ),
    (
        "utf8",
        "Characters of two, three and four bytes in an id.",
        "PORT-1 PORT-2",
        [
            press(1).replace('"id": 1', '"id": "\u00e9\u20ac\U0001f600"') + "\n",
            press(1).replace('"id": 1', '"id": "\\u00e9\\u20AC\\uD83D\\ude00"') + "\n",
        ],
        [{**pressed(1), "id": "\u00e9\u20ac\U0001f600"}] * 2,
    ),
    (
        "byte_order_mark_of_the_input",
        "A byte order mark at the start of the input is malformed, and a last line of spaces.",
        "ERR-1 PORT-1 PORT-3",
        ["\ufeff" + press(1) + "\n" + press(2) + "\n", "  "],
        [MALFORMED, pressed(2), MALFORMED],
    ),
    (
        "carriage_returns",
        "A carriage return is white space, before a line feed and elsewhere.",
        "PORT-1",
        [press(1) + "\r\n", press(2).replace(", ", ",\r") + "\r\n", "\r" + press(3) + "\r\n"],
        [pressed(1), pressed(2), pressed(3)],
    ),
    (
        "carriage_return_alone",
        "A carriage return ends no line.",
        "ERR-1 PORT-1 PORT-3",
        [press(1) + "\r" + press(2) + "\r\n", "\r\n", press(3) + "\r\n"],
        [MALFORMED, MALFORMED, pressed(3)],
    ),
    (
        "other_ends_of_lines",
        "U+0085 and U+2029 in a string end no line.",
        "PORT-1 PORT-2",
        [press(1).replace('"id": 1', '"id": "a\u0085b\u2029c"') + "\n"],
        [{**pressed(1), "id": "a\u0085b\u2029c"}],
    ),
    (
        "no_json_of_many_kinds",
        "What some libraries take for JSON, and then a request.",
        "ERR-1 PORT-1",
        [*(line + "\n" for line in NO_JSON), press(1) + "\n"],
        [*[MALFORMED] * len(NO_JSON), pressed(1)],
    ),
    (
        "all_of_json",
        "Exponents with signs and zeros, escapes in names, and all sorts of white space.",
        "NUM-1 PORT-1",
        [line + "\n" for line in ALL_OF_JSON],
        ALL_ANSWERS,
    ),
]

# Those that begin or end as no other input does.
ALONE = {"no_input", "no_last_line_feed", "byte_order_mark_of_the_input"}

CASES = [
    Draft(
        name,
        text,
        rules,
        pieces,
        "what loops that read lines, and readers of JSON, make of an input",
        answers=answers,
        alone=name in ALONE,
    )
    for name, text, rules, pieces, answers in INPUTS
]
