"""1,797 handwritten digits of 8 × 8 pixels, which scikit-learn has: no download.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
Learning Repository, 1998.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from refnet.datasets.bundled import Classes, Numbers, Parts, split, split_arguments
from refnet.errors import RefnetError
from refnet.files.extras import extra

_DIGIT, _ENLARGED, _EDGE = (8, 8), 3, 2  # 8 · 3 + 2 · 2 = 28


def load_data(test_split: float = 0.2, seed: int = 0) -> Parts:
    """Return scikit-learn's 1,797 handwritten digits as (x_train, y_train), (x_test, y_test).

    x: [m][64], the 8 rows of 8 pixels of an image one after another, from 0.0 to 1.0 in
    sixteenths; ``x.reshape(-1, 8, 8)`` gives the images. y: [m], the digits, 0 to 9.

    The split is the same in every language: a permutation of 0 to 1796 with the seed (DENSE-17) is
    the order of the examples; the last 1797 · test_split of them, rounded down, are the test part.
    test_split: 0 or more and less than 1; seed: 0 to 2^32 - 1.
    Raises RefnetError: wrong_type, not_finite, out_of_range; ImportError without scikit-learn.
    """
    test_split, seed = split_arguments(test_split, seed)
    bundled = extra("sklearn.datasets", "scikit-learn", "datasets", "refnet.datasets").load_digits()
    x: Numbers = np.asarray(bundled.data, np.float64) / 16.0
    y: Classes = np.asarray(bundled.target, np.int64)
    return split(x, y, test_split, seed)


def enlarge(x: ArrayLike) -> NDArray[np.float64]:
    """Return the digits [m][64] of ``load_data`` as images [m][28][28][1], the size of MNIST's.

    Each pixel becomes 3 × 3 equal ones, and two rows or columns of zeros surround the image. No
    number is calculated, so the images have the same bits everywhere.
    Raises RefnetError: shape_mismatch.
    """
    digits = np.asarray(x, np.float64)
    if digits.ndim != 2 or digits.shape[1] != math.prod(_DIGIT):
        message = f"x: expected digits of 64 pixels, got shape {digits.shape}"
        raise RefnetError("shape_mismatch", "x", message)
    images = digits.reshape(-1, *_DIGIT).repeat(_ENLARGED, axis=1).repeat(_ENLARGED, axis=2)
    edge = (_EDGE, _EDGE)
    return np.pad(images, ((0, 0), edge, edge))[..., np.newaxis]
