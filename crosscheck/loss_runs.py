"""The losses that are compared with Keras: each setting, and activations of other losses."""

from typing import NamedTuple

from crosscheck.training_runs import OPTIMIZERS

from refnet.reference.checks import SPARSE
from refnet.reference.losses import Loss

# the gradients of errors in percent are 100 times as large and more
PERCENT_RATE = 1e-4
BINARY, CATEGORICAL = "binary_crossentropy", "categorical_crossentropy"


class LossCase(NamedTuple):
    """A loss after a last activation.

    loss_from: what Keras calculates it from (in_keras.py); needs_loss: whether the losses agree, or
    only the weights; rate: the learning rate
    """

    loss: Loss
    last: str
    loss_from: str = "outputs"
    needs_loss: bool = True
    rate: float = OPTIMIZERS["sgd"].learning_rate

    @property
    def settings(self) -> str:
        """Return the settings that are not the defaults, as Python writes them."""
        defaults, given = Loss(self.loss.name)._asdict(), self.loss._asdict()
        own = {name: value for name, value in given.items() if value != defaults[name]}
        targets = "targets 0 and 1" if own.pop("binary_targets", False) else ""
        return targets or ", ".join(f"{name}={value}" for name, value in own.items())


# Keras's TensorFlow backend looks for the activation that outputs come from, and takes what went
# into it as logits. Copied outputs hide that from it.
LOSS_CASES = [
    LossCase(Loss("mean_absolute_error"), "linear"),
    LossCase(Loss("mean_absolute_error"), "relu"),
    LossCase(Loss("mean_absolute_percentage_error"), "linear", rate=PERCENT_RATE),
    LossCase(Loss("huber"), "linear"),
    LossCase(Loss("huber", delta=0.25), "linear"),
    LossCase(Loss("huber", delta=0.25), "sigmoid"),
    LossCase(Loss("log_cosh"), "linear", needs_loss=False),
    LossCase(Loss("hinge"), "linear"),
    LossCase(Loss("hinge", binary_targets=True), "tanh"),
    LossCase(Loss("kl_divergence"), "softmax"),
    LossCase(Loss("kl_divergence"), "sigmoid"),
    LossCase(Loss("kl_divergence"), "relu"),
    LossCase(Loss(BINARY), "tanh"),
    LossCase(Loss(BINARY), "hard_sigmoid"),
    LossCase(Loss(BINARY), "softmax", "copied outputs"),
    LossCase(Loss(BINARY, from_logits=True), "linear"),
    LossCase(Loss(BINARY, from_logits=True), "tanh"),
    LossCase(Loss(BINARY, from_logits=True), "sigmoid", "copied outputs"),
    LossCase(Loss(BINARY, label_smoothing=0.1), "sigmoid", "logits"),
    LossCase(Loss(BINARY, from_logits=True, label_smoothing=0.1), "linear"),
    LossCase(Loss(BINARY, label_smoothing=0.1), "softmax", "copied outputs"),
    LossCase(Loss(CATEGORICAL), "sigmoid", "copied outputs"),
    LossCase(Loss(CATEGORICAL), "softplus"),
    LossCase(Loss(CATEGORICAL, from_logits=True), "linear"),
    LossCase(Loss(CATEGORICAL, from_logits=True), "relu"),
    LossCase(Loss(CATEGORICAL, from_logits=True), "softmax", "copied outputs"),
    LossCase(Loss(CATEGORICAL, label_smoothing=0.1), "softmax", "logits"),
    LossCase(Loss(CATEGORICAL, from_logits=True, label_smoothing=1.0), "linear"),
    LossCase(Loss(CATEGORICAL, label_smoothing=0.1), "sigmoid", "copied outputs"),
    LossCase(Loss(SPARSE), "sigmoid", "copied outputs"),
    LossCase(Loss(SPARSE, from_logits=True), "linear"),
    LossCase(Loss(SPARSE, from_logits=True), "tanh"),
]
