"""The training runs of Dense networks that are compared, and those of refnet beside them.

A run that must agree has a control beside it, a run of refnet with a small mistake that must not.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from crosscheck.loss_runs import LOSS_CASES
from crosscheck.page import CLIPPED_RATE, MISTAKE, Distance, Row
from crosscheck.training_runs import (
    ENDS,
    FURTHER_OPTIMIZERS,
    HIDDEN,
    OPTIMIZERS,
    Network,
    Trained,
    as_float32,
    loss_distance,
    optimizer_spec,
    task,
    train,
    train_with_float32_powers,
    weights_distance,
)

from refnet.reference.checks import SPARSE
from refnet.reference.losses import Loss
from refnet.reference.optimizers import Optimizer

FLOAT64 = {
    "floatx": "float64",
    "optimizer_floatx": "float64",
    "layers_dtype": "float64",
    "loss_dtype": "float64",
    "numbers": "numpy",
    "loss_from": "logits",
}
ALL_OPTIMIZERS = {**OPTIMIZERS, **FURTHER_OPTIMIZERS}
FLOAT32_NETWORK = Network("mse", "linear")


class Expectation(NamedTuple):
    """A training run of refnet, and whether it must agree with the other library's or differ."""

    trained: Trained
    must_agree: bool  # in the weights, and with needs_loss also in the loss
    needs_loss: bool = True
    shows_loss: bool = True


class Comparison(NamedTuple):
    """A training run of another library, and refnet's runs that it is compared with."""

    section: str
    words: tuple[str, ...]
    task: dict[str, Any]
    expectations: tuple[Expectation, ...]


def all_combinations() -> Iterator[Comparison]:
    """Yield each optimizer with each loss and last activation, and with each hidden activation."""
    for network in (*ENDS, *HIDDEN):
        for title, optimizer in OPTIMIZERS.items():
            yield comparison_with_control("keras", title, network, optimizer, **FLOAT64)


def loss_runs() -> Iterator[Comparison]:
    """Yield each loss of chapter further_losses, and each setting of a loss."""
    for case in LOSS_CASES:
        optimizer = Optimizer("sgd", case.rate)
        wrong = Optimizer("sgd", case.rate * (1.0 + MISTAKE))
        network = Network(case.loss, case.last)
        control = Expectation(train(network, wrong), must_agree=False, shows_loss=False)
        same = Expectation(train(network, optimizer), must_agree=True, needs_loss=case.needs_loss)
        yield Comparison(
            "losses",
            (case.loss.name, case.settings, case.last, case.loss_from),
            task(network, optimizer_spec(optimizer), **{**FLOAT64, "loss_from": case.loss_from}),
            (same, control),
        )


def float32_runs() -> Iterator[Comparison]:
    """Yield runs in which something inside Keras is float32, or could be."""
    yield from python_float_runs()
    keras = 'optimizer created before set_floatx("float64")'
    for title in ("sgd", "rmsprop", "adam"):
        expected = differs(title), agrees(with_float32_rate(OPTIMIZERS[title]))
        yield float32_run(keras, title, "learning rate", *expected, optimizer_floatx="float32")

    # The mean of the losses stays float32, so only the weights can agree.
    optimizer = with_float32_rate(OPTIMIZERS["sgd"])
    trained = train(FLOAT32_NETWORK, optimizer, has_float32_data=True)
    floatx = {"floatx": "float32", "optimizer_floatx": "float32"}
    yield float32_run(
        "no set_floatx; layers and loss are float64",
        "sgd",
        "learning rate, examples, mean of the losses",
        differs("sgd"),
        Expectation(trained, must_agree=True, needs_loss=False),
        **floatx,
    )
    yield float32_run(
        "no set_floatx; layers are float64",
        "sgd",
        "learning rate, examples, loss",
        differs("sgd"),
        **floatx,
        loss_dtype="float32",
    )
    for title in ("sgd", "adam"):
        yield float32_run(
            "defaults",
            title,
            "everything",
            differs(title),
            **floatx,
            loss_dtype="float32",
            layers_dtype="float32",
        )


def python_float_runs() -> Iterator[Comparison]:
    """Yield runs whose settings are Python floats, some of which Keras rounds to float32."""

    def run(title: str, inside: str, *expected: Expectation) -> Comparison:
        keras = "settings are Python floats"
        return float32_run(keras, title, inside, *expected, numbers="python")

    def with_float32_powers(optimizer: Optimizer) -> Expectation:
        return Expectation(train_with_float32_powers(FLOAT32_NETWORK, optimizer), must_agree=True)

    for title in ("sgd", "rmsprop, momentum", "adagrad", "adadelta", "sgd, clipnorm"):
        yield run(title, "nothing", agrees(ALL_OPTIMIZERS[title]))
    for title in ("sgd, momentum", "sgd, nesterov"):
        optimizer = OPTIMIZERS[title]
        rounded = agrees(optimizer._replace(momentum=as_float32(optimizer.momentum)))
        yield run(title, "momentum", differs(title), rounded)
    title = "sgd, weight_decay"
    yield run(title, "weight_decay", differs(title), agrees(decaying_in_float32(title)))
    powers = "powers of beta_1 and beta_2"
    yield run("adam", powers, differs("adam"), with_float32_powers(OPTIMIZERS["adam"]))
    rounded = with_float32_powers(ALL_OPTIMIZERS["adamax"])
    yield run("adamax", "powers of beta_1", differs("adamax"), rounded)
    rounded = with_float32_powers(decaying_in_float32("adamw"))
    yield run("adamw", f"weight_decay, {powers}", differs("adamw"), rounded)
    yield run("nadam", "beta_1, beta_2, 0.96", differs("nadam"))
    title = "sgd, PiecewiseConstantDecay"
    schedule = ALL_OPTIMIZERS[title].learning_rate
    schedule = schedule._replace(values=[as_float32(each) for each in schedule.values])
    rounded = agrees(ALL_OPTIMIZERS[title]._replace(learning_rate=schedule))
    yield run(title, "learning rates", differs(title), rounded)
    title = "sgd, ExponentialDecay"
    yield run(title, "schedule", differs(title))


def float32_run(
    keras: str, title: str, inside: str, *expectations: Expectation, **settings: str
) -> Comparison:
    """Return a comparison of the network that these runs have."""
    optimizer = optimizer_spec(ALL_OPTIMIZERS[title])
    described = task(FLOAT32_NETWORK, optimizer, **{**FLOAT64, **settings})
    return Comparison("float32", (keras, title, inside), described, expectations)


def agrees(optimizer: Optimizer) -> Expectation:
    """Return a run of that network that must agree."""
    return Expectation(train(FLOAT32_NETWORK, optimizer), must_agree=True)


def differs(title: str) -> Expectation:
    """Return a run of that network that must differ, because Keras rounds a number."""
    return Expectation(train(FLOAT32_NETWORK, ALL_OPTIMIZERS[title]), must_agree=False)


def decaying_in_float32(title: str) -> Optimizer:
    """Return the optimizer with its weight decay rounded to float32."""
    optimizer = ALL_OPTIMIZERS[title]
    return optimizer._replace(weight_decay=as_float32(optimizer.weight_decay))


def clipped_runs() -> Iterator[Comparison]:
    """Yield runs whose loss Keras calculates from logits, from outputs, and from copied outputs."""
    for scale, words in ((1.0, "unscaled"), (60.0, "times 60")):
        optimizer = OPTIMIZERS["sgd"] if scale == 1.0 else Optimizer("sgd", CLIPPED_RATE)
        for loss in ("binary_crossentropy", "categorical_crossentropy", SPARSE):
            last = "sigmoid" if loss == "binary_crossentropy" else "softmax"
            network = Network(loss, last, last_scale=scale)
            trained = train(network, optimizer)
            for loss_from, layers, must_agree in (
                ("logits", "linear, from_logits=True", True),
                ("outputs", last, True),
                ("copied outputs", f"{last}, then Rescaling(1.0)", scale == 1.0),
            ):
                described = task(
                    network, optimizer_spec(optimizer), **{**FLOAT64, "loss_from": loss_from}
                )
                expected = (Expectation(trained, must_agree),)
                yield Comparison("clipping", (loss, layers, words), described, expected)


def sklearn_runs() -> Iterator[Comparison]:
    """Yield the runs that MLPClassifier supports."""
    for hidden in (("sigmoid",), ("relu",), ("tanh",), ("sigmoid", "sigmoid"), ("relu", "relu")):
        network = Network(SPARSE, "softmax", hidden)
        for title, optimizer in OPTIMIZERS.items():
            if optimizer.name != "rmsprop":
                yield comparison_with_control("sklearn", title, network, optimizer)


def comparison_with_control(
    section: str, title: str, network: Network, optimizer: Optimizer, **settings: str
) -> Comparison:
    """Return a comparison that must agree, with a control that must not."""
    hidden = ", ".join(network.hidden) + ("" if network.has_bias else ", no biases")
    wrong = optimizer._replace(learning_rate=optimizer.learning_rate * (1.0 + MISTAKE))
    control = Expectation(train(network, wrong), must_agree=False, shows_loss=False)
    return Comparison(
        section,
        (title, Loss.of(network.loss).name, network.last, hidden),
        task(network, optimizer_spec(optimizer), **settings),
        (Expectation(train(network, optimizer), must_agree=True), control),
    )


def with_float32_rate(optimizer: Optimizer) -> Optimizer:
    """Return the optimizer with its learning rate rounded to float32."""
    return optimizer._replace(learning_rate=as_float32(optimizer.learning_rate))


def compare(comparison: Comparison, theirs: Trained) -> Row:
    """Return the distances of a training run from refnet's."""
    distances = [
        Distance(
            weights_distance(expected.trained, theirs),
            loss_distance(expected.trained, theirs),
            expected.must_agree,
            expected.needs_loss,
            expected.shows_loss,
        )
        for expected in comparison.expectations
    ]
    return Row(comparison.section, comparison.words, distances)
