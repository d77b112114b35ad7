"""dtype="float32": training runs have the bits of the rules in binary32.

The expected numbers are those of support/binary32.py, in which no C is involved.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support import binary32
from support.binary32 import Diverged
from support.float32 import (
    LARGEST,
    SMALL,
    Case,
    bits,
    check,
    check_diverging,
    check_either_way,
    check_state,
    data,
    expected_outputs,
    expected_run,
    fit,
    new_model,
    rounded_layers,
    rounded_loss,
    rounded_targets,
    weights_of,
)
from support.networks import FURTHER_PAIRS, PAIRS
from support.optimizers import OPTIMIZERS
from support.processor import EVERYWHERE

from refnet import Dense, RefnetError, Sequential, losses, optimizers
from refnet.callbacks import Callback
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.checks import SPARSE
from refnet.reference.training import Training

SIZES = (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 70)
BATCHES = (1, 2, 7, 8, 9, 33)


def of_size(i: int) -> int:
    return SIZES[i % len(SIZES)]


CASES = {
    **{
        f"{activation}-{loss}": Case(
            (of_size(2 * i + 3), of_size(i), of_size(i + 5)),
            (ACTIVATIONS[i % 5], activation),
            loss,
            list(OPTIMIZERS.values())[i % 7],
            BATCHES[i % 6],
            scale=0.5 if loss == "sum_squared_error" else 1.0,  # larger ones diverge
        )
        for i, (activation, loss) in enumerate([*PAIRS, *FURTHER_PAIRS])
    },
    "hinge_of_other_targets": Case((3, 4, 2), ("tanh", "linear"), losses.Hinge(), seed=4),
    **{
        f"{name}-{how}": replace(
            SMALL, optimizer=optimizer, shuffle=how == "permutation", drawn=how != "permutation"
        )
        for name, optimizer in OPTIMIZERS.items()
        for how in ("permutation", "in_order")
    },
    **{
        f"size_{n}": Case(
            (n, of_size(i + 4), n, of_size(i + 8)),
            ("relu", "sigmoid", "linear"),
            optimizer=optimizers.Adam(0.01),
            batch_size=BATCHES[i % 6],
            examples=10,
            epochs=1,
            drawn=i % 2 == 0,
        )
        for i, n in enumerate(SIZES)
    },
    **{
        f"batch_{size}": replace(SMALL, batch_size=size, examples=34, drawn=False)
        for size in BATCHES
    },
    **{
        f"depth_{depth}": Case(
            (3, *[of_size(i + 2) for i in range(depth)]),
            tuple(ACTIVATIONS[i % 5] for i in range(depth)),
            "mse",
            optimizers.SGD(0.5, 0.5),
        )
        for depth in (1, 2, 4, 7)
    },
    "one_example": replace(SMALL, examples=1),
    "one_of_everything": Case((1, 1), ("sigmoid",), "binary_crossentropy", examples=1),
    "no_bias": replace(SMALL, use_bias=False, drawn=False),
    "no_epochs": replace(SMALL, epochs=0),
    "many_epochs": Case((2, 3, 1), ("tanh", "sigmoid"), "mse", optimizers.Adam(0.1), epochs=40),
    "work_to_share": Case(
        (131, 97, 33), ("relu", "sigmoid"), optimizer=optimizers.Adam(), batch_size=70,
        examples=75, epochs=1,
    ),
}  # fmt: skip


@EVERYWHERE
@pytest.mark.parametrize("name", CASES)
def test_training_runs(name: str) -> None:
    check(CASES[name])


def sweep() -> Iterator[Case]:
    """Yield random networks."""
    random = np.random.RandomState(20)

    def one_of(values: Any) -> Any:
        return values[random.randint(len(values))]

    for seed in range(60):
        depth = random.randint(1, 5)
        activation, loss = one_of([*PAIRS, *FURTHER_PAIRS])
        yield Case(
            tuple(int(random.randint(1, 50)) for _ in range(depth + 1)),
            (*[one_of(ACTIVATIONS) for _ in range(depth - 1)], activation),
            loss,
            one_of(list(OPTIMIZERS.values())),
            int(random.randint(1, 40)),
            int(random.randint(1, 20)),
            int(random.randint(1, 3)),
            bool(random.randint(2)),
            bool(random.randint(2)),
            bool(random.randint(2)),
            float(one_of([1.0, 1.0, 30.0, 1e-3])),
            seed,
        )


@EVERYWHERE
def test_random_networks() -> None:
    for case in sweep():
        check_either_way(case)


@EVERYWHERE
def test_subnormal_numbers_are_kept() -> None:
    tiny = float(np.finfo(np.float32).tiny)
    case = Case((9, 17, 5), ("linear", "relu"), scale=4 * tiny, use_bias=False, drawn=False)
    model = check(case)
    outputs = np.abs(model.predict(data(case).more_x))
    assert ((outputs > 0) & (outputs < tiny)).any()
    case = Case((9, 17, 5), ("linear", "linear"), "sum_squared_error", scale=1e-22, use_bias=False)
    check(case)
    losses = [float(loss) for loss in expected_run(case).losses]
    assert all(0 < loss < tiny for loss in losses), "the squares must be subnormal"


@EVERYWHERE
@pytest.mark.parametrize("name", ["sgd", "nesterov", "rmsprop", "adam"])
def test_large_numbers(name: str) -> None:
    for scale in (1e15, 1e18):
        case = Case(
            (5, 9, 3), ("relu", "linear"), optimizer=OPTIMIZERS[name], scale=scale, drawn=False
        )
        check_either_way(case)
    case = Case((5, 9, 3), ("tanh", "softmax"), "categorical_crossentropy", scale=1e4, drawn=False)
    check(replace(case, optimizer=OPTIMIZERS[name], epochs=3))


@EVERYWHERE
def test_callbacks_see_float32() -> None:
    """Batch by batch, with validation data: here the loop in Python adds the losses."""
    case = replace(SMALL, epochs=1, shuffle=False)
    x, y, more_x, more_y = data(case)
    seen: list[float] = []

    class Watcher(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(logs["loss"])

    model = new_model(case)
    history = fit(model, case, callbacks=Watcher(), validation_data=(more_x, more_y))
    ends = [8, 16, 19]
    rows, targets = binary32.as_rows(x.tolist()), rounded_targets(case, y)
    optimizer = binary32.as_settings(optimizers.settings(case.optimizer))
    training = Training(rounded_loss(case, targets), optimizer, case.batch_size)
    layers = rounded_layers(case)
    wanted = [
        binary32.train(layers, training, rows[:end], targets[:end], 1).losses[0] for end in ends
    ]
    assert seen == [float(loss) for loss in wanted]
    assert history["loss"] == [float(wanted[-1])]
    assert history["val_loss"] == expected_outputs(case)[1][:1]
    assert weights_of(model) == bits(binary32.all_weights(expected_run(case).layers))


@EVERYWHERE
def test_more_examples_than_one_block() -> None:
    case = replace(SMALL, drawn=False, epochs=0)
    model = new_model(case)
    x = np.random.RandomState(1).normal(size=(600, 7))
    y = np.random.RandomState(2).randint(0, 3, 600)
    rows, layers = binary32.as_rows(x.tolist()), rounded_layers(case)
    assert bits(model.predict(x)) == bits(binary32.network_outputs(rows, layers))
    loss, correct = binary32.evaluate(layers, SPARSE, rows, rounded_targets(case, y))
    assert model.evaluate(x, y) == [float(loss), correct / 600]


def test_all_expected_numbers_are_float32() -> None:
    for case in list(CASES.values()) + list(sweep()):
        try:
            layers, state, losses, _ = expected_run(case)
        except Diverged as error:
            layers, state, losses = error.layers, error.state, []
        numbers = [
            *binary32.all_weights(layers),
            *state.momentums,
            *state.velocities,
            *state._replace(steps=np.float32(0))[2:],  # steps are counted
            *losses,
        ]
        assert {type(number) for number in numbers} == {np.float32}


def test_float32_is_not_float64_rounded() -> None:
    """Otherwise the comparisons above could not tell the two apart."""
    losses, wanted = [], []
    for name in ("sigmoid-mse", "softmax-" + SPARSE, "adam-in_order", "work_to_share"):
        case = CASES[name]
        wide = new_model(case, "float64")
        losses += [np.float32(loss) for loss in fit(wide, case)["loss"]]
        wanted += expected_run(case).losses
        rounded = np.concatenate([np.float32(each).ravel() for each in wide.get_weights()])
        weights = np.array(binary32.all_weights(expected_run(case).layers))
        np.testing.assert_allclose(rounded, weights, rtol=1e-2, atol=1e-3)
        assert (rounded != weights).any()
        outputs = np.float32(wide.predict(data(case).more_x))
        assert outputs.tobytes() != expected_outputs(case)[0]
    np.testing.assert_allclose(losses, wanted, rtol=1e-5)
    assert losses != wanted


def test_one_minus_beta_is_an_operation_of_float32() -> None:
    """The bits above depend on it: 1 - beta in float64, rounded, is another number."""
    for beta in (0.9, 0.999, 0.99, 0.8):
        assert np.float32(1) - np.float32(beta) != np.float32(1 - beta)


SETTINGS: dict[str, optimizers.Optimizer] = {
    "momentum_to_0": optimizers.SGD(0.1, 1e-50),
    "nesterov_to_0": optimizers.SGD(0.1, 1e-50, nesterov=True),
    "momentum_of_rmsprop_to_0": optimizers.RMSprop(0.01, momentum=1e-50),
    "learning_rate_to_0": optimizers.Adam(1e-50),
    "learning_rate_subnormal": optimizers.SGD(1e-41),
    "learning_rate_to_infinity": optimizers.SGD(1e39),
    "epsilon_to_0": optimizers.RMSprop(0.01, epsilon=1e-50),
    "epsilon_of_adam_to_0": optimizers.Adam(0.01, epsilon=1e-50),
    "rho_to_1": optimizers.RMSprop(0.01, 1 - 1e-12),
    "beta_1_to_1": optimizers.Adam(0.01, 1 - 1e-12),
    "beta_2_to_1": optimizers.Adam(0.01, 0.9, 1 - 1e-12),
}


@EVERYWHERE
@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_float32_has_to_round(name: str) -> None:
    """They are rounded before they are used, and before they are compared with zero."""
    check_either_way(replace(SMALL, optimizer=SETTINGS[name], drawn=False))


@EVERYWHERE
@pytest.mark.parametrize("name", ["epsilon_to_0", "epsilon_of_adam_to_0"])
def test_padding_of_a_register_does_not_matter(name: str) -> None:
    """With an epsilon of 0, numbers without a gradient, such as padding, divide by zero."""
    for units in range(1, 50):
        model = Sequential([Dense(units, use_bias=False, input_dim=1)], dtype="float32", seed=0)
        model.compile(SETTINGS[name], "mse")
        model.fit(np.ones((4, 1)), np.full((4, units), 3.0), verbose=0)


# Runs that diverge.

DIVERGING = {
    "outputs": Case((3, 31), ("linear",), scale=LARGEST, drawn=False),
    "loss": Case((3, 5, 2), ("linear", "linear"), optimizer=optimizers.SGD(1e5), epochs=5),
    "layers": Case((3, 5, 2), ("relu", "linear"), "sum_squared_error", optimizers.SGD(1e30),
                   scale=1e15, drawn=False),
    "optimizer": Case((3, 2), ("linear",), "sum_squared_error", optimizers.Adam(0.1), scale=1e15),
    "later": Case((3, 2), ("linear",), optimizer=optimizers.SGD(3.0), epochs=60, batch_size=7),
}  # fmt: skip


@EVERYWHERE
@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("name", DIVERGING)
def test_a_divergence_names_its_place_and_keeps_the_weights(name: str, shuffle: bool) -> None:
    case = replace(DIVERGING[name], shuffle=shuffle)
    with pytest.raises(Diverged) as caught:
        expected_run(case)
    if name != "later":
        assert caught.value.field == name
    else:
        assert caught.value.epoch > 5
    check_diverging(case, caught.value)


def test_a_run_with_callbacks_diverges_in_the_same_batch() -> None:
    case = DIVERGING["later"]
    with pytest.raises(Diverged) as wanted:
        expected_run(case)
    model = new_model(case)
    with pytest.raises(RefnetError) as caught:
        fit(model, case, validation_split=0.0, callbacks=Callback())
    assert (caught.value.trial, caught.value.batch) == (wanted.value.epoch, wanted.value.batch)
    check_state(model, wanted.value.layers, wanted.value.state)
