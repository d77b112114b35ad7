"""Sequential with stateful layers: batches that continue one another."""

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from support.bad_arguments import Bad, check_refusal
from support.sequential import BACKENDS, BatchWatcher, bits, snapshot_bits, taken
from support.summaries import rows_of

import refnet
from refnet import Dense, Input, RefnetError, Sequential, layers, optimizers
from refnet.callbacks import Callback
from refnet.layers import GRU, LSTM, Bidirectional, Embedding, Masking, SimpleRNN
from refnet.port import experiments

SEED, M, STEPS, BATCH = 3, 8, 5, 4
RANDOM = np.random.RandomState(5)
X, Y = RANDOM.uniform(-1.0, 1.0, (M, STEPS, 2)), RANDOM.uniform(-1.0, 1.0, (M, 1))
CELLS = SimpleRNN, LSTM, GRU


def new_model(backend: str = "python", dropout: float = 0.0, dtype: str = "float64") -> Sequential:
    """Return a compiled model of stateful layers."""
    model = Sequential(
        [
            Input((STEPS, 2), BATCH),
            GRU(2, stateful=True, return_sequences=True, dropout=dropout),
            Bidirectional(LSTM(2, stateful=True, recurrent_dropout=dropout)),
            Dense(1),
        ],
        seed=SEED,
        backend=backend,
        dtype=dtype,
    )
    model.compile(optimizers.SGD(0.1, momentum=0.5), "mse")
    return model


def with_lists(layer: Any) -> Any:
    """Return a layer with floats in place of NumPy's arrays and numbers."""
    values = layer._asdict().items()
    return layer._replace(**{k: v.tolist() for k, v in values if hasattr(v, "tolist")})


def states(model: Sequential) -> bytes:
    return bits(taken(model).states)


@pytest.mark.parametrize("kind", ["c float64", "c float32", "python float64"])
@pytest.mark.parametrize("cell", CELLS)
def test_step_by_step_is_as_the_whole_sequence(cell: Any, kind: str) -> None:
    backend, dtype = kind.split()
    settings: Any = {"seed": 1, "backend": backend, "dtype": dtype}
    layer = cell(3, stateful=True, return_sequences=True)
    stepwise = Sequential([Input(batch_shape=(2, None, 2)), layer], **settings)
    whole = Sequential([cell(3, return_sequences=True)], **settings)
    expected = whole.predict(X[:2])
    for _ in range(2):
        for step in range(STEPS):
            outputs = stepwise.predict(X[:2, step : step + 1])
            assert np.array_equal(outputs[:, 0], expected[:, step])
        stepwise.reset_states()


@BACKENDS
@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("dropout", [0.0, 0.25])
def test_a_run_is_that_of_the_experiment(dropout: float, shuffle: bool, backend: str) -> None:
    model = new_model(backend, dropout)
    model.build((STEPS, 2))
    first = [with_lists(layer) for layer in model._network(taken(model).weights)]
    optimizer = optimizers.settings(optimizers.SGD(0.1, momentum=0.5))
    run = refnet.reference.train(
        (STEPS, 2), first, "mse", optimizer, X.reshape(M, -1).tolist(), Y.tolist(),
        BATCH, 3, SEED + 1, shuffle=shuffle,
    )  # fmt: skip
    history = model.fit(X, Y, BATCH, 3, verbose=0, shuffle=shuffle).history
    assert history["loss"] == [trial.loss for trial in run.trials]
    assert states(model) != bits([0.0 * array for array in taken(model).states])
    model.reset_states()
    assert model.predict(X, BATCH).tolist() == run.outputs


@BACKENDS
def test_all_calls_continue_with_the_states(backend: str) -> None:
    """Two examples after the other are a longer sequence, whatever was called with the first."""
    twin = new_model(backend)
    twin.predict(X[:BATCH])
    expected = states(twin)
    calls: list[Callable[[Sequential], Any]] = [
        lambda model: model.evaluate(X[:BATCH], Y[:BATCH], verbose=0),
        lambda model: model.fit(X[:BATCH], Y[:BATCH], shuffle=False, verbose=0),
        lambda model: model.predict(X[:BATCH].tolist()),
    ]
    for call in calls:
        model = new_model(backend)
        call(model)
        assert states(model) == expected


@BACKENDS
def test_validation_goes_on_with_the_states(backend: str) -> None:
    model, twin = new_model(backend), new_model(backend)
    history = model.fit(X, Y, epochs=2, validation_data=(X[:4], Y[:4]), verbose=0).history
    losses = []
    for _ in range(2):
        twin.fit(X, Y, verbose=0)
        losses.append(twin.evaluate(X[:4], Y[:4], verbose=0))
    assert history["val_loss"] == losses
    assert states(model) == states(twin)


@BACKENDS
def test_validation_begins_with_zeros_after_a_reset(backend: str) -> None:
    class Resets(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            for layer in each.layers[:2]:
                layer.reset_states()

    each: Any = new_model(backend)
    held = X[:4], Y[:4]
    log = each.fit(X, Y, validation_data=held, callbacks=[Resets()], verbose=0).history
    each.reset_states()
    assert log["val_loss"] == [each.evaluate(*held, verbose=0)]


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
def test_resets(watched: bool, backend: str) -> None:
    """The layers, or the model, or a callback of a run begin with zeros again."""

    class Resets(Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            for layer in model.layers:
                if hasattr(layer, "reset_states"):
                    layer.reset_states()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if watched:
                self.model.reset_states()

    model, twin = new_model(backend), new_model(backend)
    model.fit(X, Y, epochs=3, callbacks=[Resets()], verbose=0)
    for _ in range(3):
        twin.reset_states()
        twin.fit(X, Y, verbose=0)
    assert model.weights_sha256() == twin.weights_sha256()
    other = new_model(backend)
    other.fit(X, Y, epochs=3, verbose=0)
    assert model.weights_sha256() != other.weights_sha256()


@BACKENDS
def test_a_layer_is_reset_by_itself(backend: str) -> None:
    model = new_model(backend)
    model.predict(X)
    first, second = taken(model).states
    layer: Any = model.layers[1]
    layer.reset_state()
    model.get_weights()
    kept, zeroed = taken(model).states
    assert np.array_equal(kept, first)
    assert np.any(second)
    assert not np.any(zeroed)


@BACKENDS
def test_states_that_are_not_finite_are_reset(backend: str) -> None:
    layer = SimpleRNN(1, "linear", stateful=True, batch_input_shape=(1, 1, 1))
    model = Sequential([layer], seed=1, backend=backend)
    model.set_weights([[[1e300]], [[1e300]], [0.0]])
    for reset in (layer.reset_states, model.reset_states):
        assert model.predict([[[1.0]]]).tolist() == [[1e300]]
        assert model.predict([[[1.0]]]).tolist() == [[np.inf]]
        reset()


@BACKENDS
def test_another_number_of_steps_keeps_the_states(backend: str) -> None:
    """Also a reset that comes just before it."""
    layer = GRU(2, stateful=True)
    model = Sequential([Input((None, 2), 2), layer], seed=1, backend=backend)
    expected = model.predict(X[:2])
    model.reset_states()
    model.predict(X[:2, :2])
    assert np.array_equal(model.predict(X[:2, 2:]), expected)
    layer.reset_states()
    model.predict(X[:2, :4])
    assert np.array_equal(model.predict(X[:2, 4:]), expected)


@BACKENDS
@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_copies_have_states_of_their_own(copied: Callable[[Any], Any], backend: str) -> None:
    model = new_model(backend, 0.3)
    model.fit(X, Y, verbose=0)
    before = states(model)
    twin = copied(model)
    assert states(twin) == before
    twin.reset_states()
    assert states(model) == before
    twin = copied(model)
    for each in (model, twin):
        each.fit(X, Y, verbose=0)
    assert twin.weights_sha256() == model.weights_sha256()
    assert states(twin) == states(model)


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
def test_a_run_that_diverges_keeps_all_from_before_the_batch(watched: bool, backend: str) -> None:
    """Weights, states, and the generator, which has drawn what the first batch drops."""
    model, twin = new_model(backend, 0.3), new_model(backend, 0.3)
    for each in (model, twin):
        each.compile(optimizers.SGD(1e200), "mse")
    twin.fit(X[:BATCH], Y[:BATCH], shuffle=False, verbose=0)
    callbacks = [BatchWatcher()] if watched else []
    with pytest.raises(RefnetError) as caught:
        model.fit(X, Y, epochs=4, shuffle=False, callbacks=callbacks, verbose=0)
    assert (caught.value.code, caught.value.trial, caught.value.batch) == ("diverged", 1, 2)
    assert snapshot_bits(model) == snapshot_bits(twin)


@BACKENDS
def test_a_loaded_model_begins_with_zeros(backend: str, tmp_path: Path) -> None:
    model = new_model(backend, 0.25)
    expected = model.predict(X)
    model.save(tmp_path / "m")
    loaded = refnet.load(tmp_path / "m", backend)
    assert loaded.input_shape == (BATCH, STEPS, 2)
    assert loaded.layers == model.layers
    assert np.array_equal(loaded.predict(X), expected)


def test_the_ports_predict_from_a_file_in_the_same_batches(tmp_path: Path) -> None:
    model = new_model()
    model.build((STEPS, 2))
    model.save(tmp_path / "m")
    content, rows = (tmp_path / "m").read_bytes(), X.reshape(M, -1).tolist()
    answer = experiments.predict(refnet.reference, content, rows)
    assert answer == {"outputs": model.predict(X).tolist()}
    with pytest.raises(RefnetError) as caught:
        experiments.predict(refnet.reference, content, rows[:3])
    check_refusal(caught.value, Bad("inputs", 3, "shape_mismatch", "a multiple of 4"), "inputs")


def test_a_file_keeps_the_batch_size_of_other_layers(tmp_path: Path) -> None:
    model = Sequential([Input((2,), 7), Dense(1)], seed=1, backend="python")
    for i in range(2):
        model.save(tmp_path / str(i))
        model = refnet.load(tmp_path / str(i), "python")
        assert model.input_shape == (7, 2)


def test_a_file_without_a_batch_size(tmp_path: Path) -> None:
    """As other ports write it: the first batch says the size."""
    model = Sequential([GRU(2, stateful=True)], seed=1, backend="python")
    model.build((BATCH, STEPS, 2))
    model._batch_size = None
    model.save(tmp_path / "m")
    loaded = refnet.load(tmp_path / "m", "python")
    shapes = [loaded.input_shape]
    loaded.predict(X, batch_size=2)
    shapes.append(loaded.input_shape)
    assert shapes == [(None, STEPS, 2), (2, STEPS, 2)]


@pytest.mark.parametrize("size", [-1, 0, "4", 2.5, True, None, 2**22 + 1, 10**13, 1e300])
def test_a_file_with_another_batch_size_is_refused(size: Any, tmp_path: Path) -> None:
    path = tmp_path / "m"
    model = new_model()
    model.predict(X)
    model.save(path)
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    description = json.loads(header["__metadata__"]["refnet"])
    assert description["batch_size"] == BATCH
    header["__metadata__"]["refnet"] = json.dumps({**description, "batch_size": size})
    changed = json.dumps(header).encode()
    path.write_bytes(len(changed).to_bytes(8, "little") + changed + content[8 + length :])
    with pytest.raises(RefnetError, match="batch_size") as caught:
        refnet.load(path, "python")
    assert caught.value.code == "bad_file"


STATED: list[Callable[[], list[Any]]] = [
    lambda: [Input((STEPS, 2), BATCH), LSTM(2, stateful=True)],
    lambda: [Input(batch_shape=(BATCH, STEPS, 2)), LSTM(2, stateful=True)],
    lambda: [LSTM(2, stateful=True, batch_input_shape=(BATCH, STEPS, 2))],
    lambda: [Bidirectional(LSTM(2, stateful=True, batch_input_shape=(BATCH, STEPS, 2)))],
    lambda: [Masking(batch_input_shape=(BATCH, STEPS, 2)), LSTM(2, stateful=True)],
    lambda: [LSTM(2, stateful=True), Input((STEPS, 2), BATCH)],
]


@pytest.mark.parametrize("stack", STATED)
def test_the_batch_size_is_stated(stack: Callable[[], list[Any]]) -> None:
    model = Sequential(stack(), seed=1, backend="python")
    assert model.input_shape == (BATCH, STEPS, 2)
    assert f"({BATCH}, " in rows_of(model)[0]
    assert model.predict(X).shape == (M, 4 if isinstance(model.layers[0], Bidirectional) else 2)


def test_the_first_batch_states_the_batch_size() -> None:
    """As in Keras, where there is no Input."""
    calls: list[tuple[Callable[[Sequential], Any], int]] = [
        (lambda model: model.predict(X, 2), 2),
        (lambda model: model.predict(X), M),
        (lambda model: model.evaluate(X, Y, 4, verbose=0), 4),
        (lambda model: model.fit(X, Y, 2, verbose=0), 2),
        (lambda model: model.build((2, STEPS, 2)), 2),
    ]
    for call, size in calls:
        model, stated = (
            Sequential([*first, LSTM(2, stateful=True), Dense(1)], seed=1, backend="python")
            for first in ([], [Input((STEPS, 2), size)])
        )
        for each in (model, stated):
            each.compile("sgd", "mse")
            call(each)
        assert model.input_shape == (size, STEPS, 2)
        assert snapshot_bits(model) == snapshot_bits(stated)
    empty = Sequential([LSTM(2, stateful=True)], seed=1, backend="python")
    assert empty.predict(X[:0]).shape == (0, 2)
    assert empty.input_shape == (None, STEPS, 2)


def test_build_takes_the_shape_of_an_example_or_of_a_batch() -> None:
    for layer, given, expected in (
        (LSTM(2), (STEPS, 2), (None, STEPS, 2)),
        (LSTM(2), (4, STEPS, 2), (4, STEPS, 2)),
        (LSTM(2), (None, STEPS, 2), (None, STEPS, 2)),
        (Embedding(9, 2), (1, None), (1, None)),
        (Dense(2), (STEPS, 2), (None, STEPS, 2)),
    ):
        model = Sequential([layer], seed=1, backend="python")
        model.build(given)
        assert model.input_shape == expected


def test_words_in_batches() -> None:
    table = Embedding(9, 3, batch_input_shape=(1, None))
    model = Sequential([table, GRU(2, stateful=True), Dense(4)], seed=1, backend="python")
    assert model.input_shape == (1, None)
    assert model.predict([[3, 4, 5]]).shape == (1, 4)


WITHOUT: list[Callable[[], Any]] = [
    lambda: Sequential([Input((STEPS, 2)), LSTM(2, stateful=True)]),
    lambda: Sequential([LSTM(2, stateful=True), Input((STEPS, 2))]),
    lambda: Sequential([LSTM(2, stateful=True, input_shape=(STEPS, 2))]),
    lambda: Sequential([Dense(2, input_shape=(STEPS, 2)), Bidirectional(GRU(2, stateful=True))]),
    lambda: Sequential([LSTM(2, stateful=True)]).build((None, STEPS, 2)),
]


@pytest.mark.parametrize("make", WITHOUT)
def test_a_stateful_layer_needs_a_batch_size(make: Callable[[], Any]) -> None:
    with pytest.raises(RefnetError, match="give it to the Input") as caught:
        make()
    assert (caught.value.code, caught.value.field) == ("empty", "batch_size")


# Two layers of 2 units each could keep states of 2^22 examples
STACK = [GRU(2, stateful=True, return_sequences=True), Bidirectional(LSTM(2, stateful=True))]
LARGE: list[tuple[str, Callable[[int], Any]]] = [
    ("batch_size", lambda size: Input((STEPS, 2), size)),
    ("batch_size", lambda size: Sequential([Input((STEPS, 2), min(size // 4, 2**24)), *STACK])),
    ("batch_shape", lambda size: Input(batch_shape=(size, STEPS, 2))),
    ("input_shape", lambda size: Sequential(STACK).build((size, STEPS, 2))),
    ("batch_size", lambda size: Sequential(STACK).build((min(size // 4, 2**24), STEPS, 2))),
]


@pytest.mark.parametrize("size", [2**24 + 4, 2**31, 10**13])
@pytest.mark.parametrize(("field", "make"), LARGE)
def test_a_batch_of_too_many_states_is_refused(
    field: str, make: Callable[[int], Any], size: int
) -> None:
    with pytest.raises(RefnetError) as caught:
        make(size)
    check_refusal(caught.value, Bad(field, size, "out_of_range", "expected 1 to "), field)


CALLS: list[tuple[Callable[[Sequential], Any], Bad]] = [
    (lambda m: m.predict(X[:3]), Bad("x", 3, "shape_mismatch", "a multiple of 4 examples")),
    (lambda m: m.evaluate(X[:6], Y[:6]), Bad("x", 6, "shape_mismatch", "a multiple of 4")),
    (lambda m: m.fit(X[:6], Y[:6]), Bad("x", 6, "shape_mismatch", "a multiple of 4")),
    (lambda m: m.predict(X, 8), Bad("batch_size", 8, "out_of_range", "expected 4")),
    (lambda m: m.predict(X[:2], 2), Bad("batch_size", 2, "out_of_range", "expected 4")),
    (lambda m: m.evaluate(X, Y, 2), Bad("batch_size", 2, "out_of_range", "expected 4")),
    (lambda m: m.fit(X, Y, 32), Bad("batch_size", 32, "out_of_range", "expected 4, ")),
    (lambda m: m.predict(X, 0), Bad("batch_size", 0, "out_of_range")),
    (lambda m: m.predict(X, cast(int, "4")), Bad("batch_size", "4", "wrong_type")),
    (
        lambda m: m.fit(X, Y, validation_split=0.25),
        Bad("validation_split", 0.25, "shape_mismatch", "a multiple of 4 examples"),
    ),
    (
        lambda m: m.fit(X, Y, validation_data=(X[:2], Y[:2])),
        Bad("validation_data[0]", 2, "shape_mismatch", "a multiple of 4 examples"),
    ),
    (
        lambda m: m.build((2, STEPS, 2)),
        Bad("input_shape", 2, "shape_mismatch", "expected batches of 4 examples"),
    ),
]


@pytest.mark.parametrize(("call", "bad"), CALLS)
def test_other_batches_are_refused(call: Callable[[Sequential], Any], bad: Bad) -> None:
    model = new_model()
    model.predict(X)
    before = states(model), model.weights_sha256()
    with pytest.raises(RefnetError) as caught:
        call(model)
    check_refusal(caught.value, bad, bad.argument)
    assert (states(model), model.weights_sha256()) == before


def test_a_batch_may_be_said_to_be_larger_than_all_examples() -> None:
    model, twin = new_model(), new_model()
    model.fit(X[:BATCH], Y[:BATCH], 32, verbose=0)
    twin.fit(X[:BATCH], Y[:BATCH], verbose=0)
    assert model.weights_sha256() == twin.weights_sha256()
    assert model.predict(X[:0]).shape == (0, 1)


def test_a_batch_size_without_stateful_layers_changes_nothing() -> None:
    model = Sequential([Input((STEPS, 2), BATCH), LSTM(2), Dense(1)], seed=1, backend="python")
    twin = Sequential([LSTM(2), Dense(1)], seed=1, backend="python")
    for each in (model, twin):
        each.compile("sgd", "mse")
        each.fit(X[:7], Y[:7], 3, verbose=0)
    assert model.weights_sha256() == twin.weights_sha256()
    assert model.predict(X[:1]).shape == (1, 1)


def test_layers_that_are_added_and_removed() -> None:
    model = Sequential([Input((STEPS, 2), 2)], seed=1, backend="python")
    model.add(GRU(3, stateful=True, return_sequences=True))
    model.predict(X)
    kept = taken(model).states[0]
    model.add(layers.LSTM(2, stateful=True))
    assert np.array_equal(taken(model).states[0], kept)
    assert taken(model).states[1].tolist() == [[0.0] * 4] * 2
    model.predict(X)
    model.pop()
    assert len(taken(model).states) == 1
    model.add(GRU(2, stateful=True))
    assert taken(model).states[1].tolist() == [[0.0] * 2] * 2


def test_the_states_have_the_models_dtype() -> None:
    model = new_model("c", 0.0, "float32")
    model.predict(X)
    assert {array.dtype for array in taken(model).states} == {np.dtype(np.float32)}


def test_the_example_of_the_page_about_keras(capsys: pytest.CaptureFixture[str]) -> None:
    """It continues the sine for ten steps."""
    page = (Path(__file__).parents[2] / "docs" / "keras.md").read_text(encoding="utf-8")
    [block] = [each for each in page.split("```python\n") if each.startswith("series = ")]
    names = {**vars(refnet), "np": np, "LSTM": LSTM, "Adam": optimizers.Adam}
    exec(block[: block.index("```")], names)
    printed = [float(line) for line in capsys.readouterr().out.splitlines()]
    np.testing.assert_allclose(printed, np.sin(np.arange(200, 210) / 4), atol=0.01)
