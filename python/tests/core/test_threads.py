"""Any number of threads gives the same bits, whatever Python's own threads do."""

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from support import binary32
from support.bits import in_order, same

import refnet
from refnet import Dense, RefnetError, Sequential, core, optimizers, reference
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.training import Training

NUMBERS = (2, 3, 8)

pytestmark = pytest.mark.usefixtures("_as_before")


class Case(NamedTuple):
    """A network so large that threads share its work; nothing divides evenly."""

    batch_size: int
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    optimizer: optimizers.Optimizer


CASES = {
    "layers": Case(67, (331, 197, 211), ("relu", "tanh"), "mse", optimizers.Adam(0.01)),
    "deep": Case(
        61, (389, 171, 297, 13), ("sigmoid", "relu", "softmax"), SPARSE, optimizers.SGD(0.1, 0.9)
    ),
    "one_row": Case(1, (2003, 1601), ("linear",), "mse", optimizers.SGD(0.001)),
    "few_rows": Case(5, (901, 803), ("softmax",), SPARSE, optimizers.RMSprop(0.01, momentum=0.5)),
    "one_column": Case(4001, (757, 1), ("sigmoid",), "binary_crossentropy", optimizers.SGD(0.1)),
    "few_columns": Case(
        3003, (203, 7, 3), ("tanh", "softmax"), SPARSE, optimizers.SGD(0.1, 0.5, nesterov=True)
    ),
}


def data(case: Case) -> tuple[Any, Any]:
    """Return examples for one whole batch and a shorter one."""
    random = np.random.RandomState(4)
    m, n, k = case.batch_size + max(case.batch_size // 3, 1), case.sizes[0], case.sizes[-1]
    if case.loss == SPARSE:
        return random.normal(size=(m, n)), random.randint(0, k, m)
    return random.normal(size=(m, n)), random.randint(0, 2, (m, k))


def new_model(case: Case, dtype: str = "float64", backend: str = "c", seed: int = 2) -> Sequential:
    layers = [Dense(*each) for each in zip(case.sizes[1:], case.activations, strict=True)]
    model = Sequential(layers, seed=seed, dtype=dtype, backend=backend)
    model.compile(case.optimizer, case.loss, ["accuracy"])
    return model


def trained(case: Case, dtype: str = "float64", backend: str = "c", seed: int = 2) -> list[Any]:
    """Train, evaluate and predict; return all results, arrays as bytes."""
    model, (x, y) = new_model(case, dtype, backend, seed), data(case)
    history = model.fit(x, y, case.batch_size, 2, verbose=0).history
    arrays = [*model.get_weights(), model.predict(x)]
    return [*(each.tobytes() for each in arrays), history, model.evaluate(x, y)]


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", CASES)
def test_training_runs(name: str, dtype: str) -> None:
    refnet.set_threads(1)
    wanted = trained(CASES[name], dtype)
    for threads in NUMBERS:
        refnet.set_threads(threads)
        for _ in range(2):
            assert trained(CASES[name], dtype) == wanted, threads


def test_the_bits_are_those_of_the_reference() -> None:
    """Otherwise all numbers of threads might be wrong in the same way."""
    case = CASES["layers"]._replace(sizes=(431, 107, 7))
    wanted = trained(case, backend="python")
    for threads in NUMBERS:
        refnet.set_threads(threads)
        assert trained(case) == wanted


def test_the_bits_are_those_of_binary32() -> None:
    case = CASES["layers"]._replace(sizes=(431, 107, 7))
    x, y = data(case)
    kernels = reference.initial_kernels("glorot_uniform", case.sizes, 2)
    layers = [
        binary32.as_layer(activation, kernel, [0.0] * len(kernel[0]))
        for activation, kernel in zip(case.activations, kernels, strict=True)
    ]
    how = binary32.as_settings(optimizers.settings(case.optimizer))
    training = Training(case.loss, how, case.batch_size)
    wanted = binary32.train(layers, training, binary32.as_rows(x), binary32.as_rows(y), 1, 3)
    weights = np.array(binary32.all_weights(wanted.layers))
    for threads in NUMBERS:
        refnet.set_threads(threads)
        model = new_model(case, "float32")
        losses = model.fit(x, y, case.batch_size, 1, verbose=0).history["loss"]
        assert losses == [float(loss) for loss in wanted.losses]
        assert np.concatenate([each.ravel() for each in model.get_weights()]).tobytes() == (
            weights.tobytes()
        )


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize(
    ("m", "n", "u"),
    [
        (1, 2003, 1601),
        (2, 1401, 1203),
        (7, 711, 623),
        (9, 831, 427),
        (65, 271, 267),
        (127, 229, 147),
        (211, 13, 1499),
        (3001, 1003, 1),
        (4009, 251, 3),
    ],
)
def test_products(m: int, n: int, u: int) -> None:
    random = np.random.RandomState(m)
    x, kernel = random.normal(size=(m, n)), random.normal(size=(n, u))
    bias, deltas = random.normal(size=u), random.normal(size=(m, u))
    wanted = in_order(bias, x, kernel)
    layer = DenseLayer(u, "sigmoid", kernel, bias)
    outputs = core.elementary("sigmoid", wanted.ravel()).reshape(m, u)
    adjustments, by_inputs = in_order(0.0, x.T, deltas), in_order(0.0, deltas, kernel.T)
    for threads in (1, *NUMBERS):
        refnet.set_threads(threads)
        [forward] = core.network_forward(x, [layer])
        assert same(forward.preactivations, wanted)
        assert same(forward.outputs, outputs)
        assert same(core.weight_adjustments(x, deltas), adjustments)
        by_parameters = core.dense_parameter_gradients(x, deltas, layer)
        assert same(by_parameters[: n * u], adjustments.ravel())
        assert same(core.dense_input_gradients(x, deltas, layer), by_inputs)


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
def test_steps_of_the_optimizers(name: str) -> None:
    optimizer = Optimizer(name, 0.1, 0.9)
    for size in (120_001, 127_999, 128_000):
        weights, gradients, momentums, velocities = np.random.RandomState(size).normal(
            size=(4, size)
        )
        state = OptimizerState(momentums, velocities**2, 0.9, 0.99)
        refnet.set_threads(1)
        moved, after = core.optimizer_step(weights, gradients, state, optimizer)
        for threads in NUMBERS:
            refnet.set_threads(threads)
            other, other_after = core.optimizer_step(weights, gradients, state, optimizer)
            assert same(other, moved)
            assert same(other_after.momentums, after.momentums)
            assert same(other_after.velocities, after.velocities)


@pytest.mark.parametrize("place", [0, 60_000, 120_006])
def test_a_divergence_is_found_on_any_thread(place: int) -> None:
    """The weight that becomes infinite may be in any thread's part."""
    layer = Dense(1, use_bias=False, kernel_initializer="zeros", input_dim=120_007)
    x = np.zeros((1, 120_007))
    x[0, place] = 1.0
    for threads in (1, *NUMBERS):
        refnet.set_threads(threads)
        model = Sequential([layer], dtype="float32")
        model.compile(optimizers.SGD(1e30), "sum_squared_error")
        with pytest.raises(RefnetError, match=r"^layers: left the finite numbers in epoch 1"):
            model.fit(x, [[1e15]], verbose=0)
        assert not model.get_weights()[0].any()


# Python's own threads.


def at_once(functions: list[Callable[[], Any]]) -> list[Any]:
    """Call each function on a thread of its own, all at the same time; return their results."""
    results: list[Any] = [None] * len(functions)
    start = threading.Barrier(len(functions))

    def call(i: int) -> None:
        start.wait(10)
        results[i] = functions[i]()

    workers = [threading.Thread(target=call, args=(i,)) for i in range(len(functions))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


@pytest.mark.parametrize("threads", [2, 8])
def test_models_that_train_at_once(threads: int) -> None:
    makes = [
        (CASES["layers"], "float64"),
        (CASES["layers"], "float32"),
        (CASES["deep"], "float64"),
        (CASES["few_columns"], "float32"),
        (CASES["one_row"], "float32"),
    ]
    refnet.set_threads(1)
    alone = [trained(*make) for make in makes]
    refnet.set_threads(threads)

    def several(case: Case, dtype: str) -> list[Any]:
        return [trained(case, dtype) for _ in range(4)]

    together = at_once([lambda make=make: several(*make) for make in makes])  # type: ignore[misc]
    assert together == [[each] * 4 for each in alone]


def test_one_model_that_predicts_on_several_threads() -> None:
    model, (x, _) = new_model(CASES["layers"]), data(CASES["layers"])
    model.build((331,))
    refnet.set_threads(1)
    wanted = model.predict(x).tobytes()
    refnet.set_threads(3)
    outputs = at_once([lambda: {model.predict(x).tobytes() for _ in range(20)}] * 4)
    assert outputs == [{wanted}] * 4


def test_the_number_may_change_while_a_model_trains() -> None:
    case = CASES["layers"]
    refnet.set_threads(1)
    wanted = trained(case)
    done = threading.Event()

    def change() -> None:
        numbers = np.random.RandomState(1).randint(1, 9, 1_000_000)
        for number in numbers:
            if done.is_set():
                return
            refnet.set_threads(int(number))
            time.sleep(0.0001)

    changing = threading.Thread(target=change)
    changing.start()
    results = at_once([lambda: [trained(case) for _ in range(10)]] * 2)
    done.set()
    changing.join()
    assert results == [[wanted] * 10] * 2
