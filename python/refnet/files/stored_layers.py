"""Each kind of layer in a model file: its tensors, and its entry in the description."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.reference.activations import ACTIVATIONS, STEP_ACTIVATIONS, UNIT_ACTIVATIONS
from refnet.reference.kinds import KINDS
from refnet.reference.merge_modes import MERGE_MODES
from refnet.reference.readers import as_boolean_rows
from refnet.reference.shape_checks import has_lengths

Array = NDArray[Any]
Entry = dict[str, Any]  # a layer in the description
Shape = tuple[int | None, ...]  # of a tensor; None for any size but 0
Take = Callable[[str, Shape], Array]  # a layer's tensor of this name and shape


RECURRENT = ("kernel", "recurrent_kernel", "bias")
DIRECTIONS = (*RECURRENT, *(f"backward_{name}" for name in RECURRENT))
MOMENTS = ("moving_mean", "moving_variance")
# described by whether there is one
NULLABLE = ("bias", "backward_bias", "gamma", "beta")
RATES = ("dropout", "recurrent_dropout")
# described by true, and only where they are not 0.0 and false; files have another name for one
SPECIAL = {
    "dropout": "dropout",
    "recurrent_dropout": "recurrent_dropout",
    "stateful": "keeps_states",
}
# described only where they differ from these
OPTIONAL = {"reset_after": True, "merge_mode": "concat", "return_state": False}


class Stored(NamedTuple):
    """How a kind of layer is stored; the tensors have the names of the layer's fields."""

    tensors: tuple[str, ...]
    trained: tuple[str, ...]  # those that training moves
    read: Callable[[str, Entry, Take], Any]  # given "layers.<i>"; raises RefnetError: bad_file


def without_fields(kind: str) -> Stored:
    """Return how a kind is stored whose layers have no fields, nor their shapes yet."""
    return Stored((), (), lambda name, entry, take: KINDS[kind].layer())


def read_dense(name: str, entry: Entry, take: Take) -> Any:
    """Return a dense layer."""
    units = whole_number(entry.get("units"))
    activation = entry.get("activation")
    if units is None or units < 1 or activation not in ACTIVATIONS:
        raise bad_file(f"{name} has other units or another activation than a layer can have")
    kernel = take("kernel", (None, units))
    return KINDS["dense"].layer(units, activation, kernel, bias_of(name, entry, take, units))


def read_normalization(name: str, entry: Entry, take: Take) -> Any:
    """Return a normalization layer."""
    invert = entry.get("invert")
    if type(invert) is not bool:
        raise bad_file(f"{name} does not say whether it inverts")
    mean = take("mean", (None,))
    variance = take("variance", mean.shape)
    if (variance < 0.0).any():
        raise bad_file(f"{name}.variance has numbers below 0")
    return KINDS["normalization"].layer(mean, variance, invert)


def read_batch_normalization(name: str, entry: Entry, take: Take) -> Any:
    """Return a batch normalization, which does not know its shape yet."""
    has_gamma, has_beta = (boolean_of(name, entry, field) for field in ("gamma", "beta"))
    mean = take("moving_mean", (None,))
    variance = take("moving_variance", mean.shape)
    gamma = take("gamma", mean.shape) if has_gamma else None
    beta = take("beta", mean.shape) if has_beta else None
    momentum, epsilon = (take(field, (1,))[0] for field in ("momentum", "epsilon"))
    if (variance < 0.0).any() or not 0.0 <= momentum <= 1.0 or epsilon <= 0.0:
        raise bad_file(f"{name} has a variance, a momentum or an epsilon that it cannot have")
    return KINDS["batch_normalization"].layer(gamma, beta, mean, variance, momentum, epsilon)


def read_part(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer that passes on a part, which does not know its shape yet."""
    first = whole_number(field_of(name, entry, "first"))
    if first is None:
        raise bad_file(f"{name}: its first is not a count")
    return KINDS["part"].layer(first, sizes_of(name, entry, "target_shape"))


def read_dropout(name: str, entry: Entry, take: Take) -> Any:
    """Return a dropout layer, which does not know its shape yet."""
    return KINDS["dropout"].layer(rate_of(name, take, "rate"))


def read_activation(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer that is an activation, which does not know its shape yet."""
    return KINDS["activation"].layer(activation_of(name, entry, "activation", ACTIVATIONS))


def read_leaky_relu(name: str, entry: Entry, take: Take) -> Any:
    """Return a relu with a slope of the file's type, which does not know its shape yet."""
    slope = take("negative_slope", (1,))[0]
    if slope < 0.0:
        raise bad_file(f"{name}.negative_slope is below 0")
    return KINDS["leaky_relu"].layer(slope)


def read_reshape(name: str, entry: Entry, take: Take) -> Any:
    """Return a reshape layer, which does not know the shape of its inputs yet."""
    return KINDS["reshape"].layer(sizes_of(name, entry, "target_shape"))


def read_conv2d(name: str, entry: Entry, take: Take) -> Any:
    """Return a convolution of images, which does not know their shape yet."""
    fields = filters_of(name, entry)
    kernel = take("kernel", (*fields["kernel_size"], None, fields["filters"]))
    connections = field_of(name, entry, "connections")
    if connections is not None:
        check_connections(name, connections, kernel)
    bias = bias_of(name, entry, take, fields["filters"])
    return KINDS["conv2d"].layer(**fields, kernel=kernel, bias=bias, connections=connections)


def read_conv1d(name: str, entry: Entry, take: Take) -> Any:
    """Return a convolution of sequences, which does not know their shape yet."""
    fields = filters_of(name, entry)
    kernel = take("kernel", (*fields["kernel_size"], None, fields["filters"]))
    bias = bias_of(name, entry, take, fields["filters"])
    return KINDS["conv1d"].layer(**fields, kernel=kernel, bias=bias)


def filters_of(name: str, entry: Entry) -> dict[str, Any]:
    """Return what an entry says of the filters of a convolution, by field."""
    filters, activation = whole_number(entry.get("filters")), entry.get("activation")
    if filters is None or activation not in UNIT_ACTIVATIONS:
        raise bad_file(f"{name} has other filters or another activation than a layer can have")
    return {
        "filters": filters,
        "kernel_size": sizes_of(name, entry, "kernel_size"),
        "strides": sizes_of(name, entry, "strides"),
        "padding": field_of(name, entry, "padding"),
        "activation": activation,
    }


def bias_of(name: str, entry: Entry, take: Take, units: int) -> Array | None:
    """Return the bias that an entry says the layer has."""
    biased = entry.get("bias")
    if type(biased) is not bool:
        raise bad_file(f"{name} does not say whether it has a bias")
    return take("bias", (units,)) if biased else None


def check_connections(name: str, connections: Any, kernel: Array) -> None:
    """Raise bad_file for connections that do not fit a kernel [a][b][c][filters]."""
    try:
        fit = has_lengths(as_boolean_rows("connections", connections), kernel.shape[-2:])
    except RefnetError:
        fit = False
    if not fit:
        raise bad_file(f"{name} has other connections than a layer can have")
    if kernel[..., ~np.array(connections)].any():
        raise bad_file(f"{name}.kernel has a weight without a connection")


def read_max_pooling2d(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer of max pooling, which does not know its shape yet."""
    return KINDS["max_pooling2d"].layer(**pools_of(name, entry))


def read_average_pooling2d(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer of average pooling, which does not know its shape yet."""
    return KINDS["average_pooling2d"].layer(**pools_of(name, entry))


def pools_of(name: str, entry: Entry) -> dict[str, Any]:
    """Return what an entry says of the windows of a pooling, by field."""
    strided = field_of(name, entry, "strides") is not None
    return {
        "pool_size": sizes_of(name, entry, "pool_size"),
        "strides": sizes_of(name, entry, "strides") if strided else None,
        "padding": field_of(name, entry, "padding"),
    }


def read_zero_padding2d(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer of zero padding, which does not know its shape yet."""
    rows, columns = (sizes_of(name, entry, field) for field in ("rows", "columns"))
    return KINDS["zero_padding2d"].layer(rows, columns)


def read_masking(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer of masking, which does not know its shape yet."""
    return KINDS["masking"].layer(take("mask_value", (1,))[0])


def read_repeat_vector(name: str, entry: Entry, take: Take) -> Any:
    """Return a layer that repeats, which does not know its shape yet."""
    n = whole_number(entry.get("n"))
    if n is None or n < 1:
        raise bad_file(f"{name} has another n than a layer can have")
    return KINDS["repeat_vector"].layer(n)


def read_time_distributed(name: str, entry: Entry, take: Take) -> Any:
    """Return a dense layer for each step, which does not know its shape yet."""
    units = units_of(name, entry)
    activation = activation_of(name, entry, "activation", UNIT_ACTIVATIONS)
    kernel = take("kernel", (None, units))
    bias = bias_of(name, entry, take, units)
    return KINDS["time_distributed"].layer(units, activation, kernel, bias)


def read_embedding(name: str, entry: Entry, take: Take) -> Any:
    """Return an embedding, which does not know its shape yet."""
    rows, columns = (whole_number(entry.get(field)) for field in ("input_dim", "output_dim"))
    if rows is None or columns is None or rows < 1 or columns < 1:
        raise bad_file(f"{name} has another table than a layer can have")
    table = take("embeddings", (rows, columns))
    return KINDS["embedding"].layer(rows, columns, table, boolean_of(name, entry, "mask_zero"))


def read_simple_rnn(name: str, entry: Entry, take: Take) -> Any:
    """Return a simple recurrent layer, which does not know its shape yet."""
    fields = recurrent_of(name, entry, take, 1, ())
    return KINDS["simple_rnn"].layer(**fields, return_state=return_state_of(name, entry))


def read_lstm(name: str, entry: Entry, take: Take) -> Any:
    """Return a long short-term memory, which does not know its shape yet."""
    gates = activation_of(name, entry, "recurrent_activation", STEP_ACTIVATIONS)
    fields = recurrent_of(name, entry, take, 4, ())
    fields |= {"recurrent_activation": gates, "return_state": return_state_of(name, entry)}
    return KINDS["lstm"].layer(**fields)


def read_gru(name: str, entry: Entry, take: Take) -> Any:
    """Return gated recurrent units, which do not know their shape yet."""
    gates = activation_of(name, entry, "recurrent_activation", STEP_ACTIVATIONS)
    reset_after = reset_after_of(name, entry)
    fields = recurrent_of(name, entry, take, 3, (2,) if reset_after else ())
    fields |= {"recurrent_activation": gates, "reset_after": reset_after}
    return KINDS["gru"].layer(**fields, return_state=return_state_of(name, entry))


def recurrent_of(
    name: str, entry: Entry, take: Take, gates: int, biases: tuple[int, ...]
) -> dict[str, Any]:
    """Return what an entry and the tensors say of a recurrent layer, by field.

    gates: columns for each unit; biases: how many there are, () where it is one that stands alone
    """
    units = units_of(name, entry)
    activation = activation_of(name, entry, "activation", STEP_ACTIVATIONS)
    return {
        "units": units,
        "activation": activation,
        **weights_of(name, entry, take, "", (units, gates * units), biases),
        "return_sequences": boolean_of(name, entry, "return_sequences"),
        "go_backwards": boolean_of(name, entry, "go_backwards"),
        **special_of(name, entry, take),
    }


def read_bidirectional_simple_rnn(name: str, entry: Entry, take: Take) -> Any:
    """Return simple recurrent layers for both directions, which do not know their shape yet."""
    return KINDS["bidirectional_simple_rnn"].layer(**directions_of(name, entry, take, 1, ()))


def read_bidirectional_lstm(name: str, entry: Entry, take: Take) -> Any:
    """Return long short-term memories for both directions, which do not know their shape yet."""
    gates = activation_of(name, entry, "recurrent_activation", STEP_ACTIVATIONS)
    fields = directions_of(name, entry, take, 4, ())
    return KINDS["bidirectional_lstm"].layer(recurrent_activation=gates, **fields)


def read_bidirectional_gru(name: str, entry: Entry, take: Take) -> Any:
    """Return gated recurrent units for both directions, which do not know their shape yet."""
    gates = activation_of(name, entry, "recurrent_activation", STEP_ACTIVATIONS)
    reset_after = reset_after_of(name, entry)
    fields = directions_of(name, entry, take, 3, (2,) if reset_after else ())
    fields |= {"recurrent_activation": gates, "reset_after": reset_after}
    return KINDS["bidirectional_gru"].layer(**fields)


def directions_of(
    name: str, entry: Entry, take: Take, gates: int, biases: tuple[int, ...]
) -> dict[str, Any]:
    """Return what an entry and the tensors say of a bidirectional layer, by field.

    gates, biases: as in ``recurrent_of``
    """
    units = units_of(name, entry)
    activation = activation_of(name, entry, "activation", STEP_ACTIVATIONS)
    return {
        "units": units,
        "activation": activation,
        **weights_of(name, entry, take, "", (units, gates * units), biases),
        **weights_of(name, entry, take, "backward_", (units, gates * units), biases),
        "return_sequences": boolean_of(name, entry, "return_sequences"),
        **special_of(name, entry, take),
        "merge_mode": merge_mode_of(name, entry),
    }


def reset_after_of(name: str, entry: Entry) -> bool:
    """Return whether the reset gate comes after the product, as where an entry does not say."""
    return "reset_after" not in entry or boolean_of(name, entry, "reset_after")


def return_state_of(name: str, entry: Entry) -> bool:
    """Return whether the state follows the outputs, as where an entry says so."""
    return "return_state" in entry and boolean_of(name, entry, "return_state")


def merge_mode_of(name: str, entry: Entry) -> str:
    """Return how both directions are merged, "concat" where an entry does not say."""
    merge_mode = entry.get("merge_mode", "concat")
    if merge_mode not in MERGE_MODES:
        raise bad_file(f"{name} has another merge_mode than a layer can have")
    return str(merge_mode)


def special_of(name: str, entry: Entry, take: Take) -> dict[str, Any]:
    """Return the fields of a recurrent layer that an entry has only where they matter."""
    told = {field: key in entry and boolean_of(name, entry, key) for field, key in SPECIAL.items()}
    rates = {field: rate_of(name, take, field) if told[field] else 0.0 for field in RATES}
    return {**told, **rates}


def rate_of(name: str, take: Take, field: str) -> Any:
    """Return the probability of leaving a number out, of the file's type; raises bad_file."""
    rate = take(field, (1,))[0]
    if not 0.0 <= rate < 1.0:
        raise bad_file(f"{name}.{field} is not at least 0 and below 1")
    return rate


def weights_of(
    name: str,
    entry: Entry,
    take: Take,
    prefix: str,
    sizes: tuple[int, int],
    biases: tuple[int, ...],
) -> dict[str, Any]:
    """Return the weights of one direction, by field.

    prefix: of the fields; sizes: units, and columns of the kernels; biases: as in ``recurrent_of``
    """
    units, columns = sizes
    kernel = take(f"{prefix}kernel", (None, columns))
    recurrent_kernel = take(f"{prefix}recurrent_kernel", (units, columns))
    biased = boolean_of(name, entry, f"{prefix}bias")
    return {
        f"{prefix}kernel": kernel,
        f"{prefix}recurrent_kernel": recurrent_kernel,
        f"{prefix}bias": take(f"{prefix}bias", (*biases, columns)) if biased else None,
    }


def units_of(name: str, entry: Entry) -> int:
    """Return how many units an entry says a layer has; raises bad_file."""
    units = whole_number(entry.get("units"))
    if units is None or units < 1:
        raise bad_file(f"{name} has other units than a layer can have")
    return units


def activation_of(name: str, entry: Entry, field: str, known: Sequence[str]) -> str:
    """Return one of the known activations; raises bad_file."""
    activation = entry.get(field)
    if activation not in known:
        raise bad_file(f"{name} has another {field} than a layer can have")
    return str(activation)


def boolean_of(name: str, entry: Entry, field: str) -> bool:
    """Return a field of an entry that is true or false; raises bad_file."""
    value = field_of(name, entry, field)
    if type(value) is not bool:
        raise bad_file(f"{name}: its {field} is neither true nor false")
    return value


def sources_of(name: str, entry: Entry) -> list[int] | None:
    """Return the sources that an entry names, None for the layer before; raises bad_file."""
    if entry.get("sources") is None:
        return None
    return list(sizes_of(name, entry, "sources"))


STORED = {
    "dense": Stored(("kernel", "bias"), ("kernel", "bias"), read_dense),
    "flatten": without_fields("flatten"),
    "reshape": Stored((), (), read_reshape),
    "normalization": Stored(("mean", "variance"), (), read_normalization),
    "batch_normalization": Stored(
        ("gamma", "beta", *MOMENTS, "momentum", "epsilon"),
        ("gamma", "beta", *MOMENTS),
        read_batch_normalization,
    ),
    "dropout": Stored(("rate",), (), read_dropout),
    "activation": Stored((), (), read_activation),
    "leaky_relu": Stored(("negative_slope",), (), read_leaky_relu),
    "softmax": without_fields("softmax"),
    "conv2d": Stored(("kernel", "bias"), ("kernel", "bias"), read_conv2d),
    "conv1d": Stored(("kernel", "bias"), ("kernel", "bias"), read_conv1d),
    "max_pooling2d": Stored((), (), read_max_pooling2d),
    "average_pooling2d": Stored((), (), read_average_pooling2d),
    "global_average_pooling2d": without_fields("global_average_pooling2d"),
    "zero_padding2d": Stored((), (), read_zero_padding2d),
    "masking": Stored(("mask_value",), (), read_masking),
    "repeat_vector": Stored((), (), read_repeat_vector),
    "time_distributed": Stored(("kernel", "bias"), ("kernel", "bias"), read_time_distributed),
    "embedding": Stored(("embeddings",), ("embeddings",), read_embedding),
    "simple_rnn": Stored((*RECURRENT, *RATES), RECURRENT, read_simple_rnn),
    "lstm": Stored((*RECURRENT, *RATES), RECURRENT, read_lstm),
    "gru": Stored((*RECURRENT, *RATES), RECURRENT, read_gru),
    "bidirectional_simple_rnn": Stored(
        (*DIRECTIONS, *RATES), DIRECTIONS, read_bidirectional_simple_rnn
    ),
    "bidirectional_lstm": Stored((*DIRECTIONS, *RATES), DIRECTIONS, read_bidirectional_lstm),
    "bidirectional_gru": Stored((*DIRECTIONS, *RATES), DIRECTIONS, read_bidirectional_gru),
    "add": without_fields("add"),
    "concatenate": without_fields("concatenate"),
    "part": Stored((), (), read_part),
}
# the shape stands once for all layers, the kind says the cell, and the others are a batch's
NOT_STORED = ("input_shape", "input_shapes", "cell", "mask", "state", "factors", "training")


def describe(layer: Any) -> Entry:
    """Return the entry of a layer in the description: its fields but tensors and shape.

    A bias, gamma or beta is described by whether there is one; rates, and whether a recurrent layer
    is stateful, only where they are not 0.0 and false; OPTIONAL fields where they differ from their
    defaults.
    """
    entry: Entry = {}
    for field, value in zip(layer._fields, layer, strict=True):
        if field in NULLABLE:
            entry[field] = value is not None
        elif field in SPECIAL:
            if value:
                entry[SPECIAL[field]] = True
        elif field in OPTIONAL:
            if value != OPTIONAL[field]:
                entry[field] = value
        elif field in NOT_STORED or field in STORED[layer.kind].tensors:
            continue
        elif value != "":  # which a layer without gates has for their activation
            entry[field] = value
    return entry


def tensors_of(layer: Any) -> dict[str, Any]:
    """Return the numbers of a layer by name: lists, or arrays."""
    values = {name: getattr(layer, name) for name in STORED[layer.kind].tensors}
    unused = {name for name in RATES if values.get(name) == 0.0}
    return {
        name: value for name, value in values.items() if value is not None and name not in unused
    }


def field_of(name: str, entry: Entry, field: str) -> Any:
    """Return a field of an entry; raises bad_file for one that is missing."""
    if field not in entry:
        raise bad_file(f"{name} does not have its {field}")
    return entry[field]


def sizes_of(name: str, entry: Entry, field: str) -> tuple[int, ...]:
    """Return a field of an entry that is a list of whole numbers; raises bad_file."""
    value = field_of(name, entry, field)
    sizes = [whole_number(size) for size in value] if isinstance(value, list) else [None]
    if any(size is None for size in sizes):
        raise bad_file(f"{name}: its {field} is not a list of counts")
    return tuple(size for size in sizes if size is not None)


def whole_number(value: Any) -> int | None:
    """Return a whole number in any notation (PORT-5); None for anything else."""
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return int(value) if whole else None


def bad_file(reason: str) -> RefnetError:
    """Return the error for anything but a consistent model file (FILE-4)."""
    return RefnetError("bad_file", "model", f"model: {reason}")
