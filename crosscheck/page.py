"""The measured distances, and docs/keras.md, the page that reports them."""

import platform
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from crosscheck.layer_runs import BATCH_SIZE as LAYER_BATCH
from crosscheck.layer_runs import EPOCHS as LAYER_EPOCHS
from crosscheck.layer_runs import EXAMPLES as LAYER_EXAMPLES
from crosscheck.layer_runs import SETTINGS, WHOLE_BATCHES
from crosscheck.loss_runs import PERCENT_RATE
from crosscheck.training_runs import BATCH_SIZE, EPOCHS, EXAMPLES, OPTIMIZERS, STEPS

from refnet import keras_names
from refnet.conformance.runner import CHECKOUT

PAGE = CHECKOUT / "docs" / "keras.md"
BOUND = 1e-12
MISTAKE = 1e-9  # the relative error of the learning rate in the controls
CLIPPED_RATE = 1e-4  # the learning rate of networks with a large last kernel
RATES = "; ".join(f"{title}: {each.learning_rate:g}" for title, each in OPTIMIZERS.items())

LAYER_RATE, LAYER_MOMENTUM = SETTINGS["SGD"]["learning_rate"], SETTINGS["SGD"]["momentum"]

HEAD = f"""
# Training runs compared with Keras and scikit-learn

`make check-keras` writes this page. refnet's layers, losses and optimizers follow Keras 3; here
Keras itself, on TensorFlow, trains the same networks, layers on images on JAX as well, and
scikit-learn's MLPClassifier those that it supports. All start from the same weights and see the
same {EXAMPLES} examples in the same order, in batches of {BATCH_SIZE}; the last one has
{EXAMPLES % BATCH_SIZE}. After {EPOCHS} epochs of {STEPS // EPOCHS} steps, the weights and the
epochs' losses are compared with those of refnet's C core, which has the bits of every other port.

- The distance of the weights is the largest difference between two weights, relative to the largest
  weight of their kernel or bias. The distance of the loss is the largest difference between two
  losses of an epoch, relative to refnet's.
- Everything is calculated in float64 unless a table says otherwise. The bits differ, because the
  other libraries add in another order and have another exp. What has to agree must do so to
  {BOUND:g}; otherwise the check fails and does not write this page.
- The control is refnet with a learning rate that is wrong by one part in 10^9. It must not agree.
- Learning rates: {RATES}.
- The momentum, if any, is 0.9; all other settings are Keras's defaults.

The check installs the other libraries once, in `build/keras-env`; they take 2 GB and need Python
3.11 to 3.13 on x86-64 Linux. [requirements.txt](../crosscheck/requirements.txt) pins them.

## Findings

With every optimizer, loss and activation, refnet and Keras calculate the same. Four properties of
Keras can hide this. File names are relative to `keras/src` in Keras's source.

**`set_floatx("float64")` does not make everything float64.** The momentum of SGD and the betas of
Adam pass through `ops.cast(0.9, "float64")` (`optimizers/sgd.py`, `optimizers/adam.py`). This calls
`tf.cast` (`backend/tensorflow/core.py`), which first converts a Python number to a float32 tensor:
0.9 becomes 0.8999999761581421. In Adam this rounds the powers of the betas, but not the betas in
its moving averages. The first step uses 1 - 0.9990000128746033 instead of 1 - 0.999, which makes it
too short by a relative 7e-6. RMSprop has no such cast and is exact. A setting given as
`numpy.float64(0.9)` is not rounded; all runs here have such settings unless a table says otherwise.

**An optimizer keeps the precision that it was created with.** Its learning rate is a variable of
the `floatx` of that time (`optimizers/base_optimizer.py`): if the optimizer is created before
`set_floatx("float64")`, it stays float32. Without `set_floatx`, layers with `dtype="float64"` are
not enough: the examples (`trainers/data_adapters/array_slicing.py`), the learning rate, the loss
(`losses/loss.py`) and its mean over an epoch (`metrics/reduction_metrics.py`) are float32.

**Three activations have float32 constants on TensorFlow.** `tf.nn.leaky_relu` keeps its slope as a
float32 number, and `tf.nn.gelu` casts the root of one half, or 0.044715 with `approximate=True`,
from float32 (`backend/tensorflow/nn.py` calls them). Rows with "leaky_relu", "gelu" and
"gelu_tanh", and with the default slope of `LeakyReLU`, have to differ on TensorFlow; on JAX they
agree. With the slope 0.25, which float32 has too, TensorFlow agrees as well.

**Keras clips probabilities, but rarely.** With `from_logits=False`, a crossentropy clips them to
1e-7 and 1 - 1e-7 (`backend/tensorflow/nn.py`). But the output of a softmax or sigmoid activation
keeps its logits (`activations/activations.py`), and the loss uses those, unclipped. Probabilities
are clipped only if another layer follows the activation, or if the loss is called with plain
probabilities; clipped ones have no gradient.

## Losses

`refnet.losses` has `MeanSquaredError`, `MeanAbsoluteError`, `MeanAbsolutePercentageError`, `Huber`,
`LogCosh`, `Hinge`, `KLDivergence`, `BinaryCrossentropy`, `CategoricalCrossentropy` and
`SparseCategoricalCrossentropy`, with Keras's settings `delta`, `from_logits` and `label_smoothing`;
`SumSquaredError` is refnet's own. `compile` takes Keras's names and short names, such as "mae",
"kld" or "bce", and "logcosh" too. There is no `reduction`, `axis`, `ignore_class`, `name` or
`dtype`: they are a TypeError. The loss goes with any last activation, but:

- `from_logits=True` after "sigmoid" or "softmax" takes the outputs as logits, as Keras does on JAX
  and Torch; on TensorFlow it takes what went into the activation, with a warning.
- A crossentropy after the activation of another one is calculated from the outputs, as on JAX; on
  TensorFlow from what went into the activation, as if it were logits.
- "sparse_categorical_crossentropy" divides outputs by their sum before it clips them, as on JAX; on
  TensorFlow after it.
- "hinge" looks once at all targets of a call of `fit` or `evaluate`, those of a validation by
  themselves, and takes 0 as -1 if there are only 0 and 1. Keras looks at each batch.
- The categorical crossentropies and "kl_divergence" take one row of outputs for each example, no
  sequences of them.
- The ln 2 in Keras's "log_cosh" is float32, so its loss is off by 2e-9; the weights agree.

## Normalization and accuracy

**`Normalization` is Keras's, with a smaller interface.** `adapt` takes mean and variance of the
data, and the layer divides by the larger of the standard deviation and 1e-7, Keras's epsilon. In
Keras, mean, variance and a count are non-trainable weights, which `get_weights` returns and
`count_params` counts; here the layer has no weights, and `get_weights` has only what training
changes. Its numbers are the attributes `mean` and `variance`, with the axes that `axis` names.

**The metric "accuracy" is chosen as in Keras 3, by the shapes.** With one output, it is
`BinaryAccuracy`: a prediction is correct if the target equals 1 where the output is above 0.5, and
0 where it is not. With several outputs, the largest output must be that of the class number, or of
the largest target. Keras's names for one of these, such as "binary_accuracy", are not known here.
Like Keras, refnet does not convert the outputs of a loss with `from_logits=True`: with one output, 0.5 is then a
threshold of the logit, not of the probability, whose threshold would be a logit of 0.
"""

ACTIVATIONS = """
## Activations

An activation is "linear", "sigmoid", "tanh", "relu", "softmax" or one of
[further_activations](further_activations.md). The names are Keras's, which has "swish" for "silu"
too. "gelu_tanh" is `gelu(x, approximate=True)` of Keras, which has no name there. In the place of a
name there can be a function of `refnet.activations`, as in
`Dense(10, activation=activations.gelu)`; these functions take arrays too. They have the defaults of
Keras as constants: `leaky_relu` has the slope 0.2, `elu` the alpha 1. Other names, such as "relu6"
and "hard_silu", are refused, and other functions and layers in their place.

**Where they can be.** All can be in a `Dense` on rows of numbers and in an `Activation`. The layers
on images and sequences, and `Dense` on sequences, cannot have "softmax"; a `Softmax` after the
layer calculates what Keras does with it. The recurrent layers cannot have those either whose
derivatives do not follow from the outputs, all that a step keeps, such as "silu" and "gelu".

**`Activation`, `ReLU`, `ELU`, `LeakyReLU` and `Softmax`** take inputs of any shape and keep it. A
softmax is that of the last axis, also in `Activation("softmax")`, and `axis` is -1; a crossentropy
can follow it if its outputs are rows of numbers, while Keras has one for each step or pixel too.
`ReLU` has no `max_value`, `negative_slope` and `threshold` but the defaults, `ELU` only the alpha
1. `LeakyReLU` has the slope 0.3, as in Keras, and takes one as `alpha` too, as in Keras 2. All five
pass on a mask; Keras's `Softmax` refuses that of a sequence. In a file, and so in a loaded model,
`ReLU()` is `Activation("relu")`, and `ELU()` likewise.
"""

IMAGES = """
## Layers on images

`refnet.layers` has `Conv2D`, `Conv1D`, `MaxPooling2D`, `AveragePooling2D`,
`GlobalAveragePooling2D`, `ZeroPadding2D`, `Reshape` and `Flatten`, and the other names `MaxPool2D`,
`AvgPool2D` and `GlobalAvgPool2D`. They have the arguments of Keras 3, in its order and with its
defaults, up to `kernel_initializer`; weights have Keras's shapes, a kernel
[rows][columns][channels][filters] and a bias [filters], so `get_weights` and `set_weights` exchange
them. The first weights have Keras's distributions, with the fans of a window, but are drawn from
the model's seed (DENSE-18).

```python
model = Sequential(
    [
        Input((28, 28, 1)),
        Conv2D(6, 5, padding="same", activation="tanh"),
        AveragePooling2D(2),
        Conv2D(16, 5, activation="tanh"),
        AveragePooling2D(2),
        Flatten(),
        Dense(120, "tanh"),
        Dense(84, "tanh"),
        Dense(10, "softmax"),
    ]
)
```

**Data.** Images are [m][rows][columns][channels]. A last axis with one channel may be missing, as
in Keras 3: arrays (m, 28, 28) are fine for `Input((28, 28, 1))`. Keras also removes such an axis
where the model expects none; here that is refused. `predict` returns outputs of the last layer's
shape, and targets have the same shape. Images with the channels first, such as (m, 3, 32, 32), look
like images of 3 rows to a model without an `Input`; `np.moveaxis(x, 1, -1)` moves the channels to
the end.

**Arguments that can have one value.** `data_format` is "channels_last" (or None), `dilation_rate`
and `groups` are 1, `keepdims` is False. Other values are refused with what helps. A convolution
cannot have the activation "softmax", nor `Conv1D` the padding "causal".

**`connections` of `Conv2D` is refnet's own.** `Conv2D(16, 5, connections=table)`, with booleans
[channels][filters], has filters that see only some channels, like the third layer of LeNet-5. The
weights without a connection are 0.0, stay so, and are not counted by `summary` and `count_params`.
Grouped and depthwise convolutions are such layers.

**Smaller differences.** `AveragePooling2D` has the default pool size of `MaxPooling2D`; in Keras
3.15 it has none. Convolutions take "SAME" for "same", as in Keras; the poolings do so only here.
After a `Flatten` or `Reshape` behind its activation, a crossentropy is calculated from the outputs,
clipped as in Keras.

**Where Keras's backends differ.** On TensorFlow and JAX alike, the gradient of a largest number
goes to the first of several equal ones, and average pooling with "same" counts the cells of the
image only. On TensorFlow, the gradients of average pooling with "same" are wrong for a pool that is
larger than the image, as central differences of TensorFlow's own outputs show; JAX agrees with
refnet there, and the row with the pool size 9 has to differ on TensorFlow. On JAX, some of Keras's
operations calculate in float32 after `set_floatx("float64")`: "tanh", and the mean, which global
average pooling and the loss use. A table of result types (`backend/common/dtypes.py`) turns float64
into float32 there, but not on TensorFlow; the check gives JAX the entry of TensorFlow, so that all
runs are float64. Keras's backend for PyTorch is not compared.
"""

SEQUENCES = """
## Layers on sequences

`refnet.layers` has `SimpleRNN`, `LSTM`, `GRU`, `Bidirectional`, `Embedding`, `Masking`,
`RepeatVector` and `TimeDistributed`. Weights have Keras's shapes and order. The recurrent layers
have Keras's positional arguments up to `recurrent_initializer`.

**Data.** Sequences are [m][steps][features], and [m][steps] of whole numbers for an `Embedding`.
`Input((None, 3))`, `Input((None,))` and `input_shape=(None, 3)` leave the number of steps open; all
sequences of one call have equally many, and those of `fit` as many as its validation data. Layers
that need the number, such as `Flatten`, are refused then. A file has the number that was seen last,
and whether it was open.

**Stateful layers** need a batch size: `Input((10, 3), batch_size=32)`, `Input(batch_shape=(32, 10,
3))`, or `batch_input_shape=(32, 10, 3)` of a first layer, as in Keras 2. As in Keras 3, an `Input`
without one is refused, and without an `Input` the first batch states it. `fit`, `evaluate` and
`predict` take that batch size if they get none, and refuse another one and a number of examples
that it does not divide, where Keras on TensorFlow may return outputs of a wrong shape. All three,
and the validation of `fit`, continue with the states and keep them; `fit` shuffles the examples
unless `shuffle=False`. `reset_states()`, or `reset_state()`, of a layer sets its states to zeros,
also from a callback; `model.reset_states()`, which Keras 3 does not have, sets all of them to
zeros. Files do not keep states, as in Keras; copies of a model do. On JAX, `fit` and `predict` of
Keras keep no states, because these are not variables of the model (`layers/rnn/rnn.py`): the rows
of stateful layers have to differ there.

A model that continues a series, with its own prediction as the next step:

```python
series = np.sin(np.arange(200) / 4)[None, :, None]  # one example of 200 steps
layers = [LSTM(16, stateful=True, return_sequences=True), Dense(1)]
model = Sequential([Input(batch_shape=(1, None, 1)), *layers], seed=0)
model.compile(Adam(0.01), "mse")
for _ in range(200):
    model.reset_states()
    model.fit(series[:, :-1], series[:, 1:])  # the target of a step is the next one

model.reset_states()
step = model.predict(series)[:, -1:]
for _ in range(10):
    print(step.item())
    step = model.predict(step)
```

**Arguments that can have one value.** `return_state` is False, `bias_initializer` is "zeros",
`reset_after` is True, `merge_mode` is "concat", and `backward_layer` is None. `unroll` and
`implementation` change nothing. `TimeDistributed` takes a `Dense`, which works on each step by
itself also without it; neither can have the activation "softmax" on sequences.

**Masks at the loss.** Outputs that have a mask have no loss here: `fit` and `evaluate` refuse them.
Keras takes the mean of the loss over the real steps of a batch (`losses/loss.py`). Rows "masked at
the loss" have two masked steps at the end of each sequence in Keras, and agree with refnet on the
sequences without them.

**Where masks differ.** Behind `go_backwards=True` with `return_sequences=True`, the outputs are in
the order in which the steps were read. refnet's mask is in that order too (RNN-4); Keras passes on
the mask in the order of the inputs (`layers/rnn/rnn.py`), so that the next layer skips other steps.
Behind `Bidirectional` with `return_sequences=True`, Keras has zeros at the masked steps, where
refnet has the outputs of the step read before, as both have behind a single layer; a recurrent
layer after it skips them, but after a `Flatten` they count. With `unroll=True`, Keras on TensorFlow
sets other steps of the backward layer to zero, because it does not reverse the mask there
(`backend/tensorflow/rnn.py`). These rows have to differ. Not compared: `GlobalAveragePooling1D` of
Keras takes the mean of the real steps only, what is to be used instead of it here that of all.

## Dropout

`refnet.layers` has `Dropout`, and the recurrent layers have `dropout` and `recurrent_dropout`. As
in Keras 3, numbers that stay are divided by 1 - rate, `evaluate` and `predict` drop nothing, and a
recurrent layer drops the same numbers at all steps of an example and in all its gates. Which
numbers are dropped differs from Keras, because the generators differ. A model has one generator,
seeded by `seed` of `Sequential`, which shuffles the examples and then draws for each batch. A file
written with `include_optimizer=True` has its state, so a resumed run drops what an uninterrupted
run would.

`noise_shape`, and `seed` of a layer, are refused. A rate is less than 1; Keras also takes 1, which
drops everything. Recurrent layers of Keras clip rates to 0 and 1; here others are refused.
"""

DIFFERENCES = """
## What refnet does not have

**Models.** There is only `Sequential`; a layer cannot be called, and there is no `Model`. A layer
object describes a layer and has no weights: added twice, also to two models, it stands for two
layers with weights of their own, while in Keras both have the same weights.

**`Dense` takes rows of numbers, or sequences of them.** In Keras, `Dense` after a layer on images
works on the last axis of its inputs; here it is refused, and needs a `Flatten` before it. Keras's
meaning is that of a convolution with a window of one cell, `Conv2D(units, 1)` or
`Conv1D(units, 1)`.

**Arguments.** `Dense` and the convolutions have no `bias_initializer` (biases start at zero),
regularizers or constraints, no layer has `dtype` or `trainable`, and `Input` has only `shape`,
`batch_size`, `batch_shape` and `name`. An unknown argument is a TypeError, as for any function of
Python. `kernel_initializer` is "glorot_uniform", "uniform" or "zeros", always by name: there are no
objects for them.

**Layers** that are missing are refused by name, with what to use instead. The error is a
RefnetError and an AttributeError, so `hasattr(refnet.layers, "PReLU")` is False, and in an import
statement a RefnetError and an ImportError:
"""

SECTIONS = {
    "float32": (
        "Where Keras calculates in float32",
        ["Keras", "optimizer", "float32 in Keras"],
        ["refnet: weights", "loss", "rounded like Keras: weights", "loss"],
        """
The loss is mse; the last activation is linear, the hidden one tanh. "Rounded like Keras" is refnet
with the same numbers rounded to float32 as in Keras. It agrees, so nothing else differs. If the
mean of the losses is float32, only the weights can agree. If the loss itself is float32, or
everything, rounding refnet's settings is not enough.
""",
    ),
    "clipping": (
        "Where Keras clips probabilities",
        ["loss", "last layers in Keras", "last kernel"],
        ["weights", "loss"],
        f"""
The optimizer is sgd, the hidden activation tanh. With its last kernel multiplied by 60, the network
has outputs closer to 0 or 1 than 1e-7; its learning rate is {CLIPPED_RATE:g}.
""",
    ),
    "keras": (
        "Keras: every optimizer, loss and activation",
        ["optimizer", "loss", "last", "hidden", "steps"],
        ["weights", "loss", "control: weights"],
        """
For a crossentropy, the last layer in Keras is linear, and the loss has `from_logits=True`. Keras
has no sum_squared_error; here it is a custom loss written with Keras's operations.
""",
    ),
    "losses": (
        "Keras: further losses, and the settings of losses",
        ["loss", "settings", "last", "calculated in Keras from"],
        ["weights", "loss", "control: weights"],
        f"""
The optimizer is sgd, the hidden activation tanh; the learning rate of the percentage error is
{PERCENT_RATE:g}. "logits": the last layer in Keras is linear, and
the loss has `from_logits=True`. "copied outputs": a Rescaling(1.0) after the last layer hides from
Keras which activation the outputs come from.
""",
    ),
    "layers": (
        "Keras: every option of the layers on images and sequences",
        ["layer", "arguments"],
        [
            *("TensorFlow: outputs", "weights", "loss"),
            *("JAX: outputs", "weights", "loss"),
            "control: weights",
        ],
        f"""
Each layer comes after a convolution, whose weights depend on the gradients of its inputs; layers
that keep the shape have another one after them. The loss is mse, the optimizer SGD with the
learning rate {LAYER_RATE:g} and the momentum {LAYER_MOMENTUM:g}; {LAYER_EPOCHS} epochs of
{LAYER_EXAMPLES} images [6][7][2], or sequences [7][3], {WHOLE_BATCHES} of them for stateful layers,
in batches of {LAYER_BATCH}. The outputs are those of the first weights, for stateful layers batch
after batch, and their distance is relative to the largest one. The numbers of parameters and the
shapes of the outputs are compared too. Rows with "for" have another layer in Keras, which refnet
does not have.
""",
    ),
    "sklearn": (
        "scikit-learn: MLPClassifier",
        ["optimizer", "loss", "last", "hidden", "steps"],
        ["weights", "loss", "control: weights"],
        """
The settings include alpha=0 and shuffle=False. MLPClassifier has no RMSprop. Its Adam is float64
throughout, and agrees at Keras's default settings without any rounding.
""",
    ),
}


class Distance(NamedTuple):
    """The distance of another library's training run from one of refnet's, and what is expected."""

    weights: float
    loss: float
    must_agree: bool  # the runs must agree; otherwise they must differ
    needs_loss: bool = True  # the losses must agree too
    shows_loss: bool = True

    @property
    def is_expected(self) -> bool:
        """Return whether the distance is as expected."""
        if self.must_agree:
            return self.weights <= BOUND and (self.loss <= BOUND or not self.needs_loss)
        return self.weights > BOUND

    def cells(self) -> list[str]:
        """Return the figures as the page shows them."""
        return [f"{self.weights:.1e}", *([f"{self.loss:.1e}"] if self.shows_loss else [])]


class Row(NamedTuple):
    """A training run of another library: its description and its distances."""

    section: str
    words: tuple[str, ...]
    distances: list[Distance]

    @property
    def is_expected(self) -> bool:
        """Return whether all distances are as expected."""
        return all(distance.is_expected for distance in self.distances)

    def cells(self) -> list[str]:
        """Return all cells of the row."""
        return [*self.words, *(cell for distance in self.distances for cell in distance.cells())]


def write_page(rows: Sequence[Row], versions: dict[str, str]) -> None:
    """Write docs/keras.md."""
    texts = HEAD, ACTIVATIONS, IMAGES, SEQUENCES, DIFFERENCES
    parts = [*(text.strip() for text in texts), instead_table()]
    for section, (title, words, figures, text) in SECTIONS.items():
        cells = [row.cells() for row in rows if row.section == section]
        parts += [f"## {title}", text.strip(), markdown(words, figures, cells)]
    own = {"NumPy, with refnet": np.__version__, "Python, with refnet": platform.python_version()}
    parts += ["## Versions", markdown(["part", "version"], [], ({**versions, **own}).items())]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def instead_table() -> str:
    """Return the layers of Keras that refnet refuses, with its advice."""
    names: dict[str, list[str]] = {}
    for name, instead in keras_names.LAYERS.items():
        names.setdefault(instead, []).append(f"`{name}`")
    rows = [(", ".join(layers), instead) for instead, layers in names.items()]
    return markdown(["Keras", "instead"], [], rows)


def markdown(words: list[str], figures: list[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table with right-aligned figures; short rows are filled with blanks."""
    columns = len(words) + len(figures)
    lines = [[*words, *figures], [":--"] * len(words) + ["--:"] * len(figures)]
    lines += [[*row, *[""] * (columns - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
