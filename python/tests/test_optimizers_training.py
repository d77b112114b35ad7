"""Models that train with each optimizer, with schedules, limits and decay."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import refnet
from refnet import Dense, Input, RefnetError, Sequential, callbacks, optimizers
from refnet.optimizers import schedules

SCHEDULES = [
    schedules.ExponentialDecay(0.1, 3, 0.9, staircase=True),
    schedules.InverseTimeDecay(0.1, 3, 0.5),
    schedules.PiecewiseConstantDecay([2, 5], [0.1, 0.05, 0.01]),
    schedules.PolynomialDecay(0.1, 4, 0.01, 2.0, cycle=True),
    schedules.CosineDecay(0.01, 8, 0.1, warmup_target=0.1, warmup_steps=3),
]
OPTIMIZERS = [
    *(kind(0.02) for kind in optimizers.NAMES.values()),
    *(optimizers.SGD(schedule) for schedule in SCHEDULES),
    optimizers.Nadam(SCHEDULES[4]),
    optimizers.Adam(0.02, weight_decay=0.1),
    optimizers.SGD(0.1, 0.9, clipnorm=0.05),
    optimizers.SGD(0.1, clipvalue=0.01),
    optimizers.RMSprop(0.01, global_clipnorm=0.05, weight_decay=0.01),
]
IDS = [f"{i}_{type(each).__name__}" for i, each in enumerate(OPTIMIZERS)]
EACH = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=IDS)
RANDOM = np.random.default_rng(3)
X, Y = RANDOM.normal(size=(20, 5)), RANDOM.normal(size=(20, 2))


def new_model(optimizer: Any, backend: str = "c", dtype: str = "float64") -> Sequential:
    model = Sequential(
        [Input((5,)), Dense(7, "tanh"), Dense(2)], backend=backend, dtype=dtype, seed=4
    )
    model.compile(optimizer, "mse")
    return model


def weights(model: Sequential) -> bytes:
    return b"".join(array.tobytes() for array in model.get_weights())


def fit(model: Sequential, epochs: int, *watching: Any) -> None:
    model.fit(X, Y, batch_size=4, epochs=epochs, verbose=0, callbacks=list(watching))


@EACH
def test_both_backends_have_the_same_bits(optimizer: Any) -> None:
    trained = [new_model(optimizer, backend) for backend in ("c", "python")]
    for model in trained:
        fit(model, 3)
    assert weights(trained[0]) == weights(trained[1])
    assert weights(trained[0]) != weights(new_model(optimizer))


@EACH
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_resumed_run_has_the_bits_of_an_uninterrupted_one(
    optimizer: Any, dtype: str, tmp_path: Path
) -> None:
    whole, part = new_model(optimizer, dtype=dtype), new_model(optimizer, dtype=dtype)
    fit(whole, 4)
    fit(part, 2)
    part.save(tmp_path / "model.safetensors", include_optimizer=True)
    resumed = refnet.load(tmp_path / "model.safetensors")
    fit(resumed, 2)
    assert weights(resumed) == weights(whole)
    assert optimizers.settings(resumed.optimizer) == optimizers.settings(optimizer)


@pytest.mark.parametrize("isa", ["plain", "baseline", "avx2", "avx512"])
@EACH
def test_every_instruction_set_has_the_same_bits(optimizer: Any, isa: str) -> None:
    before = refnet.isa()
    try:
        refnet.set_isa(isa)
    except (RefnetError, ValueError):
        pytest.skip("this processor does not have it")
    try:
        found = new_model(optimizer)
        fit(found, 2)
    finally:
        refnet.set_isa(before)
    wanted = new_model(optimizer, "python")
    fit(wanted, 2)
    assert weights(found) == weights(wanted)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda each: type(each).__name__)
def test_binary32_rounds_the_rates_of_a_schedule_once(schedule: Any) -> None:
    """Rates that are binary32 already give the same bits."""
    planned = new_model(optimizers.SGD(schedule), dtype="float32")
    fit(planned, 2)
    rates = np.array([schedule(step) for step in range(10)], np.float32).tolist()
    listed = schedules.PiecewiseConstantDecay(range(9), rates)
    stepped = new_model(optimizers.SGD(listed), dtype="float32")
    fit(stepped, 2)
    assert weights(planned) == weights(stepped)


def test_a_schedule_keeps_its_own_settings() -> None:
    boundaries, values = [1, 2], [0.5, 0.2, 0.1]
    schedule = schedules.PiecewiseConstantDecay(boundaries, values)
    before = schedules.PiecewiseConstantDecay((1, 2), (0.5, 0.2, 0.1))
    boundaries.append(3)
    values[0] = 9.0
    assert schedule == before
    assert schedule(0) == 0.5


def test_names_are_those_of_keras() -> None:
    for name, kind in optimizers.NAMES.items():
        assert type(new_model(name).optimizer) is kind
    assert optimizers.AdamW(0.1, 0.5).weight_decay == 0.5


def test_the_learning_rate_scheduler_sets_the_rate_of_each_epoch() -> None:
    model, rates = new_model(optimizers.SGD(0.1)), [0.1, 0.05, 0.02]
    fit(model, 3, callbacks.LearningRateScheduler(lambda epoch, rate: rates[epoch]))
    assert model.history.history["learning_rate"] == rates
    by_steps = new_model(optimizers.SGD(schedules.PiecewiseConstantDecay([4, 9], rates)))
    fit(by_steps, 3)
    assert weights(model) == weights(by_steps)


@pytest.mark.parametrize("option", ["use_ema", "amsgrad", "loss_scale_factor"])
def test_other_options_are_refused_by_name(option: str) -> None:
    for kind in optimizers.NAMES.values():
        with pytest.raises(TypeError, match=option):
            kind(**{option: True})


def test_a_second_limit_is_refused() -> None:
    with pytest.raises(RefnetError, match=r"SGD\.clipvalue"):
        optimizers.SGD(clipnorm=1.0, clipvalue=1.0)


def test_a_schedule_is_not_changed_by_callbacks() -> None:
    model = new_model(optimizers.SGD(SCHEDULES[0]))
    with pytest.raises(RefnetError, match=r"optimizer\.learning_rate"):
        fit(model, 1, callbacks.LearningRateScheduler(lambda epoch, rate: 0.1))
