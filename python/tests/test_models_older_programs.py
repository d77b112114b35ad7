"""What programs for older versions of Keras use, and forms of arguments that configs have."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from refnet import (
    Dense,
    Input,
    Model,
    RefnetError,
    Sequential,
    activations,
    callbacks,
    initializers,
    layers,
    losses,
    models,
    optimizers,
    regularizers,
)
from refnet.optimizers import schedules

X = np.random.default_rng(5).normal(size=(12, 3))


def network() -> Sequential:
    model = Sequential([Input((3,)), Dense(2, "tanh", name="a"), Dense(1, name="b")], seed=1)
    model.compile("sgd", "mse")
    return model


def test_lr_and_decay() -> None:
    older: Any = optimizers.SGD(lr=0.5, decay=0.25)  # type: ignore[call-arg]
    assert older.learning_rate == schedules.InverseTimeDecay(0.5, 1, 0.25)
    assert older.lr is older.learning_rate
    plain: Any = optimizers.SGD(0.5, decay=0.0)  # type: ignore[call-arg]
    plain.lr = 0.25
    assert plain.learning_rate == 0.25
    rates = schedules.InverseTimeDecay(1.0, 2, 1.0)([0, 1.0, 2])
    assert rates.numpy() == pytest.approx([1.0, 1 / 1.5, 0.5])
    with pytest.raises(RefnetError, match=r"^step: "):
        schedules.InverseTimeDecay(1.0, 2, 1.0)([-1.0])


@pytest.mark.parametrize("name", ["w.h5", "w.hdf5", "m.keras", "w.weights.h5", "w.safetensors"])
def test_weights_from_files_of_all_names(tmp_path: Path, name: str) -> None:
    first, second = network(), network()
    first.fit(X, X[:, :1], verbose=0)
    save = first.save if name == "m.keras" else first.save_weights
    save(tmp_path / name)
    second.load_weights(tmp_path / name)
    assert second.weights_sha256() == first.weights_sha256()


def test_a_checkpoint_creates_its_folder(tmp_path: Path) -> None:
    place = tmp_path / "runs" / "{epoch}.keras"
    network().fit(X, X[:, :1], verbose=0, callbacks=[callbacks.ModelCheckpoint(place)])
    assert (tmp_path / "runs" / "1.keras").exists()


def test_get_takes_configs() -> None:
    def config(name: str, **settings: Any) -> dict[str, Any]:
        return {"class_name": name, "config": settings}

    assert optimizers.get(config("adam", learning_rate=0.5)) == optimizers.Adam(0.5)
    assert optimizers.get(config("Adam", learning_rate=0.5)) == optimizers.Adam(0.5)
    assert losses.get(config("Huber", delta=2.0)) == losses.Huber(2.0)
    assert regularizers.get(config("L2", l2=0.5)) == regularizers.L2(0.5)
    assert initializers.get(config("HeNormal", seed=1)).seed == 1
    assert activations.get({"class_name": "function", "config": "relu"}) is activations.relu
    with pytest.raises(RefnetError):
        optimizers.get(config("Lion"))


def test_clones_by_a_function() -> None:
    def wider(layer: Any) -> Any:
        config = layer.get_config()
        if "units" in config:
            config["units"] *= 2
        return type(layer).from_config(config)

    clone = models.clone_model(network(), clone_function=wider)
    assert [layer.units for layer in clone.layers] == [4, 2]
    x = Input((3,))
    branched = Model(x, Dense(1)(layers.concatenate([x, Dense(2)(x)])))
    assert models.clone_model(branched, clone_function=wider).output_shape == (None, 2)
    with pytest.raises(RefnetError, match=r"^clone_function: expected a layer"):
        models.clone_model(network(), clone_function=str)


def test_a_name_that_is_set_is_the_only_one() -> None:
    model = network()
    with pytest.raises(RefnetError, match=r'"b" twice'):
        model.layers[0].name = "b"
    model.layers[0]._name = "c"
    assert [layer.name for layer in model.layers] == ["c", "b"]


def test_penalties_of_a_model() -> None:
    model = Sequential([Input((3,)), Dense(1, kernel_regularizer=regularizers.L2(0.5)), Dense(1)])
    [penalty] = model.losses
    assert penalty == pytest.approx(0.5 * (model.layers[0].kernel ** 2).sum())


def test_a_list_of_one_array_with_callbacks() -> None:
    model = network()
    outputs = model.predict([X], callbacks=[callbacks.Callback()])
    assert np.array_equal(outputs, model.predict(X))
