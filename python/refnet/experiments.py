"""The experiments that the Python ports carry out, with their fields in order (SPEC.md, PORT-4)."""

from collections.abc import Callable
from itertools import repeat
from types import ModuleType
from typing import Any

from refnet.protocol import (
    Experiment,
    Field,
    read_booleans,
    read_count,
    read_counts,
    read_name,
    read_number,
    read_numbers,
    read_optional_number,
    read_optional_numbers,
    read_rows,
)


def experiments(chapters: ModuleType) -> dict[str, Experiment]:
    """Return the experiments by name, carried out by refnet.reference or by refnet.core."""
    return {
        "elementary": Experiment(
            (Field("function", read_name), Field("values", read_numbers)),
            _values(chapters.elementary),
        ),
        "random": Experiment(
            (Field("seed", read_count), Field("count", read_count)),
            _values(chapters.random),
        ),
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
        "neuron": Experiment(
            (
                Field("inputs", read_rows),
                Field("targets", read_numbers),
                Field("weights", read_numbers),
                Field("bias", read_optional_number, default=None),
                Field("slope", read_number, default=1.0),
                Field("learning_rate", read_number, default=1.0),
                Field("iterations", read_count),
                Field("record", read_counts, default=None),
            ),
            _trials(chapters.neuron),
        ),
        "two_layer": Experiment(
            (
                Field("inputs", read_rows),
                Field("targets", read_rows),
                Field("weights1", read_rows),
                Field("weights2", read_rows),
                Field("bias1", read_optional_numbers, default=None),
                Field("bias2", read_optional_numbers, default=None),
                Field("learning_rate", read_number, default=1.0),
                Field("iterations", read_count),
                Field("record", read_counts, default=None),
            ),
            _trials(chapters.two_layer),
        ),
    }


def _values(chapter: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return the chapter's function with its result as the answer's ``values``."""
    return lambda **fields: {"values": _as_list(chapter(**fields))}


def _trials(chapter: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return the chapter's function with its result as the answer's ``trials``.

    The reference gives a list of trials; the core gives one array for each of a trial's fields, or
    None for one that no trial has.
    """

    def run(**fields: Any) -> dict[str, Any]:
        result = chapter(**fields)
        if isinstance(result, list):
            return {"trials": [trial._asdict() for trial in result]}
        columns = [repeat(None) if array is None else _as_list(array) for array in result]
        rows = zip(*columns, strict=False)
        return {"trials": [dict(zip(result._fields, row, strict=True)) for row in rows]}

    return run


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list) else list(values.tolist())
