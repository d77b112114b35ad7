"""All hooks: when they are called, with which logs, and what calls batch by batch."""

from typing import Any

import numpy as np
import pytest
from support.small_model import BACKENDS, X, Y, bits, fit, new_model

from refnet import RefnetError
from refnet.callbacks import Callback, LambdaCallback, base, uses

BATCH_HOOKS = [
    f"on_{call}_batch_{end}" for call in ("train", "test", "predict") for end in ("begin", "end")
]


class Hears(Callback):
    """Notes all calls of all hooks."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        for name in base._hooks(Callback):
            setattr(self, name, self.heard(name.removeprefix("on_")))

    def heard(self, name: str) -> Any:
        def hook(*arguments: Any) -> None:
            *numbers, logs = arguments
            self.calls.append(" ".join([name, *map(str, numbers), *logs]))

        return hook


@BACKENDS
def test_the_hooks_of_a_run(backend: str) -> None:
    model, twin, heard = new_model(backend), new_model(backend), Hears()
    history = fit(model, epochs=1, batch_size=8, callbacks=heard, validation_data=(X, Y))
    assert heard.calls == [
        "train_begin",
        "epoch_begin 0",
        "train_batch_begin 0",
        "train_batch_end 0 accuracy loss",
        "train_batch_begin 1",
        "train_batch_end 1 accuracy loss",
        "test_begin",
        "test_batch_begin 0",
        "test_batch_end 0 accuracy loss",
        "test_batch_begin 1",
        "test_batch_end 1 accuracy loss",
        "test_end accuracy loss",
        "epoch_end 0 accuracy loss val_accuracy val_loss",
        "train_end accuracy loss val_accuracy val_loss",
    ]
    assert heard.model is model
    assert heard.params == {"verbose": 0, "epochs": 1, "steps": 2}
    assert history == fit(twin, epochs=1, batch_size=8, validation_data=(X, Y))
    assert bits(model) == bits(twin)


@BACKENDS
def test_the_hooks_of_evaluate_and_predict(backend: str) -> None:
    model, heard = new_model(backend), Hears()
    assert model.evaluate(X, Y, 4, callbacks=[heard]) == model.evaluate(X, Y)
    ends = [f"test_batch_{end}" for end in ("begin 0", "end 0 accuracy loss")]
    assert heard.calls[:3] == ["test_begin", *ends]
    assert heard.calls[-1] == "test_end accuracy loss"
    assert len(heard.calls) == 2 + 2 * 3
    assert heard.params["steps"] == 3
    heard.calls.clear()
    outputs = model.predict(X, 4, callbacks=heard)
    assert outputs.tobytes() == model.predict(X).tobytes()
    assert heard.calls[:3] == [
        "predict_begin",
        "predict_batch_begin 0",
        "predict_batch_end 0 outputs",
    ]
    assert heard.calls[-1] == "predict_end"
    assert len(heard.calls) == 2 + 2 * 3


def test_batches_are_predicted_with_their_outputs() -> None:
    parts: list[Any] = []
    look = LambdaCallback(on_predict_batch_end=lambda batch, logs: parts.append(logs["outputs"]))
    outputs = new_model().predict(X, 3, callbacks=look)
    assert [len(part) for part in parts] == [3, 3, 3, 1]
    assert np.concatenate(parts).tobytes() == outputs.tobytes()


def test_the_other_names_of_the_hooks_of_batches() -> None:
    seen: list[str] = []

    class Old(Callback):
        def on_batch_begin(self, batch: int, logs: Any = None) -> None:
            seen.append(f"begin {batch}")

        def on_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(f"end {batch} {list(logs)}")

    fit(new_model(), epochs=1, batch_size=8, callbacks=Old())
    logs = ["accuracy", "loss"]
    assert seen == ["begin 0", f"end 0 {logs}", "begin 1", f"end 1 {logs}"]


def test_a_callback_calls_functions() -> None:
    seen: list[str] = []
    names = [
        name for name in base._hooks(Callback) if name not in ("on_batch_begin", "on_batch_end")
    ]
    hooks: dict[str, Any] = {
        name: lambda *arguments, name=name: seen.append(name) for name in names
    }
    watcher = LambdaCallback(**hooks)
    model = new_model()
    fit(model, epochs=1, callbacks=[watcher], validation_split=0.5)
    model.predict(X, callbacks=[watcher])
    assert set(seen) == set(names)
    seen.clear()
    fit(new_model(), epochs=1, callbacks=LambdaCallback(lambda epoch, logs: seen.append("first")))
    assert seen == ["first"]  # on_epoch_begin, as in Keras
    with pytest.raises(RefnetError, match='did you mean "on_test_end"'):
        LambdaCallback(on_test_ends=print)


def test_only_hooks_of_batches_call_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(uses(Callback(), name) for name in BATCH_HOOKS)
    assert uses(LambdaCallback(on_epoch_end=print), "on_epoch_end")
    assert not uses(LambdaCallback(on_epoch_end=print), *BATCH_HOOKS)
    assert uses(LambdaCallback(on_test_batch_end=print), "on_test_batch_end")


@BACKENDS
def test_what_a_callback_adds_to_the_logs_is_in_the_history(backend: str) -> None:
    told: list[Any] = []
    adds = LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(f1=epoch / 2))
    reads = LambdaCallback(on_epoch_end=lambda epoch, logs: told.append(logs["f1"]))
    history = fit(new_model(backend), epochs=3, callbacks=[adds, reads])
    assert history["f1"] == told == [0.0, 0.5, 1.0]
    assert list(history) == ["accuracy", "loss", "f1"]


def test_the_line_of_an_epoch_has_what_callbacks_add(capsys: pytest.CaptureFixture[str]) -> None:
    adds = LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(f1=0.5))
    fit(new_model(), epochs=1, callbacks=adds, verbose=2)
    assert capsys.readouterr().out.endswith(" - f1: 0.5000\n")


def test_set_model_and_set_params_can_be_overridden() -> None:
    class Keeps(Callback):
        def set_model(self, model: Any) -> None:
            self.mine = model

        def set_params(self, params: Any) -> None:
            self.given = params

    keeps, model = Keeps(), new_model()
    fit(model, callbacks=keeps)
    assert (keeps.mine, keeps.given["epochs"]) == (model, 5)
