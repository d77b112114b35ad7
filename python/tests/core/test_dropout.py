"""Dropout, and states that go on to the next batch, in C: the bits of the reference."""

import math
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.bits import flat, same
from support.image_layers import numbers
from support.networks import OPTIMIZERS
from support.processor import EVERYWHERE
from support.refusals import refused
from support.sequence_layers import (
    OF_BATCHES,
    RECURRENT,
    bidirectional_layers,
    dropping_network,
    for_batch,
    masks,
    recurrent_layer,
    recurrent_layers,
    stateful_network,
    steps,
    with_arrays,
)

import refnet
from refnet import RefnetError, core, reference
from refnet.core.arrays import pointer
from refnet.layers import Dense, Dropout
from refnet.reference.dense import DenseLayer
from refnet.reference.dropout import DropoutLayer
from refnet.reference.kinds import KINDS
from refnet.reference.training import Training

RATES = [0.0, 1e-300, 0.25, 0.3, 0.5, 0.999, 1 - 2**-53]
COUNTS = [0, 1, 2, 255, 256, 257, 311, 312, 313, 624, 1300]
M, BATCH = 36, 18  # more than the examples from which on threads share them


def generators(words: int = 0) -> tuple[Any, Any]:
    """Return generators of both packages that have used so many words."""
    both = core.seeded(8), reference.seeded(8)
    for _ in range(words):
        core.next_word(both[0])
        reference.next_word(both[1])
    return both


@EVERYWHERE
@pytest.mark.parametrize("rate", RATES)
def test_lanes_of_words_give_the_factors_of_the_reference(rate: float) -> None:
    for words in (0, 1, 2, 611, 622, 623, 624):
        for count in COUNTS[1:]:
            ours, theirs = generators(words)
            layer = DropoutLayer(rate, (count,))
            found = core.dropout_drawn(layer, 2, ours).factors
            assert same(found, reference.dropout_drawn(layer, 2, theirs).factors)
            assert core.next_word(ours) == reference.next_word(theirs)


@pytest.mark.parametrize("rate", [0.3, 1 - 2**-24])
def test_lanes_of_words_give_the_factors_of_binary32(rate: float) -> None:
    """The plain loop draws those of refnet_random_factors_f32."""
    before, digests = refnet.isa(), set()
    for isa in ("plain", "baseline", "avx2", "avx512"):
        try:
            refnet.set_isa(isa)
        except RefnetError:
            continue
        layers: list[Any] = [refnet.Input((3,)), Dense(701), Dropout(rate), Dense(1)]
        model = refnet.Sequential(layers, seed=1, dtype="float32")
        model.compile("sgd", "mse")
        model.fit(np.ones((5, 3)), np.ones((5, 1)), batch_size=2, epochs=2, verbose=0)
        digests.add(model.weights_sha256())
    refnet.set_isa(before)
    assert len(digests) == 1


@pytest.mark.parametrize("rate", RATES)
def test_factors_have_the_reference_bits(rate: float) -> None:
    for count in COUNTS:
        ours, theirs = generators(1)
        wanted = reference.random_factors(count, rate, theirs)
        assert same(core.random_factors(count, rate, ours), wanted)
        assert core.next_word(ours) == reference.next_word(theirs)


@pytest.mark.parametrize("rate", RATES)
def test_factors_of_binary32_are_drawn_by_the_rounded_rate(rate: float) -> None:
    """The double itself is compared; a rate that rounds to 0 draws nothing."""
    rounded, count = np.float32(rate), 700
    ours, theirs = generators()
    found = np.empty(count, np.float32)
    lib.refnet_random_factors_f32(count, float(rounded), ours, pointer(found))
    if rounded == 0:
        assert found.tolist() == [1.0] * count
    else:
        with np.errstate(divide="ignore"):
            kept = np.float32(1) / (np.float32(1) - rounded)
        drawn = np.array([reference.next_double(theirs) for _ in range(count)])
        assert found.tobytes() == np.where(drawn < float(rounded), np.float32(0), kept).tobytes()
    assert core.next_word(ours) == reference.next_word(theirs)


def test_a_double_next_to_the_rate_is_compared_as_it_is() -> None:
    first = reference.next_double(reference.seeded(3))
    for rate, factor in ((first, 1 / (1 - first)), (np.nextafter(first, 1.0), 0.0)):
        assert core.random_factors(1, rate, core.seeded(3)).tolist() == [factor]


def layers_of(kind: str) -> list[Any]:
    """Return layers of a kind and of both directions that drop some, all or nothing."""
    size = (3, 2, 4)
    each = [recurrent_layers(kind, size)[0], bidirectional_layers(kind, size)[0]]
    rates = [(0.0, 0.0), (0.25, 0.0), (0.0, 0.5), (0.3, 0.4)]
    return [
        layer._replace(dropout=rate, recurrent_dropout=recurrent)
        for layer in each
        for rate, recurrent in rates
    ]


@pytest.mark.parametrize("kind", RECURRENT)
def test_layers_draw_the_factors_of_the_reference(kind: str) -> None:
    layers = [*layers_of(kind), DropoutLayer(0.5, (3, 2)), DropoutLayer(0.0, (5,))]
    ours, theirs = generators()
    found = core.drawn_layers(layers, 5, ours)
    wanted = reference.drawn_layers(layers, 5, theirs)
    for layer, one, other in zip(layers, found, wanted, strict=True):
        if other.factors is None:
            assert one is layer
        else:
            assert same(one.factors, other.factors), layer
    assert core.next_word(ours) == reference.next_word(theirs)


def test_dropout_has_the_reference_bits() -> None:
    x = [[1.5, -0.0, math.inf, math.nan, 5e-324], [0.1, -2.0, 1e308, -1e308, 3.0]]
    factors = [[0.0, 1.25, 0.0, 1.25, 0.0], [4 / 3, 0.0, 1.25, 0.0, 1.0]]
    for given in (None, factors):
        layer = DropoutLayer(0.2, (5,), given)
        wanted = reference.dropout_forward(x, layer)
        arrays = layer._replace(factors=None if given is None else np.array(given))
        assert same(core.dropout_forward(x, arrays), wanted)
        assert same(core.dropout_input_gradients(x, x, arrays), wanted)
        row = None if given is None else given[0]
        assert same(core.times_factors(x[0], row), reference.times_factors(x[0], row))
    assert core.dropout_forward(np.empty((0, 5)), DropoutLayer(0.2, (5,))).shape == (0, 5)


def final_states(chapters: Any, layer: Any, x: Any) -> Any:
    name = "bidirectional" if layer.kind.startswith("bidirectional") else layer.kind
    return getattr(chapters, f"{name}_final_states")(x, layer)


@cache
def expected_states(kind: str, size: tuple[int, int, int]) -> list[tuple[Any, Any, Any]]:
    """Return layers, inputs and the states after them."""
    cases = []
    layers = [*recurrent_layers(kind, size), *bidirectional_layers(kind, size)]
    for number, layer in enumerate(layers):
        generator, m = np.random.default_rng(number), (1, 2, 17)[number % 3]
        layer, x = layer._replace(stateful=True), numbers(generator, m, size[0] * size[1])
        mask = masks(generator, m, size[0])[number % 4]
        for given in (layer, for_batch(generator, layer, m)._replace(mask=mask)):
            cases.append((given, x, final_states(reference, given, x)))
    return cases


@EVERYWHERE
@pytest.mark.parametrize("size", [(1, 1, 1), (3, 2, 4), (8, 3, 19), (19, 1, 8)], ids=str)
@pytest.mark.parametrize("kind", RECURRENT)
def test_final_states_have_the_reference_bits(kind: str, size: tuple[int, int, int]) -> None:
    for layer, x, wanted in expected_states(kind, size):
        arrays = with_arrays(layer)
        before = None if layer.state is None else arrays.state.copy()
        assert same(final_states(core, arrays, x), wanted)
        assert before is None or same(arrays.state, before)
        assert final_states(core, layer._replace(stateful=False), x) is None


def run_of(number: int) -> tuple[list[Any], Any, Any]:
    """Return the layers of a network, inputs and targets."""
    generator = np.random.default_rng(11)
    layers, x = OF_BATCHES[number](generator), steps(generator, M)
    return layers, x, np.eye(3)[generator.integers(0, 3, M)].tolist()


@cache
def expected_run(number: int, seed: int | None, shuffle: bool) -> Any:
    layers, x, t = run_of(number)
    arguments = "categorical_crossentropy", OPTIMIZERS[4], x, t, BATCH, 3, seed, None, shuffle
    return reference.train(None, layers, *arguments)


@EVERYWHERE
@pytest.mark.parametrize(("seed", "shuffle"), [(5, True), (5, False), (None, True)])
@pytest.mark.parametrize("number", range(len(OF_BATCHES)))
def test_a_network_trains_to_the_reference_bits(
    number: int, seed: int | None, shuffle: bool
) -> None:
    layers, x, t = run_of(number)
    arguments = "categorical_crossentropy", OPTIMIZERS[4], x, t, BATCH, 3, seed, None, shuffle
    found = core.train(None, list(map(with_arrays, layers)), *arguments)
    wanted = expected_run(number, seed, shuffle)
    assert same(found.outputs, wanted.outputs)
    for one, other in zip(found.trials, wanted.trials, strict=True):
        assert one[:2] == other[:2]
        parameters = core.network_parameters(one.layers)
        assert same(parameters, flat(reference.network_parameters(other.layers)))


def test_the_settings_change_the_run() -> None:
    """Otherwise the test above would prove nothing of them."""
    for number in range(len(OF_BATCHES)):
        runs = [expected_run(number, *how).outputs for how in ((5, True), (5, False), (None, True))]
        assert not any(same(one, other) for one, other in pairwise([*runs, runs[0]]))


def same_batch(found: Any, wanted: Any) -> None:
    """Compare what both packages have after a batch, an epoch or some epochs."""
    parameters = flat(reference.network_parameters(wanted.layers))
    assert same(core.network_parameters(found.layers), parameters)
    for one, other in zip(found.layers, wanted.layers, strict=True):
        if getattr(other, "stateful", False):
            assert same(one.state, other.state)
        assert getattr(one, "factors", None) is None


def batches_and_epochs(chapters: Any, number: int, layers: Any, state: Any) -> tuple[Any, int]:
    """Train two batches, an epoch and two more; return all results, and the word after them."""
    _, x, t = run_of(number)
    training = Training("categorical_crossentropy", OPTIMIZERS[1], BATCH)
    order = np.random.default_rng(1).permutation(M).tolist()
    calls: list[tuple[str, Any, Any]] = [
        ("train_batch", (x[:BATCH], t[:BATCH]), ()),
        ("train_batch", (x[BATCH:], t[BATCH:]), ()),
        ("train_epoch", (x, t, order), (1,)),
        ("train_epochs", (x, t, 1, 2), (True, None)),
    ]
    generator, results = chapters.seeded(2), []
    for name, data, rest in calls:
        train = getattr(chapters, name)
        results.append(train(layers, state, training, *data, generator, *rest))
        layers, state = results[-1].layers, results[-1].state
    return results, chapters.next_word(generator)


@cache
def expected_batches(number: int) -> tuple[Any, int]:
    layers, *_ = run_of(number)
    state = reference.initial_state(reference.network_parameters(layers), OPTIMIZERS[0])
    return batches_and_epochs(reference, number, layers, state)


@EVERYWHERE
@pytest.mark.parametrize("number", range(len(OF_BATCHES)))
def test_batches_and_epochs_follow_each_other_as_in_the_reference(number: int) -> None:
    layers = list(map(with_arrays, run_of(number)[0]))
    state = core.initial_state(core.network_parameters(layers), OPTIMIZERS[0])
    found, word = batches_and_epochs(core, number, layers, state)
    wanted, wanted_word = expected_batches(number)
    for one, other in zip(found, wanted, strict=True):
        same_batch(one, other)
    assert word == wanted_word


class Passes(NamedTuple):
    """Layers with factors and states, and what the reference calculates with them."""

    drawn: list[Any]
    forward: Any
    followers: list[Any]
    gradients: Any
    evaluation: Any


@cache
def expected_passes(number: int) -> Passes:
    layers, x, t = run_of(number)
    drawn = reference.drawn_layers(layers, M, reference.seeded(4))
    drawn = reference.with_states(drawn, reference.network_forward(x, drawn))
    forward = reference.network_forward(x, drawn)
    return Passes(
        drawn,
        forward,
        reference.with_states(drawn, forward),
        flat(reference.network_gradients(x, t, drawn, forward, "mse")),
        reference.evaluate(drawn, "mse", x, t),
    )


@EVERYWHERE
@pytest.mark.parametrize("number", range(len(OF_BATCHES)))
def test_layers_with_factors_and_states_go_forward_and_backward(number: int) -> None:
    (_, x, t), wanted = run_of(number), expected_passes(number)
    arrays = list(map(with_arrays, wanted.drawn))
    forward = core.network_forward(x, arrays)
    for one, other in zip(forward, wanted.forward, strict=True):
        assert same(one.outputs, other.outputs)
        assert (one.states is None) == (other.states is None)
        assert one.states is None or same(one.states, other.states)
    followers = core.with_states(arrays, forward)
    for one, other in zip(followers, wanted.followers, strict=True):
        assert not getattr(other, "stateful", False) or same(one.state, other.state)
    assert same(core.network_gradients(x, t, arrays, forward, "mse"), wanted.gradients)
    assert same(core.network_outputs(x, arrays), wanted.forward[-1].outputs)
    assert core.evaluate(arrays, "mse", x, t) == wanted.evaluation


@cache
def expected_outputs(number: int, size: int) -> Any:
    layers, x, _ = run_of(number)
    return reference.outputs_in_batches(x, layers, size)


@EVERYWHERE
@pytest.mark.parametrize("number", range(len(OF_BATCHES)))
def test_outputs_in_batches_have_the_reference_bits(number: int) -> None:
    layers, x, _ = run_of(number)
    arrays = list(map(with_arrays, layers))
    for size in (1, 9, BATCH, 17, M, 100):
        assert same(core.outputs_in_batches(x, arrays, size), expected_outputs(number, size)), size
    assert core.outputs_in_batches(np.empty((0, 18)), arrays, 3).shape == (0, 3)


def test_outputs_in_batches_begin_with_the_states_of_the_layers() -> None:
    layers, x, _ = run_of(1)
    later = reference.with_states(layers, reference.network_forward(x[:9], layers))
    wanted = reference.outputs_in_batches(x, later, 9)
    assert same(core.outputs_in_batches(x, list(map(with_arrays, later)), 9), wanted)
    assert not same(wanted, expected_outputs(1, 9))


def test_infinite_features_of_a_dropped_step() -> None:
    """Zero times infinity is NaN in a step that the layer reads, and nothing in one left out."""
    generator = np.random.default_rng(7)
    for kind in RECURRENT:
        layer = for_batch(generator, recurrent_layer(generator, kind, (2, 2, 3)), 1)
        layer = layer._replace(factors=[[0.0, 1.25, 1.0, 0.0, 1.25]])
        x = [[math.inf, 1.0, 0.5, -1.0]]
        name = KINDS[kind].forward.__name__
        assert np.isnan(getattr(core, name)(x, layer)).all()
        masked = layer._replace(mask=[[False, True]])
        assert same(getattr(core, name)(x, masked), getattr(reference, name)(x, masked))


def test_a_batch_that_is_short_is_refused_with_states() -> None:
    layers, x, t = run_of(1)
    arguments = "categorical_crossentropy", OPTIMIZERS[0], x, t
    for size in (7, M + 1):
        messages = [
            refused("out_of_range", "batch_size", chapters.train, None, layers, *arguments, size)
            for chapters in (core, reference)
        ]
        assert messages[0] == messages[1]
    refused("out_of_range", "batch_size", core.train, None, layers, *arguments, 0)
    core.train(None, dropping_network(np.random.default_rng(1)), *arguments, 7)
    training = Training("categorical_crossentropy", OPTIMIZERS[0], 7)
    state = core.initial_state(flat(reference.network_parameters(layers)), OPTIMIZERS[0])
    given = layers, state, training, x, t
    field = "training.batch_size"
    refused("out_of_range", field, core.train_epoch, *given, range(9), core.seeded(1), 1)
    refused("out_of_range", field, core.train_epochs, *given, 1, 1, core.seeded(1), True, None)
    core.train_epoch(*given, range(14), core.seeded(1), 1)


def test_states_and_factors_that_do_not_fit_are_refused() -> None:
    generator = np.random.default_rng(9)
    layer = for_batch(generator, recurrent_layer(generator, "lstm", (3, 2, 4)), 2)
    x = [[0.0] * 6] * 2
    for field, bad, code in (
        ("state", [[0.0] * 8], "shape_mismatch"),
        ("state", [[0.0] * 4] * 2, "shape_mismatch"),
        ("state", 1.0, "wrong_type"),
        ("factors", [[1.0] * 6] * 3, "shape_mismatch"),
        ("factors", [[1.0] * 5] * 2, "shape_mismatch"),
        ("factors", "1", "wrong_type"),
    ):
        other = layer._replace(**{field: bad})
        refused(code, f"layer.{field}", core.lstm_forward, x, other)
        refused(code, f"layer.{field}", core.lstm_final_states, x, other)
        refused(code, f"layer.{field}", core.lstm_input_gradients, x, [[0.0] * 4] * 2, other)
        refused(code, f"layers[0].{field}", core.network_outputs, x, [other])
    bad_layer = DropoutLayer(0.5, (6,), [[1.0] * 6])
    refused("shape_mismatch", "layer.factors", core.dropout_forward, x, bad_layer)
    stateful = layer._replace(stateful=True)
    training, order = Training("mse", OPTIMIZERS[0], 1), [0, 1]
    state = core.initial_state(flat(reference.network_parameters([layer])), OPTIMIZERS[0])
    given = [stateful], state, training, x, [[0.0] * 4] * 2, order, core.seeded(1), 1
    refused("shape_mismatch", "layers[0].state", core.train_epoch, *given)


@pytest.mark.parametrize("value", [-0.1, 1.0, math.inf, math.nan])
def test_rates_that_are_none_are_refused(value: float) -> None:
    code = "out_of_range" if math.isfinite(value) else "not_finite"
    generator = np.random.default_rng(9)
    refused(code, "rate", core.random_factors, 3, value, core.seeded(1))
    cases: list[Any] = [("dropout_forward", DropoutLayer(value, (6,)), "rate")]
    for kind in RECURRENT:
        for field in ("dropout", "recurrent_dropout"):
            layer = recurrent_layer(generator, kind, (3, 2, 4))
            cases.append((f"{kind}_forward", layer._replace(**{field: value}), field))
            both = bidirectional_layers(kind, (3, 2, 4))[0]
            cases.append(("bidirectional_forward", both._replace(**{field: value}), field))
    for name, layer, field in cases:
        message = refused(code, f"layer.{field}", getattr(core, name), [[0.0] * 6], layer)
        layers: list[Any] = [
            layer,
            DenseLayer(1, "linear", [[1.0]] * KINDS[layer.kind].shapes(layer)[1][-1]),
        ]
        with pytest.raises(RefnetError) as error:
            reference.train(None, layers, "mse", OPTIMIZERS[0], [[0.0] * 6], [[0.0]])
        assert str(error.value) == message.replace("layer.", "layers[0].")


def test_arguments_of_draws_are_checked() -> None:
    layer = DropoutLayer(0.5, (2,))
    refused("out_of_range", "m", core.dropout_drawn, layer, -1, core.seeded(1))
    refused("wrong_type", "m", core.dropout_drawn, layer, 1.5, core.seeded(1))
    refused("wrong_type", "generator", core.dropout_drawn, layer, 1, None)
    refused("wrong_type", "layer", core.dropout_drawn, DenseLayer(1, "linear", [[1.0]]), 1, None)
    refused("out_of_range", "n", core.random_factors, -1, 0.5, core.seeded(1))
    refused("wrong_type", "rate", core.random_factors, 1, "0.5", core.seeded(1))
    refused("shape_mismatch", "factors", core.times_factors, [1.0], [1.0, 2.0])
    with pytest.raises(MemoryError):
        core.random_factors(2**50, 0.5, core.seeded(1))


GOOD = {"kind": lib.REFNET_KIND_DROPOUT, "n": 6, "u": 6, "rate": 0.5}


def test_layers_that_cannot_exist_are_refused_in_c() -> None:
    """These do not come from the core's own functions, whose layers have the right shapes."""

    def fault(*layers: dict[str, Any]) -> tuple[int, str]:
        status = lib.refnet_check_layers(ffi.new("refnet_layer[]", list(layers)), len(layers))
        return status.code, ffi.string(status.field).decode() if status.field else ""

    shape = (lib.REFNET_OUT_OF_RANGE, "layers[].input_shape")
    assert fault(GOOD) == (lib.REFNET_OK, "")
    assert fault({**GOOD, "u": 5}) == fault({**GOOD, "n": 0, "u": 0}) == shape
    assert fault({**GOOD, "rate": 1.0}) == (lib.REFNET_OUT_OF_RANGE, "layers[].rate")
    assert fault({**GOOD, "rate": math.nan}) == (lib.REFNET_NOT_FINITE, "layers[].rate")
    masking = {"kind": lib.REFNET_KIND_MASKING, "n": 6, "u": 6, "steps": 3, "features": 2}
    assert fault(masking, {**GOOD, "steps": 3}, masking) == (lib.REFNET_OK, "")
    assert fault(masking, {**GOOD, "steps": 2}) == shape  # the mask has 3 steps
    assert fault(masking, GOOD, masking) == shape  # which would read a mask of no steps


def test_the_arguments_stay_as_they_are() -> None:
    layers, x, t = run_of(1)
    given = [
        with_arrays(for_batch(np.random.default_rng(3), each, M))
        if hasattr(each, "stateful")
        else with_arrays(each)
        for each in layers
    ]
    kept = [each.state for each in given if hasattr(each, "stateful")]
    before = [each.copy() for each in kept]
    training = Training("categorical_crossentropy", OPTIMIZERS[0], M)
    state = core.initial_state(core.network_parameters(given), training.optimizer)
    core.network_forward(x, given)
    core.network_outputs(x, given)
    core.outputs_in_batches(x, given, M)
    core.train_batch(given, state, training, x, t, core.seeded(1))
    core.train_epochs(given, state, training, x, t, 1, 2, core.seeded(1), False, None)
    assert all(same(one, other) for one, other in zip(before, kept, strict=True))
    assert stateful_network(np.random.default_rng(1))[1].state is None
