"""RefnetRegressor: a network that learns one number for each example, or several."""

from typing import Any

from numpy.typing import NDArray
from sklearn.base import RegressorMixin

from refnet.errors import RefnetError
from refnet.sklearn.base import Examples, NetworkEstimator, mean_one
from refnet.sklearn.networks import Outputs

Array = NDArray[Any]


class RefnetRegressor(RegressorMixin, NetworkEstimator):  # type: ignore[misc]
    """A network for measured targets, as an estimator of scikit-learn.

    All parameters are those of ``RefnetClassifier``, which explains them, without class_weight. The
    loss is "mean_squared_error" if none is given, and the last layer is linear. Inputs and targets
    learn best if they have mean 0 and deviation 1: put a StandardScaler before the regressor, and a
    TransformedTargetRegressor around it.

    After ``fit``: ``model_``, ``history_``, ``n_features_in_``, ``n_outputs_`` and, for a pandas
    DataFrame, ``feature_names_in_``.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Train a new network on examples X [m][n] with targets y, [m] or [m][k]; return self.

        sample_weight: see ``RefnetClassifier.fit``. Raises RefnetError, which is a ValueError, and
        what scikit-learn raises for data that it does not take.
        """
        data = self._learned(X, y, sample_weight, reset=True)
        model = self._new_model()
        self._train(model, data._replace(weights=mean_one(data.weights)), None)
        return self

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        """Train one more epoch, on these examples; return self.

        sample_weight, early_stopping: see ``RefnetClassifier.partial_fit``.
        """
        first = not hasattr(self, "model_")
        data = self._learned(X, y, sample_weight, reset=first)
        model = self._new_model() if first else self.model_
        self._fit(model, data, 1, callbacks=self.callbacks)
        return self

    def predict(self, X: Any) -> Array:
        """Return the outputs for X [m][n]: [m] if y had one axis, else [m][k]."""
        outputs = self._outputs(X)
        return outputs[:, 0] if self._is_flat else outputs

    def _reading(self) -> dict[str, Any]:
        return {"multi_output": True, "y_numeric": True}

    def _learned(self, x: Any, y: Any, sample_weight: Any, reset: bool) -> Examples:
        """Return the data with targets [m][k], and keep how many there are."""
        data = self._validated(x, y, sample_weight, reset)
        rows = data.y.reshape(len(data.y), -1)
        if reset:
            self._is_flat, self._n_targets = data.y.ndim == 1, rows.shape[1]
        return data._replace(y=rows)

    def _new_model(self) -> Any:
        """Return a new model; raises RefnetError: shape_mismatch."""
        loss = "mean_squared_error" if self.loss is None else self.loss
        model, count = self._start(Outputs(self._n_targets, "linear", loss)), self._n_targets
        if self.n_outputs_ != count:
            message = f"model: expected {count} outputs, those of y, got {self.n_outputs_}"
            raise RefnetError("shape_mismatch", "model", message)
        return model

    def __sklearn_tags__(self) -> Any:
        """Return what the estimator can do."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
