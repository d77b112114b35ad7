"""Image layers of extreme sizes through the C library: strides, counts and windows."""

import time
from typing import Any

import numpy as np
import pytest
from refnet._core import lib
from support.processor import EVERYWHERE, use_or_skip

from refnet import core
from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs
from refnet.core.structs import kernels
from refnet.reference.conv import Conv2DLayer
from refnet.reference.pooling import AveragePooling2DLayer, MaxPooling2DLayer

STRIDES = [(2**24, 2**24), (2**32 - 2, 2**32 - 1), (2**63, 2**63), (2**64 - 1, 2**64 - 1)]
IMAGE = (3, 4, 2)
FAST = "baseline", "avx2", "avx512"


def convolution(strides: tuple[int, int] = (8, 8), padding: str = "valid") -> Any:
    kernel = np.arange(1.0, 21.0).reshape(2, 1, 2, 5)
    return Conv2DLayer(5, (2, 1), strides, padding, "linear", kernel, np.ones(5), None, IMAGE)


def results_of(layer: Any, names: list[str], strides: tuple[int, int]) -> list[list[float]]:
    """Return what kernels calculate for a layer with one window, with its strides replaced."""
    structs = LayerStructs([layer])
    struct = structs.array[0]
    struct.windows.strides = strides
    assert lib.refnet_check_layers(structs.array, 1).code == lib.REFNET_OK
    x = np.random.default_rng(1).normal(size=(3, struct.n))
    deltas = np.random.default_rng(2).normal(size=(3, struct.u))
    found = []
    for name in names:
        results = np.full((3, 40), 9.75)
        given = (x,) if name.endswith("forward") else (x, deltas)
        getattr(kernels(), name)(*map(pointer, given), structs.array, 3, pointer(results))
        found.append(results.ravel().tolist())
    return found


@EVERYWHERE
@pytest.mark.parametrize("strides", STRIDES)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_stride_of_a_single_window_does_not_matter(
    strides: tuple[int, int], padding: str
) -> None:
    names = ["conv2d_forward", "conv2d_input_gradients", "conv2d_parameter_gradients"]
    cases: list[tuple[Any, list[str]]] = [(convolution(padding=padding), names)]
    for kind, layer in (("max", MaxPooling2DLayer), ("average", AveragePooling2DLayer)):
        names = [f"{kind}_pooling2d_forward", f"{kind}_pooling2d_input_gradients"]
        cases.append((layer((2, 2), (8, 8), padding, IMAGE), names))
    for layer, names in cases:
        assert results_of(layer, names, strides) == results_of(layer, names, (8, 8))


@pytest.mark.parametrize("name", FAST)
def test_large_strides_cost_no_time(name: str) -> None:
    """The room for the cells between windows is that of the image."""
    x, deltas = np.ones((500, 24)), np.ones((500, 5))

    def seconds(strides: tuple[int, int]) -> float:
        layer, times = convolution(strides), []
        for _ in range(5):
            start = time.perf_counter()
            core.conv2d_input_gradients(x, deltas, layer)
            times.append(time.perf_counter() - start)
        return min(times)

    use_or_skip(name)
    assert seconds((200, 200)) < 10 * seconds((4, 4))


def is_accepted(layer: Any, **fields: tuple[int, int]) -> bool:
    """Return whether C accepts a layer with other windows, whose u fits."""
    structs = LayerStructs([layer])
    struct = structs.array[0]
    for name, value in fields.items():
        setattr(struct.windows, name, value)
    struct.u = struct.windows.count[0] * struct.windows.count[1] * struct.u // 6
    return bool(lib.refnet_check_layers(structs.array, 1).code == lib.REFNET_OK)


def test_c_accepts_the_windows_of_a_padding_and_no_others() -> None:
    """A window of 2x2 cells moves over 3x4 by one cell at a time."""
    pool = MaxPooling2DLayer((2, 2), (1, 1), "valid", (3, 4, 2))
    assert is_accepted(pool)
    assert is_accepted(pool, count=(3, 4))  # "same" pads one cell after the last
    for count in ((1, 3), (2, 1), (2, 2), (4, 3), (2, 5)):
        assert not is_accepted(pool, count=count)
    assert not is_accepted(pool, count=(3, 4), before=(1, 0))
    assert not is_accepted(pool, before=(0, 1))
    assert is_accepted(pool, window=(3, 2), count=(3, 3), before=(1, 0))
    assert not is_accepted(pool, window=(3, 2), count=(3, 3))
    assert not is_accepted(pool, window=(3, 2), count=(2, 3), before=(1, 0))


@EVERYWHERE
def test_the_largest_of_more_cells_than_binary32_can_number() -> None:
    n = 2**24 + 4
    structs = LayerStructs([MaxPooling2DLayer((1, 4), (1, 4), "valid", (1, 4, 1))], np.float32)
    struct = structs.array[0]
    struct.n = struct.windows.image[1] = struct.windows.window[1] = n
    struct.windows.strides[1] = n
    assert lib.refnet_check_layers_f32(structs.array, 1).code == lib.REFNET_OK
    x, gradients = np.zeros((1, n), np.float32), np.empty(n, np.float32)
    x[0, n - 3] = 1  # cell 2^24 + 1
    arguments = pointer(x), pointer(np.ones((1, 1), np.float32)), structs.array, 1
    kernels(np.float32).max_pooling2d_input_gradients(*arguments, pointer(gradients))
    assert np.flatnonzero(gradients).tolist() == [n - 3]
