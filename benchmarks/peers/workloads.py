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
from numpy.typing import NDArray

Array = NDArray[Any]

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


class Workload(NamedTuple):
    """A workload.

    kind: "train", "predict", or "multiply" for the product of two square matrices; data: "random",
    "digits", or "two_layer" for that of ../workloads.json. A run trains for ``epochs`` epochs,
    without shuffling, from the same first weights each time, after ``epochs_before`` epochs that
    are not timed; or it calls the prediction ``calls`` times; or it multiplies once.
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

# libfann does the same as the others only while its outputs are not near 0 or 1: see page.py.
CHECKED = [
    TWO_LAYER._replace(name="two_layer-100", title="(c), 100 iterations, to check", epochs=100)
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
MAIN = [*BY_BATCH, DIGITS_EPOCH, TWO_LAYER, BY_SAMPLES[1], BY_SAMPLES[10_000]]
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
GROWTH = [*BY_WIDTH, *BY_DEPTH, *(BY_SAMPLES[samples] for samples in SAMPLES[1:-1])]


def examples_of(workload: Workload, dtype: str) -> tuple[Array, Array]:
    """Return the inputs [m][n], and classes [m] or targets [m][k]."""
    if workload.data == "digits":
        digits = json.loads(DIGITS.read_text(encoding="utf-8"))
        return np.array(digits["inputs"], dtype), np.array(digits["classes"])
    if workload.data == "two_layer":
        known = two_layer_data()
        return known["inputs"].astype(dtype), known["targets"].astype(dtype)
    inputs = np.random.RandomState(SEED).random_sample((workload.examples, workload.sizes[0]))
    return inputs.astype(dtype), np.arange(workload.examples) % workload.sizes[-1]


def first_weights(workload: Workload, dtype: str) -> list[Array]:
    """Return kernel [n][u] and bias [u] of each layer: refnet's first weights for this seed."""
    if workload.data == "two_layer":
        known = two_layer_data()
        kernels = [known["weights1"], known["weights2"]]
    else:
        generator = np.random.RandomState(SEED)
        kernels = []
        for n, u in zip(workload.sizes, workload.sizes[1:], strict=False):
            limit = np.sqrt(6 / (n + u))
            kernels.append((2 * generator.random_sample((n, u)) - 1) * limit)
    parts = [part for kernel in kernels for part in (kernel, np.zeros(kernel.shape[1]))]
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
    outputs = network_outputs(workload, result, inputs) if is_trained else np.asarray(result)
    if workload.loss == SQUARED:
        return float(np.sum(np.square(targets - outputs)))
    return float(-np.mean(np.log(outputs.astype(np.float64)[np.arange(len(outputs)), targets])))


def network_outputs(workload: Workload, weights: Sequence[Array], inputs: Array) -> Array:
    """Return the outputs of a network, calculated in float64."""
    x = inputs
    for i, activation in enumerate(workload.activations):
        kernel, bias = (np.asarray(part, np.float64) for part in weights[2 * i : 2 * i + 2])
        x = ACTIVATIONS[activation](x @ kernel + bias)
    return x


def softmax(logits: Array) -> Array:
    """Return the softmax of each row."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Array = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


ACTIVATIONS = {
    "relu": lambda preactivations: np.maximum(preactivations, 0),
    "sigmoid": lambda preactivations: 1 / (1 + np.exp(-preactivations)),
    "softmax": softmax,
}
