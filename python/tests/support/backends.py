"""The chapters in pure Python and through the C core."""

import pytest

from refnet import core, reference

# for tests of functions that give lists in one and arrays in the other
BACKENDS = pytest.mark.parametrize("chapters", [reference, core], ids=["python", "c"])
