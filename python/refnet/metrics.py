"""The metrics that a model reports beside its loss, with Keras 3's names, settings and formulas.

An object such as ``AUC()`` can be given to ``compile``, in as many models as you like, or used by
itself: ``update_state`` adds examples, ``result`` returns the value for all that it has seen, and
``reset_state`` forgets them. A model does not change the object: each ``fit`` and each ``evaluate``
has states of its own. The settings are checked when a metric is created: RefnetError with the codes
wrong_type, not_finite, out_of_range and unknown_name.

The values are those of chapter metrics (METRIC-1 to METRIC-11).
"""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from refnet import configs, core, keras_names, losses, reference
from refnet.constants import Number
from refnet.errors import RefnetError
from refnet.loss_values import as_numbers, check_alike, one_hot
from refnet.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    sparse_categorical_crossentropy,
)
from refnet.reference.checks import (
    OF_CLASSES,
    check_count,
    check_length,
    check_metric_settings,
    check_share,
)
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_count, as_name, as_number

# Two names for one metric (DENSE-16), as in Keras: with one output, how many targets of 0 or 1 the
# output is on the right side of 1/2 for, as BinaryAccuracy; with several, how many classes are
# right, as SparseCategoricalAccuracy or CategoricalAccuracy.
ACCURACY = ("accuracy", "acc")
TAKEN = ("loss", "learning_rate")  # logs that are no metrics
DEFAULT_THRESHOLD = 0.5


class Metric:
    """A metric, one of the classes below.

    Attributes: ``name``, that of its log, and ``settings``, as chapter metrics has them.
    """

    settings: Any
    kind: ClassVar[str] = ""  # its name in chapter metrics
    larger_is_better: ClassVar[bool] = False
    of_rows: ClassVar[bool] = False  # whether an example's outputs are one row of numbers
    options: ClassVar[tuple[str, ...]] = ()  # the settings that it has

    def __init__(self, name: str | None = None, **settings: Any) -> None:
        """name: of the log; None for the name of the metric."""
        if not self.kind:
            raise RefnetError("wrong_type", "metric", "metric: expected a class such as AUC")
        self.name = check_log_name(self.kind if name is None else as_name("name", name))
        self.settings = reference.Metric(self.kind, **settings)
        check_metric_settings(*self.settings[1:])
        self._measure: reference.Measure | None = None

    def update_state(self, y_true: Any, y_pred: Any) -> None:
        """Add examples: targets [m][k], or class numbers [m], and outputs [m][k].

        Numbers [m] are those of one output. Raises RefnetError: wrong_type, empty, shape_mismatch,
        not_finite, out_of_range.
        """
        outputs = _rows("y_pred", y_pred)
        targets = _rows("y_true", y_true)
        check_length("y_true", targets, "y_pred", len(outputs))
        if self.kind in OF_CLASSES:
            targets = one_hot(targets, outputs)
        check_alike(targets, outputs)
        measure = self._measure or core.new_measure(self.settings, outputs.shape[1])
        core.update_measure(measure, targets, outputs)
        self._measure = measure

    def result(self) -> Number:
        """Return the value for all examples since the last ``reset_state``; 0 without any."""
        return Number(0.0 if self._measure is None else core.measured_value(self._measure))

    def reset_state(self) -> None:
        """Forget all examples."""
        self._measure = None

    def get_config(self) -> dict[str, Any]:
        """Return the settings under Keras's keys."""
        keys = configs.METRICS[type(self).__name__]
        own = {**configs.CONSTANTS, **self.settings._asdict(), "thresholds": None}
        if self.settings.threshold != DEFAULT_THRESHOLD:
            own["thresholds"] = self.settings.threshold
        return {"name": self.name, "dtype": "float64", **{key: own[key] for key in keys}}

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a metric with the settings that ``get_config`` returns.

        Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
        """
        keys = ("name", *configs.METRICS[cls.__name__])
        given = configs.without(config, ["dtype"])
        return cls(**configs.arguments(cls, given, keys))

    def __call__(self, y_true: Any, y_pred: Any) -> Number:
        """Add examples, and return the value for all that there are now."""
        self.update_state(y_true, y_pred)
        return self.result()

    def __repr__(self) -> str:
        """Return the class and the name, such as <AUC "auc">."""
        return f'<{type(self).__name__} "{self.name}">'


class MeanMetricWrapper(Metric):
    """The mean of what a function returns for the examples, or for a batch as a whole.

    fn: of targets and outputs, which returns a number for each example, or one for all; its
    numbers are arrays, so that it may use NumPy, ``refnet.ops`` or ``refnet.backend``; name: of the
    log, None for that of the function; options: further arguments of fn.
    """

    def __init__(self, fn: Any, name: str | None = None, dtype: Any = None, **options: Any) -> None:
        """Raises RefnetError: wrong_type, out_of_range."""
        if not callable(fn):
            message = f"fn: expected a function of targets and outputs, got {type(fn).__name__}"
            raise RefnetError("wrong_type", "fn", message)
        own = getattr(fn, "__name__", type(fn).__name__) if name is None else as_name("name", name)
        self.name, self.fn, self.options_of_fn = check_log_name(own), fn, options
        self.settings = None
        self.reset_state()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return what the function returns."""
        return self.fn(y_true, y_pred, **self.options_of_fn)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add examples; sample_weight: how much each counts, None for 1."""
        found = np.asarray(self.values(np.asarray(y_true), np.asarray(y_pred)), np.float64)
        each = found.reshape(1 if found.ndim == 0 else len(found), -1).mean(axis=1)
        weights = np.ones(len(each)) if sample_weight is None else np.ravel(sample_weight)
        self._total += float((each * weights).sum())
        self._count += float(weights.sum())

    def result(self) -> Number:
        """Return the mean of all examples since the last ``reset_state``; 0 without any."""
        return Number(self._total / self._count if self._count else 0.0)

    def reset_state(self) -> None:
        """Forget all examples."""
        self._total = self._count = 0.0


class Weighted(Metric):
    """One of ``weighted_metrics``; given: its name, or the metric itself."""

    def __init__(self, given: Any) -> None:
        self.given = given
        self.name = given.name if isinstance(given, Metric) else given


class MeanSquaredError(Metric):
    """The mean of the squared errors."""

    kind = "mean_squared_error"


class RootMeanSquaredError(Metric):
    """The square root of the mean of the squared errors, which has the unit of the targets."""

    kind = "root_mean_squared_error"


class MeanAbsoluteError(Metric):
    """The mean of the absolute errors."""

    kind = "mean_absolute_error"


class MeanAbsolutePercentageError(Metric):
    """The mean of the absolute errors in percent of their targets, which count as 1e-7 or more."""

    kind = "mean_absolute_percentage_error"


class LogCoshError(Metric):
    """The mean of ln cosh of the errors."""

    kind = "log_cosh"

    def __init__(self, name: str = "logcosh") -> None:
        """name: of the log."""
        super().__init__(name)


class KLDivergence(Metric):
    """The mean over the examples of the sum of t*ln(t/y), for rows of probabilities."""

    kind, of_rows = "kl_divergence", True


class _Crossentropy(Metric):
    function: ClassVar[Any]  # of the losses
    inner: MeanMetricWrapper | None = None  # with other settings than the defaults

    def __init__(
        self, name: str | None = None, from_logits: bool = False, label_smoothing: float = 0.0
    ) -> None:
        """from_logits, label_smoothing: as for the loss of this name."""
        super().__init__(name)
        if as_boolean("from_logits", from_logits) or label_smoothing:
            how: dict[str, Any] = {"from_logits": from_logits}
            how |= {"label_smoothing": label_smoothing} if label_smoothing else {}
            self.inner = MeanMetricWrapper(type(self).function, self.name, **how)

    def update_state(self, y_true: Any, y_pred: Any) -> None:
        """Add examples; see ``Metric.update_state``."""
        if self.inner is None:
            super().update_state(y_true, y_pred)
        else:
            self.inner.update_state(y_true, y_pred)

    def result(self) -> Number:
        """Return the value for all examples since the last ``reset_state``; 0 without any."""
        return super().result() if self.inner is None else self.inner.result()

    def reset_state(self) -> None:
        """Forget all examples."""
        super().reset_state()
        if self.inner is not None:
            self.inner.reset_state()


class BinaryCrossentropy(_Crossentropy):
    """The mean crossentropy of outputs between 0 and 1."""

    kind, function = "binary_crossentropy", binary_crossentropy


class CategoricalCrossentropy(_Crossentropy):
    """The mean crossentropy of rows of probabilities."""

    kind, of_rows, function = "categorical_crossentropy", True, categorical_crossentropy


class SparseCategoricalCrossentropy(_Crossentropy):
    """The mean crossentropy of rows of probabilities, for targets that are class numbers."""

    kind, of_rows = "sparse_categorical_crossentropy", True
    function = sparse_categorical_crossentropy


class R2Score(Metric):
    """The share of the targets' variance that the outputs explain, the mean over the outputs."""

    kind, of_rows, larger_is_better = "r2_score", True, True


class BinaryAccuracy(Metric):
    """The share of outputs that are on the right side of the threshold, for targets of 0 and 1."""

    kind, larger_is_better, options = "binary_accuracy", True, ("threshold",)

    def __init__(self, name: str = "binary_accuracy", threshold: float = DEFAULT_THRESHOLD) -> None:
        """threshold: from 0 to 1; an output above it stands for 1."""
        super().__init__(name, threshold=as_number("threshold", threshold))


class CategoricalAccuracy(Metric):
    """The share of examples whose largest output is that of the largest target."""

    kind, of_rows, larger_is_better = "categorical_accuracy", True, True


class SparseCategoricalAccuracy(Metric):
    """The share of examples whose largest output is that of the class number."""

    kind, of_rows, larger_is_better = "sparse_categorical_accuracy", True, True


class _TopK(Metric):
    of_rows, larger_is_better, options = True, True, ("k",)

    def __init__(self, k: int = 5, name: str | None = None) -> None:
        """k: how many of the largest outputs may be right."""
        super().__init__(name, k=as_count("k", k))


class TopKCategoricalAccuracy(_TopK):
    """The share of examples with the output of the largest target among the k largest."""

    kind = "top_k_categorical_accuracy"


class SparseTopKCategoricalAccuracy(_TopK):
    """The share of examples with the output of the class number among the k largest."""

    kind = "sparse_top_k_categorical_accuracy"


class _AtThreshold(Metric):
    options = ("threshold",)

    def __init__(self, thresholds: Any = None, name: str | None = None) -> None:
        """thresholds: a number from 0 to 1, above which an output is positive; None for 0.5."""
        if isinstance(thresholds, np.ndarray):
            thresholds = thresholds.ravel().tolist()
        if isinstance(thresholds, Sequence) and len(thresholds) == 1:
            [thresholds] = thresholds
        if isinstance(thresholds, Sequence) and not isinstance(thresholds, str):
            message = "thresholds: expected one number; create a metric for each of them"
            raise RefnetError("wrong_type", "thresholds", message)
        threshold = DEFAULT_THRESHOLD if thresholds is None else as_number("thresholds", thresholds)
        check_share("thresholds", threshold)
        super().__init__(name, threshold=threshold)


class TruePositives(_AtThreshold):
    """How many outputs are above the threshold that should be."""

    kind, larger_is_better = "true_positives", True


class FalsePositives(_AtThreshold):
    """How many outputs are above the threshold that should not be."""

    kind = "false_positives"


class TrueNegatives(_AtThreshold):
    """How many outputs are not above the threshold and should not be."""

    kind, larger_is_better = "true_negatives", True


class FalseNegatives(_AtThreshold):
    """How many outputs are not above the threshold but should be."""

    kind = "false_negatives"


class Precision(_AtThreshold):
    """The share of true targets among the outputs above the threshold."""

    kind, larger_is_better = "precision", True


class Recall(_AtThreshold):
    """The share of the true targets whose outputs are above the threshold."""

    kind, larger_is_better = "recall", True


class AUC(Metric):
    """The area under the curve of true over false positives, or of precision over recall."""

    kind, larger_is_better = "auc", True
    options = ("num_thresholds", "curve", "summation_method")

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
    ) -> None:
        """curve: "ROC" or "PR"; summation_method: "interpolation", "minoring" or "majoring"."""
        super().__init__(
            name,
            num_thresholds=as_count("num_thresholds", num_thresholds),
            curve=as_name("curve", curve),
            summation_method=as_name("summation_method", summation_method),
        )


CLASSES: tuple[type[Metric], ...] = (
    *(MeanSquaredError, RootMeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError),
    *(LogCoshError, KLDivergence, BinaryCrossentropy, CategoricalCrossentropy),
    *(SparseCategoricalCrossentropy, R2Score, BinaryAccuracy, CategoricalAccuracy),
    *(SparseCategoricalAccuracy, TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy),
    *(TruePositives, FalsePositives, TrueNegatives, FalseNegatives, Precision, Recall, AUC),
)
NAMES = {kind.kind: kind for kind in CLASSES}
ALIASES: dict[str, type[Metric]] = {
    **{kind.__name__: kind for kind in CLASSES},
    **dict.fromkeys(("mse", "MSE"), MeanSquaredError),
    **dict.fromkeys(("rmse", "RMSE"), RootMeanSquaredError),
    **dict.fromkeys(("mae", "MAE"), MeanAbsoluteError),
    **dict.fromkeys(("mape", "MAPE"), MeanAbsolutePercentageError),
    **dict.fromkeys(("logcosh", "log_cosh_error"), LogCoshError),
    **dict.fromkeys(("kld", "KLD"), KLDivergence),
    **dict.fromkeys(("bce", "BCE"), BinaryCrossentropy),
}
METRICS = (*ACCURACY, *NAMES)
SHORT_NAMES = tuple(name for name in ALIASES if name.islower())

Given = str | Metric


def as_metrics(argument: str, value: Any) -> list[Given]:
    """Return a list of names and metrics, for one of them, a list of them or None.

    Raises RefnetError: wrong_type, unknown_name.
    """
    if isinstance(value, str) or not isinstance(value, Sequence | None):
        value = [value]
    return [_as_metric(argument, each) for each in value or ()]


def _as_metric(argument: str, value: Any) -> Given:
    if isinstance(value, type) and issubclass(value, Metric):
        value = value()
    if inspect.isfunction(value) and value in FUNCTIONS:
        value = value.__name__
    if inspect.isroutine(value) or inspect.isfunction(value):
        value = MeanMetricWrapper(value)
    if isinstance(value, _Crossentropy) and value.inner is not None:
        value = value.inner
    if isinstance(value, Metric):
        if type(value) not in (*CLASSES, MeanMetricWrapper):
            message = f"{argument}: expected a metric of refnet.metrics, not a class of your own"
            raise RefnetError("wrong_type", argument, f"{message}, got {type(value).__name__}")
        check_log_name(value.name)  # which may have changed
        return value
    if isinstance(value, str) and value in ALIASES:
        return value
    if not isinstance(value, str):
        message = (
            f'{argument}: expected a name such as "accuracy", or an object or function of '
            f"refnet.metrics, got {type(value).__name__}"
        )
        raise RefnetError("wrong_type", argument, message)
    return check_known(argument, value, (*METRICS, *SHORT_NAMES), keras_names.METRICS)


def check_log_name(name: str) -> str:
    """Return the name of a metric's log; raises out_of_range for one that another log has."""
    if name in TAKEN or name.startswith("val_") or not name:
        message = f'name: expected a name that no other log has, got "{name}"'
        raise RefnetError("out_of_range", "name", message)
    return name


def log_names(metrics: Sequence[Given]) -> list[str]:
    """Return the name of each metric's log; the second one of a name gets _1, as in Keras.

    A weighted one gets the prefix weighted_ if another metric has its name.
    """
    names: list[str] = []
    for given in metrics:
        metric = given.given if isinstance(given, Weighted) else given
        first = name = metric.name if isinstance(metric, Metric) else metric
        if isinstance(given, Weighted) and name in names:
            first = name = f"weighted_{name}"
        count = 0
        while name in names:
            count += 1
            name = f"{first}_{count}"
        names.append(name)
    return names


def metric_of(given: Given) -> Metric | None:
    """Return the metric of this name, or the metric itself; None for the accuracy of the model."""
    if isinstance(given, Weighted):
        return metric_of(given.given)
    if isinstance(given, Metric):
        return given
    return None if given in ACCURACY else {**NAMES, **ALIASES}[given]()


def without_functions(metrics: Sequence[Given]) -> list[Given]:
    """Return the metrics that a file can have: those that are no functions of one's own."""
    return [each for each in metrics if not isinstance(metric_of(each), MeanMetricWrapper)]


def is_larger_better(name: str, metrics: Sequence[Given]) -> bool | None:
    """Return whether a larger value of a metric's log is better; None for another log.

    metrics: those of the model; for other logs their names decide.
    """
    found: Given | None = dict(zip(log_names(metrics), metrics, strict=True)).get(name)
    if found is None and (name in METRICS or name in ALIASES):
        found = name
    if found is None:
        return None
    metric = metric_of(found)
    return True if metric is None else metric.larger_is_better


def described(given: Given) -> str | dict[str, Any]:
    """Return a metric as a model file has it: a name, or the name, the log's and the settings."""
    if isinstance(given, str):
        return given
    own = {option: getattr(given.settings, option) for option in given.options}
    return {"metric": given.kind, "name": given.name, **own}


def of_description(description: Any) -> Given:
    """Return the metric that ``described`` describes.

    Raises KeyError, TypeError, ValueError or RefnetError for what does not describe a metric.
    """
    if not isinstance(description, Mapping):
        return _as_metric("metrics", description)
    own = dict(description)
    kind, name = NAMES[own.pop("metric")], own.pop("name")
    if issubclass(kind, _AtThreshold):
        own["thresholds"] = own.pop("threshold")
    return kind(name=name, **own)


def from_serialized(argument: str, value: Any) -> Given:
    """Return the metric that Keras writes like this, by name or with its settings.

    Raises RefnetError: wrong_type, unknown_name, out_of_range, not_finite.
    """
    if isinstance(value, str):
        return _as_metric(argument, value)
    name, config = configs.class_and_config(argument, value)
    if name in METRICS or (name in ALIASES and not config):  # a function
        return _as_metric(argument, name)
    metric: Metric = configs.named_class(argument, name, CLASSES).from_config(config)
    return metric


def _rows(argument: str, values: Any) -> Any:
    """Return numbers [m][k] as they are, and numbers [m] as rows of one."""
    array = as_numbers(argument, values)
    if array.ndim > 2:
        message = f"{argument}: expected rows or a list of numbers, got shape {array.shape}"
        raise RefnetError("wrong_type", argument, message)
    return array.reshape(len(array), -1)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = DEFAULT_THRESHOLD) -> Any:
    """Return the share of right outputs of each example: [...][k], [...][k] -> [...].

    This and the functions below raise RefnetError: wrong_type, empty, shape_mismatch, not_finite
    and out_of_range. ``compile`` takes them as metrics, too.
    """
    share = as_number("threshold", threshold)
    check_share("threshold", share)
    targets, outputs = as_numbers("y_true", y_true), as_numbers("y_pred", y_pred)
    check_alike(targets, outputs)
    return (targets == (outputs > share)).mean(-1)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return 1 for each example whose largest output is that of the largest target, else 0.

    y_true [...][k], y_pred [...][k] -> [...]
    """
    targets, outputs = as_numbers("y_true", y_true), as_numbers("y_pred", y_pred)
    check_alike(targets, outputs)
    return (targets.argmax(-1) == outputs.argmax(-1)).astype(np.float64)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return 1 for each example whose largest output is that of the class number, else 0.

    y_true [...] or [...][1], y_pred [...][k] -> [...]
    """
    outputs = as_numbers("y_pred", y_pred)
    return categorical_accuracy(one_hot(as_numbers("y_true", y_true), outputs), outputs)


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return 1 for each example with the output of the largest target among the k largest, else 0.

    y_true [...][k], y_pred [...][k] -> [...]
    """
    check_count("k", as_count("k", k), 1)
    targets, outputs = as_numbers("y_true", y_true), as_numbers("y_pred", y_pred)
    check_alike(targets, outputs)
    right = np.take_along_axis(outputs, targets.argmax(-1)[..., None], -1)
    return ((outputs > right).sum(-1) < k).astype(np.float64)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return the same for class numbers: y_true [...] or [...][1], y_pred [...][k] -> [...]."""
    outputs = as_numbers("y_pred", y_pred)
    return top_k_categorical_accuracy(one_hot(as_numbers("y_true", y_true), outputs), outputs, k)


FUNCTIONS = (
    *(mean_squared_error, mean_absolute_error, mean_absolute_percentage_error, log_cosh),
    *(kl_divergence, binary_crossentropy, categorical_crossentropy),
    *(sparse_categorical_crossentropy, binary_accuracy, categorical_accuracy),
    *(sparse_categorical_accuracy, top_k_categorical_accuracy, sparse_top_k_categorical_accuracy),
)
# losses that are no metrics here, and the short names of Keras 2, which tf.keras still has
hinge, huber = losses.hinge, losses.huber
mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
bce = BCE = binary_crossentropy
kld = KLD = kl_divergence
logcosh = log_cosh


def get(identifier: Any) -> Any:
    """Return a metric: of its name, of its class, itself, or a function; None remains None.

    It may be serialized, as a class_name and a config.
    Raises RefnetError: wrong_type, unknown_name, out_of_range.
    """
    if isinstance(identifier, Mapping):
        return from_serialized("identifier", identifier)
    if identifier is None or inspect.isfunction(identifier):
        return identifier
    [metric] = as_metrics("identifier", identifier)
    return metric_of(metric) or metric
