"""Chapter gru_reset_before in real numbers."""

from oracle.graph import Expression
from oracle.recurrent import Recurrent


class GRUResetBefore(Recurrent):
    """Gated recurrent units: h = z h' + (1 - z) g, where g sees what r h' contributes."""

    def step(
        self, x: Expression, memory: list[Expression], weights: list[Expression]
    ) -> list[Expression]:
        """Return the outputs after a step."""
        [h], (kernel, recurrent_kernel, *biases) = memory, weights
        of_features = x @ kernel
        if biases:
            of_features = of_features + biases[0]
        parts = [
            [each.columns(k * self.u, self.u) for k in range(3)]
            for each in (of_features, recurrent_kernel)
        ]
        (z_x, r_x, g_x), (of_z, of_r, of_g) = parts
        z, r = (z_x + h @ of_z).activated(self.gates), (r_x + h @ of_r).activated(self.gates)
        g = (g_x + (r * h) @ of_g).activated(self.units)
        return [z * h + z.rest() * g]
