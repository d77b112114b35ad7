"""The models of the group "files", built by the same code in refnet and in Keras.

Both load this file; it imports neither. A builder takes the library, and ``make``, which makes a
chain of a list of layers and a graph of its ends.
"""

from collections.abc import Callable
from typing import Any

Builder = Callable[[Any, Any], Any]  # (library, make) -> a compiled model


def plain(k: Any, make: Any) -> Any:
    """Return a dense network."""
    layers = k.layers
    model = make.chain([k.Input((4,)), layers.Dense(5, "relu"), layers.Dense(3, "softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def named(k: Any, make: Any) -> Any:
    """Return a dense network with all settings given."""
    layers, init, reg = k.layers, k.initializers, k.regularizers
    first = layers.Dense(
        4,
        activation="tanh",
        use_bias=False,
        kernel_initializer=init.HeNormal(seed=1),
        kernel_regularizer=reg.L2(0.125),
        activity_regularizer=reg.L1(0.0625),
        name="first",
    )
    last = layers.Dense(
        3,
        bias_initializer=init.Constant(0.5),
        bias_regularizer=reg.L1L2(0.25, 0.125),
        name="last",
    )
    model = make.chain([k.Input((4,)), first, last])
    optimizer = k.optimizers.SGD(0.125, momentum=0.5, nesterov=True, clipnorm=2.0)
    error = k.metrics.RootMeanSquaredError(name="error")
    model.compile(optimizer, k.losses.MeanSquaredError(), metrics=[error])
    return model


def normalized(k: Any, make: Any) -> Any:
    """Return a network that normalizes batches."""
    layers = k.layers
    model = make.chain(
        [
            k.Input((4,)),
            layers.Dense(5),
            layers.BatchNormalization(momentum=0.5),
            layers.LeakyReLU(),
            layers.BatchNormalization(scale=False),
            layers.ELU(),
            layers.Dense(3),
        ]
    )
    model.compile("sgd", "mse")
    return model


def adapted(k: Any, make: Any) -> Any:
    """Return a network that begins with given moments."""
    layers = k.layers
    first = layers.Normalization(mean=[0.5, 0.25, 0.0, 1.0], variance=[1.0, 4.0, 2.0, 0.5])
    model = make.chain([k.Input((4,)), first, layers.Dense(3)])
    model.compile("rmsprop", "mae")
    return model


def learned(k: Any, make: Any) -> Any:
    """Return a network that begins with moments of data."""
    first = k.layers.Normalization()
    first.adapt(make.data)
    model = make.chain([k.Input((4,)), first, k.layers.Dense(3)])
    model.compile(k.optimizers.RMSprop(momentum=0.5), "mse")
    return model


def convolved(k: Any, make: Any) -> Any:
    """Return a network on images."""
    layers = k.layers
    model = make.chain(
        [
            k.Input((16,)),
            layers.Reshape((4, 4, 1)),
            layers.ZeroPadding2D(1),
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(2, 1, padding="same"),
            layers.AveragePooling2D(2, strides=1),
            layers.GlobalAveragePooling2D(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(3),
            layers.Softmax(),
        ]
    )
    loss = k.losses.CategoricalCrossentropy(label_smoothing=0.125)
    model.compile("adamax", loss, metrics=[k.metrics.CategoricalAccuracy(name="right")])
    return model


def recurrent(kind: str, **options: Any) -> Builder:
    """Return a builder of a network with a recurrent layer of this class."""

    def build(k: Any, make: Any) -> Any:
        layers = k.layers
        layer = getattr(layers, kind)(3, **options)
        model = make.chain([k.Input((8, 2)), layers.Masking(-1.0), layer, layers.Dense(3)])
        model.compile(k.optimizers.Nadam(0.01), "mse")
        return model

    return build


def two_ways(k: Any, make: Any) -> Any:
    """Return a network that reads sequences from both ends."""
    layers = k.layers
    model = make.chain(
        [
            k.Input((None, 2)),
            layers.Conv1D(3, 2),
            layers.Bidirectional(layers.LSTM(2, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(3)),
            layers.Bidirectional(layers.GRU(2), merge_mode="sum"),
            layers.RepeatVector(2),
            layers.GRU(3, go_backwards=True),
        ]
    )
    model.compile(k.optimizers.AdamW(0.01, weight_decay=0.1), k.losses.Huber())
    return model


def embedded(k: Any, make: Any) -> Any:
    """Return a network on words."""
    layers = k.layers
    model = make.chain(
        [k.Input((6,)), layers.Embedding(5, 3, mask_zero=True), layers.GRU(2), layers.Dense(3)]
    )
    model.compile("adagrad", "mse")
    return model


def dropped(k: Any, make: Any) -> Any:
    """Return a network whose training is random."""
    layers = k.layers
    model = make.chain(
        [
            k.Input((4,)),
            layers.Dropout(0.25),
            layers.Dense(3, activation="gelu"),
            layers.Activation("softmax"),
        ]
    )
    model.compile("adadelta", k.losses.KLDivergence())
    return model


def chained(k: Any, make: Any) -> Any:
    """Return a chain that is built by calls."""
    entering = k.Input((4,))
    hidden = k.layers.Dense(4, "sigmoid")(entering)
    model = make.graph(entering, k.layers.Dense(3)(hidden))
    schedules = k.optimizers.schedules
    model.compile(k.optimizers.Adam(schedules.ExponentialDecay(0.125, 2, 0.5)), "mse")
    return model


def joined(k: Any, make: Any) -> Any:
    """Return a graph whose paths have different lengths."""
    layers = k.layers
    entering = k.Input((4,))
    inner = layers.Dense(3)(entering)
    left, right = layers.Dense(4, "relu")(entering), layers.Dense(2, "tanh")(inner)
    both = layers.Concatenate()([left, right, entering])
    more = layers.Dense(4)(both)
    model = make.graph(entering, layers.Dense(3)(layers.Add()([more, left])))
    schedule = k.optimizers.schedules.PiecewiseConstantDecay([1, 3], [0.5, 0.25, 0.125])
    model.compile(k.optimizers.Adadelta(schedule), "log_cosh", metrics=["mae"])
    return model


def frozen(k: Any, make: Any) -> Any:
    """Return a network with a layer that does not learn."""
    layers = k.layers
    fixed = layers.Dense(4, "relu", trainable=False)
    model = make.chain([k.Input((4,)), layers.Dense(4), fixed, layers.Dense(3)])
    model.compile("adam", "mse")
    return model


BUILDERS: dict[str, tuple[tuple[int, ...], Builder]] = {  # with the shape of an example
    "dense": ((4,), plain),
    "all settings of Dense": ((4,), named),
    "BatchNormalization": ((4,), normalized),
    "Normalization, given": ((4,), adapted),
    "Normalization, adapted": ((4,), learned),
    "images": ((16,), convolved),
    "SimpleRNN": ((8, 2), recurrent("SimpleRNN")),
    "LSTM": ((8, 2), recurrent("LSTM", unit_forget_bias=False)),
    "GRU": ((8, 2), recurrent("GRU")),
    "GRU, reset before": ((8, 2), recurrent("GRU", reset_after=False, use_bias=False)),
    "Bidirectional": ((8, 2), two_ways),
    "Embedding": ((6,), embedded),
    "Dropout": ((4,), dropped),
    "chain of calls": ((4,), chained),
    "graph": ((4,), joined),
    "a layer that does not learn": ((4,), frozen),
}
RANDOM = ("Dropout",)  # not trained further
WORDS = ("Embedding",)  # the examples are whole numbers
