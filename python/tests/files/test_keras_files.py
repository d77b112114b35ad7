"""Keras's files: what is written is read back, and what is damaged is refused.

``crosscheck`` has Keras itself open these files, and refnet those of Keras.
"""

import contextlib
import io
import json
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import refnet
from refnet import layers
from refnet.files import hdf5, keras_archive, keras_reading
from refnet.files.keras_network import keras_order, paths_of
from refnet.files.keras_network_reading import read_network
from refnet.layers.graphs import Graph
from refnet.models import clone_model, load_model, model_from_json

X = np.random.default_rng(1).standard_normal((6, 4))
Y = np.eye(3)[[0, 1, 2, 0, 1, 2]]


def chain(**options: Any) -> Any:
    model = refnet.Sequential(
        [
            layers.Input((4,)),
            layers.Normalization(),
            layers.Dense(3, "relu", kernel_regularizer="l2", name="first"),
            layers.BatchNormalization(),
            layers.Dense(3, "softmax"),
        ],
        seed=1,
        **options,
    )
    model.layers[0].adapt(X)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy", refnet.metrics.AUC()])
    return model


def graph() -> Any:
    entering = layers.Input((4,))
    left, right = layers.Dense(3)(entering), layers.Dense(2)(layers.Dense(3)(entering))
    both = layers.Concatenate()([left, right, entering])
    model = refnet.Model(entering, layers.Dense(3)(both), seed=1)
    model.compile(refnet.optimizers.Nadam(), "mse")
    return model


def sequences() -> Any:
    model = refnet.Sequential(
        [
            layers.Input((None, 2)),
            layers.Bidirectional(layers.LSTM(2, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(2)),
            layers.GRU(3),
        ],
        seed=1,
    )
    model.compile(refnet.optimizers.RMSprop(momentum=0.5), refnet.losses.Huber(2.0))
    return model


MODELS: list[tuple[Callable[[], Any], tuple[int, ...]]] = [
    (chain, (4,)),
    (lambda: chain(dtype="float32"), (4,)),
    (graph, (4,)),
    (sequences, (2, 2)),
]


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize(("build", "shape"), MODELS)
def test_a_loaded_model_goes_on_as_the_saved_one(
    build: Any, shape: Any, suffix: str, tmp_path: Path
) -> None:
    model, x = build(), X.reshape(6, *shape)
    model.fit(x, Y, epochs=2, batch_size=2, verbose=0)
    model.notes, model.classes = {"of": "a test"}, ["a", "b", "c"]
    path = tmp_path / f"m{suffix}"
    model.save(path)
    content = path.read_bytes()
    model.save(path)
    assert path.read_bytes() == content
    again = load_model(path)
    assert type(again) is type(model)
    assert again.dtype == model.dtype
    assert again.weights_sha256() == model.weights_sha256()
    assert (again.notes, again.classes, again.seed) == (model.notes, model.classes, model.seed)
    assert again.optimizer == model.optimizer
    logs = [
        each.fit(x, Y, epochs=3, initial_epoch=2, batch_size=2, verbose=0)
        for each in (model, again)
    ]
    assert again.weights_sha256() == model.weights_sha256()
    assert logs[0].history == logs[1].history
    assert refnet.load(path).input_shape == model.input_shape


def test_a_model_is_loaded_without_its_optimizer(tmp_path: Path) -> None:
    model, path = chain(), tmp_path / "m.keras"
    model.fit(X, Y, verbose=0)
    model.save(path)
    assert load_model(path, compile=False).optimizer is None
    model.save(path, include_optimizer=False)
    assert load_model(path).optimizer is None
    with pytest.raises(FileExistsError):
        model.save(path, overwrite=False)


@pytest.mark.parametrize("name", ["m.weights.h5", "m.safetensors", "m.h5"])
def test_weights_are_loaded_into_a_model_of_the_same_layers(name: str, tmp_path: Path) -> None:
    model, path = chain(), tmp_path / name
    model.fit(X, Y, verbose=0)
    if name == "m.h5":
        model.save(path)
    else:
        model.save_weights(path)
    other = clone_model(model)
    assert other.weights_sha256() != model.weights_sha256()
    if name == "m.safetensors":  # whose moments are a part of the layers
        other.layers[0].adapt(X)
    other.load_weights(path)
    assert np.array_equal(other.predict(X, verbose=0), model.predict(X, verbose=0))


def test_weights_of_other_layers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.weights.h5"
    chain().save_weights(path)
    model = refnet.Sequential([layers.Input((4,)), layers.Dense(5)], seed=1)
    before = model.weights_sha256()
    with pytest.raises(refnet.RefnetError) as caught:
        model.load_weights(path)
    assert caught.value.code == "bad_file"
    assert model.weights_sha256() == before


@pytest.mark.parametrize("name", ["m.tf", "m.pb", "m.npz"])
def test_names_of_other_formats_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(refnet.RefnetError, match=r"ends in \.keras, \.h5 or \.safetensors"):
        chain().save(tmp_path / name)
    with pytest.raises(refnet.RefnetError, match=r"ends in \.weights\.h5 or \.safetensors"):
        chain().save_weights(tmp_path / name)


def test_what_keras_does_not_have_is_refused_before_training(tmp_path: Path) -> None:
    image = layers.Conv2D(2, 1, connections=[[True, False]])
    model = refnet.Sequential([layers.Input((2, 2, 1)), image], seed=1)
    with pytest.raises(refnet.RefnetError, match="connections"):
        model.check_savable(tmp_path / "m.keras")
    model.check_savable(tmp_path / "m.safetensors")
    summed = refnet.Sequential([layers.Input((4,)), layers.Dense(3)], seed=1)
    summed.compile("sgd", "sum_squared_error")
    saver = refnet.callbacks.ModelCheckpoint(tmp_path / "m.keras")
    with pytest.raises(refnet.RefnetError, match="SumSquaredError"):
        summed.fit(X, Y, verbose=0, callbacks=[saver])
    assert summed.epochs == 0
    with pytest.raises(refnet.RefnetError, match=r"\.weights\.h5"):
        chain().fit(
            *(X, Y),
            verbose=0,
            callbacks=[refnet.callbacks.ModelCheckpoint("m.keras", save_weights_only=True)],
        )


def test_a_library_that_is_missing_is_named_before_training(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    model, saver = chain(), refnet.callbacks.ModelCheckpoint(tmp_path / "m.keras")
    with pytest.raises(ImportError, match=r"pip install 'refnet\[keras\]'"):
        model.fit(X, Y, verbose=0, callbacks=[saver])
    assert model.epochs == 0


def test_json_has_the_architecture_and_how_to_compile() -> None:
    for build, _ in MODELS:
        model = build()
        again = model_from_json(model.to_json(indent=2))
        assert again.get_config() == model.get_config()
        assert again.optimizer == model.optimizer
        assert type(model).from_config(model.get_config()).get_config() == model.get_config()


def test_a_model_without_an_input_shape_has_a_config() -> None:
    model = refnet.Sequential([layers.Dense(3)])
    assert model_from_json(model.to_json()).get_config() == model.get_config()


def test_the_weights_of_a_graph_stand_in_the_order_of_keras() -> None:
    dense = [layers.Dense(1) for _ in range(5)]
    # 0 and 1 on the input, 2 on 1, 3 joins 2 and 0, as Concatenate()([2, 0]), 4 comes last
    own = Graph([*dense[:3], layers.Concatenate(), dense[4]], [[-1], [-1], [1], [2, 0], [3]])
    assert keras_order(own) == [1, 2, 0, 3, 4]
    assert keras_order(dense) == [0, 1, 2, 3, 4]
    assert keras_order([]) == []
    assert paths_of(["Dense", "ReLU", "Dense"]) == [
        "layers/dense",
        "layers/re_lu",
        "layers/dense_1",
    ]


def saved(path: Path) -> dict[str, bytes]:
    """Return the members of a file .keras."""
    chain().save(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def changed(members: dict[str, bytes], change: Callable[[Any], Any]) -> dict[str, bytes]:
    config = json.loads(members["config.json"])
    change(config)
    return {**members, "config.json": json.dumps(config).encode()}


def of_kind(config: Any, kind: str, **settings: Any) -> None:
    config["config"]["layers"][2] |= {"class_name": kind}
    config["config"]["layers"][2]["config"] |= settings


BAD_CONFIGS: dict[str, Callable[[Any], Any]] = {
    "LayerNormalization": lambda c: of_kind(c, "LayerNormalization"),
    "kernel_constraint": lambda c: of_kind(c, "Dense", kernel_constraint={"class_name": "MaxNorm"}),
    "units": lambda c: of_kind(c, "Dense", units=-1),
    "shape": lambda c: of_kind(c, "Dense", units=7),
    "Lion": lambda c: c["compile_config"]["optimizer"].update(class_name="Lion"),
    "weighted_metrics": lambda c: c["compile_config"].update(weighted_metrics=[["mae"], []]),
    "loss_weights": lambda c: c["compile_config"].update(loss_weights=[2.0]),
    "Unknown": lambda c: c.update(class_name="Unknown"),
    "layers": lambda c: c["config"].update(layers=3),
    "float16": lambda c: of_kind(c, "Dense", dtype="float16"),
    "sparse": lambda c: c["config"]["layers"][0]["config"].update(sparse=True),
    "class_name": lambda c: c.clear(),
}


@pytest.mark.parametrize("word", BAD_CONFIGS)
def test_what_refnet_does_not_have_is_refused_by_name(word: str, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    put(path, changed(saved(path), BAD_CONFIGS[word]))
    with pytest.raises(refnet.RefnetError) as caught:
        load_model(path)
    assert caught.value.code == "bad_file"
    assert word in caught.value.message


def without_a_variable(file: Any) -> None:
    del file["layers/dense/vars/0"]


def with_nan(file: Any) -> None:
    file["layers/dense/vars/0"][0, 0] = np.nan


def with_a_link(file: Any) -> None:
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = h5py.ExternalLink("other.h5", "/x")


def with_texts(file: Any) -> None:
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = "text"


def with_a_bomb(file: Any) -> None:
    del file["layers/dense/vars/0"]
    file.create_dataset("layers/dense/vars/0", (4, 3), "f8", chunks=True)


def with_steps(file: Any) -> None:
    del file["optimizer/vars/0"]
    file["optimizer/vars/0"] = np.array(-1)


@pytest.mark.parametrize(
    "damage", [without_a_variable, with_nan, with_a_link, with_texts, with_a_bomb, with_steps]
)
def test_damaged_weights_are_refused(damage: Any, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    members = saved(path)
    content = io.BytesIO(members["model.weights.h5"])
    with h5py.File(content, "r+") as file:
        damage(file)
    put(path, {**members, "model.weights.h5": content.getvalue()})
    with pytest.raises(refnet.RefnetError) as caught:
        load_model(path)
    assert caught.value.code == "bad_file"


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_file_that_ends_too_early_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"m{suffix}"
    chain().save(path)
    content = path.read_bytes()
    for length in (0, 4, 100, len(content) // 2, len(content) - 30):
        path.write_bytes(content[:length])
        with pytest.raises(refnet.RefnetError) as caught:
            load_model(path)
        assert caught.value.code == "bad_file"


@pytest.mark.parametrize("own", [{"seed": -1}, {"words": [1]}, {"epochs": "3"}, {"classes": ["a"]}])
def test_what_refnet_adds_is_checked(own: Any, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    members = saved(path)
    put(path, {**members, "metadata.json": json.dumps({"refnet": own}).encode()})
    with pytest.raises(refnet.RefnetError) as caught:
        load_model(path)
    assert caught.value.code == "bad_file"


def test_a_file_of_keras_2_is_read(tmp_path: Path) -> None:
    config = {
        "name": "sequential",
        "layers": [
            {
                "class_name": "Dense",
                "config": {
                    "name": "dense",
                    "dtype": "float32",
                    "batch_input_shape": [None, 4],
                    "units": 3,
                    "activation": "relu",
                    "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": None}},
                },
            }
        ],
    }
    path, kernel = tmp_path / "old.h5", np.ones((4, 3), "f4")
    with h5py.File(path, "w") as file:
        whole = {"class_name": "Sequential", "config": config}
        file.attrs["model_config"] = json.dumps(whole).encode()
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [b"dense"]
        own = group.create_group("dense")
        own.attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
        own["dense/kernel:0"], own["dense/bias:0"] = kernel, np.zeros(3, "f4")
    model = load_model(path)
    assert (model.dtype, model.input_shape) == ("float32", (None, 4))
    assert np.array_equal(model.get_weights()[0], kernel)


def test_a_chain_inside_a_chain_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    model = refnet.Sequential([layers.Input((4,)), layers.Dense(2), layers.Dense(3)], seed=1)
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}

    def nest(config: Any) -> None:
        first, inner, last = config["config"]["layers"]
        whole = {"class_name": "Sequential", "config": {"name": "s", "layers": [first, inner]}}
        config["config"]["layers"] = [first, whole, last]

    content = io.BytesIO(members["model.weights.h5"])
    with h5py.File(content, "r+") as file:
        file.move("layers/dense", "layers/sequential/layers/dense")
        file.move("layers/dense_1", "layers/dense")
    put(path, {**changed(members, nest), "model.weights.h5": content.getvalue()})
    assert load_model(path).weights_sha256() == model.weights_sha256()


def test_an_own_file_keeps_regularizers_and_what_does_not_learn(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    model = refnet.Sequential(
        [
            layers.Input((2, 2)),
            layers.LSTM(2, return_sequences=True, recurrent_regularizer="l1"),
            layers.Dense(2, activity_regularizer=refnet.regularizers.L1L2(0.5, 0.25)),
            layers.Flatten(),
            layers.Dense(3, kernel_regularizer="l2"),
        ],
        seed=1,
    )
    model.compile("adam", "mse")
    x = X.reshape(6, 2, 2)
    model.fit(x, Y, verbose=0)
    model.save(path, include_optimizer=True)
    again = refnet.load(path)
    assert [each.regularizers for each in again.layers] == [
        each.regularizers for each in model.layers
    ]
    model.fit(x, Y, epochs=2, initial_epoch=1, verbose=0)
    again.fit(x, Y, epochs=2, initial_epoch=1, verbose=0)
    assert again.weights_sha256() == model.weights_sha256()


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.safetensors"])
@pytest.mark.parametrize("build", [chain, graph])
def test_a_frozen_model_stays_frozen_in_a_file(build: Any, name: str, tmp_path: Path) -> None:
    model = build()
    model.trainable = False
    model.layers[-1].trainable = True
    model.save(tmp_path / name, include_optimizer=True)
    again = refnet.load(tmp_path / name)
    before = again.get_weights()[-2:]
    again.fit(X, Y, verbose=0)
    assert all(map(np.array_equal, again.get_weights()[-2:], before))
    if name != "m.safetensors":  # which says of each layer whether it learns
        assert not again.trainable
        assert again.layers[-1].trainable
    assert not clone_model(model).trainable


def test_a_file_keeps_that_an_inner_layer_is_frozen(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    model = sequences()
    model.layers[0].layer.trainable = False
    model.predict(X.reshape(6, 2, 2), verbose=0)
    model.save(path, include_optimizer=True)
    assert [each.trainable for each in refnet.load(path).layers] == [False, True, True]


def with_many_weights(file: Any, large: Any) -> None:
    file["model_weights/first/large"] = large
    file["model_weights/first"].attrs["weight_names"] = ["large"] * 100


def with_many_layers(file: Any, large: Any) -> None:
    file["model_weights/many/large"] = large
    file["model_weights/many"].attrs["weight_names"] = ["large"] * 2
    file["model_weights"].attrs["layer_names"] = ["many"] * 50


def with_a_large_state(file: Any, large: Any) -> None:
    file["optimizer_weights/large"] = large
    file["optimizer_weights"].attrs["weight_names"] = ["large"] * 100


@pytest.mark.parametrize("damage", [with_many_weights, with_many_layers, with_a_large_state])
def test_numbers_that_a_model_does_not_need_are_not_read(damage: Any, tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    chain().save(path)
    with h5py.File(path, "r+") as file:
        large = file.create_dataset("large", (100_000,), "f8", fillvalue=1.0, compression=9)
        large[:] = 1.0
        damage(file, large)
    tracemalloc.start()
    with contextlib.suppress(refnet.RefnetError):
        load_model(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_names_are_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    chain().save(path)
    monkeypatch.setattr(hdf5, "MOST_NAMES", 3)
    with pytest.raises(refnet.RefnetError, match="layer_names"):
        load_model(path)


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.weights.h5"])
def test_a_member_that_is_too_large_is_not_unpacked(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "m.keras"
    members = saved(path)
    for limit in ((keras_archive, "MOST_TEXT"), (keras_reading, "SMALL")):
        monkeypatch.setattr(*limit, 1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in members.items():
            archive.writestr(each, content + bytes(1 << 21) if each == name else content)
    with pytest.raises(refnet.RefnetError, match=rf"{name} has .* bytes, expected at most"):
        load_model(path)


def test_a_damaged_compressed_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    members = saved(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    damaged = bytearray(path.read_bytes())
    start = damaged.index(b"config.json") + len("config.json")
    damaged[start : start + 8] = bytes([255] * 8)
    path.write_bytes(damaged)
    with pytest.raises(refnet.RefnetError, match="zip archive of a model"):
        load_model(path)


@pytest.mark.parametrize("product", [np.empty(0), np.array(2.0), np.array(-0.5)])
def test_a_product_that_no_step_reaches_is_refused(product: Any, tmp_path: Path) -> None:
    path = tmp_path / "m.weights.h5"
    model = graph()
    model.save_weights(path)
    with h5py.File(path, "r+") as file:
        last = f"optimizer/vars/{len(file['optimizer/vars']) - 1}"
        del file[last]
        file[last] = product
    with pytest.raises(refnet.RefnetError) as caught:
        model.load_weights(path)
    assert caught.value.code == "bad_file"


def test_calls_that_are_no_names_are_ignored() -> None:
    entering = layers.Input((4,))
    left, right = layers.Dense(3, name="1")(entering), layers.Dense(3, name="2")(entering)
    model = refnet.Model(entering, layers.Add(name="3")([left, right]))
    config = {"class_name": "Functional", "config": model.get_config()}
    assert len(read_network(config, [1, 2, 3]).layers) == 3


def test_a_sequential_that_holds_branches_is_made_of_its_config() -> None:
    inner = graph()
    inner.trainable = False
    model = refnet.Sequential([layers.Input((4,)), inner, layers.Dense(2)], dtype="float32")
    again = refnet.Sequential.from_config(model.get_config())
    assert isinstance(again, refnet.Model)
    assert again.get_config() == model.get_config()
    assert again.dtype == "float32"
    model.trainable = False
    assert not refnet.Sequential.from_config(model.get_config()).trainable
