"""Chapter lstm in real numbers."""

from oracle.graph import Expression
from oracle.reals import Reals
from oracle.recurrent import Recurrent, preactivations


class LSTM(Recurrent):
    """A long short-term memory: c = f c' + i g, h = o activation(c); its memory is h and c."""

    def zeros(self, m: int) -> list[Reals]:
        """Return the memory of a layer that has read nothing."""
        return [*super().zeros(m), *super().zeros(m)]

    def step(
        self, x: Expression, memory: list[Expression], weights: list[Expression]
    ) -> list[Expression]:
        """Return outputs and cells after a step."""
        h, c = memory
        gates = preactivations(x, h, weights)
        i, f, g, o = (
            gates.columns(k * self.u, self.u).activated(activation)
            for k, activation in enumerate((self.gates, self.gates, self.units, self.gates))
        )
        cell = f * c + i * g
        return [o * cell.activated(self.units), cell]
