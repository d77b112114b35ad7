"""Names of Keras, sorted: what refnet has, what differs, and what to use instead of the others.

A module has the tables of one or more namespaces of Keras 3.15. docs/keras.md lists all of them;
``missing`` makes the error for a name that is not there.
"""

import sys
from opcode import opname

from refnet.errors import RefnetError
from refnet.keras_names.functions import ACTIVATIONS as ACTIVATION_NAMES
from refnet.keras_names.functions import CONSTRAINTS as CONSTRAINT_NAMES
from refnet.keras_names.functions import INITIALIZERS as INITIALIZER_NAMES
from refnet.keras_names.functions import REGULARIZERS as REGULARIZER_NAMES
from refnet.keras_names.helpers import BACKEND, CONFIG, PREPROCESSING, RANDOM, SEQUENCE, UTILS
from refnet.keras_names.hooks import DTYPES, PADDINGS
from refnet.keras_names.layers import LAYERS as LAYER_NAMES
from refnet.keras_names.likeness import nearest
from refnet.keras_names.losses import LOSSES as LOSS_NAMES
from refnet.keras_names.losses import METRICS as METRIC_NAMES
from refnet.keras_names.ops import OPS
from refnet.keras_names.optimizers import OPTIMIZERS as OPTIMIZER_NAMES
from refnet.keras_names.optimizers import SCHEDULES
from refnet.keras_names.table import Namespace
from refnet.keras_names.top import KERAS, NAMESPACES, TENSORFLOW
from refnet.keras_names.training import CALLBACKS, DATASETS, MODELS, SAVING

__all__ = [
    "ACTIVATIONS",
    "DTYPES",
    "INITIALIZERS",
    "LAYERS",
    "LIST",
    "LOSSES",
    "METRICS",
    "NAMESPACES",
    "OPTIMIZERS",
    "PADDINGS",
    "REGULARIZERS",
    "TABLES",
    "MissingImport",
    "MissingModule",
    "MissingName",
    "missing",
    "private_module",
    "refused_module",
    "scikeras_module",
]

LIST = "docs/keras.md lists what there is"
TABLES: dict[str, Namespace] = {
    "keras": KERAS,
    "keras.activations": ACTIVATION_NAMES,
    "keras.backend": BACKEND,
    "keras.callbacks": CALLBACKS,
    "keras.config": CONFIG,
    "keras.constraints": CONSTRAINT_NAMES,
    "keras.datasets": DATASETS,
    "keras.initializers": INITIALIZER_NAMES,
    "keras.layers": LAYER_NAMES,
    "keras.losses": LOSS_NAMES,
    "keras.metrics": METRIC_NAMES,
    "keras.models": MODELS,
    "keras.ops": OPS,
    "keras.optimizers": OPTIMIZER_NAMES,
    "keras.optimizers.schedules": SCHEDULES,
    "keras.preprocessing": PREPROCESSING,
    "keras.preprocessing.sequence": SEQUENCE,
    "keras.random": RANDOM,
    "keras.regularizers": REGULARIZER_NAMES,
    "keras.saving": SAVING,
    "keras.utils": UTILS,
}
# What to use instead of a name, where users type one.
LAYERS = LAYER_NAMES.missing
LOSSES = {**LOSS_NAMES.older, **LOSS_NAMES.missing}
METRICS = {**METRIC_NAMES.older, **LOSSES, **METRIC_NAMES.missing}
OPTIMIZERS, ACTIVATIONS = OPTIMIZER_NAMES.missing, ACTIVATION_NAMES.missing
INITIALIZERS, REGULARIZERS = INITIALIZER_NAMES.missing, REGULARIZER_NAMES.missing


class MissingName(RefnetError, AttributeError):
    """A name of Keras that a module does not have; ``hasattr`` is False for it."""


class MissingImport(RefnetError, ImportError):
    """The same in an import statement."""


def missing(module: str, name: str) -> Exception:
    """Return the error for a name that a module does not have, for its ``__getattr__``.

    It is a RefnetError, unknown_name, for a name of Keras or TensorFlow for which there is advice,
    and for one that is like a name of the module.
    """
    instead = _instead_of(module, name) or _meant_in(module, name)
    if instead is None:
        return AttributeError(f"module {module!r} has no attribute {name!r}")
    field = module.rpartition(".")[2]
    kind = MissingImport if _is_imported() else MissingName
    return kind("unknown_name", field, f"{field}: there is no {name}; {instead} ({LIST})")


def refused_module(name: str) -> Exception | None:
    """Return the error for the import of a module of Keras, such as keras.ops; None for others.

    name: with refnet in place of keras.
    """
    module, _, last = name.rpartition(".")
    instead = _instead_of(module, last)
    if instead is None:
        return None
    field = module.rpartition(".")[2]
    message = f"{field}: there is no {last}; {instead} ({LIST})"
    return MissingImport("unknown_name", field, message)


class MissingModule(RefnetError, ModuleNotFoundError):
    """A module that a program for Keras imports, and that is not installed."""


def private_module(name: str) -> Exception | None:
    """Return the error for the import of a module that is not public; None for others.

    name: of a module of refnet, which a program for Keras imports as one of Keras.
    """
    parent, _, last = name.rpartition(".")
    public = getattr(sys.modules.get(parent), "__all__", None)
    if "." not in parent or public is None or last in public:
        return None
    if name.replace("refnet", "keras", 1) in TABLES:
        return None
    field = parent.rpartition(".")[2]
    message = f"{field}: there is no module {last} to import; {field} itself has the public names"
    return MissingImport("unknown_name", field, f"{message} ({LIST})")


def scikeras_module(name: str) -> Exception | None:
    """Return the error for an import of scikeras, which is not installed; None for others."""
    if name.partition(".")[0] != "scikeras":
        return None
    instead = "use refnet.sklearn.RefnetClassifier and RefnetRegressor"
    return MissingModule("unknown_name", "scikeras", f"scikeras: it is not here; {instead}")


def _instead_of(module: str, name: str) -> str | None:
    """Return what to use instead of a name in a module of refnet; None if it is not known."""
    is_top = module in ("refnet", "refnet.tensorflow")
    own = ACTIVATION_NAMES if module == "refnet.nn" else None
    own = own or TABLES.get("keras" if is_top else module.replace("refnet", "keras", 1))
    tables = [own, TENSORFLOW, LAYER_NAMES] if is_top else [own]
    found = (table.instead_of(name) for table in tables if table is not None)
    return next((instead for instead in found if instead), None)


def _meant_in(module: str, name: str) -> str | None:
    """Return the question whether a name of the module was meant; None if none is alike."""
    if name.startswith("_"):
        return None
    found = vars(sys.modules[module])
    known = found.get("__all__") or [each for each in found if not each.startswith("_")]
    near = nearest(name, known)
    return None if near is None else f"did you mean {near}?"


def _is_imported() -> bool:
    """Return whether the name is asked for by an import statement.

    Such a statement replaces an AttributeError by an ImportError of Python's own words. It runs
    IMPORT_FROM in the frame that asks ``__getattr__``, which asks ``missing``, which asks here.
    """
    frame = sys._getframe(3)
    return opname[frame.f_code.co_code[frame.f_lasti]] == "IMPORT_FROM"
