"""Chapter frozen: what fixtures cannot show."""

from typing import Any

import numpy as np
import pytest
from support.bits import flat
from support.networks import dense_layers, examples

from refnet import core, reference
from refnet.errors import RefnetError
from refnet.reference import BatchNormalizationLayer, Optimizer, Regularizer, Regularizers
from refnet.reference.training import Training

LAYERS = dense_layers((3, 4, 5, 2), ("tanh", "relu", "sigmoid"))
X, T = examples(5, 3, 2)


def gradients_of(frozen: Any) -> Any:
    forward = reference.network_forward(X, LAYERS)
    return reference.network_gradients(X, T, LAYERS, forward, "mse", frozen=frozen)


def test_layers_that_learn_have_the_gradients_that_they_have_without_frozen_ones() -> None:
    for number in range(3):
        frozen = [i == number for i in range(3)]
        found, all_of_them = gradients_of(frozen), gradients_of(None)
        assert len(found) == len(all_of_them)
        own = slice(
            *np.cumsum([0, *(len(reference.network_parameters([each])) for each in LAYERS)])[
                number : number + 2
            ]
        )
        assert all(vector == [] for vector in found[own])
        found[own] = all_of_them[own]
        assert found == all_of_them


def test_the_core_has_zeros_where_the_reference_has_no_gradients() -> None:
    frozen = [False, True, False]
    layers = core.with_parameters(LAYERS, core.network_parameters(LAYERS))
    forward = core.network_forward(X, layers)
    found = core.network_gradients(X, T, layers, forward, "mse", frozen=frozen)
    sizes = [len(reference.network_parameters([each])) for each in LAYERS]
    vectors = gradients_of(frozen)
    wanted = [
        given if given else [0.0] * len(old)
        for given, old in zip(vectors, gradients_of(None), strict=True)
    ]
    assert sum(sizes) == len(vectors)
    assert found.tolist() == flat(wanted).tolist()


def test_a_frozen_layer_keeps_the_state_of_the_optimizer_and_the_others_count() -> None:
    optimizer = Optimizer("adagrad", 0.1, weight_decay=0.5)
    training = Training("mse", optimizer, 5, frozen=[True, False, True])
    state = reference.initial_state(reference.network_parameters(LAYERS), optimizer)
    data = training, X, T, reference.seeded(0)
    trained = reference.train_batch(LAYERS, state, *data)
    assert trained.layers[0] == LAYERS[0]
    assert trained.layers[1] != LAYERS[1]
    assert trained.layers[2] == LAYERS[2]
    assert trained.state.steps == 1
    first = len(reference.network_parameters(LAYERS[:1]))
    assert trained.state.velocities[:first] == state.velocities[:first]
    assert trained.state.velocities[first] != state.velocities[first]


def test_a_frozen_batch_normalization_is_not_in_training() -> None:
    layer = BatchNormalizationLayer([1.0], [0.0], [0.5], [2.0], input_shape=(1,))
    modules: list[Any] = [reference, core]
    for chapters in modules:
        drawn = chapters.drawn_layers([layer, layer], 3, chapters.seeded(0), [True, False])
        assert [each.training for each in drawn] == [False, True]
    dense = LAYERS[0]
    assert reference.frozen_layer(dense) is dense


def test_penalties_are_those_of_layers_that_learn() -> None:
    own = [Regularizers(kernel=Regularizer(l1=1.0))] * 3
    modules: list[Any] = [reference, core]
    for chapters in modules:
        layers = core.with_parameters(LAYERS, core.network_parameters(LAYERS))
        parts = [chapters.network_penalty([each], own[:1]) for each in layers]
        penalty = chapters.network_penalty(layers, own, [False, True, False])
        assert penalty == parts[0] + parts[2]
        variables = chapters.regularized_variables(layers, own, [True, True, True])
        assert all(regularizer is None for _, regularizer in variables)


@pytest.mark.parametrize("chapters", [reference, core])
@pytest.mark.parametrize(
    ("frozen", "code"),
    [([True], "shape_mismatch"), ("abc", "wrong_type"), ([0, 1, 0], "wrong_type")],
)
def test_refusals(chapters: Any, frozen: Any, code: str) -> None:
    with pytest.raises(RefnetError) as caught:
        chapters.dense(LAYERS, "mse", Optimizer("sgd", 0.1), X, T, frozen=frozen)
    assert (caught.value.code, caught.value.field) == (code, "frozen")


def test_the_core_refuses_numbers_of_layers_that_there_are_not() -> None:
    assert core.is_frozen(1, [False, True])
    assert not core.is_frozen(7, None)
    with pytest.raises(RefnetError):
        core.is_frozen(2, [False, True])
