"""Batches from generators, iterators and PyDatasets: the bits of the same batches in arrays."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from support.small_model import BACKENDS, M, X, Y, bits, fit, new_model

from refnet import Dense, RefnetError, Sequential
from refnet.callbacks import Callback
from refnet.fit.generators import PyDataset, Sequence, yields_batches

SIZE, BATCHES = 3, 4
WEIGHTS = np.linspace(0, 2, M)
STARTS = range(0, M, SIZE)
ONCE: dict[str, Any] = {"batch_size": None, "epochs": 1, "y": None}


def batch(number: int) -> tuple[Any, Any]:
    rows = slice(number * SIZE, (number + 1) * SIZE)
    return X[rows], Y[rows]


def batches(epochs: int = 1) -> Iterator[tuple[Any, Any]]:
    for _ in range(epochs):
        yield from (batch(number) for number in range(BATCHES))


class Dataset(PyDataset):
    """The batches of X and Y; notes which are read, and the ends of epochs."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def __len__(self) -> int:
        return BATCHES

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        self.read.append(index)
        return batch(index)

    def on_epoch_end(self) -> None:
        self.read.append(-1)


class Loader:
    """Something that can be iterated over again and again."""

    def __iter__(self) -> Iterator[Any]:
        return batches()


SOURCES: list[Callable[[], Any]] = [
    lambda: batches(5),
    lambda: iter([*batches(5)]),
    lambda: zip(*(list(part) for part in zip(*batches(5), strict=True)), strict=True),
    Loader,
    Dataset,
]


@BACKENDS
@pytest.mark.parametrize("source", SOURCES)
def test_a_run_has_the_bits_of_arrays(source: Callable[[], Any], backend: str) -> None:
    model, twin = new_model(backend), new_model(backend)
    steps = {"epochs": 5, "steps_per_epoch": BATCHES, "shuffle": False}
    assert fit(model, **{**ONCE, **steps}, x=source()) == fit(twin, shuffle=False)
    assert bits(model) == bits(twin)
    assert model.epochs == 5


@BACKENDS
def test_all_that_a_generator_yields_is_an_epoch(backend: str) -> None:
    model, twin = new_model(backend), new_model(backend)
    history = model.fit(batches(2), verbose=0)
    assert len(history.history["loss"]) == 1
    fit(twin, epochs=2, shuffle=False)
    assert bits(model) == bits(twin)
    assert history.params["steps"] is None


def test_weights_of_examples_and_classes_count() -> None:
    model, twin = new_model(), new_model()
    weighted = ((X[i : i + 3], Y[i : i + 3], WEIGHTS[i : i + 3]) for i in STARTS)
    fit(model, **ONCE, x=weighted, class_weight={1: 3.0})
    fit(twin, epochs=1, shuffle=False, sample_weight=WEIGHTS, class_weight={1: 3.0})
    assert bits(model) == bits(twin)


def test_a_model_takes_its_shape_from_the_first_batch() -> None:
    def unbuilt() -> Sequential:
        model = Sequential([Dense(2, "softmax")], seed=4)
        model.compile("adam", "sparse_categorical_crossentropy")
        return model

    model, twin = unbuilt(), unbuilt()
    fit(model, **ONCE, x=batches())
    fit(twin, epochs=1, shuffle=False)
    assert bits(model) == bits(twin)
    assert unbuilt().evaluate(batches()) == unbuilt().evaluate(X, Y)


def test_epochs_continue_where_the_last_one_stopped() -> None:
    """In arrays too; an epoch without all its batches comes with a warning, as in Keras."""
    model, twin, whole = new_model(), new_model(), new_model()
    steps = {"epochs": 3, "steps_per_epoch": 2, "shuffle": False}
    history = fit(model, **{**ONCE, **steps}, x=batches(2))
    assert len(history["loss"]) == 3
    assert fit(twin, **steps) == history
    fit(whole, epochs=2, shuffle=False)
    fit(model, **{**ONCE, "epochs": 1, "steps_per_epoch": 2}, x=list_of([2, 3]))
    assert bits(model) == bits(whole)
    with pytest.warns(UserWarning, match="no further batches"):
        assert len(fit(twin, epochs=2, steps_per_epoch=3)["loss"]) == 2


def list_of(numbers: list[int]) -> Iterator[Any]:
    return iter([batch(number) for number in numbers])


def test_a_run_ends_where_there_are_no_batches() -> None:
    model = new_model()
    with pytest.warns(UserWarning, match="no further batches"):
        history = fit(model, **{**ONCE, "epochs": 5}, x=batches())
    assert len(history["loss"]) == model.epochs == 1
    with pytest.warns(UserWarning, match="no further batches"):
        history = fit(model, **{**ONCE, "epochs": 5}, x=batches(), steps_per_epoch=3)
    assert [len(values) for values in history.values()] == [2, 2]


def test_a_dataset_is_read_in_a_new_order_each_epoch() -> None:
    data, model = Dataset(), new_model()
    model.build((3,))
    fit(model, **{**ONCE, "epochs": 2}, x=data)
    first, second = data.read[:5], data.read[5:]
    assert sorted(first) == sorted(second) == [-1, 0, 1, 2, 3]
    assert first[-1] == second[-1] == -1
    assert first != second
    data.read.clear()
    fit(model, **{**ONCE, "epochs": 2}, x=data, shuffle=False)
    assert data.read == [0, 1, 2, 3, -1] * 2
    assert Sequence is PyDataset
    endless = type("Endless", (PyDataset,), {"__getitem__": lambda self, i: batch(i % 4)})()
    twin = new_model()
    fit(twin, **ONCE, x=endless, steps_per_epoch=4)
    assert endless.num_batches is None


@BACKENDS
@pytest.mark.parametrize("source", SOURCES)
def test_evaluate_and_predict_read_batches(source: Callable[[], Any], backend: str) -> None:
    model = new_model(backend)
    model.compile(
        "adam", "sparse_categorical_crossentropy", ["accuracy", "sparse_categorical_crossentropy"]
    )
    assert model.evaluate(source(), steps=BATCHES) == model.evaluate(X, Y)
    assert model.evaluate(source(), steps=2) == model.evaluate(X[:6], Y[:6])
    assert model.evaluate(X, Y, batch_size=3, steps=2) == model.evaluate(X[:6], Y[:6])
    expected = model.predict(X)
    assert model.predict(source(), steps=BATCHES).tobytes() == expected.tobytes()
    assert model.predict(source(), steps=1).tobytes() == expected[:3].tobytes()
    assert model.predict(X, 3, steps=2).tobytes() == expected[:6].tobytes()


def test_predict_reads_examples_alone() -> None:
    model = new_model()
    expected = model.predict(X).tobytes()
    assert model.predict(X[i : i + 3] for i in STARTS).tobytes() == expected
    assert model.predict((X[i : i + 3],) for i in STARTS).tobytes() == expected


@BACKENDS
def test_validation_data_may_be_batches(backend: str) -> None:
    model, twin = new_model(backend), new_model(backend)
    history = fit(model, epochs=2, validation_data=batches(2), validation_steps=BATCHES)
    assert history == fit(twin, epochs=2, validation_data=(X, Y))
    one = fit(model, **ONCE, x=batches(), validation_data=Dataset())
    two = fit(twin, epochs=1, shuffle=False, validation_data=(X, Y))
    assert one == two
    three = fit(model, **ONCE, x=batches(), validation_data=(X, Y), validation_batch_size=2)
    assert three == fit(twin, epochs=1, shuffle=False, validation_data=(X, Y))
    first = fit(model, epochs=1, validation_data=(X, Y), validation_steps=1)
    model.set_weights(twin.get_weights())
    assert first.keys() == history.keys()


def test_validation_comes_in_the_epochs_that_were_asked_for() -> None:
    def epochs(frequency: Any) -> int:
        history = fit(new_model(), validation_data=(X, Y), validation_freq=frequency)
        assert len(history["loss"]) == 5
        return len(history.get("val_loss", []))

    assert [epochs(each) for each in (1, 2, 5, 6, [1, 5, 9], [])] == [5, 2, 1, 0, 2, 0]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"y": Y}, "wrong_type", "y"),
        ({"sample_weight": WEIGHTS}, "wrong_type", "sample_weight"),
        ({"validation_split": 0.5}, "wrong_type", "validation_split"),
        ({"x": iter([])}, "empty", "x"),
        ({"x": iter([X])}, "wrong_type", "x"),
        ({"x": iter([(X, Y[:3])])}, "shape_mismatch", "y"),
        ({"steps_per_epoch": 0}, "out_of_range", "steps_per_epoch"),
        ({"validation_freq": 0}, "out_of_range", "validation_freq"),
        ({"validation_freq": [0]}, "out_of_range", "validation_freq"),
        ({"validation_steps": 1.5}, "wrong_type", "validation_steps"),
        ({"validation_batch_size": -1}, "out_of_range", "validation_batch_size"),
        ({"validation_data": (X,)}, "wrong_type", "validation_data"),
    ],
)
def test_what_does_not_fit_is_refused(more: dict[str, Any], code: str, field: str) -> None:
    model = new_model()
    model.build((3,))
    before = bits(model)
    with pytest.raises(RefnetError) as caught:
        model.fit(**{"x": batches(), "verbose": 0, **more})
    assert (caught.value.code, caught.value.field) == (code, field)
    assert bits(model) == before


def test_what_yields_batches() -> None:
    frame = type("Frame", (), {"columns": [], "__iter__": lambda self: iter([])})()
    arrays = [X, X.tolist(), (X,), 5.0, None, "text", {"a": X}, {1}, frame, range(3), np.float64(3)]
    assert not any(map(yields_batches, arrays))
    assert all(yields_batches(source()) for source in SOURCES)


def test_callbacks_see_the_batches() -> None:
    seen: list[Any] = []

    class Watches(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append((batch, logs["loss"]))

    history = fit(new_model(), **ONCE, x=batches(), callbacks=Watches())
    assert [number for number, _ in seen] == [0, 1, 2, 3]
    assert seen[-1][1] == history["loss"][0]
