"""ModelCheckpoint: after how many batches, and weights alone; test_monitors has the epochs."""

from pathlib import Path
from typing import Any, cast

import pytest
from support.bad_arguments import Bad
from support.small_model import BACKENDS, X, Y, bits, fit, new_model

import refnet
from refnet import RefnetError
from refnet.callbacks import ModelCheckpoint, uses


@BACKENDS
def test_a_model_is_saved_after_batches(backend: str, tmp_path: Path) -> None:
    """Counted through all epochs, as in Keras: batches 3, 6 and so on, of 4 in each epoch."""
    model, twin = new_model(backend), new_model(backend)
    name = tmp_path / "{epoch}-{batch}-{loss:.1f}.refnet"
    fit(model, epochs=3, callbacks=ModelCheckpoint(name, save_freq=3))
    saved = sorted(path.name[:3] for path in tmp_path.iterdir())
    assert saved == ["1-3", "2-2", "3-1", "3-4"]
    fit(twin, epochs=3)
    [last] = tmp_path.glob("3-4*")
    assert bits(refnet.load(last, backend=backend)) == bits(model) == bits(twin)


def test_batches_are_watched_only_if_need_be(tmp_path: Path) -> None:
    hook = "on_train_batch_end"
    assert not uses(ModelCheckpoint(tmp_path / "a"), hook)
    assert uses(ModelCheckpoint(tmp_path / "a", save_freq=5), hook)


def test_the_best_batch_is_saved_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "best.refnet"
    keeper = ModelCheckpoint(path, "loss", 1, save_best_only=True, save_freq=1)
    fit(new_model(), epochs=1, batch_size=8, callbacks=keeper)
    assert capsys.readouterr().out.startswith(f"epoch 1, batch 1: saved in {path}\n")
    assert keeper.best is not None


def test_weights_can_be_saved_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    model, names = new_model(), cast(list[str], [])
    monkeypatch.setattr(type(model), "save_weights", lambda self, name: names.append(name), False)
    fit(model, epochs=2, callbacks=ModelCheckpoint("{epoch}.weights.h5", save_weights_only=True))
    assert names == ["1.weights.h5", "2.weights.h5"]


INVALID = [
    Bad("save_freq", "batch", "wrong_type", 'expected "epoch" or a number of batches'),
    Bad("save_freq", 0, "out_of_range", "expected 1 or more"),
    Bad("save_freq", 1.5, "wrong_type", "expected a whole number"),
    Bad("save_weights_only", 1, "wrong_type"),
]


@pytest.mark.parametrize("bad", INVALID)
def test_invalid_arguments_are_refused(bad: Bad) -> None:
    with pytest.raises(RefnetError, match=bad.words) as caught:
        ModelCheckpoint("a", **cast(dict[str, Any], {bad.argument: bad.value}))
    assert (caught.value.code, caught.value.field) == (bad.code, bad.argument)


def test_a_field_of_validation_is_not_there_after_a_batch() -> None:
    checkpoint = ModelCheckpoint("{val_loss}", save_freq=2)
    with pytest.raises(RefnetError, match="there is no 'val_loss'; the keys are epoch, batch"):
        fit(new_model(), callbacks=checkpoint, validation_data=(X, Y))
