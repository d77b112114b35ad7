"""dtype="float32": what goes in is rounded once, and what comes out is float32."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support import binary32
from support.float32 import (
    KINDS,
    LARGEST,
    SMALL,
    TOO_LARGE,
    Case,
    bits,
    check_state,
    data,
    expected_run,
    fit,
    given_weights,
    new_model,
    of_kind,
    rounded_layers,
    rounded_loss,
    rows_of,
    state_of,
    weights_of,
)
from support.optimizers import OPTIMIZERS
from support.refusals import refused

from refnet import Dense, Flatten, RefnetError, Sequential, optimizers
from refnet.reference.training import Training


@pytest.mark.parametrize("kind", [*KINDS, "float32", "float16", "bool", "uint8", "longdouble"])
def test_examples_of_every_kind(kind: str) -> None:
    case = Case((7, 9, 4), ("tanh", "linear"), drawn=False)
    x, y, more_x, more_y = data(case)
    x, y = of_kind(kind, x), of_kind(kind, y)
    copies = x.copy(), y.copy()
    model = new_model(case)
    model.fit(x, y, case.batch_size, case.epochs, verbose=0)
    rows, targets = binary32.as_rows(x), binary32.as_rows(y)
    optimizer = binary32.as_settings(optimizers.settings(case.optimizer))
    training = Training(rounded_loss(case, targets), optimizer, case.batch_size)
    wanted = binary32.train(rounded_layers(case), training, rows, targets, 2, case.seed + 1)
    check_state(model, wanted.layers, wanted.state)
    more_x, more_y = of_kind(kind, more_x), of_kind(kind, more_y)
    outputs = binary32.network_outputs(binary32.as_rows(more_x), wanted.layers)
    assert bits(model.predict(more_x)) == bits(outputs)
    loss, _ = binary32.evaluate(
        wanted.layers, "mse", binary32.as_rows(more_x), binary32.as_rows(more_y)
    )
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
    assert weights_of(model) == bits(binary32.all_weights(expected_run(SMALL).layers))
    assert Sequential([Dense(1)]).dtype == "float64"


def test_half_the_memory() -> None:
    wide, narrow = new_model(SMALL, "float64"), new_model(SMALL)
    assert sum(each.nbytes for each in narrow.get_weights()) == 4 * narrow.count_params()
    assert sum(each.nbytes for each in wide.get_weights()) == 8 * wide.count_params()
    assert narrow.count_params() == wide.count_params()
    assert narrow.weights_sha256() != wide.weights_sha256()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_copy_continues_like_the_model(
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
    wanted = expected_run(case)
    for each in (model, other):
        check_state(each, wanted.layers, wanted.state)


def test_a_copy_of_a_model_without_weights() -> None:
    for model in (Sequential([Dense(2)], dtype="float32"), Sequential(dtype="float32")):
        assert copy.deepcopy(model).dtype == "float32"
        assert pickle.loads(pickle.dumps(model)).dtype == "float32"


def test_several_fits_are_one_run() -> None:
    case = replace(SMALL, epochs=4, optimizer=optimizers.Adam(0.01))
    model = new_model(case)
    losses = fit(model, case, epochs=1)["loss"]
    losses += fit(model, case, epochs=4, initial_epoch=1)["loss"]
    wanted = expected_run(case)
    assert losses == [float(loss) for loss in wanted.losses]
    check_state(model, wanted.layers, wanted.state)


def test_only_the_names_of_dtypes_are_accepted() -> None:
    def new(dtype: Any, backend: str = "c") -> Sequential:
        return Sequential([Dense(1)], dtype=dtype, backend=backend)

    message = refused("unknown_name", "dtype", new, "float16")
    assert message.startswith('dtype: there is no "float16"')
    assert "float32" in refused("unknown_name", "dtype", new, "flaot32")
    message = refused("unknown_name", "dtype", new, "float32", "python")
    assert message.startswith('dtype: there is no "float32"')
    for dtype in (np.float32, np.dtype("float32"), 32):
        with pytest.raises(RefnetError, match=r"^dtype: "):
            new(dtype)


@pytest.mark.parametrize("value", [1e39, -1e39, TOO_LARGE, 1e308, np.inf, np.nan])
def test_numbers_beyond_float32_are_refused(value: float) -> None:
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
    """Numbers whose squares overflow are accepted; infinities and NaN are refused."""
    case = Case((7, 4), ("linear",), drawn=False, epochs=0)
    model, layers = new_model(case), rounded_layers(case)
    for scale in (1.0, 1e20, 3e37, 1e-30, 1e-42):
        x = np.float32(data(case).x * scale)
        wanted = bits(binary32.network_outputs(rows_of(x), layers))
        for given in (x, *(of_kind(kind, x) for kind in KINDS[:4])):
            assert given.dtype == np.float32
            assert bits(model.predict(given)) == wanted
        for value in (np.inf, -np.inf, np.nan):
            bad = x.copy()
            bad[5, 3] = value
            message = refused("not_finite", "x", model.predict, bad)
            assert message == "x[5, 3]: expected a finite number"


def test_the_largest_number_is_still_float32() -> None:
    model = Sequential([Dense(1, use_bias=False, input_dim=1)], dtype="float32")
    for value in (LARGEST, float(np.nextafter(TOO_LARGE, 0)), -LARGEST):
        model.set_weights([[[value]]])
        assert model.get_weights()[0][0, 0] == np.copysign(np.float32(LARGEST), value)
        model.set_weights([[[1.0]]])
        assert model.predict([[value]])[0, 0] == np.copysign(np.float32(LARGEST), value)
    model.set_weights([[[2.0]]])
    assert model.predict([[LARGEST]])[0, 0] == np.inf  # predict does not refuse it


@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_whole_numbers_are_rounded_once(dtype: Any) -> None:
    values = np.array([2**24 + 1, 2**24 + 3, 2**53 + 1, 2**55 + 2**31 + 1, 2**62 - 1], dtype)
    model = Sequential([Dense(1, use_bias=False, input_dim=1)], dtype="float32")
    model.set_weights([[[1]]])
    wanted = [16777216.0, 16777220.0, 2.0**53, 2.0**55 + 2.0**32, 2.0**62]
    assert model.predict(values[:, None])[:, 0].tolist() == wanted
