"""C gets as much memory as it overwrites, for networks of every form.

Each array that C changes lies between two guards, which must be intact afterwards.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest
from refnet._core import ffi
from support.bits import flat, same
from support.image_layers import lenet, with_arrays
from support.networks import OPTIMIZERS, as_arrays, dense_layers, examples

from refnet import core, reference
from refnet.core import structs
from refnet.core.arrays import pointer
from refnet.core.layers import core_name, sizes_of
from refnet.core.structs import CACHE_LINE, CoreNetwork, CoreState, loss_struct, training_struct
from refnet.reference.flatten import FlattenLayer
from refnet.reference.losses import Loss
from refnet.reference.training import Training

GUARD = 0xA5  # a byte that no workspace is likely to end with

FORMS: dict[str, tuple[int, ...]] = {
    "one_unit": (1, 1),
    "one_input": (1, 70, 1),
    "deep_narrow": (1, *[1] * 60),
    "deep": (3, *[2, 5] * 10, 2),
    "shallow_wide": (2, 700, 3),
    "many_outputs": (1, 300),
    "many_inputs": (600, 1),
    "narrow_middle": (90, 1, 90),
    "growing": (1, 2, 4, 8, 16, 32, 64),
    "shrinking": (64, 32, 16, 8, 4, 2, 1),
}
LOSSES: dict[str | Loss, str] = {
    "mse": "linear",
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    Loss("binary_crossentropy", label_smoothing=0.1): "sigmoid",
    Loss("categorical_crossentropy", from_logits=True, label_smoothing=0.1): "tanh",
}


class Guarded(NamedTuple):
    """An array of ``size`` bytes within a longer one."""

    memory: Any
    start: int
    size: int


@pytest.fixture(autouse=True)
def guarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Guarded]]:
    """Put guards around everything that C changes, and check them after the test."""
    arrays: list[Guarded] = []

    def aligned(size: int, dtype: Any) -> Any:
        length = size * np.dtype(dtype).itemsize
        memory = np.full(length + 3 * CACHE_LINE, GUARD, np.uint8)
        start = CACHE_LINE + -memory.ctypes.data % CACHE_LINE
        arrays.append(Guarded(memory, start, length))
        return memory[start : start + length].view(dtype)

    monkeypatch.setattr(structs, "aligned", aligned)
    yield arrays
    assert arrays, "a test that gives C no memory proves nothing"
    for memory, start, size in arrays:
        assert (memory[:start] == GUARD).all()
        assert (memory[start + size :] == GUARD).all()


def network_of(form: str, loss: str | Loss) -> list[Any]:
    """Return layers of this form, whose last activation suits the loss."""
    sizes = FORMS[form]
    hidden = ["tanh"] * (len(sizes) - 2)
    return as_arrays(dense_layers(sizes, (*hidden, LOSSES[loss])))


def start_of(layers: list[Any]) -> Any:
    return core.initial_state(core.network_parameters(layers), OPTIMIZERS[5])


@pytest.mark.parametrize("m", [1, 2, 7])
@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("form", FORMS)
def test_small_batches_have_the_reference_bits(form: str, loss: str | Loss, m: int) -> None:
    layers, training = network_of(form, loss), Training(loss, OPTIMIZERS[5], 3)
    x, t = examples(m, FORMS[form][0], FORMS[form][-1])
    lists = dense_layers(FORMS[form], tuple(layer.activation for layer in layers))
    vectors = reference.network_parameters(lists)
    state = reference.initial_state(vectors, training.optimizer)

    forward = core.network_forward(x, layers)
    wanted_forward = reference.network_forward(x, lists)
    assert same(core.network_outputs(x, layers), wanted_forward[-1].outputs)
    wanted = reference.network_gradients(x, t, lists, wanted_forward, loss)
    assert same(core.network_gradients(x, t, layers, forward, loss), flat(wanted))
    evaluation = core.evaluate(layers, loss, x, t)
    assert tuple(evaluation) == tuple(reference.evaluate(lists, loss, x, t))

    batch = core.train_batch(layers, start_of(layers), training, x, t, core.seeded(0))
    wanted_batch = reference.train_batch(lists, state, training, x, t, reference.seeded(0))
    assert same(batch.outputs, wanted_batch.outputs)
    assert same(
        core.network_parameters(batch.layers),
        flat(reference.network_parameters(wanted_batch.layers)),
    )
    run = core.dense(layers, loss, OPTIMIZERS[5], x, t, 3, 2, 4)
    wanted_run = reference.dense(lists, loss, OPTIMIZERS[5], x, t, 3, 2, 4)
    assert same(run.outputs, wanted_run.outputs)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("form", FORMS)
def test_large_batches_agree_with_small_calls(form: str, loss: str | Loss) -> None:
    m = 5000 if form == "deep_narrow" else 700
    layers = network_of(form, loss)
    x, t = (np.array(each) for each in examples(m, FORMS[form][0], FORMS[form][-1]))
    outputs = core.network_outputs(x, layers)
    for start in (0, m // 2, m - 3):
        rows = slice(start, start + 3)
        assert same(core.network_outputs(x[rows], layers), outputs[rows])
    forward = core.network_forward(x, layers)
    assert same(forward[-1].outputs, outputs)
    total = 0.0
    for row in zip(t, *forward[-1][:2], strict=True):
        total = total + core.example_loss(loss, layers[-1].activation, *row)
    assert core.evaluate(layers, loss, x, t).total == total

    generator = core.seeded(0)
    for batch_size in (m, 256, m // 3, 2**40):
        training = Training(loss, OPTIMIZERS[5], batch_size)
        epoch = core.train_epoch(layers, start_of(layers), training, x, t, range(m), generator, 1)
        trained: Any = layers
        state, total = start_of(layers), 0.0
        for first in range(0, m, batch_size):
            rows = slice(first, first + batch_size)
            batch = trained, state, training, x[rows], t[rows], generator
            trained, state, losses, _ = core.train_batch(*batch)
            for each in losses.tolist():
                total = total + each
        assert epoch.total == total
        parameters = core.network_parameters(trained)
        assert same(core.network_parameters(epoch.layers), parameters)
        arguments = training, x, t, 1, 1, generator, False, None
        run = core.train_epochs(layers, start_of(layers), *arguments)
        assert same(core.network_parameters(run.layers), parameters)
        run_of_c = core.dense(layers, loss, OPTIMIZERS[5], x, t, batch_size, 1)
        assert same(core.network_parameters(run_of_c.trials[0].layers), parameters)


@pytest.mark.parametrize("form", FORMS)
def test_binary32_batches_agree_with_epochs(form: str) -> None:
    m, (n, *_, k) = 700, FORMS[form]
    layers, dtype = network_of(form, "mse"), np.dtype(np.float32)
    x, t = (np.array(each, dtype) for each in examples(m, n, k))

    def copies() -> tuple[CoreNetwork, CoreState]:
        network = CoreNetwork(layers, dtype)
        return network, CoreState(core.initial_state(network.weights, OPTIMIZERS[5]), dtype)

    for batch_size in (m, 256, 9):
        training = training_struct(Training("mse", OPTIMIZERS[5], batch_size))
        network, state = copies()
        space = network.workspace("training", batch_size, m)
        total, correct = ffi.new("float *"), ffi.new("int64_t *")
        network.function("train_epoch")(
            *(network.struct, state.struct, training, pointer(x), pointer(t)),
            *(ffi.NULL, ffi.NULL, m),
            *(core.seeded(0), 1, pointer(space), total, correct),
        )
        other, other_state = copies()
        losses, outputs = np.empty(m, dtype), np.empty((m, k), dtype)
        for first in range(0, m, batch_size):
            rows = slice(first, min(first + batch_size, m))
            count = rows.stop - first
            space = other.workspace("batch", count)
            other.function("train_batch")(
                *(other.struct, other_state.struct, training, pointer(x[rows]), pointer(t[rows])),
                *(
                    ffi.NULL,
                    count,
                    core.seeded(0),
                    pointer(space),
                    pointer(losses[rows]),
                    pointer(outputs[rows]),
                ),
            )
        assert network.weights.tobytes() == other.weights.tobytes()
        sums = np.float32(0)
        for each in losses:
            sums = sums + each
        assert total[0] == float(sums)
        for block in (1, 256, m):
            space, again = other.workspace("forward", block), np.empty((m, k), dtype)
            arguments = pointer(x), other.struct, m, block, pointer(space), pointer(again)
            other.function("network_outputs")(*arguments)
            assert np.isfinite(again).all()
            evaluated, right = ffi.new("float *"), ffi.new("int64_t *")
            other.function("evaluate")(
                *(
                    other.struct,
                    loss_struct("mse"),
                    pointer(x),
                    pointer(t),
                    ffi.NULL,
                    m,
                    block,
                    pointer(space),
                ),
                *(evaluated, right, ffi.NULL),
            )
            if block == 1:
                first_outputs, first_total = again, evaluated[0]
            assert again.tobytes() == first_outputs.tobytes()
            assert evaluated[0] == first_total
    assert ffi.typeof(core_name("network", dtype)).cname == "refnet_network_f32"


@pytest.mark.parametrize("places", [[0], [0, 1, 2], [1, 2]], ids=str)
def test_flatten_layers_take_memory_too(places: list[int]) -> None:
    layers = network_of("deep", "mse")
    x, t = examples(700, 3, 2)
    with_flatten = list(layers)
    for place in reversed(places):
        size = 3 if place == 0 else layers[place - 1].units
        with_flatten.insert(place, FlattenLayer((size, 1) if place == 0 else (size,)))
    results = []
    for each in (layers, with_flatten):
        training = Training("mse", OPTIMIZERS[5], 300)
        arguments = training, x, t, 1, 2, core.seeded(1), True, None
        run = core.train_epochs(each, start_of(each), *arguments)
        results.append(core.network_parameters(run.layers))
    assert same(*results)


def test_a_network_of_flatten_layers_alone() -> None:
    layers = [FlattenLayer((2, 3)), FlattenLayer((6,))]
    x, t = examples(400, 6, 6)
    assert core.network_outputs(x, layers).tolist() == x
    training = Training("mse", OPTIMIZERS[5], 7)
    state = core.initial_state(np.empty(0), training.optimizer)
    batch = core.train_batch(layers, state, training, x, t, core.seeded(0))
    assert batch.layers == layers
    assert batch.outputs.tolist() == x


@pytest.mark.parametrize("batch_size", [1, 7, 300])
def test_networks_of_images(batch_size: int) -> None:
    generator = np.random.default_rng(8)
    layers = [with_arrays(layer) for layer in lenet(generator)]
    x, t = generator.normal(size=(300, 84)), generator.random((300, 3))
    training, generator = Training("mse", OPTIMIZERS[5], batch_size), core.seeded(0)
    epoch = core.train_epoch(layers, start_of(layers), training, x, t, range(300), generator, 1)
    trained: Any = layers
    state = start_of(layers)
    for first in range(0, 300, batch_size):
        rows = slice(first, first + batch_size)
        batch = trained, state, training, x[rows], t[rows], generator
        trained, state, _, _ = core.train_batch(*batch)
    parameters = core.network_parameters(trained)
    assert same(core.network_parameters(epoch.layers), parameters)


def test_training_on_images_takes_no_memory_for_patches() -> None:
    """A batch holds inputs, targets, losses, weights, and outputs and deltas of each layer.

    The patches of the second layer alone would be nine times its inputs.
    """
    layers = lenet(np.random.default_rng(8))
    outputs = [sizes_of(layer)[1] for layer in layers]
    example = sizes_of(layers[0])[0] + 2 * 3 + 2 + 2 * sum(outputs)
    network = CoreNetwork(layers)
    small, large = (network.workspace("training", m, 1024).size for m in (32, 1024))
    assert large - small <= 8 * (1024 - 32) * example + 50 * CACHE_LINE


@pytest.mark.parametrize(("m", "n", "h", "k"), [(1, 1, 1, 1), (50, 1, 1, 1), (2, 70, 3, 90)])
def test_the_small_networks(m: int, n: int, h: int, k: int) -> None:
    x, t = examples(m, n, k)
    w1, w2 = examples(n, h, 1)[0], examples(h, k, 1)[0]
    for bias in (None, 0.5):
        one = core.neuron(x, [row[0] for row in t], [row[0] for row in w1], bias, iterations=3)
        assert np.isfinite(one.weights).all()
    for b1, b2 in ((None, None), ([0.1] * h, None), ([0.1] * h, [0.2] * k)):
        both = core.two_layer(x, t, w1, w2, b1, b2, iterations=3)
        assert np.isfinite(both.weights1).all()
