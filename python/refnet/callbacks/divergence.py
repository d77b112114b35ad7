"""The callback that ends a run which leaves the finite numbers, instead of an error."""

from refnet.callbacks.base import Callback
from refnet.errors import RefnetError


class TerminateOnNaN(Callback):
    """Ends a run that diverges; without it, ``fit`` raises RefnetError diverged.

    The run prints in which epoch and batch the loss, an output or a weight became infinite or NaN,
    and stops. The model then has the weights from before that batch, which are finite; in Keras it
    has those after it. Validation data are evaluated with them, and the History has the loss NaN
    for that epoch, as in Keras.
    """

    def end(self, error: RefnetError) -> None:
        """Stop the run; error: diverged, which ``fit`` would raise."""
        print(f"batch {error.batch}: {error.message}; training stops")
        self.model.stop_training = True
