"""The arguments of the functions of chapter training, checked and as C takes them."""

from typing import Any, NamedTuple

from refnet.core.arrays import pointer
from refnet.core.checks import checked_examples, checked_state, checked_training
from refnet.core.layers import checked_layers
from refnet.core.network import with_parameters
from refnet.core.structs import CoreNetwork, CoreState, training_struct
from refnet.reference.training import Training


class Start(NamedTuple):
    """The checked arguments of a training function, and the first arguments of its C function."""

    layers: list[Any]
    network: CoreNetwork
    state: CoreState
    training: Training
    m: int
    arguments: tuple[Any, ...]

    def trained(self) -> list[Any]:
        """Return the layers with the parameters that C has changed."""
        return with_parameters(self.layers, self.network.weights)


def started(layers: Any, state: Any, training: Any, inputs: Any, targets: Any) -> Start:
    """Check what all training functions take, and copy what they change."""
    layers = checked_layers(layers)
    network = CoreNetwork(layers)
    after = checked_state(state, "the layers' weights", network.weights.size)
    training = checked_training(training, layers)
    inputs, targets = checked_examples(inputs, targets, layers)
    structs = network.struct, after.struct, training_struct(training)
    arguments = *structs, pointer(inputs), pointer(targets)
    return Start(layers, network, after, training, len(inputs), arguments)
