"""Models in several threads."""

import copy
import threading
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support import small_model
from support.sequential import BACKENDS, CLASSES, X
from support.threads import in_threads

from refnet import Dense, Sequential, optimizers
from refnet.reference.checks import SPARSE

Array = NDArray[Any]


@BACKENDS
def test_one_model_in_several_threads(backend: str) -> None:
    """One thread trains while others predict: it gives the bits that it gives alone."""
    model = Sequential(
        [Dense(8, "tanh", input_dim=3), Dense(3, "softmax")], seed=1, backend=backend
    )
    model.compile("sgd", SPARSE)
    twin = copy.deepcopy(model)
    asked: list[bool] = []

    def ask() -> None:
        while fitting.is_alive():
            answers = model.predict(X)
            asked.append(
                bool(np.isfinite(answers).all() and np.isfinite(model.evaluate(X, CLASSES)))
            )

    epochs = 3000 if backend == "c" else 20
    fitting = threading.Thread(target=lambda: model.fit(X, CLASSES, 4, epochs, verbose=0))
    asking = [threading.Thread(target=ask) for _ in range(3)]
    fitting.start()
    for thread in asking:
        thread.start()
    for thread in (fitting, *asking):
        thread.join()
    twin.fit(X, CLASSES, 4, epochs, verbose=0)
    assert all(asked)
    assert model.weights_sha256() == twin.weights_sha256()


def test_two_threads_do_not_both_draw_the_first_weights() -> None:
    """The later one would replace the weights that the other trains."""
    x = np.ones((64, 400))
    for seed in range(6):
        layers = [Dense(400, input_dim=400), Dense(1)]
        model, twin = (Sequential(layers, seed=seed) for _ in range(2))
        for each in (model, twin):
            each.compile("sgd", "mse")
        asking = threading.Thread(target=model.predict, args=(x,))
        asking.start()
        model.fit(x, np.ones(64), verbose=0)
        asking.join()
        twin.fit(x, np.ones(64), verbose=0)
        assert model.weights_sha256() == twin.weights_sha256()


def test_weights_are_never_those_of_half_a_step() -> None:
    """All weights start at zero and get the same steps, so they are equal after every step."""
    model = Sequential([Dense(20_000, kernel_initializer="zeros", use_bias=False, input_dim=1)])
    model.compile(optimizers.SGD(1e-7), "sum_squared_error")
    x, y = np.ones((4, 1)), np.ones((4, 20_000))
    enough = threading.Event()

    def train() -> None:
        while not enough.is_set():
            model.fit(x, y, 1, 10, verbose=0)

    training = threading.Thread(target=train)
    training.start()
    seen: set[float] = set()
    try:
        while len(seen) < 20 and training.is_alive():
            [kernel] = model.get_weights()
            assert kernel.min() == kernel.max()
            seen.add(kernel[0, 0])
    finally:
        enough.set()
        training.join()
    assert len(seen) == 20


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
def test_threads_may_train_different_models_at_the_same_time(watched: bool, backend: str) -> None:
    count = 2_000 if backend == "c" else 100
    x, y = np.resize(small_model.X, (count, 3)), np.resize(small_model.Y, count)

    def train(seed: int) -> list[bytes]:
        model = small_model.new_model(backend, seed)
        watchers = [small_model.BatchRecorder("a", [])] if watched else []
        small_model.fit(model, x=x, y=y, callbacks=watchers)
        return [*small_model.bits(model), model.predict(x).tobytes()]

    expected = [train(seed) for seed in range(4)]
    assert in_threads([lambda seed=seed: train(seed) for seed in range(4)]) == expected  # type: ignore[misc]


def test_threads_may_predict_with_one_model_at_the_same_time() -> None:
    model = Sequential([Dense(64, "tanh", input_dim=16), Dense(4, "softmax")], seed=1)
    model.compile("sgd", "mse")
    random = np.random.RandomState(6)
    questions = [random.normal(size=(count, 16)) for count in (3000, 2000, 200, 3000)]

    def ask(x: Array) -> list[Any]:
        y = x[:, :4].copy()
        return [(model.predict(x).tobytes(), model.evaluate(x, y)) for _ in range(20)]

    expected = [ask(x) for x in questions]
    assert in_threads([lambda x=x: ask(x) for x in questions]) == expected  # type: ignore[misc]
