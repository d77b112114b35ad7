"""Chapter zero_padding: an edge of zeros, and gradients without it."""

from types import ModuleType

import numpy as np
import pytest
from support.backends import BACKENDS
from support.images import check_input_gradients, images

from refnet.reference.zero_padding import ZeroPadding2DLayer

WIDTHS = pytest.mark.parametrize(
    ("rows", "columns"), [((1, 1), (1, 1)), ((1, 2), (3, 0)), ((0, 0), (0, 0)), ((0, 1), (2, 0))]
)


@BACKENDS
@WIDTHS
def test_the_image_has_zeros_around_it(
    chapters: ModuleType, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    layer, x = ZeroPadding2DLayer(rows, columns, (2, 3, 2)), images(3, (2, 3, 2))
    wanted = np.pad(np.array(x).reshape(3, 2, 3, 2), [(0, 0), rows, columns, (0, 0)])
    got = np.array(chapters.zero_padding2d_forward(x, layer))
    assert got.tolist() == wanted.reshape(3, -1).tolist()
    assert chapters.zero_padding2d_shapes(layer) == ((2, 3, 2), wanted.shape[1:])
    check_input_gradients(chapters, "zero_padding2d", layer, x)


def test_the_layer() -> None:
    layer = ZeroPadding2DLayer()
    assert (layer.rows, layer.columns, layer.input_shape) == ((1, 1), (1, 1), ())
    assert (layer.kind, layer.activation) == ("zero_padding2d", "linear")
