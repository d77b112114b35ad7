"""Calls that must be refused."""

from collections.abc import Callable
from typing import Any

import pytest

from refnet import RefnetError


def refused(code: str, field: str, function: Callable[..., Any], *arguments: Any) -> str:
    """Return the message of the RefnetError that the call raises, with this code and field."""
    with pytest.raises(RefnetError) as caught:
        function(*arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
    return caught.value.message
