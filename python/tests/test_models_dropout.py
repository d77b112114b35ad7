"""Sequential with layers that drop numbers: one generator for all that is random."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.bad_arguments import Bad, check_not_made
from support.sequential import BACKENDS, BatchWatcher, snapshot_bits
from support.summaries import rows_of

import refnet
from refnet import Dense, Dropout, Input, RefnetError, Sequential, core
from refnet.layers import GRU, LSTM, Bidirectional, Embedding, Flatten, Masking, SimpleRNN

SEED, M = 3, 7
RANDOM = np.random.RandomState(6)
X, Y = RANDOM.uniform(-1.0, 1.0, (M, 4, 3)), RANDOM.uniform(-1.0, 1.0, (M, 2))


def new_model(backend: str = "python") -> Sequential:
    """Return a model that drops inputs, features, states, and what a Dense sees."""
    model = Sequential(
        [
            Input((4, 3)),
            Dropout(0.1),
            Bidirectional(GRU(3, dropout=0.3, recurrent_dropout=0.2, return_sequences=True)),
            LSTM(4, recurrent_dropout=0.4),
            Dropout(0.5),
            Dense(2),
        ],
        seed=SEED,
        backend=backend,
    )
    model.compile("adam", "mse")
    return model


def factors(doubles: Any, rate: float) -> Any:
    """Return what numbers are multiplied by (DROP-1)."""
    return np.where(doubles < rate, 0.0, 1.0 / (1.0 - rate))


@BACKENDS
def test_the_generator_of_the_model_draws(backend: str) -> None:
    """In a layer example by example; a new seed drops others, evaluate and predict nothing."""
    rows = X.reshape(M, 12)
    model = Sequential([Dropout(0.25)], seed=SEED, backend=backend)
    model.compile("sgd", "mse")
    history = model.fit(rows, rows, batch_size=3, epochs=2, shuffle=False, verbose=0).history
    drawn = factors(core.random(SEED + 1, 2 * M * 12), 0.25).reshape(2, M, 12)
    expected = [np.mean((rows * each - rows) ** 2) for each in drawn]
    np.testing.assert_allclose(history["loss"], expected, rtol=1e-14)
    assert model.evaluate(rows, rows, verbose=0) == 0.0
    assert np.array_equal(model.predict(rows), rows)
    other = Sequential([Dropout(0.25)], seed=SEED + 1, backend=backend)
    other.compile("sgd", "mse")
    assert other.fit(rows, rows, shuffle=False, verbose=0).history["loss"] != history["loss"][:1]


@BACKENDS
def test_a_batch_is_shuffled_first(backend: str) -> None:
    """The words that shuffle the examples are drawn before those that drop their numbers."""
    rows = X.reshape(M, 12)
    model = Sequential([Dropout(0.25)], seed=SEED, backend=backend)
    model.compile("sgd", "mse")
    loss = model.fit(rows, rows, verbose=0).history["loss"][0]
    generator = refnet.reference.seeded(SEED + 1)
    order = refnet.reference.permutation(M, generator)
    doubles = [refnet.reference.next_double(generator) for _ in range(M * 12)]
    drawn = factors(np.reshape(doubles, (M, 12)), 0.25)
    expected = np.mean((rows[order] * drawn - rows[order]) ** 2)
    assert loss == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.parametrize("shuffle", [True, False])
def test_both_backends_have_the_same_bits(shuffle: bool, watched: bool) -> None:
    bits = []
    for backend in ("c", "python"):
        model = new_model(backend)
        callbacks = [BatchWatcher()] if watched else []
        model.fit(X, Y, 3, 2, shuffle=shuffle, callbacks=callbacks, verbose=0)
        bits.append((snapshot_bits(model), model.predict(X).tolist()))
    assert bits[0] == bits[1]


@BACKENDS
@pytest.mark.parametrize("shuffle", [True, False])
def test_a_resumed_run_drops_the_same_numbers(shuffle: bool, backend: str, tmp_path: Path) -> None:
    whole, part = new_model(backend), new_model(backend)
    whole.fit(X, Y, 3, 4, shuffle=shuffle, verbose=0)
    part.fit(X, Y, 3, 2, shuffle=shuffle, verbose=0)
    part.predict(X)
    part.evaluate(X, Y, verbose=0)
    part.save(tmp_path / "m", include_optimizer=True)
    resumed = refnet.load(tmp_path / "m", backend)
    resumed.fit(X, Y, 3, 4, initial_epoch=2, shuffle=shuffle, verbose=0)
    assert snapshot_bits(resumed) == snapshot_bits(whole)


def test_shapes_and_summary() -> None:
    model = Sequential([Input((4, 3)), Dropout(0.25), Flatten(), Dropout(0.5, name="half")])
    assert rows_of(model)[:-3] == [
        "dropout (Dropout) (None, 4, 3) 0",
        "flatten (Flatten) (None, 12) 0",
        "half (Dropout) (None, 12) 0",
    ]
    anywhere = Sequential([Input((None, 3)), Dropout(0.5), SimpleRNN(2)], backend="python")
    assert anywhere.predict(X).shape == (M, 2)


def test_the_mask_of_the_inputs() -> None:
    rows = np.array([[1, 2, 0, 0], [4, 3, 2, 1]])
    table = Embedding(5, 3, mask_zero=True)
    model = Sequential([table, Dropout(0.5), LSTM(2)], seed=1, backend="python")
    twin = Sequential([table, LSTM(2)], seed=1, backend="python")
    assert np.array_equal(model.predict(rows), twin.predict(rows))
    masked = Sequential([Masking(), Dropout(0.5)], backend="python")
    masked.compile("sgd", "mse")
    with pytest.raises(RefnetError, match="mask"):
        masked.fit(X, X, verbose=0)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_loaded_model_has_the_same_rates(dtype: str, tmp_path: Path) -> None:
    stack = [Dropout(0.1), GRU(2, dropout=0.2), Dense(1)]
    model = Sequential(stack, seed=1, dtype=dtype)
    model.build((4, 3))
    model.save(tmp_path / "m")
    loaded = refnet.load(tmp_path / "m")
    number = np.dtype(dtype).type
    assert loaded.layers[0] == Dropout(float(number(0.1)))
    assert loaded.layers[1] == GRU(2, dropout=float(number(0.2)))
    for each in (model, loaded):
        each.compile("sgd", "mse")
        each.fit(X, Y[:, :1], verbose=0)
    assert loaded.weights_sha256() == model.weights_sha256()


def test_a_rate_that_is_1_in_float32_is_refused() -> None:
    rate = 1.0 - 2.0**-26
    Sequential([Dropout(rate)]).build((3,))
    for layer in (Dropout(rate), GRU(2, recurrent_dropout=rate)):
        model = Sequential([layer], dtype="float32")
        with pytest.raises(RefnetError, match="is 1 in float32") as caught:
            model.build((4, 3))
        assert (caught.value.code, caught.value.field) == ("out_of_range", "layers")


CELLS = [partial(cell, 2) for cell in (SimpleRNN, LSTM, GRU)]
RATES: list[tuple[Callable[..., Any], str]] = [
    (Dropout, "rate"),
    *((cell, name) for cell in CELLS for name in ("dropout", "recurrent_dropout")),
]
REFUSED: list[tuple[Callable[..., Any], Bad]] = [
    *((make, bad) for make, name in RATES for bad in (
        Bad(name, 1, "out_of_range", "expected at least 0 and less than 1"),
        Bad(name, 1.5, "out_of_range", "got 1.5"),
        Bad(name, -0.1, "out_of_range", "got -0.1"),
        Bad(name, float("nan"), "not_finite"),
        Bad(name, "half", "wrong_type"),
        Bad(name, None, "wrong_type"),
    )),
    *((make, Bad("seed", 1, "out_of_range", "Sequential([...], seed=1)"))
      for make in (partial(Dropout, 0.5), *CELLS)),
    (partial(Dropout, 0.5), Bad("noise_shape", (None, 1, 3), "out_of_range", "by itself")),
]  # fmt: skip


@pytest.mark.parametrize(("make", "bad"), REFUSED)
def test_arguments_that_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
