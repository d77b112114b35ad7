"""Chapter merge_modes: how the outputs of both directions become those of one layer.

Two layers that read a sequence from both ends (chapter bidirectional) put their outputs together,
those of the first, then those of the second: "concat". Or each output of the first is merged with
that of the second: they are added ("sum"), multiplied ("mul"), or their mean is taken ("ave"). Then
the layer has as many outputs as each of both.

Derivation: the gradient of a sum is that of each of its parts, and of a mean half of it. In a
product, each part is the derivative for the other.

Source: Keras, layers.Bidirectional, merge_mode.

m examples of t steps; u units in each direction.
"""

from collections.abc import Sequence

from refnet.reference.conv import cell_rows
from refnet.reference.sequences import joined

Matrix = Sequence[Sequence[float]]

MERGE_MODES = ("concat", "sum", "mul", "ave")


def merged_units(units: int, merge_mode: str) -> int:
    """Return how many outputs a step has (BI-4)."""
    return 2 * units if merge_mode == "concat" else units


def merged_step(first: Sequence[float], second: Sequence[float], merge_mode: str) -> list[float]:
    """Return the outputs of a step, from those of both layers (BI-4).

    first [u], second [u] -> [u], or [2u] with "concat"
    """
    if merge_mode == "sum":
        return [a + b for a, b in zip(first, second, strict=True)]
    if merge_mode == "mul":
        return [a * b for a, b in zip(first, second, strict=True)]
    if merge_mode == "ave":
        return [(a + b) / 2.0 for a, b in zip(first, second, strict=True)]
    return [*first, *second]


def merged_step_gradients(
    gradients: Sequence[float], first: Sequence[float], second: Sequence[float], merge_mode: str
) -> list[float]:
    """Return the gradients of the outputs of both layers at a step, one after the other (BI-5).

    gradients [u], or [2u] with "concat", first [u], second [u] -> [2u]
    """
    if merge_mode == "sum":
        return [*gradients, *gradients]
    if merge_mode == "mul":
        of_first = [gradient * b for gradient, b in zip(gradients, second, strict=True)]
        return [*of_first, *(gradient * a for gradient, a in zip(gradients, first, strict=True))]
    if merge_mode == "ave":
        halves = [gradient / 2.0 for gradient in gradients]
        return [*halves, *halves]
    return list(gradients)


def merged_outputs(outputs: Matrix, units: int, merge_mode: str) -> list[list[float]]:
    """Return the outputs of each step, from those of both layers one after the other (BI-4).

    outputs [m][t * 2u] or [m][2u] -> [m][t * u] or [m][u], the same with "concat"
    """
    result = []
    for row in outputs:
        steps = cell_rows(row, 2 * units)
        result.append(joined([merged_step(s[:units], s[units:], merge_mode) for s in steps]))
    return result


def merged_gradients(
    deltas: Matrix, outputs: Matrix, units: int, merge_mode: str
) -> list[list[float]]:
    """Return the gradients of the outputs of both layers, one after the other at each step (BI-5).

    deltas [m][t * u] or [m][u], as many as merged outputs; outputs [m][t * 2u] or [m][2u] of both
    -> as outputs
    """
    result = []
    for delta, row in zip(deltas, outputs, strict=True):
        width = merged_units(units, merge_mode)
        pairs = zip(cell_rows(delta, width), cell_rows(row, 2 * units), strict=True)
        result.append(
            joined([merged_step_gradients(d, s[:units], s[units:], merge_mode) for d, s in pairs])
        )
    return result
