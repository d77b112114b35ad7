"""Chapter further_optimizers through the C core: refnet.reference.further_optimizers over arrays.

The optimizer has the learning rate of the step as a number.
"""

from typing import Any

from refnet._core import ffi, lib
from refnet.core.arrays import Vector, as_vector, pointer
from refnet.core.checks import (
    checked_optimizer,
    checked_optimizer_of_step,
    vectors_for_step,
)
from refnet.core.structs import kernels, optimizer_struct
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import as_number


def decayed(weights: Any, optimizer: Optimizer) -> Vector:
    """Return the weights before a step, smaller by weight_decay times the rate (OPT-5).

    weights [n] -> [n]. Raises RefnetError: wrong_type, and what an optimizer cannot be.
    """
    stepped: Vector = as_vector("weights", weights).copy()
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    kernels().decayed(pointer(stepped), struct, len(stepped))
    return stepped


def adagrad_step(
    weights: Any, gradients: Any, velocities: Any, optimizer: Optimizer
) -> tuple[Vector, Vector]:
    """Return the weights after a step of Adagrad, and the velocities (OPT-1).

    weights [n], gradients [n], velocities [n] -> [n], [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    gradients, stepped, velocities = vectors_for_step(weights, gradients, velocities=velocities)
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(velocities)
    kernels().adagrad_step(*arrays, struct, len(stepped))
    return stepped, velocities


def adadelta_step(
    weights: Any, gradients: Any, momentums: Any, velocities: Any, optimizer: Optimizer
) -> tuple[Vector, Vector, Vector]:
    """Return the weights after a step of Adadelta, the mean squared steps and gradients (OPT-2).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; momentums: the means
    of the squared steps.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    gradients, stepped, momentums, velocities = vectors_for_step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(momentums), pointer(velocities)
    lib.refnet_adadelta_step(*arrays, struct, len(stepped))
    return stepped, momentums, velocities


def adamax_step(
    weights: Any, gradients: Any, momentums: Any, velocities: Any, rate: float, optimizer: Optimizer
) -> tuple[Vector, Vector, Vector]:
    """Return the weights after a step of Adamax, the momentums and largest gradients (OPT-3).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; velocities: the
    largest recent gradients; rate: the learning rate of this step, which ``optimizer_step``
    calculates.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    rate = as_number("rate", rate)
    gradients, stepped, momentums, velocities = vectors_for_step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(momentums), pointer(velocities)
    lib.refnet_adamax_step(*arrays, rate, struct, len(stepped))
    return stepped, momentums, velocities


def nadam_momentum(decay_power: float, optimizer: Optimizer) -> float:
    """Return Nadam's beta_1 of a step; decay_power: 0.96 to the power of the step's number (OPT-4).

    Steps count from 1. Raises RefnetError: wrong_type, and what an optimizer cannot be.
    """
    decay_power = as_number("decay_power", decay_power)
    struct = optimizer_struct(checked_optimizer("optimizer", optimizer))
    momentum: float = lib.refnet_nadam_momentum(decay_power, struct)
    return momentum


def nadam_factors(
    decay_power: float, momentum_product: float, optimizer: Optimizer
) -> tuple[float, float]:
    """Return the factors of the momentum and of the gradient in a step of Nadam (OPT-4).

    decay_power: 0.96 to the power of the step's number; momentum_product: of ``nadam_momentum`` of
    all steps up to this one. Raises RefnetError: wrong_type, and what an optimizer cannot be.
    """
    powers = as_number("decay_power", decay_power), as_number("momentum_product", momentum_product)
    struct = optimizer_struct(checked_optimizer("optimizer", optimizer))
    factors = ffi.new("double[2]")
    lib.refnet_nadam_factors(*powers, struct, factors, factors + 1)
    return factors[0], factors[1]


def nadam_step(
    weights: Any,
    gradients: Any,
    momentums: Any,
    velocities: Any,
    ahead: float,
    now: float,
    correction: float,
    optimizer: Optimizer,
) -> tuple[Vector, Vector, Vector]:
    """Return the weights after a step of Nadam, the momentums and velocities (OPT-4).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; ahead and now: the
    factors of the momentum and of the gradient in a step, from ``nadam_factors``; correction: of
    the velocities for their start at zero.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    factors = as_number("ahead", ahead), as_number("now", now), as_number("correction", correction)
    gradients, stepped, momentums, velocities = vectors_for_step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    struct = optimizer_struct(checked_optimizer_of_step("optimizer", optimizer))
    arrays = pointer(stepped), pointer(gradients), pointer(momentums), pointer(velocities)
    lib.refnet_nadam_step(*arrays, *factors, struct, len(stepped))
    return stepped, momentums, velocities
