"""The layers on images and sequences that Keras trains too, and refnet's runs with them.

Both libraries get the same classes and arguments by name, so the interface is compared as well. A
layer under test comes after a convolution, whose weights show the gradients of its inputs.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from crosscheck import training_runs
from crosscheck.specs import Spec, said, spec
from crosscheck.training_runs import Array, Trained

import refnet.layers
import refnet.metrics
import refnet.regularizers
from refnet import Model, Sequential, core, optimizers

BACKENDS = ("tensorflow", "jax")  # of Keras
EXAMPLES = 5
BATCH_SIZE = 2  # the last batch of an epoch has 1 example
WHOLE_BATCHES = 6  # examples for layers that are stateful
EPOCHS = 3
LONG = training_runs.EXAMPLES, training_runs.BATCH_SIZE, training_runs.EPOCHS  # as of Dense
IMAGE = (6, 7, 2)
SEQUENCE = (7, 3)
SETTINGS = {
    "SGD": {"learning_rate": 0.05, "momentum": 0.5},
    "Adam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
}

Weights = list[Array]


class Case(NamedTuple):
    """A model in refnet; theirs: in Keras, if that is another one, with weights that convert makes.

    tied: whether the first weights are equal, and the inputs 0 or 1, so that outputs are equal;
    other_gradients_on: the backends of Keras whose gradients are others, as the page reports;
    others_on: the backends whose outputs are others too;
    other_losses_on: those that report other losses for the same weights;
    words: how many whole numbers the examples are of, 0 for real numbers; gaps: the numbers of some
    steps, and of all steps of one example, None without such steps; padding: how many steps of
    zeros Keras gets after the others, which a mask leaves out;
    is_long: whether examples, batches and epochs are those of the Dense networks; sources: of each
    layer of a graph, -1 for the inputs (GRAPH-1), otherwise what has been returned before, of which
    return_state gives several; none for a chain; loss: of the model; weights:
    the arguments of fit that weigh the examples; metrics: that fit and evaluate report
    """

    layer: str
    options: str
    input_shape: tuple[int, ...]
    ours: list[Spec]
    theirs: list[Spec] | None = None
    convert: Callable[[Weights], Weights] = list
    tied: bool = False
    optimizer: str = "SGD"
    other_gradients_on: tuple[str, ...] = ()
    words: int = 0
    gaps: float | None = None
    padding: int = 0
    others_on: tuple[str, ...] = ()
    other_losses_on: tuple[str, ...] = ()
    is_long: bool = False
    sources: tuple[tuple[int, ...], ...] = ()
    loss: str = "mse"
    weights: dict[str, Any] | None = None
    metrics: tuple[Spec, ...] = ()

    @property
    def is_stateful(self) -> bool:
        """Return whether a layer begins a batch with the states after the one before."""
        return any(keeps_states(each) for each in self.ours)

    @property
    def examples(self) -> int:
        """Return how many examples there are."""
        if self.is_long:
            return LONG[0]
        return WHOLE_BATCHES if self.is_stateful else EXAMPLES

    @property
    def batch_size(self) -> int:
        """Return the number of examples of a batch."""
        return LONG[1] if self.is_long else BATCH_SIZE

    @property
    def epochs(self) -> int:
        """Return how often the examples are seen."""
        return LONG[2] if self.is_long else EPOCHS

    @property
    def is_normalized(self) -> bool:
        """Return whether a weight is a variance, which cannot be negative."""
        return any(each.name == "BatchNormalization" for each in self.ours)


class LayerRun(NamedTuple):
    """A training run: the outputs before it, the losses of its epochs, the weights after it."""

    outputs: Array
    losses: Array
    weights: Weights
    parameters: int
    metrics: list[Array]  # the values of each, of the epochs and last that of evaluate

    @property
    def trained(self) -> Trained:
        """Return the losses and the weights."""
        return Trained(self.losses, self.weights)


def keeps_states(layer: Spec) -> bool:
    """Return whether a layer, or the one inside it, is stateful."""
    inner = layer.options.get("layer", layer)
    return bool(inner.options.get("stateful", False))


def made(layer: Spec) -> Any:
    """Return a layer, a regularizer or a metric of refnet."""
    options = {
        name: made(value) if isinstance(value, Spec) else value
        for name, value in layer.options.items()
    }
    for part in (refnet.regularizers, refnet.metrics):
        if layer.name in vars(part):
            return getattr(part, layer.name)(**options)
    return getattr(refnet.layers, layer.name)(**options)


def conv2d_cases() -> Iterator[Case]:
    """Yield Conv2D with each option."""
    first = spec("Conv2D", filters=2, kernel_size=1, activation="sigmoid")
    for options in (
        {"kernel_size": 3},
        {"kernel_size": 1},
        {"kernel_size": (6, 7)},
        {"kernel_size": [2, 3], "strides": (2, 1)},
        {"kernel_size": (3, 2), "strides": (1, 2)},
        {"kernel_size": 2, "strides": 3},
        {"kernel_size": 3, "padding": "same"},
        {"kernel_size": 2, "padding": "SAME"},
        {"kernel_size": 4, "strides": 2, "padding": "same"},
        {"kernel_size": (5, 2), "strides": (3, 3), "padding": "Same"},
        {"kernel_size": 2, "strides": 3, "padding": "same"},
        {"kernel_size": 9, "padding": "same"},
        {"kernel_size": 3, "data_format": "channels_last", "dilation_rate": 1, "groups": 1},
        {"kernel_size": 3, "use_bias": False},
        {"kernel_size": 3, "activation": "sigmoid"},
        {"kernel_size": 3, "activation": "tanh", "padding": "same"},
        {"kernel_size": 3, "activation": "relu"},
    ):
        yield Case("Conv2D", said(options), IMAGE, [first, spec("Conv2D", filters=3, **options)])


def conv1d_cases() -> Iterator[Case]:
    """Yield Conv1D with each option."""
    first = spec("Conv1D", filters=2, kernel_size=1, activation="sigmoid")
    for options in (
        {"kernel_size": 3},
        {"kernel_size": (7,)},
        {"kernel_size": 2, "strides": 3},
        {"kernel_size": 4, "padding": "same"},
        {"kernel_size": 2, "strides": (2,), "padding": "same", "activation": "relu"},
        {"kernel_size": 3, "use_bias": False},
    ):
        yield Case("Conv1D", said(options), SEQUENCE, [first, spec("Conv1D", filters=3, **options)])


def pooling_cases() -> Iterator[Case]:
    """Yield both poolings with each option, and global average pooling."""
    first = spec("Conv2D", filters=3, kernel_size=2, padding="same", activation="sigmoid")
    for name in ("MaxPooling2D", "AveragePooling2D"):
        for options in (
            {"pool_size": 2},
            {"pool_size": (3, 2), "strides": 1},
            {"pool_size": 3, "strides": (2, 1)},
            {"pool_size": 2, "strides": 3},
            {"pool_size": (6, 7)},
            {"pool_size": 2, "padding": "same"},
            {"pool_size": 3, "padding": "same"},
            {"pool_size": 3, "strides": 2, "padding": "same"},
            {"pool_size": (4, 3), "strides": (1, 2), "padding": "same"},
            {"pool_size": 9, "strides": 4, "padding": "same"},
            {"pool_size": 2, "data_format": "channels_last"},
        ):
            larger = name == "AveragePooling2D" and options["pool_size"] == 9
            layers, other_on = [first, spec(name, **options)], ("tensorflow",) if larger else ()
            yield Case(name, said(options), IMAGE, layers, other_gradients_on=other_on)
    for each in (
        spec("MaxPooling2D"),
        spec("MaxPool2D"),
        spec("AvgPool2D", pool_size=2),
        spec("GlobalAveragePooling2D"),
        spec("GlobalAvgPool2D", keepdims=False),
    ):
        yield Case(each.name, said(each.options), IMAGE, [first, each])


def tied_cases() -> Iterator[Case]:
    """Yield max pooling where several cells of a window have the largest number."""
    first = spec("Conv2D", filters=2, kernel_size=1, use_bias=False)
    for options in (
        {"pool_size": 2},
        {"pool_size": 3, "strides": 1},
        {"pool_size": 3, "padding": "same"},
    ):
        pooling = spec("MaxPooling2D", **options)
        yield Case("MaxPooling2D, ties", said(options), IMAGE, [first, pooling], tied=True)


def shape_cases() -> Iterator[Case]:
    """Yield the layers that only change the shape, and LeNet-5."""
    first = spec("Conv2D", filters=3, kernel_size=2, activation="sigmoid")
    last = spec("Conv2D", filters=2, kernel_size=2)
    dense = spec("Dense", units=2)
    for each in (
        spec("ZeroPadding2D"),
        spec("ZeroPadding2D", padding=2),
        spec("ZeroPadding2D", padding=(2, 1)),
        spec("ZeroPadding2D", padding=((0, 2), (1, 0)), data_format="channels_last"),
        spec("Reshape", target_shape=(6, 5, 3)),
        spec("Reshape", target_shape=(9, -1, 2)),
    ):
        yield Case(each.name, said(each.options), IMAGE, [first, each, last])
    yield Case("Flatten", "defaults", IMAGE, [first, spec("Flatten"), dense])
    image = spec("Reshape", target_shape=(6, 7, 1))
    yield Case("Reshape", "first, on (6, 7)", (6, 7), [image, first, spec("Flatten"), dense])
    lenet5 = [
        spec("Conv2D", filters=6, kernel_size=5, activation="relu", padding="same"),
        spec("AveragePooling2D", pool_size=2),
        spec("Conv2D", filters=16, kernel_size=5, activation="relu"),
        spec("AveragePooling2D", pool_size=2),
        spec("Flatten"),
        spec("Dense", units=120, activation="relu"),
        spec("Dense", units=84, activation="relu"),
        spec("Dense", units=10),
    ]
    yield Case("LeNet-5", "on (28, 28, 1), Adam", (28, 28, 1), lenet5, optimizer="Adam")


def sequence_cases() -> Iterator[Case]:
    """Yield layers on sequences that refnet refuses, and what it says to use instead."""
    first = spec("Conv1D", filters=2, kernel_size=2, activation="sigmoid")  # to (6, 2)
    as_image, back = spec("Reshape", target_shape=(1, 6, 2)), spec("Reshape", target_shape=(-1, 2))
    for theirs, ours in (
        (spec("MaxPooling1D", pool_size=4), [spec("MaxPooling2D", pool_size=(1, 4)), back]),
        (spec("AveragePooling1D", pool_size=2), [spec("AveragePooling2D", pool_size=(1, 2)), back]),
        (spec("ZeroPadding1D", padding=2), [spec("ZeroPadding2D", padding=(0, 2)), back]),
        (spec("GlobalAveragePooling1D"), [spec("GlobalAveragePooling2D")]),
        (spec("GlobalMaxPooling1D"), [spec("MaxPooling2D", pool_size=(1, 6)), spec("Flatten")]),
    ):
        yield instead_of(theirs, [as_image, *ours], SEQUENCE, first)


def image_cases() -> Iterator[Case]:
    """Yield layers on images that refnet refuses, and what it says to use instead."""
    first = spec("Conv2D", filters=4, kernel_size=1, activation="sigmoid")
    pool, to_image = (
        spec("MaxPooling2D", pool_size=(6, 7)),
        spec("Reshape", target_shape=(1, 1, -1)),
    )
    yield instead_of(spec("GlobalMaxPooling2D"), [pool, spec("Flatten")], IMAGE, first)
    theirs = spec("GlobalAveragePooling2D", keepdims=True)
    yield instead_of(theirs, [spec("GlobalAveragePooling2D"), to_image], IMAGE, first)

    def depthwise(weights: Weights) -> Weights:
        return [*weights[:2], np.einsum("abcc->abc", weights[2])[..., None], *weights[3:]]

    theirs = spec("DepthwiseConv2D", kernel_size=3)
    ours = spec("Conv2D", filters=4, kernel_size=3, connections=np.eye(4, dtype=bool))
    yield instead_of(theirs, [ours], IMAGE, first, depthwise)

    def grouped(weights: Weights) -> Weights:
        upper, lower = weights[2][:, :, :2, :3], weights[2][:, :, 2:, 3:]
        return [*weights[:2], np.concatenate([upper, lower], axis=3), *weights[3:]]

    theirs = spec("Conv2D", filters=6, kernel_size=(2, 3), groups=2)
    pairs = np.kron(np.eye(2), np.ones((2, 3))) == 1.0
    ours = spec("Conv2D", filters=6, kernel_size=(2, 3), connections=pairs)
    yield instead_of(theirs, [ours], IMAGE, first, grouped)


def instead_of(
    theirs: Spec,
    ours: list[Spec],
    input_shape: tuple[int, ...],
    first: Spec,
    convert: Callable[[Weights], Weights] = list,
) -> Case:
    """Return the case that compares a layer of Keras with others of refnet."""
    words = ", ".join(each.name for each in ours)
    connected = " with connections" if "connections" in ours[0].options else ""
    options = f"for {theirs.name}, {said(theirs.options)}"
    return Case(words + connected, options, input_shape, [first, *ours], [first, theirs], convert)


def all_cases() -> list[Case]:
    """Return all cases, by layer."""
    return [
        *conv2d_cases(),
        *conv1d_cases(),
        *pooling_cases(),
        *tied_cases(),
        *shape_cases(),
        *sequence_cases(),
        *image_cases(),
    ]


def new_model(case: Case) -> Model:
    """Return refnet's model with its first weights; none of its biases is zero."""
    specs = [made(each) for each in case.ours]
    batch_size = case.batch_size if case.is_stateful else None
    first = refnet.layers.Input(case.input_shape, batch_size)
    if case.sources:
        model = Model(first, connected(first, specs, case.sources), seed=1)
    else:
        model = Sequential([first, *specs], seed=1)
    weights = model.get_weights()
    for i, array in enumerate(weights):
        if case.tied:
            array[...] = 0.5
        elif case.is_normalized and array.ndim == 1:
            array[...] = core.random(10 + i, array.size) + 0.5
        elif array.ndim == 1 or not array.any():  # GRU has two biases
            array[...] = 0.4 * core.random(10 + i, array.size).reshape(array.shape) - 0.1
    model.set_weights(weights)
    return model


def connected(first: Any, layers: list[Any], sources: tuple[tuple[int, ...], ...]) -> Any:
    """Return what the last layer returns, each called on its sources, -1 for the inputs.

    The sources are numbers of what has been returned; a layer with return_state returns a list.
    """
    returned: list[Any] = []
    for layer, places in zip(layers, sources, strict=True):
        given = [first if j == -1 else returned[j] for j in places]
        result = layer(given if len(given) > 1 else given[0])
        returned.extend(result if isinstance(result, list | tuple) else [result])
    return returned[-1]


def examples(case: Case, model: Model) -> tuple[Array, Array]:
    """Return random inputs and targets of the shapes that the model has."""
    m = case.examples
    x = 2.0 * core.random(2, m * int(np.prod(case.input_shape))) - 1.0
    x = np.reshape(x > 0.0 if case.tied else x, (m, *case.input_shape)).astype(float)
    if case.words:
        x = np.floor((x + 1.0) / 2.0 * case.words)
    if case.gaps is not None:
        x[core.random(4, m * x.shape[1]).reshape(x.shape[:2]) < 0.4] = case.gaps
        x[1] = case.gaps
    outputs = model.predict(x)
    model.reset_states()
    return x, targets_for(case.loss, np.reshape(core.random(3, outputs.size), outputs.shape))


def targets_for(loss: str, numbers: Array) -> Array:
    """Return targets that suit the loss, for random numbers from 0 to 1 of the outputs' shape."""
    if loss == "binary_crossentropy":
        return np.round(numbers)
    if loss == "sparse_categorical_crossentropy":
        return np.asarray(np.argmax(numbers, axis=1))
    if loss == "categorical_crossentropy":
        return np.asarray(np.eye(numbers.shape[1])[np.argmax(numbers, axis=1)])
    return numbers


def weights_of_examples(case: Case) -> dict[str, Any]:
    """Return the arguments of fit that weigh the examples; some of the sample weights are 0."""
    if case.weights != {"sample_weight": "some"}:
        return case.weights or {}
    numbers = core.random(5, case.examples)
    return {"sample_weight": np.where(numbers < 0.2, 0.0, 2.0 * numbers)}


def layer_task(case: Case) -> dict[str, Any]:
    """Return a training run as in_keras_layers.py reads it."""
    model = new_model(case)
    inputs, targets = (padded(array, case.padding) for array in examples(case, model))
    return {
        "input_shape": inputs.shape[1:],
        "layers": case.ours if case.theirs is None else case.theirs,
        "weights": [array.tolist() for array in case.convert(model.get_weights())],
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "optimizer": (case.optimizer, SETTINGS[case.optimizer]),
        "batch_size": case.batch_size,
        "epochs": case.epochs,
        "is_stateful": case.is_stateful,
        "sources": case.sources,
        "loss": case.loss,
        "metrics": case.metrics,
        "class_weight": list((weights_of_examples(case).get("class_weight") or {}).items()),
        "sample_weight": weights_of_examples(case).get("sample_weight"),
    }


def padded(sequences: Array, steps: int) -> Array:
    """Return sequences [m][t][n] with `steps` steps of zeros appended; any array as it is for 0."""
    if steps == 0:
        return sequences
    m, _, n = sequences.shape
    return np.concatenate([sequences, np.zeros((m, steps, n))], axis=1)


def train_layers(case: Case, mistake: float = 0.0) -> LayerRun:
    """Train refnet's model; mistake: the relative error of the learning rate."""
    model = new_model(case)
    inputs, targets = examples(case, model)
    outputs = model.predict(inputs)
    settings = dict(SETTINGS[case.optimizer])
    settings["learning_rate"] = settings["learning_rate"] * (1.0 + mistake)
    metrics = [made(each) for each in case.metrics]
    model.compile(getattr(optimizers, case.optimizer)(**settings), case.loss, metrics)
    how = {"verbose": 0, "shuffle": False, **weights_of_examples(case)}
    history = model.fit(inputs, targets, case.batch_size, case.epochs, **how).history
    found = model.evaluate(inputs, targets, verbose=0, return_dict=True) if metrics else {}
    logs = list(found)[1:]  # after the loss
    measured = [np.array([*history[log], found[log]]) for log in logs]
    weights = case.convert(model.get_weights())
    losses = np.array(history["loss"])
    return LayerRun(outputs, losses, weights, model.count_params(), measured)
