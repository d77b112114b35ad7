"""``python -m refnet.run program.py [arguments]`` runs a program for Keras, unchanged, with refnet.

``import keras`` and ``import tensorflow`` import refnet in it. Arguments, ``__main__``, the exit
status and a traceback are those of the program, as if Python ran it.
"""

import io
import os
import sys
from collections.abc import Sequence
from types import ModuleType, TracebackType

from refnet.imports import install_as_keras

USAGE = "usage: python -m refnet.run program.py [arguments]"
USAGE_STATUS = 2  # as Python's own for a file that cannot be opened


def main(arguments: Sequence[str]) -> int:
    """Run the program; return the exit status of a program that ends without an exception."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__ if arguments else USAGE, file=None if arguments else sys.stderr)
        return 0 if arguments else USAGE_STATUS
    path = arguments[0]
    try:
        with io.open_code(os.path.abspath(path)) as file:
            source = file.read()
    except OSError as error:
        print(f"refnet.run: cannot open {path}: {error.strerror}", file=sys.stderr)
        return USAGE_STATUS
    install_as_keras()
    sys.argv[:] = arguments
    sys.path[0] = os.path.dirname(os.path.realpath(path))
    sys.excepthook = _show
    module = ModuleType("__main__")
    module.__dict__.update(__file__=path, __builtins__=__builtins__, __cached__=None)
    sys.modules["__main__"] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    return 0


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show an exception as Python does, without the calls that started the program."""
    path = sys.modules["__main__"].__dict__.get("__file__")
    place = trace
    while place is not None and place.tb_frame.f_code.co_filename != path:
        place = place.tb_next
    error.__traceback__ = place  # None where the program could not be compiled
    sys.__excepthook__(kind, error, place)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
