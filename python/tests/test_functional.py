"""Model: layers called on an Input and on each other."""

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.summaries import rows_of, summary_of

import refnet
from refnet import Input, Model, RefnetError, Sequential, layers

X = np.random.default_rng(3).normal(size=(24, 4))
Y = (X[:, 0] > 0).astype(int)


def model(backend: str = "c", **options: Any) -> Model:
    """Return a compiled model whose inputs go around its layers, too."""
    x = Input((4,))
    h = layers.Dense(4, "tanh")(x)
    d = layers.Dropout(0.25)(layers.Dense(3, "relu", kernel_regularizer="l2")(layers.add([h, x])))
    y = layers.Dense(2, "softmax", name="last")(layers.Concatenate()([d, x, h, h]))
    built = Model(inputs=x, outputs=y, seed=3, backend=backend, **options)
    built.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return built


def test_both_backends_have_the_same_bits() -> None:
    first, second = model(), model("python")
    for each in (first, second):
        each.fit(X, Y, epochs=2, batch_size=8, validation_split=0.25, class_weight={1: 2.0})
    assert first.history.history == second.history.history
    assert first.weights_sha256() == second.weights_sha256()
    assert first.evaluate(X, Y) == second.evaluate(X, Y)
    assert (first.predict(X) == second.predict(X)).all()


def test_a_file_resumes_the_run(tmp_path: Path) -> None:
    whole, begun, path = model(), model(), tmp_path / "model.safetensors"
    whole.fit(X, Y, epochs=4)
    begun.fit(X, Y, epochs=2)
    begun.save(path, include_optimizer=True)
    for backend in ("c", "python"):
        loaded = refnet.load(path, backend)
        assert type(loaded) is Model
        assert (loaded.predict(X) == begun.predict(X)).all()
    # the penalties of weights are not in the file
    assert loaded.epochs == 2
    assert loaded.count_params() == begun.count_params()


def test_without_penalties_a_file_gives_the_bits_of_the_whole_run(tmp_path: Path) -> None:
    def small() -> Model:
        x = Input((4,))
        y = layers.Dense(1)(layers.add([layers.Dense(4, "tanh")(x), x]))
        built = Model(x, y, seed=1)
        built.compile("adam", "mse")
        return built

    whole, begun, path = small(), small(), tmp_path / "model.safetensors"
    whole.fit(X, Y, epochs=4)
    begun.fit(X, Y, epochs=2)
    begun.save(path, include_optimizer=True)
    resumed = refnet.load(path)
    resumed.fit(X, Y, epochs=4, initial_epoch=2)
    assert resumed.weights_sha256() == whole.weights_sha256()


def test_copies_predict_the_same() -> None:
    first = model()
    first.fit(X, Y)
    for each in (copy.deepcopy(first), pickle.loads(pickle.dumps(first))):
        assert (each.predict(X) == first.predict(X)).all()


def test_a_chain_is_that_of_sequential(tmp_path: Path) -> None:
    x = Input((4,))
    called = Model([x], [layers.Dense(2)(layers.Dense(3, "tanh")(x))], seed=7)
    stacked = Sequential([Input((4,)), layers.Dense(3, "tanh"), layers.Dense(2)], seed=7)
    assert isinstance(stacked, Model)
    assert not isinstance(called, Sequential)
    assert called.weights_sha256() == stacked.weights_sha256()
    called.save(tmp_path / "model.safetensors")
    assert type(refnet.load(tmp_path / "model.safetensors")) is Sequential


def test_the_summary_says_what_is_connected() -> None:
    shown = model()
    assert summary_of(shown)[2].endswith("Output Shape  Param #  Connected to")
    assert rows_of(shown) == [
        "input_layer (InputLayer) (None, 4) 0 -",
        "dense (Dense) (None, 4) 20 input_layer",
        "add (Add) (None, 4) 0 dense, input_layer",
        "dense_1 (Dense) (None, 3) 15 add",
        "dropout (Dropout) (None, 3) 0 dense_1",
        "concatenate (Concatenate) (None, 15) 0 dropout, input_layer, dense",
        "last (Dense) (None, 2) 32 concatenate",
        "Total params: 67 (536.00 B)",
        "Trainable params: 67 (536.00 B)",
        "Non-trainable params: 0 (0.00 B)",
    ]


def test_sequences_of_any_length() -> None:
    x = Input((None, 2))
    a = layers.SimpleRNN(3, return_sequences=True)(x)
    y = layers.LSTM(2)(layers.Concatenate(axis=2)([a, x]))
    built = Model(x, y, seed=1)
    assert y.shape == (None, 2)
    assert built.predict(np.ones((3, 5, 2))).shape == (3, 2)
    assert built.predict(np.ones((3, 7, 2))).shape == (3, 2)


def test_whole_numbers_for_two_embeddings() -> None:
    x = Input((3,))
    y = layers.Flatten()(layers.add([layers.Embedding(5, 2)(x), layers.Embedding(4, 2)(x)]))
    built = Model(x, y, seed=1)
    assert built.predict([[0, 1, 3]]).shape == (1, 6)
    with pytest.raises(RefnetError, match="a whole number from 0 to 3"):
        built.predict([[0, 1, 4]])


def refused(match: str) -> Any:
    return pytest.raises(RefnetError, match=match)


def test_calls_that_are_refused() -> None:
    x = Input((4,))
    h = layers.Dense(3)(x)
    with refused("an array of numbers"):
        layers.Dense(2)("x")
    with refused("expects one, not a list"):
        layers.Dense(2)([x, h])
    with refused("a list of two or more"):
        layers.Add()(x)
    with refused("sources of the same shape, got shapes"):
        layers.Add()([x, h])
    with refused("but for the last axis"):
        layers.Concatenate()([x, Input((2, 3))])
    with refused("axis: expected -1 or 1"):
        layers.Concatenate(axis=0)([x, h])
    with refused("expected Embedding to be the first layer, on an Input"):
        layers.Embedding(3, 2)(h)


def test_models_that_are_refused() -> None:
    x, other = Input((4,)), Input((4,))
    shared = layers.Dense(4)
    h = shared(x)
    with refused("Dense stands twice in one model"):
        Model(x, shared(h))
    with refused("a model has one of each"):
        Model([x, other], h)
    with refused("predicts, and does not train"):
        Model(x, [h, layers.Dense(2)(h)]).compile("sgd", "mse")
    with refused("the only Input"):
        Model(x, layers.add([h, other]))
    with refused("expected what a layer returned, got an Input"):
        Model(x, x)
    with refused("expected an Input, got what a layer returned"):
        Model(h, h)
    with refused("inputs: expected an Input, got int"):
        Model((4,), h)
    with refused("in a Model"):
        Sequential([Input((4,)), layers.Add()])


def test_a_model_has_inputs_and_outputs() -> None:
    base = Sequential([Input((4,)), layers.Dense(3, name="hidden"), layers.Dense(2)])
    assert (base.input.example_shape, base.output.shape) == ((4,), (None, 2))
    assert base.inputs[0] is base.input
    assert base.outputs[0] is base.output
    assert base.output_shape == (None, 2)
    assert base.get_layer("hidden").output.shape == (None, 3)
    assert base.get_layer(index=1).input is base.get_layer("hidden").output
    part = Model(base.inputs, base.layers[-2].output)
    assert [type(layer).__name__ for layer in part.layers] == ["InputLayer", "Dense"]
    expected = base.predict(X)
    kernel, bias = base.layers[1].get_weights()
    np.testing.assert_allclose(part.predict(X) @ kernel + bias, expected)
    longer = Model(base.input, layers.Dense(1)(base.output))
    assert longer.layers[1] is base.layers[0]
    assert np.array_equal(longer.get_weights()[0], base.get_weights()[0])


def test_layers_are_found() -> None:
    built = model()
    assert built.get_layer("last") is built.layers[-1] is built.get_layer(index=-1)
    assert built.get_layer(index=0).output is built.input
    for match, call in (
        ("either a name or an index", {}),
        ("either a name or an index", {"name": "last", "index": 2}),
        ("name", {"name": "lost"}),
        ("index: expected at most 6", {"index": 9}),
    ):
        with refused(match):
            built.get_layer(**call)
    with refused("inputs needs the shape of an example"):
        Sequential([layers.Dense(2)]).inputs  # noqa: B018


def nested() -> Sequential:
    """Return a model whose layers are a graph, which has a chain inside, and a Dense."""
    inner = Sequential([Input((4,)), layers.Dense(3, "tanh"), layers.Dense(4)], name="inner")
    x = Input((4,))
    outer = Model(x, layers.Dense(2)(layers.Add()([inner(x), x])), name="outer")
    return Sequential([outer, layers.Dense(1)], seed=1)


def test_models_in_models_in_models() -> None:
    whole = nested()
    outer = whole.layers[0]
    inner = outer.get_layer("inner")
    assert [layer.name for layer in whole.layers] == ["outer", "dense_3"]
    assert [layer.name for layer in outer.layers] == ["input_layer_1", "inner", "add", "dense_2"]
    assert [each.shape for each in whole.get_weights()] == [
        each.shape for each in [*outer.get_weights(), *whole.layers[1].get_weights()]
    ]
    x = inner.predict(X) + X
    dense = outer.layers[-1]
    np.testing.assert_allclose(outer.predict(X), x @ dense.kernel + dense.bias)
    last = whole.layers[-1]
    np.testing.assert_allclose(whole.predict(X), outer.predict(X) @ last.kernel + last.bias)
    whole.compile("sgd", "mse")
    before = inner.get_weights()
    whole.fit(X, X[:, :1], verbose=0)
    assert not np.array_equal(inner.get_weights()[0], before[0])
    np.testing.assert_allclose(whole.predict(X), outer.predict(X) @ last.kernel + last.bias)
    outer.trainable = False
    assert [weight.trainable for weight in whole.weights] == [*6 * [False], *2 * [True]]


def test_a_model_inside_is_a_line_of_the_summary() -> None:
    whole = nested()
    assert rows_of(whole)[:2] == ["outer (Functional) (None, 2) 41", "dense_3 (Dense) (None, 1) 3"]
    whole.layers[0].trainable = False
    assert rows_of(whole, expand_nested=True, show_trainable=True) == [
        "outer (Functional) (None, 2) 41 N",
        "inner (Sequential) (None, 4) 31 N",
        "dense (Dense) (None, 3) 15 N",
        "dense_1 (Dense) (None, 4) 16 N",
        "add (Add) (None, 4) 0 -",
        "dense_2 (Dense) (None, 2) 10 N",
        "dense_3 (Dense) (None, 1) 3 Y",
        "Total params: 44 (352.00 B)",
        "Trainable params: 3 (24.00 B)",
        "Non-trainable params: 41 (328.00 B)",
    ]
    assert rows_of(whole.layers[0])[1] == "inner (Sequential) (None, 4) 31 input_layer_1"
    assert max(map(len, summary_of(whole, line_length=100))) == 100
    assert max(map(len, summary_of(whole, line_length=40))) == 40
    with refused("positions: expected None"):
        whole.summary(positions=[0.5, 1.0])  # type: ignore[arg-type]


def test_nested_models_are_saved_flat_and_popped_whole(tmp_path: Path) -> None:
    whole, path = nested(), tmp_path / "model.safetensors"
    whole.save(path)
    assert np.array_equal(refnet.load(path).predict(X), whole.predict(X))
    whole.pop()
    assert np.array_equal(whole.predict(X), whole.layers[0].predict(X))
    stack = Sequential([Input((4,)), layers.Dense(4), Sequential([layers.Dense(2)])])
    part = stack.pop()
    assert [len(stack.layers), len(part.layers)] == [1, 1]


def test_a_model_called_on_numbers_predicts() -> None:
    built = model()
    assert np.array_equal(built(X, training=False).numpy(), built.predict(X))
    np.random.seed(0)
    first, second = built(X, training=True), built(X, training=True)
    assert not np.array_equal(first, second)  # the Dropout draws
    assert first.sum(axis=1) == pytest.approx(1.0)
    with refused("training: expected None in a Model"):
        built(Input((4,)), training=True)


def test_a_model_is_called_on_the_shape_that_it_has() -> None:
    open_one = Sequential([layers.Dense(3)])
    y = open_one(Input((4,)))
    assert (y.shape, open_one.input_shape) == ((None, 3), (None, 4))
    with refused("expected examples of shape"):
        open_one(Input((5,)))
    with refused("once the model is a layer of another one"):
        open_one.add(layers.Dense(1))
    with refused("at least one layer"):
        Sequential()(Input((3,)))
    x = Input((4,))
    with refused("Dense stands twice in one model"):
        Model(x, layers.Add()([open_one(x), open_one(x)]))
    layer = layers.Dense(4)
    with refused("Dense stands twice in one model"):
        Sequential([Input((4,)), layer, layer])


def test_an_input_layer_is_an_input() -> None:
    for first in (
        layers.InputLayer((4,), name="first"),
        layers.InputLayer(input_shape=(4,)),
        Input(shape=(4,), dtype="float32", name="first"),
    ):
        assert Sequential([first, layers.Dense(2)]).input_shape == (None, 4)
    x = Input((4,), name="first")
    built = Model(x, layers.Dense(2)(x))
    assert built.get_layer("first").get_weights() == []
    with refused("is not called"):
        layers.InputLayer((4,))(x)


def test_models_inside_learn_their_shape() -> None:
    inside = Sequential([Sequential([layers.Dense(3)]), layers.Dense(2)])
    whole = Sequential([inside, layers.Dense(1)])
    assert not inside.built
    whole.predict(X)
    assert inside.layers[0].input_shape == (None, 4)
    assert inside.predict(X).shape == (24, 2)
    other = Sequential([Input((4,)), Sequential([layers.Dense(3, input_dim=4)])])
    assert other.layers[0].built
    assert Input((4, 3)).shape == (None, 4, 3)
    dropout: Any = layers.Dropout
    assert dropout(0.5, input_dim=4).input_shape == (4,)
