"""RefnetClassifier: a network that learns the class of each example."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.preprocessing import LabelEncoder
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from refnet import activations, losses
from refnet.errors import RefnetError
from refnet.reference.checks import SPARSE
from refnet.sklearn.base import Examples, NetworkEstimator, loss_of, mean_one
from refnet.sklearn.networks import Outputs

Array = NDArray[Any]
OF_ROWS = ("categorical_crossentropy", SPARSE)  # the losses that need an output for each class


class RefnetClassifier(ClassifierMixin, NetworkEstimator):  # type: ignore[misc]
    """A network for classes, as an estimator of scikit-learn.

    hidden: the units of the hidden layers; activation: of these; optimizer: a name or an object of
    refnet.optimizers; learning_rate: None for that of the optimizer; loss: None for
    "binary_crossentropy" with one output for two classes, and "sparse_categorical_crossentropy"
    with an output for each of more classes; epochs; batch_size: "auto" for 200, or all examples
    where they are fewer; l2: the factor of the squares of all kernels in the loss; dropout: the
    fraction of each hidden layer that is left out in training.

    early_stopping: whether to hold out validation_fraction of the examples, of each class alike,
    and to stop once their loss has not improved for so many epochs as patience says; the network
    gets back the weights of its best epoch. callbacks: more of refnet.callbacks; class_weight:
    {class: weight}, or "balanced"; random_state: a number is the seed of the model, as in
    ``Sequential(seed=...)``, so that each ``fit`` gives the same bits; None, or a RandomState of
    NumPy: a seed is drawn; dtype, backend: as for ``Sequential``; verbose: 0 for silence, see
    ``Sequential.fit``.

    model: None for the network above, or a function that returns a refnet model, or a model without
    weights that each ``fit`` copies. The function may take n_features and n_outputs, 1 for two
    classes, and meta, as in scikeras: a dict of ``classes_``, ``n_features_in_`` and others. All
    else that it takes is given as a parameter that begins with model__, as in
    ``RefnetClassifier(model=build, model__units=8)``, also in grid searches. If the model is
    compiled, it keeps its optimizer and its loss; one without a loss is compiled with those above.
    The seed of a model is replaced unless random_state is None.

    After ``fit``: ``model_``, the refnet model, ``history_``, the logs of the epochs by name,
    ``classes_``, ``n_features_in_`` and, for a pandas DataFrame, ``feature_names_in_``.
    """

    def __init__(
        self,
        hidden: Any = (100,),
        *,
        activation: Any = "relu",
        optimizer: Any = "adam",
        learning_rate: Any = None,
        loss: Any = None,
        epochs: int = 100,
        batch_size: Any = "auto",
        l2: float = 0.0,
        dropout: float = 0.0,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        callbacks: Any = None,
        class_weight: Any = None,
        random_state: Any = None,
        dtype: str = "float64",
        backend: str = "c",
        verbose: int = 0,
        model: Any = None,
        **others: Any,
    ) -> None:
        """Keep the parameters; ``fit`` checks them, as scikit-learn expects."""
        super().__init__(
            hidden,
            activation=activation,
            optimizer=optimizer,
            learning_rate=learning_rate,
            loss=loss,
            epochs=epochs,
            batch_size=batch_size,
            l2=l2,
            dropout=dropout,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            patience=patience,
            callbacks=callbacks,
            random_state=random_state,
            dtype=dtype,
            backend=backend,
            verbose=verbose,
            model=model,
            **others,
        )
        self.class_weight = class_weight

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Train a new network on examples X [m][n] and their classes y [m]; return self.

        y: numbers or texts, or rows [m][k] with one 1 each, which ``predict`` then returns, too.
        sample_weight: how much each example counts, [m]; only the ratios matter, and an example of
        the weight 0 is left out. If all examples are one batch, a weight of 2 is the same as the
        example twice.

        Raises RefnetError, which is a ValueError, and what scikit-learn raises for data that it
        does not take.
        """
        data = self._validated(X, y, sample_weight, reset=True)
        labels = self._labels(data.y, reset=True)
        self._encoder = LabelEncoder().fit(labels)
        self.classes_: Array = self._encoder.classes_
        data = self._weighted(data._replace(y=labels))
        model = self._new_model()
        ready = Examples(data.x, self._targets(model, data.y), mean_one(data.weights))
        self._train(model, ready, strata=data.y)
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Any:
        """Train one more epoch, on these examples; return self.

        classes: all classes that there will be, needed in the first call unless ``fit`` came
        before. Nothing is held out, whatever early_stopping says. sample_weight: as it is, so that
        the weights of several calls can be compared.

        Raises RefnetError: empty without classes; and as ``fit``.
        """
        first = not hasattr(self, "model_")
        if first and classes is None:
            message = "classes: expected all classes in the first call of partial_fit"
            raise RefnetError("empty", "classes", message)
        data = self._validated(X, y, sample_weight, reset=first)
        labels = self._labels(data.y, reset=first)
        if first:
            self._encoder = LabelEncoder().fit(np.asarray(classes))
            self.classes_ = self._encoder.classes_
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            message = "classes: expected those of the first call, or None"
            raise RefnetError("out_of_range", "classes", message)
        data = self._weighted(data._replace(y=labels))
        model = self._new_model() if first else self.model_
        targets = self._targets(model, data.y)
        self._fit(model, data._replace(y=targets), 1, callbacks=self.callbacks)
        return self

    def predict(self, X: Any) -> Array:
        """Return the most probable class of each example of X [m][n]: [m]."""
        numbers = self._probabilities(X).argmax(axis=1)
        classes: Array = np.eye(len(self.classes_), dtype=int) if self._has_rows else self.classes_
        chosen: Array = classes[numbers]
        return chosen

    def predict_proba(self, X: Any) -> Array:
        """Return the probability of each class, in the order of ``classes_``: [m][classes]."""
        return self._probabilities(X)

    def _probabilities(self, x: Any) -> Array:
        outputs = self._outputs(x)
        if getattr(loss_of(self.model_), "from_logits", False):
            is_one = outputs.shape[1] == 1
            outputs = activations.sigmoid(outputs) if is_one else activations.softmax(outputs)
        if outputs.shape[1] > 1:
            return outputs
        both: Array = np.hstack([1.0 - outputs, outputs])
        return both

    def _reading(self) -> dict[str, Any]:
        return {"multi_output": True}  # of which ``_labels`` takes rows with one 1 each

    def _labels(self, y: Array, reset: bool) -> Array:
        """Return the class of each example [m]; rows with one 1 become class numbers.

        Raises ValueError for what is not classes.
        """
        has_rows = y.ndim == 2 and y.shape[1] > 1 and _are_one_hot(y)
        if reset:
            self._has_rows = has_rows
        if has_rows:
            numbers: Array = y.argmax(axis=1)
            return numbers
        check_classification_targets(y)
        labels: Array = column_or_1d(y, warn=True)
        return labels

    def _weighted(self, data: Examples) -> Examples:
        """Return the data with class numbers for classes, and with the weights of the classes."""
        x, labels, weights = data
        if self.class_weight is not None:
            of_classes = compute_sample_weight(self.class_weight, labels)
            weights = of_classes if weights is None else weights * of_classes
        return Examples(x, self._encoder.transform(labels), weights)

    def _new_model(self) -> Any:
        """Return a new model; raises RefnetError: out_of_range, unknown_name, shape_mismatch."""
        count = len(self.classes_)
        if count < 2:
            message = f"y: expected at least two classes, got {count} class"
            raise RefnetError("out_of_range", "y", message)
        model = self._start(self._wanted(count))
        outputs = self.n_outputs_
        if outputs != count and (outputs, count) != (1, 2):
            message = f"model: expected {count} outputs, one for each class, got {outputs}"
            raise RefnetError("shape_mismatch", "model", message)
        if loss_of(model).name == "hinge":
            message = 'loss: "hinge" gives no probabilities; "binary_crossentropy" does'
            raise RefnetError("unknown_name", "loss", message)
        if outputs == count and model.classes is None:
            model.classes = [str(each) for each in self.classes_]
        return model

    def _targets(self, model: Any, numbers: Array) -> Array:
        """Return class numbers [m] as the loss of a model takes them."""
        if self.n_outputs_ == 1 or loss_of(model).name == SPARSE:
            return numbers
        return np.eye(len(self.classes_))[numbers]

    def _wanted(self, count: int) -> Outputs:
        """Return what the last layer of a network is to be for so many classes."""
        loss = None if self.loss is None else losses.as_loss("loss", self.loss)
        is_one = count == 2 and (loss is None or loss.name not in OF_ROWS)
        activation = "sigmoid" if is_one else "softmax"
        if getattr(loss, "from_logits", False):
            activation = "linear"
        default = "binary_crossentropy" if is_one else SPARSE
        return Outputs(1 if is_one else count, activation, loss or default)


def _are_one_hot(rows: Array) -> bool:
    """Return whether each row [m][k] has one 1 and zeros."""
    if rows.dtype.kind not in "biuf":
        return False
    return bool(((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) == 1).all())
