"""Sequential on sequences: any number of steps, masks, and what is refused."""

import json
import threading
from typing import Any

import numpy as np
import pytest
from support.summaries import rows_of

import refnet
from refnet import (
    Dense,
    Input,
    RefnetError,
    Sequential,
    layers,
)
from refnet.layers import (
    GRU,
    LSTM,
    Bidirectional,
    Conv1D,
    Embedding,
    Flatten,
    RepeatVector,
    Reshape,
    SimpleRNN,
)

RANDOM = np.random.RandomState(3)
BACKENDS = ["c", "python"]


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a model file with another text in its header, and the header's length."""
    size = int.from_bytes(content[:8], "little")
    assert content[8 : 8 + size].count(old) == 1
    header = content[8 : 8 + size].rstrip().replace(old, new)
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + content[8 + size :]


def numbers(*shape: int) -> Any:
    return RANDOM.uniform(-1.0, 1.0, shape)


def model_for(first: Any, backend: str = "c") -> Sequential:
    model = Sequential(
        [*first, Bidirectional(GRU(3, return_sequences=True)), LSTM(2), Dense(1)],
        seed=4,
        backend=backend,
    )
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize("backend", BACKENDS)
def test_sequences_of_any_length(backend: str) -> None:
    """Each call does what a model for its length would do with the same weights and optimizer."""
    model = model_for([Input((None, 2))], backend)
    assert model.input_shape == (None, None, 2)
    for steps in (4, 3, 6):
        x, y = numbers(5, steps, 2), numbers(5, 1)
        fixed = model_for([Input((steps, 2))], backend)
        fixed.build((steps, 2))
        if model._backend is not None:
            fixed.set_weights(model.get_weights())
            before = model._built("fit").snapshot()
            fixed._built("fit").replace(state=before.state, words=before.words)
        model.fit(x, y, batch_size=2, verbose=0)
        fixed.fit(x, y, batch_size=2, verbose=0)
        assert model.weights_sha256() == fixed.weights_sha256()
        assert model.predict(x).tolist() == fixed.predict(x).tolist()
        assert model.evaluate(x, y, verbose=0) == fixed.evaluate(x, y, verbose=0)
    assert model.predict(numbers(2, 1, 2)).shape == (2, 1)
    assert model.input_shape == (None, None, 2)


def test_the_first_layer_can_leave_the_length_open() -> None:
    model = Sequential([LSTM(3, input_shape=(None, 2))], seed=1)
    assert model.input_shape == (None, None, 2)
    assert model.predict(numbers(1, 5, 2)).shape == (1, 3)
    words = Sequential([Input((None,)), Embedding(9, 2, mask_zero=True), SimpleRNN(2)], seed=1)
    short, padded = words.predict([[3, 4]]), words.predict([[0, 0, 3, 4]])
    assert short.tolist() == padded.tolist()


def test_a_saved_model_has_the_length_that_was_seen_last(tmp_path: Any) -> None:
    path = tmp_path / "model"
    model = model_for([Input((None, 2))])
    model.predict(numbers(1, 4, 2))
    x = numbers(2, 7, 2)
    expected = model.predict(x)
    model.save(path)
    loaded = refnet.load(path)
    assert loaded.input_shape == (None, None, 2)
    assert loaded._input_shape == (7, 2)
    assert loaded.predict(x).tolist() == expected.tolist()
    assert loaded.predict(x[:, :3]).tolist() == model.predict(x[:, :3]).tolist()


def test_a_model_without_a_number_of_steps_is_not_saved(tmp_path: Any) -> None:
    model = model_for([Input((None, 2))])
    model.get_weights()
    with pytest.raises(RefnetError, match="save needs a number of steps") as refused:
        model.save(tmp_path / "model")
    assert refused.value.code == "empty"
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("any_length", [1, "yes", None])
def test_files_with_another_any_length_are_refused(any_length: Any, tmp_path: Any) -> None:
    path = tmp_path / "model"
    model = model_for([Input((None, 2))])
    model.predict(numbers(1, 4, 2))
    model.save(path)
    content = path.read_bytes()
    old, new = b'\\"any_length\\":true', json.dumps(any_length).replace('"', '\\"').encode()
    assert content.count(old) == 1
    new = b'\\"any_length\\":' + new
    path.write_bytes(replaced(content, old, new))
    with pytest.raises(RefnetError, match="any_length") as refused:
        refnet.load(path)
    assert refused.value.code == "bad_file"


def test_a_file_of_any_length_with_a_flatten_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "model"
    model = Sequential([LSTM(2, return_sequences=True), Flatten()], seed=1)
    model.predict(numbers(1, 4, 2))
    model.save(path)
    content = path.read_bytes()
    path.write_bytes(replaced(content, b'\\"seed\\":1', b'\\"any_length\\":true,\\"seed\\":1'))
    with pytest.raises(RefnetError, match="need a number of steps") as refused:
        refnet.load(path)
    assert refused.value.code == "bad_file"


@pytest.mark.parametrize("backend", BACKENDS)
def test_training_resumes_with_another_number_of_steps(backend: str, tmp_path: Any) -> None:
    path = tmp_path / "model"
    whole = model_for([Input((None, 2))], backend)
    data = [(numbers(5, steps, 2), numbers(5, 1)) for steps in (3, 4)]
    whole.fit(*data[0], verbose=0)
    whole.save(path, include_optimizer=True)
    resumed = refnet.load(path, backend)
    for model in (whole, resumed):
        model.fit(*data[1], verbose=0)
    assert resumed.weights_sha256() == whole.weights_sha256()


@pytest.mark.parametrize(
    ("x", "got"),
    [(numbers(3, 4, 5), "(3, 4, 5)"), (numbers(3, 4), "(3, 4)"), (1.0, "()")],
)
def test_other_examples_are_refused(x: Any, got: str) -> None:
    model = model_for([Input((None, 2))])
    with pytest.raises(RefnetError) as refused:
        model.predict(x)
    assert (refused.value.code, refused.value.field) == ("shape_mismatch", "x")
    assert refused.value.message == (
        "x: expected examples of shape (None, 2), None for any number of steps, "
        f"got an array of shape {got}"
    )


@pytest.mark.parametrize("layer", [Flatten(), Reshape((3, 2)), RepeatVector(2)])
def test_layers_that_need_the_number_of_steps_are_refused(layer: Any) -> None:
    model = Sequential([Input((None, 2)), LSTM(2, return_sequences=True)])
    with pytest.raises(RefnetError, match="expected a number of steps that is known") as refused:
        model.add(layer)
    assert refused.value.code == "shape_mismatch"
    assert len(model.layers) == 1
    with pytest.raises(RefnetError, match="a number of steps that is known"):
        Sequential([LSTM(2, return_sequences=True), layer]).build((None, None, 2))
    with pytest.raises(RefnetError, match="a number of steps that is known"):
        Sequential([LSTM(2, return_sequences=True), layer, Input((None, 2))])
    model.add(LSTM(2))
    model.add(layer if isinstance(layer, RepeatVector | Flatten) else Reshape((2, 1)))
    model.predict(numbers(1, 3, 2))


@pytest.mark.parametrize(
    ("layer", "message"),
    [(Dense(2), "inputs that is known"), (LSTM(2), "give the Input both sizes")],
)
def test_rows_of_unknown_length_are_for_embeddings(layer: Any, message: str) -> None:
    with pytest.raises(RefnetError, match=message):
        Sequential([Input((None,)), layer])


@pytest.mark.parametrize("how", ["Input", "input_shape", "build"])
def test_before_any_examples(how: str) -> None:
    """The weights do not depend on the number of steps, nor on when they are drawn."""
    stated = (None, 2) if how == "input_shape" else None
    first = LSTM(3, return_sequences=True, input_shape=stated)
    model = Sequential([Input((None, 2))] if how == "Input" else [], seed=5)
    for layer in (first, Conv1D(4, 3), layers.Normalization(), GRU(2), Dense(1)):
        model.add(layer)
    if how == "build":
        model.build((None, None, 2))
    rows = rows_of(model)
    assert [row.split()[-1] for row in rows[:-3]] == ["72", "40", "0", "48", "3"]
    assert all("(None, None, " in row for row in rows[:3])
    assert rows[-3] == "Total params: 163 (1.27 KB)"
    assert model.count_params() == 163
    weights = model.get_weights()
    fixed = Sequential([Input((6, 2)), *model.layers], seed=5) if how != "input_shape" else model
    assert fixed.weights_sha256() == model.weights_sha256()
    model.set_weights([2.0 * array for array in weights])
    assert model.predict(numbers(2, 7, 2)).shape == (2, 1)
    assert model.predict(numbers(2, 3, 2)).shape == (2, 1)
    assert np.array_equal(model.get_weights()[0], 2.0 * weights[0])
    with pytest.raises(RefnetError, match="at least 3 steps"):
        model.predict(numbers(2, 2, 2))
    assert model.input_shape == (None, None, 2)


def test_shapes_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(RefnetError, match=r"expected examples of shape \(None, 2\), as stated"):
        Sequential([Input((None, 2)), LSTM(3, input_shape=(4, 2))])
    with pytest.raises(RefnetError, match=r"expected examples of shape \(4, 2\), as stated"):
        Sequential([Input((4, 2)), LSTM(3, input_shape=(None, 2))])
    model = Sequential([Input((None, 2)), LSTM(3)])
    with pytest.raises(RefnetError, match="as stated before"):
        model.build((None, 5, 3))
    model.build((None, 5, 2))
    assert model.input_shape == (None, None, 2)


def test_steps_of_one_number_need_no_last_axis() -> None:
    model = Sequential([Input((None, 1)), SimpleRNN(3)], seed=1)
    x = numbers(2, 4, 1)
    assert np.array_equal(model.predict(x[:, :, 0]), model.predict(x))


def test_a_callback_cannot_change_the_number_of_steps() -> None:
    model = model_for([Input((None, 2))])

    class Predicts(refnet.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.predict(numbers(1, 5, 2))

    with pytest.raises(RefnetError, match="expected sequences of 3 steps during fit, got 5"):
        model.fit(numbers(2, 3, 2), numbers(2, 1), callbacks=[Predicts()], verbose=0)


def test_validation_data_have_the_length_of_the_examples() -> None:
    model = model_for([Input((None, 2))])
    with pytest.raises(RefnetError, match=r"validation_data\[0\]"):
        model.fit(
            numbers(4, 3, 2),
            numbers(4, 1),
            validation_data=(numbers(4, 5, 2), numbers(4, 1)),
            verbose=0,
        )


@pytest.mark.parametrize("backend", BACKENDS)
def test_targets_for_each_step(backend: str) -> None:
    model = Sequential(
        [LSTM(3, return_sequences=True), layers.TimeDistributed(Dense(2, "sigmoid"))],
        seed=2,
        backend=backend,
    )
    model.compile("adam", "binary_crossentropy")
    x, y = numbers(6, 4, 3), (numbers(6, 4, 2) > 0.0).astype(float)
    history = model.fit(x, y, epochs=30, validation_data=(x, y), verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert model.predict(x).shape == (6, 4, 2)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_loss_sees_a_recurrent_layer_as_linear(dtype: str) -> None:
    """So a crossentropy is that of its outputs, which it clips."""
    model = Sequential([SimpleRNN(2, "sigmoid")], seed=1, dtype=dtype)
    model.compile("sgd", "binary_crossentropy")
    x, t = numbers(3, 2, 2), np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    loss = model.evaluate(x, t, verbose=0)
    y = np.clip(np.float64(model.predict(x)), 1e-7, 1.0 - 1e-7)
    assert loss == pytest.approx(-np.mean(np.log(np.where(t == 1.0, y, 1.0 - y))), rel=1e-5)


def test_the_accuracy_of_sequences_is_refused() -> None:
    model = Sequential([SimpleRNN(2, return_sequences=True)], seed=1)
    model.compile("sgd", "mse", ["accuracy"])
    x = numbers(3, 4, 2)
    for call in (model.fit, model.evaluate):
        with pytest.raises(RefnetError) as refused:
            call(x, x, verbose=0)
        assert (refused.value.code, refused.value.field) == ("shape_mismatch", "metrics")


def test_an_embedding_that_is_not_first_is_refused() -> None:
    with pytest.raises(RefnetError, match=r"layers\[1\]: expected Embedding to be the first layer"):
        Sequential([Input((3,)), Dense(3), Embedding(4, 2)])
    model = Sequential([Input((3,)), Dense(3)], seed=1)
    model.build((3,))
    with pytest.raises(RefnetError, match="to be the first layer"):
        model.add(Embedding(4, 2))
    assert len(model.layers) == 1


def test_threads_that_predict_sequences_of_different_lengths() -> None:
    model = model_for([Input((None, 2))])
    examples = {steps: numbers(2, steps, 2) for steps in (1, 5, 30)}
    expected = {steps: model.predict(x).tolist() for steps, x in examples.items()}
    wrong: list[int] = []

    def predict(steps: int) -> None:
        for _ in range(100):
            if model.predict(examples[steps]).tolist() != expected[steps]:
                wrong.append(steps)

    threads = [threading.Thread(target=predict, args=(steps,)) for steps in (1, 5, 30, 1, 5, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
