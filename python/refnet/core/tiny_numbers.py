"""Chapter tiny_numbers through the C core: the functions of refnet.reference.tiny_numbers."""

from refnet._core import lib
from refnet.reference.readers import as_number


def flushed(x: float) -> float:
    """Return x, or 0 where its magnitude is below TINY (DENSE-19).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_flushed(as_number("x", x))
    return result


def square(gradient: float) -> float:
    """Return gradient * gradient, at least TINY (DENSE-20).

    Raises RefnetError: wrong_type.
    """
    result: float = lib.refnet_square(as_number("gradient", gradient))
    return result
