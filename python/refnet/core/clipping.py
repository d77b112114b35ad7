"""Chapter clipping through the C core: refnet.reference.clipping over NumPy arrays.

The gradients of a network are one array here: the vectors of the reference one after another.
"""

from typing import Any

from refnet._core import ffi, lib
from refnet.core.arrays import Vector, as_count_vector, as_vector, pointer
from refnet.core.checks import check_counts, checked_optimizer
from refnet.core.structs import optimizer_struct
from refnet.reference.checks import check_length, check_positive
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import LARGEST_COUNT, as_number


def norm(vectors: Any) -> float:
    """Return the root of the sum of all squares, one after another (CLIP-1).

    vectors [size]. Raises RefnetError: wrong_type.
    """
    vectors = as_vector("vectors", vectors)
    length: float = lib.refnet_norm(pointer(vectors), len(vectors))
    return length


def clipped_by_norm(gradients: Any, limit: float) -> Vector:
    """Return the gradients with a norm of at most ``limit`` (CLIP-2).

    gradients [size]. Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    clipped: Vector = as_vector("gradients", gradients).copy()
    limit = _checked_limit(limit)
    lib.refnet_clipped_by_norm(pointer(clipped), limit, len(clipped))
    return clipped


def clipped_by_value(gradients: Any, limit: float) -> Vector:
    """Return the gradients, each at least -limit and at most ``limit`` (CLIP-3).

    gradients [size]. Raises RefnetError: wrong_type, not_finite, out_of_range.
    """
    clipped: Vector = as_vector("gradients", gradients).copy()
    limit = _checked_limit(limit)
    lib.refnet_clipped_by_value(pointer(clipped), limit, len(clipped))
    return clipped


def clipped_gradients(gradients: Any, variables: Any, optimizer: Optimizer) -> Vector:
    """Return the gradients as the optimizer's settings limit them (CLIP-4).

    gradients [size]; variables: how many of them each variable has.
    Raises RefnetError: wrong_type, shape_mismatch, out_of_range, and what an optimizer cannot be.
    """
    given: Any = as_vector("gradients", gradients)
    sizes = as_count_vector("variables", variables)
    struct = optimizer_struct(checked_optimizer("optimizer", optimizer))
    check_counts("variables", sizes, 0, LARGEST_COUNT)
    check_length("gradients", given, "all variables", sum(sizes.tolist()))
    clipped: Vector = given.copy()
    counts = ffi.new("size_t[]", sizes.tolist())
    arguments = pointer(clipped), counts, struct, len(sizes), len(clipped)
    lib.refnet_clipped_gradients(*arguments)
    return clipped


def _checked_limit(limit: float) -> float:
    limit = as_number("limit", limit)
    check_positive("limit", limit)
    return limit
