"""The core refuses what the reference refuses, in the same order and with the same words."""

from types import ModuleType
from typing import Any

import pytest

from refnet import RefnetError, core, reference
from refnet.reference.dense import DenseLayer
from refnet.reference.further_initializers import Initializer
from refnet.reference.losses import Loss
from refnet.reference.optimizers import Optimizer

NAN, INF = float("nan"), float("inf")
MOST = 2**53 - 1
SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"
X, T, CLASSES = [[1.0], [2.0]], [[1, 0], [0, 1]], [0, 1]
LAYER = DenseLayer(2, "softmax", [[0.1, 0.2]], [0, 0])
ADAM = Optimizer("adam", 0.1)


def dense(
    layers: Any = (LAYER,),
    loss: Any = CATEGORICAL,
    optimizer: Any = ADAM,
    inputs: Any = X,
    targets: Any = T,
    *more: Any,
) -> tuple[Any, ...]:
    return list(layers), loss, optimizer, inputs, targets, *more


def second(**fields: Any) -> tuple[Any, ...]:
    """Return the arguments of ``dense`` with a second layer."""
    layer = DenseLayer(1, "relu", [[1], [2]], [1])
    return dense([LAYER, layer._replace(**fields)], "mse", targets=[[1], [2]])


CALLS: list[tuple[str, tuple[Any, ...]]] = [
    ("elementary", ("sinh", [1])),
    ("random", (-1, 5)),
    ("random", (2**32, -1)),
    ("random", (1, 2**24 + 1)),
    ("button_press", ([1], [NAN], INF, 1, -1, "x")),
    ("button_press", ([1], [1], INF, 1, -1, "x")),
    ("button_press", ([1, INF], [1, 2], 1, 1, 1)),
    ("button_press", ([1], [1], 1, NAN, -1, "x")),
    ("button_press", ([1], [1], 1, 1, -1, "x")),
    ("button_press", ([1], [1], 1, 1, 1, "x")),
    ("button_press", ([1], [1e308], 1, 1e308, 9)),
    ("rabbit", ([1, NAN], [True, False], NAN, 1, [[1, 2]])),
    ("rabbit", ([1, 2], [True, False], NAN, INF, [[1, 2]])),
    ("rabbit", ([1, 2], [True, False], 1, INF, [[1, 2]])),
    ("rabbit", ([1, 2], [True, False], 1, 1, [[1, 2], [1, NAN]])),
    ("rabbit", ([1e308], [True], 1, 1, [[10]])),
    ("random", (1, -1, "randn", 0)),
    ("random", (1, 1, "randn", 0)),
    ("random", (1, 1, "normal", 0)),
    ("random", (1, 1, "integers", 2**32 + 1)),
    ("hebb", ([], [1], 1)),
    ("hebb", ([[1], [1, 2]], [NAN], 1)),
    ("hebb", ([[1], [2]], [1, NAN], 1)),
    ("hebb", ([[1], [INF]], [NAN], NAN, "x")),
    ("hebb", ([[1], [2]], [NAN], NAN, "x")),
    ("hebb", ([[1], [2]], [1], NAN, "x")),
    ("hebb", ([[1], [2]], [1], 1, "x")),
    ("hebb", ([[1], [1e200]], [1e200], 1)),
    ("hebb", ([[2], [2]], [1e200], 1e200, "oja")),
    ("hopfield", ([], [], "x")),
    ("hopfield", ([[], [1]], [1])),
    ("hopfield", ([[1, 1], [1]], [0, 0])),
    ("hopfield", ([[0, 1]], [1])),
    ("hopfield", ([[1, 1], [1, NAN]], [0, 1], "x", -1, -1)),
    ("hopfield", ([[1, 1], [-1, 1]], [1, 0], "x", -1, -1)),
    ("hopfield", ([[1, 1], [-1, 1]], [1, -1], "x", -1, -1)),
    ("hopfield", ([[1, 1], [-1, 1]], [1, -1], "synchronous", -1, -1)),
    ("hopfield", ([[1, 1], [-1, 1]], [1, -1], "synchronous", 2**32, -1)),
    ("hopfield", ([[1, 1], [-1, 1]], [1, -1], "synchronous", None, -1)),
    ("neuron", ([[1], [INF]], [1, NAN], [1])),
    ("neuron", ([[1], [1]], [1, NAN], [INF])),
    ("neuron", ([[1]], [1], [INF], NAN)),
    ("neuron", ([[1]], [1], [1], NAN, NAN)),
    ("neuron", ([[1]], [1], [1], 1, NAN, NAN)),
    ("neuron", ([[1]], [1], [1], 1, 1, NAN, -1)),
    ("neuron", ([[1]], [1], [1], 1, 1, 1, -1, [1])),
    ("neuron", ([[1]], [1], [1], 1, 1, 1, 5, [1, 6])),
    ("neuron", ([[1]], [1], [1], 1, 1, 1, 5, [1, 1])),
    ("neuron", ([[1e200, 1e200]], [0], [1e200, -1e200])),
    ("two_layer", ([[1, INF]], [[NAN]], [[1], [1]], [[1]])),
    ("two_layer", ([[1]], [[NAN]], [[NAN]], [[1]])),
    ("two_layer", ([[1]], [[1]], [[1, NAN]], [[INF], [1]])),
    ("two_layer", ([[1]], [[1]], [[1, 1]], [[1], [INF]], [NAN, 1])),
    ("two_layer", ([[1]], [[1]], [[1, 1]], [[1], [1]], [1, NAN], [NAN])),
    ("two_layer", ([[1]], [[1]], [[1, 1]], [[1], [1]], None, [NAN], NAN)),
    ("two_layer", ([[1]], [[1]], [[1]], [[1]], None, None, NAN, -1)),
    ("two_layer", ([[1]], [[1]], [[1]], [[1]], None, None, 1, -1, [0])),
    ("two_layer", ([[1]], [[1]], [[1]], [[1]], None, None, 1, 3, [0])),
    ("initial_kernels", ("x", [0], -1)),
    ("initial_kernels", ("zeros", [], -1)),
    ("initial_kernels", ("zeros", [3, 0], -1)),
    ("initial_kernels", ("zeros", [-5, -7], 3)),
    ("initial_kernels", ("zeros", [3, 2**24 + 1], -1)),
    ("initial_kernels", ("zeros", [2**20, 2**20], -1)),
    ("initial_kernels", ("orthogonal", [2**20, 2**20], -1)),
    ("initial_kernels", ("orthogonal", [2**12, 2**12], -1)),
    ("initial_kernels", ("orthogonal", [1, 2**11, 2**10], -1, [1, 2])),
    ("initial_kernels", ("zeros", [2**52, 2**52], 1)),
    ("initial_kernels", (Initializer("random_uniform", minval=INF, maxval=NAN), [0], 1)),
    ("initial_kernels", (Initializer("random_uniform", minval=1, maxval=0.5), [0], 1)),
    ("initial_kernels", (Initializer("random_normal", stddev=-1), [0], 1)),
    ("initial_kernels", (Initializer("truncated_normal", mean=1e20), [0], 1)),
    ("initial_kernels", (Initializer("constant", value=-1e20), [0], 1)),
    ("initial_kernels", (Initializer("identity", gain=NAN), [0], 1)),
    ("initial_kernels", (Initializer("orthogonal", gain=INF), [0], 1)),
    ("initial_kernels", (Initializer("variance_scaling", scale=0, mode="x"), [0], 1)),
    ("initial_kernels", (Initializer("variance_scaling", scale=1e20), [0], 1)),
    ("initial_kernels", (Initializer("variance_scaling", mode="x", distribution="x"), [0], 1)),
    ("initial_kernels", (Initializer("variance_scaling", distribution="x"), [0], 1)),
    ("initial_kernels", ("zeros", [2, 2], 2**32)),
    ("initial_kernels", ("zeros", [2, 2], 1, [])),
    ("initial_kernels", ("x", [2, 0], 1, [1, 1])),
    ("initial_kernels", ("x", [2, 0], 1, [0])),
    ("initial_kernels", ("zeros", [2, 0], -1, [0])),
    ("initial_kernels", ("zeros", [2, 2, 2], -1, [1, 0])),
    ("initial_kernels", ("zeros", [2, 2], -1, [2**24 + 1])),
    ("initial_kernels", ("zeros", [2**24, 2**24], -1, [2**24])),
    ("initial_kernels", ("zeros", [2, 2, 2**22], -1, [2**21, 2])),
    ("dense", dense([])),
    ("dense", dense([LAYER._replace(activation="x")], inputs=[[INF], [1]])),
    ("dense", dense([DenseLayer(0, "x", [[]], [])], targets=[[], []])),
    ("dense", dense([LAYER._replace(kernel=[[1, NAN]], bias=[NAN, 1])])),
    ("dense", second(units=0, kernel=[[], []], bias=[])),
    ("dense", second(kernel=[[1], [INF]])),
    ("dense", second(bias=[NAN])),
    ("dense", second(kernel=[[1]])),
    ("dense", second(kernel=[[1, 2], [1, 2]])),
    ("dense", second(bias=[1, 2])),
    ("dense", dense(loss="x", optimizer=ADAM._replace(name="x"))),
    ("dense", dense(loss="binary_crossentropy", targets=[[1, 1], [NAN, 1]])),
    ("dense", dense(loss=Loss("x", 0.0))),
    ("dense", dense(loss=Loss("huber", 0.0), optimizer=ADAM._replace(name="x"))),
    ("dense", dense(loss=Loss("huber", NAN))),
    ("dense", dense(loss=Loss("mse", 0.0, label_smoothing=9.0), optimizer=ADAM._replace(name="x"))),
    ("dense", dense(loss=Loss("huber", label_smoothing=NAN), optimizer=ADAM._replace(name="x"))),
    ("dense", dense(loss=Loss(CATEGORICAL, NAN), optimizer=ADAM._replace(name="x"))),
    ("dense", dense(loss=Loss("huber", True))),
    ("dense", dense(loss=Loss(CATEGORICAL, from_logits=0))),  # type: ignore[arg-type]
    ("dense", dense(loss=Loss(CATEGORICAL, label_smoothing=1.0000001))),
    ("dense", dense(loss=Loss(CATEGORICAL, label_smoothing=NAN), targets=[])),
    ("dense", dense(loss=Loss(None))),  # type: ignore[arg-type]
    ("dense", dense([LAYER._replace(activation="relu", bias=[-9, -9])])),
    ("dense", dense(optimizer=ADAM._replace(name="x", learning_rate=NAN))),
    ("dense", dense(optimizer=ADAM._replace(learning_rate=INF, rho=1))),
    ("dense", dense(optimizer=ADAM._replace(rho=NAN, momentum=2))),
    ("dense", dense(optimizer=ADAM._replace(momentum=-0.1, beta_1=1))),
    ("dense", dense(optimizer=ADAM._replace(beta_1=1, beta_2=1))),
    ("dense", dense(optimizer=ADAM._replace(beta_2=NAN, epsilon=0))),
    ("dense", dense(optimizer=ADAM._replace(epsilon=0))),
    ("dense", dense(inputs=[])),
    ("dense", dense(inputs=[[1, 2], [1, 2]])),
    ("dense", dense(inputs=[[1], [NAN]], targets=[[1, NAN], [1, 1]])),
    ("dense", dense(targets=[[1, 1], [NAN, 1]])),
    ("dense", dense(targets=CLASSES)),
    ("dense", dense(targets=[])),
    ("dense", dense(targets=[[1], [1]])),
    ("dense", dense(loss=SPARSE)),
    ("dense", dense(loss=SPARSE, targets=[])),
    ("dense", dense(loss=SPARSE, targets=[0, 2])),
    ("dense", dense(loss=SPARSE, targets=[-1, 2])),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, 0, -1)),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, -MOST, -1)),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, MOST, -1, -1)),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, 1, 3, -1, [4])),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, 1, 3, 2**32, [4])),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, 1, 3, 1, [1, 4])),
    ("dense", dense([LAYER], CATEGORICAL, ADAM, X, T, 1, 3, 1, [2, 1])),
    ("dense", dense([LAYER], CATEGORICAL, ADAM._replace(learning_rate=1e308), X, T, 1, 9)),
    ("dense", dense([LAYER._replace(kernel=[[1e308, 1e308]])], "mse", ADAM, [[1e308]], [[1, 1]])),
]


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_the_core_refuses_with_the_words_of_the_reference(
    name: str, arguments: tuple[Any, ...]
) -> None:
    def refusal(chapters: ModuleType) -> tuple[Any, ...]:
        with pytest.raises(RefnetError) as caught:
            getattr(chapters, name)(*arguments)
        error = caught.value
        return error.code, error.field, error.message, error.trial, error.batch

    assert refusal(core) == refusal(reference)
