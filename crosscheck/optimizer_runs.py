"""The further optimizers, weight decay, limits of gradients, schedules: refnet's runs with them.

Both libraries get the same classes and arguments by name, so the interface is compared as well. The
network is the one of the other training runs, with the loss mse.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from crosscheck.specs import Spec, said, spec
from crosscheck.training_runs import (
    BATCH_SIZE,
    EPOCHS,
    INPUTS,
    Network,
    Trained,
    examples,
    first_layers,
    task,
)

from refnet import Dense, Input, Sequential, callbacks, optimizers
from refnet.optimizers import schedules

NETWORK = Network("mse", "linear")
RATE_FACTOR = 0.9  # of LearningRateScheduler, which has a function
RATES = ("initial_learning_rate", "values")  # the settings of a schedule that are rates


class OptimizerCase(NamedTuple):
    """An optimizer, and which of its settings is wrong in the control.

    rate_factor: what a LearningRateScheduler multiplies the learning rate by before each epoch;
    differs_on: the backends of Keras that calculate something else, as the page reports
    """

    optimizer: Spec
    wrong: str = "learning_rate"
    rate_factor: float | None = None
    differs_on: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Return the cells that describe the case."""
        scheduler = "" if self.rate_factor is None else ", LearningRateScheduler"
        return self.optimizer.name + scheduler, said(self.optimizer.options), self.wrong

    def mistaken(self, factor: float) -> "OptimizerCase":
        """Return the case with the wrong setting multiplied by a factor."""
        options = self.optimizer.options
        wrong = {**options, self.wrong: times(options[self.wrong], factor)}
        return self._replace(optimizer=Spec(self.optimizer.name, wrong))


def times(value: Any, factor: float) -> Any:
    """Return a setting multiplied by a factor; of a schedule, its rates."""
    if isinstance(value, Spec):
        own = value.options
        return Spec(value.name, {**own, **{k: times(own[k], factor) for k in RATES if k in own}})
    return [each * factor for each in value] if isinstance(value, list) else value * factor


def optimizer_cases() -> Iterator[OptimizerCase]:
    """Yield all cases."""
    yield from further_cases()
    yield from decay_cases()
    yield from limit_cases()
    yield from schedule_cases()


def further_cases() -> Iterator[OptimizerCase]:
    """Yield the further optimizers with their defaults, and with other settings."""
    for each in (
        spec("Adagrad", learning_rate=0.05),
        spec("Adagrad", learning_rate=0.05, initial_accumulator_value=0.01, epsilon=1e-4),
        spec("Adadelta", learning_rate=1.0),
        spec("Adadelta", learning_rate=1.0, rho=0.8, epsilon=1e-5),
        spec("Adamax", learning_rate=0.01),
        spec("Adamax", learning_rate=0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-5),
        spec("Nadam", learning_rate=0.01),
        spec("Nadam", learning_rate=0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-5),
        spec("AdamW", learning_rate=0.01),
        spec("AdamW", learning_rate=0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-5),
    ):
        yield OptimizerCase(each, differs_on=float32_inside(each))


def decay_cases() -> Iterator[OptimizerCase]:
    """Yield every optimizer with weights that decay."""
    for each in (
        spec("SGD", learning_rate=0.02),
        spec("SGD", learning_rate=0.02, momentum=0.9, nesterov=True),
        spec("RMSprop", learning_rate=0.01),
        spec("Adam", learning_rate=0.01),
        spec("AdamW", learning_rate=0.01),
        spec("Adagrad", learning_rate=0.05),
        spec("Adadelta", learning_rate=1.0),
        spec("Adamax", learning_rate=0.01),
        spec("Nadam", learning_rate=0.01),
    ):
        decaying = Spec(each.name, {**each.options, "weight_decay": 0.1})
        yield OptimizerCase(decaying, "weight_decay", differs_on=float32_inside(each))


def limit_cases() -> Iterator[OptimizerCase]:
    """Yield limits that only some gradients exceed, none, and both with other settings."""
    sgd, adam = {"learning_rate": 0.1}, {"learning_rate": 0.01}
    momentum = {"learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.1}
    for limit, value in (("clipnorm", 0.3), ("clipvalue", 0.1), ("global_clipnorm", 0.4)):
        for name, options in (("SGD", sgd), ("SGD", momentum), ("Adam", adam)):
            yield OptimizerCase(Spec(name, {**options, limit: value}), limit)
        yield OptimizerCase(Spec("SGD", {**sgd, limit: 1000.0}))


def schedule_cases() -> Iterator[OptimizerCase]:
    """Yield each schedule with each setting, and the callback that sets the rate of an epoch."""
    rate: dict[str, Any] = {"initial_learning_rate": 0.05}
    falling = {**rate, "decay_steps": 20, "decay_rate": 0.3}
    cosine = spec("CosineDecay", **rate, decay_steps=30, warmup_target=0.1, warmup_steps=10)
    for schedule in (
        spec("ExponentialDecay", **falling),
        spec("ExponentialDecay", **falling, staircase=True),
        spec("InverseTimeDecay", **falling),
        spec("InverseTimeDecay", **falling, staircase=True),
        spec("PiecewiseConstantDecay", boundaries=[10, 30], values=[0.1, 0.03, 0.01]),
        spec("PolynomialDecay", **rate, decay_steps=40),
        spec("PolynomialDecay", **rate, decay_steps=40, end_learning_rate=0.01, power=2.5),
        spec("PolynomialDecay", **rate, decay_steps=15, cycle=True),
        spec("CosineDecay", **rate, decay_steps=40),
        spec("CosineDecay", **rate, decay_steps=40, alpha=0.1),
        cosine,
    ):
        yield OptimizerCase(spec("SGD", learning_rate=schedule))
    exponential = spec("ExponentialDecay", **falling)
    yield OptimizerCase(spec("SGD", learning_rate=exponential, momentum=0.9, weight_decay=0.1))
    yield OptimizerCase(spec("AdamW", learning_rate=exponential, weight_decay=0.1))
    yield OptimizerCase(spec("RMSprop", learning_rate=cosine))
    for name, learning_rate in (("SGD", 0.05), ("Adam", 0.01)):
        optimizer = spec(name, learning_rate=learning_rate)
        yield OptimizerCase(optimizer, rate_factor=RATE_FACTOR)


def float32_inside(optimizer: Spec) -> tuple[str, ...]:
    """Return the backends on which Keras has a constant of this optimizer in float32."""
    return ("tensorflow",) if optimizer.name == "Nadam" else ()


def optimizer_task(case: OptimizerCase, settings: dict[str, str]) -> dict[str, Any]:
    """Return a training run as in_keras.py reads it; settings: its fields about float32."""
    scheduled = {} if case.rate_factor is None else {"rate_factor": case.rate_factor}
    return task(NETWORK, case.optimizer, **settings, **scheduled)


def train_optimizer(case: OptimizerCase) -> Trained:
    """Train refnet's model."""
    layers = first_layers(NETWORK)
    dense = [Dense(layer.units, layer.activation) for layer in layers]
    model = Sequential([Input((INPUTS,)), *dense])
    model.set_weights([part for layer in layers for part in (layer.kernel, layer.bias)])
    model.compile(made(case.optimizer), "mse")
    history = model.fit(
        *examples("mse"),
        BATCH_SIZE,
        EPOCHS,
        verbose=0,
        shuffle=False,
        callbacks=[] if case.rate_factor is None else [scheduler(case.rate_factor)],
    ).history
    return Trained(np.array(history["loss"]), model.get_weights())


def scheduler(factor: float) -> callbacks.LearningRateScheduler:
    """Return the callback that multiplies the learning rate before each epoch."""
    return callbacks.LearningRateScheduler(lambda epoch, rate: rate * factor)


def made(optimizer: Spec) -> Any:
    """Return an optimizer of refnet."""
    settings = dict(optimizer.options)
    rate = settings["learning_rate"]
    if isinstance(rate, Spec):
        settings["learning_rate"] = getattr(schedules, rate.name)(**rate.options)
    return getattr(optimizers, optimizer.name)(**settings)
