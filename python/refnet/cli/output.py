"""What commands print for programs."""

import json
import math
from collections.abc import Mapping
from typing import Any


def print_json(value: Any, indent: int | None = 2) -> None:
    """Print JSON; "NaN", "Infinity" and "-Infinity" are strings, as in the ports' protocol."""
    print(json.dumps(_written(value), indent=indent, allow_nan=False))


def loss_first(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Return logs in the order in which commands print them, those of validation at the end."""
    order = sorted(logs, key=lambda name: (name.startswith("val_"), not name.endswith("loss")))
    return {name: logs[name] for name in order}


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_written(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
