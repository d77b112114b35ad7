"""The metrics that fit and evaluate report, as Keras reports them too."""

from collections.abc import Iterator

from crosscheck.further_layer_runs import DENSE, LAST, ROWS, long_case
from crosscheck.layer_runs import Case
from crosscheck.specs import Spec, spec

ERRORS = [
    spec("MeanAbsoluteError"),
    spec("MeanSquaredError"),
    spec("RootMeanSquaredError"),
    spec("MeanAbsolutePercentageError"),
    spec("LogCoshError"),
    spec("R2Score"),
]
COUNTS = "TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"
BINARY = [
    spec("BinaryAccuracy"),
    spec("BinaryAccuracy", threshold=0.4),
    *(spec(name) for name in ("Precision", "Recall", *COUNTS)),
    *(spec(name, thresholds=0.4) for name in ("Precision", "Recall")),
    spec("AUC"),
    spec("AUC", curve="PR"),
    spec("AUC", num_thresholds=20, summation_method="minoring"),
    spec("AUC", num_thresholds=20, summation_method="majoring"),
    spec("BinaryCrossentropy"),
]
CLASSES = [
    spec("CategoricalAccuracy"),
    spec("TopKCategoricalAccuracy", k=2),
    spec("TopKCategoricalAccuracy"),
    spec("CategoricalCrossentropy"),
    spec("KLDivergence"),
]
NUMBERS = [
    spec("SparseCategoricalAccuracy"),
    spec("SparseTopKCategoricalAccuracy", k=2),
    spec("SparseCategoricalCrossentropy"),
]

ROUNDED = {"LogCoshError": "tensorflow"}  # where Keras has a float32 constant


def metric_cases() -> Iterator[Case]:
    """Yield a network for each loss and number of outputs, with the metrics that go with it."""
    softmax = spec("Dense", units=7, activation="softmax")
    yield measured("mse", LAST, ERRORS)
    for units in (1, 3):
        sigmoid = spec("Dense", units=units, activation="sigmoid")
        yield measured("binary_crossentropy", sigmoid, BINARY)
    yield measured("categorical_crossentropy", softmax, CLASSES)
    yield measured("sparse_categorical_crossentropy", softmax, NUMBERS)


def measured(loss: str, last: Spec, metrics: list[Spec]) -> Case:
    """Return the case of a Dense network that ends with this layer."""
    words = f"{loss}, {last.options['units']} outputs"
    return long_case("Dense", words, ROWS, [DENSE, last], loss=loss, metrics=tuple(metrics))
