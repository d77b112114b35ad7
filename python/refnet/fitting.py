"""The loop of ``fit``: epochs and parts of epochs, what watches them, and what stops them."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from refnet.backends import Backend, Order
from refnet.callbacks import Callback
from refnet.errors import RefnetError
from refnet.progress import Progress
from refnet.reference.training import Training

if TYPE_CHECKING:
    from refnet.models import Sequential


class Data(NamedTuple):
    """Examples and targets as the backend has them, and how many there are."""

    x: Any
    y: Any
    size: int


class History:
    """What ``fit`` returns: ``epoch``, the epochs from 0, and ``history``, a list for each log."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def add(self, epochs: Sequence[int], logs: dict[str, list[float]]) -> None:
        """Take down epochs."""
        self.epoch.extend(epochs)
        for name, values in logs.items():
            self.history.setdefault(name, []).extend(values)

    def last(self) -> dict[str, float]:
        """Return the logs of the last epoch, none where there was none."""
        return {name: values[-1] for name, values in self.history.items()}


def logs_of(loss: float, metrics: Sequence[str], correct: int, count: int) -> dict[str, float]:
    """Return the loss and the metrics of so many examples, by their names.

    correct: how many are answered right.
    """
    return {"loss": loss, **dict.fromkeys(metrics, correct / count)}


class Fitting:
    """One call of fit."""

    def __init__(
        self,
        model: "Sequential",
        backend: Backend,
        training: Training,
        data: Data,
        test: Data,
        shuffle: bool,
        watchers: list[Callback],
    ) -> None:
        """test: what is evaluated after each epoch; no examples for nothing."""
        self.model, self.backend, self.training = model, backend, training
        self.data, self.test, self.shuffle, self.watchers = data, test, shuffle, watchers
        self.history, self.metrics = History(), list(model.metrics)
        # A call into the backend cannot be interrupted: it gets so many batches at a time.
        self.batches = -(-data.size // training.batch_size)
        self.at_once = backend.batches_at_once(min(training.batch_size, data.size))
        if any(_watches_batches(watcher) for watcher in watchers):
            self.at_once = 1

    def run(self, first: int, last: int, verbose: int | str) -> History:
        """Train the epochs after ``first`` up to ``last``."""
        model, epoch = self.model, first
        model.stop_training = False
        for watcher in self.watchers:
            watcher.model = model
            watcher.on_train_begin({})
        with Progress(verbose, last) as progress, _interrupts() as interrupted:
            unwatched = not (self.watchers or self.test.size or progress.shows)
            while epoch < last and not model.stop_training:
                if unwatched and self.at_once >= self.batches:
                    until = min(last, epoch + self.at_once // self.batches)
                    self._train_epochs(epoch, until)
                    epoch = until
                else:
                    self._train_epoch(epoch, progress, interrupted)
                    epoch += 1
                if interrupted.is_set():
                    raise KeyboardInterrupt(f"stopped after epoch {epoch} of {last}")
        for watcher in self.watchers:
            watcher.on_train_end(self.history.last())
        return self.history

    def _train_epochs(self, done: int, last: int) -> None:
        """Train whole epochs in one call."""
        before = self.backend.take()
        arrays = self.training, self.data.x, self.data.y
        try:
            losses, corrects = self.backend.train_epochs(*arrays, done + 1, last, self.shuffle)
        except RefnetError as error:
            # The same steps give the same bits, so the way to the last finite weights is to train
            # again up to the batch before.
            self.backend.give(before)
            trial = error.trial or 0
            self._train_epochs(done, trial - 1)
            self._part(self._order(), 0, ((error.batch or 1) - 1) * self.training.batch_size, 0.0)
            raise _diverged(error, trial, error.batch or 1) from None
        right = [correct / self.data.size for correct in corrects] if self.metrics else []
        self.history.add(range(done, last), {"loss": losses, **dict.fromkeys(self.metrics, right)})
        self.model.epochs += last - done

    def _train_epoch(self, epoch: int, progress: Progress, interrupted: threading.Event) -> None:
        """Train one epoch, in parts, and let it be watched; the epoch counts from 0."""
        size, count = self.training.batch_size, self.data.size
        for watcher in self.watchers:
            watcher.on_epoch_begin(epoch, {})
        progress.begin(epoch, count)
        order, stop, total, correct = self._order(), 0, 0.0, 0
        for batch in range(0, self.batches, self.at_once):
            start, stop = batch * size, min((batch + self.at_once) * size, count)
            try:
                total, right = self._part(order, start, stop, total)
            except RefnetError as error:
                raise _diverged(error, epoch + 1, batch + (error.batch or 1)) from None
            correct += right
            logs = self._logs(total, correct, stop)
            for watcher in self.watchers:
                watcher.on_train_batch_end(batch, logs)
            progress.advance(stop, logs)
            if self.model.stop_training:
                break
            if interrupted.is_set() and stop < count:
                raise KeyboardInterrupt(
                    f"stopped in epoch {epoch + 1}, after batch {batch + self.at_once} of "
                    f"{self.batches}; the model has the weights of that batch"
                )
        self.model.epochs += 1
        logs = self._logs(total, correct, stop)
        if self.test.size:
            tested = self.backend.evaluate(self.training.loss, self.test.x, self.test.y)
            logs_of_test = self._logs(*tested, self.test.size)
            logs |= {f"val_{name}": value for name, value in logs_of_test.items()}
        self.history.add([epoch], {name: [value] for name, value in logs.items()})
        progress.end(logs)
        for watcher in self.watchers:
            watcher.on_epoch_end(epoch, logs)

    def _part(self, order: Order | None, start: int, stop: int, total: float) -> tuple[float, int]:
        """Train on a part of an epoch; where it diverges, the weights are those of before."""
        if start == stop:
            return total, 0
        before = self.backend.take()
        arrays = self.training, self.data.x, self.data.y
        try:
            return self.backend.train(*arrays, order, slice(start, stop), total)
        except RefnetError as error:
            self.backend.give(before)
            whole = ((error.batch or 1) - 1) * self.training.batch_size
            self._part(order, start, start + whole, total)
            raise

    def _logs(self, total: float, correct: int, count: int) -> dict[str, float]:
        loss = self.backend.mean_loss(self.training.loss, total, count)
        return logs_of(loss, self.metrics, correct, count)

    def _order(self) -> Order | None:
        return self.backend.permutation(self.data.size) if self.shuffle else None


def _watches_batches(watcher: Callback) -> bool:
    return type(watcher).on_train_batch_end is not Callback.on_train_batch_end


def _diverged(error: RefnetError, epoch: int, batch: int) -> RefnetError:
    message = (
        f"{error.field}: left the finite numbers in epoch {epoch}, batch {batch}; the model has "
        "the weights from before it. A smaller learning rate, or smaller inputs, may help"
    )
    return RefnetError("diverged", error.field, message, epoch, batch)


class _Noting:
    """A handler of Ctrl-C that notes the first one, and raises KeyboardInterrupt at the second."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted.is_set():
            signal.default_int_handler(number, frame)
        self.interrupted.set()


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C sets, in place of the exception; a second one raises that.

    A fit inside the callback of another has that one's event. Nothing changes where the program has
    its own way with Ctrl-C, or in a thread that is not the main one, which alone is told of it.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread():
        yield threading.Event()
    elif isinstance(before, _Noting):
        yield before.interrupted
    elif before is not signal.default_int_handler:
        yield threading.Event()
    else:
        noting = _Noting()
        signal.signal(signal.SIGINT, noting)
        try:
            yield noting.interrupted
        finally:
            signal.signal(signal.SIGINT, before)
        if noting.interrupted.is_set():  # after the last look at it
            raise KeyboardInterrupt("stopped at the end of the training")
