"""Chapter batch_normalization in C: the reference's bits on every instruction set."""

from typing import Any

import numpy as np
import pytest
from support import binary32
from support.bits import flat, same
from support.networks import dense_layers
from support.processor import EVERYWHERE
from support.refusals import refused

from refnet import core, reference, set_threads
from refnet.conformance.mistakes.variant import as_real
from refnet.core.training_arguments import with_moving
from refnet.fit.backends import CoreBackend, seeded_words
from refnet.reference.activation_layers import ActivationLayer
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.optimizers import Optimizer
from refnet.reference.sequences import MaskingLayer
from refnet.reference.training import Training

ADAM = Optimizer("adam", 0.1)
# fewer features than a register has, some registers, four at once, and what is left over
FEATURES = (1, 3, 8, 16, 21, 40, 67, 128)


def layer_of(c: int, p: int = 1, parts: str = "gamma beta") -> BatchNormalizationLayer:
    """Return a layer of c features at p positions."""
    random = np.random.default_rng(c)
    gamma, beta, mean = random.normal(size=(3, c)).tolist()
    shape = (c,) if p == 1 else (p, c)
    layer = BatchNormalizationLayer(gamma, beta, mean, random.random(c).tolist(), 0.75, 0.01, shape)
    nothing: dict[str, Any] = {name: None for name in ("gamma", "beta") if name not in parts}
    return layer._replace(**nothing)


def numbers(m: int, n: int, seed: int = 1) -> Any:
    return np.random.default_rng(seed).normal(size=(m, n))


def results(chapters: Any, layer: Any, x: Any, deltas: Any) -> list[Any]:
    """Return what all functions of the chapter that calculate return."""
    states = chapters.batch_normalization_final_states(x, layer)
    return [
        chapters.batch_normalization_forward(x, layer),
        flat([[], *chapters.batch_normalization_parameter_gradients(x, deltas, layer)])
        if chapters is reference
        else chapters.batch_normalization_parameter_gradients(x, deltas, layer),
        chapters.batch_normalization_input_gradients(x, deltas, layer),
        [] if states is None else states,
    ]


def check(layer: Any, m: int) -> None:
    n = int(np.prod(layer.input_shape))
    x, deltas = numbers(m, n), numbers(m, n, 2)
    wanted = results(reference, layer, x.tolist(), deltas.tolist())
    for one, other in zip(results(core, layer, x, deltas), wanted, strict=True):
        assert same(np.asarray(one, np.float64), np.asarray(other, np.float64))


@EVERYWHERE
@pytest.mark.parametrize("c", FEATURES)
def test_the_bits_of_the_reference(c: int) -> None:
    for p, m in ((1, 1), (1, 6), (3, 2)):
        for training in (True, False):
            check(layer_of(c, p)._replace(training=training), m)


@EVERYWHERE
@pytest.mark.parametrize("parts", ["", "gamma", "beta"])
def test_a_layer_may_lack_gamma_and_beta(parts: str) -> None:
    for training in (True, False):
        check(layer_of(9, 2, parts)._replace(training=training), 3)


def test_masked_steps_do_not_count() -> None:
    layer = layer_of(5, 3)._replace(training=True)
    some = [[True, False, True], [False, False, False], [True, True, False]]
    for mask in (some, [[False] * 3] * 3):
        check(layer._replace(mask=mask), 3)
    nothing = layer._replace(mask=[[False] * 3] * 3)
    assert core.batch_normalization_final_states(numbers(3, 15), nothing) is None


def network(c: int) -> list[Any]:
    first, last = dense_layers((4, c, 2), ("linear", "tanh"))
    normalization = layer_of(c)
    return [first, normalization, ActivationLayer("relu", (c,)), last]


def trained(chapters: Any, layers: list[Any], x: Any, t: Any) -> list[Any]:
    state = chapters.initial_state(chapters.network_parameters(layers), ADAM)
    how = Training("mse", ADAM, 3), x, t, 1, 3, chapters.seeded(1), True, None
    epochs = chapters.train_epochs(layers, state, *how)
    run = chapters.train(None, layers, "mse", ADAM, x, t, 3, 2, 1)
    ends = [epochs.layers, *(each.layers for each in (*epochs.trials, *run.trials))]
    return [
        *(flat([[], *map(np.ravel, chapters.network_parameters(each))]) for each in ends),
        *(flat([[], *map(np.ravel, chapters.watched_vectors(each))]) for each in ends),
        [each.loss for each in (*epochs.trials, *run.trials)],
        run.outputs,
        list(chapters.evaluate(epochs.layers, "mse", x, t)),
    ]


@EVERYWHERE
@pytest.mark.parametrize("c", [3, 20])
def test_networks_train_to_the_bits_of_the_reference(c: int) -> None:
    """The last batch is short; the layers that are given stay as they are."""
    layers, x, t = network(c), numbers(7, 4), numbers(7, 2, 3)
    before = reference.watched_vectors(layers)
    wanted = trained(reference, layers, x.tolist(), t.tolist())
    for one, other in zip(trained(core, layers, x, t), wanted, strict=True):
        assert same(np.asarray(one, np.float64), np.asarray(other, np.float64))
    assert reference.watched_vectors(layers) == before


def test_a_network_goes_forward_and_backward_as_its_layers_are_drawn() -> None:
    layers, x, t = network(6), numbers(5, 4), numbers(5, 2, 3)
    masked = [MaskingLayer(0.0, (2, 3)), layer_of(3, 2)]
    x[0] = 0.0

    def both(chapters: Any, given: Any, inputs: Any, draws: bool) -> list[Any]:
        drawn = chapters.drawn_layers(given, 5, chapters.seeded(1)) if draws else given
        forward = chapters.network_forward(inputs, drawn)
        moved = chapters.watched_vectors(chapters.with_states(given, forward))
        found = [each.outputs for each in forward] + [flat([[], *map(np.ravel, moved)])]
        if given is layers:
            gradients = chapters.network_gradients(inputs, t.tolist(), drawn, forward, "mse")
            found.append(flat([[], *map(np.ravel, gradients)]))
        return found

    for given, inputs in ((layers, x), (masked, np.hstack([x, x[:, :2]]))):
        for draws in (True, False):
            wanted = both(reference, given, inputs.tolist(), draws)
            for one, other in zip(both(core, given, inputs, draws), wanted, strict=True):
                assert same(np.asarray(one, np.float64), np.asarray(other, np.float64))


@EVERYWHERE
@pytest.mark.parametrize("c", [3, 20])
def test_a_network_trains_to_the_bits_of_the_rules_in_binary32(c: int) -> None:
    layers, x, t = network(c), numbers(7, 4), numbers(7, 2, 3)
    rounded = [as_real(layer, np.float32) for layer in layers]
    rows, targets = binary32.as_rows(x), binary32.as_rows(t)
    training = Training("mse", binary32.as_settings(ADAM), 3)
    wanted = binary32.train(rounded, training, rows, targets, 2, 4)
    arrays = with_moving(
        core.with_parameters(layers, core.network_parameters(layers).astype(np.float32)),
        core.watched_vectors(layers)[-2 * c :].astype(np.float32),
    )
    state = core.initial_state(core.network_parameters(layers), ADAM)
    backend = CoreBackend(arrays, state, seeded_words(4), "float32")
    how = Training("mse", ADAM, 3), x.astype(np.float32), t.astype(np.float32)
    losses, _ = backend.train_epochs(*how, 1, 2, True)
    assert losses == [float(loss) for loss in wanted.losses]
    moved = [flat(reference.watched_vectors(wanted.layers))[-2 * c :], backend._network.moving]
    assert np.array_equal(moved[0].astype(np.float32).view(np.int32), moved[1].view(np.int32))
    weights = np.array(binary32.all_weights(wanted.layers), np.float32)
    assert np.array_equal(weights.view(np.int32), backend._network.weights.view(np.int32))


@pytest.mark.usefixtures("_as_before")
def test_threads_change_no_bit() -> None:
    """A batch so large that threads share the features, also where some are left over."""
    layer = layer_of(403)._replace(training=True)
    x, deltas = numbers(2000, 403), numbers(2000, 403, 2)
    found = []
    for threads in (1, 3):
        set_threads(threads)
        found.append(results(core, layer, x, deltas))
    for one, other in zip(*found, strict=True):
        assert same(np.asarray(one), np.asarray(other))


def test_arguments_that_do_not_fit_are_refused() -> None:
    x, layer = numbers(2, 6), layer_of(3, 2)
    wrong: list[tuple[str, Any, str]] = [
        ("gamma", [1.0, np.nan, 1.0], "not_finite"),
        ("beta", [1.0], "shape_mismatch"),
        ("moving_variance", [1.0, -1.0, 1.0], "out_of_range"),
        ("momentum", 1.5, "out_of_range"),
        ("epsilon", 0.0, "out_of_range"),
        ("training", 2, "wrong_type"),
    ]
    for field, value, code in wrong:
        bad = layer._replace(**{field: value})
        refused(code, f"layer.{field}", core.batch_normalization_forward, x, bad)
    refused(
        "shape_mismatch",
        "layer.mask",
        core.batch_normalization_forward,
        x,
        layer._replace(mask=[[True], [True]]),
    )
