"""Chapter graphs: sources, and the gradients of sums and concatenations."""

from typing import Any

import numpy as np
import pytest
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples

from refnet import reference
from refnet.errors import RefnetError
from refnet.reference import AddLayer, ConcatenateLayer, DropoutLayer, FlattenLayer, MaskingLayer
from refnet.reference.graph_checks import as_sources
from refnet.reference.network_checks import placed_layers


def network() -> tuple[list[Any], list[list[int] | None]]:
    """Return layers of which several share sources, and the sources of each, for 3 inputs."""
    first, second, third = dense_layers((3, 4, 4, 2), ("tanh", "silu", "sigmoid"))
    layers = [first, second, AddLayer(), ConcatenateLayer(), third._replace(kernel=wide())]
    sources = [None, None, [1, 0, 0], [2, -1, 0], None]
    return placed_layers("layers", layers, (3,), sources), sources


def wide() -> list[list[float]]:
    """Return a kernel for 11 inputs and 2 units."""
    return [[((7 * i + j) % 5 - 2) / 4.0 for j in range(2)] for i in range(11)]


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy"])
def test_gradients_are_those_of_the_loss(loss: str) -> None:
    layers, sources = network()
    x, t = examples(4, 3, 2)
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        moved = reference.with_parameters(layers, parts)
        total, _ = reference.evaluate(moved, loss, x, t, sources=sources)
        return reference.reduce_loss(loss, total, len(x))

    forward = reference.network_forward(x, layers, sources)
    how = layers, forward, loss, None, None, sources
    gradients = reference.network_gradients(x, t, *how)
    check_gradient(flat(gradients), central_differences(loss_at, flat(vectors)))


def test_merging_layers_take_their_sources_cell_by_cell() -> None:
    row = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    both = ConcatenateLayer(((2, 1), (2, 3)))
    assert reference.concatenate_forward([row], both) == [[1, 3, 4, 5, 2, 6, 7, 8]]
    forward = reference.concatenate_forward([row], both)
    assert reference.concatenate_input_gradients([row], forward, both) == [row]
    assert reference.concatenate_shapes(both) == ((8,), (2, 4))
    total = AddLayer(((2, 2), (2, 2)))
    assert reference.add_forward([row], total) == [[6, 8, 10, 12]]
    assert reference.add_input_gradients([row], [[1.0, 2.0, 3.0, 4.0]], total) == [[1, 2, 3, 4] * 2]
    assert reference.add_shapes(total) == ((8,), (2, 2))


def test_a_step_is_real_where_it_is_in_one_of_the_sources() -> None:
    layers = [MaskingLayer(), MaskingLayer(1.0), AddLayer()]
    sources = [None, [-1], [0, 1]]
    placed = placed_layers("layers", layers, (3, 1), sources)
    masks = [f.output_mask for f in reference.network_forward([[0.0, 1.0, 2.0]], placed, sources)]
    assert masks == [[[False, True, True]], [[True, False, True]], [[True, True, True]]]
    unmasked = placed_layers("layers", [MaskingLayer(), AddLayer()], (3, 1), [None, [0, -1]])
    forward = reference.network_forward([[0.0, 1.0, 2.0]], unmasked, [None, [0, -1]])
    assert forward[1].output_mask is None


def test_a_chain_may_name_its_sources() -> None:
    layers, (x, t) = dense_layers((3, 4, 2), ("tanh", "linear")), examples(5, 3, 2)
    how = None, layers, "mse", reference.Optimizer("adam", 0.1), x, t
    assert reference.train(*how, sources=[[-1], [0]]) == reference.train(*how)


def test_the_first_layer_says_the_shape_of_its_sources() -> None:
    first = AddLayer(((2, 1), (2, 1)))
    [placed, _] = placed_layers("layers", [first, FlattenLayer()], None, [[-1, -1], None])
    assert placed == first


@pytest.mark.parametrize(
    ("layers", "sources", "code", "field"),
    [
        ([FlattenLayer()], [None, None], "shape_mismatch", "sources"),
        ([AddLayer(((4,), (4,)))], [[-1, -1]], "shape_mismatch", "layers[0].input_shapes"),
        ([FlattenLayer(), DropoutLayer(0.0)], [[-1], [-1]], "out_of_range", "layers[0]"),
        ([AddLayer()], [[-1, 0]], "out_of_range", "layers[0].sources"),
    ],
)
def test_layers_that_fit_no_graph(layers: Any, sources: Any, code: str, field: str) -> None:
    with pytest.raises(RefnetError) as raised:
        placed_layers("layers", layers, (3,), sources)
    assert (raised.value.code, raised.value.field) == (code, field)


@pytest.mark.parametrize(
    ("sources", "field"),
    [("0", "sources"), ([[0.5]], "layers[0].sources"), ([None, 1], "layers[1].sources")],
)
def test_what_are_no_sources(sources: Any, field: str) -> None:
    with pytest.raises(RefnetError) as raised:
        as_sources("layers", sources)
    assert (raised.value.code, raised.value.field) == ("wrong_type", field)


def test_sources_stay_as_they_are() -> None:
    layers, sources = network()
    x, t = examples(4, 3, 2)
    reference.train((3,), layers, "mse", reference.Optimizer("sgd", 0.1), x, t, sources=sources)
    assert sources == [None, None, [1, 0, 0], [2, -1, 0], None]
