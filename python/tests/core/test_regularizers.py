"""Chapter regularizers through the C core: the bits of the reference in every way to train."""

from typing import Any

import numpy as np
import pytest
from support import binary32
from support.bits import flat, same
from support.float32 import SMALL, check_state, data, rounded_layers, rounded_loss, rounded_targets
from support.networks import as_arrays, dense_layers, examples
from support.refusals import refused
from support.sequence_layers import bidirectional_layer, recurrent_layer

import refnet
from refnet import Dense, Sequential, core, optimizers, reference, regularizers
from refnet.reference.dense import DenseLayer
from refnet.reference.embedding import EmbeddingLayer
from refnet.reference.optimizers import Optimizer
from refnet.reference.regularizers import Regularizer, Regularizers
from refnet.reference.training import Training

M = 35
L1, L2, BOTH = Regularizer(0.01), Regularizer(0.0, 0.02), Regularizer(0.003, 0.004)
OF_WEIGHTS, OF_OUTPUTS = Regularizers(L2, L1, BOTH), Regularizers(activity=BOTH)
EVERY = Regularizers(L1, L2, L1, activity=L2)
SGD = Optimizer("sgd", 0.01, momentum=0.5)
CLIPPED = Optimizer("adam", 0.01, clipnorm=0.1)


def dense_network() -> tuple[list[Any], Any, Any]:
    """Return a network whose units, more than a register has, leave a rest."""
    return dense_layers((4, 37, 3), ("relu", "softmax")), *examples(M, 4, 3)


def last_layer(random: Any, n: int) -> DenseLayer:
    return DenseLayer(3, "sigmoid", random.normal(size=(n, 3)).tolist(), [0.1, 0.0, -0.2])


def recurrent_network() -> tuple[list[Any], Any, Any]:
    """Return a network that one thread trains in blocks, and several by examples."""
    random = np.random.default_rng(3)
    layers = [recurrent_layer(random, "gru", (4, 2, 5)), last_layer(random, 5)]
    return layers, *examples(M, 8, 3)


def embedded_network() -> tuple[list[Any], Any, Any]:
    random = np.random.default_rng(4)
    table = EmbeddingLayer(6, 2, random.normal(size=(6, 2)).tolist(), True, (4,))
    both = bidirectional_layer(random, "lstm", (4, 2, 3), False)
    x = random.integers(0, 6, (M, 4)).astype(float).tolist()
    return [table, both, last_layer(random, 6)], x, examples(M, 4, 3)[1]


NETWORKS: dict[str, tuple[Any, list[Regularizers | None]]] = {
    "dense": (
        dense_network,
        [EVERY._replace(recurrent=None), OF_WEIGHTS._replace(recurrent=None)],
    ),
    "outputs": (dense_network, [None, OF_OUTPUTS]),
    "recurrent": (recurrent_network, [EVERY, None]),
    "embedded": (embedded_network, [Regularizers(embeddings=BOTH, activity=L1), EVERY, OF_OUTPUTS]),
}


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("optimizer", [SGD, CLIPPED], ids=["sgd", "clipped"])
@pytest.mark.parametrize("name", NETWORKS)
def test_training_has_the_reference_bits(name: str, optimizer: Optimizer, threads: int) -> None:
    make, penalties = NETWORKS[name]
    layers, x, t = make()
    loss = "sum_squared_error" if name == "outputs" else "categorical_crossentropy"
    how = Training(loss, optimizer, 20, penalties)
    runs = []
    refnet.set_threads(threads)
    for chapters in (reference, core):
        state = chapters.initial_state(chapters.network_parameters(layers), optimizer)
        run = chapters.train_epochs(layers, state, how, x, t, 1, 2, chapters.seeded(3), True, None)
        tested = chapters.evaluate(run.layers, loss, x, t, 0.5, None, penalties)
        total = chapters.penalized_total(tested.total, run.layers, how, M)
        found = [trial.loss for trial in run.trials], run.corrects, tuple(tested), total
        runs.append((flat(reference.network_parameters(run.layers)).tobytes(), *found))
    assert runs[0] == runs[1]


@pytest.mark.usefixtures("isa")
def test_every_instruction_set_gives_the_bits_of_the_reference() -> None:
    random = np.random.default_rng(5)
    for n in (1, 3, 8, 19, 70):
        gradients, values = random.normal(size=(2, n))
        values[::3] = np.random.default_rng(n).choice([0.0, -0.0, 1e-310, np.inf], len(values[::3]))
        layers = [DenseLayer(n, "linear", [values.tolist()], None)]
        if not np.isfinite(values).all():
            values[~np.isfinite(values)] = -1e300
            layers = [DenseLayer(n, "linear", [values.tolist()], None)]
        own = [Regularizers(kernel=BOTH)]
        wanted = reference.penalized_gradients([gradients.tolist()], layers, own)
        assert same(core.penalized_gradients(gradients, as_arrays(layers), own), wanted[0])


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.usefixtures("_as_before")
def test_a_float32_run_has_the_bits_of_binary32(threads: int) -> None:
    refnet.set_threads(threads)
    x, y, *_ = data(SMALL)
    settings, targets = optimizers.settings(SMALL.optimizer), rounded_targets(SMALL, y)
    penalties = [Regularizers(BOTH, activity=L1), Regularizers(bias=L2), Regularizers(activity=L2)]
    rounded = [
        Regularizers(*(each and binary32.as_settings(each) for each in own)) for own in penalties
    ]
    loss = rounded_loss(SMALL, targets)
    how = Training(loss, binary32.as_settings(settings), SMALL.batch_size, rounded)
    rows, seed = binary32.as_rows(x.tolist()), SMALL.seed + 1
    wanted = binary32.train(rounded_layers(SMALL), how, rows, targets, SMALL.epochs, seed)
    l1, l2, both = regularizers.L1(0.01), regularizers.L2(0.02), regularizers.L1L2(0.003, 0.004)
    named: list[dict[str, Any]] = [
        {"kernel_regularizer": both, "activity_regularizer": l1},
        {"bias_regularizer": l2},
        {"activity_regularizer": l2},
    ]
    sizes = zip(SMALL.sizes[1:], SMALL.activations, named, strict=True)
    layers = [Dense(units, activation, **own) for units, activation, own in sizes]
    model = Sequential(layers, seed=SMALL.seed, dtype="float32")
    model.compile(SMALL.optimizer, SMALL.loss, ["accuracy"])
    history = model.fit(x, y, SMALL.batch_size, SMALL.epochs, verbose=0).history
    check_state(model, wanted.layers, wanted.state)
    assert history["loss"] == [float(each) for each in wanted.losses]


def test_what_the_layers_cannot_have_is_refused() -> None:
    layers, x, t = dense_network()
    arrays = as_arrays(layers)
    state = core.initial_state(np.zeros(len(flat(reference.network_parameters(layers)))), SGD)

    def batch(own: Any) -> Any:
        how = Training("mse", SGD, 20, own)
        return core.train_batch(arrays, state, how, x, t, core.seeded(1))

    def run(own: Any) -> Any:
        return core.dense(arrays, "mse", SGD, x, t, regularizers=own)

    for call in (batch, run, lambda own: core.penalized_gradients(state.momentums, arrays, own)):
        call([EVERY._replace(recurrent=None), None])
        refused("wrong_type", "regularizers", call, "l2")
        refused("wrong_type", "regularizers", call, [L2, L2])
        wrong: Any = [Regularizers("l2"), None]  # type: ignore[arg-type]
        refused("wrong_type", "layers[0].kernel_regularizer", call, wrong)
        wrong = [None, Regularizers(bias=Regularizer("0"))]  # type: ignore[arg-type]
        refused("wrong_type", "layers[1].bias_regularizer.l1", call, wrong)
        refused("shape_mismatch", "regularizers", call, [None])
        refused("shape_mismatch", "layers[1].recurrent_regularizer", call, [None, OF_WEIGHTS])
        wrong = [None, Regularizers(activity=Regularizer(0.0, -1.0))]
        refused("out_of_range", "layers[1].activity_regularizer.l2", call, wrong)
        wrong = [Regularizers(Regularizer(np.inf)), None]
        refused("not_finite", "layers[0].kernel_regularizer.l1", call, wrong)
    for function in (core.network_penalty, core.regularized_variables):
        refused("wrong_type", "regularizers", lambda own, f=function: f(arrays, own), None)
