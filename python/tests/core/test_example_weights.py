"""Chapter example_weights through the C core: the bits of the reference in every way to train."""

import math
from typing import Any

import numpy as np
import pytest
from support import binary32
from support.bits import flat, same
from support.float32 import (
    SMALL,
    check_state,
    data,
    new_model,
    rounded_layers,
    rounded_loss,
    rounded_targets,
)
from support.float32 import fit as fit_case
from support.networks import as_arrays, dense_layers, examples
from support.refusals import refused
from support.sequence_layers import recurrent_layer

import refnet
from refnet import core, optimizers, reference
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

M = 35
WEIGHTS = np.random.RandomState(8).uniform(0, 3, M).tolist()
SGD = Optimizer("sgd", 0.01, momentum=0.5)
CLIPPED = Optimizer("adam", 0.01, clipnorm=0.1)


def dense_network() -> tuple[list[Any], Any, Any]:
    return dense_layers((4, 6, 3), ("relu", "softmax")), *examples(M, 4, 3)


def recurrent_network() -> tuple[list[Any], Any, Any]:
    """Return a network that one thread trains in blocks, and several by examples."""
    random = np.random.default_rng(3)
    last = DenseLayer(3, "sigmoid", random.normal(size=(5, 3)).tolist(), None)
    return [recurrent_layer(random, "lstm", (4, 2, 5)), last], *examples(M, 8, 3)


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("optimizer", [SGD, CLIPPED], ids=["sgd", "clipped"])
@pytest.mark.parametrize("make", [dense_network, recurrent_network])
def test_training_has_the_reference_bits(make: Any, optimizer: Optimizer, threads: int) -> None:
    layers, x, t = make()
    how = Training("binary_crossentropy", optimizer, 20)
    runs = []
    refnet.set_threads(threads)
    for chapters in (reference, core):
        state = chapters.initial_state(chapters.network_parameters(layers), optimizer)
        arguments = layers, state, how, x, t, 1, 2, chapters.seeded(3), True, None, WEIGHTS
        run = chapters.train_epochs(*arguments)
        tested = chapters.evaluate(run.layers, how.loss, x, t, 0.5, WEIGHTS)
        found = [trial.loss for trial in run.trials], run.corrects, tuple(tested)
        runs.append((flat(reference.network_parameters(run.layers)).tobytes(), *found))
    assert runs[0] == runs[1]


def test_a_float32_run_has_the_bits_of_binary32() -> None:
    x, y, more_x, more_y = data(SMALL)
    given = np.random.RandomState(2).uniform(0, 2, len(x))
    rounded = binary32.as_row(given)
    settings, targets = optimizers.settings(SMALL.optimizer), rounded_targets(SMALL, y)
    how = Training(rounded_loss(SMALL, targets), binary32.as_settings(settings), SMALL.batch_size)
    rows, seed = binary32.as_rows(x.tolist()), SMALL.seed + 1
    layers = rounded_layers(SMALL)
    wanted = binary32.train(layers, how, rows, targets, SMALL.epochs, seed, rounded)
    model = new_model(SMALL)
    history = fit_case(model, SMALL, sample_weight=given)
    check_state(model, wanted.layers, wanted.state)
    assert history["loss"] == [float(loss) for loss in wanted.losses]
    rows, targets = binary32.as_rows(more_x.tolist()), rounded_targets(SMALL, more_y)
    loss, _ = binary32.evaluate(wanted.layers, how.loss, rows, targets, rounded[:11])
    assert model.evaluate(more_x, more_y, sample_weight=given[:11])[0] == float(loss)


def test_class_weights_of_float32_are_rounded_like_every_product() -> None:
    """0.1 and 0.7 have other products in binary32, and their losses others than in binary64."""
    y = data(SMALL).y
    of_classes = np.array([0.7, 0.3, 1.0], np.float32)
    products = (np.full(len(y), np.float32(0.1)) * of_classes[y]).tolist()
    models = [new_model(SMALL), new_model(SMALL)]
    how = {"class_weight": {0: 0.7, 1: 0.3}, "sample_weight": np.full(len(y), 0.1)}
    runs = [
        fit_case(models[0], SMALL, **how),
        fit_case(models[1], SMALL, sample_weight=products),
    ]
    assert runs[0] == runs[1]
    assert models[0].weights_sha256() == models[1].weights_sha256()


def test_weights_that_do_not_fit_are_refused() -> None:
    layers, x, t = dense_network()
    arrays, how = as_arrays(layers), Training("mse", SGD, 20)
    size = len(flat(reference.network_parameters(layers)))
    forward = core.network_forward(x, arrays)

    def call(name: str, weights: Any) -> Any:
        state, generator = core.initial_state(np.zeros(size), SGD), core.seeded(1)
        calls: dict[str, tuple[Any, ...]] = {
            "train_batch": (arrays, state, how, x, t, generator),
            "train_epoch": (arrays, state, how, x, t, [0, 1], generator, 1, 0.0),
            "train_epochs": (arrays, state, how, x, t, 1, 1, generator, False, None),
            "evaluate": (arrays, "mse", x, t, 0.0),
            "network_gradients": (x, t, arrays, forward, "mse"),
            "weighted_losses": ([1.0] * M,),
            "weighted_gradients": (t,),
        }
        return getattr(core, name)(*calls[name], weights)

    for name in ("train_batch", "train_epoch", "train_epochs", "evaluate", "network_gradients"):
        call(name, WEIGHTS)
        refused("shape_mismatch", "weights", lambda each, name=name: call(name, each), [1.0] * 34)
        refused("wrong_type", "weights", lambda each, name=name: call(name, each), "ones")
    for name in ("weighted_losses", "weighted_gradients"):
        refused("shape_mismatch", "weights", lambda each, name=name: call(name, each), [1.0] * 36)
    of_examples = core.weights_of_examples
    refused("out_of_range", "targets", lambda each: of_examples([0, 2], None, each), [1.0, 1.0])
    refused("shape_mismatch", "example_weights", lambda each: of_examples([0], each, None), [1, 2])


def test_odd_weights_are_calculated_with() -> None:
    for weights in ([math.nan, 1.0], [math.inf, 0.0], [-1.0, -0.0]):
        wanted = reference.weighted_losses([0.0, 2.0], weights)
        assert same(core.weighted_losses([0.0, 2.0], weights), wanted)
