"""What is measured: networks that train and predict, and products of matrices.

run.py sends a work to each of the programs that measure, as JSON. Those in Python make its examples
and first weights with NumPy, whose old generator gives the same numbers as refnet's; those in
JavaScript and Go make them with their ports.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

DIGITS = Path("build/peers/digits.json")  # run.py writes it
SPARSE = "sparse_categorical_crossentropy"
SQUARED = "sum_squared_error"

SEED = 1
# PyTorch corrects Adam's epsilon in the first steps, the others do not: it must be small.
ADAM = {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-12}
SGD_RATE = 1.0

BATCHES = (1, 32, 128, 512)
WIDTHS = (16, 64, 256, 1024)
DEPTHS = (1, 2, 4, 8)
SAMPLES = (1, 10, 100, 1000, 10_000)
PRODUCTS = (128, 256, 512, 1024, 2048)


class Work(NamedTuple):
    """A work.

    kind: "train", "predict", or "multiply" for the product of two square matrices; data: "random",
    "digits", or "two_layer" for those of work.json. A run trains for so many epochs, in order, from
    the same first weights each time; or it calls the prediction so many times; or multiplies once.
    """

    name: str
    title: str
    kind: str
    unit: str
    sizes: tuple[int, ...]  # the inputs, then each layer's units; of a product, both sides
    activations: tuple[str, ...] = ()
    loss: str = SPARSE
    optimizer: str = "adam"
    data: str = "random"
    examples: int = 1
    batch: int = 1
    epochs: int = 1
    calls: int = 1
    dtype: str = "float32"  # of a product; a network has that of its implementation

    @property
    def steps(self) -> int:
        """Return how often the weights change in a run."""
        return self.epochs * -(-self.examples // self.batch)

    @property
    def units(self) -> int:
        """Return by what a run's time is divided."""
        return self.steps if self.kind == "train" and self.data != "digits" else self.calls


def training(name: str, title: str, sizes: Sequence[int], examples: int, batch: int) -> Work:
    """Return a training with Adam of a network that ends in a softmax."""
    activations = ("relu",) * (len(sizes) - 2) + ("softmax",)
    return Work(
        name, title, "train", "step", tuple(sizes), activations, examples=examples, batch=batch
    )


def prediction(samples: int) -> Work:
    """Return a prediction of so many samples by 784-128-10."""
    return Work(
        f"predict-{samples}",
        f"(d) 784-128-10: prediction, samples: {samples:,}",
        "predict",
        "call",
        (784, 128, 10),
        ("relu", "softmax"),
        examples=samples,
        calls=max(1, 200 // samples),
    )


TRAININGS = [
    training(
        f"batch-{batch}",
        f"(a) 784-128-10, relu and softmax, Adam, batch {batch}",
        (784, 128, 10),
        1024 if batch == 1 else 8192,
        batch,
    )
    for batch in BATCHES
]
DIGITS_EPOCH = Work(
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
TWO_LAYER = Work(
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
PREDICTIONS = {samples: prediction(samples) for samples in SAMPLES}
MULTIPLICATIONS = [
    Work(
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
WIDE = [training(f"width-{u}", f"784-{u}-10", (784, u, 10), 2048, 32) for u in WIDTHS]
DEEP = [training(f"depth-{d}", f"64-{d} x 64-10", (64, *(64,) * d, 10), 2048, 32) for d in DEPTHS]

# libfann does the same as the others only as long as no output is near 0 or 1: see page.py.
CHECKED = [
    TWO_LAYER._replace(name="two_layer-100", title="(c), 100 iterations, to check", epochs=100)
]

MAIN = [*TRAININGS, DIGITS_EPOCH, TWO_LAYER, PREDICTIONS[1], PREDICTIONS[10_000]]
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
GROWTH = [*WIDE, *DEEP, *(PREDICTIONS[samples] for samples in SAMPLES[1:-1])]


def examples_of(work: Work, dtype: str) -> tuple[Array, Array]:
    """Return the inputs [m][n], and classes [m] or targets [m][k]."""
    if work.data == "digits":
        digits = json.loads(DIGITS.read_text(encoding="utf-8"))
        return np.array(digits["inputs"], dtype), np.array(digits["classes"])
    if work.data == "two_layer":
        known = two_layer_data()
        return known["inputs"].astype(dtype), known["targets"].astype(dtype)
    inputs = np.random.RandomState(SEED).random_sample((work.examples, work.sizes[0]))
    return inputs.astype(dtype), np.arange(work.examples) % work.sizes[-1]


def first_weights(work: Work, dtype: str) -> list[Array]:
    """Return kernel [n][u] and bias [u] of each layer: refnet's first weights for this seed."""
    if work.data == "two_layer":
        known = two_layer_data()
        kernels = [known["weights1"], known["weights2"]]
    else:
        generator = np.random.RandomState(SEED)
        kernels = []
        for n, u in zip(work.sizes, work.sizes[1:], strict=False):
            limit = np.sqrt(6 / (n + u))
            kernels.append((2 * generator.random_sample((n, u)) - 1) * limit)
    parts = [part for kernel in kernels for part in (kernel, np.zeros(kernel.shape[1]))]
    return [part.astype(dtype) for part in parts]


def factors_of(work: Work) -> tuple[Array, Array]:
    """Return the two matrices of a product."""
    generator = np.random.RandomState(SEED)
    a, b = (generator.random_sample(work.sizes) - 0.5 for _ in range(2))
    return a.astype(work.dtype), b.astype(work.dtype)


def two_layer_data() -> dict[str, NDArray[np.float64]]:
    """Return the arrays of the work two_layer in work.json."""
    path = Path(__file__).parents[1] / "work.json"
    known = json.loads(path.read_text(encoding="utf-8"))["two_layer"]
    names = ("inputs", "targets", "weights1", "weights2")
    return {name: np.array(known[name], np.float64) for name in names}


def loss_of(work: Work, result: Any) -> float:
    """Return one number in which two results of a work differ where the work was not the same.

    result: of a training the weights after it, in the order of ``first_weights``, whose loss this
    is; of a prediction the outputs [m][k], whose loss it is; of a product the matrix, the mean of
    whose squares it is.
    """
    if work.kind == "multiply":
        return float(np.mean(np.square(np.asarray(result, np.float64))))
    inputs, targets = examples_of(work, "float64")
    outputs = answers(work, result, inputs) if work.kind == "train" else np.asarray(result)
    if work.loss == SQUARED:
        return float(np.sum(np.square(targets - outputs)))
    return float(-np.mean(np.log(outputs.astype(np.float64)[np.arange(len(outputs)), targets])))


def answers(work: Work, weights: Sequence[Array], inputs: Array) -> Array:
    """Return what a network answers, in float64."""
    x = inputs
    for i, activation in enumerate(work.activations):
        kernel, bias = (np.asarray(part, np.float64) for part in weights[2 * i : 2 * i + 2])
        x = ACTIVATIONS[activation](x @ kernel + bias)
    return x


def softmax(sums: Array) -> Array:
    """Return the softmax of each row."""
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


ACTIVATIONS = {
    "relu": lambda sums: np.maximum(sums, 0),
    "sigmoid": lambda sums: 1 / (1 + np.exp(-sums)),
    "softmax": softmax,
}
