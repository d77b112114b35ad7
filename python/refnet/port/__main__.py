"""The Python ports: read requests from standard input, one per line, and write the answers.

``python -m refnet.port`` runs the pure-Python reference, ``--backend c`` the C core.
"""

import argparse
import importlib
import json
import sys

from refnet.port.experiments import experiments
from refnet.port.protocol import answer

CHAPTERS = {"python": "refnet.reference", "c": "refnet.core"}


def main() -> None:
    """Answer every line of standard input until it ends."""
    parser = argparse.ArgumentParser(prog="python -m refnet.port", description=__doc__)
    parser.add_argument("--backend", choices=list(CHAPTERS), default="python")
    chapters = importlib.import_module(CHAPTERS[parser.parse_args().backend])
    table = experiments(chapters)
    for line in sys.stdin.buffer:
        print(json.dumps(answer(table, line), allow_nan=False), flush=True)


if __name__ == "__main__":
    main()
