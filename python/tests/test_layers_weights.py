"""Layers that have names and weights."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from refnet import Input, Model, RefnetError, Sequential, layers, load
from refnet.callbacks import Callback
from refnet.layers.naming import automatic_name, reset_names, snake_case
from refnet.seeds import set_random_seed

Dense: Any = layers.Dense  # whose keywords trainable and dtype no type checker sees


@pytest.fixture(autouse=True)
def new_names() -> None:
    reset_names()


def refused(match: str) -> Any:
    return pytest.raises(RefnetError, match=match)


@pytest.mark.parametrize(
    ("class_name", "expected"),
    [
        ("Dense", "dense"),
        ("MaxPooling2D", "max_pooling2d"),
        ("LeakyReLU", "leaky_re_lu"),
        ("SimpleRNN", "simple_rnn"),
        ("GRU", "gru"),
        ("BatchNormalization", "batch_normalization"),
    ],
)
def test_small_letters_as_in_keras(class_name: str, expected: str) -> None:
    assert snake_case(class_name) == expected


def test_names_are_counted_by_class() -> None:
    assert [automatic_name("Conv2D") for _ in range(3)] == ["conv2d", "conv2d_1", "conv2d_2"]
    made = [Dense(2), Dense(2, name="mine"), Dense(2), layers.Add(), layers.Normalization()]
    assert [layer.name for layer in made] == ["dense", "mine", "dense_1", "add", "normalization"]
    models = Sequential(), Sequential(), Sequential(name="own")
    assert [model.name for model in models] == ["sequential", "sequential_1", "own"]
    x = Input((2,))
    assert Model(x, Dense(1)(x)).name == "functional"


def test_trainable_can_be_given_and_set() -> None:
    for layer in (Dense(2, trainable=False), layers.Flatten(), layers.Concatenate()):
        layer.trainable = False
        assert layer.trainable is False
    assert Dense(2).trainable
    with refused("trainable"):
        Dense(2, trainable="no")
    with refused("trainable"):
        Dense(2).trainable = 3


def test_settings_stay_as_they_are() -> None:
    layer = Dense(2)
    with refused("units: expected no other value"):
        layer.units = 3
    layer.name, layer.note = "other", "mine"
    assert (layer.units, layer.name) == (2, "other")
    with refused("name"):
        Dense(2, name=3)


def test_layers_take_a_dtype() -> None:
    assert Dense(2, dtype="float32").dtype == "float32"
    with refused("dtype"):
        Dense(2, dtype="float99")


X = np.random.default_rng(0).normal(size=(20, 4))
Y = X.sum(axis=1, keepdims=True)


def base_model(**options: Any) -> Sequential:
    """Return a model whose layers stand in others, too."""
    stack = [Input((4,)), Dense(3, "tanh", name="hidden"), Dense(2, name="code")]
    return Sequential(stack, name="base", seed=1, **options)


def trained(model: Any) -> Any:
    model.compile("sgd", "mse")
    model.fit(X, Y, epochs=1, verbose=0)
    return model


def assert_agree(base: Any, top: Any) -> None:
    """Raise AssertionError unless the model of two Dense layers more has the base's weights."""
    expected = base.predict(X) @ top.layers[-1].kernel + top.layers[-1].bias
    np.testing.assert_allclose(top.predict(X), expected, rtol=1e-6, atol=1e-6)


def test_weights_of_layers_by_name() -> None:
    model = base_model()
    hidden = model.get_layer("hidden")
    assert hidden.built
    assert [each.shape for each in hidden.get_weights()] == [(4, 3), (3,)]
    assert [each.path for each in hidden.weights] == ["hidden/kernel", "hidden/bias"]
    assert np.array_equal(hidden.kernel, model.get_weights()[0])
    assert hidden.count_params() == 15
    hidden.set_weights([np.ones((4, 3)), np.zeros(3)])
    assert (model.get_weights()[0] == 1.0).all()
    hidden.bias.assign([1.0, 2.0, 3.0])
    assert model.weights[1].numpy().tolist() == [1.0, 2.0, 3.0]
    assert Dense(2, use_bias=False, input_shape=(1,)).get_weights() == []
    free = Sequential([Dense(2, use_bias=False, input_shape=(1,))])
    assert free.layers[0].bias is None


def test_weights_that_no_optimizer_changes() -> None:
    layer = layers.BatchNormalization(scale=False)
    model = Sequential([Input((4,)), Dense(2), layer, layers.Bidirectional(layers.GRU(2))][:3])
    assert [each.name for each in layer.trainable_weights] == ["beta"]
    assert [each.name for each in layer.non_trainable_weights] == ["moving_mean", "moving_variance"]
    assert layer.gamma is None
    assert len(model.trainable_weights) == 3
    model.trainable = False
    assert (layer.trainable, model.trainable, model.trainable_variables) == (False, False, [])
    assert len(model.non_trainable_variables) == len(model.variables) == 5
    both = layers.Bidirectional(layers.LSTM(2, use_bias=False), input_shape=(3, 1))
    Sequential([both])
    assert [each.name for each in both.weights] == [
        "forward_kernel",
        "forward_recurrent_kernel",
        "backward_kernel",
        "backward_recurrent_kernel",
    ]


def test_weights_are_refused_before_their_shapes_are_known() -> None:
    layer = Dense(2)
    assert (layer.built, layer.get_weights(), hasattr(layer, "kernel")) == (False, [], False)
    with refused('kernel of "dense" needs weights'):
        layer.kernel  # noqa: B018
    with refused("needs weights"):
        layer.set_weights([])
    with refused("needs weights"):
        layer.count_params()
    with refused('output of "dense" is not known'):
        layer.output  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute 'kernels'"):
        layer.kernels  # noqa: B018


def test_weights_that_do_not_fit_are_refused() -> None:
    model = base_model()
    before = model.weights_sha256()
    with refused("expected 2 arrays, got 1"):
        model.layers[0].set_weights([np.ones((4, 3))])
    with refused("expected shape"):
        model.layers[0].set_weights([np.ones((3, 4)), np.ones(3)])
    called = Dense(2)
    called(Input((4,)))
    with refused("expected arrays of shapes"):
        called.set_weights([np.ones(3)])
    with refused("expected a list"):
        called.set_weights(3)
    assert model.weights_sha256() == before


def test_a_called_layer_has_weights_that_its_model_takes() -> None:
    x, layer = Input((4,)), Dense(2)
    y = layer(x)
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel + 1.0, bias])
    model = Model(x, y, seed=3)
    assert np.array_equal(model.get_weights()[0], kernel + 1.0)
    assert model.layers[1] is layer


@pytest.mark.parametrize("backend", ["c", "python"])
def test_what_one_model_learns_the_others_predict_with(backend: str) -> None:
    base = base_model(backend=backend)
    first = Model(base.inputs, base.get_layer("hidden").output, backend=backend)
    top = Sequential([base, Dense(1)], seed=2, backend=backend)
    before = first.predict(X)
    trained(top)
    assert not np.array_equal(first.predict(X), before)
    assert_agree(base, top)
    code = base.get_layer("code")
    np.testing.assert_allclose(first.predict(X) @ code.kernel + code.bias, base.predict(X))
    first.set_weights([np.ones((4, 3)), np.ones(3)])
    assert_agree(base, top)
    assert (base.get_weights()[0] == 1.0).all()
    base.compile("adam", "mse")
    base.fit(X, X[:, :2], verbose=0)
    assert_agree(base, top)
    assert np.array_equal(first.get_weights()[0], base.get_weights()[0])


def test_callbacks_see_and_change_weights_in_the_middle_of_fit() -> None:
    base = base_model()
    top = Sequential([base, Dense(1)], seed=2)
    seen = []

    class Watcher(Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            assert_agree(base, top)
            seen.append(base.predict(X))
            if epoch == 1:
                base.set_weights([np.zeros_like(each) for each in base.get_weights()])

    top.compile("sgd", "mse")
    top.fit(X, Y, epochs=3, callbacks=[Watcher()], verbose=0)
    assert not np.array_equal(seen[0], seen[1])
    assert np.array_equal(base.layers[0].kernel, np.zeros((4, 3)))
    assert_agree(base, top)


def test_models_of_two_dtypes_share_weights() -> None:
    base = base_model()
    small = trained(Sequential([Input((4,)), *base.layers, Dense(1)], dtype="float32"))
    assert_agree(base, small)
    assert np.array_equal(base.get_weights()[0].astype(np.float32), small.get_weights()[0])
    base.set_weights([np.full((4, 3), 1e300), *base.get_weights()[1:]])
    with refused("beyond the range of float32"):
        small.predict(X)


def test_moving_moments_are_shared() -> None:
    first = Sequential([Input((4,)), layers.BatchNormalization(), Dense(1)])
    second = Sequential([Input((4,)), first.layers[0]])
    trained(first)
    assert not np.array_equal(first.layers[0].moving_mean, np.zeros(4))
    assert np.array_equal(second.weights[2], first.weights[2])


def test_a_layer_has_one_shape() -> None:
    layer = Dense(2)
    Sequential([Input((4,)), layer]).predict(X)
    other = Sequential([Input((3,)), layer])
    with refused("has weights of shapes"):
        other.predict(X[:, :3])
    assert other._backend is None


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_copies_learn_for_themselves(duplicate: Any) -> None:
    base = base_model()
    top = trained(Sequential([base, Dense(1)]))
    made = duplicate(top)
    assert np.array_equal(made.predict(X), top.predict(X))
    assert made.layers[0] is not base
    before = top.predict(X)
    trained(made)
    assert np.array_equal(top.predict(X), before)
    assert_agree(base, top)
    assert_agree(made.layers[0], made)


def test_a_layer_that_a_model_loses_keeps_its_weights() -> None:
    model = trained(Sequential([Input((4,)), Dense(3), Dense(1)]))
    kernel = model.layers[1].get_weights()[0]
    last = model.pop()
    assert np.array_equal(last.kernel, kernel)
    model.add(last)
    assert np.array_equal(model.get_weights()[2], kernel)


def test_a_file_has_the_latest_weights(tmp_path: Path) -> None:
    base = base_model()
    trained(Sequential([base, Dense(1)]))
    base.save(tmp_path / "model.safetensors")
    assert np.array_equal(load(tmp_path / "model.safetensors").predict(X), base.predict(X))


def test_threads_fetch_weights_once() -> None:
    base = base_model()
    top = Sequential([base, Dense(1)])
    for _ in range(3):
        trained(base_model_of(base))
        with ThreadPoolExecutor(4) as pool:
            outputs = list(pool.map(lambda _: top.predict(X), range(8)))
        assert all(np.array_equal(each, outputs[0]) for each in outputs)
        assert_agree(base, top)


def base_model_of(base: Any) -> Model:
    """Return a model with one output that shares the base's layers."""
    return Model(base.input, Dense(1)(base.output))


def test_a_layer_without_a_model_draws_from_the_seed_that_was_set() -> None:
    kernels = []
    for _ in range(2):
        set_random_seed(3)
        layer = layers.Dense(2)
        layer(Input((2,)))
        kernels.append(layer.get_weights()[0])
    assert kernels[0].tobytes() == kernels[1].tobytes()
