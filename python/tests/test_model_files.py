"""Saved models: nothing is lost, a training goes on to the bit, and no file does harm."""

import base64
import json
import os
import random
import resource
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save

import refnet
from refnet import Dense, Flatten, RefnetError, Sequential, optimizers, reference
from refnet.callbacks import ModelCheckpoint
from refnet.conformance.process import PortProcess
from refnet.model_file import write_model
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer

Array = NDArray[Any]
Ports = dict[str, PortProcess]

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
CROSSED = pytest.mark.parametrize(
    ("first", "then"), [("c", "c"), ("c", "python"), ("python", "c"), ("python", "python")]
)
RANDOM = np.random.RandomState(8)
M = 10
X, Y = RANDOM.uniform(-1, 1, (M, 3)), RANDOM.randint(0, 2, M)
SEED = 6
OPTIMIZERS: dict[str, optimizers.Optimizer] = {
    "sgd": optimizers.SGD(0.1),
    "momentum": optimizers.SGD(0.1, 0.9),
    "nesterov": optimizers.SGD(0.1, 0.9, nesterov=True),
    "rmsprop": optimizers.RMSprop(0.01),
    "rmsprop_momentum": optimizers.RMSprop(0.01, 0.8, 0.5, 1e-5),
    "adam": optimizers.Adam(0.01),
    "adam_settings": optimizers.Adam(0.02, 0.8, 0.99, 1e-4),
}


def new_model(
    backend: str = "c", optimizer: optimizers.Optimizer | str = "adam", use_bias: bool = True
) -> Sequential:
    layers = [Dense(4, "tanh", use_bias, input_dim=3), Dense(2, "softmax")]
    model = Sequential(layers, seed=SEED, backend=backend)
    model.compile(optimizer, SPARSE, ["accuracy"])
    return model


def fit(model: Sequential, **more: Any) -> dict[str, list[float]]:
    arguments = {"x": X, "y": Y, "batch_size": 4, "epochs": 3, "verbose": 0}
    return model.fit(**{**arguments, **more}).history


def state(model: Sequential) -> list[bytes]:
    """Return the bits of all that a training changes."""
    assert model._backend is not None
    weights, memory, words = model._backend.take()
    return [weights.tobytes(), *(np.asarray(each).tobytes() for each in memory), words.tobytes()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a model may be saved: the only file of its folder."""
    return tmp_path / "model.refnet"


# What comes back.


@CROSSED
def test_a_model_comes_back_whole(first: str, then: str, path: Path) -> None:
    model = new_model(first, optimizers.RMSprop(0.01, momentum=0.5))
    model.notes = {"classes": ["ja", "nein"], "scale": {"mean": [0.1, -1e-300]}, "π": None}
    fit(model)
    model.save(path, include_optimizer=True)
    loaded = refnet.load(path, backend=then)
    assert loaded.backend == then
    assert state(loaded) == state(model)
    for name in ("seed", "epochs", "notes", "optimizer", "loss", "metrics"):
        assert getattr(loaded, name) == getattr(model, name)
    assert [type(layer) for layer in loaded.layers] == [Dense, Dense]
    assert loaded.predict(X).tobytes() == model.predict(X).tobytes()
    assert loaded.evaluate(X, Y) == model.evaluate(X, Y)
    assert loaded.weights_sha256() == model.weights_sha256()
    assert [path.name for path in path.parent.iterdir()] == [path.name]


@CROSSED
def test_without_its_training_a_model_still_answers(first: str, then: str, path: Path) -> None:
    model = new_model(first, use_bias=False)
    fit(model)
    model.save(str(path))
    loaded = refnet.load(str(path), backend=then)
    assert loaded.predict(X).tobytes() == model.predict(X).tobytes()
    assert [layer.use_bias for layer in loaded.layers if isinstance(layer, Dense)] == [False, True]
    assert (loaded.optimizer, loaded.loss, loaded.metrics, loaded.epochs) == (None, None, [], 0)
    with pytest.raises(RefnetError, match="call compile"):
        fit(loaded)
    loaded.compile("adam", SPARSE)
    assert len(fit(loaded)["loss"]) == 3


@BACKENDS
def test_images_stay_images(backend: str, path: Path) -> None:
    images = RANDOM.uniform(0, 1, (M, 2, 5))
    model = Sequential([Flatten(), Dense(2, "softmax")], seed=1, backend=backend)
    model.compile("sgd", SPARSE)
    fit(model, x=images)
    model.save(path)
    loaded = refnet.load(path, backend=backend)
    assert loaded.predict(images).tobytes() == model.predict(images).tobytes()
    assert loaded.count_params() == model.count_params()
    with pytest.raises(RefnetError, match=r"expected examples of shape \(2, 5\)"):
        loaded.predict(images.reshape(M, 10))
    rows = Sequential([Flatten(input_shape=(10,)), Dense(2)], seed=1, backend=backend)
    rows.save(path)
    assert [type(layer) for layer in refnet.load(path).layers] == [Flatten, Dense]


@BACKENDS
def test_a_model_can_be_saved_before_it_is_trained(backend: str, path: Path) -> None:
    model, twin = new_model(backend), new_model(backend)
    model.save(path, include_optimizer=True)
    loaded = refnet.load(path, backend=backend)
    assert fit(loaded) == fit(twin)
    assert state(loaded) == state(twin)
    untold = Sequential([Dense(1, input_dim=3)])
    with pytest.raises(RefnetError, match="call compile"):
        untold.save(path, include_optimizer=True)
    assert state(refnet.load(path)) == state(model)


def test_saving_and_loading_again_gives_the_same_file(path: Path) -> None:
    model = new_model()
    fit(model)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    refnet.load(path, backend="python").save(path, include_optimizer=True)
    assert path.read_bytes() == content


def test_every_port_reads_the_file_and_gives_its_bits(running_ports: Ports, path: Path) -> None:
    model = new_model()
    model.notes = {"classes": ["ä", "ß"]}
    fit(model)
    model.save(path, include_optimizer=True)
    request = {
        "id": 1,
        "experiment": "predict",
        "model": base64.b64encode(path.read_bytes()).decode(),
        "inputs": X.tolist(),
    }
    expected = model.predict(X)
    for name, port in running_ports.items():
        answer = json.loads(port.ask(json.dumps(request)))
        assert np.array(answer["outputs"], np.float64).tobytes() == expected.tobytes(), name


def test_the_files_of_every_port_are_read(running_ports: Ports, path: Path) -> None:
    kernels = reference.initial_kernels("glorot_uniform", [3, 4, 2], 5)
    layers: list[dict[str, Any]] = [
        {"units": 4, "activation": "relu", "kernel": kernels[0], "bias": [0.1, -0.2, 0.3, 0.0]},
        {"units": 2, "activation": "softmax", "kernel": kernels[1]},
    ]
    request = json.dumps({"id": 1, "experiment": "save_model", "layers": layers})
    expected = reference.network_forward(X.tolist(), [DenseLayer(**layer) for layer in layers])
    for name, port in running_ports.items():
        path.write_bytes(base64.b64decode(json.loads(port.ask(request))["model"]))
        for backend in ("c", "python"):
            model = refnet.load(path, backend=backend)
            assert model.predict(X).tolist() == expected[-1].outputs, name
            model.compile("adam", SPARSE)
            assert len(fit(model)["loss"]) == 3


# Going on.


@CROSSED
@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_training_goes_on_to_the_bit(
    name: str, shuffle: bool, first: str, then: str, path: Path
) -> None:
    whole = new_model("c", OPTIMIZERS[name])
    history = fit(whole, epochs=6, shuffle=shuffle)
    model = new_model(first, OPTIMIZERS[name])
    begun = fit(model, epochs=2, shuffle=shuffle)
    model.save(path, include_optimizer=True)
    loaded = refnet.load(path, backend=then)
    ended = fit(loaded, epochs=6, initial_epoch=loaded.epochs, shuffle=shuffle)
    assert begun["loss"] + ended["loss"] == history["loss"]
    assert begun["accuracy"] + ended["accuracy"] == history["accuracy"]
    assert state(loaded) == state(whole)
    assert loaded.epochs == 6


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_uninterrupted_is_the_reference(name: str) -> None:
    whole = new_model("c", OPTIMIZERS[name])
    history = fit(whole, epochs=6)
    kernels = reference.initial_kernels("glorot_uniform", [3, 4, 2], SEED)
    run = reference.dense(
        [
            DenseLayer(4, "tanh", kernels[0], [0.0] * 4),
            DenseLayer(2, "softmax", kernels[1], [0, 0]),
        ],
        SPARSE,
        optimizers.settings(OPTIMIZERS[name]),
        X.tolist(),
        Y.tolist(),
        4,
        6,
        SEED + 1,
    )
    assert history["loss"] == [trial.loss for trial in run.trials]
    assert whole.predict(X).tolist() == run.outputs


def test_saving_changes_nothing(path: Path) -> None:
    model, twin = new_model(), new_model()
    for _ in range(3):
        fit(model)
        fit(twin)
        model.save(path, include_optimizer=True)
        model.save(path)
    assert state(model) == state(twin)


# Files that are none, or do not hold together.


class File(NamedTuple):
    """What a file says and its tensors, to be changed."""

    told: dict[str, Any]
    tensors: dict[str, Array]


def saved_training(path: Path, change: Callable[[File], Any]) -> Path:
    """Save a training, change what the file says, and return its path."""
    model = new_model()
    fit(model)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    file = File(json.loads(head["__metadata__"]["refnet"]), load(content))
    change(file)
    path.write_bytes(save(file.tensors, {"refnet": json.dumps(file.told)}))
    return path


def tell(**told: Any) -> Callable[[File], Any]:
    return lambda file: file.told.update(told)


def setting(**settings: Any) -> Callable[[File], Any]:
    return lambda file: file.told["optimizer"].update(settings)


def without(name: str) -> Callable[[File], Any]:
    return lambda file: (file.told if name in file.told else file.tensors).pop(name)


def tensor(name: str, change: Callable[[Array], Array]) -> Callable[[File], Any]:
    return lambda file: file.tensors.update({name: change(file.tensors[name])})


def with_last(value: float) -> Callable[[Array], Array]:
    """Return a change of an array's last number."""
    return lambda array: np.append(array[:-1], np.array(value, array.dtype))


MOMENTA, SQUARES, POWERS = "optimizer.momenta", "optimizer.squares", "optimizer.powers"
WORDS = "shuffle.words"
HOSTILE: dict[str, Callable[[File], Any]] = {
    "metrics_text": tell(metrics="accuracy"),
    "metrics_unknown": tell(metrics=["mae"]),
    "metrics_lists": tell(metrics=[["accuracy"]]),
    "metrics_null": tell(metrics=None),
    "loss_unknown": tell(loss="mse2"),
    "loss_null": tell(loss=None),
    "loss_number": tell(loss=7),
    "loss_list": tell(loss=[]),
    "loss_object": tell(loss={}),
    "loss_of_sigmoid": tell(loss="binary_crossentropy"),
    "loss_missing": without("loss"),
    "optimizer_null": tell(optimizer=None),
    "optimizer_list": tell(optimizer=[]),
    "optimizer_text": tell(optimizer="adam"),
    "optimizer_empty": tell(optimizer={}),
    "optimizer_unknown": setting(name="adamw"),
    "optimizer_name_list": setting(name=[]),
    "learning_rate_text": setting(learning_rate="fast"),
    "learning_rate_null": setting(learning_rate=None),
    "learning_rate_huge": setting(learning_rate=10**400),
    "learning_rate_nan": setting(learning_rate=float("nan")),
    "beta_1_one": setting(beta_1=1),
    "beta_2_below_0": setting(beta_2=-0.1),
    "epsilon_below_0": setting(epsilon=-1e-7),
    "momentum_one": setting(name="sgd", momentum=1.0),
    "nesterov_number": setting(name="sgd", nesterov=1),
    "rho_one": setting(name="rmsprop", rho=1.0),
    "setting_missing": lambda file: file.told["optimizer"].pop("beta_1"),
    "epochs_-1": tell(epochs=-1),
    "epochs_half": tell(epochs=1.5),
    "epochs_true": tell(epochs=True),
    "epochs_huge": tell(epochs=2**53),
    "seed_-1": tell(seed=-1),
    "seed_huge": tell(seed=2**32),
    "seed_text": tell(seed="1"),
    "notes_list": tell(notes=[1]),
    "notes_null": tell(notes=None),
    "shape_of_others": tell(input_shape=[4]),
    "shape_empty": tell(input_shape=[]),
    "shape_number": tell(input_shape=3),
    "shape_text": tell(input_shape="3"),
    "shape_half": tell(input_shape=[1.5, 2]),
    "shape_0": tell(input_shape=[3, 0]),
    "shape_below_0": tell(input_shape=[-3, -1]),
    "shape_true": tell(input_shape=[True, 3]),
    "shape_lists": tell(input_shape=[[3]]),
    "no_momenta": without(MOMENTA),
    "no_squares": without(SQUARES),
    "no_powers": without(POWERS),
    "no_words": without(WORDS),
    "momenta_short": tensor(MOMENTA, lambda a: a[:-1]),
    "momenta_rows": tensor(MOMENTA, lambda a: a[None]),
    "momenta_float32": tensor(MOMENTA, lambda a: a.astype(np.float32)),
    "momenta_words": tensor(MOMENTA, lambda a: a.astype(np.uint32)),
    "momenta_nan": tensor(MOMENTA, with_last(np.nan)),
    "squares_long": tensor(SQUARES, lambda a: np.append(a, 0.0)),
    "squares_infinite": tensor(SQUARES, with_last(np.inf)),
    "powers_long": tensor(POWERS, lambda a: np.append(a, 0.5)),
    "squares_below_0": tensor(SQUARES, with_last(-1.0)),
    "power_above_1": tensor(POWERS, with_last(2.0)),
    "power_below_0": tensor(POWERS, with_last(-0.5)),
    "powers_nan": tensor(POWERS, with_last(np.nan)),
    "words_short": tensor(WORDS, lambda a: a[:-1]),
    "words_float": tensor(WORDS, lambda a: a.astype(np.float64)),
    "words_used_625": tensor(WORDS, with_last(625)),
    "words_used_700": tensor(WORDS, with_last(700)),
    "words_used_all": tensor(WORDS, with_last(2**32 - 1)),
}


def check_bad_file(path: Path) -> None:
    for backend in ("c", "python"):
        with pytest.raises(RefnetError) as caught:
            refnet.load(path, backend=backend)
        assert (caught.value.code, caught.value.field) == ("bad_file", "model")
        assert str(caught.value).startswith("model: ")
        assert "\n" not in str(caught.value)


def test_a_file_that_says_the_same_again_is_read(path: Path) -> None:
    saved_training(path, lambda file: None)
    assert state(refnet.load(path)) == state(refnet.load(path, backend="python"))
    saved_training(path, tensor(WORDS, with_last(624)))
    assert len(fit(refnet.load(path))["loss"]) == 3


@pytest.mark.parametrize("name", HOSTILE)
def test_a_training_that_does_not_hold_together_is_a_bad_file(name: str, path: Path) -> None:
    check_bad_file(saved_training(path, HOSTILE[name]))


def test_a_shape_of_no_numbers_is_a_bad_file(path: Path) -> None:
    layer = DenseLayer(1, "linear", np.ones((1, 1)))
    path.write_bytes(write_model([layer], {"input_shape": []}))
    check_bad_file(path)


def header(tensors: dict[str, Any], size: int) -> bytes:
    """Return a file with one weight, these tensors, and so many bytes of theirs."""
    layers = [{"units": 1, "activation": "linear", "bias": False}]
    told = {"refnet": json.dumps({"version": 1, "layers": layers})}
    kernel = {"dtype": "F64", "shape": [1, 1], "data_offsets": [0, 8]}
    text = json.dumps({"__metadata__": told, "layers.0.kernel": kernel, **tensors}).encode()
    return struct.pack("<Q", len(text)) + text + bytes(8 + size)


def test_tensors_of_others_are_read_past(path: Path) -> None:
    others = {"other": {"dtype": "BF16", "shape": [2], "data_offsets": [8, 12]}}
    path.write_bytes(header(others, 4))
    assert refnet.load(path).predict([[2.0]]).tolist() == [[0.0]]


@pytest.mark.parametrize("shape", [[0, 2**62], [1] * 65], ids=["2^62_columns", "65_dimensions"])
def test_tensors_of_others_may_have_any_shape(shape: list[int], path: Path) -> None:
    end = 8 if 0 in shape else 16
    others = {"other": {"dtype": "F64", "shape": shape, "data_offsets": [8, end]}}
    path.write_bytes(header(others, end - 8))
    assert refnet.load(path).predict([[2.0]]).tolist() == [[0.0]]


def test_no_part_of_a_file_is_a_file(path: Path) -> None:
    content = saved_training(path, lambda file: None).read_bytes()
    for length in [*range(0, len(content), 7), len(content) - 1]:
        path.write_bytes(content[:length])
        with pytest.raises(RefnetError) as caught:
            refnet.load(path)
        assert caught.value.code == "bad_file", length
    path.write_bytes(content + b"\0")
    check_bad_file(path)
    path.write_text("epoch,loss\n1,0.5\n")
    check_bad_file(path)


def test_changed_bytes_are_read_or_refused_in_our_own_words(path: Path) -> None:
    content = saved_training(path, lambda file: None).read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    chance = random.Random(12)
    refused = read = 0
    for _ in range(1500):
        changed = bytearray(content)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(end)] = chance.randrange(256)
        path.write_bytes(changed)
        try:
            refnet.load(path)
        except RefnetError as error:
            refused += error.code == "bad_file"
        else:
            read += 1
    assert refused > 1000
    assert refused + read == 1500


def test_files_that_are_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        refnet.load(tmp_path / "nowhere")
    with pytest.raises(IsADirectoryError):
        refnet.load(tmp_path)
    with pytest.raises(RefnetError, match='there is no "rust", only c, python'):
        refnet.load(saved_training(tmp_path / "model", lambda file: None), backend="rust")


# Notes.


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_notes_that_json_cannot_hold_are_not_written(value: float, path: Path) -> None:
    model = new_model()
    model.notes = {"mean": value}
    with pytest.raises(RefnetError) as caught:
        model.save(path)
    assert caught.value.field == "notes"
    assert not path.exists()


@pytest.mark.parametrize("notes", [{"a": {1, 2}}, {"a": np.float32(1)}, [1, 2]], ids=str)
def test_notes_of_other_types_are_not_written(notes: Any, path: Path) -> None:
    model = new_model()
    model.notes = notes
    with pytest.raises(RefnetError) as caught:
        model.save(path)
    assert (caught.value.code, caught.value.field) == ("wrong_type", "notes")
    assert not path.exists()


# Whole or not at all.


def no_space(*arguments: Any) -> None:
    raise OSError(28, "No space left on device")


def pressed(*arguments: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("failure", [no_space, pressed])
@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_file(
    function: str, failure: Callable[..., None], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = new_model()
    model.save(path)
    content = path.read_bytes()
    fit(model)
    with monkeypatch.context() as patch:
        patch.setattr(os, function, failure)
        with pytest.raises((OSError, KeyboardInterrupt)):
            model.save(path, include_optimizer=True)
        with pytest.raises((OSError, KeyboardInterrupt)):
            model.save(path.with_name("other"))
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == content
    model.save(path)
    assert path.read_bytes() != content


def test_a_file_is_on_the_disk_before_it_takes_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(number: int) -> None:
        calls.append(f"fsync {os.fstat(number).st_size}")
        fsync(number)

    def noted_replace(here: Any, there: Any) -> None:
        assert Path(here).parent == Path(there).parent
        calls.append(f"replace {Path(here).stat().st_size}")
        replace(here, there)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    new_model().save(path)
    size = path.stat().st_size
    assert calls[:2] == [f"fsync {size}", f"replace {size}"]


def test_a_full_disk_leaves_the_old_file(path: Path) -> None:
    model = new_model()
    model.save(path)
    content = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            model.save(path, include_optimizer=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == content


def test_places_where_no_file_can_be(tmp_path: Path) -> None:
    model = new_model()
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "nowhere" / "model", tmp_path / "folder", tmp_path / "file" / "model"):
        with pytest.raises(OSError, match=place.name):
            model.save(place)
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["file", "folder"]


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "model.refnet"
    with pytest.raises(FileNotFoundError) as caught:
        new_model().save(place)
    assert caught.value.filename == str(place)


def test_a_name_that_is_empty_is_refused() -> None:
    with pytest.raises((RefnetError, OSError)):
        new_model().save("")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            new_model().save(path)
        assert list(path.parent.iterdir()) == []
    finally:
        path.parent.chmod(0o700)


# kill -9.

TRAINS = """
import sys
from pathlib import Path
import numpy as np
import refnet
random = np.random.RandomState(8)
x, y = random.uniform(-1, 1, (40, 3)), random.randint(0, 2, 40)
path = Path(sys.argv[1])
model = refnet.load(path)
print("go", flush=True)
model.fit(x, y, batch_size=4, epochs=10**9, initial_epoch=model.epochs, verbose=0,
          callbacks=refnet.callbacks.ModelCheckpoint(path))
"""
KILLS = 20


def test_a_training_that_is_killed_goes_on_to_the_bit(path: Path) -> None:
    data = np.random.RandomState(8)
    x, y = data.uniform(-1, 1, (40, 3)), data.randint(0, 2, 40)
    chance = random.Random(1)
    never_killed = new_model()
    never_killed.save(path, include_optimizer=True)
    epochs, went_on = 0, 0
    for _ in range(KILLS):
        command = [sys.executable, "-c", TRAINS, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"go\n"
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
        model = refnet.load(path)
        assert model.epochs >= epochs
        went_on += model.epochs > epochs
        never_killed.fit(x, y, 4, model.epochs, 0, initial_epoch=epochs)
        assert state(model) == state(never_killed)
        epochs = model.epochs
    assert went_on > KILLS // 2
    for backend in ("c", "python"):
        model = refnet.load(path, backend=backend)
        model.fit(x, y, 4, epochs + 5, 0, initial_epoch=epochs)
        twin = refnet.load(path)
        twin.fit(x, y, 4, epochs + 5, 0, initial_epoch=epochs)
        assert state(model) == state(twin)
    never_killed.fit(x, y, 4, epochs + 5, 0, initial_epoch=epochs)
    assert state(model) == state(never_killed)
    others = [each.name for each in path.parent.iterdir() if each != path]
    assert len(others) <= KILLS  # what was being written when it was killed
    assert all(name.startswith(f".{path.name}.") for name in others)


def test_checkpoints_cost_no_bits(path: Path) -> None:
    model, twin = new_model(), new_model()
    assert fit(model, callbacks=ModelCheckpoint(path)) == fit(twin)
    assert state(model) == state(twin)


def test_notes_that_would_come_back_as_others_are_not_written(path: Path) -> None:
    for note in (10**25, 10**400, (1, 2)):
        model = new_model()
        model.notes = {"note": note}
        with pytest.raises(RefnetError) as caught:
            model.save(path)
        assert (caught.value.code, caught.value.field) == ("wrong_type", "notes")
        assert not path.exists()
