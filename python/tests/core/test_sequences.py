"""Layers on sequences through the C core: the bits of the reference."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.bits import flat, same
from support.image_layers import numbers
from support.networks import OPTIMIZERS
from support.processor import EVERYWHERE
from support.refusals import refused
from support.sequence_layers import (
    NETWORKS,
    RECURRENT,
    SIZES,
    bidirectional_layers,
    embedding_layer,
    for_batch,
    masks,
    recurrent_layer,
    recurrent_layers,
    step_layers,
    with_arrays,
    words_network,
)

from refnet import RefnetError, core, reference
from refnet.reference.kinds import KINDS
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

EXAMPLES = [1, 2, 17]  # from 16 on threads share them


def calls_of(layer: Any, x: Any, deltas: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the functions of a layer's kind that run in C, with their arguments but the layer."""
    kind = KINDS[layer.kind]
    return [
        (kind.forward.__name__, (x,)),
        (kind.input_gradients.__name__, (x, deltas)),
        (kind.parameter_gradients.__name__, (x, deltas)),
    ]


def wanted_of(layer: Any, x: Any, deltas: Any) -> list[Any]:
    """Return what the reference's functions of a layer's kind return, each as one array."""
    calls = calls_of(layer, x, deltas)
    return [flat([*getattr(reference, name)(*given, layer), []]) for name, given in calls]


def check_kind(layer: Any, x: Any, deltas: Any, wanted: list[Any] | None = None) -> None:
    """Check the functions of a layer's kind in the core against those of the reference."""
    wanted = wanted_of(layer, x, deltas) if wanted is None else wanted
    for (name, given), result in zip(calls_of(layer, x, deltas), wanted, strict=True):
        found = getattr(core, name)(*map(np.array, given), with_arrays(layer))
        assert same(found, result.reshape(found.shape)), (name, layer)


def sizes(layer: Any) -> tuple[int, int]:
    before, after = KINDS[layer.kind].shapes(layer)
    return math.prod(before), math.prod(after)


@cache
def expected(kind: str, size: tuple[int, int, int]) -> list[tuple[Any, Any, Any, list[Any]]]:
    """Return layers, inputs, deltas and what the reference calculates.

    Each layer with masks of all forms, and with half of them with a state and factors.
    """
    cases = []
    layers = [*recurrent_layers(kind, size), *bidirectional_layers(kind, size)]
    for number, layer in enumerate(layers):
        generator, (n, u) = np.random.default_rng(number), sizes(layer)
        m = EXAMPLES[number % 3]
        for i, mask in enumerate(masks(generator, m, size[0])):
            if (number + i) % 2 == 1:
                layer = for_batch(generator, layer, m)
            given = layer._replace(mask=mask), numbers(generator, m, n), numbers(generator, m, u)
            cases.append((*given, wanted_of(*given)))
            layer = layer._replace(state=None, factors=None)
    return cases


@EVERYWHERE
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", RECURRENT)
def test_recurrent_layers_have_the_reference_bits(kind: str, size: tuple[int, int, int]) -> None:
    for layer, x, deltas, wanted in expected(kind, size):
        check_kind(layer, x, deltas, wanted)


@EVERYWHERE
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_layers_for_each_step_have_the_reference_bits(size: tuple[int, int, int]) -> None:
    for number, layer in enumerate(step_layers(size)):
        generator, (n, u) = np.random.default_rng(number), sizes(layer)
        for m in EXAMPLES:
            check_kind(layer, numbers(generator, m, n), numbers(generator, m, u))


@EVERYWHERE
def test_an_embedding_has_the_reference_bits() -> None:
    generator = np.random.default_rng(0)
    for t, rows, u in ((1, 1, 1), (5, 3, 2), (7, 40, 19)):
        layer = embedding_layer(generator, t, rows, u)
        for m in EXAMPLES:
            x = generator.integers(0, rows, (m, t)).astype(float).tolist()
            check_kind(layer, x, numbers(generator, m, t * u))


def test_masks_are_those_of_the_reference() -> None:
    generator = np.random.default_rng(1)
    x = [[1.0, 0.0, 0.0, 0.0], [0.0, -0.0, -1.0, 2.0]]
    for layer in step_layers((2, 2, 3)):
        mask = [[True, False], [False, False]]
        wanted = KINDS[layer.kind].mask(x, layer, mask)
        if layer.kind == "masking":
            assert core.masking_mask(x, layer, None).tolist() == wanted
    for number in masks(generator, 2, 3):
        for layer in recurrent_layers("lstm", (3, 2, 4)):
            found = core.recurrent_mask(None, layer, number)
            wanted = reference.recurrent_mask([], layer, number)
            assert (None if found is None else found.tolist()) == wanted
    for mask_zero in (False, True):
        layer = embedding_layer(generator, 4, 3, 2, mask_zero)
        found = core.embedding_mask([[0, 1, 2, 0]], layer, None)
        wanted = reference.embedding_mask([[0.0, 1.0, 2.0, 0.0]], layer, None)
        assert (None if found is None else found.tolist()) == wanted


def test_parameters_go_there_and_back() -> None:
    generator = np.random.default_rng(2)
    layers = [
        *(layer for kind in RECURRENT for layer in recurrent_layers(kind, (3, 2, 4))),
        *(layer for kind in RECURRENT for layer in bidirectional_layers(kind, (3, 2, 4))),
        *step_layers((3, 2, 4)),
        embedding_layer(generator, 4, 3, 2),
    ]
    for layer in layers:
        arrays = with_arrays(layer)
        parameters = core.network_parameters([arrays])
        assert same(parameters, flat([*reference.network_parameters([layer]), []]))
        [moved] = core.with_parameters([arrays], parameters + 1)
        assert same(core.network_parameters([moved]), parameters + 1)


def run_of(number: int) -> tuple[list[Any], Any, Any]:
    """Return layers, inputs and targets of a network."""
    (network, draw), generator, m = NETWORKS[number], np.random.default_rng(5), 19
    layers, x = network(generator), draw(generator, m)
    return layers, x, np.eye(3)[generator.integers(0, 3, m)].tolist()


@cache
def expected_run(number: int, optimizer: Optimizer) -> Any:
    layers, x, t = run_of(number)
    return reference.train(None, layers, "categorical_crossentropy", optimizer, x, t, 17, 2, 1)


@EVERYWHERE
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
@pytest.mark.parametrize("number", range(len(NETWORKS)))
def test_a_network_trains_to_the_reference_bits(number: int, optimizer: Optimizer) -> None:
    layers, x, t = run_of(number)
    arguments = "categorical_crossentropy", optimizer, x, t, 17, 2, 1
    found = core.train(None, list(map(with_arrays, layers)), *arguments)
    wanted = expected_run(number, optimizer)
    assert same(found.outputs, wanted.outputs)
    for one, other in zip(found.trials, wanted.trials, strict=True):
        assert one[:2] == other[:2]
        parameters = core.network_parameters(one.layers)
        assert same(parameters, flat(reference.network_parameters(other.layers)))


@EVERYWHERE
@pytest.mark.parametrize(("network", "draw"), NETWORKS)
def test_a_batch_and_its_gradients_have_the_reference_bits(network: Any, draw: Any) -> None:
    generator, m = np.random.default_rng(6), 20
    layers, x = network(generator), draw(generator, m)
    t = generator.random((m, 3)).tolist()
    arrays = list(map(with_arrays, layers))
    wanted = reference.network_forward(x, layers)
    forward = core.network_forward(x, arrays)
    for one, other in zip(forward, wanted, strict=True):
        assert same(one.outputs, other.outputs)
        assert same(one.preactivations, other.preactivations)
        assert (None if one.mask is None else one.mask.tolist()) == other.mask
    assert same(core.network_outputs(x, arrays), wanted[-1].outputs)
    gradients = flat(reference.network_gradients(x, t, layers, wanted, "mse"))
    assert same(core.network_gradients(x, t, arrays, forward, "mse"), gradients)
    training, parameters = Training("mse", OPTIMIZERS[0], m), reference.network_parameters(layers)
    state = reference.initial_state(parameters, training.optimizer)
    start = core.initial_state(flat(parameters), training.optimizer)
    batch = core.train_batch(arrays, start, training, x, t, core.seeded(0))
    trained = reference.train_batch(layers, state, training, x, t, reference.seeded(0))
    assert same(batch.outputs, trained.outputs)
    moved = flat(reference.network_parameters(trained.layers))
    assert same(core.network_parameters(batch.layers), moved)
    evaluation = core.evaluate(arrays, "mse", x, t)
    assert evaluation == reference.evaluate(layers, "mse", x, t)


def test_steps_that_are_left_out_may_be_infinite() -> None:
    """The reference does not see them; zero times infinity would be NaN."""
    generator = np.random.default_rng(7)
    for kind in RECURRENT:
        layer = recurrent_layer(generator, kind, (3, 2, 4), (True, False))
        layer = layer._replace(mask=[[True, False, True]])
        x = [[1.0, 2.0, math.inf, math.nan, 0.5, -1.0]]
        check_kind(layer, x, numbers(generator, 1, 12))


def test_inputs_of_an_embedding_number_its_rows() -> None:
    generator = np.random.default_rng(8)
    layers, t = words_network(generator, 3), [[1.0, 0.0, 0.0]]
    sgd = OPTIMIZERS[0]
    for bad, code in ((6, "out_of_range"), (-1, "out_of_range"), (0.5, "out_of_range")):
        x = [[1.0, bad, 0.0]]
        for call in (
            lambda x=x: core.network_outputs(x, layers),
            lambda x=x: core.network_forward(x, layers),
            lambda x=x: core.embedding_forward(x, layers[0]),
            lambda x=x: core.evaluate(layers, "mse", x, t),
            lambda x=x: core.train(None, layers, "mse", sgd, x, t),
        ):
            message = refused(code, "inputs", call)
            assert message == "inputs[0][1]: expected a whole number, 0 to 5"
        with pytest.raises(RefnetError) as error:
            reference.train(None, layers, "mse", sgd, x, t)
        assert str(error.value) == message
    refused("not_finite", "inputs", core.network_outputs, [[math.nan, 1.0, 0.0]], layers)
    assert core.network_outputs([[5.0, -0.0, 0.0]], layers).shape == (1, 3)


def test_masks_that_do_not_fit_are_refused() -> None:
    layer = recurrent_layer(np.random.default_rng(9), "gru", (3, 2, 4))
    x = [[0.0] * 6]
    refused("shape_mismatch", "layer.mask", core.gru_forward, x, layer._replace(mask=[[True] * 2]))
    refused(
        "shape_mismatch", "layer.mask", core.gru_forward, x, layer._replace(mask=[[True] * 3] * 2)
    )
    refused("wrong_type", "layer.mask", core.gru_forward, x, layer._replace(mask=[[1.0] * 3]))
    refused("wrong_type", "layer.mask", core.gru_forward, x, layer._replace(mask=True))


def fault(*layers: dict[str, Any]) -> tuple[int, str]:
    """Return what refnet_check_layers finds in structs of these fields."""
    status = lib.refnet_check_layers(ffi.new("refnet_layer[]", list(layers)), len(layers))
    return status.code, ffi.string(status.field).decode() if status.field else ""


NUMBERS = ffi.new("double[120]")  # the largest kernel below has 108
STEPS = {"n": 6, "u": 6, "steps": 3, "features": 2}
WEIGHTS = {"kernel": NUMBERS, "recurrent_kernel": NUMBERS}
GOOD: dict[str, dict[str, Any]] = {
    "masking": {**STEPS, "kind": lib.REFNET_KIND_MASKING},
    "repeat_vector": {**STEPS, "n": 2, "kind": lib.REFNET_KIND_REPEAT_VECTOR},
    "time_distributed": {
        **{**STEPS, "kind": lib.REFNET_KIND_TIME_DISTRIBUTED, "units": 2, "kernel": NUMBERS},
    },
    "embedding": {
        **{"n": 3, "u": 6, "steps": 3, "units": 2, "rows": 5, "kernel": NUMBERS},
        **{"kind": lib.REFNET_KIND_EMBEDDING, "mask_zero": 1},
    },
    "simple_rnn": {
        **{**STEPS, **WEIGHTS, "kind": lib.REFNET_KIND_SIMPLE_RNN, "gates": 1, "units": 6},
    },
    "lstm": {
        **{**STEPS, **WEIGHTS, "kind": lib.REFNET_KIND_LSTM, "gates": 4, "units": 2},
        "return_sequences": 1,
    },
    "gru": {**STEPS, **WEIGHTS, "kind": lib.REFNET_KIND_GRU, "gates": 3, "units": 6},
    "bidirectional_lstm": {
        **{**STEPS, **WEIGHTS, "kind": lib.REFNET_KIND_BIDIRECTIONAL_LSTM, "gates": 4},
        **{"units": 3, "backward_kernel": NUMBERS, "backward_recurrent_kernel": NUMBERS},
    },
}


@pytest.mark.parametrize("kind", GOOD)
def test_layers_that_their_kind_does_not_accept_are_refused_in_c(kind: str) -> None:
    """These do not come from the core's own functions, whose layers have the right shapes."""
    good, shape = GOOD[kind], (lib.REFNET_OUT_OF_RANGE, "layers[].input_shape")
    assert fault(good) == (lib.REFNET_OK, "")
    for size in ("n", "u", "steps", "features", "units"):
        if size in good:
            for value in (0, 5, 2**63):
                assert fault({**good, size: value})[0] != lib.REFNET_OK, (size, value)
    for name in ("kernel", "recurrent_kernel", "backward_kernel", "backward_recurrent_kernel"):
        if name in good:
            field = "embeddings" if kind == "embedding" else name
            found = fault({**good, name: ffi.NULL})
            assert found == (lib.REFNET_EMPTY, f"layers[].{field}")
    if "gates" in good:
        for gates in (0, 2, 5):
            assert fault({**good, "gates": gates}) == (lib.REFNET_OUT_OF_RANGE, "layers[].units")
        for name in ("activation", "step_activation", "recurrent_activation"):
            assert fault({**good, name: lib.REFNET_ACTIVATION_SOFTMAX})[0] != lib.REFNET_OK
    assert fault({**good, "n": good["n"] + 1}) == shape


def test_layers_that_do_not_fit_the_one_before_are_refused_in_c() -> None:
    embedding, lstm = GOOD["embedding"], GOOD["lstm"]
    first = (lib.REFNET_OUT_OF_RANGE, "layers[].input_dim")
    assert fault({**GOOD["time_distributed"], "u": 3, "units": 1}, embedding) == first
    assert fault(embedding, lstm, GOOD["time_distributed"]) == (lib.REFNET_OK, "")
    longer = {**lstm, "steps": 6, "features": 1, "units": 1}  # the mask has 3 steps
    assert fault(embedding, longer) == (lib.REFNET_OUT_OF_RANGE, "layers[].input_shape")
    assert fault({**embedding, "mask_zero": 0}, longer) == (lib.REFNET_OK, "")


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (5, 2), (2, 5), (7, 8), (33, 12)], ids=str)
def test_an_orthogonal_kernel_has_the_reference_bits(size: tuple[int, int]) -> None:
    for seed in range(3):
        wanted = reference.orthogonal_kernel(*size, reference.seeded(seed))
        generator = core.seeded(seed)
        assert same(core.orthogonal_kernel(*size, generator), wanted)
        [kernel] = core.initial_kernels("orthogonal", size, seed)
        assert same(kernel, wanted)
    vector, unit = np.array([3.0, 4.0, 0.1]), np.array([0.6, 0.8, 0.0])
    others = vector.tolist()
    reference.remove_part(others, unit.tolist())
    core.remove_part(vector, unit)
    assert same(vector, others)
    assert same(core.normalized(vector), reference.normalized(others))
