"""Layers on images and sequences, the networks that train them, and their faults in order."""

import math
from typing import Any

from cases import CODES, Draft, refusal, with_value
from cases.networks import Json, layer, shares, spread, trained

FLAT: Json = {"kind": "flatten"}
GLOBAL: Json = {"kind": "global_average_pooling2d"}
SOFTMAX: Json = {"kind": "softmax"}
SIZE = ": expected 1 to 16777216"
COVERED = ": expected at most 16777216 cells in all windows together"
IMAGE = ": expected examples of the shape [rows][columns][channels]"
SEQUENCE = ": expected examples of the shape [steps][features]"


def nested(seed: str, *sizes: int) -> Any:
    """Return numbers between -1 and 1 in lists of these lengths, outermost first."""
    values: Any = spread(1, math.prod(sizes), f"nested {seed}")[0]
    for size in reversed(sizes[1:]):
        values = [values[i : i + size] for i in range(0, len(values), size)]
    return values


def conv2d(a: int, b: int, channels: int, filters: int, seed: str = "a", **changes: Any) -> Json:
    """Return a convolution of images with some weights, and with some fields changed."""
    return {
        "kind": "conv2d",
        "filters": filters,
        "kernel_size": [a, b],
        "kernel": nested(f"conv2d {seed}", a, b, channels, filters),
        "bias": spread(1, filters, f"conv2d bias {seed}", 0.5)[0],
        **changes,
    }


def conv1d(b: int, features: int, filters: int, seed: str = "a", **changes: Any) -> Json:
    """Return a convolution of sequences with some weights, and with some fields changed."""
    return {
        "kind": "conv1d",
        "filters": filters,
        "kernel_size": [b],
        "kernel": nested(f"conv1d {seed}", b, features, filters),
        "bias": spread(1, filters, f"conv1d bias {seed}", 0.5)[0],
        **changes,
    }


def max_pooling(**fields: Any) -> Json:
    """Return a max pooling with these fields."""
    return {"kind": "max_pooling2d", **fields}


def average_pooling(**fields: Any) -> Json:
    """Return an average pooling with these fields."""
    return {"kind": "average_pooling2d", **fields}


def padding(rows: Any, columns: Any) -> Json:
    """Return a zero padding of these widths."""
    return {"kind": "zero_padding2d", "rows": rows, "columns": columns}


def dropout(rate: Any) -> Json:
    """Return a dropout layer."""
    return {"kind": "dropout", "rate": rate}


def batch_normalization(c: int, seed: str = "a", **changes: Any) -> Json:
    """Return a batch normalization of c features, with some fields changed."""
    return {
        "kind": "batch_normalization",
        "gamma": [round(1.0 + x, 2) for x in spread(1, c, f"gamma {seed}", 0.5)[0]],
        "beta": spread(1, c, f"beta {seed}", 0.5)[0],
        "moving_mean": spread(1, c, f"moving mean {seed}", 0.5)[0],
        "moving_variance": [round(0.3 + x, 2) for x in shares(1, c, f"moving variance {seed}")[0]],
        **changes,
    }


def activation(name: Any) -> Json:
    """Return a layer that is an activation."""
    return {"kind": "activation", "activation": name}


def leaky_relu(slope: Any = None) -> Json:
    """Return a relu with a slope; None: with the default one."""
    return {"kind": "leaky_relu", **({} if slope is None else {"negative_slope": slope})}


def reshape(*sizes: int) -> Json:
    """Return a reshape layer."""
    return {"kind": "reshape", "target_shape": list(sizes)}


def learning(shape: list[int], layers: list[Json], outputs: int, **changes: Any) -> Json:
    """Return the request of a network that trains on five examples of a shape.

    outputs: how many numbers the last layer gives
    """
    request = {
        "layers": layers,
        "loss": "mse",
        "optimizer": {"name": "sgd", "learning_rate": 0.2},
        "inputs": spread(5, math.prod(shape), "five images"),
        "targets": shares(5, outputs, "of five images"),
        "batch_size": 2,
        "epochs": 2,
        **changes,
    }
    return trained(request, *shape)


def measured(shape: list[int], layers: list[Json], targets: list[Any], image: Any = None) -> Json:
    """Return the request of one step whose first kernel shows the gradients of an image.

    A dense layer whose weights are 0 gives the image, which is its bias. Its input is 1.0 and the
    learning rate 1.0, so that each weight after the step is minus the gradient of its cell. The
    weights are -0.0 where the image has a -0.0, because 0.0 plus -0.0 is 0.0.
    """
    n = math.prod(shape)
    pixels = spread(1, n, "a measured image")[0] if image is None else image
    zero = "-0" if "-0" in pixels else 0
    first = {"units": n, "activation": "linear", "kernel": [[zero] * n], "bias": pixels}
    return {
        "experiment": "train",
        "input_shape": [1],
        "layers": [first, reshape(*shape), *layers],
        "loss": "sum_squared_error",
        "optimizer": {"name": "sgd", "learning_rate": 1.0},
        "inputs": [[1.0]],
        "targets": [targets],
        "epochs": 1,
    }


def only_outputs(request: Json) -> Json:
    """Return the request of a network that learns nothing."""
    return {**request, "epochs": 0}


def classifier(shape: list[int], *layers: Json, inputs: int, **changes: Any) -> Json:
    """Return the request of a network that tells seven images of three classes apart.

    inputs: how many numbers the last of the layers gives to a dense layer
    """
    request = {
        "layers": [*layers, FLAT, layer(inputs, 3, "softmax", "of images")],
        "loss": "sparse_categorical_crossentropy",
        "optimizer": {"name": "sgd", "learning_rate": 0.2},
        "inputs": spread(7, math.prod(shape), "seven images"),
        "targets": [(2 * i) % 3 for i in range(7)],
        "batch_size": 3,
        "epochs": 3,
        "shuffle_seed": 11,
        "record": [1, 3],
        **changes,
    }
    return trained(request, *shape)


# A fault that a check finds: its name, the path of a value, the value, the field that is named,
# the code, and the message after the field's name.
FieldFault = tuple[str, str, Any, str, str, str]


def ordered(prefix: str, request: Json, faults: list[FieldFault]) -> list[Draft]:
    """Return a case for each fault alone, and one for it together with the next one.

    The faults are in the order in which the specification checks them. Two faults of the same value
    are not put together.
    """
    drafts = []
    for i, (name, path, value, field, code, message) in enumerate(faults):
        expected = refusal(code, field, f"{field}{message}")
        alone = with_value(request, path, value)
        text = f"A fault of {field}: {name.replace('_', ' ')}"
        rules = f"{CODES[code]} PORT-4"
        why = "every check has a case that fails without it"
        drafts.append(Draft(f"{prefix}_{name}", f"{text}.", rules, alone, why, expected=expected))
        for other, place, second, *_ in faults[i + 1 : i + 2]:
            if place != path:
                drafts.append(
                    Draft(
                        f"{prefix}_{name}_before_{other}",
                        f"{text}, which is named before {other.replace('_', ' ')}.",
                        rules,
                        with_value(alone, place, second),
                        "the order of the checks is part of the contract",
                        expected=expected,
                    )
                )
    return drafts
