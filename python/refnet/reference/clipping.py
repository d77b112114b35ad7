"""Chapter clipping: gradients that are cut where they are too large.

A single steep example can throw the weights far away. So gradients are limited before the
optimizer sees them: each by itself, or a whole variable by its norm, which keeps its direction, or
all variables by their common norm, which keeps the direction of the whole step. A variable is a
kernel, a bias or a table: a layer's parameters that belong together, in one or several vectors.

Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
networks", 2013; the formulas and names are Keras 3's.

Left out on purpose: other norms, and limits that follow the size of the weights.
"""

import math
from typing import Any

Vectors = list[list[float]]


def norm(vectors: Vectors) -> float:
    """Return the root of the sum of all squares, one after another (CLIP-1).

    vectors: of any lengths
    """
    total = 0.0
    for vector in vectors:
        for x in vector:
            total = total + x * x
    return math.sqrt(total)


def clipped_by_norm(gradients: Vectors, limit: float) -> Vectors:
    """Return the gradients with a norm of at most ``limit`` (CLIP-2)."""
    length = norm(gradients)
    divisor = length if length > limit else limit
    return [[g * limit / divisor for g in vector] for vector in gradients]


def clipped_by_value(gradients: Vectors, limit: float) -> Vectors:
    """Return the gradients, each at least -limit and at most ``limit`` (CLIP-3)."""
    return [
        [-limit if g < -limit else (limit if g > limit else g) for g in vector]
        for vector in gradients
    ]


def clipped_gradients(gradients: Vectors, variables: list[int], optimizer: Any) -> Vectors:
    """Return the gradients as the optimizer's settings limit them (CLIP-4).

    gradients: vectors; variables: how many of these vectors each variable has
    """
    if optimizer.clipvalue is not None:
        return clipped_by_value(gradients, optimizer.clipvalue)
    if optimizer.global_clipnorm is not None:
        return clipped_by_norm(gradients, optimizer.global_clipnorm)
    if optimizer.clipnorm is None:
        return gradients
    clipped: Vectors = []
    for count in variables:
        start = len(clipped)
        clipped.extend(clipped_by_norm(gradients[start : start + count], optimizer.clipnorm))
    return clipped
