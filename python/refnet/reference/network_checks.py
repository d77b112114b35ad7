"""What experiments with networks accept: layers that fit together, the loss and the rest.

``layer_checks`` has the checks of each kind of layer, ``optimizer_checks`` those of optimizers. The
three phases are those of ``checks``. A fault inside a layer, the loss or the optimizer has a field
such as ``layers[0].kernel``.
"""

import math
from collections.abc import Sequence
from typing import Any

from refnet.reference import kinds
from refnet.reference.checks import (
    LARGEST_SEED,
    LOSSES,
    MOST_NUMBERS,
    SPARSE,
    Matrix,
    Record,
    check_ascending,
    check_count,
    check_finite_rows,
    check_length,
    check_name,
    check_not_empty,
    check_not_negative,
    check_positive,
    check_range,
    check_ranges,
    check_row_lengths,
    check_share,
    fault,
    only_counts,
    only_rows,
)
from refnet.reference.frozen import Frozen
from refnet.reference.graph_checks import (
    as_sources,
    before_first,
    check_all_used,
    check_own_sources,
    check_source_shapes,
    joined_before,
)
from refnet.reference.graphs import Sources, layer_sources
from refnet.reference.layer_checks import KINDS
from refnet.reference.losses import SMOOTHED, Loss
from refnet.reference.optimizer_checks import (
    LearningRate,
    as_learning_rate,
    as_optimizer,
    check_optimizer,
    check_rate,
    check_rate_shapes,
)
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import (
    LARGEST_COUNT,
    as_boolean,
    as_booleans,
    as_count,
    as_counts,
    as_name,
    as_names,
    as_number,
    as_numbers,
    as_rows,
    as_rows_or_counts,
    optional,
    wrong_type,
)
from refnet.reference.regularizer_checks import (
    as_regularizers,
    check_regularizer_shapes,
    check_regularizers,
)
from refnet.reference.regularizers import Regularizers
from refnet.reference.shape_checks import Before, Shape, check_input_shape

CLASSES = "the classes 0 and 1"  # of one output, in an error
TWO_CLASSES = "0 or 1 beside class_weights"
Size = tuple[str, int]  # a field that says how many inputs or outputs there are, and how many


# Networks


def as_layers(field: str, layers: Any) -> list[Any]:
    """Return the layers with fields of the right types; raises wrong_type."""
    if not isinstance(layers, Sequence) or not all(
        isinstance(each, kinds.Layer) and each.kind in KINDS for each in layers
    ):
        raise wrong_type(field, "a list of layers")
    return [KINDS[layer.kind].read(f"{field}[{i}]", layer) for i, layer in enumerate(layers)]


def input_shape_of(layers: Sequence[Any]) -> Shape:
    """Return the shape of an example of a network, as its first layer knows it."""
    first = layers[0]
    if KINDS[first.kind].merges:
        shape: Shape = first.input_shapes[0]
        return shape
    return kinds.KINDS[first.kind].shapes(first)[0]


def inputs_of(field: str, layers: Sequence[Any]) -> Size:
    """Return the field that says how many inputs a network has, and their number."""
    return f"{field}[0].{KINDS[layers[0].kind].inputs}", math.prod(input_shape_of(layers))


def outputs_of(field: str, layers: Sequence[Any]) -> Size:
    """Return the field that says how many outputs a network has, and their number."""
    last = len(layers) - 1
    _, after = kinds.KINDS[layers[last].kind].shapes(layers[last])
    return f"{field}[{last}].{KINDS[layers[last].kind].outputs}", math.prod(after)


def placed_layers(
    field: str, layers: Sequence[Any], input_shape: Shape | None, sources: Sources = None
) -> list[Any]:
    """Return the layers for examples of this shape; None: of the shape that the first layer knows.

    sources: of each layer. Raises empty, out_of_range, shape_mismatch or unknown_name for layers
    that do not fit together, or do not fit the examples.
    """
    if input_shape is not None:
        check_input_shape("input_shape", input_shape)
    check_not_empty(field, layers, "layer")
    check_source_shapes(field, layers, sources)
    entering = before_first(layers, input_shape)
    befores: list[Before] = []  # the outputs of each layer, as those see them that come after it
    result: list[Any] = []
    for i, layer in enumerate(layers):
        kind, place = KINDS[layer.kind], f"{field}[{i}]"
        check_own_sources(place, i, kind.merges, sources)
        own = [entering if j < 0 else befores[j] for j in layer_sources(i, sources)]
        known = [each for each in own if each is not None]
        placed = kind.placed(place, layer, joined_before(known) if known else None)
        result.append(placed)
        if entering is None:
            entering = Before("input_shape", input_shape_of(result))
        _, after = kinds.KINDS[layer.kind].shapes(placed)
        befores.append(Before(f"{place}.{kind.outputs}", after))
    check_all_used(field, len(layers), sources)
    return result


def check_layer_values(field: str, layers: Sequence[Any]) -> None:
    """Raise out_of_range, unknown_name or not_finite for a layer that cannot exist."""
    for i, layer in enumerate(layers):
        KINDS[layer.kind].check_values(f"{field}[{i}]", layer)


def check_inputs(layers: Sequence[Any], inputs: Matrix, sources: Sources = None) -> None:
    """Raise not_finite or out_of_range for inputs that a layer which sees them cannot take.

    inputs [m][n]; sources: of each layer
    """
    for i, layer in enumerate(layers):
        if -1 in layer_sources(i, sources):
            KINDS[layer.kind].check_inputs("inputs", inputs, layer)


# Losses


def as_loss(field: str, loss: Any) -> Loss:
    """Return the loss with settings of the right types; a name has the defaults; wrong_type."""
    if not isinstance(loss, Loss):
        return Loss(as_name(field, loss))
    return Loss(
        as_name(f"{field}.name", loss.name),
        as_number(f"{field}.delta", loss.delta),
        as_boolean(f"{field}.from_logits", loss.from_logits),
        as_number(f"{field}.label_smoothing", loss.label_smoothing),
        as_boolean(f"{field}.binary_targets", loss.binary_targets),
    )


def check_loss(field: str, loss: Loss) -> None:
    """Raise unknown_name, or not_finite or out_of_range for one of the loss's own settings."""
    check_name(field, loss.name, LOSSES)
    if loss.name == "huber":
        check_positive(f"{field}.delta", loss.delta)
    if loss.name in SMOOTHED:
        check_share(f"{field}.label_smoothing", loss.label_smoothing)


# The experiments


def checked_train(
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
    example_weights: Any = None,
    class_weights: Any = None,
    regularizers: Any = None,
    sources: Any = None,
    frozen: Any = None,
) -> tuple[
    list[Any],
    Loss,
    Optimizer,
    list[list[float]],
    Any,
    int,
    int,
    int | None,
    Record,
    bool,
    list[float] | None,
    list[float] | None,
    list[Regularizers] | None,
    Sources,
    Frozen,
]:
    """Return the arguments of ``train`` but the first, for which the layers are placed.

    An input_shape of None: the layers know their shapes. A batch_size of None becomes the number
    of examples.
    """
    shape = None if input_shape is None else tuple(as_counts("input_shape", input_shape))
    layers = as_layers("layers", layers)
    loss = as_loss("loss", loss)
    optimizer = as_optimizer("optimizer", optimizer)
    inputs = as_rows("inputs", inputs)
    targets = as_rows_or_counts("targets", targets)
    batch_size = optional(as_count)("batch_size", batch_size)
    epochs = as_count("epochs", epochs)
    shuffle_seed = optional(as_count)("shuffle_seed", shuffle_seed)
    record = None if record is None else as_counts("record", record)
    shuffle = as_boolean("shuffle", shuffle)
    example_weights = optional(as_numbers)("example_weights", example_weights)
    class_weights = optional(as_numbers)("class_weights", class_weights)
    regularizers = optional(as_regularizers)("layers", regularizers)
    sources = optional(as_sources)("layers", sources)
    frozen = optional(as_booleans)("frozen", frozen)
    layers = placed_layers("layers", layers, shape, sources)
    check_frozen_shapes("layers", layers, frozen)
    check_regularizer_shapes("layers", layers, regularizers)
    check_rate_shapes("optimizer.learning_rate", optimizer.learning_rate)
    check_training_shapes(layers, loss.name, inputs, targets)
    check_weight_shapes(layers, loss.name, len(inputs), example_weights, class_weights)
    check_layer_values("layers", layers)
    check_regularizers("layers", regularizers)
    check_loss("loss", loss)
    check_optimizer("optimizer", optimizer)
    check_inputs(layers, inputs, sources)
    if loss.name == SPARSE:
        check_ranges("targets", targets, 0, outputs_of("layers", layers)[1] - 1)
    else:
        check_finite_rows("targets", targets)
        if class_weights is not None and outputs_of("layers", layers)[1] == 1:
            check_two_classes("targets", targets)
    if batch_size is not None:
        check_count("batch_size", batch_size, 1)
        check_batches(layers, batch_size, len(inputs))
    check_count("epochs", epochs)
    if shuffle_seed is not None:
        check_range("shuffle_seed", shuffle_seed, 0, LARGEST_SEED)
    if record is not None:
        check_ascending("record", record, 1, epochs)
    check_not_negative("example_weights", example_weights or [])
    check_not_negative("class_weights", class_weights or [])
    batch_size = len(inputs) if batch_size is None else batch_size
    return (
        layers,
        loss,
        optimizer,
        inputs,
        targets,
        batch_size,
        epochs,
        shuffle_seed,
        record,
        shuffle,
        example_weights,
        class_weights,
        regularizers,
        sources,
        frozen,
    )


def checked_learning_rates(learning_rate: Any, steps: Any) -> tuple[LearningRate, list[int]]:
    """Return the arguments of ``learning_rates``."""
    learning_rate = as_learning_rate("learning_rate", learning_rate)
    steps = as_counts("steps", steps)
    check_rate_shapes("learning_rate", learning_rate)
    check_rate("learning_rate", learning_rate)
    check_ranges("steps", steps, 0, LARGEST_COUNT)
    return learning_rate, steps


def check_batches(
    layers: Sequence[Any], batch_size: int, m: int, field: str = "batch_size"
) -> None:
    """Raise out_of_range where a stateful layer would get a batch that is short (RNN-6)."""
    if any(map(kinds.is_stateful, layers)) and m % batch_size != 0:
        expected = f"a divisor of the number of examples, {m}, because a layer is stateful"
        raise fault("out_of_range", field, expected)


def check_training_shapes(
    layers: Sequence[Any], loss: str, inputs: Matrix, targets: Sequence[Any]
) -> None:
    """Raise empty or shape_mismatch for data that do not fit the layers; lists or arrays."""
    check_not_empty("inputs", inputs)
    check_row_lengths("inputs", inputs, *inputs_of("layers", layers))
    rows = [] if loss == SPARSE else only_rows("targets", targets)
    if loss == SPARSE:
        only_counts("targets", targets)
    check_length("targets", targets, "inputs", len(inputs))
    check_row_lengths("targets", rows, *outputs_of("layers", layers))


def check_frozen_shapes(field: str, layers: Sequence[Any], frozen: Frozen) -> None:
    """Raise shape_mismatch for booleans that are not one for each layer."""
    if frozen is not None:
        check_length("frozen", frozen, field, len(layers))


def check_weight_shapes(
    layers: Sequence[Any],
    loss: str,
    m: int,
    example_weights: Sequence[float] | None,
    class_weights: Sequence[float] | None,
) -> None:
    """Raise shape_mismatch for weights that are not one for each example or class; WEIGHT-1.

    m: the number of examples; lists or arrays
    """
    if example_weights is not None:
        check_length("example_weights", example_weights, "inputs", m)
    if class_weights is not None:
        field, k = outputs_of("layers", layers)
        classes = (field, k) if k > 1 or loss == SPARSE else (CLASSES, 2)
        check_length("class_weights", class_weights, *classes)


def check_two_classes(field: str, targets: Matrix) -> None:
    """Raise out_of_range for the first target that is neither 0 nor 1 (WEIGHT-1).

    targets [m][1]
    """
    for i, target in enumerate(targets):
        if target[0] not in (0.0, 1.0):
            raise fault("out_of_range", field, TWO_CLASSES, i, 0)


def checked_save_model(
    layers: Any,
    input_shape: Any,
    columns: Any,
    classes: Any,
    batch_size: Any,
    sources: Any = None,
) -> tuple[list[Any], list[str] | None, list[str] | None, int | None, Sources]:
    """Return the arguments of ``save_model`` but input_shape, for which the layers are placed.

    An input_shape of None: the layers know their shapes.
    """
    layers = as_layers("layers", layers)
    shape = None if input_shape is None else tuple(as_counts("input_shape", input_shape))
    columns = optional(as_names)("columns", columns)
    classes = optional(as_names)("classes", classes)
    batch_size = optional(as_count)("batch_size", batch_size)
    sources = optional(as_sources)("layers", sources)
    layers = placed_layers("layers", layers, shape, sources)
    if file_version(layers, columns, classes, batch_size, sources) == 2:
        check_input_shape("input_shape", input_shape_of(layers))
    if columns is not None:
        check_length("columns", columns, *inputs_of("layers", layers))
    if classes is not None:
        check_length("classes", classes, *outputs_of("layers", layers))
    check_layer_values("layers", layers)
    if batch_size is not None:
        check_batch_size("batch_size", layers, batch_size)
    return layers, columns, classes, batch_size, sources


def file_version(
    layers: Sequence[Any],
    columns: Sequence[str] | None,
    classes: Sequence[str] | None,
    batch_size: int | None,
    sources: Sources = None,
) -> int:
    """Return the version of a network's model file: 1 where it can say everything (FILE-5)."""
    dense = all(layer.kind == "dense" for layer in layers)
    more = any(each is not None for each in (columns, classes, batch_size, sources))
    return 1 if dense and not more else 2


def check_batch_size(field: str, layers: Sequence[Any], batch_size: int) -> None:
    """Raise out_of_range for a batch size that a model file cannot have (FILE-7).

    Stateful layers keep a state of each of their units for each example of a batch.
    """
    units = sum(layer.units for layer in layers if kinds.is_stateful(layer))
    check_range(field, batch_size, 1, MOST_NUMBERS // max(units, 1))


def checked_predict(
    layers: Sequence[Any], batch_size: int | None, inputs: Any, sources: Sources = None
) -> list[list[float]]:
    """Return the inputs of ``predict``, for the layers and the rest that its model file holds."""
    rows = as_rows("inputs", inputs)
    check_row_lengths("inputs", rows, *inputs_of("layers", layers))
    check_whole_batches("inputs", layers, batch_size, len(rows))
    check_inputs(layers, rows, sources)
    return rows


def check_whole_batches(field: str, layers: Sequence[Any], batch_size: int | None, m: int) -> None:
    """Raise shape_mismatch for m examples of which a stateful layer gets a short batch (FILE-7)."""
    if batch_size is not None and any(map(kinds.is_stateful, layers)) and m % batch_size != 0:
        expected = (
            f"a multiple of {batch_size} examples, the batch size, because a layer is stateful"
        )
        raise fault("shape_mismatch", field, expected)
