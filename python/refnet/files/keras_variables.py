"""The variables of a model in Keras's order: those of the layers, and those of the optimizer."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet import optimizers
from refnet.files.stored_layers import STORED, bad_file, tensors_of
from refnet.layers import Bidirectional, Layer, TimeDistributed
from refnet.layers.freezing import frozen_of
from refnet.layers.normalization import Normalization
from refnet.layers.recurrent import Recurrent
from refnet.layers.stack import with_shapes
from refnet.reference.further_optimizers import MOMENTUM_DECAY, nadam_momentum
from refnet.reference.optimizers import OptimizerState
from refnet.reference.readers import LARGEST_COUNT
from refnet.reference.tiny_numbers import flushed

Array = NDArray[Any]

# What Keras calls the momentums and velocities of a variable, in its order.
SLOTS: dict[str, tuple[tuple[str, str], ...]] = {
    "SGD": (("momentum", "momentums"),),
    "RMSprop": (("velocity", "velocities"), ("momentum", "momentums")),
    "Adam": (("momentum", "momentums"), ("velocity", "velocities")),
    "AdamW": (("momentum", "momentums"), ("velocity", "velocities")),
    "Adagrad": (("accumulator", "velocities"),),
    "Adadelta": (("accumulated_grad", "velocities"), ("accumulated_delta_var", "momentums")),
    "Adamax": (("momentum", "momentums"), ("norm", "velocities")),
    "Nadam": (("momentum", "momentums"), ("velocity", "velocities")),
}
MOMENTS = ("mean", "variance", "count")
BY_SLOT = ("RMSprop",)  # all velocities, then all momentums; the others go variable by variable
MOST_PRODUCTS = 10_000_000  # steps whose products are multiplied one by one


class LayerWeights(NamedTuple):
    """The weights of a layer that is built: names and arrays, in the order of ``get_weights``."""

    layer: Layer
    names: list[str]
    arrays: list[Array]


class Slot(NamedTuple):
    """One of the vectors that an optimizer keeps for a variable."""

    vector: str  # "momentums" or "velocities"
    start: int  # in this vector
    shape: tuple[int, ...]
    name: str  # of the variable in Keras's files


def weights_of(
    layers: Sequence[Layer], built: Sequence[Any], shape: Any, dtype: str
) -> list[LayerWeights]:
    """Return the weights of layers, and what a Normalization has adapted to.

    built: the layers of refnet.reference with arrays; shape: of an example
    """
    result = []
    for (layer, seen, _), each in zip(with_shapes(layers, shape), built, strict=True):
        if isinstance(layer, Normalization):
            result.append(_moments(layer, seen, dtype))
            continue
        tensors = tensors_of(each)
        names = [name for name in tensors if name in STORED[each.kind].trained]
        result.append(LayerWeights(layer, names, [np.asarray(tensors[name]) for name in names]))
    return result


def _moments(layer: Normalization, shape: Any, dtype: str) -> LayerWeights:
    """Return mean, variance and count as Keras keeps them, where they are no settings."""
    if layer.has_given_moments:
        return LayerWeights(layer, [], [])
    sizes = layer.moment_shape(shape)
    mean = np.zeros(sizes, dtype) if layer.mean is None else layer.mean.astype(dtype)
    variance = np.ones(sizes, dtype) if layer.variance is None else layer.variance.astype(dtype)
    return LayerWeights(layer, [*MOMENTS], [mean, variance, np.array(0, np.int32)])


def groups_of(layer: Layer, path: str, count: int) -> list[tuple[str, int]]:
    """Return the groups in which Keras keeps the weights of a layer, and how many each has.

    path: of the layer; count: of its weights
    """
    if isinstance(layer, Bidirectional):
        parts = ("forward_layer", "backward_layer")
        return [(f"{path}/{part}/cell/vars", count // 2) for part in parts]
    if isinstance(layer, Recurrent):
        return [(f"{path}/cell/vars", count)]
    if isinstance(layer, TimeDistributed):
        return [(f"{path}/layer/vars", count)]
    return [(f"{path}/vars", count)]


def trained_slots(
    optimizer: optimizers.Optimizer, weights: Sequence[LayerWeights]
) -> Iterator[Slot]:
    """Yield what an optimizer keeps for each weight that it moves, in Keras's order."""
    kind = type(optimizer).__name__
    slots = [slot for slot in SLOTS[kind] if slot[0] != "momentum" or _has_momentum(optimizer)]
    variables, start = [], 0
    for layer, names, arrays in weights:
        moved = 0 if isinstance(layer, Normalization) else len(arrays) - layer.moving_weights
        for name, array in zip(names[:moved], arrays[:moved], strict=True):
            if frozen_of([layer]) is None:
                variables.append((start, array.shape, f"{layer.name}_{name}"))
            start += array.size
    if kind in BY_SLOT:
        pairs = [(slot, variable) for slot in slots for variable in variables]
    else:
        pairs = [(slot, variable) for variable in variables for slot in slots]
    for (suffix, vector), (first, shape, name) in pairs:
        yield Slot(vector, first, shape, f"{name}_{suffix}")


def _has_momentum(optimizer: Any) -> bool:
    return getattr(optimizer, "momentum", 1.0) > 0.0


def scalars_of(optimizer: Any) -> int:
    """Return how many variables come first: the number of steps, and a rate that is a number."""
    return 1 if callable(optimizer.learning_rate) else 2


def optimizer_shapes(
    optimizer: optimizers.Optimizer, weights: Sequence[LayerWeights]
) -> list[tuple[int, ...]]:
    """Return the shapes of the variables of an optimizer, in Keras's order."""
    slots = [slot.shape for slot in trained_slots(optimizer, weights)]
    products: list[tuple[int, ...]] = [()] if isinstance(optimizer, optimizers.Nadam) else []
    return [()] * scalars_of(optimizer) + slots + products


def optimizer_variables(
    optimizer: optimizers.Optimizer,
    state: OptimizerState,
    weights: Sequence[LayerWeights],
    dtype: str,
) -> list[tuple[str, Array]]:
    """Return the variables of an optimizer by name, in Keras's order."""
    variables: list[tuple[str, Array]] = [("iteration", np.array(state.steps, np.int32))]
    if scalars_of(optimizer) == 2:
        variables.append(("learning_rate", np.array(optimizer.learning_rate, dtype)))
    for slot in trained_slots(optimizer, weights):
        end = slot.start + int(np.prod(slot.shape, dtype=int))
        numbers = getattr(state, slot.vector)[slot.start : end]
        variables.append((slot.name, np.asarray(numbers, dtype).reshape(slot.shape)))
    if isinstance(optimizer, optimizers.Nadam):
        variables.append(("variable", np.array(state.momentum_product, dtype)))
    return variables


def read_optimizer_state(
    optimizer: optimizers.Optimizer,
    variables: Sequence[Array],
    weights: Sequence[LayerWeights],
    first: OptimizerState,
) -> OptimizerState | None:
    """Return the state of an optimizer after the steps of its variables.

    first: the state before the first step; None where the variables are only those of an
    optimizer that has made no step, or others than Keras 3 has, which Keras ignores, too.
    Raises RefnetError: bad_file.
    """
    slots = list(trained_slots(optimizer, weights))
    is_nadam = isinstance(optimizer, optimizers.Nadam)
    scalars = scalars_of(optimizer)
    expected = scalars + len(slots) + is_nadam
    if len(variables) != expected:
        return None
    steps = variables[0]
    if steps.shape != () or steps.dtype.kind not in "iu" or not 0 <= steps <= LARGEST_COUNT:
        raise bad_file("its optimizer has another number of steps than it can have")
    vectors = {"momentums": first.momentums.copy(), "velocities": first.velocities.copy()}
    for slot, numbers in zip(slots, variables[scalars:], strict=False):
        if numbers.shape != slot.shape or numbers.dtype.kind != "f":
            raise bad_file(f"its optimizer's {slot.name} does not have the shape of its weight")
        vectors[slot.vector][slot.start : slot.start + numbers.size] = numbers.ravel()
    if (vectors["velocities"] < 0.0).any():
        raise bad_file("its optimizer has a state that it cannot have reached")
    state = after_steps(optimizer, int(steps), first._replace(**vectors))
    if is_nadam:
        product = variables[-1]
        if product.shape != () or not 0.0 <= product <= 1.0:
            raise bad_file("its optimizer has a state that it cannot have reached")
        state = state._replace(momentum_product=float(product))
    return state


def after_steps(
    optimizer: optimizers.Optimizer, steps: int, state: OptimizerState
) -> OptimizerState:
    """Return a state with the powers and products that so many steps multiply."""
    settings = optimizers.settings(optimizer)
    if steps > MOST_PRODUCTS:
        powers = settings.beta_1**steps, settings.beta_2**steps
        return OptimizerState(state.momentums, state.velocities, *powers, steps, 0.0, 0.0)
    power_1 = power_2 = decay = product = 1.0
    for _ in range(steps):
        power_1 = flushed(power_1 * settings.beta_1)
        power_2 = flushed(power_2 * settings.beta_2)
        decay = flushed(decay * MOMENTUM_DECAY)
        product = flushed(product * nadam_momentum(decay, settings))
        if power_1 == power_2 == decay == product == 0.0:
            break
    return OptimizerState(
        state.momentums, state.velocities, power_1, power_2, steps, decay, product
    )
