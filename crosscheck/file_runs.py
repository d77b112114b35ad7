"""The group "files": Keras opens what refnet saved, and refnet opens what Keras saved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from crosscheck.file_models import BUILDERS, WORDS
from crosscheck.page import BOUND, Distance, Row

import refnet
from refnet.conformance.ports import CHECKOUT

FOLDER = CHECKOUT / "build" / "crosscheck" / "files"
EXAMPLES = 6
BOUNDS = {"float64": BOUND, "float32": 1e-6}
DTYPES = {"LSTM": ("float64", "float32")}
LEGACY = ("dense", "BatchNormalization", "Normalization, adapted", "Bidirectional", "graph")


class FileCase(NamedTuple):
    """A model that both libraries save in a format of Keras."""

    model: str
    suffix: str
    dtype: str

    @property
    def stem(self) -> Path:
        """Where its files are, without their ends."""
        return FOLDER / f"{self.model}-{self.dtype}".replace(" ", "-")

    @property
    def ours(self) -> str:
        """The name of refnet's file."""
        return f"{self.stem}-ours{self.suffix}"

    @property
    def theirs(self) -> str:
        """The name of Keras's file."""
        return f"{self.stem}-theirs{self.suffix}"


class Make:
    """How refnet makes models; data: to adapt to."""

    def __init__(self, dtype: str, data: Any) -> None:
        self.dtype, self.data = dtype, data

    def chain(self, layers: list[Any]) -> Any:
        """Return a Sequential."""
        return refnet.Sequential(layers, seed=1, dtype=self.dtype)

    def graph(self, entering: Any, leaving: Any) -> Any:
        """Return a Model."""
        return refnet.Model(entering, leaving, seed=1, dtype=self.dtype)


def file_cases() -> Iterator[FileCase]:
    """Yield the models in both formats."""
    for model in BUILDERS:
        for dtype in DTYPES.get(model, ("float64",)):
            for suffix in (".keras", ".h5") if model in LEGACY else (".keras",):
                yield FileCase(model, suffix, dtype)


def examples(case: FileCase) -> tuple[Any, Any]:
    """Return the examples of a case, and their targets, which are rows of probabilities."""
    generator = np.random.default_rng(len(case.model))
    shape, _ = BUILDERS[case.model]
    x = generator.standard_normal((EXAMPLES, *shape))
    if case.model in WORDS:
        x = generator.integers(0, 5, (EXAMPLES, *shape)).astype(float)
    y = generator.random((EXAMPLES, 3)) + 0.1
    return x.astype(case.dtype), (y / y.sum(axis=1, keepdims=True)).astype(case.dtype)


def saved_model(case: FileCase) -> Any:
    """Return refnet's model of a case after a step, in the state in which it is saved."""
    x, y = examples(case)
    _, build = BUILDERS[case.model]
    model = build(refnet, Make(case.dtype, x))
    step(model, x, y)
    return model


def file_task(case: FileCase) -> dict[str, Any]:
    """Save refnet's model, and return what Keras is to do with it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    saved_model(case).save(case.ours)
    x, y = examples(case)
    names = {"ours": case.ours, "theirs": case.theirs}
    return {"model": case.model, "dtype": case.dtype, **names, "x": x.tolist(), "y": y.tolist()}


def step(model: Any, x: Any, y: Any) -> None:
    """Train one step."""
    model.fit(x, y, batch_size=len(x), shuffle=False, verbose=0)


def compare_files(case: FileCase, result: dict[str, Any]) -> Row:
    """Return the distances of outputs and of a further step, in both directions."""
    ours = saved_model(case)
    read = refnet.models.load_model(case.theirs)
    pairs = (ours, result["read"]), (read, result["written"])
    distances = [distance(case, model, theirs) for model, theirs in pairs]
    return Row("files", (case.model, f"{case.suffix}, {case.dtype}"), distances)


def distance(case: FileCase, model: Any, theirs: dict[str, Any]) -> Distance:
    """Return the largest differences of the outputs, and of the weights after a further step."""
    x, y = examples(case)
    outputs = difference(model.predict(x, verbose=0), theirs["outputs"])
    bound = BOUNDS[case.dtype]
    if not theirs["weights"]:
        return Distance(outputs, 0.0, must_agree=True, bound=bound)
    step(model, x, y)
    pairs = zip(model.get_weights(), theirs["weights"], strict=True)
    weights = max(difference(own, other) for own, other in pairs)
    return Distance(outputs, weights, must_agree=True, bound=bound)


def difference(ours: Any, theirs: Any) -> float:
    """Return the largest difference, infinite for different shapes."""
    own, other = np.asarray(ours, float), np.asarray(theirs, float)
    return float(np.abs(own - other).max()) if own.shape == other.shape else np.inf
