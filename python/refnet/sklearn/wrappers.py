"""KerasClassifier and KerasRegressor of scikeras, and of Keras 2, as estimators of this package.

They differ from RefnetClassifier and RefnetRegressor in what they take and in their defaults: one
epoch, batches of 32. A model that is compiled keeps its optimizer and its loss.
"""

from dataclasses import replace
from typing import Any

from refnet import optimizers
from refnet.reference.names import check_known
from refnet.sklearn.base import OF_MODEL
from refnet.sklearn.classifier import RefnetClassifier
from refnet.sklearn.regressor import RefnetRegressor

OF_OPTIMIZER = "optimizer__"  # begins the names of settings of the optimizer


class Wrapper:
    """What both wrappers take, beside the methods of an estimator.

    model: a function that returns a model, or a model without weights; build_fn: the same under
    the name that it has in Keras 2. What the function takes is given as ``model__units=8``, or as
    ``units=8``, and a setting of the optimizer as ``optimizer__learning_rate=0.1``; it counts only
    for a model that is not compiled, like optimizer, loss and metrics.
    """

    def __init__(
        self,
        model: Any = None,
        *,
        build_fn: Any = None,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        epochs: int = 1,
        batch_size: Any = 32,
        callbacks: Any = None,
        random_state: Any = None,
        verbose: int = 1,
        **others: Any,
    ) -> None:
        """Keep the parameters; ``fit`` checks them."""
        super().__init__(  # type: ignore[call-arg]
            model=model,
            optimizer=optimizer,
            loss=loss,
            epochs=epochs,
            batch_size=batch_size,
            callbacks=callbacks,
            random_state=random_state,
            verbose=verbose,
            **others,
        )
        self.build_fn, self.metrics = build_fn, metrics

    def builder(self) -> Any:
        """Return what builds the model."""
        own: Any = self
        return own.build_fn if own.model is None else own.model

    def model_arguments(self) -> dict[str, Any]:
        """Return what the function takes; raises RefnetError: unknown_name."""
        others = getattr(self, "_others", {})
        for name in others:
            if "__" in name and not name.startswith((OF_MODEL, OF_OPTIMIZER)):
                check_known(name, name, [f"{OF_MODEL}...", f"{OF_OPTIMIZER}..."])
        own = {name: value for name, value in others.items() if not name.startswith(OF_OPTIMIZER)}
        return {name.removeprefix(OF_MODEL): value for name, value in own.items()}

    def chosen_optimizer(self) -> Any:
        """Return the optimizer of a model that is not compiled, with the settings given for it."""
        own: Any = self
        chosen = optimizers.as_optimizer("optimizer", own.optimizer)
        others = getattr(self, "_others", {}).items()
        given = {
            name.removeprefix(OF_OPTIMIZER): value
            for name, value in others
            if name.startswith(OF_OPTIMIZER)
        }
        for name in given:
            check_known(f"{OF_OPTIMIZER}{name}", name, list(vars(chosen)))
        return replace(chosen, **given)

    def set_params(self, **params: Any) -> Any:
        """Set parameters, those of the function too; return self."""
        own: Any = self
        known = {name: value for name, value in params.items() if name in own._get_param_names()}
        super().set_params(**known)  # type: ignore[misc]
        others = {name: value for name, value in params.items() if name not in known}
        if others:
            own._keep(others)
        return self


class KerasClassifier(Wrapper, RefnetClassifier):
    """RefnetClassifier with the parameters of scikeras's KerasClassifier."""

    def __init__(
        self,
        model: Any = None,
        *,
        build_fn: Any = None,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        epochs: int = 1,
        batch_size: Any = 32,
        callbacks: Any = None,
        class_weight: Any = None,
        random_state: Any = None,
        verbose: int = 1,
        **others: Any,
    ) -> None:
        """Keep the parameters; ``fit`` checks them."""
        super().__init__(
            model,
            build_fn=build_fn,
            optimizer=optimizer,
            loss=loss,
            metrics=metrics,
            epochs=epochs,
            batch_size=batch_size,
            callbacks=callbacks,
            random_state=random_state,
            verbose=verbose,
            **others,
        )
        self.class_weight = class_weight


class KerasRegressor(Wrapper, RefnetRegressor):
    """RefnetRegressor with the parameters of scikeras's KerasRegressor."""
