"""Chapter merge_modes through the C core: refnet.reference.merge_modes over NumPy arrays.

In C, the outputs of both directions are in two arrays, and the functions of chapter bidirectional
merge them; these are the reference's.
"""

from typing import Any

from refnet.core.arrays import Vector
from refnet.core.reference_calls import with_arrays
from refnet.reference.chapters import merge_modes as reference


def merged_units(units: int, merge_mode: str) -> int:
    """Return how many outputs a step has (BI-4)."""
    return int(reference.merged_units(units, merge_mode))


def merged_step(first: Any, second: Any, merge_mode: str) -> Vector:
    """Return the outputs of a step, from those of both layers (BI-4).

    first [u], second [u] -> [u], or [2u] with "concat"
    """
    outputs: Vector = with_arrays(reference.merged_step, first, second, merge_mode)
    return outputs


def merged_step_gradients(gradients: Any, first: Any, second: Any, merge_mode: str) -> Vector:
    """Return the gradients of the outputs of both layers at a step, one after the other (BI-5).

    gradients [u], or [2u] with "concat", first [u], second [u] -> [2u]
    """
    function = reference.merged_step_gradients
    both: Vector = with_arrays(function, gradients, first, second, merge_mode)
    return both


def merged_outputs(outputs: Any, units: int, merge_mode: str) -> list[Vector]:
    """Return the outputs of each step, from those of both layers one after the other (BI-4).

    outputs [m][t * 2u] or [m][2u] -> [m][t * u] or [m][u], the same with "concat"
    """
    merged: list[Vector] = with_arrays(reference.merged_outputs, outputs, units, merge_mode)
    return merged


def merged_gradients(deltas: Any, outputs: Any, units: int, merge_mode: str) -> list[Vector]:
    """Return the gradients of the outputs of both layers, one after the other at each step (BI-5).

    deltas [m][t * u] or [m][u], as many as merged outputs; outputs [m][t * 2u] or [m][2u] of both
    -> as outputs
    """
    function = reference.merged_gradients
    both: list[Vector] = with_arrays(function, deltas, outputs, units, merge_mode)
    return both
