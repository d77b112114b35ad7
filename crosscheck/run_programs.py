"""Run programs written for Keras, with Keras or with refnet in its place; write what they found.

`run_programs.py keras|refnet FLOATX FILE NAME...` runs programs/NAME.py one after another, each as
a main program with the type of numbers FLOATX. FILE gets a JSON object with the `results` of each,
or the error that ended it.
"""

import json
import random
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np

PROGRAMS = Path(__file__).parent / "programs"


def main(library: str, floatx: str, file: str, *names: str) -> None:
    """Run the programs."""
    if library == "refnet":
        import refnet

        refnet.install_as_keras()
    import keras  # type: ignore[import-not-found]

    if library == "keras":
        from keras.src.backend.common import dtypes  # type: ignore[import-not-found]

        # Keras has this entry on TensorFlow; on JAX, "tanh" and the mean would become float32.
        dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"

    sys.path.insert(0, str(PROGRAMS))
    found = {}
    for name in names:
        keras.backend.clear_session()
        keras.backend.set_floatx(floatx)
        keras.utils.set_random_seed(1)
        random.seed(1)
        print(name, floatx, file=sys.stderr, flush=True)
        found[name] = outcome(PROGRAMS / f"{name}.py")
    Path(file).write_text(json.dumps(found), encoding="utf-8")


def outcome(path: Path) -> Any:
    """Return the results of a program, or its error."""
    try:
        return plain(runpy.run_path(str(path), run_name="__main__")["results"])
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}


def plain(value: Any) -> Any:
    """Return results as JSON has them."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    return np.asarray(value).tolist()


if __name__ == "__main__":
    main(*sys.argv[1:])
