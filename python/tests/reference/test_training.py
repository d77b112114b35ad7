"""Chapter training: the shuffle, the batches, what is counted and where a run diverges."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat
from support.networks import dense_layers, examples

from refnet import RefnetError, reference
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

SGD = Optimizer("sgd", 0.1)


def test_a_shuffle_is_fair() -> None:
    generator = reference.seeded(5)
    counts = np.zeros((4, 4))
    for _ in range(6000):
        for place, number in enumerate(reference.permutation(4, generator)):
            counts[place, number] += 1
    assert np.abs(counts - 1500).max() < 150
    assert reference.permutation(0, generator) == []
    assert reference.permutation(1, generator) == [0]


@BACKENDS
def test_one_output_is_compared_with_one_half_and_several_by_the_largest(
    chapters: ModuleType,
) -> None:
    targets, outputs = [[1.0], [1.0], [0.0], [0.5], [2.0]], [[0.6], [0.5], [0.5], [0.4], [2.0]]
    assert chapters.correct_predictions(targets, outputs) == 2
    assert chapters.accuracy(targets, outputs) == 2.0 / 5.0
    targets = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    outputs = [[0.1, 0.3, 0.3], [0.2, 0.2, 0.1], [0.4, 0.3, 0.3]]
    assert chapters.correct_predictions(targets, outputs) == 2
    assert chapters.accuracy(targets, outputs) == 2.0 / 3.0


@BACKENDS
def test_the_last_batch_may_be_short(chapters: ModuleType) -> None:
    layers, (x, t) = dense_layers((3, 4, 2), ("relu", "linear")), examples(5, 3, 2)
    training, order = Training("mse", SGD, 3), [4, 0, 2, 1, 3]
    state = chapters.initial_state(chapters.network_parameters(layers), SGD)
    generator = chapters.seeded(0)
    whole = chapters.train_epoch(layers, state, training, x, t, order, generator, 1, 0.5)
    total = 0.5
    trained: Any = layers
    for batch in (order[:3], order[3:]):
        rows = [x[i] for i in batch], [t[i] for i in batch]
        trained, state, losses, _ = chapters.train_batch(trained, state, training, *rows, generator)
        for loss in losses:
            total = total + loss
    assert whole.total == total
    assert flat(chapters.network_parameters(whole.layers)).tolist() == (
        flat(chapters.network_parameters(trained)).tolist()
    )


@BACKENDS
def test_a_divergence_names_epoch_and_batch(chapters: ModuleType) -> None:
    layers = dense_layers((2, 3, 1), ("linear", "linear"))
    x, t = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0], [2.0], [3.0]]
    # Weights of some 1e32 after the first batch, 1e126 after the second: outputs of 1e252 follow.
    with pytest.raises(RefnetError) as caught:
        chapters.dense(layers, "mse", Optimizer("sgd", 1e30), x, t, 2, 9)
    error = caught.value
    assert (error.code, error.field, error.trial, error.batch) == ("diverged", "loss", 2, 1)
    assert error.message == "loss: left the finite numbers in trial 2, batch 1"


@BACKENDS
def test_what_is_given_stays_as_it_is(chapters: ModuleType) -> None:
    layers, (x, t) = dense_layers((2, 3, 1), ("tanh", "linear")), examples(4, 2, 1)
    before = repr((layers, x, t))
    run = chapters.dense(layers, "mse", Optimizer("adam", 0.1), x, t, 2, 3, 1)
    assert repr((layers, x, t)) == before
    assert (
        len({flat(chapters.network_parameters(trial.layers)).tobytes() for trial in run.trials})
        == 3
    )


@BACKENDS
def test_a_seed_shuffles_only_where_shuffle_says_so(chapters: ModuleType) -> None:
    layers, (x, t) = dense_layers((2, 3, 1), ("tanh", "linear")), examples(5, 2, 1)

    def losses(seed: int | None, *shuffle: bool) -> list[float]:
        run = chapters.dense(layers, "mse", SGD, x, t, 2, 3, seed, None, *shuffle)
        return [trial.loss for trial in run.trials]

    in_order = losses(None)
    assert losses(None, True) == losses(None, False) == losses(3, False) == in_order
    assert losses(3) == losses(3, True)
    assert losses(3) != in_order


@BACKENDS
@pytest.mark.parametrize("shuffle", [None, 1, "true"])
def test_what_is_neither_true_nor_false(chapters: ModuleType, shuffle: Any) -> None:
    layers, (x, t) = dense_layers((2, 1), ("linear",)), examples(2, 2, 1)
    with pytest.raises(RefnetError) as caught:
        chapters.dense(layers, "mse", SGD, x, t, 1, 1, 3, [True], shuffle)
    assert caught.value.field == "record"
    with pytest.raises(RefnetError) as caught:
        chapters.dense(layers, "mse", SGD, x, t, 1, 1, 3, None, shuffle)
    assert (caught.value.code, caught.value.field) == ("wrong_type", "shuffle")
