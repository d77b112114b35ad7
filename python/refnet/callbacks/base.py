"""The base of callbacks: their hooks, and what they may use of the model that they watch."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from numpy.typing import NDArray

from refnet.callbacks.history import History
from refnet.errors import RefnetError
from refnet.reference.names import check_known

Logs = dict[str, Any]  # values by name; a hook may add some, which later callbacks see


class Model(Protocol):
    """What a callback may use of the model that it watches; refnet.Model is one."""

    name: str
    seed: int
    epochs: int  # trained so far
    notes: dict[str, Any]
    metrics: list[Any]  # names and objects of refnet.metrics

    def all_metrics(self) -> list[Any]:
        """Return these and the weighted ones."""

    dtype: str
    # ``fit`` uses its learning rate from the next epoch on; from the next batch on if a
    # callback has a hook of training batches.
    optimizer: Any
    stop_training: bool
    history: History  # of this fit, up to the last whole epoch

    def compile(self, optimizer: Any = ..., loss: Any = ..., metrics: Any = ...) -> None:
        """Set how the model learns."""

    def get_weights(self) -> list[NDArray[Any]]:
        """Return copies of all weights."""

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace all weights."""

    def weights_sha256(self) -> str:
        """Return the SHA-256 of all weights."""

    def evaluate(
        self,
        x: Any = ...,
        y: Any = ...,
        batch_size: int | None = ...,
        verbose: int | str = ...,
        sample_weight: Any = ...,
        steps: int | None = ...,
        callbacks: Any = ...,
        return_dict: bool = ...,
    ) -> Any:
        """Return the loss and the metrics of examples."""

    def predict(
        self,
        x: Any,
        batch_size: int | None = ...,
        verbose: int | str = ...,
        steps: int | None = ...,
        callbacks: Any = ...,
    ) -> NDArray[Any]:
        """Return the outputs for examples."""

    def reset_states(self) -> None:
        """Set the states of all stateful layers to zeros."""

    def save(
        self,
        filepath: str | os.PathLike[str],
        *,
        include_optimizer: bool | None = ...,
    ) -> None:
        """Write the model to a file."""


class Callback:
    """Does nothing; override the hooks that you need.

    ``self.model.stop_training = True`` ends the fit. Epochs and batches are counted from 0.
    ``params``: "verbose", "epochs" and "steps", the batches of an epoch, None if that is not known;
    ``log_names``: of the logs that an epoch's end will have. If a callback overrides a hook of
    batches, the model is called batch by batch, with the same results.
    """

    model: Model
    params: dict[str, Any]
    log_names: Sequence[str] = ()

    def set_model(self, model: Any) -> None:
        """Keep the model; called before everything else."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Keep what the call does; called before it begins."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch; logs: empty."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After the last epoch; logs: those of that epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before an epoch; logs: empty."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After an epoch; logs: what the History gets, "accuracy", "loss", "val_loss" ...

        The History and the callbacks after this one also get what a callback adds to them.
        """

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Another name of ``on_train_batch_begin``, which calls it."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Another name of ``on_train_batch_end``, which calls it."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of ``fit``; logs: empty."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of ``fit``; logs: the epoch's loss and metrics so far."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Before ``evaluate``, and before ``fit`` evaluates its validation data; logs: empty."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """After that; logs: the loss and the metrics."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch that is evaluated; logs: empty."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch that was evaluated; logs: the loss and the metrics so far."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Before ``predict``; logs: empty."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """After ``predict``; logs: empty."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of ``predict``; logs: empty."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of ``predict``; logs: its "outputs"."""


class LambdaCallback(Callback):
    """Calls functions."""

    def __init__(
        self,
        on_epoch_begin: Callable[[int, Logs], Any] | None = None,
        on_epoch_end: Callable[[int, Logs], Any] | None = None,
        on_train_begin: Callable[[Logs], Any] | None = None,
        on_train_end: Callable[[Logs], Any] | None = None,
        on_train_batch_begin: Callable[[int, Logs], Any] | None = None,
        on_train_batch_end: Callable[[int, Logs], Any] | None = None,
        **hooks: Callable[..., Any] | None,
    ) -> None:
        """Take the functions of hooks, by their names; the others are those of ``Callback``.

        Raises RefnetError: wrong_type for what is no function, unknown_name for another hook.
        """
        given: dict[str, Any] = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **hooks,
        }
        for name, function in given.items():
            check_known("hook", name, _hooks(Callback))
            if function is not None:
                if not callable(function):
                    raise RefnetError("wrong_type", name, f"{name}: expected a function")
                setattr(self, name, function)


def uses(callback: Callback, *hooks: str) -> bool:
    """Return whether a callback has one of these hooks, and not only the base class's."""
    return any(
        getattr(getattr(callback, name), "__func__", None) is not getattr(Callback, name)
        for name in hooks
    )


def as_callbacks(argument: str, value: Any) -> list[Callback]:
    """Return a list of callbacks, for one callback, a list of them or None.

    Raises RefnetError: wrong_type, unknown_name for a hook that nothing calls.
    """
    if value is None or isinstance(value, Callback):
        return [] if value is None else [value]
    callbacks = list(value) if isinstance(value, Sequence) else [value]
    for callback in callbacks:
        if not isinstance(callback, Callback):
            raise RefnetError(
                "wrong_type",
                argument,
                f"{argument}: expected objects of refnet.callbacks, got {type(callback).__name__}",
            )
        for name in _hooks(callback):  # a misspelled hook would silently do nothing
            check_known(argument, name, _hooks(Callback))
    return callbacks


def _hooks(callback: Any) -> list[str]:
    names = [name for name in dir(callback) if name.startswith("on_")]
    return [name for name in names if callable(getattr(callback, name))]
