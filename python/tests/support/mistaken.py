"""A port that makes a mistake, as a program: ``python mistaken.py PLACE NUMBER``.

PLACE is the experiment whose list in the catalogue has the mistake, "notation" for a mistake in how
numbers are written and read, or "others" for one that the catalogue does not have.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.others import OTHERS

from refnet import reference
from refnet.conformance.mistakes import MISTAKES, NOTATION, Mistake
from refnet.port.experiments import experiments
from refnet.port.protocol import answer, read_object


def mistakes_of(place: str) -> list[Mistake]:
    """Return the mistakes of a place."""
    return {"others": OTHERS, "notation": NOTATION, **MISTAKES}[place]


def main() -> None:
    """Answer every line of standard input until it ends."""
    place, number = sys.argv[1:]
    made = mistakes_of(place)[int(number)]
    right = experiments(reference)
    for line in sys.stdin.buffer:
        print(json.dumps(mistaken(made, right, line)), flush=True)


def mistaken(made: Mistake, right: Any, line: bytes) -> dict[str, Any]:
    """Return the answer of a port that makes the mistake; requests that are refused are so here."""
    given = answer(right, line)
    if "error" in given and given["error"]["code"] != "diverged":
        return given
    return {"id": given["id"], **made.answer(read_object(line))}


if __name__ == "__main__":
    main()
