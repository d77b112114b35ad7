"""Chapter gru in real numbers."""

from oracle.graph import Expression
from oracle.reals import Reals
from oracle.recurrent import Recurrent


class GRU(Recurrent):
    """Gated recurrent units: h = z h' + (1 - z) g, where g sees r times what h' contributes."""

    def matrices(self) -> list[Reals]:
        """Return the weights, each bias by itself."""
        kernels = [self.kernel, self.recurrent_kernel]
        return kernels if self.bias is None else [*kernels, *self.bias]

    def step(
        self, x: Expression, memory: list[Expression], weights: list[Expression]
    ) -> list[Expression]:
        """Return the outputs after a step."""
        [h], (kernel, recurrent_kernel, *biases) = memory, weights
        of_features, of_memory = x @ kernel, h @ recurrent_kernel
        if biases:
            of_features, of_memory = of_features + biases[0], of_memory + biases[1]
        (z_x, r_x, g_x), (z_h, r_h, g_h) = (
            [each.columns(k * self.u, self.u) for k in range(3)]
            for each in (of_features, of_memory)
        )
        z, r = (z_x + z_h).activated(self.gates), (r_x + r_h).activated(self.gates)
        g = (g_x + r * g_h).activated(self.units)
        return [z * h + z.rest() * g]
