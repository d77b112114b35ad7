"""The experiments that the Python ports carry out, with their fields in order (SPEC.md, PORT-4)."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from refnet.protocol import (
    Experiment,
    Field,
    read_booleans,
    read_count,
    read_name,
    read_number,
    read_numbers,
    read_rows,
)


def experiments(chapters: ModuleType) -> dict[str, Experiment]:
    """Return the experiments by name, carried out by refnet.reference or by refnet.core."""
    return {
        "button_press": Experiment(
            (
                Field("inputs", read_numbers),
                Field("weights", read_numbers),
                Field("desired", read_number),
                Field("learning_rate", read_number),
                Field("trials", read_count),
                Field("rule", read_name, default="add"),
            ),
            _trials(chapters.button_press),
        ),
        "rabbit": Experiment(
            (
                Field("weights", read_numbers),
                Field("learned", read_booleans),
                Field("threshold", read_number),
                Field("learning_rate", read_number),
                Field("stimuli", read_rows),
            ),
            _trials(chapters.rabbit),
        ),
    }


def _trials(chapter: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return the chapter's function with its result as the answer's ``trials``.

    The reference gives a list of trials; the core gives one array for each of a trial's fields.
    """

    def run(**fields: Any) -> dict[str, Any]:
        result = chapter(**fields)
        if isinstance(result, list):
            return {"trials": [trial._asdict() for trial in result]}
        rows = zip(*(array.tolist() for array in result), strict=True)
        return {"trials": [dict(zip(result._fields, row, strict=True)) for row in rows]}

    return run
