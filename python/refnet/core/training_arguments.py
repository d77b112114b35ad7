"""The arguments of the functions of chapter training, checked and as C takes them, and records."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet._core import ffi
from refnet.core.arrays import Array, Counts, Matrix, Vector, pointer
from refnet.core.batches import attached
from refnet.core.checks import (
    checked_examples,
    checked_generator,
    checked_state,
    checked_training,
)
from refnet.core.kinds import KINDS
from refnet.core.layers import checked_layers
from refnet.core.network import with_parameters
from refnet.core.structs import CoreNetwork, CoreState, training_struct
from refnet.reference.kinds import is_stateful
from refnet.reference.network_checks import check_batches
from refnet.reference.training import EpochRecord, Training


class Start(NamedTuple):
    """The checked arguments of a training function, and the first arguments of its C function."""

    layers: list[Any]
    network: CoreNetwork
    state: CoreState
    training: Training
    m: int
    generator: Any
    arguments: tuple[Any, ...]

    def trained(self) -> list[Any]:
        """Return the layers with the parameters, moving moments and states that C has changed."""
        moved = with_parameters(self.layers, self.network.weights)
        moved = with_moving(moved, self.network.moving)
        return [
            layer._replace(state=batch.state) if is_stateful(layer) else layer
            for layer, batch in zip(moved, self.network.batches, strict=True)
        ]

    def begin(self, given: Sequence[Any], batch_size: int, count: int) -> None:
        """Begin with the states that layers were given, for ``count`` examples in batches."""
        check_batches(self.layers, batch_size, count, "training.batch_size")
        attached(self.network, given, self.layers, min(batch_size, count))


def started(
    layers: Any, state: Any, training: Any, inputs: Any, targets: Any, generator: Any
) -> Start:
    """Check what all training functions take, and copy what they change."""
    layers = checked_layers(layers)
    network = CoreNetwork(layers)
    after = checked_state(state, "the layers' weights", network.weights.size)
    training = checked_training(training)
    inputs, targets = checked_examples(inputs, targets, layers)
    structs = network.struct, after.struct, training_struct(training)
    arguments = *structs, pointer(inputs), pointer(targets)
    generator = checked_generator("generator", generator)
    return Start(layers, network, after, training, len(inputs), generator, arguments)


def with_moving(layers: Sequence[Any], vectors: Array) -> list[Any]:
    """Return the layers with other moving moments, views of ``vectors`` [size].

    They are in the order of ``network_moving``, float64 or float32.
    """
    result = []
    start = 0
    for layer in layers:
        kind = KINDS[layer.kind]
        end = start + len(kind.moving(layer))
        moments = vectors[start:end].reshape(2, -1)
        result.append(kind.with_states(layer, moments) if end > start else layer)
        start = end
    return result


def epoch_records(losses: Vector, corrects: Counts, weights: Matrix, moving: Matrix) -> Any:
    """Return a struct that points into the arrays, which the caller keeps."""
    arrays = losses, corrects, weights, moving
    return ffi.new("refnet_epoch_records *", [pointer(array) for array in arrays])


def recorded_epochs(
    epochs: Sequence[int],
    losses: Vector,
    weights: Matrix,
    moving: Matrix,
    layers: Sequence[Any],
) -> list[EpochRecord]:
    """Return the recorded epochs: losses [records], weights [records][size], moving likewise."""
    rows = zip(epochs, losses.tolist(), weights, moving, strict=True)
    return [
        EpochRecord(epoch, loss, with_moving(with_parameters(layers, row), moments))
        for epoch, loss, row, moments in rows
    ]
