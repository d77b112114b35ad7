"""Starts the Python port without the rest of refnet, in half of the time.

``python -m refnet.port`` imports refnet first, with its whole interface, of which a port uses
nothing. Here a package that is empty takes its place. This file is run by its path.
"""

import sys
import types
from pathlib import Path


def _take_the_place_of_refnet() -> None:
    here = Path(__file__).resolve().parent
    sys.path[:] = [folder for folder in sys.path if Path(folder or ".").resolve() != here]
    package = types.ModuleType("refnet")
    package.__path__ = [str(here.parent)]
    sys.modules["refnet"] = package


if __name__ == "__main__":
    _take_the_place_of_refnet()
    from refnet.port.__main__ import main

    main()
