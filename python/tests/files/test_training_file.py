"""Saved models: they are read back whole, and a resumed run gives the same bits."""

import base64
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.optimizers import OPTIMIZERS
from support.saved_model import (
    BACKENDS,
    SEED,
    File,
    M,
    X,
    Y,
    check_bad_file,
    describe,
    fit,
    new_model,
    saved_training,
    setting,
    state,
    tensor,
    with_last,
    without,
)

import refnet
from refnet import Dense, Flatten, RefnetError, Sequential, optimizers, reference
from refnet.callbacks import ModelCheckpoint
from refnet.conformance.process import PortProcess
from refnet.files.model_file import write_model
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer

Array = NDArray[Any]
Ports = dict[str, PortProcess]

CROSSED = pytest.mark.parametrize(
    ("first", "then"), [("c", "c"), ("c", "python"), ("python", "c"), ("python", "python")]
)


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
def test_a_model_without_a_training_run_can_predict(first: str, then: str, path: Path) -> None:
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
    images = np.random.RandomState(8).uniform(0, 1, (M, 2, 5))
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
def test_a_resumed_run_gives_the_same_bits(
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
def test_an_uninterrupted_run_gives_the_bits_of_the_reference(name: str) -> None:
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


MOMENTA, SQUARES, POWERS = "optimizer.momenta", "optimizer.squares", "optimizer.powers"
WORDS = "shuffle.words"
INCONSISTENT: dict[str, Callable[[File], Any]] = {
    "metrics_text": describe(metrics="accuracy"),
    "metrics_unknown": describe(metrics=["f1_score"]),
    "metrics_lists": describe(metrics=[["accuracy"]]),
    "metrics_null": describe(metrics=None),
    "loss_unknown": describe(loss="mse2"),
    "loss_null": describe(loss=None),
    "loss_number": describe(loss=7),
    "loss_list": describe(loss=[]),
    "loss_object": describe(loss={}),
    "loss_without_a_name": describe(loss={"delta": 1.0}),
    "loss_name_unknown": describe(loss={"name": "mse2"}),
    "loss_name_list": describe(loss={"name": []}),
    "loss_setting_of_another": describe(loss={"name": "huber", "from_logits": True}),
    "loss_delta_0": describe(loss={"name": "huber", "delta": 0.0}),
    "loss_delta_text": describe(loss={"name": "huber", "delta": "1"}),
    "loss_smoothing_above_1": describe(
        loss={"name": "categorical_crossentropy", "label_smoothing": 1.5}
    ),
    "loss_missing": without("loss"),
    "optimizer_null": describe(optimizer=None),
    "optimizer_list": describe(optimizer=[]),
    "optimizer_text": describe(optimizer="adam"),
    "optimizer_empty": describe(optimizer={}),
    "optimizer_unknown": setting(name="lion"),
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
    "setting_missing": lambda file: file.description["optimizer"].pop("beta_1"),
    "epochs_-1": describe(epochs=-1),
    "epochs_half": describe(epochs=1.5),
    "epochs_true": describe(epochs=True),
    "epochs_huge": describe(epochs=2**53),
    "seed_-1": describe(seed=-1),
    "seed_huge": describe(seed=2**32),
    "seed_text": describe(seed="1"),
    "notes_list": describe(notes=[1]),
    "notes_null": describe(notes=None),
    "shape_of_others": describe(input_shape=[4]),
    "shape_empty": describe(input_shape=[]),
    "shape_number": describe(input_shape=3),
    "shape_text": describe(input_shape="3"),
    "shape_half": describe(input_shape=[1.5, 2]),
    "shape_0": describe(input_shape=[3, 0]),
    "shape_below_0": describe(input_shape=[-3, -1]),
    "shape_true": describe(input_shape=[True, 3]),
    "shape_lists": describe(input_shape=[[3]]),
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


def test_a_file_that_is_written_again_is_read(path: Path) -> None:
    saved_training(path, lambda file: None)
    assert state(refnet.load(path)) == state(refnet.load(path, backend="python"))
    saved_training(path, tensor(WORDS, with_last(624)))
    assert len(fit(refnet.load(path))["loss"]) == 3


@pytest.mark.parametrize("name", INCONSISTENT)
def test_an_inconsistent_training_run_is_a_bad_file(name: str, path: Path) -> None:
    check_bad_file(saved_training(path, INCONSISTENT[name]))


def test_an_empty_shape_is_a_bad_file(path: Path) -> None:
    layer = DenseLayer(1, "linear", np.ones((1, 1)))
    path.write_bytes(write_model([layer], {"input_shape": []}))
    check_bad_file(path)


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


def test_notes_that_would_be_read_back_differently_are_not_written(path: Path) -> None:
    for note in (10**25, 10**400, (1, 2)):
        model = new_model()
        model.notes = {"note": note}
        with pytest.raises(RefnetError) as caught:
            model.save(path)
        assert (caught.value.code, caught.value.field) == ("wrong_type", "notes")
        assert not path.exists()


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
KILLS = 10


def test_a_run_that_is_killed_resumes_with_the_same_bits(path: Path) -> None:
    data = np.random.RandomState(8)
    x, y = data.uniform(-1, 1, (40, 3)), data.randint(0, 2, 40)
    chance = random.Random(1)
    never_killed = new_model()
    never_killed.save(path, include_optimizer=True)
    epochs, went_on = 0, 0
    for number in range(KILLS):
        before = path.stat().st_mtime_ns
        command = [sys.executable, "-c", TRAINS, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"go\n"
            # Some are killed at once, the others at any time after they have saved an epoch.
            deadline = time.monotonic() + 60
            while number % 4 and path.stat().st_mtime_ns == before and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.02))
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
    assert len(others) <= KILLS  # files that were being written when the process was killed
    assert all(name.startswith(".refnet-") for name in others)


def test_checkpoints_change_no_bits(path: Path) -> None:
    model, twin = new_model(), new_model()
    assert fit(model, callbacks=ModelCheckpoint(path)) == fit(twin)
    assert state(model) == state(twin)
