"""The result as JSON: today's fields stay, and the schema describes all of them."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from support.results import CRASHED, FOUND, KNOWN, NAMES, UNSUPPORTED, WRONG, result

from refnet.conformance.fixtures import CONTRACT
from refnet.conformance.machines.json_report import as_json
from refnet.conformance.mistakes import MISTAKES

SCHEMA = json.loads((CONTRACT / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
FAULTY = as_json(result(WRONG, CRASHED, UNSUPPORTED, KNOWN, diagnosis=FOUND))


def objects(schema: Any) -> list[dict[str, Any]]:
    """Return all parts of a schema that describe the fields of an object."""
    inner = schema.values() if isinstance(schema, dict) else schema
    inner = [part for part in inner if isinstance(part, dict | list)]
    own = [schema] if isinstance(schema, dict) and "required" in schema else []
    return own + [found for part in inner for found in objects(part)]


def test_the_schema_describes_what_is_printed(tmp_path: Path) -> None:
    VALIDATOR.check_schema(SCHEMA)
    others = [as_json(result(whole=False)), as_json(result(fixtures=tmp_path))]
    for report in (FAULTY, *others):
        VALIDATOR.validate(report)
    assert others[0]["ports"][0]["level"] is None
    assert others[1]["fixtures"]["version"] is None
    assert others[1]["contract"] == {"version": None}


def test_the_schema_requires_every_field_and_describes_no_other() -> None:
    for part in objects(SCHEMA):
        if part is not SCHEMA["properties"]["ports"]["items"]:
            assert set(part["required"]) == set(part["properties"])
    for name in FAULTY:
        assert not VALIDATOR.is_valid({key: FAULTY[key] for key in FAULTY if key != name})
    port = FAULTY["ports"][0]
    assert set(port) == {
        *SCHEMA["properties"]["ports"]["items"]["properties"],
        *SCHEMA["$defs"]["counts"]["properties"],
    }
    for name in port:
        less = {key: port[key] for key in port if key != name}
        assert not VALIDATOR.is_valid({**FAULTY, "ports": [less]})


def test_failures_are_told_as_before_and_say_what_explains_them() -> None:
    wrong, crashed = FAULTY["failures"]
    mistake = MISTAKES["rabbit"][0]
    assert wrong == {
        "port": "port",
        "case": NAMES[0],
        "failure": "differs at trials[0].response",
        "detail": WRONG.detail,
        "mistakes": [f"{mistake.description} ({mistake.rule})"],
        "ending": None,
    }
    assert (crashed["ending"], crashed["mistakes"]) == ("crashed", [])
    unsupported, known = FAULTY["skipped"]
    assert unsupported["reason"] == UNSUPPORTED.skipped
    assert (unsupported["known"], known["known"]) == (None, "refused")
    assert FAULTY["passed"] == len(NAMES) - 4


def test_the_diagnosis_is_there() -> None:
    told = FAULTY["ports"][0]["diagnosis"]
    [finding] = told["findings"]
    assert finding["cases"] == [NAMES[0]]
    assert (finding["rule"], finding["among"]) == (MISTAKES["rabbit"][0].rule, 1)
    assert told["unexplained"] == [NAMES[4]]
    assert told["remarks"] == ["the others are right"]
