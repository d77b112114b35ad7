"""Chapter dropout: factors, the order in which they are drawn, and gradients, measured."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples
from support.refusals import refused
from support.steps import bidirectional, gru, lstm, simple_rnn, steps

from refnet import RefnetError, reference
from refnet.reference.checks import MOST_NUMBERS
from refnet.reference.dropout import DropoutLayer
from refnet.reference.network import drawn_layers, network_outputs, outputs_in_batches
from refnet.reference.network_checks import as_layers, check_layer_values, placed_layers
from refnet.reference.random import next_double, seeded

SGD = reference.Optimizer("sgd", 0.1)


def network() -> list[Any]:
    """Return a network that leaves out inputs and hidden units."""
    first, second = dense_layers((3, 4, 2), ("tanh", "sigmoid"))
    return [DropoutLayer(0.25, (3,)), first, DropoutLayer(0.5, (4,)), second]


def test_factors_are_zeros_and_what_is_kept() -> None:
    factors = reference.random_factors(20000, 0.2, seeded(1))
    assert set(factors) == {0.0, 1.25}
    assert abs(factors.count(0.0) - 4000) < 200
    assert abs(sum(factors) - 20000.0) < 250.0


def test_a_double_is_below_the_rate_or_not() -> None:
    double = next_double(seeded(9))
    assert reference.random_factors(1, double, seeded(9)) == [1.0 / (1.0 - double)]
    above = float(np.nextafter(double, 1.0))
    assert reference.random_factors(1, above, seeded(9)) == [0.0]


def test_layers_draw_first_to_last_and_example_by_example() -> None:
    drawn = drawn_layers(network(), 2, seeded(3))
    generator = seeded(3)
    for i, n, rate, kept in [(0, 3, 0.25, 1.0 / 0.75), (2, 4, 0.5, 2.0)]:
        rows = [[0.0 if next_double(generator) < rate else kept for _ in range(n)] for _ in "ab"]
        assert drawn[i].factors == rows
    assert [drawn[1], drawn[3]] == [network()[1], network()[3]]


def test_a_rate_of_0_draws_nothing() -> None:
    generator = seeded(3)
    drawn = reference.dropout_drawn(DropoutLayer(0.0, (2, 2)), 3, generator)
    assert drawn.factors == [[1.0] * 4] * 3
    assert next_double(generator) == next_double(seeded(3))


def test_outside_training_nothing_is_left_out() -> None:
    layer, x = DropoutLayer(0.5, (2,)), [[1.0, -0.0]]
    assert reference.dropout_forward(x, layer) == x
    assert reference.dropout_forward(x, layer)[0] is not x[0]
    left_out = layer._replace(factors=[[2.0, 0.0]])
    assert reference.dropout_forward([[1.5, 7.0]], left_out) == [[3.0, 0.0]]
    assert reference.dropout_input_gradients(x, [[1.5, 7.0]], left_out) == [[3.0, 0.0]]


def test_the_layer() -> None:
    layer = DropoutLayer(0.5, (2, 3))
    assert (layer.kind, layer.activation) == ("dropout", "linear")
    assert reference.dropout_shapes(layer) == ((2, 3), (2, 3))


def sequences(build: Any) -> list[Any]:
    """Return a network with rates of all sorts: [4, 3] -> 2 outputs."""
    first = build(3, 2, dropout=0.25, recurrent_dropout=0.3, return_sequences=True)
    u = 2 * first.units if "backward_kernel" in first._fields else first.units
    second = lstm(u, 2, dropout=0.2, recurrent_dropout=0.1, go_backwards=True)
    return [
        reference.MaskingLayer(0.0, (4, 3)),
        DropoutLayer(0.2, (4, 3)),
        first,
        DropoutLayer(0.3, (4, u)),
        second,
        *dense_layers((2, 2), ("sigmoid",)),
    ]


@pytest.mark.parametrize(
    "layers",
    [
        network(),
        *(sequences(build) for build in (simple_rnn, lstm, gru)),
        sequences(lambda n, u, **fields: bidirectional("gru", n, u, **fields)),
    ],
    ids=["dense", "simple_rnn", "lstm", "gru", "bidirectional"],
)
def test_gradients_are_those_that_are_measured(layers: list[Any]) -> None:
    """With the same seed, the same numbers are left out in each measurement."""
    shape = layers[0].input_shape
    x, (_, t) = steps(5, shape), examples(5, 1, 2)
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        drawn = drawn_layers(reference.with_parameters(layers, parts), 5, seeded(6))
        total, _ = reference.evaluate(drawn, "mse", x, t)
        return reference.reduce_loss("mse", total, 5)

    drawn = drawn_layers(layers, 5, seeded(6))
    forward = reference.network_forward(x, drawn)
    gradients = flat(reference.network_gradients(x, t, drawn, forward, "mse"))
    check_gradient(gradients, central_differences(loss_at, flat(vectors)))


def test_outputs_of_batches_are_those_of_one() -> None:
    layers, x = sequences(gru), steps(5, (4, 3))
    assert outputs_in_batches(x, layers, 2) == network_outputs(x, layers)


@BACKENDS
def test_a_seed_decides_what_is_left_out(chapters: ModuleType) -> None:
    x, t = examples(5, 3, 2)

    def losses(seed: int | None, shuffle: bool) -> list[float]:
        run = chapters.train(None, network(), "mse", SGD, x, t, 2, 2, seed, None, shuffle)
        return [trial.loss for trial in run.trials]

    assert losses(None, True) == losses(None, False) == losses(0, False)
    assert losses(0, True) != losses(0, False)
    assert losses(1, False) != losses(0, False)
    assert losses(1, False) == losses(1, False)


@pytest.mark.parametrize("rate", [None, "0.5", True, [0.5]])
def test_a_rate_of_another_type(rate: Any) -> None:
    refused("wrong_type", "layers[0].rate", as_layers, "layers", [DropoutLayer(rate)])
    for field in ("dropout", "recurrent_dropout"):
        for layer in (gru(3, 2), bidirectional("lstm", 3, 2)):
            changed: Any = layer._replace(**{field: rate})
            refused("wrong_type", f"layers[0].{field}", as_layers, "layers", [changed])


@pytest.mark.parametrize("stateful", [None, 1, "true"])
def test_states_that_are_neither_kept_nor_not(stateful: Any) -> None:
    layer = simple_rnn(3, 2, stateful=stateful)
    refused("wrong_type", "layers[0].stateful", as_layers, "layers", [layer])


@pytest.mark.parametrize(
    ("rate", "code"),
    [
        (1.0, "out_of_range"),
        (-5e-324, "out_of_range"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
    ],
)
def test_a_rate_that_cannot_be(rate: float, code: str) -> None:
    for layer, field in [
        (DropoutLayer(rate, (2,)), "rate"),
        (lstm(3, 2, dropout=rate), "dropout"),
        (simple_rnn(3, 2, recurrent_dropout=rate), "recurrent_dropout"),
        (bidirectional("gru", 3, 2, dropout=rate), "dropout"),
    ]:
        refused(code, f"layers[0].{field}", check_layer_values, "layers", [layer])


def test_what_belongs_to_a_batch_is_not_read() -> None:
    layers: list[Any] = [
        DropoutLayer(0, [2], factors="?"),  # type: ignore[arg-type]
        gru(3, 2, state=7, factors=[[1.0]], mask="?"),
    ]
    dropout, recurrent = as_layers("layers", layers)
    assert dropout == DropoutLayer(0.0, (2,))
    assert type(dropout.rate) is float
    assert recurrent == gru(3, 2)


def test_inputs_that_a_layer_cannot_take() -> None:
    for layer in (DropoutLayer(0.5), DropoutLayer(0.5, ())):
        refused("empty", "input_shape", placed_layers, "layers", [layer], None)
    large = DropoutLayer(0.5, (MOST_NUMBERS, 2))
    first = reference.FlattenLayer((2,))
    refused("out_of_range", "layers[1].input_shape", placed_layers, "layers", [first, large], None)
    refused("shape_mismatch", "layers[0].input_shape", placed_layers, "layers", [first], (3,))


@BACKENDS
@pytest.mark.parametrize("build", [simple_rnn, lstm, gru])
def test_a_batch_that_is_short_has_no_state(chapters: ModuleType, build: Any) -> None:
    x, (_, t) = steps(5, (4, 3)), examples(5, 1, 2)
    layers = [DropoutLayer(0.1, (4, 3)), build(3, 2, stateful=True)]
    for size in (2, 4, 6):
        with pytest.raises(RefnetError) as caught:
            chapters.train(None, layers, "mse", SGD, x, t, size)
        assert (caught.value.code, caught.value.field) == ("out_of_range", "batch_size")
        assert "a divisor of the number of examples, 5" in caught.value.message
    for whole in (1, 5, None):
        assert len(chapters.train(None, layers, "mse", SGD, x, t, whole).trials) == 1
