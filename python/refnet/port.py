"""The Python ports: the experiments, answered line by line on standard input and output.

``python -m refnet.port`` runs the pure-Python reference, ``--backend c`` the C core.
"""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from refnet.protocol import (
    Experiment,
    Field,
    answer,
    read_booleans,
    read_count,
    read_name,
    read_number,
    read_numbers,
    read_rows,
)


def experiments(backend: str) -> dict[str, Experiment]:
    """Return the experiments of a backend, "python" or "c", by name."""
    if backend == "c":
        from refnet import core as chapters
    else:
        from refnet import reference as chapters  # type: ignore[no-redef]

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
        columns = [array.tolist() for array in result]
        return {
            "trials": [dict(zip(result._fields, row, strict=True)) for row in zip(*columns, strict=True)]
        }

    return run


def main() -> None:
    """Answer every line of standard input until it ends."""
    parser = argparse.ArgumentParser(prog="python -m refnet.port", description=__doc__)
    parser.add_argument("--backend", choices=["python", "c"], default="python")
    table = experiments(parser.parse_args().backend)
    for line in sys.stdin.buffer:
        print(json.dumps(answer(table, line), allow_nan=False), flush=True)


if __name__ == "__main__":
    main()
