"""Chapter further_losses: the gradients, measured, and what the loss makes of the targets."""

import math

import pytest
from support.gradients import central_differences, check_gradient

from refnet import reference
from refnet.reference import Loss
from refnet.reference.checks import LOSSES
from refnet.reference.dense import DenseLayer
from refnet.reference.further_losses import EPSILON, HIGHEST
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

TARGETS = [0.3, 0.9, 0.6]
LOGITS = [0.4, 0.7, 0.25]  # outputs of these are between 0 and 1 after each activation below
ACTIVATIONS = ["linear", "sigmoid", "softmax", "tanh"]
CROSSENTROPIES = [name for name in LOSSES if name.endswith("crossentropy")]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.25])
@pytest.mark.parametrize("name", LOSSES)
def test_the_gradients_are_measured(
    name: str, smoothing: float, from_logits: bool, activation: str
) -> None:
    loss = Loss(name, 0.5, from_logits, smoothing)

    def loss_at(d: list[float]) -> float:
        y = reference.activate(activation, d)
        return reference.example_loss(loss, activation, TARGETS, d, y)

    outputs = reference.activate(activation, LOGITS)
    (gradient,) = reference.loss_gradients(loss, activation, [TARGETS], [outputs])
    if not reference.is_of_logits(loss, activation):
        gradient = reference.layer_deltas(activation, gradient, LOGITS, outputs)
    check_gradient(gradient, central_differences(lambda at: loss_at(at.tolist()), LOGITS))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("name", CROSSENTROPIES)
def test_logits_are_outputs_before_one_more_activation(name: str, activation: str) -> None:
    outputs = reference.activate(activation, LOGITS)
    end = "sigmoid" if name == "binary_crossentropy" else "softmax"
    wanted = reference.example_loss(name, end, TARGETS, outputs, reference.activate(end, outputs))
    loss = Loss(name, from_logits=True)
    assert reference.example_loss(loss, activation, TARGETS, LOGITS, outputs) == wanted


@pytest.mark.parametrize("name", CROSSENTROPIES)
def test_outputs_give_about_what_logits_give(name: str) -> None:
    """The form for outputs of any activation, and the one for the loss's own activation."""
    end = "sigmoid" if name == "binary_crossentropy" else "softmax"
    y = reference.activate(end, LOGITS)
    of_logits = reference.example_loss(name, end, TARGETS, LOGITS, y)
    of_outputs = reference.example_loss(name, "linear", TARGETS, y, y)
    assert of_outputs == pytest.approx(of_logits, rel=1e-14)


def test_settings_of_other_losses_are_not_used() -> None:
    for name in LOSSES:
        if name not in CROSSENTROPIES:
            settings = Loss(name, from_logits=True, label_smoothing=0.5)
            for loss in (name, settings):
                assert not reference.is_of_logits(loss, "softmax")
            arguments = "linear", TARGETS, LOGITS, LOGITS
            assert reference.example_loss(settings, *arguments) == reference.example_loss(
                name, *arguments
            )


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_smoothing_is_that_of_the_targets(activation: str, from_logits: bool) -> None:
    outputs = reference.activate(activation, LOGITS)
    for name, share in [("binary_crossentropy", 0.125), ("categorical_crossentropy", 0.25 / 3.0)]:
        given = Loss(name, from_logits=from_logits, label_smoothing=0.25)
        plain, smoothed = Loss(name, from_logits=from_logits), [t * 0.75 + share for t in TARGETS]
        arguments = activation, smoothed, LOGITS, outputs
        wanted = reference.example_loss(plain, *arguments)
        assert reference.example_loss(given, activation, TARGETS, LOGITS, outputs) == wanted


def test_smoothing_of_one_output() -> None:
    binary = Loss("binary_crossentropy", label_smoothing=0.5)
    assert reference.loss_targets(binary, [1.0]) == [0.75]
    categorical = Loss("categorical_crossentropy", label_smoothing=0.5)
    assert reference.loss_targets(categorical, [1.0]) == [1.0]
    assert reference.loss_targets(categorical, [1.0, 0.0]) == [0.75, 0.25]


def test_hinge_looks_at_all_targets() -> None:
    signed = reference.loss_of_targets("hinge", [[0.0, 1.0], [1.0, -0.0]])
    assert reference.loss_targets(signed, [0.0, 1.0]) == [-1.0, 1.0]
    given = reference.loss_of_targets(signed, [[0.0, 1.0], [1.0, 2.0]])
    assert reference.loss_targets(given, [0.0, 1.0]) == [0.0, 1.0]
    assert reference.loss_of_targets("mse", [[0.0, 1.0]]) == Loss("mse")


@pytest.mark.parametrize(
    "loss",
    [
        Loss("binary_crossentropy", label_smoothing=1.0),
        Loss("hinge", binary_targets=True),
    ],
)
def test_predictions_are_counted_with_the_given_targets(loss: Loss) -> None:
    layers = [DenseLayer(1, "sigmoid", [[3.0]], [0.0])]
    inputs, targets = [[2.0], [-2.0], [1.0]], [[1.0], [0.0], [0.0]]
    assert reference.evaluate(layers, loss, inputs, targets).correct == 2
    state = reference.initial_state(reference.network_parameters(layers))
    training = Training(loss, Optimizer("sgd", 0.0), 3)
    generator = reference.seeded(0)
    trained = reference.train_epoch(
        layers, state, training, inputs, targets, [0, 1, 2], generator, 1
    )
    assert trained.correct == 2


def test_what_is_clipped_has_no_gradient() -> None:
    just_below, just_above = math.nextafter(EPSILON, 0.0), math.nextafter(HIGHEST, 1.0)
    at = [just_below, EPSILON, HIGHEST, just_above]
    gradient = reference.binary_crossentropy_of_outputs_gradient([0.5] * 4, at)
    assert [g != 0.0 for g in gradient] == [False, True, True, False]
    gradient = reference.kl_divergence_gradient([0.5] * 3, [just_below, 1.0, 1.5])
    assert gradient == [0.0, -0.5, 0.0]


def test_outputs_that_add_up_to_0_have_no_loss() -> None:
    for outputs in ([0.0, 0.0], [1.0, -1.0]):
        assert math.isnan(reference.categorical_crossentropy_of_outputs([1.0, 0.0], outputs))
        gradient = reference.categorical_crossentropy_of_outputs_gradient([1.0, 0.0], outputs)
        assert all(map(math.isnan, gradient))


def test_log_cosh_is_0_at_the_target_and_does_not_overflow() -> None:
    assert reference.log_cosh([0.3], [0.3]) == 0.0
    assert reference.log_cosh([0.0], [-1000.0]) == 1000.0 - math.log(2.0)
