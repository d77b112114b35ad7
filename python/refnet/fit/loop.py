"""The loop of ``fit``: epochs and parts of epochs, callbacks, interrupts and divergence."""

import threading
from collections.abc import Callable, Sequence

from refnet import optimizers
from refnet.callbacks import Callback, Model
from refnet.errors import RefnetError
from refnet.fit.backends import Backend, Order, loss_for
from refnet.fit.history import History
from refnet.fit.inputs import Data
from refnet.fit.interrupts import noted_interrupts
from refnet.fit.measures import Measures
from refnet.fit.progress import Progress
from refnet.reference.losses import ACTIVATION_OF, Loss, is_of_logits
from refnet.reference.training import Training

SMALLER = "A smaller learning rate, or smaller inputs or targets, may help"


class Loop:
    """One call of ``fit``."""

    def __init__(
        self,
        model: Model,
        backend: Backend,
        training: Training,
        activation: str,
        data: Data,
        validation: Data | None,
        shuffle: bool,
        callbacks: Sequence[Callback],
        renew_states: Callable[[], None],
    ) -> None:
        """data, validation: as the backend prepared them; validation: evaluated after an epoch.

        activation: that of the last layer;
        renew_states: sets the states of layers to zeros that a callback has reset.
        """
        self.model, self.backend, self.training = model, backend, training
        self.optimizer, self.advice = model.optimizer, _advice(training.loss, activation)
        self.data, self.validation = data, validation
        self.validation_loss = Loss.of(training.loss)
        if validation is not None:
            self.validation_loss = loss_for(self.validation_loss, validation.y)
        self.shuffle, self.callbacks = shuffle, callbacks
        self.renew_states = renew_states
        self.history = History()
        self.measures, self.tested = (Measures(model.metrics, backend) for _ in range(2))
        self.count = len(data.x)
        self.batches = -(-self.count // training.batch_size)
        # A call into the backend cannot be interrupted, so it gets a limited number of batches.
        self.batches_per_call = backend.batches_per_call(min(training.batch_size, self.count))
        if any(_watches_batches(callback) for callback in callbacks):
            self.batches_per_call = 1

    def run(self, first: int, last: int, verbose: int | str) -> History:
        """Train the epochs after ``first`` up to ``last``."""
        model, epoch = self.model, first
        model.stop_training = False
        for callback in self.callbacks:
            callback.model, callback.log_names = model, self._log_names()
            callback.on_train_begin({})
        with Progress(verbose, last) as progress, noted_interrupts() as interrupted:
            watched = self.callbacks or progress.shows or self.measures.each
            unwatched = self.validation is None and not watched
            while epoch < last and not model.stop_training:
                if unwatched and self.batches_per_call >= self.batches:
                    until = min(last, epoch + self.batches_per_call // self.batches)
                    self._train_epochs(epoch, until)
                    epoch = until
                else:
                    self._train_epoch(epoch, progress, interrupted)
                    epoch += 1
                if interrupted.is_set():
                    raise KeyboardInterrupt(f"stopped after epoch {epoch} of {last}")
        for callback in self.callbacks:
            callback.on_train_end(self.history.last())
        return self.history

    def _train_epochs(self, done: int, last: int) -> None:
        """Train whole epochs, those after ``done`` up to ``last``, in one call."""
        before = self.backend.snapshot()
        x, y, _, weights = self.data
        epochs = done + 1, last, self.shuffle, weights
        try:
            losses, corrects = self.backend.train_epochs(self.training, x, y, *epochs)
        except RefnetError as error:
            # The same steps give the same bits: training again up to the batch before restores the
            # last finite weights.
            self.backend.restore(before)
            epoch, batch = error.trial or 0, error.batch or 1
            self._train_epochs(done, epoch - 1)
            self._train_part(self._order(), 0, (batch - 1) * self.training.batch_size, 0.0)
            raise self._diverged(error, epoch, batch) from None
        names = self.measures.names
        accuracies = [correct / self.count for correct in corrects] if names else []
        self.history.add(range(done, last), {"loss": losses, **dict.fromkeys(names, accuracies)})
        self.model.epochs += last - done

    def _train_epoch(self, epoch: int, progress: Progress, interrupted: threading.Event) -> None:
        """Train one epoch part by part and report it; epoch: counted from 0."""
        for callback in self.callbacks:
            callback.on_epoch_begin(epoch, {})
        self._renew_learning_rate()
        progress.begin(epoch, self.count)
        self.measures.begin()
        self.training = self.training._replace(measures=self.measures.each)
        logs = self._train_parts(epoch, progress, interrupted)
        self.model.epochs += 1
        if self.validation is not None:
            self.renew_states()
            x, y, _, weights = self.validation
            self.tested.begin()
            results = self.backend.evaluate(self.validation_loss, x, y, weights, self.tested.each)
            tested = self._logs(self.tested, *results, len(x))
            logs = {**logs, **{f"val_{name}": value for name, value in tested.items()}}
        self.history.add([epoch], {name: [value] for name, value in logs.items()})
        progress.end(logs)
        for callback in self.callbacks:
            callback.on_epoch_end(epoch, logs)

    def _renew_learning_rate(self) -> None:
        """Use the learning rate of the model's optimizer, unless it is one of another kind."""
        optimizer = self.model.optimizer
        if optimizer is self.optimizer or type(optimizer) is not type(self.optimizer):
            return
        settings = self.training.optimizer._replace(
            learning_rate=optimizers.settings(optimizer).learning_rate
        )
        self.optimizer, self.training = optimizer, self.training._replace(optimizer=settings)

    def _train_parts(
        self, epoch: int, progress: Progress, interrupted: threading.Event
    ) -> dict[str, float]:
        """Train on the parts of an epoch; return the logs of the part that it got to."""
        size = self.training.batch_size
        order, stop, total, correct = self._order(), 0, 0.0, 0
        logs: dict[str, float] = {}
        for batch in range(0, self.batches, self.batches_per_call):
            start, stop = batch * size, min((batch + self.batches_per_call) * size, self.count)
            try:
                total, more = self._train_part(order, start, stop, total)
            except RefnetError as error:
                at = epoch + 1, batch + (error.batch or 1)
                raise self._diverged(error, *at) from None
            correct += more
            logs = self._logs(self.measures, total, correct, stop)
            for callback in self.callbacks:
                callback.on_train_batch_end(batch, logs)
            progress.advance(stop, logs)
            if self.model.stop_training:
                break
            if interrupted.is_set() and stop < self.count:
                raise KeyboardInterrupt(
                    f"stopped in epoch {epoch + 1}, after batch {batch + self.batches_per_call} of "
                    f"{self.batches}; the model has the weights of that batch"
                )
        return logs

    def _train_part(
        self, order: Order | None, start: int, stop: int, total: float
    ) -> tuple[float, int]:
        """Train on a part of an epoch; if it diverges, restore the last finite weights."""
        if start == stop:
            return total, 0
        self.renew_states()
        before = self.backend.snapshot()
        x, y, _, weights = self.data
        part = order, slice(start, stop), total, weights
        try:
            return self.backend.train(self.training, x, y, *part)
        except RefnetError as error:
            self.backend.restore(before)
            whole = ((error.batch or 1) - 1) * self.training.batch_size
            self._train_part(order, start, start + whole, total)
            raise

    def _diverged(self, error: RefnetError, epoch: int, batch: int) -> RefnetError:
        """Return the error of a run that diverged there, with what may help."""
        advice = self.advice if error.field == "loss" else SMALLER
        message = (
            f"{error.field}: left the finite numbers in epoch {epoch}, batch {batch}; the model "
            f"has the weights from before it. {advice}"
        )
        return RefnetError("diverged", error.field, message, epoch, batch)

    def _logs(self, measures: Measures, total: float, correct: int, count: int) -> dict[str, float]:
        loss = self.backend.mean_loss(self.training.loss, total, count)
        return measures.logs(loss, correct, count)

    def _log_names(self) -> list[str]:
        """Return the names of an epoch's logs."""
        names = ["loss", *self.measures.names]
        return names if self.validation is None else [*names, *(f"val_{name}" for name in names)]

    def _order(self) -> Order | None:
        return self.backend.permutation(self.count) if self.shuffle else None


def _watches_batches(callback: Callback) -> bool:
    return type(callback).on_train_batch_end is not Callback.on_train_batch_end


def _advice(loss: str | Loss, activation: str) -> str:
    """Return what helps when the loss diverges; activation: that of the last layer."""
    loss = Loss.of(loss)
    divides = ACTIVATION_OF.get(loss.name) == "softmax" and not loss.from_logits
    if not divides or is_of_logits(loss, activation):
        return SMALLER
    # clipped quotients of finite outputs leave no other cause (LOSS-10)
    return (
        f"{loss.name} divides by the sum of an example's outputs, which is 0 for an example; "
        'a last layer of "softmax", or from_logits=True, helps'
    )
