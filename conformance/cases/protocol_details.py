"""Cases of several lines about ids, the order of reading, counts, numbers and refusals."""

import json
from typing import Any

from cases import Draft, refusal
from cases.whole_inputs import MALFORMED, press, pressed, wrong_type


def no_experiment(number: Any) -> dict[str, Any]:
    """Return the refusal of a request that has an id and nothing else."""
    return missing("experiment", number)


NO_ID = wrong_type(0, "id", "a string or a whole number") | {"id": None}

# JSON texts of ids, and the ids of their answers.
IDS: list[tuple[str, Any]] = [
    ("9007199254740991", 2**53 - 1),
    ("-9007199254740991", 1 - 2**53),
    ("0", 0),
    ("1e3", 1000),
    ("120E-1", 12),
    ('""', ""),
    ('"7"', "7"),
    ('"NaN"', "NaN"),
    ('"-0"', "-0"),
    ('"a\\u0000b"', "a\x00b"),
    ('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\\u007f"', '"\\/\b\f\n\r\t\x1f\x7f'),
    ('"</script>&\\u2028"', "</script>&\u2028"),
    ('"cafe\u0301"', "cafe\u0301"),
    (json.dumps("x" * 5000), "x" * 5000),
]
NO_IDS = ["9007199254740992", "-9007199254740992", "1e300", "1e400", "0.5", "true", "null", "{}"]


def counted(number: int, trials: str) -> str:
    """Return a request with these trials, without a line feed."""
    return press(number).replace('"trials": 1', f'"trials": {trials}')


COUNTS = ["1.0", "10e-1", "0.1e1", "1E0", '"0x3ff0000000000000"']
NO_TRIALS = ["0.0", "-0", "-0.0", '"-0"', "0e5", '"0x8000000000000000"']
NO_COUNTS = ["1.5", "9007199254740992", "-9007199254740993", "1e300", "1e400", '"1"', '"NaN"']
NO_COUNTS += ['"Infinity"', '"0x3ff8000000000000"', "true", "null", "[1]", "1.0000000000000002"]
BELOW = ["-1", "-1.0", "-9007199254740991"]

# Texts that are no numbers, though they look like some.
NO_NUMBERS = ["nan", "NAN", "-NaN", " NaN", "NaN ", "inf", "Inf", "+Infinity", "infinity", "-Inf"]
NO_NUMBERS += ["", "0", "1", "1.5", "1e3", "-1", "+0", "-0.0", "- 0", "0x3ff000000000000", "0x"]
NO_NUMBERS += ["0x3ff00000000000000", "0X3ff0000000000000", "0x3ff000000000000g", "NaN\n"]
NO_NUMBERS += ["3ff0000000000000", "0x 3ff000000000000", "x3ff0000000000000", "0x+ff0000000000000"]
NO_NUMBERS += ["-0x3ff0000000000000", "0x3ff0000000000000 ", "\uff11", "true", "null", "[1]"]

# Decimals, and the binary64 numbers that they are nearest to; ties go to even.
DECIMALS = [
    ("1.00000000000000011102230246251565404236316680908203125", 1.0),
    ("1.000000000000000111022302462515654042363166809082031250000000001", 1.0000000000000002),
    ("1.00000000000000033306690738754696212708950042724609375", 1.0000000000000004),
    ("9007199254740993", 9007199254740992.0),
    ("9007199254740993.00000000000000000001", 9007199254740994.0),
    ("9223372036854775808", 9223372036854775808.0),
    ("123456789012345678901234567890", 1.2345678901234568e29),
    ("0.1000000000000000055511151231257827021181583404541015625", 0.1),
    ("0.30000000000000004", 0.30000000000000004),
    ("2.2250738585072011e-308", 2.225073858507201e-308),
    ("2.2250738585072012e-308", 2.2250738585072014e-308),
    ("2.4703282292062327e-324", 0.0),
    ("2.4703282292062328e-324", 5e-324),
    ("1.7976931348623158e308", 1.7976931348623157e308),
    ("179769313486231570000e+288", 1.7976931348623157e308),
    ("8.41e21", 8.41e21),
    ("9.5e-21", 9.5e-21),
    ("1e23", 1e23),
    ("6.02e+0000000023", 6.02e23),
    ("0.00000000000000000000000000000000000000000000000001e50", 1.0),
    ("1e-400", 0.0),
    ("-1e-400", "-0"),
    ("-0.0e5", "-0"),
]


def read_as(decimals: list[str]) -> str:
    """Return a request that gives its weights back, but for the first."""
    zeros = json.dumps([0] * len(decimals))[1:]
    return (
        f'{{"id": 1, "experiment": "button_press", "inputs": [1, {zeros}, '
        f'"weights": [0, {", ".join(decimals)}], "desired": 0, "learning_rate": 0, "trials": 1}}'
    )


def read_back(values: list[Any]) -> dict[str, Any]:
    """Return the answer to such a request."""
    return {"id": 1, "trials": [{"output": 0.0, "error": 0.0, "weights": [0.0, *values]}]}


def missing(field: str, number: int | None = 1) -> dict[str, Any]:
    """Return the refusal of a request without a field."""
    return refusal("missing_field", field, f"{field}: this field is required", id=number)


def with_hebb(**fields: Any) -> str:
    """Return a request of a rule that is none, with other fields changed."""
    usual = {"learning_rate": 1, "desired": 1, "weights": [1], "inputs": [1]}
    return press_faults(rule="hebb", **{**usual, **fields})


def press_faults(**fields: Any) -> str:
    """Return a request with these fields alone."""
    return json.dumps({"id": 1, "experiment": "button_press", **fields})


ORDER: list[tuple[str, dict[str, Any]]] = [
    ('{"experiment": 7, "zeta": 1}', missing("id", None)),
    ('{"id": true, "experiment": 7, "zeta": 1}', NO_ID),
    ('{"zeta": 1, "id": 1}', no_experiment(1)),
    ('{"zeta": 1, "experiment": null, "id": 1}', wrong_type(1, "experiment", "a string")),
    (
        press_faults(weights=7, zeta=1, desired="NaN"),
        refusal("unknown_field", "zeta", "zeta: button_press has no such field", id=1),
    ),
    (
        press_faults(weights=7, desired=True),
        missing("inputs"),
    ),
    (press_faults(desired=True, inputs=None), wrong_type(1, "inputs", "a list of numbers")),
    (press_faults(rule=7, inputs=[]), missing("weights")),
    (
        press_faults(rule=7, trials=1, learning_rate="0", desired=1, weights=["NaN"], inputs=[]),
        wrong_type(1, "learning_rate", "a number"),
    ),
    (
        press_faults(rule=None, trials=-1, learning_rate=1, desired=1, weights=["NaN"], inputs=[]),
        wrong_type(1, "rule", "a string"),
    ),
    (
        with_hebb(trials=-1, weights=["NaN"], inputs=[]),
        refusal("empty", "inputs", "inputs: expected at least one number", id=1),
    ),
    (
        with_hebb(trials=-1, weights=["NaN"]),
        refusal("not_finite", "weights", "weights[0]: expected a finite number", id=1),
    ),
    (
        with_hebb(trials=-1),
        refusal("out_of_range", "trials", "trials: expected 0 or more", id=1),
    ),
    (
        with_hebb(trials=0),
        refusal("unknown_name", "rule", 'rule: expected one of "add", "widrow_hoff"', id=1),
    ),
]


def network(epochs: int, learning_rate: float, inputs: Any, kernel: float) -> str:
    """Return a request for a network of one weight that takes one example at a time."""
    return json.dumps(
        {
            "id": epochs,
            "experiment": "dense",
            "layers": [{"units": 1, "activation": "linear", "kernel": [[kernel]]}],
            "loss": "mse",
            "optimizer": {"name": "sgd", "learning_rate": learning_rate},
            "inputs": inputs,
            "targets": [[0] for _ in inputs],
            "batch_size": 1,
            "epochs": epochs,
        }
    )


def diverged(number: int, at: str, trial: int, batch: int | None = None) -> dict[str, Any]:
    """Return the refusal of a run that diverges."""
    place = f"trial {trial}" + ("" if batch is None else f", batch {batch}")
    return refusal(
        "diverged", at, f"{at}: left the finite numbers in {place}", trial, batch, id=number
    )


def with_parts(optimizer: Any = None, layers: Any = None) -> str:
    """Return a request whose objects are these."""
    right = {"units": 1, "activation": "linear", "kernel": [[1]]}
    return json.dumps(
        {
            **json.loads(network(1, 0.1, [[1]], 1.0)),
            "optimizer": {"name": "sgd"} if optimizer is None else optimizer,
            "layers": [right] if layers is None else layers,
        }
    )


PARTS: list[tuple[str, dict[str, Any]]] = [
    (with_parts(layers=[{"speed": 1}, 7]), wrong_type(1, "layers", "a list of objects")),
    (with_parts(layers=[[]]), wrong_type(1, "layers", "a list of objects")),
    (
        with_parts(layers=[{"units": "x", "kernel": 7, "speed": 1, "size": 2}]),
        refusal(
            "unknown_field", "layers[0].size", "layers[0].size: a layer has no such field", id=1
        ),
    ),
    (
        with_parts(layers=[{"kernel": 7, "activation": 7, "units": "x"}]),
        wrong_type(1, "layers[0].units", "a whole number"),
    ),
    (with_parts(layers=[{"kernel": 7, "units": 1}]), missing("layers[0].activation")),
    (
        with_parts(layers=[{"kernel": 7, "activation": "linear", "units": 1}, {"speed": 1}]),
        wrong_type(1, "layers[0].kernel", "a list of lists of numbers"),
    ),
    (with_parts(optimizer=[]), wrong_type(1, "optimizer", "an object")),
    (with_parts(optimizer={"speed": 1}), missing("optimizer.name")),
    (with_parts(optimizer={"speed": 1, "name": 7}), wrong_type(1, "optimizer.name", "a string")),
    (
        with_parts(optimizer={"speed": 1, "beta_1": "x", "name": "adam"}),
        refusal(
            "unknown_field", "optimizer.speed", "optimizer.speed: adam has no such field", id=1
        ),
    ),
    (
        with_parts(optimizer={"beta_2": "x", "beta_1": "x", "name": "adam"}),
        wrong_type(1, "optimizer.beta_1", "a number"),
    ),
    (
        with_parts(optimizer={"name": "sgd", "momentum": None}, layers=[{}]),
        missing("layers[0].units"),
    ),
]


INPUTS: list[tuple[str, str, str, list[str], list[Any]]] = [
    (
        "ids",
        "Ids of all sorts come back as they are, numbers in any notation.",
        "PORT-2",
        [f'{{"id": {text}}}' for text, _ in IDS],
        [no_experiment(number) for _, number in IDS],
    ),
    (
        "no_ids",
        "What is no id is answered with null.",
        "ERR-5 PORT-2",
        [press(1).replace('"id": 1', f'"id": {text}') for text in NO_IDS],
        [NO_ID] * len(NO_IDS),
    ),
    (
        "key_twice_escaped",
        "A key that is given twice, once with an escape, has its last value.",
        "PORT-1",
        [press(1).replace('"id": 1', '"id": 2, "\\u0069d": 1')],
        [pressed(1)],
    ),
    (
        "order_of_reading",
        "Requests with several faults, and each time the first to be found.",
        "ERR-3 ERR-4 ERR-5 PORT-4",
        [request for request, _ in ORDER],
        [answer for _, answer in ORDER],
    ),
    (
        "counts",
        "One and zero in many notations, and what is no count.",
        "ERR-5 ERR-9 NUM-3 PORT-5",
        [counted(1, text) for text in [*COUNTS, *NO_TRIALS, *NO_COUNTS, *BELOW]],
        [
            *[pressed(1)] * len(COUNTS),
            *[{"id": 1, "trials": []}] * len(NO_TRIALS),
            *[wrong_type(1, "trials", "a whole number")] * len(NO_COUNTS),
            *[refusal("out_of_range", "trials", "trials: expected 0 or more", id=1)] * len(BELOW),
        ],
    ),
    (
        "texts_for_numbers",
        "Four texts are numbers, and those of 16 hexadecimal digits after 0x; others are not.",
        "ERR-5 NUM-2 NUM-3",
        [
            press(1).replace('"desired": 1', f'"desired": {json.dumps(text)}')
            for text in [*NO_NUMBERS, "0x3FF0000000000000"]
        ],
        [*[wrong_type(1, "desired", "a number")] * len(NO_NUMBERS), pressed(1)],
    ),
    (
        "decimals",
        "Decimals between two binary64 numbers, or halfway, and their nearest.",
        "NUM-1 NUM-4",
        [read_as([text for text, _ in DECIMALS])],
        [read_back([value for _, value in DECIMALS])],
    ),
    (
        "bits_of_an_answer",
        "The sign of zero and the last of 17 digits are bits; any NaN is as good as another.",
        "NUM-1 NUM-2 NUM-3 NUM-4",
        [
            '{"id": 1, "experiment": "button_press", "inputs": [1, 0, "-0"], "weights": '
            '[0.1, "-0", 0.30000000000000004], "desired": 0.2, "learning_rate": 0.7, "trials": 1}',
            '{"id": 2, "experiment": "elementary", "function": "exp", "values": '
            '["NaN", "0xFFF8000000000001", "0x7ff0000000000001", "Infinity", "-Infinity"]}',
        ],
        [
            {
                "id": 1,
                "trials": [
                    {
                        "output": 0.1,
                        "error": 0.1,
                        "weights": [0.7999999999999999, "-0", 0.30000000000000004],
                    }
                ],
            },
            {"id": 2, "values": ["NaN", "NaN", "NaN", "Infinity", 0.0]},
        ],
    ),
    (
        "parts",
        "Objects in a request with several faults, and each time the first to be found.",
        "ERR-3 ERR-4 ERR-5 ERR-10 PORT-7",
        [request for request, _ in PARTS],
        [answer for _, answer in PARTS],
    ),
    (
        "refusals",
        "What a refusal has: the field, or null; the trial of a run, and the batch in it.",
        "ERR-1 ERR-11 PORT-6",
        [
            "press the third button",
            press(1).replace('"desired": 1', '"desired": true'),
            press(2).replace("[0.5]", "[1e308]").replace("0.2", "6e307").replace('s": 1', 's": 9'),
            network(3, 1e160, [[0], [1]], 1.0),
            network(0, 0.1, [[10]], 1e308),
        ],
        [
            MALFORMED,
            wrong_type(1, "desired", "a number"),
            diverged(2, "weights", 2),
            diverged(3, "loss", 2, 2),
            diverged(0, "outputs", 0),
        ],
    ),
]

CASES = [
    Draft(
        name,
        text,
        rules,
        [line + "\n" for line in lines],
        "what libraries and languages read and write in different ways",
        answers=answers,
    )
    for name, text, rules, lines, answers in INPUTS
]
