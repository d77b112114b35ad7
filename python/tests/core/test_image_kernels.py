"""Convolution and pooling at many sizes, on every instruction set: the bits of the rules."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from support.bits import in_order
from support.processor import EVERYWHERE

from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs
from refnet.core.structs import kernels
from refnet.reference.conv import Conv2DLayer
from refnet.reference.pooling import AveragePooling2DLayer, MaxPooling2DLayer
from refnet.reference.windows import PADDED, window_cells

DTYPES = [np.float64, np.float32]
GUARD = 9.75  # after each result: no register may be stored there

# examples, image, filters, window, strides, padding
Case = tuple[int, tuple[int, ...], int, tuple[int, ...], tuple[int, ...], str]

LARGE: list[Case] = [
    (3, (28, 28, 1), 6, (5, 5), (1, 1), "same"),  # those of LeNet-5
    (40, (14, 14, 6), 16, (5, 5), (1, 1), "valid"),  # shared among threads
    (1, (40, 45, 24), 40, (3, 3), (1, 1), "same"),  # more than one band of rows
    (2, (5, 5, 64), 600, (3, 3), (2, 2), "same"),  # a kernel that is transposed in parts
    (1, (4, 4, 130), 600, (3, 3), (1, 1), "valid"),  # the same in float32
]


def random_cases(count: int) -> list[Case]:
    """Return cases in which registers, tiles and windows are full, nearly full or nearly empty."""
    generator = np.random.default_rng(count)

    def pair(options: list[int]) -> tuple[int, int]:
        first, second = map(int, generator.choice(options, 2))
        return first, second

    cases: list[Case] = []
    for i in range(count):
        window, strides = pair([1, 2, 3, 4, 5]), pair([1, 1, 2, 5])
        image, m = pair([5, 6, 7, 9, 12, 14]), pair([1, 2, 5])[0]
        channels, filters = pair([1, 2, 3, 4, 6, 7, 8, 9, 13, 16, 17, 33])
        padding = ("valid", "same")[i % 2]
        cases.append((m, (*image, channels), filters, window, strides, padding))
    return [*cases, (2, (1, 3, 2), 3, (4, 5), (1, 2), "same")]


CASES = [*LARGE, *random_cases(60)]


def drawn(generator: Any, dtype: Any, *shape: int) -> Any:
    """Return normal numbers; some are 0.0 or -0.0, and ties are frequent."""
    numbers = generator.normal(size=shape)
    return np.where(generator.random(shape) < 0.2, np.round(numbers), numbers).astype(dtype)


def calculated(name: str, layer: Any, wanted: Any, *arrays: Any) -> Any:
    """Return what a function of the table of kernels in use calculates, as an array like wanted."""
    struct, buffer = LayerStructs([layer], wanted.dtype), np.full(wanted.size + 1, GUARD)
    buffer = buffer.astype(wanted.dtype)
    function = getattr(kernels(wanted.dtype.type), name)
    function(*map(pointer, arrays), struct.array, len(arrays[0]), pointer(buffer))
    assert buffer[-1] == GUARD, name
    return buffer[:-1].reshape(wanted.shape)


def check(name: str, layer: Any, wanted: Any, *arrays: Any) -> None:
    found = calculated(name, layer, wanted, *arrays)
    assert found.tobytes() == wanted.tobytes(), (name, len(arrays[0]), layer)


def cells_of(case: Case) -> Any:
    """Return the cells of each window, [p][cells]."""
    _, (rows, columns, _), _, window, strides, padding = case
    return np.array(window_cells(rows, columns, window, strides, padding))


Checks = list[tuple[str, Any, Any, tuple[Any, ...]]]


@cache
def convolutions(number: int, dtype: Any) -> Checks:
    """Return the calls of a case with the results that the rules of chapter conv give."""
    m, shape, f, window, strides, padding = case = CASES[number]
    generator, cells, c = np.random.default_rng(number), cells_of(case), shape[2]
    kernel = drawn(generator, dtype, *window, c, f)
    bias = drawn(generator, dtype, f) if number % 4 else None
    connections = generator.random((c, f)) < 0.6 if number % 3 == 0 else None
    layer = Conv2DLayer(f, window, strides, padding, "linear", kernel, bias, connections, shape)
    x = drawn(generator, dtype, m, shape[0] * shape[1] * c)
    deltas = drawn(generator, dtype, m, len(cells) * f)
    images = x.reshape(m, -1, c)
    with_zeros = np.concatenate([images, np.zeros((m, 1, c), dtype)], axis=1)
    patches = with_zeros[:, cells].reshape(m * len(cells), -1)  # PADDED is the last cell
    rows, weights = deltas.reshape(m * len(cells), f), kernel.reshape(-1, f)
    outputs = in_order(0 if bias is None else bias, patches, weights).reshape(m, -1)
    gradients = in_order(0, patches.T, rows)
    if connections is not None:
        seen = np.tile(connections, (len(gradients) // c, 1))
        gradients = np.where(seen, gradients, dtype(0))
    if bias is not None:
        gradients = np.vstack([gradients, in_order(0, np.ones((1, len(rows)), dtype), rows)])
    of_patches = in_order(0, rows, weights.T).reshape(m, len(cells), -1, c)
    of_images = np.zeros_like(images)
    for e in range(m):
        for covered, patch in zip(cells, of_patches[e], strict=True):
            of_images[e, covered[covered != PADDED]] += patch[covered != PADDED]
    return [
        ("conv2d_forward", layer, outputs, (x,)),
        ("conv2d_parameter_gradients", layer, gradients, (x, deltas)),
        ("conv2d_input_gradients", layer, of_images.reshape(x.shape), (x, deltas)),
    ]


@cache
def poolings(number: int, dtype: Any) -> Checks:
    """Return the calls of a case with the results that the rules of chapter pooling give."""
    m, shape, _, window, strides, padding = case = CASES[number]
    generator, cells, c = np.random.default_rng(number), cells_of(case), shape[2]
    cells = [covered[covered != PADDED] for covered in cells]
    x = drawn(generator, dtype, m, shape[0] * shape[1] * c)
    deltas = drawn(generator, dtype, m, len(cells) * c)
    images, rows = x.reshape(m, -1, c), deltas.reshape(m, len(cells), c)
    means, largest, of_means, of_largest = [], [], np.zeros_like(images), np.zeros_like(images)
    for p, covered in enumerate(cells):
        total = np.zeros((m, c), dtype)
        for cell in covered:
            total = total + images[:, cell]
        means.append(total / dtype(len(covered)))
        places = covered[np.argmax(images[:, covered], axis=1)]  # the first of several, [m][c]
        chosen = np.arange(m)[:, None], places, np.arange(c)
        largest.append(images[chosen])
        of_largest[chosen] += rows[:, p]
        of_means[:, covered] += (rows[:, p] / dtype(len(covered)))[:, None]
    by_means = AveragePooling2DLayer(window, strides, padding, shape)
    by_largest = MaxPooling2DLayer(window, strides, padding, shape)
    calls: Checks = []
    for name, layer, outputs, gradients in (
        ("average", by_means, means, of_means),
        ("max", by_largest, largest, of_largest),
    ):
        wanted = np.stack(outputs, axis=1).reshape(m, -1), gradients.reshape(x.shape)
        calls.append((f"{name}_pooling2d_forward", layer, wanted[0], (x,)))
        calls.append((f"{name}_pooling2d_input_gradients", layer, wanted[1], (x, deltas)))
    return calls


@pytest.mark.parametrize("dtype", DTYPES)
@EVERYWHERE
def test_convolutions(dtype: Any) -> None:
    for number in range(len(CASES)):
        for name, layer, wanted, arrays in convolutions(number, dtype):
            check(name, layer, wanted, *arrays)


@pytest.mark.parametrize("dtype", DTYPES)
@EVERYWHERE
def test_poolings(dtype: Any) -> None:
    for number in range(len(CASES)):
        for name, layer, wanted, arrays in poolings(number, dtype):
            check(name, layer, wanted, *arrays)
