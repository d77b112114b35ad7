"""The callbacks of one call of ``fit``, ``evaluate`` or ``predict``."""

from collections.abc import Sequence
from typing import Any

from refnet.callbacks import Callback, History, uses

# a hook, and the other name under which callbacks may have it
OTHER_NAMES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


class Watchers:
    """Callbacks that are called in their order."""

    def __init__(
        self,
        callbacks: Sequence[Callback],
        model: Any,
        params: dict[str, Any],
        log_names: Sequence[str] = (),
    ) -> None:
        """model, params, log_names: what the callbacks get."""
        self.all = list(callbacks)
        for callback in self.all:
            callback.log_names = log_names
            callback.set_params(params)
            callback.set_model(model)
        self._model, self._params = model, params

    def call(self, hook: str, *arguments: Any) -> None:
        """Call a hook of all callbacks."""
        for callback in self.all:
            getattr(callback, hook)(*arguments)

    def history(self) -> History:
        """Return the first History among the callbacks, or a new one."""
        for callback in self.all:
            if isinstance(callback, History):
                return callback
        history = History()
        history.set_params(self._params)
        history.set_model(self._model)
        return history

    def use(self, *hooks: str) -> bool:
        """Return whether any of the callbacks has one of these hooks."""
        return watch(self.all, *hooks)


def watch(callbacks: Sequence[Callback], *hooks: str) -> bool:
    """Return whether any of the callbacks has one of these hooks."""
    names = [*hooks, *(OTHER_NAMES[hook] for hook in hooks if hook in OTHER_NAMES)]
    return any(uses(callback, *names) for callback in callbacks)
