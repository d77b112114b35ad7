"""Gradients in real numbers by the chain rule alone: expressions that remember their parts.

An expression is calculated once, and its gradients follow from those of its parts, one operation at
a time. So a layer needs nothing but the formulas of its outputs here.
"""

from collections.abc import Callable, Sequence

import numpy as np
from mpmath import mpf

from oracle.activations import FUNCTIONS, activation_backward
from oracle.reals import Reals

Backward = Callable[[Reals], Reals]  # from the gradients of a value to those of a part of it


class Expression:
    """A value [m][n], and for each of its parts how the part's gradients follow from its own."""

    def __init__(self, value: Reals, *parts: tuple["Expression", Backward]) -> None:
        self.value, self.parts = value, parts

    def __add__(self, other: "Expression") -> "Expression":
        """Return the sum, in which a row may stand for all rows."""
        value = self.value + other.value
        return Expression(
            value,
            (self, lambda g: _as_part(g, self.value)),
            (other, lambda g: _as_part(g, other.value)),
        )

    def __mul__(self, other: "Expression") -> "Expression":
        """Return the product, number by number."""
        return Expression(
            self.value * other.value,
            (self, lambda g: g * other.value),
            (other, lambda g: g * self.value),
        )

    def __matmul__(self, other: "Expression") -> "Expression":
        """Return the product of two matrices."""
        return Expression(
            self.value @ other.value,
            (self, lambda g: g @ other.value.T),
            (other, lambda g: self.value.T @ g),
        )

    def scaled(self, by: Reals) -> "Expression":
        """Return the product with constants."""
        return Expression(self.value * by, (self, lambda g: g * by))

    def rest(self) -> "Expression":
        """Return 1 minus the numbers."""
        return Expression(1 - self.value, (self, lambda g: -g))

    def columns(self, first: int, count: int) -> "Expression":
        """Return some of the columns."""

        def backward(gradients: Reals) -> Reals:
            result = np.full(self.value.shape, mpf(0), dtype=object)
            result[:, first : first + count] = gradients
            return result

        return Expression(self.value[:, first : first + count], (self, backward))

    def activated(self, activation: str) -> "Expression":
        """Return the activation of the numbers."""
        value = FUNCTIONS[activation](self.value)
        return Expression(value, (self, lambda g: activation_backward(activation, g, self.value)))


def side_by_side(parts: Sequence[Expression]) -> Expression:
    """Return the columns of all parts, one part after another."""
    widths = [part.value.shape[1] for part in parts]
    starts = [sum(widths[:i]) for i in range(len(parts))]

    def backward(first: int, count: int) -> Backward:
        return lambda gradients: gradients[:, first : first + count]

    value = np.concatenate([part.value for part in parts], axis=1)
    ways = [backward(first, count) for first, count in zip(starts, widths, strict=True)]
    return Expression(value, *zip(parts, ways, strict=True))


def gradients_of(result: Expression, gradients: Reals, leaves: Sequence[Expression]) -> list[Reals]:
    """Return the gradients of some leaves, given those of a result."""
    found = {id(result): gradients}
    for each in reversed(_in_order(result)):
        for part, backward in each.parts:
            more = backward(found[id(each)])
            found[id(part)] = found[id(part)] + more if id(part) in found else more
    zero = mpf(0)
    return [found.get(id(leaf), zero * leaf.value) for leaf in leaves]


def _in_order(result: Expression) -> list[Expression]:
    """Return an expression and all its parts, each after its own parts."""
    order: list[Expression] = []
    seen = set()
    waiting = [(result, False)]
    while waiting:
        each, complete = waiting.pop()
        if complete:
            order.append(each)
        elif id(each) not in seen:
            seen.add(id(each))
            waiting += [(each, True), *((part, False) for part, _ in each.parts)]
    return order


def _as_part(gradients: Reals, value: Reals) -> Reals:
    """Return the gradients of a part of a sum: of one row, which stands for all, their total."""
    if len(value) == len(gradients):
        return gradients
    result: Reals = gradients.sum(axis=0, keepdims=True)
    return result
