"""What commands print for programs."""

import json
import math
from typing import Any


def print_json(value: Any, indent: int | None = 2) -> None:
    """Print JSON; "NaN", "Infinity" and "-Infinity" are strings, as in the ports' protocol."""
    print(json.dumps(_written(value), indent=indent, allow_nan=False))


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
