"""Examples of the same length."""

import numpy as np
import pytest

from refnet.errors import RefnetError
from refnet.utils import normalize


def test_normalize() -> None:
    x = np.array([[3.0, 4.0], [0.0, 0.0], [-1.0, 0.0]])
    assert normalize(x).tolist() == [[0.6, 0.8], [0.0, 0.0], [-1.0, 0.0]]
    assert normalize(x, order=1)[0].tolist() == [3 / 7, 4 / 7]
    assert normalize(x, axis=0)[:, 1].tolist() == [1.0, 0.0, 0.0]
    assert normalize([3, 4]).tolist() == [[0.6, 0.8]]
    assert x[0, 0] == 3.0
    for options, field in (({"axis": 2}, "axis"), ({"axis": 0.5}, "axis"), ({"order": 0}, "order")):
        with pytest.raises(RefnetError) as caught:
            normalize(x, **options)
        assert caught.value.field == field
    with pytest.raises(RefnetError, match="x: expected numbers"):
        normalize(["a"])
