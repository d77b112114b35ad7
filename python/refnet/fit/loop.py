"""The loop of ``fit``: epochs and parts of epochs, callbacks, interrupts and divergence."""

import threading
from collections.abc import Callable
from math import nan
from typing import NamedTuple, cast

import numpy as np

from refnet import optimizers
from refnet.callbacks import History, Model, TerminateOnNaN
from refnet.errors import RefnetError
from refnet.fit.backends import Backend
from refnet.fit.evaluation import Evaluation
from refnet.fit.interrupts import noted_interrupts
from refnet.fit.measures import Measures, sorted_logs
from refnet.fit.parts import ArrayParts, Part, Parts
from refnet.fit.progress import Progress
from refnet.fit.watchers import Watchers
from refnet.reference.losses import ACTIVATION_OF, Loss, is_of_logits
from refnet.reference.training import Training

SMALLER = "A smaller learning rate, or smaller inputs or targets, may help"


class Validation(NamedTuple):
    """What is evaluated after epochs, and after which of them."""

    evaluation: Evaluation
    validation_freq: int | frozenset[int] = 1  # each epoch that it divides, or these, from 1

    def is_due(self, epoch: int) -> bool:
        """Return whether an epoch, counted from 0, is one of them."""
        if isinstance(self.validation_freq, int):
            return (epoch + 1) % self.validation_freq == 0
        return epoch + 1 in self.validation_freq


class Loop:
    """One call of ``fit``."""

    def __init__(
        self,
        model: Model,
        backend: Backend,
        training: Training,
        activation: str,
        parts: Parts,
        validation: Validation | None,
        watchers: Watchers,
        renew_states: Callable[[], None],
    ) -> None:
        """parts: what is trained on; activation: that of the last layer.

        renew_states: sets the states of layers to zeros that a callback has reset.
        """
        self.model, self.backend, self.training = model, backend, training
        self.optimizer, self.advice = model.optimizer, _advice(training.loss, activation)
        self.rate = self.optimizer.learning_rate
        self.parts, self.validation = parts, validation
        self.watchers, self.renew_states = watchers, renew_states
        self.history = watchers.history()
        self.measures = Measures(model.all_metrics(), backend)
        self.done = 0  # batches of the epoch

    def run(self, first: int, last: int, verbose: int | str) -> History:
        """Train the epochs after ``first`` up to ``last``."""
        model, epoch = self.model, first
        model.stop_training = False
        self.watchers.call("on_train_begin", {})
        with Progress(verbose, last) as progress, noted_interrupts() as interrupted:
            measured = self.measures.each or self.measures.own
            watched = self.watchers.all or progress.shows or measured or self.validation
            while epoch < last and not model.stop_training:
                at_once = 0 if watched else self.parts.epochs_at_once()
                if at_once:
                    until = min(last, epoch + at_once)
                    self._train_epochs(cast(ArrayParts, self.parts), epoch, until)
                    epoch = until
                elif self._train_epoch(epoch, progress, interrupted):
                    epoch += 1
                else:
                    break
                if interrupted.is_set():
                    raise KeyboardInterrupt(f"stopped after epoch {epoch} of {last}")
        self.watchers.call("on_train_end", self.history.last())
        return self.history

    def _train_epochs(self, parts: ArrayParts, done: int, last: int) -> None:
        """Train whole epochs, those after ``done`` up to ``last``, in one call."""
        before = self.backend.snapshot()
        x, y, _, weights = parts.data
        epochs = done + 1, last, parts.shuffles, weights
        try:
            losses, corrects = self.backend.train_epochs(self.training, x, y, *epochs)
        except RefnetError as error:
            # The same steps give the same bits: training again up to the batch before restores the
            # last finite weights.
            self.backend.restore(before)
            epoch, batch = error.trial or 0, error.batch or 1
            self._train_epochs(parts, done, epoch - 1)
            self._train_part(parts.part(parts.order(), 0, batch - 1), 0.0)
            raise self._diverged(error, epoch, batch) from None
        names = self.measures.names
        accuracies = [correct / parts.examples for correct in corrects] if names else []
        logs = {"loss": losses, **dict.fromkeys(names, accuracies)}
        self.history.add(range(done, last), sorted_logs(logs))
        self.model.epochs += last - done

    def _train_epoch(self, epoch: int, progress: Progress, interrupted: threading.Event) -> bool:
        """Train one epoch part by part and report it; epoch: counted from 0.

        Return False if there were no batches, when there is nothing to report.
        """
        self.watchers.call("on_epoch_begin", epoch, {})
        self._renew_learning_rate()
        progress.begin(epoch, self.parts.count)
        self.measures.begin()
        self.training = self.training._replace(measures=self.measures.each)
        logs = self._train_parts(epoch, progress, interrupted)
        if self.done == 0:
            return False
        self.model.epochs += 1
        if self.validation is not None and self.validation.is_due(epoch):
            tested = self.validation.evaluation.run(self.watchers)
            logs = {**logs, **{f"val_{name}": value for name, value in tested.items()}}
        logs = sorted_logs(logs)
        self.history.add([epoch], {name: [value] for name, value in logs.items()})
        names = set(logs)
        progress.clear()
        self.watchers.call("on_epoch_end", epoch, logs)
        progress.end(self.done, logs)
        self.history.add([], {name: [logs[name]] for name in logs if name not in names})
        return True

    def _renew_learning_rate(self) -> None:
        """Use the learning rate of the model's optimizer, unless it is one of another kind."""
        optimizer = self.model.optimizer
        if optimizer is self.optimizer and optimizer.learning_rate is self.rate:
            return
        if type(optimizer) is not type(self.optimizer):
            return
        settings = self.training.optimizer._replace(
            learning_rate=optimizers.settings(optimizer).learning_rate
        )
        self.optimizer, self.rate = optimizer, optimizer.learning_rate
        self.training = self.training._replace(optimizer=settings)

    def _train_parts(
        self, epoch: int, progress: Progress, interrupted: threading.Event
    ) -> dict[str, float]:
        """Train on the parts of an epoch; return the logs of the part that it got to.

        Metrics such as AUC take time, so that logs that nobody sees are not calculated.
        """
        watchers, count = self.watchers, self.parts.count
        begins, ends = (watchers.use(f"on_train_batch_{each}") for each in ("begin", "end"))
        logs: dict[str, float] = {}
        total, correct, examples, self.done = 0.0, 0, 0, 0
        for part in self.parts.epoch():
            if begins:
                watchers.call("on_train_batch_begin", self.done, {})
                self._renew_learning_rate()
            try:
                total, more = self._train_part(part, total)
            except RefnetError as error:
                if error.field == "metrics":  # from a function of the user's
                    raise
                diverged = self._diverged(error, epoch + 1, self.done + (error.batch or 1))
                progress.clear()
                if not self._ends(diverged):
                    raise diverged from None
                self.done += error.batch or 1
                return {**self.measures.logs(nan, correct, max(examples, 1)), "loss": nan}
            correct, examples = correct + more, examples + part.rows.stop - part.rows.start
            self.done += -(-(part.rows.stop - part.rows.start) // part.batch_size)
            draws = progress.is_due()
            seen = ends or draws
            logs = self._logs(part.loss, total, correct, examples) if seen else {}
            if ends:
                watchers.call("on_train_batch_end", self.done - 1, sorted_logs(logs))
                self._renew_learning_rate()
            if draws:
                progress.advance(self.done, logs)
            if self.model.stop_training:
                break
            if interrupted.is_set() and self.done != count:
                raise KeyboardInterrupt(
                    f"stopped in epoch {epoch + 1}, after batch {self.done} of "
                    f"{'an unknown number' if count is None else count}; the model has the weights "
                    "of that batch"
                )
        if self.done > 0 and not logs:
            logs = self._logs(part.loss, total, correct, examples)
        return logs

    def _ends(self, diverged: RefnetError) -> bool:
        """Return whether a callback ends the run that diverged, which then is no error."""
        for callback in self.watchers.all:
            if isinstance(callback, TerminateOnNaN):
                callback.end(diverged)
                return True
        return False

    def _train_part(self, part: Part, total: float) -> tuple[float, int]:
        """Train on a part of an epoch; if it diverges, restore the last finite weights."""
        rows, size = part.rows, part.batch_size
        if rows.start == rows.stop:
            return total, 0
        self.renew_states()
        before = self.backend.snapshot()
        x, y, _, weights = part.data
        if size != self.training.batch_size:
            self.training = self.training._replace(batch_size=size)
        training = self.training
        if part.loss is not training.loss:
            training = training._replace(loss=part.loss)
        if self.measures.own:
            training = training._replace(measures=self.measures.for_batch(rows.stop - rows.start))
        try:
            trained = self.backend.train(training, x, y, part.order, rows, total, weights)
            if self.measures.own:
                chosen = rows if part.order is None else part.order[rows]
                own = None if weights is None else np.asarray(weights)[chosen]
                self.measures.add_batch(part.loss, np.asarray(y)[chosen], own)
            return trained
        except RefnetError as error:
            self.backend.restore(before)
            stop = rows.start + ((error.batch or 1) - 1) * size
            self._train_part(part._replace(rows=slice(rows.start, stop)), total)
            raise

    def _diverged(self, error: RefnetError, epoch: int, batch: int) -> RefnetError:
        """Return the error of a run that diverged there, with what may help."""
        advice = self.advice if error.field == "loss" else SMALLER
        message = (
            f"{error.field}: left the finite numbers in epoch {epoch}, batch {batch}; the model "
            f"has the weights from before it. {advice}"
        )
        return RefnetError("diverged", error.field, message, epoch, batch)

    def _logs(self, loss: Loss, total: float, correct: int, count: int) -> dict[str, float]:
        return self.measures.logs(self.backend.mean_loss(loss, total, count), correct, count)


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
