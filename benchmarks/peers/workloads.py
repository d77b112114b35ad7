"""The workloads of `make bench-peers`: training runs, predictions and matrix products.

run.py sends a workload as JSON to each of the programs that measure. The Python programs draw its
examples and first weights with NumPy's old generator, which gives the same numbers as refnet's; the
JavaScript and Go programs draw them with their ports.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from benchmarks.peers.networks import (
    Array,
    Layer,
    Shape,
    drawn_weights,
    multiply_adds,
    network_outputs,
)
from benchmarks.peers.recurrent import GATES
from numpy.typing import NDArray

DIGITS = Path("build/peers/digits.json")  # written by run.py
SPARSE = "sparse_categorical_crossentropy"
SQUARED = "sum_squared_error"

SEED = 1
# PyTorch scales Adam's epsilon in the first steps, the others do not; so it must be negligible.
ADAM = {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-12}
SGD_RATE = 1.0

BATCHES = (1, 32, 128, 512)
WIDTHS = (16, 64, 256, 1024)
DEPTHS = (1, 2, 4, 8)
SAMPLES = (1, 10, 100, 1000, 10_000)
PRODUCTS = (128, 256, 512, 1024, 2048)
CHANNELS = (4, 8, 16, 32, 64)
SIDES = (8, 16, 32, 64)


class Workload(NamedTuple):
    """A workload.

    kind: "train", "predict", or "multiply" for the product of two square matrices; data: "random",
    "digits", "images" for the digits enlarged to 28 x 28, which are sequences of their rows for a
    recurrent layer, or "two_layer" for that of ../workloads.json. A run trains for ``epochs``
    epochs, without shuffling, from the same first weights each time, after ``epochs_before`` epochs
    that are not timed; or it calls the prediction ``calls`` times; or it multiplies once. A network
    is dense if ``layers`` has no others.
    """

    name: str
    title: str
    kind: str
    unit: str
    sizes: tuple[int, ...]  # the inputs, then each layer's units; both sides of a matrix
    activations: tuple[str, ...] = ()
    loss: str = SPARSE
    optimizer: str = "adam"
    data: str = "random"
    examples: int = 1
    batch: int = 1
    epochs: int = 1
    epochs_before: int = 0
    calls: int = 1
    dtype: str = "float32"  # of a product; for a network the implementation decides
    shape: Shape = ()  # of an example, () for that of a dense network
    layers: tuple[Layer, ...] = ()  # as in networks.py

    @property
    def input_shape(self) -> Shape:
        """Return the shape of an example."""
        return tuple(self.shape) or (self.sizes[0],)

    @property
    def network(self) -> list[Layer]:
        """Return the layers, those of a dense network too."""
        dense = zip(self.sizes[1:], self.activations, strict=False)
        return list(self.layers) or [("dense", units, name) for units, name in dense]

    @property
    def operations(self) -> int:
        """Return the floating-point operations of a unit, a multiply-add counted as two."""
        if self.kind == "multiply":
            return 2 * self.sizes[0] ** 3
        is_trained = self.kind == "train"
        examples = self.batch if is_trained else self.examples
        return 2 * examples * multiply_adds(self.input_shape, self.network, is_trained)

    @property
    def steps(self) -> int:
        """Return the number of optimizer steps in a run."""
        return self.epochs * -(-self.examples // self.batch)

    @property
    def units(self) -> int:
        """Return the number of units in a run: the reported time is that of one unit."""
        return self.steps if self.kind == "train" and self.data != "digits" else self.calls


def training_workload(
    name: str, title: str, sizes: Sequence[int], examples: int, batch: int
) -> Workload:
    """Return an epoch of training with Adam; the network ends in a softmax."""
    activations = ("relu",) * (len(sizes) - 2) + ("softmax",)
    return Workload(
        name, title, "train", "step", tuple(sizes), activations, examples=examples, batch=batch
    )


def prediction_workload(samples: int) -> Workload:
    """Return predictions for this many samples by a network 784-128-10."""
    return Workload(
        f"predict-{samples}",
        f"(d) 784-128-10: prediction, samples: {samples:,}",
        "predict",
        "call",
        (784, 128, 10),
        ("relu", "softmax"),
        examples=samples,
        calls=max(1, 200 // samples),
    )


def lenet_workload(kind: str, examples: int, batch: int = 1) -> Workload:
    """Return an epoch of training with Adam, or predictions, of today's LeNet-5."""
    name, words, unit = (
        (f"lenet-{batch}", f"Adam, batch {batch}", "step")
        if kind == "train"
        else (f"lenet-predict-{examples}", f"prediction, samples: {examples:,}", "call")
    )
    return Workload(
        name,
        f"(f) LeNet-5 on 28 x 28 x 1: {words}",
        kind,
        unit,
        (784, 10),
        data="images",
        examples=examples,
        batch=batch,
        calls=max(1, 200 // examples) if kind == "predict" else 1,
        shape=(28, 28, 1),
        layers=LENET_5,
    )


def recurrent_workload(layer: str, kind: str, examples: int, batch: int = 1) -> Workload:
    """Return the same of a recurrent layer of 128 units that reads the rows of an image.

    layer: "lstm" or "gru"
    """
    lenet = lenet_workload(kind, examples, batch)
    _, _, words = lenet.title.partition(": ")
    return lenet._replace(
        name=lenet.name.replace("lenet", layer),
        title=f"(g) {layer.upper()}(128) on 28 steps of 28 features: {words}",
        shape=(28, 28),
        layers=((layer, 128), ("dense", 10, "softmax")),
    )


def convolution_workload(name: str, side: int, channels: int) -> Workload:
    """Return an epoch of training of a convolution with as many channels as its inputs have."""
    return Workload(
        name,
        f"{side} x {side} x {channels}, one convolution",
        "train",
        "step",
        (side * side * channels, 10),
        examples=256,
        batch=32,
        shape=(side, side, channels),
        layers=(
            ("conv2d", channels, 3, "same", "relu"),
            ("global_average_pooling2d",),
            ("dense", 10, "softmax"),
        ),
    )


LENET_5: tuple[Layer, ...] = (
    ("conv2d", 6, 5, "same", "relu"),
    ("average_pooling2d", 2),
    ("conv2d", 16, 5, "valid", "relu"),
    ("average_pooling2d", 2),
    ("flatten",),
    ("dense", 120, "relu"),
    ("dense", 84, "relu"),
    ("dense", 10, "softmax"),
)

BY_BATCH = [
    training_workload(
        f"batch-{batch}",
        f"(a) 784-128-10, relu and softmax, Adam, batch {batch}",
        (784, 128, 10),
        1024 if batch == 1 else 8192,
        batch,
    )
    for batch in BATCHES
]
# Two parts of one run: units that no longer learn have subnormal momentums in the second.
EARLY = training_workload("early", "the first 400 steps", (784, 128, 10), 400, 1)
LATE = training_workload("late", "steps 4,000 to 5,000", (784, 128, 10), 1000, 1)._replace(
    epochs_before=4
)
DIGITS_EPOCH = Workload(
    "digits",
    "(b) 64-64-32-10, relu and softmax, Adam: an epoch of 1,438 digits in batches of 32",
    "train",
    "epoch",
    (64, 64, 32, 10),
    ("relu", "relu", "softmax"),
    data="digits",
    examples=1438,
    batch=32,
)
TWO_LAYER = Workload(
    "two_layer",
    "(c) 3-4-1, sigmoid, squared error, gradient descent: 1,500 iterations of four examples",
    "train",
    "iteration",
    (3, 4, 1),
    ("sigmoid", "sigmoid"),
    SQUARED,
    "sgd",
    "two_layer",
    examples=4,
    batch=4,
    epochs=1500,
)
BY_SAMPLES = {samples: prediction_workload(samples) for samples in SAMPLES}
MULTIPLICATIONS = [
    Workload(
        f"multiply-{n}-{dtype}",
        f"(e) {n} x {n}, {dtype}",
        "multiply",
        "product",
        (n, n),
        dtype=dtype,
    )
    for dtype in ("float32", "float64")
    for n in PRODUCTS
]
BY_WIDTH = [training_workload(f"width-{u}", f"784-{u}-10", (784, u, 10), 2048, 32) for u in WIDTHS]
BY_DEPTH = [
    training_workload(f"depth-{d}", f"64-{d} x 64-10", (64, *(64,) * d, 10), 2048, 32)
    for d in DEPTHS
]
LENET_TRAINING = [
    lenet_workload("train", 512 if batch == 1 else 4096, batch) for batch in (1, 32, 128)
]
LENET_PREDICTION = [lenet_workload("predict", samples) for samples in (1, 10_000)]
LENET = [*LENET_TRAINING, *LENET_PREDICTION]
RECURRENT_TRAINING = [
    recurrent_workload(layer, "train", 512 if batch == 1 else 4096, batch)
    for layer in GATES
    for batch in (1, 32, 128)
]
RECURRENT_PREDICTION = [
    recurrent_workload(layer, "predict", samples) for layer in GATES for samples in (1, 10_000)
]
RECURRENT = [*RECURRENT_TRAINING, *RECURRENT_PREDICTION]
BY_CHANNELS = [convolution_workload(f"channels-{c}", 16, c) for c in CHANNELS]
BY_SIDE = [convolution_workload(f"side-{side}", side, 16) for side in SIDES]

# libfann does the same as the others only while its outputs are not near 0 or 1: see page.py. In
# LeNet-5, differences of rounding grow about tenfold in ten steps while it learns.
STEPS_CHECKED = {1: 100, 32: 30, 128: 20}  # by batch
CHECKED = [
    TWO_LAYER._replace(name="two_layer-100", title="(c), 100 iterations, to check", epochs=100),
    *(
        workload._replace(
            name=workload.name.replace("-", "-check-"),
            title=f"{workload.title}: {STEPS_CHECKED[workload.batch]} steps, to check",
            examples=STEPS_CHECKED[workload.batch] * workload.batch,
        )
        for workload in (*LENET_TRAINING, *RECURRENT_TRAINING)
    ),
]

LATE_IMPLEMENTATIONS = [
    "refnet, float32",
    "refnet, float64",
    "NumPy, float32",
    "NumPy, float64",
    "PyTorch",
    "PyTorch, denormals flushed",
    "JAX, all steps in one call",
    "Keras on JAX",
    "Keras on TensorFlow",
]
MAIN = [*BY_BATCH, DIGITS_EPOCH, TWO_LAYER, BY_SAMPLES[1], BY_SAMPLES[10_000], *LENET, *RECURRENT]
GROWTH_IMPLEMENTATIONS = [
    "scikit-learn",
    "NumPy, float32",
    "PyTorch",
    "Keras on JAX",
    "JAX",
    "JAX, all steps in one call",
    "refnet, float64",
    "refnet, float32",
]
LENET_IMPLEMENTATIONS = [
    "refnet, float32",
    "refnet, float64",
    "PyTorch",
    "PyTorch, TorchScript",
    "PyTorch, compiled",
    "JAX",
    "JAX, all steps in one call",
    "JAX, patches",
    "Keras on JAX",
    "Keras on TensorFlow",
    "ONNX Runtime",
    "OpenVINO",
    "tiny-dnn",
    "fused peak",
]
RECURRENT_IMPLEMENTATIONS = [
    name
    for name in LENET_IMPLEMENTATIONS
    if name not in ("JAX, patches", "PyTorch, compiled", "tiny-dnn")
]
CONVOLUTION_IMPLEMENTATIONS = [
    "JAX",
    "JAX, all steps in one call",
    "JAX, patches",
    "refnet, float64",
    "refnet, float32",
]
CONVOLUTIONS = [*BY_CHANNELS, *BY_SIDE]
GROWTH = [*BY_WIDTH, *BY_DEPTH, *(BY_SAMPLES[samples] for samples in SAMPLES[1:-1])]


def implementations_of(workload: Workload) -> list[str] | None:
    """Return the implementations that run one of MAIN or CHECKED, None for all."""
    if not workload.layers:
        return None
    is_recurrent = workload.layers[0][0] in GATES
    return RECURRENT_IMPLEMENTATIONS if is_recurrent else LENET_IMPLEMENTATIONS


def examples_of(workload: Workload, dtype: str) -> tuple[Array, Array]:
    """Return the inputs [m][n], [m][h][w][c] or [m][t][n]; and classes [m] or targets [m][k]."""
    if workload.data == "two_layer":
        known = two_layer_data()
        return known["inputs"].astype(dtype), known["targets"].astype(dtype)
    if workload.data in ("digits", "images"):
        digits = json.loads(DIGITS.read_text(encoding="utf-8"))
        inputs, classes = np.array(digits["inputs"], dtype), np.array(digits["classes"])
        return (inputs, classes) if workload.data == "digits" else images(workload, inputs, classes)
    inputs = np.random.RandomState(SEED).random_sample((workload.examples, workload.sizes[0]))
    classes = np.arange(workload.examples) % workload.sizes[-1]
    return inputs.astype(dtype).reshape(-1, *workload.input_shape), classes


def images(workload: Workload, digits: Array, classes: Array) -> tuple[Array, Array]:
    """Return digits three times as large, with a margin of 2, repeated until there are enough."""
    large = np.kron(digits.reshape(-1, 8, 8), np.ones((3, 3), digits.dtype))
    framed = np.pad(large, ((0, 0), (2, 2), (2, 2)))
    indices = np.arange(workload.examples) % len(digits)
    return framed[indices].reshape(-1, *workload.shape), classes[indices]


def first_weights(workload: Workload, dtype: str) -> list[Array]:
    """Return kernel and bias of each layer: refnet's first weights for this seed.

    A dense kernel is [n][u], that of a convolution [side][side][channels][filters]; for those of a
    recurrent layer, which has two, see recurrent.py.
    """
    if workload.data == "two_layer":
        known = two_layer_data()
        kernels = [known["weights1"], known["weights2"]]
        parts = [part for kernel in kernels for part in (kernel, np.zeros(kernel.shape[1]))]
    else:
        generator = np.random.RandomState(SEED)
        parts = drawn_weights(workload.input_shape, workload.network, generator)
    return [part.astype(dtype) for part in parts]


def factors_of(workload: Workload) -> tuple[Array, Array]:
    """Return the two matrices of a product."""
    generator = np.random.RandomState(SEED)
    a, b = (generator.random_sample(workload.sizes) - 0.5 for _ in range(2))
    return a.astype(workload.dtype), b.astype(workload.dtype)


def two_layer_data() -> dict[str, NDArray[np.float64]]:
    """Return the arrays of the workload two_layer in workloads.json."""
    path = Path(__file__).parents[1] / "workloads.json"
    known = json.loads(path.read_text(encoding="utf-8"))["two_layer"]
    names = ("inputs", "targets", "weights1", "weights2")
    return {name: np.array(known[name], np.float64) for name in names}


def loss_of(workload: Workload, result: Any) -> float:
    """Return a number that shows whether two implementations did the same work.

    result: after a training run the weights, in the order of ``first_weights``; after a prediction
    the outputs [m][k]: the number is the loss. Of a product the matrix: it is the mean of the
    squares.
    """
    if workload.kind == "multiply":
        return float(np.mean(np.square(np.asarray(result, np.float64))))
    inputs, targets = examples_of(workload, "float64")
    is_trained = workload.kind == "train"
    outputs = np.asarray(
        network_outputs(workload.network, result, inputs) if is_trained else result
    )
    if workload.loss == SQUARED:
        return float(np.sum(np.square(targets - outputs)))
    return float(-np.mean(np.log(outputs.astype(np.float64)[np.arange(len(outputs)), targets])))
