"""DENSE-19 to DENSE-21: C has the bits of the rules about TINY, and training stays fast."""

from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from refnet._core import lib
from support import binary32
from support.optimizers import OPTIMIZERS
from support.processor import EVERYWHERE

from refnet import Dense, Input, Sequential, optimizers, reference
from refnet.core.arrays import pointer
from refnet.core.layers import core_name
from refnet.core.structs import CoreState, kernels, optimizer_struct
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.optimizers import OptimizerState

Array = NDArray[Any]

DTYPES = pytest.mark.parametrize("dtype", [np.float64, np.float32])
TINY = {np.float64: 1e-280, np.float32: 1e-30}
LEAST_EXPONENT = {np.float64: -644.0, np.float32: -69.0}
NONFINITE = 1  # the weights
WITH_STATE = [name for name in OPTIMIZERS if name != "sgd"]


def chapters_of(dtype: Any) -> ModuleType:
    return reference if dtype is np.float64 else binary32.chapters


def about(x: float, dtype: Any) -> list[Any]:
    """Return a number with its neighbours, and numbers further away."""
    x = dtype(x)
    return [x, np.nextafter(x, dtype(0)), np.nextafter(x, 2 * x), x * dtype(0.9), x * dtype(1.2)]


def before_a_step(dtype: Any) -> Array:
    """Return weights, gradients and momentums about TINY and its root, and 3 velocities for all."""
    tiny = dtype(TINY[dtype])
    limits = [*about(tiny, dtype), *about(np.sqrt(tiny), dtype), dtype(0), np.finfo(dtype).tiny]
    signed = [sign * x for x in limits for sign in (dtype(1), dtype(-1))]
    rows = [
        (dtype(-0.0), g, m, s) for g, m, s in product(signed, signed, (dtype(0), tiny, dtype(1)))
    ]
    return np.ascontiguousarray(np.array(rows, dtype).T)


def step(name: str, arrays: Array, n: int) -> int:
    """Let C take a step of an optimizer with the first n of weights, gradients and state."""
    struct = optimizer_struct(optimizers.settings(OPTIMIZERS[name]))
    parts = [pointer(array) for array in arrays]
    functions = kernels(arrays.dtype)
    if name in ("sgd", "momentum", "nesterov"):
        nonfinite: int = functions.sgd_step(*parts[:3], struct, n)
    elif name.startswith("rmsprop"):
        nonfinite = functions.rmsprop_step(*parts, struct, n)
    else:
        nonfinite = functions.adam_step(*parts, 0.25, struct, n)
    return nonfinite


def expected_step(name: str, arrays: Array, dtype: Any) -> Array:
    """Return the arrays after a step of the reference."""
    chapters, settings = chapters_of(dtype), optimizers.settings(OPTIMIZERS[name])
    settings = settings if dtype is np.float64 else binary32.as_settings(settings)
    weights, gradients, momentums, velocities = (list(array) for array in arrays)
    if name in ("sgd", "momentum", "nesterov"):
        weights, momentums = chapters.sgd_step(weights, gradients, momentums, settings)
    elif name.startswith("rmsprop"):
        weights, momentums, velocities = chapters.rmsprop_step(
            weights, gradients, momentums, velocities, settings
        )
    else:
        weights, momentums, velocities = chapters.adam_step(
            weights, gradients, momentums, velocities, dtype(0.25), settings
        )
    return np.array([weights, gradients, momentums, velocities], dtype)


@EVERYWHERE
@DTYPES
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_about_tiny(name: str, dtype: Any) -> None:
    arrays = before_a_step(dtype)
    with np.errstate(all="ignore"):
        wanted = expected_step(name, arrays, dtype)
    assert step(name, arrays, arrays.shape[1]) == 0
    assert arrays.tobytes() == wanted.tobytes()


@DTYPES
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_powers_of_the_betas_about_tiny(name: str, dtype: Any) -> None:
    """From powers near TINY, a step keeps them or makes them zero."""
    chapters, settings = chapters_of(dtype), optimizers.settings(OPTIMIZERS[name])
    rounded = settings if dtype is np.float64 else binary32.as_settings(settings)
    one, zero = [dtype(1)], [dtype(0)]
    seen = set()
    for beta in (rounded.beta_1, rounded.beta_2):
        for power in about(dtype(TINY[dtype]) / dtype(beta), dtype):
            before = OptimizerState([zero], [zero], power, power)
            _, wanted = chapters.optimizer_step([one], [one], before, rounded)
            state = CoreState(OptimizerState(zero, zero, power, power), dtype)
            weights, gradients = np.array(one, dtype), np.array(one, dtype)
            arrays = pointer(weights), pointer(gradients), state.struct
            getattr(lib, core_name("optimizer_step", dtype))(*arrays, optimizer_struct(settings), 1)
            powers = state.struct.beta_1_power, state.struct.beta_2_power
            assert powers == (wanted.beta_1_power, wanted.beta_2_power)
            seen |= {("p1", powers[0] == 0), ("p2", powers[1] == 0)}
    assert len(seen) == 4, "each of both is flushed in some steps and kept in others"


@EVERYWHERE
@DTYPES
@pytest.mark.parametrize("name", WITH_STATE)
def test_a_nan_is_no_small_number(name: str, dtype: Any) -> None:
    for n in range(1, 40):
        arrays = np.zeros((4, n), dtype)
        arrays[1, n // 2] = np.nan
        assert step(name, arrays, n) & NONFINITE
        changed = arrays[[0, 3]] if name == "rmsprop" else arrays[[0, 2]]
        assert np.isnan(changed[:, n // 2]).all()


@EVERYWHERE
@DTYPES
def test_powers_about_the_least_exponent(dtype: Any) -> None:
    least, chapters = dtype(LEAST_EXPONENT[dtype]), chapters_of(dtype)
    exponents = [*about(least, dtype), least - dtype(0.5), 2 * least, -np.inf]
    for u in range(2, 40):
        row = np.array([exponents[(3 * j) % len(exponents)] for j in range(u)], dtype)
        row[u // 2] = 0
        outputs, logarithms = np.empty(u, dtype), np.empty(u, dtype)
        functions = kernels(dtype)
        functions.log_softmax(pointer(row), u, pointer(logarithms))
        number = ACTIVATIONS.index("softmax")
        functions.activate(number, pointer(row), 1, u, pointer(outputs))
        assert outputs.tobytes() == np.array(chapters.softmax(list(row)), dtype).tobytes()
        assert logarithms.tobytes() == np.array(chapters.log_softmax(list(row)), dtype).tobytes()


def subnormal(values: Any, dtype: Any) -> Any:
    """Return where values are subnormal."""
    magnitudes = np.abs(np.asarray(values, dtype))
    return (magnitudes > 0) & (magnitudes < np.finfo(dtype).tiny)


@DTYPES
@pytest.mark.parametrize("name", WITH_STATE)
def test_without_gradients_a_state_never_becomes_subnormal(name: str, dtype: Any) -> None:
    """Momentums shrink to zero; until then, their products with usual factors are normal."""
    chapters, settings = chapters_of(dtype), optimizers.settings(OPTIMIZERS[name])
    settings = settings if dtype is np.float64 else binary32.as_settings(settings)
    state = OptimizerState([[dtype(0.01)]], [[dtype(1e-4)]], dtype(1), dtype(1))
    weights = [[dtype(1)]]
    for _ in range(8000):
        weights, state = chapters.optimizer_step(weights, [[dtype(0)]], state, settings)
        powers = state.beta_1_power, state.beta_2_power
        for each in (state.momentums, state.velocities, powers):
            assert not subnormal(each, dtype).any()
        assert not subnormal(np.multiply(state.momentums, dtype(1e-5)), dtype).any()
    assert state.momentums == [[0.0]] or name == "rmsprop"


@DTYPES
@pytest.mark.parametrize("beta_2", [0.5, 0.7, 0.9, 0.99, 0.999])
def test_a_velocity_that_comes_near_tiny(beta_2: float, dtype: Any) -> None:
    """From below and from above; what is added to it is normal or zero."""
    chapters, least = chapters_of(dtype), dtype(TINY[dtype])
    rest = dtype(1) - dtype(beta_2)
    for start in (dtype(0), 2 * least):
        velocity = start
        for _ in range(int(40 / rest)):
            added = (chapters.square(dtype(0)) - velocity) * rest
            assert not subnormal(added, dtype)
            velocity = velocity + added
        assert abs(velocity - least) < least * np.finfo(dtype).eps / rest


@DTYPES
def test_a_unit_that_no_longer_learns(dtype: Any) -> None:
    """The momentums of its weights after some thousand steps."""
    model = Sequential([Input((3,)), Dense(4, "relu"), Dense(2, "softmax")], dtype=dtype.__name__)
    model.compile("adam", "sparse_categorical_crossentropy")
    x, y = np.random.RandomState(0).random_sample((64, 3)), np.arange(64) % 2
    model.fit(x, y, batch_size=1, epochs=1, verbose=0)
    kernel, bias, *others = model.get_weights()
    bias[:2] = -100  # relu's gradient is zero there
    model.set_weights([kernel, bias, *others])
    model.fit(x, y, batch_size=1, epochs=130, verbose=0)
    assert model._backend is not None
    state = model._backend.snapshot().state
    assert (state.momentums.reshape(-1)[:2] == 0).all()
    assert not subnormal(state.momentums, dtype).any()
    assert not subnormal(state.velocities, dtype).any()
