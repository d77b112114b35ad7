"""What was measured, and docs/keras.md, which states it."""

import platform
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from crosscheck.trainings import BATCH_SIZE, EPOCHS, EXAMPLES, OPTIMIZERS, STEPS

from refnet.conformance.runner import CHECKOUT

PAGE = CHECKOUT / "docs" / "keras.md"
BOUND = 1e-12
MISTAKE = 1e-9  # by so much of itself the learning rate is wrong in the controls
CLIPPED_RATE = 1e-4  # the learning rate where the last kernel is large
RATES = "; ".join(f"{title}: {each.learning_rate:g}" for title, each in OPTIMIZERS.items())

HEAD = f"""
# Chapter dense, held against Keras and scikit-learn

`make check-keras` writes this page. Chapter `dense` follows Keras 3; here Keras itself, on
TensorFlow, trains the same networks, and so does scikit-learn's MLPClassifier. They start from the
same weights and see the same examples in the same order: {EXAMPLES}, in batches of {BATCH_SIZE} and
a last one of {EXAMPLES % BATCH_SIZE}. After {EPOCHS} epochs, which are {STEPS} steps, the weights
and the losses of the epochs are compared with those of refnet's C core, whose bits are those of
every other port.

- The distance of the weights is the greatest difference of two weights, relative to the largest
  weight of their kernel or bias. The distance of the loss is the greatest difference of an epoch's
  losses, relative to refnet's.
- Everything is float64, where the tables do not say otherwise. The bits are not the same: other
  libraries add in another order and have another exp. What must agree agrees to {BOUND:g}, else the
  check fails and does not write this page.
- The control is refnet with a learning rate that is wrong by one part in 10^9. It must not agree.
- Learning rates: {RATES}.
- A momentum is 0.9; all other settings are Keras's defaults.

The check installs the other libraries in `build/keras-env`, once; they take 2 GB. They are for
Python 3.11 to 3.13 on x86-64 Linux, and pinned in
[requirements.txt](../crosscheck/requirements.txt).

## What was found

Optimizer by optimizer and loss by loss, refnet and Keras calculate the same. Three things in Keras
can hide it. The files are those of Keras's source, below `keras/src`.

**`set_floatx("float64")` does not make everything float64.** The momentum of SGD and the betas of
Adam go through `ops.cast(0.9, "float64")` (`optimizers/sgd.py`, `optimizers/adam.py`). This is
`tf.cast` (`backend/tensorflow/core.py`), which first makes a float32 tensor of a Python number: 0.9
becomes 0.8999999761581421. In Adam this rounds the powers of the betas, but not the betas in its
means. Where the first step needs 1 - 0.999 it has 1 - 0.9990000128746033, and is too short by 7e-6
of itself. RMSprop has no such cast and is exact. A setting given as `numpy.float64(0.9)` is not
rounded; all trainings here have such settings, where the table does not say otherwise.

**An optimizer keeps the precision that it was made with.** Its learning rate is a variable of the
`floatx` of that moment (`optimizers/base_optimizer.py`): made before `set_floatx("float64")`, it
stays float32. And without `set_floatx`, layers with `dtype="float64"` are not enough: arrays of
examples (`trainers/data_adapters/array_slicing.py`), the learning rate, the loss
(`losses/loss.py`) and its mean over an epoch (`metrics/reduction_metrics.py`) are float32.

**Keras clips probabilities, but seldom.** With `from_logits=False` a cross-entropy clips them to
1e-7 and 1 - 1e-7 (`backend/tensorflow/nn.py`). But the output of the activation softmax or sigmoid
remembers its logits (`activations/activations.py`), and the loss takes those, unclipped. Only when
another layer comes after it, or the loss is called with bare probabilities, are they clipped; the
clipped ones then have no gradient.
"""

SECTIONS = {
    "float32": (
        "What is float32 inside Keras",
        ["Keras", "optimizer", "float32 inside"],
        ["refnet as it is: weights", "loss", "rounded alike: weights", "loss"],
        """
The loss is mse, the last layer linear, the hidden one has tanh. "Rounded alike" is refnet with the
numbers rounded to float32 that Keras rounds. It agrees, so nothing else differs. Where the mean of
the losses is float32, only the weights can agree. Where the loss itself is float32, or everything,
rounding refnet's settings is not enough.
""",
    ),
    "clipping": (
        "Where Keras clips probabilities",
        ["loss", "last layers in Keras", "last kernel"],
        ["weights", "loss"],
        f"""
The optimizer is sgd, the hidden layer has tanh. With its last kernel multiplied by 60, the network
has outputs nearer to 0 or 1 than 1e-7; its learning rate is {CLIPPED_RATE:g}.
""",
    ),
    "keras": (
        "Keras: every optimizer, loss and activation",
        ["optimizer", "loss", "last", "hidden", "steps"],
        ["weights", "loss", "control: weights"],
        """
For the cross-entropies Keras has a linear last layer and `from_logits=True`. It has no
sum_squared_error; that is a loss of our own there, made of Keras's operations.
""",
    ),
    "sklearn": (
        "scikit-learn: MLPClassifier",
        ["optimizer", "loss", "last", "hidden", "steps"],
        ["weights", "loss", "control: weights"],
        """
With alpha=0 and shuffle=False. It has no RMSprop. Its Adam is float64 throughout, and agrees at
Keras's default settings as they are.
""",
    ),
}


class Distance(NamedTuple):
    """How far another library's training is from one of refnet's, and how far it may be."""

    weights: float
    loss: float
    agrees: bool  # whether they must agree, or must not
    needs_loss: bool = True  # agreeing means in the loss, too
    shows_loss: bool = True

    @property
    def is_well(self) -> bool:
        """Return whether the distance is as it must be."""
        if self.agrees:
            return self.weights <= BOUND and (self.loss <= BOUND or not self.needs_loss)
        return self.weights > BOUND

    def cells(self) -> list[str]:
        """Return the figures as the page has them."""
        return [f"{self.weights:.1e}", *([f"{self.loss:.1e}"] if self.shows_loss else [])]


class Row(NamedTuple):
    """A training in another library: its description and its distances."""

    section: str
    words: tuple[str, ...]
    distances: list[Distance]

    @property
    def is_well(self) -> bool:
        """Return whether every distance is as it must be."""
        return all(distance.is_well for distance in self.distances)

    def cells(self) -> list[str]:
        """Return all cells of the row."""
        return [*self.words, *(cell for each in self.distances for cell in each.cells())]


def write_page(rows: Sequence[Row], versions: dict[str, str]) -> None:
    """Write docs/keras.md."""
    parts = [HEAD.strip()]
    for section, (title, words, figures, text) in SECTIONS.items():
        cells = [row.cells() for row in rows if row.section == section]
        parts += [f"## {title}", text.strip(), markdown(words, figures, cells)]
    own = {"NumPy, with refnet": np.__version__, "Python, with refnet": platform.python_version()}
    parts += ["## Versions", markdown(["part", "version"], [], ({**versions, **own}).items())]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def markdown(words: list[str], figures: list[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, with its figures to the right; a short row ends in empty cells."""
    columns = len(words) + len(figures)
    lines = [[*words, *figures], [":--"] * len(words) + ["--:"] * len(figures)]
    lines += [[*row, *[""] * (columns - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
