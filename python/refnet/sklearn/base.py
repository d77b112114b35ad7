"""What the classifier and the regressor share: parameters, data, training and prediction."""

from dataclasses import replace
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from refnet import losses, optimizers
from refnet.callbacks import Callback, EarlyStopping, as_callbacks
from refnet.errors import RefnetError
from refnet.reference.checks import LARGEST_SEED, check_count, check_range
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_count, as_number
from refnet.sklearn.networks import Outputs, new_model

Array = NDArray[Any]
LARGEST_BATCH = 200  # of batch_size="auto", as in scikit-learn
OF_MODEL = "model__"  # begins the names of what a function given as model takes


class Examples(NamedTuple):
    """Examples [m][n], targets [m] or [m][k], and how much each counts, [m], None if alike."""

    x: Array
    y: Array
    weights: Array | None

    def part(self, rows: Any) -> "Examples":
        """Return some of the examples."""
        weights = None if self.weights is None else self.weights[rows]
        return Examples(self.x[rows], self.y[rows], weights)


class NetworkEstimator(BaseEstimator):  # type: ignore[misc]
    """The base of the estimators; a subclass says what targets are and what outputs mean."""

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
        random_state: Any = None,
        dtype: str = "float64",
        backend: str = "c",
        verbose: int = 0,
        model: Any = None,
        **others: Any,
    ) -> None:
        """Keep the parameters; ``fit`` checks them, as scikit-learn expects."""
        self.hidden = hidden
        self.activation = activation
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.loss = loss
        self.epochs = epochs
        self.batch_size = batch_size
        self.l2 = l2
        self.dropout = dropout
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.callbacks = callbacks
        self.random_state = random_state
        self.dtype = dtype
        self.backend = backend
        self.verbose = verbose
        self.model = model
        if others:
            self._keep(others)

    def _keep(self, others: dict[str, Any]) -> None:
        """Keep further parameters: model__units is one of the function that is given as model."""
        self._others = {**getattr(self, "_others", {}), **others}

    def builder(self) -> Any:
        """Return what builds the model: a function, a model without weights, or None."""
        return self.model

    def chosen_optimizer(self) -> optimizers.Optimizer:
        """Return the optimizer of a model that is not compiled; raises RefnetError."""
        chosen = optimizers.as_optimizer("optimizer", self.optimizer)
        if self.learning_rate is None:
            return chosen
        return replace(chosen, learning_rate=self.learning_rate)

    def model_arguments(self) -> dict[str, Any]:
        """Return what the function given as model takes: model__units=8 is {"units": 8}.

        Raises RefnetError: unknown_name for a parameter that there is not.
        """
        others = getattr(self, "_others", {})
        for name in others:
            if not name.startswith(OF_MODEL):
                check_known(name, name, [*self._get_param_names(), f"{OF_MODEL}..."])
        return {name.removeprefix(OF_MODEL): value for name, value in others.items()}

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return all parameters by name, those that begin with model__ too."""
        return {**super().get_params(deep), **getattr(self, "_others", {})}

    def set_params(self, **params: Any) -> Any:
        """Set parameters; return self. Raises ValueError for a name that there is not."""
        others = {name: value for name, value in params.items() if name.startswith(OF_MODEL)}
        super().set_params(**{name: params[name] for name in params.keys() - others.keys()})
        if others:
            self._keep(others)
        return self

    def _validated(self, x: Any, y: Any, sample_weight: Any, reset: bool) -> Examples:
        """Return examples as arrays, without those that have the weight 0.

        reset: whether they say what the columns are. Raises ValueError and TypeError as all
        estimators of scikit-learn do; RefnetError: out_of_range.
        """
        x, y = validate_data(self, x, y, reset=reset, **self._reading())
        if sample_weight is None:
            return Examples(x, y, None)
        weights = _check_sample_weight(sample_weight, x, dtype=np.float64)
        if (weights < 0.0).any() or not weights.any():
            message = "sample_weight: expected weights of at least 0, and one above 0"
            raise RefnetError("out_of_range", "sample_weight", message)
        return Examples(x, y, weights).part(weights > 0.0)

    def _reading(self) -> dict[str, Any]:
        """Return how scikit-learn is to read the data."""
        return {}

    def _start(self, wanted: Outputs) -> Any:
        """Return a new model with its first weights, and keep the number of its outputs.

        wanted: what the outputs of a network of dense layers are to be.
        Raises RefnetError: shape_mismatch for outputs that are more than one row of numbers.
        """
        self._seed = seed_of(self.random_state)
        model = new_model(self, wanted, self.n_features_in_, self._seed)
        names = getattr(self, "feature_names_in_", None)
        if names is not None and model.columns is None:
            model.columns = [str(name) for name in names]
        shape = model.predict(np.zeros((1, self.n_features_in_)), verbose=0).shape[1:]
        if len(shape) != 1:
            message = f"model: expected one row of outputs for each example, got shape {shape}"
            raise RefnetError("shape_mismatch", "model", message)
        self.n_outputs_: int = shape[0]
        return model

    def _train(self, model: Any, data: Examples, strata: Array | None) -> None:
        """Train a model on all epochs; strata: the classes, whose shares a split keeps."""
        callbacks: list[Callback] = as_callbacks("callbacks", self.callbacks)
        validation = None
        if as_boolean("early_stopping", self.early_stopping):
            data, validation = self._split(data, strata)
            callbacks.append(EarlyStopping(patience=self.patience, restore_best_weights=True))
        epochs = as_count("epochs", self.epochs)
        check_count("epochs", epochs)
        self._fit(model, data, epochs, validation_data=validation, callbacks=callbacks)

    def _fit(self, model: Any, data: Examples, epochs: int, **how: Any) -> None:
        x, y, weights = data
        size = min(LARGEST_BATCH, len(x)) if self._is_automatic() else self.batch_size
        how |= {"batch_size": size, "epochs": epochs, "verbose": self.verbose}
        model.fit(x, y, sample_weight=weights, **how)
        self.model_ = model
        self.history_ = model.history.history

    def _is_automatic(self) -> bool:
        return isinstance(self.batch_size, str) and self.batch_size == "auto"

    def _split(self, data: Examples, strata: Array | None) -> tuple[Examples, Any]:
        """Return what to train on, and what to evaluate after each epoch."""
        fraction = as_number("validation_fraction", self.validation_fraction)
        if not 0.0 < fraction < 1.0:
            message = "validation_fraction: expected above 0 and less than 1"
            raise RefnetError("out_of_range", "validation_fraction", message)
        places = np.arange(len(data.x))
        train, held_out = train_test_split(
            places, test_size=fraction, random_state=self._seed, stratify=strata
        )
        kept = data.part(held_out)
        return data.part(train), kept if kept.weights is not None else kept[:2]

    def _outputs(self, x: Any) -> Array:
        """Return the outputs [m][k] of the model; scikit-learn's NotFittedError before fit."""
        check_is_fitted(self, "model_")
        x = validate_data(self, x, reset=False)
        outputs: Array = self.model_.predict(x, verbose=0)
        return outputs

    def __sklearn_is_fitted__(self) -> bool:
        """Return whether there is a trained model."""
        return hasattr(self, "model_")


def seed_of(random_state: Any) -> int:
    """Return the seed of a model: a number as it is, else one drawn from the generator.

    random_state: None for the generator of NumPy. Raises RefnetError: out_of_range, ValueError.
    """
    if not isinstance(random_state, Integral):
        return int(check_random_state(random_state).randint(0, LARGEST_SEED + 1, dtype=np.uint32))
    check_range("random_state", int(random_state), 0, LARGEST_SEED)
    return int(random_state)


def loss_of(model: Any) -> Any:
    """Return the loss of a compiled model as an object."""
    return losses.as_loss("loss", model.loss)


def mean_one(weights: Array | None) -> Array | None:
    """Return weights whose mean is 1, so that only their ratios count."""
    return None if weights is None else weights * (len(weights) / weights.sum())
