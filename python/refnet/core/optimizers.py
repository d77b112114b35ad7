"""Chapter optimizers through the C core: refnet.reference.optimizers over NumPy arrays.

The parameters of a network, their gradients and what the optimizer remembers are one array each
here: the vectors of the reference one after another.
"""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Vector, as_vector, pointer
from refnet.core.checks import (
    checked_optimizer,
    checked_optimizer_of_step,
    checked_state,
    vectors_alike,
    vectors_for_step,
)
from refnet.core.structs import kernels, optimizer_struct
from refnet.reference.checks import check_count
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.readers import as_count, as_number


def initial_state(parameters: Any, optimizer: Optimizer) -> OptimizerState:
    """Return the state before the first step: zeros, or where Adagrad starts; powers of 1.

    parameters [size]. Raises RefnetError: wrong_type, and what an optimizer cannot be.
    """
    size = len(as_vector("parameters", parameters))
    optimizer = checked_optimizer("optimizer", optimizer)
    start = optimizer.initial_accumulator_value if optimizer.name == "adagrad" else 0.0
    return OptimizerState(np.zeros(size), np.full(size, start), 1.0, 1.0)


def step_rate(optimizer: Optimizer, step: int) -> float:
    """Return the learning rate of a step, counted from 0 (RATE-9).

    Raises RefnetError: wrong_type, out_of_range, and what an optimizer cannot be.
    """
    struct = optimizer_struct(checked_optimizer("optimizer", optimizer))
    step = as_count("step", step)
    check_count("step", step)
    rate: float = lib.refnet_step_rate(struct, step)
    return rate


def sgd_step(
    weights: Any, gradients: Any, momentums: Any, optimizer: Optimizer
) -> tuple[Vector, Vector]:
    """Return the weights after a step of gradient descent, and the momentums (DENSE-13).

    weights [n], gradients [n], momentums [n] -> [n], [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    gradients, stepped, momentums = vectors_for_step(weights, gradients, momentums=momentums)
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(momentums)
    kernels().sgd_step(*arrays, struct, len(stepped))
    return stepped, momentums


def rmsprop_step(
    weights: Any, gradients: Any, momentums: Any, velocities: Any, optimizer: Optimizer
) -> tuple[Vector, Vector, Vector]:
    """Return the weights after a step of RMSprop, the momentums and velocities (DENSE-14).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    gradients, stepped, momentums, velocities = vectors_for_step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(momentums), pointer(velocities)
    kernels().rmsprop_step(*arrays, struct, len(stepped))
    return stepped, momentums, velocities


def adam_step(
    weights: Any, gradients: Any, momentums: Any, velocities: Any, rate: float, optimizer: Optimizer
) -> tuple[Vector, Vector, Vector]:
    """Return the weights after a step of Adam, the momentums and velocities (DENSE-15).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: the learning
    rate of this step, which ``optimizer_step`` calculates.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    rate = as_number("rate", rate)
    gradients, stepped, momentums, velocities = vectors_for_step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(momentums), pointer(velocities)
    kernels().adam_step(*arrays, rate, struct, len(stepped))
    return stepped, momentums, velocities


def optimizer_step(
    parameters: Any, gradients: Any, state: OptimizerState, optimizer: Optimizer
) -> tuple[Vector, OptimizerState]:
    """Return all parameters after a step, and the state after it (DENSE-13 to 15, OPT-1 to 6).

    parameters [size], gradients [size], the state's momentums and velocities [size].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    parameters, gradients = vectors_alike("parameters", parameters, "gradients", gradients)
    size, stepped = len(parameters), parameters.copy()
    after = checked_state(state, "parameters", size)
    struct = optimizer_struct(checked_optimizer("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients)
    lib.refnet_optimizer_step(*arrays, after.struct, struct, size)
    return stepped, after.state()
