"""Graphs through the C core: the bits of the reference, and what C refuses."""

from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.networks import dense_layers, examples

import refnet
from refnet import RefnetError, core, layers, reference
from refnet.reference import AddLayer, ConcatenateLayer, Regularizer, Regularizers
from refnet.reference.network_checks import placed_layers

SOURCES = [None, None, [1, 0, 0], [2, -1, 0], None]


def network() -> list[Any]:
    """Return layers of which several share sources, for 3 inputs."""
    first, second, third = dense_layers((3, 4, 4, 2), ("tanh", "silu", "sigmoid"))
    wide = [[((7 * i + j) % 5 - 2) / 4.0 for j in range(2)] for i in range(11)]
    merging = AddLayer(), ConcatenateLayer()
    every = [first, second, *merging, third._replace(kernel=wide)]
    return placed_layers("layers", every, (3,), SOURCES)


def test_a_step_has_the_bits_of_the_reference() -> None:
    x, t = examples(5, 3, 2)
    forward = core.network_forward(x, network(), SOURCES)
    wanted = reference.network_forward(x, network(), SOURCES)
    assert [each.outputs.tolist() for each in forward] == [each.outputs for each in wanted]
    how = "mse", None, None, SOURCES
    gradients = core.network_gradients(x, t, network(), forward, *how)
    expected = reference.network_gradients(x, t, network(), wanted, *how)
    assert gradients.tolist() == [number for vector in expected for number in vector]


def test_a_run_has_the_bits_of_the_reference() -> None:
    x, t = examples(6, 3, 2)
    how = None, network(), "mse", reference.Optimizer("adam", 0.1), x, t, 4, 3, 7
    run, wanted = (chapters.train(*how, sources=SOURCES) for chapters in (core, reference))
    assert run.outputs.tolist() == wanted.outputs
    assert [trial.loss for trial in run.trials] == [trial.loss for trial in wanted.trials]


def test_penalties_of_the_layers_of_a_graph() -> None:
    every = network()
    own = Regularizers(kernel=Regularizer(0.25, 0.5))
    how = [own, own, Regularizers(), Regularizers(), own]
    assert core.network_penalty(every, how) == reference.network_penalty(every, how)


def merged(dtype: str) -> refnet.Model:
    """Return a model with threads' work: convolutions, a sum, features side by side, moments."""
    x = refnet.Input((6, 6, 2))
    a = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
    b = layers.BatchNormalization()(a) if dtype == "float64" else layers.Dropout(0.25)(a)
    c = layers.Conv2D(4, 1)(layers.add([b, a, a]))
    y = layers.Dense(3, activation="softmax")(layers.Flatten()(layers.concatenate([c, a, x])))
    model = refnet.Model(x, y, seed=5, dtype=dtype)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_number_of_threads_changes_no_bit(dtype: str) -> None:
    x = np.random.default_rng(2).normal(size=(34, 6, 6, 2))
    y = np.arange(34) % 3
    found, before = set(), refnet.threads()
    try:
        for threads in (1, 2, 3):
            refnet.set_threads(threads)
            model = merged(dtype)
            model.fit(x, y, batch_size=17, epochs=2)
            found.add((model.weights_sha256(), model.predict(x).tobytes(), model.evaluate(x, y)))
    finally:
        refnet.set_threads(before)
    assert len(found) == 1


def check(parts: list[dict[str, Any]], sources: Any) -> tuple[int, str]:
    """Return what C finds in structs of these fields with these sources."""
    numbers = [ffi.new("int64_t[]", own) for own in sources]
    structs = ffi.new("refnet_sources[]", [[each, len(each)] for each in numbers])
    status = lib.refnet_check_graph(ffi.new("refnet_layer[]", parts), len(parts), structs)
    return status.code, ffi.string(status.field).decode() if status.field else ""


def test_c_refuses_sources_that_do_not_fit() -> None:
    ones = {"kind": lib.REFNET_KIND_DROPOUT, "n": 2, "u": 2}
    total = {"kind": lib.REFNET_KIND_ADD, "n": 4, "u": 2}
    features = ffi.new("size_t[]", [2, 2])
    beside = {"kind": lib.REFNET_KIND_CONCATENATE, "n": 4, "u": 4}
    beside |= {"input_shape": features, "rank": 2}
    good = lib.REFNET_OK, ""
    bad = lib.REFNET_OUT_OF_RANGE, "layers[].sources"
    assert check([ones, total], [[], [0, -1]]) == good
    assert check([ones, beside], [[-1], [0, -1]]) == good
    assert check([total, ones], [[-1, -1], []]) == good
    for sources in ([0, 1], [0, -2], [0], [], [0, 0, 0]):
        assert check([ones, total], [[], sources]) == bad
    assert check([ones, ones], [[], [0, -1]]) == bad
    assert check([ones, ones, total], [[], [-1], [0, 0]]) == (lib.REFNET_OUT_OF_RANGE, "layers[]")
    assert check([ones, total | {"n": 5}], [[], [0, -1]]) == bad
    assert check([ones, total | {"u": 0}], [[], [0, -1]]) == bad
    assert check([ones, beside | {"rank": 0}], [[], [0, -1]]) == (lib.REFNET_EMPTY, bad[1])
    assert check([ones, beside | {"n": 3, "u": 3}], [[], [0, -1]]) == bad
    status = lib.refnet_check_layers(ffi.new("refnet_layer[]", [ones, total]), 2)
    assert status.code == lib.REFNET_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("sources", "code"),
    [([None], "shape_mismatch"), ([None, [0, 5]], "out_of_range"), ("0", "wrong_type")],
)
def test_what_are_no_sources(sources: Any, code: str) -> None:
    first = dense_layers((2, 2), ("tanh",))
    with pytest.raises(RefnetError) as caught:
        core.network_outputs([[1.0, 2.0]], [*first, AddLayer()], sources)
    assert caught.value.code == code
