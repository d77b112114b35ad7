"""The arguments of the functions of chapter training, checked and as C takes them, and records."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi
from refnet.core.arrays import (
    Array,
    Counts,
    Matrix,
    Vector,
    as_count_vector,
    as_matrix_or_rows,
    as_targets,
    as_vector,
    matrix_of,
    pointer,
)
from refnet.core.batches import attached
from refnet.core.checks import (
    checked_examples,
    checked_frozen,
    checked_generator,
    checked_measures,
    checked_regularizers,
    checked_state,
    checked_training,
    checked_weights,
)
from refnet.core.graph_structs import sources_struct
from refnet.core.kinds import KINDS
from refnet.core.layers import (
    LayerStructs,
    checked_layers,
    checked_sources,
    read_layers,
    with_arrays,
)
from refnet.core.network import with_parameters
from refnet.core.structs import (
    CoreNetwork,
    CoreState,
    booleans,
    loss_struct,
    optimizer_struct,
    regularizers_struct,
    training_struct,
)
from refnet.reference.checks import SPARSE
from refnet.reference.graphs import Sources
from refnet.reference.kinds import is_stateful
from refnet.reference.network_checks import (
    as_loss,
    check_batches,
    check_frozen_shapes,
    check_training_shapes,
    check_weight_shapes,
    inputs_of,
    outputs_of,
    placed_layers,
)
from refnet.reference.optimizer_checks import as_optimizer, check_rate_shapes
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import as_boolean, as_booleans, as_count, as_counts, optional
from refnet.reference.regularizer_checks import as_regularizers, check_regularizer_shapes
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
    layers: Any,
    state: Any,
    training: Any,
    inputs: Any,
    targets: Any,
    generator: Any,
    weights: Any,
) -> Start:
    """Check what all training functions take, and copy what they change."""
    sources = checked_sources(getattr(training, "sources", None))
    layers = checked_layers(layers, sources)
    network = CoreNetwork(layers, sources=sources)
    after = checked_state(state, "the layers' weights", network.weights.size)
    training = checked_training(training)
    network.regularize(checked_regularizers(layers, training.regularizers))
    network.freeze(checked_frozen(layers, training.frozen))
    inputs, targets = checked_examples(inputs, targets, layers, sources)
    k = outputs_of("layers", layers)[1]
    training = training._replace(measures=checked_measures(training.measures, k))
    structs = network.struct, after.struct, training_struct(training, k)
    weights = checked_weights("weights", weights, "inputs", len(inputs))
    arguments = *structs, pointer(inputs), pointer(targets), pointer(weights)
    generator = checked_generator("generator", generator)
    return Start(layers, network, after, training, len(inputs), generator, arguments)


class Run(NamedTuple):
    """The arguments of ``train``; values: the fields of its C struct but what is recorded."""

    layers: list[Any]
    sources: Sources
    optimizer: Optimizer
    inputs: Matrix
    epochs: int
    record: Any
    values: dict[str, Any]
    kept: list[Any]  # what the values point to


def checked_run(
    input_shape: Any,
    layers: Any,
    loss: Any,
    optimizer: Any,
    inputs: Any,
    targets: Any,
    batch_size: Any,
    epochs: Any,
    shuffle_seed: Any,
    record: Any,
    shuffle: Any,
    example_weights: Any,
    class_weights: Any,
    regularizers: Any,
    sources: Any,
    frozen: Any,
) -> Run:
    """Return the arguments of ``train`` with the right types and shapes; C checks their values."""
    shape = None if input_shape is None else tuple(as_counts("input_shape", input_shape))
    layers = read_layers("layers", layers)
    loss = as_loss("loss", loss)
    optimizer = as_optimizer("optimizer", optimizer)
    inputs = as_matrix_or_rows("inputs", inputs)
    targets = as_targets("targets", targets)
    batch_size = optional(as_count)("batch_size", batch_size)
    epochs = as_count("epochs", epochs)
    shuffle_seed = optional(as_count)("shuffle_seed", shuffle_seed)
    record = None if record is None else as_count_vector("record", record)
    shuffle = as_boolean("shuffle", shuffle)
    example_weights = optional(as_vector)("example_weights", example_weights)
    class_weights = optional(as_vector)("class_weights", class_weights)
    regularizers = optional(as_regularizers)("layers", regularizers)
    sources = checked_sources(sources)
    frozen = optional(as_booleans)("frozen", frozen)
    layers = placed_layers("layers", layers, shape, sources)
    check_frozen_shapes("layers", layers, frozen)
    check_regularizer_shapes("layers", layers, regularizers)
    check_rate_shapes("optimizer.learning_rate", optimizer.learning_rate)
    check_training_shapes(layers, loss.name, inputs, targets)
    check_weight_shapes(layers, loss.name, len(inputs), example_weights, class_weights)
    layers, m = with_arrays(layers), len(inputs)
    inputs = matrix_of(inputs, inputs_of("layers", layers)[1])
    classes = np.require(targets, np.int64) if loss.name == SPARSE else None
    rows = None if loss.name == SPARSE else matrix_of(targets, outputs_of("layers", layers)[1])
    structs, of_optimizer = LayerStructs(layers), optimizer_struct(optimizer)
    kept_as_they_are = booleans(frozen)
    values = {
        "layers": structs.array,
        "depth": len(layers),
        "loss": loss_struct(loss)[0],
        "optimizer": of_optimizer[0],
        "inputs": pointer(inputs),
        "targets": pointer(rows),
        "classes": pointer(classes),
        "example_weights": pointer(example_weights),
        "class_weights": pointer(class_weights),
        "regularizers": regularizers_struct(regularizers),
        "sources": sources_struct(sources),
        "frozen": pointer(kept_as_they_are),
        "m": m,
        "batch_size": m if batch_size is None else batch_size,
        "shuffle_seed": ffi.NULL if shuffle_seed is None else ffi.new("int64_t *", shuffle_seed),
        "shuffle": shuffle,
        "record": pointer(record),
    }
    kept = [structs, of_optimizer, kept_as_they_are]
    return Run(layers, sources, optimizer, inputs, epochs, record, values, kept)


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
