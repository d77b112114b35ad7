"""dtype="float32": the bits of the rules in binary32, and float32 wherever numbers come out.

plain_float32.py is what the C core is held against: number by number, and no word of C in it.
"""

import base64
import copy
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import plain_float32 as plain
import pytest
from numpy.typing import NDArray
from plain_float32 import Diverged, Layer, Rows, Trained
from refnet._core import ffi, lib
from safetensors.numpy import load, save
from test_isa import use_or_skip
from test_model_files import OPTIMIZERS

import refnet
from refnet import Dense, Flatten, RefnetError, Sequential, optimizers, reference
from refnet.callbacks import Callback
from refnet.conformance.process import PortProcess
from refnet.core.arrays import pointer
from refnet.core.network import ACTIVATION_NUMBERS, optimizer_struct
from refnet.core.processor import ISAS
from refnet.reference.checks import ACTIVATIONS, SPARSE, losses_after
from refnet.reference.optimizers import Optimizer

Array = NDArray[Any]
Ports = dict[str, PortProcess]

LARGEST = float(np.finfo(np.float32).max)
TOO_LARGE = 3.4028235677973366e38  # half a unit above LARGEST: the first that rounds to infinity
SIZES = (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 70)


@pytest.fixture(params=[(isa, threads) for isa in ISAS for threads in (1, 3)], ids=str)
def _processor(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each instruction set that the machine has, alone and with helpers."""
    isa, threads = request.param
    before = refnet.isa(), refnet.threads()
    use_or_skip(isa)
    refnet.set_threads(threads)
    yield
    refnet.set_isa(before[0])
    refnet.set_threads(before[1])


EVERYWHERE = pytest.mark.usefixtures("_processor")


# Networks, and how they train.


@dataclass(frozen=True)
class Case:
    """A network, how it trains and on what.

    sizes: the inputs and each layer's units; drawn: whether the first weights are those of the
    seed, or else random ones, biases too, that float32 has to round; scale: of the examples.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str = "mse"
    optimizer: optimizers.Optimizer = field(default_factory=lambda: optimizers.SGD(0.1))
    batch_size: int = 8
    examples: int = 19
    epochs: int = 2
    shuffle: bool = True
    use_bias: bool = True
    drawn: bool = True
    scale: float = 1.0
    seed: int = 3


class Data(NamedTuple):
    """What a case trains on, in float64, and other examples and targets to answer."""

    x: Array
    y: Array
    more_x: Array
    more_y: Array


def data(case: Case) -> Data:
    random = np.random.RandomState(case.seed)
    n, k = case.sizes[0], case.sizes[-1]

    def targets(m: int) -> Array:
        if case.loss == SPARSE:
            return random.randint(0, k, m)
        if case.loss == "binary_crossentropy":
            return random.randint(0, 2, (m, k))
        if case.loss == "categorical_crossentropy":
            return random.uniform(0, 1, (m, k))
        return random.uniform(-1, 1, (m, k)) * case.scale

    x = random.uniform(-1, 1, (case.examples, n)) * case.scale
    more_x = random.normal(size=(11, n)) * case.scale
    return Data(x, targets(len(x)), more_x, targets(len(more_x)))


def given_weights(case: Case) -> list[Array]:
    """Return first weights as ``set_weights`` takes them, none of which float32 has."""
    random = np.random.RandomState(case.seed + 1)
    weights = []
    for n, u in zip(case.sizes, case.sizes[1:], strict=False):
        weights.append(random.normal(size=(n, u)) / np.sqrt(n))
        if case.use_bias:
            weights.append(random.normal(size=u))
    return weights


def new_model(case: Case, dtype: str = "float32") -> Sequential:
    layers = [
        Dense(units, activation, case.use_bias)
        for units, activation in zip(case.sizes[1:], case.activations, strict=True)
    ]
    model = Sequential(layers, seed=case.seed, dtype=dtype)
    model.build((case.sizes[0],))
    if not case.drawn:
        model.set_weights(given_weights(case))
    model.compile(case.optimizer, case.loss, ["accuracy"])
    return model


def fit(model: Sequential, case: Case, **more: Any) -> dict[str, list[float]]:
    x, y, *_ = data(case)
    arguments = {"batch_size": case.batch_size, "epochs": case.epochs, "shuffle": case.shuffle}
    return model.fit(x, y, verbose=0, **{**arguments, **more}).history


def plain_layers(case: Case) -> list[Layer]:
    """Return the first layers, rounded once."""
    if case.drawn:
        kernels = reference.initial_kernels("glorot_uniform", case.sizes, case.seed)
        biases = [[0.0] * units if case.use_bias else None for units in case.sizes[1:]]
    else:
        weights = iter(given_weights(case))
        kernels, biases = [], []
        for _ in case.activations:
            kernels.append(next(weights).tolist())
            biases.append(next(weights).tolist() if case.use_bias else None)
    return [
        plain.as_layer(activation, kernel, bias)
        for activation, kernel, bias in zip(case.activations, kernels, biases, strict=True)
    ]


def plain_targets(case: Case, y: Array) -> Rows:
    rows = y.tolist()
    return plain.one_hot(rows, case.sizes[-1]) if case.loss == SPARSE else plain.as_rows(rows)


@cache
def plainly_trained(case: Case) -> Trained:
    """Return what a training must leave, number by number; raises Diverged."""
    x, y, *_ = data(case)
    settings = plain.as_settings(optimizers.settings(case.optimizer))
    return plain.train(
        plain_layers(case),
        plain.Training(case.loss, settings, case.batch_size),
        plain.as_rows(x.tolist()),
        plain_targets(case, y),
        case.epochs,
        case.seed + 1 if case.shuffle else None,
    )


@cache
def plainly_answered(case: Case) -> tuple[bytes, list[float]]:
    """Return the bits of the outputs after the training, and its loss and accuracy."""
    layers, (_, _, x, y) = plainly_trained(case).layers, data(case)
    outputs = plain.network_outputs(plain.as_rows(x.tolist()), layers)
    rows = plain_targets(case, y)
    loss, correct = plain.evaluate(layers, case.loss, plain.as_rows(x.tolist()), rows)
    return bits(outputs), [float(loss), correct / len(x)]


def bits(values: Any) -> bytes:
    """Return the bits of numbers that are float32 already."""
    array = np.asarray(values)
    assert array.dtype == np.float32, "a test that rounds proves nothing"
    return array.tobytes()


def weights_of(model: Sequential) -> bytes:
    return b"".join(bits(array) for array in model.get_weights())


def state_of(model: Sequential) -> list[bytes]:
    """Return the bits of all that a training changes."""
    assert model._backend is not None
    weights, memory, words = model._backend.take()
    numbers = [weights, memory.momentums, memory.velocities]
    return [*map(bits, numbers), str(memory[2:]).encode(), words.tobytes()]


def check_state(model: Sequential, layers: list[Layer], state: plain.State) -> None:
    """Hold weights and what the optimizer remembers against those of the plain training."""
    assert weights_of(model) == bits(plain.all_weights(layers))
    assert model._backend is not None
    memory = model._backend.take().state
    assert bits(memory.momentums) == bits(state.momentums)
    assert bits(memory.velocities) == bits(state.velocities)
    assert tuple(memory[2:]) == (float(state.beta_1_power), float(state.beta_2_power))


def check(case: Case) -> Sequential:
    """Train and answer, and compare every bit; return the model."""
    wanted = plainly_trained(case)
    model = new_model(case)
    history = fit(model, case)
    check_state(model, wanted.layers, wanted.state)
    losses, accuracies = history.get("loss", []), history.get("accuracy", [])
    assert losses == [float(loss) for loss in wanted.losses]
    assert accuracies == [correct / case.examples for correct in wanted.corrects]
    outputs, evaluated = plainly_answered(case)
    _, _, x, y = data(case)
    assert bits(model.predict(x)) == outputs
    assert model.evaluate(x, y) == evaluated
    return model


def check_diverging(case: Case, wanted: Diverged) -> None:
    """Train until it diverges: where the plain one did, keeping the weights from before."""
    model = new_model(case)
    with pytest.raises(RefnetError) as caught:
        fit(model, case)
    error = caught.value
    assert (error.code, error.field) == ("diverged", wanted.field)
    assert (error.trial, error.batch) == (wanted.epoch, wanted.batch)
    place = f"{wanted.field}: left the finite numbers in epoch {wanted.epoch}, batch {wanted.batch}"
    assert error.message.startswith(place)
    check_state(model, wanted.layers, wanted.state)
    assert np.isfinite(model.get_weights()[0]).all()


def check_either_way(case: Case) -> None:
    """Compare a training that may diverge."""
    try:
        plainly_trained(case)
    except Diverged as wanted:
        check_diverging(case, wanted)
    else:
        check(case)


# The bits.

PAIRS = [(activation, loss) for activation in ACTIVATIONS for loss in losses_after(activation)]
SMALL = Case((7, 17, 9, 3), ("tanh", "relu", "softmax"), SPARSE)
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
        )
        for i, (activation, loss) in enumerate(PAIRS)
    },
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
def test_trainings(name: str) -> None:
    check(CASES[name])


def sweep() -> Iterator[Case]:
    """Give networks that nobody chose."""
    random = np.random.RandomState(20)

    def one_of(values: Any) -> Any:
        return values[random.randint(len(values))]

    for seed in range(60):
        depth = random.randint(1, 5)
        activation, loss = one_of(PAIRS)
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
    losses = [float(loss) for loss in plainly_trained(case).losses]
    assert all(0 < loss < tiny for loss in losses), (
        "the velocities are below what float32 has whole"
    )


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
def test_what_watches_a_training_sees_float32() -> None:
    """Batch by batch, with examples held out: the loop that is not in C adds the losses too."""
    case = replace(SMALL, epochs=1, shuffle=False)
    x, y, more_x, more_y = data(case)
    seen: list[float] = []

    class Watcher(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(logs["loss"])

    model = new_model(case)
    history = fit(model, case, callbacks=Watcher(), validation_data=(more_x, more_y))
    ends = [8, 16, 19]
    training = plain.Training(
        case.loss, plain.as_settings(optimizers.settings(case.optimizer)), case.batch_size
    )
    rows, targets = plain.as_rows(x.tolist()), plain_targets(case, y)
    layers = plain_layers(case)
    wanted = [plain.train(layers, training, rows[:end], targets[:end], 1).losses[0] for end in ends]
    assert seen == [float(loss) for loss in wanted]
    assert history["loss"] == [float(wanted[-1])]
    assert history["val_loss"] == plainly_answered(case)[1][:1]
    assert weights_of(model) == bits(plain.all_weights(plainly_trained(case).layers))


@EVERYWHERE
def test_more_examples_than_are_answered_at_once() -> None:
    case = replace(SMALL, drawn=False, epochs=0)
    model = new_model(case)
    x = np.random.RandomState(1).normal(size=(600, 7))
    y = np.random.RandomState(2).randint(0, 3, 600)
    rows, layers = plain.as_rows(x.tolist()), plain_layers(case)
    assert bits(model.predict(x)) == bits(plain.network_outputs(rows, layers))
    loss, correct = plain.evaluate(layers, SPARSE, rows, plain_targets(case, y))
    assert model.evaluate(x, y) == [float(loss), correct / 600]


def test_all_numbers_of_the_plain_training_are_float32() -> None:
    for case in list(CASES.values()) + list(sweep()):
        try:
            layers, state, losses, _ = plainly_trained(case)
        except Diverged as error:
            layers, state, losses = error.layers, error.state, []
        numbers = [
            *plain.all_weights(layers),
            *state.momentums,
            *state.velocities,
            *state[2:],
            *losses,
        ]
        assert {type(number) for number in numbers} == {np.float32}


def test_float32_is_not_float64_rounded() -> None:
    """Else the comparisons above could not tell one from the other."""
    losses, wanted = [], []
    for name in ("sigmoid-mse", "softmax-" + SPARSE, "adam-in_order", "work_to_share"):
        case = CASES[name]
        wide = new_model(case, "float64")
        losses += [np.float32(loss) for loss in fit(wide, case)["loss"]]
        wanted += plainly_trained(case).losses
        rounded = np.concatenate([np.float32(each).ravel() for each in wide.get_weights()])
        weights = np.array(plain.all_weights(plainly_trained(case).layers))
        np.testing.assert_allclose(rounded, weights, rtol=1e-2, atol=1e-3)
        assert (rounded != weights).any()
        outputs = np.float32(wide.predict(data(case).more_x))
        assert outputs.tobytes() != plainly_answered(case)[0]
    np.testing.assert_allclose(losses, wanted, rtol=1e-5)
    assert losses != wanted


def test_one_minus_beta_is_an_operation_of_float32() -> None:
    """The bits above depend on it: 1 - beta, rounded at the end, is another number."""
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
def test_settings_that_float32_has_not_got(name: str) -> None:
    """They are rounded before anything is made of them, also before they are asked for zero."""
    check_either_way(replace(SMALL, optimizer=SETTINGS[name], drawn=False))


@EVERYWHERE
@pytest.mark.parametrize("name", ["epsilon_to_0", "epsilon_of_adam_to_0"])
def test_no_weight_that_is_there_divides_by_zero(name: str) -> None:
    """With an epsilon of 0, one does that has no gradient: such as what fills a register up."""
    for units in range(1, 50):
        model = Sequential([Dense(units, use_bias=False, input_dim=1)], dtype="float32", seed=0)
        model.compile(SETTINGS[name], "mse")
        model.fit(np.ones((4, 1)), np.full((4, units), 3.0), verbose=0)


# What goes in.


def of_kind(kind: str, array: Array) -> Array:
    """Return the same numbers, or, where the kind has fewer, what it makes of them."""
    if kind == "unaligned":
        content = np.empty(array.nbytes + 1, np.uint8)
        moved = np.frombuffer(content.data, array.dtype, array.size, 1).reshape(array.shape)
        moved[:] = array
        assert not moved.flags.aligned
        return moved
    if kind == "strided":
        spread = np.zeros((2 * len(array), 3 * array.shape[1]), array.dtype)
        spread[::2, ::3] = array
        return spread[::2, ::3]
    if kind == "backwards":
        return np.ascontiguousarray(array[::-1, ::-1])[::-1, ::-1]
    if kind == "columns":
        return np.asfortranarray(array)
    if kind == "integers":
        return (array * 100).astype(np.int64)
    return array.astype(kind)


KINDS = ["unaligned", "strided", "backwards", "columns", "integers", "float64", ">f8", ">f4"]


@pytest.mark.parametrize("kind", [*KINDS, "float32", "float16", "bool", "uint8", "longdouble"])
def test_examples_of_every_kind(kind: str) -> None:
    case = Case((7, 9, 4), ("tanh", "linear"), drawn=False)
    x, y, more_x, more_y = data(case)
    x, y = of_kind(kind, x), of_kind(kind, y)
    copies = x.copy(), y.copy()
    model = new_model(case)
    model.fit(x, y, case.batch_size, case.epochs, verbose=0)
    training = plain.Training(
        case.loss, plain.as_settings(optimizers.settings(case.optimizer)), case.batch_size
    )
    wanted = plain.train(
        plain_layers(case), training, plain.as_rows(x), plain.as_rows(y), 2, case.seed + 1
    )
    check_state(model, wanted.layers, wanted.state)
    more_x, more_y = of_kind(kind, more_x), of_kind(kind, more_y)
    outputs = plain.network_outputs(plain.as_rows(more_x), wanted.layers)
    assert bits(model.predict(more_x)) == bits(outputs)
    loss, _ = plain.evaluate(wanted.layers, "mse", plain.as_rows(more_x), plain.as_rows(more_y))
    assert model.evaluate(more_x, more_y)[0] == float(loss)
    assert (copies[0] == x).all()
    assert (copies[1] == y).all()


@pytest.mark.parametrize("kind", KINDS)
def test_weights_of_every_kind(kind: str) -> None:
    case = replace(SMALL, use_bias=False, drawn=False)
    given = [of_kind(kind, array) for array in given_weights(case)]
    model = new_model(case)
    model.set_weights(given)
    assert weights_of(model) == b"".join(np.float32(array).tobytes() for array in given)


def test_lists_and_images() -> None:
    case = Case((6, 4), ("sigmoid",), drawn=False, epochs=0)
    more_x = data(case).more_x
    wanted = bits(new_model(case).predict(more_x))
    assert bits(new_model(case).predict(more_x.tolist())) == wanted
    model = Sequential([Flatten(), Dense(4, "sigmoid")], dtype="float32")
    model.build((2, 3))
    model.set_weights(given_weights(case))
    assert bits(model.predict(more_x.reshape(-1, 2, 3))) == wanted


# What comes out.


def test_float32_everywhere() -> None:
    model = new_model(SMALL)
    assert model.dtype == "float32"
    fit(model, SMALL)
    weights = model.get_weights()
    assert {array.dtype for array in weights} == {np.dtype(np.float32)}
    outputs = model.predict(data(SMALL).more_x)
    assert outputs.dtype == np.float32
    assert outputs.shape == (11, 3)
    assert model.predict(np.empty((0, 7))).dtype == np.float32
    weights[0][:] = 0
    outputs[:] = 0
    assert weights_of(model) == bits(plain.all_weights(plainly_trained(SMALL).layers))
    assert Sequential([Dense(1)]).dtype == "float64"


def test_half_the_memory() -> None:
    wide, narrow = new_model(SMALL, "float64"), new_model(SMALL)
    assert sum(each.nbytes for each in narrow.get_weights()) == 4 * narrow.count_params()
    assert sum(each.nbytes for each in wide.get_weights()) == 8 * wide.count_params()
    assert narrow.count_params() == wide.count_params()
    assert narrow.weights_sha256() != wide.weights_sha256()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_copy_goes_on_like_the_model(
    name: str, copied: Callable[[Sequential], Sequential]
) -> None:
    case = replace(SMALL, optimizer=OPTIMIZERS[name])
    model = new_model(case)
    fit(model, case, epochs=1)
    other = copied(model)
    assert other.dtype == "float32"
    assert state_of(other) == state_of(model)
    assert fit(other, case, epochs=2, initial_epoch=1) == fit(
        model, case, epochs=2, initial_epoch=1
    )
    wanted = plainly_trained(case)
    for each in (model, other):
        check_state(each, wanted.layers, wanted.state)


def test_a_copy_of_a_model_without_weights() -> None:
    for model in (Sequential([Dense(2)], dtype="float32"), Sequential(dtype="float32")):
        assert copy.deepcopy(model).dtype == "float32"
        assert pickle.loads(pickle.dumps(model)).dtype == "float32"


def test_several_fits_are_one_training() -> None:
    case = replace(SMALL, epochs=4, optimizer=optimizers.Adam(0.01))
    model = new_model(case)
    losses = fit(model, case, epochs=1)["loss"]
    losses += fit(model, case, epochs=4, initial_epoch=1)["loss"]
    wanted = plainly_trained(case)
    assert losses == [float(loss) for loss in wanted.losses]
    check_state(model, wanted.layers, wanted.state)


# Files.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.refnet"


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("shuffle", [True, False])
def test_a_saved_training_goes_on_to_the_bit(name: str, shuffle: bool, path: Path) -> None:
    case = replace(SMALL, optimizer=OPTIMIZERS[name], shuffle=shuffle, epochs=3)
    model = new_model(case)
    losses = fit(model, case, epochs=1)["loss"]
    model.save(path, include_optimizer=True)
    loaded = refnet.load(path)
    assert (loaded.dtype, loaded.epochs) == ("float32", 1)
    assert state_of(loaded) == state_of(model)
    losses += fit(loaded, case, epochs=3, initial_epoch=1)["loss"]
    wanted = plainly_trained(case)
    assert losses == [float(loss) for loss in wanted.losses]
    check_state(loaded, wanted.layers, wanted.state)


def test_a_file_has_tensors_of_float32(path: Path) -> None:
    model = new_model(SMALL)
    fit(model, SMALL)
    model.save(path)
    content = path.read_bytes()
    tensors = load(content)
    assert {array.dtype for array in tensors.values()} == {np.dtype(np.float32)}
    parts = [f"layers.{i}.{part}" for i in range(3) for part in ("kernel", "bias")]
    assert sorted(tensors) == sorted(parts)
    for name, array in zip(parts, model.get_weights(), strict=True):
        assert bits(tensors[name]) == bits(array)
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert {told["dtype"] for name, told in head.items() if name[0] != "_"} == {"F32"}
    loaded = refnet.load(path)
    assert weights_of(loaded) == weights_of(model)
    x = data(SMALL).more_x
    assert bits(loaded.predict(x)) == bits(model.predict(x))
    loaded.save(path)
    assert path.read_bytes() == content


def test_what_the_optimizer_remembers_is_saved_as_float32(path: Path) -> None:
    case = replace(SMALL, optimizer=optimizers.Adam(0.01))
    model = new_model(case)
    fit(model, case)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    tensors = load(content)
    for name, values in zip(("momentums", "velocities"), plainly_trained(case).state, strict=False):
        assert bits(tensors[f"optimizer.{name}"]) == bits(values)
    refnet.load(path).save(path, include_optimizer=True)
    assert path.read_bytes() == content


def test_no_other_port_reads_a_file_of_float32(running_ports: Ports, path: Path) -> None:
    model = new_model(SMALL)
    model.save(path)
    request = {
        "id": 1,
        "experiment": "predict",
        "model": base64.b64encode(path.read_bytes()).decode(),
        "inputs": data(SMALL).more_x.tolist(),
    }
    for name, port in running_ports.items():
        error = json.loads(port.ask(json.dumps(request)))["error"]
        assert (error["code"], error["field"]) == ("bad_file", "model"), name
        assert "layers.0.kernel is F32, expected F64" in error["message"], name


def test_the_python_backend_says_that_it_cannot_read_the_file(path: Path) -> None:
    new_model(SMALL).save(path)
    with pytest.raises(RefnetError, match=r'^dtype: there is no "float32"') as caught:
        refnet.load(path, backend="python")
    assert (caught.value.code, caught.value.field) == ("unknown_name", "dtype")


@pytest.mark.parametrize("name", ["layers.0.bias", "layers.1.kernel", "optimizer.momenta"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_file_of_both_kinds_is_a_bad_file(name: str, dtype: str, path: Path) -> None:
    model = new_model(SMALL, dtype)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    tensors = load(content)
    kinds = {"float32": ("F64", "F32", np.float64), "float64": ("F32", "F64", np.float32)}
    got, expected, other = kinds[dtype]
    tensors[name] = tensors[name].astype(other)
    path.write_bytes(save(tensors, head["__metadata__"]))
    with pytest.raises(RefnetError, match=f"{name} is {got}, expected {expected}") as caught:
        refnet.load(path)
    assert caught.value.code == "bad_file"


def test_infinite_weights_of_float32_are_a_bad_file(path: Path) -> None:
    new_model(SMALL).save(path)
    content = path.read_bytes()
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    for value in (np.inf, np.nan):
        tensors = load(content)
        tensors["layers.1.kernel"][2, 3] = value
        path.write_bytes(save(tensors, head["__metadata__"]))
        with pytest.raises(RefnetError, match=r"layers\.1\.kernel has numbers that are infinite"):
            refnet.load(path)


# What is refused.


def refused(code: str, field: str, function: Callable[..., Any], *arguments: Any) -> str:
    """Return the message with which a function refuses its arguments."""
    with pytest.raises(RefnetError) as caught:
        function(*arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
    return caught.value.message


def test_names_of_numbers() -> None:
    def new(dtype: Any, backend: str = "c") -> Sequential:
        return Sequential([Dense(1)], dtype=dtype, backend=backend)

    message = refused("unknown_name", "dtype", new, "float16")
    assert message.startswith('dtype: there is no "float16"')
    assert "float32" in refused("unknown_name", "dtype", new, "flaot32")
    message = refused("unknown_name", "dtype", new, "float32", "python")
    assert message.startswith('dtype: there is no "float32"')
    for dtype in (np.float32, np.dtype("float32"), None, 32):
        with pytest.raises(RefnetError, match=r"^dtype: "):
            new(dtype)


@pytest.mark.parametrize("value", [1e39, -1e39, TOO_LARGE, 1e308, np.inf, np.nan])
def test_numbers_that_float32_has_not_got(value: float) -> None:
    case = Case((7, 9, 4), ("tanh", "linear"), drawn=False)
    model = new_model(case)
    fit(model, case)
    before = state_of(model)
    x, y, more_x, more_y = data(case)
    bad_x, bad_y = x.copy(), y.copy()
    bad_x[5, 3] = bad_y[18, 2] = value
    calls: list[tuple[str, str, Callable[..., Any], tuple[Any, ...]]] = [
        ("x", "x[5, 3]", model.fit, (bad_x, y)),
        ("y", "y[18, 2]", model.fit, (x, bad_y)),
        ("x", "x[5, 3]", model.evaluate, (bad_x, y)),
        ("y", "y[18, 2]", model.evaluate, (x, bad_y)),
        ("x", "x[5, 3]", model.predict, (bad_x,)),
    ]
    for argument, place, function, arguments in calls:
        message = refused("not_finite", argument, function, *arguments)
        wanted = f"{place}: expected a finite number"
        if np.isfinite(value):
            wanted += f" of float32, got {value}"
        assert message == wanted
    for i, pair in enumerate([(bad_x, y), (x, bad_y)]):
        with pytest.raises(RefnetError) as caught:
            model.fit(more_x, more_y, validation_data=pair, verbose=0)
        assert caught.value.message.startswith(f"validation_data[{i}][{('5, 3', '18, 2')[i]}]: ")
        assert caught.value.code == "not_finite"
    for i in range(4):
        weights = given_weights(case)
        weights[i].ravel()[-1] = value
        message = refused("not_finite", "weights", model.set_weights, weights)
        assert message == f"weights[{i}]: expected finite numbers of float32"
    assert state_of(model) == before
    assert model.epochs == 2


def test_arrays_that_are_float32_already() -> None:
    """Neither the numbers whose squares overflow are refused, nor those that are none accepted."""
    case = Case((7, 4), ("linear",), drawn=False, epochs=0)
    model, layers = new_model(case), plain_layers(case)
    for scale in (1.0, 1e20, 3e37, 1e-30, 1e-42):
        x = np.float32(data(case).x * scale)
        wanted = bits(plain.network_outputs(rows_of(x), layers))
        for given in (x, *(of_kind(kind, x) for kind in KINDS[:4])):
            assert given.dtype == np.float32
            assert bits(model.predict(given)) == wanted
        for value in (np.inf, -np.inf, np.nan):
            bad = x.copy()
            bad[5, 3] = value
            message = refused("not_finite", "x", model.predict, bad)
            assert message == "x[5, 3]: expected a finite number"


def test_the_largest_number_is_float32_still() -> None:
    model = Sequential([Dense(1, use_bias=False, input_dim=1)], dtype="float32")
    for value in (LARGEST, float(np.nextafter(TOO_LARGE, 0)), -LARGEST):
        model.set_weights([[[value]]])
        assert model.get_weights()[0][0, 0] == np.copysign(np.float32(LARGEST), value)
        model.set_weights([[[1.0]]])
        assert model.predict([[value]])[0, 0] == np.copysign(np.float32(LARGEST), value)
    model.set_weights([[[2.0]]])
    assert model.predict([[LARGEST]])[0, 0] == np.inf  # an answer, whatever it is


@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_whole_numbers_are_rounded_once(dtype: Any) -> None:
    values = np.array([2**24 + 1, 2**24 + 3, 2**53 + 1, 2**55 + 2**31 + 1, 2**62 - 1], dtype)
    model = Sequential([Dense(1, use_bias=False, input_dim=1)], dtype="float32")
    model.set_weights([[[1]]])
    wanted = [16777216.0, 16777220.0, 2.0**53, 2.0**55 + 2.0**32, 2.0**62]
    assert model.predict(values[:, None])[:, 0].tolist() == wanted


# Trainings that leave the finite numbers.

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
        plainly_trained(case)
    if name != "later":
        assert caught.value.field == name
    else:
        assert caught.value.epoch > 5
    check_diverging(case, caught.value)


def test_a_watched_training_diverges_alike() -> None:
    case = DIVERGING["later"]
    with pytest.raises(Diverged) as wanted:
        plainly_trained(case)
    model = new_model(case)
    with pytest.raises(RefnetError) as caught:
        fit(model, case, validation_split=0.0, callbacks=Callback())
    assert (caught.value.trial, caught.value.batch) == (wanted.value.epoch, wanted.value.batch)
    check_state(model, wanted.value.layers, wanted.value.state)


# Function by function.


class Matrices(NamedTuple):
    """inputs [m][n], kernel [n][u], bias [u], deltas [m][u], as float32."""

    inputs: Array
    kernel: Array
    bias: Array
    deltas: Array


@cache
def matrices(m: int, n: int, u: int) -> Matrices:
    random = np.random.RandomState(m + 100 * n + 10000 * u)
    return Matrices(
        *(random.normal(size=shape).astype(np.float32) for shape in ((m, n), (n, u), u, (m, u)))
    )


def triples() -> Iterator[tuple[int, int, int]]:
    """Give m, n, u with each of them from 1 to 70, the others small; and what fills the caches."""
    for i in range(1, 71):
        p, q = (1, 2, 5, 9, 17)[i % 5], (3, 1, 8, 16)[i % 4]
        yield from ((i, p, q), (p, i, q), (p, q, i))
    yield from ((97, 129, 33), (8, 129, 49), (257, 9, 49), (3, 300, 145), (70, 70, 70))
    yield from ((9, 600, 33), (600, 9, 16), (140, 65, 97), (34, 270, 387))
    yield from ((67, 1030, 19), (66, 1030, 539), (2, 1030, 40), (66, 5, 970))  # more than at once


@cache
def plain_sums(m: int, n: int, u: int, bias: bool) -> bytes:
    x, kernel, biases, _ = matrices(m, n, u)
    layer = Layer("linear", rows_of(kernel), list(biases) if bias else None)
    return bits(plain.dense_forward(rows_of(x), layer).sums)


@cache
def plain_slopes(m: int, n: int, u: int) -> bytes:
    _, kernel, _, deltas = matrices(m, n, u)
    return bits(plain.input_gradients(rows_of(deltas), rows_of(kernel)))


def rows_of(array: Array) -> Rows:
    """Return the rows of a matrix as lists of float32."""
    return [list(row) for row in array]


@EVERYWHERE
def test_the_matrix_product() -> None:
    for m, n, u in triples():
        x, kernel, bias, _ = matrices(m, n, u)
        sums, outputs = np.empty((2, m, u), np.float32)
        answers = ffi.new("refnet_answers_f32 *", (pointer(sums), pointer(outputs)))
        layer = ffi.new("refnet_dense_layer_f32 *")
        layer.n, layer.u, layer.kernel = n, u, pointer(kernel)
        layer.activation = lib.REFNET_ACTIVATION_LINEAR
        for biased in (True, False):
            layer.bias = pointer(bias if biased else None)
            lib.refnet_dense_forward_f32(pointer(x), layer, m, answers[0])
            assert bits(sums) == plain_sums(m, n, u, biased), (m, n, u)
            assert bits(outputs) == bits(sums)


@EVERYWHERE
def test_the_slopes_along_the_inputs() -> None:
    for m, n, u in triples():
        _, kernel, _, deltas = matrices(m, n, u)
        slopes = np.empty((m, n), np.float32)
        lib.refnet_input_gradients_f32(pointer(deltas), pointer(kernel), m, n, u, pointer(slopes))
        assert bits(slopes) == plain_slopes(m, n, u), (m, n, u)


@cache
def plain_step(optimizer: Optimizer) -> tuple[plain.Row, plain.State]:
    weights, gradients, momentums, velocities = (list(array) for array in before_a_step())
    state = plain.State(momentums, velocities, plain.float32(0.9), plain.float32(0.99))
    return plain.optimizer_step(weights, gradients, state, plain.as_settings(optimizer))


def before_a_step() -> Array:
    """Return 70 weights, gradients, momentums and velocities, of many sizes."""
    random = np.random.RandomState(5)
    arrays = random.normal(size=(4, 70)) * 10.0 ** random.randint(-20, 3, (4, 70))
    arrays[3] = arrays[3] ** 2
    return arrays.astype(np.float32)


@EVERYWHERE
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_steps_of_the_optimizers(name: str) -> None:
    """Of each number of weights, which begin anywhere; and none beside them moves."""
    optimizer = optimizers.settings(OPTIMIZERS[name])
    weights, state = plain_step(optimizer)
    settings = plain.as_settings(optimizer)
    rate = settings.learning_rate * plain.root(plain.ONE - state.beta_2_power)
    rate = float(rate / (plain.ONE - state.beta_1_power))
    struct = optimizer_struct(optimizer)
    before = before_a_step()
    wanted = np.array([weights, before[1], state.momentums, state.velocities])
    for n in range(1, 71):
        first = (70 - n) // 2
        arrays, end = before.copy(), first + n
        parts = [pointer(array[first:end]) for array in arrays]
        if name in ("sgd", "momentum", "nesterov"):
            left = lib.refnet_sgd_step_f32(*parts[:3], struct, n)
        elif name.startswith("rmsprop"):
            left = lib.refnet_rmsprop_step_f32(*parts, struct, n)
        else:
            left = lib.refnet_adam_step_f32(*parts, rate, struct, n)
        assert left == 0
        assert bits(arrays[:, first:end]) == bits(wanted[:, first:end]), n
        for untouched in (slice(first), slice(end, None)):
            assert bits(arrays[:, untouched]) == bits(before[:, untouched])


@cache
def plain_activations(activation: str, u: int) -> bytes:
    return bits([plain.activate(activation, row) for row in rows_of(sums_of(u))])


def sums_of(u: int) -> Array:
    sums = np.random.RandomState(u).normal(size=(3, u)) * 20
    sums[:, ::5] = -0.0
    return sums.astype(np.float32)


@EVERYWHERE
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_activations(activation: str) -> None:
    for u in (*range(1, 71), 255, 256, 257, 600):
        sums, outputs = sums_of(u), np.empty((3, u), np.float32)
        number = ACTIVATION_NUMBERS[activation]
        lib.refnet_activate_f32(number, pointer(sums), 3, u, pointer(outputs))
        assert bits(outputs) == plain_activations(activation, u), u
        lib.refnet_activate_f32(number, pointer(sums), 3, u, pointer(sums))
        assert bits(sums) == bits(outputs), "sums and outputs may be one array"


def test_the_softmax_and_its_logarithm() -> None:
    for u in range(1, 71):
        row, results = sums_of(u)[0], np.empty(u, np.float32)
        lib.refnet_softmax_f32(pointer(row), u, pointer(results))
        assert bits(results) == bits(plain.softmax(list(row)))
        lib.refnet_log_softmax_f32(pointer(row), u, pointer(results))
        assert bits(results) == bits(plain.log_softmax(list(row)))


def test_answers_that_are_right() -> None:
    """One half and its neighbours; and of several largest outputs the first."""
    half, above = np.float32(0.5), np.nextafter(np.float32(0.5), np.float32(1))
    columns = [[t, y] for t in (half, above, np.float32(1)) for y in (-half, half, above)]
    rows = [[[1, 1, 0], [0, 1, 1]], [[0, 1, 1], [0, above, half]], [[0, 0, 1], [-1, -2, -half]]]
    single = [([[t] for t, _ in columns], [[y] for _, y in columns])]
    several = [([row[0] for row in rows], [row[1] for row in rows])]
    for targets, outputs in [*single, *several]:
        t, y = np.array(targets, np.float32), np.array(outputs, np.float32)
        correct = lib.refnet_correct_predictions_f32(pointer(t), pointer(y), *t.shape)
        assert correct == plain.correct_predictions(rows_of(t), rows_of(y))
        assert 0 < correct < len(t)


def test_a_number_of_examples_is_rounded_once() -> None:
    count = 2**24 + 1
    loss = lib.refnet_reduce_loss_f32(lib.REFNET_LOSS_MSE, 3.0, count)
    assert loss == float(plain.reduce_loss("mse", plain.float32(3), count)) == 3 / 2**24
    assert loss != float(np.float32(3 / count))
