"""CSVLogger; test_models_batches has the History."""

from pathlib import Path
from typing import Any, cast

import pytest
from support.bad_arguments import Bad
from support.small_model import X, Y, fit, new_model

from refnet import RefnetError
from refnet.callbacks import CSVLogger, LambdaCallback, LearningRateScheduler


def rows(path: Path, separator: str = ",") -> list[list[str]]:
    return [line.split(separator) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_epoch_is_a_line(tmp_path: Path) -> None:
    """What is not there is NA, such as validation in the epochs without it."""
    path = tmp_path / "log.csv"
    scheduler = LearningRateScheduler(lambda epoch, rate: rate / 2)
    more = {"validation_data": (X, Y), "validation_freq": 2}
    history = fit(new_model(), epochs=2, callbacks=[scheduler, CSVLogger(path)], **more)
    names = ["accuracy", "learning_rate", "loss", "val_accuracy", "val_loss"]
    assert rows(path)[0] == ["epoch", *names]
    assert rows(path)[1][0] == "0"
    assert rows(path)[1][4:] == ["NA", "NA"]
    assert [float(cell) for cell in rows(path)[2]] == [1, *(history[name][-1] for name in names)]


def test_a_file_is_begun_again_or_continued(tmp_path: Path) -> None:
    path, model = tmp_path / "log.csv", new_model()
    for first, append in ((0, False), (2, True), (4, False)):
        logger = CSVLogger(str(path), ";", append)
        fit(model, epochs=first + 2, initial_epoch=first, callbacks=logger)
        expected = {0: "01", 2: "0123", 4: "45"}[first]
        assert [row[0] for row in rows(path, ";")] == ["epoch", *expected]


def test_what_was_written_stays_if_a_run_fails(tmp_path: Path) -> None:
    def fail(epoch: int, logs: Any) -> None:
        if epoch == 1:
            raise LookupError("enough")

    path = tmp_path / "log.csv"
    with pytest.raises(LookupError):
        fit(new_model(), callbacks=[LambdaCallback(fail), CSVLogger(path)])
    assert len(rows(path)) == 2
    with pytest.raises(OSError, match="nowhere"):
        fit(new_model(), callbacks=CSVLogger(tmp_path / "nowhere" / "log.csv"))


INVALID = [
    Bad("filename", 5, "wrong_type", "expected the name of a file"),
    Bad("separator", 5, "wrong_type"),
    Bad("separator", ", ", "out_of_range"),
    Bad("separator", "\n", "out_of_range"),
    Bad("append", 1, "wrong_type"),
]


@pytest.mark.parametrize("bad", INVALID)
def test_invalid_arguments_are_refused(bad: Bad) -> None:
    arguments = cast(dict[str, Any], {"filename": "a", bad.argument: bad.value})
    with pytest.raises(RefnetError, match=bad.words) as caught:
        CSVLogger(**arguments)
    assert (caught.value.code, caught.value.field) == (bad.code, bad.argument)
